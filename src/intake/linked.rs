//! Rows of attribution facts whose own link says that the sale belongs to another programme. They are read and checked as
//! any fact, but stand in a sheet beside the ledger: no total of Creator Connections ever holds them.

use super::issue::{IssueCode, Severity};
use super::plan::Plan;
use super::reports::OTHER_PROGRAMMES;
use super::result::FileResult;
use super::row::{Outcome, RowReader};
use super::scan::Record;
use super::sniff::Sniffed;
use crate::ledger::{CellKind, CellValue, Fact, Measure, Segment, Sheet, SheetColumn};
use crate::units::Programme;

/// Headers that hold links, whatever the first rows hold.
const LINK_WORDS: [&str; 4] = ["link", "links", "url", "urls"];

/// Columns to look for links in: those whose header or first values say so. Dates, ASINs and figures hold none.
pub(super) fn link_columns(sniffed: &Sniffed, plan: &Plan) -> Vec<usize> {
    let holds_links = |at: usize| {
        let header = super::columns::normalise(sniffed.headers.get(at).map_or("", String::as_str));
        let named = header.split(' ').any(|word| LINK_WORDS.contains(&word));
        named || sniffed.sample.iter().filter_map(|row| row.fields.get(at)).any(|text| Programme::of_text(text).is_some())
    };
    let is_text = |at: usize| plan.columns.get(at).is_some_and(|column| column.is_none_or(super::columns::Column::holds_text));
    (0..sniffed.headers.len()).filter(|&at| is_text(at) && holds_links(at)).collect()
}

/// The programme a row's link names, where it is not Creator Connections.
pub(super) fn other_programme(record: &Record<'_>, columns: &[usize]) -> Option<Programme> {
    let of = |at: usize| str::from_utf8(&record.text(at)).ok().and_then(Programme::of_text);
    columns.iter().find_map(|&at| of(at)).filter(|programme| *programme != Programme::CreatorConnections)
}

/// Reads a row into the sheet of other programmes.
pub(super) fn read_linked(reader: &mut RowReader, record: &Record<'_>, programme: Programme, result: &mut FileResult) -> Outcome {
    let mut one = Segment::new(0);
    let outcome = reader.read_apart(record, &mut one, &mut result.issues);
    let Some(fact) = one.columns.fact(0).filter(|_| outcome == Outcome::Accepted) else { return outcome };
    let sheet = result.linked.get_or_insert_with(empty);
    if sheet.push(record.line, cells(&one, &fact, programme)).is_err() {
        return Outcome::Skipped;
    }
    let message = format!("The link of this row is one of {}: it is counted there, not under Creator Connections.", programme.label());
    result.issues.push(super::complaint::issue_of(record, Severity::Info, IssueCode::OtherProgramme, None, &[], message));
    Outcome::Accepted
}

fn empty() -> Sheet {
    let texts = ["programme", "creator", "campaign"].map(|name| SheetColumn::new(name, CellKind::Text, false, 0));
    let keys = [SheetColumn::new("asin", CellKind::Asin, false, 0), SheetColumn::new("date", CellKind::Date, false, 0)];
    let kind = |measure: Measure| if measure.is_money() { CellKind::Money } else { CellKind::Count };
    let measures = Measure::ALL.into_iter().map(|measure| SheetColumn::new(measure.name(), kind(measure), true, 0));
    Sheet::new(OTHER_PROGRAMMES, texts.into_iter().chain(keys).chain(measures).collect())
}

fn cells<'a>(one: &'a Segment, fact: &Fact, programme: Programme) -> impl Iterator<Item = CellValue<'a>> {
    let text = |text: &'a str| if text.is_empty() { CellValue::Missing } else { CellValue::Text(text.as_bytes()) };
    let keys = [
        CellValue::Text(programme.id().as_bytes()),
        text(one.creators.text(fact.creator)),
        text(one.campaigns.text(fact.campaign)),
        text(one.asins.text(fact.asin)),
        CellValue::Day(fact.date),
    ];
    let (values, supplied) = (fact.values, fact.supplied);
    let measures =
        Measure::ALL.into_iter().zip(values).map(move |(measure, value)| if supplied.has(measure) { CellValue::Number(value) } else { CellValue::Missing });
    keys.into_iter().chain(measures)
}
