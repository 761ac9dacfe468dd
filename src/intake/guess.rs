//! How a file will be read, from a mapping and its first rows.

use super::columns::Column;
use super::dates::{self, DateOrder};
use super::encoding::Encoding;
use super::plan::Plan;
use super::reports::Schema;
use super::sniff::Sniffed;
use super::values::{self, Cell, DecimalMark, RateForm};

/// Which column is what, by the user's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The report the file is read as; `None` for attribution facts.
    pub schema: Option<&'static Schema>,
    /// For attribution facts: one entry a header, in file order.
    pub columns: Vec<Option<Column>>,
    /// For any other report: the position of the field in its schema, one entry a header.
    pub fields: Vec<Option<usize>>,
    pub date_order: Option<DateOrder>,
    pub decimal: Option<DecimalMark>,
    /// What the file's text is to be decoded from, instead of what its bytes look like.
    pub encoding: Option<Encoding>,
}

impl Mapping {
    /// Whether it was made for a header of this many columns.
    pub fn fits(&self, headers: usize) -> bool {
        headers == if self.schema.is_some() { self.fields.len() } else { self.columns.len() }
    }
}

/// The plan a mapping means for a file: what it leaves open is decided from the sample.
pub fn plan_of(sniffed: &Sniffed, mapping: &Mapping, file_name: &str) -> Option<Plan> {
    let has = |column: Column| mapping.columns.contains(&Some(column));
    let only_creator = (!has(Column::Creator) && !has(Column::CreatorId) && has(Column::Campaign) && sniffed.detection.kind == "creator-connections-earnings")
        .then(|| stem(file_name).to_owned());
    let mut plan = Plan::new(sniffed.headers.clone(), mapping.columns.clone(), only_creator)?;
    let dates = column_texts(sniffed, &mapping.columns, Column::Date);
    let usual = if dates.iter().any(|text| dates::is_dotted_date(text.as_bytes())) { DateOrder::DayFirst } else { DateOrder::MonthFirst };
    plan.date_order = mapping.date_order.or_else(|| dates.iter().find_map(|text| dates::order_evidence(text.as_bytes()))).unwrap_or(usual);
    plan.decimal = mapping.decimal.unwrap_or_else(|| decimal_of(sniffed, &mapping.columns));
    plan.rate_form = rate_form_of(&column_texts(sniffed, &mapping.columns, Column::Rate), plan.decimal);
    Some(plan)
}

/// File name without folder and ending: the default name of the creator a file belongs to.
pub fn stem(name: &str) -> &str {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    base.rsplit_once('.').map_or(base, |(stem, _)| if stem.is_empty() { base } else { stem })
}

pub(super) fn column_texts<'a>(sniffed: &'a Sniffed, columns: &[Option<Column>], column: Column) -> Vec<&'a str> {
    let Some(at) = columns.iter().position(|known| *known == Some(column)) else { return Vec::new() };
    sniffed.sample.iter().filter_map(|row| row.fields.get(at)).map(String::as_str).collect()
}

/// Comma decimals where more amounts of the sample can only be read so than only the other way.
fn decimal_of(sniffed: &Sniffed, columns: &[Option<Column>]) -> DecimalMark {
    let (mut point_only, mut comma_only) = (0, 0);
    for text in [Column::Revenue, Column::Commission].iter().flat_map(|&column| column_texts(sniffed, columns, column)) {
        let reads = |mark| matches!(values::amount(text.as_bytes(), mark), Cell::Value(_));
        match (reads(DecimalMark::Point), reads(DecimalMark::Comma)) {
            (true, false) => point_only += 1,
            (false, true) => comma_only += 1,
            _ => {}
        }
    }
    if comma_only > point_only { DecimalMark::Comma } else { DecimalMark::Point }
}

/// Fractions where no value has a percent sign and all are at most one.
fn rate_form_of(texts: &[&str], decimal: DecimalMark) -> RateForm {
    let written: Vec<&&str> = texts.iter().filter(|text| !values::is_missing(text.as_bytes())).collect();
    let small = |text: &&&str| !text.contains('%') && matches!(values::rate(text.as_bytes(), decimal, RateForm::Fraction), Cell::Value(_));
    if !written.is_empty() && written.iter().all(small) { RateForm::Fraction } else { RateForm::Percent }
}

/// An amount that reads differently with either mark, where no amount of the sample decides between them.
pub(super) fn undecided_amount<'a>(sniffed: &'a Sniffed, columns: &[Option<Column>]) -> Option<&'a str> {
    let read = |text: &str, mark| match values::amount(text.as_bytes(), mark) {
        Cell::Value((amount, _)) => Some(amount),
        Cell::Missing | Cell::Unreadable => None,
    };
    let mut example = None;
    for text in [Column::Revenue, Column::Commission].iter().flat_map(|&column| column_texts(sniffed, columns, column)) {
        match (read(text, DecimalMark::Point), read(text, DecimalMark::Comma)) {
            (Some(point), Some(comma)) if point != comma => example = example.or(Some(text)),
            (Some(_), None) | (None, Some(_)) => return None,
            _ => {}
        }
    }
    example
}
