//! A selection of rows.

use super::store::Ledger;
use crate::units::Date;

/// Which rows count: every given part must match; both dates are inclusive. Codes are the ledger's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub creator: Option<u32>,
    pub asin: Option<u32>,
    pub line: Option<u32>,
    pub campaign: Option<u32>,
}

impl Slice {
    pub const ALL: Slice = Slice { from: None, to: None, creator: None, asin: None, line: None, campaign: None };

    pub fn is_all(&self) -> bool {
        *self == Slice::ALL
    }

    /// Sets `keys` of every row outside the slice to `outside`.
    pub(super) fn mask(&self, ledger: &Ledger, keys: &mut [u32], outside: u32) {
        let columns = ledger.columns();
        if self.from.is_some() || self.to.is_some() {
            let from = self.from.map_or(0, Date::days);
            let to = self.to.map_or(u16::MAX, Date::days);
            for (key, date) in keys.iter_mut().zip(&columns.date) {
                if *date < from || *date > to {
                    *key = outside;
                }
            }
        }
        if let Some(wanted) = self.creator.map(|code| ledger.canonical_creator(code)) {
            for (key, code) in keys.iter_mut().zip(&columns.creator) {
                if ledger.canonical_creator(*code) != wanted {
                    *key = outside;
                }
            }
        }
        let parts = [(self.asin, &columns.asin), (self.line, &columns.line), (self.campaign, &columns.campaign)];
        for (wanted, column) in parts {
            let Some(wanted) = wanted else { continue };
            for (key, code) in keys.iter_mut().zip(column) {
                if *code != wanted {
                    *key = outside;
                }
            }
        }
    }
}
