//! Which groups have more or fewer successes than their mix of kinds would give them: creators and their products. A group's expectation
//! is what its trials of each kind would have brought at that kind's rate over all groups (indirect standardisation: Breslow and Day,
//! Statistical Methods in Cancer Research 2, 1987, section 2.3); its own trials are in that rate, so that a group that is most of a
//! kind is compared with itself and not singled out. Successes scatter more than coins do: the binomial tails are taken of counts
//! divided by a dispersion that the cells themselves show, Pearson's statistic around a level for every group, over its degrees of
//! freedom (McCullagh and Nelder, Generalized Linear Models, 2nd edition, 1989, section 4.5), and never below one.

use super::beta::Beta;
use super::nine_decimals;
use crate::units::Ratio;

use std::collections::BTreeMap;

/// Parts of each side outside an interval, and the normal distribution's quantile that begins a search for it.
const TAIL: f64 = 0.05;
const TAIL_NORMAL: f64 = 1.644_853_626_951_472_2;
/// Cells with a smaller expectation say little of the dispersion but noise.
const EXPECTED_MIN: f64 = 1.0;

/// Trials of one group with one kind; successes are at most as many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub group: u32,
    pub kind: u32,
    pub successes: u64,
    pub trials: u64,
}

/// One group against its expectation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Excess {
    pub group: u32,
    pub successes: u64,
    pub trials: u64,
    /// Successes ÷ expectation, nine decimals.
    pub index: Ratio,
    /// Chance of as many or more where there is no difference (one-sided), and of as few or fewer; nine decimals.
    pub above: Ratio,
    pub below: Ratio,
    /// Successes and failures over the dispersion, and the rate expected.
    shape: [f64; 3],
}

/// Every group with trials and an expectation, by group.
#[derive(Clone, Debug, PartialEq)]
pub struct Excesses {
    /// How many times the binomial variance is seen, nine decimals.
    pub dispersion: Ratio,
    pub groups: Vec<Excess>,
}

impl Excess {
    /// The index's 90 % interval: Jeffreys' of the counts over the dispersion, over the rate expected. Nine decimals.
    pub fn interval(&self) -> Option<(Ratio, Ratio)> {
        let [successes, failures, rate] = self.shape;
        let posterior = Beta::new(successes + 0.5, failures + 0.5)?;
        let end = |part: f64, z: f64| nine_decimals(posterior.quantile(part, z) / rate);
        Some((end(TAIL, -TAIL_NORMAL)?, end(1.0 - TAIL, TAIL_NORMAL)?))
    }
}

/// The order of cells changes nothing. `None` where there are no successes or nothing else, or numbers beyond any amount.
pub fn excesses(cells: &[Cell]) -> Option<Excesses> {
    let mut cells: Vec<Cell> = cells.iter().filter(|cell| cell.trials > 0 && cell.successes <= cell.trials).copied().collect();
    cells.sort_unstable();
    let mut kinds: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for cell in &cells {
        let kind = kinds.entry(cell.kind).or_default();
        *kind = (kind.0 + cell.successes, kind.1 + cell.trials);
    }
    let expected = |cell: &Cell| {
        let (successes, trials) = kinds.get(&cell.kind).copied().unwrap_or((0, 1));
        cell.trials as f64 * (successes as f64 / trials as f64)
    };
    let all = kinds.values().fold((0, 0), |all, kind| (all.0 + kind.0, all.1 + kind.1));
    if all.0 == 0 || all.0 == all.1 {
        return None;
    }
    let dispersion = dispersion(&cells, &expected, kinds.len());
    let mut groups = Vec::new();
    for own in cells.chunk_by(|a, b| a.group == b.group) {
        let (successes, trials) = own.iter().fold((0, 0), |sum, cell| (sum.0 + cell.successes, sum.1 + cell.trials));
        let expectation: f64 = own.iter().map(&expected).sum();
        let rate = expectation / trials as f64;
        if rate > 0.0 && rate < 1.0 {
            groups.push(excess(own.first()?.group, successes, trials, rate, dispersion)?);
        }
    }
    Some(Excesses { dispersion: nine_decimals(dispersion)?, groups })
}

