//! One report that is not attribution, in typed columns. Sheets stand beside the ledger and are never added into it.

use std::collections::BTreeMap;

use super::dictionary::{Dictionary, InternError};
use super::mask::RowMask;
use super::segment::LineRuns;
use crate::units::fingerprint::Fingerprint;
use crate::units::{Currency, Date};

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellKind {
    Text,
    /// Texts separated by `;`, `|` or, where neither occurs, by commas.
    List,
    /// A checked product identifier in capitals.
    Asin,
    Date,
    /// First and last day.
    Range,
    /// Whole number.
    Count,
    /// Micros of the currency.
    Money,
    /// Millionths of one: ratings, returns on spend.
    Decimal,
    /// Parts per million of the whole; a bare number is per cent.
    Percent,
    /// Parts per million of the whole; the column's values decide whether bare numbers are per cent or fractions.
    Rate,
    /// 1 for yes, 0 for no.
    Flag,
}

impl CellKind {
    pub const ALL: [CellKind; 11] = [
        CellKind::Text,
        CellKind::List,
        CellKind::Asin,
        CellKind::Date,
        CellKind::Range,
        CellKind::Count,
        CellKind::Money,
        CellKind::Decimal,
        CellKind::Percent,
        CellKind::Rate,
        CellKind::Flag,
    ];

    /// Stable name, as saved.
    pub const fn name(self) -> &'static str {
        match self {
            CellKind::Text => "text",
            CellKind::List => "list",
            CellKind::Asin => "asin",
            CellKind::Date => "date",
            CellKind::Range => "range",
            CellKind::Count => "count",
            CellKind::Money => "money",
            CellKind::Decimal => "decimal",
            CellKind::Percent => "percent",
            CellKind::Rate => "rate",
            CellKind::Flag => "flag",
        }
    }

    pub const fn holds_text(self) -> bool {
        matches!(self, CellKind::Text | CellKind::List | CellKind::Asin)
    }

    /// Decimal places of the stored whole number.
    pub const fn places(self) -> u32 {
        match self {
            CellKind::Money | CellKind::Decimal | CellKind::Percent | CellKind::Rate => 6,
            _ => 0,
        }
    }
}

/// First and last day a report speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub first: Date,
    pub last: Date,
}

impl Period {
    /// `None` when the last day is before the first.
    pub fn new(first: Date, last: Date) -> Option<Period> {
        (first <= last).then_some(Period { first, last })
    }

    pub fn of_day(day: Date) -> Period {
        Period { first: day, last: day }
    }

    fn packed(self) -> i64 {
        i64::from(self.first.days()) << 16 | i64::from(self.last.days())
    }

    fn unpacked(packed: i64) -> Option<Period> {
        let first = u16::try_from(packed >> 16).ok()?;
        let last = u16::try_from(packed & 0xffff).ok()?;
        Period::new(Date::from_days(first), Date::from_days(last))
    }
}

/// One cell on its way into a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellValue<'a> {
    /// Not written: unknown, which is not zero.
    Missing,
    Text(&'a [u8]),
    Number(i64),
    Day(Date),
    Range(Period),
}

/// Stand for "missing" in the columns: no cell reader gives such a value.
const NO_TEXT: u32 = u32::MAX;
const NO_NUMBER: i64 = i64::MIN;

#[derive(Clone)]
enum Cells {
    Texts { dictionary: Box<Dictionary>, codes: Vec<u32> },
    Numbers(Vec<i64>),
}

/// One column: a field of the report's schema.
#[derive(Clone)]
pub struct SheetColumn {
    /// Canonical field name, as the schema declares it.
    pub name: String,
    pub kind: CellKind,
    /// Its values may be added up.
    pub is_additive: bool,
    cells: Cells,
}

impl SheetColumn {
    pub fn new(name: &str, kind: CellKind, is_additive: bool, seed: u64) -> SheetColumn {
        let cells =
            if kind.holds_text() { Cells::Texts { dictionary: Box::new(Dictionary::new(seed)), codes: Vec::new() } } else { Cells::Numbers(Vec::new()) };
        SheetColumn { name: name.to_owned(), kind, is_additive, cells }
    }

    fn push(&mut self, value: CellValue<'_>) -> Result<(), InternError> {
        match (&mut self.cells, value) {
            (Cells::Texts { dictionary, codes }, CellValue::Text(text)) => codes.push(dictionary.intern(text)?),
            (Cells::Texts { codes, .. }, _) => codes.push(NO_TEXT),
            (Cells::Numbers(numbers), CellValue::Number(number)) => numbers.push(number),
            (Cells::Numbers(numbers), CellValue::Day(day)) => numbers.push(i64::from(day.days())),
            (Cells::Numbers(numbers), CellValue::Range(period)) => numbers.push(period.packed()),
            (Cells::Numbers(numbers), CellValue::Missing | CellValue::Text(_)) => numbers.push(NO_NUMBER),
        }
        Ok(())
    }

