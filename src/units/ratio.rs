//! Exact fractions.

use std::cmp::Ordering;

/// An exact fraction with a positive denominator. Rounded only when written.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// Digits a written ratio carries from its first non-zero one.
pub const SIGNIFICANT_DIGITS: u32 = 12;
/// Most decimal places a ratio is ever written with.
pub const PLACES_MAX: u32 = 36;

impl Ratio {
    /// `None` for a zero denominator, or where changing the sign would overflow.
    pub fn new(numerator: i128, denominator: i128) -> Option<Ratio> {
        match denominator.signum() {
            0 => None,
            1 => Some(Ratio { numerator, denominator }),
            _ => Some(Ratio { numerator: numerator.checked_neg()?, denominator: denominator.checked_neg()? }),
        }
    }

    pub fn numerator(&self) -> i128 {
        self.numerator
    }

    pub fn denominator(&self) -> i128 {
        self.denominator
    }

    /// Decimal text with exactly `places` decimals, rounded half away from zero. Works at any size: no step multiplies.
    pub fn to_places(&self, places: u32) -> String {
        let (digits, rest) = self.digits(places);
        let mut digits = digits;
        if rest >= self.denominator - rest {
            increment(&mut digits);
        }
        let split = digits.len().saturating_sub(places as usize);
        let (whole, fraction) = digits.split_at(split);
        let is_zero = digits.iter().all(|&d| d == b'0');
        let sign = if self.numerator < 0 && !is_zero { "-" } else { "" };
        let whole = String::from_utf8_lossy(whole);
        let fraction = String::from_utf8_lossy(fraction);
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Decimal text with at least [`SIGNIFICANT_DIGITS`] digits from the first non-zero one, rounded half away from zero.
    pub fn to_text(&self) -> String {
        self.to_places(self.places_for(SIGNIFICANT_DIGITS))
    }

    /// Decimals needed so that `significant` digits follow the first non-zero one.
    fn places_for(&self, significant: u32) -> u32 {
        if self.numerator == 0 {
            return 1;
        }
        let (mut rest, denominator) = (self.numerator.unsigned_abs() % self.denominator.unsigned_abs(), self.denominator.unsigned_abs());
        if self.numerator.unsigned_abs() >= denominator {
            return significant;
        }
        let mut zeros = 0;
        while zeros < PLACES_MAX - significant {
            let (digit, next) = next_digit(rest, denominator);
            if digit != 0 {
                break;
            }
            rest = next;
            zeros += 1;
        }
        zeros + significant
    }

    /// Whole part and `places` decimals as ASCII digits, and what is left over (below the denominator).
    fn digits(&self, places: u32) -> (Vec<u8>, i128) {
        let denominator = self.denominator.unsigned_abs();
        let magnitude = self.numerator.unsigned_abs();
        let mut digits = (magnitude / denominator).to_string().into_bytes();
        let mut rest = magnitude % denominator;
        for _ in 0..places {
            let (digit, next) = next_digit(rest, denominator);
            digits.push(b'0' + digit);
            rest = next;
        }
        (digits, i128::try_from(rest).unwrap_or(i128::MAX))
    }
}

/// `(10 × rest) ÷ denominator` as digit and remainder, by ten additions, so that no product can overflow.
fn next_digit(rest: u128, denominator: u128) -> (u8, u128) {
    let room = denominator - rest;
    let (mut digit, mut sum) = (0_u8, 0_u128);
    for _ in 0..10 {
        if sum >= room {
            sum -= room;
            digit += 1;
        } else {
            sum += rest;
        }
    }
    (digit, sum)
}

/// Adds one to a number written in ASCII digits.
fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return;
        }
    }
    digits.insert(0, b'1');
}

/// Exact arithmetic; `None` where 128 bits are not enough even in lowest terms.
impl Ratio {
    /// A whole number.
    pub const fn whole(value: i128) -> Ratio {
        Ratio { numerator: value, denominator: 1 }
    }

