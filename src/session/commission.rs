//! The commission engine over the workspace.

use std::sync::Arc;

use super::Session;
use crate::commission::{Commission, Sources, commission};

impl Session {
    /// Everything the engine concludes of the files that take part; made once, until they or a setting change.
    pub fn commission(&mut self) -> Arc<Commission> {
        if let Some(made) = &self.commission {
            return Arc::clone(made);
        }
        let sheets = self.sheets_by_age();
        let sources = Sources { ledger: &self.ledger, rules: &self.rules, sheets: &sheets, typed: &self.typed, terms: &self.terms };
        let made = Arc::new(commission(&sources, None));
        self.commission = Some(Arc::clone(&made));
        made
    }
}
