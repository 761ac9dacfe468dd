//! Whole numbers in as few bytes as their range needs: no rounding, no value that does not fit.

/// Powers of ten a column may be divided by, largest first: money is held in micros, and nearly always in whole cents.
const POWERS: [PowerOfTen; 6] = [power(6), power(5), power(4), power(3), power(2), power(1)];

/// 10ⁿ with what it takes to divide by it where nothing remains: multiplying by the inverse of 5ⁿ modulo 2⁶⁴ and turning
/// n bits out gives the quotient, and a number too large for one exactly where something would remain (Granlund and
/// Montgomery 1994, section 9).
struct PowerOfTen {
    zeros: u8,
    inverse: u64,
    largest: u64,
}

const fn power(zeros: u8) -> PowerOfTen {
    let five = 5_u64.pow(zeros as u32);
    // Newton's iteration doubles the right bits each time; an odd number is its own inverse in the lowest three.
    let (mut inverse, mut round) = (five, 0);
    while round < 5 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(five.wrapping_mul(inverse)));
        round += 1;
    }
    PowerOfTen { zeros, inverse, largest: u64::MAX / 10_u64.pow(zeros as u32) }
}

impl PowerOfTen {
    /// The quotient, if nothing remains; else a number above `largest`.
    fn divide(&self, number: u64) -> u64 {
        number.wrapping_mul(self.inverse).rotate_right(u32::from(self.zeros))
    }
}

/// One column of a block: `rows` stored numbers of `width` bytes, each standing for `base + number × 10^zeros`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Packed {
    pub base: i64,
    /// No stored number is larger. Some stored number is as large where the column was packed as a key.
    pub top: u64,
    /// First byte in the block.
    pub start: u32,
    /// Bytes a stored number: 0, 1, 2, 4 or 8.
    pub width: u8,
    pub zeros: u8,
}

impl Packed {
    fn new(base: i64, top: u64, zeros: u8) -> Packed {
        let width = match top {
            0 => 0,
            1..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        Packed { base, top, start: 0, width, zeros }
    }

    pub fn unit(&self) -> u64 {
        10_u64.pow(u32::from(self.zeros))
    }

    fn value(&self, number: u64) -> i64 {
        self.base.wrapping_add(number.wrapping_mul(self.unit()).cast_signed())
    }

    /// One value.
    pub fn get(&self, bytes: &[u8], row: usize) -> Option<i64> {
        let bytes = bytes.get(self.start as usize + row * usize::from(self.width)..)?;
        // Read by width: copying a number of bytes that only the column knows is ten times slower.
        let number = match self.width {
            0 => 0,
            1 => u64::from(*bytes.first()?),
            2 => u64::from(u16::from_le_bytes(*bytes.first_chunk()?)),
            4 => u64::from(u32::from_le_bytes(*bytes.first_chunk()?)),
            _ => u64::from_le_bytes(*bytes.first_chunk()?),
        };
        Some(self.value(number))
    }

    /// Calls `each` with the stored number of every row and the slot for it. The width is looked at once.
    pub fn numbers<T>(&self, bytes: &[u8], slots: &mut [T], each: impl Fn(&mut T, u64)) {
        let bytes = bytes.get(self.start as usize..).unwrap_or_default();
        match self.width {
            0 => slots.iter_mut().for_each(|slot| each(slot, 0)),
            1 => slots.iter_mut().zip(bytes).for_each(|(slot, number)| each(slot, u64::from(*number))),
            2 => slots.iter_mut().zip(bytes.as_chunks().0).for_each(|(slot, number)| each(slot, u64::from(u16::from_le_bytes(*number)))),
            4 => slots.iter_mut().zip(bytes.as_chunks().0).for_each(|(slot, number)| each(slot, u64::from(u32::from_le_bytes(*number)))),
            _ => slots.iter_mut().zip(bytes.as_chunks().0).for_each(|(slot, number)| each(slot, u64::from_le_bytes(*number))),
        }
    }

    fn stored<'a>(&self, bytes: &'a [u8], rows: usize) -> &'a [u8] {
        bytes.get(self.start as usize..).and_then(|bytes| bytes.get(..rows * usize::from(self.width))).unwrap_or_default()
    }

    /// Sum of a block of `rows`.
    pub fn sum(&self, bytes: &[u8], rows: usize) -> i128 {
        let bytes = self.stored(bytes, rows);
        // Rows of a block times a number below 2³² fit.
        let numbers: u128 = match self.width {
            1 => bytes.iter().map(|number| u64::from(*number)).sum::<u64>().into(),
            2 => bytes.as_chunks().0.iter().map(|number| u64::from(u16::from_le_bytes(*number))).sum::<u64>().into(),
            4 => bytes.as_chunks().0.iter().map(|number| u64::from(u32::from_le_bytes(*number))).sum::<u64>().into(),
            _ => bytes.as_chunks().0.iter().map(|number| u128::from(u64::from_le_bytes(*number))).sum(),
        };
        i128::from(self.base) * rows as i128 + (numbers * u128::from(self.unit())).cast_signed()
    }

    /// The largest stored number of a block of `rows`.
    pub fn largest(&self, bytes: &[u8], rows: usize) -> u64 {
        let bytes = self.stored(bytes, rows);
        match self.width {
            1 => bytes.iter().fold(0, |most, number| (*number).max(most)).into(),
            2 => bytes.as_chunks().0.iter().fold(0, |most, number| u16::from_le_bytes(*number).max(most)).into(),
            4 => bytes.as_chunks().0.iter().fold(0, |most, number| u32::from_le_bytes(*number).max(most)).into(),
            _ => bytes.as_chunks().0.iter().fold(0, |most, number| u64::from_le_bytes(*number).max(most)),
        }
    }

    pub fn values(&self, bytes: &[u8], values: &mut [i64]) {
        let (base, unit) = (self.base, self.unit());
        match unit {
            1 => self.numbers(bytes, values, |value, number| *value = base.wrapping_add(number.cast_signed())),
            _ => self.numbers(bytes, values, |value, number| *value = base.wrapping_add(number.wrapping_mul(unit).cast_signed())),
        }
    }

    /// Values of a column that was packed as a key.
    pub fn keys(&self, bytes: &[u8], keys: &mut [u32]) {
        let base = low_half(self.base.cast_unsigned());
        match self.zeros {
            0 => self.numbers(bytes, keys, |key, number| *key = base.wrapping_add(low_half(number))),
            _ => {
                let unit = self.unit();
                self.numbers(bytes, keys, |key, number| *key = base.wrapping_add(low_half(number.wrapping_mul(unit))));
            }
        }
    }
}

