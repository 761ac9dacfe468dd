//! Which days the files speak of (DQ-6), and how much of them may still change (DQ-5).

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use crate::ledger::grain::{self, Grain};
use crate::ledger::{Dimension, Measure, Slice, Supplied, roll_up};
use crate::units::{Date, Ratio};

/// Campaigns named one by one; all are counted.
pub const CAMPAIGNS_LISTED_MAX: usize = 200;

/// The days up to `as_of` that the audit looks at, and those that some file has rows for. A row by week stands for its seven
/// days, a row by month for all of the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub from: Date,
    pub to: Date,
    pub days_present: u32,
    pub days_expected: u32,
    /// First days of weeks between the first and the last day with rows that have none.
    pub missing_weeks: Vec<Date>,
    /// First and last week with rows, where days of it lie outside the rows: first day and days with rows.
    pub partial_weeks: Vec<(Date, u32)>,
    /// By first day, then name.
    pub campaigns: Vec<CampaignSpan>,
    pub campaigns_total: u64,
}

/// First and last day with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignSpan {
    pub campaign: String,
    pub first: Date,
    pub last: Date,
}

impl Coverage {
    pub fn share(&self) -> Option<Ratio> {
        Ratio::new(i128::from(self.days_present), i128::from(self.days_expected))
    }
}

/// `None` without rows.
pub fn coverage(facts: &Facts<'_>) -> Option<Coverage> {
    let to = crate::analysis::as_of(facts.ledger, facts.rules)?;
    let days = facts.standards.coverage_days;
    let from = to.minus_days(days.saturating_sub(1));
    let covered = covered(facts);
    let present = covered.range(from.days()..=to.days()).count();
    let (missing_weeks, partial_weeks) = weeks(facts, &covered, from, to);
    let (campaigns, campaigns_total) = campaigns(facts);
    Some(Coverage {
        from,
        to,
        days_present: u32::try_from(present).unwrap_or(u32::MAX),
        // Early in 2000 the window begins with the first day there is.
        days_expected: u32::from(to.days() - from.days()) + 1,
        missing_weeks,
        partial_weeks,
        campaigns,
        campaigns_total,
    })
}

/// Every day some file has rows for.
fn covered(facts: &Facts<'_>) -> BTreeSet<u16> {
    let mut covered = BTreeSet::new();
    for file in facts.files {
        let days = grain::days(facts.ledger, &[file.source]);
        let grain = grain::of_days(&days, file.declared);
        for day in days {
            let last = match grain {
                Grain::Week => day.saturating_add(6),
                Grain::Month => last_of_month(day),
                Grain::Day | Grain::Unknown => day,
            };
            covered.extend(day..=last);
        }
    }
    covered
}

fn last_of_month(day: u16) -> u16 {
    let (year, month, _) = Date::from_days(day).ymd();
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Date::from_ymd(year, month, 1).map_or(day, |next| next.minus_days(1).days())
}

fn weeks(facts: &Facts<'_>, covered: &BTreeSet<u16>, from: Date, to: Date) -> (Vec<Date>, Vec<(Date, u32)>) {
    let first_day = facts.rules.week_start;
    let inside = || covered.range(from.days()..=to.days()).map(|&day| Date::from_days(day));
    let (Some(first), Some(last)) = (inside().next(), inside().next_back()) else { return (Vec::new(), Vec::new()) };
    let (first, last) = (first.week_start(first_day), last.week_start(first_day));
    let days_of = |week: Date| u32::try_from(covered.range(week.days()..=week.days().saturating_add(6)).count()).unwrap_or(0);
    let all = (first.days()..=last.days()).step_by(7).map(Date::from_days);
    let missing = all.filter(|&week| days_of(week) == 0).collect();
    let mut partial: Vec<(Date, u32)> = [first, last].into_iter().map(|week| (week, days_of(week))).filter(|(_, days)| *days < 7).collect();
    partial.dedup();
    (missing, partial)
}

fn campaigns(facts: &Facts<'_>) -> (Vec<CampaignSpan>, u64) {
    let mut spans: BTreeMap<u32, (Date, Date)> = BTreeMap::new();
    for (_, fact) in facts.counted() {
        let span = spans.entry(fact.campaign).or_insert((fact.date, fact.date));
        *span = (span.0.min(fact.date), span.1.max(fact.date));
    }
    let named = |(code, (first, last)): (u32, (Date, Date))| CampaignSpan { campaign: facts.ledger.campaigns().text(code).to_owned(), first, last };
    let mut spans: Vec<CampaignSpan> = spans.into_iter().map(named).filter(|span| !span.campaign.is_empty()).collect();
    spans.sort_by(|a, b| (a.first, &a.campaign).cmp(&(b.first, &b.campaign)));
    let total = spans.len() as u64;
    spans.truncate(CAMPAIGNS_LISTED_MAX);
    (spans, total)
}

/// How much of the data is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maturity {
    /// Last day that no longer changes.
    pub until: Date,
    /// Measured in revenue where there is some, else in rows.
    pub is_revenue: bool,
    pub whole: i128,
    pub mature: i128,
    /// The same with an attribution window twice as long: what a longer window would still move.
    pub mature_at_twice: i128,
}

impl Maturity {
    /// `None` where the whole is not positive.
    pub fn share(&self) -> Option<Ratio> {
        Ratio::new(self.mature.max(0).min(self.whole), self.whole).filter(|_| self.whole > 0)
    }
}

/// `None` without rows.
pub fn maturity(facts: &Facts<'_>) -> Option<Maturity> {
    let as_of = crate::analysis::as_of(facts.ledger, facts.rules)?;
    let rules = facts.rules;
    let until = as_of.minus_days(rules.window_days.saturating_add(rules.lag_days));
    let until_twice = as_of.minus_days(rules.window_days.saturating_mul(2).saturating_add(rules.lag_days));
    let sums = |to: Option<Date>| {
        let whole = roll_up(facts.ledger, &Slice { to, ..Slice::ALL }, Dimension::Whole).whole();
        (whole.sum(Measure::Revenue, Supplied::NONE), i128::from(whole.rows()))
    };
    let ((revenue, rows), (mature, mature_rows), (twice, twice_rows)) = (sums(None), sums(Some(until)), sums(Some(until_twice)));
    let is_revenue = revenue > 0;
    let pick = |revenue: i128, rows: i128| if is_revenue { revenue } else { rows };
    Some(Maturity { until, is_revenue, whole: pick(revenue, rows), mature: pick(mature, mature_rows), mature_at_twice: pick(twice, twice_rows) })
}
