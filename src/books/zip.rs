//! The directory of a zip archive, and its files as streams. After the format's public description (APPNOTE.TXT 6.3).

use std::io::{Read, SeekFrom, Take};

use super::inflate::Inflater;
use super::{BookError, Budget, Source};

/// Bytes of a directory that are read: a thousand files with long names take a tenth of it.
const DIRECTORY_BYTES_MAX: u64 = 8 << 20;
/// Entries looked at, folders and a Mac's shadow files included.
const ENTRIES_MAX: usize = 20_000;
/// The record at the end of an archive, and the comment that may follow it.
const END_BYTES: u64 = 22;
const COMMENT_BYTES_MAX: u64 = 0xffff;

/// One file of an archive.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// With `/` between folders.
    pub(super) name: String,
    pub(super) bytes: u64,
    is_encrypted: bool,
    method: u16,
    checksum: u32,
    packed_bytes: u64,
    header_byte: u64,
}

impl Entry {
    /// A folder, or what a system leaves beside the files: no report.
    pub(super) fn is_litter(&self) -> bool {
        let hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
        let last = self.name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        last.is_empty() || last == "thumbs.db" || last == "desktop.ini" || self.name.split('/').any(|part| part == "__MACOSX" || hidden(part))
    }
}

pub(super) struct Archive<'a> {
    source: &'a mut dyn Source,
    pub(super) entries: Vec<Entry>,
    budget: Budget,
}

/// A file of an archive as it comes out.
pub(super) type Content<'a> = Inflater<Take<&'a mut dyn Source>>;

impl<'a> Archive<'a> {
    pub(super) fn open(source: &'a mut dyn Source, budget: &Budget) -> Result<Archive<'a>, BookError> {
        let directory = find_directory(source)?;
        source.seek(SeekFrom::Start(directory.byte))?;
        let mut bytes = Vec::new();
        source.take(directory.bytes).read_to_end(&mut bytes)?;
        let mut rest = Bytes(&bytes);
        let mut entries = Vec::new();
        while !rest.0.is_empty() {
            entries.push(entry(&mut rest, directory.shift).ok_or(BookError::Damaged("its list of files is broken"))?);
            if entries.len() > ENTRIES_MAX {
                return Err(BookError::TooMany);
            }
        }
        Ok(Archive { source, entries, budget: budget.clone() })
    }

    /// The entry of this name, whatever its capitals and whichever way its slashes lean.
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        let name = name.trim_start_matches('/');
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The content of a file.
    pub(super) fn content(&mut self, entry: &Entry) -> Result<Content<'_>, BookError> {
        if entry.is_encrypted {
            return Err(BookError::Encrypted);
        }
        let is_packed = match entry.method {
            0 => false,
            8 => true,
            method => return Err(BookError::Method(method_name(method))),
        };
        let broken = BookError::Damaged("its list of files does not fit its files");
        self.source.seek(SeekFrom::Start(entry.header_byte))?;
        let mut header = Vec::new();
        Read::take(&mut *self.source, 30).read_to_end(&mut header)?;
        let mut header = Bytes(&header);
        let starts_well = header.word32() == Some(0x0403_4b50) && header.skip(22).is_some();
        let (Some(name_bytes), Some(extra_bytes), true) = (header.word16(), header.word16(), starts_well) else { return Err(broken) };
        let start = entry.header_byte + 30 + u64::from(name_bytes) + u64::from(extra_bytes);
        self.source.seek(SeekFrom::Start(start))?;
        let packed = (self.source as &mut dyn Source).take(entry.packed_bytes);
        Ok(Inflater::new(packed, is_packed, Some((entry.checksum, entry.bytes)), &self.budget))
    }
}

fn method_name(method: u16) -> &'static str {
    match method {
        9 => "Deflate64",
        12 => "bzip2",
        14 => "LZMA",
        93 => "Zstandard",
        95 => "xz",
        98 => "PPMd",
        99 => "AES",
        _ => "an old one",
    }
}

