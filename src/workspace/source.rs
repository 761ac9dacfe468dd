//! What is kept of a file besides its rows.

use serde::{Deserialize, Serialize};

use super::dialects::{SavedDialect, dialects_of};
use crate::intake::issue::{Issue, IssueCode, Severity};
use crate::intake::period::PeriodSource;
use crate::intake::reports::Schema;
use crate::intake::{FileResult, reports};
use crate::ledger::{CellKind, Measure, Period};

/// One file of the workspace. Saved with it, so every field is of the format's own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceFile {
    pub id: u32,
    pub name: String,
    pub is_sample: bool,
    pub bytes: u64,
    pub kind: String,
    pub confidence_percent: u32,
    pub is_mapped: bool,
    pub encoding: String,
    /// The file begins with a byte-order mark.
    pub has_mark: bool,
    pub delimiter: String,
    pub header_line: u64,
    /// Where the header begins, or without one the first row.
    pub header_byte: u64,
    /// Fingerprint of the normalised headers as they are found where nothing is said of the file: what is said of this one holds
    /// for others with the same.
    pub shape: String,
    /// Header as written and canonical column (empty: not used), in file order.
    pub columns: Vec<(String, String)>,
    /// How each column is written, one entry a header.
    pub dialects: Vec<SavedDialect>,
    /// Encoding and separator as the reader chose them; empty where the file's own bytes decided.
    pub chosen_encoding: String,
    pub chosen_delimiter: String,
    pub records: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
    pub repairs: u64,
    /// Measure name and exact sum in micros or counts.
    pub sums: Vec<(String, i64)>,
    pub currency: Option<String>,
    pub currency_assumed: bool,
    pub date_min: Option<String>,
    pub date_max: Option<String>,
    pub fingerprint: String,
    /// Some attribution fact of it has an amount, so that it fixes the workspace's currency.
    pub has_amounts: bool,
    /// When the file was last modified, in milliseconds since 1970; 0 where unknown.
    pub modified_ms: u64,
    /// Place in the list of files; a file that was read again keeps that of its earlier reading. 0: by its own number.
    pub place: u32,
    /// For corrections: source number of the file whose rejected rows they mend; 0 for every other file.
    pub origin: u32,
    /// The creator all rows belong to, for files without a creator column.
    pub creator: Option<String>,
    /// What the lines before the header say the whole file is about: a brand, or one ASIN; empty where they say nothing.
    pub about: String,
    /// First and last day the whole file speaks of, where its rows have none of their own.
    pub period: Option<(String, String)>,
    /// Who says so: `file`, `file-name` or `reader`; empty where nobody does.
    pub period_source: String,
    pub issues: Vec<SavedIssue>,
    /// Issues by severity and code, also those not kept in full.
    pub issue_counts: Vec<(String, String, u64)>,
}

/// One issue in the saved form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedIssue {
    pub severity: String,
    pub code: String,
    pub line: u64,
    pub byte: u64,
    pub column: String,
    pub message: String,
    pub raw: String,
}

pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

impl From<&Issue> for SavedIssue {
    fn from(issue: &Issue) -> SavedIssue {
        SavedIssue {
            severity: severity_name(issue.severity).into(),
            code: issue.code.name().into(),
            line: issue.line,
            byte: issue.byte,
            column: issue.column.clone(),
            message: issue.message.clone(),
            raw: issue.raw.clone(),
        }
    }
}

