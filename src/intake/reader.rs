//! One file from first block to result.

use super::assumptions::{Conclusion, conclude};
use super::columns::Column;
use super::decoding::{Decoders, decoders};
use super::dialect::Signs;
use super::encoding::{Encoding, Evidence};
use super::guess::{Mapping, plan_of};
use super::issue::{Issue, IssueCode, Severity};
use super::linked::link_columns;
use super::plan::Plan;
use super::records_in::Counted;
use super::reports;
use super::result::{Again, FileResult, Place, Verdict, file_issue, fingerprint};
use super::row::RowReader;
use super::scan::Scanner;
use super::sheet_reader::SheetReader;
use super::sheet_start::{begin_sheet, sheet_plan_of};
use super::sniff::{HEAD_BYTES, Sniffed, Unusable, sniff};
use super::text::Text;
use crate::units::Currency;

/// The first reading decides how dates and numbers are written; a second one may find that rates are written otherwise than
/// the products of misread amounts made them seem. A third finds nothing new.
const READINGS_MAX: u32 = 3;

/// Mappings made before, by header shape.
pub type Remembered<'a> = &'a dyn Fn(&str) -> Option<Mapping>;

/// Reads one file that arrives in blocks of any size. The result does not depend on where blocks end.
pub struct FileReader {
    pub(super) result: FileResult,
    pub(super) text: Text,
    pub(super) state: State,
    mapping: Option<Mapping>,
    /// What an earlier reading has found out.
    again: Option<Again>,
    /// Complaints about the file as a whole, before those of its rows.
    file_issues: usize,
    pub(super) seed: u64,
    /// What the rows say about the encoding, where nothing else decided it.
    pub(super) evidence: Evidence,
    /// What the rows read so far say.
    pub(super) content: Counted,
}

pub(super) enum State {
    Head(Vec<u8>),
    Rows(Box<Rows>),
    /// Nothing more of the file is wanted, unless only to count its records.
    Done,
    Counting(Box<Scanner>),
}

pub(super) struct Rows {
    pub(super) scanner: Scanner,
    pub(super) reader: Reader,
    pub(super) header_seen: bool,
}

/// What a file's rows become.
pub(super) enum Reader {
    Facts(Box<RowReader>),
    /// Facts with links in these columns, which may name another programme.
    Linked(Box<RowReader>, Vec<usize>),
    Sheet(Box<SheetReader>),
}

impl Reader {
    /// The currency written in the file; `None` while none was.
    pub(super) fn currency(&self) -> Option<Currency> {
        match self {
            Reader::Facts(reader) | Reader::Linked(reader, _) => reader.currency(),
            Reader::Sheet(reader) => reader.currency(),
        }
    }
}

impl FileReader {
    /// `seed` is for hashing; `mapping` the user's choice for exactly this file.
    pub fn new(name: &str, seed: u64, mapping: Option<Mapping>) -> FileReader {
        let result = FileResult::new(name, seed, mapping.is_some());
        let text = Text::new(decoders(), mapping.as_ref().and_then(|mapping| mapping.encoding));
        let evidence = Evidence::default();
        FileReader { result, text, state: State::Head(Vec::new()), mapping, again: None, file_issues: 0, seed, evidence, content: Counted::new() }
    }

    /// Reads the file with what an earlier reading of all of it has found out.
    pub fn again(name: &str, seed: u64, mapping: Option<Mapping>, again: Again) -> FileReader {
        let reader = FileReader { again: Some(again), ..FileReader::new(name, seed, mapping) };
        reader.decode_with(decoders())
    }

    /// Decodes older encodings by these instead of the command line's.
    pub fn decode_with(mut self, decoders: Decoders) -> FileReader {
        let found = self.again.as_ref().and_then(|again| again.encoding);
        self.text = Text::new(decoders, self.mapping.as_ref().and_then(|mapping| mapping.encoding).or(found));
        self
    }

    pub fn records(&self) -> u64 {
        self.result.records
    }

    pub fn name(&self) -> &str {
        &self.result.name
    }

