//! Files into the workspace: all of an import, or nothing of it.

use super::{Session, Waiting, remembered, waiting_card};
use crate::intake::decoding::{Decoders, decoders};
use crate::intake::issue::{IssueCode, Severity};
use crate::intake::ranges::{RangeReader, RangeResult};
use crate::intake::{FileReader, FileResult, Verdict};
use crate::ledger::{CellKind, Measure};
use crate::present::mapping::mapping_of;
use crate::present::model::{FileCard, FileState, MappingChoice};
use crate::present::{files, format};
use crate::protocol::messages::{Answer, ImportTotals, SavedMapping};
use crate::protocol::sharing::SharedFile;
use crate::units::Currency;
use crate::workspace::source::SourceFile;

/// An import in progress. Nothing of it is in the session until [`Session::commit`].
pub struct Import {
    seed: u64,
    mappings: Vec<SavedMapping>,
    /// Names of the files that wait for a mapping.
    waiting: Vec<(u32, String)>,
    open: Option<Open>,
    done: Vec<Done>,
    records: u64,
    decoders: Decoders,
}

struct Open {
    reader: FileReader,
    is_sample: bool,
    mapped: Option<(u32, MappingChoice)>,
    counts_waiting: bool,
}

struct Done {
    result: FileResult,
    is_sample: bool,
    mapped: Option<(u32, MappingChoice)>,
}

/// Whether an open file wants more bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    More,
    /// The rest of this file need not be read (unusable, or a mapping is needed first).
    Enough,
}

impl Import {
    pub(super) fn new(seed: u64, mappings: Vec<SavedMapping>, waiting: Vec<(u32, String)>) -> Import {
        Import { seed, mappings, waiting, open: None, done: Vec::new(), records: 0, decoders: decoders() }
    }

    /// Decodes older encodings by these instead of the command line's.
    pub fn decode_with(mut self, decoders: Decoders) -> Import {
        self.decoders = decoders;
        self
    }

    /// Starts the next file. `is_sample` labels it "Sample data".
    pub fn open(&mut self, name: &str, is_sample: bool) {
        let reader = FileReader::new(name, self.seed, None).decode_with(self.decoders);
        self.open = Some(Open { reader, is_sample, mapped: None, counts_waiting: false });
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
        let name = self.waiting.iter().find(|(number, _)| *number == waiting).map_or("", |(_, name)| name.as_str());
        let reader = FileReader::new(name, self.seed, Some(mapping_of(&choice))).decode_with(self.decoders);
        self.open = Some(Open { reader, is_sample: false, mapped: Some((waiting, choice)), counts_waiting: false });
    }

    /// The next block of the open file, in order, of any size.
    pub fn feed(&mut self, block: &[u8]) -> Feed {
        let Some(open) = &mut self.open else { return Feed::Enough };
        let mappings = &self.mappings;
        let before = open.reader.records();
        let wants_more = open.reader.feed(block, &|shape| remembered(mappings, shape));
        self.records += open.reader.records() - before;
        let waits = open.reader.needs_mapping() && !open.counts_waiting;
        if wants_more && !waits { Feed::More } else { Feed::Enough }
    }

    /// What other readers have to know of the open file to read ranges of it, once that is known and where it can be read so.
    pub fn shared(&self) -> Option<SharedFile> {
        let open = self.open.as_ref()?;
        let shape = open.reader.shape_of_rows()?;
        Some(SharedFile {
            name: open.reader.name().to_owned(),
            choice: open.mapped.as_ref().map(|(_, choice)| choice.clone()),
            remembered: self.mappings.iter().find(|saved| saved.shape == shape).cloned(),
            seed: self.seed,
        })
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
    pub fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let mappings = &self.mappings;
        let result = open.reader.finish(&|shape| remembered(mappings, shape));
        self.done.push(Done { result, is_sample: open.is_sample, mapped: open.mapped });
    }

    /// The open file's bytes could not be had: it ends as unusable. `message` says what and where.
    pub fn fail(&mut self, message: &str) {
        if let Some(open) = &mut self.open {
            open.reader.fail(message.to_owned());
        }
        self.close();
    }

    /// Records read so far over all files, for the progress line.
    pub fn records(&self) -> u64 {
        self.records
    }
}

/// A reader of one range of a file that another worker has begun to read. `head` is the beginning of the file, at least
/// `HEAD_BYTES` and one more; `from` is where a record behind the header begins.
pub fn range_reader(shared: &SharedFile, head: &[u8], from: u64) -> Option<RangeReader> {
    let reader = FileReader::new(&shared.name, shared.seed, shared.choice.as_ref().map(mapping_of));
    RangeReader::new(reader, head, from, &|shape| remembered(shared.remembered.as_slice(), shape))
}

impl Session {
    /// Adds the import to the workspace and answers `Imported`; its `files` are in the order of `open`.
    pub fn commit(&mut self, import: Import) -> Answer {
        let mut cards = Vec::new();
        let mut totals = ImportTotals::default();
        let mut remember = None;
        for done in import.done {
            let mapped = done.mapped.clone();
            let card = self.add(done);
            if matches!(card.outcome, FileState::Read) {
                totals.accepted += card.accepted;
                totals.rejected += card.rejected;
                totals.skipped += card.skipped;
                if let Some((number, choice)) = mapped {
                    remember = self.remember(number, choice).or(remember);
                }
            }
            cards.push(card);
        }
        self.shown = None;
        Answer::Imported { totals, files: cards, workspace: self.workspace(), remember }
    }

