//! The command line's JSON.

use serde::Serialize;

use super::trust_shape::{JoinEntry, OverlapEntry};
use crate::analysis::compare::{Comparison, change};
use crate::analysis::{Analysis, key_of};
use crate::intake::IssueCode;
use crate::intake::scan::{Fault, Record};
use crate::kpi::{Kpi, Outcome};
use crate::ledger::{Dimension, Ledger};
use crate::present::change;
use crate::present::format;
use crate::present::programmes::ProgrammeModel;
use crate::units::Currency;
use crate::units::decimal::scaled_text;
use crate::workspace::source::{SavedIssue, SourceFile};

/// `check`: one file.
#[derive(Serialize)]
pub struct CheckedFile {
    pub file: String,
    pub kind: String,
    /// Between 0 and 1.
    pub confidence: f64,
    pub encoding: String,
    pub delimiter: String,
    pub header_line: u64,
    /// Canonical column to the header it was read from.
    pub columns: std::collections::BTreeMap<String, String>,
    pub records: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
    pub repairs: u64,
    /// Exact decimals; money with six places.
    pub sums: std::collections::BTreeMap<String, String>,
    pub currency: Option<String>,
    pub date_min: Option<String>,
    pub date_max: Option<String>,
    /// The brand, or the one ASIN, that the whole file is about; empty where it does not say.
    pub about: String,
    /// First and last day the whole file speaks of, where its rows have none of their own, and who says so.
    pub period: Option<(String, String)>,
    pub period_source: String,
    pub issues: Vec<SavedIssue>,
    /// Issues counted but not listed above.
    pub issues_beyond: u64,
    /// The file that has the same rows; of several files given together only one counts them.
    pub already_here: Option<String>,
    /// Older files that this one restates, repeats or completes, where several are given.
    pub restatements: Vec<OverlapEntry>,
    /// How this file joins the attribution rows of the others.
    pub joins: Vec<JoinEntry>,
}

/// `check`'s view of a file.
pub fn checked(file: &SourceFile, path: &str) -> CheckedFile {
    let sum = |(name, value): &(String, i64)| (name.clone(), scaled_text(i128::from(*value), file.scale(name).0));
    let counted: u64 = file.issue_counts.iter().map(|(_, _, count)| count).sum();
    CheckedFile {
        file: path.to_owned(),
        kind: file.kind.clone(),
        confidence: f64::from(file.confidence_percent) / 100.0,
        encoding: file.encoding.clone(),
        delimiter: file.delimiter.clone(),
        header_line: file.header_line,
        columns: file.columns.iter().filter(|(_, column)| !column.is_empty()).map(|(header, column)| (column.clone(), header.clone())).collect(),
        records: file.records,
        accepted: file.accepted,
        rejected: file.rejected,
        skipped: file.skipped,
        repairs: file.repairs,
        sums: file.sums.iter().map(sum).collect(),
        currency: file.currency.clone(),
        date_min: file.date_min.clone(),
        date_max: file.date_max.clone(),
        about: file.about.clone(),
        period: file.period.clone(),
        period_source: file.period_source.clone(),
        issues_beyond: counted.saturating_sub(file.issues.len() as u64),
        already_here: None,
        restatements: Vec::new(),
        joins: Vec::new(),
        issues: file.issues.clone(),
    }
}

/// `records`: one record as it was split, a line of its own.
#[derive(Serialize)]
pub struct SplitRecord {
    pub line: u64,
    pub byte: u64,
    pub fields: Vec<String>,
    /// What was wrong with its quotes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'static str>,
}

pub fn split_record(record: &Record<'_>) -> SplitRecord {
    SplitRecord {
        line: record.line,
        byte: record.byte,
        fields: (0..record.len()).map(|at| String::from_utf8_lossy(&record.text(at)).into_owned()).collect(),
        fault: record.fault.map(|fault| match fault {
            Fault::UnclosedQuote => IssueCode::UnclosedQuote.name(),
            Fault::StrayQuote => IssueCode::StrayQuote.name(),
            Fault::TooLong => IssueCode::Limit.name(),
        }),
    }
}

/// `kpis`: the whole answer.
#[derive(Serialize)]
pub struct KpiReport {
    pub currency: String,
    pub as_of: Option<String>,
    pub kpis: Vec<KpiEntry>,
    pub groups: Vec<KpiGroup>,
    /// Side by side, never added up; empty until they are asked for.
    pub programmes: Vec<ProgrammeModel>,
    /// The days compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<ComparedDays>,
}

#[derive(Serialize)]
pub struct ComparedDays {
    pub from: String,
    pub to: String,
}

/// What a figure was and how far it has moved; exact decimals.
#[derive(Serialize)]
pub struct CompareEntry {
    pub state: &'static str,
    pub value: Option<String>,
    pub change: Option<String>,
    /// Part of what it was; null where that was zero or less.
    pub change_share: Option<String>,
    /// Percentage points, of a share.
    pub change_points: Option<String>,
}

