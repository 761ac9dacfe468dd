//! Text to civil date. A day that does not exist, or whose parts say too little, is none.

use super::months::month_of_name;
use super::values::{Cell, is_missing, trim};
use crate::units::Date;

/// How a column writes dates that numbers alone do not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateForm {
    /// 03/04 is the 4th of March.
    #[default]
    MonthFirst,
    /// 03/04 is the 3rd of April.
    DayFirst,
    /// 45355 is a spreadsheet's number for the 4th of March 2024.
    Serial,
}

impl DateForm {
    /// Stable name, in mappings and in `check`.
    pub const fn name(self) -> &'static str {
        match self {
            DateForm::MonthFirst => "month-first",
            DateForm::DayFirst => "day-first",
            DateForm::Serial => "serial",
        }
    }

    pub fn from_name(name: &str) -> Option<DateForm> {
        [DateForm::MonthFirst, DateForm::DayFirst, DateForm::Serial].into_iter().find(|form| form.name() == name)
    }
}

/// What a readable date says about its column's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateClass {
    /// Read alike in every form.
    Plain,
    /// Only a date where the month stands first.
    MonthFirst,
    /// Only a date where the day stands first.
    DayFirst,
    /// Another date in each order.
    Either,
    /// A spreadsheet's day number.
    Serial,
}

/// A date as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Day(Date),
    /// `03/04/2026`: which of the first two is the month, the column says.
    Slashed {
        first: u32,
        second: u32,
        year: u32,
    },
    Serial(u32),
}

/// A spreadsheet's number of 2000-01-01: days after 1899-12-30, as all spreadsheets count from March 1900 on.
const SERIAL_OF_2000: u32 = 36_526;

/// A date as exports write it: `2026-01-04`, `2026/01/04`, `20260104`, `2026-01` (its first day), `19-Apr-2026`,
/// `Apr 19, 2026`, `19. April 2026`, `2026年4月19日`, `04/19/2026` by `form`; of a range (`Jul 06, 2026 - Jul 29, 2026`)
/// the first day. A time behind it is ignored: days are civil days.
pub fn date(bytes: &[u8], form: DateForm) -> Cell<Date> {
    let bytes = trim(bytes);
    if let Some(date) = iso_date(bytes) {
        return Cell::Value(date);
    }
    if is_missing(bytes) {
        return Cell::Missing;
    }
    match written(bytes) {
        Some((first, _)) => first.read(form).map_or(Cell::Unreadable, Cell::Value),
        None => Cell::Unreadable,
    }
}

/// First and last day of a range; of a single day twice that day.
pub fn range(bytes: &[u8], form: DateForm) -> Cell<(Date, Date)> {
    let bytes = trim(bytes);
    if is_missing(bytes) {
        return Cell::Missing;
    }
    let days = written(bytes).and_then(|(first, last)| Some((first.read(form)?, last.unwrap_or(first).read(form)?)));
    days.filter(|(first, last)| first <= last).map_or(Cell::Unreadable, Cell::Value)
}

/// What a cell says about the form of its column; `None` where it is no date in any. Whether it is written with dots, which
/// every country that does so writes day first, comes with it.
pub fn class(bytes: &[u8]) -> Option<(DateClass, bool)> {
    let bytes = trim(bytes);
    if iso_date(bytes).is_some() {
        return Some((DateClass::Plain, false));
    }
    let (first, last) = written(bytes)?;
    let class = match (first.class()?, last.map(|last| (last, last.class()))) {
        (DateClass::Either, Some((_, Some(by_last @ (DateClass::MonthFirst | DateClass::DayFirst))))) => by_last,
        // A range runs forwards.
        (DateClass::Either, Some((last, Some(_)))) => match [DateForm::MonthFirst, DateForm::DayFirst].map(|form| first.read(form) <= last.read(form)) {
            [true, false] => DateClass::MonthFirst,
            [false, true] => DateClass::DayFirst,
            _ => DateClass::Either,
        },
        (class, _) => class,
    };
    let is_slashed = matches!(first, Written::Slashed { .. });
    Some((class, is_slashed && bytes.contains(&b'.') && !bytes.contains(&b'/')))
}

