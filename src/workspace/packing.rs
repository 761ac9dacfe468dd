//! Bytes as text for `localStorage`, which holds UTF-16 units and counts them: 15 bits a unit, all between U+0800 and
//! U+87FF. No unit is half of a surrogate pair, so every engine stores and compares them as they are; and each is exactly
//! three bytes of UTF-8, the form in which text enters and leaves wasm.
//!
//! The text begins with an ASCII head that can be read without the rest: `ca1;<schema>;<CRC-32, 8 hex digits>;<bytes>;`.

/// First of the 32,768 units a value may become.
const UNIT_FIRST: u16 = 0x0800;
const UNIT_BITS: usize = 15;
const UNIT_MASK: u64 = 0x7FFF;
/// 15 bytes are exactly 8 units.
const GROUP_BYTES: usize = 15;
const GROUP_UNITS: usize = 8;
const MARK: &str = "ca1";
/// Longest head: mark, a `u32`, 8 digits, a `u32` and four separators.
pub const HEAD_UNITS_MAX: usize = 36;

/// Why a text cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    #[error("This is not a saved workspace of this app.")]
    NotOurs,
    #[error("This workspace was saved by a newer version of the app (format {found}; this version reads up to {known}).")]
    Newer { found: u32, known: u32 },
    #[error("This saved workspace is damaged: it is incomplete or was changed after it was saved.")]
    Damaged,
}

/// What the first units say about the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Version of the format of the packed bytes.
    pub schema: u32,
    /// CRC-32 (ISO 3309, as in zip and PNG) of the packed bytes.
    pub checksum: u32,
    /// Bytes packed.
    pub bytes: u32,
    /// Units of the head itself.
    pub head_units: u32,
}

impl Head {
    /// Reads a head from the beginning of a text; `HEAD_UNITS_MAX` units are enough. Does not look at the rest.
    pub fn read(start: &str, known_schema: u32) -> Result<Head, PackError> {
        let mut parts = start.split(';');
        if parts.next() != Some(MARK) {
            return Err(PackError::NotOurs);
        }
        let schema = number(parts.next())?;
        if schema > known_schema {
            return Err(PackError::Newer { found: schema, known: known_schema });
        }
        let digits = parts.next().filter(|digits| digits.len() == 8).ok_or(PackError::Damaged)?;
        let checksum = u32::from_str_radix(digits, 16).map_err(|_| PackError::Damaged)?;
        let bytes = number(parts.next())?;
        // The separator after the last number must be there, or the number may be cut short.
        let rest = parts.next().ok_or(PackError::Damaged)?;
        let behind = rest.len() + parts.map(|part| part.len() + 1).sum::<usize>();
        let head_units = u32::try_from(start.len() - behind).map_err(|_| PackError::Damaged)?;
        Ok(Head { schema, checksum, bytes, head_units })
    }

    /// Units of the whole text this head belongs to.
    pub fn units(&self) -> u64 {
        u64::from(self.head_units) + (u64::from(self.bytes) * 8).div_ceil(UNIT_BITS as u64)
    }
}

fn number(part: Option<&str>) -> Result<u32, PackError> {
    let digits = part.ok_or(PackError::Damaged)?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten().ok_or(PackError::Damaged)
}

/// Packs `bytes` (less than 4 GB: far above what storage holds) in one pass.
pub fn pack(bytes: &[u8], schema: u32) -> Vec<u16> {
    let (mut packer, mut body) = (Packer::default(), Vec::new());
    packer.piece(bytes, &mut body);
    packer.head(schema).bytes().map(u16::from).chain(body).collect()
}

/// Packs bytes piece by piece. The head, which comes first in the text, is known last.
#[derive(Default)]
pub struct Packer {
    checksum: Checksum,
    bytes: usize,
}

impl Packer {
    /// Appends the units of the next piece. Every piece but the last is a multiple of 15 bytes long.
    pub fn piece(&mut self, bytes: &[u8], units: &mut Vec<u16>) {
        self.checksum.add(bytes);
        self.bytes += bytes.len();
        let (groups, tail) = bytes.as_chunks::<GROUP_BYTES>();
        units.reserve((groups.len() + 1) * GROUP_UNITS);
        for group in groups {
            units.extend_from_slice(&pack_group(group));
        }
        let mut last = [0; GROUP_BYTES];
        for (to, from) in last.iter_mut().zip(tail) {
            *to = *from;
        }
        units.extend(pack_group(&last).iter().take((tail.len() * 8).div_ceil(UNIT_BITS)));
    }