impl SourceFile {
    /// What is kept of a file that was read.
    pub fn of(id: u32, result: &FileResult, is_sample: bool) -> SourceFile {
        let sniffed = result.sniffed.as_ref();
        let headers = sniffed.map(|sniffed| sniffed.headers.clone()).unwrap_or_default();
        let dates = result.dates();
        let sheet = result.sheet.as_ref();
        let period = sheet.and_then(|sheet| sheet.period);
        SourceFile {
            id,
            name: result.name.clone(),
            is_sample,
            bytes: result.bytes,
            kind: result.kind.into(),
            confidence_percent: result.confidence_percent,
            is_mapped: result.is_mapped,
            encoding: sniffed.map_or("", |sniffed| sniffed.encoding.name()).into(),
            has_mark: sniffed.is_some_and(|sniffed| sniffed.has_mark),
            delimiter: sniffed.map(|sniffed| char::from(sniffed.delimiter).to_string()).unwrap_or_default(),
            header_line: sniffed.map_or(0, |sniffed| sniffed.header_line),
            header_byte: result.header.byte,
            shape: sniffed.map(|sniffed| sniffed.shape.clone()).unwrap_or_default(),
            dialects: dialects_of(result, &headers),
            chosen_encoding: String::new(),
            chosen_delimiter: String::new(),
            columns: headers.into_iter().zip(result.column_names()).map(|(header, name)| (header, name.to_owned())).collect(),
            records: result.records,
            accepted: result.accepted,
            rejected: result.rejected,
            skipped: result.skipped,
            repairs: result.repairs,
            sums: result.sums().into_iter().map(|(name, sum)| (name.to_owned(), sum)).collect(),
            currency: result.currency.map(|currency| currency.code().to_owned()),
            currency_assumed: result.currency.is_none(),
            date_min: dates.map(|(first, _)| first.iso()),
            date_max: dates.map(|(_, last)| last.iso()),
            fingerprint: result.fingerprint.clone(),
            has_amounts: [Measure::Revenue, Measure::Commission].into_iter().any(|measure| result.segment.columns.supplied().has(measure)),
            modified_ms: 0,
            place: 0,
            origin: 0,
            creator: result.plan.as_ref().and_then(|plan| plan.only_creator.clone()),
            about: sheet.and_then(|sheet| sheet.brand.clone().or_else(|| sheet.asin.clone())).unwrap_or_default(),
            period: period.map(|period| (period.first.iso(), period.last.iso())),
            period_source: result.period_source.map_or("", PeriodSource::name).into(),
            issues: result.issues.kept().iter().map(SavedIssue::from).collect(),
            issue_counts: result.issues.counts().map(|(severity, code, count)| (severity_name(severity).into(), code.name().into(), count)).collect(),
        }
    }

    /// Adds an issue that concerns the whole file.
    pub fn note(&mut self, severity: Severity, code: IssueCode, message: String) {
        self.issues.push(SavedIssue {
            severity: severity_name(severity).into(),
            code: code.name().into(),
            line: self.header_line.max(1),
            byte: self.header_byte,
            message,
            ..SavedIssue::default()
        });
        self.issue_counts.push((severity_name(severity).into(), code.name().into(), 1));
    }

    /// Where it stands in the list of files.
    pub fn place_or_id(&self) -> u32 {
        if self.place == 0 { self.id } else { self.place }
    }

    /// The report this file is, where its rows are no attribution facts.
    pub fn schema(&self) -> Option<&'static Schema> {
        reports::schema(&self.kind)
    }

    /// The days its rows speak of have changed.
    pub fn take_dates(&mut self, extent: Option<Period>) {
        self.date_min = extent.map(|period| period.first.iso());
        self.date_max = extent.map(|period| period.last.iso());
    }

    /// Decimal places of a sum, and whether it is money.
    pub fn scale(&self, name: &str) -> (u32, bool) {
        match self.schema().and_then(|schema| schema.field(name)) {
            Some(field) => (field.kind.places(), field.kind == CellKind::Money),
            None if Measure::ALL.into_iter().any(|measure| measure.name() == name && measure.is_money()) => (6, true),
            None => (0, false),
        }
    }

    /// Whether some attribution fact of it has an amount. Files saved by the first version do not say so, but have sums.
    pub fn has_money(&self) -> bool {
        let is_amount = |name: &str| [Measure::Revenue, Measure::Commission].into_iter().any(|measure| measure.name() == name);
        self.has_amounts || self.sums.iter().any(|(name, _)| is_amount(name))
    }

    pub fn kind_label(&self) -> &'static str {
        reports::label(&self.kind)
    }
}
