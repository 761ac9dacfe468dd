//! Bytes to facts. Reading cannot fail; it can complain: whatever the bytes are, every record ends as accepted, rejected
//! or skipped, with an issue that says where and why.

mod assumptions;
pub mod columns;
mod complaint;
pub mod dates;
pub mod decoding;
pub mod dialect;
pub mod encoding;
mod exact;
pub mod filetype;
pub mod guess;
pub mod issue;
mod linked;
mod money_column;
mod months;
mod numbers;
pub mod period;
pub mod plan;
mod quick;
pub mod ranges;
pub mod reader;
mod recall;
pub mod records;
mod records_in;
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
pub use result::{Again, FileResult, Verdict};
