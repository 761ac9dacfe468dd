//! The hot loop: records and fields out of bytes. Everything that touches every byte of a file is here.
//!
//! The dialect is RFC 4180 with what exports really contain: any of LF, CRLF and CR ends a line, a quote inside an
//! unquoted field is an ordinary character, blanks between a closing quote and the separator are dropped, and a quote
//! inside a quoted field that no separator follows is kept as text and reported. Unlike RFC 4180 readers it notices a quote that is never closed: such a quote costs its own line, never
//! the rest of the file.

use memchr::{memchr, memchr2, memchr3};

/// A record over several lines that is longer than this is taken for an unclosed quote, a longer line is cut: no report
/// has fields of a quarter of a megabyte.
pub const RECORD_BYTES_MAX: usize = 256 * 1024;
/// Fields beyond this many in one record are counted but not kept: no report has a thousand columns.
pub const FIELDS_MAX: usize = 1_000;

/// Where one field stands in the buffer, quotes already left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Field {
    pub start: u32,
    pub end: u32,
    /// Contains `""` that stands for `"`.
    pub escaped: bool,
}

/// What was wrong with a record's quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A quoted field is not closed by the end of the record; only its first line was consumed.
    UnclosedQuote,
    /// A quote inside a quoted field, kept as text.
    StrayQuote,
    /// A line of more than [`RECORD_BYTES_MAX`] bytes; the record is its first so many.
    TooLong,
}

/// One record.
pub struct Record<'a> {
    /// The buffer that `fields` point into.
    pub buffer: &'a [u8],
    pub fields: &'a [Field],
    /// Number of fields, which may exceed [`FIELDS_MAX`].
    pub field_count: usize,
    /// Bytes of the record without its line end.
    pub raw: &'a [u8],
    /// Line of its first byte, from 1.
    pub line: u64,
    /// Offset of its first byte in the scanned bytes.
    pub byte: u64,
    pub fault: Option<Fault>,
}

impl<'a> Record<'a> {
    /// The bytes of field `index`; empty where the record has fewer. `""` is still doubled where `escaped`.
    pub fn field(&self, index: usize) -> &'a [u8] {
        self.fields.get(index).map_or(&[], |field| self.bytes(field))
    }

    pub fn bytes(&self, field: &Field) -> &'a [u8] {
        self.buffer.get(field.start as usize..field.end as usize).unwrap_or_default()
    }

    /// The text of field `index` with doubled quotes resolved.
    pub fn text(&self, index: usize) -> std::borrow::Cow<'a, [u8]> {
        let Some(field) = self.fields.get(index) else { return (&[] as &[u8]).into() };
        let bytes = self.bytes(field);
        if field.escaped { unescape(bytes).into() } else { bytes.into() }
    }

    /// Offset of field `index` in the scanned bytes.
    pub fn field_byte(&self, index: usize) -> u64 {
        let base = self.raw.as_ptr() as usize - self.buffer.as_ptr() as usize;
        let start = self.fields.get(index).map_or(base, |field| field.start as usize);
        self.byte + start.saturating_sub(base) as u64
    }

    /// Whether all fields are empty or blank.
    pub fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| self.bytes(field).iter().all(|b| b.is_ascii_whitespace()))
    }
}

/// `""` to `"`.
pub fn unescape(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr(b'"', rest) {
        let (before, after) = rest.split_at(at + 1);
        out.extend_from_slice(before);
        rest = after.strip_prefix(b"\"").unwrap_or(after);
    }
    out.extend_from_slice(rest);
    out
}

/// Splits bytes that arrive in blocks of any size into records. The result does not depend on where blocks end.
pub struct Scanner {
    delimiter: u8,
    /// Fields every record should have; a record over several lines with another number is an unclosed quote.
    expected: Option<usize>,
    /// Bytes not yet consumed: the start of an unfinished record.
    buffer: Vec<u8>,
    /// Offset and line of the buffer's first byte.
    byte: u64,
    line: u64,
    fields: Vec<Field>,
    field_count: usize,
}

/// How an attempt to take one record off the buffer ended.
enum Taken {
    /// Bytes the record takes, its line end included; bytes without it; line ends inside; what was wrong.
    Record { total: usize, content: usize, lines: u64, fault: Option<Fault> },
    /// The record goes on beyond the buffer.
    Unfinished,
}

