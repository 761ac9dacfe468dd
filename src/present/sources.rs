//! The rows a figure was made from, by file and line, with what they say.

use serde::{Deserialize, Serialize};

use crate::commission::tables::SheetRow;
use crate::ledger::{CellKind, Fact, Ledger, Measure, Selection, Sheet, SheetColumn, trace};
use crate::present::format;
use crate::units::decimal::scaled_text;
use crate::units::{Currency, Rate};
use crate::workspace::source::SourceFile;

/// Rows shown of one input at most; all are counted.
pub const ROWS_SHOWN_MAX: u64 = 200;

/// A row with what it says, in the columns of its part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    pub file: String,
    pub line: String,
    pub cells: Vec<String>,
}

/// Rows of one kind: attribution rows, or those of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRows {
    /// `1,234 rows`
    pub total: String,
    /// Each file with its number of rows.
    pub files: Vec<(String, String)>,
    pub columns: Vec<String>,
    pub rows: Vec<SourceRow>,
    /// What is not shown, or what of it no file says as it stands; empty where there is nothing to say.
    pub note: String,
}

/// One input of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePart {
    pub label: String,
    /// What holds; empty where the rows speak for themselves.
    pub value: String,
    /// Who says so.
    pub told: String,
    pub rows: Vec<SourceRows>,
}

/// Everything one figure was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesModel {
    pub title: String,
    pub parts: Vec<SourcePart>,
}

/// A row of a file, as a report cites it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileLine {
    pub file: String,
    /// Counts from 1; 0 where several files make the row together and none of them can be named.
    pub line: u64,
}

/// Where rows can be looked up: ledger, files and tables of one workspace.
pub struct Shelf<'a> {
    pub ledger: &'a Ledger,
    pub files: &'a [SourceFile],
    pub sheets: &'a [(u32, &'a Sheet)],
    pub currency: Currency,
}

