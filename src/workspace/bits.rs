//! Whole numbers in as few bits as their range needs.

/// Appends numbers bit by bit, lowest bit first.
#[derive(Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    pending: u128,
    filled: u32,
}

impl BitWriter {
    fn push(&mut self, value: u64, width: u32) {
        self.pending |= u128::from(value) << self.filled;
        self.filled += width;
        while self.filled >= 8 {
            self.bytes.push((self.pending & 0xff).try_into().unwrap_or_default());
            self.pending >>= 8;
            self.filled -= 8;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.push(0, 8 - self.filled);
        }
        self.bytes
    }
}

/// Appends one column: smallest value (8 bytes), bits a value (1 byte), then the differences to the smallest. An empty
/// column takes 9 bytes; its length is the reader's to know.
pub fn write_column(out: &mut Vec<u8>, values: impl Iterator<Item = i64> + Clone) {
    let (low, high) = values.clone().fold((i64::MAX, i64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    let low = if low > high { 0 } else { low };
    let width = u64::BITS - high.wrapping_sub(low).max(0).cast_unsigned().leading_zeros();
    // A range wider than i64 wraps below zero: write whole words then.
    let width = if high.checked_sub(low).is_some() { width } else { u64::BITS };
    out.extend_from_slice(&low.to_le_bytes());
    out.push(u8::try_from(width).unwrap_or(64));
    let mut bits = BitWriter::default();
    for value in values {
        bits.push(value.wrapping_sub(low).cast_unsigned(), width);
    }
    out.extend_from_slice(&bits.finish());
}

/// Reads bytes front to back; `None` once they run out.
pub struct ByteReader<'a> {
    rest: &'a [u8],
}

impl<'a> ByteReader<'a> {
    pub fn new(bytes: &'a [u8]) -> ByteReader<'a> {
        ByteReader { rest: bytes }
    }

    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// A column of `count` values, as [`write_column`] wrote it.
    pub fn column(&mut self, count: usize) -> Option<Vec<i64>> {
        let low = self.take(8)?.try_into().ok().map(i64::from_le_bytes)?;
        let width = u32::from(*self.take(1)?.first()?);
        if width > u64::BITS {
            return None;
        }
        let bits = count.checked_mul(width as usize)?;
        let bytes = self.take(bits.div_ceil(8))?;
        let mask = u64::MAX.checked_shr(u64::BITS - width).unwrap_or(0);
        let (mut pending, mut filled, mut next) = (0_u128, 0_u32, bytes.iter());
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            while filled < width {
                pending |= u128::from(*next.next()?) << filled;
                filled += 8;
            }
            let value = u64::try_from(pending & u128::from(mask)).ok()?;
            values.push(low.wrapping_add(value.cast_signed()));
            pending >>= width;
            filled -= width;
        }
        Some(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_back_as_they_were_at_every_width() {
        for column in [vec![], vec![0; 5], vec![7, 7, 7], vec![-3, 0, 4], vec![i64::MIN, i64::MAX, 0], (0..1000).collect(), vec![1, 1 << 40]] {
            let mut bytes = Vec::new();
            write_column(&mut bytes, column.iter().copied());
            let mut reader = ByteReader::new(&bytes);
            assert_eq!(reader.column(column.len()).as_ref(), Some(&column));
            assert!(reader.is_empty());
        }
    }
}
