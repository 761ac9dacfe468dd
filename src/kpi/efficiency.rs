//! What a click, an order and a sale bring and cost.

use super::Family;
use super::expression::{Formula::Ratio, Input, Kpi, Term, Term::Sum, Unit};
use crate::ledger::Measure;

const COMMISSION: Term = Sum(Measure::Commission);
const FIXED: Term = Term::Input(Input::FixedCosts);

pub(super) const CONVERSION: &str = "conversion-rate";
/// Used where orders are absent.
pub(super) const UNIT_CONVERSION: &str = "unit-conversion-rate";

pub const FAMILY: Family = Family {
    title: "Efficiency",
    kpis: &[
        Kpi {
            id: CONVERSION,
            label: "Conversion",
            formula: Ratio(Sum(Measure::Orders), Sum(Measure::Clicks)),
            unit: Unit::Share,
            why: "How often a click becomes an order: whether content and listing convince.",
        },
        Kpi {
            id: UNIT_CONVERSION,
            label: "Unit conversion",
            formula: Ratio(Sum(Measure::Units), Sum(Measure::Clicks)),
            unit: Unit::Share,
            why: "Units a click, used where a report has no orders. Above conversion when buyers take several.",
        },
        Kpi {
            id: "average-order-value",
            label: "Order value",
            formula: Ratio(Sum(Measure::Revenue), Sum(Measure::Orders)),
            unit: Unit::Money,
            why: "What one order brings on average.",
        },
        Kpi {
            id: "average-selling-price",
            label: "Selling price",
            formula: Ratio(Sum(Measure::Revenue), Sum(Measure::Units)),
            unit: Unit::Money,
            why: "What one unit sold for on average, discounts included.",
        },
        Kpi {
            id: "earnings-per-click",
            label: "Bonus per click",
            formula: Ratio(COMMISSION, Sum(Measure::Clicks)),
            unit: Unit::Money,
            why: "What the bonus paid a creator for a click: what creators compare offers by.",
        },
        Kpi {
            id: "revenue-per-click",
            label: "Revenue per click",
            formula: Ratio(Sum(Measure::Revenue), Sum(Measure::Clicks)),
            unit: Unit::Money,
            why: "What a click was worth in sales.",
        },
        Kpi {
            id: "contractual-ratio",
            label: "Commission ÷ revenue",
            formula: Ratio(COMMISSION, Sum(Measure::Revenue)),
            unit: Unit::Share,
            why: "The revenue-weighted rate you pay. It moves only when rates or the mix of sales move, never by conversion.",
        },
        Kpi {
            id: "loaded-ratio",
            label: "Loaded cost ÷ revenue",
            formula: Ratio(Term::Plus(&COMMISSION, &FIXED), Sum(Measure::Revenue)),
            unit: Unit::Share,
            why: "What the programme costs with samples, fees and tools. It falls when content converts better.",
        },
    ],
};
