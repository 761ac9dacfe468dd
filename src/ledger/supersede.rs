//! Sheets of one kind that speak of the same things: every key counts once, as the newest file has it. Derived from the
//! files that take part, whatever their order; nothing is ever lost.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use super::mask::RowMask;
use super::sheet::{Sheet, SheetColumn};
use crate::units::Date;
use crate::units::fingerprint::Fingerprint;

/// A sheet and what decides between it and others of its kind.
pub struct SheetClaim<'a> {
    pub source: u32,
    pub sheet: &'a Sheet,
    /// Names of the columns that tell its rows apart, besides the days.
    pub key: Vec<&'static str>,
    /// Its rows speak of days: where they are not known nothing is said of them.
    pub has_days: bool,
    /// Milliseconds after 1970; 0 where it is not known.
    pub modified_ms: u64,
    pub fingerprint: &'a str,
}

/// Two files of one kind that share keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetOverlap {
    pub newer: u32,
    pub older: u32,
    /// Rows of the older that the newer has with the same values.
    pub duplicate_rows: u64,
    /// Keys with other values in the newer.
    pub restated_keys: u64,
    /// Newer minus older over all restated keys, by name of the additive column.
    pub deltas: Vec<(String, i128)>,
}

/// Rows that do not count because a newer file has their key: one mask a claim, and the pairs of files, newest first.
pub fn supersede(claims: &[SheetClaim<'_>]) -> (Vec<RowMask>, Vec<SheetOverlap>) {
    let mut masks = vec![RowMask::default(); claims.len()];
    let mut overlaps = BTreeMap::new();
    let kinds: BTreeSet<&str> = claims.iter().map(|claim| claim.sheet.kind.as_str()).collect();
    for kind in kinds {
        let mut of_kind: Vec<(usize, &SheetClaim<'_>)> = claims.iter().enumerate().filter(|(_, claim)| claim.sheet.kind == kind).collect();
        if of_kind.len() > 1 {
            of_kind.sort_by_cached_key(|(_, claim)| Reverse(age(claim)));
            settle(&of_kind, &mut masks, &mut overlaps);
        }
    }
    let mut overlaps: Vec<SheetOverlap> = overlaps.into_values().collect();
    overlaps.sort_by_key(|overlap| (Reverse(overlap.newer), Reverse(overlap.older)));
    (masks, overlaps)
}

/// The newest is the greatest: latest last day, then modification time, then fingerprint.
fn age<'a>(claim: &SheetClaim<'a>) -> (Option<Date>, u64, &'a str) {
    (claim.sheet.extent().map(|period| period.last), claim.modified_ms, claim.fingerprint)
}

/// One key in one file: its rows, what they say, and the sums of its additive columns.
#[derive(Clone, Default)]
struct Entry {
    rows: Vec<usize>,
    content: [u64; 2],
    sums: Vec<i128>,
}

/// The newest file that has a key.
struct Holder {
    source: u32,
    content: [u64; 2],
    sums: Vec<i128>,
}

fn settle(newest_first: &[(usize, &SheetClaim<'_>)], masks: &mut [RowMask], overlaps: &mut BTreeMap<(u32, u32), SheetOverlap>) {
    // What a file does not show at all cannot differ: only columns that all have are compared.
    let shared: Vec<&str> = newest_first.first().map_or_else(Vec::new, |(_, first)| {
        let in_all = |name: &str| newest_first.iter().all(|(_, claim)| claim.sheet.column(name).is_some());
        first.sheet.columns.iter().map(|column| column.name.as_str()).filter(|name| in_all(name)).collect()
    });
    let mut holders: HashMap<[u64; 2], Holder, foldhash::fast::FixedState> = HashMap::default();
    for (position, claim) in newest_first {
        for (key, entry) in entries(claim, &shared) {
            match holders.get(&key) {
                None => {
                    holders.insert(key, Holder { source: claim.source, content: entry.content, sums: entry.sums });
                }
                Some(holder) => {
                    if let Some(mask) = masks.get_mut(*position) {
                        entry.rows.iter().for_each(|&row| mask.insert(row));
                    }
                    let fresh = || SheetOverlap { newer: holder.source, older: claim.source, ..SheetOverlap::default() };
                    let overlap = overlaps.entry((holder.source, claim.source)).or_insert_with(fresh);
                    note(overlap, holder, &entry, &additive(claim.sheet, &shared));
                }
            }
        }
    }
}

fn note(overlap: &mut SheetOverlap, newer: &Holder, older: &Entry, names: &[&SheetColumn]) {
    if newer.content == older.content {
        overlap.duplicate_rows += older.rows.len() as u64;
        return;
    }
    overlap.restated_keys += 1;
    for (column, (new, old)) in names.iter().zip(newer.sums.iter().zip(&older.sums)) {
        match overlap.deltas.iter_mut().find(|(name, _)| *name == column.name) {
            Some((_, delta)) => *delta += new - old,
            None => overlap.deltas.push((column.name.clone(), new - old)),
        }
    }
}

fn additive<'a>(sheet: &'a Sheet, shared: &[&str]) -> Vec<&'a SheetColumn> {
    shared.iter().filter_map(|name| sheet.column(name)).filter(|column| column.is_additive).collect()
}

/// The keys of one file. Rows whose days are not known have none: nothing can be said of them.
fn entries(claim: &SheetClaim<'_>, shared: &[&str]) -> HashMap<[u64; 2], Entry, foldhash::fast::FixedState> {
    let sheet = claim.sheet;
    let columns: Vec<&SheetColumn> = shared.iter().filter_map(|name| sheet.column(name)).collect();
    let sums = additive(sheet, shared);
    let mut entries: HashMap<[u64; 2], Entry, foldhash::fast::FixedState> = HashMap::default();
    for row in 0..sheet.rows() {
        let span = sheet.span(row);
        if claim.has_days && span.is_none() {
            continue;
        }
        let mut key = Fingerprint::default();
        [&sheet.brand, &sheet.asin].into_iter().for_each(|text| key.text(text.as_deref().unwrap_or_default()));
        key.word(span.map_or(0, |span| u64::from(span.first.days()) << 16 | u64::from(span.last.days())));
        claim.key.iter().for_each(|name| add(&mut key, sheet.column(name), row));
        let mut content = Fingerprint::default();
        columns.iter().for_each(|column| add(&mut content, Some(column), row));
        let entry = entries.entry(key.finished()).or_default();
        entry.rows.push(row);
        entry.content.iter_mut().zip(content.finished()).for_each(|(sum, part)| *sum = sum.wrapping_add(part));
        entry.sums.resize(sums.len(), 0);
        for (sum, column) in entry.sums.iter_mut().zip(&sums) {
            *sum += column.number(row).map_or(0, i128::from);
        }
    }
    entries
}

/// Adds a cell; that there is none, or no such column, is said as well.
fn add(fingerprint: &mut Fingerprint, column: Option<&SheetColumn>, row: usize) {
    match column.map(|column| (column.text(row), column.number(row))) {
        Some((Some(text), _)) => fingerprint.text(text),
        Some((None, Some(number))) => fingerprint.word(number.cast_unsigned()),
        _ => fingerprint.word(u64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{CellKind, CellValue};

    fn sheet(rows: &[(&'static str, &str, i64)]) -> Sheet {
        let columns = [("asin", CellKind::Asin, false), ("date", CellKind::Date, false), ("revenue", CellKind::Money, true)];
        let mut sheet = Sheet::new("associates-fee-earnings", columns.map(|(name, kind, sums)| SheetColumn::new(name, kind, sums, 0)).into());
        for (line, (asin, date, revenue)) in (2..).zip(rows) {
            let date = Date::from_iso(date).map_or(CellValue::Missing, CellValue::Day);
            sheet.push(line, [CellValue::Text(asin.as_bytes()), date, CellValue::Number(*revenue)].into_iter()).expect("it fits");
        }
        sheet
    }

    fn claim(source: u32, sheet: &Sheet, modified_ms: u64) -> SheetClaim<'_> {
        SheetClaim { source, sheet, key: vec!["asin"], has_days: true, modified_ms, fingerprint: "" }
    }

    fn counted(sheet: &Sheet, mask: &RowMask) -> i64 {
        (0..sheet.rows()).filter(|row| !mask.contains(*row)).filter_map(|row| sheet.column("revenue")?.number(row)).sum()
    }

    #[test]
    fn overlapping_files_count_every_key_once_and_twins_inside_a_file_are_real() {
        let older =
            sheet(&[("B000000001", "2026-01-01", 5), ("B000000001", "2026-01-02", 7), ("B000000001", "2026-01-02", 7), ("B000000002", "2026-01-02", 9)]);
        let newer =
            sheet(&[("B000000001", "2026-01-02", 7), ("B000000001", "2026-01-02", 7), ("B000000002", "2026-01-02", 4), ("B000000001", "2026-01-03", 1)]);
        for order in [[0, 1], [1, 0]] {
            let both = [claim(1, &older, 0), claim(2, &newer, 0)];
            let claims: Vec<SheetClaim<'_>> = order.iter().map(|&at| SheetClaim { key: both[at].key.clone(), ..both[at] }).collect();
            let (masks, overlaps) = supersede(&claims);
            let sums: i64 = claims.iter().zip(&masks).map(|(claim, mask)| counted(claim.sheet, mask)).sum();
            // 5 of the older; 7 + 7 + 4 + 1 of the newer.
            assert_eq!(sums, 24);
            let expected = SheetOverlap { newer: 2, older: 1, duplicate_rows: 2, restated_keys: 1, deltas: vec![("revenue".into(), -5)] };
            assert_eq!(overlaps, [expected]);
        }
    }

    #[test]
    fn files_of_other_brands_or_unknown_days_have_nothing_in_common() {
        let mut one = sheet(&[("B000000001", "2026-01-01", 5)]);
        let mut other = one.clone();
        (one.brand, other.brand) = (Some("Sunny".into()), Some("Moon".into()));
        assert_eq!(supersede(&[claim(1, &one, 0), claim(2, &other, 0)]).1, []);
        let undated = sheet(&[("B000000001", "", 5)]);
        let (masks, overlaps) = supersede(&[claim(1, &undated, 0), claim(2, &undated, 1)]);
        assert!(overlaps.is_empty() && masks.iter().all(RowMask::is_empty));
    }

    #[test]
    fn of_files_with_the_same_last_day_the_later_written_counts() {
        let (one, other) = (sheet(&[("B000000001", "2026-01-01", 5)]), sheet(&[("B000000001", "2026-01-01", 6)]));
        let (masks, _) = supersede(&[claim(1, &one, 20), claim(2, &other, 10)]);
        assert_eq!((counted(&one, &masks[0]), counted(&other, &masks[1])), (5, 0));
    }
}
