//! Who buys: new, returning and subscribing customers.

use super::Family;
use super::expression::{Formula::Ratio, Input, Kpi, Term, Term::Sum, Unit};
use crate::ledger::Measure;

const ORDERS: Term = Sum(Measure::Orders);
const USUAL_NTB: Term = Term::Input(Input::NtbBaseline);
const USUAL_REPEAT: Term = Term::Input(Input::RepeatBaseline);
const USUAL_SNS: Term = Term::Input(Input::SnsBaseline);

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
        Kpi {
            id: "ntb-index",
            label: "New-to-brand index",
            formula: Ratio(Sum(Measure::NtbOrders), Term::Times(&ORDERS, &USUAL_NTB)),
            unit: Unit::Index,
            why: "New customers beside what is usual for the brand: above 1 creators grow the customer base, below 1 they serve it again.",
        },
        Kpi {
            id: "repeat-index",
            label: "Repeat index",
            formula: Ratio(Sum(Measure::RepeatOrders), Term::Times(&ORDERS, &USUAL_REPEAT)),
            unit: Unit::Index,
            why: "Returning customers beside what is usual: above 1 creators bring customers who stay.",
        },
        Kpi {
            id: "sns-index",
            label: "Subscribe & Save index",
            formula: Ratio(Sum(Measure::SnsOrders), Term::Times(&ORDERS, &USUAL_SNS)),
            unit: Unit::Index,
            why: "Subscriptions beside what is usual: above 1 creators' buyers subscribe more often than others.",
        },
    ],
};
