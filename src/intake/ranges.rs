//! A file read in ranges, each by another reader, and joined in their order: the result is that of reading it in one go.
//!
//! Every reader looks at the head of the file for itself and so comes to the same plan. What only the rows before can tell (the
//! currency they are in) is compared when ranges are joined; where it differs the range is refused and has to be read again
//! behind them.

use super::dialect::Signs;
use super::encoding::Evidence;
use super::issue::{IssueCode, Issues};
use super::reader::{FileReader, Reader, Remembered, Rows, State};
use super::result::FileResult;
use super::row::RowReader;
use super::scan::Scanner;
use super::sniff::Unusable;
use crate::ledger::Segment;
use crate::ledger::content::Content;
use crate::units::Currency;

/// What one range gave.
#[derive(Clone)]
pub struct RangeResult {
    pub bytes: u64,
    /// Lines of the range; those of its issues and rows count from 1.
    pub lines: u64,
    pub records: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
    pub issues: Issues,
    pub segment: Segment,
    pub currency: Option<Currency>,
    /// What its rows say about the encoding.
    pub evidence: Evidence,
    /// What its rows say about how each column is written.
    pub signs: Vec<Signs>,
    /// What its rows say.
    pub content: Content,
}

/// Reads one range of a file.
pub struct RangeReader(FileReader);

impl RangeReader {
    /// `reader` has read nothing yet. `head` is the beginning of the file, at least what is looked at to tell what it is; `from` is
    /// where a record behind the header begins. `None` where rows of this file cannot be read without those before them.
    pub fn new(mut reader: FileReader, head: &[u8], from: u64, remembered: Remembered<'_>) -> Option<RangeReader> {
        reader.feed(head, remembered);
        reader.begin_if_whole(remembered);
        if !reader.text.is_as_it_is() {
            return None;
        }
        let State::Rows(rows) = &mut reader.state else { return None };
        // A sheet is read in one go: its ranges would have to agree on more than a currency.
        let Reader::Facts(facts) = &rows.reader else { return None };
        let plan = facts.plan().clone();
        let sniffed = reader.result.sniffed.take()?;
        let mut scanner = Scanner::new(sniffed.delimiter, from, 1);
        scanner.expect_fields(sniffed.headers.len());
        **rows = Rows { scanner, reader: Reader::Facts(Box::new(RowReader::new(plan))), header_seen: true };
        reader.result = FileResult::new("", reader.seed, false);
        reader.evidence = Evidence::default();
        Some(RangeReader(reader))
    }

    /// The next block of the range, in order, of any size.
    pub fn feed(&mut self, block: &[u8]) {
        self.0.result.bytes += block.len() as u64;
        self.0.scan(block, false);
    }

    /// The range has ended. `None` where its last record goes on behind it; `is_last` says that nothing is behind it.
    pub fn finish(mut self, is_last: bool) -> Option<RangeResult> {
        if is_last {
            self.0.scan(&[], true);
        }
        self.0.count_content();
        let content = self.0.content.rows.content();
        let State::Rows(rows) = &self.0.state else { return None };
        let (lines, whole) = (rows.scanner.line() - 1, rows.scanner.is_between_records());
        let Reader::Facts(facts) = &rows.reader else { return None };
        let (currency, signs, evidence) = (facts.currency(), facts.signs().to_vec(), self.0.evidence);
        let FileResult { bytes, records, accepted, rejected, skipped, issues, segment, .. } = self.0.result;
        whole.then_some(RangeResult { bytes, lines, records, accepted, rejected, skipped, issues, segment, currency, evidence, signs, content })
    }
}

impl FileReader {
    /// Whether a range of the file may begin exactly behind what was read so far.
    pub fn is_between_records(&self) -> bool {
        let is_between = matches!(&self.state, State::Rows(rows) if rows.header_seen && rows.scanner.is_between_records());
        is_between && self.text.is_as_it_is()
    }