/// The usual case, `YYYY-MM-DD`, without looking at text.
fn iso_date(bytes: &[u8]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    let number = |digits: &[u8]| digits.iter().try_fold(0_u32, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')));
    Date::from_ymd(number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

impl Written {
    fn read(self, form: DateForm) -> Option<Date> {
        match self {
            Written::Day(date) => Some(date),
            Written::Slashed { first, second, year } if form == DateForm::DayFirst => Date::from_ymd(year, second, first),
            Written::Slashed { first, second, year } => Date::from_ymd(year, first, second),
            Written::Serial(serial) if form == DateForm::Serial => u16::try_from(serial.checked_sub(SERIAL_OF_2000)?).ok().map(Date::from_days),
            Written::Serial(_) => None,
        }
    }

    fn class(self) -> Option<DateClass> {
        match self {
            Written::Day(_) => Some(DateClass::Plain),
            Written::Serial(_) => self.read(DateForm::Serial).map(|_| DateClass::Serial),
            // No month is above twelve, also where the day does not exist: 29/02/2023 is written day first.
            Written::Slashed { first: 13..=31, second: 1..=12, .. } => Some(DateClass::DayFirst),
            Written::Slashed { first: 1..=12, second: 13..=31, .. } => Some(DateClass::MonthFirst),
            Written::Slashed { first: 1..=12, second: 1..=12, .. } => {
                Some(if self.read(DateForm::MonthFirst) == self.read(DateForm::DayFirst) { DateClass::Plain } else { DateClass::Either })
            }
            Written::Slashed { .. } => None,
        }
    }
}

/// A date, or the first and the last of a range.
fn written(bytes: &[u8]) -> Option<(Written, Option<Written>)> {
    let text = str::from_utf8(bytes).ok()?;
    if let Some(day) = written_day(text) {
        return Some((day, None));
    }
    let ends = [" - ", " – ", " — ", " to ", " bis ", "~", "〜", "～"].iter().find_map(|between| text.split_once(between))?;
    Some((written_day(ends.0.trim())?, Some(written_day(ends.1.trim())?)))
}

fn written_day(text: &str) -> Option<Written> {
    let text = without_time(text);
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return match text.len() {
            8 => Date::from_ymd(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?).map(Written::Day),
            5 => text.parse().ok().map(Written::Serial),
            _ => None,
        };
    }
    // One separator between two parts, blanks and the point of an abbreviation aside: `-2026-01-01` and `2026--01-01` are no days.
    if text.starts_with(['-', '/', '.', ',']) || ["--", "//", "..", ",,", "-/", "/-"].iter().any(|two| text.contains(two)) {
        return None;
    }
    let mut parts = [""; 3];
    let mut pieces = text.split(['-', '/', '.', ',', ' ', '\u{a0}', '\u{202f}', '年', '月', '日']).filter(|piece| !matches!(*piece, "" | "de" | "of"));
    let mut count = 0;
    for (part, piece) in parts.iter_mut().zip(pieces.by_ref().take(3)) {
        *part = piece;
        count += 1;
    }
    if pieces.next().is_some() {
        return None;
    }
    let day_of = |year: Option<u32>, month: Option<u32>, day: Option<u32>| Date::from_ymd(year?, month?, day?).map(Written::Day);
    match (parts, count) {
        ([year, month, _], 2) if year.len() == 4 => day_of(digits(year), digits(month), Some(1)),
        ([first, second, year], 3) if is_word(second) => day_of(full_year(year), month_of_name(second), day_number(first)),
        ([first, second, year], 3) if is_word(first) => day_of(full_year(year), month_of_name(first), day_number(second)),
        ([year, month, day], 3) if year.len() == 4 => day_of(digits(year), digits(month), digits(day)),
        // `26-01-04` says neither which part is the year nor the order of the others.
        ([_, _, year], 3) if year.len() == 2 && text.contains('-') => None,
        ([first, second, year], 3) => Some(Written::Slashed { first: digits(first)?, second: digits(second)?, year: full_year(year)? }),
        _ => None,
    }
}

/// The day of a date with a time behind it.
fn without_time(text: &str) -> &str {
    let text = text.split_once('T').filter(|(day, time)| day.len() == 10 && is_time(time)).map_or(text, |(day, _)| day);
    let time = text.match_indices(' ').find(|(at, _)| *at >= 6 && text.get(at + 1..).is_some_and(is_time));
    time.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// `23:30`, `9:05:00.000`, with AM, an offset or a zone behind it: whatever the clock shows, the day stands before it.
fn is_time(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(text.len());
    let Some((clock, zone)) = text.split_at_checked(end) else { return false };
    let mut parts = clock.split('.').next().unwrap_or_default().split(':');
    let mut within = |most: u32| parts.next().map(|part| digits(part).is_some_and(|number| number <= most));
    let is_clock = within(24) == Some(true) && within(59) == Some(true) && within(60) != Some(false) && within(0).is_none();
    is_clock && zone.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'+' | b'-' | b' '))
}

fn is_word(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// `1`, `1st`, `1er`, `1º`
fn day_number(text: &str) -> Option<u32> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, ordinal) = text.split_at(end);
    matches!(ordinal, "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "°").then(|| digits(number)).flatten()
}

/// Four digits, or two that mean 2000 to 2049: no programme is older, no report reaches further.
fn full_year(text: &str) -> Option<u32> {
    match text.len() {
        4 => digits(text),
        2 => digits(text).filter(|&year| year < 50).map(|year| year + 2000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, form: DateForm) -> Option<String> {
        match date(text.as_bytes(), form) {
            Cell::Value(date) => Some(date.iso()),
            Cell::Missing | Cell::Unreadable => None,
        }
    }

    #[test]
    fn dates_are_read_as_exports_write_them() {
        let texts = "2026-04-19|2026/04/19|20260419|19-Apr-2026|19-APR-26|Apr 19, 2026|April 19 2026|19. April 2026|19 avril 2026|19-avr.-2026|19-abr-2026|\
                     19 de abril de 2026|19 aprile 2026|2026年4月19日|19/04/2026|19.04.26|19th April 2026|2026-04-19T23:30:00-05:00|2026-04-19 08:00|2026-04-19T23:59:60.999Z|Apr 19, 2026 11:10:55 PM PDT|19.04.2026 7:05 UTC|\
                     Apr 19, 2026 - May 02, 2026|2026-04-19 – 2026-05-02|19/04/26 - 02/05/26";
        for text in texts.split('|') {
            assert_eq!(read(text, DateForm::DayFirst).as_deref(), Some("2026-04-19"), "{text}");
        }
        assert_eq!(read("2026年4月", DateForm::MonthFirst).as_deref(), Some("2026-04-01"));
        assert_eq!(read("19-Mai-2026", DateForm::MonthFirst).as_deref(), Some("2026-05-19"));
        assert_eq!(read("1er juin 2026", DateForm::MonthFirst).as_deref(), Some("2026-06-01"));
        // 45355 - 36526 = 8829 days after 2000-01-01: 24 years and 6 leap days are 8766, then 31 + 29 + 3.
        assert_eq!(read("45355", DateForm::Serial).as_deref(), Some("2024-03-04"));
        assert_eq!(read("45355", DateForm::MonthFirst), None);
    }

    #[test]
    fn what_is_no_day_or_says_too_little_is_none() {
        for text in [
            "",
            "0",
            "2024-02-30",
            "29/02/2023",
            "2024-13-01",
            "Feb 30, 2024",
            "1/1/70",
            "26-01-04",
            "19 Foo 2026",
            "4535",
            "2026",
            "19xx April 2026",
            "2026--01-01",
            "-2026-01-01",
            "2026-04-19T25:00:00",
            "2026-04-19 12:60",
            "19..04.2026",
        ] {
            assert_eq!(read(text, DateForm::DayFirst), None, "{text}");
            assert_eq!(read(text, DateForm::MonthFirst), None, "{text}");
        }
        assert_eq!(read("36525", DateForm::Serial), None, "1999-12-31");
    }

    #[test]
    fn a_cell_says_what_it_says_about_the_order_and_no_more() {
        for (text, expected) in [
            ("2026-04-19", Some((DateClass::Plain, false))),
            ("04/04/2026", Some((DateClass::Plain, false))),
            ("03/04/2026", Some((DateClass::Either, false))),
            ("03.04.2026", Some((DateClass::Either, true))),
            ("25/04/2026", Some((DateClass::DayFirst, false))),
            ("04/25/2026", Some((DateClass::MonthFirst, false))),
            ("01/07/26 - 31/07/26", Some((DateClass::DayFirst, false))),
            ("01/07/26 - 02/06/26", Some((DateClass::MonthFirst, false))),
            ("45355", Some((DateClass::Serial, false))),
            ("29/02/2023", Some((DateClass::DayFirst, false))),
            ("30/30/2026", None),
        ] {
            assert_eq!(class(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_range_has_two_ends_in_order() {
        let days = |text: &str| match range(text.as_bytes(), DateForm::DayFirst) {
            Cell::Value((first, last)) => Some((first.iso(), last.iso())),
            Cell::Missing | Cell::Unreadable => None,
        };
        let expected = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
        assert_eq!(days("Jul 06, 2026 - Jul 29, 2026"), expected("2026-07-06", "2026-07-29"));
        assert_eq!(days("2026-07-06"), expected("2026-07-06", "2026-07-06"));
        assert_eq!(days("Jul 29, 2026 - Jul 06, 2026"), None);
    }
}
