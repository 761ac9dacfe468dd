//! How one file's columns are read.

use super::columns::Column;
use super::dialect::{Case, Chosen, Dialect, Signs};
use super::values::DecimalMark;
use crate::ledger::{CellKind, Measure};

/// Where each column stands and how its cells are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub headers: Vec<String>,
    pub columns: Vec<Option<Column>>,
    /// What the user has said about how each column is written.
    pub chosen: Vec<Chosen>,
    /// How each column is read.
    pub dialects: Vec<Dialect>,
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
        let (chosen, dialects) = (vec![Chosen::default(); columns.len()], vec![Dialect::default(); columns.len()]);
        Some(Plan { headers, columns, chosen, dialects, only_creator, positions })
    }

    pub fn dialect(&self, at: usize) -> Dialect {
        self.dialects.get(at).copied().unwrap_or_default()
    }

    /// How the first column of amounts is written.
    pub fn money_decimal(&self) -> DecimalMark {
        let at = (0..self.columns.len()).find(|&at| self.kind(at) == CellKind::Money);
        at.map(|at| self.dialect(at).decimal).unwrap_or_default()
    }

    /// What the cells of a column hold; text where it is not read.
    pub fn kind(&self, at: usize) -> CellKind {
        self.columns.get(at).copied().flatten().map_or(CellKind::Text, kind_of)
    }

    /// The columns with what their values say, as dialects are decided from.
    pub fn cases<'a>(&'a self, signs: &'a [Signs]) -> Vec<Case<'a>> {
        let chosen = self.chosen.iter().copied().chain(std::iter::repeat(Chosen::default()));
        (0..).zip(signs).zip(chosen).map(|((at, signs), chosen)| Case { kind: self.kind(at), signs, chosen }).collect()
    }
}

/// What the cells of a column hold.
pub fn kind_of(column: Column) -> CellKind {
    match column {
        Column::Date => CellKind::Date,
        Column::Asin => CellKind::Asin,
        Column::Clicks | Column::Orders | Column::Units | Column::NtbOrders | Column::RepeatOrders | Column::SnsOrders => CellKind::Count,
        Column::Revenue | Column::Commission => CellKind::Money,
        Column::Rate => CellKind::Rate,
        Column::CreatorId | Column::Creator | Column::Campaign | Column::Title | Column::Line | Column::Currency => CellKind::Text,
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
