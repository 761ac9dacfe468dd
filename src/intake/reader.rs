//! One file from first block to result.

use memchr::memmem;

use super::columns::Column;
use super::dates::{self, DateOrder};
use super::decoding::{Decoders, decoders};
use super::encoding::Evidence;
use super::guess::{Mapping, column_texts, plan_of, undecided_amount};
use super::issue::{Issue, IssueCode, Severity, raw_text};
use super::linked::{link_columns, other_programme, read_linked};
use super::plan::Plan;
use super::reports;
use super::result::{FileResult, Verdict, file_issue, fingerprint};
use super::row::{Outcome, RowReader};
use super::scan::{Record, Scanner};
use super::sheet_reader::SheetReader;
use super::sheet_start::{begin_sheet, sheet_plan_of};
use super::sniff::{HEAD_BYTES, Sniffed, Unusable, sniff};
use super::text::Text;
use super::values::DecimalMark;
use crate::units::Currency;

/// Mappings made before, by header shape.
pub type Remembered<'a> = &'a dyn Fn(&str) -> Option<Mapping>;

/// Reads one file that arrives in blocks of any size. The result does not depend on where blocks end.
pub struct FileReader {
    pub(super) result: FileResult,
    pub(super) text: Text,
    pub(super) state: State,
    mapping: Option<Mapping>,
    pub(super) seed: u64,
    /// What the rows say about the encoding, where nothing else decided it.
    pub(super) evidence: Evidence,
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

    fn read(&mut self, record: &Record<'_>, result: &mut FileResult) -> Outcome {
        match (self, &mut result.sheet) {
            (Reader::Linked(reader, columns), _) if let Some(programme) = other_programme(record, columns) => read_linked(reader, record, programme, result),
            (Reader::Facts(reader) | Reader::Linked(reader, _), _) => reader.read(record, &mut result.segment, &mut result.issues),
            (Reader::Sheet(reader), Some(sheet)) => reader.read(record, sheet, &mut result.issues),
            (Reader::Sheet(_), None) => Outcome::Skipped,
        }
    }
}

impl FileReader {
    /// `seed` is for hashing; `mapping` the user's choice for exactly this file.
    pub fn new(name: &str, seed: u64, mapping: Option<Mapping>) -> FileReader {
        let result = FileResult::new(name, seed, mapping.is_some());
        let text = Text::new(decoders(), mapping.as_ref().and_then(|mapping| mapping.encoding));
        FileReader { result, text, state: State::Head(Vec::new()), mapping, seed, evidence: Evidence::default() }
    }

    /// Decodes older encodings by these instead of the command line's.
    pub fn decode_with(mut self, decoders: Decoders) -> FileReader {
        self.text = Text::new(decoders, self.mapping.as_ref().and_then(|mapping| mapping.encoding));
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
        self.result.issues.push(file_issue(severity, code, 1, message));
    }

    /// The file has ended.
    pub fn finish(mut self, remembered: Remembered<'_>) -> FileResult {
        self.begin_if_whole(remembered);
        self.scan(&[], true);
        if let State::Rows(rows) = &self.state {
            self.result.currency = rows.reader.currency();
            match &rows.reader {
                Reader::Facts(reader) | Reader::Linked(reader, _) => self.result.plan = Some(reader.plan().clone()),
                Reader::Sheet(reader) => self.result.sheet_plan = Some(reader.plan().clone()),
            }
        }
        for sheet in [&mut self.result.sheet, &mut self.result.linked].into_iter().flatten() {
            sheet.currency = self.result.currency;
        }
        let result = &mut self.result;
        if result.verdict == Verdict::Reading && result.records == 0 {
            let message = "The file has a header but no data rows.".to_owned();
            result.issues.push(file_issue(Severity::Warning, IssueCode::NoDataRows, result.sniffed.as_ref().map_or(1, |sniffed| sniffed.header_line), message));
        }
        result.fingerprint = fingerprint(result);
        self.result
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
        let sniffed = match sniff(looked_at, whole && looked_at.len() == head.len()) {
            Ok(sniffed) => Sniffed { encoding: self.text.encoding(), has_mark: self.text.has_mark(), ..sniffed },
            Err(unusable) => return self.stop(unusable),
        };
        self.note_encoding(&sniffed);
        self.result.kind = sniffed.detection.kind;
        self.result.confidence_percent = sniffed.detection.confidence_percent;
        if sniffed.preamble_lines > 0 {
            let (lines, verb) = if sniffed.preamble_lines == 1 { ("1 line".to_owned(), "is") } else { (format!("{} lines", sniffed.preamble_lines), "are") };
            let message = format!("{lines} before the header on line {} {verb} not data.", sniffed.header_line);
            self.result.issues.push(file_issue(Severity::Info, IssueCode::Preamble, 1, message));
        }
        let chosen = self.mapping.take().or_else(|| remembered(&sniffed.shape).filter(|mapping| mapping.fits(sniffed.headers.len())));
        let scanner = Scanner::new(sniffed.delimiter, sniffed.header_byte, sniffed.header_line);
        match self.reader(&sniffed, chosen) {
            Some(reader) => {
                let mut scanner = scanner;
                scanner.expect_fields(sniffed.headers.len());
                self.state = State::Rows(Box::new(Rows { scanner, reader, header_seen: false }));
            }
            None => {
                self.result.verdict = Verdict::NeedsMapping;
                if sniffed.detection.confidence_percent < reports::SUGGESTED_PERCENT {
                    self.result.kind = reports::UNKNOWN;
                }
                let code = if conflicts(&sniffed).is_empty() { IssueCode::MappingNeeded } else { IssueCode::DuplicateHeader };
                self.result.issues.push(file_issue(Severity::Error, code, sniffed.header_line, why_mapping(&sniffed)));
                self.state = State::Counting(Box::new(scanner));
            }
        }
        let from_header = usize::try_from(sniffed.header_byte).unwrap_or(usize::MAX);
        self.result.sniffed = Some(sniffed);
        self.scan(head.get(from_header..).unwrap_or_default(), false);
    }

