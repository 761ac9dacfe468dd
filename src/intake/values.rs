//! Text to amount, count and rate. Exact; whatever is not clearly a value is none.

use memchr::memchr;

use crate::units::amount::{AMOUNT_MICROS_MAX, AMOUNT_PLACES};
use crate::units::currency::SYMBOLS;
use crate::units::decimal::{drop_places, power_of_ten};
use crate::units::rate::PARTS_PER_WHOLE;
use crate::units::{Amount, Currency, Rate};

/// Which character separates the decimals of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1,234.56`
    #[default]
    Point,
    /// `1.234,56`
    Comma,
}

impl DecimalMark {
    pub const ALL: [DecimalMark; 2] = [DecimalMark::Point, DecimalMark::Comma];

    /// Stable name, in mappings and messages.
    pub const fn name(self) -> &'static str {
        match self {
            DecimalMark::Point => "point",
            DecimalMark::Comma => "comma",
        }
    }

    pub fn from_name(name: &str) -> Option<DecimalMark> {
        DecimalMark::ALL.into_iter().find(|mark| mark.name() == name)
    }

    /// A number written so.
    pub const fn example(self) -> &'static str {
        match self {
            DecimalMark::Point => "1,234.56",
            DecimalMark::Comma => "1.234,56",
        }
    }
}

/// A cell that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<T> {
    /// Nothing written: unknown, which is not zero.
    Missing,
    Value(T),
    /// Something written that is no value of this type.
    Unreadable,
}

/// Without surrounding blanks, the no-break kinds included.
pub fn trim(bytes: &[u8]) -> &[u8] {
    // The usual cell starts and ends with a visible ASCII character, or is empty: nothing to do.
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => bytes,
        (None, _) => bytes,
        _ => trim_blanks(bytes),
    }
}

/// Blanks that ASCII does not know: no-break, narrow, thin, figure and zero-width ones.
const BLANKS: [&str; 6] = ["\u{a0}", "\u{202f}", "\u{2009}", "\u{2007}", "\u{2060}", "\u{feff}"];

#[cold]
fn trim_blanks(bytes: &[u8]) -> &[u8] {
    let mut bytes = bytes.trim_ascii();
    loop {
        let before = bytes.len();
        for blank in BLANKS {
            bytes = bytes.strip_prefix(blank.as_bytes()).unwrap_or(bytes);
            bytes = bytes.strip_suffix(blank.as_bytes()).unwrap_or(bytes);
        }
        bytes = bytes.trim_ascii();
        if bytes.len() == before {
            return bytes;
        }
    }
}

/// Whether a trimmed cell says "nothing": empty, a dash, `N/A`.
pub fn is_missing(bytes: &[u8]) -> bool {
    matches!(bytes, b"" | b"-" | b"--") || bytes.eq_ignore_ascii_case(b"n/a") || bytes == "–".as_bytes() || bytes == "—".as_bytes()
}

/// A decimal number before it gets a unit: `digits × 10^-places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decimal {
    digits: i128,
    places: i32,
}

/// Digits beyond these cannot change an amount below the limit, yet are never dropped in silence.
const DIGITS_MAX: usize = 30;

/// Money: an optional currency sign before or after, thousands in groups, `-`, `−`, `(…)` or a trailing minus for
/// negatives, exponents. More than six decimals are rounded half away from zero to six. The currency is `None` where
/// none is written.
pub fn amount(bytes: &[u8], mark: DecimalMark) -> Cell<(Amount, Option<Currency>)> {
    let bytes = trim(bytes);
    if is_missing(bytes) {
        return Cell::Missing;
    }
    signed(bytes).and_then(|written| written.amount(mark)).map_or(Cell::Unreadable, Cell::Value)
}

/// An amount as either mark reads it, point first.
pub fn amount_both(bytes: &[u8]) -> [Cell<(Amount, Option<Currency>)>; 2] {
    let bytes = trim(bytes);
    if is_missing(bytes) {
        return [Cell::Missing; 2];
    }
    let written = signed(bytes);
    DecimalMark::ALL.map(|mark| written.as_ref().and_then(|written| written.amount(mark)).map_or(Cell::Unreadable, Cell::Value))
}

