//! What a table is, from its first bytes: separator, header row, kind.

use super::columns::{Assignment, assign, normalise};
use super::dates;
use super::encoding::Encoding;
use super::filetype::wrong_text;
use super::issue::IssueCode;
use super::period::Preamble;
use super::reports::{Detection, Lexicon};
use super::scan::Scanner;
use crate::units::fingerprint::Fingerprint;
use crate::units::identifier::check_asin;

/// Bytes looked at before reading starts: some hundreds of rows, and one slice of a file.
pub const HEAD_BYTES: usize = 64 * 1024;
/// The header stands in the first of this many lines that are not blank.
const HEADER_WITHIN_LINES: usize = 20;
/// Rows kept to decide dialects and to show in the mapping step.
const SAMPLE_ROWS: usize = 200;
/// No column of any report is called by a longer name; a longer cell is not looked into.
const HEADER_NAME_BYTES_MAX: usize = 200;
/// Separators tried, in order of preference.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    pub code: IssueCode,
    pub message: String,
}

/// One row of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleRow {
    pub line: u64,
    pub fields: Vec<String>,
}

/// A table as its head describes it. Offsets are those of its text in UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What the file was decoded from, and whether it began with a byte-order mark.
    pub encoding: Encoding,
    pub has_mark: bool,
    pub delimiter: u8,
    /// A header was found; without one the columns are numbered and the first row is data.
    pub has_header: bool,
    /// Line, offset and texts of the header; without one, offset of the first row and the line before it.
    pub header_line: u64,
    pub header_byte: u64,
    pub headers: Vec<String>,
    pub assignment: Assignment,
    /// What the headers most likely are.
    pub detection: Detection,
    /// Fingerprint of the normalised headers, for remembered mappings.
    pub shape: String,
    /// Non-blank lines before the header.
    pub preamble_lines: u64,
    /// What they say of the whole file.
    pub preamble: Preamble,
    /// Data rows as texts.
    pub sample: Vec<SampleRow>,
}

impl Sniffed {
    /// Line of the header, or without one of the first row.
    pub fn first_line(&self) -> u64 {
        self.header_line + u64::from(!self.has_header)
    }
}

/// Looks at the first bytes of a text, which are UTF-8 here; `whole` says that there are no more, `delimiter` is the separator
/// the user has named.
pub fn sniff(head: &[u8], whole: bool, delimiter: Option<u8>) -> Result<Sniffed, Unusable> {
    let start = Encoding::Utf8.mark_length(head);
    let body = head.get(start..).unwrap_or_default();
    if let Some(unusable) = wrong_text(body) {
        return Err(unusable);
    }
    let (named, skipped) = separator_line(body);
    let named = delimiter.or(named);
    let text = body.get(skipped..).unwrap_or_default();
    let origin = Origin { byte: (start + skipped) as u64, line: if skipped > 0 { 2 } else { 1 }, whole };
    let candidates: &[u8] = named.as_ref().map_or(&DELIMITERS, std::slice::from_ref);
    let lexicon = Lexicon::known();
    let tables = candidates.iter().map(|&delimiter| Table::read(text, delimiter, origin, lexicon));
    // The first of equals wins, so compare strictly.
    let best = tables.fold(None::<Table>, |best, table| match best {
        Some(best) if best.score() >= table.score() => Some(best),
        _ => Some(table),
    });
    best.and_then(|table| table.sniffed(lexicon)).ok_or_else(|| Unusable {
        code: IssueCode::NoHeader,
        message: "No line in the first 20 has text in two or more columns, so there is no header to read by.".into(),
    })
}

/// A first line `sep=;` names the separator; it is no data. Returns the separator and the line's length.
fn separator_line(body: &[u8]) -> (Option<u8>, usize) {
    let Some((start, rest)) = body.split_first_chunk::<4>() else { return (None, 0) };
    match (start.eq_ignore_ascii_case(b"sep="), rest) {
        (true, [separator, b'\r', b'\n', ..]) => (Some(*separator), 7),
        (true, [separator, b'\r' | b'\n', ..]) => (Some(*separator), 6),
        _ => (None, 0),
    }
}

#[derive(Clone, Copy)]
struct Origin {
    byte: u64,
    line: u64,
    whole: bool,
}

struct Line {
    line: u64,
    byte: u64,
    fields: Vec<String>,
    /// The line as it stands, for those that may stand before the header.
    raw: String,
}

/// The head as one separator splits it.
struct Table {
    delimiter: u8,
    lines: Vec<Line>,
    /// Position of the header in `lines`.
    header: Option<usize>,
    recognised: usize,
}

impl Table {
    fn read(text: &[u8], delimiter: u8, origin: Origin, lexicon: &Lexicon) -> Table {
        let mut lines = Vec::new();
        Scanner::new(delimiter, origin.byte, origin.line).feed(text, origin.whole, |record| {
            if lines.len() < HEADER_WITHIN_LINES + SAMPLE_ROWS {
                let fields = (0..record.len()).map(|at| String::from_utf8_lossy(&record.text(at)).trim().to_owned()).collect();
                let raw = if lines.len() < HEADER_WITHIN_LINES { String::from_utf8_lossy(record.raw()).into_owned() } else { String::new() };
                lines.push(Line { line: record.line, byte: record.byte, fields, raw });
            }
        });
        let recognised = |line: &Line| {
            let name = |field: &String| if field.len() > HEADER_NAME_BYTES_MAX { String::new() } else { normalise(field) };
            let normalised: Vec<String> = line.fields.iter().map(name).collect();
            lexicon.header_score(&normalised)
        };
        let near = lines.iter().take(HEADER_WITHIN_LINES).enumerate();
        let scores: Vec<(usize, usize)> = near.map(|(at, line)| (at, recognised(line))).collect();
        let best = scores.iter().fold((0, 0), |best, &(at, score)| if score > best.1 { (at, score) } else { best });
        let header = if best.1 >= 2 { Some(best.0) } else { first_of_usual_width(&lines) };
        Table { delimiter, lines, header, recognised: best.1 }
    }

