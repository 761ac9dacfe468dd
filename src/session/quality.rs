//! The checks over the workspace.

use super::Session;
use super::derive::declared;
use crate::ledger::Sheet;
use crate::present::model::QualityModel;
use crate::present::quality::{self as words, Context};
use crate::quality::{Facts, FileFacts, Report, assess};
use crate::units::Currency;
use crate::workspace::source::SourceFile;

impl Session {
    /// Runs every check.
    pub fn quality(&self) -> Report {
        let mut in_order: Vec<&SourceFile> = self.files.iter().collect();
        in_order.sort_by_key(|file| (&file.name, &file.fingerprint, file.id));
        let files: Vec<FileFacts> = in_order.into_iter().map(file_facts).collect();
        let sheets = self.sheets_by_age();
        assess(&Facts { ledger: &self.ledger, rules: &self.rules, standards: &self.standards, files: &files, sheets: &sheets, beside: self.beside() })
    }

    /// The newest last; modification time, then content decides, so that the order of dropping does not.
    pub(super) fn sheets_by_age(&self) -> Vec<(u32, &Sheet)> {
        let age = |source: u32| self.files.iter().find(|file| file.id == source).map(|file| (file.modified_ms, file.fingerprint.as_str()));
        let mut sheets: Vec<(u32, &Sheet)> = self.sheets().map(|(source, sheet)| (*source, sheet)).collect();
        sheets.sort_by_key(|(source, _)| age(*source));
        sheets
    }

    pub(super) fn quality_model(&self) -> QualityModel {
        let context = Context { ledger: &self.ledger, files: &self.files, standards: &self.standards, currency: self.currency() };
        words::model(&self.quality(), &context)
    }
}

fn file_facts(file: &SourceFile) -> FileFacts {
    FileFacts {
        source: file.id,
        name: file.name.clone(),
        kind: file.kind.clone(),
        declared: declared(file),
        currency: file.currency.as_deref().and_then(Currency::from_code),
        has_amounts: file.has_money(),
    }
}
