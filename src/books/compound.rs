//! What a file of the old Office form is: an xls, a protected workbook, a letter. Read only as far as its list of parts.
//! After Microsoft's [MS-CFB].

use std::io::{Read, SeekFrom};

use super::{BookError, Source};

/// Sectors of the list that are looked at; the parts that tell are among the first.
const LIST_BYTES: u64 = 64 * 1024;

const OLD_BOOK: BookError = BookError::OtherBook("an old workbook (xls)");

pub(super) fn what(source: &mut dyn Source) -> BookError {
    parts(source).map_or(BookError::OtherBook("an old Office file"), |parts| {
        let holds = |name: &str| parts.iter().any(|part| part == name);
        match () {
            () if holds("EncryptedPackage") => BookError::Protected,
            () if holds("Workbook") || holds("Book") => OLD_BOOK,
            () if holds("WordDocument") => BookError::Document("a Word document"),
            () if holds("PowerPoint Document") => BookError::Document("a presentation"),
            () if parts.iter().any(|part| part.starts_with("__substg1.0_") || part.starts_with("__properties_version")) => BookError::Document("an e-mail"),
            () => BookError::OtherBook("an old Office file"),
        }
    })
}

/// Names of the file's parts, from the first sectors of its list.
fn parts(source: &mut dyn Source) -> Option<Vec<String>> {
    let mut header = [0; 52];
    source.seek(SeekFrom::Start(0)).ok()?;
    source.read_exact(&mut header).ok()?;
    let word = |at: usize| header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    let sector_bytes = 1_u64.checked_shl(word(28)? >> 16).filter(|bytes| (512..=4096).contains(bytes))?;
    let list_byte = (u64::from(word(48)?) + 1).checked_mul(sector_bytes)?;
    source.seek(SeekFrom::Start(list_byte)).ok()?;
    let mut list = Vec::new();
    source.take(LIST_BYTES).read_to_end(&mut list).ok()?;
    let (entries, _) = list.as_chunks::<128>();
    Some(entries.iter().map(name_of).collect())
}

/// An entry's name: UTF-16 in its first 64 bytes, its length behind them.
fn name_of(entry: &[u8; 128]) -> String {
    let (units, _) = entry.as_chunks::<2>();
    let length = units.get(32).map_or(0, |length| usize::from(u16::from_le_bytes(*length)) / 2).min(32);
    let text = units.iter().take(length.saturating_sub(1)).map(|unit| u16::from_le_bytes(*unit));
    char::decode_utf16(text).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
