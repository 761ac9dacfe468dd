//! Settings as they are saved, typed and given on the command line: one key for every editable default.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::commission_terms;
use crate::analysis::Rules;
use crate::commission::typed::share;
use crate::commission::{Term, terms};
use crate::intake::values::{Cell, DecimalMark, amount};
use crate::units::{Amount, Currency, Date, Ratio, Weekday};

/// Keys that the page keeps among its settings for itself.
const PAGE_KEYS: [&str; 1] = ["theme"];

/// All keys are optional; an absent one means the default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `YYYY-MM-DD`; absent: the latest date in the data.
    pub as_of: Option<String>,
    /// `sunday` … `saturday`.
    pub week_start: Option<String>,
    pub window_days: Option<u16>,
    pub lag_days: Option<u16>,
    /// An amount, as text or number.
    pub fixed_costs: Option<Value>,
    /// ISO code, for files that name no currency.
    pub currency: Option<String>,
    /// Typing errors that still make two creators' names look alike, 0 to 2.
    pub alias_edits: Option<usize>,
    /// Revenue per unit below or above so many times the catalogue's price is questioned, as text or number.
    pub price_low: Option<Value>,
    pub price_high: Option<Value>,
    /// Part of the commission by which it may differ from revenue × rate, and any sum from a typed total: 0.01 is 1 %.
    pub reconciliation_tolerance: Option<Value>,
    /// Days before `as_of` that the files should cover.
    pub coverage_days: Option<u16>,
    /// Weights in the grade: `coverage`, `reconciliation`, `maturity`, `joins`.
    pub grade_weights: Option<BTreeMap<String, u32>>,
    /// Least score in per cent for the grades `a`, `b` and `c`.
    pub grade_thresholds: Option<BTreeMap<String, u32>>,
    /// Totals read off the dashboard: `{"revenue": 1234.56}`, or a list of `{"measure", "total", "from", "to", "file"}`.
    pub dashboard_totals: Option<Value>,
    /// Tiers that the command line costs in place of our proposal.
    pub tiers: Option<TierDesign>,
    /// A change of rate that the command line plans: `{"rate": "8%", "from": "2026-07-01"}`.
    pub transition: Option<RateChange>,
    /// Product line of each ASIN, for rows whose file names none: `{"B0EXAMPLE1": "Granola"}`.
    pub product_lines: Option<BTreeMap<String, String>>,
    /// Lines by a word in the title or by parent ASIN: `granola = Granola; B0PARENT01 = Bars`. The first that fits decides.
    pub line_rules: Option<String>,
    /// Keys this version does not use, kept as they are.
    #[serde(flatten)]
    pub others: serde_json::Map<String, Value>,
}

/// A design as typed: thresholds in units of the currency or orders, rates as per cent. As saved, too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TierDesign {
    /// `orders`, else revenue.
    pub basis: String,
    pub tiers: Vec<(String, String)>,
}

/// A new rate from a day on, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateChange {
    /// Per cent: `8%`.
    pub rate: String,
    pub from: String,
}

impl RateChange {
    /// Rate and day; the error says what is expected of which.
    pub fn read(&self) -> Result<(Ratio, Date), SettingError> {
        let digits = self.rate.trim().trim_end_matches('%').trim();
        let rate = share(&format!("{digits}%")).ok_or_else(|| wrong("transition.rate", &self.rate, "per cent, such as 8%, at most 100%"))?;
        let day = Date::from_iso(&self.from).ok_or_else(|| wrong("transition.from", &self.from, "a date such as 2026-07-04"))?;
        Ok((rate, day))
    }
}

/// How products come to their lines where no file says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineSettings {
    pub of_asin: BTreeMap<String, String>,
    /// Word or parent ASIN in lower case, and line.
    pub rules: Vec<(String, String)>,
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The setting “{key}” is {found}; it should be {expected}.")]
pub struct SettingError {
    pub key: &'static str,
    pub found: String,
    pub expected: &'static str,
}

