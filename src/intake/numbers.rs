//! The usual spellings of a number, eight digits at a time. Whatever is not one of them is left to [`super::values`].

/// What a cell that needs no second look holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quick {
    Missing,
    Value {
        number: i64,
        /// A decimal mark stands in it, so that only this mark makes sense of it.
        has_mark: bool,
    },
}

const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
const TOP_BITS: u64 = 0x8080_8080_8080_8080;
/// Added to a digit's value it leaves the top bit clear, to anything from ten up it sets it.
const BEYOND_NINE: u64 = 0x7676_7676_7676_7676;

/// One to eight digits that end at `end` of `buffer`, as their values: the last digit in the top byte, zeros below the first.
/// `None` where the buffer does not reach back far enough.
#[inline(always)]
fn last_eight(buffer: &[u8], start: usize, end: usize) -> Option<u64> {
    let length = end.checked_sub(start).filter(|length| (1..=8).contains(length))?;
    let bytes: &[u8; 8] = buffer.get(end.checked_sub(8)?..end)?.first_chunk()?;
    let shift = 64 - 8 * length;
    Some((u64::from_le_bytes(*bytes) ^ ZEROS) >> shift << shift)
}

/// The number eight digit values make; `None` where one is no digit.
#[inline(always)]
fn number(digits: u64) -> Option<i64> {
    if (digits | digits.wrapping_add(BEYOND_NINE)) & TOP_BITS != 0 {
        return None;
    }
    // Pairs, then fours, then all eight, each by one multiplication (D. Lemire, "Number Parsing at a Gigabyte per Second").
    let pairs = (digits * 10) + (digits >> 8);
    let low = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    Some(i64::from(u32::try_from(low.wrapping_add(high) >> 32).unwrap_or(u32::MAX)))
}

/// A count of one to eight digits and nothing else.
#[inline(always)]
pub(super) fn digits(buffer: &[u8], start: usize, end: usize) -> Option<i64> {
    number(last_eight(buffer, start, end)?)
}

/// A count of up to eight digits, quoted or not.
#[inline]
pub(super) fn count(buffer: &[u8], start: usize, end: usize) -> Option<Quick> {
    let (start, end) = unquoted(buffer, start, end);
    if start == end {
        return Some(Quick::Missing);
    }
    number(last_eight(buffer, start, end)?).map(|number| Quick::Value { number, has_mark: false })
}

/// An amount in hundredths: one to five digits, the point and two decimals.
#[inline(always)]
pub(super) fn cents(buffer: &[u8], start: usize, end: usize, point: u8) -> Option<i64> {
    let length = end.checked_sub(start).filter(|length| (4..=8).contains(length))?;
    let bytes: &[u8; 8] = buffer.get(end.checked_sub(8)?..end)?.first_chunk()?;
    let [.., mark, _, _] = *bytes;
    let word = u64::from_le_bytes(*bytes) ^ ZEROS;
    // The five bytes before the point move up over it; what stands before the first digit goes.
    let digits = word & 0xffff_0000_0000_0000 | word << 8 & 0x0000_ffff_ffff_ff00;
    let shift = 8 * (9 - length);
    number(digits >> shift << shift).filter(|_| mark == point)
}

/// An amount in micros: up to eight digits, or with one or two decimals and thousands below ten million in groups of three.
#[inline]
pub(super) fn amount(buffer: &[u8], start: usize, end: usize, point: u8, group: u8) -> Option<Quick> {
    let back = |bytes: usize| end.checked_sub(bytes).filter(|&at| at > start).and_then(|at| buffer.get(at));
    let decimal = |byte: Option<&u8>| byte.map(|byte| i64::from(byte.wrapping_sub(b'0'))).filter(|digit| *digit <= 9);
    let (whole_end, decimals) = if back(3) == Some(&point) {
        (end - 3, decimal(back(2))? * 100_000 + decimal(back(1))? * 10_000)
    } else if back(2) == Some(&point) {
        (end - 2, decimal(back(1))? * 100_000)
    } else {
        (end, 0)
    };
    let has_mark = whole_end != end;
    let is_grouped = has_mark && whole_end - start > 4 && buffer.get(whole_end - 4) == Some(&group);
    let digits = if is_grouped {
        // No grouping begins with a zero, and a second group is for a closer look.
        let length = whole_end - start;
        if length > 7 || buffer.get(start) == Some(&b'0') {
            return None;
        }
        let digits = last_eight(buffer, start, whole_end)?;
        // The four low bytes move up over the group mark.
        digits & 0xffff_ff00_0000_0000 | (digits & 0x0000_0000_ffff_ffff) << 8
    } else {
        last_eight(buffer, start, whole_end)?
    };
    Some(Quick::Value { number: number(digits)? * 1_000_000 + decimals, has_mark })
}

