//! What reading a file gave.

use super::columns::Column;
use super::dialect::{Dialect, Signs};
use super::encoding::Encoding;
use super::issue::{Issue, IssueCode, Issues, Severity};
use super::period::PeriodSource;
use super::plan::Plan;
use super::records_in::creator_counts;
use super::reports::{self, Detection};
use super::row::Tally;
use super::sheet_plan::SheetPlan;
use super::sniff::{Sniffed, Unusable};
use crate::ledger::content::{Content, CreatorCounts};
use crate::ledger::{Measure, Segment, Sheet};
use crate::units::fingerprint::Fingerprint;
use crate::units::{Currency, Date};

/// Where reading a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Reading,
    /// Columns must be chosen first.
    NeedsMapping,
    Unusable(Unusable),
}

/// What all rows of a file say about how it is written, where it has to be read once more by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    pub dialects: Vec<Dialect>,
    /// The encoding most rows are in, where it is not the one the first ones seemed to be in.
    pub encoding: Option<Encoding>,
    /// Readings so far.
    pub readings: u32,
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
    /// The header, or without one the first row; the start of the file while neither is known.
    pub header: Place,
    /// What all values of each column say about how it is written, one entry a header; empty where no row was read.
    pub signs: Vec<Signs>,
    /// How the columns were read.
    pub plan: Option<Plan>,
    pub sheet_plan: Option<SheetPlan>,
    /// All rows together speak for another reading than the first rows did: read the file again, by this.
    pub again: Option<Again>,
    pub records: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
    pub repairs: u64,
    pub issues: Issues,
    pub segment: Segment,
    /// The rows, where they are no attribution facts.
    pub sheet: Option<Sheet>,
    /// Attribution rows whose own links belong to another programme: no total of the facts holds them.
    pub linked: Option<Sheet>,
    /// Who says which days the sheet speaks of as a whole; `None` where nobody does.
    pub period_source: Option<PeriodSource>,
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
            header: Place::START,
            signs: Vec::new(),
            plan: None,
            sheet_plan: None,
            again: None,
            records: 0,
            accepted: 0,
            rejected: 0,
            skipped: 0,
            repairs: 0,
            issues: Issues::default(),
            segment: Segment::new(seed),
            sheet: None,
            linked: None,
            period_source: None,
            currency: None,
            fingerprint: String::new(),
        }
    }

    /// So many records have ended.
    pub(super) fn count(&mut self, Tally { accepted, rejected, skipped }: Tally) {
        self.records += accepted + rejected + skipped;
        self.accepted += accepted;
        self.rejected += rejected;
        self.skipped += skipped;
    }

    /// Field or column name of each header, empty where it is not read.
    pub fn column_names(&self) -> Vec<&'static str> {
        let sniffed = self.sniffed.as_ref();
        let of_facts = |columns: &[Option<Column>]| columns.iter().map(|column| column.map_or("", Column::name)).collect();
        match (&self.sheet_plan, &self.plan, sniffed.map(|sniffed| (&sniffed.detection, &sniffed.assignment))) {
            (Some(plan), _, _) => plan.names(),
            (None, Some(plan), _) => of_facts(&plan.columns),
            (None, None, Some((Detection { schema: Some(schema), matched, .. }, _))) => {
                matched.fields.iter().map(|field| field.and_then(|at| schema.fields.get(at)).map_or("", |field| field.name)).collect()
            }
            (None, None, Some((_, assignment))) => of_facts(&assignment.columns),
            (None, None, None) => Vec::new(),
        }
    }

    /// Sums by measure, or by field of the sheet; what no row supplies, and what overflows, is not there.
    pub fn sums(&self) -> Vec<(&str, i64)> {
        match &self.sheet {
            Some(sheet) => sheet.columns.iter().filter_map(|column| Some((column.name.as_str(), i64::try_from(column.sum()?).ok()?))).collect(),
            None => Measure::ALL.into_iter().filter_map(|measure| Some((measure.name(), self.sum(measure)?))).collect(),
        }
    }

    /// First and last day of the accepted rows.
    pub fn dates(&self) -> Option<(Date, Date)> {
        match &self.sheet {
            Some(sheet) => sheet.extent().map(|period| (period.first, period.last)),
            None => {
                let linked = self.linked.as_ref().and_then(Sheet::extent).map(|period| (period.first, period.last));
                let both = self.segment.columns.dates().into_iter().chain(linked);
                both.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
            }
        }
    }

    /// Sum of one measure over the accepted rows; `None` when no row supplies it or the sum overflows.
    pub fn sum(&self, measure: Measure) -> Option<i64> {
        self.segment.columns.supplied().has(measure).then(|| i64::try_from(self.segment.columns.sum(measure)).ok()).flatten()
    }
}

/// Where a line of a file begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: u64,
    pub byte: u64,
}

impl Place {
    pub const START: Place = Place { line: 1, byte: 0 };
}

/// An issue that concerns the whole file, said where it begins or at its header.
pub fn file_issue(severity: Severity, code: IssueCode, place: Place, message: String) -> Issue {
    Issue { severity, code, line: place.line, byte: place.byte, column: String::new(), message, raw: String::new() }
}

/// Fingerprint of what was accepted, whatever the order of rows; the name given to a nameless creator does not count.
/// `rows` is what the facts say.
pub(super) fn fingerprint(result: &FileResult, rows: Content) -> String {
    match &result.sheet {
        Some(sheet) => of_sheet(sheet, result.period_source),
        None => {
            let creator_counts = result.plan.as_ref().map_or(CreatorCounts::Yes, creator_counts);
            let facts = rows.with_labels(&result.segment, creator_counts).hex(result.currency.as_ref().map_or("", Currency::code));
            match &result.linked {
                Some(linked) => {
                    let mut both = Fingerprint::default();
                    both.text(&facts);
                    linked.content().into_iter().for_each(|part| both.word(part));
                    both.hex()
                }
                None => facts,
            }
        }
    }
}

/// The days a file's name or the reader gave are not part of what the file says.
fn of_sheet(sheet: &Sheet, period_source: Option<PeriodSource>) -> String {
    let mut fingerprint = Fingerprint::default();
    for text in [sheet.kind.as_str(), sheet.currency.as_ref().map_or("", Currency::code)] {
        fingerprint.text(text);
    }
    for text in [&sheet.brand, &sheet.asin] {
        fingerprint.text(text.as_deref().unwrap_or_default());
    }
    if let Some(period) = sheet.period.filter(|_| period_source == Some(PeriodSource::File)) {
        fingerprint.word(u64::from(period.first.days()) << 16 | u64::from(period.last.days()));
    }
    for column in &sheet.columns {
        fingerprint.text(&column.name);
    }
    sheet.content().into_iter().for_each(|part| fingerprint.word(part));
    fingerprint.hex()
}
