//! Where products stand in search, week by week: ranks from a rank tracker, else shares of purchases or clicks from Search Query Performance.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use crate::stats::change::Trials;
use crate::stats::lift::Scale;
use crate::units::{Date, Ratio};

/// Longest calendar that is looked at.
const WEEKS_MAX: u16 = 208;
/// A query counts where it was reported in so many of the weeks of its product: queries that come and go are no change of a share.
const STEADY: (usize, usize) = (3, 4);

/// What is known of a product's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    Rank,
    PurchaseShare,
    ClickShare,
}

impl Measured {
    pub fn scale(self) -> Scale {
        if self == Measured::Rank { Scale::LogRank } else { Scale::LogitShare }
    }

    /// Within a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Measured::Rank => "rank",
            Measured::PurchaseShare => "share of purchases",
            Measured::ClickShare => "share of clicks",
        }
    }
}

/// One product's weekly course: for one keyword where it is a rank, over all steady queries where it is a share.
#[derive(Clone, Debug)]
pub struct Course {
    pub asin: String,
    /// Ranks and shares; `None` where nothing was reported.
    pub values: Vec<Option<Ratio>>,
    /// Own and all purchases, or clicks; empty for ranks.
    pub trials: Vec<Option<Trials>>,
}

/// All courses over one calendar.
#[derive(Clone, Debug)]
pub struct Placement {
    pub measured: Measured,
    /// First days, without gaps.
    pub weeks: Vec<Date>,
    /// By product.
    pub courses: Vec<Course>,
    /// Rows they are made of, by product.
    pub rows: BTreeMap<String, Vec<(u32, u64)>>,
}

impl Placement {
    pub fn place(&self, day: Date) -> Option<usize> {
        let first = self.weeks.first()?;
        let weeks = usize::from(day.days().checked_sub(first.days())? / 7);
        (weeks < self.weeks.len()).then_some(weeks)
    }
}

/// Sum of weekly values and how many; own and all for shares.
type Weekly = BTreeMap<Date, (i128, i128)>;

/// Ranks where there are any, else shares; `None` without either.
pub fn placement(case: &Case<'_>) -> Option<Placement> {
    ranks(case).or_else(|| shares(case, "purchases", Measured::PurchaseShare)).or_else(|| shares(case, "clicks", Measured::ClickShare))
}

fn in_time(case: &Case<'_>, day: Date) -> bool {
    case.slice.from.is_none_or(|from| day >= from) && case.slice.to.is_none_or(|to| day <= to)
}

fn ranks(case: &Case<'_>) -> Option<Placement> {
    let mut by_keyword: BTreeMap<(String, String), Weekly> = BTreeMap::new();
    let mut rows: BTreeMap<String, Vec<(u32, u64)>> = BTreeMap::new();
    for (source, sheet, row) in case.rows("rank") {
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row));
        let (day, rank) = (sheet.column("date").and_then(|column| column.day(row)), sheet.column("rank").and_then(|column| column.number(row)));
        if let (Some(day), Some(rank), Some(asin)) = (day.filter(|day| in_time(case, *day)), rank.filter(|rank| *rank > 0), text("asin")) {
            let week = by_keyword.entry((asin.to_owned(), text("keyword").unwrap_or_default().to_lowercase())).or_default();
            let sum = week.entry(day.week_start(case.rules.week_start)).or_default();
            *sum = (sum.0 + i128::from(rank), sum.1 + 1);
            rows.entry(asin.to_owned()).or_default().push((source, sheet.line(row)));
        }
    }
    let weeks = calendar(by_keyword.values())?;
    let course = |((asin, _), weekly): ((String, String), Weekly)| Course {
        asin,
        values: weeks.iter().map(|week| weekly.get(week).and_then(|(sum, count)| Ratio::new(*sum, *count))).collect(),
        trials: Vec::new(),
    };
    let courses = by_keyword.into_iter().map(course).collect();
    Some(Placement { measured: Measured::Rank, weeks, courses, rows })
}

fn shares(case: &Case<'_>, own: &str, measured: Measured) -> Option<Placement> {
    let total = format!("{own}_total");
    let mut by_query: BTreeMap<String, BTreeMap<String, Weekly>> = BTreeMap::new();
    let mut rows: BTreeMap<String, Vec<(u32, u64)>> = BTreeMap::new();
    for (source, sheet, row) in case.rows("search-query-performance-asin") {
        let number = |name: &str| sheet.column(name).and_then(|column| column.number(row)).map(i128::from);
        let week = sheet.span(row).filter(|span| span.last.days() - span.first.days() <= 6 && in_time(case, span.first));
        let (Some(asin), Some(week), Some(own), Some(all)) = (&sheet.asin, week, number(own), number(&total)) else { continue };
        let query = sheet.column("query").and_then(|column| column.text(row)).unwrap_or_default().to_lowercase();
        let weekly = by_query.entry(asin.clone()).or_default().entry(query).or_default();
        let sum = weekly.entry(week.first.week_start(case.rules.week_start)).or_default();
        *sum = (sum.0 + own, sum.1 + all);
        rows.entry(asin.clone()).or_default().push((source, sheet.line(row)));
    }
    let weeks = calendar(by_query.values().flat_map(BTreeMap::values))?;
    let course = |(asin, queries): (String, BTreeMap<String, Weekly>)| {
        let reported: BTreeSet<Date> = queries.values().flat_map(BTreeMap::keys).copied().collect();
        let steady = |weekly: &&Weekly| weekly.len() * STEADY.1 >= reported.len() * STEADY.0;
        let mut sums: Weekly = BTreeMap::new();
        for (week, (own, all)) in queries.values().filter(steady).flatten() {
            let sum = sums.entry(*week).or_default();
            *sum = (sum.0 + own, sum.1 + all);
        }
        let trials = |week: &Date| {
            let (own, all) = sums.get(week)?;
            Some(Trials { successes: u64::try_from(*own).ok()?, trials: u64::try_from(*all).ok()? }).filter(|trials| trials.trials > 0)
        };
        Course {
            asin,
            values: weeks.iter().map(|week| sums.get(week).and_then(|(own, all)| Ratio::new(*own, *all))).collect(),
            trials: weeks.iter().map(trials).collect(),
        }
    };
    let courses = by_query.into_iter().map(course).collect();
    Some(Placement { measured, weeks, courses, rows })
}

/// Every week from the first to the last with a value, the latest where they are too many; `None` without any.
fn calendar<'a>(courses: impl Iterator<Item = &'a Weekly>) -> Option<Vec<Date>> {
    let mut ends: Option<(Date, Date)> = None;
    for weekly in courses {
        if let (Some((first, _)), Some((last, _))) = (weekly.first_key_value(), weekly.last_key_value()) {
            ends = Some(ends.map_or((*first, *last), |(begin, end)| (begin.min(*first), end.max(*last))));
        }
    }
    let (first, last) = ends?;
    let weeks = (last.days() - first.days()) / 7 + 1;
    let skipped = weeks.saturating_sub(WEEKS_MAX);
    Some((skipped..weeks).map(|week| first.plus_days(week * 7)).collect())
}
