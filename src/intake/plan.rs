//! How one file's columns are read.

use super::columns::Column;
use super::dates::DateOrder;
use super::values::{DecimalMark, RateForm};
use crate::ledger::Measure;

/// Where each column stands and how its cells are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub headers: Vec<String>,
    pub columns: Vec<Option<Column>>,
    pub date_order: DateOrder,
    pub decimal: DecimalMark,
    pub rate_form: RateForm,
    /// The creator all rows belong to, for files without a creator column.
    pub only_creator: Option<String>,
    pub(super) positions: Positions,
}

/// Field index of each column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Positions {
    pub(super) date: usize,
    pub(super) asin: usize,
    pub(super) creator_id: Option<usize>,
    pub(super) creator: Option<usize>,
    pub(super) campaign: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) line: Option<usize>,
    pub(super) rate: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) measures: [Option<usize>; Measure::COUNT],
}

impl Plan {
    /// `None` without a date or an ASIN column: such a row is no fact.
    pub fn new(headers: Vec<String>, columns: Vec<Option<Column>>, only_creator: Option<String>) -> Option<Plan> {
        let at = |column: Column| columns.iter().position(|known| *known == Some(column));
        let positions = Positions {
            date: at(Column::Date)?,
            asin: at(Column::Asin)?,
            creator_id: at(Column::CreatorId),
            creator: at(Column::Creator),
            campaign: at(Column::Campaign),
            title: at(Column::Title),
            line: at(Column::Line),
            rate: at(Column::Rate),
            currency: at(Column::Currency),
            measures: Measure::ALL.map(|measure| at(column_of(measure))),
        };
        Some(Plan {
            headers,
            columns,
            date_order: DateOrder::default(),
            decimal: DecimalMark::default(),
            rate_form: RateForm::default(),
            only_creator,
            positions,
        })
    }

    pub(super) fn header(&self, at: usize) -> String {
        self.headers.get(at).cloned().unwrap_or_default()
    }
}

fn column_of(measure: Measure) -> Column {
    match measure {
        Measure::Clicks => Column::Clicks,
        Measure::Orders => Column::Orders,
        Measure::Units => Column::Units,
        Measure::Revenue => Column::Revenue,
        Measure::Commission => Column::Commission,
        Measure::NtbOrders => Column::NtbOrders,
        Measure::RepeatOrders => Column::RepeatOrders,
        Measure::SnsOrders => Column::SnsOrders,
    }
}
