//! The ledger of prospective rates (COM-9): a rate change reaches new opt-ins only, so what is paid is a mixture of rates.

use std::collections::BTreeMap;

use super::infer::Inferred;
use super::links::{Cell, Cells, RowRate};
use crate::units::{Date, Ratio};

/// How the rate of a cohort is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RateSource {
    /// Written in the rows, or said by a table of opt-ins.
    Given,
    /// Concluded from commission ÷ revenue.
    Inferred,
    /// No revenue to divide by.
    Unknown,
}

impl RateSource {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            RateSource::Given => "given",
            RateSource::Inferred => "inferred",
            RateSource::Unknown => "unknown",
        }
    }
}

/// Whether links earn the rate that is offered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Current,
    Legacy,
    /// The rate, or what is offered now, is not known.
    Unknown,
}

/// All sales at one rate; money in micros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Parts per million; `None` where it cannot be told.
    pub ppm: Option<u32>,
    pub source: RateSource,
    /// First day with sales at it.
    pub from: Date,
    pub revenue: i128,
    pub commission: i128,
    /// Creator and product pairs.
    pub links: u64,
    /// Part of the revenue on links that earn another rate than is offered now.
    pub legacy_revenue: i128,
}

/// One creator and product with the rate it is paid at; money in micros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub creator: u32,
    pub asin: u32,
    pub ppm: Option<u32>,
    pub standing: Standing,
    pub revenue: i128,
    pub commission: i128,
    pub last: Date,
}

/// One month, by standing; money in micros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthMix {
    /// See [`Date::month_index`].
    pub month: u16,
    pub legacy_revenue: i128,
    pub current_revenue: i128,
    pub unknown_revenue: i128,
    pub legacy_commission: i128,
    pub current_commission: i128,
    pub commission: i128,
}

impl MonthMix {
    pub fn revenue(&self) -> i128 {
        self.legacy_revenue + self.current_revenue + self.unknown_revenue
    }

    /// Commission ÷ revenue.
    pub fn blended(&self) -> Option<Ratio> {
        Ratio::new(self.commission, self.revenue()).filter(|_| self.revenue() > 0)
    }
}

/// Everything paid, sorted by the rate it was paid at. Cohorts, links and months each add up to all revenue and commission of
/// the rows that have both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateLedger {
    /// By first day, then rate.
    pub cohorts: Vec<Cohort>,
    /// By revenue, the largest first.
    pub links: Vec<Link>,
    /// Ascending.
    pub months: Vec<MonthMix>,
    pub revenue: i128,
    pub commission: i128,
    pub legacy_revenue: i128,
    pub current_revenue: i128,
    /// On links whose rate, or what is offered now, is not known. The three make up all revenue.
    pub unknown_revenue: i128,
    pub legacy_commission: i128,
    /// Legacy commission less what the same revenue would cost at the rate offered now, in units of the currency: above zero
    /// is overpaid against today's offer, below is what legacy links cost less.
    pub legacy_cost_over_current: Ratio,
    pub rows_without_amounts: u64,
}

impl RateLedger {
    /// Commission ÷ revenue; `None` without revenue.
    pub fn blended(&self) -> Option<Ratio> {
        Ratio::new(self.commission, self.revenue).filter(|_| self.revenue > 0)
    }
}

/// What decides the standing of a link.
pub struct Offered<'a> {
    /// The bonus a table or the reader names for a product today, in parts per million, by ASIN code.
    pub named: &'a BTreeMap<u32, u32>,
    /// Rates no further apart count as one, in parts per million.
    pub tolerance_ppm: u32,
}

/// The product and creator that a cohort counted last.
type LatestLink = Option<(u32, u32)>;

/// A cell with its rate.
#[derive(Clone, Copy)]
struct Rated<'a> {
    cell: &'a Cell,
    ppm: Option<u32>,
    source: RateSource,
}

/// The rate of the newest links of each product, where `cells` know one: what is offered now as far as sales tell.
pub fn newest_rates(cells: &Cells, inferred: &Inferred) -> BTreeMap<u32, u32> {
    let rated: Vec<Rated<'_>> = rated(cells, inferred).collect();
    newest(&rated)
}

