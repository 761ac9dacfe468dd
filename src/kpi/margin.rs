//! What is left, and what part of all sales it is.

use super::Family;
use super::expression::{Formula::Ratio, Formula::Total, Input, Kpi, Term, Term::Sum, Unit};
use crate::ledger::Measure;

const MARGIN: Term = Term::Input(Input::Margin);
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
            formula: Ratio(Term::Input(Input::CoveredRevenue), Term::Input(Input::OrderedSales)),
            unit: Unit::Share,
            why: "Attributed revenue as a part of everything these ASINs sold.",
        },
        Kpi {
            id: "commission-of-sales",
            label: "Commission ÷ all sales",
            formula: Ratio(Term::Input(Input::CoveredCommission), Term::Input(Input::OrderedSales)),
            unit: Unit::Share,
            why: "What the bonus weighs on everything these ASINs sold, with creators or without.",
        },
    ],
};
