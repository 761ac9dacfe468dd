//! Consecutive records in which nothing is unusual, as one table: what is done to all cells of a column is done at once.

use super::index::Span;
use super::{FIELDS_MAX, Record};

/// Records of the same number of fields, one on each line, in which the index found nothing for the machine.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    buffer: &'a [u8],
    /// First byte of the first record.
    start: usize,
    spans: &'a [Span],
    /// Where each field ends, record by record.
    ends: &'a [u32],
    fields: usize,
    /// Line and offset in the file of the first record.
    line: u64,
    byte: u64,
}

impl<'a> Run<'a> {
    /// `before` is the span of the record before the first; `ends` are those of the whole window. `None` where there is nothing
    /// to be read at once.
    pub(super) fn new(buffer: &'a [u8], ends: &'a [u32], before: Span, spans: &'a [Span], (line, byte): (u64, u64)) -> Option<Run<'a>> {
        let first = spans.first()?;
        let fields = (first.ends - before.ends) as usize;
        let ends = ends.get(before.ends as usize..spans.last()?.ends as usize)?;
        let is_table = (2..=FIELDS_MAX).contains(&fields) && ends.len() == fields * spans.len();
        is_table.then_some(Run { buffer, start: before.next as usize, spans, ends, fields, line, byte })
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Number of fields of each record.
    pub fn fields(&self) -> usize {
        self.fields
    }

    /// Line of the first record.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// All bytes, line ends included.
    pub fn bytes(&self) -> &'a [u8] {
        self.buffer.get(self.start..self.spans.last().map_or(self.start, |span| span.next as usize)).unwrap_or_default()
    }

    /// The bytes that [`Run::column`] points into.
    pub(in super::super) fn buffer(&self) -> &'a [u8] {
        self.buffer
    }

    /// Where the cells of one column begin and end in the buffer, quotes included; nothing where records have fewer.
    #[inline]
    pub(in super::super) fn column(&self, at: usize) -> impl Iterator<Item = (usize, usize)> {
        let is_first = at == 0;
        let (before, fields) = (at.saturating_sub(1), if at < self.fields { self.fields } else { usize::MAX });
        let starts = std::iter::once(self.start).chain(self.spans.iter().map(|span| span.next as usize));
        self.ends.chunks_exact(fields).zip(starts).map(move |(ends, start)| {
            let end = ends.get(at).map_or(start, |end| *end as usize);
            (if is_first { start } else { ends.get(before).map_or(start, |end| *end as usize + 1) }, end)
        })
    }

    /// The cells of one column, quotes included.
    #[inline]
    pub(in super::super) fn cells(&self, at: usize) -> impl Iterator<Item = &'a [u8]> {
        let buffer = self.buffer;
        self.column(at).map(move |(start, end)| buffer.get(start..end).unwrap_or_default())
    }

    /// The first `count` records, and the others.
    pub fn split_at(&self, count: usize) -> (Run<'a>, Run<'a>) {
        let (spans, later) = self.spans.split_at(count.min(self.spans.len()));
        let (ends, later_ends) = self.ends.split_at((spans.len() * self.fields).min(self.ends.len()));
        let start = spans.last().map_or(self.start, |span| span.next as usize);
        let behind =
            Run { start, spans: later, ends: later_ends, line: self.line + spans.len() as u64, byte: self.byte + (start - self.start) as u64, ..*self };
        (Run { spans, ends, ..*self }, behind)
    }

    /// One record after the other.
    pub fn records(self) -> impl Iterator<Item = Record<'a>> {
        let starts = std::iter::once(self.start).chain(self.spans.iter().map(|span| span.next as usize));
        (0_u64..).zip(self.ends.chunks_exact(self.fields)).zip(starts).map(move |((number, ends), start)| {
            let end = ends.last().map_or(start, |end| *end as usize);
            let byte = self.byte + (start - self.start) as u64;
            Record { buffer: self.buffer, start, end, ends, field_count: self.fields, line: self.line + number, byte, fault: None }
        })
    }
}

/// What takes in the records of a file, in their order.
pub trait Sink {
    fn record(&mut self, record: &Record<'_>);

    /// Several records at once, only ever of as many fields as the scanner was told to expect.
    fn run(&mut self, run: Run<'_>) {
        run.records().for_each(|record| self.record(&record));
    }
}

/// Takes records one by one.
pub(super) struct Each<F>(pub F);

impl<F: FnMut(&Record<'_>)> Sink for Each<F> {
    #[inline]
    fn record(&mut self, record: &Record<'_>) {
        self.0(record);
    }
}
