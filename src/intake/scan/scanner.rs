//! Records out of blocks of any size.

use memchr::memchr2;

use super::index::{Index, Span};
use super::lanes::{self, Kernel};
use super::machine::{Machine, Taken, line_end};
use super::run::{Each, Run, Sink, content_end};
use super::{FIELDS_MAX, Fault, RECORD_BYTES_MAX, Record};

/// Bytes indexed at once: with their separators they stay in the nearest cache.
const WINDOW_BYTES_MAX: usize = 16 * 1024;
/// After a record that was not what its window made of it: bytes that do not follow the rules cost a small factor at most.
const WINDOW_BYTES_MIN: usize = 1024;
/// Records left to the machine, at most, before the next window is tried, where windows find nothing.
const REST_RECORDS_MAX: u32 = 256;
/// A record that began in an earlier block is continued by at least so many bytes at a time.
const CARRY_BYTES_MIN: usize = 1024;
/// Unfinished records longer than this are looked at again only once a quarter was added.
const PATIENCE_BYTES: usize = 8 * 1024;

/// Splits bytes that arrive in blocks of any size into records. The result does not depend on where blocks end.
pub struct Scanner {
    delimiter: u8,
    machine: Machine,
    index: Index,
    kernel: Kernel,
    /// Bytes not yet consumed: the start of an unfinished record.
    kept: Vec<u8>,
    /// Length of `kept` at which it is worth looking at again.
    patience: usize,
    /// The rest of a line that is too long is being passed over.
    is_skipping: bool,
    /// Bytes of the next window, and of any.
    window: usize,
    window_max: usize,
    /// Records for the machine before the next window is tried, and how many after the next window in vain.
    rest: u32,
    rest_next: u32,
    /// Offset and line of the first byte not yet consumed.
    byte: u64,
    line: u64,
}

impl Scanner {
    /// `byte` and `line` are those of the first byte that will be fed (after a byte-order mark, for example).
    pub fn new(delimiter: u8, byte: u64, line: u64) -> Scanner {
        Scanner {
            delimiter,
            machine: Machine::new(delimiter),
            index: Index::default(),
            kernel: lanes::best(),
            kept: Vec::new(),
            patience: 0,
            is_skipping: false,
            window: WINDOW_BYTES_MAX,
            window_max: WINDOW_BYTES_MAX,
            // A separator that is a quote or a line end makes no table; whatever it makes, the machine says.
            rest: if matches!(delimiter, b'"' | b'\n' | b'\r') { u32::MAX } else { 0 },
            rest_next: 1,
            byte,
            line,
        }
    }

    /// From now on records over several lines must have this many fields.
    pub fn expect_fields(&mut self, count: usize) {
        self.machine.expected = Some(count);
    }

    /// Line of the first byte not yet consumed.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Goes on behind so many bytes and lines, which another scanner has read.
    pub fn pass_over(&mut self, bytes: u64, lines: u64) {
        self.byte += bytes;
        self.line += lines;
    }

    /// Whether a record ended exactly with the last byte fed: what follows may be read by another scanner.
    pub fn is_between_records(&self) -> bool {
        self.kept.is_empty() && !self.is_skipping
    }

    /// Hands every complete record to `sink`. Blank lines are no records. With `last`, what is left is a record too.
    pub fn feed(&mut self, block: &[u8], last: bool, sink: impl FnMut(&Record<'_>)) {
        self.feed_into(block, last, &mut Each(sink));
    }

    /// As [`Scanner::feed`], several records at once where nothing is unusual in them.
    pub fn feed_into(&mut self, block: &[u8], last: bool, sink: &mut impl Sink) {
        let mut kept = std::mem::take(&mut self.kept);
        let mut at = 0;
        while !kept.is_empty() {
            let before = kept.len();
            let more = block.get(at..).unwrap_or_default();
            let piece = more.get(..CARRY_BYTES_MIN.max(before)).unwrap_or(more);
            kept.extend_from_slice(piece);
            let is_all = piece.len() == more.len();
            let is_end = last && is_all;
            let consumed = if kept.len() >= self.patience || is_end { self.consume(&kept, is_end, sink) } else { 0 };
            if consumed >= before {
                at += consumed - before;
                kept.clear();
                break;
            }
            kept.drain(..consumed);
            at += piece.len();
            if is_all {
                break;
            }
        }
        if kept.is_empty() {
            let rest = block.get(at..).unwrap_or_default();
            let consumed = self.consume(rest, last, sink);
            kept.extend_from_slice(rest.get(consumed..).unwrap_or_default());
        }
        self.kept = kept;
    }

    /// Takes complete records off the front of `bytes` and says how many bytes they were.
    fn consume(&mut self, bytes: &[u8], last: bool, sink: &mut impl Sink) -> usize {
        let mut index = std::mem::take(&mut self.index);
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let step = if self.is_skipping {
                self.skip(rest, last)
            } else if self.rest > 0 {
                self.rest = self.rest.saturating_sub(u32::from(self.rest < u32::MAX));
                self.by_machine(rest, last, sink)
            } else {
                self.by_index(rest, last, &mut index, sink)
            };
            let Some(step) = step else { break };
            at += step;
        }
        self.index = index;
        let left = bytes.len() - at;
        self.patience = if left < PATIENCE_BYTES { 0 } else { left + left / 4 };
        at
    }

