//! The mapping step of reports that are no attribution facts: which header is which field, and the first rows as they
//! would be read.

use crate::intake::columns::normalise;
use crate::intake::guess::Mapping;
use crate::intake::issue::Issues;
use crate::intake::reports::{Lexicon, Matched, Need, SCHEMAS, Schema};
use crate::intake::row::Outcome;
use crate::intake::scan::Scanner;
use crate::intake::sheet_plan::SheetPlan;
use crate::intake::sheet_reader::SheetReader;
use crate::intake::sheet_start::sheet_plan_of;
use crate::intake::sniff::{SampleRow, Sniffed};
use crate::ledger::{CellKind, SheetColumn};
use crate::present::format;
use crate::present::mapping::PREVIEW_ROWS;
use crate::present::model::{KindModel, MappingChoice, PreviewModel, PreviewRow, TargetModel};
use crate::units::decimal::scaled_text;
use crate::units::{Currency, Ratio};

/// Everything a file may be read as: what its headers suggest first, then attribution facts, then all others.
pub fn kinds(sniffed: &Sniffed) -> Vec<KindModel> {
    let detection = &sniffed.detection;
    let is_likely = |kind: &str| detection.kind == kind || detection.rivals.contains(&kind);
    let facts = KindModel { id: String::new(), label: "Creator attribution".into(), is_likely: detection.schema.is_none() };
    let sheet = |schema: &Schema| KindModel { id: schema.kind.into(), label: schema.label.into(), is_likely: is_likely(schema.kind) };
    let mut kinds: Vec<KindModel> = [facts].into_iter().chain(SCHEMAS.iter().map(sheet)).collect();
    kinds.sort_by_key(|kind| (detection.schema.map_or("", |schema| schema.kind) != kind.id, !kind.is_likely, !kind.id.is_empty()));
    kinds
}

/// What a header can be chosen to be.
pub fn targets(schema: &Schema) -> Vec<TargetModel> {
    let target = |field: &crate::intake::reports::Field| TargetModel {
        id: field.name.into(),
        label: field.header.into(),
        hint: if field.choices.is_empty() { hint(field.kind).into() } else { field.choices.join(", ") },
        required: field.need != Need::Optional,
    };
    schema.fields.iter().map(target).collect()
}

fn hint(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Text => "Text",
        CellKind::List => "Several, separated by ;",
        CellKind::Asin => "B0 and eight characters, or an ISBN-10",
        CellKind::Date => "2026-01-04, 19-Apr-2026, 04/19/2026",
        CellKind::Range => "Jul 06, 2026 - Jul 29, 2026",
        CellKind::Count => "Whole number",
        CellKind::Money => "Money",
        CellKind::Decimal => "Number",
        CellKind::Percent => "12.5% or 12.5",
        CellKind::Rate => "10%, 12.5 or 0.125",
        CellKind::Flag => "yes or no",
    }
}

/// The choice the headers suggest for this report.
pub fn choice(sniffed: &Sniffed, schema: &'static Schema) -> MappingChoice {
    let normalised: Vec<String> = sniffed.headers.iter().map(|header| normalise(header)).collect();
    let matched = Lexicon::known().matched(schema, &normalised);
    MappingChoice { kind: schema.kind.into(), targets: names(schema, &matched), ..MappingChoice::default() }
}

fn names(schema: &Schema, matched: &Matched) -> Vec<String> {
    matched.fields.iter().map(|field| field.and_then(|at| schema.fields.get(at)).map_or(String::new(), |field| field.name.to_owned())).collect()
}

/// The fields a choice means, by position in the schema.
pub fn fields(schema: &Schema, choice: &MappingChoice) -> Vec<Option<usize>> {
    choice.targets.iter().map(|target| schema.fields.iter().position(|field| field.name == target)).collect()
}

