//! How the columns of a file were read, in the saved form.

use serde::{Deserialize, Serialize};

use crate::intake::FileResult;
use crate::intake::dialect::{Chosen, Dialect};
use crate::ledger::CellKind;

/// How one column is written. Names are those of the forms; empty where the column is not read, or can be written in one
/// way only.
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

impl SavedDialect {
    fn of(kind: CellKind, dialect: Dialect, chosen: Chosen) -> SavedDialect {
        let form = |has: bool, name: &str, is_chosen: bool| Form { name: if has { name.to_owned() } else { String::new() }, is_chosen: has && is_chosen };
        let is_date = matches!(kind, CellKind::Date | CellKind::Range);
        let is_number = matches!(kind, CellKind::Money | CellKind::Decimal | CellKind::Count | CellKind::Percent | CellKind::Rate);
        SavedDialect {
            dates: form(is_date, dialect.dates.name(), chosen.dates.is_some()),
            decimal: form(is_number, dialect.decimal.name(), chosen.decimal.is_some()),
            rates: form(kind == CellKind::Rate, dialect.rates.name(), chosen.rates.is_some()),
        }
    }
}

/// One entry a header.
pub(super) fn dialects_of(result: &FileResult, headers: usize) -> Vec<SavedDialect> {
    let mut dialects = vec![SavedDialect::default(); headers];
    let mut put = |at: usize, dialect: SavedDialect| {
        if let Some(slot) = dialects.get_mut(at) {
            *slot = dialect;
        }
    };
    if let Some(plan) = &result.plan {
        for at in 0..plan.columns.len() {
            put(at, SavedDialect::of(plan.kind(at), plan.dialect(at), plan.chosen.get(at).copied().unwrap_or_default()));
        }
    }
    if let Some(plan) = &result.sheet_plan {
        plan.columns.iter().for_each(|column| put(column.at, SavedDialect::of(column.field.kind, column.dialect, column.chosen)));
    }
    dialects
}
