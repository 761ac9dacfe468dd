//! Packed bytes to plain ones, in blocks, within limits.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use super::checksum::Checksum;
use super::{BookError, Budget, GROWTH_ALLOWED_BYTES, GROWTH_MAX};

const BLOCK_BYTES: usize = 64 * 1024;

/// Bytes of one packed stream, plain. Reading fails with a [`BookError`] where a limit is reached, the stream is damaged, or what
/// came out is not what was said.
pub(super) struct Inflater<R> {
    input: R,
    raw: Vec<u8>,
    raw_left: Range<usize>,
    plain: Vec<u8>,
    plain_left: Range<usize>,
    /// `None` where the bytes are stored as they are.
    state: Option<Box<InflateState>>,
    is_over: bool,
    /// Packed bytes taken and plain bytes given.
    taken: u64,
    given: u64,
    checksum: Checksum,
    /// Checksum and length that were promised.
    promised: Option<(u32, u64)>,
    budget: Budget,
}

impl<R: Read> Inflater<R> {
    pub(super) fn new(input: R, is_packed: bool, promised: Option<(u32, u64)>, budget: &Budget) -> Inflater<R> {
        Inflater {
            input,
            raw: vec![0; BLOCK_BYTES],
            raw_left: 0..0,
            plain: vec![0; BLOCK_BYTES],
            plain_left: 0..0,
            state: is_packed.then(|| InflateState::new_boxed(DataFormat::Raw)),
            is_over: false,
            taken: 0,
            given: 0,
            checksum: Checksum::new(),
            promised,
            budget: budget.clone(),
        }
    }

    /// Starts over behind the end of a stream, with the bytes that follow it.
    pub(super) fn again(&mut self) {
        self.state = Some(InflateState::new_boxed(DataFormat::Raw));
        (self.is_over, self.given) = (false, 0);
    }

    /// Checksum and length of what was given since the start or the last call.
    pub(super) fn sum(&mut self) -> (u32, u64) {
        (self.checksum.take(), self.given)
    }

    /// The next packed byte, which belongs to no stream; `None` at the end.
    pub(super) fn raw_byte(&mut self) -> Result<Option<u8>, BookError> {
        if self.raw_left.is_empty() && !self.refill_raw()? {
            return Ok(None);
        }
        let byte = self.raw.get(self.raw_left.start).copied();
        self.raw_left.start += 1;
        Ok(byte)
    }

    /// More packed bytes; false where there are none.
    fn refill_raw(&mut self) -> io::Result<bool> {
        let count = read_some(&mut self.input, &mut self.raw)?;
        self.raw_left = 0..count;
        self.taken += count as u64;
        Ok(count > 0)
    }

    /// More plain bytes, or the end.
    fn refill(&mut self) -> Result<(), BookError> {
        while self.plain_left.is_empty() && !self.is_over {
            let has_raw = !self.raw_left.is_empty() || self.refill_raw()?;
            let raw = self.raw.get(self.raw_left.clone()).unwrap_or_default();
            let (used, made) = match &mut self.state {
                None => {
                    let plain = self.plain.get_mut(..raw.len()).unwrap_or_default();
                    plain.copy_from_slice(raw);
                    self.is_over = !has_raw;
                    (raw.len(), raw.len())
                }
                Some(state) => {
                    let step = inflate(state, raw, &mut self.plain, MZFlush::None);
                    match step.status {
                        Ok(MZStatus::StreamEnd) => self.is_over = true,
                        Ok(_) | Err(MZError::Buf) if has_raw && step.bytes_consumed + step.bytes_written > 0 => {}
                        Ok(_) | Err(MZError::Buf) => return Err(BookError::Damaged("it ends too early")),
                        Err(_) => return Err(BookError::Damaged("its packed bytes make no sense")),
                    }
                    (step.bytes_consumed, step.bytes_written)
                }
            };
            self.raw_left.start += used;
            self.plain_left = 0..made;
            self.count(made)?;
        }
        Ok(())
    }

    /// Keeps the limits, and the promise at the end.
    fn count(&mut self, made: usize) -> Result<(), BookError> {
        self.given += made as u64;
        self.checksum.add(self.plain.get(..made).unwrap_or_default());
        let left = self.budget.get().checked_sub(made as u64).ok_or(BookError::TooLarge)?;
        self.budget.set(left);
        if self.given > GROWTH_ALLOWED_BYTES && self.given / GROWTH_MAX > self.taken {
            return Err(BookError::Bomb);
        }
        let Some((checksum, length)) = self.promised else { return Ok(()) };
        if self.given > length || self.is_over && self.given < length {
            return Err(BookError::Damaged("a file inside is not as long as it says"));
        }
        if self.is_over && self.checksum.take() != checksum {
            return Err(BookError::Damaged("a checksum does not agree"));
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Inflater<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.refill()?;
        Ok(self.plain.get(self.plain_left.clone()).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.plain_left.start = (self.plain_left.start + count).min(self.plain_left.end);
    }
}

impl<R: Read> Read for Inflater<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let count = available.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

fn read_some(input: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
