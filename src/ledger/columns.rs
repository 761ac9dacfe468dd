//! Facts, column by column, in blocks.

use std::borrow::Cow;
use std::ops::Range;

use super::block::{BLOCK_ROWS, Block, Key, Wide};
use super::flat::{Damaged, FlatReader, FlatWriter};
use super::measure::{Measure, Supplied};
use crate::units::rate::PARTS_PER_WHOLE;
use crate::units::{Date, Rate};

/// Stands for "no commission rate in this row": above 100 %, so no real rate can be it, and round, so that it keeps a column
/// of round rates narrow.
pub const NO_RATE: u32 = 2 * PARTS_PER_WHOLE;

/// One attribution fact on its way into the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    pub date: Date,
    pub creator: u32,
    pub asin: u32,
    pub line: u32,
    pub campaign: u32,
    pub rate: Option<Rate>,
    /// One value a measure, zero where `supplied` lacks it.
    pub values: [i64; Measure::COUNT],
    pub supplied: Supplied,
}

/// Rows of facts. Written row by row, kept as packed blocks: a column that is the same throughout a block takes no room in it.
#[derive(Clone, Default)]
pub struct Columns {
    blocks: Vec<Block>,
    /// Number of rows up to the end of each block.
    ends: Vec<usize>,
    /// The rows behind the last block, still wide.
    latest: Option<Box<Wide>>,
}

impl Columns {
    pub fn rows(&self) -> usize {
        self.packed_rows() + self.latest.as_ref().map_or(0, |wide| wide.rows())
    }

    fn packed_rows(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Adds a row. Nothing is allocated but once a block.
    pub fn push(&mut self, fact: &Fact) {
        let wide = self.latest.get_or_insert_with(Wide::boxed);
        wide.push(fact);
        self.pack_full();
    }

    fn pack_full(&mut self) {
        if let Some(wide) = self.latest.as_mut().filter(|wide| wide.is_full()) {
            let block = wide.pack();
            wide.clear();
            self.push_block(block);
        }
    }

    /// Adds a block of rows.
    pub fn push_all(&mut self, rows: &Wide) {
        self.seal();
        if rows.rows() > 0 {
            self.push_block(rows.pack());
        }
    }

    /// Adds rows as [`Columns::push`] adds one.
    pub fn push_rows(&mut self, rows: &Wide) {
        let mut from = 0;
        while from < rows.rows() {
            let wide = self.latest.get_or_insert_with(Wide::boxed);
            from += wide.push_from(rows, from);
            self.pack_full();
        }
    }

    fn push_block(&mut self, block: Block) {
        self.ends.push(self.packed_rows() + block.rows());
        self.blocks.push(block);
    }

    /// Packs the rows that are still wide. What is pushed afterwards begins a block of its own.
    pub fn seal(&mut self) {
        if let Some(block) = self.latest.take().filter(|wide| wide.rows() > 0).map(|wide| wide.pack()) {
            self.push_block(block);
        }
    }

    /// The rows block by block, once [`Columns::seal`] has packed the last ones.
    pub(super) fn sealed(&self) -> &[Block] {
        &self.blocks
    }

    /// The rows block by block, in order.
    pub fn blocks(&self) -> impl Iterator<Item = Cow<'_, Block>> {
        let latest = self.latest.iter().filter(|wide| wide.rows() > 0).map(|wide| Cow::Owned(wide.pack()));
        self.blocks.iter().map(Cow::Borrowed).chain(latest)
    }

    /// A key of all rows, in order, some at a time.
    pub fn each_key(&self, key: Key, mut each: impl FnMut(&[u32])) {
        let mut keys = [0; BLOCK_ROWS];
        for block in self.blocks() {
            block.keys(key, &mut keys);
            each(keys.get(..block.rows()).unwrap_or_default());
        }
    }

    /// A measure of all rows, in order, some at a time.
    pub fn each_value(&self, measure: Measure, mut each: impl FnMut(&[i64])) {
        let mut values = [0; BLOCK_ROWS];
        for block in self.blocks() {
            block.values(measure, &mut values);
            each(values.get(..block.rows()).unwrap_or_default());
        }
    }

    /// The blocks that hold rows of `range`, each with the ledger row of its first.
    pub fn blocks_of(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Cow<'_, Block>)> {
        let first = self.ends.partition_point(|end| *end <= range.start);
        let start = first.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let blocks = self.blocks().skip(first).scan(start, |next, block| {
            let start = *next;
            *next += block.rows();
            Some((start, block))
        });
        blocks.take_while(move |(start, _)| *start < range.end)
    }

    /// Rows of `range` with their facts, in order: far faster than asking for one after the other.
    pub fn facts(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Fact)> {
        let (mut blocks, mut wide, mut start, mut row) = (self.blocks_of(range.clone()), Wide::boxed(), 0, range.start);
        std::iter::from_fn(move || {
            if row >= start + wide.rows() {
                let (first, block) = blocks.next()?;
                block.unpack(&mut wide);
                start = first;
            }
            let fact = (row < range.end).then(|| wide.fact(row - start)).flatten()?;
            row += 1;
            Some((row - 1, fact))
        })
    }

