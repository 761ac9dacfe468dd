//! The host's end of the worker that opens archives and workbooks. The page starts that worker when the first of them is met.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent, MessagePort};

use super::later::{self, Promised};
use super::timer::Ticker;
use super::worker_host::post;
use crate::intake::{IssueCode, Severity};
use crate::protocol::books::{BookAsk, BookNote, BookReply};
use crate::protocol::messages::{Answer, from_bytes, to_bytes};

/// So often the host looks up while it waits: whether the import is still wanted.
const LOOK_MS: i32 = 100;
const STOPPED: &str = "The part of the page that opens archives and workbooks has stopped. Unpack it, or save each sheet as CSV, and choose those files.";

/// What comes out of an archive, in its order.
pub(super) enum Member {
    Table {
        name: String,
        blob: Blob,
        notes: Vec<BookNote>,
    },
    Broken {
        name: String,
        why: BookNote,
    },
    /// The archive as a whole cannot be opened.
    Unusable {
        why: BookNote,
    },
}

#[derive(Default)]
struct State {
    port: Option<Port>,
    /// Asked for and not there yet.
    is_wanted: bool,
    replies: VecDeque<(BookReply, Option<Blob>)>,
    waiting: Option<Promised<()>>,
}

struct Port {
    port: MessagePort,
    _on_message: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Port {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}

#[derive(Default, Clone)]
pub(super) struct Books {
    state: Rc<RefCell<State>>,
}

impl Books {
    /// The worker is there; without a port it cannot be started, or has died. One that comes when the import that wanted it is
    /// over has been ended already.
    pub(super) fn attach(&self, port: Option<MessagePort>) {
        if port.is_some() && !self.state.borrow().is_wanted {
            return;
        }
        let port = port.map(|port| self.listen(port));
        let mut state = self.state.borrow_mut();
        state.port = port;
        state.is_wanted = false;
        state.wake();
    }

    /// The worker has ended with the import it worked for.
    pub(super) fn detach(&self) {
        *self.state.borrow_mut() = State::default();
    }

    fn listen(&self, port: MessagePort) -> Port {
        let state = self.state.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            let parts: &Array = data.unchecked_ref();
            let Some(reply) = from_bytes(&Uint8Array::new(&parts.get(0)).to_vec()) else { return };
            let mut state = state.borrow_mut();
            state.replies.push_back((reply, parts.get(1).dyn_into().ok()));
            state.wake();
        });
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Port { port, _on_message: on_message }
    }

    /// Begins to open an archive or a workbook.
    pub(super) fn open(&self, name: &str, blob: &Blob) -> Opening {
        let mut state = self.state.borrow_mut();
        state.replies.clear();
        if state.port.is_none() {
            state.is_wanted = true;
            post(0, Answer::BooksWanted, None);
        }
        Opening { books: self.clone(), asked: Some((name.to_owned(), blob.clone())) }
    }
}

impl State {
    fn wake(&mut self) {
        if let Some(promised) = self.waiting.take() {
            promised.keep(());
        }
    }
}

/// An archive that is being opened.
pub(super) struct Opening {
    books: Books,
    /// Name and content, until the worker is there to be asked.
    asked: Option<(String, Blob)>,
}

impl Opening {
    /// The next table inside; nothing behind the last one. `goes_on` is asked while waiting: when it says no, so does this.
    pub(super) async fn next(&mut self, goes_on: impl Fn() -> bool) -> Option<Member> {
        let books = self.books.clone();
        let _looks_again = Ticker::start(LOOK_MS, move || books.state.borrow_mut().wake());
        loop {
            if !goes_on() {
                return None;
            }
            let heard = {
                let mut state = self.books.state.borrow_mut();
                match (&state.port, self.asked.take()) {
                    (Some(port), Some((name, blob))) => port.ask(name, &blob),
                    (None, asked) if state.is_wanted => self.asked = asked,
                    (None, _) => return Some(Member::Unusable { why: BookNote::new(Severity::Error, IssueCode::FileUnreadable, STOPPED.into()) }),
                    (Some(_), None) => {}
                }
                match state.replies.pop_front() {
                    Some((BookReply::Member { name, notes }, Some(blob))) => return Some(Member::Table { name, blob, notes }),
                    Some((BookReply::Broken { name, why }, _)) => return Some(Member::Broken { name, why }),
                    Some((BookReply::Unusable { why }, _)) => return Some(Member::Unusable { why }),
                    Some((BookReply::Ended | BookReply::Member { .. }, _)) => return None,
                    None => {}
                }
                let (promised, later) = later::pair();
                state.waiting = Some(promised);
                later
            };
            heard.await;
        }
    }
}

impl Port {
    fn ask(&self, name: String, blob: &Blob) {
        let Some(bytes) = to_bytes(&BookAsk::Open { name }) else { return };
        let sent = self.port.post_message(&Array::of2(&Uint8Array::from(bytes.as_slice()).into(), blob));
        debug_assert!(sent.is_ok(), "bytes and files can always be sent");
    }
}
