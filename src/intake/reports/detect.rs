//! Which report a header belongs to, and how surely. No wrong automatic choice: what two families explain almost equally
//! well is asked.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::columns::{assign, normalise};
use super::schema::{Matched, Schema, Strength, confidence_percent, settle};
use super::{AUTOMATIC_PERCENT, FAMILIES, Headers, SCHEMAS, SUGGESTED_PERCENT, UNKNOWN};
use crate::intake::columns::Assignment;

/// Two families closer than this, in per cent, tie unless one explains every header the other does and more.
const MARGIN_PERCENT: u32 = 5;

/// What a header most likely is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detection {
    pub kind: &'static str,
    pub confidence_percent: u32,
    /// Other kinds that explain the headers about as well.
    pub rivals: Vec<&'static str>,
    /// The schema of a sheet, with the headers that are its fields; `None` for attribution facts.
    pub schema: Option<&'static Schema>,
    pub matched: Matched,
}

/// Every spelling of every schema.
pub struct Lexicon {
    claims: BTreeMap<String, Vec<(usize, usize, Strength)>>,
}

impl Lexicon {
    /// The one there is, built when it is first needed.
    pub fn known() -> &'static Lexicon {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::of_schemas);
        &LEXICON
    }

    fn of_schemas() -> Lexicon {
        let mut claims: BTreeMap<String, Vec<(usize, usize, Strength)>> = BTreeMap::new();
        for (at, schema) in SCHEMAS.iter().enumerate() {
            for (position, field) in schema.fields.iter().enumerate() {
                let full = std::iter::once(normalise(field.header)).chain(field.aliases.iter().map(|&alias| alias.to_owned()));
                let weak = field.weak.iter().map(|&alias| (alias.to_owned(), Strength::Weak));
                for (spelling, strength) in full.map(|alias| (alias, Strength::Full)).chain(weak) {
                    claims.entry(spelling).or_default().push((at, position, strength));
                }
            }
        }
        Lexicon { claims }
    }

    /// Headers of every schema, by position in [`SCHEMAS`].
    fn matches(&self, normalised: &[String]) -> Vec<Matched> {
        let mut of_schema: Vec<Vec<(usize, usize, Strength)>> = vec![Vec::new(); SCHEMAS.len()];
        for (header, text) in normalised.iter().enumerate() {
            for &(schema, field, strength) in self.claims.get(text).into_iter().flatten() {
                if let Some(claims) = of_schema.get_mut(schema) {
                    claims.push((header, field, strength));
                }
            }
        }
        SCHEMAS.iter().zip(of_schema).map(|(schema, claims)| settle(schema, normalised.len(), &claims)).collect()
    }

    /// How much a line looks like a header: the most headers one family recognises. Claims in conflict count double, as
    /// both headers are known.
    pub fn header_score(&self, normalised: &[String]) -> usize {
        let facts = assign(normalised);
        let sheets = self.matches(normalised);
        let sheet_scores = sheets.iter().map(|matched| matched.recognised() + 2 * matched.conflicts.len());
        sheet_scores.chain([facts.recognised() + 2 * facts.conflicts.len()]).max().unwrap_or(0)
    }

    /// Which header is which field of one schema.
    pub fn matched(&self, schema: &Schema, normalised: &[String]) -> Matched {
        SCHEMAS.iter().position(|known| known.kind == schema.kind).and_then(|at| self.matches(normalised).into_iter().nth(at)).unwrap_or_default()
    }

    /// The family these headers most likely belong to.
    pub fn detect(&self, normalised: &[String], assignment: &Assignment) -> Detection {
        let headers = Headers { normalised, assignment };
        let mut best = facts(&headers);
        let mut all = vec![best.clone()];
        for (schema, matched) in SCHEMAS.iter().zip(self.matches(normalised)) {
            let confidence_percent = confidence_percent(schema, &matched, headers.named());
            let candidate = Detection { kind: schema.kind, confidence_percent, rivals: Vec::new(), schema: Some(schema), matched };
            if candidate.confidence_percent > best.confidence_percent
                || (candidate.confidence_percent == best.confidence_percent && candidate.matched.exceeds(&best.matched))
            {
                best = candidate.clone();
            }
            all.push(candidate);
        }
        if best.confidence_percent < SUGGESTED_PERCENT {
            return Detection { kind: UNKNOWN, schema: None, matched: Matched::default(), ..best };
        }
        // A family that lacks something it needs, yet knows more of the headers, is a doubt as well: its column may be hidden.
        let is_rival = |other: &&Detection| {
            let is_close = other.confidence_percent >= SUGGESTED_PERCENT
                && other.confidence_percent + MARGIN_PERCENT > best.confidence_percent
                && !best.matched.exceeds(&other.matched);
            other.kind != best.kind && (is_close || other.matched.recognised() > best.matched.recognised())
        };
        best.rivals = all.iter().filter(is_rival).map(|other| other.kind).collect();
        if !best.rivals.is_empty() {
            best.confidence_percent = best.confidence_percent.min(AUTOMATIC_PERCENT - 1);
        }
        best
    }
}

/// The best family of attribution facts. Two headers that claim one column, and spellings that may mean something else,
/// always ask.
fn facts(headers: &Headers<'_>) -> Detection {
    let mut best = Detection { kind: UNKNOWN, ..Detection::default() };
    for family in FAMILIES {
        let confidence_percent = (family.confidence_percent)(headers);
        if confidence_percent > best.confidence_percent {
            best = Detection { kind: family.kind, confidence_percent, ..Detection::default() };
        }
    }
    if !headers.assignment.conflicts.is_empty() || headers.assignment.is_doubtful {
        best.confidence_percent = best.confidence_percent.min(AUTOMATIC_PERCENT - 1);
    }
    // Which field it would be does not matter here, only that the header is known.
    best.matched = Matched { fields: headers.assignment.columns.iter().map(|column| column.map(|_| 0)).collect(), conflicts: Vec::new() };
    best
}
