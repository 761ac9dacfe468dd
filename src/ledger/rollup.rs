//! Group-by: exact sums of every measure for every group.

use std::sync::Arc;

use super::block::{BLOCK_ROWS, Block, Key, STRIDE};
use super::lanes::{Added, Lanes};
use super::measure::{Measure, Supplied};
use super::product_lines::lines;
use super::slice::{Outside, Selected, Slice};
use super::store::Ledger;
use super::sums::{OUTSIDE, Places, Sums, add};
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

impl Dimension {
    /// Code of the group a day falls into, where time is grouped by.
    pub fn of_day(self, day: Date) -> Option<u32> {
        match self {
            Dimension::Week(first) => Some(week_code(day.days(), first)),
            Dimension::Month => Some(day.month_index().into()),
            _ => None,
        }
    }
}

/// Sums of the rows of one group that supply the same measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub supplied: Supplied,
    pub rows: u64,
    pub sums: [i128; Measure::COUNT],
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

    /// Sum of `measure` over the rows that supply all of `needed`.
    pub fn sum(&self, measure: Measure, needed: Supplied) -> i128 {
        let parts = self.parts.iter().filter(|part| part.supplied.covers(needed));
        parts.map(|part| part.sums.get(measure.index()).copied().unwrap_or(0)).sum()
    }
}

/// Groups with at least one row, in code order. Sums stay as they were added up, a few lanes a group, until one is asked for.
#[derive(Clone, Debug)]
pub struct RollUp {
    lanes: Arc<Lanes>,
    /// The combinations of supplied measures that occur.
    kinds: Arc<[Supplied]>,
    /// Code (less `first`) and kind of each part, `code × kinds + kind`, ascending.
    keys: Vec<u64>,
    first: u32,
    /// The lanes of each part.
    entries: Vec<u64>,
    /// First part of each group; empty where each group is one part.
    firsts: Vec<u32>,
}

impl RollUp {
    fn new(lanes: Arc<Lanes>, kinds: Arc<[Supplied]>, first: u32, sums: Sums) -> RollUp {
        let (keys, entries) = sums.finish();
        let kind_count = kinds.len().max(1) as u64;
        let mut firsts = Vec::new();
        if kind_count > 1 {
            let codes = || keys.iter().map(|key| key / kind_count);
            let before = std::iter::once(None).chain(codes().map(Some));
            firsts = (0_u32..).zip(codes().zip(before)).filter(|(_, (code, before))| Some(*code) != *before).map(|(part, _)| part).collect();
        }
        RollUp { lanes, kinds, keys, first, entries, firsts }
    }

