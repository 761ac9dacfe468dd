//! Diagnosis of a selection, and its page.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Session;
use super::sources::table;
use crate::commission::tables::SheetRow;
use crate::diagnosis::finding::Rows;
use crate::diagnosis::{Diagnosis, Sources, diagnose};
use crate::ledger::{Selection, Sheet, Slice, Supplied};
use crate::present::diagnosis::diagnosis;
use crate::present::diagnosis::numbered;
use crate::present::render::findings::{FindingsReport, Parts, findings_report};
use crate::present::sources::{FileLine, SourcePart, SourcesModel};
use crate::protocol::messages::Answer;
use crate::protocol::route::View;
use crate::quality::grade::Letter;

/// Rows behind one piece of evidence that the command line names; all are counted.
const ROWS_CITED_MAX: usize = 5;

/// What was concluded of one selection.
pub(super) struct Diagnosed {
    slice: Slice,
    diagnosis: Arc<Diagnosis>,
}

impl Session {
    /// What every rule says of a selection; made once for it, until files, settings or notes change.
    pub fn diagnosis(&mut self, slice: &Slice) -> Arc<Diagnosis> {
        if let Some(known) = self.diagnosed.as_ref().filter(|known| known.slice == *slice) {
            return Arc::clone(&known.diagnosis);
        }
        let (commission, grade) = (self.commission(), self.letter());
        let sheets = self.sheets_by_age();
        let sources = Sources { ledger: &self.ledger, rules: &self.rules, slice: *slice, terms: &self.terms, sheets: &sheets, commission: &commission, grade };
        let diagnosis = Arc::new(diagnose(&sources));
        self.diagnosed = Some(Diagnosed { slice: *slice, diagnosis: Arc::clone(&diagnosis) });
        diagnosis
    }

    /// The grade of the files, which no selection changes.
    fn letter(&mut self) -> Letter {
        if let Some(letter) = self.letter {
            return letter;
        }
        let letter = self.quality().grade.letter;
        self.letter = Some(letter);
        letter
    }

    /// The findings of a selection as the command line prints them.
    pub fn findings_report(&mut self, slice: &Slice) -> FindingsReport {
        let (diagnosis, currency, report) = (self.diagnosis(slice), self.currency(), self.quality());
        let find = |rows: &Rows| self.cited(rows);
        findings_report(&Parts { diagnosis: &diagnosis, availability: &report.availability, terms: &self.terms, currency, rows: &find })
    }

    /// How many rows stand behind something, and where the first of them do.
    fn cited(&self, rows: &Rows) -> (u64, Vec<FileLine>) {
        let sheets = self.sheets_by_age();
        let shelf = self.shelf(&sheets);
        let (mut total, mut lines) = (rows.tables.len() as u64, Vec::new());
        lines.extend(sheet_rows(&sheets, &rows.tables).iter().take(ROWS_CITED_MAX).filter_map(|row| shelf.line(row)));
        for slice in &rows.facts {
            let (rows, first) = shelf.lines(&Selection { slice: *slice, needed: Supplied::NONE }, ROWS_CITED_MAX as u64);
            total += rows;
            lines.extend(first);
        }
        lines.truncate(ROWS_CITED_MAX);
        (total, lines)
    }

    /// The rows behind one piece of evidence.
    pub(super) fn of_finding(&mut self, view: &View, id: &str, comparison: Option<u32>, at: u32) -> Option<SourcesModel> {
        let slice = self.slice(view);
        let diagnosis = self.diagnosis(&slice);
        let findings = diagnosis.findings();
        let (_, finding) = numbered(&findings).zip(&findings).find(|(own, _)| own == id).map(|(_, found)| found)?;
        let (title, rows) = match comparison {
            None => finding.evidence.get(at as usize).map(|evidence| (evidence.label.to_owned(), &evidence.rows))?,
            Some(comparison) => {
                let comparison = finding.comparisons.get(comparison as usize)?;
                (comparison.title.to_owned(), &comparison.rows.get(at as usize)?.rows)
            }
        };
        let sheets = self.sheets_by_age();
        let shelf = self.shelf(&sheets);
        let facts = |slice: &Slice| SourcePart {
            label: "Attribution rows".to_owned(),
            rows: vec![shelf.facts(&Selection { slice: *slice, needed: Supplied::NONE })],
            ..SourcePart::default()
        };
        let mut parts: Vec<SourcePart> = rows.facts.iter().map(facts).collect();
        let of_tables = shelf.cells(&sheet_rows(&sheets, &rows.tables));
        if !of_tables.is_empty() {
            parts.push(table("Rows of your tables", of_tables));
        }
        Some(SourcesModel { title, parts })
    }

    pub(super) fn answer_diagnosis(&mut self, view: &View) -> Answer {
        let (slice, currency) = (self.slice(view), self.currency());
        Answer::Diagnosis { model: Box::new(diagnosis(&self.diagnosis(&slice), currency)) }
    }
}

/// Rows by file and line as rows of their sheets.
fn sheet_rows(sheets: &[(u32, &Sheet)], lines: &[(u32, u64)]) -> Vec<SheetRow> {
    let mut rows = Vec::new();
    for (source, sheet) in sheets {
        let wanted: BTreeSet<u64> = lines.iter().filter(|(own, _)| own == source).map(|(_, line)| *line).collect();
        if !wanted.is_empty() {
            rows.extend((0..sheet.rows()).filter(|row| wanted.contains(&sheet.line(*row))).map(|row| SheetRow { source: *source, row }));
        }
    }
    rows
}
