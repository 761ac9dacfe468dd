//! The message loop of the worker that holds the session. While it reads files it lets the page's messages in between, so that
//! a cancel is seen at once; everything else is the session's.
//!
//! While an import runs, questions are answered at once from the workspace as it was before; whatever would change it
//! waits its turn.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent};

use super::books::Books;
use super::panic;
use super::reading::{End, Progress, Reading, Source};
use super::share_reader;
use super::sharing::Readers;
use super::text_decoder;
use crate::present::model::{FileState, MappingChoice};
use crate::present::render::csv;
use crate::protocol::messages::{Answer, Ask, Reply, Request, from_bytes, to_bytes};
use crate::session::{Held, Session};

struct Message {
    id: u32,
    ask: Ask,
    /// What travelled beside the text.
    beside: Vec<JsValue>,
}

#[derive(Default)]
struct Host {
    session: RefCell<Session>,
    queue: RefCell<VecDeque<Message>>,
    importing: Cell<bool>,
    cancelled: Cell<bool>,
    /// What is being read is only tried: it gives way to the next that is to be read.
    trying: Cell<bool>,
    readers: Readers,
    books: Books,
    /// The browser's handles of files that may be asked for again.
    held: RefCell<HashMap<Held, Source>>,
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Posts one answer, with a packed workspace beside it. A message that cannot be sent has nobody left to read it.
pub(super) fn post(id: u32, body: Answer, beside: Option<&Blob>) {
    let Some(bytes) = to_bytes(&Reply { id, body }) else { return };
    let message = Array::of1(&Uint8Array::from(bytes.as_slice()).into());
    if let Some(beside) = beside {
        message.push(beside);
    }
    let sent = scope().post_message(&message);
    debug_assert!(sent.is_ok(), "bytes can always be sent");
}

/// A worker that was started with a port reads for the one at its other end; every other one holds a session.
pub fn run() {
    panic::install_in_worker();
    match js_sys::Reflect::get(&scope(), &"__port".into()).and_then(JsCast::dyn_into) {
        Ok(port) => share_reader::run(port),
        Err(_) => host(),
    }
}

/// Starts listening, then says so: what is sent earlier is lost.
fn host() {
    let host = Rc::new(Host::default());
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(message) = parse(&event.data()) {
            host.receive(message);
        }
    });
    scope().set_onmessage(Some(listen.into_js_value().unchecked_ref()));
    post(0, Answer::Ready { build: env!("CARGO_PKG_VERSION").into() }, None);
}

fn parse(data: &JsValue) -> Option<Message> {
    let parts: &Array = data.dyn_ref()?;
    let Request { id, body } = from_bytes(&parts.get(0).dyn_into::<Uint8Array>().ok()?.to_vec())?;
    Some(Message { id, ask: body, beside: parts.iter().skip(1).collect() })
}

/// Leaves the workspace as it is, so that it may be answered while an import runs.
fn only_looks(ask: &Ask) -> bool {
    match ask {
        Ask::Preview { .. } | Ask::Overview { .. } | Ask::Table { .. } | Ask::RowTrend { .. } | Ask::TableCsv { .. } | Ask::Rejects | Ask::Snapshot => true,
        Ask::RestatementsCsv { .. } | Ask::Templates | Ask::Template { .. } | Ask::Diagnosis { .. } => true,
        Ask::Restatements { .. } | Ask::Aliases | Ask::Quality | Ask::Retarget { .. } => true,
        Ask::Start { .. }
        | Ask::Import { .. }
        | Ask::Paste { .. }
        | Ask::TypedRows { .. }
        | Ask::Sample
        | Ask::Cancel
        | Ask::Map { .. }
        | Ask::ReadAgain { .. }
        | Ask::Note { .. }
        | Ask::Dismiss { .. } => false,
        Ask::Offers { .. }
        | Ask::Offer { .. }
        | Ask::Rates
        | Ask::Transition { .. }
        | Ask::Tiers { .. }
        | Ask::CreatorCosts
        | Ask::OffersCsv
        | Ask::Sources { .. } => true,
        Ask::NameCreator { .. } | Ask::SetPeriod { .. } | Ask::RemoveFile { .. } | Ask::Restore | Ask::Clear => false,
        Ask::Readers | Ask::ReaderLost { .. } | Ask::Books | Ask::Trial { .. } | Ask::LookAgain { .. } => false,
        Ask::Undo | Ask::Redo | Ask::ForgetSteps | Ask::Merge { .. } | Ask::Unmerge { .. } => false,
    }
}

