//! Messages between the host and the worker that opens archives and workbooks: bytes, and beside them the file on the way there;
//! on the way back each table inside, as a file of its own that the browser holds, not the worker's memory.

use serde::{Deserialize, Serialize};

use super::sharing::{kind_of, number_of};
use crate::intake::{IssueCode, Severity};

/// Host to unpacker. The file travels beside.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BookAsk {
    /// Hand over everything in this file, in the order it stands there.
    Open { name: String },
}

/// Unpacker to host.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BookReply {
    /// A table, named by its whole way (`book.xlsx/Sheet1`), and what is worth saying of it. Its content travels beside.
    Member { name: String, notes: Vec<BookNote> },
    /// A table that cannot be read, and why.
    Broken { name: String, why: BookNote },
    /// There is nothing more in the file.
    Ended,
    /// The file as a whole cannot be opened, and why.
    Unusable { why: BookNote },
}

/// A complaint about a whole file: how bad, as `Severity` is ordered; its code, as `IssueCode::name` has it; its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookNote {
    severity: u8,
    code: String,
    pub message: String,
}

impl BookNote {
    pub fn new(severity: Severity, code: IssueCode, message: String) -> BookNote {
        BookNote { severity: number_of(severity), code: code.name().to_owned(), message }
    }

    /// Severity and code; those of a file that cannot be read where they are not known here.
    pub fn kind(&self) -> (Severity, IssueCode) {
        kind_of(self.severity, &self.code).unwrap_or((Severity::Error, IssueCode::FileUnreadable))
    }
}
