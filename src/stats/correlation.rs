//! Do searches for the brand follow clicks that creators send? Cross-correlation of two weekly series without their trends, at lags of 0
//! to 4 weeks, and the slope at the lag where it is strongest. Series that move slowly correlate by chance: the p-value cuts the first
//! series into blocks of weeks, puts the blocks together in another order, and takes the strongest lag of each such series (Davison and
//! Hinkley, Bootstrap Methods and their Application, 1997, section 8.2; Westfall and Young, Resampling-Based Multiple Testing, 1993, for the
//! maximum). It is one-sided: fewer searches after more clicks are no sign of a halo. By simulation quiet series alarm in 9 to 11 % at p ≤ 0.10.

use super::distribution::{BEYOND, t_quantile};
use super::random::Generator;
use super::{Progress, float, mean, nine_decimals, wave};
use crate::units::Ratio;

/// The second series may follow the first by so many weeks.
pub const LAG_MAX: usize = 4;
/// Weeks with both values that are needed.
pub const WEEKS_MIN: usize = 16;
const SEED: u64 = 0x6861_6C6F;
/// Permutations between two reports of progress.
const REPORT_EVERY: usize = 50;
/// Blocks are a quarter of the series: long enough to keep what binds weeks that resemble each other.
const BLOCKS: usize = 4;
/// Below this part of its squares a series has no spread of its own.
const NO_SPREAD: f64 = 1e-18;
/// What differs by less is the same: sums in another order.
const TIE: f64 = 1e-12;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCorrelation {
    /// The progress callback asked to stop.
    Cancelled,
    /// Weeks with both values, fewer than [`WEEKS_MIN`].
    TooFewWeeks(usize),
    /// A series is a straight line.
    NoSpread,
    /// Numbers beyond any amount.
    NotFinite,
}

/// The answer; nine decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correlation {
    /// Weeks after which the correlation is strongest.
    pub lag: usize,
    /// Correlation of Pearson at lags of 0, 1, … [`LAG_MAX`].
    pub by_lag: Vec<Ratio>,
    /// Part of the permutations whose strongest lag is at least as strong, what was seen counted as one.
    pub p: Ratio,
    pub permutations: usize,
    /// Units of the second series for 1,000 of the first at that lag, with the trend held fixed, and the 90 % interval.
    pub per_thousand: Ratio,
    pub low: Ratio,
    pub high: Ratio,
    /// Pairs of weeks at that lag.
    pub weeks: usize,
}

impl Correlation {
    pub fn strongest(&self) -> Ratio {
        self.by_lag.get(self.lag).copied().unwrap_or_default()
    }
}

/// Both series share one calendar; `None` where nothing was reported.
pub fn correlation(first: &[Option<Ratio>], second: &[Option<Ratio>], draws: usize, progress: &mut Progress) -> Result<Correlation, NoCorrelation> {
    let weeks = first.len().min(second.len());
    let floats = |series: &[Option<Ratio>]| series.iter().take(weeks).map(|value| value.as_ref().map(float)).collect::<Vec<_>>();
    let (first, second) = (floats(first), floats(second));
    let both = first.iter().zip(&second).filter(|(a, b)| a.is_some() && b.is_some()).count();
    if both < WEEKS_MIN {
        return Err(NoCorrelation::TooFewWeeks(both));
    }
    let (moving, following) = (detrended(&first).ok_or(NoCorrelation::NoSpread)?, detrended(&second).ok_or(NoCorrelation::NoSpread)?);
    let by_lag: Vec<f64> = (0..=LAG_MAX).map(|lag| at_lag(&moving, &following, lag)).collect();
    let strongest = strongest(&by_lag);
    let lag = by_lag.iter().position(|value| *value >= strongest).unwrap_or(0);
    let mut generator = Generator::seeded(SEED);
    let mut as_strong = 1;
    for done in 0..draws {
        if done % REPORT_EVERY == 0 && !progress(done, draws) {
            return Err(NoCorrelation::Cancelled);
        }
        let permuted = permuted(&moving, &mut generator);
        let best = (0..=LAG_MAX).map(|lag| at_lag(&permuted, &following, lag)).fold(f64::NEG_INFINITY, f64::max);
        as_strong += usize::from(best >= strongest - TIE);
    }
    let slope = Slope::at(&first, &second, lag).ok_or(NoCorrelation::NoSpread)?;
    let exact = |value: f64| nine_decimals(value).ok_or(NoCorrelation::NotFinite);
    Ok(Correlation {
        lag,
        by_lag: by_lag.into_iter().map(exact).collect::<Result<_, _>>()?,
        p: exact(f64::from(u32::try_from(as_strong).unwrap_or(u32::MAX)) / (draws + 1) as f64)?,
        permutations: draws,
        per_thousand: exact(slope.middle * 1_000.0)?,
        low: exact((slope.middle - slope.reach) * 1_000.0)?,
        high: exact((slope.middle + slope.reach) * 1_000.0)?,
        weeks: slope.weeks,
    })
}