fn reads_files(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::Import { .. }
            | Ask::Paste { .. }
            | Ask::TypedRows { .. }
            | Ask::Sample
            | Ask::Map { .. }
            | Ask::ReadAgain { .. }
            | Ask::Trial { .. }
            | Ask::LookAgain { .. }
    )
}

impl Host {
    fn receive(self: &Rc<Self>, message: Message) {
        match &message.ask {
            Ask::Cancel => self.cancel(),
            Ask::Readers => self.readers.replace(message.beside.into_iter().filter_map(|port| port.dyn_into().ok())),
            Ask::ReaderLost { number } => self.readers.lose(*number),
            Ask::Books => self.books.attach(message.beside.into_iter().find_map(|port| port.dyn_into().ok())),
            ask if self.importing.get() && only_looks(ask) => self.answer(message),
            ask => {
                self.cancelled.set(self.cancelled.get() || self.trying.get() && reads_files(ask));
                self.queue.borrow_mut().push_back(message);
                self.work();
            }
        }
    }

    /// Stops the running import at its next block, and those that have not begun. Has no answer of its own.
    fn cancel(&self) {
        self.cancelled.set(self.importing.get());
        let (stopped, kept) = self.queue.take().into_iter().partition(|message| reads_files(&message.ask));
        self.queue.replace(kept);
        let stopped: VecDeque<Message> = stopped;
        for message in stopped {
            let mut session = self.session.borrow_mut();
            let import = session.begin_import();
            post(message.id, session.abandon(import), None);
        }
    }

    /// Answers in order until an import has to be waited for.
    fn work(self: &Rc<Self>) {
        while !self.importing.get() {
            let Some(message) = self.queue.borrow_mut().pop_front() else { return };
            if !reads_files(&message.ask) {
                self.answer(message);
                continue;
            }
            self.trying.set(matches!(message.ask, Ask::Trial { .. }));
            match self.sources(message.ask, &message.beside) {
                Ok(sources) => {
                    self.importing.set(true);
                    self.cancelled.set(false);
                    let host = self.clone();
                    wasm_bindgen_futures::spawn_local(async move {
                        host.import(message.id, sources).await;
                        host.books.detach();
                        host.trying.set(false);
                        host.importing.set(false);
                        host.work();
                    });
                }
                Err(refusal) => post(message.id, refusal.answer(), None),
            }
        }
    }

    /// Everything that reads no file.
    fn answer(&self, Message { id, ask, beside }: Message) {
        let mut session = self.session.borrow_mut();
        match ask {
            Ask::Snapshot => {
                let (blob, rows) = packed(&session);
                post(id, Answer::Snapshot { rows }, blob.as_ref());
            }
            Ask::Restore => {
                self.held.borrow_mut().clear();
                let units = beside.first().and_then(|blob| units_of(blob.dyn_ref()?));
                post(id, units.map_or_else(|| UNREADABLE.answer(), |units| session.restore(&units)), None);
            }
            ask => {
                let looks = only_looks(&ask);
                post(id, session.answer(ask), None);
                if !looks {
                    self.held.borrow_mut().retain(|held, _| session.holds(*held));
                }
            }
        }
    }

    /// The files an import is to read, or why there are none.
    fn sources(&self, ask: Ask, beside: &[JsValue]) -> Result<Vec<Source>, Refusal> {
        match ask {
            Ask::Import { names } => {
                let blobs = beside.iter().filter_map(|file| file.dyn_ref::<Blob>().cloned());
                Ok(names.into_iter().zip(blobs).map(|(name, blob)| Source::new(name, blob)).collect())
            }
            Ask::Paste { name, text } => Ok(vec![Source::new(name, blob_of(&text.into())?)]),
            Ask::TypedRows { kind, rows, now_ms } => {
                let text = csv::typed(&kind, &rows).ok_or(NOTHING_TYPED)?;
                let source = Source::new(format!("typed-{kind}.csv"), blob_of(&text.into())?);
                // What is typed now is newer than any file.
                Ok(vec![Source { modified_ms: now_ms, ..source }])
            }
            Ask::Sample => {
                let source = |(name, bytes): (String, Vec<u8>)| {
                    let blob = blob_of(&Uint8Array::from(bytes.as_slice()).into())?;
                    Ok(Source { is_sample: true, ..Source::new(name, blob) })
                };
                self.session.borrow().sample().into_iter().map(source).collect()
            }
            Ask::Map { waiting, choice } | Ask::Trial { waiting, choice } => self.held(Held::Waiting(waiting), choice),
            Ask::LookAgain { waiting, choice } => {
                let sources = self.held(Held::Waiting(waiting), choice)?;
                Ok(sources.into_iter().map(|source| Source { is_looked_at: true, ..source }).collect())
            }
            Ask::ReadAgain { source, choice } => self.held(Held::Read(source), choice),
            _ => Ok(Vec::new()),
        }
    }

