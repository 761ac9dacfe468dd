//! What period one row of a file covers.

use std::collections::BTreeSet;
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::block::{BLOCK_ROWS, Key};
use super::columns::Fact;
use super::store::Ledger;
use crate::units::{Date, Weekday};

/// The period of a row, told from the dates of the whole file or from the header of its date column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grain {
    /// Too few dates to tell.
    #[default]
    Unknown,
    Day,
    /// A row covers the seven days from its date on.
    Week,
    Month,
}

/// Two files that may hold the same sales, summed over periods of different length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Source numbers: the file by week or month, and the one by shorter periods.
    pub coarse: u32,
    pub coarse_grain: Grain,
    pub fine: u32,
    pub fine_grain: Grain,
    /// Rows of the coarse file whose period, creator and ASIN the fine file has too.
    pub rows: u64,
}

/// Dates needed before a single weekday is taken for a week's first day: with three, chance does it once in 49 files.
const WEEKS_MIN: usize = 3;

impl Grain {
    /// Whether rows of the two may be about the same period.
    pub fn compares_with(self, other: Grain) -> bool {
        self == other || self == Grain::Unknown || other == Grain::Unknown
    }

    pub fn is_finer_than(self, other: Grain) -> bool {
        matches!((self, other), (Grain::Day, Grain::Week | Grain::Month) | (Grain::Week, Grain::Month))
    }

    /// What the header of a date column says; `None` where it does not.
    pub fn of_header(header: &str) -> Option<Grain> {
        let words: Vec<String> = header.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        let has = |wanted: &str| words.iter().any(|word| word == wanted);
        match () {
            () if has("week") || has("woche") || has("semaine") => Some(Grain::Week),
            () if has("month") || has("monat") || has("mois") => Some(Grain::Month),
            () => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Grain::Unknown => "unknown",
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
        }
    }
}

/// The grain of a file that has rows on these days; `declared` is what its header says, believed where no date contradicts.
pub fn of_days(days: &BTreeSet<u16>, declared: Option<Grain>) -> Grain {
    let dates = || days.iter().map(|&day| Date::from_days(day));
    let weekday = |date: Date| date.days() - date.week_start(Weekday::Sunday).days();
    let is_one_weekday = dates().map(weekday).collect::<BTreeSet<_>>().len() == 1;
    let are_first_days = dates().all(|date| date.ymd().2 == 1);
    let has_next_week = days.iter().zip(days.iter().skip(1)).any(|(a, b)| b - a == 7);
    match (declared, days.len()) {
        (Some(Grain::Week), _) if is_one_weekday => Grain::Week,
        (Some(Grain::Month), _) if are_first_days => Grain::Month,
        (_, 0 | 1) => Grain::Unknown,
        _ if are_first_days => Grain::Month,
        (_, count) if is_one_weekday && has_next_week && count >= WEEKS_MIN => Grain::Week,
        _ if is_one_weekday => Grain::Unknown,
        _ => Grain::Day,
    }
}

/// Ledger rows of these sources, file by file.
pub fn ranges<'a>(ledger: &'a Ledger, sources: &'a [u32]) -> impl Iterator<Item = Range<usize>> {
    ledger.sources().iter().filter(|source| sources.contains(&source.source)).map(|source| source.rows.clone())
}

/// Rows of these sources with their facts.
pub fn facts<'a>(ledger: &'a Ledger, sources: &'a [u32]) -> impl Iterator<Item = (usize, Fact)> {
    ranges(ledger, sources).flat_map(|range| ledger.columns().facts(range))
}

/// Days on which these sources have rows.
pub fn days(ledger: &Ledger, sources: &[u32]) -> BTreeSet<u16> {
    let mut seen = vec![false; usize::from(u16::MAX) + 1];
    let mut dates = [0; BLOCK_ROWS];
    for range in ranges(ledger, sources) {
        for (start, block) in ledger.columns().blocks_of(range.clone()) {
            block.keys(Key::Date, &mut dates);
            let inside = range.start.saturating_sub(start)..block.rows().min(range.end - start);
            for &day in dates.get(inside).unwrap_or_default() {
                if let Some(flag) = seen.get_mut(day as usize) {
                    *flag = true;
                }
            }
        }
    }
    (0..=u16::MAX).zip(seen).filter(|(_, seen)| *seen).map(|(day, _)| day).collect()
}

/// Rows of the coarse sources whose period, creator and ASIN the fine ones have too.
pub fn rows_said_twice(ledger: &Ledger, coarse: &[u32], grain: Grain, fine: &[u32], canonical: impl Fn(u32) -> u32) -> u64 {
    let starts = days(ledger, coarse);
    let period = |day: u16| {
        let start = *starts.range(..=day).next_back()?;
        let is_inside = match grain {
            Grain::Month => Date::from_days(start).month_index() == Date::from_days(day).month_index(),
            _ => day - start < 7,
        };
        is_inside.then_some(start)
    };
    let key = |(_, fact): (usize, Fact)| Some((period(fact.date.days())?, canonical(fact.creator), fact.asin));
    let said: HashSet<_, FixedState> = facts(ledger, fine).filter_map(key).collect();
    facts(ledger, coarse).filter_map(key).filter(|key| said.contains(key)).count() as u64
}
