//! Trends of short series: the slope of Theil (1950) and Sen (1968), the test of Mann (1945) and Kendall (1975).

use super::{float, six_decimals};
use crate::units::Ratio;

/// A trend over evenly spaced points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Median of the slopes of all pairs, a step; six decimals.
    pub slope: Ratio,
    /// Chance of a fall as strong as this where there is none (one-sided, normal approximation with correction for ties and
    /// continuity); six decimals.
    pub falling_p: Ratio,
    /// The same for a rise.
    pub rising_p: Ratio,
}

/// Fewer points have no trend.
pub const POINTS_MIN: usize = 4;

/// The trend of values in order; `None` for fewer than [`POINTS_MIN`].
pub fn trend(values: &[Ratio]) -> Option<Trend> {
    let values: Vec<f64> = values.iter().map(float).collect();
    let slope = six_decimals(theil_sen(&values)?)?;
    let (sum, variance) = mann_kendall(&values);
    let below = |z: f64| six_decimals(normal_below(z));
    let z_of = |continuity: f64| if variance > 0.0 { (sum + continuity) / variance.sqrt() } else { 0.0 };
    let (falling_p, rising_p) = match variance > 0.0 {
        true => (below(z_of(if sum < 0.0 { 1.0 } else { 0.0 }))?, below(-z_of(if sum > 0.0 { -1.0 } else { 0.0 }))?),
        false => (Ratio::whole(1), Ratio::whole(1)),
    };
    Some(Trend { slope, falling_p, rising_p })
}

fn theil_sen(values: &[f64]) -> Option<f64> {
    if values.len() < POINTS_MIN {
        return None;
    }
    let mut slopes = Vec::with_capacity(values.len() * (values.len() - 1) / 2);
    for (later, b) in values.iter().enumerate() {
        slopes.extend(values.iter().enumerate().take(later).map(|(earlier, a)| (b - a) / (later - earlier) as f64));
    }
    slopes.sort_by(f64::total_cmp);
    let middle = slopes.len() / 2;
    Some(if slopes.len() % 2 == 1 { slopes[middle] } else { (slopes[middle - 1] + slopes[middle]) / 2.0 })
}

/// Sum of the signs of all pairs, and its variance where there is no trend.
fn mann_kendall(values: &[f64]) -> (f64, f64) {
    let mut sum = 0.0;
    for (later, b) in values.iter().enumerate() {
        sum += values.iter().take(later).map(|a| f64::from(i8::from(b > a) - i8::from(b < a))).sum::<f64>();
    }
    let spread = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|run| spread(run.len() as f64)).sum();
    (sum, (spread(values.len() as f64) - ties) / 18.0)
}

/// The normal distribution below `z`.
fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// What part of a value is left after each step, by the slope of its logarithms; six decimals. Values must be above zero.
pub fn retention(values: &[Ratio]) -> Option<Ratio> {
    if values.iter().any(|value| !value.is_positive()) {
        return None;
    }
    let logs: Vec<f64> = values.iter().map(|value| libm::log(float(value))).collect();
    six_decimals(libm::exp(theil_sen(&logs)?))
}

/// Steps after which half is left; six decimals. `None` where nothing is lost.
pub fn half_life(retention: &Ratio) -> Option<Ratio> {
    let kept = float(retention);
    (kept > 0.0 && kept < 1.0).then(|| six_decimals(libm::log(0.5) / libm::log(kept))).flatten()
}
