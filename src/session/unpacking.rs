//! Archives and workbooks into an import: each table inside is a file of its own.

use super::{Feed, Import};
use crate::books::{BookError, Note, Sink, Source, unpack};

impl Import {
    /// Reads what an archive or a workbook holds, each member to its end; of all members only the one called `only`, where
    /// that is named. They are as old as the archive. One that cannot be opened is a file that cannot be used.
    pub fn unpack(&mut self, name: &str, source: &mut dyn Source, only: Option<&str>, modified_ms: u64) {
        let mut members = Members { import: self, only, modified_ms };
        if let Err(error) = unpack(name, source, &mut members) {
            self.open_counting(only.unwrap_or(name));
            self.refuse(error.code(), error.to_string());
        }
    }
}

struct Members<'a> {
    import: &'a mut Import,
    only: Option<&'a str>,
    modified_ms: u64,
}

impl Sink for Members<'_> {
    fn begin(&mut self, name: &str) -> bool {
        let wanted = self.only.is_none_or(|only| only == name);
        if wanted {
            self.import.open_counting(name);
            self.import.modified(self.modified_ms);
        }
        wanted
    }

    fn block(&mut self, bytes: &[u8]) -> bool {
        self.import.feed(bytes) == Feed::More
    }

    fn end(&mut self, ended: Result<&[Note], BookError>) {
        match ended {
            Ok(notes) => {
                notes.iter().for_each(|note| self.import.note(note.severity(), note.code(), note.message()));
                self.import.close();
            }
            Err(error) => self.import.refuse(error.code(), error.to_string()),
        }
    }
}
