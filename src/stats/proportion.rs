//! How sure a proportion is: the posterior of a beta-binomial model, whose prior is fitted by moments across the groups of one view
//! (Kleinman, Proportions with extraneous variance, Journal of the American Statistical Association 68, 1973, with the groups'
//! trials as weights). A group with few trials borrows from the others; one with many speaks for itself.
//!
//! Let a group have `k` of `n`, all groups together `K` of `N`, and `m` of them have trials. With p = K ÷ N and
//! S = Σ k² ÷ n − K² ÷ N, the part of the spread that chance does not explain is
//! γ = (S ÷ p(1 − p) − (m − 1)) ÷ (N − Σ n² ÷ N − (m − 1)), and the prior is Beta(pM, (1 − p)M) with M = (1 − γ) ÷ γ. Two corrections
//! keep the intervals honest, for the fit itself is uncertain: γ counts as at least its own standard error where there is no spread,
//! √(2(m − 1)) ÷ (N − Σ n² ÷ N − (m − 1)), since less cannot be told from none; and M is taken (m − 3) ÷ (m − 1) times (Morris,
//! Parametric empirical Bayes inference, same journal 78, 1983). Where nothing can be fitted the prior is that of Jeffreys, (½, ½).

use super::beta::Beta;
use crate::units::Ratio;

/// With fewer groups no prior is fitted.
pub const GROUPS_MIN: u64 = 5;
/// Parts of each side outside the interval: it holds nine tenths.
const TAIL: f64 = 0.05;
/// The normal distribution's quantile above which lies [`TAIL`], a first guess only.
const TAIL_NORMAL: f64 = 1.644_853_626_951_472_2;
/// Bounds and means are given in these.
const PARTS: i128 = 1_000_000_000_000;
/// Sums of squares over trials are kept in these parts, so that their order does not matter.
const SQUARE_PARTS: i128 = 1_000_000_000_000;
const JEFFREYS: f64 = 0.5;

/// Sums over groups from which a prior is fitted; the order of groups changes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fit {
    groups: u64,
    successes: i128,
    trials: i128,
    /// Σ k² ÷ n in [`SQUARE_PARTS`], and Σ n².
    squares: i128,
    squared_trials: i128,
    overflown: bool,
}

/// Where a prior comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriorSource {
    /// Fewer than [`GROUPS_MIN`] groups, or groups that all have the same extreme: Jeffreys.
    Jeffreys,
    /// The spread of so many groups.
    Groups(u64),
}

/// What is believed of a group before its own counts are looked at: two shapes of a beta distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    a: f64,
    b: f64,
    pub source: PriorSource,
}

/// A proportion's 90 % interval with equal tails, and its mean; twelve decimals, between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub mean: Ratio,
    pub low: Ratio,
    pub high: Ratio,
}

/// Whether counts are a proportion: so many of so many trials, of which there is at least one.
fn proportion(successes: i128, trials: i128) -> Option<(i128, i128)> {
    (trials > 0 && (0..=trials).contains(&successes)).then_some((successes, trials))
}

impl Fit {
    /// Adds a group; counts that are no proportion are left out.
    pub fn add(&mut self, successes: i128, trials: i128) {
        let Some((k, n)) = proportion(successes, trials) else { return };
        let added = || {
            let square = k.checked_mul(k)?.checked_mul(SQUARE_PARTS)? / n;
            Some((self.squares.checked_add(square)?, self.squared_trials.checked_add(n.checked_mul(n)?)?))
        };
        match added() {
            Some((squares, squared_trials)) => (self.squares, self.squared_trials) = (squares, squared_trials),
            None => self.overflown = true,
        }
        self.groups += 1;
        self.successes += k;
        self.trials += n;
    }

    pub fn prior(&self) -> Prior {
        self.fitted().unwrap_or(Prior { a: JEFFREYS, b: JEFFREYS, source: PriorSource::Jeffreys })
    }

