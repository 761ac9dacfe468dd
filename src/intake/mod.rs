//! Bytes to facts. Reading cannot fail; it can complain: whatever the bytes are, every record ends as accepted, rejected
//! or skipped, with an issue that says where and why.

pub mod columns;
mod complaint;
pub mod dates;
pub mod decoding;
pub mod encoding;
pub mod filetype;
pub mod guess;
pub mod issue;
mod linked;
pub mod period;
pub mod plan;
pub mod ranges;
pub mod reader;
pub mod records;
pub mod reports;
pub mod result;
pub mod row;
pub mod scan;
pub mod shares;
pub mod sheet_plan;
pub mod sheet_reader;
pub mod sheet_start;
pub mod sniff;
pub mod suggest;
pub mod text;
pub mod values;
mod words;

pub use encoding::Encoding;
pub use guess::Mapping;
pub use issue::{Issue, IssueCode, Issues, Severity};
pub use reader::FileReader;
pub use result::{FileResult, Verdict};
