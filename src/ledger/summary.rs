//! What the first look at a selection asks for, in one pass over its rows, kept until the ledger changes.

use std::sync::{Arc, Mutex, PoisonError};

use super::block::BLOCK_ROWS;
use super::rollup::{Dimension, Group, Keys, RollUp, Rolling, for_each_selected};
use super::slice::Slice;
use super::spread::{ActiveKeys, Monthly, Spread, spreads_of_creators};
use super::store::Ledger;
use crate::units::Weekday;

/// What a summary is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub slice: Slice,
    /// First day of a week.
    pub first: Weekday,
    /// The calendar month that counts as "this".
    pub month: u16,
}

/// The rows of a slice as a whole and by creator, ASIN, week and product line.
#[derive(Clone, Debug)]
pub struct Summary {
    pub whole: Group,
    pub whole_spread: Spread,
    scope: Scope,
    by: [Arc<RollUp>; 4],
    /// Which creators had orders.
    months: ActiveKeys,
}

impl Summary {
    pub(super) fn of(ledger: &Ledger, scope: Scope) -> Summary {
        let dimensions = [Dimension::Creator, Dimension::Asin, Dimension::Week(scope.first), Dimension::Line];
        let (mut rolling, mut monthly) = (Rolling::new(ledger, dimensions), Monthly::of_creators(ledger, scope.month));
        let keys = Keys::new(ledger, &[]);
        for_each_selected(ledger, &scope.slice, |block, outside| {
            rolling.add(ledger, block, outside);
            let mut creators = [0; BLOCK_ROWS];
            let creators = creators.get_mut(..block.rows()).unwrap_or_default();
            keys.fill(ledger, block, Dimension::Creator, outside, creators);
            monthly.add(block, creators, creators);
        });
        let (by, months) = (rolling.finish(ledger).map(Arc::new), monthly.finish());
        let [creators, .., lines] = &by;
        let whole_spread = spreads_of_creators(ledger, creators, &months, Dimension::Whole).pop().unwrap_or_default();
        Summary { whole: lines.whole(), whole_spread, scope, by, months }
    }

    /// Sums by one dimension; `None` for one that is not among those above.
    pub fn by(&self, dimension: Dimension) -> Option<Arc<RollUp>> {
        let [creators, asins, weeks, lines] = &self.by;
        let roll_up = match dimension {
            Dimension::Creator => creators,
            Dimension::Asin => asins,
            Dimension::Line => lines,
            Dimension::Week(first) if first == self.scope.first => weeks,
            _ => return None,
        };
        Some(Arc::clone(roll_up))
    }

    /// Codes that have a row, ascending; none for a dimension that is not among those above.
    pub(super) fn codes(&self, dimension: Dimension) -> Vec<u32> {
        self.by(dimension).map(|roll_up| roll_up.codes().collect()).unwrap_or_default()
    }

    /// The spread of each creator: it has one creator.
    pub fn spreads_of_creators(&self, ledger: &Ledger) -> Vec<Spread> {
        let [creators, ..] = &self.by;
        spreads_of_creators(ledger, creators, &self.months, Dimension::Creator)
    }
}

/// The last summary of everything and the last of a part, so that moving between pages adds nothing up again.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<[Option<Arc<Summary>>; 2]>);

impl Kept {
    /// The summary of this scope, made if it is not there.
    pub fn get(&self, scope: Scope, make: impl FnOnce() -> Summary) -> Arc<Summary> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [everything, part] = &mut *kept;
        let place = if scope.slice.is_all() { everything } else { part };
        match place {
            Some(summary) if summary.scope == scope => Arc::clone(summary),
            _ => Arc::clone(place.insert(Arc::new(make()))),
        }
    }

    /// The summary of all rows, if one was made.
    pub fn everything(&self) -> Option<Arc<Summary>> {
        let [everything, _] = &*self.0.lock().unwrap_or_else(PoisonError::into_inner);
        everything.clone()
    }
}

impl Clone for Kept {
    fn clone(&self) -> Kept {
        Kept::default()
    }
}