fn low_half(number: u64) -> u32 {
    let [a, b, c, d, ..] = number.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// Appends codes or days behind `bytes`.
pub(super) fn pack_keys(bytes: &mut Vec<u8>, keys: &[u32]) -> Packed {
    let (least, most) = keys.iter().fold((u32::MAX, 0), |(least, most), &key| (least.min(key), most.max(key)));
    let least = least.min(most);
    let packed = Packed::new(i64::from(least), u64::from(most - least), 0);
    append(bytes, packed, keys, |key| u64::from(key.wrapping_sub(least)))
}

/// Whether a column may be held in larger units than its values are in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    AsGiven,
    LargestExact,
}

/// Appends values behind `bytes`. `room` is as long as `values`; what is in it does not matter.
pub(super) fn pack_values(bytes: &mut Vec<u8>, values: &[i64], units: Units, room: &mut [u64]) -> Packed {
    let (any, all) = values.iter().fold((0, -1), |(any, all), &value| (any | value, all & value));
    if any == all || values.is_empty() {
        return append(bytes, Packed::new(any, 0, 0), values, |_| 0);
    }
    // No bit that no value has can be needed; that is looked up faster than the largest value.
    let base = if any < 0 { values.iter().copied().min().unwrap_or(0) } else { 0 };
    if units == Units::AsGiven {
        let bits = if any < 0 { values.iter().fold(0, |bits, value| bits | value.wrapping_sub(base).cast_unsigned()) } else { any.cast_unsigned() };
        return append(bytes, Packed::new(base, filled(bits), 0), values, |value| value.wrapping_sub(base).cast_unsigned());
    }
    for (offset, value) in room.iter_mut().zip(values) {
        *offset = value.wrapping_sub(base).cast_unsigned();
    }
    let zeros = divide(room);
    let bits = room.iter().fold(0, |bits, number| bits | number);
    append(bytes, Packed::new(base, filled(bits), zeros), room, |number| *number)
}

/// The largest number with no bit above those of `bits`.
fn filled(bits: u64) -> u64 {
    u64::MAX.checked_shr(bits.leading_zeros()).unwrap_or(0)
}

/// Divides all numbers by the largest power of ten that leaves no remainder anywhere; gives its zeros.
fn divide(numbers: &mut [u64]) -> u8 {
    let Some(power) = POWERS.iter().find(|power| numbers.iter().all(|number| power.divide(*number) <= power.largest)) else { return 0 };
    for number in numbers {
        *number = power.divide(*number);
    }
    power.zeros
}

