//! Exact decimals as text. The one place that writes an integer at a scale.

use std::fmt::Write as _;

/// Writes `value ÷ 10^places` with exactly `places` decimals: `(-1234567, 6)` is `-1.234567`.
pub fn scaled_text(value: i128, places: u32) -> String {
    let digits = value.unsigned_abs().to_string();
    let places = places as usize;
    let mut text = String::with_capacity(digits.len() + 3);
    if value < 0 {
        text.push('-');
    }
    if places == 0 {
        text.push_str(&digits);
    } else if digits.len() > places {
        let (whole, fraction) = digits.split_at(digits.len() - places);
        text.push_str(whole);
        text.push('.');
        text.push_str(fraction);
    } else {
        let _ = write!(text, "0.{digits:0>places$}");
    }
    text
}

/// `10^places`; `None` above 38.
pub fn power_of_ten(places: u32) -> Option<i128> {
    10_i128.checked_pow(places)
}

/// `value ÷ 10^drop`, rounded half away from zero.
pub fn drop_places(value: i128, drop: u32) -> i128 {
    let Some(unit) = power_of_ten(drop) else { return 0 };
    let quotient = value / unit;
    let rest = (value % unit).abs();
    // `rest` is below 10^38 ÷ 2 whenever doubling matters, so comparing with the other side avoids the overflow.
    if rest >= unit - rest { quotient + value.signum() } else { quotient }
}