/// A number without its sign and currency.
struct Signed<'a> {
    number: &'a [u8],
    is_negative: bool,
    currency: Option<Currency>,
}

/// Takes sign and currency off, in whatever order they stand; `None` where there are two signs.
fn signed(bytes: &[u8]) -> Option<Signed<'_>> {
    let (bytes, outer) = strip_parentheses(bytes);
    let (bytes, before) = strip_sign(bytes);
    let (bytes, currency) = strip_currency(bytes);
    let (bytes, inner) = strip_parentheses(bytes);
    let (number, behind) = strip_sign(bytes);
    only_sign([outer, before, inner, behind]).map(|is_negative| Signed { number, is_negative, currency })
}

impl Signed<'_> {
    fn amount(&self, mark: DecimalMark) -> Option<(Amount, Option<Currency>)> {
        let micros = decimal(self.number, mark).and_then(|number| at_places(number, AMOUNT_PLACES))?;
        let micros = i64::try_from(micros).ok().filter(|&micros| micros <= AMOUNT_MICROS_MAX)?;
        Some((Amount::from_micros(if self.is_negative { -micros } else { micros }), self.currency))
    }
}

/// Whether text before or behind a number is a currency sign or code and nothing else, and which. For readers that know
/// a column's sign and look for no other.
pub(super) fn currency_sign(bytes: &[u8]) -> Option<Currency> {
    let bytes = trim(bytes);
    let symbol = SYMBOLS.iter().find(|(symbol, _)| symbol.as_bytes() == bytes).map(|(_, currency)| *currency);
    symbol.or_else(|| str::from_utf8(bytes).ok().filter(|text| text.len() == 3).and_then(Currency::from_code))
}

/// A whole number, thousands in groups allowed, `12.0` too.
pub fn count(bytes: &[u8], mark: DecimalMark) -> Cell<i64> {
    let bytes = trim(bytes);
    if let Some(value) = plain_digits(bytes) {
        return Cell::Value(value);
    }
    if is_missing(bytes) {
        return Cell::Missing;
    }
    let (bytes, outer) = strip_parentheses(bytes);
    let (bytes, before) = strip_sign(bytes);
    let Some(negative) = only_sign([outer, before]) else { return Cell::Unreadable };
    // A separator before exactly three digits groups thousands in a count, whichever mark the amounts beside it use:
    // German reports write `2,406` beside `5.255,61 €`.
    let grouped = if mark == DecimalMark::Comma { decimal(bytes, DecimalMark::Point).filter(|number| number.places == 0) } else { None };
    let Some(number) = grouped.or_else(|| decimal(bytes, mark)) else { return Cell::Unreadable };
    let (Some(whole), Some(sixth)) = (at_places(number, 0), at_places(number, AMOUNT_PLACES)) else { return Cell::Unreadable };
    let Some(unit) = power_of_ten(AMOUNT_PLACES) else { return Cell::Unreadable };
    match i64::try_from(whole) {
        Ok(value) if whole * unit == sixth && value <= COUNT_MAX => Cell::Value(if negative { -value } else { value }),
        _ => Cell::Unreadable,
    }
}

/// Largest count in one cell: a trillion, so that no column of a file can overflow its sum.
pub const COUNT_MAX: i64 = 1_000_000_000_000;

/// One to eight digits and nothing else, the usual case.
fn plain_digits(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 8 {
        return None;
    }
    bytes.iter().try_fold(0_i64, |value, digit| digit.is_ascii_digit().then(|| value * 10 + i64::from(digit - b'0')))
}

/// How a column writes its rates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateForm {
    /// `10` and `10%` both mean ten per cent.
    #[default]
    Percent,
    /// `0.10` means ten per cent.
    Fraction,
}

