//! A period beside another: what every figure was before, and how far it has moved.

use super::Analysis;
use crate::kpi::{Kpi, Outcome};
use crate::ledger::{Dimension, Ledger, Period, Slice};
use crate::units::{Date, Ratio};

/// With which days a view is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// As many days right before it.
    Preceding,
    /// These.
    Chosen(Period),
}

/// An analysis of other days, to be held beside one.
pub struct Comparison {
    pub before: Analysis,
    pub period: Period,
}

/// How far a figure has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub before: Ratio,
    /// In the figure's own unit; for a share a fraction, so that 0.01 is one percentage point.
    pub absolute: Ratio,
    /// Part of what it was; `None` where that was zero or less.
    pub relative: Option<Ratio>,
}

/// The days a slice speaks of: its own bounds, else the first and last day of the data.
pub fn days_of(ledger: &Ledger, slice: &Slice) -> Option<Period> {
    let (first, last) = ledger.dates()?;
    Period::new(slice.from.unwrap_or(first), slice.to.unwrap_or(last))
}

/// The days to compare with; `None` without rows, or where the calendar has no days before.
pub fn period(ledger: &Ledger, slice: &Slice, against: Against) -> Option<Period> {
    match against {
        Against::Chosen(period) => Some(period),
        Against::Preceding => {
            let now = days_of(ledger, slice)?;
            let days = now.last.days() - now.first.days() + 1;
            let first = now.first.days().checked_sub(days)?;
            Period::new(Date::from_days(first), Date::from_days(now.first.days() - 1))
        }
    }
}

impl Comparison {
    /// A KPI of everything then.
    pub fn total(&self, kpi: &Kpi) -> Outcome {
        self.before.total(kpi)
    }

    /// A KPI of the group with this code; `None` where it had no row. A week or month is compared with the one before it.
    pub fn of(&self, now: &Analysis, kpi: &Kpi, code: u32) -> Option<Outcome> {
        let (analysis, code) = match self.before.dimension {
            Dimension::Week(_) | Dimension::Month => {
                let earlier = code.checked_sub(1)?;
                (if now.position(earlier).is_some() { now } else { &self.before }, earlier)
            }
            _ => (&self.before, code),
        };
        analysis.figure(kpi, analysis.position(code)?)
    }
}

/// How far a figure has moved; `None` where it has no value now or had none.
pub fn change(now: &Outcome, before: &Outcome) -> Option<Change> {
    let (Outcome::Value(now), Outcome::Value(before)) = (now, before) else { return None };
    let (now, before) = (now.ratio()?, before.ratio()?);
    let absolute = now.minus(&before)?;
    Some(Change { before, absolute, relative: if before.is_positive() { absolute.over(&before) } else { None } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::Value;
    use crate::kpi::evaluate::Quantity;

    fn value(numerator: i128, denominator: i128) -> Outcome {
        let count = |value| Quantity { value, power: 0 };
        Outcome::Value(Value { numerator: count(numerator), denominator: count(denominator), is_ratio: true, note: String::new() })
    }

    #[test]
    fn a_share_moves_by_points_and_by_a_part_of_itself() {
        // 6 of 100 after 8 of 200: from 4 % to 6 %, two points more, half as much again.
        let moved = change(&value(6, 100), &value(8, 200)).expect("both have a value");
        assert_eq!((moved.before, moved.absolute, moved.relative), (Ratio::millionths(40_000), Ratio::millionths(20_000), Some(Ratio::millionths(500_000))));
        let from_nothing = change(&value(6, 100), &value(0, 200)).expect("both have a value");
        assert_eq!((from_nothing.absolute, from_nothing.relative), (Ratio::millionths(60_000), None));
        assert_eq!(change(&value(6, 100), &Outcome::NotApplicable(String::new())), None);
    }
}
