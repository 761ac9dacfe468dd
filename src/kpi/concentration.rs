//! How many creators carry the programme, and whether they stay.

use super::Family;
use super::expression::{Formula::Ratio, Formula::Total, Kpi, Term, Term::Sum, Unit};
use crate::ledger::Measure;

const REVENUE: Term = Sum(Measure::Revenue);

pub const FAMILY: Family = Family {
    title: "Concentration",
    kpis: &[
        Kpi {
            id: "revenue-share",
            label: "Share of revenue",
            formula: Ratio(REVENUE, Term::Whole(Measure::Revenue)),
            unit: Unit::Share,
            why: "This group's part of the revenue in view.",
        },
        Kpi {
            id: "top-1-share",
            label: "Largest creator",
            formula: Ratio(Term::LargestCreator, REVENUE),
            unit: Unit::Share,
            why: "Revenue that hangs on one creator.",
        },
        Kpi {
            id: "top-5-share",
            label: "Five largest creators",
            formula: Ratio(Term::LargestFiveCreators, REVENUE),
            unit: Unit::Share,
            why: "Revenue that hangs on five creators.",
        },
        Kpi {
            id: "concentration-hhi",
            label: "Concentration (HHI)",
            formula: Ratio(Term::SquaredCreatorRevenues, Term::Times(&REVENUE, &REVENUE)),
            unit: Unit::Index,
            why: "Herfindahl-Hirschman index over creators: 1 means a single creator, 0.1 as good as ten equal ones.",
        },
        Kpi {
            id: "creators-to-80",
            label: "Creators to 80%",
            formula: Total(Term::CreatorsTo80),
            unit: Unit::Count,
            why: "Fewest creators that together hold 80 % of revenue.",
        },
        Kpi {
            id: "active-creators",
            label: "Active creators",
            formula: Total(Term::ActiveCreators),
            unit: Unit::Count,
            why: "Creators with at least one order in the period.",
        },
        Kpi {
            id: "creator-retention",
            label: "Creators retained",
            formula: Ratio(Term::ActiveBothMonths, Term::ActiveLastMonth),
            unit: Unit::Share,
            why: "Of the creators active last calendar month, those active in this one too.",
        },
    ],
};