    fn truncate(&mut self, rows: usize) {
        match &mut self.cells {
            Cells::Texts { codes, .. } => codes.truncate(rows),
            Cells::Numbers(numbers) => numbers.truncate(rows),
        }
    }

    pub fn rows(&self) -> usize {
        match &self.cells {
            Cells::Texts { codes, .. } => codes.len(),
            Cells::Numbers(numbers) => numbers.len(),
        }
    }

    /// A text cell; `None` where nothing is written, or the column holds numbers.
    pub fn text(&self, row: usize) -> Option<&str> {
        match &self.cells {
            Cells::Texts { dictionary, codes } => codes.get(row).filter(|&&code| code != NO_TEXT).map(|&code| dictionary.text(code)),
            Cells::Numbers(_) => None,
        }
    }

    /// A number at the kind's own scale (micros, parts per million, counts, 0 or 1); `None` where nothing is written.
    pub fn number(&self, row: usize) -> Option<i64> {
        match &self.cells {
            Cells::Numbers(numbers) => numbers.get(row).copied().filter(|&number| number != NO_NUMBER),
            Cells::Texts { .. } => None,
        }
    }

    pub fn day(&self, row: usize) -> Option<Date> {
        let days = self.number(row).filter(|_| self.kind == CellKind::Date)?;
        u16::try_from(days).ok().map(Date::from_days)
    }

    pub fn range(&self, row: usize) -> Option<Period> {
        self.number(row).filter(|_| self.kind == CellKind::Range).and_then(Period::unpacked)
    }

    pub fn flag(&self, row: usize) -> Option<bool> {
        self.number(row).filter(|_| self.kind == CellKind::Flag).map(|value| value != 0)
    }

    /// The items of a list cell; none where nothing is written.
    pub fn list(&self, row: usize) -> impl Iterator<Item = &str> {
        list_items(self.text(row).unwrap_or_default())
    }

    /// Sum of an additive column; `None` when it is none or no cell is written.
    pub fn sum(&self) -> Option<i128> {
        let mut cells = (0..self.rows()).filter_map(|row| self.number(row)).filter(|_| self.is_additive).peekable();
        cells.peek()?;
        Some(cells.map(i128::from).sum())
    }

    /// Distinct texts that some row uses, in text order.
    pub fn distinct(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = match &self.cells {
            Cells::Texts { dictionary, .. } => dictionary.texts().collect(),
            Cells::Numbers(_) => Vec::new(),
        };
        texts.sort_unstable();
        texts
    }

    /// Dictionary texts and codes (`u32::MAX`: missing) of a text column, for saving.
    pub fn coded(&self) -> Option<(&Dictionary, &[u32])> {
        match &self.cells {
            Cells::Texts { dictionary, codes } => Some((dictionary, codes)),
            Cells::Numbers(_) => None,
        }
    }

    /// Whole numbers (`i64::MIN`: missing) of any other column, for saving.
    pub fn numbers(&self) -> Option<&[i64]> {
        match &self.cells {
            Cells::Numbers(numbers) => Some(numbers),
            Cells::Texts { .. } => None,
        }
    }

    /// A column from saved parts; codes are checked by the caller.
    pub fn from_parts(name: String, kind: CellKind, is_additive: bool, texts: Option<Dictionary>, values: &[i64]) -> SheetColumn {
        let cells = match texts {
            Some(dictionary) => {
                Cells::Texts { dictionary: Box::new(dictionary), codes: values.iter().map(|&code| u32::try_from(code).unwrap_or(NO_TEXT)).collect() }
            }
            None => Cells::Numbers(values.to_vec()),
        };
        SheetColumn { name, kind, is_additive, cells }
    }
}

/// Splits a list cell: by `;` or `|`, or by commas where it has neither; empty items are none.
pub fn list_items(text: &str) -> impl Iterator<Item = &str> {
    let by_marks = text.contains([';', '|']);
    text.split(move |c| if by_marks { c == ';' || c == '|' } else { c == ',' }).map(str::trim).filter(|item| !item.is_empty())
}