    /// Shape of the headers of a file whose rows are being read and which may be read in ranges; of another, none.
    pub fn shape_of_rows(&self) -> Option<&str> {
        let sniffed = self.result.sniffed.as_ref()?;
        let are_facts = matches!(&self.state, State::Rows(rows) if matches!(rows.reader, Reader::Facts(_)));
        (are_facts && self.text.is_as_it_is()).then_some(sniffed.shape.as_str())
    }

    /// Whether enough has come to tell what the file is.
    pub fn has_begun(&self) -> bool {
        !matches!(self.state, State::Head(_))
    }

    pub fn needs_mapping(&self) -> bool {
        self.result.verdict == Verdict::NeedsMapping
    }

    /// The next block; false when the rest of the file need not be read.
    pub fn feed(&mut self, block: &[u8], remembered: Remembered<'_>) -> bool {
        self.result.bytes += block.len() as u64;
        self.pass(block, false, remembered);
        !matches!(self.state, State::Done)
    }

    /// Takes a block as text, or learns that the file is none.
    fn pass(&mut self, block: &[u8], last: bool, remembered: Remembered<'_>) {
        if matches!(self.state, State::Done) {
            return;
        }
        let text = match self.text.feed(block, last) {
            Ok(text) => text,
            Err(unusable) => return self.stop(unusable),
        };
        match &mut self.state {
            State::Head(head) => {
                head.extend_from_slice(&text);
                if head.len() > HEAD_BYTES {
                    self.begin(false, remembered);
                }
            }
            State::Rows(_) | State::Counting(_) => self.scan(&text, false),
            State::Done => {}
        }
    }

    /// The file cannot be used, for a reason its bytes do not tell.
    pub fn refuse(&mut self, code: IssueCode, message: String) {
        self.stop(Unusable { code, message });
    }

    /// Says something of the file as a whole that its bytes do not tell.
    pub fn note(&mut self, severity: Severity, code: IssueCode, message: String) {
        self.result.issues.push(file_issue(severity, code, Place::START, message));
    }

    /// The file has ended. Where the result says so (`again`) it has to be read once more from its first byte, by
    /// [`FileReader::again`], and this result is of no use.
    pub fn finish(mut self, remembered: Remembered<'_>) -> FileResult {
        self.begin_if_whole(remembered);
        self.scan(&[], true);
        self.conclude();
        for sheet in [&mut self.result.sheet, &mut self.result.linked].into_iter().flatten() {
            sheet.currency = self.result.currency;
        }
        let result = &mut self.result;
        if result.verdict == Verdict::Reading && result.records == 0 {
            let message = "The file has a header but no data rows.".to_owned();
            result.issues.push(file_issue(Severity::Warning, IssueCode::NoDataRows, result.header, message));
        }
        self.count_content();
        self.result.fingerprint = fingerprint(&self.result, self.content.rows.content());
        self.result
    }

    /// What all rows together say.
    fn conclude(&mut self) {
        let State::Rows(rows) = &self.state else { return };
        let result = &mut self.result;
        result.currency = rows.reader.currency();
        let Conclusion { dialects, is_otherwise, issues } = match &rows.reader {
            Reader::Facts(reader) | Reader::Linked(reader, _) => conclude(&reader.plan().cases(reader.signs()), &reader.plan().dialects, result.header),
            Reader::Sheet(reader) => conclude(&reader.plan().cases(reader.signs()), &reader.plan().dialects(), result.header),
        };
        let readings = self.again.as_ref().map_or(0, |again| again.readings) + 1;
        let encoding = Some(self.evidence.verdict()).filter(|found| self.text.is_as_it_is() && !self.text.is_chosen() && *found != Encoding::Utf8);
        if (is_otherwise || encoding.is_some()) && readings < READINGS_MAX {
            let encoding = encoding.or(self.again.as_ref().and_then(|again| again.encoding));
            result.again = Some(Again { dialects, encoding, readings });
            return;
        }
        let headers = result.sniffed.as_ref().map(|sniffed| sniffed.headers.as_slice()).unwrap_or_default();
        let at = |column: usize| match &rows.reader {
            Reader::Facts(_) | Reader::Linked(..) => Some(column),
            Reader::Sheet(reader) => reader.plan().columns.get(column).map(|column| column.at),
        };
        let header = |column: usize| at(column).and_then(|at| headers.get(at)).cloned().unwrap_or_default();
        result.issues.insert(self.file_issues, issues.into_iter().map(|(column, issue)| Issue { column: header(column), ..issue }).collect());
        result.signs = vec![Signs::default(); headers.len()];
        let signs = match &rows.reader {
            Reader::Facts(reader) | Reader::Linked(reader, _) => reader.signs(),
            Reader::Sheet(reader) => reader.signs(),
        };
        for (column, signs) in signs.iter().enumerate() {
            if let Some(slot) = at(column).and_then(|at| result.signs.get_mut(at)) {
                slot.clone_from(signs);
            }
        }
        match &rows.reader {
            Reader::Facts(reader) | Reader::Linked(reader, _) => {
                result.plan = Some(Plan { dialects, ..reader.plan().clone() });
            }
            Reader::Sheet(reader) => result.sheet_plan = Some(reader.plan().clone().decided(&dialects)),
        }
    }