/// Numbers off the front of bytes, lowest byte first.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn skip(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn word16(&mut self) -> Option<u16> {
        self.skip(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn word32(&mut self) -> Option<u32> {
        self.skip(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn word64(&mut self) -> Option<u64> {
        self.skip(8)?.try_into().ok().map(u64::from_le_bytes)
    }
}

struct Directory {
    byte: u64,
    bytes: u64,
    /// Bytes before the archive that its own offsets do not count.
    shift: u64,
}

/// The directory, by the record at the end of the archive.
fn find_directory(source: &mut dyn Source) -> Result<Directory, BookError> {
    let length = source.seek(SeekFrom::End(0))?;
    let tail_from = length.saturating_sub(END_BYTES + COMMENT_BYTES_MAX);
    source.seek(SeekFrom::Start(tail_from))?;
    let mut tail = Vec::new();
    source.take(END_BYTES + COMMENT_BYTES_MAX).read_to_end(&mut tail)?;
    let found = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or(BookError::Damaged("its end is missing"))?;
    let end_byte = tail_from + found as u64;
    let (byte, bytes) = end_record(Bytes(tail.get(found + 4..).unwrap_or_default())).ok_or(BookError::Damaged("its end is missing"))??;
    let (byte, bytes, end_byte) = match (byte, bytes) {
        (0xffff_ffff, _) | (_, 0xffff_ffff) => wide_end_record(source, end_byte)?,
        _ => (byte, bytes, end_byte),
    };
    let from = end_byte.checked_sub(bytes).filter(|from| *from >= byte).ok_or(BookError::Damaged("its list of files is missing"))?;
    if bytes > DIRECTORY_BYTES_MAX {
        return Err(BookError::TooMany);
    }
    Ok(Directory { byte: from, bytes, shift: from - byte })
}

/// Offset and length of the directory, from the record behind its mark.
fn end_record(mut record: Bytes<'_>) -> Option<Result<(u64, u64), BookError>> {
    let (disk, directory_disk) = (record.word16()?, record.word16()?);
    record.skip(4)?;
    let (bytes, byte) = (record.word32()?, record.word32()?);
    let is_part = disk != directory_disk || disk != 0 && disk != 0xffff;
    Some(if is_part { Err(BookError::Parts) } else { Ok((u64::from(byte), u64::from(bytes))) })
}

/// The same from the record that archives over 4 GB have; and where that stands.
fn wide_end_record(source: &mut dyn Source, end_byte: u64) -> Result<(u64, u64, u64), BookError> {
    let broken = || BookError::Damaged("its end is missing");
    let mut read = |from: u64, count: u64| -> Result<Vec<u8>, BookError> {
        source.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        Read::take(&mut *source, count).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let locator = read(end_byte.checked_sub(20).ok_or_else(broken)?, 20)?;
    let mut locator = Bytes(&locator);
    let named = if locator.word32() == Some(0x0706_4b50) { locator.skip(4).and_then(|_| locator.word64()) } else { None };
    let record_byte = named.ok_or_else(broken)?;
    let record = read(record_byte, 56)?;
    let mut record = Bytes(&record);
    let numbers = if record.word32() == Some(0x0606_4b50) { record.skip(36).and_then(|_| record.word64().zip(record.word64())) } else { None };
    let (bytes, byte) = numbers.ok_or_else(broken)?;
    Ok((byte, bytes, record_byte))
}

/// The next entry off the directory.
fn entry(rest: &mut Bytes<'_>, shift: u64) -> Option<Entry> {
    if rest.word32()? != 0x0201_4b50 {
        return None;
    }
    rest.skip(4)?;
    let (flags, method) = (rest.word16()?, rest.word16()?);
    rest.skip(4)?;
    let (checksum, packed, plain) = (rest.word32()?, rest.word32()?, rest.word32()?);
    let (name_bytes, extra_bytes, comment_bytes) = (rest.word16()?, rest.word16()?, rest.word16()?);
    rest.skip(8)?;
    let header = rest.word32()?;
    let name = rest.skip(usize::from(name_bytes))?;
    let mut extra = Bytes(rest.skip(usize::from(extra_bytes))?);
    rest.skip(usize::from(comment_bytes))?;
    let [mut bytes, mut packed_bytes, mut header_byte] = [plain, packed, header].map(u64::from);
    // What does not fit into four bytes stands in an extra field, in this order.
    while let (Some(id), Some(length)) = (extra.word16(), extra.word16()) {
        let mut field = Bytes(extra.skip(usize::from(length))?);
        if id == 1 {
            for number in [&mut bytes, &mut packed_bytes, &mut header_byte] {
                if *number == 0xffff_ffff {
                    *number = field.word64()?;
                }
            }
        }
    }
    let header_byte = header_byte.checked_add(shift)?;
    Some(Entry { name: text_of(name), bytes, is_encrypted: flags & 1 == 1, method, checksum, packed_bytes, header_byte })
}

/// Names are UTF-8, or in an old encoding that nothing names: then only ASCII is certain, and it is for showing only.
fn text_of(name: &[u8]) -> String {
    let text = str::from_utf8(name).map_or_else(|_| name.iter().map(|&byte| char::from(byte)).collect(), str::to_owned);
    text.replace('\\', "/")
}
