//! The clock of rate reviews (COM-12), rates that nobody touches while opt-ins fall (COM-13), and one rate for lines that
//! differ (COM-15).

use std::collections::BTreeMap;

use super::gather::Gathered;
use super::judge::Judged;
use super::terms::{Term, Terms};
use crate::stats::trend::{self, Trend};
use crate::units::{Date, Ratio, Weekday};

/// When rates were last looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewClock {
    /// `None`: no table and no decision says so.
    pub last: Option<Date>,
    pub days_since: Option<u16>,
    pub is_overdue: Option<bool>,
    pub due: Option<Date>,
}

/// The clock on a day; a review in the future counts as today.
pub fn clock(last: Option<Date>, today: Option<Date>, terms: &Terms) -> ReviewClock {
    let most = terms.whole(Term::ReviewDays);
    let days_since = last.zip(today).map(|(last, today)| today.days().saturating_sub(last.days()));
    ReviewClock { last, days_since, is_overdue: days_since.map(|days| days > most), due: last.map(|last| last.plus_days(most)) }
}

/// Whether rates stand still while opt-ins fall.
#[derive(Clone, Debug, PartialEq)]
pub enum Inertia {
    /// No table says when creators opted in.
    OptInsUnknown,
    /// Too few whole weeks to see a trend.
    TooFewWeeks(usize),
    /// A rate has changed: whatever opt-ins do, nobody slept.
    RateChanged,
    /// The rate never changed; the trend says whether opt-ins fall.
    Unchanged { trend: Trend, weeks: usize, is_inert: bool },
}

/// Weekly opt-ins from the first to the last whole week before `today`.
pub fn weekly_opt_ins(days: &[Date], today: Option<Date>, week_start: Weekday) -> Vec<(Date, u64)> {
    let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else { return Vec::new() };
    let this_week = today.unwrap_or(last).max(last).week_start(week_start);
    let mut counts: BTreeMap<Date, u64> = BTreeMap::new();
    let mut week = first.week_start(week_start);
    while week < this_week {
        counts.insert(week, 0);
        week = week.plus_days(7);
    }
    for day in days {
        if let Some(count) = counts.get_mut(&day.week_start(week_start)) {
            *count += 1;
        }
    }
    counts.into_iter().collect()
}

/// Judges inertia; `rates` is how many rates one product had at most.
pub fn inertia(gathered: &Gathered, rates: usize, week_start: Weekday, terms: &Terms) -> Inertia {
    if gathered.creators.opt_in_days.is_empty() {
        return Inertia::OptInsUnknown;
    }
    if rates > 1 {
        return Inertia::RateChanged;
    }
    let weeks = weekly_opt_ins(&gathered.creators.opt_in_days, gathered.as_of, week_start);
    let counts: Vec<Ratio> = weeks.iter().map(|(_, count)| Ratio::whole(i128::from(*count))).collect();
    match trend::trend(&counts) {
        None => Inertia::TooFewWeeks(weeks.len()),
        Some(trend) => {
            let is_inert = trend.slope.is_negative() && trend.falling_p < terms.value(Term::InertiaLevel);
            Inertia::Unchanged { trend, weeks: weeks.len(), is_inert }
        }
    }
}

/// One product line and the rates that fit all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRates {
    pub line: String,
    pub products: usize,
    /// Products whose costs are known.
    pub judged: usize,
    /// Contribution ÷ price, weighted by trailing revenue, equally where there is none.
    pub margin_share: Option<Ratio>,
    /// Least and largest bonus offered now.
    pub offered: Option<(Ratio, Ratio)>,
    /// Largest floor and least ceiling of its products.
    pub corridor: Option<(Ratio, Ratio)>,
}

/// Rates by line, and whether one flat rate stands over lines that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateSets {
    pub lines: Vec<LineRates>,
    /// Largest less least margin share of the lines.
    pub spread: Option<Ratio>,
    /// The one bonus everything is offered at; `None` where there are several, or none is known.
    pub flat_rate: Option<Ratio>,
    pub is_flat_over_different_margins: bool,
}

