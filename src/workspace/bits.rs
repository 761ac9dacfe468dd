//! Whole numbers in as few bits as their range needs.

/// Bytes on their way out, handed over in pieces of [`PIECE_BYTES`]; only the last is shorter. What is written may be larger than
/// the memory there is for it.
pub struct Pieces<'a> {
    pending: Vec<u8>,
    each: &'a mut dyn FnMut(&[u8]),
}

/// A multiple of 15, so that every piece is packed for itself ([`super::packing`]).
pub const PIECE_BYTES: usize = 15 << 15;

impl<'a> Pieces<'a> {
    pub fn new(each: &'a mut dyn FnMut(&[u8])) -> Pieces<'a> {
        Pieces { pending: Vec::with_capacity(PIECE_BYTES), each }
    }

    pub fn extend_from_slice(&mut self, mut bytes: &[u8]) {
        while let Some((now, later)) = bytes.split_at_checked(PIECE_BYTES - self.pending.len()) {
            self.pending.extend_from_slice(now);
            (self.each)(&self.pending);
            self.pending.clear();
            bytes = later;
        }
        self.pending.extend_from_slice(bytes);
    }

    /// Hands over what is left.
    pub fn finish(self) {
        if !self.pending.is_empty() {
            (self.each)(&self.pending);
        }
    }
}

/// Appends numbers bit by bit, lowest bit first.
struct BitWriter<'a, 'b> {
    out: &'a mut Pieces<'b>,
    pending: u128,
    filled: u32,
}

impl BitWriter<'_, '_> {
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
pub fn write_column(out: &mut Pieces<'_>, values: impl Iterator<Item = i64> + Clone) {
    write_parts(out, |each| values.clone().for_each(|value| each(&[value])));
}

/// The same for a column that `values` hands over in parts, as often as it is called.
pub fn write_parts(out: &mut Pieces<'_>, values: impl Fn(&mut dyn FnMut(&[i64]))) {
    let (mut low, mut high) = (i64::MAX, i64::MIN);
    values(&mut |part| (low, high) = part.iter().fold((low, high), |(low, high), &value| (low.min(value), high.max(value))));
    let low = if low > high { 0 } else { low };
    let range = high.max(low).wrapping_sub(low).cast_unsigned();
    let width = u64::BITS - range.leading_zeros();
    out.extend_from_slice(&low.to_le_bytes());
    out.extend_from_slice(&[u8::try_from(width).unwrap_or(64)]);
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

/// All that is written, in one.
#[cfg(test)]
pub(super) fn written(write: impl FnOnce(&mut Pieces<'_>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut each = |piece: &[u8]| bytes.extend_from_slice(piece);
    let mut out = Pieces::new(&mut each);
    write(&mut out);
    out.finish();
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_in_order_in_whole_pieces_and_one_rest() {
        for (total, step) in [(0, 1), (1, 1), (PIECE_BYTES, 7), (PIECE_BYTES + 1, 1000), (2 * PIECE_BYTES, PIECE_BYTES), (3 * PIECE_BYTES - 1, 3 * PIECE_BYTES)]
        {
            let bytes: Vec<u8> = (0..=250).cycle().take(total).collect();
            let mut lengths = Vec::new();
            let mut out = Vec::new();
            let mut each = |piece: &[u8]| {
                lengths.push(piece.len());
                out.extend_from_slice(piece);
            };
            let mut pieces = Pieces::new(&mut each);
            bytes.chunks(step).for_each(|part| pieces.extend_from_slice(part));
            pieces.finish();
            assert_eq!(out, bytes);
            let last = lengths.pop().unwrap_or(PIECE_BYTES);
            assert!(lengths.iter().all(|length| *length == PIECE_BYTES) && (1..=PIECE_BYTES).contains(&last), "{total} by {step}: {lengths:?} {last}");
        }
    }

    #[test]
    fn columns_come_back_as_they_were_at_every_width() {
        for column in [vec![], vec![0; 5], vec![7, 7, 7], vec![-3, 0, 4], vec![i64::MIN, i64::MAX, 0], (0..1000).collect(), vec![1, 1 << 40]] {
            let bytes = written(|out| write_parts(out, |each| column.chunks(3).for_each(each)));
            let mut reader = ByteReader::new(&bytes);
            let mut values = vec![0; column.len()];
            let mut read = reader.column_reader(column.len()).expect("a column");
            values.chunks_mut(2).for_each(|part| read.read(part));
            assert_eq!(values, column);
            assert_eq!(bytes, written(|out| write_column(out, column.iter().copied())));
            assert_eq!(ByteReader::new(&bytes).column(column.len()).as_ref(), Some(&column));
            assert!(reader.is_empty());
        }
    }
}
