//! Has the level changed between two stretches of weeks, where nobody knows in which week it began? The noise of a week is taken from the
//! differences between neighbouring weeks (the mean square successive difference of von Neumann, Kent, Bellinson and Hart, Annals of
//! Mathematical Statistics 12, 1941), so that a step within a stretch spoils one difference and not the whole variance. Neighbouring
//! weeks may resemble each other: what that adds to the variance of a mean is made up for as if their autocorrelation were
//! [`AUTOCORRELATION`]. There a test at 10 % alarms in about 10 % of cases; where weeks are independent, less often.
//! Compared with [`super::change`], which holds its level for independent weeks exactly, it has three to five times the degrees of freedom.

use super::change::{Change, Trials, WEEKS_MIN};
use super::distribution::{BEYOND, t_above, t_quantile};
use super::{float, mean, nine_decimals};
use crate::units::Ratio;

/// Resemblance of neighbouring weeks that is allowed for.
const AUTOCORRELATION: f64 = 0.4;
/// Below this part of the values a spread is a rounding error.
const NO_SPREAD: f64 = 1e-12;

/// Mean after ÷ mean before − 1, by the logarithm of the ratio of means. `None` for a stretch of fewer than [`WEEKS_MIN`] weeks, with a
/// negative value, or without any above zero.
pub fn ratio_shift(before: &[Ratio], after: &[Ratio]) -> Option<Change> {
    let is_usable = |values: &[Ratio]| values.len() >= WEEKS_MIN && !values.iter().any(Ratio::is_negative) && values.iter().any(Ratio::is_positive);
    if !is_usable(before) || !is_usable(after) {
        return None;
    }
    let [before, after] = [before, after].map(|values| values.iter().map(float).collect::<Vec<f64>>());
    let parts = |values: &[f64]| values.iter().map(|value| value / mean(values)).collect::<Vec<f64>>();
    let noise = Noise::of(&[parts(&before), parts(&after)]);
    noise.around(libm::log(mean(&after) / mean(&before)), 1.0, libm::expm1)
}

/// Rate after less rate before, each successes ÷ trials of its stretch. `None` for fewer than [`WEEKS_MIN`] weeks with trials in a stretch,
/// for more successes than trials, and where no trial or every trial succeeded.
pub fn rate_shift(before: &[Trials], after: &[Trials]) -> Option<Change> {
    let sums = |weeks: &[Trials]| weeks.iter().fold((0.0, 0.0), |(x, n), week| (x + week.successes as f64, n + week.trials as f64));
    let (first, second) = (sums(before), sums(after));
    let pooled = (first.0 + second.0) / (first.1 + second.1);
    if !(pooled > 0.0 && pooled < 1.0) || before.iter().chain(after).any(|week| week.successes > week.trials) {
        return None;
    }
    // Weeks with more trials are told with less noise: each deviation is weighted by the root of its trials.
    let binomial = pooled * (1.0 - pooled);
    let scaled = |weeks: &[Trials], (successes, trials): (f64, f64)| -> Option<Vec<f64>> {
        let used: Vec<&Trials> = weeks.iter().filter(|week| week.trials > 0).collect();
        let unit = (binomial * trials / used.len() as f64).sqrt();
        (used.len() >= WEEKS_MIN).then(|| used.iter().map(|week| (week.successes as f64 - successes / trials * week.trials as f64) / unit).collect())
    };
    let noise = Noise::of(&[scaled(before, first)?, scaled(after, second)?]);
    // A deviation of one unit in every week moves the rate of a stretch by √(binomial × weeks ÷ trials).
    let per_week = binomial * (before.len() as f64 + after.len() as f64) / (first.1 + second.1);
    noise.around(second.0 / second.1 - first.0 / first.1, per_week.sqrt(), |difference| difference)
}

/// What two means differ by through chance alone.
struct Noise {
    /// Variance of the difference of both means, autocorrelation allowed for.
    variance: f64,
    freedom: f64,
}

impl Noise {
    fn of(stretches: &[Vec<f64>; 2]) -> Noise {
        let squares = |values: &[f64]| values.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0])).sum::<f64>();
        let differences: f64 = stretches.iter().map(|values| values.len() as f64 - 1.0).sum();
        let week = stretches.iter().map(|values| squares(values)).sum::<f64>() / (2.0 * differences);
        let of_mean = |weeks: usize| week * guard(weeks) / weeks as f64;
        // Neighbouring differences share a week: m of them are worth 2m² ÷ (3m − 1) independent ones in each stretch.
        let worth = |weeks: usize| {
            let m = weeks as f64 - 1.0;
            2.0 * m * m / (3.0 * m - 1.0)
        };
        Noise { variance: stretches.iter().map(|values| of_mean(values.len())).sum(), freedom: stretches.iter().map(|values| worth(values.len())).sum() }
    }

    fn around(&self, difference: f64, scale: f64, translate: impl Fn(f64) -> f64) -> Option<Change> {
        let error = self.variance.sqrt() * scale;
        let (reach, is_known) = (error * t_quantile(BEYOND, self.freedom)?, error > NO_SPREAD);
        let p = match (is_known, difference.abs() > NO_SPREAD) {
            (true, _) => 2.0 * t_above(difference.abs() / error, self.freedom)?,
            (false, true) => 0.0,
            (false, false) => 1.0,
        };
        let [low, middle, high] = [difference - reach, difference, difference + reach].map(|value| nine_decimals(translate(value)));
        Some(Change { difference: middle?, low: low?, high: high?, p: nine_decimals(p)?, freedom: self.freedom as usize })
    }
}

