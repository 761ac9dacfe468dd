//! An import's files, read one after another: block by block, large ones together with the readers, archives and workbooks table by
//! table.

use std::cell::Cell;

use js_sys::Date;
use wasm_bindgen::JsCast;
use web_sys::{Blob, File};

use super::blocks::{Blocks, ReadError};
use super::books::{Books, Member};
use super::room;
use super::sharing::{Handed, Readers, Sharing};
use super::worker_host::post;
use crate::books::is_book;
use crate::intake::shares::{Cut, Share};
use crate::present::format;
use crate::present::model::MappingChoice;
use crate::protocol::books::BookNote;
use crate::protocol::messages::Answer;
use crate::session::{Closed, Feed, Held, Import};

/// At most this often: ten lines a second are as many as can be read, and each costs the page a task.
const PROGRESS_INTERVAL_MS: f64 = 100.0;

/// A file to be read. Pasted and built-in texts are files too: one path for all.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) blob: Blob,
    pub(super) is_sample: bool,
    /// When the file was last modified, in milliseconds since 1970; 0 for text that is no file.
    pub(super) modified_ms: u64,
    /// What the reader has said of a file that is held.
    pub(super) said: Option<(Held, MappingChoice)>,
    /// Only its head is wanted, to see what that choice makes of it.
    pub(super) is_looked_at: bool,
}

/// How reading a file ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Closed,
    Cancelled,
}

/// Why reading a file ended before its last byte.
enum Stop {
    /// The rest need not be read.
    Enough,
    Failed(ReadError),
    Cancelled,
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Stop {
        Stop::Failed(error)
    }
}

/// A file of which the first block has been read, to see what it is.
struct Begun {
    blocks: Blocks,
    block: Vec<u8>,
    /// Whether there is anything in `block`.
    more: Result<bool, ReadError>,
}

impl Source {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole milliseconds; a time before 1970 counts as unknown")]
    pub(super) fn new(name: String, blob: Blob) -> Source {
        let modified_ms = blob.dyn_ref::<File>().map_or(0, |file| file.last_modified() as u64);
        Source { name, blob, is_sample: false, modified_ms, said: None, is_looked_at: false }
    }
}

impl Begun {
    async fn new(blob: &Blob) -> Begun {
        let (mut blocks, mut block) = (Blocks::new(blob.clone()), Vec::new());
        let more = blocks.next(&mut block).await;
        Begun { blocks, block, more }
    }
}

pub(super) struct Reading<'a> {
    pub(super) import: &'a mut Import,
    pub(super) progress: &'a mut Progress,
    pub(super) readers: &'a Readers,
    pub(super) books: &'a Books,
    pub(super) is_cancelled: &'a Cell<bool>,
    /// Every table in the order it was opened: files as they are, and those inside archives and workbooks.
    pub(super) tables: Vec<Source>,
}

