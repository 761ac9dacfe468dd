//! The page's end of the worker that holds the session: starts it, asks it, replaces it when it dies, and starts the
//! workers that work for it.
//!
//! A message is an array: its bytes, then what travels beside it (files, ports, or a packed workspace).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, MessageEvent, Worker};

use super::later::{self, Later, Promised};
use super::side_workers::SideWorkers;
use super::viewport;
use crate::protocol::messages::{Answer, Ask, Reply, Request, SavedMapping, from_bytes, to_bytes};

/// After as many deaths in a row, without one question answered in between, the next worker would die of the same.
const DEATHS_MAX: u32 = 3;

#[wasm_bindgen]
extern "C" {
    /// boot.js: a worker from the code fetched with the page; makes no request.
    #[wasm_bindgen(catch, js_name = __startWorker)]
    fn start_worker() -> Result<Worker, JsValue>;
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// The part that computes stopped while the question was open. A new one is started; it knows no data yet.
    #[error("The part of the page that computes has stopped and was started again. {text}")]
    Died { text: String },
    #[error(
        "The part of the page that computes cannot be kept running. Reload the page; if that does not help, open it in a current Chrome, Edge, Firefox or Safari."
    )]
    NotStarted,
    /// Asked for a saved form, got a refusal.
    #[error("{message}")]
    Refused { code: String, message: String },
}

/// What the page is told without having asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The worker is there and knows the settings, but no data: after `Died` the page restores the saved workspace.
    Ready,
    /// Bytes over all files of the running import.
    Progress { file_name: String, bytes_done: u64, bytes_total: u64, text: String },
    /// The worker died and all it held is gone; a new one is on its way and may be asked at once, to restore what was saved.
    /// `text` is for the user.
    Died { text: String },
    /// No worker can be kept running in this browser: it would not start, or each died of what it was asked first.
    NotStarted,
}

/// What every new worker is told first.
#[derive(Clone, Debug, Default)]
pub struct StartWith {
    /// Settings as JSON text.
    pub settings: String,
    pub mappings: Vec<SavedMapping>,
}

type Answered = Result<(Answer, Option<Blob>), EngineError>;

/// The worker, as the page sees it. Cheap to clone; clones speak to the same worker.
#[derive(Clone)]
pub struct Engine {
    shared: Rc<Shared>,
}

struct Shared {
    /// Whether it reads files, and so has readers at hand.
    reads_files: bool,
    on_event: Box<dyn Fn(Event)>,
    start_with: RefCell<StartWith>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    link: Option<Link>,
    side: SideWorkers,
    /// Number of the worker, so that a late word of a dead one is not heard.
    worker: u32,
    last_id: u32,
    open: HashMap<u32, Promised<Answered>>,
    is_ready: bool,
    /// Sent once the worker listens.
    unsent: Vec<Array>,
    deaths: u32,
}

/// A worker and what it calls.
struct Link {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(web_sys::Event)>,
}

