//! Archives and workbooks into an import: each table inside is a file of its own.

use super::import::Aside;
use super::{Closed, Feed, Import};
use crate::books::{BookError, Note, Sink, Source, unpack};

impl Import {
    /// Reads what an archive or a workbook holds, each member to its end; of all members only the one called `only`, where
    /// that is named. They are as old as the archive. One that cannot be opened is a file that cannot be used.
    pub fn unpack(&mut self, name: &str, source: &mut dyn Source, only: Option<&str>, modified_ms: u64) {
        let mut members = Members { import: self, only, modified_ms, open: String::new(), asides: Vec::new() };
        if let Err(error) = unpack(name, source, &mut members) {
            self.open_counting(only.unwrap_or(name));
            return self.refuse(error.code(), error.to_string());
        }
        for (member, aside) in std::mem::take(&mut members.asides) {
            self.unpack_again(name, source, &member, aside);
        }
    }

    /// Reads one member as often as it asks for.
    fn unpack_again(&mut self, name: &str, source: &mut dyn Source, member: &str, aside: Aside) {
        let at = self.take_up(aside);
        loop {
            let mut once_more = OnceMore { import: self, only: member, closed: Closed::Done };
            match unpack(name, source, &mut once_more) {
                Ok(()) if once_more.closed == Closed::ReadAgain => {}
                Ok(()) => break,
                Err(error) => break self.refuse(error.code(), error.to_string()),
            }
        }
        self.put_back(at);
    }
}

struct Members<'a> {
    import: &'a mut Import,
    only: Option<&'a str>,
    modified_ms: u64,
    /// Name of the member being read.
    open: String,
    /// Members to be read again, once all have been read.
    asides: Vec<(String, Aside)>,
}

impl Sink for Members<'_> {
    fn begin(&mut self, name: &str) -> bool {
        let wanted = self.only.is_none_or(|only| only == name);
        if wanted {
            name.clone_into(&mut self.open);
            self.import.open_counting(name);
            self.import.modified(self.modified_ms);
        }
        wanted
    }

    fn block(&mut self, bytes: &[u8]) -> bool {
        self.import.feed(bytes) == Feed::More
    }

    fn end(&mut self, ended: Result<&[Note], BookError>) {
        if close(self.import, ended) == Closed::ReadAgain {
            let before = self.asides.len();
            self.asides.extend(self.import.set_aside(before).map(|aside| (std::mem::take(&mut self.open), aside)));
        }
    }
}

/// One member whose file is open already.
struct OnceMore<'a> {
    import: &'a mut Import,
    only: &'a str,
    closed: Closed,
}

impl Sink for OnceMore<'_> {
    fn begin(&mut self, name: &str) -> bool {
        self.only == name
    }

    fn block(&mut self, bytes: &[u8]) -> bool {
        self.import.feed(bytes) == Feed::More
    }

    fn end(&mut self, ended: Result<&[Note], BookError>) {
        self.closed = close(self.import, ended);
    }
}

fn close(import: &mut Import, ended: Result<&[Note], BookError>) -> Closed {
    match ended {
        Ok(notes) => {
            notes.iter().for_each(|note| import.note(note.severity(), note.code(), note.message()));
            import.close()
        }
        Err(error) => {
            import.refuse(error.code(), error.to_string());
            Closed::Done
        }
    }
}