/// How a quoted field ended.
enum Quoted {
    /// Position of the closing quote and of what follows it and its blanks; whether the field holds doubled quotes;
    /// whether stray ones; line ends inside.
    Closed {
        quote: usize,
        next: usize,
        escaped: bool,
        stray: bool,
        lines: u64,
    },
    Broken,
    Unfinished,
}

impl Scanner {
    /// `byte` and `line` are those of the first byte that will be fed (after a byte-order mark, for example).
    pub fn new(delimiter: u8, byte: u64, line: u64) -> Scanner {
        Scanner { delimiter, expected: None, buffer: Vec::new(), byte, line, fields: Vec::new(), field_count: 0 }
    }

    /// From now on records over several lines must have this many fields.
    pub fn expect_fields(&mut self, count: usize) {
        self.expected = Some(count);
    }

    /// Hands every complete record to `sink`. Blank lines are no records. With `last`, what is left is a record too.
    pub fn feed(&mut self, block: &[u8], last: bool, mut sink: impl FnMut(&Record<'_>)) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.extend_from_slice(block);
        let mut at = 0;
        while at < buffer.len() {
            let rest = buffer.get(at..).unwrap_or_default();
            let Taken::Record { total, content, lines, fault } = self.take(rest, last) else { break };
            if content > 0 {
                let raw = rest.get(..content).unwrap_or_default();
                let record = Record { buffer: rest, fields: &self.fields, field_count: self.field_count, raw, line: self.line, byte: self.byte, fault };
                sink(&record);
            }
            at += total;
            self.byte += total as u64;
            self.line += lines;
        }
        buffer.drain(..at);
        self.buffer = buffer;
    }

    /// Takes one record off the front of `bytes`.
    fn take(&mut self, bytes: &[u8], last: bool) -> Taken {
        let taken = self.split(bytes, last);
        let too_long = match taken {
            Taken::Record { content, .. } => content > RECORD_BYTES_MAX,
            // One more than the longest record: its line end may be waiting for a second byte.
            Taken::Unfinished => bytes.len() > RECORD_BYTES_MAX + 1,
        };
        let Taken::Record { lines, .. } = taken else {
            return if too_long { self.first_line(bytes, last, Fault::UnclosedQuote) } else { Taken::Unfinished };
        };
        let spans_lines = lines > 1;
        if too_long || spans_lines && self.expected.is_some_and(|expected| expected != self.field_count) {
            return self.first_line(bytes, last, Fault::UnclosedQuote);
        }
        taken
    }

    /// Fields of the record at the front of `bytes` into `self.fields`.
    fn split(&mut self, bytes: &[u8], last: bool) -> Taken {
        self.fields.clear();
        self.field_count = 0;
        let (mut at, mut lines, mut fault) = (0, 0, None);
        loop {
            let mut field = Field { start: as_u32(at), end: as_u32(at), escaped: false };
            if bytes.get(at) == Some(&b'"') {
                match self.quoted(bytes, at + 1, last) {
                    Quoted::Unfinished => return Taken::Unfinished,
                    Quoted::Broken => return self.first_line(bytes, last, Fault::UnclosedQuote),
                    Quoted::Closed { quote, next, escaped, stray, lines: inside } => {
                        field = Field { start: as_u32(at + 1), end: as_u32(quote), escaped };
                        at = next;
                        lines += inside;
                        fault = if stray { Some(Fault::StrayQuote) } else { fault };
                    }
                }
            } else {
                let rest = bytes.get(at..).unwrap_or_default();
                at += match memchr3(self.delimiter, b'\n', b'\r', rest) {
                    Some(length) => length,
                    None if last => rest.len(),
                    None => return Taken::Unfinished,
                };
                field.end = as_u32(at);
            }
            self.keep(field);
            match bytes.get(at) {
                Some(&byte) if byte == self.delimiter => at += 1,
                Some(_) => {
                    return match line_end(bytes, at, last) {
                        Some(length) => Taken::Record { total: at + length, content: at, lines: lines + 1, fault },
                        None => Taken::Unfinished,
                    };
                }
                None if last => return Taken::Record { total: at, content: at, lines: lines + 1, fault },
                None => return Taken::Unfinished,
            }
        }
    }

    /// The quoted field whose text starts at `start`.
    fn quoted(&self, bytes: &[u8], start: usize, last: bool) -> Quoted {
        let (mut at, mut escaped, mut stray) = (start, false, false);
        let (mut spans_lines, mut looked_at) = (false, start);
        loop {
            let Some(length) = memchr(b'"', bytes.get(at..).unwrap_or_default()) else {
                return if last { Quoted::Broken } else { Quoted::Unfinished };
            };
            let quote = at + length;
            spans_lines = spans_lines || memchr2(b'\n', b'\r', bytes.get(looked_at..quote).unwrap_or_default()).is_some();
            looked_at = quote;
            // Said at once: were the end searched for first, many such lines would each search the same quarter of a megabyte.
            if stray && spans_lines {
                return Quoted::Broken;
            }
            if bytes.get(quote + 1) == Some(&b'"') {
                escaped = true;
                at = quote + 2;
                continue;
            }
            let next = self.after_blanks(bytes, quote + 1);
            match bytes.get(next) {
                Some(&byte) if byte == self.delimiter || byte == b'\n' || byte == b'\r' => return closed(bytes, start, quote, next, escaped, stray),
                // A stray quote and a line end inside: it was not closed where it seems.
                Some(_) if spans_lines => return Quoted::Broken,
                Some(_) => {
                    stray = true;
                    at = quote + 1;
                }
                None if last => return closed(bytes, start, quote, next, escaped, stray),
                None => return Quoted::Unfinished,
            }
        }
    }

    /// Position of the first byte from `at` on that is no blank; a separator is none.
    fn after_blanks(&self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|&&byte| matches!(byte, b' ' | b'\t') && byte != self.delimiter).count()
    }

