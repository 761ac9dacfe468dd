//! The hot loop: records and fields out of bytes. Everything that touches every byte of a file is here.
//!
//! The dialect is RFC 4180 with what exports really contain: any of LF, CRLF and CR ends a line, a quote inside an
//! unquoted field is an ordinary character, blanks between a closing quote and the separator are dropped, and a quote
//! inside a quoted field that no separator follows is kept as text and reported. Unlike RFC 4180 readers it notices a
//! quote that is never closed: such a quote costs its own line, never the rest of the file.
//!
//! Two readers share the work. [`machine`] defines what a record is, byte by byte. [`index`] finds the separators of
//! whole windows at once and vouches for the records in which nothing is unusual; all others go to the machine. Both
//! give the same records for any bytes.

mod index;
mod lanes;
mod machine;
mod run;
mod scanner;

use std::borrow::Cow;

use memchr::memchr;

pub use run::{Run, Sink};
pub use scanner::Scanner;

/// A record longer than this is taken for an unclosed quote: no report has fields of a quarter of a megabyte.
pub const RECORD_BYTES_MAX: usize = 256 * 1024;
/// Fields beyond this many in one record are counted but not kept: no report has a thousand columns.
pub const FIELDS_MAX: usize = 1_000;

/// What was wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A quoted field is not closed by the end of the record; only its first line was consumed.
    UnclosedQuote,
    /// A quote inside a quoted field, kept as text.
    StrayQuote,
    /// One line of more than [`RECORD_BYTES_MAX`] bytes, of which the rest was passed over.
    TooLong,
}

/// One record.
pub struct Record<'a> {
    /// The bytes that the positions below point into.
    buffer: &'a [u8],
    /// First byte of the record and the one behind its last, its line end left out.
    start: usize,
    end: usize,
    /// Where each field ends: the position of its separator, the last one at most a CR behind `end`. At most [`FIELDS_MAX`].
    ends: &'a [u32],
    /// Number of fields, which may exceed [`FIELDS_MAX`].
    pub field_count: usize,
    /// Line of its first byte, from 1.
    pub line: u64,
    /// Offset of its first byte in the scanned file.
    pub byte: u64,
    pub fault: Option<Fault>,
}

impl<'a> Record<'a> {
    /// Number of fields kept.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of the record without its line end.
    pub fn raw(&self) -> &'a [u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// The bytes that [`Record::span`] points into: the record and some around it.
    pub(super) fn buffer(&self) -> &'a [u8] {
        self.buffer
    }

    /// Where field `index` begins and ends in the buffer, its quotes included.
    #[inline]
    pub(super) fn span(&self, index: usize) -> Option<(usize, usize)> {
        let end = self.end.min(*self.ends.get(index)? as usize);
        Some((self.cell_start(index), end))
    }

    /// Field `index` as it stands in the file, with its quotes; empty where the record has fewer.
    #[inline]
    pub fn cell(&self, index: usize) -> &'a [u8] {
        self.span(index).and_then(|(start, end)| self.buffer.get(start..end)).unwrap_or_default()
    }

    /// The bytes of field `index` without its quotes; empty where the record has fewer. `""` is still doubled.
    #[inline]
    pub fn field(&self, index: usize) -> &'a [u8] {
        match self.cell(index) {
            [b'"', rest @ ..] if !self.is_line() => without_closing(rest),
            cell => cell,
        }
    }

    /// All fields, as by [`Record::field`].
    pub fn fields(&self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).map(|index| self.field(index))
    }

    /// The text of field `index` with doubled quotes resolved.
    pub fn text(&self, index: usize) -> Cow<'a, [u8]> {
        if self.is_line() { self.cell(index).into() } else { cell_text(self.cell(index)) }
    }

    /// Offset of field `index` in the scanned file, behind an opening quote.
    pub fn field_byte(&self, index: usize) -> u64 {
        if index >= self.len() {
            return self.byte;
        }
        let quote = usize::from(self.cell(index).len() != self.field(index).len());
        self.byte + (self.cell_start(index) + quote - self.start) as u64
    }

    /// Whether all fields are empty or blank.
    pub fn is_blank(&self) -> bool {
        self.fields().all(|field| field.iter().all(u8::is_ascii_whitespace))
    }

    /// Whether it is one physical line taken as one field, quotes and all.
    fn is_line(&self) -> bool {
        matches!(self.fault, Some(Fault::UnclosedQuote | Fault::TooLong))
    }

    #[inline]
    fn cell_start(&self, index: usize) -> usize {
        let before = index.checked_sub(1).and_then(|before| self.ends.get(before));
        before.map_or(self.start, |&before| before as usize + 1)
    }
}

/// The text of a cell of a record without a fault: without its quotes, doubled ones resolved.
pub(super) fn cell_text(cell: &[u8]) -> Cow<'_, [u8]> {
    match cell {
        [b'"', rest @ ..] => unescaped(without_closing(rest)),
        _ => cell.into(),
    }
}

/// Without the closing quote and blanks behind it.
#[inline]
fn without_closing(bytes: &[u8]) -> &[u8] {
    match bytes {
        [inner @ .., b'"'] => inner,
        _ => bytes.trim_ascii_end().strip_suffix(b"\"").unwrap_or(bytes),
    }
}

/// `""` to `"`.
pub fn unescaped(bytes: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr(b'"', bytes) else { return bytes.into() };
    let mut out = Vec::with_capacity(bytes.len());
    let (mut rest, mut next) = (bytes, Some(first));
    while let Some(at) = next {
        let (before, after) = rest.split_at(at + 1);
        out.extend_from_slice(before);
        rest = after.strip_prefix(b"\"").unwrap_or(after);
        next = memchr(b'"', rest);
    }
    out.extend_from_slice(rest);
    out.into()
}
