//! Which days a whole file speaks of: told by its first lines, else guessed from its name and shown as a guess.

use super::columns::normalise;
use super::dates::{self, DateForm};
use super::values::Cell;
use crate::ledger::Period;
use crate::units::{Currency, Date};

/// Who says what the period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodSource {
    /// The file itself.
    File,
    /// Dates in the file's name: an assumption.
    Name,
    /// The reader, on the card.
    Reader,
}

impl PeriodSource {
    pub const ALL: [PeriodSource; 3] = [PeriodSource::File, PeriodSource::Name, PeriodSource::Reader];

    /// Stable name, as saved.
    pub const fn name(self) -> &'static str {
        match self {
            PeriodSource::File => "file",
            PeriodSource::Name => "file-name",
            PeriodSource::Reader => "reader",
        }
    }
}

/// What the lines before the header say of the whole file. Brand Analytics and Vendor Central write `Key=[value]` pairs
/// there, in a number of cells of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preamble {
    pub brand: Option<String>,
    pub asin: Option<String>,
    /// `Weekly`, `Month`, …, as written.
    pub range: Option<String>,
    pub period: Option<Period>,
    pub currency: Option<Currency>,
    /// A period that reads differently day first and month first.
    pub is_ambiguous: bool,
}

impl Preamble {
    /// Reads the raw lines before a header.
    pub fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Preamble {
        let mut preamble = Preamble::default();
        let (mut year, mut month, mut quarter) = (None, None, None);
        for line in lines {
            let pairs = pairs(line);
            if pairs.is_empty() && preamble.period.is_none() {
                preamble.period = two_days(line);
            }
            for (key, value) in pairs {
                let key = normalise(&key);
                let is = |words: &[&str]| words.iter().any(|word| key.split(' ').any(|part| part == *word));
                match key.as_str() {
                    "brand" | "marke" => preamble.brand = Some(value),
                    "asin" | "asin or product" => preamble.asin = Some(value),
                    "currency" | "währung" => preamble.currency = Currency::from_text(&value),
                    "reporting range" | "berichtszeitraum" => preamble.range = Some(value),
                    _ if is(&["year", "jahr"]) => year = value.trim().parse().ok(),
                    _ if is(&["month", "monat"]) => month = month_of(&value),
                    _ if is(&["quarter", "quartal"]) => quarter = value.trim().trim_start_matches(['Q', 'q']).trim().parse().ok(),
                    _ if is(&["week", "woche", "day", "tag", "range", "zeitraum", "date"]) => preamble.read_days(&value),
                    _ => {}
                }
            }
        }
        let whole = match (year, month, quarter) {
            (Some(year), Some(month), _) => months(year, month, 1),
            (Some(year), None, Some(quarter @ 1..=4)) => months(year, quarter * 3 - 2, 3),
            _ => None,
        };
        preamble.period = preamble.period.or(whole);
        preamble
    }

    /// What the lines say, in words; empty when nothing in them is understood.
    pub fn words(&self) -> String {
        let brand = self.brand.as_ref().map(|brand| format!("brand {brand}"));
        let asin = self.asin.as_ref().map(|asin| format!("ASIN {asin}"));
        let period = self.period.map(|period| format!("{} to {}", period.first.iso(), period.last.iso()));
        let currency = self.currency.map(|currency| currency.code().to_owned());
        [brand, asin, self.range.clone(), period, currency].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn read_days(&mut self, value: &str) {
        match days_of_range(value) {
            Days::One(period) => self.period = self.period.or(Some(period)),
            Days::Two => self.is_ambiguous = true,
            Days::None => {}
        }
    }
}

/// What a written range may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    None,
    One(Period),
    /// Day first and month first both give a range.
    Two,
}

/// `2026-02-01 - 2026-02-07`, also inside other words, or `01/07/26 - 31/07/26` where only one order of day and month gives
/// a range, or where only one gives whole months.
pub fn days_of_range(text: &str) -> Days {
    if let Some(period) = two_days(text) {
        return Days::One(period);
    }
    let read = |order| range(text.as_bytes(), order).filter(|period| period.first <= period.last);
    match (read(DateForm::DayFirst), read(DateForm::MonthFirst)) {
        (Some(one), Some(other)) if one == other => Days::One(one),
        (Some(one), Some(other)) => match (is_whole_months(one), is_whole_months(other)) {
            (true, false) => Days::One(one),
            (false, true) => Days::One(other),
            _ => Days::Two,
        },
        (Some(one), None) | (None, Some(one)) => Days::One(one),
        (None, None) => Days::None,
    }
}

/// A written range such as `Jul 06, 2026 - Jul 29, 2026`; one day alone is that day.
pub fn range(text: &[u8], form: DateForm) -> Option<Period> {
    match dates::range(text, form) {
        Cell::Value((first, last)) => Period::new(first, last),
        Cell::Missing | Cell::Unreadable => None,
    }
}

