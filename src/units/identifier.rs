//! Amazon product identifiers.

/// Why a text is not an ASIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsinFault {
    /// A spreadsheet turned it into a number, a formula or an error value.
    SpreadsheetDamage,
    /// Nine digits that are a book's ISBN-10 without its leading zero.
    LostLeadingZero,
    /// Not ten characters of the right kind.
    Malformed,
}

/// Checks one ASIN: `B0` and eight capitals or digits, or an ISBN-10. Lower case is accepted and raised by the caller.
/// Source: Amazon's format, ten characters; books use their ISBN-10.
pub fn check_asin(text: &[u8]) -> Result<(), AsinFault> {
    if is_asin(text) {
        return Ok(());
    }
    if is_spreadsheet_damage(text) || matches!(text.first(), Some(b'=' | b'\'')) {
        return Err(AsinFault::SpreadsheetDamage);
    }
    if text.len() == 9 && text.iter().all(u8::is_ascii_digit) && isbn10_without_zero(text) {
        return Err(AsinFault::LostLeadingZero);
    }
    Err(AsinFault::Malformed)
}

/// Whether a spreadsheet turned an identifier into a number (`1.23E+10`), a formula (`="…"`) or an error (`#REF!`).
pub fn is_spreadsheet_damage(text: &[u8]) -> bool {
    let is_error = text.first() == Some(&b'#') && (matches!(text.last(), Some(b'!' | b'?')) || text == b"#N/A" || text.iter().all(|&byte| byte == b'#'));
    is_error || text.starts_with(b"=\"") || looks_like_exponent(text)
}

fn is_asin(text: &[u8]) -> bool {
    match text {
        [b'B' | b'b', b'0', rest @ ..] => rest.len() == 8 && rest.iter().all(u8::is_ascii_alphanumeric),
        [digits @ .., last] => digits.len() == 9 && digits.iter().all(u8::is_ascii_digit) && (last.is_ascii_digit() || matches!(last, b'X' | b'x')),
        [] => false,
    }
}

/// `1.23E+10`
fn looks_like_exponent(text: &[u8]) -> bool {
    let mut parts = text.splitn(2, |b| matches!(b, b'E' | b'e'));
    let (Some(mantissa), Some(exponent)) = (parts.next(), parts.next()) else { return false };
    let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'+' | b'-'));
    is_number(mantissa) && is_number(exponent) && exponent.iter().any(|b| matches!(b, b'+' | b'-'))
}

/// Whether `0` and these nine characters have a right ISBN-10 check digit (weights 10 to 1, sum divisible by 11).
fn isbn10_without_zero(nine: &[u8]) -> bool {
    let sum: u32 = nine.iter().zip((1..=9).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    sum.is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asins_and_isbns_pass_and_damage_is_named() {
        for good in ["B082P9Y919", "0306406152", "080442957X", "b0abcd1234"] {
            assert_eq!(check_asin(good.as_bytes()), Ok(()), "{good}");
        }
        assert_eq!(check_asin(b"306406152"), Err(AsinFault::LostLeadingZero));
        assert_eq!(check_asin(b"1.23E+10"), Err(AsinFault::SpreadsheetDamage));
        assert_eq!(check_asin(b"#REF!"), Err(AsinFault::SpreadsheetDamage));
        assert_eq!(check_asin(b"=\"0306406152\""), Err(AsinFault::SpreadsheetDamage));
        for bad in ["", "B0", "A082P9Y919", "B082P9Y91", "B082P9Y91!", "123456788"] {
            assert_eq!(check_asin(bad.as_bytes()), Err(AsinFault::Malformed), "{bad}");
        }
    }
}
