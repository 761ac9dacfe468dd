//! Student's distribution for the intervals and tests of this module: statrs, and one step of Newton where its quantile is rough.

use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

/// Level of every interval: 90 %, so 5 % beyond each end.
pub(super) const BEYOND: f64 = 0.05;
/// Chance with which an effect worth finding should be found.
pub(super) const POWER: f64 = 0.8;

/// Chance of a value above `t`; degrees of freedom above zero.
pub(super) fn t_above(t: f64, freedom: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, freedom).ok()?.sf(t))
}

/// The value that is exceeded with the chance `above`, between 0 and 1.
pub(super) fn t_quantile(above: f64, freedom: f64) -> Option<f64> {
    let distribution = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let start = -distribution.inverse_cdf(above);
    // With many degrees of freedom the library's search ends at nine digits.
    let better = start + (distribution.sf(start) - above) / distribution.pdf(start);
    Some(if better.is_finite() { better } else { start })
}

/// How many standard errors an effect must be from zero for a two-sided test at [`BEYOND`] on each side to find it with [`POWER`]
/// (Bloom, Minimum Detectable Effects, Evaluation Review 19, 1995).
pub(super) fn detectable_errors(freedom: f64) -> Option<f64> {
    Some(t_quantile(BEYOND, freedom)? + t_quantile(1.0 - POWER, freedom)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_and_tails_are_those_of_scipy() {
        // scipy 1.17.1: stats.t.ppf(0.95, df), stats.t.ppf(0.8, df), stats.t.sf(1.7, df)
        for (freedom, upper, power, above) in [
            (1.0, 6.313751514675037, 1.376381920471174, 0.169253027330333),
            (3.0, 2.353363434801823, 0.978472312363304, 0.093845320776705),
            (7.3, 1.882930017956431, 0.893671357180227, 0.065582684176544),
            (30.0, 1.697260886593957, 0.853767261471298, 0.049738937794258),
            (1000.0, 1.646378817285464, 0.841980822162429, 0.044720943479620),
        ] {
            for (found, expected) in [(t_quantile(0.05, freedom), upper), (t_quantile(0.2, freedom), power), (t_above(1.7, freedom), above)] {
                assert!((found.unwrap() - expected).abs() < 1e-12, "{freedom}: {found:?} instead of {expected}");
            }
        }
        assert_eq!(t_above(1.0, 0.0), None);
    }
}