    fn fitted(&self) -> Option<Prior> {
        if self.groups < GROUPS_MIN || self.overflown || self.successes == 0 || self.successes == self.trials {
            return None;
        }
        let (groups, all) = (self.groups as f64, self.trials as f64);
        let mean = self.successes as f64 / all;
        let spread = self.squares as f64 / SQUARE_PARTS as f64 - mean * self.successes as f64;
        let room = all - self.squared_trials as f64 / all - (groups - 1.0);
        // Groups of one trial each say nothing of how they differ.
        if room <= 0.0 {
            return None;
        }
        let least = (2.0 * (groups - 1.0)).sqrt() / room;
        let unexplained = ((spread / (mean * (1.0 - mean)) - (groups - 1.0)) / room).max(least);
        if unexplained >= 1.0 {
            return None;
        }
        let strength = (1.0 - unexplained) / unexplained * (groups - 3.0) / (groups - 1.0);
        Some(Prior { a: mean * strength, b: (1.0 - mean) * strength, source: PriorSource::Groups(self.groups) })
    }
}

impl Prior {
    /// The prior's mean with six decimals, and how many trials it weighs as much as, rounded.
    pub fn in_words(&self) -> Option<(Ratio, Ratio)> {
        Some((super::six_decimals(self.a / (self.a + self.b))?, super::six_decimals((self.a + self.b).round())?))
    }

    fn posterior(&self, successes: i128, trials: i128) -> Option<Beta> {
        let (k, n) = proportion(successes, trials)?;
        Beta::new(self.a + k as f64, self.b + (n - k) as f64)
    }

    /// The interval of a group with so many of so many; `None` for counts that are no proportion.
    pub fn interval(&self, successes: i128, trials: i128) -> Option<Interval> {
        let posterior = self.posterior(successes, trials)?;
        Some(Interval {
            mean: twelve_decimals(posterior.mean())?,
            low: twelve_decimals(posterior.quantile(TAIL, -TAIL_NORMAL))?,
            high: twelve_decimals(posterior.quantile(1.0 - TAIL, TAIL_NORMAL))?,
        })
    }

    /// The lower bound alone, in the parts it is given in: what groups are ranked by.
    pub fn low(&self, successes: i128, trials: i128) -> Option<Ratio> {
        twelve_decimals(self.posterior(successes, trials)?.quantile(TAIL, -TAIL_NORMAL))
    }
}

