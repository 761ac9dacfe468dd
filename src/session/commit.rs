//! Files into the workspace: all of an import, or nothing of it.

use super::held::{Held, Said};
use super::import::{Done, Import};
use super::{Session, Waiting, refused, waiting_card};
use crate::analysis::{Detail, analyse};
use crate::intake::issue::{IssueCode, Severity};
use crate::intake::{FileResult, Verdict};
use crate::ledger::{CellKind, Dimension, Slice};
use crate::present::model::{FileCard, FileState, MappingChoice};
use crate::present::{files, trial};
use crate::protocol::messages::{Answer, ImportTotals, SavedMapping};
use crate::units::Currency;
use crate::workspace::edits::Edit;
use crate::workspace::source::SourceFile;

/// How one file of an import ended.
pub(super) enum End {
    /// Its rows are in the workspace, under this source number.
    Read(u32),
    Other(Box<FileCard>),
}

impl Session {
    /// Adds the import to the workspace and answers `Imported`; its `files` are in the order of `open`.
    pub fn commit(&mut self, mut import: Import) -> Answer {
        if let Some((before, said, done)) = import.read_again() {
            return self.commit_again(before, said, done);
        }
        let mut remember = None;
        // What was taken back before can no longer be repeated once other rows join.
        if import.done.iter().any(|done| done.result.verdict == Verdict::Reading) {
            self.edits.undone.clear();
            self.forget_out_of_reach();
        }
        let mut ends = Vec::new();
        for done in import.done {
            let said = done.said.clone();
            let end = self.add(done);
            if let (End::Read(_), Some(Said { of: Some(Held::Waiting(number)), choice, .. })) = (&end, said) {
                remember = self.remember(number, choice).or(remember);
            }
            ends.push(end);
        }
        let sources: Vec<u32> = ends.iter().filter_map(|end| if let End::Read(source) = end { Some(*source) } else { None }).collect();
        if !sources.is_empty() {
            self.note(Edit::Import { sources });
        }
        self.derive();
        // The report says that the files are in: their sums are there by then, for every page to begin with.
        analyse(&self.ledger, &self.rules, &Slice::ALL, Dimension::Whole, Detail::Sums);
        let mut totals = ImportTotals::default();
        let files = ends.into_iter().filter_map(|end| self.card_of(end, &mut totals)).collect();
        Answer::Imported { totals, files, workspace: self.workspace(), remember }
    }

    /// Answers what an import of one file would give, and drops it.
    pub fn trial(&self, import: Import) -> Answer {
        match import.done.first() {
            Some(done) => Answer::Trial { model: Box::new(trial::model(&done.result, self.currency())) },
            None => gone(),
        }
    }

    /// Takes what an import found at the head of a waiting file, in another encoding or with another separator, for what is known
    /// of the file. Where nothing can be read so, all stays as it was.
    pub fn look_again(&mut self, mut import: Import) -> Answer {
        let Some(Done { result, said: Some(Said { of: Some(Held::Waiting(number)), choice, .. }), .. }) = import.done.pop() else { return gone() };
        let Some(known) = self.waiting.iter_mut().find(|known| known.number == number) else { return gone() };
        let kept = known.file.clone();
        let file = SourceFile::of(kept.id, &result, kept.is_sample);
        let Some(sniffed) = result.sniffed else {
            let why = match result.verdict {
                Verdict::Unusable(unusable) => unusable.message,
                Verdict::Reading | Verdict::NeedsMapping => String::new(),
            };
            return refused("no-header", &format!("Read so, it is no table. {why} Choose another separator or encoding."));
        };
        known.sniffed = sniffed;
        known.file = SourceFile {
            bytes: kept.bytes,
            shape: kept.shape,
            modified_ms: kept.modified_ms,
            chosen_encoding: choice.encoding,
            chosen_delimiter: choice.delimiter,
            ..file
        };
        Answer::Mapping { mapping: Box::new(known.model(known.sniffed.detection.schema)) }
    }

    /// A file's card once the whole import is in, and its counts added.
    fn card_of(&self, end: End, totals: &mut ImportTotals) -> Option<FileCard> {
        match end {
            End::Other(card) => Some(*card),
            End::Read(source) => {
                let card = self.card(self.files.iter().find(|file| file.id == source)?);
                totals.accepted += card.accepted;
                totals.rejected += card.rejected;
                totals.skipped += card.skipped;
                Some(card)
            }
        }
    }

    /// Keeps a mapping that worked, and drops the file from those that wait.
    fn remember(&mut self, number: u32, choice: MappingChoice) -> Option<SavedMapping> {
        let at = self.waiting.iter().position(|waiting| waiting.number == number)?;
        let shape = self.waiting.remove(at).file.shape;
        Some(self.keep_mapping(shape, choice))
    }

