//! Days on which a budget was spent (COM-17): creators could earn nothing then, whatever was offered.

use std::collections::BTreeMap;

use super::campaigns::Campaigns;
use super::tables::{RateRow, Tables, has_begun};
use crate::ledger::grain::{self, Grain};
use crate::ledger::{Ledger, Measure};
use crate::units::Date;

/// Days from one to another, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Date,
    pub until: Date,
}

impl Span {
    pub fn days(&self) -> u32 {
        u32::from(self.until.days().saturating_sub(self.from.days())) + 1
    }
}

/// What the rows of a table of rates that name a budget, beside the commissions paid, tell of the days it was spent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Ascending; none where it lasted.
    pub spans: Vec<Span>,
    /// Commission was paid after all that was granted had been paid: the budget was filled up on a day no row names.
    pub was_filled_up: bool,
    /// A row names a budget and no day from which on: it tells nothing.
    pub is_undated: bool,
}

impl Spent {
    pub fn days(&self) -> u32 {
        self.spans.iter().map(Span::days).sum()
    }
}

/// Whose commissions a budget pays: those of one product, or of all that is sold in a campaign. Codes of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Payer {
    Asin(u32),
    Campaign(u32),
}

/// The budgets of every product that some row names one for, by ASIN. A product's own rows stand before those of its campaigns.
pub fn spent(ledger: &Ledger, tables: &Tables<'_>, campaigns: &Campaigns<'_>, asins: &[String], today: Option<Date>) -> BTreeMap<String, Spent> {
    let Some(today) = today else { return BTreeMap::new() };
    let named = |rows: Vec<RateRow<'_>>| rows.into_iter().filter(|rate| names_budget(rate) && has_begun(rate, Some(today))).map(Named::of).collect::<Vec<_>>();
    let mut budgets: Vec<(&String, Payer, Vec<Named>)> = Vec::new();
    for asin in asins {
        let code = ledger.asins().code(asin);
        let own = named(tables.rates_of(asin).collect());
        match (code, own.is_empty()) {
            (Some(code), false) => budgets.push((asin, Payer::Asin(code), own)),
            (Some(code), true) => {
                let rates = campaigns.of(code);
                let campaign = rates.iter().filter(|rate| names_budget(rate)).find_map(|rate| ledger.campaigns().code(rate.campaign?));
                let of_campaign = |rate: &&RateRow<'_>| rate.campaign.and_then(|name| ledger.campaigns().code(name)) == campaign;
                let rows = named(rates.iter().filter(of_campaign).copied().collect());
                budgets.extend(campaign.filter(|_| !rows.is_empty()).map(|campaign| (asin, Payer::Campaign(campaign), rows)));
            }
            // Nothing was ever paid for it.
            (None, false) => budgets.push((asin, Payer::Asin(u32::MAX), own)),
            (None, true) => {}
        }
    }
    if budgets.is_empty() {
        return BTreeMap::new();
    }
    let paid = paid(ledger, budgets.iter().map(|(_, payer, _)| *payer));
    let nothing = BTreeMap::new();
    budgets.into_iter().map(|(asin, payer, rows)| (asin.clone(), of_rows(rows, paid.get(&payer).unwrap_or(&nothing), today))).collect()
}

/// What one row says of a budget, in micros.
#[derive(Clone, Copy)]
struct Named {
    from: Option<Date>,
    granted: Option<i64>,
    left: Option<i64>,
}

impl Named {
    fn of(rate: RateRow<'_>) -> Named {
        Named { from: rate.valid_from, granted: rate.budget, left: rate.budget_remaining }
    }
}

fn names_budget(rate: &RateRow<'_>) -> bool {
    rate.budget.is_some() || rate.budget_remaining.is_some()
}

/// Commission of each payer by the last day its rows cover, in micros.
fn paid(ledger: &Ledger, payers: impl Iterator<Item = Payer>) -> BTreeMap<Payer, BTreeMap<Date, i128>> {
    let mut paid: BTreeMap<Payer, BTreeMap<Date, i128>> = payers.map(|payer| (payer, BTreeMap::new())).collect();
    let sources: Vec<u32> = ledger.sources().iter().map(|source| source.source).collect();
    let grain = grain::of_days(&grain::days(ledger, &sources), None);
    for (row, fact) in ledger.columns().facts(0..ledger.rows()) {
        if ledger.is_excluded(row) || !fact.supplied.has(Measure::Commission) {
            continue;
        }
        let commission = fact.values.get(Measure::Commission.index()).copied().unwrap_or(0);
        for payer in [Payer::Asin(fact.asin), Payer::Campaign(fact.campaign)] {
            if let Some(days) = paid.get_mut(&payer) {
                *days.entry(covered_until(fact.date, grain)).or_default() += i128::from(commission);
            }
        }
    }
    paid
}

/// The last day a row may speak of: of what is not told by day the latest, so that no day too many is called lost.
fn covered_until(day: Date, grain: Grain) -> Date {
    match grain {
        Grain::Day => day,
        Grain::Week | Grain::Unknown => day.plus_days(6),
        Grain::Month => {
            let (year, month, _) = day.ymd();
            let next = if month == 12 { Date::from_ymd(year + 1, 1, 1) } else { Date::from_ymd(year, month + 1, 1) };
            next.map_or(day, |next| next.minus_days(1))
        }
    }
}

