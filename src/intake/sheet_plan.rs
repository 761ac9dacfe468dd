//! How one file's columns become a sheet's: which header is which field, and how its cells are written, column by column.

use super::dates::{self, DateOrder};
use super::guess::Mapping;
use super::period;
use super::reports::{Field, Matched, Need, Schema};
use super::sniff::SampleRow;
use super::values::{self, Cell, DecimalMark, RateForm};
use crate::ledger::{CellKind, Sheet, SheetColumn};

/// How one column's cells are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    pub date_order: DateOrder,
    pub decimal: DecimalMark,
    pub rate_form: RateForm,
}

/// One column that is read.
#[derive(Clone, Debug)]
pub struct ColumnPlan {
    pub field: &'static Field,
    /// Position in the record.
    pub at: usize,
    pub dialect: Dialect,
    /// A cell that cannot be read costs the row; otherwise only the cell, with a warning.
    pub is_hard: bool,
}

/// How a file becomes a sheet.
#[derive(Clone, Debug)]
pub struct SheetPlan {
    pub schema: &'static Schema,
    pub headers: Vec<String>,
    /// The columns that are read, in the schema's order.
    pub columns: Vec<ColumnPlan>,
    /// What the first rows do not decide: a sentence each.
    pub assumptions: Vec<Assumption>,
}

/// A reading that the first rows leave open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    pub header: String,
    pub example: String,
    pub of: Assumed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumed {
    DateOrder(DateOrder),
    Decimal(DecimalMark),
    RateForm(RateForm),
}

impl SheetPlan {
    /// `None` where a column that every row needs is not there.
    pub fn new(schema: &'static Schema, headers: &[String], matched: &Matched, sample: &[SampleRow], chosen: &Mapping) -> Option<SheetPlan> {
        let found: Vec<(&'static Field, usize)> = schema
            .fields
            .iter()
            .enumerate()
            .filter_map(|(position, field)| Some((field, matched.fields.iter().position(|known| *known == Some(position))?)))
            .collect();
        let has = |name: &str| found.iter().any(|(field, _)| field.name == name);
        let complete = schema.fields.iter().all(|field| field.need == Need::Optional || has(field.name));
        if !complete || !schema.any_of.iter().all(|group| group.iter().any(|name| has(name))) {
            return None;
        }
        let columns = found.into_iter().map(|(field, at)| ColumnPlan { field, at, dialect: Dialect::default(), is_hard: is_hard(field) }).collect();
        let mut plan = SheetPlan { schema, headers: headers.to_vec(), columns, assumptions: Vec::new() };
        plan.decide(sample, chosen);
        Some(plan)
    }

    /// An empty sheet of these columns; `seed` is for hashing.
    pub fn sheet(&self, seed: u64) -> Sheet {
        let column = |(number, column): (u64, &ColumnPlan)| {
            SheetColumn::new(column.field.name, column.field.kind, column.field.is_additive, seed.rotate_left(7).wrapping_add(number))
        };
        Sheet::new(self.schema.kind, (0..).zip(&self.columns).map(column).collect())
    }

    /// Field name of each header; empty where it is not read.
    pub fn names(&self) -> Vec<&'static str> {
        let name = |at: usize| self.columns.iter().find(|column| column.at == at).map_or("", |column| column.field.name);
        (0..self.headers.len()).map(name).collect()
    }

    /// Decides each column's dialect from its own cells; what they leave open follows the file's other columns, or the
    /// user's choice, and is noted as an assumption.
    fn decide(&mut self, sample: &[SampleRow], chosen: &Mapping) {
        let texts = |at: usize| sample.iter().filter_map(move |row| row.fields.get(at)).map(String::as_str).filter(|text| !values::is_missing(text.as_bytes()));
        // How counts group their thousands says nothing of amounts: German reports write `2,406` beside `5.255,61 €`.
        let decided = |column: &ColumnPlan| decimal_of(column.field.kind, texts(column.at)).filter(|_| column.field.kind != CellKind::Count);
        let marks: Vec<DecimalMark> = self.columns.iter().filter_map(decided).collect();
        let usual = if !marks.is_empty() && marks.iter().all(|mark| *mark == DecimalMark::Comma) { DecimalMark::Comma } else { DecimalMark::Point };
        for column in &mut self.columns {
            let kind = column.field.kind;
            let header = self.headers.get(column.at).cloned().unwrap_or_default();
            let mut assume = |example: &str, of: Assumed| self.assumptions.push(Assumption { header: header.clone(), example: example.to_owned(), of });
            let own = decimal_of(kind, texts(column.at));
            let undecided = if own.is_none() { texts(column.at).find(|text| reads_both_ways(kind, text)) } else { None };
            // A count of `10.000` is ten thousand: nobody writes ten with three decimals.
            let is_grouped = kind == CellKind::Count && undecided.is_some();
            column.dialect.decimal = chosen.decimal.or(own).unwrap_or(if is_grouped { DecimalMark::Comma } else { usual });
            if let Some(example) = undecided
                && chosen.decimal.is_none()
                && (is_grouped || marks.is_empty())
            {
                assume(example, Assumed::Decimal(column.dialect.decimal));
            }
            if matches!(kind, CellKind::Date | CellKind::Range) {
                let evidence = texts(column.at).find_map(|text| order_evidence(kind, text));
                let usual = if texts(column.at).any(|text| dates::is_dotted_date(text.as_bytes())) { DateOrder::DayFirst } else { DateOrder::MonthFirst };
                column.dialect.date_order = chosen.date_order.or(evidence).unwrap_or(usual);
                if chosen.date_order.is_none()
                    && evidence.is_none()
                    && let Some(example) = texts(column.at).find(|text| dates::is_ambiguous_date(text.as_bytes()))
                {
                    assume(example, Assumed::DateOrder(column.dialect.date_order));
                }
            }
            if kind == CellKind::Rate {
                column.dialect.rate_form = rate_form_of(texts(column.at), column.dialect.decimal);
                if let Some(example) = texts(column.at).find(|text| !text.contains('%')) {
                    let all_small = column.dialect.rate_form == RateForm::Fraction;
                    if all_small && texts(column.at).all(|text| !text.contains('%')) {
                        assume(example, Assumed::RateForm(RateForm::Fraction));
                    }
                }
            }
        }
    }
}

