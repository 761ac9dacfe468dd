//! What reading complains about.

use std::collections::BTreeMap;

/// Rejected records kept in full for one file. Beyond it they are still counted by code; twenty thousand rejected rows are
/// a question about the file, not about rows.
pub const ERRORS_KEPT_MAX: usize = 20_000;
/// Warnings and remarks of one code kept in full for one file: no flood of one kind may hide another, or a rejected record.
pub const REMARKS_KEPT_MAX: u64 = 1_000;
/// Bytes of raw text kept with an issue: enough to find and correct any real row.
pub const RAW_BYTES_MAX: usize = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The record, or the file, is left out.
    Error,
    /// Counted, but worth a look.
    Warning,
    /// Something was skipped, repaired or assumed.
    Info,
}

/// Stable codes: reports, downloads and tests cite them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IssueCode {
    EmptyFile,
    WrongType,
    Archive,
    Workbook,
    HiddenSheet,
    UncalculatedCells,
    Encoding,
    EncodingAssumed,
    DamagedText,
    NoHeader,
    NoDataRows,
    MappingNeeded,
    DuplicateHeader,
    OtherCurrency,
    FileUnreadable,
    Limit,
    UnclosedQuote,
    StrayQuote,
    TooFewFields,
    TooManyFields,
    NotUtf8,
    MissingDate,
    BadDate,
    DateOrderAssumed,
    DecimalAssumed,
    SerialDateAssumed,
    MissingAsin,
    BadAsin,
    DamagedId,
    BadAmount,
    BadCount,
    BadRate,
    MixedCurrency,
    BadCurrency,
    NoCreatorOrCampaign,
    NoMeasure,
    OrdersExceedClicks,
    CurrencyAssumed,
    CreatorAssumed,
    Preamble,
    BlankRow,
    TotalRow,
    RepeatedHeader,
    MissingCell,
    BadPercent,
    BadFlag,
    UnknownChoice,
    GuardedText,
    Caution,
    PeriodUnknown,
    PeriodAssumed,
    NameHint,
    RateFormAssumed,
    OtherProgramme,
}

impl IssueCode {
    pub const ALL: [IssueCode; 54] = [
        IssueCode::EmptyFile,
        IssueCode::WrongType,
        IssueCode::Archive,
        IssueCode::Workbook,
        IssueCode::HiddenSheet,
        IssueCode::UncalculatedCells,
        IssueCode::Encoding,
        IssueCode::EncodingAssumed,
        IssueCode::DamagedText,
        IssueCode::NoHeader,
        IssueCode::NoDataRows,
        IssueCode::MappingNeeded,
        IssueCode::DuplicateHeader,
        IssueCode::OtherCurrency,
        IssueCode::FileUnreadable,
        IssueCode::Limit,
        IssueCode::UnclosedQuote,
        IssueCode::StrayQuote,
        IssueCode::TooFewFields,
        IssueCode::TooManyFields,
        IssueCode::NotUtf8,
        IssueCode::MissingDate,
        IssueCode::BadDate,
        IssueCode::DateOrderAssumed,
        IssueCode::DecimalAssumed,
        IssueCode::SerialDateAssumed,
        IssueCode::MissingAsin,
        IssueCode::BadAsin,
        IssueCode::DamagedId,
        IssueCode::BadAmount,
        IssueCode::BadCount,
        IssueCode::BadRate,
        IssueCode::MixedCurrency,
        IssueCode::BadCurrency,
        IssueCode::NoCreatorOrCampaign,
        IssueCode::NoMeasure,
        IssueCode::OrdersExceedClicks,
        IssueCode::CurrencyAssumed,
        IssueCode::CreatorAssumed,
        IssueCode::Preamble,
        IssueCode::BlankRow,
        IssueCode::TotalRow,
        IssueCode::RepeatedHeader,
        IssueCode::MissingCell,
        IssueCode::BadPercent,
        IssueCode::BadFlag,
        IssueCode::UnknownChoice,
        IssueCode::GuardedText,
        IssueCode::Caution,
        IssueCode::PeriodUnknown,
        IssueCode::PeriodAssumed,
        IssueCode::NameHint,
        IssueCode::RateFormAssumed,
        IssueCode::OtherProgramme,
    ];