    /// Millionths of one: an amount in micros as units of its currency, a rate in parts per million as a fraction.
    pub const fn millionths(value: i128) -> Ratio {
        Ratio { numerator: value, denominator: 1_000_000 }
    }

    pub fn plus(&self, other: &Ratio) -> Option<Ratio> {
        let common = divisor(self.denominator, other.denominator);
        let (left, right) = (other.denominator / common, self.denominator / common);
        let numerator = self.numerator.checked_mul(left)?.checked_add(other.numerator.checked_mul(right)?)?;
        Some(lowest(numerator, self.denominator.checked_mul(left)?))
    }

    pub fn minus(&self, other: &Ratio) -> Option<Ratio> {
        self.plus(&Ratio { numerator: other.numerator.checked_neg()?, denominator: other.denominator })
    }

    pub fn times(&self, other: &Ratio) -> Option<Ratio> {
        let (first, second) = (divisor(self.numerator, other.denominator), divisor(other.numerator, self.denominator));
        let numerator = (self.numerator / first).checked_mul(other.numerator / second)?;
        Some(lowest(numerator, (self.denominator / second).checked_mul(other.denominator / first)?))
    }

    /// `None` also where `other` is zero.
    pub fn over(&self, other: &Ratio) -> Option<Ratio> {
        self.times(&Ratio::new(other.denominator, other.numerator)?)
    }

    pub fn is_negative(&self) -> bool {
        self.numerator < 0
    }

    pub fn is_positive(&self) -> bool {
        self.numerator > 0
    }

    /// The whole number not below it.
    pub fn ceiling(&self) -> i128 {
        let floor = self.numerator.div_euclid(self.denominator);
        if self.numerator.rem_euclid(self.denominator) == 0 { floor } else { floor.saturating_add(1) }
    }

    /// In millionths, rounded half away from zero; `None` where the result needs more than 128 bits.
    pub fn rounded_millionths(&self) -> Option<i128> {
        let scaled = self.times(&Ratio::whole(1_000_000))?;
        let (half, twice) = (scaled.denominator, scaled.denominator.checked_mul(2)?);
        let magnitude = scaled.numerator.checked_abs()?.checked_mul(2)?.checked_add(half)? / twice;
        magnitude.checked_mul(scaled.numerator.signum())
    }
}

/// A division in millionths, rounded half away from zero, as [`Ratio::rounded_millionths`] but without lowest terms: for loops over
/// many rows. `None` for a zero denominator, and where 128 bits are not enough.
pub fn in_millionths(numerator: i128, denominator: i128) -> Option<i128> {
    let small = |value: i128| i64::try_from(value).ok();
    if let (Some(numerator), Some(denominator)) = (small(numerator).and_then(|numerator| numerator.checked_mul(2_000_000)), small(denominator)) {
        let (magnitude, divisor) = (numerator.unsigned_abs(), denominator.unsigned_abs());
        let halves = magnitude.checked_div(divisor)?;
        // Halves are rounded once more: an odd one is a half or more of a millionth.
        let whole = i128::from(halves / 2 + halves % 2);
        return Some(if (numerator < 0) == (denominator < 0) { whole } else { -whole });
    }
    Ratio::new(numerator, denominator)?.rounded_millionths()
}

/// Greatest common divisor of the magnitudes; 1 where both are zero.
fn divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1).max(1)
}

fn lowest(numerator: i128, denominator: i128) -> Ratio {
    let common = divisor(numerator, denominator);
    Ratio { numerator: numerator / common, denominator: denominator / common }
}

