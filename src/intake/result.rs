//! What reading a file gave.

use super::issue::{Issue, IssueCode, Issues, Severity};
use super::plan::Plan;
use super::reports;
use super::sniff::{Sniffed, Unusable};
use crate::ledger::content::{Content, CreatorCounts};
use crate::ledger::{Measure, Segment};
use crate::units::Currency;

/// Where reading a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Reading,
    /// Columns must be chosen first.
    NeedsMapping,
    Unusable(Unusable),
}

/// Everything a file gave.
#[derive(Clone)]
pub struct FileResult {
    pub name: String,
    pub bytes: u64,
    pub kind: &'static str,
    pub confidence_percent: u32,
    /// Columns were chosen by the user, now or before.
    pub is_mapped: bool,
    pub verdict: Verdict,
    pub sniffed: Option<Sniffed>,
    pub plan: Option<Plan>,
    pub records: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
    pub repairs: u64,
    pub issues: Issues,
    pub segment: Segment,
    /// The currency written in the file.
    pub currency: Option<Currency>,
    /// Fingerprint of the accepted facts: the same rows in any order, under any name, have the same one.
    pub fingerprint: String,
}

impl FileResult {
    /// A file of which nothing has been read yet. `seed` is for hashing.
    pub(super) fn new(name: &str, seed: u64, is_mapped: bool) -> FileResult {
        FileResult {
            name: name.to_owned(),
            bytes: 0,
            kind: reports::UNKNOWN,
            confidence_percent: 0,
            is_mapped,
            verdict: Verdict::Reading,
            sniffed: None,
            plan: None,
            records: 0,
            accepted: 0,
            rejected: 0,
            skipped: 0,
            repairs: 0,
            issues: Issues::default(),
            segment: Segment::new(seed),
            currency: None,
            fingerprint: String::new(),
        }
    }

    /// Sum of one measure over the accepted rows; `None` when no row supplies it or the sum overflows.
    pub fn sum(&self, measure: Measure) -> Option<i64> {
        self.segment.columns.supplied().has(measure).then(|| self.segment.columns.sum(measure)).flatten()
    }
}

/// An issue that concerns the whole file.
pub fn file_issue(severity: Severity, code: IssueCode, line: u64, message: String) -> Issue {
    Issue { severity, code, line, byte: 0, column: String::new(), message, raw: String::new() }
}

/// Fingerprint of what was accepted, whatever the order of rows; the name given to a nameless creator does not count.
pub(super) fn fingerprint(segment: &Segment, plan: Option<&Plan>, currency: Option<Currency>) -> String {
    let is_named = plan.is_none_or(|plan| plan.only_creator.is_none());
    let creator_counts = if is_named { CreatorCounts::Yes } else { CreatorCounts::No };
    Content::of(segment, creator_counts).hex(currency.as_ref().map_or("", Currency::code))
}
