//! What all rows of a file say together about how it is written, and what remains assumed.

use super::dates::{self, DateForm};
use super::dialect::{Case, Dialect, Doubt, decide, doubts, is_read_otherwise};
use super::issue::{Issue, IssueCode, Severity};
use super::result::{Place, file_issue};
use super::values::{self, Cell, DecimalMark, RateForm};
use crate::units::Rate;
use crate::units::decimal::scaled_text;

/// What follows from all rows.
pub(super) struct Conclusion {
    pub(super) dialects: Vec<Dialect>,
    /// Rows were read otherwise than these dialects would read them.
    pub(super) is_otherwise: bool,
    /// What is assumed all the same, by column.
    pub(super) issues: Vec<(usize, Issue)>,
}

/// Decides from all rows, which were read with the dialects `used`.
pub(super) fn conclude(cases: &[Case<'_>], used: &[Dialect], header: Place) -> Conclusion {
    let dialects = decide(cases);
    let is_otherwise = is_read_otherwise(cases, used, &dialects);
    let issue = |(at, doubt): (usize, Doubt)| (at, said(dialects.get(at).copied().unwrap_or_default(), &doubt, header));
    let issues = doubts(cases, &dialects).into_iter().map(issue).collect();
    Conclusion { dialects, is_otherwise, issues }
}

fn said(dialect: Dialect, doubt: &Doubt, header: Place) -> Issue {
    match doubt {
        Doubt::Order(example) => {
            let order = if dialect.dates == DateForm::DayFirst { "day" } else { "month" };
            let message = format!("Dates such as {} are read {order} first; nothing in the file says otherwise.", example.text);
            file_issue(Severity::Warning, IssueCode::DateOrderAssumed, header, message)
        }
        Doubt::Serial(example) => {
            let day = match dates::date(example.text.as_bytes(), dialect.dates) {
                Cell::Value(date) => date.iso(),
                Cell::Missing | Cell::Unreadable => String::new(),
            };
            let message = format!("Numbers such as {} are read as a spreadsheet's count of days: {day}.", example.text);
            file_issue(Severity::Warning, IssueCode::SerialDateAssumed, header, message)
        }
        Doubt::Decimal(example) => {
            let form = match dialect.decimal {
                DecimalMark::Point => "point: 1,234.56",
                DecimalMark::Comma => "comma: 1.234,56",
            };
            let message = format!("Numbers such as {} are read with a decimal {form}; nothing in the file says otherwise.", example.text);
            file_issue(Severity::Warning, IssueCode::DecimalAssumed, header, message)
        }
        Doubt::Rate(example) => {
            let form = match dialect.rates {
                RateForm::Percent => "as per cent",
                RateForm::Fraction => "as a part of one",
            };
            let read = match values::rate(example.text.as_bytes(), dialect.decimal, dialect.rates) {
                Cell::Value(rate) => percent_text(rate),
                Cell::Missing | Cell::Unreadable => String::new(),
            };
            let message = format!("Rates such as {} are read {form}: {read}; no commission beside them says otherwise.", example.text);
            file_issue(Severity::Warning, IssueCode::RateFormAssumed, header, message)
        }
    }
}

/// `12.5%`
fn percent_text(rate: Rate) -> String {
    let text = scaled_text(i128::from(rate.ppm()), 4);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