    /// A file that is held, to be read as the reader said.
    fn held(&self, held: Held, choice: MappingChoice) -> Result<Vec<Source>, Refusal> {
        let source = self.held.borrow().get(&held).cloned().ok_or(FILE_GONE)?;
        Ok(vec![Source { said: Some((held, choice)), ..source }])
    }

    /// Reads files into the workspace, or for a trial only to say what they would give.
    async fn import(&self, id: u32, sources: Vec<Source>) {
        let mut import = self.session.borrow_mut().begin_import().decode_with(text_decoder::decoder);
        let mut progress = Progress::new(id, &sources);
        let looks = sources.iter().any(|source| source.is_looked_at);
        let (readers, books, is_cancelled) = (&self.readers, &self.books, &self.cancelled);
        let mut reading = Reading { import: &mut import, progress: &mut progress, readers, books, is_cancelled, tables: Vec::new() };
        for source in sources {
            if reading.file(source).await == End::Cancelled {
                let answer = self.session.borrow_mut().abandon(import);
                return post(id, answer, None);
            }
        }
        let tables = reading.tables;
        if looks {
            let answer = self.session.borrow_mut().look_again(import);
            return post(id, answer, None);
        }
        if self.trying.get() {
            return post(id, self.session.borrow().trial(import), None);
        }
        let answer = self.session.borrow_mut().commit(import);
        self.keep(&answer, tables);
        post(id, answer, None);
    }

    /// The browser's handles of files that wait, are read or are here already are kept, so that they can be read again.
    fn keep(&self, answer: &Answer, sources: Vec<Source>) {
        let Answer::Imported { files, .. } = answer else { return };
        let mut kept = self.held.borrow_mut();
        for (source, card) in sources.into_iter().zip(files) {
            let held = match &card.outcome {
                FileState::NeedsMapping { waiting, .. } => Held::Waiting(*waiting),
                FileState::Read | FileState::AlreadyHere { .. } => Held::Read(card.source),
                FileState::Unusable { .. } => continue,
            };
            kept.insert(held, Source { said: None, ..source });
        }
        let session = self.session.borrow();
        kept.retain(|held, _| session.holds(*held));
    }
}

/// The packed workspace, which the browser keeps outside our memory, and its number of rows. `None` where it has no room for it.
fn packed(session: &Session) -> (Option<Blob>, u64) {
    let (parts, mut room) = (Array::of1(&JsValue::NULL), Uint8Array::new_with_length(0));
    let mut is_whole = true;
    let (head, rows) = session.snapshot_in_pieces(&mut |units| {
        let text = String::from_utf16_lossy(units);
        let length = text.len() as u32;
        if room.length() < length {
            room = Uint8Array::new_with_length(length);
        }
        let part = room.subarray(0, length);
        part.copy_from(text.as_bytes());
        match blob_of(&part) {
            Ok(blob) => drop(parts.push(&blob)),
            Err(_) => is_whole = false,
        }
    });
    parts.set(0, head.into());
    (is_whole.then(|| Blob::new_with_blob_sequence(&parts).ok()).flatten(), rows)
}

/// A packed workspace as the session takes it: a text in UTF-8.
fn units_of(blob: &Blob) -> Option<Vec<u16>> {
    let buffer = FileReaderSync::new().ok()?.read_as_array_buffer(blob).ok()?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    drop(buffer);
    // Whatever else a file holds is no workspace.
    let text = str::from_utf8(&bytes).unwrap_or_default();
    Some(text.trim_start_matches('\u{feff}').encode_utf16().collect())
}

/// Why an import could not begin.
struct Refusal {
    code: &'static str,
    message: &'static str,
}

impl Refusal {
    fn answer(self) -> Answer {
        Answer::Refused { code: self.code.into(), message: self.message.into() }
    }
}

const UNREADABLE: Refusal = Refusal { code: "backup-unreadable", message: "The browser could not read that file. Choose it again." };

const NOTHING_TYPED: Refusal = Refusal { code: "nothing-typed", message: "Type something into at least one row, then read it." };

const NO_MEMORY: Refusal =
    Refusal { code: "out-of-memory", message: "The browser has no memory left for this text. Close other tabs, or save the text as a file and drop it here." };

const FILE_GONE: Refusal = Refusal { code: "file-gone", message: "This file is no longer at hand. Drop it again on the Data page." };

fn blob_of(part: &JsValue) -> Result<Blob, Refusal> {
    Blob::new_with_blob_sequence(&Array::of1(part)).map_err(|_| NO_MEMORY)
}
