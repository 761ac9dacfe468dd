//! Text to civil date. A day that does not exist, or whose parts say too little, is none.

use super::values::{Cell, is_missing, trim};
use crate::units::Date;

/// How dates written with slashes or dots are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// 03/04 is the 4th of March.
    #[default]
    MonthFirst,
    /// 03/04 is the 3rd of April.
    DayFirst,
}

/// A date as exports write it: `2026-01-04`, `2026/01/04`, `20260104`, `2026-01` (its first day), `19-Apr-2026`,
/// `Apr 19, 2026`, `19 April 2026`, `04/19/2026` by `order`. A time behind it is ignored: days are civil days.
pub fn date(bytes: &[u8], order: DateOrder) -> Cell<Date> {
    let bytes = trim(bytes);
    if let Some(date) = iso_date(bytes) {
        return Cell::Value(date);
    }
    if is_missing(bytes) {
        return Cell::Missing;
    }
    let date = str::from_utf8(bytes).ok().and_then(|text| written_date(text, order));
    date.map_or(Cell::Unreadable, Cell::Value)
}

/// The usual case, `YYYY-MM-DD`, without looking at text.
fn iso_date(bytes: &[u8]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    let number = |digits: &[u8]| digits.iter().try_fold(0_u32, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')));
    Date::from_ymd(number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

fn written_date(text: &str, order: DateOrder) -> Option<Date> {
    let text = without_time(text);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::from_ymd(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?);
    }
    let mut parts = [""; 3];
    let mut pieces = text.split(['-', '/', '.', ',', ' ']).filter(|piece| !piece.is_empty());
    let mut count = 0;
    for part in &mut parts {
        let Some(piece) = pieces.next() else { break };
        *part = piece;
        count += 1;
    }
    if pieces.next().is_some() {
        return None;
    }
    match (parts, count) {
        ([year, month, _], 2) if year.len() == 4 => Date::from_ymd(digits(year)?, digits(month)?, 1),
        ([first, second, year], 3) if is_word(second) => Date::from_ymd(full_year(year)?, month_of_name(second)?, digits(first)?),
        ([first, second, year], 3) if is_word(first) => Date::from_ymd(full_year(year)?, month_of_name(first)?, digits(second)?),
        ([year, month, day], 3) if year.len() == 4 => Date::from_ymd(digits(year)?, digits(month)?, digits(day)?),
        // `26-01-04` says neither which part is the year nor the order of the others.
        ([_, _, year], 3) if year.len() == 2 && text.contains('-') => None,
        ([first, second, year], 3) => {
            let (month, day) = if order == DateOrder::MonthFirst { (first, second) } else { (second, first) };
            Date::from_ymd(full_year(year)?, digits(month)?, digits(day)?)
        }
        _ => None,
    }
}

/// The day of a date with a time behind it.
fn without_time(text: &str) -> &str {
    let text = text.split_once('T').filter(|(day, time)| day.len() == 10 && is_time(time)).map_or(text, |(day, _)| day);
    text.split_once(' ').filter(|(day, time)| day.len() >= 6 && is_time(time)).map_or(text, |(day, _)| day)
}

fn is_time(text: &str) -> bool {
    text.contains(':')
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'+' | b'-' | b'Z' | b' ' | b'A' | b'P' | b'M' | b'U' | b'T' | b'C'))
}

fn is_word(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Four digits, or two that mean 2000 to 2049: no programme is older, no report reaches further.
fn full_year(text: &str) -> Option<u32> {
    match text.len() {
        4 => digits(text),
        2 => digits(text).filter(|&year| year < 50).map(|year| year + 2000),
        _ => None,
    }
}

/// English month names, whole or their first three letters.
fn month_of_name(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let lower = text.to_ascii_lowercase();
    let short = if lower == "sept" { "sep" } else { &lower };
    (1..).zip(NAMES).find(|(_, name)| *name == lower || name.get(..3) == Some(short)).map(|(month, _)| month)
}

/// What a slashed or dotted date says of the column's order: `None` when both readings are possible or it is no such date.
pub fn order_evidence(bytes: &[u8]) -> Option<DateOrder> {
    let (first, second) = slashed_parts(bytes)?;
    match (first > 12, second > 12) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Whether the text is a date written with dots, which every country that does so writes day first.
pub fn is_dotted_date(bytes: &[u8]) -> bool {
    slashed_parts(bytes).is_some() && bytes.contains(&b'.') && !bytes.contains(&b'/')
}

/// Whether the text is a date whose day and month could be exchanged with another result.
pub fn is_ambiguous_date(bytes: &[u8]) -> bool {
    slashed_parts(bytes).is_some_and(|(first, second)| first <= 12 && second <= 12 && first != second)
}

/// The two numbers before the year of `03/04/2026` or `03.04.26`.
fn slashed_parts(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = without_time(str::from_utf8(trim(bytes)).ok()?);
    let mut parts = text.split(['/', '.', '-']);
    let (first, second, year) = (digits(parts.next()?)?, digits(parts.next()?)?, full_year(parts.next()?)?);
    (parts.next().is_none() && year >= 2000 && first <= 31 && second <= 31).then_some((first, second))
}