/// Zero.
impl Default for Ratio {
    fn default() -> Ratio {
        Ratio::whole(0)
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    /// Exact at any size: whole parts first, then the reciprocals of what is left, as in a continued fraction.
    fn cmp(&self, other: &Ratio) -> Ordering {
        let (mut a, mut b) = ((self.numerator, self.denominator), (other.numerator, other.denominator));
        let mut flipped = false;
        loop {
            let whole = a.0.div_euclid(a.1).cmp(&b.0.div_euclid(b.1));
            let (rest_a, rest_b) = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
            let decided = match (whole, rest_a, rest_b) {
                (Ordering::Equal, 0, 0) => Some(Ordering::Equal),
                (Ordering::Equal, 0, _) => Some(Ordering::Less),
                (Ordering::Equal, _, 0) => Some(Ordering::Greater),
                (Ordering::Equal, _, _) => None,
                (unequal, _, _) => Some(unequal),
            };
            match decided {
                Some(order) => return if flipped { order.reverse() } else { order },
                None => {
                    a = (a.1, rest_a);
                    b = (b.1, rest_b);
                    flipped = !flipped;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(n: i128, d: i128) -> Ratio {
        Ratio::new(n, d).expect("a denominator that is not zero")
    }

    #[test]
    fn a_third_is_written_with_twelve_significant_digits() {
        assert_eq!(ratio(1, 3).to_text(), "0.333333333333");
        assert_eq!(ratio(2, 3000).to_text(), "0.000666666666667");
        assert_eq!(ratio(-7, 2).to_text(), "-3.500000000000");
        assert_eq!(ratio(0, 5).to_text(), "0.0");
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(ratio(5, 1000).to_places(2), "0.01");
        assert_eq!(ratio(-5, 1000).to_places(2), "-0.01");
        assert_eq!(ratio(4, 1000).to_places(2), "0.00");
        assert_eq!(ratio(-4, 1000).to_places(2), "0.00");
        assert_eq!(ratio(9995, 10).to_places(0), "1000");
    }

    #[test]
    fn comparing_never_overflows() {
        let big = i128::MAX;
        assert!(ratio(big - 1, big) < ratio(1, 1));
        assert!(ratio(big - 2, big - 1) < ratio(big - 1, big));
        assert!(ratio(-1, 3) < ratio(-1, 4));
        assert_eq!(ratio(2, 6), ratio(1, 3));
        assert_eq!(ratio(big - 1, big).to_places(3), "1.000");
    }

    #[test]
    fn arithmetic_is_exact_and_in_lowest_terms() {
        let sum = ratio(1, 6).plus(&ratio(1, 10)).expect("small");
        assert_eq!((sum.numerator(), sum.denominator()), (4, 15));
        assert_eq!(ratio(1, 2).minus(&ratio(2, 3)).expect("small"), ratio(-1, 6));
        // 12.99 × 6 % = 0.7794
        let payout = Ratio::millionths(12_990_000).times(&Ratio::millionths(60_000)).expect("small");
        assert_eq!(payout.to_places(6), "0.779400");
        assert_eq!(Ratio::whole(2).over(&Ratio::millionths(12_990_000)).expect("not zero").to_places(6), "0.153965");
        assert!(Ratio::whole(1).over(&ratio(0, 5)).is_none());
        assert!(ratio(i128::MAX, 1).plus(&ratio(1, 3)).is_none());
    }

    #[test]
    fn divisions_in_loops_round_like_ratios() {
        for (numerator, denominator) in
            [(1, 3), (2, 3), (-1, 3), (1, 2_000_000), (-1, 2_000_000), (3, 2_000_000), (1, 2_000_001), (0, 7), (5, -8), (i128::from(i64::MAX), 7)]
        {
            assert_eq!(in_millionths(numerator, denominator), ratio(numerator, denominator).rounded_millionths(), "{numerator} ÷ {denominator}");
        }
        assert_eq!(in_millionths(1, 0), None);
    }

    #[test]
    fn ceilings_and_millionths_round_as_they_say() {
        assert_eq!((ratio(7, 2).ceiling(), ratio(-7, 2).ceiling(), ratio(4, 2).ceiling()), (4, -3, 2));
        assert_eq!(ratio(1, 3).rounded_millionths(), Some(333_333));
        assert_eq!(ratio(-1, 2_000_000).rounded_millionths(), Some(-1));
        assert_eq!(ratio(2, 3).rounded_millionths(), Some(666_667));
    }
}
