//! Tiers of commission (COM-11): what a creator has sold in the days looked back on decides the rate of new links.

use super::creators::quantile;
use super::judge::Judged;
use crate::ledger::{Dimension, Ledger, Measure, Slice, Supplied, roll_up};
use crate::units::{Date, Ratio};

/// Most tiers anybody can explain.
pub const TIERS_MAX: usize = 6;

/// What a threshold counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    #[default]
    Revenue,
    Orders,
}

/// One tier: from this much on, this rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// In units of the currency, or orders.
    pub from: Ratio,
    pub rate: Ratio,
}

/// What is wrong with a design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Empty,
    TooMany,
    /// The first tier does not begin at nothing: who is below it would have no rate.
    GapBelowFirst,
    /// The tier at this place does not begin above the one before.
    ThresholdNotRising(usize),
    /// The tier at this place pays less than the one before.
    RateFalling(usize),
    /// The tier at this place pays more than the whole price.
    RateBeyondPrice(usize),
}

/// How one tier lies to the corridors of the products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierFit {
    /// Products whose ceiling is below the rate, with the most trailing revenue first.
    pub above_ceiling: Vec<String>,
    /// Products whose floor is above it: there it is not seen.
    pub below_floor: Vec<String>,
    /// Products whose corridor is known.
    pub judged: usize,
}

/// What one creator sold in the days looked back on; money in micros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trailing {
    pub creator: u32,
    pub revenue: i128,
    pub orders: i128,
    pub commission: i128,
}

/// What the design would have cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// Creators, revenue and cost of each tier; money in units of the currency.
    pub tiers: Vec<TierCost>,
    pub cost: Ratio,
    /// What was paid.
    pub paid: Ratio,
    /// Design less paid.
    pub change: Ratio,
    /// Revenue it was computed on.
    pub revenue: Ratio,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TierCost {
    pub creators: u64,
    pub revenue: Ratio,
    pub cost: Ratio,
}

/// Creators' sales between two days, by code.
pub fn trailing(ledger: &Ledger, from: Option<Date>, to: Option<Date>) -> Vec<Trailing> {
    let sums = roll_up(ledger, &Slice { from, to, ..Slice::ALL }, Dimension::Creator);
    let of = |group: crate::ledger::Group| {
        let sum = |measure: Measure| group.sum(measure, Supplied::NONE.with(measure));
        Trailing { creator: group.code, revenue: sum(Measure::Revenue), orders: sum(Measure::Orders), commission: sum(Measure::Commission) }
    };
    sums.groups().map(of).collect()
}

/// What is wrong with the tiers as such; nothing where they can be offered.
pub fn faults(tiers: &[Tier]) -> Vec<Fault> {
    let mut faults = Vec::new();
    match tiers.first() {
        None => faults.push(Fault::Empty),
        Some(first) if first.from.is_positive() => faults.push(Fault::GapBelowFirst),
        Some(_) => {}
    }
    if tiers.len() > TIERS_MAX {
        faults.push(Fault::TooMany);
    }
    for (at, pair) in (1..).zip(tiers.array_windows::<2>()) {
        let [before, tier] = pair;
        if tier.from <= before.from {
            faults.push(Fault::ThresholdNotRising(at));
        }
        if tier.rate < before.rate {
            faults.push(Fault::RateFalling(at));
        }
    }
    faults.extend(tiers.iter().enumerate().filter(|(_, tier)| tier.rate > Ratio::whole(1)).map(|(at, _)| Fault::RateBeyondPrice(at)));
    faults
}

/// Each tier beside every product's corridor.
pub fn fits(tiers: &[Tier], judged: &[Judged]) -> Vec<TierFit> {
    let mut products: Vec<&Judged> = judged.iter().filter(|judged| judged.corridor.is_feasible.is_some()).collect();
    products.sort_by(|a, b| b.product.sales.trailing_revenue.cmp(&a.product.sales.trailing_revenue).then_with(|| a.product.asin.cmp(&b.product.asin)));
    let named = |wanted: &dyn Fn(&Judged) -> bool| products.iter().filter(|judged| wanted(judged)).map(|judged| judged.product.asin.clone()).collect();
    let fit = |tier: &Tier| TierFit {
        above_ceiling: named(&|judged| judged.corridor.bonus_max.is_some_and(|most| tier.rate > most)),
        below_floor: named(&|judged| judged.corridor.bonus_min.is_some_and(|least| tier.rate < least)),
        judged: products.len(),
    };
    tiers.iter().map(fit).collect()
}

/// The tier of a creator: the highest whose threshold is reached.
fn tier_of(tiers: &[Tier], basis: Basis, sales: &Trailing) -> Option<usize> {
    let reached = match basis {
        Basis::Revenue => Ratio::millionths(sales.revenue),
        Basis::Orders => Ratio::whole(sales.orders),
    };
    tiers.iter().rposition(|tier| reached >= tier.from).or_else(|| (!tiers.is_empty()).then_some(0))
}

