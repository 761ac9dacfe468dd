//! What creators and ads claim of each product's ordered sales, week by week.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use crate::ledger::Measure;
use crate::ledger::grain::{self, Grain};
use crate::units::Date;

/// Reports that tell the sales of the promoted product itself: kind, how it is called, column. Sales of other products beside it (halo) are
/// left out, and so are reports that name no product.
pub const CHANNELS: [(&str, &str, &str); 4] = [
    ("ads-console", "Sponsored ads", "own_revenue"),
    ("sponsored-products-advertised-product", "Sponsored Products", "own_revenue"),
    ("dsp", "Amazon DSP", "revenue"),
    ("amazon-attribution-products", "Amazon Attribution", "revenue"),
];
/// Weeks of one product without a gap that are needed; ads date a sale by its click, up to two weeks before.
pub const WEEKS_MIN: usize = 6;
pub const CLICK_WEEKS: usize = 2;

/// One product's week; micros.
#[derive(Clone, Copy, Debug, Default)]
pub struct Week {
    pub ordered: i128,
    pub creators: i128,
    /// By place in [`CHANNELS`].
    pub ads: [i128; CHANNELS.len()],
}

impl Week {
    pub fn claimed(&self) -> i128 {
        self.creators + self.ads.iter().sum::<i128>()
    }
}

/// One product over its longest run of weeks.
#[derive(Clone, Debug)]
pub struct Claims {
    pub code: u32,
    pub asin: String,
    /// First week, and what was ordered and claimed in each.
    pub first: Date,
    pub weeks: Vec<Week>,
    pub rows: Vec<(u32, u64)>,
}

impl Claims {
    pub fn ordered(&self) -> i128 {
        self.weeks.iter().map(|week| week.ordered).sum()
    }

    pub fn claimed(&self) -> i128 {
        self.weeks.iter().map(Week::claimed).sum()
    }

    /// Claims whose sale lies within the run for certain: those of ads only where the click is two weeks before its end.
    pub fn surely_claimed(&self, week: usize) -> i128 {
        let is_early = week + CLICK_WEEKS < self.weeks.len();
        self.weeks.get(week).map_or(0, |week| if is_early { week.claimed() } else { week.creators })
    }

    pub fn channel(&self, at: usize) -> i128 {
        self.weeks.iter().filter_map(|week| week.ads.get(at)).sum()
    }
}

/// Why nothing can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoClaims {
    /// Only some creators or campaigns are selected.
    Filtered,
    /// Attribution rows cover months.
    Monthly,
    /// No weekly ordered sales by product.
    NoOrders,
    /// No other channel names products.
    NoChannel,
    /// No product has enough weeks.
    TooFewWeeks,
}

/// Every product with enough weeks in a row.
pub fn claims(case: &Case<'_>) -> Result<Vec<Claims>, NoClaims> {
    if case.slice.creator.is_some() || case.slice.campaign.is_some() {
        return Err(NoClaims::Filtered);
    }
    let is_monthly = |source: u32| matches!(grain::of_days(&grain::days(case.ledger, &[source]), None), Grain::Month);
    if !case.has("business-report-asin") {
        return Err(NoClaims::NoOrders);
    }
    if case.ledger.sources().iter().any(|source| is_monthly(source.source)) {
        return Err(NoClaims::Monthly);
    }
    let mut table = Table::default();
    table.read_orders(case);
    if table.weeks.is_empty() {
        return Err(NoClaims::NoOrders);
    }
    if !table.read_ads(case) {
        return Err(NoClaims::NoChannel);
    }
    let found: Vec<Claims> = case.panel.asins.codes.iter().enumerate().filter_map(|(at, code)| table.longest(case, at, *code)).collect();
    if found.is_empty() { Err(NoClaims::TooFewWeeks) } else { Ok(found) }
}

type Key = (String, Date);

#[derive(Default)]
struct Table {
    /// Ordered sales with the days of the week they cover.
    weeks: BTreeMap<Key, (Week, BTreeSet<u16>)>,
    /// Weeks of products in which a report's row does not lie wholly.
    blocked: BTreeSet<Key>,
    rows: BTreeMap<String, Vec<(u32, u64)>>,
}

