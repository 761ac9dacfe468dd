//! What follows from the files that take part: which rows count, which creators are one, in which currency.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::Session;
use crate::intake::reports::{self, Dates, OTHER_PROGRAMMES_KEY};
use crate::ledger::Ledger;
use crate::ledger::grain::Grain;
use crate::ledger::resolve::{Claim, resolve};
use crate::ledger::store::COMPLETED;
use crate::ledger::supersede::{SheetClaim, supersede};
use crate::units::Currency;
use crate::workspace::edits::Edits;
use crate::workspace::source::SourceFile;

/// Rows set aside that are saved with the workspace (about two million bytes); with more, steps can be taken back only
/// until the page is closed.
pub(super) const SAVED_ASIDE_ROWS_MAX: u64 = 250_000;

impl Session {
    /// Derives everything anew. Nothing of it depends on the order in which files came in.
    pub(super) fn derive(&mut self) {
        (self.shown, self.diagnosed, self.letter) = (None, None, None);
        (self.commission, self.beside) = (OnceLock::new(), OnceLock::new());
        self.ledger.set_completed([]);
        // Codes of lines may have moved since they were laid over.
        let _ = self.ledger.set_product_lines(&[]);
        let canonical = canonical_codes(&self.ledger, &self.edits);
        let claims: Vec<Claim> = self.files.iter().map(claim).collect();
        self.resolution = resolve(&self.ledger, &claims, &canonical);
        self.ledger.set_completed(self.resolution.completed.iter().map(|completed| (completed.fact, completed.row)));
        let mut excluded = self.resolution.excluded.clone();
        self.rows_of(&self.edits.aside).for_each(|rows| excluded.insert_all(rows));
        self.ledger.set_excluded(excluded);
        self.ledger.set_creator_aliases(canonical);
        self.ledger.set_currency(self.stated_currency());
        self.derive_sheets();
        self.derive_lines();
    }

    /// Where several sheets of one kind have a key, the newest counts.
    fn derive_sheets(&mut self) {
        let taking_part: Vec<usize> =
            (0..self.sheets.len()).filter(|&at| self.sheets.get(at).is_some_and(|(source, _)| self.is_taking_part(*source))).collect();
        let claims: Vec<SheetClaim<'_>> = taking_part.iter().filter_map(|&at| self.sheet_claim(at)).collect();
        let (masks, overlaps) = supersede(&claims);
        drop(claims);
        self.sheet_overlaps = overlaps;
        for (at, mask) in taking_part.into_iter().zip(masks) {
            if let Some((_, sheet)) = self.sheets.get_mut(at) {
                sheet.set_superseded(mask);
            }
        }
    }

    fn is_taking_part(&self, source: u32) -> bool {
        self.files.iter().any(|file| file.id == source)
    }

    fn sheet_claim(&self, at: usize) -> Option<SheetClaim<'_>> {
        let (source, sheet) = self.sheets.get(at)?;
        let file = self.files.iter().find(|file| file.id == *source)?;
        let schema = reports::schema(&sheet.kind);
        let key = schema.map_or_else(|| OTHER_PROGRAMMES_KEY.to_vec(), |schema| schema.key().collect());
        let has_days = schema.is_none_or(|schema| schema.dates != Dates::None);
        Some(SheetClaim { source: *source, sheet, key, has_days, modified_ms: file.modified_ms, fingerprint: &file.fingerprint })
    }

    /// The currency that files with amounts fix: the one written in them, else the one all are taken for; `None` while there
    /// are no amounts.
    pub(super) fn stated_currency(&self) -> Option<Currency> {
        let mut with_money = self.files.iter().filter(|file| file.has_money()).peekable();
        let has_money = with_money.peek().is_some();
        let stated = with_money.find_map(|file| file.currency.as_deref().and_then(Currency::from_code));
        let stated = stated.or_else(|| self.sheets().find_map(|(_, sheet)| sheet.currency));
        stated.or_else(|| has_money.then(|| self.default_currency.unwrap_or(Currency::USD)))
    }

    /// The rows of these files.
    fn rows_of(&self, files: &[SourceFile]) -> impl Iterator<Item = Range<usize>> {
        let is_one = |source: u32| files.iter().any(|file| file.id == source);
        self.ledger.sources().iter().filter(move |rows| is_one(rows.source)).map(|rows| rows.rows.clone())
    }

    /// Gives `save` the ledger and the steps as they are saved: without what is derived, and without what was set aside where
    /// that is too much.
    pub(super) fn with_what_is_saved<T>(&self, save: impl FnOnce(&Ledger, &Edits) -> T) -> T {
        let fits = self.rows_aside() <= SAVED_ASIDE_ROWS_MAX;
        if fits && self.resolution.completed.is_empty() {
            return save(&self.ledger, &self.edits);
        }
        if fits {
            return save(&self.ledger.without(&[COMPLETED]), &self.edits);
        }
        let aside = self.edits.aside.iter().map(|file| file.id);
        let ledger = self.ledger.without(&aside.chain([COMPLETED]).collect::<Vec<_>>());
        save(&ledger, &Edits { aliases: self.edits.aliases.clone(), ..Edits::default() })
    }

    /// Rows held of files that take no part.
    pub(super) fn rows_aside(&self) -> u64 {
        self.rows_of(&self.edits.aside).map(|rows| rows.len() as u64).sum()
    }
}

/// What decides between this file and others with the same keys.
fn claim(file: &SourceFile) -> Claim {
    Claim {
        source: file.id,
        origin: if file.origin == 0 { file.id } else { file.origin },
        modified_ms: file.modified_ms,
        fingerprint: file.fingerprint.clone(),
        declared: declared(file),
    }
}

/// What the header of the file's date column says a row covers.
pub(super) fn declared(file: &SourceFile) -> Option<Grain> {
    let date = file.columns.iter().find(|(_, column)| column == "date");
    date.and_then(|(header, _)| Grain::of_header(header))
}

/// The creator code each code stands for. Creators that are one share the code of the key they were merged into or, where no
/// file has that key, of the first of their keys in text order. Empty where no two are one.
fn canonical_codes(ledger: &Ledger, edits: &Edits) -> Vec<u32> {
    let known = edits.aliases.iter().filter(|(from, _)| ledger.creators().code(from).is_some());
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, _) in known {
        groups.entry(edits.canonical(from)).or_default().push(from);
    }
    if groups.is_empty() {
        return Vec::new();
    }
    let mut codes: Vec<u32> = (0..u32::try_from(ledger.creators().len()).unwrap_or(u32::MAX)).collect();
    for (to, members) in groups {
        let first = || members.iter().min().and_then(|key| ledger.creators().code(key));
        let Some(canonical) = ledger.creators().code(to).or_else(first) else { continue };
        for code in members.iter().filter_map(|key| ledger.creators().code(key)) {
            if let Some(slot) = codes.get_mut(code as usize) {
                *slot = canonical;
            }
        }
    }
    codes
}