    /// Nothing more is to come: what there is decides what the file is.
    pub(super) fn begin_if_whole(&mut self, remembered: Remembered<'_>) {
        self.pass(&[], true, remembered);
        if matches!(self.state, State::Head(_)) {
            self.begin(true, remembered);
        }
    }

    /// The head is complete: decide what the file is.
    fn begin(&mut self, whole: bool, remembered: Remembered<'_>) {
        let State::Head(head) = std::mem::replace(&mut self.state, State::Done) else { return };
        // Always the same bytes, however many have arrived: what a file is must not depend on the size of blocks.
        let looked_at = head.get(..HEAD_BYTES).unwrap_or(&head);
        let named = self.mapping.as_ref().and_then(|mapping| mapping.delimiter);
        let sniffed = match sniff(looked_at, whole && looked_at.len() == head.len(), named) {
            Ok(sniffed) => Sniffed { encoding: self.text.encoding(), has_mark: self.text.has_mark(), ..sniffed },
            Err(unusable) => return self.stop(unusable),
        };
        self.result.header = Place { line: sniffed.first_line(), byte: self.text.file_byte(sniffed.header_byte) };
        self.note_encoding(&sniffed);
        self.result.kind = sniffed.detection.kind;
        self.result.confidence_percent = sniffed.detection.confidence_percent;
        if sniffed.preamble_lines > 0 {
            let (lines, verb) = if sniffed.preamble_lines == 1 { ("1 line".to_owned(), "is") } else { (format!("{} lines", sniffed.preamble_lines), "are") };
            let words = sniffed.preamble.words();
            let said = if words.is_empty() { String::new() } else { format!(" It says of the whole file: {words}.") };
            let first = if sniffed.has_header { "header" } else { "first row" };
            let message = format!("{lines} before the {first} on line {} {verb} not data.{said}", sniffed.first_line());
            self.result.issues.push(file_issue(Severity::Info, IssueCode::Preamble, Place::START, message));
        }
        let chosen = self.mapping.take().or_else(|| remembered(&sniffed.shape).filter(|mapping| mapping.fits(sniffed.headers.len())));
        let scanner = Scanner::new(sniffed.delimiter, sniffed.header_byte, sniffed.first_line());
        match self.reader(&sniffed, chosen) {
            Some(reader) => {
                let mut scanner = scanner;
                scanner.expect_fields(sniffed.headers.len());
                self.file_issues = self.result.issues.kept().len();
                self.state = State::Rows(Box::new(Rows { scanner, reader, header_seen: !sniffed.has_header }));
            }
            None => {
                self.result.verdict = Verdict::NeedsMapping;
                if sniffed.detection.confidence_percent < reports::SUGGESTED_PERCENT {
                    self.result.kind = reports::UNKNOWN;
                }
                let code = if conflicts(&sniffed).is_empty() { IssueCode::MappingNeeded } else { IssueCode::DuplicateHeader };
                self.result.issues.push(file_issue(Severity::Error, code, self.result.header, why_mapping(&sniffed)));
                self.state = State::Counting(Box::new(scanner));
            }
        }
        let from_header = usize::try_from(sniffed.header_byte).unwrap_or(usize::MAX);
        self.result.sniffed = Some(sniffed);
        self.scan(head.get(from_header..).unwrap_or_default(), false);
    }

