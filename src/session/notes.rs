//! What the reader types, decides and designs in a workspace, kept by key and taken back like any other step:
//! `product/<ASIN>/<field>`, `scenario/<ASIN>/<name>`, `choice/<ASIN>`, `review/<day>`, `tiers`, `default-category`.

use super::{Session, refused};
use crate::commission::Typed;
use crate::commission::inputs::product_field;
use crate::commission::standard_rates;
use crate::commission::typed::entry;
use crate::present::commission::model::{DecisionRow, ScenarioChoice};
use crate::present::commission::tiers::TierDesign;
use crate::present::commission::what_if::Saved;
use crate::present::commission::words;
use crate::protocol::messages::Answer;
use crate::units::Date;
use crate::units::identifier::check_asin;
use crate::workspace::edits::Edit;

/// Notes a workspace holds at most, and characters of one.
const NOTES_MAX: usize = 5_000;
const NOTE_CHARS_MAX: usize = 2_000;
const NAME_CHARS_MAX: usize = 60;
const REVIEWS: [&str; 3] = ["keep", "raise", "cut"];

impl Session {
    /// Keeps a note, or removes it. What cannot be read is refused and changes nothing.
    pub(super) fn set_note(&mut self, key: &str, value: Option<String>) -> Answer {
        let value = value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if let Err(message) = value.as_ref().map_or(Ok(()), |text| readable(key, text)) {
            return refused("note-unreadable", &message);
        }
        let before = self.edits.notes.get(key).cloned();
        if value.is_some() && before.is_none() && self.edits.notes.len() >= NOTES_MAX {
            return refused("limit", "This workspace holds as many typed values as it can. Import them as a table instead.");
        }
        if before != value {
            self.put_note(key, value.clone());
            self.note(Edit::Note { key: key.to_owned(), before, after: value });
        }
        self.edited()
    }

    pub(super) fn put_note(&mut self, key: &str, value: Option<String>) {
        match value {
            Some(text) => drop(self.edits.notes.insert(key.to_owned(), text)),
            None => drop(self.edits.notes.remove(key)),
        }
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.edits.notes.range(prefix.to_owned()..).take_while(move |(key, _)| key.starts_with(prefix));
        all.filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_str())))
    }

    /// What settings and workspace say of products; the workspace is the more particular.
    pub(super) fn typed(&self) -> Typed {
        let mut typed = self.typed.clone();
        for (key, text) in self.notes("product/") {
            if let Some((asin, field)) = key.split_once('/') {
                // Texts that cannot be read are never kept.
                let _ = typed.set(asin, field, text);
            }
        }
        let category = self.edits.notes.get("default-category").and_then(|id| standard_rates::by_id(id));
        typed.default_category = category.or(typed.default_category);
        typed
    }

    pub(super) fn saved_scenarios(&self, asin: &str) -> Vec<Saved> {
        let read = |(name, text): (&str, &str)| Some((name.to_owned(), serde_json::from_str::<ScenarioChoice>(text).ok()?));
        self.notes(&format!("scenario/{asin}/")).filter_map(read).collect()
    }

    pub(super) fn saved_tiers(&self) -> Option<TierDesign> {
        serde_json::from_str(self.edits.notes.get("tiers")?).ok()
    }

    /// `raise` or `passive`; empty where nothing was decided.
    pub(super) fn chosen(&self, asin: &str) -> &str {
        self.edits.notes.get(&format!("choice/{asin}")).map_or("", String::as_str)
    }

    /// Reviews decided here, the newest first.
    pub(super) fn decisions(&self) -> Vec<DecisionRow> {
        let row = |(date, text): (&str, &str)| {
            let (decision, reason) = text.split_once('|').unwrap_or((text, ""));
            DecisionRow { date: date.to_owned(), decision: decision.to_owned(), reason: reason.to_owned() }
        };
        let mut rows: Vec<DecisionRow> = self.notes("review/").map(row).collect();
        rows.reverse();
        rows
    }

    pub(super) fn last_decision(&self) -> Option<Date> {
        self.notes("review/").filter_map(|(date, _)| Date::from_iso(date)).max()
    }
}

/// Whether a text can be kept under a key; else what is expected.
fn readable(key: &str, text: &str) -> Result<(), String> {
    if text.chars().count() > NOTE_CHARS_MAX {
        return Err(format!("This text is longer than {NOTE_CHARS_MAX} characters. Shorten it."));
    }
    let is_asin = |asin: &str| check_asin(asin.as_bytes()).is_ok();
    match key.split('/').collect::<Vec<_>>().as_slice() {
        ["product", asin, field] if is_asin(asin) => {
            let known = product_field(field).ok_or_else(|| "This is not a field of a product.".to_owned())?;
            entry(known, text).map(|_| ()).map_err(|expected| format!("{}: “{text}” cannot be read. Type {expected}.", known.label))
        }
        ["scenario", asin, name] if is_asin(asin) && !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX => {
            serde_json::from_str::<ScenarioChoice>(text).map(|_| ()).map_err(|_| "This scenario cannot be read.".to_owned())
        }
        ["scenario", ..] => Err(format!("Give the scenario a name of at most {NAME_CHARS_MAX} characters without a slash.")),
        ["choice", asin] if is_asin(asin) && matches!(text, "raise" | "passive") => Ok(()),
        ["review", day] if Date::from_iso(day).is_none() => Err(format!("“{day}” is not a date such as 2026-07-04.")),
        ["review", _] if REVIEWS.contains(&text.split('|').next().unwrap_or_default()) => Ok(()),
        ["review", _] => Err("Choose keep, raise or cut.".to_owned()),
        ["tiers"] => serde_json::from_str::<TierDesign>(text).map(|_| ()).map_err(|_| "These tiers cannot be read.".to_owned()),
        ["default-category"] if standard_rates::by_id(text).is_some() => Ok(()),
        _ => Err("This cannot be kept.".to_owned()),
    }
}

/// What a step is called in the history.
pub(super) fn note_label(key: &str) -> String {
    match key.split('/').collect::<Vec<_>>().as_slice() {
        ["product", asin, field] => format!("{} of {asin}", words::field_label(field)),
        ["scenario", asin, name] => format!("scenario {name} of {asin}"),
        ["choice", asin] => format!("decision on the offer of {asin}"),
        ["review", day] => format!("rate review of {day}"),
        ["tiers"] => "tiers".to_owned(),
        _ => "category of products without one".to_owned(),
    }
}