/// What the design would have cost had every creator's links of the days looked back on been at their tier's rate; `None` for
/// no tiers, or beyond any amount.
pub fn simulate(tiers: &[Tier], basis: Basis, creators: &[Trailing]) -> Option<Simulation> {
    let mut by_tier = vec![TierCost::default(); tiers.len()];
    let (mut cost, mut paid, mut revenue) = (Ratio::whole(0), Ratio::whole(0), Ratio::whole(0));
    for sales in creators {
        let at = tier_of(tiers, basis, sales)?;
        let (sold, tier, sum) = (Ratio::millionths(sales.revenue), tiers.get(at)?, by_tier.get_mut(at)?);
        let own = sold.times(&tier.rate)?;
        sum.creators += 1;
        sum.revenue = sum.revenue.plus(&sold)?;
        sum.cost = sum.cost.plus(&own)?;
        (cost, revenue, paid) = (cost.plus(&own)?, revenue.plus(&sold)?, paid.plus(&Ratio::millionths(sales.commission))?);
    }
    (!tiers.is_empty()).then_some(())?;
    Some(Simulation { tiers: by_tier, change: cost.minus(&paid)?, cost, paid, revenue })
}

/// A design to start from: the blended rate, rounded to half a point, for everyone; two points more for the upper half of the
/// creators who sold, four more for the best fifth. `None` with fewer than five such creators.
pub fn proposal(creators: &[Trailing]) -> Option<Vec<Tier>> {
    let mut sold: Vec<i128> = creators.iter().map(|sales| sales.revenue).filter(|revenue| *revenue > 0).collect();
    if sold.len() < PROPOSAL_CREATORS_MIN {
        return None;
    }
    sold.sort_unstable();
    let (commission, revenue) = creators.iter().fold((0, 0), |(commission, revenue), sales| (commission + sales.commission, revenue + sales.revenue));
    let half_points = Ratio::new(commission, revenue)?.times(&Ratio::whole(200))?.plus(&Ratio::new(-1, 2)?)?.ceiling().max(0);
    let base = Ratio::new(half_points, 200)?;
    // Whole tens are thresholds that can be told to somebody.
    let tens = |micros: Ratio| Some(Ratio::whole(micros.over(&Ratio::whole(10_000_000))?.ceiling().checked_mul(10)?));
    let (half, fifth) = (tens(quantile(&sold, 1, 2)?)?, tens(quantile(&sold, 4, 5)?)?);
    let more = |points: i128| base.plus(&Ratio::new(points, 100)?).map(|rate| rate.min(Ratio::whole(1)));
    let tiers = vec![Tier { from: Ratio::whole(0), rate: base }, Tier { from: half, rate: more(2)? }, Tier { from: fifth, rate: more(4)? }];
    faults(&tiers).is_empty().then_some(tiers)
}

const PROPOSAL_CREATORS_MIN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(from: i128, percent: i128) -> Tier {
        Tier { from: Ratio::whole(from), rate: Ratio::millionths(percent * 10_000) }
    }

    fn sales(creator: u32, revenue: i128, orders: i128, commission: i128) -> Trailing {
        Trailing { creator, revenue: revenue * 1_000_000, orders, commission: commission * 1_000_000 }
    }

    #[test]
    fn a_design_costs_what_each_creator_reaches() {
        let tiers = [tier(0, 5), tier(1_000, 10), tier(5_000, 12)];
        let creators = [sales(1, 999, 30, 80), sales(2, 1_000, 20, 80), sales(3, 6_000, 10, 480)];
        // 999 × 5 % + 1,000 × 10 % + 6,000 × 12 % = 49.95 + 100 + 720 = 869.95; paid 640.
        let simulation = simulate(&tiers, Basis::Revenue, &creators).expect("tiers");
        assert_eq!((simulation.cost.to_places(2), simulation.paid, simulation.change.to_places(2)), ("869.95".into(), Ratio::whole(640), "229.95".into()));
        assert_eq!(simulation.tiers.iter().map(|tier| tier.creators).collect::<Vec<_>>(), [1, 1, 1]);
        // By orders, from 15 on 10 %: 99.90 + 100 + 6,000 × 5 % = 499.90.
        let simulation = simulate(&[tier(0, 5), tier(15, 10)], Basis::Orders, &creators).expect("tiers");
        assert_eq!(simulation.cost.to_places(2), "499.90");
        assert_eq!(simulate(&[], Basis::Revenue, &creators), None);
    }

    #[test]
    fn tiers_rise_and_begin_at_nothing() {
        assert_eq!(faults(&[tier(0, 5), tier(1_000, 10)]), []);
        assert_eq!(faults(&[]), [Fault::Empty]);
        assert_eq!(faults(&[tier(10, 5)]), [Fault::GapBelowFirst]);
        assert_eq!(faults(&[tier(0, 10), tier(0, 8)]), [Fault::ThresholdNotRising(1), Fault::RateFalling(1)]);
        assert_eq!(faults(&[tier(0, 101)]), [Fault::RateBeyondPrice(0)]);
        assert_eq!(faults(&vec![tier(0, 1); 7]).first(), Some(&Fault::TooMany));
    }

    #[test]
    fn the_proposal_starts_at_what_is_paid_today() {
        // 5 creators with 100, 200, 300, 400, 1,000: 2,000 at 8.1 % blended: 8 %. Median 300, fourth fifth 400 + 0.2 × 600 = 520.
        let creators: Vec<Trailing> = [(1, 100), (2, 200), (3, 300), (4, 400), (5, 1_000)].map(|(code, revenue)| sales(code, revenue, 1, 0)).to_vec();
        let creators = [creators, vec![sales(6, 0, 0, 162)]].concat();
        let tiers = proposal(&creators).expect("enough creators");
        assert_eq!(tiers, [tier(0, 8), tier(300, 10), tier(520, 12)]);
        assert_eq!(proposal(&[sales(1, 100, 1, 8)]), None);
    }
}