    /// What will read the rows, or `None` when the user must choose first.
    fn reader(&mut self, sniffed: &Sniffed, chosen: Option<Mapping>) -> Option<Reader> {
        let is_automatic = sniffed.detection.confidence_percent >= reports::AUTOMATIC_PERCENT;
        let mapping = chosen.unwrap_or_default();
        let is_mapped = mapping.names_columns();
        if !is_mapped && !is_automatic || !mapping.fits(sniffed.headers.len()) {
            return None;
        }
        self.result.is_mapped = is_mapped;
        let decided = self.again.as_ref().map(|again| again.dialects.as_slice());
        if let Some(schema) = if is_mapped { mapping.schema } else { sniffed.detection.schema } {
            let plan = sheet_plan_of(sniffed, schema, &mapping, decided)?;
            self.result.kind = schema.kind;
            return Some(Reader::Sheet(Box::new(begin_sheet(&mut self.result, sniffed, plan, self.seed))));
        }
        if is_mapped {
            self.result.kind = reports::MAPPED;
        }
        let plan = plan_of(sniffed, &mapping, &self.result.name, decided)?;
        if let Some(creator) = &plan.only_creator {
            let message = format!("The file has no creator column: all rows are taken for “{creator}”.");
            self.result.issues.push(file_issue(Severity::Info, IssueCode::CreatorAssumed, self.result.header, message));
        }
        let links = link_columns(sniffed, &plan);
        let reader = Box::new(RowReader::new(plan));
        Some(if links.is_empty() { Reader::Facts(reader) } else { Reader::Linked(reader, links) })
    }

    fn note_encoding(&mut self, sniffed: &Sniffed) {
        let is_by_rows = self.again.as_ref().is_some_and(|again| again.encoding == Some(sniffed.encoding));
        if self.text.is_assumed() || is_by_rows {
            let message = format!("The text is not UTF-8: it is read as {}.", sniffed.encoding.label());
            self.result.issues.push(file_issue(Severity::Info, IssueCode::EncodingAssumed, Place::START, message));
        }
    }

    pub(super) fn stop(&mut self, unusable: Unusable) {
        self.result.issues.push(file_issue(Severity::Error, unusable.code, Place::START, unusable.message.clone()));
        self.result.verdict = Verdict::Unusable(unusable);
        self.state = State::Done;
    }
}

/// Names of the columns that two headers claim.
fn conflicts(sniffed: &Sniffed) -> Vec<&'static str> {
    match sniffed.detection.schema {
        Some(schema) => sniffed.detection.matched.conflicts.iter().filter_map(|&at| schema.fields.get(at)).map(|field| field.header).collect(),
        None => sniffed.assignment.conflicts.iter().filter_map(|column| column.spelling()).map(|spelling| spelling.label).collect(),
    }
}

fn why_mapping(sniffed: &Sniffed) -> String {
    let detection = &sniffed.detection;
    if !sniffed.has_header {
        return "The first row is data, not a header. Say which column is what.".into();
    }
    let conflicts = conflicts(sniffed);
    if !conflicts.is_empty() {
        return format!("Several columns could be: {}. Choose which of them to read.", conflicts.join(", "));
    }
    if detection.confidence_percent >= reports::SUGGESTED_PERCENT && (detection.schema.is_some() || !detection.rivals.is_empty()) {
        let label = reports::label(detection.kind);
        let others: Vec<&str> = detection.rivals.iter().map(|kind| reports::label(kind)).collect();
        return match others.as_slice() {
            [] => format!("This looks like {label} ({} % sure). Read it as that, or say what it is.", detection.confidence_percent),
            others => format!("This may be {label} or {}. Say which it is.", others.join(" or ")),
        };
    }
    let needed = [Column::Date, Column::Asin];
    let missing: Vec<&str> =
        needed.iter().filter(|&&column| !sniffed.assignment.has(column)).filter_map(|column| column.spelling()).map(|spelling| spelling.label).collect();
    if missing.is_empty() {
        "Some columns are not known: say which column is what before the file is read.".into()
    } else {
        format!("No column was recognised as: {}. Say which column is what.", missing.join(", "))
    }
}
