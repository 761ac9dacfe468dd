//! Files that may be read once more: those that wait for the reader, and those that were read.

use super::Session;
use crate::present::formats::{choice_of, lasting};
use crate::present::model::MappingChoice;
use crate::protocol::messages::SavedMapping;

/// A file that the session knows by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// It waits, under this number, for the reader to say which column is what.
    Waiting(u32),
    /// It was read, as this source.
    Read(u32),
}

/// What an import has to know of such a file.
#[derive(Clone)]
pub(super) struct HeldFile {
    pub(super) held: Held,
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) modified_ms: u64,
    pub(super) shape: String,
    pub(super) choice: MappingChoice,
}

/// How a file is to be read, by the reader's word.
#[derive(Clone)]
pub(super) struct Said {
    /// The file it was said of; `None` where it was said earlier, of this file or of others with its headers.
    pub(super) of: Option<Held>,
    pub(super) choice: MappingChoice,
    /// Shape of the file's headers as they are found where nothing is said.
    pub(super) shape: String,
}

impl Session {
    pub(super) fn held_files(&self) -> Vec<HeldFile> {
        let waiting = self.waiting.iter().map(|waiting| (Held::Waiting(waiting.number), &waiting.file));
        let read = self.files.iter().map(|file| (Held::Read(file.id), file));
        let held = waiting.chain(read).map(|(held, file)| HeldFile {
            held,
            name: file.name.clone(),
            bytes: file.bytes,
            modified_ms: file.modified_ms,
            shape: file.shape.clone(),
            choice: choice_of(file),
        });
        held.collect()
    }

    /// Whether the bytes of a file may still be asked for: to be read again, now or after a step back.
    pub fn holds(&self, held: Held) -> bool {
        match held {
            Held::Waiting(number) => self.waiting.iter().any(|waiting| waiting.number == number),
            Held::Read(source) => self.at_hand.contains(&source) && self.files.iter().chain(&self.edits.aside).any(|file| file.id == source),
        }
    }

    /// Keeps what was said of a file for the next one with its headers.
    pub(super) fn keep_mapping(&mut self, shape: String, choice: MappingChoice) -> SavedMapping {
        let saved = SavedMapping { shape, choice: lasting(choice) };
        self.mappings.retain(|known| known.shape != saved.shape);
        self.mappings.push(saved.clone());
        saved
    }
}

impl HeldFile {
    /// The file with this choice. With another separator it has other columns: what was said of those is left out.
    pub(super) fn said(&self, choice: MappingChoice) -> Said {
        let choice = match choice.delimiter == self.choice.delimiter || matches!(self.held, Held::Waiting(_)) {
            true => choice,
            false => MappingChoice { delimiter: choice.delimiter, encoding: choice.encoding, ..MappingChoice::default() },
        };
        Said { of: Some(self.held), choice, shape: self.shape.clone() }
    }
}
