//! What both kinds of rows, facts and cells of a sheet, are checked for and complain about alike.

use super::issue::{Issue, IssueCode, Severity, raw_text};
use super::scan::{Fault, RECORD_BYTES_MAX, Record};
use super::values::trim;
use crate::units::Currency;

/// What went wrong with a record, and in which field.
pub(super) struct Reject {
    pub(super) code: IssueCode,
    pub(super) at: Option<usize>,
    why: Why,
}

/// The sentence, before it is written: of many rejected records only the first are listed.
enum Why {
    Plain(&'static str),
    Said(String),
    /// The cell, and this behind it.
    Cell(&'static str),
    Fields,
    TooLong,
    Currencies {
        row: Currency,
        file: Currency,
    },
}

impl Reject {
    pub(super) fn plain(code: IssueCode, at: Option<usize>, sentence: &'static str) -> Reject {
        Reject { code, at, why: Why::Plain(sentence) }
    }

    pub(super) fn said(code: IssueCode, at: Option<usize>, sentence: impl Into<String>) -> Reject {
        Reject { code, at, why: Why::Said(sentence.into()) }
    }

    /// `what` says of the cell what it is not.
    pub(super) fn cell(code: IssueCode, at: usize, what: &'static str) -> Reject {
        Reject { code, at: Some(at), why: Why::Cell(what) }
    }

    pub(super) fn currencies(at: usize, row: Currency, file: Currency) -> Reject {
        Reject { code: IssueCode::MixedCurrency, at: Some(at), why: Why::Currencies { row, file } }
    }

    /// The sentence for the record; its header has `wanted` fields.
    #[cold]
    pub(super) fn sentence(&self, record: &Record<'_>, wanted: usize) -> String {
        match &self.why {
            Why::Plain(sentence) => (*sentence).to_owned(),
            Why::Said(sentence) => sentence.clone(),
            Why::Cell(what) => format!("{} {what}.", quoted(&self.at.map(|at| record.text(at)).unwrap_or_default())),
            Why::Fields => format!("The row has {} fields, the header {wanted}.", record.field_count),
            Why::TooLong => format!("The line is longer than {} KB; no row of a report is.", RECORD_BYTES_MAX / 1024),
            Why::Currencies { row, file } => format!("The row is in {}, the file in {}: two currencies are never added.", row.code(), file.code()),
        }
    }
}

/// A record must have as many fields as the header; empty ones behind them are no fields.
pub(super) fn check_shape(record: &Record<'_>, wanted: usize) -> Result<(), Reject> {
    let fields = |code| Err(Reject { code, at: None, why: Why::Fields });
    match record.fault {
        Some(Fault::UnclosedQuote) => Err(Reject::plain(IssueCode::UnclosedQuote, None, "A quote opens on this line and is never closed.")),
        Some(Fault::TooLong) => Err(Reject { code: IssueCode::Limit, at: None, why: Why::TooLong }),
        _ if record.field_count < wanted => fields(IssueCode::TooFewFields),
        _ if (wanted..record.field_count).any(|at| !trim(record.field(at)).is_empty()) => fields(IssueCode::TooManyFields),
        Some(Fault::StrayQuote) | None => Ok(()),
    }
}

/// Whether the row calls itself a total: its first text is one of these words, or starts with it and goes on otherwise
/// than with a name ("Totally Oats" is a product, "Total:" is not).
pub(super) fn says_total(record: &Record<'_>) -> bool {
    let first = record.fields().map(trim).find(|field| !field.is_empty()).unwrap_or_default();
    let first = first.to_ascii_lowercase();
    ["total", "totals", "grand total", "subtotal", "sum", "summe", "gesamt", "gesamtsumme"].iter().any(|word| {
        let rest = first.strip_prefix(word.as_bytes());
        rest.is_some_and(|rest| rest.first().is_none_or(|next| !next.is_ascii_alphanumeric()))
    })
}

/// Whether the record is the header again.
pub(super) fn repeats_header(record: &Record<'_>, headers: &[String]) -> bool {
    headers.iter().enumerate().all(|(at, header)| trim(&record.text(at)) == trim(header.as_bytes()))
}

/// What was repaired in a cell whose text [`inside_guard`] has taken out.
pub(super) const GUARD_TAKEN_OFF: &str = "The =\"…\" that protects a number from spreadsheets was taken off.";

/// What stands inside `="…"`, which keeps a spreadsheet from reading an identifier as a number; `None` where that is not so.
pub(super) fn inside_guard(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b'=', b'"', inner @ .., b'"'] => Some(inner),
        _ => None,
    }
}

/// A cell as it is quoted in a sentence.
pub(super) fn quoted(bytes: &[u8]) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    let cut: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if cut.len() < text.len() { format!("“{cut}…”") } else { format!("“{cut}”") }
}

/// An issue about a record, or about its field `at`.
pub(super) fn issue_of(record: &Record<'_>, severity: Severity, code: IssueCode, at: Option<usize>, headers: &[String], message: String) -> Issue {
    let byte = at.map_or(record.byte, |at| record.field_byte(at));
    let column = at.and_then(|at| headers.get(at)).cloned().unwrap_or_default();
    Issue { severity, code, line: record.line, byte, column, message, raw: raw_text(record.raw()) }
}