/// The two ISO dates of a text that has exactly two, in order.
fn two_days(text: &str) -> Option<Period> {
    let mut days = iso_dates(text);
    let (first, last) = (days.next()?, days.next()?);
    if days.next().is_some() { None } else { Period::new(first, last) }
}

/// `2026-02-07`, `2026_02_07` and `2026.02.07` inside a text, not as part of longer numbers.
fn iso_dates(text: &str) -> impl Iterator<Item = Date> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).filter_map(move |at| {
        let piece = text.get(at..at + 10)?;
        if digit(at.checked_sub(1)) || digit(Some(at + 10)) {
            return None;
        }
        Date::from_iso(&piece.replace(['_', '.'], "-"))
    })
}

/// `Brand=["x"],Reporting Range=["Weekly"]`, with or without CSV quoting around or inside.
fn pairs(line: &str) -> Vec<(String, String)> {
    let line = line.replace("\"\"", "\"");
    let mut pairs = Vec::new();
    let mut rest = line.as_str();
    while let Some((key, after)) = rest.split_once("=[") {
        let Some((value, behind)) = after.split_once(']') else { break };
        let clean = |text: &str| text.trim_matches(|c: char| matches!(c, ',' | ';' | '"' | '\t' | '\u{feff}') || c.is_whitespace()).to_owned();
        pairs.push((clean(key), clean(value)));
        rest = behind;
    }
    pairs
}

/// A month by number or name, in any language dates are read in.
fn month_of(text: &str) -> Option<u32> {
    let text = text.trim();
    let day = |written: String| match dates::date(written.as_bytes(), DateForm::DayFirst) {
        Cell::Value(day) => Some(day.ymd().1),
        Cell::Missing | Cell::Unreadable => None,
    };
    text.parse().ok().filter(|month| (1..=12).contains(month)).or_else(|| day(format!("1 {text} 2026")))
}

fn months(year: u32, month: u32, count: u32) -> Option<Period> {
    let behind = month + count;
    let next = if behind > 12 { Date::from_ymd(year + 1, behind - 12, 1) } else { Date::from_ymd(year, behind, 1) }?;
    Period::new(Date::from_ymd(year, month, 1)?, next.minus_days(1))
}

fn is_whole_months(period: Period) -> bool {
    period.first.ymd().2 == 1 && period.last.plus_days(1).ymd().2 == 1
}

/// What a file's name says: never data, a hint that is shown, and an assumption where nothing else says the days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameHint {
    /// `US`, where the name begins like Brand Analytics names do.
    pub marketplace: Option<String>,
    /// `Brand View`, `ASIN View`.
    pub view: Option<String>,
    pub period: Option<Period>,
}

impl NameHint {
    /// `US_Search_Query_Performance_Brand_View_Simple_Week_2026_02_07.csv` ends its week on that day; two dates are first and
    /// last day; `2026-01` is a month. One date alone says nothing: it may be the day of the download.
    pub fn of(stem: &str) -> NameHint {
        let words = stem.replace(['_', '-', '.', ' '], " ").to_lowercase();
        let words = format!(" {words} ");
        let has = |word: &str| words.contains(&format!(" {word} "));
        let is_analytics =
            ["search query performance", "search catalog performance", "top search terms", "market basket", "repeat purchase"].iter().any(|name| has(name));
        let marketplace = stem.split(['_', '-', ' ']).next().filter(|first| is_analytics && first.len() == 2 && first.bytes().all(|b| b.is_ascii_uppercase()));
        let view = [("brand view", "brand view"), ("asin view", "ASIN view")].into_iter().find(|(words, _)| has(words)).map(|(_, view)| view.to_owned());
        let days: Vec<Date> = iso_dates(stem).collect();
        let period = match days.as_slice() {
            [first, last] => Period::new(*first, *last),
            [last] if has("week") => Period::new(last.minus_days(6), *last),
            [last] if has("month") => months(last.ymd().0, last.ymd().1, 1),
            [last] if has("quarter") => months(last.ymd().0, (last.ymd().1 - 1) / 3 * 3 + 1, 3),
            [] => one_month(stem),
            _ => None,
        };
        NameHint { marketplace: marketplace.map(str::to_owned), view, period }
    }