    /// Whether it speaks of the whole file rather than of a row.
    pub const fn concerns_file(self) -> bool {
        matches!(
            self,
            IssueCode::EmptyFile
                | IssueCode::WrongType
                | IssueCode::Archive
                | IssueCode::Workbook
                | IssueCode::HiddenSheet
                | IssueCode::UncalculatedCells
                | IssueCode::Encoding
                | IssueCode::EncodingAssumed
                | IssueCode::NoHeader
                | IssueCode::NoDataRows
                | IssueCode::MappingNeeded
                | IssueCode::DuplicateHeader
                | IssueCode::OtherCurrency
                | IssueCode::FileUnreadable
                | IssueCode::Limit
                | IssueCode::DateOrderAssumed
                | IssueCode::DecimalAssumed
                | IssueCode::SerialDateAssumed
                | IssueCode::CurrencyAssumed
                | IssueCode::CreatorAssumed
                | IssueCode::Preamble
                | IssueCode::Caution
                | IssueCode::PeriodUnknown
                | IssueCode::PeriodAssumed
                | IssueCode::NameHint
                | IssueCode::RateFormAssumed
        )
    }

    /// The code as text.
    pub const fn name(self) -> &'static str {
        self.words().0
    }

    /// What all rows with this code have in common, after "3 rows left out:".
    pub const fn title(self) -> &'static str {
        self.words().1
    }

    /// What the reader can do.
    pub const fn next_step(self) -> &'static str {
        self.words().2
    }

    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            IssueCode::EmptyFile
            | IssueCode::WrongType
            | IssueCode::Archive
            | IssueCode::Workbook
            | IssueCode::HiddenSheet
            | IssueCode::UncalculatedCells
            | IssueCode::Encoding
            | IssueCode::EncodingAssumed
            | IssueCode::NoHeader
            | IssueCode::NoDataRows
            | IssueCode::MappingNeeded
            | IssueCode::DuplicateHeader
            | IssueCode::OtherCurrency
            | IssueCode::FileUnreadable
            | IssueCode::DamagedText
            | IssueCode::NotUtf8
            | IssueCode::Limit => self.file_words(),
            IssueCode::UnclosedQuote => ("unclosed-quote", "a quote that is never closed", "Close or remove the quote on that line and drop the file again."),
            IssueCode::StrayQuote => ("stray-quote", "a quote inside a quoted text, kept as text", "Check that the text reads as it should."),
            IssueCode::TooFewFields => ("too-few-fields", "fewer fields than the header", "Complete the row, then replace this file by the corrected one."),
            IssueCode::TooManyFields => {
                ("too-many-fields", "more fields than the header", "Quote the text that contains the separator, then replace this file by the corrected one.")
            }
            IssueCode::MissingDate => ("missing-date", "no date", "Fill in the date, then replace this file by the corrected one."),
            IssueCode::BadDate => ("bad-date", "not a date", "Write the date as YYYY-MM-DD, then replace this file by the corrected one."),
            IssueCode::DateOrderAssumed => ("date-order-assumed", "dates whose order is not certain", "If it is wrong, choose the other order on the card."),
            IssueCode::MissingAsin => ("missing-asin", "no ASIN", "Fill in the ASIN, then replace this file by the corrected one."),
            IssueCode::BadAsin => ("bad-asin", "not an ASIN", "An ASIN has ten characters, B0 and eight more, or is a book's ISBN-10."),
            IssueCode::DamagedId => {
                ("damaged-id", "an ASIN damaged by a spreadsheet", "Take it from the original export; format the column as text before saving.")
            }
            IssueCode::BadAmount => ("bad-amount", "not an amount", "Write it as 1234.56, then replace this file by the corrected one."),
            IssueCode::BadCount => ("bad-count", "not a whole number", "Write it as 1234, then replace this file by the corrected one."),
            IssueCode::BadRate => ("bad-rate", "not a commission rate", "Write it as 12.5%, then replace this file by the corrected one."),
            IssueCode::MixedCurrency => {
                ("mixed-currency", "another currency than the rows before", "Split the file by currency: two currencies are never added.")
            }
            IssueCode::BadCurrency => ("bad-currency", "not a currency", "Write it as a code such as USD, then replace this file by the corrected one."),
            IssueCode::NoCreatorOrCampaign => {
                ("no-creator-or-campaign", "neither creator nor campaign", "Fill in one of them, then replace this file by the corrected one.")
            }
            IssueCode::NoMeasure => ("no-measure", "no figure in the row", "Fill in clicks, units, revenue or commission, or delete the row."),
            IssueCode::OrdersExceedClicks => {
                ("orders-exceed-clicks", "more orders than clicks", "Possible when orders follow earlier clicks; check the attribution window.")
            }
            IssueCode::CurrencyAssumed => ("currency-assumed", "no currency in the file", "Set the currency in Settings if it is another."),
            IssueCode::CreatorAssumed => ("creator-assumed", "no creator column: all rows belong to one creator", "Type the creator's name on the card."),
            IssueCode::Preamble => ("preamble", "lines before the header", "Nothing to do: they are not data."),
            IssueCode::BlankRow => ("blank-row", "rows with separators only", "Nothing to do: they are not data."),
            IssueCode::TotalRow => ("total-row", "a total row, not counted as data", "Nothing to do: it would count everything twice."),
            IssueCode::MissingCell
            | IssueCode::BadPercent
            | IssueCode::BadFlag
            | IssueCode::UnknownChoice
            | IssueCode::GuardedText
            | IssueCode::Caution
            | IssueCode::PeriodUnknown
            | IssueCode::PeriodAssumed
            | IssueCode::NameHint
            | IssueCode::RateFormAssumed
            | IssueCode::DecimalAssumed
            | IssueCode::SerialDateAssumed
            | IssueCode::OtherProgramme => self.more_words(),
            IssueCode::RepeatedHeader => ("repeated-header", "the header again", "Nothing to do: it is not data."),
        }
    }

    /// The words of what stands in the way of a file or of its text.
    const fn file_words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            IssueCode::EmptyFile => ("empty-file", "the file is empty", "Export the report again and drop the new file."),
            IssueCode::WrongType => ("wrong-type", "not a table", "Download the report as CSV, TSV or xlsx and drop that file."),
            IssueCode::Archive => ("archive", "an archive that cannot be opened", "Unpack it and drop the files inside."),
            IssueCode::Workbook => {
                ("workbook", "a workbook that cannot be read", "Open it in a spreadsheet, save the sheet as xlsx or as CSV UTF-8, and drop that.")
            }
            IssueCode::HiddenSheet => ("hidden-sheet", "a hidden sheet of a workbook", "Remove the file if the sheet is not meant to be counted."),
            IssueCode::UncalculatedCells => {
                ("uncalculated-cells", "formulas without their results", "Open the workbook in a spreadsheet, save it there, and drop it again.")
            }
            IssueCode::Encoding => ("encoding", "text in an encoding that cannot be read", "Save the file as CSV UTF-8 and drop it again."),
            IssueCode::EncodingAssumed => ("encoding-assumed", "an encoding that is not certain", "If names look wrong, choose another encoding on the card."),
            IssueCode::NoHeader => ("no-header", "no header row found", "Check that the first lines hold the column names, or choose the columns by hand."),
            IssueCode::NoDataRows => ("no-data-rows", "no data rows", "Export the report for a period with sales and drop that file."),
            IssueCode::MappingNeeded => ("mapping-needed", "columns not recognised", "Choose which column is what; the choice is remembered."),
            IssueCode::DuplicateHeader => ("duplicate-header", "two columns have the same name", "Choose which of them to read."),
            IssueCode::OtherCurrency => ("other-currency", "another currency than the files already here", "Audit each currency in a workspace of its own."),
            IssueCode::FileUnreadable => (
                "file-unreadable",
                "the file could not be read",
                "Choose it again. If it lies on a network drive or in a cloud folder, copy it to this device first.",
            ),
            IssueCode::DamagedText => {
                ("damaged-text", "characters that are damaged", "Check the names on these rows; export the report again if they are wrong.")
            }
            IssueCode::NotUtf8 => ("not-utf-8", "a text that is not UTF-8", "Save the file as CSV UTF-8 and drop it again."),
            IssueCode::Limit => ("limit", "a limit was reached", "Split the file by period and drop the parts."),
            _ => ("", "", ""),
        }
    }

    /// The words of what sheets complain about, and of what is assumed of a column.
    const fn more_words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            IssueCode::MissingCell => ("missing-cell", "a cell that every row needs is empty", "Fill it in, then replace this file by the corrected one."),
            IssueCode::BadPercent => ("bad-percent", "not a percentage", "Write it as 12.5%, then replace this file by the corrected one."),
            IssueCode::BadFlag => ("bad-flag", "neither yes nor no", "Write yes or no, then replace this file by the corrected one."),
            IssueCode::UnknownChoice => (
                "unknown-choice",
                "not one of the words this column may hold",
                "Use one of the words named in the message, then replace this file by the corrected one.",
            ),
            IssueCode::GuardedText => {
                ("guarded-text", "a number protected from spreadsheets, read as the text inside", "Nothing to do: the identifier is whole.")
            }
            IssueCode::Caution => ("caution", "what to know of this report", "Keep it in mind when comparing its figures with others."),
            IssueCode::PeriodUnknown => ("period-unknown", "the file does not say which days it speaks of", "Type the first and last day on the card."),
            IssueCode::PeriodAssumed => {
                ("period-assumed", "the days are taken from the file's name", "If they are wrong, type the first and last day on the card.")
            }
            IssueCode::NameHint => ("name-hint", "what the file's name says", "Nothing to do: it is shown, not used."),
            IssueCode::OtherProgramme => ("other-programme", "a link of another programme, counted there", "Nothing to do: programmes are never added up."),
            IssueCode::DecimalAssumed => (
                "decimal-assumed",
                "amounts whose decimal mark is not certain",
                "Compare a sum with your dashboard; if it is wrong, choose the other on the card.",
            ),
            IssueCode::SerialDateAssumed => (
                "serial-date-assumed",
                "numbers read as a spreadsheet's count of days",
                "Compare a date with your dashboard; if it is wrong, choose another form on the card.",
            ),
            IssueCode::RateFormAssumed => {
                ("rate-form-assumed", "rates that may be fractions or per cent", "If they are read wrongly, choose the other form on the card.")
            }
            _ => ("", "", ""),
        }
    }
}

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    pub severity: Severity,
    pub code: IssueCode,
    /// Line and byte offset in the file, from 1 and 0; the first line for what concerns the whole file.
    pub line: u64,
    pub byte: u64,
    /// Header of the column concerned; empty for the whole record.
    pub column: String,
    /// Whole sentence with what was found and what was expected.
    pub message: String,
    /// The record as it stands in the file, cut at [`RAW_BYTES_MAX`].
    pub raw: String,
}

