//! The checksum of zip and gzip: CRC-32 (ISO 3309), eight bytes at a time.

/// Tables for one to eight bytes ahead.
pub(super) struct Checksum {
    tables: Box<[[u32; 256]; 8]>,
    state: u32,
}

/// The polynomial, its lowest bit first.
const POLYNOMIAL: u32 = 0xedb8_8320;

impl Checksum {
    pub(super) fn new() -> Checksum {
        let mut one = [0; 256];
        for (byte, entry) in (0_u32..).zip(&mut one) {
            *entry = (0..8).fold(byte, |crc, _| if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 });
        }
        let mut tables = Box::new([one; 8]);
        let mut before = one;
        for table in tables.iter_mut().skip(1) {
            *table = before.map(|crc| crc >> 8 ^ entry(&one, crc));
            before = *table;
        }
        Checksum { tables, state: u32::MAX }
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        let [one, two, three, four, five, six, seven, eight] = self.tables.as_ref();
        let (chunks, rest) = bytes.as_chunks::<8>();
        let mut crc = self.state;
        for &[a, b, c, d, e, f, g, h] in chunks {
            let low = crc ^ u32::from_le_bytes([a, b, c, d]);
            let high = u32::from_le_bytes([e, f, g, h]);
            crc = entry(eight, low) ^ entry(seven, low >> 8) ^ entry(six, low >> 16) ^ entry(five, low >> 24);
            crc ^= entry(four, high) ^ entry(three, high >> 8) ^ entry(two, high >> 16) ^ entry(one, high >> 24);
        }
        for &byte in rest {
            crc = crc >> 8 ^ entry(one, crc ^ u32::from(byte));
        }
        self.state = crc;
    }

    /// Of everything added since the start or the last call.
    pub(super) fn take(&mut self) -> u32 {
        !std::mem::replace(&mut self.state, u32::MAX)
    }
}

/// The entry for the lowest byte of `index`.
fn entry(table: &[u32; 256], index: u32) -> u32 {
    let [lowest, ..] = index.to_le_bytes();
    table.get(usize::from(lowest)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standard() {
        let of = |bytes: &[u8]| {
            let mut checksum = Checksum::new();
            checksum.add(bytes);
            checksum.take()
        };
        // The check value of CRC-32/ISO-HDLC, and Python's zlib.crc32 of the others.
        assert_eq!(of(b"123456789"), 0xcbf4_3926);
        assert_eq!(of(b""), 0);
        assert_eq!(of(b"The quick brown fox jumps over the lazy dog"), 0x414f_a339);
        let mut checksum = Checksum::new();
        b"The quick brown fox jumps over the lazy dog".chunks(5).for_each(|part| checksum.add(part));
        assert_eq!(checksum.take(), 0x414f_a339);
    }
}