    /// The head of the text that all pieces make.
    pub fn head(&self, schema: u32) -> String {
        format!("{MARK};{schema};{:08x};{};", self.checksum.value(), self.bytes)
    }
}

/// Bits run from the lowest of the first byte upwards. Two overlapping words hold all 120 of them.
fn pack_group(b: &[u8; GROUP_BYTES]) -> [u16; GROUP_UNITS] {
    let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14] = *b;
    let low = u64::from_le_bytes([b0, b1, b2, b3, b4, b5, b6, b7]);
    let high = u64::from_le_bytes([b7, b8, b9, b10, b11, b12, b13, b14]);
    let unit = |word: u64, shift: u32| UNIT_FIRST + ((word >> shift) & UNIT_MASK) as u16;
    [unit(low, 0), unit(low, 15), unit(low, 30), unit(low, 45), unit(high, 4), unit(high, 19), unit(high, 34), unit(high, 49)]
}

/// The bytes again, checked by length and checksum; a newer schema is refused before anything else is looked at.
pub fn unpack(units: &[u16], known_schema: u32) -> Result<Vec<u8>, PackError> {
    let start: String = units.iter().take(HEAD_UNITS_MAX).map_while(|unit| u8::try_from(*unit).ok().filter(u8::is_ascii)).map(char::from).collect();
    let head = Head::read(&start, known_schema)?;
    if head.units() != units.len() as u64 {
        return Err(PackError::Damaged);
    }
    let packed = units.get(head.head_units as usize..).ok_or(PackError::Damaged)?;
    let mut bytes = Vec::with_capacity(packed.len() / GROUP_UNITS * GROUP_BYTES + GROUP_BYTES);
    // A unit outside the range sets a bit above the fifteenth; they are gathered and looked at once.
    let mut stray = 0;
    let (groups, tail) = packed.as_chunks::<GROUP_UNITS>();
    for group in groups {
        bytes.extend_from_slice(&unpack_group(group, &mut stray));
    }
    let mut last = [UNIT_FIRST; GROUP_UNITS];
    for (to, from) in last.iter_mut().zip(tail) {
        *to = *from;
    }
    bytes.extend_from_slice(&unpack_group(&last, &mut stray));
    bytes.truncate(head.bytes as usize);
    if stray & !UNIT_MASK != 0 || crc32(&bytes) != head.checksum {
        return Err(PackError::Damaged);
    }
    Ok(bytes)
}

fn unpack_group(units: &[u16; GROUP_UNITS], stray: &mut u64) -> [u8; GROUP_BYTES] {
    let [a, b, c, d, e, f, g, h] = units.map(|unit| u64::from(unit.wrapping_sub(UNIT_FIRST)));
    *stray |= a | b | c | d | e | f | g | h;
    let low = a | b << 15 | c << 30 | d << 45 | e << 60;
    let high = e >> 4 | f << 11 | g << 26 | h << 41;
    let ([l0, l1, l2, l3, l4, l5, l6, l7], [h0, h1, h2, h3, h4, h5, h6, _]) = (low.to_le_bytes(), high.to_le_bytes());
    [l0, l1, l2, l3, l4, l5, l6, l7, h0, h1, h2, h3, h4, h5, h6]
}

/// Eight tables, so that eight bytes are taken at a time: `TABLES[k]` carries a byte over `k` further zero bytes.
static TABLES: [[u32; 256]; 8] = tables();

#[expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "evaluated by the compiler: an index out of range would not compile, and no index exceeds 256"
)]
const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { value >> 1 ^ 0xEDB8_8320 } else { value >> 1 };
            bit += 1;
        }
        tables[0][byte] = value;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = before >> 8 ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// CRC-32 as in zip and PNG: any damage shorter than 32 bits is found for certain, any other but for one case in four billion.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut checksum = Checksum::default();
    checksum.add(bytes);
    checksum.value()
}

/// The same of bytes that come in pieces.
#[derive(Clone, Copy)]
struct Checksum(u32);

impl Default for Checksum {
    fn default() -> Checksum {
        Checksum(!0)
    }
}

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        self.0 = carried(self.0, bytes);
    }

    fn value(self) -> u32 {
        !self.0
    }
}