    /// Keeps a mapping that worked, and drops the file from those that wait.
    fn remember(&mut self, number: u32, choice: MappingChoice) -> Option<SavedMapping> {
        let at = self.waiting.iter().position(|waiting| waiting.number == number)?;
        // What encoding a file is in says nothing of the next one with these columns.
        let choice = MappingChoice { encoding: String::new(), ..choice };
        let saved = SavedMapping { shape: self.waiting.remove(at).sniffed.shape, choice };
        self.mappings.retain(|known| known.shape != saved.shape);
        self.mappings.push(saved.clone());
        Some(saved)
    }

    fn add(&mut self, done: Done) -> FileCard {
        let Done { result, is_sample, .. } = done;
        let mut file = SourceFile::of(self.next_source, &result, is_sample);
        match &result.verdict {
            Verdict::Unusable(unusable) => {
                let outcome =
                    FileState::Unusable { code: unusable.code.name().into(), message: unusable.message.clone(), next_step: unusable.code.next_step().into() };
                files::card(&file, self.currency(), outcome)
            }
            Verdict::NeedsMapping => self.wait(result, file),
            Verdict::Reading => match self.take_in(result, &mut file) {
                Ok(()) => {
                    self.next_source += 1;
                    self.files.push(file.clone());
                    files::card(&file, self.currency(), FileState::Read)
                }
                Err(outcome) => files::card(&file, self.currency(), outcome),
            },
        }
    }

    fn wait(&mut self, result: FileResult, file: SourceFile) -> FileCard {
        let Some(sniffed) = result.sniffed else {
            return files::card(&file, self.currency(), FileState::Unusable { code: "no-header".into(), message: String::new(), next_step: String::new() });
        };
        // The same file dropped again takes the place of the one that waits.
        self.waiting.retain(|waiting| !(waiting.file.name == file.name && waiting.sniffed.shape == sniffed.shape && waiting.file.bytes == file.bytes));
        let waiting = Waiting { number: self.next_waiting, sniffed, file };
        self.next_waiting += 1;
        let card = waiting_card(&waiting, self.currency());
        self.waiting.push(waiting);
        card
    }

    /// A file's rows into the workspace, unless they are there already.
    fn take_in(&mut self, result: FileResult, file: &mut SourceFile) -> Result<(), FileState> {
        let twin = self.files.iter().find(|known| known.fingerprint == file.fingerprint && file.accepted > 0);
        if let Some(twin) = twin {
            return Err(FileState::AlreadyHere { name: twin.name.clone() });
        }
        if result.sheet.is_some() { self.keep_sheet(result, file) } else { self.append(result, file) }
    }

    /// A sheet stands beside the ledger; its amounts must be in the workspace's currency, for figures are made of both.
    fn keep_sheet(&mut self, result: FileResult, file: &mut SourceFile) -> Result<(), FileState> {
        let Some(sheet) = result.sheet else { return Ok(()) };
        let stated = self.ledger.currency().or_else(|| self.sheets.iter().find_map(|(_, sheet)| sheet.currency));
        if let (Some(mine), Some(theirs)) = (stated, sheet.currency)
            && mine != theirs
        {
            return Err(other_currency(mine, theirs));
        }
        let has_money = sheet.columns.iter().any(|column| column.kind == CellKind::Money);
        if sheet.currency.is_none() && has_money && sheet.rows() > 0 {
            let code = self.currency().code().to_owned();
            file.note(Severity::Info, IssueCode::CurrencyAssumed, format!("No currency is written in the file: amounts are taken for {code}."));
        }
        self.sheets.push((file.id, sheet));
        Ok(())
    }

    /// Rows into the ledger, unless they are in another currency.
    fn append(&mut self, result: FileResult, file: &mut SourceFile) -> Result<(), FileState> {
        // A file that names no currency is taken for the workspace's, and counts as being in it from then on.
        let supplied = result.segment.columns.supplied();
        let has_money = supplied.has(Measure::Revenue) || supplied.has(Measure::Commission);
        let currency = result.currency.unwrap_or(self.currency());
        let stated = self.ledger.currency().or_else(|| self.sheets.iter().find_map(|(_, sheet)| sheet.currency));
        if let Some(mine) = stated.filter(|mine| has_money && *mine != currency) {
            return Err(other_currency(mine, currency));
        }
        let unusable = |code: IssueCode, message: String| FileState::Unusable { code: code.name().into(), message, next_step: code.next_step().into() };
        if self.ledger.append(file.id, has_money.then_some(currency), result.segment).is_err() {
            self.ledger.remove(file.id);
            return Err(unusable(IssueCode::Limit, "The file has more different creators, products or campaigns than can be held.".into()));
        }
        if result.currency.is_none() && has_money {
            file.note(Severity::Info, IssueCode::CurrencyAssumed, format!("No currency is written in the file: amounts are taken for {}.", currency.code()));
        }
        if let Some((rows, source)) = self.ledger.overlap_of_newest() {
            let other = self.files.iter().find(|known| known.id == source).map_or("another file", |known| known.name.as_str());
            let rows = format::counted(rows, "row has", "rows have");
            file.note(
                Severity::Warning,
                IssueCode::OverlapsFile,
                format!("{rows} the date, creator, ASIN, line and campaign of a row in {other}; both are counted."),
            );
        }
        Ok(())
    }
}

fn other_currency(mine: Currency, theirs: Currency) -> FileState {
    FileState::Unusable {
        code: IssueCode::OtherCurrency.name().into(),
        message: format!("The file is in {}, the files already here are in {} or taken for it: two currencies are never added.", theirs.code(), mine.code()),
        next_step: IssueCode::OtherCurrency.next_step().into(),
    }
}
