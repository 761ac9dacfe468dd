//! Why an archive, or something in it, cannot be read.

use super::{COLUMNS_MAX, GROWTH_MAX, INFLATED_BYTES_MAX, MEMBERS_MAX, NESTED_BYTES_MAX, ROWS_MAX};
use crate::intake::IssueCode;

/// The sentence says what and where; the code's next step says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    #[error("The file could not be read to its end.")]
    Unreadable,
    #[error("The archive is damaged or cut off: {0}. Download it again.")]
    Damaged(&'static str),
    #[error("The workbook is damaged: {0}.")]
    DamagedBook(&'static str),
    #[error("The archive is protected by a password.")]
    Encrypted,
    #[error("It is packed by a method that is not read here ({0}).")]
    Method(&'static str),
    #[error("It is an archive inside an archive.")]
    Nested,
    #[error("It is a workbook of more than {} MB inside an archive.", NESTED_BYTES_MAX >> 20)]
    NestedTooLarge,
    #[error("The archive is one of several parts.")]
    Parts,
    #[error("There is no file in the archive.")]
    Empty,
    #[error("The archive holds more than {MEMBERS_MAX} files.")]
    TooMany,
    #[error("Unpacked it is larger than {} GB.", INFLATED_BYTES_MAX >> 30)]
    TooLarge,
    #[error("Unpacked it grows more than {GROWTH_MAX}-fold, as no report does.")]
    Bomb,
    #[error("No sheet of the workbook has anything in it.")]
    EmptyBook,
    #[error("The workbook is protected by a password.")]
    Protected,
    #[error("This is {0}, which is not read here.")]
    OtherBook(&'static str),
    #[error("This is {0}, not a table.")]
    Document(&'static str),
    #[error("The sheet has something in column {0}; at most {COLUMNS_MAX} columns are read.")]
    Columns(u32),
    #[error("The sheet has something in row {0}; a sheet has at most {ROWS_MAX} rows.")]
    Rows(u64),
    #[error("The sheet has more cells than can be read.")]
    Cells,
    #[error("The workbook has more text than can be held.")]
    Texts,
}

impl BookError {
    pub const fn code(&self) -> IssueCode {
        match self {
            BookError::Unreadable => IssueCode::FileUnreadable,
            BookError::Document(_) => IssueCode::WrongType,
            BookError::DamagedBook(_) | BookError::EmptyBook | BookError::Protected | BookError::OtherBook(_) => IssueCode::Workbook,
            BookError::Columns(_) | BookError::Rows(_) | BookError::Cells | BookError::Texts => IssueCode::Workbook,
            BookError::Damaged(_) | BookError::Encrypted | BookError::Method(_) | BookError::Nested | BookError::NestedTooLarge => IssueCode::Archive,
            BookError::Parts | BookError::Empty | BookError::TooMany | BookError::TooLarge | BookError::Bomb => IssueCode::Archive,
        }
    }
}

impl From<std::io::Error> for BookError {
    /// An error of ours that has travelled through a reader comes back as itself.
    fn from(error: std::io::Error) -> BookError {
        error.get_ref().and_then(|inner| inner.downcast_ref::<BookError>()).cloned().unwrap_or(BookError::Unreadable)
    }
}

impl From<BookError> for std::io::Error {
    fn from(error: BookError) -> std::io::Error {
        std::io::Error::other(error)
    }
}
