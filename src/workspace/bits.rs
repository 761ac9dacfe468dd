//! Whole numbers in as few bits as their range needs.

/// Appends numbers bit by bit, lowest bit first.
struct BitWriter<'a> {
    out: &'a mut Vec<u8>,
    pending: u128,
    filled: u32,
}

impl BitWriter<'_> {
    fn push(&mut self, value: u64, width: u32) {
        self.pending |= u128::from(value) << self.filled;
        self.filled += width;
        if self.filled >= u64::BITS {
            self.out.extend_from_slice(&low_word(self.pending).to_le_bytes());
            self.pending >>= u64::BITS;
            self.filled -= u64::BITS;
        }
    }

    fn finish(self) {
        let bytes = self.pending.to_le_bytes();
        self.out.extend_from_slice(bytes.get(..self.filled.div_ceil(8) as usize).unwrap_or_default());
    }
}

fn low_word(wide: u128) -> u64 {
    u64::try_from(wide & u128::from(u64::MAX)).unwrap_or_default()
}

/// Appends one column: smallest value (8 bytes), bits a value (1 byte), then the differences to the smallest. An empty
/// column takes 9 bytes; its length is the reader's to know.
pub fn write_column(out: &mut Vec<u8>, values: impl Iterator<Item = i64> + Clone) {
    write_parts(out, |each| values.clone().for_each(|value| each(&[value])));
}

/// The same for a column that `values` hands over in parts, as often as it is called.
pub fn write_parts(out: &mut Vec<u8>, values: impl Fn(&mut dyn FnMut(&[i64]))) {
    let (mut low, mut high) = (i64::MAX, i64::MIN);
    values(&mut |part| (low, high) = part.iter().fold((low, high), |(low, high), &value| (low.min(value), high.max(value))));
    let low = if low > high { 0 } else { low };
    let range = high.max(low).wrapping_sub(low).cast_unsigned();
    let width = u64::BITS - range.leading_zeros();
    out.extend_from_slice(&low.to_le_bytes());
    out.push(u8::try_from(width).unwrap_or(64));
    let mut bits = BitWriter { out, pending: 0, filled: 0 };
    if width > 0 {
        values(&mut |part| part.iter().for_each(|value| bits.push(value.wrapping_sub(low).cast_unsigned(), width)));
    }
    bits.finish();
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
        let mut reader = self.column_reader(count)?;
        let mut values = vec![0; count];
        reader.read(&mut values);
        Some(values)
    }

    /// The same, to be read in parts.
    pub fn column_reader(&mut self, count: usize) -> Option<ColumnReader<'a>> {
        let low = self.take(8)?.try_into().ok().map(i64::from_le_bytes)?;
        let width = u32::from(*self.take(1)?.first()?);
        if width > u64::BITS {
            return None;
        }
        let bytes = self.take(count.checked_mul(width as usize)?.div_ceil(8))?;
        Some(ColumnReader { low, width, bytes, pending: 0, filled: 0 })
    }
}

/// The values of one column, front to back.
pub struct ColumnReader<'a> {
    low: i64,
    width: u32,
    bytes: &'a [u8],
    pending: u128,
    filled: u32,
}

impl ColumnReader<'_> {
    /// The next values; zeros once there are no more.
    pub fn read(&mut self, values: &mut [i64]) {
        let mask = u64::MAX.checked_shr(u64::BITS - self.width).unwrap_or(0);
        for value in values {
            if self.filled < self.width {
                self.refill();
            }
            *value = self.low.wrapping_add((low_word(self.pending) & mask).cast_signed());
            self.pending >>= self.width;
            self.filled = self.filled.saturating_sub(self.width);
        }
    }

    fn refill(&mut self) {
        let mut word = [0; 8];
        let (next, rest) = self.bytes.split_at(self.bytes.len().min(8));
        word.iter_mut().zip(next).for_each(|(to, from)| *to = *from);
        self.pending |= u128::from(u64::from_le_bytes(word)) << self.filled;
        self.filled += u64::BITS;
        self.bytes = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_back_as_they_were_at_every_width() {
        for column in [vec![], vec![0; 5], vec![7, 7, 7], vec![-3, 0, 4], vec![i64::MIN, i64::MAX, 0], (0..1000).collect(), vec![1, 1 << 40]] {
            let mut bytes = Vec::new();
            write_parts(&mut bytes, |each| column.chunks(3).for_each(each));
            let mut reader = ByteReader::new(&bytes);
            let mut values = vec![0; column.len()];
            let mut read = reader.column_reader(column.len()).expect("a column");
            values.chunks_mut(2).for_each(|part| read.read(part));
            assert_eq!(values, column);
            let mut at_once = Vec::new();
            write_column(&mut at_once, column.iter().copied());
            assert_eq!(bytes, at_once);
            assert_eq!(ByteReader::new(&bytes).column(column.len()).as_ref(), Some(&column));
            assert!(reader.is_empty());
        }
    }
}
