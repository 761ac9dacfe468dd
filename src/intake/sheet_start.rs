//! What is decided and said of a whole file before the first row of its sheet is read.

use super::dialect::Dialect;
use super::guess::{Mapping, stem};
use super::issue::{IssueCode, Severity};
use super::period::{NameHint, PeriodSource};
use super::reports::{Dates, Matched, Schema};
use super::result::{FileResult, file_issue};
use super::sheet_plan::SheetPlan;
use super::sheet_reader::SheetReader;
use super::sniff::Sniffed;

/// How a file is read as this report: by the user's choice of columns where there is one, written as `decided` where all rows
/// have been read before.
pub fn sheet_plan_of(sniffed: &Sniffed, schema: &'static Schema, mapping: &Mapping, decided: Option<&[Dialect]>) -> Option<SheetPlan> {
    let chosen = Matched { fields: mapping.fields.clone(), conflicts: Vec::new() };
    let matched = if mapping.schema.is_some() { &chosen } else { &sniffed.detection.matched };
    let plan = SheetPlan::new(schema, &sniffed.headers, matched, &sniffed.sample, mapping)?;
    Some(decided.map(|dialects| plan.clone().decided(dialects)).unwrap_or(plan))
}

/// The reader of a file's rows; the empty sheet, its period and what is assumed go to the result.
pub(super) fn begin_sheet(result: &mut FileResult, sniffed: &Sniffed, plan: SheetPlan, seed: u64) -> SheetReader {
    let header = result.header;
    if !plan.schema.caution.is_empty() {
        result.issues.push(file_issue(Severity::Info, IssueCode::Caution, header, plan.schema.caution.to_owned()));
    }
    let mut sheet = plan.sheet(seed);
    sheet.brand.clone_from(&sniffed.preamble.brand);
    sheet.asin.clone_from(&sniffed.preamble.asin);
    let hint = NameHint::of(stem(&result.name));
    let has_days = plan.columns.iter().any(|column| matches!(column.field.name, "date" | "date_range" | "start_date"));
    if plan.schema.dates == Dates::File {
        let assumed = if has_days { None } else { hint.period };
        sheet.period = sniffed.preamble.period.or(assumed);
        result.period_source = match (sniffed.preamble.period, assumed) {
            (Some(_), _) => Some(PeriodSource::File),
            (None, Some(_)) => Some(PeriodSource::Name),
            (None, None) => None,
        };
        note_period(result, sniffed, &hint, has_days);
    }
    if plan.schema.dates == Dates::File && !hint.words().is_empty() && result.period_source != Some(PeriodSource::Name) {
        let message = format!("The file's name says: {}. It is not used as data.", hint.words());
        result.issues.push(file_issue(Severity::Info, IssueCode::NameHint, header, message));
    }
    result.sheet = Some(sheet);
    SheetReader::new(plan, sniffed.preamble.currency)
}

/// A period that is assumed or missing is said, and one that the file's name contradicts.
fn note_period(result: &mut FileResult, sniffed: &Sniffed, hint: &NameHint, has_days: bool) {
    let header = result.header;
    let words = hint.period.map(|period| format!("{} to {}", period.first.iso(), period.last.iso())).unwrap_or_default();
    match (sniffed.preamble.period, result.period_source) {
        (Some(stated), _) if hint.period.is_some_and(|named| named != stated) => {
            let message = format!("The file says {} to {}, its name {words}. The file is believed.", stated.first.iso(), stated.last.iso());
            result.issues.push(file_issue(Severity::Warning, IssueCode::NameHint, header, message));
        }
        (None, Some(PeriodSource::Name)) => {
            let message = format!("The file has no dates: its rows are taken for {words}, as its name says.");
            result.issues.push(file_issue(Severity::Warning, IssueCode::PeriodAssumed, header, message));
        }
        (None, None) if !has_days => {
            let message = match sniffed.preamble.is_ambiguous {
                true => "The range before the header reads differently day first and month first: type the first and last day on the card.",
                false => "The file has no dates: type the first and last day on the card. Until then its figures belong to no period.",
            };
            result.issues.push(file_issue(Severity::Warning, IssueCode::PeriodUnknown, header, message.to_owned()));
        }
        _ => {}
    }
}
