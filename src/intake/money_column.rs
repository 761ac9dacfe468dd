//! Amounts of one column, in its usual spelling at once, in any other with a closer look.

use super::dialect::{Sign, number_sign};
use super::numbers;
use super::values::{self, Cell, DecimalMark};
use crate::ledger::Measure;
use crate::units::Currency;

/// One column of amounts and how it was last seen to write them.
pub(super) struct MoneyColumn {
    pub(super) measure: Measure,
    pub(super) at: usize,
    decimal: DecimalMark,
    point: u8,
    group: u8,
    /// What an amount with a decimal mark says.
    pub(super) mark: Sign,
    /// The currency sign this column was last seen to use.
    sign: Affix,
    /// The amount of the row being read has a decimal mark in it.
    pub(super) has_mark: bool,
}

/// A currency sign before or behind a number, with the blanks between.
#[derive(Clone, Default)]
struct Affix {
    before: Vec<u8>,
    behind: Vec<u8>,
    currency: Option<Currency>,
}

impl MoneyColumn {
    pub(super) fn new(measure: Measure, at: usize, decimal: DecimalMark) -> MoneyColumn {
        let (point, group, mark) = match decimal {
            DecimalMark::Point => (b'.', b',', Sign::Point),
            DecimalMark::Comma => (b',', b'.', Sign::Comma),
        };
        MoneyColumn { measure, at, decimal, point, group, mark, sign: Affix::default(), has_mark: false }
    }

    /// What nearly all its amounts look like, where only amounts in `currency` may carry a sign.
    pub(super) fn usual(&self, currency: Option<Currency>) -> UsualAmount {
        let sign = match self.sign.before.as_slice() {
            [sign] if self.sign.currency == currency => Some(*sign),
            _ => None,
        };
        UsualAmount { point: self.point, sign }
    }

    /// A usual amount, with the column's usual currency sign or none.
    #[inline]
    pub(super) fn read(&self, buffer: &[u8], start: usize, end: usize) -> Option<(numbers::Quick, Option<Currency>)> {
        let (mut start, mut end) = numbers::unquoted(buffer, start, end);
        if start == end {
            return Some((numbers::Quick::Missing, None));
        }
        let (mut currency, mut is_negative) = (None, false);
        if buffer.get(start) == Some(&b'-') {
            (start, is_negative) = (start + 1, true);
        }
        let cell = buffer.get(start..end)?;
        if !cell.first()?.is_ascii_digit() {
            if self.sign.before.is_empty() || !begins(cell, &self.sign.before) {
                return None;
            }
            (start, currency) = (start + self.sign.before.len(), self.sign.currency);
        } else if !cell.last()?.is_ascii_digit() {
            if self.sign.behind.is_empty() || !cell.ends_with(&self.sign.behind) {
                return None;
            }
            (end, currency) = (end - self.sign.behind.len(), self.sign.currency);
        }
        match numbers::amount(buffer, start, end, self.point, self.group)? {
            numbers::Quick::Value { number, has_mark } => {
                Some((numbers::Quick::Value { number: if is_negative { -number } else { number }, has_mark }, currency))
            }
            numbers::Quick::Missing => None,
        }
    }

    /// An amount in an unusual spelling; `None` where it is none.
    #[inline(never)]
    pub(super) fn read_closely(&mut self, bytes: &[u8], seen: &mut Vec<(usize, Sign)>) -> Option<(numbers::Quick, Option<Currency>)> {
        let [point, comma] = values::amount_both(bytes);
        seen.extend(number_sign(point, comma).map(|sign| (self.at, sign)));
        match if self.decimal == DecimalMark::Point { point } else { comma } {
            Cell::Missing => Some((numbers::Quick::Missing, None)),
            Cell::Unreadable => None,
            Cell::Value((amount, currency)) => {
                if currency.is_some() {
                    self.sign = Affix::of(bytes);
                }
                Some((numbers::Quick::Value { number: amount.micros(), has_mark: false }, currency))
            }
        }
    }
}

/// An amount of up to five digits and two decimals, such as `$12.99`: told and read in one step, which halves the time of a column of
/// amounts. Any other is for [`MoneyColumn::read`].
#[derive(Clone, Copy)]
pub(super) struct UsualAmount {
    point: u8,
    /// May stand before the first digit.
    sign: Option<u8>,
}

impl UsualAmount {
    /// Micros; `None` where the amount is not written so.
    #[inline(always)]
    pub(super) fn read(self, buffer: &[u8], start: usize, end: usize) -> Option<i64> {
        let has_sign = self.sign.is_some() && buffer.get(start).copied() == self.sign;
        numbers::cents(buffer, start + usize::from(has_sign), end, self.point).map(|cents| cents * 10_000)
    }
}

/// As `starts_with`; nearly always one byte is all there is to compare.
#[inline]
fn begins(cell: &[u8], sign: &[u8]) -> bool {
    match sign {
        [only] => cell.first() == Some(only),
        _ => cell.starts_with(sign),
    }
}

impl Affix {
    /// What stands before the first digit or behind the last, if it is a currency sign and nothing else.
    fn of(bytes: &[u8]) -> Affix {
        let (Some(first), Some(last)) = (bytes.iter().position(u8::is_ascii_digit), bytes.iter().rposition(u8::is_ascii_digit)) else {
            return Affix::default();
        };
        let before = bytes.get(..first).map(|before| before.strip_prefix(b"-").unwrap_or(before)).unwrap_or_default();
        let behind = bytes.get(last + 1..).unwrap_or_default();
        match (values::currency_sign(before), values::currency_sign(behind)) {
            (Some(currency), None) if behind.is_empty() => Affix { before: before.to_vec(), behind: Vec::new(), currency: Some(currency) },
            (None, Some(currency)) if before.is_empty() => Affix { before: Vec::new(), behind: behind.to_vec(), currency: Some(currency) },
            _ => Affix::default(),
        }
    }
}
