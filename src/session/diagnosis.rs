//! Diagnosis of a selection, and its page.

use std::sync::Arc;

use super::Session;
use crate::diagnosis::finding::Rows;
use crate::diagnosis::{Diagnosis, Sources, diagnose};
use crate::ledger::Slice;
use crate::present::diagnosis::diagnosis;
use crate::present::render::findings::{FindingsReport, Parts, RowEntry, findings_report};
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
        let find = |rows: &Rows| self.cited(rows, ROWS_CITED_MAX);
        findings_report(&Parts { diagnosis: &diagnosis, availability: &report.availability, terms: &self.terms, currency, rows: &find })
    }

    /// How many rows stand behind something, and where the first of them do.
    fn cited(&self, rows: &Rows, at_most: usize) -> (u64, Vec<RowEntry>) {
        let name = |source: u32| self.files.iter().find(|file| file.id == source).map(|file| file.name.clone()).unwrap_or_default();
        let tables = rows.tables.iter().take(at_most).map(|(source, line)| RowEntry { file: name(*source), line: *line });
        (rows.tables.len() as u64, tables.collect())
    }

    pub(super) fn answer_diagnosis(&mut self, view: &View) -> Answer {
        let (slice, currency) = (self.slice(view), self.currency());
        Answer::Diagnosis { model: Box::new(diagnosis(&self.diagnosis(&slice), currency)) }
    }
}