fn strongest(by_lag: &[f64]) -> f64 {
    by_lag.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Distances from the straight line of least squares through the weeks that are there; `None` where it goes through all of them.
fn detrended(series: &[Option<f64>]) -> Option<Vec<Option<f64>>> {
    let present: Vec<(f64, f64)> = series.iter().enumerate().filter_map(|(week, value)| Some((week as f64, (*value)?))).collect();
    let (weeks, values): (Vec<f64>, Vec<f64>) = present.into_iter().unzip();
    let mut rest = values.clone();
    without_line(&weeks, &mut rest);
    let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
    if squares(&rest) <= squares(&values) * NO_SPREAD {
        return None;
    }
    let mut rest = rest.into_iter();
    Some(series.iter().map(|value| value.and_then(|_| rest.next())).collect())
}

/// Takes the straight line over `weeks` from `values`.
fn without_line(weeks: &[f64], values: &mut [f64]) {
    let (middle, level) = (mean(weeks), mean(values));
    let (up, across) = weeks
        .iter()
        .zip(values.iter())
        .fold((0.0, 0.0), |(up, across), (week, value)| (up + (week - middle) * (value - level), across + (week - middle) * (week - middle)));
    let slope = if across > 0.0 { up / across } else { 0.0 };
    values.iter_mut().zip(weeks).for_each(|(value, week)| *value -= level + slope * (week - middle));
}

/// Correlation of Pearson over the weeks where both are there, the second `lag` weeks later; 0 where one of them does not move.
fn at_lag(first: &[Option<f64>], second: &[Option<f64>], lag: usize) -> f64 {
    let (mut count, mut sums, mut products) = (0.0, [0.0; 2], [0.0; 3]);
    for (a, b) in first.iter().zip(second.iter().skip(lag)).filter_map(|(a, b)| Some(((*a)?, (*b)?))) {
        count += 1.0;
        sums = [sums[0] + a, sums[1] + b];
        products = [products[0] + a * a, products[1] + b * b, products[2] + a * b];
    }
    let [spread_a, spread_b] = [0, 1].map(|side| products[side] - sums[side] * sums[side] / count);
    let together = products[2] - sums[0] * sums[1] / count;
    let correlation = together / (spread_a * spread_b).sqrt();
    if correlation.is_finite() { correlation } else { 0.0 }
}

/// The series from a week drawn by chance on, round the end, its blocks in an order drawn by chance.
fn permuted(series: &[Option<f64>], generator: &mut Generator) -> Vec<Option<f64>> {
    let mut turned = series.to_vec();
    turned.rotate_left(generator.below(series.len()));
    let mut blocks: Vec<&[Option<f64>]> = turned.chunks((series.len() / BLOCKS).max(1)).collect();
    generator.shuffle(&mut blocks);
    // What was observed has no trend; neither must what it is compared with.
    detrended(&blocks.concat()).unwrap_or(turned)
}

/// Slope of the second series on the first at a lag.
struct Slope {
    middle: f64,
    reach: f64,
    weeks: usize,
}

impl Slope {
    /// Least squares on a level, a trend and the first series. The interval allows for weeks that resemble each other: the variance is
    /// taken from the 0.4 × weeks^⅔ slowest cosine waves of the products of residuals, with as many degrees of freedom (Lazarus, Lewis,
    /// Stock and Watson, HAR Inference, Journal of Business & Economic Statistics 36, 2018).
    fn at(first: &[Option<f64>], second: &[Option<f64>], lag: usize) -> Option<Slope> {
        let pairs = first.iter().zip(second.iter().skip(lag)).enumerate();
        let pairs: Vec<(f64, f64, f64)> = pairs.filter_map(|(week, (a, b))| Some((week as f64, (*a)?, (*b)?))).collect();
        let weeks: Vec<f64> = pairs.iter().map(|(week, _, _)| *week).collect();
        let (mut x, mut y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(_, a, b)| (*a, *b)).unzip();
        let before: f64 = x.iter().map(|x| x * x).sum();
        without_line(&weeks, &mut x);
        without_line(&weeks, &mut y);
        let spread: f64 = x.iter().map(|x| x * x).sum();
        if spread <= before * NO_SPREAD || weeks.len() < 4 {
            return None;
        }
        let middle = x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>() / spread;
        let products: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x * (y - middle * x)).collect();
        let count = weeks.len() as f64;
        let waves = (0.4 * libm::cbrt(count * count)).max(1.0) as usize;
        let power = |number: usize| wave(number, products.len()).iter().zip(&products).map(|(wave, product)| wave * product).sum::<f64>();
        let variance = (1..=waves).map(|number| power(number) * power(number)).sum::<f64>() / waves as f64;
        // Three coefficients were fitted to the same weeks.
        let error = (variance * count * count / (count - 3.0)).sqrt() / spread;
        Some(Slope { middle, reach: t_quantile(BEYOND, waves as f64)? * error, weeks: weeks.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The series of tests/statistics.py.
    fn clicks(week: i128) -> i128 {
        1_000 + 20 * week + (week * week * 37 + week * 101) % 400
    }

    fn searches(week: i128) -> i128 {
        500 + 9 * week + if week >= 2 { clicks(week - 2) } else { 1_100 } / 4 + (week * 59 + week * week * week) % 83
    }

    fn series(weeks: i128, value: impl Fn(i128) -> i128) -> Vec<Option<Ratio>> {
        (0..weeks).map(|week| Some(Ratio::whole(value(week)))).collect()
    }

    fn always(_: usize, _: usize) -> bool {
        true
    }

    #[test]
    fn correlations_and_slope_are_those_of_scipy_and_statsmodels() {
        // Printed by tests/statistics.py: scipy 1.17.1, signal.detrend and stats.pearsonr; statsmodels 0.15.0, OLS on a level, a trend and
        // the clicks two weeks before; the waves by scipy's fft.dct.
        let found = correlation(&series(30, clicks), &series(30, searches), 999, &mut always).expect("enough weeks");
        let by_lag: Vec<String> = found.by_lag.iter().map(|value| value.to_places(9)).collect();
        assert_eq!(by_lag, ["0.441925905", "-0.026606503", "0.737050260", "-0.077645234", "-0.086228879"]);
        assert_eq!(
            [found.per_thousand, found.low, found.high].map(|value| value.to_places(9)),
            ["234.214342742", "111.513684825", "356.915000660"].map(String::from)
        );
        assert_eq!((found.lag, found.weeks, found.permutations, found.strongest()), (2, 28, 999, found.by_lag[2]));
        assert!(found.p <= Ratio::millionths(10_000), "{:?}", found.p);
    }

    #[test]
    fn a_trend_in_common_and_a_gap_say_nothing() {
        // Both rise; what is left of the second turns round every week, in which the first has no part.
        let rising = series(30, |week| 2_000 + 50 * week + 7 * (week % 2));
        let found = correlation(&series(30, clicks), &rising, 199, &mut always).expect("enough weeks");
        assert!(found.p > Ratio::millionths(100_000), "{:?}", found.p);
        // A gap takes its own pairs away and no other.
        let mut with_gap = series(30, clicks);
        with_gap[7] = None;
        let found = correlation(&with_gap, &series(30, searches), 199, &mut always).expect("enough weeks");
        assert_eq!((found.lag, found.weeks), (2, 27));
    }

    #[test]
    fn what_has_no_answer_says_why() {
        let straight = series(30, |week| 5 + 3 * week);
        let ask = |first: &[Option<Ratio>], second: &[Option<Ratio>]| correlation(first, second, 99, &mut always).expect_err("no answer");
        assert_eq!(ask(&straight, &series(30, searches)), NoCorrelation::NoSpread);
        assert_eq!(ask(&series(30, clicks), &straight), NoCorrelation::NoSpread);
        assert_eq!(ask(&series(30, clicks), &series(15, searches)), NoCorrelation::TooFewWeeks(15));
        let mut calls = 0;
        let stopped = correlation(&series(30, clicks), &series(30, searches), 999, &mut |done, total| {
            calls += 1;
            done + total < 1_200
        });
        assert_eq!((stopped, calls), (Err(NoCorrelation::Cancelled), 6));
    }
}
