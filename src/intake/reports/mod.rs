//! Report families: one file each. A new family is a new file and a line in [`FAMILIES`].

mod creator_earnings;
mod roll_up;
mod template;

use super::columns::{Assignment, Column};

pub use template::{EXAMPLE as TEMPLATE_EXAMPLE, HEADER as TEMPLATE_HEADER};

/// One kind of report.
pub struct Family {
    /// Stable id, in `check` and in snapshots.
    pub kind: &'static str,
    /// Name on screen.
    pub label: &'static str,
    /// How surely these headers are this family, in per cent.
    pub confidence_percent: fn(&Headers<'_>) -> u32,
}

/// What a family decides on.
pub struct Headers<'a> {
    pub normalised: &'a [String],
    pub assignment: &'a Assignment,
}

impl Headers<'_> {
    pub fn has(&self, column: Column) -> bool {
        self.assignment.has(column)
    }

    /// Share of headers that were recognised, in per cent; empty headers do not count.
    pub fn recognised_percent(&self) -> u32 {
        let named = self.normalised.iter().filter(|header| !header.is_empty()).count().max(1);
        u32::try_from(self.assignment.recognised() * 100 / named).unwrap_or(0).min(100)
    }

    /// Date, ASIN, someone the sale belongs to, and a figure: without them a row is no attribution fact.
    pub fn is_complete(&self) -> bool {
        let figure = [Column::Clicks, Column::Orders, Column::Units, Column::Revenue, Column::Commission];
        let owner = [Column::Creator, Column::CreatorId, Column::Campaign];
        self.has(Column::Date) && self.has(Column::Asin) && owner.iter().any(|&column| self.has(column)) && figure.iter().any(|&column| self.has(column))
    }

    fn contains(&self, headers: &[&str]) -> bool {
        headers.iter().all(|wanted| self.normalised.iter().any(|header| header == wanted))
    }
}

/// All families, the most particular first: on equal confidence the earlier wins.
pub const FAMILIES: &[Family] = &[creator_earnings::FAMILY, template::FAMILY, roll_up::FAMILY];

/// Kind of a file whose columns the user chose.
pub const MAPPED: &str = "mapped";
/// Kind of a file that is none we know.
pub const UNKNOWN: &str = "unknown";

/// At this confidence a file is read without asking.
pub const AUTOMATIC_PERCENT: u32 = 80;

/// Below this a kind is not even suggested.
pub const SUGGESTED_PERCENT: u32 = 50;

/// The family these headers most likely belong to, and how surely. Two headers that claim one column, and spellings that may mean something else, always ask.
pub fn classify(headers: &Headers<'_>) -> (&'static str, u32) {
    let mut best = (UNKNOWN, 0);
    for family in FAMILIES {
        let confidence = (family.confidence_percent)(headers);
        if confidence > best.1 {
            best = (family.kind, confidence);
        }
    }
    if !headers.assignment.conflicts.is_empty() || headers.assignment.is_doubtful {
        best.1 = best.1.min(AUTOMATIC_PERCENT - 1);
    }
    best
}

/// Name of a kind on screen.
pub fn label(kind: &str) -> &'static str {
    match FAMILIES.iter().find(|family| family.kind == kind) {
        Some(family) => family.label,
        None if kind == MAPPED => "Creator attribution, columns chosen by you",
        None => "Not recognised",
    }
}