    pub(super) fn add(&mut self, done: Done) -> End {
        let Done { result, is_sample, modified_ms, said } = done;
        let mut file = SourceFile { modified_ms, ..SourceFile::of(self.next_source, &result, is_sample) };
        if let Some(Said { choice, shape, .. }) = said {
            (file.chosen_encoding, file.chosen_delimiter) = (choice.encoding, choice.delimiter);
            file.shape = if shape.is_empty() { file.shape } else { shape };
        }
        let other = |card: FileCard| End::Other(Box::new(card));
        match &result.verdict {
            Verdict::Unusable(unusable) => {
                let outcome =
                    FileState::Unusable { code: unusable.code.name().into(), message: unusable.message.clone(), next_step: unusable.code.next_step().into() };
                other(files::card(&file, self.currency(), outcome))
            }
            Verdict::NeedsMapping => other(self.wait(result, file)),
            Verdict::Reading => match self.take_in(result, &mut file) {
                Ok(()) => {
                    let source = file.id;
                    self.next_source = self.next_source.max(source + 1);
                    self.at_hand.insert(source);
                    self.edits.aside.retain(|known| known.id != source);
                    self.files.push(file);
                    self.files.sort_by_key(SourceFile::place_or_id);
                    End::Read(source)
                }
                Err(outcome) => {
                    // Dropped again, its twin can be read in another way.
                    let source = self.twin(&file).map_or(file.id, |twin| twin.id);
                    self.at_hand.extend((source != file.id).then_some(source));
                    other(FileCard { source, ..files::card(&file, self.currency(), outcome) })
                }
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

    /// The file here that says the same.
    fn twin(&self, file: &SourceFile) -> Option<&SourceFile> {
        self.files.iter().find(|known| known.fingerprint == file.fingerprint && file.accepted > 0)
    }

    /// A file that was taken out, dropped again and read as before, takes up the rows that are held of it: steps back and forth
    /// mean the same file. Recognised by name, time, size and all that was read of it.
    fn comes_back(&self, file: &mut SourceFile) -> bool {
        let is_same = |aside: &&SourceFile| aside.modified_ms > 0 && **aside == SourceFile { id: aside.id, place: aside.place, ..file.clone() };
        let Some(aside) = self.edits.aside.iter().find(is_same) else { return false };
        (file.id, file.place) = (aside.id, aside.place);
        true
    }

    /// A file's rows into the workspace, unless they are there already.
    fn take_in(&mut self, result: FileResult, file: &mut SourceFile) -> Result<(), FileState> {
        if let Some(twin) = self.twin(file) {
            return Err(FileState::AlreadyHere { name: twin.name.clone() });
        }
        if result.sheet.is_some() { self.keep_sheet(result, file) } else { self.append(result, file) }
    }

    /// A sheet stands beside the ledger; its amounts must be in the workspace's currency, for figures are made of both.
    fn keep_sheet(&mut self, result: FileResult, file: &mut SourceFile) -> Result<(), FileState> {
        let Some(sheet) = result.sheet else { return Ok(()) };
        if let (Some(mine), Some(theirs)) = (self.stated_currency(), sheet.currency)
            && mine != theirs
        {
            return Err(other_currency(mine, theirs));
        }
        let has_money = sheet.columns.iter().any(|column| column.kind == CellKind::Money);
        if sheet.currency.is_none() && has_money && sheet.rows() > 0 {
            let code = self.currency().code().to_owned();
            file.note(Severity::Info, IssueCode::CurrencyAssumed, format!("No currency is written in the file: amounts are taken for {code}."));
        }
        if !self.comes_back(file) {
            self.sheets.push((file.id, sheet));
        }
        Ok(())
    }

    /// Rows into the ledger, unless they are in another currency.
    fn append(&mut self, result: FileResult, file: &mut SourceFile) -> Result<(), FileState> {
        // A file that names no currency is taken for the workspace's, and counts as being in it from then on.
        let has_money = file.has_money();
        let currency = result.currency.unwrap_or(self.currency());
        if let Some(mine) = self.stated_currency().filter(|mine| has_money && *mine != currency) {
            return Err(other_currency(mine, currency));
        }
        let unusable = |code: IssueCode, message: String| FileState::Unusable { code: code.name().into(), message, next_step: code.next_step().into() };
        if result.currency.is_none() && has_money {
            file.note(Severity::Info, IssueCode::CurrencyAssumed, format!("No currency is written in the file: amounts are taken for {}.", currency.code()));
        }
        if self.comes_back(file) {
            return Ok(());
        }
        if self.ledger.append(file.id, has_money.then_some(currency), result.segment).is_err() {
            self.ledger.remove(file.id);
            return Err(unusable(IssueCode::Limit, "The file has more different creators, products or campaigns than can be held.".into()));
        }
        self.sheets.extend(result.linked.map(|linked| (file.id, linked)));
        Ok(())
    }
}

fn gone() -> Answer {
    refused("file-gone", "This file is no longer waiting. Drop it again.")
}

fn other_currency(mine: Currency, theirs: Currency) -> FileState {
    FileState::Unusable {
        code: IssueCode::OtherCurrency.name().into(),
        message: format!("The file is in {}, the files already here are in {} or taken for it: two currencies are never added.", theirs.code(), mine.code()),
        next_step: IssueCode::OtherCurrency.next_step().into(),
    }
}