/// All complaints about one file: the first [`ERRORS_KEPT_MAX`] errors and [`REMARKS_KEPT_MAX`] remarks of each code in full,
/// all of them counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issues {
    kept: Vec<Issue>,
    errors_kept: usize,
    counts: BTreeMap<(Severity, IssueCode), u64>,
}

impl Issues {
    pub fn push(&mut self, issue: Issue) {
        self.push_with(issue.severity, issue.code, || issue);
    }

    /// Counts an issue; its sentence is written only if it is kept.
    pub fn push_with(&mut self, severity: Severity, code: IssueCode, issue: impl FnOnce() -> Issue) {
        let count = self.counts.entry((severity, code)).or_default();
        *count += 1;
        let is_error = severity == Severity::Error;
        let fits = if is_error { self.errors_kept < ERRORS_KEPT_MAX } else { *count <= REMARKS_KEPT_MAX };
        if fits {
            self.errors_kept += usize::from(is_error);
            self.kept.push(issue());
        }
    }

    /// Puts what is known of the whole file only now behind the first `at` issues, before those of its rows.
    pub fn insert(&mut self, at: usize, issues: Vec<Issue>) {
        for issue in &issues {
            *self.counts.entry((issue.severity, issue.code)).or_default() += 1;
            self.errors_kept += usize::from(issue.severity == Severity::Error);
        }
        let at = at.min(self.kept.len());
        self.kept.splice(at..at, issues);
    }

