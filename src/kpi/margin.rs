//! What is left, and what part of all sales it is.

use super::Family;
use super::expression::{Formula::Ratio, Formula::Total, Input, Kpi, Term, Term::Sum, Unit};
use crate::ledger::Measure;

const UNITS: Term = Sum(Measure::Units);
const UNIT_MARGIN: Term = Term::Input(Input::UnitMargin);
const MARGIN: Term = Term::Times(&UNITS, &UNIT_MARGIN);
const COMMISSION: Term = Sum(Measure::Commission);
const AFTER_COMMISSION: Term = Term::Minus(&MARGIN, &COMMISSION);
const FIXED: Term = Term::Input(Input::FixedCosts);

pub const FAMILY: Family = Family {
    title: "Margin",
    kpis: &[
        Kpi {
            id: "profit-after-commission",
            label: "Profit after commission",
            formula: Total(Term::Minus(&AFTER_COMMISSION, &FIXED)),
            unit: Unit::Money,
            why: "What the programme leaves once goods, fees, bonus and fixed costs are paid.",
        },
        Kpi {
            id: "share-of-sales",
            label: "Share of all sales",
            formula: Ratio(Sum(Measure::Revenue), Term::Input(Input::OrderedSales)),
            unit: Unit::Share,
            why: "Attributed revenue as a part of everything these ASINs sold.",
        },
    ],
};
