//! Large files read together: the host reads from the front, readers take shares off the back (`intake::shares` says which). What
//! a reader does not hand in, because it died or fell silent, the host reads itself: the result is the same.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Date, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent, MessagePort};

use super::later::{self, Promised};
use super::timer::Ticker;
use crate::intake::shares::{SHARED_BYTES_MIN, Share, Shares};
use crate::protocol::messages::{from_bytes, to_bytes};
use crate::protocol::sharing::{RangeText, ShareAsk, ShareReply, SharedFile};

/// Shares a reader has at hand: what it has not begun might be read by another meanwhile.
const SHARES_A_READER: usize = 1;
/// A reader that has said nothing for so long is given up.
const SILENCE_MS: f64 = 10_000.0;
/// So often the host looks up while it waits: whether the import is still wanted, whether a reader has fallen silent.
const LOOK_MS: i32 = 100;

/// What a reader handed in: where the share really began, and what it held.
pub(super) struct Handed {
    pub(super) from: u64,
    pub(super) range: RangeText,
    rows: ArrayBuffer,
    reader: MessagePort,
}

impl Handed {
    /// Copies the rows. Their buffer goes back to the reader, and ends with it: of this worker's garbage the browser would take
    /// notice many imports later.
    pub(super) fn take_rows(&self) -> Vec<u8> {
        let rows = Uint8Array::new(&self.rows).to_vec();
        let sent = self.reader.post_message_with_transferable(&self.rows, &Array::of1(&self.rows));
        debug_assert!(sent.is_ok(), "a buffer can always be sent");
        rows
    }
}

enum Stand {
    Open,
    Handed(Handed),
    /// The host has to read it.
    Lost,
}

struct Given {
    share: Share,
    reader: usize,
    bytes_read: u64,
    stand: Stand,
}

struct Reader {
    port: MessagePort,
    is_lost: bool,
    heard_at_ms: f64,
    _on_message: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}

#[derive(Default)]
struct State {
    readers: Vec<Reader>,
    /// Number of the file that is shared: words about others come late and are not heard.
    file: u32,
    /// In the order they were handed out: from the end of the file to its beginning.
    given: Vec<Given>,
    /// Kept when something is heard.
    waiting: Option<Promised<()>>,
    /// All workers run one compiled program: what one of them has practised need not be by another.
    has_rehearsed: bool,
}

/// The readers, as the host sees them.
#[derive(Default, Clone)]
pub(super) struct Readers {
    state: Rc<RefCell<State>>,
}

impl Readers {
    /// These in place of all earlier ones, whose shares are lost.
    pub(super) fn replace(&self, ports: impl Iterator<Item = MessagePort>) {
        let readers = ports.enumerate().map(|(number, port)| self.listen(number, port)).collect();
        let mut state = self.state.borrow_mut();
        (0..state.readers.len()).for_each(|number| state.lose(number));
        state.readers = readers;
        if let Some(first) = state.readers.first().filter(|_| !state.has_rehearsed) {
            first.ask(&ShareAsk::Rehearse, None);
            state.has_rehearsed = true;
        }
        state.wake();
    }

    fn listen(&self, number: usize, port: MessagePort) -> Reader {
        let readers = self.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| readers.hear(number, &event.data()));
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Reader { port, is_lost: false, heard_at_ms: Date::now(), _on_message: on_message }
    }

    /// One of them has died.
    pub(super) fn lose(&self, number: u32) {
        let mut state = self.state.borrow_mut();
        state.lose(number as usize);
        state.wake();
    }

    /// Begins to share a file that the host has read up to `front`; `None` where that is not worth while or nobody is there to read.
    /// `shared` says how its rows are read.
    pub(super) fn share(&self, blob: &Blob, front: u64, shared: impl FnOnce() -> Option<SharedFile>) -> Option<Sharing> {
        let bytes = blob.size() as u64;
        let workers = 1 + self.state.borrow().readers.iter().filter(|reader| !reader.is_lost).count();
        if workers == 1 || bytes.saturating_sub(front) < SHARED_BYTES_MIN {
            return None;
        }
        let shared = shared()?;
        let mut state = self.state.borrow_mut();
        state.file += 1;
        state.given.clear();
        state.readers.iter_mut().for_each(|reader| reader.heard_at_ms = Date::now());
        let open = ShareAsk::Open { file: state.file, shared: Box::new(shared) };
        state.readers.iter().for_each(|reader| reader.ask(&open, Some(blob)));
        drop(state);
        let sharing = Sharing { readers: self.clone(), shares: Shares::new(bytes, workers), next: None };
        Some(sharing)
    }

    fn hear(&self, number: usize, data: &JsValue) {
        let parts: &Array = data.unchecked_ref();
        let Some(reply) = parts.get(0).dyn_into::<Uint8Array>().ok().and_then(|bytes| from_bytes(&bytes.to_vec())) else { return };
        let mut state = self.state.borrow_mut();
        let Some(reader) = state.readers.get_mut(number) else { return };
        reader.heard_at_ms = Date::now();
        let port = reader.port.clone();
        let (file, share) = match &reply {
            ShareReply::Progress { file, number, .. } | ShareReply::Read { file, number, .. } | ShareReply::Failed { file, number } => {
                (*file, *number as usize)
            }
        };
        if file != state.file {
            return;
        }
        let Some(given) = state.given.get_mut(share) else { return };
        match reply {
            ShareReply::Progress { bytes, .. } => given.bytes_read = bytes,
            ShareReply::Read { from, range, .. } => {
                given.bytes_read = range.bytes();
                given.stand = Stand::Handed(Handed { from, range: *range, rows: parts.get(1).unchecked_into(), reader: port });
            }
            ShareReply::Failed { .. } => (given.bytes_read, given.stand) = (0, Stand::Lost),
        }
        state.wake();
    }
}

