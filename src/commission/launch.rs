//! What an offer at each rate would bring (COM-21), from the reader's own accepted offers; refused where they are too few.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::economics::{Legibility, offer};
use super::judge::Judged;
use super::links::CELLS_MAX;
use crate::ledger::{Fact, Ledger, Measure};
use crate::stats::logistic::{Acceptance, NoFit, Offered, fit};
use crate::units::{Date, Ratio};

/// Rates are tried in whole points up to this.
const RATE_PERCENT_MAX: i128 = 40;

/// One rate tried; money in units of the currency, over 90 days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub bonus: Ratio,
    pub payout: Ratio,
    pub legibility: Legibility,
    /// Creators.
    pub accepts: Ratio,
    pub clicks: Option<Ratio>,
    pub orders: Option<Ratio>,
    pub cost: Option<Ratio>,
    /// Contribution less cost.
    pub margin: Option<Ratio>,
}

/// The reader's own offers as points of the fit.
pub fn points(judged: &[Judged]) -> Vec<Offered> {
    let point = |judged: &Judged| {
        Some(Offered { payout: judged.offer.payout?, epc: judged.offer.epc, offered: judged.product.offered?, accepted: judged.product.accepted? })
    };
    judged.iter().filter_map(point).collect()
}

/// How acceptance depends on what is paid, or why that cannot be told.
pub fn acceptance(judged: &[Judged]) -> Result<Acceptance, NoFit> {
    fit(&points(judged))
}

/// Clicks of the links (creator and product) that sold something between two days, both inclusive, and how many such links supply
/// clicks. Links beyond [`CELLS_MAX`] are left out of both.
pub fn clicks_of_links(ledger: &Ledger, from: Option<Date>, to: Option<Date>) -> (i128, usize) {
    // Of each link its clicks, where any row supplies them, and whether it sold.
    let mut links: HashMap<(u32, u32), (Option<i128>, bool), FixedState> = HashMap::with_hasher(FixedState::with_seed(0));
    let is_inside = |day: Date| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to);
    let value = |fact: &Fact, measure: Measure| fact.supplied.has(measure).then(|| fact.values.get(measure.index()).copied().unwrap_or(0));
    for (row, fact) in ledger.columns().facts(0..ledger.rows()) {
        let link = (fact.asin, ledger.canonical_creator(fact.creator));
        if ledger.is_excluded(row) || !is_inside(fact.date) || links.len() >= CELLS_MAX && !links.contains_key(&link) {
            continue;
        }
        let (clicks, is_selling) = links.entry(link).or_default();
        *is_selling |= [Measure::Orders, Measure::Units, Measure::Revenue].iter().any(|measure| value(&fact, *measure).is_some_and(|sold| sold > 0));
        if let Some(more) = value(&fact, Measure::Clicks) {
            *clicks = Some(clicks.unwrap_or(0) + i128::from(more));
        }
    }
    let selling = || links.values().filter(|(_, is_selling)| *is_selling).filter_map(|(clicks, _)| *clicks);
    (selling().sum(), selling().count())
}

/// Clicks that one creator brings to one product in 90 days: mean over the links that sold something in the days looked back on,
/// their clicks of the same days scaled to 90. `None` where no such link supplies clicks.
pub fn clicks_per_creator(ledger: &Ledger, from: Option<Date>, to: Option<Date>, days_covered: u16) -> Option<Ratio> {
    let (clicks, links) = clicks_of_links(ledger, from, to);
    Ratio::new(clicks, i128::try_from(links).ok()?)?.times(&Ratio::new(90, i128::from(days_covered.max(1)))?)
}

/// Every rate from nothing on, to the ceiling or 40 %, for an offer to `offered` creators.
pub fn grid(judged: &Judged, fit: &Acceptance, offered: u64, clicks_per_creator: Option<Ratio>) -> Vec<Expected> {
    let product = &judged.product;
    let (Some(price), Some(standard)) = (product.price.map(|price| price.value).filter(Ratio::is_positive), product.standard_rate) else { return Vec::new() };
    let conversion = product.conversion.map(|conversion| conversion.value);
    let rate = |percent: i128| {
        let bonus = Ratio::new(percent, 100)?;
        let offer = offer(Some(price), Some(standard.value), Some(bonus), conversion);
        let payout = offer.payout.filter(Ratio::is_positive)?;
        let accepts = fit.of(&payout, offer.epc.as_ref())?.times(&Ratio::whole(i128::from(offered)))?;
        let kept = |value: Ratio| value.rounded_millionths().map(Ratio::millionths);
        let clicks = clicks_per_creator.and_then(|clicks| kept(clicks.times(&accepts)?));
        let orders = clicks.zip(conversion).and_then(|(clicks, conversion)| kept(clicks.times(&conversion)?));
        let cost = orders.zip(offer.brand_cost).and_then(|(orders, cost)| kept(orders.times(&cost)?));
        let earned = orders.zip(judged.contribution).and_then(|(orders, contribution)| orders.times(&contribution));
        let margin = earned.zip(cost).and_then(|(earned, cost)| kept(earned.minus(&cost)?));
        Some(Expected { bonus, payout, legibility: judged.bounds.of(&payout), accepts, clicks, orders, cost, margin })
    };
    (0..=RATE_PERCENT_MAX).filter_map(rate).collect()
}
