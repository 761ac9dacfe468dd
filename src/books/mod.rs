//! Archives and workbooks: bytes in, the tables inside out, one after another, in blocks.
//!
//! Nothing is ever held whole but the shared texts of a workbook and a workbook inside an archive, and both have a limit.
//! Whatever the bytes are, this ends: with every member handed over, or with a [`BookError`] for it or for all of them.

mod checksum;
mod compound;
mod error;
mod format;
mod gzip;
mod inflate;
mod member;
mod number;
mod sheet;
mod strings;
mod workbook;
mod xml;
mod zip;

use std::cell::Cell;
use std::io::{Read, Seek, SeekFrom};
use std::rc::Rc;

pub use error::BookError;

use crate::intake::{IssueCode, Severity};

/// A file to be opened: the command line's own, or the browser's behind a synchronous reader.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// Files of an archive that are handed over: nobody drops more reports at once.
pub const MEMBERS_MAX: usize = 1_000;
/// Bytes an archive may unpack to, all in all: ten million rows of a report take a quarter of it.
pub const INFLATED_BYTES_MAX: u64 = 4 << 30;
/// Times an archive's part may grow when unpacked. Reports grow five- to thirty-fold; an archive made to fill a disk, a
/// thousand-fold.
pub const GROWTH_MAX: u64 = 200;
/// Up to here growth does not matter: a small table of one value is no bomb.
pub const GROWTH_ALLOWED_BYTES: u64 = 32 << 20;
/// A workbook inside an archive is held whole while it is read.
pub const NESTED_BYTES_MAX: u64 = 64 << 20;
/// Shared texts of a workbook are held while its sheets are read: bytes, and how many.
pub const SHARED_TEXT_BYTES_MAX: usize = 64 << 20;
pub const SHARED_TEXTS_MAX: usize = 4_000_000;
/// Rows of a sheet, as in every spreadsheet program.
pub const ROWS_MAX: u32 = 1_048_576;
/// Columns of a sheet with anything in them: as many as one record of a table may have.
pub const COLUMNS_MAX: u32 = 1_000;
/// Cells of a sheet with anything in them.
pub const CELLS_MAX: u64 = 64_000_000;

/// What is worth saying of a member besides its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    HiddenSheet,
    /// So many cells hold a formula without the value it came to.
    Uncalculated(u64),
}

impl Note {
    pub const fn severity(self) -> Severity {
        match self {
            Note::HiddenSheet => Severity::Info,
            Note::Uncalculated(_) => Severity::Warning,
        }
    }

    pub const fn code(self) -> IssueCode {
        match self {
            Note::HiddenSheet => IssueCode::HiddenSheet,
            Note::Uncalculated(_) => IssueCode::UncalculatedCells,
        }
    }

    pub fn message(self) -> String {
        match self {
            Note::HiddenSheet => "The sheet is hidden in the workbook. It is read like the others.".into(),
            Note::Uncalculated(1) => "1 cell holds a formula without its result, so it is read as empty.".into(),
            Note::Uncalculated(count) => format!("{count} cells hold formulas without their results, so they are read as empty."),
        }
    }
}

/// Takes what comes out of an archive.
pub trait Sink {
    /// A member follows, named by its whole way: `archive.zip/folder/file.csv`, `book.xlsx/Sheet1`. False leaves it out.
    fn begin(&mut self, name: &str) -> bool;
    /// Its next bytes. False when no more of it are wanted.
    fn block(&mut self, bytes: &[u8]) -> bool;
    /// It has ended; with an error nothing of it counts.
    fn end(&mut self, ended: Result<&[Note], BookError>);
}

/// Bytes by which [`is_book`] tells.
pub const MARK_BYTES: u64 = 8;

/// Whether a file that begins with these bytes is one that [`unpack`] opens.
pub fn is_book(head: &[u8]) -> bool {
    Kind::of(head).is_some()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zip,
    Gzip,
    Compound,
}

impl Kind {
    fn of(head: &[u8]) -> Option<Kind> {
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Some(Kind::Zip),
            [0x1f, 0x8b, 8, ..] => Some(Kind::Gzip),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(Kind::Compound),
            _ => None,
        }
    }
}

/// What is left of [`INFLATED_BYTES_MAX`], over everything in a file.
type Budget = Rc<Cell<u64>>;

/// Hands everything in `source` to `sink`, in the order it stands there. Fails where the whole cannot be opened; what is wrong
/// with one member is told to the sink.
pub fn unpack(name: &str, source: &mut dyn Source, sink: &mut dyn Sink) -> Result<(), BookError> {
    let budget = Rc::new(Cell::new(INFLATED_BYTES_MAX));
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    source.take(MARK_BYTES).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;
    match Kind::of(&head) {
        Some(Kind::Zip) => member::unpack_zip(name, source, sink, &budget),
        Some(Kind::Gzip) => gzip::unpack(name, source, sink, &budget),
        Some(Kind::Compound) => Err(compound::what(source)),
        None => Err(BookError::Damaged("it is not an archive")),
    }
}

/// Names of everything in `source` that [`unpack`] would hand over, in its order.
pub fn names(name: &str, source: &mut dyn Source) -> Result<Vec<String>, BookError> {
    let mut names = Names(Vec::new());
    unpack(name, source, &mut names)?;
    Ok(names.0)
}

struct Names(Vec<String>);

impl Sink for Names {
    fn begin(&mut self, name: &str) -> bool {
        self.0.push(name.to_owned());
        false
    }

    fn block(&mut self, _: &[u8]) -> bool {
        false
    }

    fn end(&mut self, _: Result<&[Note], BookError>) {}
}
