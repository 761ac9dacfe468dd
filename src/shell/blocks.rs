//! A file, or a part of it, block by block, without ever holding it whole.
//!
//! The browser's byte stream reads straight into one buffer that goes back and forth, which takes half the time of
//! slices (134 against 320 ms for 110 MB). Where there is no such stream, or it stalls, slices do.

use js_sys::{ArrayBuffer, Date, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamReadResult};

use super::timer::{Turns, Watch};

/// Small enough to be still in a processor's second cache when it is read, and for a cancel to be seen at once; large enough that asking
/// for it costs little.
const BLOCK_BYTES: u32 = 262_144;
/// Slices cost more to ask for.
const SLICE_BYTES: f64 = 1_048_576.0;
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

#[wasm_bindgen]
extern "C" {
    /// A [`ReadableStreamByobReader`] that is told how much it is to read at least. A browser that does not know of that gives less.
    type FillingReader;
    #[wasm_bindgen(method)]
    fn read(this: &FillingReader, view: &Uint8Array, options: &Object) -> Promise;
}

/// Held in here the reader cannot be collected while it is waited for.
struct Stream {
    reader: ReadableStreamByobReader,
    buffer: ArrayBuffer,
    watch: Watch,
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
        let stream = reader.map(|reader| Stream { reader, buffer: ArrayBuffer::new(BLOCK_BYTES), watch: Watch::start(STALL_MS) });
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
        let left = self.blob.size() - self.at;
        if left <= 0.0 {
            return Ok(false);
        }
        let bytes = match self.stream.take() {
            Some(mut stream) => match stream.read(left).await? {
                Read::Block(bytes) => {
                    self.at += f64::from(bytes.length());
                    stream.buffer = bytes.buffer();
                    self.stream = Some(stream);
                    Some(bytes)
                }
                // A file cut short on the disk ends early, and without an error.
                Read::End => return Err(ReadError),
                Read::Stalled => self.slice().await?,
            },
            None => self.slice().await?,
        };
        let Some(bytes) = bytes else { return Ok(false) };
        block.resize(bytes.length() as usize, 0);
        bytes.copy_to(block);
        Ok(true)
    }

    async fn slice(&mut self) -> Result<Option<Uint8Array>, ReadError> {
        let end = (self.at + SLICE_BYTES).min(self.blob.size());
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
    /// The buffer travels with the request and comes back inside the block. It is to come back full: a browser hands on what it has
    /// by a tenth of a megabyte, and each such piece would cost as much as a full one.
    async fn read(&mut self, left: f64) -> Result<Read, ReadError> {
        let least = Object::new();
        let is_set = Reflect::set(&least, &"min".into(), &left.min(f64::from(BLOCK_BYTES)).into());
        debug_assert!(is_set.is_ok(), "a new object takes any property");
        let asked = self.reader.unchecked_ref::<FillingReader>().read(&Uint8Array::new(&self.buffer), &least);
        let Some(result) = self.watch.wait(JsFuture::from(asked)).await else {
            let _ = self.reader.cancel();
            return Ok(Read::Stalled);
        };
        let result: ReadableStreamReadResult = result.map_err(|_| ReadError)?.unchecked_into();
        match result.get_value().dyn_into::<Uint8Array>() {
            Ok(bytes) if bytes.length() > 0 => Ok(Read::Block(bytes)),
            _ => Ok(Read::End),
        }
    }
}