impl Assumption {
    /// Whole sentence: what is read how, and that nothing in the first rows says otherwise.
    pub fn sentence(&self) -> String {
        let how = match self.of {
            Assumed::DateOrder(DateOrder::MonthFirst) => "month first",
            Assumed::DateOrder(DateOrder::DayFirst) => "day first",
            Assumed::Decimal(DecimalMark::Point) => "with a decimal point: 1,234.56",
            Assumed::Decimal(DecimalMark::Comma) => "with a decimal comma: 1.234,56",
            Assumed::RateForm(RateForm::Fraction) => "as fractions: 0.125 is 12.5%",
            Assumed::RateForm(RateForm::Percent) => "as per cent: 12.5 is 12.5%",
        };
        format!("“{}”: values such as {} are read {how}; nothing in the first rows says otherwise.", self.header, self.example)
    }
}

/// What is added up, tells rows apart or says the currency cannot be unknown in silence.
fn is_hard(field: &Field) -> bool {
    let is_optional_asin = field.kind == CellKind::Asin && field.need != Need::Cell;
    (field.need == Need::Cell || field.is_additive || field.is_key || field.name == "currency") && !is_optional_asin
}

/// The mark that some cells can only be read with, where none needs the other; `None` where they leave it open.
fn decimal_of<'a>(kind: CellKind, texts: impl Iterator<Item = &'a str>) -> Option<DecimalMark> {
    if !is_number(kind) {
        return None;
    }
    let (mut point_only, mut comma_only) = (0_usize, 0_usize);
    for text in texts {
        match (reads(kind, text, DecimalMark::Point).is_some(), reads(kind, text, DecimalMark::Comma).is_some()) {
            (true, false) => point_only += 1,
            (false, true) => comma_only += 1,
            _ => {}
        }
    }
    match (point_only, comma_only) {
        (0, 0) => None,
        (0, _) => Some(DecimalMark::Comma),
        _ => Some(DecimalMark::Point),
    }
}

fn is_number(kind: CellKind) -> bool {
    matches!(kind, CellKind::Count | CellKind::Money | CellKind::Decimal | CellKind::Percent | CellKind::Rate)
}

fn reads(kind: CellKind, text: &str, mark: DecimalMark) -> Option<i64> {
    let value = match kind {
        CellKind::Percent | CellKind::Rate => values::share(text.as_bytes(), mark, RateForm::Percent),
        CellKind::Count => values::count(text.as_bytes(), mark),
        _ => match values::amount(text.as_bytes(), mark) {
            Cell::Value((amount, _)) => Cell::Value(amount.micros()),
            Cell::Missing => Cell::Missing,
            Cell::Unreadable => Cell::Unreadable,
        },
    };
    match value {
        Cell::Value(value) => Some(value),
        Cell::Missing | Cell::Unreadable => None,
    }
}

fn reads_both_ways(kind: CellKind, text: &str) -> bool {
    let (point, comma) = (reads(kind, text, DecimalMark::Point), reads(kind, text, DecimalMark::Comma));
    is_number(kind) && point.is_some() && comma.is_some() && point != comma
}

/// What a date, or a range that only one order makes valid, says of the column's order.
fn order_evidence(kind: CellKind, text: &str) -> Option<DateOrder> {
    let bytes = text.as_bytes();
    if kind == CellKind::Date {
        return dates::order_evidence(bytes);
    }
    match (period::range(bytes, DateOrder::DayFirst), period::range(bytes, DateOrder::MonthFirst)) {
        (Some(_), None) => Some(DateOrder::DayFirst),
        (None, Some(_)) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Fractions where no value has a percent sign and all are at most one.
fn rate_form_of<'a>(texts: impl Iterator<Item = &'a str>, decimal: DecimalMark) -> RateForm {
    let small = |text: &str| !text.contains('%') && matches!(values::rate(text.as_bytes(), decimal, RateForm::Fraction), Cell::Value(_));
    let mut texts = texts.peekable();
    if texts.peek().is_some() && texts.all(small) { RateForm::Fraction } else { RateForm::Percent }
}
