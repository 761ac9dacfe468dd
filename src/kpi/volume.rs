//! How much: sums of the measures.

use super::Family;
use super::expression::{Formula::Total, Kpi, Term::Sum, Unit};
use crate::ledger::Measure;

pub const FAMILY: Family = Family {
    title: "Volume",
    kpis: &[
        Kpi {
            id: "clicks",
            label: "Clicks",
            formula: Total(Sum(Measure::Clicks)),
            unit: Unit::Count,
            why: "Visits that creators' links sent to your products.",
        },
        Kpi { id: "orders", label: "Orders", formula: Total(Sum(Measure::Orders)), unit: Unit::Count, why: "Purchases attributed to creators' links." },
        Kpi {
            id: "units",
            label: "Units",
            formula: Total(Sum(Measure::Units)),
            unit: Unit::Count,
            why: "Items sold through creators' links, returns netted where the report nets them.",
        },
        Kpi {
            id: "revenue",
            label: "Revenue",
            formula: Total(Sum(Measure::Revenue)),
            unit: Unit::Money,
            why: "Sales attributed to creators. Attributed is not incremental: some would have happened anyway.",
        },
        Kpi {
            id: "commission",
            label: "Commission",
            formula: Total(Sum(Measure::Commission)),
            unit: Unit::Money,
            why: "The bonus you paid. Amazon pays the standard affiliate rate itself; it is no cost of yours.",
        },
    ],
};