/// How many times the variance of a mean is what successive differences make of it, at [`AUTOCORRELATION`]: they see 1 − φ of a week's
/// variance, and the mean of n weeks has 1 + 2 Σ (1 − k ÷ n) φᵏ of that of independent ones.
fn guard(weeks: usize) -> f64 {
    let n = weeks as f64;
    let (mut sum, mut power) = (1.0, 1.0);
    for lag in 1..weeks {
        power *= AUTOCORRELATION;
        sum += 2.0 * (1.0 - lag as f64 / n) * power;
    }
    sum / (1.0 - AUTOCORRELATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratios(values: &[i128]) -> Vec<Ratio> {
        values.iter().map(|value| Ratio::whole(*value)).collect()
    }

    #[test]
    fn the_variance_of_a_mean_is_made_up_for_by_hand() {
        // Four weeks: 1 + 2 (0.75 × 0.4 + 0.5 × 0.16 + 0.25 × 0.064) = 1.792, over 0.6.
        assert!((guard(4) - 1.792 / 0.6).abs() < 1e-12);
        assert!((guard(1) - 1.0 / 0.6).abs() < 1e-12);
    }

    #[test]
    fn a_step_in_the_first_week_of_a_stretch_does_not_hide_the_change() {
        let shift = ratio_shift(&ratios(&[101, 99, 100, 102, 98, 100, 101, 99]), &ratios(&[100, 51, 49, 50, 52, 48, 50, 51])).expect("long enough");
        assert!(shift.is_down() && shift.p < Ratio::millionths(10_000), "{shift:?}");
    }

    #[test]
    fn stretches_that_are_alike_have_not_changed() {
        let weeks = ratios(&[100, 110, 90, 105, 95, 100, 108, 92]);
        let shift = ratio_shift(&weeks, &weeks).expect("long enough");
        assert_eq!((shift.difference, shift.p), (Ratio::whole(0), Ratio::whole(1)));
    }

    #[test]
    fn rates_are_compared_over_their_trials() {
        let weeks = |orders: [u64; 6]| orders.map(|successes| Trials { successes, trials: 1_000 });
        let down = rate_shift(&weeks([80, 84, 78, 82, 79, 81]), &weeks([41, 38, 43, 40, 39, 42])).expect("long enough");
        // (484 − 243) ÷ 6,000.
        assert_eq!(down.difference.to_places(9), "-0.040166667");
        assert!(down.is_down());
        assert!(rate_shift(&weeks([0; 6]), &weeks([0; 6])).is_none() && rate_shift(&weeks([80; 6])[..3], &weeks([80; 6])).is_none());
    }

    /// Draws of a standard normal number, by Box and Muller.
    fn normal(random: &mut crate::stats::random::Generator) -> f64 {
        let mut unit = || (random.below(1 << 30) as f64 + 0.5) / f64::from(1 << 30);
        (-2.0 * unit().ln()).sqrt() * (std::f64::consts::TAU * unit()).cos()
    }

    #[test]
    fn false_alarms_stay_at_the_level_up_to_the_autocorrelation_allowed_for() {
        // 3,000 pairs of eight weeks each; two standard errors of a share of 10 % are 1.1 points.
        for (correlation, most) in [(0.0, 0.10), (0.2, 0.10), (0.4, 0.115)] {
            let mut random = crate::stats::random::Generator::seeded(11);
            let mut alarms = 0;
            for _ in 0..3_000 {
                let (mut level, mut weeks) = (normal(&mut random), Vec::new());
                for _ in 0..16 {
                    level = correlation * level + (1.0_f64 - correlation * correlation).sqrt() * normal(&mut random);
                    weeks.push(Ratio::millionths((1e8 + 5e6 * level) as i128));
                }
                let shift = ratio_shift(&weeks[..8], &weeks[8..]).expect("long enough");
                alarms += u32::from(shift.p <= Ratio::millionths(100_000));
            }
            assert!(f64::from(alarms) / 3_000.0 <= most, "{correlation}: {alarms}");
        }
    }
}
