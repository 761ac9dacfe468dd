//! Who buys: new, returning and subscribing customers.

use super::Family;
use super::expression::{Formula::Ratio, Kpi, Term::Sum, Unit};
use crate::ledger::Measure;

pub const FAMILY: Family = Family {
    title: "Acquisition",
    kpis: &[
        Kpi {
            id: "ntb-share",
            label: "New to brand",
            formula: Ratio(Sum(Measure::NtbOrders), Sum(Measure::Orders)),
            unit: Unit::Share,
            why: "Orders by customers new to the brand: whether creators widen the customer base or serve it again.",
        },
        Kpi {
            id: "repeat-share",
            label: "Repeat",
            formula: Ratio(Sum(Measure::RepeatOrders), Sum(Measure::Orders)),
            unit: Unit::Share,
            why: "Orders by customers who came back: the best early sign of lasting value.",
        },
        Kpi {
            id: "sns-attach",
            label: "Subscribe & Save",
            formula: Ratio(Sum(Measure::SnsOrders), Sum(Measure::Orders)),
            unit: Unit::Share,
            why: "Orders taken as a subscription. Counted over all ASINs while no catalogue says which are eligible.",
        },
    ],
};
