//! An import in progress: files read one after the other, outside the workspace.

use super::held::{Held, HeldFile, Said};
use super::remembered;
use crate::intake::decoding::{Decoders, decoders};
use crate::intake::ranges::{RangeReader, RangeResult};
use crate::intake::{Again, FileReader, FileResult, IssueCode, Severity};
use crate::present::formats::is_found_otherwise;
use crate::present::mapping::mapping_of;
use crate::present::model::MappingChoice;
use crate::protocol::messages::SavedMapping;
use crate::protocol::sharing::{DecidedText, SharedFile};

/// An import in progress. Nothing of it is in the session until [`Session::commit`].
pub struct Import {
    seed: u64,
    mappings: Vec<SavedMapping>,
    /// Files that may be among those to be read.
    held: Vec<HeldFile>,
    open: Option<Open>,
    pub(super) done: Vec<Done>,
    records: u64,
    decoders: Decoders,
}

struct Open {
    reader: FileReader,
    is_sample: bool,
    modified_ms: u64,
    said: Option<Said>,
    counts_waiting: bool,
    /// What an earlier reading of the file has found out.
    again: Option<Again>,
    /// Only its head is looked at.
    looks: bool,
}

/// A file that was read to its end.
pub(super) struct Done {
    pub(super) result: FileResult,
    pub(super) is_sample: bool,
    pub(super) modified_ms: u64,
    pub(super) said: Option<Said>,
}

/// Whether an open file wants more bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    More,
    /// The rest of this file need not be read (unusable, or a mapping is needed first).
    Enough,
}

/// A file that is to be read again, and the place of its result.
pub(super) struct Aside {
    open: Box<Open>,
    at: usize,
}

/// How a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    Done,
    /// All its rows together say that dates or numbers are written otherwise than the first ones made them seem: the file is
    /// open again and must be fed once more, from its first byte.
    ReadAgain,
}

impl Import {
    pub(super) fn new(seed: u64, mappings: Vec<SavedMapping>, held: Vec<HeldFile>) -> Import {
        Import { seed, mappings, held, open: None, done: Vec::new(), records: 0, decoders: decoders() }
    }

    /// Decodes older encodings by these instead of the command line's.
    pub fn decode_with(mut self, decoders: Decoders) -> Import {
        self.decoders = decoders;
        self
    }

    /// Starts the next file. `is_sample` labels it "Sample data".
    pub fn open(&mut self, name: &str, is_sample: bool) {
        let reader = FileReader::new(name, self.seed, None).decode_with(self.decoders);
        self.open = Some(Open { reader, is_sample, modified_ms: 0, said: None, counts_waiting: false, again: None, looks: false });
    }

    /// Starts the next file, and reads it to its end even where columns are not known, to count its records.
    pub fn open_counting(&mut self, name: &str) {
        self.open(name, false);
        if let Some(open) = &mut self.open {
            open.counts_waiting = true;
        }
    }

    /// Starts a file that waited for a mapping, from its first byte.
    pub fn open_mapped(&mut self, waiting: u32, choice: MappingChoice) {
        self.open_held(Held::Waiting(waiting), choice);
    }

    /// Starts a file that waits, to look at its head only, in this encoding and with this separator: for [`super::Session::look_again`].
    pub fn look_at(&mut self, waiting: u32, choice: MappingChoice) {
        self.open_held(Held::Waiting(waiting), MappingChoice { delimiter: choice.delimiter, encoding: choice.encoding, ..MappingChoice::default() });
        if let Some(open) = &mut self.open {
            open.looks = true;
        }
    }

    /// Starts a file that was read, from its first byte, to be read in another way; nothing else is read beside it.
    pub fn open_again(&mut self, source: u32, choice: MappingChoice) {
        self.open_held(Held::Read(source), choice);
    }

    fn open_held(&mut self, held: Held, choice: MappingChoice) {
        let known = self.held.iter().find(|file| file.held == held);
        let name = known.map_or(String::new(), |file| file.name.clone());
        let said = known.map_or_else(|| Said { of: Some(held), choice: choice.clone(), shape: String::new() }, |file| file.said(choice.clone()));
        let modified_ms = known.map_or(0, |file| file.modified_ms);
        self.open(&name, false);
        self.modified(modified_ms);
        self.read_as(said);
    }

    /// The open file is read as was said of it, from its first byte.
    fn read_as(&mut self, said: Said) {
        if let Some(open) = &mut self.open {
            open.reader = FileReader::new(open.reader.name(), self.seed, Some(mapping_of(&said.choice))).decode_with(self.decoders);
            open.said = Some(said);
        }
    }

    /// Says how large the open file is, before any of it is fed: one of the name, time and size of a file that is here is that
    /// file, dropped again, and read as that was read.
    pub fn recognise(&mut self, bytes: u64) {
        let Some(open) = self.open.as_ref().filter(|open| open.said.is_none() && open.modified_ms > 0) else { return };
        let is_same = |file: &&HeldFile| {
            matches!(file.held, Held::Read(_)) && file.name == open.reader.name() && file.modified_ms == open.modified_ms && file.bytes == bytes
        };
        if let Some(same) = self.held.iter().find(is_same) {
            let said = Said { of: None, choice: same.choice.clone(), shape: same.shape.clone() };
            self.read_as(said);
        }
    }

    /// When the open file was last modified, in milliseconds since 1970; of two files that say different things of the same
    /// sales and end on the same day, the later counts.
    pub fn modified(&mut self, milliseconds: u64) {
        if let Some(open) = &mut self.open {
            open.modified_ms = milliseconds;
        }
    }