/// Without the quotes around a cell.
#[inline]
pub(super) fn unquoted(buffer: &[u8], start: usize, end: usize) -> (usize, usize) {
    if buffer.get(start) == Some(&b'"') && end - start >= 2 && buffer.get(end - 1) == Some(&b'"') { (start + 1, end - 1) } else { (start, end) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::values::{self, Cell, DecimalMark};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_is_read_quickly_is_what_a_closer_look_reads(cell in "[0-9]{0,9}|[-+0-9.,/:;\" ]{0,12}|[0-9]{1,3}([.,][0-9]{3}){0,2}([.,][0-9]{1,3})?", before in "[0-9\" ,.x]{0,9}") {
            let text = format!("{before}{cell}");
            let (start, end) = (before.len(), text.len());
            let inside = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&cell);
            if let Some(quick) = count(text.as_bytes(), start, end) {
                let exact = DecimalMark::ALL.map(|mark| values::count(inside.as_bytes(), mark));
                let expected = match quick { Quick::Missing => Cell::Missing, Quick::Value { number, .. } => Cell::Value(number) };
                prop_assert_eq!(exact, [expected; 2]);
            }
            for (mark, other, point, group) in [(DecimalMark::Point, DecimalMark::Comma, b'.', b','), (DecimalMark::Comma, DecimalMark::Point, b',', b'.')] {
                let read = |mark| match values::amount(cell.as_bytes(), mark) { Cell::Value((amount, None)) => Some(amount.micros()), _ => None };
                if let Some(hundredths) = cents(text.as_bytes(), start, end, point) {
                    prop_assert_eq!((read(mark), read(other)), (Some(hundredths * 10_000), None));
                }
                let Some(Quick::Value { number, has_mark }) = amount(text.as_bytes(), start, end, point, group) else { continue };
                prop_assert_eq!((read(mark), read(other)), (Some(number), if has_mark { None } else { Some(number) }));
            }
        }
    }

    #[test]
    fn cents_are_one_to_five_digits_a_point_and_two_more() {
        for (cell, expected) in [("0.00", Some(0)), ("12.99", Some(1_299)), ("99999.99", Some(9_999_999)), ("00007.05", Some(705))] {
            assert_eq!(cents(format!("12345678{cell}").as_bytes(), 8, 8 + cell.len(), b'.'), expected, "{cell}");
        }
        for cell in [".99", "7", "100", "1234", "1.5", "12.999", "123456.78", "1,5.00", "-1.00", "1x.00", "1.0x", "12,34", "1,234.56"] {
            assert_eq!(cents(format!("12345678{cell}").as_bytes(), 8, 8 + cell.len(), b'.'), None, "{cell}");
        }
    }

    #[test]
    fn usual_spellings_are_read_without_a_second_look() {
        for (cell, micros) in [
            ("7", 7_000_000),
            ("12345678", 12_345_678_000_000),
            ("12.5", 12_500_000),
            ("999.99", 999_990_000),
            ("1,234.56", 1_234_560_000),
            ("123,456.70", 123_456_700_000),
        ] {
            let text = format!("01234567{cell}");
            let has_mark = cell.contains('.');
            assert_eq!(amount(text.as_bytes(), 8, text.len(), b'.', b','), Some(Quick::Value { number: micros, has_mark }), "{cell}");
        }
        for cell in ["1,234", "1,23.45", "0,123.45", "1,234,567.00", "12.345", ".50", "1x.50", "-1.00"] {
            let text = format!("01234567{cell}");
            assert_eq!(amount(text.as_bytes(), 8, text.len(), b'.', b','), None, "{cell}");
        }
    }
}