/// Looks at every line; products without one stand together under an empty name.
pub fn rate_sets(judged: &[Judged], terms: &Terms) -> RateSets {
    let mut by_line: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for product in judged {
        by_line.entry(product.product.line.as_str()).or_default().push(product);
    }
    let lines: Vec<LineRates> = by_line.into_iter().map(|(line, products)| line_rates(line, &products)).collect();
    let shares: Vec<Ratio> = lines.iter().filter_map(|line| line.margin_share).collect();
    let spread = shares.iter().max().zip(shares.iter().min()).and_then(|(most, least)| most.minus(least));
    let mut offered = judged.iter().filter_map(|judged| judged.product.brand_rate.map(|rate| rate.value));
    let flat_rate = offered.next().filter(|first| offered.all(|rate| rate == *first));
    let is_wide = spread.is_some_and(|spread| spread > terms.value(Term::MarginSpread));
    RateSets { is_flat_over_different_margins: flat_rate.is_some() && is_wide && lines.len() > 1, lines, spread, flat_rate }
}

fn line_rates(line: &str, products: &[&Judged]) -> LineRates {
    let margin = |judged: &&Judged| {
        let price = judged.product.price.map(|price| price.value).filter(Ratio::is_positive)?;
        Some((judged.contribution?.over(&price)?, judged.product.sales.trailing_revenue.unwrap_or(Ratio::whole(0))))
    };
    let margins: Vec<(Ratio, Ratio)> = products.iter().filter_map(margin).collect();
    let has_revenue = margins.iter().any(|(_, revenue)| revenue.is_positive());
    let weighed = margins.iter().try_fold((Ratio::whole(0), Ratio::whole(0)), |(sum, weights), (share, revenue)| {
        let weight = if has_revenue { (*revenue).max(Ratio::whole(0)) } else { Ratio::whole(1) };
        Some((sum.plus(&share.times(&weight)?)?, weights.plus(&weight)?))
    });
    let offered: Vec<Ratio> = products.iter().filter_map(|judged| judged.product.brand_rate.map(|rate| rate.value)).collect();
    let floor = products.iter().filter_map(|judged| judged.corridor.bonus_min).max();
    let ceiling = products.iter().filter_map(|judged| judged.corridor.bonus_max).min();
    LineRates {
        line: line.to_owned(),
        products: products.len(),
        judged: margins.len(),
        margin_share: weighed.and_then(|(sum, weights)| sum.over(&weights)),
        offered: offered.iter().min().copied().zip(offered.iter().max().copied()),
        corridor: floor.zip(ceiling),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::from_iso(text).expect("a day")
    }

    #[test]
    fn a_review_is_overdue_after_a_quarter() {
        let at = |today: &str| clock(Some(day("2026-01-01")), Some(day(today)), &Terms::default());
        assert_eq!((at("2026-04-02").days_since, at("2026-04-02").is_overdue), (Some(91), Some(false)));
        assert_eq!(at("2026-04-03").is_overdue, Some(true));
        assert_eq!(clock(None, Some(day("2026-04-03")), &Terms::default()).is_overdue, None);
    }

    #[test]
    fn weeks_without_opt_ins_count_as_nothing() {
        let days = [day("2026-01-05"), day("2026-01-06"), day("2026-01-20")];
        let weeks = weekly_opt_ins(&days, Some(day("2026-01-27")), Weekday::Sunday);
        // Weeks of 4, 11 and 18 January; that of the 25th is not over.
        assert_eq!(weeks.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 0, 1]);
    }

    #[test]
    fn falling_opt_ins_under_one_rate_are_inertia() {
        let mut days = Vec::new();
        for (week, count) in [9, 8, 8, 6, 5, 5, 3, 2].into_iter().enumerate() {
            let start = day("2026-01-04").plus_days(u16::try_from(week * 7).expect("small"));
            days.extend(std::iter::repeat_n(start, count));
        }
        let mut gathered = Gathered { as_of: Some(day("2026-03-01")), ..Gathered::default() };
        assert_eq!(inertia(&gathered, 1, Weekday::Sunday, &Terms::default()), Inertia::OptInsUnknown);
        gathered.creators.opt_in_days = days;
        let Inertia::Unchanged { is_inert, weeks, .. } = inertia(&gathered, 1, Weekday::Sunday, &Terms::default()) else { panic!("a trend") };
        assert_eq!((is_inert, weeks), (true, 8));
        assert_eq!(inertia(&gathered, 2, Weekday::Sunday, &Terms::default()), Inertia::RateChanged);
        gathered.creators.opt_in_days.retain(|opted| *opted < day("2026-01-20"));
        gathered.as_of = Some(day("2026-01-25"));
        assert_eq!(inertia(&gathered, 1, Weekday::Sunday, &Terms::default()), Inertia::TooFewWeeks(3));
    }
}
