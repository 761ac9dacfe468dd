//! From a selection back to the rows it is made of: which file, which line.

use std::collections::BTreeMap;
use std::ops::Range;

use super::block::{BLOCK_ROWS, Key};
use super::measure::Supplied;
use super::slice::{Selected, Slice};
use super::store::{Ledger, SourceRows};

/// Where a row stands. Lines count from 1, as an editor shows them; one record may take several, then it is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Source number of the file; [`super::store::COMPLETED`] where no file can be named.
    pub source: u32,
    pub line: u64,
    /// The row lacks measures that an older file supplies, and was completed from there.
    pub is_completed: bool,
}

/// The rows a figure is made from: those of a slice that supply every measure it needs. A sum needs its measure, a ratio both of its sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub slice: Slice,
    pub needed: Supplied,
}

/// What [`trace`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Rows of the selection.
    pub total: u64,
    /// How many of them stand in each file, by source number, in the order of the ledger.
    pub by_source: Vec<(u32, u64)>,
    /// Ledger rows of the window that was asked for, ascending.
    pub rows: Vec<usize>,
}

/// Counts the rows of a selection and finds those of a window of them: rows that are excluded count nowhere. Looks only at blocks that may
/// hold such a row, and in these only at the keys that are selected by.
pub fn trace(ledger: &Ledger, selection: &Selection, window: Range<u64>) -> Trace {
    let (mut outside, mut supplied) = ([false; BLOCK_ROWS], [0; BLOCK_ROWS]);
    let (mut trace, mut start, mut source) = (Trace::default(), 0, None);
    for block in ledger.columns().sealed() {
        let rows = start..start + block.rows();
        start = rows.end;
        let selected = selection.slice.select(ledger, rows.start, block, &mut outside);
        if selected == Selected::None {
            continue;
        }
        block.keys(Key::Supplied, &mut supplied);
        for ((row, outside), bits) in rows.zip(&outside).zip(&supplied) {
            let supplied = Supplied::from_bits(u8::try_from(*bits).unwrap_or(u8::MAX));
            if selected == Selected::Some && *outside || !supplied.covers(selection.needed) {
                continue;
            }
            if window.contains(&trace.total) {
                trace.rows.push(row);
            }
            trace.total += 1;
            count(ledger, row, &mut source, &mut trace.by_source);
        }
    }
    trace.by_source.sort_by_key(|(source, _)| ledger.sources().iter().position(|rows| rows.source == *source));
    trace
}

/// Adds a row to its file's count. `latest` is the file of the row before it: rows of one file stand together.
fn count<'a>(ledger: &'a Ledger, row: usize, latest: &mut Option<&'a SourceRows>, by_source: &mut Vec<(u32, u64)>) {
    if latest.is_none_or(|latest| !latest.rows.contains(&row)) {
        *latest = ledger.source_of(row);
    }
    let source = latest.map_or(super::store::COMPLETED, |latest| latest.source);
    let source = if source == super::store::COMPLETED { ledger.place(row).source } else { source };
    match by_source.iter_mut().rev().find(|(known, _)| *known == source) {
        Some((_, count)) => *count += 1,
        None => by_source.push((source, 1)),
    }
}

/// Of every ASIN code how many rows count, and the first of them, at most `at_most`.
pub fn first_rows_by_asin(ledger: &Ledger, at_most: usize) -> BTreeMap<u32, (u64, Vec<usize>)> {
    let (mut found, mut row): (BTreeMap<u32, (u64, Vec<usize>)>, usize) = (BTreeMap::new(), 0);
    ledger.columns().each_key(Key::Asin, |codes| {
        for code in codes {
            if !ledger.is_excluded(row) {
                let (count, first) = found.entry(*code).or_default();
                *count += 1;
                if first.len() < at_most {
                    first.push(row);
                }
            }
            row += 1;
        }
    });
    found
}

impl Ledger {
    /// The file a row stands in, or the facts that several files make together.
    pub fn source_of(&self, row: usize) -> Option<&SourceRows> {
        let at = self.sources().partition_point(|source| source.rows.end <= row);
        self.sources().get(at).filter(|source| source.rows.contains(&row))
    }

    /// Where a row stands in its file. A fact that several files make together stands where the newest of them begins with it.
    pub fn place(&self, row: usize) -> Place {
        let completed = self.completed_at(row);
        let at = completed.unwrap_or(row);
        let source = self.source_of(at);
        let line = |source: &SourceRows| source.line_runs.line(u32::try_from(at - source.rows.start).unwrap_or(u32::MAX));
        Place { source: source.map_or(super::store::COMPLETED, |source| source.source), line: source.map_or(0, line), is_completed: completed.is_some() }
    }
}