impl Reading<'_> {
    /// Reads one file into the import.
    pub(super) async fn file(&mut self, source: Source) -> End {
        self.progress.file(&source.name, source.blob.size());
        let begun = Begun::new(&source.blob).await;
        if is_book(&begun.block) {
            drop(begun);
            return self.book(&source).await;
        }
        self.table(source, &[], begun).await
    }

    /// Reads every table inside an archive or a workbook.
    async fn book(&mut self, source: &Source) -> End {
        let mut opening = self.books.open(&source.name, &source.blob);
        while let Some(member) = opening.next(|| !self.is_cancelled.get()).await {
            match member {
                Member::Table { name, blob, notes } => {
                    self.progress.inside(&name, blob.size());
                    let begun = Begun::new(&blob).await;
                    if self.table(Source { name, blob, ..source.clone() }, &notes, begun).await == End::Cancelled {
                        return End::Cancelled;
                    }
                }
                Member::Broken { name, why } => self.refuse(Source { name, ..source.clone() }, why),
                Member::Unusable { why } => {
                    self.refuse(source.clone(), why);
                    break;
                }
            }
        }
        if self.is_cancelled.get() { End::Cancelled } else { End::Closed }
    }

    /// What cannot be read is a file that cannot be used.
    fn refuse(&mut self, source: Source, why: BookNote) {
        self.import.open(&source.name, false);
        self.import.refuse(why.kind().1, why.message);
        self.tables.push(source);
    }

    async fn table(&mut self, source: Source, notes: &[BookNote], begun: Begun) -> End {
        match &source.said {
            Some((Held::Waiting(waiting), choice)) if source.is_looked_at => self.import.look_at(*waiting, choice.clone()),
            Some((Held::Waiting(waiting), choice)) => self.import.open_mapped(*waiting, choice.clone()),
            Some((Held::Read(read), choice)) => self.import.open_again(*read, choice.clone()),
            None => self.import.open(&source.name, source.is_sample),
        }
        self.import.modified(source.modified_ms);
        self.import.recognise(source.blob.size() as u64);
        let mut begun = Some(begun);
        let end = loop {
            let first = match begun.take() {
                Some(begun) => begun,
                None => Begun::new(&source.blob).await,
            };
            let ended = self.bytes(&source.blob, first).await;
            for note in notes {
                let (severity, code) = note.kind();
                self.import.note(severity, code, note.message.clone());
            }
            match ended {
                Ok(()) | Err(Stop::Enough) if self.import.close() == Closed::ReadAgain => self.progress.again(&source),
                Ok(()) | Err(Stop::Enough) => break End::Closed,
                Err(Stop::Failed(error)) => {
                    self.import.fail(&error.message(&source.name));
                    break End::Closed;
                }
                Err(Stop::Cancelled) => break End::Cancelled,
            }
        };
        self.tables.push(source);
        end
    }

    async fn bytes(&mut self, blob: &Blob, begun: Begun) -> Result<(), Stop> {
        let bytes = blob.size() as u64;
        // All rows are to be here, and those of one share twice while they are joined.
        room::make(bytes / 3);
        let (mut at, mut sharing) = self.front(blob, bytes, begun).await?;
        let Some(sharing) = &mut sharing else { return Ok(()) };
        loop {
            let (is_cancelled, progress) = (self.is_cancelled, &mut *self.progress);
            let next = sharing.next(|bytes_read| {
                progress.shared(bytes_read);
                !is_cancelled.get()
            });
            let Some((share, handed)) = next.await else { break };
            at = match handed.and_then(|handed| self.join(at, handed)) {
                Some(end) => end,
                None => self.span(blob, Share { from: at, to: share.to }).await?,
            };
            self.progress.bytes(at);
        }
        if self.is_cancelled.get() { Err(Stop::Cancelled) } else { Ok(()) }
    }

    /// Reads from the first byte to where the readers' shares begin, if there are any, or to the end. Says how far that was.
    async fn front(&mut self, blob: &Blob, bytes: u64, begun: Begun) -> Result<(u64, Option<Sharing>), Stop> {
        let Begun { mut blocks, mut block, mut more } = begun;
        let mut cut = Cut::new(Share { from: 0, to: bytes });
        let mut sharing: Option<Sharing> = None;
        while more? {
            self.feed(cut.take(&block))?;
            let (_, at) = cut.span().unwrap_or_default();
            self.progress.bytes(at);
            if sharing.is_none() {
                sharing = self.readers.share(blob, at, || self.import.shared());
            }
            if let Some(sharing) = &mut sharing {
                cut.end_at(sharing.hand_out(at));
                self.progress.shared(sharing.bytes_read());
            }
            if cut.is_over() {
                break;
            }
            more = blocks.next(&mut block).await;
        }
        Ok((cut.span().unwrap_or_default().1, sharing))
    }

    /// Reads on from `span.from`, where something was read up to, to the end of a share.
    async fn span(&mut self, blob: &Blob, span: Share) -> Result<u64, Stop> {
        let mut blocks = Blocks::between(blob, span.from, blob.size() as u64)?;
        let mut cut = Cut::on(span);
        let mut block = Vec::new();
        while !cut.is_over() && blocks.next(&mut block).await? {
            self.feed(cut.take(&block))?;
            self.progress.bytes(cut.span().map_or(span.from, |(_, to)| to));
        }
        Ok(cut.span().map_or(span.from, |(_, to)| to))
    }

    fn feed(&mut self, part: &[u8]) -> Result<(), Stop> {
        if self.is_cancelled.get() {
            return Err(Stop::Cancelled);
        }
        match self.import.feed(part) {
            Feed::More => Ok(()),
            Feed::Enough => Err(Stop::Enough),
        }
    }

    /// Adds what a reader handed in behind what was read up to `at`; where that then ends. `None` where it does not fit there.
    fn join(&mut self, at: u64, handed: Handed) -> Option<u64> {
        if handed.from != at || !self.import.is_between_records() {
            return None;
        }
        let end = at + handed.range.bytes();
        let rows = handed.take_rows();
        let range = handed.range.range(&rows, self.import.seed())?;
        drop(rows);
        self.import.join(range).then_some(end)
    }
}

/// Bytes over all files of the import, told now and then.
pub(super) struct Progress {
    id: u32,
    file_name: String,
    /// Bytes of the files that were read before this one.
    bytes_before: u64,
    bytes_of_file: u64,
    /// Read of this file: by the host, and by readers.
    bytes_read: u64,
    bytes_shared: u64,
    bytes_total: u64,
    told_at_ms: f64,
}

impl Progress {
    pub(super) fn new(id: u32, sources: &[Source]) -> Progress {
        let bytes_total = sources.iter().map(|source| source.blob.size() as u64).sum();
        Progress { id, file_name: String::new(), bytes_before: 0, bytes_of_file: 0, bytes_read: 0, bytes_shared: 0, bytes_total, told_at_ms: 0.0 }
    }

    fn file(&mut self, name: &str, bytes: f64) {
        name.clone_into(&mut self.file_name);
        self.bytes_before += self.bytes_of_file;
        self.bytes_of_file = bytes as u64;
        (self.bytes_read, self.bytes_shared) = (0, 0);
        self.tell();
    }

    /// A table inside an archive: its bytes come on top of those of the archive.
    fn inside(&mut self, name: &str, bytes: f64) {
        self.bytes_total += bytes as u64;
        self.file(name, bytes);
    }

    /// The file is read once more.
    fn again(&mut self, source: &Source) {
        self.inside(&source.name, source.blob.size());
    }

    fn bytes(&mut self, read: u64) {
        self.bytes_read = read;
        self.tell_in_time();
    }

    fn shared(&mut self, read: u64) {
        self.bytes_shared = read;
        self.tell_in_time();
    }

    fn tell_in_time(&mut self) {
        if Date::now() - self.told_at_ms >= PROGRESS_INTERVAL_MS {
            self.tell();
        }
    }

    fn tell(&mut self) {
        self.told_at_ms = Date::now();
        let bytes_done = self.bytes_before + self.bytes_of_file.min(self.bytes_read + self.bytes_shared);
        let text = format!("{} of {} read", format::bytes(bytes_done), format::bytes(self.bytes_total));
        let (file_name, bytes_total) = (self.file_name.clone(), self.bytes_total);
        post(self.id, Answer::Progress { file_name, bytes_done, bytes_total, text }, None);
    }
}