/// The first rows as this choice reads them, and what stands in the way.
pub fn preview(sniffed: &Sniffed, schema: &'static Schema, mapping: &Mapping) -> PreviewModel {
    let problems = problems(sniffed, schema, mapping);
    let Some(plan) = sheet_plan_of(sniffed, schema, mapping, None).filter(|_| problems.is_empty()) else {
        return PreviewModel { problems, ..PreviewModel::default() };
    };
    let columns = plan.columns.iter().map(|column| column.field.header.to_owned()).collect();
    let rows = sniffed.sample.iter().take(PREVIEW_ROWS).map(|row| preview_row(row, &plan, sniffed.preamble.currency)).collect();
    PreviewModel { columns, rows, problems }
}

/// Empty when the file can be read.
fn problems(sniffed: &Sniffed, schema: &Schema, mapping: &Mapping) -> Vec<String> {
    let mut problems = Vec::new();
    if mapping.fields.len() != sniffed.headers.len() {
        problems.push("The choice does not fit this file's columns.".into());
    }
    let chosen = |name: &str| schema.fields.iter().position(|field| field.name == name).is_some_and(|at| mapping.fields.contains(&Some(at)));
    for (at, field) in schema.fields.iter().enumerate() {
        match mapping.fields.iter().filter(|chosen| **chosen == Some(at)).count() {
            0 if field.need != Need::Optional => problems.push(format!("Choose the column with: {}.", field.header)),
            0 | 1 => {}
            _ => problems.push(format!("{} is chosen for more than one column.", field.header)),
        }
    }
    for group in schema.any_of.iter().filter(|group| !group.iter().any(|name| chosen(name))) {
        let headers: Vec<&str> = group.iter().filter_map(|name| schema.field(name)).map(|field| field.header).collect();
        problems.push(format!("Choose a column with one of: {}.", headers.join(", ")));
    }
    problems
}

fn preview_row(row: &SampleRow, plan: &SheetPlan, stated: Option<Currency>) -> PreviewRow {
    let quoted: Vec<String> = row.fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
    let (mut sheet, mut issues) = (plan.sheet(0), Issues::default());
    let mut reader = SheetReader::new(plan.clone(), stated);
    let mut outcome = Outcome::Skipped;
    Scanner::new(b',', 0, row.line).feed(quoted.join(",").as_bytes(), true, |record| outcome = reader.read(record, &mut sheet, &mut issues));
    let currency = reader.currency().unwrap_or(Currency::USD);
    let as_written = |at: usize| row.fields.get(at).cloned().unwrap_or_default();
    let is_read = outcome == Outcome::Accepted;
    let cells = plan.columns.iter().zip(&sheet.columns).map(|(planned, column)| if is_read { as_read(column, currency) } else { as_written(planned.at) });
    let problem = match outcome {
        Outcome::Accepted => String::new(),
        Outcome::Rejected | Outcome::Skipped => issues.kept().first().map(|issue| issue.message.clone()).unwrap_or_default(),
    };
    PreviewRow { line: row.line, cells: cells.collect(), problem }
}

/// The first row's cell as the sheet holds it.
fn as_read(column: &SheetColumn, currency: Currency) -> String {
    let text = match column.kind {
        CellKind::Text | CellKind::List | CellKind::Asin => column.text(0).map(str::to_owned),
        CellKind::Date => column.day(0).map(format::date),
        CellKind::Range => column.range(0).map(|period| format::period(period.first, period.last)),
        CellKind::Flag => column.flag(0).map(|value| if value { "yes" } else { "no" }.to_owned()),
        CellKind::Money => column.number(0).map(|micros| format::money(i128::from(micros), currency)),
        CellKind::Count => column.number(0).map(|count| count.to_string()),
        CellKind::Decimal => column.number(0).map(|micros| scaled_text(i128::from(micros), 6)),
        CellKind::Percent | CellKind::Rate => column.number(0).and_then(|parts| Ratio::new(i128::from(parts), 1_000_000)).map(|ratio| format::percent(&ratio)),
    };
    text.unwrap_or_else(|| "unknown".into())
}
