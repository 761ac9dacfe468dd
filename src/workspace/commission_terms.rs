//! The commission engine's editable numbers and typed products, from settings.

use serde_json::Value;

use super::settings::{SettingError, Settings, wrong};
use crate::commission::standard_rates::{self, Category, StandardRates};
use crate::commission::typed::{self, Typed};
use crate::commission::{TermEntry, TermUnit, Terms, terms};
use crate::intake::values::{Cell, DecimalMark, amount};

/// Key of the category of products that have none.
const DEFAULT_CATEGORY: &str = "default_category";
/// Key of the rates put in place of Amazon's table, by category.
pub const STANDARD_RATES: &str = "standard_rates";
/// Key of the products typed into a settings file.
const PRODUCTS: &str = "products";
/// Keys of this part that are no term.
pub(super) const KEYS: [&str; 3] = [DEFAULT_CATEGORY, STANDARD_RATES, PRODUCTS];

impl Settings {
    /// The terms these settings mean: each is a key of its own.
    pub fn terms(&self) -> Result<Terms, SettingError> {
        let mut terms = Terms::default();
        for entry in terms::entries() {
            if let Some(value) = self.others.get(entry.id).filter(|value| !value.is_null()) {
                terms.set(entry.term, millionths(entry, value)?);
            }
        }
        terms.standard_rates = self.standard_rates()?;
        Ok(terms)
    }

    /// Rates of categories: `{"standard_rates": {"grocery": "1%"}}`.
    fn standard_rates(&self) -> Result<StandardRates, SettingError> {
        let mut rates = StandardRates::default();
        let Some(given) = self.others.get(STANDARD_RATES).filter(|value| !value.is_null()) else { return Ok(rates) };
        let shape = |found: &str| wrong(STANDARD_RATES, found, "a rate by category, such as {\"grocery\": \"1%\", \"beauty\": \"3%\"}");
        for (id, value) in given.as_object().ok_or_else(|| shape(&given.to_string()))? {
            let text = text_of(value);
            let category = standard_rates::by_id(id).ok_or_else(|| shape(id))?;
            let ppm = typed::share(&text).and_then(|share| share.rounded_millionths()).and_then(|ppm| u32::try_from(ppm).ok());
            rates.set(category, ppm.ok_or_else(|| shape(&format!("{id}: {text}")))?);
        }
        Ok(rates)
    }

    /// Fields of products: `{"products": {"B0EXAMPLE1": {"price": "12.99", "brand_rate": "8%"}}}`.
    pub fn typed(&self) -> Result<Typed, SettingError> {
        let mut all = Typed::default();
        all.default_category = self.default_category()?;
        let Some(products) = self.others.get(PRODUCTS).filter(|value| !value.is_null()) else { return Ok(all) };
        let shape = || wrong(PRODUCTS, &products.to_string(), "fields by ASIN, such as {\"B0EXAMPLE1\": {\"price\": \"12.99\"}}");
        for (asin, fields) in products.as_object().ok_or_else(shape)? {
            for (field, value) in fields.as_object().ok_or_else(shape)? {
                let text = text_of(value);
                all.set(asin, field, &text).map_err(|expected| wrong(PRODUCTS, &format!("{asin}: {field}: {text}"), expected))?;
            }
        }
        Ok(all)
    }

    fn default_category(&self) -> Result<Option<&'static Category>, SettingError> {
        let Some(value) = self.others.get(DEFAULT_CATEGORY).filter(|value| !value.is_null()) else { return Ok(None) };
        let id = text_of(value);
        standard_rates::by_id(&id).map(Some).ok_or_else(|| wrong(DEFAULT_CATEGORY, &id, "a category such as grocery, health, beauty or other"))
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

/// A term in millionths.
fn millionths(entry: &TermEntry, value: &Value) -> Result<i64, SettingError> {
    let text = text_of(value);
    let number = match amount(text.as_bytes(), DecimalMark::Point) {
        Cell::Value((number, _)) if number.micros() >= 0 => Some(number.micros()),
        _ => None,
    };
    let is_whole = |micros: &i64| micros % 1_000_000 == 0;
    let (found, expected) = match entry.unit {
        TermUnit::Money => (number, "an amount such as 2.00"),
        TermUnit::Share => {
            (typed::share(&text).and_then(|share| share.rounded_millionths()).and_then(|share| i64::try_from(share).ok()), "a share such as 10% or 0.1")
        }
        TermUnit::Days => (number.filter(is_whole), "a number of days such as 14"),
        TermUnit::Count => (number.filter(is_whole), "a whole number such as 10"),
        TermUnit::Number => (number, "a number such as 3.5"),
    };
    found.ok_or_else(|| wrong(entry.id, &text, expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commission::Term;
    use crate::units::Ratio;

    #[test]
    fn every_term_is_a_key_of_its_own() {
        let settings = Settings::from_json(r#"{"target_payout": 2.5, "target_margin": "12%", "review_days": 60, "epc_floor": "0.05", "theme": "dark"}"#);
        let terms = settings.expect("an object").terms().expect("all can be read");
        assert_eq!(terms.value(Term::TargetPayout), Ratio::millionths(2_500_000));
        assert_eq!(terms.value(Term::TargetMargin), Ratio::millionths(120_000));
        assert_eq!((terms.whole(Term::ReviewDays), terms.ratio(Term::EpcFloor)), (60, Some(Ratio::millionths(50_000))));
    }

    #[test]
    fn a_term_that_cannot_be_read_is_refused_by_its_name() {
        for (text, key) in
            [(r#"{"target_payout": "two"}"#, "target_payout"), (r#"{"target_margin": "150%"}"#, "target_margin"), (r#"{"review_days": 1.5}"#, "review_days")]
        {
            let error = Settings::from_json(text).expect("an object").terms().expect_err("not readable");
            assert_eq!(error.key, key);
        }
    }

    #[test]
    fn standard_rates_are_set_by_category_and_refused_by_name() {
        let terms = |text: &str| Settings::from_json(text).expect("an object").terms();
        let rates = terms(r#"{"standard_rates": {"grocery": "1.5%", "beauty": 0.03}}"#).expect("readable").standard_rates;
        assert_eq!(
            ["grocery", "beauty", "baby"].map(|id| rates.of(id, None).map(|rate| (rate.ppm, rate.row.is_none()))),
            [Some((15_000, true)), Some((30_000, true)), Some((30_000, false))]
        );
        for (text, named) in [
            (r#"{"standard_rates": {"groceries": "1%"}}"#, "groceries"),
            (r#"{"standard_rates": {"grocery": "a lot"}}"#, "grocery: a lot"),
            (r#"{"standard_rates": "1%"}"#, "1%"),
        ] {
            let error = terms(text).expect_err("not readable");
            assert!(error.key == "standard_rates" && error.to_string().contains(named), "{error}");
        }
    }

    #[test]
    fn products_are_typed_by_asin_and_field() {
        let settings = Settings::from_json(r#"{"products": {"B0EXAMPLE1": {"price": 12.99, "brand_rate": "5%"}}}"#).expect("an object");
        assert_eq!(settings.typed().expect("readable").number("B0EXAMPLE1", "brand_rate"), Some(Ratio::millionths(50_000)));
        let error = Settings::from_json(r#"{"products": {"B0EXAMPLE1": {"price": "x"}}}"#).expect("an object").typed().expect_err("no amount");
        assert!(error.to_string().contains("B0EXAMPLE1: price: x"), "{error}");
    }
}
