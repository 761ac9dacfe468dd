//! The command line's JSON of findings. Money has six decimals, shares and chances as many as they need; what cannot be told is
//! null and named with what would unlock it.

use serde::Serialize;

use crate::diagnosis::finding::{ComparedRow, Evidence, Rows};
use crate::diagnosis::{Answer, Diagnosis, Finding, Rule};
use crate::present::commission::words::{AssumptionLine, term_line};
use crate::present::diagnosis::words::{Writer, exact};
use crate::present::render::commission_shape::AssumptionEntry;
use crate::present::sources::FileLine;
use crate::quality::availability::Availability;
use crate::units::{Currency, Date};

/// Finds rows: how many there are, and where the first of them stand.
pub type FindRows<'a> = &'a dyn Fn(&Rows) -> (u64, Vec<FileLine>);

#[derive(Serialize)]
pub struct FindingsReport {
    currency: String,
    as_of: Option<String>,
    mature_until: Option<String>,
    /// First day of each mature week that tests use.
    weeks: Vec<String>,
    grade: String,
    availability: Vec<AvailabilityEntry>,
    findings: Vec<FindingEntry>,
    /// Questions that were tested and found in order.
    clear: Vec<AnswerEntry>,
    /// Questions that these files cannot answer.
    unknown: Vec<AnswerEntry>,
    assumptions: Vec<AssumptionEntry>,
}

#[derive(Serialize)]
struct AvailabilityEntry {
    id: &'static str,
    state: &'static str,
    unlock: Vec<&'static str>,
}

#[derive(Serialize)]
struct FindingEntry {
    rule: &'static str,
    verdict: &'static str,
    severity: &'static str,
    money: Option<String>,
    low: Option<String>,
    high: Option<String>,
    /// How the money is made.
    money_basis: Option<&'static str>,
    ladder: &'static str,
    title: String,
    says: Vec<String>,
    fix: String,
    would_change: String,
    evidence: Vec<EvidenceEntry>,
}

#[derive(Serialize)]
struct EvidenceEntry {
    label: String,
    /// The exact decimal, else the word.
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cells: Option<Vec<(String, String)>>,
    rows_total: u64,
    /// The first of them.
    rows: Vec<FileLine>,
}

#[derive(Serialize)]
struct AnswerEntry {
    rule: &'static str,
    name: &'static str,
    sentence: String,
    unlock: Vec<&'static str>,
}

/// What the report is made of.
pub struct Parts<'a> {
    pub diagnosis: &'a Diagnosis,
    pub availability: &'a [Availability],
    pub terms: &'a crate::commission::Terms,
    pub currency: Currency,
    pub rows: FindRows<'a>,
}

/// The whole answer.
pub fn findings_report(parts: &Parts<'_>) -> FindingsReport {
    let Parts { diagnosis, availability, terms, currency, rows } = parts;
    let writer = Writer { currency: *currency };
    let answers = |wanted: fn(&Answer) -> Option<&crate::diagnosis::Phrase>| {
        let entry = |(rule, answer): &(&'static Rule, Answer)| {
            Some(AnswerEntry { rule: rule.id, name: rule.name, sentence: writer.phrase(wanted(answer)?), unlock: rule.needs.to_vec() })
        };
        diagnosis.answers.iter().filter_map(entry).collect()
    };
    let assumption = |line: AssumptionLine| AssumptionEntry {
        id: line.id,
        label: line.label,
        value: Some(line.value).filter(|value| !value.is_empty()),
        source: line.source,
    };
    FindingsReport {
        currency: currency.code().to_owned(),
        as_of: diagnosis.as_of.map(Date::iso),
        mature_until: diagnosis.mature_until.map(Date::iso),
        weeks: diagnosis.weeks.iter().map(|week| week.iso()).collect(),
        grade: diagnosis.grade.name().to_owned(),
        availability: availability
            .iter()
            .map(|line| AvailabilityEntry { id: line.id, state: line.state.name(), unlock: line.unlocks.iter().map(|unlock| unlock.kind).collect() })
            .collect(),
        findings: diagnosis.findings().into_iter().map(|(rule, found)| finding(rule, found, &writer, *rows)).collect(),
        clear: answers(|answer| if let Answer::Clear(phrase) = answer { Some(phrase) } else { None }),
        unknown: answers(|answer| if let Answer::Unknown(phrase) = answer { Some(phrase) } else { None }),
        assumptions: crate::commission::terms::of_diagnosis().map(|entry| assumption(term_line(entry, terms, *currency))).collect(),
    }
}

fn finding(rule: &'static Rule, finding: &Finding, writer: &Writer, rows: FindRows<'_>) -> FindingEntry {
    let stake = finding.stake.as_ref();
    let range = stake.and_then(|stake| stake.range.as_ref());
    let facts = finding.evidence.iter().map(|evidence| fact(evidence, writer, rows));
    let compared = finding.comparisons.iter().flat_map(|comparison| comparison.rows.iter().map(|row| compared(&comparison.columns, row, writer, rows)));
    FindingEntry {
        rule: rule.id,
        verdict: finding.verdict,
        severity: finding.severity.name(),
        money: stake.map(|stake| stake.money.to_places(6)),
        low: range.map(|(low, _)| low.to_places(6)),
        high: range.map(|(_, high)| high.to_places(6)),
        money_basis: stake.map(|stake| stake.basis),
        ladder: finding.ladder.name(),
        title: writer.phrase(&finding.title),
        says: finding.says.iter().map(|phrase| writer.phrase(phrase)).collect(),
        fix: writer.phrase(&finding.fix),
        would_change: writer.phrase(&finding.would_change),
        evidence: facts.chain(compared).collect(),
    }
}

/// The exact decimal, else what is written.
fn exactly(value: &crate::diagnosis::Value, writer: &Writer) -> String {
    Some(exact(value)).filter(|text| !text.is_empty()).unwrap_or_else(|| writer.value(value))
}

fn fact(evidence: &Evidence, writer: &Writer, rows: FindRows<'_>) -> EvidenceEntry {
    let (rows_total, rows) = rows(&evidence.rows);
    EvidenceEntry { label: evidence.label.to_owned(), value: exactly(&evidence.value, writer), cells: None, rows_total, rows }
}

/// A row of a comparison: named by its first cell, its value the second.
fn compared(columns: &[&'static str], row: &ComparedRow, writer: &Writer, rows: FindRows<'_>) -> EvidenceEntry {
    let (rows_total, rows) = rows(&row.rows);
    let cells: Vec<(String, String)> = columns.iter().zip(&row.cells).map(|(column, cell)| ((*column).to_owned(), exactly(cell, writer))).collect();
    EvidenceEntry {
        label: row.cells.first().map(|cell| writer.value(cell)).unwrap_or_default(),
        value: cells.get(1).map(|(_, value)| value.clone()).unwrap_or_default(),
        cells: Some(cells),
        rows_total,
        rows,
    }
}
