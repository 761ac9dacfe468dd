//! How revenue and activity spread over the creators of each group: for concentration and retention.

use super::columns::Columns;
use super::measure::Measure;
use super::rollup::{Dimension, OUTSIDE, keys};
use super::slice::Slice;
use super::store::Ledger;
use crate::units::Date;

/// How one group's revenue and orders spread over its creators. Rows without a creator are in no figure here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    pub code: u32,
    /// Creators with a row.
    pub creators: u64,
    /// Revenue of the largest creator and of the largest five, micros.
    pub largest: i128,
    pub largest_five: i128,
    /// Sum of squared revenues, micros²; `None` on overflow.
    pub squares: Option<i128>,
    /// Fewest creators that hold at least 80 % of the group's revenue; `None` where revenue is not positive or the named creators
    /// hold less.
    pub holders_of_80: Option<u64>,
    /// Creators with at least one order.
    pub active: u64,
    /// Creators active in this calendar month, in the last, and in both; `None` where no months can be compared.
    pub months: Option<ActiveMonths>,
}

/// Creators with an order in two neighbouring months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActiveMonths {
    pub this: u64,
    pub last: u64,
    pub both: u64,
}

/// Totals of one creator inside one group.
#[derive(Clone, Copy, Default)]
struct Tally {
    seen: bool,
    revenue: i128,
    orders: i128,
    orders_this: i128,
    orders_last: i128,
}

