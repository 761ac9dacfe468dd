//! A change split over the factors of a product: the logarithmic mean Divisia index of Ang (2004), additive form.

use super::{float, twelve_decimals};
use crate::units::Ratio;

/// What each factor contributes to the change of a product from `before` to `after`, where each factor is its own `after ÷ before`;
/// twelve decimals. The parts sum to the change but for their rounding. `None` where something is not positive.
pub fn log_parts(before: &Ratio, after: &Ratio, factors: &[Ratio]) -> Option<Vec<Ratio>> {
    let is_positive = before.is_positive() && after.is_positive() && factors.iter().all(Ratio::is_positive);
    let mean = is_positive.then(|| log_mean(float(before), float(after)))?;
    factors.iter().map(|factor| twelve_decimals(mean * libm::log(float(factor)))).collect()
}

/// (a − b) ÷ (ln a − ln b), and a where both are alike.
fn log_mean(a: f64, b: f64) -> f64 {
    let apart = libm::log(a) - libm::log(b);
    // Where the two are nearly alike the quotient loses its digits; the mean of both is as good.
    if apart.abs() < 1e-9 { (a + b) / 2.0 } else { (a - b) / apart }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i128, denominator: i128) -> Ratio {
        Ratio::new(numerator, denominator).expect("not zero")
    }

    #[test]
    fn halved_conversion_alone_takes_the_whole_change() {
        // Costs of 100 over revenue of 1,000, then over 500, because conversion fell from 10 % to 5 %.
        let parts = log_parts(&ratio(1, 10), &ratio(2, 10), &[ratio(1, 1), ratio(1, 1), ratio(2, 1)]).expect("all positive");
        assert_eq!(parts, [ratio(0, 1), ratio(0, 1), ratio(1, 10)]);
    }

    #[test]
    fn two_factors_share_a_change_by_their_logarithms() {
        // 0.1 → 0.4 by doubling twice: each doubling takes half of 0.3.
        let parts = log_parts(&ratio(1, 10), &ratio(4, 10), &[ratio(2, 1), ratio(2, 1)]).expect("all positive");
        assert_eq!(parts, [ratio(15, 100), ratio(15, 100)]);
    }

    #[test]
    fn nothing_is_split_where_a_factor_is_zero_or_negative() {
        assert_eq!(log_parts(&ratio(1, 10), &ratio(2, 10), &[ratio(0, 1), ratio(2, 1)]), None);
        assert_eq!(log_parts(&ratio(-1, 10), &ratio(2, 10), &[ratio(2, 1)]), None);
    }
}
