//! A reader: a worker that reads shares of a large file for the host, which speaks to it through a port. It holds nothing
//! between two files, and the page ends it after each import.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Date, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent, MessagePort};

use super::blocks::{Blocks, ReadError};
use super::room;
use super::timer::Turns;
use crate::intake::ranges::RangeReader;
use crate::intake::shares::{Cut, Share};
use crate::intake::sniff::HEAD_BYTES;
use crate::protocol::messages::{from_bytes, to_bytes};
use crate::protocol::sharing::{RangeText, ShareAsk, ShareReply, SharedFile};
use crate::sample;
use crate::session::{range_reader, rehearse};

/// How often a reader says how far it is.
const PROGRESS_INTERVAL_MS: f64 = 50.0;
/// As often as it takes until Chromium has compiled all of the hot functions with care: some five megabytes in all.
const REHEARSALS: u32 = 24;
/// A share that has not ended so far behind its last byte has no line end to be cut at.
const BEYOND_BYTES: u64 = 2 << 20;

struct Message {
    ask: ShareAsk,
    blob: Option<Blob>,
}

/// The file whose shares are read.
struct Open {
    file: u32,
    blob: Blob,
    shared: SharedFile,
    /// The beginning of the file, once it was needed.
    head: Vec<u8>,
}

struct Reader {
    port: MessagePort,
    queue: RefCell<VecDeque<Message>>,
    open: RefCell<Option<Open>>,
    is_working: Cell<bool>,
    /// What was asked before is not wanted any more.
    is_closed: Cell<bool>,
}

/// Listens to the host for as long as the worker lives.
pub(super) fn run(port: MessagePort) {
    let reader = Rc::new(Reader { port, queue: RefCell::default(), open: RefCell::default(), is_working: Cell::new(false), is_closed: Cell::new(false) });
    let listener = reader.clone();
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(message) = parse(&event.data()) {
            listener.receive(message);
        }
    });
    reader.port.set_onmessage(Some(listen.into_js_value().unchecked_ref()));
}

fn parse(data: &JsValue) -> Option<Message> {
    let parts: &Array = data.dyn_ref()?;
    let ask = from_bytes(&parts.get(0).dyn_into::<Uint8Array>().ok()?.to_vec())?;
    Some(Message { ask, blob: parts.get(1).dyn_into().ok() })
}

impl Reader {
    fn receive(self: &Rc<Self>, message: Message) {
        if matches!(message.ask, ShareAsk::Close) {
            self.queue.borrow_mut().clear();
            self.is_closed.set(true);
        }
        self.queue.borrow_mut().push_back(message);
        if !self.is_working.replace(true) {
            let reader = self.clone();
            wasm_bindgen_futures::spawn_local(async move { reader.work().await });
        }
    }

    async fn work(&self) {
        let mut open = self.open.take();
        loop {
            let Some(Message { ask, blob }) = self.queue.borrow_mut().pop_front() else { break };
            match (ask, blob) {
                (ShareAsk::Open { file, shared }, Some(blob)) => open = Some(Open { file, blob, shared: *shared, head: Vec::new() }),
                (ShareAsk::Read { file, number, from, to }, _) => match open.as_mut() {
                    Some(open) if open.file == file => self.read(open, number, Share { from, to }).await,
                    _ => {}
                },
                (ShareAsk::Rehearse, _) => self.rehearse().await,
                _ => {
                    open = None;
                    self.is_closed.set(false);
                }
            }
        }
        self.open.replace(open);
        self.is_working.set(false);
    }

    /// Gives way to whatever is asked.
    async fn rehearse(&self) {
        let (sample, turns) = (sample::csv(), Turns::new());
        for _ in 0..REHEARSALS {
            if !self.queue.borrow().is_empty() {
                break;
            }
            rehearse(sample.as_bytes());
            turns.take().await;
        }
    }

    async fn read(&self, open: &mut Open, number: u32, share: Share) {
        let file = open.file;
        match self.range(open, number, share).await {
            Ok((from, range, rows)) => {
                let rows = Uint8Array::from(rows.as_slice()).buffer();
                self.tell(&ShareReply::Read { file, number, from, range: Box::new(range) }, Some(&rows));
            }
            Err(Stopped) => self.tell(&ShareReply::Failed { file, number }, None),
        }
    }

    /// Where the share really began, and what it held.
    async fn range(&self, open: &mut Open, number: u32, share: Share) -> Result<(u64, RangeText, Vec<u8>), Stopped> {
        let bytes = open.blob.size() as u64;
        if open.head.is_empty() {
            open.head = head(&open.blob).await?;
        }
        let mut blocks = Blocks::between(&open.blob, share.from, bytes.min(share.to + BEYOND_BYTES))?;
        // The rows take a quarter of the bytes they are read from, and as much again when they are handed over.
        room::make((share.to - share.from) / 2);
        let mut cut = Cut::new(share);
        let mut range: Option<RangeReader> = None;
        let mut block = Vec::new();
        let mut told_at_ms = Date::now();
        while !cut.is_over() && blocks.next(&mut block).await? {
            if self.is_closed.get() {
                return Err(Stopped);
            }
            let part = cut.take(&block);
            let Some((from, to)) = cut.span() else { continue };
            if range.is_none() {
                range = range_reader(&open.shared, &open.head, from);
            }
            range.as_mut().ok_or(Stopped)?.feed(part);
            if Date::now() - told_at_ms >= PROGRESS_INTERVAL_MS {
                told_at_ms = Date::now();
                self.tell(&ShareReply::Progress { file: open.file, number, bytes: to - from }, None);
            }
        }
        let is_last = share.to >= bytes;
        let (from, _) = cut.span().filter(|_| cut.is_over() || is_last).ok_or(Stopped)?;
        let range = range.and_then(|range| range.finish(is_last)).ok_or(Stopped)?;
        let (text, rows) = RangeText::of(&range);
        Ok((from, text, rows))
    }

    /// Says it to the host; `rows` are handed over, not copied.
    fn tell(&self, reply: &ShareReply, rows: Option<&ArrayBuffer>) {
        let Some(bytes) = to_bytes(reply) else { return };
        let message = Array::of1(&Uint8Array::from(bytes.as_slice()).into());
        let handed_over = Array::new();
        if let Some(rows) = rows {
            message.push(rows);
            handed_over.push(rows);
        }
        let sent = self.port.post_message_with_transferable(&message, &handed_over);
        debug_assert!(sent.is_ok(), "bytes can always be sent");
    }
}

/// The share was not read: the host will read it.
struct Stopped;

impl From<ReadError> for Stopped {
    fn from(_: ReadError) -> Stopped {
        Stopped
    }
}

/// As much of the beginning of the file as tells what it is.
async fn head(blob: &Blob) -> Result<Vec<u8>, ReadError> {
    let wanted = HEAD_BYTES as u64 + 1;
    let mut blocks = Blocks::between(blob, 0, wanted)?;
    let (mut head, mut block) = (Vec::new(), Vec::new());
    while blocks.next(&mut block).await? {
        head.extend_from_slice(&block);
    }
    Ok(head)
}
