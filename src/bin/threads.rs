//! A large file read by several threads: one reads from the front, the others take shares off the back, and all are joined in
//! the order of the file. The result is that of reading it in one go.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use creator_audit::intake::ranges::{RangeReader, RangeResult};
use creator_audit::intake::shares::{Cut, SHARED_BYTES_MIN, Share, Shares};
use creator_audit::intake::sniff::HEAD_BYTES;
use creator_audit::protocol::sharing::SharedFile;
use creator_audit::session::{Feed, Import, range_reader};

/// Threads that read one file at most: more wait for the one that joins what they read.
const THREADS_MAX: usize = 8;
/// A share that has not ended so far behind its last byte has no line end to be cut at.
const BEYOND_BYTES: u64 = 2 << 20;

/// Feeds the file from its first byte to its last, or until nothing more of it is wanted.
pub fn feed(file: &mut File, path: &str, import: &mut Import, block: &mut [u8]) -> io::Result<()> {
    let bytes = file.metadata()?.len();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let mut at = 0;
    loop {
        let count = file.read(block)?;
        if count == 0 || import.feed(block.get(..count).unwrap_or_default()) == Feed::Enough {
            return Ok(());
        }
        at += count as u64;
        let is_worth_while = threads > 1 && bytes.saturating_sub(at) >= SHARED_BYTES_MIN;
        if let Some(shared) = is_worth_while.then(|| import.shared()).flatten() {
            let sharing = Sharing { path, bytes, head: head(path)?, shared, state: Mutex::new(State::new(at, bytes, threads)), handed: Condvar::new() };
            return thread::scope(|scope| {
                (1..threads).for_each(|_| drop(scope.spawn(|| sharing.help())));
                let read = sharing.read(file, at, import, block);
                sharing.lock().is_over = true;
                read
            });
        }
    }
}

/// As much of the beginning of the file as tells what it is.
fn head(path: &str) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES as u64 + 1).read_to_end(&mut head)?;
    Ok(head)
}

struct Sharing<'a> {
    path: &'a str,
    bytes: u64,
    head: Vec<u8>,
    shared: SharedFile,
    state: Mutex<State>,
    /// A share has been handed in.
    handed: Condvar,
}

struct State {
    shares: Shares,
    /// How far the first thread has read, or is about to.
    front: u64,
    /// In the order they were handed out: from the end of the file to its beginning.
    given: Vec<Given>,
    /// Nothing more is wanted.
    is_over: bool,
}

struct Given {
    share: Share,
    stand: Stand,
}

enum Stand {
    Open,
    /// Where the share really began, and what it held; nothing where the first thread has to read it.
    Handed(Option<Box<(u64, RangeResult)>>),
}

impl State {
    fn new(front: u64, bytes: u64, threads: usize) -> State {
        State { shares: Shares::new(bytes, threads), front, given: Vec::new(), is_over: false }
    }

    /// Hands out the next share, with its number.
    fn next(&mut self) -> Option<(usize, Share)> {
        let share = self.shares.next(self.front).filter(|_| !self.is_over)?;
        self.given.push(Given { share, stand: Stand::Open });
        Some((self.given.len() - 1, share))
    }
}

