//! Sheets as bytes: a section of its own behind the facts. It begins with its version; texts and names are JSON, cells are
//! bit-packed columns. A workspace without sheets has no such section, as older versions wrote it.

use serde::{Deserialize, Serialize};

use super::bits::{ByteReader, Pieces, write_column};
use super::snapshot::Damaged;
use crate::ledger::sheet::SheetColumn;
use crate::ledger::{CellKind, Dictionary, LineRuns, Period, Sheet};
use crate::units::{Currency, Date};

/// Sheets with the numbers of their files.
pub type Sheets = Vec<(u32, Sheet)>;

/// Version of this section.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Head {
    sheets: Vec<SheetHead>,
}

#[derive(Serialize, Deserialize)]
struct SheetHead {
    source: u32,
    kind: String,
    rows: usize,
    currency: Option<String>,
    /// Days after 2000-01-01.
    period: Option<(u16, u16)>,
    brand: Option<String>,
    asin: Option<String>,
    line_runs: Vec<(u32, u64)>,
    columns: Vec<ColumnHead>,
}

#[derive(Serialize, Deserialize)]
struct ColumnHead {
    name: String,
    kind: String,
    is_additive: bool,
    /// Distinct texts in code order, for columns that hold text.
    texts: Option<Vec<String>>,
    /// Some cell of a column of numbers is missing: a column of ones and zeros stands before its values.
    has_gaps: bool,
}

/// Appends the section; nothing where there are no sheets.
pub fn write(out: &mut Pieces<'_>, sheets: &[&(u32, Sheet)]) {
    if sheets.is_empty() {
        return;
    }
    let head = Head { sheets: sheets.iter().map(|(source, sheet)| head_of(*source, sheet)).collect() };
    // These types hold only texts and numbers: writing them as JSON cannot fail.
    let json = serde_json::to_vec(&head).unwrap_or_default();
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&u32::try_from(json.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&json);
    for (_, sheet) in sheets {
        for column in &sheet.columns {
            write_cells(out, column);
        }
    }
}

fn head_of(source: u32, sheet: &Sheet) -> SheetHead {
    let column = |column: &SheetColumn| ColumnHead {
        name: column.name.clone(),
        kind: column.kind.name().to_owned(),
        is_additive: column.is_additive,
        texts: column.coded().map(|(dictionary, _)| dictionary.texts().map(str::to_owned).collect()),
        has_gaps: has_gaps(column),
    };
    SheetHead {
        source,
        kind: sheet.kind.clone(),
        rows: sheet.rows(),
        currency: sheet.currency.map(|currency| currency.code().to_owned()),
        period: sheet.period.map(|period| (period.first.days(), period.last.days())),
        brand: sheet.brand.clone(),
        asin: sheet.asin.clone(),
        line_runs: sheet.line_runs().runs().to_vec(),
        columns: sheet.columns.iter().map(column).collect(),
    }
}

fn has_gaps(column: &SheetColumn) -> bool {
    column.numbers().is_some() && (0..column.rows()).any(|row| column.number(row).is_none())
}

/// A missing text is the code behind the last; a missing number repeats the smallest, which takes no bits of its own.
fn write_cells(out: &mut Pieces<'_>, column: &SheetColumn) {
    let rows = 0..column.rows();
    if let Some((dictionary, codes)) = column.coded() {
        let missing = i64::try_from(dictionary.len()).unwrap_or(i64::MAX);
        return write_column(out, codes.iter().map(|&code| i64::from(code).min(missing)));
    }
    if has_gaps(column) {
        write_column(out, rows.clone().map(|row| i64::from(column.number(row).is_some())));
    }
    let smallest = rows.clone().filter_map(|row| column.number(row)).min().unwrap_or(0);
    write_column(out, rows.map(|row| column.number(row).unwrap_or(smallest)));
}

/// The sheets again; none where the section is not there. Everything is checked, as for the facts.
pub fn read(reader: &mut ByteReader<'_>, seed: u64) -> Result<Sheets, Damaged> {
    if reader.is_empty() {
        return Ok(Vec::new());
    }
    if reader.u32() != Some(VERSION) {
        return Err(Damaged);
    }
    let json = reader.u32().and_then(|length| reader.take(length as usize)).ok_or(Damaged)?;
    let head: Head = serde_json::from_slice(json).map_err(|_| Damaged)?;
    head.sheets.into_iter().map(|head| Ok((head.source, sheet_of(reader, head, seed)?))).collect()
}

fn sheet_of(reader: &mut ByteReader<'_>, head: SheetHead, seed: u64) -> Result<Sheet, Damaged> {
    let mut columns = Vec::new();
    for column in head.columns {
        columns.push(column_of(reader, column, head.rows, seed)?);
    }
    let mut sheet = Sheet::from_parts(head.kind, columns, head.rows, LineRuns::from_runs(head.line_runs));
    sheet.currency = head.currency.as_deref().and_then(Currency::from_code);
    sheet.period = head.period.and_then(|(first, last)| Period::new(Date::from_days(first), Date::from_days(last)));
    (sheet.brand, sheet.asin) = (head.brand, head.asin);
    Ok(sheet)
}

