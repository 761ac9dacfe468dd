//! Statistics: the one place where floats live. Exact numbers come in and leave again; each method names its source.
//! Intervals are 90 %, p-values two-sided where nothing else is said. What is drawn by chance is drawn from a seed that is a
//! constant, after the input was put in order: the same input gives the same bytes, in whatever order its rows come.

pub mod anomaly;
pub mod beta;
pub mod bootstrap;
pub mod change;
pub mod correlation;
pub mod discovery;
mod distribution;
pub mod dose;
pub mod drift;
pub mod excess;
pub mod holdout;
pub mod lift;
pub mod log_parts;
pub mod logistic;
pub mod proportion;
pub mod quantile;
pub mod random;
pub mod shift;
mod smoothing;
pub mod trend;

use crate::units::Ratio;
use std::f64::consts::PI;

/// Told now and then how many of how many steps a long calculation has done; `false` ends it without a result.
pub type Progress<'a> = dyn FnMut(usize, usize) -> bool + 'a;

/// A number for a method that computes with floats.
fn float(ratio: &Ratio) -> f64 {
    ratio.numerator() as f64 / ratio.denominator() as f64
}

/// The result of a method with six decimals; `None` where it is not finite or beyond any amount.
fn six_decimals(value: f64) -> Option<Ratio> {
    let scaled = (value * 1e6).round();
    (scaled.is_finite() && scaled.abs() < 1e24).then(|| Ratio::millionths(scaled as i128))
}

/// The same with nine decimals.
fn nine_decimals(value: f64) -> Option<Ratio> {
    let scaled = (value * 1e9).round();
    (scaled.is_finite() && scaled.abs() < 1e27).then(|| Ratio::new(scaled as i128, 1_000_000_000)).flatten()
}

/// The same with twelve decimals, for parts that must add up.
fn twelve_decimals(value: f64) -> Option<Ratio> {
    let scaled = (value * 1e12).round();
    (scaled.is_finite() && scaled.abs() < 1e24).then(|| Ratio::new(scaled as i128, 1_000_000_000_000)).flatten()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sum of the squared distances from the mean.
fn squares(values: &[f64]) -> f64 {
    let middle = mean(values);
    values.iter().map(|value| (value - middle) * (value - middle)).sum()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Cosine wave with `number` half turns over a stretch of weeks: of length one, at right angles to all others and to a constant.
fn wave(number: usize, weeks: usize) -> Vec<f64> {
    let (height, turn) = ((2.0 / weeks as f64).sqrt(), PI * number as f64 / weeks as f64);
    (0..weeks).map(|week| height * libm::cos(turn * (week as f64 + 0.5))).collect()
}
