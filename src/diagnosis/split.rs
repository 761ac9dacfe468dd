//! A change of commission ÷ revenue, and of fixed costs ÷ revenue, split into its causes. All parts have twelve decimals and add up
//! exactly, also as they are written.

use std::collections::BTreeMap;

use super::panel::{LinkKey, LinkSums};
use crate::stats::log_parts::log_parts;
use crate::units::Ratio;

/// Decimals of every part.
const DECIMALS: i128 = 1_000_000_000_000;

/// What a contractual ratio changed by, and why. Fractions: 0.015 is 1.5 percentage points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contractual {
    pub before: Ratio,
    pub after: Ratio,
    /// Links that are paid at another rate than before: Σ mean share × change of rate.
    pub rate: Ratio,
    /// Sales that moved between links, Σ mean rate × change of share; the three below are its parts.
    pub mix: Ratio,
    /// Between products.
    pub mix_products: Ratio,
    /// Between creators of the same product.
    pub mix_creators: Ratio,
    /// Between campaigns of the same creator and product: older and newer opt-ins.
    pub mix_cohorts: Ratio,
}

impl Contractual {
    pub fn change(&self) -> Ratio {
        minus(&self.after, &self.before)
    }
}

/// What fixed costs ÷ revenue changed by, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    pub before: Ratio,
    pub after: Ratio,
    /// More or less was paid.
    pub costs: Ratio,
    pub clicks: Ratio,
    pub conversion: Ratio,
    pub basket: Ratio,
}

impl Fixed {
    pub fn change(&self) -> Ratio {
        minus(&self.after, &self.before)
    }
}

/// What revenue was made of in one half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funnel {
    /// Micros.
    pub fixed_costs: i128,
    pub revenue: i128,
    pub clicks: i128,
    pub orders: i128,
}

/// Splits the change of commission ÷ revenue between two halves. A link that has revenue in one half only had, in the other, the
/// rate it has there: it changes the mix, not the rates. `None` where a half has no revenue, or numbers are beyond 128 bits.
pub fn contractual(links: &[(LinkKey, LinkSums)]) -> Option<Contractual> {
    let [before, after] = [0, 1].map(|half| totals(links.iter().map(|(_, sums)| sums), half));
    let (ratio_before, ratio_after) = (rounded(&Ratio::new(before.1, before.0)?)?, rounded(&Ratio::new(after.1, after.0)?)?);
    let revenues = [before.0, after.0];
    let single: Vec<LinkSums> = links.iter().map(|(_, sums)| *sums).collect();
    let by_creator = grouped(links, |key| (key.asin, key.creator));
    let by_product = grouped(links, |key| (key.asin, 0));
    let rate = rate_effect(&single, revenues)?;
    let change = minus(&ratio_after, &ratio_before);
    let mix = minus(&change, &rate);
    // At each finer grain less of the change is one of rates, and what that takes away is the mix within the coarser.
    let mix_products = minus(&change, &rate_effect(&by_product, revenues)?);
    let mix_to_creators = minus(&change, &rate_effect(&by_creator, revenues)?);
    Some(Contractual {
        before: ratio_before,
        after: ratio_after,
        rate,
        mix,
        mix_products,
        mix_creators: minus(&mix_to_creators, &mix_products),
        mix_cohorts: minus(&mix, &mix_to_creators),
    })
}

/// Σ mean share × change of rate.
fn rate_effect(groups: &[LinkSums], revenues: [i128; 2]) -> Option<Ratio> {
    let mut sum = Ratio::whole(0);
    for group in groups {
        let rates = [0, 1].map(|half| rate(group, half));
        if let [Some(before), Some(after)] = rates {
            let shares = [share(group, revenues, 0)?, share(group, revenues, 1)?];
            let mean = rounded(&shares[0].plus(&shares[1])?.times(&Ratio::new(1, 2)?)?)?;
            sum = sum.plus(&rounded(&mean.times(&rounded(&after.minus(&before)?)?)?)?)?;
        }
    }
    Some(sum)
}

