//! Amounts, counts, rates and shares: exact, within their limits, and written out they are read as the same again.

use creator_audit::intake::values::{Cell, DecimalMark, RateForm, amount, count, rate, share};
use creator_audit::units::amount::{AMOUNT_MICROS_MAX, AMOUNT_PLACES};
use creator_audit::units::decimal::scaled_text;

/// Panics where the promise is broken.
pub fn holds(data: &[u8]) {
    for mark in [DecimalMark::Point, DecimalMark::Comma] {
        if let Cell::Value((value, _)) = amount(data, mark) {
            assert!(value.micros().abs() <= AMOUNT_MICROS_MAX);
            let written = scaled_text(i128::from(value.micros()), AMOUNT_PLACES);
            assert_eq!(amount(written.as_bytes(), DecimalMark::Point), Cell::Value((value, None)), "{written}");
            // What a minus before it makes of an unsigned amount is its negative, or nothing.
            if let Cell::Value((negative, _)) = amount(&[b"-", data].concat(), mark) {
                assert!(negative.micros() == -value.micros());
            }
        }
        if let Cell::Value(value) = count(data, mark) {
            assert_eq!(count(value.to_string().as_bytes(), mark), Cell::Value(value));
        }
        for form in [RateForm::Percent, RateForm::Fraction] {
            let (rate, share) = (rate(data, mark, form), share(data, mark, form));
            if let Cell::Value(rate) = rate {
                assert_eq!(share, Cell::Value(i64::from(rate.ppm())));
            }
        }
    }
}
