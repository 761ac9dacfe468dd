//! What the reader typed instead of importing it.

use std::collections::BTreeMap;

use super::inputs::{FieldKind, ProductField, product_field};
use super::standard_rates;
use crate::intake::values::{Cell, DecimalMark, amount, count};
use crate::units::{Date, Ratio};

/// Typed fields of products, by ASIN and field name, as they were written. Texts that cannot be read are never kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    products: BTreeMap<String, BTreeMap<String, String>>,
    /// Chosen for every product that has none.
    pub default_category: Option<&'static standard_rates::Category>,
}

/// A typed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Money in units of the currency, a share as a fraction, or a count.
    Number(Ratio),
    Day(Date),
    Category(&'static standard_rates::Category),
}

/// Reads what was typed into a field; the error says what is expected.
pub fn entry(field: &ProductField, text: &str) -> Result<Entry, &'static str> {
    let text = text.trim();
    match field.kind {
        FieldKind::Money => match amount(text.as_bytes(), DecimalMark::Point) {
            Cell::Value((value, _)) if value.micros() >= 0 => Ok(Entry::Number(Ratio::millionths(i128::from(value.micros())))),
            _ => Err("an amount of nothing or more, such as 12.99"),
        },
        FieldKind::Share => share(text).map(Entry::Number).ok_or("a share such as 12.5% or 0.125, at most 100%"),
        FieldKind::Count => match count(text.as_bytes(), DecimalMark::Point) {
            Cell::Value(value) if value >= 0 => Ok(Entry::Number(Ratio::whole(i128::from(value)))),
            _ => Err("a whole number such as 12"),
        },
        FieldKind::Date => Date::from_iso(text).map(Entry::Day).ok_or("a date such as 2026-07-04"),
        FieldKind::Category => standard_rates::by_id(text).map(Entry::Category).ok_or("a category of the list"),
    }
}

/// `12.5%` and `0.125` are the same. A bare number above one is per cent, for nobody offers more than the whole price.
pub fn share(text: &str) -> Option<Ratio> {
    let (digits, is_percent) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), true),
        None => (text, false),
    };
    let Cell::Value((value, None)) = amount(digits.as_bytes(), DecimalMark::Point) else { return None };
    let micros = i128::from(value.micros());
    let ratio = if is_percent || micros > 1_000_000 { Ratio::new(micros, 100_000_000)? } else { Ratio::millionths(micros) };
    (!ratio.is_negative() && ratio <= Ratio::whole(1)).then_some(ratio)
}

impl Typed {
    /// Keeps a text; an unknown field or an unreadable text is refused with what was expected.
    pub fn set(&mut self, asin: &str, field: &str, text: &str) -> Result<(), &'static str> {
        let known = product_field(field).ok_or("a field of the list")?;
        entry(known, text)?;
        self.products.entry(asin.to_owned()).or_default().insert(field.to_owned(), text.trim().to_owned());
        Ok(())
    }

    pub fn asins(&self) -> impl Iterator<Item = &str> {
        self.products.keys().map(String::as_str)
    }

    /// The text as typed.
    pub fn text(&self, asin: &str, field: &str) -> Option<&str> {
        self.products.get(asin)?.get(field).map(String::as_str)
    }

    pub fn get(&self, asin: &str, field: &str) -> Option<Entry> {
        entry(product_field(field)?, self.text(asin, field)?).ok()
    }

    pub fn number(&self, asin: &str, field: &str) -> Option<Ratio> {
        match self.get(asin, field)? {
            Entry::Number(number) => Some(number),
            Entry::Day(_) | Entry::Category(_) => None,
        }
    }

    pub fn day(&self, asin: &str, field: &str) -> Option<Date> {
        match self.get(asin, field)? {
            Entry::Day(day) => Some(day),
            Entry::Number(_) | Entry::Category(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_typed_as_per_cent_or_as_a_fraction() {
        for (text, ppm) in [("12.5%", 125_000), ("0.125", 125_000), ("12.5", 125_000), ("1", 1_000_000), ("0", 0), ("100 %", 1_000_000), ("1%", 10_000)] {
            assert_eq!(share(text), Some(Ratio::millionths(ppm)), "{text}");
        }
        for text in ["", "-1%", "101%", "ten", "5 $"] {
            assert_eq!(share(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_kept() {
        let mut typed = Typed::default();
        assert!(typed.set("B0EXAMPLE1", "price", "twelve").is_err());
        assert!(typed.set("B0EXAMPLE1", "price", "-1").is_err());
        assert!(typed.set("B0EXAMPLE1", "colour", "red").is_err());
        assert_eq!(typed.asins().count(), 0);
        assert_eq!(typed.set("B0EXAMPLE1", "price", " 12.99 "), Ok(()));
        assert_eq!(typed.number("B0EXAMPLE1", "price"), Some(Ratio::millionths(12_990_000)));
    }
}
