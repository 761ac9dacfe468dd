//! The mapping step: which column is what, and the first rows as they would be read.

use crate::intake::Encoding;
use crate::intake::columns::{Column, SPELLINGS, Spelling};
use crate::intake::dates::DateForm;
use crate::intake::dialect::Chosen;
use crate::intake::guess::{Mapping, plan_of};
use crate::intake::issue::Issues;
use crate::intake::plan::Plan;
use crate::intake::reports::{self, Schema};
use crate::intake::row::{Outcome, RowReader};
use crate::intake::scan::Scanner;
use crate::intake::sniff::{SampleRow, Sniffed};
use crate::intake::suggest::{Because, Suggestion, Values, suggest};
use crate::intake::values::{DecimalMark, RateForm};
use crate::ledger::{Fact, Measure, Segment};
use crate::present::model::{HeaderModel, MappingChoice, MappingModel, PreviewModel, PreviewRow, TargetModel};
use crate::present::{format, formats, sheet_mapping};
use crate::units::Currency;
use crate::workspace::source::SourceFile;

/// Rows shown as they would be read, and sample values a header.
pub(super) const PREVIEW_ROWS: usize = 6;
const HEADER_SAMPLES: usize = 3;
const FILLED_IN: &str = "These headers are not read without asking. What they seem to mean is filled in: compare the totals with your own sheet, then read.";

/// Why a file waits, its headers, and the suggested choice with its preview, as a report; `None` means attribution facts.
pub fn model(sniffed: &Sniffed, file: &SourceFile, reason: &str, schema: Option<&'static Schema>) -> MappingModel {
    let suggestions = if schema.is_some() { Vec::new() } else { suggest(sniffed) };
    let (targets, choice) = match schema {
        Some(schema) => (sheet_mapping::targets(schema), sheet_mapping::choice(sniffed, schema)),
        None => (targets(), suggested_choice(&suggestions)),
    };
    let choice = MappingChoice { delimiter: file.chosen_delimiter.clone(), encoding: file.chosen_encoding.clone(), ..choice };
    let preview = preview(sniffed, &file.name, &choice);
    let kind = schema.map_or(String::new(), |schema| schema.label.to_owned());
    let is_filled_in = schema.is_none() && preview.problems.is_empty() && sniffed.assignment.conflicts.is_empty();
    MappingModel {
        reason: if is_filled_in { FILLED_IN } else { reason }.into(),
        kinds: sheet_mapping::kinds(sniffed),
        one_click: if schema.is_some() && preview.problems.is_empty() { format!("Read as {kind}") } else { String::new() },
        file: formats::of_file(file),
        headers: sniffed.headers.iter().enumerate().map(|(at, text)| header(sniffed, at, text, suggestions.get(at))).collect(),
        targets,
        choice,
        preview,
    }
}

fn targets() -> Vec<TargetModel> {
    let target = |spelling: &Spelling| TargetModel {
        id: spelling.name.into(),
        label: spelling.label.into(),
        hint: spelling.hint.into(),
        required: matches!(spelling.column, Column::Date | Column::Asin),
    };
    SPELLINGS.iter().map(target).collect()
}

fn suggested_choice(suggestions: &[Suggestion]) -> MappingChoice {
    choice_of(&Mapping::of_columns(suggestions.iter().map(|suggestion| suggestion.column).collect()))
}

/// One header with its first values and what it may be; a report that is no attribution has its own names for columns.
fn header(sniffed: &Sniffed, at: usize, text: &str, suggestion: Option<&Suggestion>) -> HeaderModel {
    let mut samples: Vec<String> = Vec::new();
    for text in sniffed.sample.iter().filter_map(|row| row.fields.get(at)).filter(|text| !text.is_empty()) {
        if samples.len() < HEADER_SAMPLES && !samples.contains(text) {
            samples.push(text.clone());
        }
    }
    HeaderModel {
        text: text.to_owned(),
        samples,
        reason: suggestion.map(reason).unwrap_or_default(),
        likely: suggestion.map(|suggestion| suggestion.likely.iter().map(|column| column.name().to_owned()).collect()).unwrap_or_default(),
    }
}

/// Why a column is suggested to be what it is, or why nothing is.
fn reason(suggestion: &Suggestion) -> String {
    let values = match suggestion.values {
        Values::None => "it has no values",
        Values::Dates => "its values are dates",
        Values::Asins => "its values are ASINs",
        Values::Currencies => "its values are currencies",
        Values::Rates => "its values are percentages",
        Values::Counts => "its values are whole numbers",
        Values::Amounts => "its values look like amounts",
        Values::Names => "its values look like names",
        Values::Texts => "its values are texts",
    };
    match suggestion.because {
        Because::Known => String::new(),
        Because::Word => format!("Its name says so, and {values}."),
        Because::Values => format!("{}, and no other column has such.", format::capital(values)),
        Because::Twice => "Another column may be this as well: choose one of them.".into(),
        Because::ValuesDisagree => format!("Not what its name says: {values}."),
        Because::Nothing => format!("{}.", format::capital(values)),
    }
}

/// Nothing is said about formats: all rows of the file decide them.
fn choice_of(mapping: &Mapping) -> MappingChoice {
    let targets = mapping.columns.iter().map(|column| column.map_or(String::new(), |column| column.name().into())).collect();
    MappingChoice { targets, encoding: mapping.encoding.map_or("", Encoding::name).into(), ..MappingChoice::default() }
}