fn dispersion(cells: &[Cell], expected: &impl Fn(&Cell) -> f64, kinds: usize) -> f64 {
    let (mut squares, mut used, mut levels) = (0.0, 0.0, 0.0);
    for own in cells.chunk_by(|a, b| a.group == b.group) {
        let successes: u64 = own.iter().map(|cell| cell.successes).sum();
        let level = successes as f64 / own.iter().map(expected).sum::<f64>();
        let before = used;
        for cell in own {
            let fitted = expected(cell) * level;
            let spread = fitted * (1.0 - fitted / cell.trials as f64);
            if fitted >= EXPECTED_MIN && spread > 0.0 {
                squares += (cell.successes as f64 - fitted) * (cell.successes as f64 - fitted) / spread;
                used += 1.0;
            }
        }
        levels += f64::from(u8::from(used > before));
    }
    let freedom = used - levels - (kinds as f64 - 1.0);
    if freedom >= 1.0 { (squares / freedom).max(1.0) } else { 1.0 }
}

/// The tails by the beta distribution: so many or more of n happen with the chance I(rate; successes, failures + 1).
fn excess(group: u32, successes: u64, trials: u64, rate: f64, dispersion: f64) -> Option<Excess> {
    let (k, rest) = (successes as f64 / dispersion, (trials - successes) as f64 / dispersion);
    let above = if successes == 0 { 1.0 } else { Beta::new(k, rest + 1.0)?.below(rate) };
    let below = if successes == trials { 1.0 } else { 1.0 - Beta::new(k + 1.0, rest)?.below(rate) };
    let index = nine_decimals(successes as f64 / (rate * trials as f64))?;
    let chance = |p: f64| nine_decimals(p.clamp(0.0, 1.0));
    Some(Excess { group, successes, trials, index, above: chance(above)?, below: chance(below)?, shape: [k, rest, rate] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(group: u32, kind: u32, successes: u64, trials: u64) -> Cell {
        Cell { group, kind, successes, trials }
    }

    fn near(found: &Ratio, expected: f64) {
        let found = crate::stats::float(found);
        assert!((found - expected).abs() <= 1e-8, "{found} is not {expected}");
    }

    // Expected numbers: scipy 1.17.1, stats.binom.sf(k - 1, n, p), stats.binom.cdf(k, n, p), stats.beta.ppf([0.05, 0.95], k + 0.5, n - k + 0.5) / p;
    // with a dispersion stats.beta.cdf(p, k / d, (n - k) / d + 1) and the like.

    #[test]
    fn tails_of_groups_with_one_kind_are_those_of_the_binomial_distribution() {
        let found = excesses(&[cell(1, 0, 30, 200), cell(2, 0, 50, 800)]).expect("groups");
        assert_eq!((found.dispersion, found.groups.len()), (Ratio::whole(1), 2));
        let [first, second] = [found.groups[0], found.groups[1]];
        near(&first.index, 1.875);
        near(&first.above, 0.000_659_339);
        near(&second.below, 0.035_736_366);
        let (low, high) = first.interval().expect("an interval");
        near(&low, 1.403_393_73);
        near(&high, 2.439_470_24);
    }

    #[test]
    fn a_mix_of_kinds_is_no_excess() {
        // Kind 1 succeeds in 20 of 100, kind 2 in 5 of 100: the second group sells only what sells well.
        let found = excesses(&[cell(1, 1, 10, 50), cell(1, 2, 10, 200), cell(2, 1, 40, 200), cell(3, 2, 5, 100)]).expect("groups");
        assert!(found.groups.iter().all(|group| group.index == Ratio::whole(1)), "{found:?}");
    }

    #[test]
    fn groups_whose_kinds_scatter_widen_every_tail() {
        let cells = [cell(1, 1, 30, 200), cell(1, 2, 5, 200), cell(2, 1, 10, 200), cell(2, 2, 25, 200), cell(3, 1, 32, 200), cell(3, 2, 4, 200)];
        let found = excesses(&cells).expect("groups");
        // Kinds: 72 and 34 of 600. By hand, levels 35 ÷ 35⅓, 35 ÷ 35⅓, 36 ÷ 35⅓: Pearson's statistic over 6 − 3 − 1 = 2.
        near(&found.dispersion, 20.179_193_370);
        let mut turned = cells;
        turned.reverse();
        assert_eq!(excesses(&turned), Some(found));
    }

    #[test]
    fn nothing_to_compare_is_no_answer() {
        assert_eq!(excesses(&[]), None);
        assert_eq!(excesses(&[cell(1, 1, 0, 10), cell(2, 1, 0, 30)]), None);
        assert_eq!(excesses(&[cell(1, 1, 10, 10), cell(2, 1, 12, 10)]), None, "more successes than trials count nowhere");
    }
}