fn column_of(reader: &mut ByteReader<'_>, head: ColumnHead, rows: usize, seed: u64) -> Result<SheetColumn, Damaged> {
    let kind = CellKind::ALL.into_iter().find(|kind| kind.name() == head.kind).ok_or(Damaged)?;
    let present = if head.has_gaps { Some(reader.column(rows).ok_or(Damaged)?) } else { None };
    let mut values = reader.column(rows).ok_or(Damaged)?;
    if values.len() != rows || head.texts.is_some() != kind.holds_text() {
        return Err(Damaged);
    }
    for (value, present) in values.iter_mut().zip(present.into_iter().flatten()) {
        *value = if present == 0 { i64::MIN } else { *value };
    }
    let dictionary = head.texts.map(|texts| dictionary_of(&texts, seed)).transpose()?;
    if let Some(dictionary) = &dictionary {
        let end = i64::try_from(dictionary.len()).map_err(|_| Damaged)?;
        for code in &mut values {
            match *code {
                missing if missing == end => *code = -1,
                code if (0..end).contains(&code) => {}
                _ => return Err(Damaged),
            }
        }
    }
    Ok(SheetColumn::from_parts(head.name, kind, head.is_additive, dictionary, &values))
}

fn dictionary_of(texts: &[String], seed: u64) -> Result<Dictionary, Damaged> {
    let mut dictionary = Dictionary::new(seed);
    for (expected, text) in (0_u32..).zip(texts) {
        if dictionary.intern(text.as_bytes()) != Ok(expected) {
            return Err(Damaged);
        }
    }
    Ok(dictionary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::CellValue;
    use crate::workspace::bits::written;

    fn sheet() -> Sheet {
        let columns = [
            SheetColumn::new("asin", CellKind::Asin, false, 3),
            SheetColumn::new("spend", CellKind::Money, true, 3),
            SheetColumn::new("date", CellKind::Date, false, 3),
            SheetColumn::new("date_range", CellKind::Range, false, 3),
        ];
        let mut sheet = Sheet::new("ads-console", columns.into());
        let day = |text: &str| Date::from_iso(text).expect("a date");
        let period = Period::new(day("2026-07-01"), day("2026-07-31")).expect("a period");
        let rows = [
            [CellValue::Text(b"B000000001"), CellValue::Number(-1_500_000), CellValue::Day(day("2026-07-06")), CellValue::Range(period)],
            [CellValue::Missing, CellValue::Missing, CellValue::Missing, CellValue::Missing],
            [CellValue::Text("ä".as_bytes()), CellValue::Number(0), CellValue::Day(day("2000-01-01")), CellValue::Missing],
        ];
        for (line, row) in [2, 3, 7].into_iter().zip(rows) {
            sheet.push(line, row.into_iter()).expect("it fits");
        }
        (sheet.currency, sheet.period, sheet.brand) = (Some(Currency::USD), Some(period), Some("Sunny Oats".into()));
        sheet
    }

    #[test]
    fn sheets_come_back_cell_by_cell() {
        let empty = Sheet::new("rank", vec![SheetColumn::new("keyword", CellKind::Text, false, 0)]);
        let bytes = written(|out| write(out, &[&(4, sheet()), &(9, empty)]));
        let mut reader = ByteReader::new(&bytes);
        let read = read(&mut reader, 99).expect("whole");
        assert!(reader.is_empty());
        let [(4, found), (9, other)] = read.as_slice() else { panic!("two sheets") };
        let wanted = sheet();
        assert_eq!(
            (found.kind.as_str(), found.rows(), found.currency, found.period, &found.brand),
            ("ads-console", 3, wanted.currency, wanted.period, &wanted.brand)
        );
        for (row, line) in [2, 3, 7].into_iter().enumerate() {
            assert_eq!(found.line(row), line);
            for (column, other) in found.columns.iter().zip(&wanted.columns) {
                assert_eq!((column.value(row), column.kind, column.is_additive), (other.value(row), other.kind, other.is_additive), "{} {row}", column.name);
            }
        }
        assert_eq!((other.rows(), other.columns.len()), (0, 1));
    }

    #[test]
    fn no_sheets_take_no_bytes_and_a_cut_section_is_damaged() {
        let bytes = written(|out| write(out, &[]));
        assert!(bytes.is_empty() && read(&mut ByteReader::new(&bytes), 0).is_ok_and(|sheets| sheets.is_empty()));
        let bytes = written(|out| write(out, &[&(1, sheet())]));
        for end in 1..bytes.len() {
            assert!(read(&mut ByteReader::new(&bytes[..end]), 0).is_err(), "cut at {end} of {}", bytes.len());
        }
    }
}