#[derive(Serialize)]
pub struct KpiGroup {
    pub key: String,
    pub kpis: Vec<KpiEntry>,
}

#[derive(Serialize)]
pub struct KpiEntry {
    pub id: &'static str,
    pub state: &'static str,
    pub value: Option<String>,
    pub numerator: Option<String>,
    pub denominator: Option<String>,
    /// Bounds of the 90 % interval, for the KPIs that have one.
    pub low: Option<String>,
    pub high: Option<String>,
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<CompareEntry>,
}

/// The `shown` KPIs of an analysis; groups sorted by key.
pub fn kpi_report(ledger: &Ledger, analysis: &Analysis, currency: Currency, shown: &[&Kpi]) -> KpiReport {
    kpi_report_compared(ledger, analysis, None, currency, shown)
}

/// The same beside other days.
pub fn kpi_report_compared(ledger: &Ledger, analysis: &Analysis, comparison: Option<&Comparison>, currency: Currency, shown: &[&Kpi]) -> KpiReport {
    let mut groups: Vec<KpiGroup> = match analysis.dimension {
        Dimension::Whole => Vec::new(),
        _ => (0..analysis.len()).filter_map(|at| group_entry(ledger, analysis, comparison, at, shown)).collect(),
    };
    groups.sort_by(|a, b| a.key.cmp(&b.key));
    KpiReport {
        currency: currency.code().to_owned(),
        as_of: analysis.as_of.map(|date| date.iso()),
        kpis: shown.iter().map(|kpi| total_entry(kpi, analysis, comparison)).collect(),
        groups,
        programmes: Vec::new(),
        compare: comparison.map(|comparison| ComparedDays { from: comparison.period.first.iso(), to: comparison.period.last.iso() }),
    }
}

fn group_entry(ledger: &Ledger, analysis: &Analysis, comparison: Option<&Comparison>, at: usize, shown: &[&Kpi]) -> Option<KpiGroup> {
    let figures = analysis.figures(at)?;
    let one = |kpi: &&Kpi| {
        let now = figures.of(kpi);
        let compare = comparison.map(|comparison| compare_entry(kpi, &now, comparison.of(analysis, kpi, figures.code()).as_ref()));
        KpiEntry { compare, ..entry(kpi, &now, analysis) }
    };
    Some(KpiGroup { key: key_of(ledger, analysis.dimension, figures.code()), kpis: shown.iter().map(one).collect() })
}

fn total_entry(kpi: &Kpi, analysis: &Analysis, comparison: Option<&Comparison>) -> KpiEntry {
    let now = analysis.total(kpi);
    let compare = comparison.map(|comparison| compare_entry(kpi, &now, Some(&comparison.total(kpi))));
    KpiEntry { compare, ..entry(kpi, &now, analysis) }
}

/// A group without a row then has no value then.
fn compare_entry(kpi: &Kpi, now: &Outcome, before: Option<&Outcome>) -> CompareEntry {
    let moved = before.and_then(|before| change(now, before));
    let (state, value) = match before {
        Some(Outcome::Value(value)) => ("value", Some(format::exact(kpi, value))),
        Some(Outcome::NotComputable(_)) => ("not-computable", None),
        Some(Outcome::NotApplicable(_)) | None => ("not-applicable", None),
    };
    CompareEntry {
        state,
        value,
        change: moved.map(|moved| change::exact(kpi, &moved.absolute)),
        change_share: moved.and_then(|moved| moved.relative).map(|part| part.to_text()),
        change_points: moved.and_then(|moved| change::points(kpi, &moved)),
    }
}

fn entry(kpi: &Kpi, outcome: &Outcome, analysis: &Analysis) -> KpiEntry {
    let empty = KpiEntry { id: kpi.id, state: "value", value: None, numerator: None, denominator: None, low: None, high: None, reason: None, compare: None };
    match outcome {
        Outcome::Value(value) => {
            let (numerator, denominator) = format::terms(value);
            let note = Some(value.note.clone()).filter(|note| !note.is_empty());
            let interval = analysis.interval(kpi, outcome);
            let (low, high) = (interval.map(|interval| format::bound_exact(&interval.low)), interval.map(|interval| format::bound_exact(&interval.high)));
            KpiEntry { value: Some(format::exact(kpi, value)), numerator: Some(numerator), denominator: Some(denominator), low, high, reason: note, ..empty }
        }
        Outcome::NotApplicable(reason) => KpiEntry { state: "not-applicable", reason: Some(reason.clone()), ..empty },
        Outcome::NotComputable(unlock) => KpiEntry { state: "not-computable", reason: Some(unlock.clone()), ..empty },
    }
}