    /// More recognised headers, then more columns in more lines, then in a larger part of the lines: a separator that
    /// happens to stand in texts splits few of them alike.
    fn score(&self) -> (usize, u64) {
        let width = self.header.and_then(|at| self.lines.get(at)).map_or(0, |line| line.fields.len());
        let alike = self.lines.iter().filter(|line| line.fields.len() == width).count() as u64;
        // In hundredths of a column, so that a small difference is one.
        let columns = if width >= 2 { 100 * width as u64 * alike * alike / (self.lines.len() as u64).max(1) } else { 0 };
        (if self.recognised >= 2 { self.recognised } else { 0 }, columns)
    }

    fn sniffed(self, lexicon: &Lexicon) -> Option<Sniffed> {
        let at = self.header?;
        let header = self.lines.get(at)?;
        if header.fields.len() < 2 {
            return None;
        }
        let has_header = self.recognised >= 2 || !is_row(&header.fields);
        let written = header.fields.iter().map(|text| text.trim_start_matches('\u{feff}').to_owned());
        let headers: Vec<String> = if has_header { written.collect() } else { (1..=header.fields.len()).map(|at| format!("Column {at}")).collect() };
        let normalised: Vec<String> = headers.iter().map(|text| normalise(text)).collect();
        let assignment = assign(&normalised);
        let detection = lexicon.detect(&normalised, &assignment);
        let mut shape = Fingerprint::default();
        normalised.iter().for_each(|text| shape.text(text));
        // A table without header is like no other, however many columns it has.
        header.fields.iter().filter(|_| !has_header).for_each(|text| shape.text(text));
        let sample = self
            .lines
            .iter()
            .skip(at + usize::from(has_header))
            .take(SAMPLE_ROWS)
            .map(|line| SampleRow { line: line.line, fields: line.fields.clone() })
            .collect();
        Some(Sniffed {
            encoding: Encoding::default(),
            has_mark: false,
            delimiter: self.delimiter,
            has_header,
            header_line: if has_header { header.line } else { header.line.saturating_sub(1) },
            header_byte: header.byte,
            headers,
            assignment,
            detection,
            shape: shape.hex(),
            preamble_lines: at as u64,
            preamble: Preamble::read(self.lines.iter().take(at).map(|line| line.raw.as_str())),
            sample,
        })
    }
}

/// Whether a line holds what no header does: an ASIN, or one day beside a plain number.
fn is_row(fields: &[String]) -> bool {
    let is_number = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let is_day = |text: &&String| !is_number(text) && dates::class(text.as_bytes()).is_some();
    let days = fields.iter().filter(is_day).count();
    fields.iter().any(|text| check_asin(text.as_bytes()).is_ok()) || days == 1 && fields.iter().any(is_number)
}

/// Where no header is recognised: the first line as wide as most lines are. Lines of separators alone, with which spreadsheets
/// pad, are not looked at.
fn first_of_usual_width(lines: &[Line]) -> Option<usize> {
    let says_something = |line: &&Line| line.fields.iter().any(|field| !field.is_empty());
    let widths: Vec<usize> = lines.iter().filter(says_something).map(|line| line.fields.len()).filter(|&width| width >= 2).collect();
    let usual = widths.iter().copied().max_by_key(|width| (widths.iter().filter(|other| *other == width).count(), *width))?;
    lines.iter().take(HEADER_WITHIN_LINES).position(|line| line.fields.len() == usual && says_something(&line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::FileReader;

    #[test]
    fn a_complaint_about_a_header_names_its_own_line_and_byte_in_the_file() {
        let text = "Exporté, par\n\nDate,Creator,ASIN,Revenue\n03/04/2026,Ann,B000000001,1.00\n";
        let utf_16 = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let windows = text.chars().map(|character| u8::try_from(character).expect("a Latin character")).collect();
        // 12 characters and 2 line ends stand before it: one of them takes two bytes in UTF-8, each two in UTF-16 behind a mark of two.
        for (bytes, header) in [(text.as_bytes().to_vec(), 15), (windows, 14), (utf_16, 30_u64)] as [(Vec<u8>, u64); 3] {
            let mut reader = FileReader::new("a.csv", 7, None);
            reader.feed(&bytes, &|_| None);
            let result = reader.finish(&|_| None);
            let places: Vec<_> = result.issues.kept().iter().map(|issue| (issue.code, issue.line, issue.byte)).collect();
            assert!(places.contains(&(IssueCode::DateOrderAssumed, 3, header)), "{places:?}");
            assert!(places.contains(&(IssueCode::Preamble, 1, 0)), "{places:?}");
        }
    }

    #[test]
    fn a_cell_longer_than_any_name_is_not_looked_into_for_a_header() {
        let brackets = |count: usize| format!("{}Date,{}ASIN\n2026-01-01,B000000001\n", "(".repeat(count), "(".repeat(count));
        let recognised = |text: &str| Table::read(text.as_bytes(), b',', Origin { byte: 0, line: 1, whole: true }, Lexicon::known()).recognised;
        assert_eq!([recognised(&brackets(100)), recognised(&brackets(30_000))], [2, 0]);
    }
}