/// One report's rows.
#[derive(Clone)]
pub struct Sheet {
    /// Id of the report family.
    pub kind: String,
    pub columns: Vec<SheetColumn>,
    pub currency: Option<Currency>,
    /// What the whole file speaks of, where it says so or the user did.
    pub period: Option<Period>,
    /// The brand or the one ASIN the whole file is about, where its first lines say so.
    pub brand: Option<String>,
    pub asin: Option<String>,
    line_runs: LineRuns,
    rows: usize,
    /// Rows that a newer file of the same kind has too: derived, never saved.
    superseded: RowMask,
}

impl Sheet {
    pub fn new(kind: &str, columns: Vec<SheetColumn>) -> Sheet {
        Sheet {
            kind: kind.to_owned(),
            columns,
            currency: None,
            period: None,
            brand: None,
            asin: None,
            line_runs: LineRuns::default(),
            rows: 0,
            superseded: RowMask::default(),
        }
    }

    /// A sheet from saved parts; the caller has checked that all columns have `rows` rows.
    pub fn from_parts(kind: String, columns: Vec<SheetColumn>, rows: usize, line_runs: LineRuns) -> Sheet {
        Sheet { kind, columns, currency: None, period: None, brand: None, asin: None, line_runs, rows, superseded: RowMask::default() }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Rows that count: all but those that a newer file of the same kind stands for.
    pub fn counting_rows(&self) -> impl Iterator<Item = usize> {
        (0..self.rows).filter(|row| !self.superseded.contains(*row))
    }

    /// Says which rows a newer file stands for.
    pub fn set_superseded(&mut self, rows: RowMask) {
        self.superseded = rows;
    }

    /// Line of a row in its file.
    pub fn line(&self, row: usize) -> u64 {
        self.line_runs.line(u32::try_from(row).unwrap_or(u32::MAX))
    }

    pub fn line_runs(&self) -> &LineRuns {
        &self.line_runs
    }

    pub fn column(&self, name: &str) -> Option<&SheetColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Adds one row: one value a column. On error the row leaves no cell behind.
    pub fn push<'a>(&mut self, line: u64, values: impl Iterator<Item = CellValue<'a>>) -> Result<(), InternError> {
        for (column, value) in self.columns.iter_mut().zip(values) {
            if let Err(error) = column.push(value) {
                for column in &mut self.columns {
                    column.truncate(self.rows);
                }
                return Err(error);
            }
        }
        self.line_runs.push(u32::try_from(self.rows).unwrap_or(u32::MAX), line);
        self.rows += 1;
        Ok(())
    }

    /// Adds the rows of a later part of the same file.
    pub fn append(&mut self, other: &Sheet) -> Result<(), InternError> {
        for row in 0..other.rows {
            self.push(other.line(row), other.columns.iter().map(|column| column.value(row)))?;
        }
        self.currency = self.currency.or(other.currency);
        Ok(())
    }

    /// The days one row speaks of: the file's period where it has one, else the row's own dates.
    pub fn span(&self, row: usize) -> Option<Period> {
        let day = |name: &str| self.column(name).and_then(|column| column.day(row));
        let range = || Period::new(day("start_date")?, day("end_date")?);
        self.period.or_else(range).or_else(|| self.column("date_range").and_then(|column| column.range(row))).or_else(|| day("date").map(Period::of_day))
    }

    /// First and last day over all rows; `None` when no row has one.
    pub fn extent(&self) -> Option<Period> {
        let mut spans = (0..self.rows).filter_map(|row| self.span(row));
        let first = spans.next()?;
        Some(spans.fold(first, |all, span| Period { first: all.first.min(span.first), last: all.last.max(span.last) }))
    }

    /// What the rows say, whatever their order: two sheets with equal rows, as often, have the same.
    pub fn content(&self) -> [u64; 2] {
        let mut sum = [0_u64; 2];
        for row in 0..self.rows {
            let mut fingerprint = Fingerprint::default();
            for column in &self.columns {
                match (column.text(row), column.number(row)) {
                    (Some(text), _) => fingerprint.text(text),
                    (None, Some(number)) => fingerprint.word(number.cast_unsigned()),
                    (None, None) => fingerprint.word(NO_NUMBER.cast_unsigned()),
                }
            }
            for (sum, part) in sum.iter_mut().zip(fingerprint.finished()) {
                *sum = sum.wrapping_add(part);
            }
        }
        sum
    }