    /// Takes only the first physical line, as one field: what is behind it may be sound. Of a line that is too long the
    /// first [`RECORD_BYTES_MAX`] bytes, so that the result is the same however many more have arrived.
    fn first_line(&mut self, bytes: &[u8], last: bool, fault: Fault) -> Taken {
        self.fields.clear();
        self.field_count = 0;
        let near = bytes.get(..=RECORD_BYTES_MAX).unwrap_or(bytes);
        let (content, fault, lines) = match memchr2(b'\n', b'\r', near) {
            Some(at) => (at, fault, 1),
            None if bytes.len() > RECORD_BYTES_MAX => (RECORD_BYTES_MAX, Fault::TooLong, 0),
            None if last => (bytes.len(), fault, 1),
            None => return Taken::Unfinished,
        };
        self.keep(Field { start: 0, end: as_u32(content), escaped: false });
        let end = if lines == 0 { Some(0) } else { line_end(bytes, content, last) };
        end.map_or(Taken::Unfinished, |length| Taken::Record { total: content + length, content, lines, fault: Some(fault) })
    }

    fn keep(&mut self, field: Field) {
        self.field_count += 1;
        if self.fields.len() < FIELDS_MAX {
            self.fields.push(field);
        }
    }
}

fn closed(bytes: &[u8], start: usize, quote: usize, next: usize, escaped: bool, stray: bool) -> Quoted {
    Quoted::Closed { quote, next, escaped, stray, lines: count_lines(bytes.get(start..quote).unwrap_or_default()) }
}

/// Length of the line end at `at`: CRLF, LF or CR; `None` when a CR is the last byte so far.
fn line_end(bytes: &[u8], at: usize, last: bool) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(2),
        (Some(b'\r'), None) if !last => None,
        (Some(_), _) => Some(1),
        (None, _) => Some(0),
    }
}

/// Line ends in `bytes`, CRLF counted once.
fn count_lines(bytes: &[u8]) -> u64 {
    let (mut lines, mut rest) = (0, bytes);
    while let Some(at) = memchr2(b'\n', b'\r', rest) {
        let length = line_end(rest, at, true).unwrap_or(1);
        rest = rest.get(at + length..).unwrap_or_default();
        lines += 1;
    }
    lines
}

/// Positions inside one record fit: [`RECORD_BYTES_MAX`] bounds them far below.
fn as_u32(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
