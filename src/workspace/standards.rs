//! The checks' editable defaults, from settings.

use std::collections::BTreeMap;

use serde_json::Value;

use super::settings::{SettingError, Settings, wrong};
use crate::intake::values::{Cell, DecimalMark, amount, count};
use crate::ledger::Measure;
use crate::quality::aliases::EDITS_MAX;
use crate::quality::{DashboardTotal, Standards, Weights};
use crate::units::Date;

impl Settings {
    /// The standards these settings mean.
    pub fn standards(&self) -> Result<Standards, SettingError> {
        let defaults = Standards::default();
        let alias_edits = match self.alias_edits {
            Some(edits) if edits > EDITS_MAX => return Err(wrong("alias_edits", &edits.to_string(), "0, 1 or 2")),
            edits => edits.unwrap_or(defaults.alias_edits),
        };
        let (price_low, price_high) = (parts("price_low", self.price_low.as_ref())?, parts("price_high", self.price_high.as_ref())?);
        let coverage_days = match self.coverage_days {
            Some(0) => return Err(wrong("coverage_days", "0", "a number of days such as 90")),
            days => days.unwrap_or(defaults.coverage_days),
        };
        Ok(Standards {
            alias_edits,
            price_low: price_low.unwrap_or(defaults.price_low),
            price_high: price_high.unwrap_or(defaults.price_high),
            tolerance: parts("reconciliation_tolerance", self.reconciliation_tolerance.as_ref())?.unwrap_or(defaults.tolerance),
            coverage_days,
            weights: self.weights(&defaults.weights)?,
            grade_percent: self.grade_percent(defaults.grade_percent)?,
            dashboard_totals: self.dashboard_totals.as_ref().map(dashboard_totals).transpose()?.unwrap_or_default(),
        })
    }

    fn weights(&self, defaults: &Weights) -> Result<Weights, SettingError> {
        let empty = BTreeMap::new();
        let given = self.grade_weights.as_ref().unwrap_or(&empty);
        if let Some(unknown) = given.keys().find(|key| !["coverage", "reconciliation", "maturity", "joins"].contains(&key.as_str())) {
            return Err(wrong("grade_weights", unknown, "a weight for coverage, reconciliation, maturity or joins"));
        }
        let weight = |name: &str, default: u32| given.get(name).copied().unwrap_or(default);
        Ok(Weights {
            coverage: weight("coverage", defaults.coverage),
            reconciliation: weight("reconciliation", defaults.reconciliation),
            maturity: weight("maturity", defaults.maturity),
            joins: weight("joins", defaults.joins),
        })
    }

    fn grade_percent(&self, defaults: [u32; 3]) -> Result<[u32; 3], SettingError> {
        let empty = BTreeMap::new();
        let given = self.grade_thresholds.as_ref().unwrap_or(&empty);
        let [a, b, c] = defaults;
        let least = |name: &str, default: u32| given.get(name).copied().unwrap_or(default);
        let [a, b, c] = [least("a", a), least("b", b), least("c", c)];
        let is_falling = 100 >= a && a >= b && b >= c && given.keys().all(|key| ["a", "b", "c"].contains(&key.as_str()));
        if is_falling {
            Ok([a, b, c])
        } else {
            Err(wrong("grade_thresholds", &format!("a {a}, b {b}, c {c}"), "falling per cents for a, b and c, such as 90, 75 and 50"))
        }
    }
}

/// A number with up to six decimals as millionths.
fn parts(key: &'static str, value: Option<&Value>) -> Result<Option<i64>, SettingError> {
    let Some(value) = value else { return Ok(None) };
    let text = text_of(value);
    match amount(text.as_bytes(), DecimalMark::Point) {
        Cell::Value((amount, None)) if amount.micros() >= 0 => Ok(Some(amount.micros())),
        _ => Err(wrong(key, &text, "a number such as 0.3")),
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

const TOTALS_SHAPE: &str = "an amount by measure, such as {\"revenue\": 1234.56}, or a list of measure, total and, if wanted, from, to and file";

fn dashboard_totals(value: &Value) -> Result<Vec<DashboardTotal>, SettingError> {
    match value {
        Value::Object(by_measure) => by_measure.iter().map(|(measure, total)| dashboard_total(measure, total, None, None, None)).collect(),
        Value::Array(list) => list
            .iter()
            .map(|entry| {
                let text = |key: &str| entry.get(key).and_then(Value::as_str);
                let measure = text("measure").ok_or_else(|| wrong("dashboard_totals", &entry.to_string(), TOTALS_SHAPE))?;
                dashboard_total(measure, entry.get("total").unwrap_or(&Value::Null), text("from"), text("to"), text("file"))
            })
            .collect(),
        other => Err(wrong("dashboard_totals", &other.to_string(), TOTALS_SHAPE)),
    }
}

fn dashboard_total(measure: &str, total: &Value, from: Option<&str>, to: Option<&str>, file: Option<&str>) -> Result<DashboardTotal, SettingError> {
    let measure = Measure::ALL.into_iter().find(|known| known.name() == measure).ok_or_else(|| wrong("dashboard_totals", measure, TOTALS_SHAPE))?;
    let text = text_of(total);
    let number = match measure.is_money() {
        true => match amount(text.as_bytes(), DecimalMark::Point) {
            Cell::Value((amount, _)) => Some(amount.micros()),
            Cell::Missing | Cell::Unreadable => None,
        },
        false => match count(text.as_bytes(), DecimalMark::Point) {
            Cell::Value(count) => Some(count),
            Cell::Missing | Cell::Unreadable => None,
        },
    };
    let day =
        |text: Option<&str>| text.map(|text| Date::from_iso(text).ok_or_else(|| wrong("dashboard_totals", text, "a date such as 2026-07-04"))).transpose();
    Ok(DashboardTotal {
        measure,
        total: number.ok_or_else(|| wrong("dashboard_totals", &text, TOTALS_SHAPE))?,
        from: day(from)?,
        to: day(to)?,
        file: file.map(str::to_owned),
    })
}
