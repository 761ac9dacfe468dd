//! Group-by: exact sums of every measure for every group.

use super::columns::Columns;
use super::measure::{Measure, Supplied};
use super::slice::Slice;
use super::store::Ledger;
use crate::units::{Date, Weekday};

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// One group with everything.
    Whole,
    Creator,
    Asin,
    Line,
    Campaign,
    Week(Weekday),
    Month,
}

/// Marks a row that is in no group.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// Sums of the rows of one group that supply the same measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub supplied: Supplied,
    pub rows: u64,
    pub sums: [i64; Measure::COUNT],
    /// A sum left the range of `i64`: nothing may be said of it.
    pub overflowed: bool,
}

/// One group. A ratio is computed from the parts that supply all it needs, so that a file without clicks cannot bend
/// the conversion of one with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The dimension's code; for weeks and months see [`week_of_code`] and [`Date::month_key`].
    pub code: u32,
    pub parts: Vec<Part>,
}

impl Group {
    pub fn rows(&self) -> u64 {
        self.parts.iter().map(|part| part.rows).sum()
    }

    /// Measures supplied by at least one row.
    pub fn supplied(&self) -> Supplied {
        self.parts.iter().fold(Supplied::NONE, |all, part| all.union(part.supplied))
    }

    /// Rows that supply all of `needed`.
    pub fn rows_with(&self, needed: Supplied) -> u64 {
        self.parts.iter().filter(|part| part.supplied.covers(needed)).map(|part| part.rows).sum()
    }

    /// Sum of `measure` over the rows that supply all of `needed`; `None` on overflow.
    pub fn sum(&self, measure: Measure, needed: Supplied) -> Option<i128> {
        let mut sum = 0_i128;
        for part in self.parts.iter().filter(|part| part.supplied.covers(needed)) {
            if part.overflowed {
                return None;
            }
            sum += i128::from(part.sums.get(measure.index()).copied().unwrap_or(0));
        }
        Some(sum)
    }
}

/// Groups with at least one row, in code order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollUp {
    pub groups: Vec<Group>,
}

/// Sums every measure of the rows in `slice`, by `dimension`. One pass a column; no hashing.
pub fn roll_up(ledger: &Ledger, slice: &Slice, dimension: Dimension) -> RollUp {
    let columns = ledger.columns();
    let keys = keys(ledger, slice, dimension);
    let codes = keys.iter().filter(|&&key| key != OUTSIDE).max().map_or(0, |&max| max as usize + 1);
    let kinds = distinct_supplied(columns);
    let mut parts = vec![Part::default(); codes * kinds.len()];
    for (slot, part) in parts.iter_mut().enumerate() {
        part.supplied = kinds.get(slot % kinds.len().max(1)).copied().unwrap_or_default();
    }
    let slots = slots(columns, &keys, &kinds);
    for slot in slots.iter().filter(|&&slot| slot != OUTSIDE) {
        if let Some(part) = parts.get_mut(*slot as usize) {
            part.rows += 1;
        }
    }
    for measure in Measure::ALL {
        let Some(column) = columns.values.get(measure.index()).filter(|column| !column.is_empty()) else { continue };
        for (slot, value) in slots.iter().zip(column) {
            let Some(part) = parts.get_mut(*slot as usize) else { continue };
            let Some(sum) = part.sums.get_mut(measure.index()) else { continue };
            match sum.checked_add(*value) {
                Some(total) => *sum = total,
                None => part.overflowed = true,
            }
        }
    }
    RollUp { groups: collect(&parts, kinds.len()) }
}

/// Code of the week that starts on `start`.
pub fn week_code(date: u16, first: Weekday) -> u32 {
    // 2000-01-01 was a Saturday: a week that starts on Sunday began six days before it.
    (u32::from(date) + (13 - u32::from(first.days_after_sunday())) % 7) / 7
}

/// First day of the week with this code; the week before 2000-01-01 starts at the first day covered.
pub fn week_of_code(code: u32, first: Weekday) -> Date {
    let start = (code * 7).saturating_sub((13 - u32::from(first.days_after_sunday())) % 7);
    Date::from_days(u16::try_from(start).unwrap_or(u16::MAX))
}

/// Each row's group, or [`OUTSIDE`].
pub(super) fn keys(ledger: &Ledger, slice: &Slice, dimension: Dimension) -> Vec<u32> {
    let columns = ledger.columns();
    let mut keys = match dimension {
        Dimension::Whole => vec![0; columns.rows()],
        Dimension::Creator => columns.creator.iter().map(|&code| ledger.canonical_creator(code)).collect(),
        Dimension::Asin => columns.asin.clone(),
        Dimension::Line => columns.line.clone(),
        Dimension::Campaign => columns.campaign.clone(),
        Dimension::Week(first) => columns.date.iter().map(|&date| week_code(date, first)).collect(),
        Dimension::Month => month_codes(columns),
    };
    slice.mask(ledger, &mut keys, OUTSIDE);
    for row in ledger.excluded().rows() {
        if let Some(key) = keys.get_mut(row) {
            *key = OUTSIDE;
        }
    }
    keys
}

/// Month of every row, by a table over the days that occur.
fn month_codes(columns: &Columns) -> Vec<u32> {
    let Some((first, last)) = columns.dates() else { return Vec::new() };
    let table: Vec<u32> = (first.days()..=last.days()).map(|day| u32::from(Date::from_days(day).month_index())).collect();
    columns.date.iter().map(|&date| table.get(usize::from(date - first.days())).copied().unwrap_or(OUTSIDE)).collect()
}

/// The few combinations of supplied measures that occur, in bit order.
fn distinct_supplied(columns: &Columns) -> Vec<Supplied> {
    let mut seen = [false; 256];
    for &bits in &columns.supplied {
        if let Some(flag) = seen.get_mut(usize::from(bits)) {
            *flag = true;
        }
    }
    (0..=u8::MAX).zip(seen).filter(|(_, seen)| *seen).map(|(bits, _)| Supplied::from_bits(bits)).collect()
}

/// Position of each row's part in the flat array of parts.
fn slots(columns: &Columns, keys: &[u32], kinds: &[Supplied]) -> Vec<u32> {
    let mut kind_of = [0_u32; 256];
    for (position, kind) in (0_u32..).zip(kinds) {
        if let Some(slot) = kind_of.get_mut(usize::from(kind.bits())) {
            *slot = position;
        }
    }
    let per_group = u32::try_from(kinds.len()).unwrap_or(1);
    let slot = |(&key, &bits): (&u32, &u8)| match key {
        OUTSIDE => OUTSIDE,
        key => key * per_group + kind_of.get(usize::from(bits)).copied().unwrap_or(0),
    };
    keys.iter().zip(&columns.supplied).map(slot).collect()
}

fn collect(parts: &[Part], per_group: usize) -> Vec<Group> {
    let groups = parts.chunks(per_group.max(1));
    let filled = (0_u32..).zip(groups).filter(|(_, parts)| parts.iter().any(|part| part.rows > 0));
    filled.map(|(code, parts)| Group { code, parts: parts.iter().filter(|part| part.rows > 0).copied().collect() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn week_codes_and_their_first_days_agree_with_the_calendar() {
        for first in Weekday::ALL {
            for day in 7..20_000_u16 {
                let date = Date::from_days(day);
                assert_eq!(week_of_code(week_code(day, first), first), date.week_start(first), "{} {first:?}", date.iso());
            }
        }
    }
}