    /// Adds the range that begins exactly behind what was read so far. False where it has to be read again behind the rows
    /// before it; nothing is added then.
    pub fn join(&mut self, range: RangeResult) -> bool {
        let is_between = self.is_between_records();
        let State::Rows(rows) = &mut self.state else { return false };
        let (before, currency) = (rows.reader.currency(), range.currency);
        if !is_between || before.is_some() && currency.is_some() && before != currency {
            return false;
        }
        let lines = rows.scanner.line() - 1;
        self.content.take_in(&mut self.result.segment, &rows.reader);
        self.content.join(range.content, range.segment.columns.rows());
        let result = &mut self.result;
        if result.segment.join(range.segment, lines).is_err() {
            self.stop(Unusable { code: IssueCode::Limit, message: "The file has more different creators, products or campaigns than can be held.".into() });
            return true;
        }
        rows.scanner.pass_over(range.bytes, range.lines);
        if let Reader::Facts(facts) = &mut rows.reader {
            facts.assume_currency(currency);
            facts.join(range.signs, lines);
        }
        result.issues.join(range.issues, lines);
        self.evidence.join(&range.evidence);
        result.bytes += range.bytes;
        result.records += range.records;
        result.accepted += range.accepted;
        result.rejected += range.rejected;
        result.skipped += range.skipped;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::sniff::HEAD_BYTES;

    const HEADER: &str = "Date,Creator,ASIN,Product Line,Clicks,Orders,Revenue,Commission\r\n";

    /// A file whose end holds what makes a place to split at doubtful, behind more rows than are looked at first.
    fn file(tail: &str) -> (String, usize) {
        let mut text = HEADER.to_owned();
        for row in 0.. {
            if text.len() > HEAD_BYTES {
                break;
            }
            text += &format!("2026-01-{:02},Maya {},B00000000{},Pantry,{row},3,\"$1,234.50\",12.34\r\n", row % 28 + 1, row % 7, row % 10);
        }
        let begins = text.len();
        (text + tail, begins)
    }

    fn read(text: &[u8]) -> FileResult {
        let mut reader = FileReader::new("a.csv", 7, None);
        reader.feed(text, &|_| None);
        reader.finish(&|_| None)
    }

    /// The file read up to `at`, and the rest by another reader. `None` where it cannot be split there.
    fn read_in_two(text: &[u8], at: usize) -> Option<FileResult> {
        let mut front = FileReader::new("a.csv", 7, None);
        front.feed(&text[..at], &|_| None);
        let mut back = RangeReader::new(FileReader::new("a.csv", 7, None), &text[..=HEAD_BYTES], at as u64, &|_| None)?;
        back.feed(&text[at..]);
        let joined = front.is_between_records() && front.join(back.finish(true)?);
        joined.then(|| front.finish(&|_| None))
    }

    fn summary(result: &FileResult) -> (Segment, String, [u64; 5], Option<Currency>, Issues) {
        let counts = [result.bytes, result.records, result.accepted, result.rejected, result.skipped];
        (result.segment.clone(), result.fingerprint.clone(), counts, result.currency, result.issues.clone())
    }

    #[test]
    fn a_file_read_in_two_ranges_gives_what_one_reading_gives() {
        let tail = "2026-02-01,\"Jo\n2026-02-02,Not a row,B000000001,Pantry,1,1,1,1\n\",B000000002,\"A \"\"new\"\" line\",5,1,$9.99,$0.50\r\n\
            \r\n2026-02-03,Änne,B000000003,Pantry,oops,1,$2.00,$0.10\n\
            Total,,,,9,9,$9.00,$9.00\r2026-02-04,Zoë,B000000004,,1,0,-$3.00,\r\n\
            2026-02-05,8\" pan,B000000005,Pantry,1,1,$1.00,$0.10\n2026-02-06,\"open,B000000006,Pantry,1,1,$1.00,$0.10\n2026-02-07,Last,B000000007,Pantry,2,1,$1.00,$0.10";
        let (text, begins) = file(tail);
        let whole = summary(&read(text.as_bytes()));
        assert!(whole.2[3] >= 2 && whole.2[4] >= 1, "the tail has rows to be rejected and to be skipped: {:?}", whole.2);
        let mut split = 0;
        for at in (begins..=text.len()).filter(|at| matches!(text.as_bytes()[at - 1], b'\n' | b'\r')) {
            if let Some(result) = read_in_two(text.as_bytes(), at) {
                assert!(summary(&result) == whole, "split behind {:?}", text.get(..at).map(|before| before.lines().last()));
                split += 1;
            }
        }
        assert!(split >= 6, "split at {split} places");
    }

    #[test]
    fn a_range_in_another_currency_is_refused() {
        let (text, begins) = file("2026-02-01,Jo,B000000001,Pantry,1,1,\"€3.00\",1.00\r\n");
        assert!(read_in_two(text.as_bytes(), begins).is_none());
        let (text, begins) = file("2026-02-01,Jo,B000000001,Pantry,1,1,$3.00,1.00\r\n");
        assert!(read_in_two(text.as_bytes(), begins).is_some());
    }
}
