//! Statistics: the one place where floats live. Exact numbers come in and leave again; each method names its source.

pub mod logistic;
pub mod trend;

use crate::units::Ratio;

/// A number for a method that computes with floats.
fn float(ratio: &Ratio) -> f64 {
    ratio.numerator() as f64 / ratio.denominator() as f64
}

/// The result of a method with six decimals; `None` where it is not finite or beyond any amount.
fn six_decimals(value: f64) -> Option<Ratio> {
    let scaled = (value * 1e6).round();
    (scaled.is_finite() && scaled.abs() < 1e24).then(|| Ratio::millionths(scaled as i128))
}
