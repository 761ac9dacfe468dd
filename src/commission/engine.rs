//! The whole engine in one place: sources in, everything concluded out.

use std::collections::{BTreeMap, BTreeSet};

use super::creators::{MonthlyOrders, monthly_orders};
use super::forecast::{self, Covered, Fading, ForecastMonth, Start};
use super::gather::{Gathered, Sources, gather};
use super::infer::infer;
use super::inputs::{Known, Origin, Product};
use super::judge::{Beside, Judged, judge};
use super::landscape::{best_creators, percentile, place};
use super::launch;
use super::links::{Cells, cells};
use super::rate_ledger::{Offered, RateLedger, newest_rates, rate_ledger};
use super::review::{Inertia, RateSets, ReviewClock, clock, inertia, rate_sets};
use super::scenario::{Scenario, product_under, terms_under};
use super::terms::{Term, Terms};
use super::tiers::{Trailing, trailing};
use crate::ledger::Ledger;
use crate::stats::logistic::{Acceptance, NoFit};
use crate::units::{Date, Ratio};

/// Everything the engine concluded. Made once for a workspace; what-ifs are answered from it without reading a row again.
pub struct Commission {
    pub terms: Terms,
    pub gathered: Gathered,
    pub cells: Cells,
    /// By ASIN.
    pub judged: Vec<Judged>,
    pub ledger: RateLedger,
    pub fading: Option<Fading>,
    /// `None` without a whole month; nothing is forecast then.
    pub start: Option<Start>,
    pub forecast: Vec<ForecastMonth>,
    pub acceptance: Result<Acceptance, NoFit>,
    pub clock: ReviewClock,
    pub inertia: Inertia,
    pub sets: RateSets,
    /// Creators' sales in the days looked back on.
    pub trailing: Vec<Trailing>,
    /// Clicks that one creator brings to one product in 90 days; see [`launch::clicks_per_creator`].
    pub clicks_per_creator: Option<Ratio>,
    /// Best creator's orders a month by ASIN.
    best: BTreeMap<String, Ratio>,
    pub mature_until: Option<Date>,
}

/// Rates that count as one, in parts per million.
fn tolerance(terms: &Terms) -> u32 {
    terms.millionths(Term::RateTolerance).and_then(|value| u32::try_from(value).ok()).unwrap_or(0)
}

/// Runs the engine. `reviewed` is the newest review decided in the workspace itself.
pub fn commission(sources: &Sources<'_>, reviewed: Option<Date>) -> Commission {
    let (ledger, terms) = (sources.ledger, sources.terms);
    let mut gathered = gather(sources);
    let cells = cells(ledger, tolerance(terms), |creator, asin, on| gathered.given.of(creator, asin, on));
    let inferred = infer(&cells, &gathered.given, tolerance(terms));
    let newest = newest_rates(&cells, &inferred);
    take_newest(&mut gathered.products, ledger, &newest);
    let named = named_rates(&gathered.products, ledger);
    let rates = rate_ledger(&cells, &inferred, &Offered { named: &named, tolerance_ppm: tolerance(terms) });
    let mature_until = gathered.as_of.map(|date| date.minus_days(sources.rules.window_days.saturating_add(sources.rules.lag_days)));
    let covered = ledger.dates().zip(mature_until).map(|((from, _), until)| Covered { from, until });
    let fading = forecast::fading(&rates, covered);
    let start = forecast::start(&rates, covered);
    let best = best_creators(&cells).into_iter().map(|(code, orders)| (ledger.asins().text(code).to_owned(), orders)).collect();
    let last_review = gathered.last_review.into_iter().chain(reviewed).max();
    let from = gathered.as_of.map(|today| today.minus_days(terms.whole(Term::TrailingDays).max(1) - 1));
    let different = most_rates_of_one(&rates, &gathered);
    let mut commission = Commission {
        terms: terms.clone(),
        clock: clock(last_review, gathered.as_of, terms),
        inertia: inertia(&gathered, different, sources.rules.week_start, terms),
        trailing: trailing(ledger, from, gathered.as_of),
        clicks_per_creator: launch::clicks_per_creator(ledger, from, gathered.as_of, gathered.days_covered),
        forecast: start.map(|start| forecast::forecast(&start, fading.as_ref())).unwrap_or_default(),
        judged: Vec::new(),
        acceptance: Err(NoFit::TooFew(0)),
        sets: RateSets { lines: Vec::new(), spread: None, flat_rate: None, is_flat_over_different_margins: false },
        ledger: rates,
        gathered,
        cells,
        fading,
        start,
        best,
        mature_until,
    };
    commission.judge_all(ledger);
    commission
}

/// Where no table names the bonus of a product, that of its newest links is taken for what is offered now.
fn take_newest(products: &mut [Product], ledger: &Ledger, newest: &BTreeMap<u32, u32>) {
    for product in products.iter_mut().filter(|product| product.brand_rate.is_none()) {
        let ppm = ledger.asins().code(&product.asin).and_then(|code| newest.get(&code));
        product.brand_rate = ppm.map(|ppm| Known::new(Ratio::millionths(i128::from(*ppm)), Origin::Inferred));
    }
}

