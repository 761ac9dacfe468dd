//! How one file's columns become a sheet's: which header is which field, and how its cells are written, column by column.

use super::dialect::{Case, Chosen, Dialect, Signs, decide};
use super::guess::Mapping;
use super::reports::{Field, Matched, Need, Schema};
use super::sniff::SampleRow;
use crate::ledger::{CellKind, Sheet, SheetColumn};

/// One column that is read.
#[derive(Clone, Debug)]
pub struct ColumnPlan {
    pub field: &'static Field,
    /// Position in the record.
    pub at: usize,
    pub dialect: Dialect,
    /// What the user has said about how it is written.
    pub chosen: Chosen,
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
}

impl SheetPlan {
    /// `None` where a column that every row needs is not there. How the columns are written is guessed from the sample; see
    /// [`SheetPlan::decided`].
    pub fn new(schema: &'static Schema, headers: &[String], matched: &Matched, sample: &[SampleRow], mapping: &Mapping) -> Option<SheetPlan> {
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
        let columns = found
            .into_iter()
            .map(|(field, at)| ColumnPlan { field, at, dialect: Dialect::default(), chosen: mapping.chosen(at), is_hard: is_hard(field) })
            .collect();
        let plan = SheetPlan { schema, headers: headers.to_vec(), columns };
        let guessed = plan.guessed(sample);
        Some(plan.decided(&guessed))
    }

    /// The same plan with these dialects, one a column.
    pub fn decided(mut self, dialects: &[Dialect]) -> SheetPlan {
        self.columns.iter_mut().zip(dialects).for_each(|(column, dialect)| column.dialect = *dialect);
        self
    }

    pub fn dialects(&self) -> Vec<Dialect> {
        self.columns.iter().map(|column| column.dialect).collect()
    }

    /// The columns with what their values say, as dialects are decided from.
    pub fn cases<'a>(&'a self, signs: &'a [Signs]) -> Vec<Case<'a>> {
        self.columns.iter().zip(signs).map(|(column, signs)| Case { kind: column.field.kind, signs, chosen: column.chosen }).collect()
    }

    fn guessed(&self, sample: &[SampleRow]) -> Vec<Dialect> {
        let mut signs = vec![Signs::default(); self.columns.len()];
        for row in sample {
            for (column, signs) in self.columns.iter().zip(&mut signs) {
                signs.observe(column.field.kind, row.fields.get(column.at).map_or(&[], |text| text.as_bytes()), row.line);
            }
        }
        decide(&self.cases(&signs))
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
}

/// What is added up, tells rows apart or says the currency cannot be unknown in silence.
fn is_hard(field: &Field) -> bool {
    let is_optional_asin = field.kind == CellKind::Asin && field.need != Need::Cell;
    (field.need == Need::Cell || field.is_additive || field.is_key || field.name == "currency") && !is_optional_asin
}