/// The spans of one budget. Each row holds until the next begins. Where it says that nothing is left, or what it grants has been
/// paid, the budget is spent from the day after the last commission on; money that is left means it lasted.
fn of_rows(mut rows: Vec<Named>, paid: &BTreeMap<Date, i128>, today: Date) -> Spent {
    let mut spent = Spent { is_undated: rows.iter().any(|row| row.from.is_none()), ..Spent::default() };
    rows.sort_by_key(|row| row.from);
    let ends = rows.iter().skip(1).map(|next| next.from.map_or(today, |next| next.minus_days(1))).chain([today]);
    for (row, until) in rows.iter().zip(ends) {
        let Some(from) = row.from.filter(|from| *from <= until) else { continue };
        let is_spent_by = match (row.left, row.granted) {
            (Some(left), _) if left > 0 => None,
            (Some(_), _) => Some(from),
            (None, Some(granted)) if granted <= 0 => Some(from),
            (None, Some(granted)) => {
                let mut sum = 0;
                let mut cumulated = paid.range(from..=until).map(|(day, commission)| {
                    sum += commission;
                    (*day, sum)
                });
                cumulated.find(|(_, sum)| *sum >= i128::from(granted)).map(|(day, _)| day)
            }
            (None, None) => None,
        };
        let Some(day) = is_spent_by else { continue };
        let last = paid.range(from..=until).rfind(|(_, commission)| **commission > 0).map(|(day, _)| *day);
        spent.was_filled_up |= row.left.is_none() && last.is_some_and(|last| last > day);
        let first = last.map_or(from, |last| last.plus_days(1)).max(from);
        if first <= until {
            spent.spans.push(Span { from: first, until });
        }
    }
    spent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::from_iso(text).expect("a day")
    }

    fn row(from: &str, granted: Option<i64>, left: Option<i64>) -> Named {
        Named { from: Some(day(from)), granted: granted.map(|units| units * 1_000_000), left: left.map(|units| units * 1_000_000) }
    }

    fn paid(days: &[(&str, i128)]) -> BTreeMap<Date, i128> {
        days.iter().map(|(text, units)| (day(text), units * 1_000_000)).collect()
    }

    fn spans(spent: &Spent) -> Vec<(String, String)> {
        spent.spans.iter().map(|span| (span.from.iso(), span.until.iso())).collect()
    }

    fn span(from: &str, until: &str) -> (String, String) {
        (from.to_owned(), until.to_owned())
    }

    const PAID: [(&str, i128); 3] = [("2026-03-01", 40), ("2026-03-04", 60), ("2026-03-20", 30)];

    #[test]
    fn a_budget_is_spent_from_the_day_after_its_last_commission() {
        // 40 + 60 is all of 100, on the 4th; 50 more are granted on the 16th, of which 30 are paid.
        let spent = of_rows(vec![row("2026-03-16", Some(50), None), row("2026-03-01", Some(100), None)], &paid(&PAID), day("2026-03-31"));
        assert_eq!((spans(&spent), spent.days(), spent.was_filled_up), (vec![span("2026-03-05", "2026-03-15")], 11, false));
        // One more granted: never spent.
        let lasted = of_rows(vec![row("2026-03-16", Some(50), None), row("2026-03-01", Some(101), None)], &paid(&PAID), day("2026-03-31"));
        assert_eq!((spans(&lasted), lasted.days()), (vec![], 0));
    }

    #[test]
    fn what_was_paid_beyond_a_budget_says_that_it_was_filled_up() {
        let spent = of_rows(vec![row("2026-03-01", Some(100), None)], &paid(&PAID), day("2026-03-31"));
        // Spent on the 4th, paid again on the 20th: only what comes after it is certain.
        assert_eq!((spans(&spent), spent.was_filled_up), (vec![span("2026-03-21", "2026-03-31")], true));
    }

    #[test]
    fn nothing_left_means_spent_and_something_left_means_it_lasted() {
        let rows = vec![row("2026-03-06", None, Some(0)), row("2026-03-11", None, Some(80))];
        assert_eq!(spans(&of_rows(rows, &paid(&PAID), day("2026-03-31"))), [span("2026-03-06", "2026-03-10")]);
        // Still nothing left today, and the last commission is of the 20th.
        assert_eq!(spans(&of_rows(vec![row("2026-02-01", None, Some(0))], &paid(&PAID), day("2026-03-31"))), [span("2026-03-21", "2026-03-31")]);
        assert_eq!(spans(&of_rows(vec![row("2026-03-01", Some(10), Some(5))], &paid(&PAID), day("2026-03-31"))), []);
        let undated = of_rows(vec![Named { from: None, granted: None, left: Some(0) }], &paid(&PAID), day("2026-03-31"));
        assert_eq!((undated.days(), undated.is_undated), (0, true));
    }

    #[test]
    fn a_row_by_week_or_month_is_held_to_reach_to_its_end() {
        let until = |grain| covered_until(day("2026-12-01"), grain).iso();
        assert_eq!(
            [until(Grain::Day), until(Grain::Week), until(Grain::Unknown), until(Grain::Month)],
            ["2026-12-01", "2026-12-07", "2026-12-07", "2026-12-31"]
        );
    }
}
