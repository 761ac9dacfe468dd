//! A file, or a part of it, block by block, without ever holding it whole.
//!
//! The browser's byte stream reads straight into one buffer that goes back and forth, which takes half the time of
//! slices (134 against 320 ms for 110 MB). Where there is no such stream, or it stalls, slices do.

use js_sys::{Array, ArrayBuffer, Date, Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamReadResult};

use super::timer::{Timer, Turns};

/// A few milliseconds of reading: small enough that a cancel is seen at once, large enough that asking for it costs little.
const BLOCK_BYTES: u32 = 1_048_576;
/// A stream that gives nothing for so long is given up for slices. Seen in Chromium, where a collected reader never answers.
const STALL_MS: i32 = 5_000;
/// Blocks that are already there come without a turn of the event loop; after so long one is taken, to let a cancel in.
const TURN_MS: f64 = 20.0;

/// The browser could not read on. A file dropped on the page is read from the disk as it is now, not as it was then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file was changed, moved or removed while it was being read")]
pub struct ReadError;

impl ReadError {
    pub(super) fn message(self, name: &str) -> String {
        format!("“{name}” could not be read to its end: {self}. Nothing of it is counted.")
    }
}

/// Held in here the reader cannot be collected while it is waited for.
struct Stream {
    reader: ReadableStreamByobReader,
    buffer: ArrayBuffer,
}

/// The bytes of a file, in order.
pub struct Blocks {
    blob: Blob,
    at: f64,
    stream: Option<Stream>,
    turns: Turns,
    turned_at_ms: f64,
}

enum Read {
    Block(Uint8Array),
    End,
    Stalled,
}

impl Blocks {
    pub fn new(blob: Blob) -> Blocks {
        let reader = ReadableStreamByobReader::new(&blob.stream()).ok();
        let stream = reader.map(|reader| Stream { reader, buffer: ArrayBuffer::new(BLOCK_BYTES) });
        Blocks { blob, at: 0.0, stream, turns: Turns::new(), turned_at_ms: Date::now() }
    }

    /// From byte `from` of a file on, up to byte `to` or its end.
    pub(super) fn between(blob: &Blob, from: u64, to: u64) -> Result<Blocks, ReadError> {
        blob.slice_with_f64_and_f64(from as f64, to as f64).map(Blocks::new).map_err(|_| ReadError)
    }

    /// Fills `block` with what comes next; `false` at the end. Lets waiting messages in often enough for a cancel.
    pub async fn next(&mut self, block: &mut Vec<u8>) -> Result<bool, ReadError> {
        if Date::now() - self.turned_at_ms > TURN_MS {
            self.turns.take().await;
            self.turned_at_ms = Date::now();
        }
        let bytes = match self.stream.take() {
            Some(stream) => match stream.read().await? {
                (Read::Block(bytes), reader) => {
                    self.at += f64::from(bytes.length());
                    self.stream = Some(Stream { reader, buffer: bytes.buffer() });
                    Some(bytes)
                }
                // A file cut short on the disk ends early, and without an error.
                (Read::End, _) => return if self.at == self.blob.size() { Ok(false) } else { Err(ReadError) },
                (Read::Stalled, _) => self.slice().await?,
            },
            None => self.slice().await?,
        };
        let Some(bytes) = bytes else { return Ok(false) };
        block.resize(bytes.length() as usize, 0);
        bytes.copy_to(block);
        Ok(true)
    }

    async fn slice(&mut self) -> Result<Option<Uint8Array>, ReadError> {
        let end = (self.at + f64::from(BLOCK_BYTES)).min(self.blob.size());
        if self.at >= end {
            return Ok(None);
        }
        let slice = self.blob.slice_with_f64_and_f64(self.at, end).map_err(|_| ReadError)?;
        let asked: Promise = slice.array_buffer().unchecked_into();
        let buffer = JsFuture::from(asked).await.map_err(|_| ReadError)?;
        self.at = end;
        Ok(Some(Uint8Array::new(&buffer)))
    }
}

impl Drop for Blocks {
    /// Lets go of the file where it was not read to its end.
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            let _ = stream.reader.cancel();
        }
    }
}

impl Stream {
    /// The buffer travels with the request and comes back inside the block.
    async fn read(self) -> Result<(Read, ReadableStreamByobReader), ReadError> {
        let Stream { reader, buffer } = self;
        let asked: Promise = reader.read_with_array_buffer_view(&Uint8Array::new(&buffer)).unchecked_into();
        let timer = Timer::start(STALL_MS);
        let first = Promise::race(&Array::of2(&asked, &timer.done));
        let result = JsFuture::from(first.unchecked_into::<Promise>()).await.map_err(|_| ReadError)?;
        drop(timer);
        if result.is_undefined() {
            let _ = reader.cancel();
            return Ok((Read::Stalled, reader));
        }
        let result: ReadableStreamReadResult = result.unchecked_into();
        let read = match result.get_value().dyn_into::<Uint8Array>() {
            Ok(bytes) if bytes.length() > 0 => Read::Block(bytes),
            _ => Read::End,
        };
        Ok((read, reader))
    }
}
