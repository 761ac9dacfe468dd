//! How a file will be read, from a mapping and its first rows.

use super::columns::Column;
use super::dialect::{Chosen, Dialect, Signs, decide, rate_fit};
use super::encoding::Encoding;
use super::plan::Plan;
use super::reports::Schema;
use super::sniff::{SampleRow, Sniffed};
use super::values::{self, Cell};

/// How the user wants a file to be read. What is left open is decided from the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The report the file is read as; `None` for attribution facts.
    pub schema: Option<&'static Schema>,
    /// For attribution facts: which column is what, one entry a header in file order; empty where the headers say it.
    pub columns: Vec<Option<Column>>,
    /// For any other report: the position of the field in its schema, one entry a header.
    pub fields: Vec<Option<usize>>,
    /// How each column is written, by header; columns beyond its end are left open.
    pub chosen: Vec<Chosen>,
    /// The separator, where another one is meant than would be found.
    pub delimiter: Option<u8>,
    /// What the file's text is to be decoded from, instead of what its bytes look like.
    pub encoding: Option<Encoding>,
}

impl Mapping {
    /// Which column of attribution facts is what, and nothing else said.
    pub fn of_columns(columns: Vec<Option<Column>>) -> Mapping {
        Mapping { columns, ..Mapping::default() }
    }

    /// Whether it says which column is what, rather than only how the file is written.
    pub fn names_columns(&self) -> bool {
        self.schema.is_some() || !self.columns.is_empty()
    }

    /// Whether it can be used for a header of this many columns.
    pub fn fits(&self, headers: usize) -> bool {
        !self.names_columns() || headers == if self.schema.is_some() { self.fields.len() } else { self.columns.len() }
    }

    /// What was said about how the column of a header is written.
    pub fn chosen(&self, at: usize) -> Chosen {
        self.chosen.get(at).copied().unwrap_or_default()
    }
}

/// The plan a mapping means for a file: what it leaves open is guessed from the sample, or as `decided` from all rows.
pub fn plan_of(sniffed: &Sniffed, mapping: &Mapping, file_name: &str, decided: Option<&[Dialect]>) -> Option<Plan> {
    let columns = if mapping.columns.is_empty() { &sniffed.assignment.columns } else { &mapping.columns };
    let has = |column: Column| columns.contains(&Some(column));
    let only_creator = (!has(Column::Creator) && !has(Column::CreatorId) && has(Column::Campaign) && sniffed.detection.kind == "creator-connections-earnings")
        .then(|| stem(file_name).to_owned());
    let mut plan = Plan::new(sniffed.headers.clone(), columns.clone(), only_creator)?;
    plan.chosen = (0..plan.columns.len()).map(|at| mapping.chosen(at)).collect();
    plan.dialects = decided.map_or_else(|| guessed(&plan, &sniffed.sample), <[Dialect]>::to_vec);
    Some(plan)
}

/// The dialects the sample speaks for.
fn guessed(plan: &Plan, sample: &[SampleRow]) -> Vec<Dialect> {
    let mut signs = vec![Signs::default(); plan.columns.len()];
    for row in sample {
        for ((at, signs), text) in (0..).zip(&mut signs).zip(&row.fields) {
            signs.observe(plan.kind(at), text.as_bytes(), row.line);
        }
    }
    let dialects = decide(&plan.cases(&signs));
    let Some((at, seen)) = plan.positions.rate.and_then(|at| Some((at, signs.get_mut(at)?))) else { return dialects };
    let money = |row: &SampleRow, column: Column| {
        let at = plan.columns.iter().position(|known| *known == Some(column))?;
        match values::amount(row.fields.get(at)?.as_bytes(), dialects.get(at)?.decimal) {
            Cell::Value((amount, _)) => Some(amount.micros()),
            Cell::Missing | Cell::Unreadable => None,
        }
    };
    for row in sample {
        if let (Some(text), Some(revenue), Some(commission)) = (row.fields.get(at), money(row, Column::Revenue), money(row, Column::Commission)) {
            let decimal = dialects.get(at).copied().unwrap_or_default().decimal;
            rate_fit(text.as_bytes(), decimal, revenue, commission).into_iter().for_each(|sign| seen.add(sign));
        }
    }
    decide(&plan.cases(&signs))
}

/// File name without folder and ending: the default name of the creator a file belongs to. A sheet is named by itself, or by
/// its workbook where its own name is the one that a spreadsheet program gave it.
pub fn stem(name: &str) -> &str {
    let (folder, base) = name.rsplit_once(['/', '\\']).unwrap_or(("", name));
    let ending = folder.rsplit_once('.').map_or("", |(_, ending)| ending);
    if ["xlsx", "xlsm"].iter().any(|known| ending.eq_ignore_ascii_case(known)) {
        return if is_usual_sheet_name(base) { stem(folder) } else { base };
    }
    base.rsplit_once('.').map_or(base, |(stem, _)| if stem.is_empty() { base } else { stem })
}

/// Whether a sheet is named as programs name the first ones of a new workbook, in the languages of Amazon's markets.
fn is_usual_sheet_name(name: &str) -> bool {
    let word = name.trim_end_matches(|character: char| character.is_ascii_digit() || character == ' ' || character == '_').to_lowercase();
    ["sheet", "worksheet", "tabelle", "tabellenblatt", "feuil", "feuille", "hoja", "foglio", "blad", "planilha", "arkusz", "シート", "data", "export", "report"]
        .contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_file_without_creator_is_named_after_itself_and_a_sheet_after_whichever_name_was_chosen() {
        let cases = [
            ("ann.csv", "ann"),
            ("a.b/ann.k.csv", "ann.k"),
            (".csv", ".csv"),
            ("C:\\exports\\ann.csv", "ann"),
            ("january.zip/ann.csv", "ann"),
            ("ann.xlsx/Sheet1", "ann"),
            ("team.zip/ann.XLSX/Tabelle 1", "ann"),
            ("team.xlsx/Ann", "Ann"),
            ("team.xlsx/Mr. Sheet", "Mr. Sheet"),
        ];
        cases.into_iter().for_each(|(name, expected)| assert_eq!(stem(name), expected, "{name}"));
    }
}
