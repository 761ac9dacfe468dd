//! A file that is read again in another way takes the place of its earlier reading, or nothing changes.

use super::commit::End;
use super::held::{Held, Said};
use super::import::{Done, Import};
use super::{Session, refused};
use crate::intake::Verdict;
use crate::intake::period::PeriodSource;
use crate::present::formats::choice_of;
use crate::present::model::FileState;
use crate::protocol::messages::{Answer, ImportTotals, SavedMapping};
use crate::workspace::edits::Edit;
use crate::workspace::source::SourceFile;

impl Import {
    /// The source whose file was read again, with what that gave; an import reads nothing else beside it.
    pub(super) fn read_again(&mut self) -> Option<(u32, Said, Done)> {
        let said = self.done.first()?.said.clone()?;
        let Some(Held::Read(before)) = said.of else { return None };
        self.done.drain(..).next().map(|done| (before, said, done))
    }
}

impl Session {
    pub(super) fn commit_again(&mut self, before: u32, said: Said, done: Done) -> Answer {
        let Some(old) = self.files.iter().find(|file| file.id == before).cloned() else {
            return refused("file-gone", "This file is not in the workspace any more. Drop it again on the Data page.");
        };
        if done.result.verdict == Verdict::NeedsMapping {
            return stays(&old, "Its columns are not recognised when it is read so.");
        }
        // Neither its rows nor its currency may stand in the way of its own new reading.
        self.set_aside(&[before]);
        match self.add(Done { is_sample: old.is_sample, ..done }) {
            End::Other(card) => {
                self.take_up(&[before]);
                stays(&old, &why(&card.outcome))
            }
            End::Read(after) => {
                self.take_over(&old, after);
                self.note(Edit::ReadAgain { before, after });
                self.derive();
                let remember = (!old.is_sample).then(|| self.keep_mapping(said.shape, said.choice));
                let files = self.files.iter().filter(|file| file.id == after).map(|file| self.card(file)).collect();
                Answer::Imported { totals: ImportTotals::default(), files, workspace: self.workspace(), remember }
            }
        }
    }

    /// What the reader has said of the file itself holds for its new reading: its place, its creator, its days.
    fn take_over(&mut self, old: &SourceFile, after: u32) {
        let Some(file) = self.files.iter_mut().find(|file| file.id == after) else { return };
        file.place = old.place_or_id();
        let other_creator = old.creator.clone().filter(|creator| file.creator.as_ref().is_some_and(|usual| usual != creator));
        self.files.sort_by_key(SourceFile::place_or_id);
        if let Some(creator) = other_creator {
            self.give_creator(after, &creator);
        }
        if let Some((first, last)) = old.period.as_ref().filter(|_| old.period_source == PeriodSource::Reader.name()) {
            self.set_period(after, first, last);
        }
    }

    /// After a step back or forth, what is remembered for the file's headers is what its reading that takes part was told.
    pub(super) fn remember_as_read(&mut self, edit: &Edit) -> Option<SavedMapping> {
        let Edit::ReadAgain { before, after } = edit else { return None };
        let file = self.files.iter().find(|file| (file.id == *before || file.id == *after) && !file.is_sample)?;
        let (shape, choice) = (file.shape.clone(), choice_of(file));
        Some(self.keep_mapping(shape, choice))
    }
}

/// Why a new reading cannot take the place of the earlier one.
fn why(outcome: &FileState) -> String {
    match outcome {
        FileState::AlreadyHere { name } => format!("Read so, it says the same as {name}, which is counted already."),
        FileState::Unusable { message, .. } => message.clone(),
        FileState::Read | FileState::NeedsMapping { .. } => String::new(),
    }
}

fn stays(old: &SourceFile, why: &str) -> Answer {
    refused("not-read-again", &format!("{} stays as it was read before. {why} Choose another form, or go on as it is.", old.name))
}
