//! Creators that are one under two names: proposed, merged by the user's word, and parted again.

use super::{Session, refused};
use crate::ledger::Sheet;
use crate::present::aliases;
use crate::protocol::messages::Answer;
use crate::quality::aliases::{Proposals, propose};
use crate::workspace::edits::Edit;

/// Kind of the user's own list of creators.
const CREATORS_TABLE: &str = "creators";

impl Session {
    pub(super) fn aliases(&self) -> Answer {
        Answer::Aliases { model: aliases::model(&self.alias_proposals(), &self.edits, &self.ledger, self.currency()) }
    }

    /// Creators that may be one under two names.
    pub fn alias_proposals(&self) -> Proposals {
        let codes: Vec<u32> = self.files.iter().filter_map(|file| self.ledger.creators().code(file.creator.as_deref()?)).collect();
        let tables: Vec<&Sheet> = self.sheets().filter(|(_, sheet)| sheet.kind == CREATORS_TABLE).map(|(_, sheet)| sheet).collect();
        propose(&self.ledger, &codes, &tables, self.standards.alias_edits)
    }

    /// Counts `from`, with all that already stands for it, as `to` from now on, also in files still to come.
    pub(super) fn merge(&mut self, from: &str, to: &str) -> Answer {
        let (from, to) = (self.edits.canonical(from).to_owned(), self.edits.canonical(to).to_owned());
        if [&from, &to].into_iter().any(|key| self.ledger.creators().code(key).is_none()) {
            return refused("no-such-creator", "One of these creators has no row any more.");
        }
        if from == to {
            return refused("already-one", "These two are counted as one creator already.");
        }
        self.edits.aliases.push((from.clone(), to.clone()));
        self.note(Edit::Merge { from, to });
        self.edited()
    }

    /// Counts `from` as a creator of its own again.
    pub(super) fn unmerge(&mut self, from: &str) -> Answer {
        let Some(at) = self.edits.aliases.iter().position(|(known, _)| known == from) else {
            return refused("not-merged", "This creator is counted on its own already.");
        };
        let (from, to) = self.edits.aliases.remove(at);
        self.note(Edit::Unmerge { from, to });
        self.edited()
    }
}
