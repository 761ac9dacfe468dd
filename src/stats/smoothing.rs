//! The variance of an estimate from weeks that resemble each other, taken from waves slow enough to share their fate: the equal-weighted
//! cosine estimator of Müller (HAC Corrections for Strongly Autocorrelated Time Series, Journal of Business & Economic Statistics 32,
//! 2014) with the t distribution, as Lazarus, Lewis, Stock and Watson recommend (HAR Inference, the same journal 36, 2018). Waves at right
//! angles to what was fitted make it an exact t test for independent normal weeks but for one thing: few waves are used in short stretches,
//! and what they fall short of at an autocorrelation of [`AUTOCORRELATION`] is made up for, so that false alarms stay at their level there
//! and come a little seldomer in independent weeks.

use super::distribution::{BEYOND, t_above, t_quantile};
use super::{dot, nine_decimals};
use crate::units::Ratio;

/// Resemblance of neighbouring weeks up to which false alarms are held.
const AUTOCORRELATION: f64 = 0.4;

/// Waves of one length that an estimate, a weighted sum of the weeks, is measured against.
pub(super) struct Smoothing {
    waves: Vec<Vec<f64>>,
    /// What part of the estimate's variance the waves show at [`AUTOCORRELATION`].
    seen: f64,
}

impl Smoothing {
    /// Takes the first `least` of `waves`, which come from slow to fast, and more as long as a two-sided test at 10 % still alarms in the
    /// part `alarms` of independent weeks: the more waves, the sharper the test, and the more has to be made up for. Weights and waves
    /// have length one.
    pub fn of(weights: &[f64], waves: impl Iterator<Item = Vec<f64>>, least: usize, alarms: f64) -> Option<Smoothing> {
        let needed = autoregressive_variance(weights);
        let mut smoothing = Smoothing { waves: Vec::new(), seen: 1.0 };
        let mut shown = 0.0;
        for wave in waves {
            shown += autoregressive_variance(&wave);
            let count = (smoothing.waves.len() + 1) as f64;
            let seen = (shown / count / needed).min(1.0);
            if smoothing.waves.len() >= least && 2.0 * t_above(t_quantile(BEYOND, count)? / seen.sqrt(), count)? < alarms {
                break;
            }
            smoothing.waves.push(wave);
            smoothing.seen = seen;
        }
        (!smoothing.waves.is_empty()).then_some(smoothing)
    }

    /// Number of waves: degrees of freedom.
    pub fn freedom(&self) -> usize {
        self.waves.len()
    }

    /// Variance of a weighted sum of the weeks whose weights have length one.
    pub fn variance(&self, weeks: &[f64]) -> f64 {
        let power: f64 = self.waves.iter().map(|wave| dot(wave, weeks) * dot(wave, weeks)).sum();
        power / self.waves.len() as f64 / self.seen
    }

    /// The 90 % interval around an estimate with this standard error.
    pub fn around(&self, estimate: f64, error: f64) -> Option<[f64; 3]> {
        let reach = error * t_quantile(BEYOND, self.freedom() as f64)?;
        Some([estimate - reach, estimate, estimate + reach])
    }

    /// Chance of an estimate as far above zero where there is nothing (one-sided); without any error certain or, at zero, none.
    pub fn above(&self, estimate: f64, error: f64, rounding: f64) -> Option<f64> {
        match (error > 0.0, estimate.abs() > rounding) {
            (true, _) => t_above(estimate / error, self.freedom() as f64),
            (false, true) => Some(if estimate > 0.0 { 0.0 } else { 1.0 }),
            (false, false) => Some(0.5),
        }
    }
}

/// A chance with nine decimals; twice a half is one, not a little more.
pub(super) fn chance(value: f64) -> Option<Ratio> {
    nine_decimals(value.clamp(0.0, 1.0))
}

/// Variance of a weighted sum of a first-order autoregression of variance one at [`AUTOCORRELATION`].
fn autoregressive_variance(weights: &[f64]) -> f64 {
    let (mut total, mut carried) = (0.0, 0.0);
    for weight in weights {
        total += weight * weight + 2.0 * weight * carried;
        carried = AUTOCORRELATION * (carried + weight);
    }
    total
}
