//! The worker that opens archives and workbooks for the host. Each table inside becomes a `Blob`, which the browser holds outside of
//! any worker's memory: the host reads it as it reads any file, by shares if it is large, and again where it has to.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, FileReaderSync, MessageEvent, MessagePort};

use crate::books::{BookError, Note, Sink, unpack};
use crate::intake::Severity;
use crate::protocol::books::{BookAsk, BookNote, BookReply};
use crate::protocol::messages::{from_bytes, to_bytes};

/// Bytes of the file read at a time.
const WINDOW_BYTES: u64 = 256 * 1024;
/// Bytes of a table that leave this worker at a time.
const PIECE_BYTES: usize = 4 << 20;

/// Listens to the host for as long as the worker lives.
pub fn run() {
    let port = js_sys::Reflect::get(&js_sys::global(), &"__port".into()).and_then(JsCast::dyn_into::<MessagePort>);
    let Ok(port) = port else { return };
    let host = port.clone();
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        let parts: &Array = data.unchecked_ref();
        let ask = from_bytes(&Uint8Array::new(&parts.get(0)).to_vec());
        if let (Some(BookAsk::Open { name }), Ok(blob)) = (ask, parts.get(1).dyn_into::<Blob>()) {
            open(&host, &name, blob);
        }
    });
    port.set_onmessage(Some(listen.into_js_value().unchecked_ref()));
}

fn open(host: &MessagePort, name: &str, blob: Blob) {
    let opened = FileSource::new(blob).map_err(BookError::from).and_then(|mut source| unpack(name, &mut source, &mut Tables::new(host)));
    let reply = match opened {
        Ok(()) => BookReply::Ended,
        Err(error) => BookReply::Unusable { why: why(&error) },
    };
    tell(host, &reply, None);
}

fn why(error: &BookError) -> BookNote {
    BookNote::new(Severity::Error, error.code(), error.to_string())
}

fn tell(host: &MessagePort, reply: &BookReply, table: Option<&Blob>) {
    let Some(bytes) = to_bytes(reply) else { return };
    let message = Array::of1(&Uint8Array::from(bytes.as_slice()).into());
    if let Some(table) = table {
        message.push(table);
    }
    let sent = host.post_message(&message);
    debug_assert!(sent.is_ok(), "bytes and files can always be sent");
}

/// Takes tables apart into pieces that the browser holds, and hands each over when it is whole.
struct Tables<'a> {
    host: &'a MessagePort,
    name: String,
    pieces: Array,
    piece: Vec<u8>,
}

impl Tables<'_> {
    fn new(host: &MessagePort) -> Tables<'_> {
        Tables { host, name: String::new(), pieces: Array::new(), piece: Vec::new() }
    }

    /// Hands the piece over to the browser. Where it has no room for it, the table ends short and is said to be broken.
    fn put_away(&mut self) -> bool {
        let bytes = Uint8Array::from(self.piece.as_slice());
        self.piece.clear();
        match Blob::new_with_u8_array_sequence(&Array::of1(&bytes)) {
            Ok(piece) => self.pieces.push(&piece) > 0,
            Err(_) => false,
        }
    }
}

impl Sink for Tables<'_> {
    fn begin(&mut self, name: &str) -> bool {
        name.clone_into(&mut self.name);
        self.pieces = Array::new();
        self.piece.clear();
        true
    }

    fn block(&mut self, bytes: &[u8]) -> bool {
        self.piece.extend_from_slice(bytes);
        self.piece.len() < PIECE_BYTES || self.put_away()
    }

    fn end(&mut self, ended: std::result::Result<&[Note], BookError>) {
        let name = std::mem::take(&mut self.name);
        let whole = if self.put_away() { Blob::new_with_blob_sequence(&self.pieces).ok() } else { None };
        let reply = match (ended, &whole) {
            (Ok(notes), Some(_)) => {
                let notes = notes.iter().map(|note| BookNote::new(note.severity(), note.code(), note.message()));
                BookReply::Member { name, notes: notes.collect() }
            }
            (Ok(_), None) => BookReply::Broken { name, why: why(&BookError::TooLarge) },
            (Err(error), _) => BookReply::Broken { name, why: why(&error) },
        };
        tell(self.host, &reply, whole.as_ref().filter(|_| matches!(reply, BookReply::Member { .. })));
        self.pieces = Array::new();
    }
}

/// A file as something that can be read from any place: window by window, each kept until another is wanted.
struct FileSource {
    blob: Blob,
    reader: FileReaderSync,
    at: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl FileSource {
    fn new(blob: Blob) -> Result<FileSource> {
        let reader = FileReaderSync::new().map_err(unreadable)?;
        Ok(FileSource { blob, reader, at: 0, window: Vec::new(), window_at: 0 })
    }

    fn size(&self) -> u64 {
        self.blob.size() as u64
    }

    /// The part of the window from `self.at` on, which is filled anew where that lies outside.
    fn rest(&mut self) -> Result<&[u8]> {
        let inside = self.at.checked_sub(self.window_at).filter(|skipped| *skipped < self.window.len() as u64);
        let skipped = match inside {
            Some(skipped) => skipped as usize,
            None => {
                let end = self.size().min(self.at + WINDOW_BYTES);
                let slice = self.blob.slice_with_f64_and_f64(self.at as f64, end as f64).map_err(unreadable)?;
                self.window = Uint8Array::new(&self.reader.read_as_array_buffer(&slice).map_err(unreadable)?.into()).to_vec();
                self.window_at = self.at;
                0
            }
        };
        Ok(self.window.get(skipped..).unwrap_or_default())
    }
}

fn unreadable(_: JsValue) -> Error {
    Error::other(BookError::Unreadable)
}

impl Read for FileSource {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if self.at >= self.size() {
            return Ok(0);
        }
        let count = self.rest()?.read(out)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for FileSource {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(beyond) => self.size().checked_add_signed(beyond),
            SeekFrom::Current(beyond) => self.at.checked_add_signed(beyond),
        };
        self.at = place.ok_or_else(|| Error::from(std::io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
