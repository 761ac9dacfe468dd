//! Models of what files have to do with each other: overlaps, creators under two names, steps back.

use serde::{Deserialize, Serialize};

use super::model::NamedText;

/// What can be taken back and repeated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepsModel {
    /// What undoing takes back, `import of 3 files`; `None` when there is nothing.
    pub undo: Option<String>,
    /// What repeating does again.
    pub redo: Option<String>,
    /// Said where steps do not outlive the page, or rows of removed files are still held; else empty.
    pub note: String,
}

/// Two files with rows of the same keys (date, campaign, creator, ASIN, line), or with the same sales by different periods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverlapModel {
    /// Source numbers and names. The newer counts where both have a key.
    pub newer: u32,
    pub newer_name: String,
    pub older: u32,
    pub older_name: String,
    /// Both files count although they may hold the same sales: something for the reader to decide.
    pub is_warning: bool,
    /// Whole sentences: what is counted once, what was restated, what completes, what only the older file had.
    pub sentences: Vec<String>,
    pub duplicate_rows: u64,
    pub restated_keys: u64,
    /// Newer minus older over all restated keys: measure and amount with its sign.
    pub deltas: Vec<NamedText>,
}

/// Restated keys of one pair of files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestatementsModel {
    pub overlap: OverlapModel,
    /// `first 1,000 of 12,345`; empty where all are listed.
    pub beyond: String,
    pub rows: Vec<RestatementModel>,
}

/// One key that the newer file gives other values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestatementModel {
    /// `1 Mar 2026`
    pub date: String,
    pub creator: String,
    pub asin: String,
    pub campaign: String,
    pub line: String,
    pub older_line: u64,
    pub newer_line: u64,
    pub changes: Vec<ChangeModel>,
}

/// One value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeModel {
    /// `Revenue`
    pub name: String,
    pub older: String,
    pub newer: String,
    /// `+$2.50`; empty for rates.
    pub delta: String,
    /// Exact decimals, as in `data-exact`.
    pub older_exact: String,
    pub newer_exact: String,
}

/// Creators that may be one under two names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasesModel {
    /// `3 pairs of creators look alike.`
    pub status: String,
    /// Surest first.
    pub proposals: Vec<AliasProposalModel>,
    pub merged: Vec<MergedModel>,
}

/// Two creators that may be one; merging asks `Merge` with both keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasProposalModel {
    /// Would be counted as `to`.
    pub from: CreatorModel,
    pub to: CreatorModel,
    /// Why they look like one.
    pub why: String,
    /// What their rows say: the same sales twice, or different ones.
    pub shared: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatorModel {
    pub key: String,
    pub name: String,
    /// `120 rows, $1,234.00`; empty where it does not matter.
    pub evidence: String,
}

/// A creator counted as another one, by the user's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedModel {
    pub from: CreatorModel,
    pub to: CreatorModel,
}
