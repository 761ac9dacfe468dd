//! Has the level changed between two stretches of weeks? Weeks next to each other resemble each other, and a test that takes them for
//! independent sees changes everywhere; [`super::smoothing`] allows for it. At an autocorrelation of 0.4 false alarms stay at 10 %, in
//! independent weeks they are 8.5 % or a little less. Both stretches are taken to be as restless as each other.

use super::smoothing::{Smoothing, chance};
use super::{float, mean, nine_decimals, wave};
use crate::units::Ratio;

/// A shorter stretch has no level to compare.
pub const WEEKS_MIN: usize = 4;
/// Waves are added as long as independent weeks alarm at least so often: intervals cover them in 91.5 %.
const ALARMS_MIN: f64 = 0.085;
/// Below this part of the values a spread is a rounding error.
const NO_SPREAD: f64 = 1e-12;

/// What happened between two stretches, with its 90 % interval. Nine decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// In units of the values; for [`ratio_change`] a part of the level before, for [`rate_change`] a difference of rates.
    pub difference: Ratio,
    pub low: Ratio,
    pub high: Ratio,
    /// Chance of a change as far from zero where there is none (two-sided).
    pub p: Ratio,
    /// Waves that the variance was taken from: degrees of freedom.
    pub freedom: usize,
}

impl Change {
    /// The whole interval lies below zero.
    pub fn is_down(&self) -> bool {
        self.high.is_negative()
    }

    /// The whole interval lies above zero.
    pub fn is_up(&self) -> bool {
        self.low.is_positive()
    }
}

/// A week's trials and how many of them succeeded: clicks and orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trials {
    pub successes: u64,
    pub trials: u64,
}

/// Mean after less mean before. `None` for a stretch of fewer than [`WEEKS_MIN`] weeks.
pub fn change(before: &[Ratio], after: &[Ratio]) -> Option<Change> {
    let (before, after) = (floats(before), floats(after));
    let spread = Spread::of(&[deviations(&before), deviations(&after)])?;
    let size = before.iter().chain(&after).fold(0.0_f64, |most, value| most.max(value.abs()));
    let error = spread.error([before.len() as f64, after.len() as f64]);
    spread.around(mean(&after) - mean(&before), if error > size * NO_SPREAD { error } else { 0.0 }, |difference| difference)
}

/// Mean after ÷ mean before − 1, by the logarithm of the ratio of means (delta method): weeks of zero are allowed, negative ones are
/// not. Takes both stretches to be as restless as each other in proportion to their level. `None` for a stretch of fewer than
/// [`WEEKS_MIN`] weeks, with a negative value, or without any above zero.
pub fn ratio_change(before: &[Ratio], after: &[Ratio]) -> Option<Change> {
    if before.iter().chain(after).any(Ratio::is_negative) || !before.iter().any(Ratio::is_positive) || !after.iter().any(Ratio::is_positive) {
        return None;
    }
    let (before, after) = (floats(before), floats(after));
    let parts = |values: &[f64]| values.iter().map(|value| value / mean(values) - 1.0).collect::<Vec<f64>>();
    let spread = Spread::of(&[parts(&before), parts(&after)])?;
    let error = spread.error([before.len() as f64, after.len() as f64]);
    spread.around(libm::log(mean(&after) / mean(&before)), if error > NO_SPREAD { error } else { 0.0 }, libm::expm1)
}

/// Rate after less rate before, each successes ÷ trials of its stretch (the ratio estimator of Cochran, Sampling Techniques, 3rd edition,
/// section 2.11). The binomial variance is multiplied by a dispersion that the weeks themselves show: creators, days and products differ,
/// so that orders scatter more than independent clicks would. `None` for fewer than [`WEEKS_MIN`] weeks with trials in a stretch, for
/// more successes than trials, and where no trial or every trial succeeded.
pub fn rate_change(before: &[Trials], after: &[Trials]) -> Option<Change> {
    let sums = |weeks: &[Trials]| weeks.iter().fold((0.0, 0.0), |(x, n), week| (x + week.successes as f64, n + week.trials as f64));
    let (first, second) = (sums(before), sums(after));
    let pooled = (first.0 + second.0) / (first.1 + second.1);
    if !(pooled > 0.0 && pooled < 1.0) || before.iter().chain(after).any(|week| week.successes > week.trials) {
        return None;
    }
    let binomial = pooled * (1.0 - pooled);
    let scaled = |weeks: &[Trials], (successes, trials): (f64, f64)| -> Option<Vec<f64>> {
        let used: Vec<&Trials> = weeks.iter().filter(|week| week.trials > 0).collect();
        let (rate, unit) = (successes / trials, (binomial * trials / used.len() as f64).sqrt());
        (used.len() >= WEEKS_MIN).then(|| used.iter().map(|week| (week.successes as f64 - rate * week.trials as f64) / unit).collect())
    };
    let spread = Spread::of(&[scaled(before, first)?, scaled(after, second)?])?;
    let error = spread.error([first.1, second.1]) * binomial.sqrt();
    spread.around(second.0 / second.1 - first.0 / first.1, if error > NO_SPREAD { error } else { 0.0 }, |difference| difference)
}

