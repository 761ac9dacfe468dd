//! One session of work: the workspace in memory, imports into it, answers from it. Pure: no clock, no file, no browser.

use crate::protocol::messages::{Answer, Ask};

/// Everything the worker holds.
pub struct Session {}

/// An import in progress. Nothing of it is in the session until `Session::commit`.
pub struct Import {}

/// Whether an open file wants more bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    More,
    /// The rest of this file need not be read (unusable, or a mapping is needed first).
    Enough,
}

impl Session {
    pub fn new() -> Session {
        Session {}
    }
    /// Everything that needs neither a file nor an attachment: all of `Ask` but `Import`, `Paste`, `Sample`, `Map`, `Cancel`, `Snapshot`, `Restore`.
    pub fn answer(&mut self, _ask: Ask) -> Answer {
        Answer::Refused { code: "not-yet".into(), message: String::new() }
    }
    /// The workspace packed into UTF-16 units without surrogates, and its number of rows.
    pub fn snapshot(&self) -> (Vec<u16>, u64) {
        (Vec::new(), 0)
    }
    pub fn restore(&mut self, _packed: &[u16]) -> Answer {
        Answer::Refused { code: "not-yet".into(), message: String::new() }
    }
    pub fn begin_import(&mut self) -> Import {
        Import {}
    }
    /// Adds the import to the workspace and answers `Imported`; `files` of the answer are in the order of `open`.
    pub fn commit(&mut self, _import: Import) -> Answer {
        Answer::Refused { code: "not-yet".into(), message: String::new() }
    }
    /// Drops the import and answers `Cancelled`.
    pub fn abandon(&mut self, _import: Import) -> Answer {
        Answer::Refused { code: "not-yet".into(), message: String::new() }
    }
    /// The built-in synthetic client as `(file name, CSV bytes)`.
    pub fn sample(&self) -> (String, Vec<u8>) {
        (String::new(), Vec::new())
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Import {
    /// Starts the next file. `is_sample` labels it "Sample data".
    pub fn open(&mut self, _name: &str, _bytes_total: u64, _is_sample: bool) {}
    /// Starts a file that waited for a mapping, from its first byte.
    pub fn open_mapped(&mut self, _waiting: u32, _choice: crate::present::model::MappingChoice) {}
    /// The next block of the open file, in order, of any size.
    pub fn feed(&mut self, _block: &[u8]) -> Feed {
        Feed::Enough
    }
    /// The open file has ended.
    pub fn close(&mut self) {}
    /// The open file could not be read to its end: it closes as unusable and none of its records counts.
    pub fn fail(&mut self, _code: &str, _message: &str, _next_step: &str) {}
    /// Records read so far over all files, for the progress line.
    pub fn records(&self) -> u64 {
        0
    }
}
