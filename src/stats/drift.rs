//! Does a series of weeks drift? The test of Mann and Kendall takes weeks for independent: at an autocorrelation of 0.4 it sees a drift
//! in about 16 % of eight quiet weeks at p ≤ 0.10, in about 18 % of 26. Here the slope of least squares is measured against the waves of the series itself
//! ([`super::smoothing`]), at right angles to level and slope. At an autocorrelation of 0.4 either side alarms in 10 % at p ≤ 0.10, in
//! independent weeks seldomer. The size of a drift is better told by the slope of Theil and Sen ([`super::trend`]), which a wild week does
//! not move.

use super::smoothing::{Smoothing, chance};
use super::{dot, float, nine_decimals, wave};
use crate::units::Ratio;

/// Fewer weeks have no drift.
pub const WEEKS_MIN: usize = 6;
/// Waves are added as long as independent weeks alarm at least so often on both sides together at a level of 10 %.
const ALARMS_MIN: f64 = 0.055;
/// Below this part of the values a spread or a slope is a rounding error.
const NO_SPREAD: f64 = 1e-12;

/// A drift; nine decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Of least squares, a week.
    pub slope: Ratio,
    /// Its 90 % interval, which covers at least that often up to an autocorrelation of 0.4.
    pub low: Ratio,
    pub high: Ratio,
    /// Chance of a rise as steep as this where there is none (one-sided).
    pub rising_p: Ratio,
    /// The same for a fall.
    pub falling_p: Ratio,
    /// Waves that the variance was taken from: degrees of freedom.
    pub freedom: usize,
}

/// The drift of weeks in order; `None` for fewer than [`WEEKS_MIN`].
pub fn drift(values: &[Ratio]) -> Option<Drift> {
    let weeks = values.len();
    if weeks < WEEKS_MIN {
        return None;
    }
    let values: Vec<f64> = values.iter().map(float).collect();
    let level = vec![1.0 / (weeks as f64).sqrt(); weeks];
    let middle = (weeks as f64 - 1.0) / 2.0;
    let away: Vec<f64> = (0..weeks).map(|week| week as f64 - middle).collect();
    let length = dot(&away, &away).sqrt();
    let line: Vec<f64> = away.iter().map(|away| away / length).collect();
    let mut fitted = vec![level, line.clone()];
    // The slowest wave is nearly the line itself; what the line leaves of it is no slower than the next.
    let waves = (2..weeks - 1).map(|number| {
        let wave = upright(wave(number, weeks), &fitted);
        fitted.push(wave.clone());
        wave
    });
    let smoothing = Smoothing::of(&line, waves, 1, ALARMS_MIN)?;
    let error = smoothing.variance(&values).sqrt() / length;
    let slope = dot(&line, &values) / length;
    let rounding = values.iter().fold(0.0_f64, |most, value| most.max(value.abs())) * NO_SPREAD;
    let error = if error > rounding { error } else { 0.0 };
    let [low, slope_text, high] = smoothing.around(slope, error)?.map(nine_decimals);
    let rising = smoothing.above(slope, error, rounding)?;
    // Without any spread a level series neither rises nor falls: what was observed belongs to both sides.
    let (rising_p, falling_p) = if error == 0.0 && slope.abs() <= rounding { (1.0, 1.0) } else { (rising, 1.0 - rising) };
    Some(Drift { slope: slope_text?, low: low?, high: high?, rising_p: chance(rising_p)?, falling_p: chance(falling_p)?, freedom: smoothing.freedom() })
}

/// What is left of a wave at right angles to all others, of length one again.
fn upright(mut wave: Vec<f64>, others: &[Vec<f64>]) -> Vec<f64> {
    for other in others {
        let along = dot(&wave, other);
        wave.iter_mut().zip(other).for_each(|(value, other)| *value -= along * other);
    }
    let length = dot(&wave, &wave).sqrt();
    wave.iter_mut().for_each(|value| *value /= length);
    wave
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[i128]) -> ([String; 5], usize) {
        let drift = drift(&values.iter().map(|value| Ratio::whole(*value)).collect::<Vec<_>>()).expect("enough weeks");
        ([drift.slope, drift.low, drift.high, drift.rising_p, drift.falling_p].map(|value| value.to_places(9)), drift.freedom)
    }

    #[test]
    fn drifts_are_those_of_numpy_and_scipy() {
        // Printed by tests/statistics.py: numpy 2.4.6, linalg.qr of level, line and waves; scipy 1.17.1, stats.t.
        assert_eq!(
            texts(&[71, 74, 69, 78, 77, 81, 80, 86]),
            (["2.023809524", "1.077563870", "2.970055178", "0.007557278", "0.992442722"].map(String::from), 3)
        );
        let long = [52, 61, 48, 55, 70, 66, 59, 63, 51, 47, 58, 64, 69, 50, 44, 39, 51, 47, 42, 38, 55, 49, 40, 36, 41, 45];
        assert_eq!(texts(&long), (["-0.813675214", "-1.352660829", "-0.274689598", "0.989075906", "0.010924094"].map(String::from), 9));
    }

    #[test]
    fn a_straight_line_drifts_for_certain_and_a_level_not_at_all() {
        let texts = |values: &[i128]| texts(values).0.map(|text| text.parse::<f64>().expect("a number"));
        assert_eq!(texts(&[3, 5, 7, 9, 11, 13, 15]), [2.0, 2.0, 2.0, 0.0, 1.0]);
        assert_eq!(texts(&[15, 13, 11, 9, 7, 5, 3]), [-2.0, -2.0, -2.0, 1.0, 0.0]);
        assert_eq!(texts(&[4; 9]), [0.0, 0.0, 0.0, 1.0, 1.0]);
        assert_eq!(drift(&[Ratio::whole(1); 5]), None);
    }
}