impl Reader {
    fn ask(&self, ask: &ShareAsk, blob: Option<&Blob>) {
        let Some(bytes) = to_bytes(ask) else { return };
        let message = Array::of1(&Uint8Array::from(bytes.as_slice()).into());
        if let Some(blob) = blob {
            message.push(blob);
        }
        let sent = self.port.post_message(&message);
        debug_assert!(sent.is_ok(), "bytes and files can always be sent");
    }
}

impl State {
    fn lose(&mut self, number: usize) {
        if let Some(reader) = self.readers.get_mut(number) {
            reader.is_lost = true;
        }
        for given in self.given.iter_mut().filter(|given| given.reader == number && matches!(given.stand, Stand::Open)) {
            given.stand = Stand::Lost;
            given.bytes_read = 0;
        }
    }

    /// Gives up readers that owe a share and have said nothing for long.
    fn lose_silent(&mut self) {
        let silent = |reader: &Reader| !reader.is_lost && Date::now() - reader.heard_at_ms > SILENCE_MS;
        let owes = |number: usize| self.given.iter().any(|given| given.reader == number && matches!(given.stand, Stand::Open));
        let silent: Vec<usize> = self.readers.iter().enumerate().filter(|(number, reader)| silent(reader) && owes(*number)).map(|(number, _)| number).collect();
        silent.into_iter().for_each(|number| self.lose(number));
    }

    fn wake(&mut self) {
        if let Some(promised) = self.waiting.take() {
            promised.keep(());
        }
    }

    /// The reader with the fewest shares at hand, if it could do with another.
    fn idle_reader(&self) -> Option<usize> {
        let at_hand = |number: usize| self.given.iter().filter(|given| given.reader == number && matches!(given.stand, Stand::Open)).count();
        let alive = self.readers.iter().enumerate().filter(|(_, reader)| !reader.is_lost).map(|(number, _)| (at_hand(number), number));
        alive.min().filter(|(count, _)| *count < SHARES_A_READER).map(|(_, number)| number)
    }
}

/// One file that is being shared.
pub(super) struct Sharing {
    readers: Readers,
    shares: Shares,
    /// Number of the next share to be joined, once the host has come to the first of them.
    next: Option<usize>,
}

impl Sharing {
    /// Hands out what readers can do with, when the host has read up to `front`; up to where the host then has to read.
    pub(super) fn hand_out(&mut self, front: u64) -> u64 {
        let mut state = self.readers.state.borrow_mut();
        while let Some(reader) = state.idle_reader() {
            let Some(share) = self.shares.next(front) else { break };
            let (file, number) = (state.file, state.given.len() as u32);
            if let Some(known) = state.readers.get(reader) {
                known.ask(&ShareAsk::Read { file, number, from: share.from, to: share.to }, None);
            }
            state.given.push(Given { share, reader, bytes_read: 0, stand: Stand::Open });
        }
        self.shares.back()
    }

    /// Bytes the readers have read, of shares that have not been taken from them.
    pub(super) fn bytes_read(&self) -> u64 {
        self.readers.state.borrow().given.iter().map(|given| given.bytes_read).sum()
    }

    /// The next share in the order of the file and what was read of it, `None` where the host has to read it; nothing behind the last
    /// share. `goes_on` is asked while waiting: when it says no, so does this.
    pub(super) async fn next(&mut self, mut goes_on: impl FnMut(u64) -> bool) -> Option<(Share, Option<Handed>)> {
        let count = self.readers.state.borrow().given.len();
        let number = self.next.unwrap_or(count).checked_sub(1)?;
        self.next = Some(number);
        let readers = self.readers.clone();
        let _looks_again = Ticker::start(LOOK_MS, move || readers.state.borrow_mut().wake());
        loop {
            if !goes_on(self.bytes_read()) {
                return None;
            }
            let heard = {
                let mut state = self.readers.state.borrow_mut();
                state.lose_silent();
                let given = state.given.get_mut(number)?;
                match std::mem::replace(&mut given.stand, Stand::Lost) {
                    Stand::Open => given.stand = Stand::Open,
                    // From here on the host counts its bytes.
                    Stand::Handed(handed) => {
                        given.bytes_read = 0;
                        return Some((given.share, Some(handed)));
                    }
                    Stand::Lost => return Some((given.share, None)),
                }
                let (promised, later) = later::pair();
                state.waiting = Some(promised);
                later
            };
            heard.await;
        }
    }
}

impl Drop for Sharing {
    /// What has not been read yet is not wanted any more.
    fn drop(&mut self) {
        let mut state = self.readers.state.borrow_mut();
        state.file += 1;
        state.given.clear();
        state.readers.iter().for_each(|reader| reader.ask(&ShareAsk::Close, None));
    }
}