fn twelve_decimals(value: f64) -> Option<Ratio> {
    (0.0..=1.0).contains(&value).then(|| Ratio::new((value * PARTS as f64).round() as i128, PARTS)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prior_of(groups: &[(i128, i128)]) -> Prior {
        let mut fit = Fit::default();
        groups.iter().for_each(|(k, n)| fit.add(*k, *n));
        fit.prior()
    }

    /// Mean, lower and upper bound are as expected but for the twelfth decimal, which rounding may turn.
    fn assert_near(interval: Option<Interval>, expected: [f64; 3]) {
        let Interval { mean, low, high } = interval.expect("a proportion");
        for (found, expected) in [mean, low, high].iter().zip(expected) {
            assert!((crate::stats::float(found) - expected).abs() <= 2e-12, "{found:?} is not {expected}");
        }
    }

    const CREATORS: [(i128, i128); 8] = [(12, 150), (3, 90), (55, 400), (0, 25), (140, 2_100), (31, 310), (9, 60), (80, 1_150)];

    #[test]
    fn without_a_prior_the_interval_is_that_of_jeffreys() {
        // scipy 1.17.1: stats.beta(0.5 + k, 0.5 + n - k), mean, ppf(0.05), ppf(0.95).
        for ((k, n), expected) in [
            ((0, 25), [0.019230769231, 0.000077857307, 0.073239393811]),
            ((1, 1), [0.750000000000, 0.228519813806, 0.998457080697]),
            ((8, 100), [0.084158415842, 0.044068621846, 0.133611988809]),
            ((62, 40_000), [0.001562460938, 0.001252406228, 0.001900827658]),
            ((1_000_000, 1_000_000), [0.999999500000, 0.999998079273, 0.999999998034]),
            ((0, 1_000_000), [0.000000500000, 0.000000001966, 0.000001920727]),
        ] {
            assert_near(prior_of(&[]).interval(k, n), expected);
        }
    }

    #[test]
    fn a_prior_is_fitted_as_it_is_written_above() {
        // Python 3 with fractions, by the formulas of this file: shapes; then scipy 1.17.1, stats.beta of the posterior.
        let prior = prior_of(&CREATORS);
        assert_eq!(prior.source, PriorSource::Groups(8));
        // γ = 0.010085997, M = 70.105259, shapes 5.399004783 and 64.706254295
        for ((k, n), expected) in [
            ((12, 150), [0.079048564564, 0.051523669372, 0.110922423397]),
            ((3, 90), [0.052459268556, 0.027068280226, 0.084191178285]),
            ((55, 400), [0.128479747071, 0.104048071421, 0.154709619682]),
            ((0, 25), [0.056768730094, 0.023897944595, 0.100198591112]),
            ((1, 1), [0.089993410700, 0.041820814044, 0.151285774073]),
        ] {
            assert_near(prior.interval(k, n), expected);
        }
    }

    #[test]
    fn groups_that_do_not_differ_lend_each_other_much_but_not_all() {
        // Ten groups of 8 in 100: S = 0, so γ is its standard error under none, √18 ÷ (1,000 − 100 − 9) = 0.0047616…;
        // M = (1 − γ) ÷ γ × 7 ÷ 9 = 162.564…, and p = 0.08.
        let prior = prior_of(&[(8, 100); 10]);
        assert_eq!(prior.in_words(), Some((Ratio::millionths(80_000), Ratio::whole(163))));
    }

    #[test]
    fn what_cannot_be_fitted_is_jeffreys() {
        let few = &CREATORS[..4];
        let none = [(0, 100); 6];
        let all = [(7, 7); 6];
        let single = [(1, 1), (0, 1), (1, 1), (0, 1), (0, 1), (1, 1)];
        let huge = [(1 << 60, 1 << 61); 6];
        for groups in [few, &none, &all, &single, &huge] {
            assert_eq!(prior_of(groups).source, PriorSource::Jeffreys, "{groups:?}");
        }
        assert_eq!(prior_of(&CREATORS[..5]).source, PriorSource::Groups(5));
    }

    #[test]
    fn the_order_of_groups_and_counts_that_are_no_proportion_change_nothing() {
        let mut turned = CREATORS.to_vec();
        turned.reverse();
        turned.extend([(5, 3), (-1, 10), (0, 0), (2, -4)]);
        assert_eq!(prior_of(&turned), prior_of(&CREATORS));
        for (k, n) in [(5, 3), (-1, 10), (0, 0)] {
            assert_eq!(prior_of(&CREATORS).interval(k, n), None);
        }
    }

    #[test]
    fn a_lower_bound_alone_is_that_of_the_interval() {
        let prior = prior_of(&CREATORS);
        for (k, n) in CREATORS {
            assert_eq!(prior.low(k, n), prior.interval(k, n).map(|interval| interval.low));
        }
        // 1 of 1 proves less than 60 of 600.
        assert!(prior.low(1, 1) < prior.low(60, 600));
    }

    /// Numbers between 0 and 1 from a seed (splitmix64).
    struct Chance(u64);

    impl Chance {
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    #[test]
    fn nine_of_ten_intervals_hold_the_truth() {
        // Creators' true rates are drawn from Beta(3.2, 36.8), each by its quantile; then orders of 20 to 1,500 clicks, one by one.
        let truth = Beta::new(3.2, 36.8).expect("shapes");
        // A dozen creators tell little of how creators differ, which no interval made from them can quite know.
        for (creators, rounds, least) in [(12, 600, 0.85), (40, 200, 0.88), (150, 60, 0.88)] {
            let mut chance = Chance(creators as u64);
            let (mut held, mut all) = (0_u32, 0_u32);
            for _ in 0..rounds {
                let drawn: Vec<(f64, i128, i128)> = (0..creators)
                    .map(|_| {
                        let rate = truth.quantile(chance.next(), 0.0);
                        let clicks = (20.0 * libm::exp(chance.next() * 75.0_f64.ln())) as i128;
                        (rate, (0..clicks).filter(|_| chance.next() < rate).count() as i128, clicks)
                    })
                    .collect();
                let prior = prior_of(&drawn.iter().map(|(_, k, n)| (*k, *n)).collect::<Vec<_>>());
                for (rate, k, n) in drawn {
                    let interval = prior.interval(k, n).expect("a proportion");
                    held += u32::from(crate::stats::float(&interval.low) <= rate && rate <= crate::stats::float(&interval.high));
                    all += 1;
                }
            }
            let coverage = f64::from(held) / f64::from(all);
            assert!((least..=0.92).contains(&coverage), "{creators} creators: {coverage}");
        }
    }
}