impl Settings {
    /// Settings from JSON text; empty text means the defaults.
    pub fn from_json(text: &str) -> Result<Settings, String> {
        if text.trim().is_empty() {
            return Ok(Settings::default());
        }
        let place = |error: serde_json::Error| {
            format!("The settings are not a JSON object with the right kinds of values: see line {}, column {}.", error.line(), error.column())
        };
        serde_json::from_str(text).map_err(place)
    }

    /// Names of keys that neither the engine nor the page has: a mistyped one would change nothing, and say nothing.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        let is_known = |key: &str| PAGE_KEYS.contains(&key) || commission_terms::KEYS.contains(&key) || terms::entries().any(|entry| entry.id == key);
        self.others.keys().map(String::as_str).filter(move |key| !is_known(key))
    }

    /// The rules these settings mean.
    pub fn rules(&self) -> Result<Rules, SettingError> {
        let defaults = Rules::default();
        let as_of = self.as_of.as_deref().map(|text| Date::from_iso(text).ok_or_else(|| wrong("as_of", text, "a date such as 2026-07-04"))).transpose()?;
        let week_start = self.week_start.as_deref().map(weekday).transpose()?.unwrap_or(defaults.week_start);
        let fixed_costs = self.fixed_costs.as_ref().map(money).transpose()?;
        self.currency()?;
        Ok(Rules {
            week_start,
            window_days: self.window_days.unwrap_or(defaults.window_days),
            lag_days: self.lag_days.unwrap_or(defaults.lag_days),
            as_of,
            fixed_costs,
            rank_clicks_min: self.terms()?.whole(Term::RankClicks),
        })
    }

    /// Lines of products: those of the map, and the rules in their order as word (in lower case) and line.
    pub fn lines(&self) -> Result<LineSettings, SettingError> {
        let rule = |text: &str| {
            let (word, line) = text.split_once('=').map(|(word, line)| (word.trim().to_lowercase(), line.trim().to_owned()))?;
            (!word.is_empty() && !line.is_empty()).then_some((word, line))
        };
        let rules = self.line_rules.iter().flat_map(|rules| rules.split([';', '\n'])).map(str::trim).filter(|text| !text.is_empty());
        let rules = rules.map(|text| rule(text).ok_or_else(|| wrong("line_rules", text, "rules such as granola = Granola; oat bar = Bars")));
        Ok(LineSettings { of_asin: self.product_lines.clone().unwrap_or_default(), rules: rules.collect::<Result<_, _>>()? })
    }

    /// The currency for files that name none.
    pub fn currency(&self) -> Result<Option<Currency>, SettingError> {
        self.currency.as_deref().map(|text| Currency::from_code(text).ok_or_else(|| wrong("currency", text, "a code such as USD"))).transpose()
    }
}

fn weekday(text: &str) -> Result<Weekday, SettingError> {
    let lower = text.to_ascii_lowercase();
    Weekday::ALL.into_iter().find(|day| day.name() == lower).ok_or_else(|| wrong("week_start", text, "a day such as sunday or monday"))
}

fn money(value: &Value) -> Result<Amount, SettingError> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match amount(text.as_bytes(), DecimalMark::Point) {
        Cell::Value((amount, None)) if amount >= Amount::ZERO => Ok(amount),
        _ => Err(wrong("fixed_costs", &text, "an amount such as 1250.00, without currency")),
    }
}

pub(super) fn wrong(key: &'static str, found: &str, expected: &'static str) -> SettingError {
    SettingError { key, found: format!("“{found}”"), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_that_nobody_has_are_unknown() {
        let settings =
            Settings::from_json(r#"{"target_payot": 3, "target_payout": 2, "as_of": "2026-06-30", "theme": "dark", "products": {}, "Window_days": 2}"#);
        assert_eq!(settings.expect("an object").unknown_keys().collect::<Vec<_>>(), ["Window_days", "target_payot"]);
        let all = r#"{"standard_rates": {}, "default_category": "baby", "currency": "USD", "grade_weights": {}, "dashboard_totals": {}}"#;
        assert_eq!(Settings::from_json(all).expect("an object").unknown_keys().count(), 0);
    }
}
