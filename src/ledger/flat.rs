//! Flat little-endian bytes: what a worker hands to another.

/// Bytes that are not what [`super::Segment::to_bytes`] wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The rows handed over do not hold together.")]
pub struct Damaged;

/// Appends numbers and arrays; every array is preceded by its length.
#[derive(Default)]
pub(super) struct FlatWriter {
    pub(super) bytes: Vec<u8>,
}

impl FlatWriter {
    /// Room for so many bytes and the lengths of a few arrays.
    pub(super) fn with_capacity(bytes: usize) -> FlatWriter {
        FlatWriter { bytes: Vec::with_capacity(bytes + 256) }
    }

    pub(super) fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub(super) fn array<const N: usize>(&mut self, count: usize, values: impl Iterator<Item = [u8; N]>) {
        self.u64(count as u64);
        self.bytes.reserve(count * N);
        for value in values {
            self.bytes.extend_from_slice(&value);
        }
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.u64(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }
}

/// Reads what a [`FlatWriter`] wrote, front to back.
pub(super) struct FlatReader<'a> {
    rest: &'a [u8],
}

impl<'a> FlatReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> FlatReader<'a> {
        FlatReader { rest: bytes }
    }

    pub(super) fn u64(&mut self) -> Result<u64, Damaged> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(Damaged)?;
        self.rest = rest;
        Ok(u64::from_le_bytes(*bytes))
    }

    fn length(&mut self) -> Result<usize, Damaged> {
        usize::try_from(self.u64()?).map_err(|_| Damaged)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<&'a [[u8; N]], Damaged> {
        let count = self.length()?;
        let bytes = self.take(count.checked_mul(N).ok_or(Damaged)?)?;
        Ok(bytes.as_chunks().0)
    }

    pub(super) fn raw(&mut self) -> Result<&'a [u8], Damaged> {
        let count = self.length()?;
        self.take(count)
    }

    /// Everything must have been read.
    pub(super) fn end(&self) -> Result<(), Damaged> {
        if self.rest.is_empty() { Ok(()) } else { Err(Damaged) }
    }
}
