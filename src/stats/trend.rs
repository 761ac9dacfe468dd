//! Trends of short series: the slope of Theil (1950) and Sen (1968), the test of Mann (1945) and Kendall (1975). The test takes its points for
//! independent; where neighbours resemble each other it sees trends too often, and [`super::drift`] does not.

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
    // Sums differ by two: half of that counts on both sides, for what was observed belongs to a fall as strong as it and to such a rise.
    let (falling_p, rising_p) = match variance > 0.0 {
        true => (below((sum + 1.0) / variance.sqrt())?, below((1.0 - sum) / variance.sqrt())?),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(values: &[i128]) -> Vec<Ratio> {
        values.iter().map(|value| Ratio::whole(*value)).collect()
    }

    /// Slope, and the chance on the side the values lean to.
    fn leaning(values: &[i128]) -> (String, String) {
        let trend = trend(&whole(values)).expect("enough points");
        (trend.slope.to_places(6), trend.falling_p.min(trend.rising_p).to_places(6))
    }

    #[test]
    fn slopes_and_chances_are_those_of_pymannkendall_and_scipy() {
        // pymannkendall 1.4.3, original_test: slope, and half its two-sided p; scipy 1.17.1, stats.theilslopes: the same slopes.
        for (values, slope, p) in [
            (&[9, 8, 8, 6, 5, 5, 3, 2][..], "-1.000000", "0.000841"),
            (&[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], "0.250000", "0.117351"),
            (&[12, 12, 11, 13, 9, 10, 7, 7, 8, 4], "-0.833333", "0.003415"),
            (&[1, 4, 2, 3], "0.583333", "0.367048"),
            (&[2, 4, 1, 3, 9, 7], "1.666667", "0.129828"),
        ] {
            assert_eq!(leaning(values), (slope.to_owned(), p.to_owned()), "{values:?}");
        }
    }

    #[test]
    fn what_was_observed_belongs_to_both_sides() {
        // S and its variance, then the normal distribution below (S + 1) ÷ √variance and (1 − S) ÷ √variance, by Python's statistics.NormalDist.
        // Of 1, 4, 2, 3 the exact chances are 20/24 and 9/24: without the correction the first would be 0.7515.
        for (values, falling, rising) in [
            (&[1, 4, 2, 3][..], "0.845910", "0.367048"),
            (&[9, 8, 8, 6, 5, 5, 3, 2], "0.000841", "0.999654"),
            (&[2, 1, 2, 1], "0.349268", "0.877361"),
            (&[3, 1, 2, 4, 0, 5], "0.773815", "0.353557"),
        ] {
            let trend = trend(&whole(values)).expect("enough points");
            assert_eq!((trend.falling_p.to_places(6), trend.rising_p.to_places(6)), (falling.to_owned(), rising.to_owned()), "{values:?}");
        }
    }

    #[test]
    fn a_fall_is_no_rise() {
        let fall = trend(&whole(&[9, 8, 8, 6, 5, 5, 3, 2])).expect("enough points");
        let rise = trend(&whole(&[2, 3, 5, 5, 6, 8, 8, 9])).expect("enough points");
        assert_eq!((fall.falling_p, fall.rising_p), (rise.rising_p, rise.falling_p));
        assert!(fall.falling_p < Ratio::millionths(1_000) && fall.rising_p > Ratio::millionths(990_000));
        let still = trend(&whole(&[5, 5, 5, 5])).expect("enough points");
        assert_eq!((still.slope, still.falling_p, still.rising_p), (Ratio::whole(0), Ratio::whole(1), Ratio::whole(1)));
        assert_eq!(trend(&whole(&[3, 2, 1])), None);
    }

    #[test]
    fn what_is_left_after_a_month_gives_the_half_life() {
        // scipy 1.17.1: exp(theilslopes(log(values)).slope) = 0.7359800722; log(0.5) ÷ log(0.735980) = 2.2611055
        let kept = retention(&whole(&[1_000, 720, 560, 390, 300, 215])).expect("all above zero");
        assert_eq!(kept.to_places(6), "0.735980");
        assert_eq!(half_life(&kept).map(|months| months.to_places(6)), Some("2.261106".into()));
        // Halved each month: exactly a half is left, after exactly one.
        let halved = retention(&whole(&[16, 8, 4, 2, 1])).expect("all above zero");
        assert_eq!((halved, half_life(&halved)), (Ratio::millionths(500_000), Some(Ratio::whole(1))));
        assert_eq!(retention(&whole(&[4, 2, 0, 1])), None);
        assert_eq!(half_life(&Ratio::whole(1)), None);
        assert_eq!(half_life(&Ratio::whole(0)), None);
    }
}
