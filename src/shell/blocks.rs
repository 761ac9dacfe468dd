//! A file, block by block, without ever holding it whole.

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// A few milliseconds of reading: small enough that a cancel is seen at once, large enough that asking for it costs little.
const BLOCK_BYTES: f64 = 1_048_576.0;

/// The browser could not read on. A file dropped on the page is read from the disk as it is now, not as it was then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file was changed, moved or removed while it was being read")]
pub(super) struct ReadError;

impl ReadError {
    pub(super) fn code(self) -> &'static str {
        "file-changed"
    }

    pub(super) fn message(self, name: &str) -> String {
        format!("“{name}” could not be read to its end: {self}. Nothing of it is counted.")
    }

    pub(super) fn next_step(self) -> &'static str {
        "Choose the file again. If it lies on a network drive or in a cloud folder, copy it to this device first."
    }
}

/// The next block is already being fetched while the last one is worked on.
pub(super) struct Blocks {
    blob: Blob,
    at: f64,
    ahead: Option<Promise>,
}

impl Blocks {
    pub(super) fn new(blob: Blob) -> Blocks {
        let mut blocks = Blocks { blob, at: 0.0, ahead: None };
        blocks.ahead = blocks.fetch();
        blocks
    }

    /// Asks for the next block; `None` at the end of the file.
    fn fetch(&mut self) -> Option<Promise> {
        let end = (self.at + BLOCK_BYTES).min(self.blob.size());
        if self.at >= end {
            return None;
        }
        let slice = self.blob.slice_with_f64_and_f64(self.at, end);
        self.at = end;
        Some(slice.map_or_else(|error| Promise::reject(&error), |slice| slice.array_buffer().unchecked_into()))
    }

    /// Fills `block` with what comes next; `false` at the end. Always lets waiting messages in first.
    pub(super) async fn next(&mut self, block: &mut Vec<u8>) -> Result<bool, ReadError> {
        let Some(fetched) = self.ahead.take() else { return Ok(false) };
        let buffer = JsFuture::from(fetched).await.map_err(|_| ReadError)?;
        self.ahead = self.fetch();
        let bytes = Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>());
        block.resize(bytes.length() as usize, 0);
        bytes.copy_to(block);
        Ok(true)
    }
}
