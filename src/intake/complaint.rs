//! What both kinds of rows, facts and cells of a sheet, are checked for and complain about alike.

use super::issue::{Issue, IssueCode, Severity, raw_text};
use super::scan::{Fault, RECORD_BYTES_MAX, Record};
use super::values::trim;

/// What went wrong with a record: code, field it concerns, whole sentence.
pub(super) struct Reject {
    pub(super) code: IssueCode,
    pub(super) at: Option<usize>,
    pub(super) message: String,
}

/// A record must have as many fields as the header; empty ones behind them are no fields.
pub(super) fn check_shape(record: &Record<'_>, wanted: usize) -> Result<(), Reject> {
    let reject = |code, message| Err(Reject { code, at: None, message });
    match record.fault {
        Some(Fault::UnclosedQuote) => return reject(IssueCode::UnclosedQuote, "A quote opens on this line and is never closed.".into()),
        Some(Fault::TooLong) => return reject(IssueCode::Limit, format!("The line is longer than {} KB; no row of a report is.", RECORD_BYTES_MAX / 1024)),
        Some(Fault::StrayQuote) | None => {}
    }
    if record.field_count < wanted {
        return reject(IssueCode::TooFewFields, format!("The row has {} fields, the header {wanted}.", record.field_count));
    }
    if (wanted..record.field_count).any(|at| !trim(record.field(at)).is_empty()) {
        return reject(IssueCode::TooManyFields, format!("The row has {} fields, the header {wanted}.", record.field_count));
    }
    Ok(())
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