fn floats(values: &[Ratio]) -> Vec<f64> {
    values.iter().map(float).collect()
}

fn deviations(values: &[f64]) -> Vec<f64> {
    let middle = mean(values);
    values.iter().map(|value| value - middle).collect()
}

/// What both stretches show of the variance of their difference.
struct Spread {
    smoothing: Smoothing,
    /// Of a week's worth in the long run.
    variance: f64,
}

impl Spread {
    /// Of two stretches of distances from their own level; `None` where one is shorter than [`WEEKS_MIN`].
    fn of(stretches: &[Vec<f64>; 2]) -> Option<Spread> {
        let lengths = [stretches[0].len(), stretches[1].len()];
        if lengths.iter().any(|weeks| *weeks < WEEKS_MIN) {
            return None;
        }
        let sizes = lengths.map(|weeks| weeks as f64);
        let length = (1.0 / sizes[0] + 1.0 / sizes[1]).sqrt();
        let weight = |stretch: usize, sign: f64| std::iter::repeat_n(sign / sizes[stretch] / length, lengths[stretch]);
        let weights: Vec<f64> = weight(0, -1.0).chain(weight(1, 1.0)).collect();
        let smoothing = Smoothing::of(&weights, waves(lengths), 2, ALARMS_MIN)?;
        let variance = smoothing.variance(&stretches.concat());
        Some(Spread { smoothing, variance })
    }

    /// Standard error of the difference of two means of so many weeks (or trials).
    fn error(&self, sizes: [f64; 2]) -> f64 {
        (self.variance * (1.0 / sizes[0] + 1.0 / sizes[1])).sqrt()
    }

    /// The interval around a difference, translated by a rising function.
    fn around(&self, difference: f64, error: f64, translate: impl Fn(f64) -> f64) -> Option<Change> {
        let p = chance(2.0 * self.smoothing.above(difference.abs(), error, NO_SPREAD)?)?;
        let [low, middle, high] = self.smoothing.around(difference, error)?.map(|value| nine_decimals(translate(value)));
        Some(Change { difference: middle?, low: low?, high: high?, p, freedom: self.smoothing.freedom() })
    }
}

