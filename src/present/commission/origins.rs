//! What a figure of the Commission page was made from.

use crate::commission::inputs::{FieldKind, Origin, product_field};
use crate::commission::judge::Judged;
use crate::commission::origins::{BUDGETS, CARDS, DAILY_COMMISSION, Input, TRAILING_UNITS, terms_of};
use crate::commission::terms::{TERMS, Term};
use crate::commission::{Commission, TermEntry};
use crate::present::format;
use crate::present::sources::{Shelf, SourcePart};
use crate::units::{Currency, Ratio};

use super::words;

/// Inputs of a figure of a product, then the numbers of Settings it rests on.
pub fn parts(judged: &Judged, figure: &str, inputs: &[Input], commission: &Commission, shelf: &Shelf<'_>) -> Vec<SourcePart> {
    let daily = commission.gathered.daily_commission.get(&judged.product.asin);
    let part = |input: &Input| {
        let value = if input.id == DAILY_COMMISSION { daily.copied() } else { input.known.map(|known| known.value) };
        let rows = input.rows.iter().map(|selection| shelf.facts(selection)).chain(shelf.cells(&input.cells)).collect();
        SourcePart { label: label(input.id), value: value_text(input.id, value, shelf.currency), told: told(input, judged), rows }
    };
    let of_settings = terms_of(figure).iter().filter_map(|term| term_part(*term, commission, shelf.currency));
    inputs.iter().map(part).chain(of_settings).collect()
}

/// One number of Settings.
pub fn term_part(term: Term, commission: &Commission, currency: Currency) -> Option<SourcePart> {
    let entry: &TermEntry = TERMS.iter().find(|entry| entry.term == term)?;
    Some(SourcePart {
        label: entry.label.to_owned(),
        value: words::term_text(entry, commission.terms.ratio(term).as_ref(), currency),
        told: format!("{}; can be changed in Settings", words::term_source(entry, commission.terms.is_changed(term))),
        rows: Vec::new(),
    })
}

fn label(id: &str) -> String {
    match id {
        TRAILING_UNITS => "Units in 90 days".to_owned(),
        DAILY_COMMISSION => "Commission a day".to_owned(),
        CARDS => "Competing offers".to_owned(),
        BUDGETS => "Rows that name a budget".to_owned(),
        id => format::capital(&words::field_label(id)),
    }
}

fn value_text(id: &str, value: Option<Ratio>, currency: Currency) -> String {
    let Some(value) = value else { return String::new() };
    match product_field(id).map(|field| field.kind) {
        Some(FieldKind::Share) => format::rate(&value),
        Some(FieldKind::Money) => format::money_of(&value, currency),
        None if id == DAILY_COMMISSION => format::money_of(&value, currency),
        _ => value.to_places(if value.denominator() == 1 { 0 } else { 1 }),
    }
}

/// Who says an input, and how it was made of its rows.
fn told(input: &Input, judged: &Judged) -> String {
    let origin = input.known.map(|known| known.origin);
    let category = judged.product.category.map(|category| category.label).unwrap_or_default();
    match (input.id, origin) {
        ("price", Some(Origin::Facts)) => "revenue ÷ units of these rows".to_owned(),
        ("conversion_rate", Some(Origin::Facts)) if judged.product.sales.conversion_is_by_units => "units ÷ clicks of these rows".to_owned(),
        ("conversion_rate", Some(Origin::Facts)) => "orders ÷ clicks of these rows".to_owned(),
        (TRAILING_UNITS, Some(_)) => "units of these rows, scaled to 90 days".to_owned(),
        (DAILY_COMMISSION, _) if input.rows.is_some() => "commission of these rows ÷ days".to_owned(),
        ("monthly_orders", None) if input.rows.is_some() => "quartiles over creators and months of these rows".to_owned(),
        ("standard_rate", Some(Origin::Standard)) => format!("Amazon's standard table, category {category}"),
        ("standard_rate", Some(Origin::StandardOwn)) => format!("your own standard rate of the category {category}"),
        ("brand_rate", Some(Origin::Inferred)) => "commission ÷ revenue of these rows: the rate of the newest links".to_owned(),
        ("returns_allowance" | "other_cost", None) => "not given: taken as nothing".to_owned(),
        (_, Some(origin)) => words::origin(origin).to_owned(),
        (_, None) if !input.cells.is_empty() => words::origin(Origin::Table).to_owned(),
        (_, None) => "not known".to_owned(),
    }
}