fn append<T>(bytes: &mut Vec<u8>, packed: Packed, values: &[T], number: impl Fn(&T) -> u64) -> Packed {
    let start = bytes.len();
    bytes.resize(start + usize::from(packed.width) * values.len(), 0);
    let room = bytes.get_mut(start..).unwrap_or_default();
    match packed.width {
        0 => {}
        1 => narrow::<T, 1>(room, values, number),
        2 => narrow::<T, 2>(room, values, number),
        4 => narrow::<T, 4>(room, values, number),
        _ => narrow::<T, 8>(room, values, number),
    }
    // A block's bytes are far fewer than 2³²: 1,024 rows of at most 8 bytes in 15 columns.
    Packed { start: u32::try_from(start).unwrap_or(u32::MAX), ..packed }
}

fn narrow<T, const WIDTH: usize>(room: &mut [u8], values: &[T], number: impl Fn(&T) -> u64) {
    for (to, value) in room.as_chunks_mut::<WIDTH>().0.iter_mut().zip(values) {
        *to = number(value).to_le_bytes().first_chunk().copied().unwrap_or([0; WIDTH]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(values: &[i64], units: Units) -> Packed {
        let (mut bytes, mut room, mut back) = (vec![0; 3], vec![7; values.len()], vec![0; values.len()]);
        let packed = pack_values(&mut bytes, values, units, &mut room);
        packed.values(&bytes, &mut back);
        assert_eq!(back, values);
        for (row, value) in values.iter().enumerate() {
            assert_eq!(packed.get(&bytes, row), Some(*value));
        }
        assert_eq!(bytes.len(), 3 + values.len() * usize::from(packed.width));
        packed
    }

    #[test]
    fn money_in_whole_cents_is_held_in_cents_and_other_money_in_its_own_smallest_part() {
        // 12.99 and 655.35 in micros are 1,299 and 65,535 cents: two bytes each. With 0.0125 the unit is a hundredth of a cent.
        let cents = there_and_back(&[12_990_000, 0, 655_350_000], Units::LargestExact);
        assert_eq!((cents.zeros, cents.width), (4, 2));
        let finer = there_and_back(&[12_990_000, 12_500], Units::LargestExact);
        assert_eq!((finer.zeros, finer.width), (2, 4), "129,900 hundredths");
        assert_eq!(there_and_back(&[5_000_000, 1_000_000_000], Units::LargestExact).zeros, 6, "whole yen");
        assert_eq!(there_and_back(&[5_000_000, 1], Units::LargestExact).zeros, 0);
        assert_eq!(there_and_back(&[100, 200], Units::AsGiven).zeros, 0, "counts are counts");
    }

    #[test]
    fn a_column_is_as_narrow_as_its_range_and_takes_nothing_where_it_is_constant() {
        for (values, width) in [
            (vec![], 0),
            (vec![0; 4], 0),
            (vec![i64::MIN; 4], 0),
            (vec![0, 255], 1),
            (vec![-100, 155], 1),
            (vec![0, 256], 2),
            (vec![-1, 65_535], 4),
            (vec![0, 1 << 32], 8),
            (vec![i64::MIN, i64::MAX, 0, -1], 8),
            (vec![i64::MAX, i64::MAX - 255], 8),
            (vec![i64::MIN, i64::MIN + 255], 1),
        ] {
            assert_eq!(there_and_back(&values, Units::AsGiven).width, width, "{values:?}");
            there_and_back(&values, Units::LargestExact);
        }
    }

    #[test]
    fn only_numbers_without_remainder_are_divided() {
        for power in &POWERS {
            let ten = 10_u64.pow(u32::from(power.zeros));
            for number in [0, 1, 5, ten - 1, ten, ten + 1, 123_456_789 * ten, u64::MAX, u64::MAX / ten * ten, u64::MAX / ten * ten - 1] {
                let exact = (number % ten == 0).then_some(number / ten);
                assert_eq!(Some(power.divide(number)).filter(|quotient| *quotient <= power.largest), exact, "{number} by {ten}");
            }
        }
    }

    #[test]
    fn keys_come_back_at_every_width() {
        for keys in [vec![], vec![9; 3], vec![5, 260], vec![1, 300, 65_536], vec![0, u32::MAX, 7]] {
            let (mut bytes, mut back) = (Vec::new(), vec![0; keys.len()]);
            let packed = pack_keys(&mut bytes, &keys);
            packed.keys(&bytes, &mut back);
            assert_eq!(back, keys);
            assert_eq!(Some(packed.top), keys.iter().max().zip(keys.iter().min()).map(|(most, least)| u64::from(most - least)).or(Some(0)));
        }
    }
}
