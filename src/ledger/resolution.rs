//! What is said of files that speak of the same sales: which of them claims to be newest, and what that changes.

use std::collections::BTreeMap;

use super::columns::Fact;
use super::grain::{Clash, Grain};
use super::mask::RowMask;
use super::measure::Measure;
use crate::units::{Date, Rate};

/// Restatements of one pair of files listed one by one; all are counted.
pub const RESTATEMENTS_LISTED_MAX: usize = 1_000;

/// What decides between files that have the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub source: u32,
    /// Sources of one origin are one file and add up: a file, and the corrections of its rejected rows. The origin is the
    /// file's own source number.
    pub origin: u32,
    /// When the file was last modified, in milliseconds; 0 where unknown.
    pub modified_ms: u64,
    pub fingerprint: String,
    /// What the header of the date column says a row covers.
    pub declared: Option<Grain>,
}

/// One key that two files give different values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restatement {
    pub date: Date,
    /// Codes of the ledger; the creator's after aliases.
    pub creator: u32,
    pub asin: u32,
    pub line: u32,
    pub campaign: u32,
    /// First line of the key in either file.
    pub newer_line: u64,
    pub older_line: u64,
    /// Measures whose sums differ: older and newer value.
    pub changes: Vec<(Measure, i128, i128)>,
    /// Commission rates where they differ and each file has only one for the key.
    pub rates: Option<(Rate, Rate)>,
}

/// What two files that share keys have to do with each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Source numbers of the two files.
    pub newer: u32,
    pub older: u32,
    /// Keys both give the same values, and rows of the older that are left out for it.
    pub duplicate_keys: u64,
    pub duplicate_rows: u64,
    /// Keys with other values in the newer, and rows of the older that are left out for it.
    pub restated_keys: u64,
    pub restated_rows: u64,
    /// Newer minus older over all restated keys, by measure, of what both supply.
    pub deltas: [i128; Measure::COUNT],
    /// The first [`RESTATEMENTS_LISTED_MAX`], by date and then by text.
    pub listed: Vec<Restatement>,
    /// By measure, keys for which it is taken from the older file, because no newer one supplies it.
    pub completed_keys: [u64; Measure::COUNT],
}

/// One fact that several files make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completed {
    pub fact: Fact,
    /// First row of the key in the newest file.
    pub row: u32,
}

/// Which rows count, and why the others do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// Rows that do not count because a newer file's, or a completed fact, stand for them.
    pub excluded: RowMask,
    /// In the order of days and then of texts, whatever the order of files.
    pub completed: Vec<Completed>,
    /// By source number, how many of its rows are left out.
    pub excluded_rows: BTreeMap<u32, u64>,
    /// Pairs of files that share keys, newest first.
    pub overlaps: Vec<Overlap>,
    /// Files that may hold the same sales, once by week or month and once by day: both count.
    pub clashes: Vec<Clash>,
}
