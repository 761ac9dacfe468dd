//! Quantiles by linear interpolation between order statistics: definition 7 of Hyndman and Fan (Sample Quantiles in Statistical Packages,
//! The American Statistician 50, 1996), the default of R and of numpy.

/// The value below which the part `part` (0 to 1) of the values lies; `None` without values.
pub(super) fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * (sorted.len().checked_sub(1)?) as f64;
    let below = (place.floor() as usize).min(sorted.len() - 1);
    let above = (below + 1).min(sorted.len() - 1);
    Some(sorted[below] + (place - below as f64) * (sorted[above] - sorted[below]))
}

/// The values in order, by their bits where they are equal.
pub(super) fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// Half of the values lie below it; `None` without values.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    quantile(&sorted(values.to_vec()), 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy 2.4.6, quantile([3, 1, 4, 1, 5, 9, 2, 6], [0, 0.05, 0.1, 0.5, 0.9, 1])
        let values = sorted(vec![3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]);
        for (part, expected) in [(0.0, 1.0), (0.05, 1.0), (0.1, 1.0), (0.5, 3.5), (0.9, 6.9), (1.0, 9.0)] {
            assert!((quantile(&values, part).unwrap() - expected).abs() < 1e-12, "{part}");
        }
        assert_eq!((quantile(&[], 0.5), median(&[7.0])), (None, Some(7.0)));
    }
}
