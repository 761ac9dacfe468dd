//! How far figures have moved, in words and as exact decimals.

use crate::analysis::Analysis;
use crate::analysis::compare::{Change, Comparison, change};
use crate::kpi::{Kpi, Outcome, Unit};
use crate::present::format;
use crate::present::model::ChangeText;
use crate::units::{Currency, Ratio};

/// `+` before what has grown; the sign of what has fallen is its own.
fn signed(change: &Ratio, text: String) -> String {
    if change.is_positive() { format!("+{text}") } else { text }
}

/// A change in a KPI's own unit as its exact decimal; of a share, a fraction.
pub fn exact(kpi: &Kpi, value: &Ratio) -> String {
    match kpi.unit {
        Unit::Count => value.to_places(0),
        Unit::Money => value.to_places(crate::units::amount::AMOUNT_PLACES),
        Unit::Share | Unit::Index => value.to_text(),
    }
}

/// A change of a share in percentage points, as its exact decimal; `None` for any other unit.
pub fn points(kpi: &Kpi, change: &Change) -> Option<String> {
    (kpi.unit == Unit::Share).then(|| change.absolute.times(&Ratio::whole(100)).map(|points| points.to_text())).flatten()
}

fn text(kpi: &Kpi, change: &Change, currency: Currency) -> String {
    let relative = change.relative.map(|part| format!(" ({})", signed(&part, format::percent(&part)))).unwrap_or_default();
    let own = match kpi.unit {
        Unit::Share => return signed(&change.absolute, format!("{} pp", format::percent(&change.absolute).trim_end_matches('%'))),
        Unit::Index => return signed(&change.absolute, change.absolute.to_places(4)),
        Unit::Count => format::whole_of(&change.absolute),
        Unit::Money => format::money_of(&change.absolute, currency),
    };
    signed(&change.absolute, own) + &relative
}

/// What stands under a figure that is compared; `None` where it has no value now.
pub fn change_text(kpi: &Kpi, now: &Outcome, before: Option<&Outcome>, currency: Currency) -> Option<ChangeText> {
    let Outcome::Value(_) = now else { return None };
    let none = || ChangeText { text: "no value before".into(), spoken: String::new(), exact: String::new() };
    let Some((Outcome::Value(was), moved)) = before.map(|before| (before, change(now, before))) else { return Some(none()) };
    let Some(moved) = moved else { return Some(none()) };
    Some(ChangeText { text: text(kpi, &moved, currency), spoken: format!("from {}", format::value(kpi, was, currency)), exact: exact(kpi, &moved.absolute) })
}

/// With which days a view is compared.
pub fn words(comparison: Option<&Comparison>, now: &Analysis) -> String {
    let Some(comparison) = comparison else { return String::new() };
    let days = format::period(comparison.period.first, comparison.period.last);
    let is_empty = comparison.before.whole().rows() == 0;
    let none = if is_empty { " No row falls into them." } else { "" };
    let time = matches!(now.dimension, crate::ledger::Dimension::Week(_) | crate::ledger::Dimension::Month);
    if time { format!("Each row is compared with the one before it, the total with {days}.{none}") } else { format!("Compared with {days}.{none}") }
}