impl Drop for Link {
    /// Ends the worker. What it has already posted still arrives, and must find nobody.
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Engine {
    /// Starts the worker. Questions may be asked at once; they are sent when it listens. `on_event` must not be called into
    /// from within itself, but may ask.
    pub fn start(start_with: StartWith, on_event: impl Fn(Event) + 'static) -> Engine {
        Engine::start_as(true, start_with, on_event)
    }

    /// The same for one that answers questions about a saved workspace and reads no file.
    pub fn start_to_answer(start_with: StartWith) -> Engine {
        Engine::start_as(false, start_with, |_| ())
    }

    fn start_as(reads_files: bool, start_with: StartWith, on_event: impl Fn(Event) + 'static) -> Engine {
        let shared = Shared { reads_files, on_event: Box::new(on_event), start_with: start_with.into(), state: RefCell::default() };
        let engine = Engine { shared: Rc::new(shared) };
        engine.spawn();
        engine
    }

    /// What a later worker is told first. The present one learns of it by an `Ask::Start` of its own.
    pub fn start_later_with(&self, start_with: StartWith) {
        self.shared.start_with.replace(start_with);
    }

    /// Gives the present worker, and every later one, other settings and mappings. Resolves with `Started`, or `Refused` where
    /// a setting cannot be used; the ones before then stay.
    pub async fn configure(&self, start_with: StartWith) -> Result<Answer, EngineError> {
        let StartWith { settings, mappings } = start_with.clone();
        let answer = self.ask(Ask::Start { seed: seed(), settings, mappings }).await?;
        if matches!(answer, Answer::Started) {
            self.start_later_with(start_with);
        }
        Ok(answer)
    }

    /// Resolves with the worker's answer, a refusal included.
    pub async fn ask(&self, ask: Ask) -> Result<Answer, EngineError> {
        self.send(ask, &[]).await.map(|(answer, _)| answer)
    }

    /// Reads files; `Event::Progress` tells how far it is. Resolves with `Imported` or `Cancelled`.
    pub async fn import(&self, files: Vec<File>) -> Result<Answer, EngineError> {
        self.start_readers();
        let names = files.iter().map(File::name).collect();
        let beside: Vec<JsValue> = files.into_iter().map(JsValue::from).collect();
        self.send(Ask::Import { names }, &beside).await.map(|(answer, _)| answer)
    }

    /// Stops the running import; the import itself then resolves with `Cancelled`.
    pub fn cancel(&self) {
        self.end_side_workers();
        drop(self.send(Ask::Cancel, &[]));
    }

    /// Has readers at hand, unless there are some. Before an import, so that they start while the host looks at the file.
    fn start_readers(&self) {
        let mut state = self.shared.state.borrow_mut();
        if self.shared.reads_files && state.is_ready && !state.side.has_readers() {
            let (engine, worker) = (self.clone(), state.worker);
            let ports = state.side.start_readers(move |number| engine.tell(worker, Ask::ReaderLost { number }));
            state.hand_over(Ask::Readers, &ports);
        }
    }

    /// The host has come to an archive or a workbook.
    fn start_books(&self) {
        let mut state = self.shared.state.borrow_mut();
        let (engine, worker) = (self.clone(), state.worker);
        let port = state.side.start_books(move || engine.tell(worker, Ask::Books));
        state.hand_over(Ask::Books, &port);
    }

    /// Tells the host something that has no answer, unless it is another one by now.
    fn tell(&self, worker: u32, ask: Ask) {
        let is_the_same = self.shared.state.borrow().worker == worker;
        if is_the_same {
            drop(self.send(ask, &[]));
        }
    }

    /// Gives the memory of those back that worked for the host; new readers are there for the next import.
    fn end_side_workers(&self) {
        let mut state = self.shared.state.borrow_mut();
        state.side.end();
        state.hand_over(Ask::Readers, &Array::new());
        drop(state);
        let engine = self.clone();
        viewport::when_idle(move || engine.start_readers());
    }

    /// The workspace in its saved form, a text in UTF-8, and its number of rows.
    pub async fn snapshot(&self) -> Result<(Blob, u64), EngineError> {
        match self.send(Ask::Snapshot, &[]).await? {
            (Answer::Snapshot { rows }, Some(packed)) => Ok((packed, rows)),
            (Answer::Refused { code, message }, _) => Err(EngineError::Refused { code, message }),
            _ => Err(EngineError::Refused { code: "no-snapshot".into(), message: "The workspace could not be prepared for saving. Reload the page.".into() }),
        }
    }

    /// Opens a saved workspace, a text in UTF-8. Resolves with `Workspace`, or `Refused` where it is damaged or newer.
    pub async fn restore(&self, packed: &Blob) -> Result<Answer, EngineError> {
        self.send(Ask::Restore, &[packed.into()]).await.map(|(answer, _)| answer)
    }

    /// Sends now, or as soon as the worker listens; the answer may be waited for or not.
    fn send(&self, ask: Ask, beside: &[JsValue]) -> Later<Answered> {
        let (promised, later) = later::pair();
        let mut state = self.shared.state.borrow_mut();
        if state.deaths >= DEATHS_MAX {
            promised.keep(Err(EngineError::NotStarted));
            return later;
        }
        let has_answer = !matches!(ask, Ask::Cancel | Ask::Readers | Ask::ReaderLost { .. } | Ask::Books);
        let (id, message) = state.message(ask, beside);
        if has_answer {
            state.open.insert(id, promised);
        }
        match &state.link {
            Some(link) if state.is_ready => post(&link.worker, &message),
            _ => state.unsent.push(message),
        }
        later
    }

    fn spawn(&self) {
        let Ok(worker) = start_worker() else { return self.give_up() };
        let mut state = self.shared.state.borrow_mut();
        state.worker += 1;
        let (number, engine) = (state.worker, self.clone());
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| engine.hear(number, &event.data()));
        let engine = self.clone();
        let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |_| engine.bury(number, "Your files are untouched."));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        state.link = Some(Link { worker, _on_message: on_message, _on_error: on_error });
    }

    fn hear(&self, number: u32, data: &JsValue) {
        if self.shared.state.borrow().worker != number {
            return;
        }
        let parts: &Array = data.unchecked_ref();
        let bytes = parts.get(0).dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec()).unwrap_or_default();
        let reply = from_bytes(&bytes);
        match reply {
            Some(Reply { body: Answer::Ready { .. }, .. }) => self.welcome(),
            Some(Reply { body: Answer::Panicked { text }, .. }) => self.bury(number, &text),
            Some(Reply { body: Answer::BooksWanted, .. }) => self.start_books(),
            Some(Reply { body: Answer::Progress { file_name, bytes_done, bytes_total, text }, .. }) => {
                (self.shared.on_event)(Event::Progress { file_name, bytes_done, bytes_total, text });
            }
            Some(Reply { id, body }) => {
                if matches!(body, Answer::Imported { .. } | Answer::Cancelled { .. }) {
                    self.end_side_workers();
                }
                let mut state = self.shared.state.borrow_mut();
                if let Some(promised) = state.open.remove(&id) {
                    state.deaths = 0;
                    drop(state);
                    promised.keep(Ok((body, parts.get(1).dyn_into().ok())));
                }
            }
            None => self.bury(number, "It gave an answer that cannot be read. Your files are untouched."),
        }
    }

    /// The worker listens: it is told the settings, then what was asked meanwhile.
    fn welcome(&self) {
        let StartWith { settings, mappings } = self.shared.start_with.borrow().clone();
        let mut state = self.shared.state.borrow_mut();
        let (_, start) = state.message(Ask::Start { seed: seed(), settings, mappings }, &[]);
        state.is_ready = true;
        let unsent = std::mem::take(&mut state.unsent);
        let has_waited = !unsent.is_empty();
        if let Some(link) = &state.link {
            std::iter::once(start).chain(unsent).for_each(|message| post(&link.worker, &message));
        }
        drop(state);
        if has_waited {
            self.start_readers();
        } else {
            let engine = self.clone();
            viewport::when_idle(move || engine.start_readers());
        }
        (self.shared.on_event)(Event::Ready);
    }

    /// After any error a worker may go on answering with broken memory: it is ended, and another one started.
    fn bury(&self, number: u32, text: &str) {
        let mut state = self.shared.state.borrow_mut();
        if state.worker != number {
            return;
        }
        drop(state.link.take());
        state.side.end();
        // Its number is used up: what it may still have said is not heard.
        state.worker += 1;
        let was_ready = std::mem::take(&mut state.is_ready);
        state.deaths += 1;
        if state.deaths >= DEATHS_MAX {
            drop(state);
            return self.give_up();
        }
        // A worker that was not ready has been sent nothing: the next one will be asked instead.
        let open = if was_ready { std::mem::take(&mut state.open) } else { HashMap::new() };
        drop(state);
        self.spawn();
        open.into_values().for_each(|promised| promised.keep(Err(EngineError::Died { text: text.to_owned() })));
        (self.shared.on_event)(Event::Died { text: text.to_owned() });
    }

    fn give_up(&self) {
        let mut state = self.shared.state.borrow_mut();
        state.deaths = DEATHS_MAX;
        state.unsent.clear();
        let open = std::mem::take(&mut state.open);
        drop(state);
        open.into_values().for_each(|promised| promised.keep(Err(EngineError::NotStarted)));
        (self.shared.on_event)(Event::NotStarted);
    }
}

