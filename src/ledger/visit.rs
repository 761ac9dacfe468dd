//! A look at every selected row: for sums that weigh a row by what other files say of its product.

use super::block::{BLOCK_ROWS, Key, supplied_of};
use super::measure::{Measure, Supplied};
use super::rollup::{Dimension, Keys, first_code, for_each_selected};
use super::slice::Slice;
use super::store::Ledger;
use super::sums::OUTSIDE;

/// One row as its group sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Code of its group, as in a roll-up by the same dimension.
    pub group: u32,
    pub asin: u32,
    /// Day since 2000-01-01.
    pub day: u16,
}

/// Calls `each` with every row of the slice that supplies all of `measures`, and their values.
pub fn visit<const COUNT: usize>(ledger: &Ledger, slice: &Slice, dimension: Dimension, measures: [Measure; COUNT], mut each: impl FnMut(Seen, [i64; COUNT])) {
    let needed = measures.iter().fold(Supplied::NONE, |needed, measure| needed.with(*measure));
    let (keys, first) = (Keys::new(ledger, &[dimension]), first_code(ledger, dimension));
    let (mut groups, mut asins, mut days, mut supplied) = ([0; BLOCK_ROWS], [0; BLOCK_ROWS], [0; BLOCK_ROWS], [0; BLOCK_ROWS]);
    let mut values = [[0; BLOCK_ROWS]; COUNT];
    for_each_selected(ledger, slice, |block, outside| {
        keys.fill(ledger, block, dimension, outside, groups.get_mut(..block.rows()).unwrap_or_default());
        block.keys(Key::Asin, &mut asins);
        block.keys(Key::Date, &mut days);
        block.keys(Key::Supplied, &mut supplied);
        measures.iter().zip(&mut values).for_each(|(measure, values)| block.values(*measure, values));
        let rows = groups.iter().zip(&asins).zip(days.iter().zip(&supplied)).take(block.rows());
        for (row, ((group, asin), (day, bits))) in rows.enumerate() {
            if *group != OUTSIDE && supplied_of(*bits).covers(needed) {
                let seen = Seen { group: group.saturating_add(first), asin: *asin, day: u16::try_from(*day).unwrap_or(u16::MAX) };
                each(seen, std::array::from_fn(|at| values.get(at).and_then(|column| column.get(row)).copied().unwrap_or(0)));
            }
        }
    });
}
