//! What was done to a workspace, so that it can be taken back, after a reload too. Figures derive from the files that take
//! part, so a step back sets files aside or takes them up again; nothing is computed backwards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::source::SourceFile;

/// Steps that can be taken back. More would keep the rows of files removed long ago.
pub const STEPS_MAX: usize = 10;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edit {
    /// Files came in.
    Import { sources: Vec<u32> },
    /// Files went out.
    Remove { sources: Vec<u32> },
    /// A file was read in another way than before.
    ReadAgain { before: u32, after: u32 },
    /// Two creators' keys were said to be one creator.
    Merge { from: String, to: String },
    /// They were said not to be.
    Unmerge { from: String, to: String },
    /// The creator of a file without a creator column was named.
    NameCreator { source: u32, before: String, after: String },
    /// Something was typed, decided or designed; nothing stands for not at all.
    Note { key: String, before: Option<String>, after: Option<String> },
}

/// The steps, what they set aside, and what they decided about creators.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edits {
    /// Steps that can be taken back, the latest last.
    pub done: Vec<Edit>,
    /// Steps that were taken back, the latest last.
    pub undone: Vec<Edit>,
    /// Files whose rows are held but take no part: removed, or of an import that was taken back.
    pub aside: Vec<SourceFile>,
    /// Keys of creators that are one: the first stands for the second.
    pub aliases: Vec<(String, String)>,
    /// What was typed, decided or designed, by key: see `session::notes`.
    pub notes: BTreeMap<String, String>,
}

impl Edits {
    /// Notes a step; what had been taken back cannot be repeated any more.
    pub fn note(&mut self, edit: Edit) {
        self.undone.clear();
        self.done.push(edit);
        let beyond = self.done.len().saturating_sub(STEPS_MAX);
        self.done.drain(..beyond);
    }

    /// Sources set aside that no step can bring back.
    pub fn out_of_reach(&self) -> Vec<u32> {
        let removed = self.done.iter().filter_map(|edit| if let Edit::Remove { sources } = edit { Some(sources) } else { None });
        let imported = self.undone.iter().filter_map(|edit| if let Edit::Import { sources } = edit { Some(sources) } else { None });
        let before = self.done.iter().filter_map(|edit| if let Edit::ReadAgain { before, .. } = edit { Some(*before) } else { None });
        let after = self.undone.iter().filter_map(|edit| if let Edit::ReadAgain { after, .. } = edit { Some(*after) } else { None });
        let within: Vec<u32> = removed.chain(imported).flatten().copied().chain(before).chain(after).collect();
        self.aside.iter().map(|file| file.id).filter(|id| !within.contains(id)).collect()
    }

    /// The key a creator's key stands for in the end.
    pub fn canonical<'a>(&'a self, key: &'a str) -> &'a str {
        let mut found = key;
        // As many hops as there are aliases: a ring, which merging never makes, ends too.
        for _ in &self.aliases {
            match self.aliases.iter().find(|(from, _)| from == found) {
                Some((_, to)) => found = to,
                None => break,
            }
        }
        found
    }
}