impl State {
    fn message(&mut self, ask: Ask, beside: &[JsValue]) -> (u32, Array) {
        self.last_id += 1;
        let request = Request { id: self.last_id, body: ask };
        let bytes = to_bytes(&request).unwrap_or_default();
        debug_assert!(!bytes.is_empty(), "every question can be written");
        let message = Array::of1(&Uint8Array::from(bytes.as_slice()).into());
        for part in beside {
            message.push(part);
        }
        (self.last_id, message)
    }
}

impl State {
    /// Hands ports over to the host.
    fn hand_over(&mut self, ask: Ask, ports: &Array) {
        let (_, message) = self.message(ask, &ports.to_vec());
        if let Some(link) = self.link.as_ref().filter(|_| self.is_ready) {
            let sent = link.worker.post_message_with_transfer(&message, ports);
            debug_assert!(sent.is_ok(), "ports can always be sent");
        }
    }
}

fn post(worker: &Worker, message: &Array) {
    let sent = worker.post_message(message);
    debug_assert!(sent.is_ok(), "texts and files can always be sent");
}

/// From the browser's random source; where there is none, zero: hashing then only loses its protection against crafted keys.
fn seed() -> u64 {
    let mut bytes = [0; 8];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let filled = crypto.and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
    filled.map_or(0, |_| u64::from_le_bytes(bytes))
}