impl Table {
    fn read_orders(&mut self, case: &Case<'_>) {
        for (source, sheet, row) in case.rows("business-report-asin").filter(|(_, sheet, _)| is_same_currency(case, sheet.currency)) {
            let number = sheet.column("ordered_sales").and_then(|column| column.number(row));
            let (Some(asin), Some(span), Some(sales)) = (sheet.column("asin").and_then(|column| column.text(row)), sheet.span(row), number) else { continue };
            let week = span.first.week_start(case.rules.week_start);
            if span.last <= week.plus_days(6) {
                let (sums, days) = self.weeks.entry((asin.to_owned(), week)).or_default();
                sums.ordered += i128::from(sales);
                days.extend(span.first.days()..=span.last.days());
                self.rows.entry(asin.to_owned()).or_default().push((source, sheet.line(row)));
            }
        }
    }

    /// Adds the claims of ads to the weeks of ordered sales; `false` where no report has any.
    fn read_ads(&mut self, case: &Case<'_>) -> bool {
        let mut is_any = false;
        let console = case.has("ads-console");
        for (at, (kind, _, column)) in CHANNELS.iter().enumerate() {
            // The console's report has Sponsored Products as well.
            if console && *kind == "sponsored-products-advertised-product" {
                continue;
            }
            for (source, sheet, row) in case.rows(kind).filter(|(_, sheet, _)| is_same_currency(case, sheet.currency)) {
                let number = sheet.column(column).and_then(|column| column.number(row));
                let (Some(asin), Some(span), Some(sales)) = (sheet.column("asin").and_then(|column| column.text(row)), sheet.span(row), number) else {
                    continue;
                };
                let week = span.first.week_start(case.rules.week_start);
                if span.last > week.plus_days(6) {
                    let met = (0..=(span.last.days() - week.days()) / 7).map(|step| (asin.to_owned(), week.plus_days(step * 7)));
                    self.blocked.extend(met);
                } else if let Some((sums, _)) = self.weeks.get_mut(&(asin.to_owned(), week)) {
                    sums.ads.iter_mut().skip(at).take(1).for_each(|sum| *sum += i128::from(sales));
                    self.rows.entry(asin.to_owned()).or_default().push((source, sheet.line(row)));
                    is_any |= sales > 0;
                }
            }
        }
        is_any
    }

    /// The longest run of mature weeks in which all of a product's sales and claims are known.
    fn longest(&self, case: &Case<'_>, at: usize, code: u32) -> Option<Claims> {
        let panel = &case.panel;
        let asin = case.ledger.asins().text(code).to_owned();
        let mut best: Option<(Date, Vec<Week>)> = None;
        let mut run: Option<(Date, Vec<Week>)> = None;
        for (place, start) in panel.weeks.iter().enumerate() {
            let key = (asin.clone(), *start);
            let week = self
                .weeks
                .get(&key)
                .filter(|(_, days)| days.len() == 7 && !self.blocked.contains(&key))
                .map(|(week, _)| Week { creators: panel.sum(Measure::Revenue, &panel.asins, at, place..place + 1), ..*week });
            let follows = run.as_ref().is_some_and(|(first, weeks)| usize::from(start.days() - first.days()) == 7 * weeks.len());
            run = match (week, run.filter(|_| follows)) {
                (None, _) => None,
                (Some(week), None) => Some((*start, vec![week])),
                (Some(week), Some((first, mut weeks))) => {
                    weeks.push(week);
                    Some((first, weeks))
                }
            };
            let length = |run: &Option<(Date, Vec<Week>)>| run.as_ref().map_or(0, |(_, weeks)| weeks.len());
            if length(&run) > length(&best) {
                best = run.clone();
            }
        }
        let (first, weeks) = best.filter(|(_, weeks)| weeks.len() >= WEEKS_MIN)?;
        Some(Claims { code, rows: self.rows.get(&asin).cloned().unwrap_or_default(), asin, first, weeks }).filter(|claims| claims.ordered() > 0)
    }
}

fn is_same_currency(case: &Case<'_>, currency: Option<crate::units::Currency>) -> bool {
    currency.is_none() || case.ledger.currency().is_none() || currency == case.ledger.currency()
}