    /// The next block of the open file, in order, of any size.
    pub fn feed(&mut self, block: &[u8]) -> Feed {
        let Some(open) = &mut self.open else { return Feed::Enough };
        let mappings = &self.mappings;
        let before = open.reader.records();
        let wants_more = open.reader.feed(block, &|shape| remembered(mappings, shape));
        self.records += open.reader.records() - before;
        let waits = open.reader.needs_mapping() && !open.counts_waiting || open.looks && open.reader.has_begun();
        if wants_more && !waits { Feed::More } else { Feed::Enough }
    }

    /// What other readers have to know of the open file to read ranges of it, once that is known and where it can be read so.
    pub fn shared(&self) -> Option<SharedFile> {
        let open = self.open.as_ref()?;
        let shape = open.reader.shape_of_rows()?;
        Some(SharedFile {
            name: open.reader.name().to_owned(),
            choice: open.said.as_ref().map(|said| said.choice.clone()),
            remembered: self.mappings.iter().find(|saved| saved.shape == shape).cloned(),
            decided: open.again.as_ref().map(DecidedText::from),
            seed: self.seed,
        })
    }

    /// For hashing.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether a range of the open file may begin exactly behind what was fed so far.
    pub fn is_between_records(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.reader.is_between_records())
    }

    /// Adds the range of the open file that begins exactly behind what was fed so far; feeding goes on behind it. False where
    /// its bytes have to be fed instead; nothing is added then.
    pub fn join(&mut self, range: RangeResult) -> bool {
        let Some(open) = &mut self.open else { return false };
        let records = range.records;
        let joined = open.reader.join(range);
        self.records += if joined { records } else { 0 };
        joined
    }

    /// The open file has ended.
    #[must_use]
    pub fn close(&mut self) -> Closed {
        let Some(open) = self.open.take() else { return Closed::Done };
        let (mappings, counted) = (&self.mappings, open.reader.records());
        let mut result = open.reader.finish(&|shape| remembered(mappings, shape));
        if let Some(said) = open.said.is_none().then(|| self.said_of_others(&result)).flatten() {
            self.records -= counted;
            let reader = FileReader::new(&result.name, self.seed, Some(mapping_of(&said.choice))).decode_with(self.decoders);
            self.open = Some(Open { reader, said: Some(said), again: None, ..open });
            return Closed::ReadAgain;
        }
        let Some(again) = result.again.take().filter(|_| !open.looks) else {
            self.records += result.records - counted;
            self.done.push(Done { result, is_sample: open.is_sample, modified_ms: open.modified_ms, said: open.said });
            return Closed::Done;
        };
        self.records -= counted;
        let mapping = open.said.as_ref().map(|said| mapping_of(&said.choice));
        let reader = FileReader::again(&result.name, self.seed, mapping, again.clone()).decode_with(self.decoders);
        self.open = Some(Open { reader, again: Some(again), ..open });
        Closed::ReadAgain
    }

    /// What was said of files with these headers, where it means another separator or encoding than was found: that has to be
    /// known before the first byte is read.
    fn said_of_others(&self, result: &FileResult) -> Option<Said> {
        let sniffed = result.sniffed.as_ref()?;
        let saved = self.mappings.iter().find(|saved| saved.shape == sniffed.shape)?;
        let is_otherwise = is_found_otherwise(&saved.choice, sniffed.delimiter, sniffed.encoding);
        is_otherwise.then(|| Said { of: None, choice: saved.choice.clone(), shape: saved.shape.clone() })
    }

    /// Lets go of the open file, to be read when all others have been; `before` is how many were set aside already.
    pub(super) fn set_aside(&mut self, before: usize) -> Option<Aside> {
        self.open.take().map(|open| Aside { open: Box::new(open), at: self.done.len() + before })
    }

    /// Opens again what was set aside. Says where its result belongs.
    pub(super) fn take_up(&mut self, aside: Aside) -> usize {
        self.open = Some(*aside.open);
        aside.at
    }

    /// Moves the last result to where it belongs: results are in the order of `open`.
    pub(super) fn put_back(&mut self, at: usize) {
        if let Some(done) = self.done.pop() {
            self.done.insert(at.min(self.done.len()), done);
        }
    }

    /// The open file's bytes could not be had: it ends as unusable. `message` says what and where.
    pub fn fail(&mut self, message: &str) {
        self.refuse(IssueCode::FileUnreadable, message.to_owned());
    }

    /// The open file ends as unusable for this reason.
    pub fn refuse(&mut self, code: IssueCode, message: String) {
        let Some(mut open) = self.open.take() else { return };
        open.reader.refuse(code, message);
        let result = open.reader.finish(&|_| None);
        self.done.push(Done { result, is_sample: open.is_sample, modified_ms: open.modified_ms, said: open.said });
    }

    /// Says something of the open file as a whole.
    pub fn note(&mut self, severity: Severity, code: IssueCode, message: String) {
        if let Some(open) = &mut self.open {
            open.reader.note(severity, code, message);
        }
    }

    /// Records read so far over all files, for the progress line.
    pub fn records(&self) -> u64 {
        self.records
    }
}

/// A reader of one range of a file that another worker has begun to read. `head` is the beginning of the file, at least
/// `HEAD_BYTES` and one more; `from` is where a record behind the header begins.
pub fn range_reader(shared: &SharedFile, head: &[u8], from: u64) -> Option<RangeReader> {
    let mapping = shared.choice.as_ref().map(mapping_of);
    let reader = match &shared.decided {
        Some(decided) => FileReader::again(&shared.name, shared.seed, mapping, Again::from(decided)),
        None => FileReader::new(&shared.name, shared.seed, mapping),
    };
    RangeReader::new(reader, head, from, &|shape| remembered(shared.remembered.as_slice(), shape))
}