    /// What will read the rows, or `None` when the user must choose first.
    fn reader(&mut self, sniffed: &Sniffed, chosen: Option<Mapping>) -> Option<Reader> {
        let automatic = sniffed.detection.confidence_percent >= reports::AUTOMATIC_PERCENT;
        if chosen.is_none() && !automatic {
            return None;
        }
        self.result.is_mapped = chosen.is_some();
        let schema = chosen.as_ref().map_or(sniffed.detection.schema, |mapping| mapping.schema);
        if let Some(schema) = schema {
            let plan = sheet_plan_of(sniffed, schema, &chosen.unwrap_or_default())?;
            self.result.kind = schema.kind;
            return Some(Reader::Sheet(Box::new(begin_sheet(&mut self.result, sniffed, plan, self.seed))));
        }
        if chosen.is_some() {
            self.result.kind = reports::MAPPED;
        }
        let mapping = chosen.unwrap_or_else(|| Mapping { columns: sniffed.assignment.columns.clone(), ..Mapping::default() });
        let plan = plan_of(sniffed, &mapping, &self.result.name)?;
        self.note_assumptions(sniffed, &plan);
        let links = link_columns(sniffed, &plan);
        let reader = Box::new(RowReader::new(plan));
        Some(if links.is_empty() { Reader::Facts(reader) } else { Reader::Linked(reader, links) })
    }

    fn note_encoding(&mut self, sniffed: &Sniffed) {
        if self.text.is_assumed() {
            let message = format!("The text is not UTF-8: it is read as {}.", sniffed.encoding.label());
            self.result.issues.push(file_issue(Severity::Info, IssueCode::EncodingAssumed, 1, message));
        }
    }

    fn note_assumptions(&mut self, sniffed: &Sniffed, plan: &Plan) {
        let line = sniffed.header_line;
        if let Some(creator) = &plan.only_creator {
            let message = format!("The file has no creator column: all rows are taken for “{creator}”.");
            self.result.issues.push(file_issue(Severity::Info, IssueCode::CreatorAssumed, line, message));
        }
        let dates = column_texts(sniffed, &plan.columns, Column::Date);
        let undecided = dates.iter().all(|text| dates::order_evidence(text.as_bytes()).is_none());
        if undecided && let Some(example) = dates.iter().find(|text| dates::is_ambiguous_date(text.as_bytes())) {
            let order = if plan.date_order == DateOrder::MonthFirst { "month" } else { "day" };
            let message = format!("Dates such as {example} are read {order} first; nothing in the first rows says otherwise.");
            self.result.issues.push(file_issue(Severity::Warning, IssueCode::DateOrderAssumed, line, message));
        }
        if let Some(example) = undecided_amount(sniffed, &plan.columns) {
            let form = if plan.decimal == DecimalMark::Point { "point: 1,234.56" } else { "comma: 1.234,56" };
            let message = format!("Amounts such as {example} are read with a decimal {form}; nothing in the first rows says otherwise.");
            self.result.issues.push(file_issue(Severity::Warning, IssueCode::DecimalAssumed, line, message));
        }
    }

    pub(super) fn scan(&mut self, block: &[u8], last: bool) {
        let result = &mut self.result;
        let noted = result.issues.kept().len();
        match &mut self.state {
            State::Rows(rows) => {
                let Rows { scanner, reader, header_seen } = rows.as_mut();
                let (evidence, has_replaced) = (&mut self.evidence, self.text.has_replaced());
                scanner.feed(block, last, |record| {
                    if !std::mem::replace(header_seen, true) {
                        return;
                    }
                    result.records += 1;
                    let is_damaged = !evidence.see(record.raw()) || has_replaced && memmem::find(record.raw(), REPLACEMENT).is_some();
                    match reader.read(record, result) {
                        Outcome::Accepted => {
                            result.accepted += 1;
                            if is_damaged {
                                result.issues.push(damaged_text(record));
                            }
                        }
                        Outcome::Rejected => result.rejected += 1,
                        Outcome::Skipped => result.skipped += 1,
                    }
                });
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
    }

    pub(super) fn stop(&mut self, unusable: Unusable) {
        self.result.issues.push(file_issue(Severity::Error, unusable.code, 1, unusable.message.clone()));
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

/// What decoding puts in place of bytes that are no text.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

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

fn why_mapping(sniffed: &Sniffed) -> String {
    let detection = &sniffed.detection;
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