impl RateForm {
    /// Stable name, in mappings and messages.
    pub const fn name(self) -> &'static str {
        match self {
            RateForm::Percent => "percent",
            RateForm::Fraction => "fraction",
        }
    }

    pub fn from_name(name: &str) -> Option<RateForm> {
        [RateForm::Percent, RateForm::Fraction].into_iter().find(|form| form.name() == name)
    }
}

/// A commission rate. A percent sign always means per cent; without one the column's form decides.
pub fn rate(bytes: &[u8], mark: DecimalMark, form: RateForm) -> Cell<Rate> {
    let bytes = trim(bytes);
    if is_missing(bytes) {
        return Cell::Missing;
    }
    let signed = bytes.strip_suffix(b"%");
    let is_fraction = signed.is_none() && form == RateForm::Fraction;
    let number = trim(signed.unwrap_or(bytes));
    // Parts per million of the whole: four decimals of a per cent, six of a fraction.
    let places = if is_fraction { 6 } else { 4 };
    let parts = decimal(number, mark).and_then(|number| at_places(number, places));
    let rate = parts.filter(|&parts| parts <= i128::from(PARTS_PER_WHOLE)).and_then(|parts| u32::try_from(parts).ok()).and_then(Rate::from_ppm);
    rate.map_or(Cell::Unreadable, Cell::Value)
}

/// A share of a whole in parts per million: like [`rate`], but it may be negative or above the whole, as a change or an
/// advertising cost of sales may.
pub fn share(bytes: &[u8], mark: DecimalMark, form: RateForm) -> Cell<i64> {
    let bytes = trim(bytes);
    if is_missing(bytes) {
        return Cell::Missing;
    }
    let (bytes, outer) = strip_parentheses(bytes);
    let (bytes, before) = strip_sign(bytes);
    let signed = bytes.strip_suffix(b"%");
    let places = if signed.is_none() && form == RateForm::Fraction { 6 } else { 4 };
    let (number, inner) = strip_sign(trim(signed.unwrap_or(bytes)));
    let Some(negative) = only_sign([outer, before, inner]) else { return Cell::Unreadable };
    let parts = decimal(number, mark).and_then(|number| at_places(number, places)).filter(|&parts| parts <= i128::from(AMOUNT_MICROS_MAX));
    match parts.and_then(|parts| i64::try_from(parts).ok()) {
        Some(parts) => Cell::Value(if negative { -parts } else { parts }),
        None => Cell::Unreadable,
    }
}

/// How a number says that it is positive or negative.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
}

/// Whether the number is negative; `None` where it has two signs, which no export writes.
fn only_sign<const N: usize>(signs: [Option<Sign>; N]) -> Option<bool> {
    let mut written = signs.into_iter().flatten();
    let sign = written.next();
    written.next().is_none().then_some(sign == Some(Sign::Minus))
}

/// Accountants' parentheses, a minus.
fn strip_parentheses(bytes: &[u8]) -> (&[u8], Option<Sign>) {
    match bytes {
        [b'(', inner @ .., b')'] => (trim(inner), Some(Sign::Minus)),
        _ => (bytes, None),
    }
}

/// Takes a minus off either end (ASCII or U+2212), or a plus off the front.
fn strip_sign(bytes: &[u8]) -> (&[u8], Option<Sign>) {
    for minus in ["-", "\u{2212}"] {
        if let Some(rest) = bytes.strip_prefix(minus.as_bytes()).or_else(|| bytes.strip_suffix(minus.as_bytes())) {
            return (trim(rest), Some(Sign::Minus));
        }
    }
    bytes.strip_prefix(b"+").map_or((bytes, None), |rest| (rest, Some(Sign::Plus)))
}

