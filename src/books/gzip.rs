//! A gzip file: one packed file, or several in a row that make one. After RFC 1952.

use std::io::{BufRead, Read};

use super::inflate::Inflater;
use super::{BookError, Budget, Sink, member};

const DAMAGED: BookError = BookError::Damaged("its beginning makes no sense");

/// Hands the file inside to `sink`, named after the archive without its ending.
pub(super) fn unpack(name: &str, source: impl Read, sink: &mut dyn Sink, budget: &Budget) -> Result<(), BookError> {
    let inner = name.rsplit('/').next().unwrap_or(name);
    let inner = inner.strip_suffix(".gz").or_else(|| inner.strip_suffix(".gzip")).filter(|rest| !rest.is_empty()).unwrap_or("data");
    let mut content = Gunzip { packed: Inflater::new(source, true, None, budget), is_over: false };
    content.header()?.ok_or(DAMAGED)?;
    member::hand_over(&format!("{name}/{inner}"), &mut content, sink);
    Ok(())
}

struct Gunzip<R> {
    packed: Inflater<R>,
    is_over: bool,
}

impl<R: Read> Gunzip<R> {
    fn byte(&mut self) -> Result<u8, BookError> {
        self.packed.raw_byte()?.ok_or(DAMAGED)
    }

    fn bytes<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], BookError> {
        let mut bytes = [0; COUNT];
        for byte in &mut bytes {
            *byte = self.byte()?;
        }
        Ok(bytes)
    }

    /// Takes a header; `None` where there is none: the end, or padding.
    fn header(&mut self) -> Result<Option<()>, BookError> {
        if self.packed.raw_byte()? != Some(0x1f) {
            return Ok(None);
        }
        let [second, method, flags, ..] = self.bytes::<9>()?;
        if second != 0x8b || method != 8 || flags & 0xe0 != 0 {
            return Err(DAMAGED);
        }
        if flags & 4 != 0 {
            let length = u16::from_le_bytes(self.bytes()?);
            for _ in 0..length {
                self.byte()?;
            }
        }
        // A file name and a comment, each ended by a zero.
        for _ in 0..(flags >> 3 & 1) + (flags >> 4 & 1) {
            while self.byte()? != 0 {}
        }
        if flags & 2 != 0 {
            self.bytes::<2>()?;
        }
        Ok(Some(()))
    }

    /// Compares what came out with what was promised behind it, and goes on to the next part.
    fn next_part(&mut self) -> Result<(), BookError> {
        let (checksum, length) = self.packed.sum();
        let promised = (u32::from_le_bytes(self.bytes()?), u32::from_le_bytes(self.bytes()?));
        // The length is counted around at 4 GB.
        if promised != (checksum, u32::try_from(length & 0xffff_ffff).unwrap_or(0)) {
            return Err(BookError::Damaged("a checksum does not agree"));
        }
        self.is_over = self.header()?.is_none();
        if !self.is_over {
            self.packed.again();
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Gunzip<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        while !self.is_over && self.packed.fill_buf()?.is_empty() {
            self.next_part()?;
        }
        if self.is_over { Ok(&[]) } else { self.packed.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        self.packed.consume(count);
    }
}

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut available = self.fill_buf()?;
        let count = available.read(into)?;
        self.consume(count);
        Ok(count)
    }
}