    /// The fact of one row; `None` past the end.
    pub fn fact(&self, row: usize) -> Option<Fact> {
        let at = self.ends.partition_point(|end| *end <= row);
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        match self.blocks.get(at) {
            Some(block) => block.fact(row - start),
            None => self.latest.as_ref()?.fact(row - start),
        }
    }

    /// Bytes the rows take in memory.
    pub fn bytes(&self) -> usize {
        let wide = self.latest.as_ref().map_or(0, |_| size_of::<Wide>());
        self.blocks.iter().map(Block::bytes).sum::<usize>() + self.ends.len() * size_of::<usize>() + wide
    }

    /// Measures that at least one row supplies.
    pub fn supplied(&self) -> Supplied {
        self.blocks().fold(Supplied::NONE, |all, block| all.union(block.supplied()))
    }

    /// First and last date; `None` without rows.
    pub fn dates(&self) -> Option<(Date, Date)> {
        let ranges = || self.blocks().map(|block| block.range(Key::Date));
        let date = |day: u32| Date::from_days(u16::try_from(day).unwrap_or(u16::MAX));
        Some((date(ranges().map(|(first, _)| first).min()?), date(ranges().map(|(_, last)| last).max()?)))
    }

    /// Sum of one measure.
    pub fn sum(&self, measure: Measure) -> i128 {
        self.blocks().map(|block| block.sum(measure)).sum()
    }

    /// Adds the rows of `other` behind these; its codes must already be these columns'. Its blocks move.
    pub(super) fn append(&mut self, mut other: Columns) {
        self.seal();
        other.seal();
        other.blocks.into_iter().for_each(|block| self.push_block(block));
    }

    /// A copy of the rows of `range`.
    pub(super) fn only(&self, range: &Range<usize>) -> Columns {
        let mut copy = Columns::default();
        for (start, block) in self.blocks_of(range.clone()) {
            if start >= range.start && start + block.rows() <= range.end {
                copy.push_block(block.into_owned());
                continue;
            }
            let mut kept = Wide::boxed();
            let rows = range.start.max(start)..range.end.min(start + block.rows());
            rows.filter_map(|row| block.fact(row - start)).for_each(|fact| kept.push(&fact));
            copy.push_block(kept.pack());
        }
        copy
    }

    /// Takes a range of rows out. Files begin and end with a block, so usually no block is opened for it.
    pub(super) fn remove(&mut self, range: &Range<usize>) {
        self.seal();
        let (blocks, ends) = (std::mem::take(&mut self.blocks), std::mem::take(&mut self.ends));
        for (block, end) in blocks.into_iter().zip(ends) {
            let start = end - block.rows();
            if range.end <= start || range.start >= end {
                self.push_block(block);
            } else if range.start > start || range.end < end {
                let mut kept = Wide::boxed();
                (start..end).filter(|row| !range.contains(row)).filter_map(|row| block.fact(row - start)).for_each(|fact| kept.push(&fact));
                self.push_block(kept.pack());
            }
        }
    }

    /// Gives codes their new ones, by the table of each dictionary; codes beyond a table's end stay.
    pub(super) fn recode(&mut self, changes: &[(Key, &[u32])]) {
        self.seal();
        let is_change = |table: &[u32]| (0..).zip(table).any(|(old, new)| old != *new);
        let changes: Vec<(Key, &[u32])> = changes.iter().copied().filter(|(_, table)| is_change(table)).collect();
        self.blocks.iter_mut().for_each(|block| block.recode(&changes));
    }

    /// Gives the rows of a file to one creator.
    pub(super) fn set_creator(&mut self, range: &Range<usize>, code: u32) {
        self.seal();
        for (block, end) in self.blocks.iter_mut().zip(&self.ends) {
            let start = end - block.rows();
            if range.start < *end && range.end > start {
                block.fill(Key::Creator, range.start.saturating_sub(start)..range.end - start, code);
            }
        }
    }

    /// Whether all codes of `key` are below the size of their dictionary.
    pub(super) fn codes_fit(&self, key: Key, size: usize) -> bool {
        self.blocks.iter().all(|block| (block.range(key).1 as usize) < size)
    }

    /// Bytes [`Columns::write`] writes at most.
    pub(super) fn flat_bytes(&self) -> usize {
        let latest = self.latest.as_ref().map_or(0, |_| size_of::<Wide>());
        self.blocks.iter().map(Block::flat_bytes).sum::<usize>() + latest
    }

    pub(super) fn write(&self, out: &mut FlatWriter) {
        let blocks: Vec<_> = self.blocks().collect();
        out.u64(blocks.len() as u64);
        blocks.iter().for_each(|block| block.write(out));
    }

    pub(super) fn read(reader: &mut FlatReader<'_>) -> Result<Columns, Damaged> {
        let mut columns = Columns::default();
        for _ in 0..reader.u64()? {
            columns.push_block(Block::read(reader)?);
        }
        Ok(columns)
    }
}

/// The same facts in the same order, however they are cut into blocks.
impl PartialEq for Columns {
    fn eq(&self, other: &Columns) -> bool {
        self.rows() == other.rows() && self.facts(0..self.rows()).eq(other.facts(0..other.rows()))
    }
}
