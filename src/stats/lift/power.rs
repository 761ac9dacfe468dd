//! What the data at hand could find, and how many weeks more would find what they cannot.

use super::WEEKS_MORE_MAX;
use super::contrast::Contrast;
use super::panel::Panel;
use crate::stats::distribution::detectable_errors;
use crate::stats::mean;

/// Resemblance of neighbouring weeks beyond it is not believed: waiting would never help.
const AUTOCORRELATION_MAX: f64 = 0.95;

/// Half a unit of the last place of an effect that was handed out.
const ROUNDING: f64 = 5e-10;

/// What makes the standard error of a lift, and how it falls with more weeks after the activation: as the variance of a difference of
/// two means of a first-order autoregression, whose coefficient all units estimate together.
#[derive(Clone, Debug, PartialEq)]
pub struct Noise {
    error: f64,
    /// Standard errors that an effect must be from zero.
    needed: f64,
    before: usize,
    after: usize,
    autocorrelation: f64,
}

impl Noise {
    pub fn of(panel: &Panel, contrast: &Contrast) -> Noise {
        let dates: Vec<f64> = contrast.own.iter().map(|(unit, _)| panel.date_of(*unit) as f64).collect();
        let before = (mean(&dates).round() as usize).clamp(1, panel.weeks.saturating_sub(1).max(1));
        Noise {
            error: contrast.error,
            needed: detectable_errors(contrast.freedom).unwrap_or(f64::INFINITY),
            before,
            after: panel.weeks.saturating_sub(before).max(1),
            autocorrelation: autocorrelation(panel),
        }
    }

    pub fn detectable(&self) -> f64 {
        self.error * self.needed
    }

    pub fn weeks_more(&self, effect: f64) -> Option<usize> {
        let now = difference_variance(self.before, self.after, self.autocorrelation);
        let error = |more: usize| self.error * (difference_variance(self.before, self.after + more, self.autocorrelation) / now).sqrt();
        (0..=WEEKS_MORE_MAX).find(|more| error(*more) * self.needed <= effect + ROUNDING)
    }
}

/// Correlation of neighbouring weeks around each series' level before and after its date, with the correction for estimated levels
/// (Kendall, Note on Bias in the Estimation of Autocorrelation, Biometrika 41, 1954); at least zero.
fn autocorrelation(panel: &Panel) -> f64 {
    let (mut together, mut apart, mut weeks, mut stretches) = (0.0, 0.0, 0.0, 0.0);
    for (series, date) in panel.dated_series() {
        for side in [&series[..date.min(series.len())], &series[date.min(series.len())..]] {
            let present: Vec<f64> = side.iter().flatten().copied().collect();
            if present.len() < 2 {
                continue;
            }
            let level = mean(&present);
            apart += present.iter().map(|value| (value - level) * (value - level)).sum::<f64>();
            together += side.windows(2).filter_map(|pair| Some((pair[0]? - level) * (pair[1]? - level))).sum::<f64>();
            weeks += present.len() as f64;
            stretches += 1.0;
        }
    }
    let length = weeks / stretches;
    if !(apart > 0.0 && length > 4.0) {
        return 0.0;
    }
    ((together / apart + 1.0 / length) / (1.0 - 3.0 / length)).clamp(0.0, AUTOCORRELATION_MAX)
}

/// Variance of the mean of `after` weeks less the mean of the `before` weeks next to them, weeks having variance one.
fn difference_variance(before: usize, after: usize, autocorrelation: f64) -> f64 {
    let (mut total, mut carried) = (0.0, 0.0);
    for week in 0..before + after {
        let weight = if week < before { -1.0 / before as f64 } else { 1.0 / after as f64 };
        total += weight * weight + 2.0 * weight * carried;
        carried = autocorrelation * (carried + weight);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_weeks_count_by_their_number() {
        assert!((difference_variance(8, 4, 0.0) - (1.0 / 8.0 + 1.0 / 4.0)).abs() < 1e-12);
        // [-1/2, -1/2, 1] with correlations 0.5 and 0.25: 1.5 + 2 × (0.25 × 0.5 − 0.5 × 0.5 − 0.5 × 0.25) = 1
        assert!((difference_variance(2, 1, 0.5) - 1.0).abs() < 1e-12);
        let noise = Noise { error: 0.1, needed: 2.5, before: 8, after: 4, autocorrelation: 0.0 };
        // 0.25 × √((1/8 + 1/n) ÷ (3/8)) ≤ 0.2 from 1/n ≤ 0.115, n = 9.
        assert_eq!((noise.weeks_more(0.25), noise.weeks_more(0.2), noise.weeks_more(0.1)), (Some(0), Some(5), None));
    }
}