impl Shelf<'_> {
    fn file(&self, source: u32) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.id == source)
    }

    fn file_name(&self, source: u32) -> String {
        self.file(source).map_or_else(|| "several files together".to_owned(), |file| file.name.clone())
    }

    /// How many attribution rows a selection has, and where the first `at_most` of them stand.
    pub fn lines(&self, selection: &Selection, at_most: u64) -> (u64, Vec<FileLine>) {
        let found = trace(self.ledger, selection, 0..at_most);
        (found.total, found.rows.iter().map(|row| self.line_of(*row)).collect())
    }

    /// Where an attribution row stands.
    pub fn line_of(&self, row: usize) -> FileLine {
        let place = self.ledger.place(row);
        FileLine { file: self.file_name(place.source), line: place.line }
    }

    /// Where a row of a table stands; `None` for a file that is not there.
    pub fn line(&self, row: &SheetRow) -> Option<FileLine> {
        let (_, sheet) = self.sheets.iter().find(|(source, _)| *source == row.source)?;
        Some(FileLine { file: self.file_name(row.source), line: sheet.line(row.row) })
    }

    /// The attribution rows of a selection: the first of them, and how many each file has.
    pub fn facts(&self, selection: &Selection) -> SourceRows {
        let found = trace(self.ledger, selection, 0..ROWS_SHOWN_MAX);
        let facts: Vec<(usize, Fact)> = found.rows.iter().filter_map(|row| Some((*row, self.ledger.columns().fact(*row)?))).collect();
        let is_there = |measure: &Measure| facts.iter().any(|(_, fact)| fact.supplied.has(*measure));
        let measures: Vec<Measure> = Measure::ALL.into_iter().filter(is_there).collect();
        let has_rate = facts.iter().any(|(_, fact)| fact.rate.is_some());
        let mut columns: Vec<String> = ["Date", "Creator", "ASIN", "Campaign"].map(str::to_owned).to_vec();
        columns.extend(measures.iter().map(|measure| format::capital(measure.label())));
        columns.extend(has_rate.then(|| "Commission rate".to_owned()));
        let row = |(row, fact): &(usize, Fact)| {
            let (place, ledger) = (self.ledger.place(*row), self.ledger);
            let texts = [ledger.creator_name(fact.creator), ledger.asins().text(fact.asin), ledger.campaigns().text(fact.campaign)];
            let mut cells = vec![fact.date.iso()];
            cells.extend(texts.map(str::to_owned));
            let value = |measure: &Measure| fact.values.get(measure.index()).filter(|_| fact.supplied.has(*measure));
            cells.extend(measures.iter().map(|measure| value(measure).map_or_else(String::new, |value| self.amount(*value, measure.is_money()))));
            cells.extend(has_rate.then(|| fact.rate.map(rate_text).unwrap_or_default()));
            let mark = if place.is_completed { " (completed from an older file)" } else { "" };
            SourceRow { file: format!("{}{mark}", self.file_name(place.source)), line: place.line.to_string(), cells }
        };
        SourceRows {
            total: format::counted(found.total, "row", "rows"),
            files: found.by_source.iter().map(|(source, rows)| (self.file_name(*source), format::counted(*rows, "row", "rows"))).collect(),
            columns,
            rows: facts.iter().map(row).collect(),
            note: beyond(found.total),
        }
    }

    /// Rows of tables, one entry a file: each under the headers of its own file.
    pub fn cells(&self, rows: &[SheetRow]) -> Vec<SourceRows> {
        let mut sources: Vec<u32> = Vec::new();
        rows.iter().for_each(|row| {
            if !sources.contains(&row.source) {
                sources.push(row.source)
            }
        });
        let of = |source: u32| rows.iter().filter(|row| row.source == source).map(|row| row.row).collect::<Vec<_>>();
        sources.into_iter().filter_map(|source| self.of_sheet(source, &of(source))).collect()
    }

    fn of_sheet(&self, source: u32, rows: &[usize]) -> Option<SourceRows> {
        let (_, sheet) = self.sheets.iter().find(|(own, _)| *own == source)?;
        let shown: Vec<usize> = rows.iter().copied().take(usize::try_from(ROWS_SHOWN_MAX).unwrap_or(usize::MAX)).collect();
        let is_there = |column: &&SheetColumn| shown.iter().any(|row| column.text(*row).is_some() || column.number(*row).is_some());
        let columns: Vec<&SheetColumn> = sheet.columns.iter().filter(is_there).collect();
        let row = |row: &usize| SourceRow {
            file: self.file_name(source),
            line: sheet.line(*row).to_string(),
            cells: columns.iter().map(|column| self.cell(column, *row)).collect(),
        };
        let total = rows.len() as u64;
        Some(SourceRows {
            total: format::counted(total, "row", "rows"),
            files: vec![(self.file_name(source), format::counted(total, "row", "rows"))],
            columns: columns.iter().map(|column| self.header(source, &column.name)).collect(),
            rows: shown.iter().map(row).collect(),
            note: beyond(total),
        })
    }

    /// The header of a column as its file writes it.
    fn header(&self, source: u32, name: &str) -> String {
        let header = self.file(source).and_then(|file| file.columns.iter().find(|(_, column)| column == name));
        header.map_or_else(|| format::capital(&name.replace('_', " ")), |(header, _)| header.clone())
    }

    /// A cell as read: exact, without rounding.
    fn cell(&self, column: &SheetColumn, row: usize) -> String {
        if let Some(text) = column.text(row) {
            return text.to_owned();
        }
        let Some(number) = column.number(row) else { return String::new() };
        let text = || trimmed(&scaled_text(i128::from(number), column.kind.places()));
        match column.kind {
            CellKind::Date => column.day(row).map(|day| day.iso()).unwrap_or_default(),
            CellKind::Range => column.range(row).map(|period| format!("{} to {}", period.first.iso(), period.last.iso())).unwrap_or_default(),
            CellKind::Flag => (if number == 0 { "no" } else { "yes" }).to_owned(),
            CellKind::Percent | CellKind::Rate => format!("{}%", trimmed(&scaled_text(i128::from(number), 4))),
            CellKind::Money => self.amount(number, true),
            CellKind::Text | CellKind::List | CellKind::Asin | CellKind::Count | CellKind::Decimal => text(),
        }
    }

    /// An amount as read: all its decimals, at least those of the currency; or a count.
    fn amount(&self, value: i64, is_money: bool) -> String {
        if !is_money {
            return value.to_string();
        }
        let (exact, places) = (trimmed(&scaled_text(i128::from(value), 6)), usize::try_from(self.currency.minor_places()).unwrap_or(2));
        let decimals = exact.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let point = if decimals == 0 && places > 0 { "." } else { "" };
        format!("{exact}{point}{}", "0".repeat(places.saturating_sub(decimals)))
    }
}

fn rate_text(rate: Rate) -> String {
    format!("{}%", trimmed(&scaled_text(i128::from(rate.ppm()), 4)))
}

fn beyond(total: u64) -> String {
    if total > ROWS_SHOWN_MAX { format!("The first {} of {} are shown.", format::count(ROWS_SHOWN_MAX), format::count(total)) } else { String::new() }
}

/// A decimal without zeros at its end.
fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}