/// What moving sales between groups contributed, group by group: (mean rate − mean ratio) × change of share. It sums to the mix of
/// this grain, and says of each group whether its growth or its fading made the whole dearer.
pub fn mix_of<K: Ord + Copy>(links: &[(LinkKey, LinkSums)], key: impl Fn(&LinkKey) -> K) -> Option<Vec<(K, Ratio)>> {
    let mut groups: BTreeMap<K, LinkSums> = BTreeMap::new();
    for (link, sums) in links {
        add(groups.entry(key(link)).or_default(), sums);
    }
    let [before, after] = [0, 1].map(|half| totals(groups.values(), half));
    let mean = Ratio::new(before.1, before.0)?.plus(&Ratio::new(after.1, after.0)?)?.times(&Ratio::new(1, 2)?)?;
    let revenues = [before.0, after.0];
    let part = |(key, sums): (&K, &LinkSums)| {
        let own = match (rate(sums, 0), rate(sums, 1)) {
            (Some(before), Some(after)) => before.plus(&after)?.times(&Ratio::new(1, 2)?)?,
            (one, other) => one.or(other)?,
        };
        let moved = share(sums, revenues, 1)?.minus(&share(sums, revenues, 0)?)?;
        Some((*key, rounded(&rounded(&own.minus(&mean)?)?.times(&rounded(&moved)?)?)?))
    };
    Some(groups.iter().filter_map(part).collect())
}

/// Splits the change of fixed costs ÷ (clicks × conversion × basket). `None` where something of it is not positive in a half.
pub fn fixed(before: &Funnel, after: &Funnel) -> Option<Fixed> {
    let ratio = |funnel: &Funnel| rounded(&Ratio::new(funnel.fixed_costs, funnel.revenue)?);
    let (ratio_before, ratio_after) = (ratio(before)?, ratio(after)?);
    let growth = |of: fn(&Funnel) -> Option<Ratio>| of(after)?.over(&of(before)?);
    let costs = growth(|funnel| Some(Ratio::millionths(funnel.fixed_costs)))?;
    let clicks = growth(|funnel| Ratio::new(1, funnel.clicks))?;
    let conversion = growth(|funnel| Ratio::new(funnel.clicks, funnel.orders))?;
    let basket = growth(|funnel| Ratio::new(funnel.orders, funnel.revenue))?;
    let parts = log_parts(&ratio_before, &ratio_after, &[costs, clicks, conversion, basket])?;
    let [costs, clicks, conversion, _] = parts.as_slice() else { return None };
    let change = minus(&ratio_after, &ratio_before);
    let basket = minus(&minus(&minus(&change, costs), clicks), conversion);
    Some(Fixed { before: ratio_before, after: ratio_after, costs: *costs, clicks: *clicks, conversion: *conversion, basket })
}

fn totals<'a>(sums: impl Iterator<Item = &'a LinkSums>, half: usize) -> (i128, i128) {
    let of = |values: &[i128; 2]| values.get(half).copied().unwrap_or(0);
    sums.fold((0, 0), |(revenue, commission), sums| (revenue + of(&sums.revenue), commission + of(&sums.commission)))
}

fn grouped<K: Ord>(links: &[(LinkKey, LinkSums)], key: impl Fn(&LinkKey) -> K) -> Vec<LinkSums> {
    let mut groups: BTreeMap<K, LinkSums> = BTreeMap::new();
    for (link, sums) in links {
        add(groups.entry(key(link)).or_default(), sums);
    }
    groups.into_values().collect()
}

fn add(group: &mut LinkSums, sums: &LinkSums) {
    for (all, one) in group.revenue.iter_mut().chain(&mut group.commission).zip(sums.revenue.iter().chain(&sums.commission)) {
        *all += one;
    }
}

fn rate(sums: &LinkSums, half: usize) -> Option<Ratio> {
    Ratio::new(*sums.commission.get(half)?, *sums.revenue.get(half)?)
}

fn share(sums: &LinkSums, revenues: [i128; 2], half: usize) -> Option<Ratio> {
    Ratio::new(*sums.revenue.get(half)?, *revenues.get(half)?)
}

/// To twelve decimals, half away from zero.
fn rounded(ratio: &Ratio) -> Option<Ratio> {
    let scaled = ratio.times(&Ratio::new(DECIMALS, 1_000_000)?)?.rounded_millionths()?;
    Ratio::new(scaled, DECIMALS)
}