    /// The hint in words; empty when there is none.
    pub fn words(&self) -> String {
        let marketplace = self.marketplace.as_ref().map(|code| format!("marketplace {code}"));
        let period = self.period.map(|period| format!("{} to {}", period.first.iso(), period.last.iso()));
        [marketplace, self.view.clone(), period].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The month of a name with one `2026-01` that is no part of a longer number.
fn one_month(stem: &str) -> Option<Period> {
    let bytes = stem.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut found = (0..bytes.len()).filter_map(|at| {
        let (year, month) = stem.get(at..at + 7)?.split_once(['-', '_'])?;
        let plain = year.len() == 4 && month.len() == 2 && !digit(at.checked_sub(1)) && !digit(Some(at + 7));
        plain.then_some((year.parse::<u32>().ok()?, month.parse::<u32>().ok()?)).and_then(|(year, month)| months(year, month, 1))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::from_iso(text).expect("a date")
    }

    fn days(first: &str, last: &str) -> Option<Period> {
        Period::new(day(first), day(last))
    }

    #[test]
    fn brand_analytics_says_brand_and_week_however_it_is_quoted() {
        let plain = r#"Brand=["Sunny Oats"],Reporting Range=["Weekly"],Select week=["Week 6 | 2026-02-01 - 2026-02-07 2026"]"#;
        let quoted = r#""Brand=[""Sunny Oats""]","Reporting Range=[""Weekly""]","Select week=[""Week 6 | 2026-02-01 - 2026-02-07 2026""]""#;
        let as_one = r#""Brand=[""Sunny Oats""],Reporting Range=[""Weekly""],Select week=[""Week 6 | 2026-02-01 - 2026-02-07 2026""]""#;
        let german = r#"Marke=["Sunny Oats"],Berichtszeitraum=["Wöchentlich"],Woche auswählen=["Woche 6 | 2026-02-01 - 2026-02-07 2026"]"#;
        for line in [plain, quoted, as_one, german] {
            let preamble = Preamble::read([line].into_iter());
            assert_eq!((preamble.brand.as_deref(), preamble.period), (Some("Sunny Oats"), days("2026-02-01", "2026-02-07")), "{line}");
        }
        assert_eq!(Preamble::read([plain].into_iter()).words(), "brand Sunny Oats, Weekly, 2026-02-01 to 2026-02-07");
        let asin = Preamble::read([r#"ASIN=["B0SUNNY001"],Reporting Range=["Monthly"],Select year=["2026"],Select month=["January"]"#].into_iter());
        assert_eq!((asin.asin.as_deref(), asin.period), (Some("B0SUNNY001"), days("2026-01-01", "2026-01-31")));
        let quarter = Preamble::read([r#"Brand=["x"],Reporting Range=["Quarterly"],Select year=["2025"],Select quarter=["4"]"#].into_iter());
        assert_eq!(quarter.period, days("2025-10-01", "2025-12-31"));
    }

    #[test]
    fn vendor_central_says_currency_and_days_in_its_own_order() {
        let line =
            "Programme=[Retail],Distributor View=[Manufacturing],View By=[ASIN],Currency=[INR],Reporting Range=[Month],Viewing Range=[01/07/26 - 31/07/26]";
        let preamble = Preamble::read([line].into_iter());
        assert_eq!((preamble.currency.map(|currency| currency.code().to_owned()), preamble.period), (Some("INR".into()), days("2026-07-01", "2026-07-31")));
        assert_eq!(days_of_range("7/1/26 - 7/31/26"), days("2026-07-01", "2026-07-31").map_or(Days::None, Days::One));
        // There is no 30th month, so it cannot be day first.
        assert_eq!(days_of_range("1/7/26 - 6/30/26"), days("2026-01-07", "2026-06-30").map_or(Days::None, Days::One));
        // 2 March to 5 April, or 3 February to 4 May: neither is certain.
        assert_eq!(days_of_range("02/03/26 - 05/04/26"), Days::Two);
        assert_eq!(days_of_range("Week 6"), Days::None);
    }

    #[test]
    fn a_title_line_with_two_dates_is_a_period_and_a_time_stamp_is_not() {
        assert_eq!(Preamble::read(["Fee-Tracking report from 2026-01-01 to 2026-01-31"].into_iter()).period, days("2026-01-01", "2026-01-31"));
        assert_eq!(Preamble::read(["Amazon Attribution report", "Generated,2024-01-11 09:00 UTC"].into_iter()), Preamble::default());
    }

    #[test]
    fn names_hint_at_a_period_only_where_they_hold_one() {
        let hint = NameHint::of("US_Search_Query_Performance_Brand_View_Simple_Week_2026_02_07");
        assert_eq!((hint.marketplace.as_deref(), hint.period), (Some("US"), days("2026-02-01", "2026-02-07")));
        assert_eq!(hint.words(), "marketplace US, brand view, 2026-02-01 to 2026-02-07");
        assert_eq!(NameHint::of("business-2026-01-01_2026-01-31").period, days("2026-01-01", "2026-01-31"));
        assert_eq!(NameHint::of("BusinessReport_2026-01").period, days("2026-01-01", "2026-01-31"));
        for silent in ["BusinessReport-2026-02-03", "BusinessReport-2-3-26", "report", "20260101123456", "Order 12026-01"] {
            assert_eq!(NameHint::of(silent).period, None, "{silent}");
        }
    }

    #[test]
    fn a_range_may_be_one_day_and_never_runs_backwards() {
        assert_eq!(range(b"Jul 06, 2026 - Jul 29, 2026", DateForm::MonthFirst), days("2026-07-06", "2026-07-29"));
        assert_eq!(range(b"2026-07-06", DateForm::MonthFirst), days("2026-07-06", "2026-07-06"));
        assert_eq!(range(b"Jul 29, 2026 - Jul 06, 2026", DateForm::MonthFirst), None);
        assert_eq!(range(b"soon", DateForm::MonthFirst), None);
    }
}
