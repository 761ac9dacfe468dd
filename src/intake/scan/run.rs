//! Consecutive records in which nothing is unusual, as one table: what is done to all cells of a column is done at once.

use super::index::{Index, Span};
use super::{FIELDS_MAX, Record};

/// Records of the same number of fields, one on each line, in which the index found nothing for the machine.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    buffer: &'a [u8],
    /// First byte of the first record.
    start: usize,
    spans: &'a [Span],
    /// The line feed before the first record, then every separator, record by record: `fields` each.
    separators: &'a [u32],
    fields: usize,
    is_ascii: bool,
    /// Line and offset in the file of the first record.
    line: u64,
    byte: u64,
}

impl<'a> Run<'a> {
    /// `before` is the span of the record before the first. `None` where there is nothing to be read at once.
    pub(super) fn new(buffer: &'a [u8], index: &'a Index, before: Span, spans: &'a [Span], (line, byte): (u64, u64)) -> Option<Run<'a>> {
        let first = spans.first()?;
        let fields = (first.ends - before.ends) as usize;
        let separators = index.separators.get(before.ends as usize..=spans.last()?.ends as usize)?;
        let is_table = (2..=FIELDS_MAX).contains(&fields) && separators.len() == fields * spans.len() + 1;
        is_table.then_some(Run { buffer, start: before.next as usize, spans, separators, fields, is_ascii: index.is_ascii, line, byte })
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

    /// Whether all bytes are known to be ASCII.
    pub(in super::super) fn is_ascii(&self) -> bool {
        self.is_ascii || self.bytes().is_ascii()
    }

    /// Where the cells of one column begin and end in the buffer, quotes included; nothing where records have fewer.
    ///
    /// Nothing but slices cut into equal parts, so that loops over several columns become loops over one number: where the first
    /// column was fetched from elsewhere, by an iterator of two halves, the counts of a row took twice the time.
    #[inline]
    pub(in super::super) fn column(&self, at: usize) -> impl Iterator<Item = (usize, usize)> {
        let (buffer, is_last) = (self.buffer, at + 1 == self.fields);
        let beyond = (self.separators.len() + at + 1).saturating_sub(self.fields);
        let separators = self.separators.get(at..beyond).filter(|_| at < self.fields).unwrap_or_default();
        separators.chunks(self.fields).map(move |pair| {
            let [before, end, ..] = pair else { return (0, 0) };
            let (start, end) = (before.wrapping_add(1) as usize, *end as usize);
            (start, if is_last { content_end(buffer, start, end) } else { end })
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
        let between = spans.len() * self.fields;
        // The line feed between the two belongs to both.
        let (separators, later_separators) = (self.separators.get(..=between).unwrap_or_default(), self.separators.get(between..).unwrap_or_default());
        let start = spans.last().map_or(self.start, |span| span.next as usize);
        let behind = Run {
            start,
            spans: later,
            separators: later_separators,
            line: self.line + spans.len() as u64,
            byte: self.byte + (start - self.start) as u64,
            ..*self
        };
        (Run { spans, separators, ..*self }, behind)
    }

    /// One record after the other.
    pub fn records(self) -> impl Iterator<Item = Record<'a>> {
        let starts = std::iter::once(self.start).chain(self.spans.iter().map(|span| span.next as usize));
        let ends = self.separators.get(1..).unwrap_or_default().chunks_exact(self.fields);
        (0_u64..).zip(ends).zip(starts).map(move |((number, ends), start)| {
            let end = ends.last().map_or(start, |end| content_end(self.buffer, start, *end as usize));
            let byte = self.byte + (start - self.start) as u64;
            Record { buffer: self.buffer, start, end, ends, field_count: self.fields, line: self.line + number, byte, fault: None }
        })
    }
}

/// Where the text from `start` on really ends that a line feed at `line_feed` ends: a CR before it belongs to the line end.
#[inline]
pub(super) fn content_end(buffer: &[u8], start: usize, line_feed: usize) -> usize {
    let has_cr = line_feed > start && buffer.get(line_feed - 1) == Some(&b'\r');
    line_feed - usize::from(has_cr)
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