/// Of two numbers with twelve decimals each.
fn minus(a: &Ratio, b: &Ratio) -> Ratio {
    a.minus(b).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(asin: u32, creator: u32, campaign: u32, revenue: [i128; 2], commission: [i128; 2]) -> (LinkKey, LinkSums) {
        let micros = |values: [i128; 2]| values.map(|value| value * 1_000_000);
        (LinkKey { asin, creator, campaign }, LinkSums { revenue: micros(revenue), commission: micros(commission) })
    }

    fn points(text: &str) -> Ratio {
        Ratio::millionths(text.parse::<i128>().expect("a number"))
    }

    #[test]
    fn the_worked_example_is_all_mix() {
        // Shares 50/50 then 80/20, rates 10 % and 5 % in both: 7.5 % → 9.0 %.
        let links = [link(1, 1, 1, [500, 800], [50, 80]), link(1, 1, 2, [500, 200], [25, 10])];
        let split = contractual(&links).expect("revenue in both halves");
        assert_eq!((split.before, split.after), (points("75000"), points("90000")));
        assert_eq!((split.rate, split.mix), (points("0"), points("15000")));
        assert_eq!((split.mix_products, split.mix_creators, split.mix_cohorts), (points("0"), points("0"), points("15000")));
    }

    #[test]
    fn a_rate_raised_on_the_same_links_is_all_rate() {
        let links = [link(1, 1, 1, [600, 600], [60, 72]), link(2, 2, 1, [400, 400], [40, 48])];
        let split = contractual(&links).expect("revenue in both halves");
        assert_eq!((split.change(), split.rate, split.mix), (points("20000"), points("20000"), points("0")));
    }

    #[test]
    fn sales_that_move_to_a_dearer_product_are_mix_of_products() {
        // 10 % and 4 %: shares 50/50 then 75/25 → 7 % to 8.5 %.
        let links = [link(1, 1, 1, [500, 750], [50, 75]), link(2, 1, 1, [500, 250], [20, 10])];
        let split = contractual(&links).expect("revenue in both halves");
        assert_eq!((split.mix, split.mix_products, split.mix_creators), (points("15000"), points("15000"), points("0")));
        // (10 % − 7.75 %) × 25 points and (4 % − 7.75 %) × −25 points.
        let parts = mix_of(&links, |key| key.asin).expect("revenue in both halves");
        assert_eq!(parts, [(1, points("5625")), (2, points("9375"))]);
    }

    #[test]
    fn a_new_link_changes_the_mix_and_not_the_rates() {
        let links = [link(1, 1, 1, [1_000, 500], [100, 50]), link(1, 2, 1, [0, 500], [0, 100])];
        let split = contractual(&links).expect("revenue in both halves");
        assert_eq!((split.rate, split.mix, split.mix_creators), (points("0"), points("50000"), points("50000")));
    }

    #[test]
    fn parts_add_up_to_the_change_whatever_the_numbers() {
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i128::from((state >> 33) % below)
        };
        for _ in 0..200 {
            let links: Vec<_> = (0..40).map(|at| link(at % 5, at % 7, at % 2, [next(9_000), next(9_000)], [next(700), next(700)])).collect();
            let split = contractual(&links).expect("revenue in both halves");
            assert_eq!(split.rate.plus(&split.mix), Some(split.change()));
            let mix = split.mix_products.plus(&split.mix_creators).and_then(|two| two.plus(&split.mix_cohorts));
            assert_eq!(mix, Some(split.mix));
        }
    }

    #[test]
    fn fixed_costs_over_half_the_conversion_are_all_conversion() {
        let funnel = |orders| Funnel { fixed_costs: 100_000_000, revenue: orders * 10_000_000, clicks: 1_000, orders };
        let split = fixed(&funnel(100), &funnel(50)).expect("all positive");
        assert_eq!((split.change(), split.conversion), (points("100000"), points("100000")));
        assert_eq!((split.costs, split.clicks, split.basket), (points("0"), points("0"), points("0")));
    }

    #[test]
    fn halves_without_revenue_are_not_split() {
        assert_eq!(contractual(&[link(1, 1, 1, [0, 800], [0, 80])]), None);
        assert_eq!(contractual(&[]), None);
    }
}
