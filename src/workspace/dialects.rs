//! How the columns of a file were read, in the saved form.

use serde::{Deserialize, Serialize};

use crate::intake::dates::DateClass;
use crate::intake::dialect::{Chosen, Dialect, Sign};
use crate::intake::sniff::SampleRow;
use crate::intake::{FileResult, IssueCode};
use crate::ledger::CellKind;

/// How one column is written. Names are those of the forms; empty where the column is not read, or its values mean the same
/// in every form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedDialect {
    pub dates: Form,
    pub decimal: Form,
    pub rates: Form,
}

/// One side of how a column is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    pub name: String,
    /// The reader said so; otherwise the values did, or it is assumed.
    pub is_chosen: bool,
}

/// Which forms some value of a column would be read otherwise in.
#[derive(Clone, Copy)]
struct Open {
    dates: bool,
    decimal: bool,
    rates: bool,
}

impl Open {
    /// By what all its values say, by the first rows, and by what was assumed of the column or could not be read in it.
    fn of(kind: CellKind, at: usize, header: &str, result: &FileResult) -> Open {
        let mut signs = result.signs.get(at).cloned().unwrap_or_default();
        let sample: &[SampleRow] = result.sniffed.as_ref().map(|sniffed| sniffed.sample.as_slice()).unwrap_or_default();
        // Signs of rates tell of every share whether it has a percent sign.
        let seen_as = if kind == CellKind::Percent { CellKind::Rate } else { kind };
        sample.iter().for_each(|row| signs.observe(seen_as, row.fields.get(at).map_or(&[], |text| text.as_bytes()), row.line));
        let has = |any: &[Sign]| any.iter().any(|sign| signs.count(*sign) > 0);
        let said = |codes: &[IssueCode]| result.issues.kept().iter().any(|issue| issue.column == header && codes.contains(&issue.code));
        let is_bad = said(&[IssueCode::BadAmount, IssueCode::BadCount, IssueCode::BadRate, IssueCode::BadPercent]);
        let classes = [DateClass::MonthFirst, DateClass::DayFirst, DateClass::Either, DateClass::Serial].map(Sign::Date);
        Open {
            dates: has(&classes) || said(&[IssueCode::DateOrderAssumed, IssueCode::SerialDateAssumed, IssueCode::BadDate]),
            decimal: has(&[Sign::Point, Sign::Comma, Sign::EitherMark]) || said(&[IssueCode::DecimalAssumed]) || is_bad,
            rates: has(&[Sign::Hundreds, Sign::Fraction]) || said(&[IssueCode::RateFormAssumed]) || is_bad,
        }
    }
}

impl SavedDialect {
    fn of(kind: CellKind, dialect: Dialect, chosen: Chosen, open: Open) -> SavedDialect {
        let form = |has: bool, name: &str, is_chosen: bool| match has {
            true => Form { name: name.to_owned(), is_chosen },
            false => Form::default(),
        };
        let is_date = matches!(kind, CellKind::Date | CellKind::Range);
        let is_share = matches!(kind, CellKind::Percent | CellKind::Rate);
        let is_number = is_share || matches!(kind, CellKind::Money | CellKind::Decimal | CellKind::Count);
        SavedDialect {
            dates: form(is_date && (open.dates || chosen.dates.is_some()), dialect.dates.name(), chosen.dates.is_some()),
            decimal: form(is_number && (open.decimal || chosen.decimal.is_some()), dialect.decimal.name(), chosen.decimal.is_some()),
            rates: form(is_share && (open.rates || chosen.rates.is_some()), dialect.rates.name(), chosen.rates.is_some()),
        }
    }
}

/// One entry a header.
pub(super) fn dialects_of(result: &FileResult, headers: &[String]) -> Vec<SavedDialect> {
    let mut dialects = vec![SavedDialect::default(); headers.len()];
    let mut put = |at: usize, kind: CellKind, dialect: Dialect, chosen: Chosen| {
        if let (Some(slot), Some(header)) = (dialects.get_mut(at), headers.get(at)) {
            *slot = SavedDialect::of(kind, dialect, chosen, Open::of(kind, at, header, result));
        }
    };
    if let Some(plan) = &result.plan {
        for at in 0..plan.columns.len() {
            put(at, plan.kind(at), plan.dialect(at), plan.chosen.get(at).copied().unwrap_or_default());
        }
    }
    if let Some(plan) = &result.sheet_plan {
        plan.columns.iter().for_each(|column| put(column.at, column.field.kind, column.dialect, column.chosen));
    }
    dialects
}