    /// Number of groups.
    pub fn len(&self) -> usize {
        if self.firsts.is_empty() { self.keys.len() } else { self.firsts.len() }
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The parts of a group.
    fn parts(&self, at: usize) -> std::ops::Range<usize> {
        if self.firsts.is_empty() {
            return at..(at + 1).min(self.keys.len());
        }
        let first = |at: usize| self.firsts.get(at).map_or(self.keys.len(), |first| *first as usize);
        first(at)..first(at + 1)
    }

    fn entry(&self, part: usize) -> &[u64] {
        let width = self.lanes.count();
        self.entries.get(part * width..(part + 1) * width).unwrap_or_default()
    }

    fn key(&self, part: usize) -> Option<(u32, Supplied)> {
        let (key, kinds) = (self.keys.get(part)?, self.kinds.len().max(1) as u64);
        let kind = usize::try_from(key % kinds).ok().and_then(|kind| self.kinds.get(kind)).copied().unwrap_or_default();
        Some((u32::try_from(key / kinds).unwrap_or(u32::MAX).saturating_add(self.first), kind))
    }

    /// The code of a group; `None` past the last.
    pub fn code(&self, at: usize) -> Option<u32> {
        self.key(self.parts(at).start).map(|(code, _)| code)
    }

    /// All groups' codes, ascending.
    pub fn codes(&self) -> impl Iterator<Item = u32> {
        (0..self.len()).filter_map(|at| self.code(at))
    }

    /// One group; `None` past the last.
    pub fn group(&self, at: usize) -> Option<Group> {
        Some(Group { code: self.code(at)?, parts: self.parts(at).filter_map(|part| self.part(self.key(part)?.1, self.entry(part))).collect() })
    }

    pub fn groups(&self) -> impl Iterator<Item = Group> {
        (0..self.len()).filter_map(|at| self.group(at))
    }

    fn part(&self, supplied: Supplied, entry: &[u64]) -> Option<Part> {
        let rows = self.lanes.rows(entry);
        (rows > 0).then(|| Part { supplied, rows, sums: Measure::ALL.map(|measure| self.lanes.sum(entry, measure)) })
    }

    /// Rows of a group.
    pub fn rows(&self, at: usize) -> u64 {
        self.parts(at).map(|part| self.lanes.rows(self.entry(part))).sum()
    }

    /// Sums of two measures of a group over the rows that supply both.
    pub fn pair(&self, at: usize, a: Measure, b: Measure) -> (i128, i128) {
        let both = Supplied::NONE.with(a).with(b);
        let parts = self.parts(at).filter(|part| self.key(*part).is_some_and(|(_, supplied)| supplied.covers(both)));
        parts.map(|part| self.entry(part)).fold((0, 0), |(x, y), entry| (x + self.lanes.sum(entry, a), y + self.lanes.sum(entry, b)))
    }

    /// A sum of a group, whatever its rows supply.
    pub(super) fn sum(&self, at: usize, measure: Measure) -> i128 {
        self.parts(at).map(|part| self.lanes.sum(self.entry(part), measure)).sum()
    }

    /// All groups as one, without looking at a row again.
    pub fn whole(&self) -> Group {
        let mut totals = vec![vec![0_u64; self.lanes.count()]; self.kinds.len()];
        for (key, entry) in self.keys.iter().zip(self.entries.chunks_exact(self.lanes.count().max(1))) {
            let kind = usize::try_from(key % self.kinds.len().max(1) as u64).unwrap_or(usize::MAX);
            let total = totals.get_mut(kind).into_iter().flatten();
            total.zip(entry).for_each(|(sum, lane)| *sum = sum.wrapping_add(*lane));
        }
        Group { code: 0, parts: self.kinds.iter().zip(&totals).filter_map(|(kind, total)| self.part(*kind, total)).collect() }
    }
}

/// Sums every measure of the rows in `slice`, by `dimension`.
pub fn roll_up(ledger: &Ledger, slice: &Slice, dimension: Dimension) -> RollUp {
    let mut rolling = Rolling::new(ledger, [dimension]);
    for_each_selected(ledger, slice, |block, outside| rolling.add(ledger, block, outside));
    let [only] = rolling.finish(ledger);
    only
}

/// Sums by several dimensions at once: a row's lanes are made once and added to a group of each.
pub(super) struct Rolling<const COUNT: usize> {
    dimensions: [Dimension; COUNT],
    lanes: Arc<Lanes>,
    kinds: Arc<[Supplied]>,
    added: Box<Added>,
    sums: [Sums; COUNT],
    keys: Keys,
    places: Box<[Places; COUNT]>,
}

impl<const COUNT: usize> Rolling<COUNT> {
    pub fn new(ledger: &Ledger, dimensions: [Dimension; COUNT]) -> Rolling<COUNT> {
        let blocks = ledger.columns().sealed();
        let lanes = Arc::new(Lanes::new(blocks, &Measure::ALL));
        let kinds = kinds(blocks);
        let inner = kinds.len().max(1) as u64;
        let sums = dimensions.map(|dimension| Sums::new(lanes.count(), codes(ledger, dimension), inner, ledger.rows() as u64));
        let (added, keys, places) = (lanes.room(), Keys::new(ledger, &dimensions), Box::new([[0; STRIDE]; COUNT]));
        Rolling { dimensions, lanes, kinds, added, sums, keys, places }
    }

    pub fn add(&mut self, ledger: &Ledger, block: &Block, outside: Option<&Outside>) {
        let mut within = [0; BLOCK_ROWS];
        let within = (self.kinds.len() > 1).then(|| {
            kind_numbers(block, &self.kinds, &mut within);
            within.get(..block.rows()).unwrap_or_default()
        });
        self.lanes.fill(block, &mut self.added);
        for ((dimension, sums), places) in self.dimensions.iter().zip(&mut self.sums).zip(self.places.iter_mut()) {
            let places = places.get_mut(..block.rows()).unwrap_or_default();
            self.keys.fill(ledger, block, *dimension, outside, places);
            sums.find(places, within);
        }
        add(&mut self.sums, &self.places, &self.added, block.rows());
    }

