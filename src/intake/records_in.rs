//! Records of a file into its result, one by one or many at once.

use memchr::memmem;

use super::encoding::Evidence;
use super::issue::{Issue, IssueCode, Severity, raw_text};
use super::linked::{other_programme, read_linked};
use super::plan::Plan;
use super::reader::{FileReader, Reader, Rows, State};
use super::result::FileResult;
use super::row::{Outcome, Tally};
use super::scan::{Record, Run, Sink};
use crate::ledger::Segment;
use crate::ledger::block::BLOCK_ROWS;
use crate::ledger::content::{self, Content, CreatorCounts};

/// What decoding puts in place of bytes that are no text.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// Rows whose content is counted at once: while others read other parts of the file, not when all have come to the end.
const COUNTED_ROWS: usize = 64 * BLOCK_ROWS;

/// What the rows of a segment say, as far as they have been counted.
pub(super) struct Counted {
    pub(super) rows: content::Rows,
    counted: usize,
}

impl Counted {
    pub(super) fn new() -> Counted {
        Counted { rows: content::Rows::new(CreatorCounts::Yes), counted: 0 }
    }

    /// Takes in the rows behind those that have been counted.
    pub(super) fn take_in(&mut self, segment: &mut Segment, reader: &Reader) {
        if self.counted == 0
            && let Reader::Facts(reader) | Reader::Linked(reader, _) = reader
        {
            self.rows = content::Rows::new(creator_counts(reader.plan()));
        }
        segment.columns.seal();
        self.rows.take_in(segment, self.counted);
        self.counted = segment.columns.rows();
    }

    /// What another reader has counted of so many rows, which are to come next.
    pub(super) fn join(&mut self, content: Content, rows: usize) {
        self.rows.join(content);
        self.counted += rows;
    }
}

/// Whether the creators of a file's rows are its own, or the reader's name for all of them.
pub(super) fn creator_counts(plan: &Plan) -> CreatorCounts {
    if plan.only_creator.is_none() { CreatorCounts::Yes } else { CreatorCounts::No }
}

/// Everything a record may change.
struct Taking<'a> {
    result: &'a mut FileResult,
    reader: &'a mut Reader,
    header_seen: &'a mut bool,
    evidence: &'a mut Evidence,
    /// Decoding has put something in place of bytes that are no text.
    has_replaced: bool,
}

impl FileReader {
    pub(super) fn scan(&mut self, block: &[u8], last: bool) {
        let result = &mut self.result;
        let noted = result.issues.kept().len();
        match &mut self.state {
            State::Rows(rows) => {
                let Rows { scanner, reader, header_seen } = rows.as_mut();
                let mut taking = Taking { result, reader, header_seen, evidence: &mut self.evidence, has_replaced: self.text.has_replaced() };
                scanner.feed_into(block, last, &mut taking);
                result.repairs = result.issues.count(IssueCode::StrayQuote) + result.issues.count(IssueCode::GuardedText);
            }
            State::Counting(scanner) => {
                let header_line = result.sniffed.as_ref().map_or(0, |sniffed| sniffed.header_line);
                scanner.feed(block, last, |record| {
                    let is_data = u64::from(record.line > header_line);
                    result.records += is_data;
                    result.skipped += is_data;
                });
            }
            State::Head(_) | State::Done => {}
        }
        self.text.place(result.issues.kept_from(noted));
        if self.result.segment.columns.rows() - self.content.counted >= COUNTED_ROWS {
            self.count_content();
        }
    }

    /// Counts what the rows read so far say.
    pub(super) fn count_content(&mut self) {
        if let State::Rows(rows) = &self.state {
            self.content.take_in(&mut self.result.segment, &rows.reader);
        }
    }
}

impl Taking<'_> {
    fn take(&mut self, record: &Record<'_>, is_damaged: bool) {
        let outcome = self.read(record);
        self.result.count(Tally::of(outcome));
        if is_damaged && outcome == Outcome::Accepted {
            self.result.issues.push(damaged_text(record));
        }
    }

    fn read(&mut self, record: &Record<'_>) -> Outcome {
        let result = &mut *self.result;
        match (&mut *self.reader, &mut result.sheet) {
            (Reader::Linked(reader, columns), _) if let Some(programme) = other_programme(record, columns) => read_linked(reader, record, programme, result),
            (Reader::Facts(reader) | Reader::Linked(reader, _), _) => reader.read(record, &mut result.segment, &mut result.issues),
            (Reader::Sheet(reader), Some(sheet)) => reader.read(record, sheet, &mut result.issues),
            (Reader::Sheet(_), None) => Outcome::Skipped,
        }
    }
}

impl Sink for Taking<'_> {
    fn record(&mut self, record: &Record<'_>) {
        if !std::mem::replace(self.header_seen, true) {
            return;
        }
        let is_damaged = !self.evidence.see(record.raw()) || self.has_replaced && memmem::find(record.raw(), REPLACEMENT).is_some();
        self.take(record, is_damaged);
    }

    fn run(&mut self, run: Run<'_>) {
        if !*self.header_seen || self.has_replaced || !matches!(self.reader, Reader::Facts(_)) {
            return run.records().for_each(|record| self.record(&record));
        }
        if !run.is_ascii() && run.records().filter(|record| !self.evidence.see(record.raw())).count() > 0 {
            return run.records().for_each(|record| self.take(&record, str::from_utf8(record.raw()).is_err()));
        }
        let Reader::Facts(reader) = &mut *self.reader else { return };
        let result = &mut *self.result;
        let tally = reader.read_run(run, &mut result.segment, &mut result.issues);
        result.count(tally);
    }
}

/// A record some of whose bytes are no text in the file's encoding.
fn damaged_text(record: &Record<'_>) -> Issue {
    let message = "Some characters of the row are damaged: they are shown as \u{fffd}.".to_owned();
    let at = match str::from_utf8(record.raw()) {
        Err(error) => error.valid_up_to(),
        Ok(_) => memmem::find(record.raw(), REPLACEMENT).unwrap_or(0),
    };
    let (severity, code) = (Severity::Warning, IssueCode::DamagedText);
    Issue { severity, code, line: record.line, byte: record.byte + at as u64, column: String::new(), message, raw: raw_text(record.raw()) }
}