    /// All records that end in the next window; `None` where there is none yet.
    fn by_index(&mut self, bytes: &[u8], last: bool, index: &mut Index, sink: &mut impl Sink) -> Option<usize> {
        let window = bytes.get(..self.window).unwrap_or(bytes);
        (self.kernel)(index, window, self.delimiter);
        if index.records().is_empty() {
            let step = self.by_machine(bytes, last, sink)?;
            (self.window, self.rest) = (self.window_max.min(WINDOW_BYTES_MIN), self.rest_next);
            self.rest_next = REST_RECORDS_MAX.min(2 * self.rest_next);
            return Some(step);
        }
        let expected = self.machine.expected.and_then(|count| u32::try_from(count).ok()).unwrap_or(u32::MAX);
        let mut odd = index.odd.iter().map(|&at| at as usize).peekable();
        let (mut before, mut taken) = (Span::default(), 0);
        while let Some(&span) = index.records().get(taken) {
            let (start, next) = (before.next as usize, span.next as usize);
            let is_odd = odd.peek().is_some_and(|&at| at < next);
            if is_odd || next - start > RECORD_BYTES_MAX {
                let Some(step) = self.by_machine(bytes.get(start..).unwrap_or_default(), last, sink) else { return Some(start).filter(|&start| start > 0) };
                if start + step != next || self.is_skipping {
                    self.window = self.window_max.min(WINDOW_BYTES_MIN);
                    return Some(start + step);
                }
                while odd.next_if(|&at| at < next).is_some() {}
            } else if span.ends - before.ends == expected {
                let limit = odd.peek().copied().unwrap_or(usize::MAX);
                let later = index.records().get(taken..).unwrap_or_default();
                let spans = later.get(..alike(before, later, expected, limit)).unwrap_or_default();
                if let (Some(run), Some(&end)) = (Run::new(window, index, before, spans, (self.line, self.byte)), spans.last()) {
                    sink.run(run);
                    self.advance(end.next as usize - start, spans.len() as u64);
                    (before, taken) = (end, taken + spans.len());
                    continue;
                }
                self.clean(window, index.ends(before, span), start, next, sink);
            } else {
                self.clean(window, index.ends(before, span), start, next, sink);
            }
            (before, taken) = (span, taken + 1);
        }
        self.window = self.window_max.min(2 * self.window);
        self.rest_next = 1;
        Some(before.next as usize)
    }

    /// Hands on one record that the index vouches for.
    #[inline]
    fn clean(&mut self, buffer: &[u8], ends: &[u32], start: usize, next: usize, sink: &mut impl Sink) {
        let end = ends.last().map_or(start, |&end| content_end(buffer, start, end as usize));
        if end > start {
            let kept = ends.get(..FIELDS_MAX).unwrap_or(ends);
            sink.record(&Record { buffer, start, end, ends: kept, field_count: ends.len(), line: self.line, byte: self.byte, fault: None });
        }
        self.advance(next - start, 1);
    }

    /// One record by the machine; `None` where it goes on beyond the bytes.
    fn by_machine(&mut self, bytes: &[u8], last: bool, sink: &mut impl Sink) -> Option<usize> {
        let Taken::Record { total, content, lines, fault } = self.machine.take(bytes, last) else { return None };
        if content > 0 {
            let Machine { ends, field_count, .. } = &self.machine;
            let field_count = *field_count;
            sink.record(&Record { buffer: bytes, start: 0, end: content, ends, field_count, line: self.line, byte: self.byte, fault });
        }
        self.is_skipping = fault == Some(Fault::TooLong);
        self.advance(total, lines);
        Some(total)
    }

    /// Passes over what is left of a line; `None` where a CR may be half a line end.
    fn skip(&mut self, bytes: &[u8], last: bool) -> Option<usize> {
        let step = match memchr2(b'\n', b'\r', bytes) {
            Some(at) => at + line_end(bytes, at, last)?,
            None => bytes.len(),
        };
        self.is_skipping = step == bytes.len() && !matches!(bytes.last(), Some(b'\n' | b'\r'));
        self.advance(step, u64::from(!self.is_skipping));
        Some(step)
    }

    fn advance(&mut self, bytes: usize, lines: u64) {
        self.byte += bytes as u64;
        self.line += lines;
    }
}

/// How many records from the first of `spans` on have `fields` fields each and end before byte `limit`, where something odd is.
fn alike(before: Span, spans: &[Span], fields: u32, limit: usize) -> usize {
    let befores = std::iter::once(&before).chain(spans);
    befores
        .zip(spans)
        .take_while(|(before, span)| span.ends - before.ends == fields && span.next as usize <= limit && (span.next - before.next) as usize <= RECORD_BYTES_MAX)
        .count()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