    pub fn finish(self, ledger: &Ledger) -> [RollUp; COUNT] {
        let mut first = self.dimensions.iter().map(|dimension| first_code(ledger, *dimension));
        self.sums.map(|sums| RollUp::new(Arc::clone(&self.lanes), Arc::clone(&self.kinds), first.next().unwrap_or(0), sums))
    }
}

/// Calls `each` with every block that has a selected row, and with the rows outside if there are any.
pub(super) fn for_each_selected(ledger: &Ledger, slice: &Slice, mut each: impl FnMut(&Block, Option<&Outside>)) {
    let (mut outside, mut start) = ([false; BLOCK_ROWS], 0);
    for block in ledger.columns().sealed() {
        match slice.select(ledger, start, block, &mut outside) {
            Selected::All => each(block, None),
            Selected::None => {}
            Selected::Some => each(block, Some(&outside)),
        }
        start += block.rows();
    }
}

/// The first code a dimension can have: of time, that of the first day.
pub(super) fn first_code(ledger: &Ledger, dimension: Dimension) -> u32 {
    let day = ledger.columns().dates().map_or(0, |(first, _)| first.days());
    match dimension {
        Dimension::Week(first) => week_code(day, first),
        Dimension::Month => Date::from_days(day).month_index().into(),
        _ => 0,
    }
}

/// How many codes a dimension can have, from its first.
pub(super) fn codes(ledger: &Ledger, dimension: Dimension) -> u64 {
    let last = ledger.columns().dates().map_or(0, |(_, last)| last.days());
    let in_time = |last: u32| u64::from(last - first_code(ledger, dimension)) + 1;
    match dimension {
        Dimension::Whole => 1,
        Dimension::Creator => ledger.creators().len() as u64,
        Dimension::Asin => ledger.asins().len() as u64,
        Dimension::Line => ledger.lines().len() as u64,
        Dimension::Campaign => ledger.campaigns().len() as u64,
        Dimension::Week(first) => in_time(week_code(last, first)),
        Dimension::Month => in_time(Date::from_days(last).month_index().into()),
    }
}

/// The few combinations of supplied measures that occur, in bit order.
fn kinds(blocks: &[Block]) -> Arc<[Supplied]> {
    let mut seen = [false; 256];
    let mut see = |bits: u32| {
        if let Some(flag) = seen.get_mut(bits as usize) {
            *flag = true;
        }
    };
    let mut bits = [0; BLOCK_ROWS];
    for block in blocks {
        match block.constant(Key::Supplied) {
            Some(only) => see(only),
            None => {
                block.keys(Key::Supplied, &mut bits);
                bits.iter().take(block.rows()).for_each(|bits| see(*bits));
            }
        }
    }
    (0..=u8::MAX).zip(seen).filter(|(_, seen)| *seen).map(|(bits, _)| Supplied::from_bits(bits)).collect()
}

/// Position of each row's combination of supplied measures among `kinds`.
fn kind_numbers(block: &Block, kinds: &[Supplied], numbers: &mut [u32]) {
    let mut number_of = [0; 256];
    for (number, kind) in (0_u32..).zip(kinds) {
        if let Some(slot) = number_of.get_mut(usize::from(kind.bits())) {
            *slot = number;
        }
    }
    block.keys(Key::Supplied, numbers);
    for number in numbers.iter_mut().take(block.rows()) {
        *number = number_of.get(*number as usize).copied().unwrap_or(0);
    }
}

/// The group of each row of a block: what its code is more than the first one.
pub(super) struct Keys {
    /// First day of the ledger, and the months from its month on of every day from it on.
    first_day: u32,
    months: Vec<u32>,
}

impl Keys {
    pub fn new(ledger: &Ledger, dimensions: &[Dimension]) -> Keys {
        let month = |day: u16| u32::from(Date::from_days(day).month_index());
        let (first, last) = ledger.columns().dates().map_or((0, 0), |(first, last)| (first.days(), last.days()));
        let days = (first..=last).filter(|_| dimensions.contains(&Dimension::Month));
        let months = days.map(|day| month(day) - month(first)).collect();
        Keys { first_day: first.into(), months }
    }

    /// Writes each row's group, [`OUTSIDE`] for those outside.
    pub fn fill(&self, ledger: &Ledger, block: &Block, dimension: Dimension, outside: Option<&Outside>, groups: &mut [u32]) {
        match dimension {
            Dimension::Whole => groups.fill(0),
            Dimension::Creator => creators(ledger, block, groups),
            Dimension::Asin => block.keys(Key::Asin, groups),
            Dimension::Line => lines(ledger, block, groups),
            Dimension::Campaign => block.keys(Key::Campaign, groups),
            Dimension::Week(first) => {
                let before = week_of_day(self.first_day, first);
                block.keys(Key::Date, groups);
                groups.iter_mut().for_each(|day| *day = week_of_day(*day, first).saturating_sub(before));
            }
            Dimension::Month => {
                block.keys(Key::Date, groups);
                let month = |day: u32| self.months.get(day.saturating_sub(self.first_day) as usize).copied().unwrap_or(0);
                groups.iter_mut().for_each(|day| *day = month(*day));
            }
        }
        for (group, outside) in groups.iter_mut().zip(outside.into_iter().flatten()) {
            *group = if *outside { OUTSIDE } else { *group };
        }
    }
}

/// The creator of each row of a block, after aliases.
pub(super) fn creators(ledger: &Ledger, block: &Block, codes: &mut [u32]) {
    block.keys(Key::Creator, codes);
    if !ledger.creator_aliases().is_empty() {
        codes.iter_mut().take(block.rows()).for_each(|code| *code = ledger.canonical_creator(*code));
    }
}

/// Code of the week that starts on `start`.
pub fn week_code(date: u16, first: Weekday) -> u32 {
    week_of_day(date.into(), first)
}

fn week_of_day(day: u32, first: Weekday) -> u32 {
    // 2000-01-01 was a Saturday: a week that starts on Sunday began six days before it.
    (day + (13 - u32::from(first.days_after_sunday())) % 7) / 7
}

/// First day of the week with this code; the week before 2000-01-01 starts at the first day covered.
pub fn week_of_code(code: u32, first: Weekday) -> Date {
    let start = (code * 7).saturating_sub((13 - u32::from(first.days_after_sunday())) % 7);
    Date::from_days(u16::try_from(start).unwrap_or(u16::MAX))
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