/// The mapping a choice means. What is not understood means "not used", or is left to the file.
pub fn mapping_of(choice: &MappingChoice) -> Mapping {
    let for_all = Chosen { decimal: DecimalMark::from_name(&choice.decimal), dates: DateForm::from_name(&choice.date_order), rates: None };
    let of_column = |at: usize| {
        let Some(said) = choice.dialects.get(at) else { return for_all };
        Chosen {
            decimal: DecimalMark::from_name(&said.decimal).or(for_all.decimal),
            dates: DateForm::from_name(&said.dates).or(for_all.dates),
            rates: RateForm::from_name(&said.rates),
        }
    };
    let open = Mapping {
        chosen: (0..choice.targets.len().max(choice.dialects.len())).map(of_column).collect(),
        delimiter: choice.delimiter.bytes().next(),
        encoding: Encoding::from_name(&choice.encoding),
        ..Mapping::default()
    };
    match reports::schema(&choice.kind) {
        Some(schema) => Mapping { schema: Some(schema), fields: sheet_mapping::fields(schema, choice), ..open },
        None => Mapping { columns: choice.targets.iter().map(|target| Column::from_name(target)).collect(), ..open },
    }
}

/// The first rows as this choice reads them, and what stands in the way.
pub fn preview(sniffed: &Sniffed, file_name: &str, choice: &MappingChoice) -> PreviewModel {
    let mapping = mapping_of(choice);
    if let Some(schema) = mapping.schema {
        return sheet_mapping::preview(sniffed, schema, &mapping);
    }
    let problems = problems(sniffed, &mapping);
    let mapped: Vec<Column> = SPELLINGS.iter().map(|spelling| spelling.column).filter(|column| mapping.columns.contains(&Some(*column))).collect();
    let Some(plan) = plan_of(sniffed, &mapping, file_name, None) else { return PreviewModel { problems, ..PreviewModel::default() } };
    let columns = mapped.iter().filter_map(|column| column.spelling()).map(|spelling| spelling.label.into()).collect();
    let rows = sniffed.sample.iter().take(PREVIEW_ROWS).map(|row| preview_row(row, &plan, &mapped)).collect();
    PreviewModel { columns, rows, problems }
}

/// Empty when the file can be read.
fn problems(sniffed: &Sniffed, mapping: &Mapping) -> Vec<String> {
    let has = |column: Column| mapping.columns.contains(&Some(column));
    let mut problems = Vec::new();
    if mapping.columns.len() != sniffed.headers.len() {
        problems.push("The choice does not fit this file's columns.".into());
    }
    for spelling in SPELLINGS {
        if mapping.columns.iter().filter(|column| **column == Some(spelling.column)).count() > 1 {
            problems.push(format!("{} is chosen for more than one column.", spelling.label));
        }
    }
    if !has(Column::Date) {
        problems.push("Choose the column with the date or the first day of the week.".into());
    }
    if !has(Column::Asin) {
        problems.push("Choose the column with the ASIN.".into());
    }
    if !has(Column::Creator) && !has(Column::CreatorId) && !has(Column::Campaign) {
        problems.push("Choose a column with the creator or the campaign.".into());
    }
    if ![Column::Clicks, Column::Orders, Column::Units, Column::Revenue, Column::Commission].into_iter().any(has) {
        problems.push("Choose at least one column with a figure, such as revenue.".into());
    }
    problems
}

fn preview_row(row: &SampleRow, plan: &Plan, mapped: &[Column]) -> PreviewRow {
    let quoted: Vec<String> = row.fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
    let (mut segment, mut issues) = (Segment::new(0), Issues::default());
    let mut reader = RowReader::new(plan.clone());
    let mut outcome = Outcome::Skipped;
    Scanner::new(b',', 0, row.line).feed(quoted.join(",").as_bytes(), true, |record| outcome = reader.read(record, &mut segment, &mut issues));
    let currency = reader.currency().unwrap_or(Currency::USD);
    let fact = segment.columns.fact(0);
    let as_written =
        |column: Column| plan.columns.iter().position(|known| *known == Some(column)).and_then(|at| row.fields.get(at)).cloned().unwrap_or_default();
    let cells = mapped.iter().map(|&column| fact.and_then(|fact| as_read(&fact, &segment, column, currency)).unwrap_or_else(|| as_written(column))).collect();
    let problem = match outcome {
        Outcome::Accepted => String::new(),
        Outcome::Rejected | Outcome::Skipped => issues.kept().first().map(|issue| issue.message.clone()).unwrap_or_default(),
    };
    PreviewRow { line: row.line, cells, problem }
}

/// A cell as the ledger would hold it; `None` for what is kept as written.
fn as_read(fact: &Fact, segment: &Segment, column: Column, currency: Currency) -> Option<String> {
    let measure = |measure: Measure| {
        let value = fact.values.get(measure.index()).copied().unwrap_or(0);
        let text = if measure.is_money() { format::money(i128::from(value), currency) } else { value.to_string() };
        if fact.supplied.has(measure) { text } else { "unknown".into() }
    };
    Some(match column {
        Column::Date => format::date(fact.date),
        Column::Asin => segment.asins.text(fact.asin).to_owned(),
        Column::Clicks => measure(Measure::Clicks),
        Column::Orders => measure(Measure::Orders),
        Column::Units => measure(Measure::Units),
        Column::Revenue => measure(Measure::Revenue),
        Column::Commission => measure(Measure::Commission),
        Column::NtbOrders => measure(Measure::NtbOrders),
        Column::RepeatOrders => measure(Measure::RepeatOrders),
        Column::SnsOrders => measure(Measure::SnsOrders),
        Column::Rate => {
            fact.rate.and_then(|rate| crate::units::Ratio::new(i128::from(rate.ppm()), 1_000_000)).map(|ratio| format::percent(&ratio)).unwrap_or_default()
        }
        Column::CreatorId | Column::Creator | Column::Campaign | Column::Title | Column::Line | Column::Currency => return None,
    })
}