/// The waves of both stretches, each with zeros for the other, from slow to fast.
fn waves(lengths: [usize; 2]) -> impl Iterator<Item = Vec<f64>> {
    let mut counts = [0, 0];
    std::iter::from_fn(move || {
        // The stretch whose next wave is the slower one.
        let next = usize::from((counts[0] + 1) * lengths[1] > (counts[1] + 1) * lengths[0]);
        // Both have their slowest one before either has a second.
        let next = if counts[next] > 0 && counts[1 - next] == 0 { 1 - next } else { next };
        counts[next] += 1;
        let silence = vec![0.0; lengths[1 - next]];
        let wave = (counts[next] < lengths[next]).then(|| wave(counts[next], lengths[next]))?;
        Some(if next == 0 { [wave, silence].concat() } else { [silence, wave].concat() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: [i128; 13] = [52, 61, 48, 55, 70, 66, 59, 63, 51, 47, 58, 64, 69];
    const AFTER: [i128; 8] = [44, 39, 51, 47, 42, 38, 55, 49];
    const CLICKS: [u64; 8] = [900, 1_100, 800, 1_000, 950, 1_200, 1_050, 990];

    fn whole(values: &[i128]) -> Vec<Ratio> {
        values.iter().map(|value| Ratio::whole(*value)).collect()
    }

    fn texts(change: Option<Change>) -> (Vec<String>, usize) {
        let change = change.expect("enough weeks");
        ([change.difference, change.low, change.high, change.p].iter().map(|value| value.to_places(9)).collect(), change.freedom)
    }

    // Expected numbers are printed by tests/statistics.py: scipy 1.17.1, fft.dct for the waves, stats.t for the interval, and numpy 2.4.6.

    #[test]
    fn levels_are_compared_as_by_scipy() {
        let twice = [BEFORE, BEFORE].concat();
        let often: Vec<i128> = AFTER.iter().copied().cycle().take(26).collect();
        for (before, after, freedom, difference, part) in [
            (
                &BEFORE[..],
                &AFTER[..],
                3,
                ["-13.067307692", "-17.991387074", "-8.143228310", "0.008281711"],
                ["-0.222640891", "-0.293351188", "-0.144855020", "0.008396772"],
            ),
            (
                &AFTER,
                &BEFORE[..4],
                2,
                ["8.375000000", "0.884468828", "15.865531172", "0.082390946"],
                ["0.183561644", "0.006461201", "0.391825302", "0.093520687"],
            ),
            (
                &twice,
                &often,
                7,
                ["-13.384615385", "-14.638559111", "-12.130671658", "0.000000181"],
                ["-0.228047182", "-0.245188570", "-0.210516522", "0.000000107"],
            ),
        ] {
            let (before, after) = (whole(before), whole(after));
            assert_eq!(texts(change(&before, &after)), (difference.map(String::from).to_vec(), freedom));
            assert_eq!(texts(ratio_change(&before, &after)), (part.map(String::from).to_vec(), freedom));
        }
    }

    fn trials(successes: &[i128], clicks: impl Iterator<Item = u64>) -> Vec<Trials> {
        successes.iter().zip(clicks).map(|(successes, trials)| Trials { successes: u64::try_from(*successes).expect("small"), trials }).collect()
    }

    #[test]
    fn rates_are_compared_with_the_dispersion_of_their_weeks() {
        let (before, after) = (trials(&AFTER, CLICKS.into_iter()), trials(&BEFORE, CLICKS.into_iter().rev().chain(CLICKS)));
        let expected = ["0.014208007", "0.004362178", "0.024053837", "0.042585855"].map(String::from).to_vec();
        assert_eq!(texts(rate_change(&before, &after)).0, expected);
        // A week without clicks says nothing of the rate.
        let mut with_pause = before.clone();
        with_pause.insert(3, Trials { successes: 0, trials: 0 });
        assert_eq!(rate_change(&with_pause, &after), rate_change(&before, &after));
    }

    #[test]
    fn a_level_without_any_spread_changes_for_certain_or_not_at_all() {
        let still = whole(&[7; 6]);
        let same = change(&still, &still).expect("enough weeks");
        assert_eq!((same.low, same.high, same.p), (Ratio::whole(0), Ratio::whole(0), Ratio::whole(1)));
        let moved = change(&still, &whole(&[9; 5])).expect("enough weeks");
        assert_eq!((moved.low, moved.high, moved.p, moved.is_up(), moved.is_down()), (Ratio::whole(2), Ratio::whole(2), Ratio::whole(0), true, false));
        assert!(ratio_change(&whole(&[9; 5]), &still).expect("enough weeks").is_down());
    }

    #[test]
    fn what_has_no_level_is_not_compared() {
        let (long, short) = (whole(&BEFORE), whole(&AFTER[..3]));
        assert_eq!((change(&long, &short), change(&short, &long), ratio_change(&long, &short)), (None, None, None));
        assert_eq!(ratio_change(&long, &whole(&[0; 8])), None);
        assert_eq!(ratio_change(&whole(&[3, 4, -1, 5]), &long), None);
        assert!(ratio_change(&whole(&[0, 3, 0, 4, 0, 2]), &long).expect("weeks of zero are allowed").is_up());
        let (some, none) = (trials(&AFTER, CLICKS.into_iter()), trials(&[0; 8], CLICKS.into_iter()));
        assert_eq!((rate_change(&none, &none), rate_change(&some[..3], &some)), (None, None));
        assert_eq!(rate_change(&trials(&[9; 8], [8; 8].into_iter()), &some), None);
    }
}