/// Of each product, the rate whose first sale is the latest.
fn newest(rated: &[Rated<'_>]) -> BTreeMap<u32, u32> {
    let mut first_sale: BTreeMap<(u32, u32), Date> = BTreeMap::new();
    for (cell, ppm) in rated.iter().filter_map(|rated| Some((rated.cell, rated.ppm?))).filter(|(cell, _)| cell.revenue > 0) {
        let first = first_sale.entry((cell.key.asin, ppm)).or_insert(cell.first);
        *first = (*first).min(cell.first);
    }
    let mut newest: BTreeMap<u32, (Date, u32)> = BTreeMap::new();
    for ((asin, ppm), first) in first_sale {
        let found = newest.entry(asin).or_insert((first, ppm));
        // Of two that began on one day the lower: the higher is more likely an exception made for one creator.
        if (first, std::cmp::Reverse(ppm)) > (found.0, std::cmp::Reverse(found.1)) {
            *found = (first, ppm);
        }
    }
    newest.into_iter().map(|(asin, (_, ppm))| (asin, ppm)).collect()
}

fn rated<'a>(cells: &'a Cells, inferred: &'a Inferred) -> impl Iterator<Item = Rated<'a>> {
    cells.cells.iter().enumerate().map(|(at, cell)| match cell.key.rate {
        RowRate::Given(ppm) => Rated { cell, ppm: Some(ppm), source: RateSource::Given },
        _ => match inferred.rate_of(at) {
            Some(ppm) => Rated { cell, ppm: Some(ppm), source: RateSource::Inferred },
            None => Rated { cell, ppm: None, source: RateSource::Unknown },
        },
    })
}

/// Sorts what was paid by rate.
pub fn rate_ledger(cells: &Cells, inferred: &Inferred, offered: &Offered<'_>) -> RateLedger {
    let rated: Vec<Rated<'_>> = rated(cells, inferred).collect();
    let newest = newest(&rated);
    let now = |asin: u32| offered.named.get(&asin).or_else(|| newest.get(&asin)).copied();
    let mut ledger = RateLedger { rows_without_amounts: cells.rows_without_amounts, ..RateLedger::default() };
    let mut cohorts: BTreeMap<(Option<u32>, RateSource), (Cohort, LatestLink)> = BTreeMap::new();
    let mut links: BTreeMap<(u32, u32, Option<u32>), Link> = BTreeMap::new();
    let mut months: BTreeMap<u16, MonthMix> = BTreeMap::new();
    for Rated { cell, ppm, source } in rated {
        let current = now(cell.key.asin);
        let standing = match (ppm, current) {
            (Some(ppm), Some(current)) if ppm.abs_diff(current) <= offered.tolerance_ppm => Standing::Current,
            (Some(_), Some(_)) => Standing::Legacy,
            _ => Standing::Unknown,
        };
        ledger.add(cell, standing, current);
        months.entry(cell.key.month).or_insert_with(|| MonthMix { month: cell.key.month, ..MonthMix::default() }).add(cell, standing);
        let blank = || Cohort { ppm, source, from: cell.first, revenue: 0, commission: 0, links: 0, legacy_revenue: 0 };
        let (cohort, latest) = cohorts.entry((ppm, source)).or_insert_with(|| (blank(), None));
        // Cells come sorted by product and creator.
        let pair = (cell.key.asin, cell.key.creator);
        cohort.links += u64::from(*latest != Some(pair));
        *latest = Some(pair);
        cohort.from = cohort.from.min(cell.first);
        cohort.revenue += cell.revenue;
        cohort.commission += cell.commission;
        cohort.legacy_revenue += if standing == Standing::Legacy { cell.revenue } else { 0 };
        let link =
            links.entry((pair.1, pair.0, ppm)).or_insert(Link { creator: pair.1, asin: pair.0, ppm, standing, revenue: 0, commission: 0, last: cell.last });
        link.revenue += cell.revenue;
        link.commission += cell.commission;
        link.last = link.last.max(cell.last);
    }
    ledger.cohorts = cohorts.into_values().map(|(cohort, _)| cohort).collect();
    ledger.cohorts.sort_by_key(|cohort| (cohort.from, std::cmp::Reverse(cohort.ppm), cohort.source));
    ledger.links = links.into_values().collect();
    ledger.links.sort_by_key(|link| (std::cmp::Reverse(link.revenue), link.creator, link.asin, link.ppm));
    ledger.months = months.into_values().collect();
    ledger
}

impl RateLedger {
    fn add(&mut self, cell: &Cell, standing: Standing, current: Option<u32>) {
        self.revenue += cell.revenue;
        self.commission += cell.commission;
        match standing {
            Standing::Current => self.current_revenue += cell.revenue,
            Standing::Legacy => {
                self.legacy_revenue += cell.revenue;
                self.legacy_commission += cell.commission;
                let at_current = Ratio::millionths(cell.revenue).times(&Ratio::millionths(i128::from(current.unwrap_or(0))));
                let over = at_current.and_then(|at_current| Ratio::millionths(cell.commission).minus(&at_current));
                let sum = over.and_then(|over| self.legacy_cost_over_current.plus(&over));
                self.legacy_cost_over_current = sum.unwrap_or(self.legacy_cost_over_current);
            }
            Standing::Unknown => self.unknown_revenue += cell.revenue,
        }
    }
}

impl MonthMix {
    fn add(&mut self, cell: &Cell, standing: Standing) {
        self.commission += cell.commission;
        match standing {
            Standing::Current => {
                self.current_revenue += cell.revenue;
                self.current_commission += cell.commission;
            }
            Standing::Legacy => {
                self.legacy_revenue += cell.revenue;
                self.legacy_commission += cell.commission;
            }
            Standing::Unknown => self.unknown_revenue += cell.revenue,
        }
    }
}