    /// The issues of which `kept` are in full and `counts` of each kind there are in all.
    pub fn from_parts(kept: Vec<Issue>, counts: impl IntoIterator<Item = ((Severity, IssueCode), u64)>) -> Issues {
        let errors_kept = kept.iter().filter(|issue| issue.severity == Severity::Error).count();
        Issues { kept, errors_kept, counts: counts.into_iter().collect() }
    }

    /// Adds those of the part of the file that comes next, behind `lines` lines.
    pub fn join(&mut self, next: Issues, lines: u64) {
        let mut more = next.counts;
        for mut issue in next.kept {
            if let Some(count) = more.get_mut(&(issue.severity, issue.code)) {
                *count -= 1;
            }
            issue.line += lines;
            self.push(issue);
        }
        for (kind, count) in more {
            *self.counts.entry(kind).or_default() += count;
        }
    }

    pub fn kept(&self) -> &[Issue] {
        &self.kept
    }

    /// Those kept since there were `count`.
    pub(super) fn kept_from(&mut self, count: usize) -> &mut [Issue] {
        self.kept.get_mut(count..).unwrap_or_default()
    }

    /// Number of issues by severity and code, worst first.
    pub fn counts(&self) -> impl Iterator<Item = (Severity, IssueCode, u64)> {
        self.counts.iter().map(|(&(severity, code), &count)| (severity, code, count))
    }

    pub fn count(&self, code: IssueCode) -> u64 {
        self.counts.iter().filter(|((_, known), _)| *known == code).map(|(_, count)| count).sum()
    }
}

/// `bytes` as text for a message: damaged UTF-8 is replaced, length limited.
pub fn raw_text(bytes: &[u8]) -> String {
    let cut = bytes.get(..RAW_BYTES_MAX).unwrap_or(bytes);
    String::from_utf8_lossy(cut).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words_of_its_own_and_a_next_step() {
        let mut names: Vec<&str> = IssueCode::ALL.into_iter().map(IssueCode::name).collect();
        assert!(IssueCode::ALL.into_iter().all(|code| !code.name().is_empty() && !code.title().is_empty() && !code.next_step().is_empty()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), IssueCode::ALL.len());
    }
}