/// Takes one currency sign or code off either end.
fn strip_currency(bytes: &[u8]) -> (&[u8], Option<Currency>) {
    if bytes.first().is_some_and(u8::is_ascii_digit) && bytes.last().is_some_and(u8::is_ascii_digit) {
        return (bytes, None);
    }
    for (symbol, currency) in SYMBOLS {
        let symbol = symbol.as_bytes();
        if let Some(rest) = bytes.strip_prefix(symbol).or_else(|| bytes.strip_suffix(symbol)) {
            return (trim(rest), Some(*currency));
        }
    }
    let code = |part: &[u8]| str::from_utf8(part).ok().and_then(Currency::from_code);
    if let Some((head, rest)) = bytes.split_first_chunk::<3>()
        && let Some(currency) = code(head)
    {
        return (trim(rest), Some(currency));
    }
    if let Some((rest, tail)) = bytes.split_last_chunk::<3>()
        && let Some(currency) = code(tail)
    {
        return (trim(rest), Some(currency));
    }
    (bytes, None)
}

/// Unsigned decimal text. Thousands must stand in groups: the last of three digits, those before of two or three
/// (`3,05,148.87`), the first of one to three; blanks and apostrophes group as well.
fn decimal(bytes: &[u8], mark: DecimalMark) -> Option<Decimal> {
    let (point, group) = match mark {
        DecimalMark::Point => (b'.', b','),
        DecimalMark::Comma => (b',', b'.'),
    };
    let (mantissa, exponent) = match bytes.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => (bytes.get(..at)?, exponent(bytes.get(at + 1..)?)?),
        None => (bytes, 0),
    };
    let (whole, fraction) = match memchr(point, mantissa) {
        Some(at) => (mantissa.get(..at)?, mantissa.get(at + 1..)?),
        None => (mantissa, &[] as &[u8]),
    };
    if !fraction.iter().all(u8::is_ascii_digit) || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let fraction = fraction.get(..fraction.len().min(DIGITS_MAX))?;
    let mut digits = whole_digits(whole, group)?;
    for digit in fraction {
        digits = digits.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    Some(Decimal { digits, places: i32::try_from(fraction.len()).ok()? - exponent })
}

fn exponent(bytes: &[u8]) -> Option<i32> {
    let (digits, sign) = match bytes {
        [b'-', rest @ ..] => (rest, -1),
        [b'+', rest @ ..] => (rest, 1),
        _ => (bytes, 1),
    };
    let small = !digits.is_empty() && digits.len() <= 2;
    small.then(|| plain_digits(digits)).flatten().and_then(|value| i32::try_from(value).ok()).map(|value| value * sign)
}

/// Digits before the decimal mark, with checked grouping.
fn whole_digits(bytes: &[u8], group: u8) -> Option<i128> {
    if bytes.len() <= 18 && bytes.iter().all(u8::is_ascii_digit) {
        let value = bytes.iter().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
        return Some(i128::from(value));
    }
    let text = str::from_utf8(bytes).ok()?;
    let is_group = |c: char| c == char::from(group) || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\'' | '’');
    let groups: Vec<&str> = text.split(is_group).collect();
    let count = groups.len();
    if count > 1 && text.chars().filter(|&c| is_group(c)).any(|c| Some(c) != text.chars().find(|&c| is_group(c))) {
        return None;
    }
    let mut value = 0_i128;
    for (position, digits) in groups.iter().enumerate() {
        let right_length = match position {
            _ if count == 1 => !digits.is_empty() && digits.len() <= DIGITS_MAX,
            // No grouping begins with a zero: `0,123` is a decimal comma.
            0 => (1..=3).contains(&digits.len()) && !digits.starts_with('0'),
            last if last + 1 == count => digits.len() == 3,
            _ => (2..=3).contains(&digits.len()),
        };
        if !right_length || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        for digit in digits.bytes() {
            value = value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        }
    }
    Some(value)
}

/// The number at `places` decimals, rounded half away from zero; `None` on overflow.
fn at_places(number: Decimal, places: u32) -> Option<i128> {
    let shift = i32::try_from(places).ok()? - number.places;
    match u32::try_from(shift) {
        Ok(up) => number.digits.checked_mul(power_of_ten(up)?),
        Err(_) => Some(drop_places(number.digits, shift.unsigned_abs())).filter(|_| shift.unsigned_abs() <= 38),
    }
}