/// The remainder after these bytes, when it was `crc` before them.
fn carried(mut crc: u32, bytes: &[u8]) -> u32 {
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &TABLES;
    // Masked to eight bits, an index into 256 entries: the check is removed by the compiler.
    #[expect(clippy::indexing_slicing, reason = "a byte always indexes 256 entries")]
    let at = |table: &[u32; 256], byte: u32| table[(byte & 0xFF) as usize];
    let (groups, tail) = bytes.as_chunks::<8>();
    for &[b0, b1, b2, b3, b4, b5, b6, b7] in groups {
        let low = crc ^ u32::from_le_bytes([b0, b1, b2, b3]);
        crc = at(t7, low) ^ at(t6, low >> 8) ^ at(t5, low >> 16) ^ at(t4, low >> 24);
        crc ^= at(t3, b4.into()) ^ at(t2, b5.into()) ^ at(t1, b6.into()) ^ at(t0, b7.into());
    }
    for byte in tail {
        crc = crc >> 8 ^ at(t0, crc ^ u32::from(*byte));
    }
    crc
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCHEMA: u32 = 3;

    #[test]
    fn the_checksum_is_the_one_of_zip_and_png() {
        // The check value every description of CRC-32 gives.
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn a_packed_text_is_its_head_and_fifteen_bits_a_unit() {
        // 0x01, 0x80: bits 0 and 15 are set, so unit 0 is 1 and unit 1 is 1 (bit 15 of the whole).
        let units = pack(&[0x01, 0x80], SCHEMA);
        let head = format!("ca1;3;{:08x};2;", crc32(&[0x01, 0x80]));
        assert_eq!(String::from_utf16(&units[..head.len()]).unwrap(), head);
        assert_eq!(units[head.len()..], [0x0801, 0x0801]);
    }

    #[test]
    fn a_text_of_a_newer_version_is_named_before_its_content_is_judged() {
        let units: Vec<u16> = "ca1;4;not a checksum".encode_utf16().collect();
        assert_eq!(unpack(&units, SCHEMA), Err(PackError::Newer { found: 4, known: 3 }));
    }

    #[test]
    fn a_foreign_text_is_not_ours() {
        for text in ["", "ca2;3;00000000;0;", "{\"a\":1}", "ca1", "\u{feff}ca1;3;00000000;0;"] {
            let units: Vec<u16> = text.encode_utf16().collect();
            let expected = if text == "ca1" { PackError::Damaged } else { PackError::NotOurs };
            assert_eq!(unpack(&units, SCHEMA), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn a_text_packed_piece_by_piece_is_the_text_packed_at_once() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1003).collect();
        for step in [15, 30, 450, 1005] {
            let (mut packer, mut units) = (Packer::default(), Vec::new());
            bytes.chunks(step).for_each(|piece| packer.piece(piece, &mut units));
            let text: Vec<u16> = packer.head(SCHEMA).encode_utf16().chain(units).collect();
            assert_eq!(text, pack(&bytes, SCHEMA), "in pieces of {step}");
        }
    }

    proptest! {
        #[test]
        fn unpacking_gives_back_what_was_packed(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let units = pack(&bytes, SCHEMA);
            prop_assert!(units.iter().all(|unit| *unit < 0x80 || (0x0800..=0x87FF).contains(unit)));
            prop_assert_eq!(unpack(&units, SCHEMA), Ok(bytes));
        }

        #[test]
        fn the_head_alone_tells_the_length_of_the_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let units = pack(&bytes, SCHEMA);
            let text = String::from_utf16(&units).unwrap();
            let start: String = text.chars().take(HEAD_UNITS_MAX).take_while(char::is_ascii).collect();
            let head = Head::read(&start, SCHEMA).unwrap();
            prop_assert_eq!(head.units(), units.len() as u64);
            prop_assert_eq!(head.checksum, crc32(&bytes));
        }

        #[test]
        fn a_text_cut_or_changed_anywhere_is_refused(bytes in proptest::collection::vec(any::<u8>(), 1..60), at in any::<usize>(), change in 1..0x7FFFu16) {
            let units = pack(&bytes, SCHEMA);
            let at = at % units.len();
            prop_assert!(unpack(&units[..at], SCHEMA).is_err());
            let mut changed = units;
            changed[at] ^= change;
            prop_assert!(unpack(&changed, SCHEMA).map_or(true, |got| got == bytes), "other bytes were accepted");
        }

        #[test]
        fn any_units_are_answered(units in proptest::collection::vec(any::<u16>(), 0..100)) {
            let _ = unpack(&units, SCHEMA);
        }
    }
}
