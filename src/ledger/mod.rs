//! Attribution facts in columns. Slices and group-by are the only way to query them.

pub mod block;
pub mod columns;
pub mod content;
pub mod dictionary;
pub mod flat;
pub mod grain;
pub mod labels;
pub mod lanes;
pub mod mask;
pub mod measure;
mod packed;
mod resolution;
pub mod resolve;
pub mod rollup;
pub mod segment;
pub mod sheet;
pub mod slice;
pub mod spread;
pub mod store;
pub mod summary;
mod sums;
pub mod supersede;
pub mod words;

pub use block::{Block, Key};
pub use columns::{Columns, Fact, NO_RATE};
pub use dictionary::Dictionary;
pub use labels::Labels;
pub use mask::RowMask;
pub use measure::{Measure, Supplied};
pub use rollup::{Dimension, Group, RollUp, roll_up};
pub use segment::{LineRuns, Segment};
pub use sheet::{CellKind, CellValue, Period, Sheet, SheetColumn};
pub use slice::Slice;
pub use spread::{Spread, spreads};
pub use store::{Ledger, SourceRows};
pub use summary::{Scope, Summary};