/// Spreads of every group, in code order. `month` is the calendar month that
/// counts as "this" (for groups by month each group is its own). Cost: two passes over the rows, no hashing.
pub fn spreads(ledger: &Ledger, slice: &Slice, dimension: Dimension, month: u16) -> Vec<Spread> {
    let columns = ledger.columns();
    let keys = keys(ledger, slice, dimension);
    let rows = rows_by_group(&keys);
    let months = MonthOf::new(columns, month);
    let nameless = ledger.nameless_creator();
    let mut tallies = vec![Tally::default(); ledger.creators().len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut before: Option<(u32, Vec<u32>)> = None;
    let mut result = Vec::new();
    for (code, rows) in rows.groups() {
        for &row in rows {
            add_row(ledger, row, nameless, &months, &mut tallies, &mut touched);
        }
        let mut spread = summarise(code, revenue_of(columns, rows), &tallies, &touched);
        match dimension {
            Dimension::Month => {
                let active = active_creators(&tallies, &touched);
                spread.months = Some(compare_months(code, &active, before.as_ref()));
                before = Some((code, active));
            }
            Dimension::Week(_) => spread.months = None,
            _ => spread.months = Some(months_of(&tallies, &touched)),
        }
        for creator in touched.drain(..) {
            if let Some(tally) = tallies.get_mut(creator as usize) {
                *tally = Tally::default();
            }
        }
        result.push(spread);
    }
    result
}

fn add_row(ledger: &Ledger, row: u32, nameless: Option<u32>, months: &MonthOf, tallies: &mut [Tally], touched: &mut Vec<u32>) {
    let (columns, at) = (ledger.columns(), row as usize);
    let Some(creator) = columns.creator.get(at).map(|code| ledger.canonical_creator(*code)) else { return };
    if Some(creator) == nameless {
        return;
    }
    let Some(tally) = tallies.get_mut(creator as usize) else { return };
    if !tally.seen {
        tally.seen = true;
        touched.push(creator);
    }
    let value = |measure: Measure| columns.values.get(measure.index()).and_then(|column| column.get(at)).copied().map_or(0, i128::from);
    tally.revenue += value(Measure::Revenue);
    let orders = value(Measure::Orders);
    tally.orders += orders;
    match columns.date.get(at).map_or(Month::Other, |&day| months.of(day)) {
        Month::This => tally.orders_this += orders,
        Month::Last => tally.orders_last += orders,
        Month::Other => {}
    }
}

#[derive(Clone, Copy)]
enum Month {
    This,
    Last,
    Other,
}

/// Which days are in this month and which in the last, looked up instead of computed a million times.
struct MonthOf {
    first: u16,
    days: Vec<Month>,
}

impl MonthOf {
    fn new(columns: &Columns, this: u16) -> MonthOf {
        let Some((first, last)) = columns.dates() else { return MonthOf { first: 0, days: Vec::new() } };
        let kind = |day: u16| match Date::from_days(day).month_index() {
            month if month == this => Month::This,
            month if month + 1 == this => Month::Last,
            _ => Month::Other,
        };
        MonthOf { first: first.days(), days: (first.days()..=last.days()).map(kind).collect() }
    }

    fn of(&self, day: u16) -> Month {
        self.days.get(usize::from(day - self.first)).copied().unwrap_or(Month::Other)
    }
}

/// Revenue of all rows of a group, those without a creator too.
fn revenue_of(columns: &Columns, rows: &[u32]) -> i128 {
    let revenue = columns.values(Measure::Revenue);
    rows.iter().filter_map(|&row| revenue.get(row as usize)).map(|&value| i128::from(value)).sum()
}

fn summarise(code: u32, total: i128, tallies: &[Tally], touched: &[u32]) -> Spread {
    let mine = || touched.iter().filter_map(|&creator| tallies.get(creator as usize));
    let mut revenues: Vec<i128> = mine().map(|tally| tally.revenue).collect();
    revenues.sort_unstable_by(|a, b| b.cmp(a));
    let mut running = 0;
    let enough = revenues.iter().position(|revenue| {
        running += revenue;
        running * 5 >= total * 4
    });
    Spread {
        code,
        creators: mine().count() as u64,
        largest: revenues.first().copied().unwrap_or(0),
        largest_five: revenues.iter().take(5).sum(),
        squares: revenues.iter().try_fold(0_i128, |sum, &revenue| sum.checked_add(revenue.checked_mul(revenue)?)),
        holders_of_80: enough.filter(|_| total > 0).map(|position| position as u64 + 1),
        active: mine().filter(|tally| tally.orders > 0).count() as u64,
        months: None,
    }
}

fn months_of(tallies: &[Tally], touched: &[u32]) -> ActiveMonths {
    let mut months = ActiveMonths::default();
    for tally in touched.iter().filter_map(|&creator| tallies.get(creator as usize)) {
        let (this, last) = (tally.orders_this > 0, tally.orders_last > 0);
        months.this += u64::from(this);
        months.last += u64::from(last);
        months.both += u64::from(this && last);
    }
    months
}

/// Codes of creators with at least one order, ascending.
fn active_creators(tallies: &[Tally], touched: &[u32]) -> Vec<u32> {
    let is_active = |creator: &&u32| tallies.get(**creator as usize).is_some_and(|tally| tally.orders > 0);
    let mut active: Vec<u32> = touched.iter().filter(is_active).copied().collect();
    active.sort_unstable();
    active
}

fn compare_months(code: u32, active: &[u32], before: Option<&(u32, Vec<u32>)>) -> ActiveMonths {
    let last: &[u32] = match before {
        Some((month, creators)) if month + 1 == code => creators,
        _ => &[],
    };
    let both = active.iter().filter(|creator| last.binary_search(creator).is_ok()).count();
    ActiveMonths { this: active.len() as u64, last: last.len() as u64, both: both as u64 }
}

/// Row numbers sorted by group (a counting sort), with where each group starts.
struct GroupedRows {
    rows: Vec<u32>,
    starts: Vec<u32>,
}

impl GroupedRows {
    fn groups(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let spans = self.starts.windows(2).filter_map(|pair| match pair {
            [start, end] => self.rows.get(*start as usize..*end as usize),
            _ => None,
        });
        (0_u32..).zip(spans).filter(|(_, rows)| !rows.is_empty())
    }
}

fn rows_by_group(keys: &[u32]) -> GroupedRows {
    let codes = keys.iter().filter(|&&key| key != OUTSIDE).max().map_or(0, |&max| max as usize + 1);
    let mut starts = vec![0_u32; codes + 1];
    for key in keys.iter().filter(|&&key| key != OUTSIDE) {
        if let Some(count) = starts.get_mut(*key as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut rows = vec![0_u32; sum as usize];
    for (row, key) in (0_u32..).zip(keys).filter(|(_, key)| **key != OUTSIDE) {
        let Some(position) = next.get_mut(*key as usize) else { continue };
        if let Some(slot) = rows.get_mut(*position as usize) {
            *slot = row;
        }
        *position += 1;
    }
    GroupedRows { rows, starts }
}
