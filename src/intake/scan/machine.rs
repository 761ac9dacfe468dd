//! What a record is, byte by byte.

use memchr::{memchr, memchr2, memchr3};

use super::{FIELDS_MAX, Fault, RECORD_BYTES_MAX};

/// Takes records off the front of bytes; keeps the fields of the last one.
pub(super) struct Machine {
    delimiter: u8,
    /// Fields every record should have; a record over several lines with another number is an unclosed quote.
    pub(super) expected: Option<usize>,
    /// Where each field of the last record ends, counted from its first byte; at most [`FIELDS_MAX`].
    pub(super) ends: Vec<u32>,
    pub(super) field_count: usize,
}

/// How an attempt to take one record off the front ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// Bytes the record takes, its line end included; bytes without it; line ends inside; what was wrong.
    Record { total: usize, content: usize, lines: u64, fault: Option<Fault> },
    /// The record goes on beyond the bytes.
    Unfinished,
}

/// How a quoted field ended.
enum Quoted {
    /// Position of what follows the closing quote and its blanks; whether it holds stray ones; line ends inside.
    Closed {
        next: usize,
        stray: bool,
        lines: u64,
    },
    Broken,
    Unfinished,
}

impl Machine {
    pub(super) fn new(delimiter: u8) -> Machine {
        Machine { delimiter, expected: None, ends: Vec::new(), field_count: 0 }
    }

    /// Takes one record. What it says with `last` unset holds whatever bytes follow.
    pub(super) fn take(&mut self, bytes: &[u8], last: bool) -> Taken {
        let taken = self.split(bytes, last);
        let (too_long, lines) = match taken {
            Taken::Record { content, lines, .. } => (content > RECORD_BYTES_MAX, lines),
            // Two more, so that the bytes that decide how a record of exactly this length ends have been seen.
            Taken::Unfinished if bytes.len() > RECORD_BYTES_MAX + 2 => (true, 0),
            Taken::Unfinished => return Taken::Unfinished,
        };
        let spans_lines = lines > 1;
        if too_long || spans_lines && self.expected.is_some_and(|expected| expected != self.field_count) { self.first_line(bytes, last) } else { taken }
    }

    /// Fields of the record at the front of `bytes` into `self.ends`.
    fn split(&mut self, bytes: &[u8], last: bool) -> Taken {
        self.ends.clear();
        self.field_count = 0;
        let (mut at, mut lines, mut fault) = (0, 1, None);
        loop {
            if bytes.get(at) == Some(&b'"') {
                match self.quoted(bytes, at + 1, last) {
                    Quoted::Unfinished => return Taken::Unfinished,
                    Quoted::Broken => return self.first_line(bytes, last),
                    Quoted::Closed { next, stray, lines: inside } => {
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
            }
            self.keep(at);
            match bytes.get(at) {
                Some(&byte) if byte == self.delimiter => at += 1,
                Some(_) => {
                    return match line_end(bytes, at, last) {
                        Some(length) => Taken::Record { total: at + length, content: at, lines, fault },
                        None => Taken::Unfinished,
                    };
                }
                None if last => return Taken::Record { total: at, content: at, lines, fault },
                None => return Taken::Unfinished,
            }
        }
    }

    /// The quoted field whose text starts at `start`. One that holds both line ends and stray quotes was not closed where
    /// it seems; as soon as both were seen no byte further on can change that.
    fn quoted(&self, bytes: &[u8], start: usize, last: bool) -> Quoted {
        let (mut at, mut counted, mut stray, mut lines) = (start, start, false, 0);
        loop {
            let Some(length) = memchr(b'"', bytes.get(at..).unwrap_or_default()) else {
                let is_broken = stray && (lines > 0 || has_line_end(bytes.get(counted..).unwrap_or_default()));
                return if last || is_broken { Quoted::Broken } else { Quoted::Unfinished };
            };
            let quote = at + length;
            lines += count_lines(bytes.get(counted..quote).unwrap_or_default());
            counted = quote;
            if bytes.get(quote + 1) == Some(&b'"') {
                at = quote + 2;
                if stray && lines > 0 {
                    return Quoted::Broken;
                }
                continue;
            }
            let next = self.after_blanks(bytes, quote + 1);
            let closes = match bytes.get(next) {
                Some(&byte) => byte == self.delimiter || byte == b'\n' || byte == b'\r',
                None if last => true,
                None => return if stray && lines > 0 { Quoted::Broken } else { Quoted::Unfinished },
            };
            stray |= !closes;
            if stray && lines > 0 {
                return Quoted::Broken;
            }
            if closes {
                return Quoted::Closed { next, stray, lines };
            }
            at = quote + 1;
        }
    }

    /// Position of the first byte from `at` on that is no blank; a separator is none.
    fn after_blanks(&self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|&&byte| matches!(byte, b' ' | b'\t') && byte != self.delimiter).count()
    }

    /// Takes only the first physical line, as one field: what is behind it may be sound.
    fn first_line(&mut self, bytes: &[u8], last: bool) -> Taken {
        self.ends.clear();
        self.field_count = 0;
        let near = bytes.get(..RECORD_BYTES_MAX + 1).unwrap_or(bytes);
        let content = match memchr2(b'\n', b'\r', near) {
            Some(at) => at,
            None if bytes.len() > RECORD_BYTES_MAX => {
                self.keep(RECORD_BYTES_MAX);
                return Taken::Record { total: RECORD_BYTES_MAX, content: RECORD_BYTES_MAX, lines: 0, fault: Some(Fault::TooLong) };
            }
            None if last => bytes.len(),
            None => return Taken::Unfinished,
        };
        self.keep(content);
        match line_end(bytes, content, last) {
            Some(length) => Taken::Record { total: content + length, content, lines: 1, fault: Some(Fault::UnclosedQuote) },
            None => Taken::Unfinished,
        }
    }

    fn keep(&mut self, end: usize) {
        self.field_count += 1;
        if self.ends.len() < FIELDS_MAX {
            self.ends.push(as_u32(end));
        }
    }
}

/// Length of the line end at `at`: CRLF, LF or CR; `None` when a CR is the last byte so far.
pub(super) fn line_end(bytes: &[u8], at: usize, last: bool) -> Option<usize> {
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(2),
        (Some(b'\r'), None) if !last => None,
        (Some(_), _) => Some(1),
        (None, _) => Some(0),
    }
}

fn has_line_end(bytes: &[u8]) -> bool {
    memchr2(b'\n', b'\r', bytes).is_some()
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