    /// Sums of an additive column by the texts of another: one child ASIN under several parents is one key. Rows without
    /// a key or a value count nowhere.
    pub fn totals_by(&self, key: &str, measure: &str) -> BTreeMap<&str, i128> {
        let mut totals = BTreeMap::new();
        if let (Some(key), Some(measure)) = (self.column(key), self.column(measure).filter(|column| column.is_additive)) {
            for row in self.counting_rows() {
                if let (Some(text), Some(number)) = (key.text(row), measure.number(row)) {
                    *totals.entry(text).or_default() += i128::from(number);
                }
            }
        }
        totals
    }
}

impl SheetColumn {
    /// The cell of a row as it would be pushed again.
    pub fn value(&self, row: usize) -> CellValue<'_> {
        match &self.cells {
            Cells::Texts { .. } => self.text(row).map_or(CellValue::Missing, |text| CellValue::Text(text.as_bytes())),
            Cells::Numbers(_) => self.number(row).map_or(CellValue::Missing, CellValue::Number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let columns = vec![
            SheetColumn::new("asin", CellKind::Asin, false, 7),
            SheetColumn::new("ordered_sales", CellKind::Money, true, 7),
            SheetColumn::new("price", CellKind::Money, false, 7),
            SheetColumn::new("date", CellKind::Date, false, 7),
        ];
        Sheet::new("business-report-asin", columns)
    }

    fn day(text: &str) -> Date {
        Date::from_iso(text).expect("a date")
    }

    #[test]
    fn a_child_under_two_parents_is_summed_and_a_missing_cell_is_not_zero() {
        let mut sheet = sheet();
        for (line, asin, sales, date) in
            [(2, "B000000001", Some(1_000_000), "2026-01-04"), (3, "B000000002", None, "2026-01-11"), (5, "B000000001", Some(2_500_000), "2026-01-05")]
        {
            let sales = sales.map_or(CellValue::Missing, CellValue::Number);
            let cells = [CellValue::Text(asin.as_bytes()), sales, CellValue::Number(9), CellValue::Day(day(date))];
            sheet.push(line, cells.into_iter()).expect("it fits");
        }
        assert_eq!(sheet.totals_by("asin", "ordered_sales"), BTreeMap::from([("B000000001", 3_500_000)]));
        assert_eq!(sheet.column("ordered_sales").and_then(SheetColumn::sum), Some(3_500_000));
        assert_eq!(sheet.column("price").and_then(SheetColumn::sum), None, "prices are not added");
        assert_eq!(sheet.column("ordered_sales").and_then(|column| column.number(1)), None);
        assert_eq!((sheet.rows(), sheet.line(2)), (3, 5));
        assert_eq!(sheet.extent(), Period::new(day("2026-01-04"), day("2026-01-11")));
        sheet.period = Period::new(day("2026-01-01"), day("2026-01-31"));
        assert_eq!(sheet.span(0), sheet.period, "what the file says of itself stands above a row's date");
    }

    #[test]
    fn a_row_that_cannot_be_held_leaves_no_cell_behind() {
        let mut sheet = Sheet::new("x", vec![SheetColumn::new("n", CellKind::Count, true, 0), SheetColumn::new("t", CellKind::Text, false, 0)]);
        let row = |text: &'static [u8]| [CellValue::Number(1), CellValue::Text(text)].into_iter();
        assert_eq!(sheet.push(2, row(b"\xff")), Err(InternError::NotUtf8));
        assert_eq!(sheet.push(3, row(b"ok")), Ok(()));
        assert_eq!((sheet.rows(), sheet.columns.iter().map(SheetColumn::rows).collect::<Vec<_>>(), sheet.line(0)), (1, vec![1, 1], 3));
    }

    #[test]
    fn two_parts_of_a_file_joined_are_the_whole() {
        let (mut first, mut second) = (sheet(), sheet());
        let cells = |asin: &'static str| [CellValue::Text(asin.as_bytes()), CellValue::Number(5), CellValue::Missing, CellValue::Missing].into_iter();
        first.push(2, cells("B000000002")).expect("it fits");
        second.push(3, cells("B000000001")).expect("it fits");
        second.push(4, cells("B000000002")).expect("it fits");
        first.append(&second).expect("it fits");
        let texts: Vec<_> = (0..3).map(|row| first.columns[0].text(row)).collect();
        assert_eq!(texts, [Some("B000000002"), Some("B000000001"), Some("B000000002")]);
        assert_eq!(first.line(2), 4);
    }

    #[test]
    fn lists_are_split_by_their_own_marks() {
        assert_eq!(list_items("fitness; family cooking , pets|").collect::<Vec<_>>(), ["fitness", "family cooking , pets"]);
        assert_eq!(list_items("fitness, pets,").collect::<Vec<_>>(), ["fitness", "pets"]);
        assert_eq!(list_items("").count(), 0);
    }
}