impl Sharing<'_> {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads shares for as long as there are any.
    fn help(&self) {
        loop {
            let Some((number, share)) = self.lock().next() else { return };
            let mut owed = Owed { sharing: self, number, read: None };
            // A file that cannot be read here is read again, and complained of, by the first thread.
            owed.read = self.range(share).unwrap_or(None).map(Box::new);
        }
    }

    fn range(&self, share: Share) -> io::Result<Option<(u64, RangeResult)>> {
        let mut file = File::open(self.path)?;
        file.seek(SeekFrom::Start(share.from))?;
        let mut file = file.take(self.bytes.min(share.to + BEYOND_BYTES) - share.from);
        let (mut block, mut cut, mut range) = (vec![0; super::BLOCK_BYTES], Cut::new(share), None::<RangeReader>);
        while !cut.is_over() && !self.lock().is_over {
            let count = file.read(&mut block)?;
            if count == 0 {
                break;
            }
            let part = cut.take(block.get(..count).unwrap_or_default());
            let Some((from, _)) = cut.span() else { continue };
            if range.is_none() {
                range = range_reader(&self.shared, &self.head, from);
            }
            match &mut range {
                Some(range) => range.feed(part),
                None => return Ok(None),
            }
        }
        let is_last = share.to >= self.bytes;
        let span = cut.span().filter(|_| cut.is_over() || is_last);
        Ok(span.and_then(|(from, _)| Some((from, range?.finish(is_last)?))))
    }

    /// Reads from `at` to where the shares begin, and then joins them.
    fn read(&self, file: &mut File, at: u64, import: &mut Import, block: &mut [u8]) -> io::Result<()> {
        let mut at = self.span(file, Cut::on(Share { from: at, to: self.bytes }), true, import, block)?;
        // Nothing is handed out any more: all that was left has been read.
        let given = self.lock().given.len();
        for number in (0..given).rev() {
            let (share, range) = self.wait(number);
            at = match range.and_then(|read| join(import, at, *read)) {
                Some(end) => end,
                None => {
                    file.seek(SeekFrom::Start(at))?;
                    self.span(file, Cut::on(Share { from: at, to: share.to }), false, import, block)?
                }
            };
        }
        Ok(())
    }

    /// Reads what `cut` leaves; where `is_shared`, only up to what was handed out meanwhile. Says how far that was.
    fn span(&self, file: &mut File, mut cut: Cut, is_shared: bool, import: &mut Import, block: &mut [u8]) -> io::Result<u64> {
        while !cut.is_over() {
            let count = file.read(block)?;
            if count == 0 {
                break;
            }
            if is_shared {
                let mut state = self.lock();
                state.front += count as u64;
                cut.end_at(state.shares.back());
            }
            import.feed(cut.take(block.get(..count).unwrap_or_default()));
        }
        Ok(cut.span().unwrap_or_default().1)
    }

    /// What was read of a share, once it has been.
    fn wait(&self, number: usize) -> (Share, Option<Box<(u64, RangeResult)>>) {
        let mut state = self.lock();
        loop {
            let Some(given) = state.given.get_mut(number) else { return (Share { from: self.bytes, to: self.bytes }, None) };
            let share = given.share;
            match std::mem::replace(&mut given.stand, Stand::Open) {
                Stand::Handed(range) => return (share, range),
                Stand::Open => state = self.handed.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// A share that a thread has taken. However the thread ends, it is handed in: the first thread waits for every one.
struct Owed<'a> {
    sharing: &'a Sharing<'a>,
    number: usize,
    read: Option<Box<(u64, RangeResult)>>,
}

impl Drop for Owed<'_> {
    fn drop(&mut self) {
        if let Some(given) = self.sharing.lock().given.get_mut(self.number) {
            given.stand = Stand::Handed(self.read.take());
        }
        self.sharing.handed.notify_all();
    }
}

/// Adds what was read from `from` on behind what was read up to `at`; where that then ends. `None` where it does not fit there.
fn join(import: &mut Import, at: u64, (from, range): (u64, RangeResult)) -> Option<u64> {
    let end = at + range.bytes;
    (from == at && import.is_between_records() && import.join(range)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn a_thread_that_panics_leaves_its_share_to_the_first_and_nobody_waiting() {
        let (done, ended) = mpsc::channel();
        thread::spawn(move || {
            let shared = SharedFile { name: "a.csv".into(), choice: None, remembered: None, decided: None, seed: 1 };
            let state = Mutex::new(State::new(0, 64 << 20, 2));
            let sharing = Sharing { path: "", bytes: 64 << 20, head: Vec::new(), shared, state, handed: Condvar::new() };
            let (number, share) = sharing.lock().next().expect("a share");
            let panicked = thread::scope(|scope| {
                let helper = scope.spawn(|| {
                    let _owed = Owed { sharing: &sharing, number, read: None };
                    panic!("on purpose");
                });
                let (waited_for, range) = sharing.wait(number);
                assert!(waited_for == share && range.is_none());
                helper.join().is_err()
            });
            done.send(panicked).expect("somebody listens");
        });
        assert_eq!(ended.recv_timeout(Duration::from_secs(20)), Ok(true), "the first thread goes on");
    }
}