/// How many rates the product with the most of them had until today, by its sales and its versions. Products that differ from each
/// other are no change.
fn most_rates_of_one(rates: &RateLedger, gathered: &Gathered) -> usize {
    let mut of_product: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let sold = rates.links.iter().filter_map(|link| Some((link.asin, link.ppm?)));
    for (asin, ppm) in sold.chain(gathered.given.begun(gathered.as_of)) {
        of_product.entry(asin).or_default().insert(ppm);
    }
    of_product.values().map(BTreeSet::len).max().unwrap_or(0)
}

fn named_rates(products: &[Product], ledger: &Ledger) -> BTreeMap<u32, u32> {
    let named = products.iter().filter_map(|product| {
        let ppm = product.brand_rate.filter(|rate| rate.origin != Origin::Inferred)?.value.rounded_millionths()?;
        Some((ledger.asins().code(&product.asin)?, u32::try_from(ppm).ok()?))
    });
    named.collect()
}

impl Commission {
    fn judge_all(&mut self, ledger: &Ledger) {
        let codes: BTreeMap<&str, u32> =
            self.gathered.products.iter().filter_map(|product| Some((product.asin.as_str(), ledger.asins().code(&product.asin)?))).collect();
        let spreads = spreads(&self.cells, &codes);
        // Judged by the defaults first: the offers of these are what the fit is made from.
        let products = &self.gathered.products;
        let by_default: Vec<Judged> = products.iter().map(|product| judge(product.clone(), &self.beside(&product.asin, None, None))).collect();
        self.acceptance = launch::acceptance(&by_default);
        let fit = self.acceptance.ok();
        let judged = products.iter().map(|product| {
            let spread = spreads.of(&product.asin);
            self.judged_with_places(product.clone(), &self.terms, fit.as_ref(), spread)
        });
        let mut judged: Vec<Judged> = judged.collect();
        let payouts: Vec<Ratio> = judged.iter().filter_map(|judged| judged.offer.payout).collect();
        for one in judged.iter_mut().filter(|_| payouts.len() > 1 && payouts.len() <= OWN_CATALOGUE_MAX) {
            one.payout_place = one.offer.payout.and_then(|own| percentile(&own, &payouts));
        }
        self.sets = rate_sets(&judged, &self.terms);
        self.judged = judged;
    }

    fn beside<'a>(&'a self, asin: &str, acceptance: Option<&'a Acceptance>, monthly_orders: Option<MonthlyOrders>) -> Beside<'a> {
        Beside {
            terms: &self.terms,
            as_of: self.gathered.as_of,
            acceptance,
            daily_commission: self.gathered.daily_commission.get(asin).copied(),
            monthly_orders,
        }
    }

    fn judged_with_places(&self, product: Product, terms: &Terms, fit: Option<&Acceptance>, monthly: Option<MonthlyOrders>) -> Judged {
        let asin = product.asin.clone();
        let mut judged = judge(product, &Beside { terms, ..self.beside(&asin, fit, monthly) });
        judged.place = place(&judged, &self.gathered.cards, self.best.get(&asin).copied(), terms);
        judged
    }

    /// One product; `None` for an ASIN that nobody knows.
    pub fn product(&self, asin: &str) -> Option<&Judged> {
        let at = self.judged.binary_search_by(|judged| judged.product.asin.as_str().cmp(asin)).ok()?;
        self.judged.get(at)
    }

    /// One product under other numbers: only arithmetic, no row is read.
    pub fn what_if(&self, asin: &str, scenario: &Scenario) -> Option<Judged> {
        let judged = self.product(asin)?;
        let terms = terms_under(scenario, &self.terms);
        let product = product_under(scenario, &judged.product, &terms);
        Some(self.judged_with_places(product, &terms, self.acceptance.as_ref().ok(), judged.monthly_orders))
    }
}

/// Own offers beyond which each is not compared with all.
const OWN_CATALOGUE_MAX: usize = 2_000;

/// Orders a month that a creator brings: of each product with enough creators of its own, and of all together.
struct Spreads<'a> {
    own: BTreeMap<&'a str, MonthlyOrders>,
    all: Option<MonthlyOrders>,
}

impl Spreads<'_> {
    /// What is expected of a product, one that nobody has sold yet too.
    fn of(&self, asin: &str) -> Option<MonthlyOrders> {
        self.own.get(asin).copied().or(self.all)
    }
}

fn spreads<'a>(cells: &Cells, codes: &BTreeMap<&'a str, u32>) -> Spreads<'a> {
    let mut of_asin: BTreeMap<u32, Cells> = BTreeMap::new();
    for cell in &cells.cells {
        of_asin.entry(cell.key.asin).or_default().cells.push(*cell);
    }
    let own = |code: &u32| of_asin.get(code).and_then(|cells| monthly_orders(cells, Some(*code))).filter(|spread| spread.is_own);
    Spreads { own: codes.iter().filter_map(|(asin, code)| Some((*asin, own(code)?))).collect(), all: monthly_orders(cells, None) }
}
