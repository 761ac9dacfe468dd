//! Figures that cannot be, or are worth a look (DQ-2).

use std::collections::BTreeMap;

use super::{Facts, Place};
use crate::ledger::{Fact, Measure};
use crate::units::amount::MICROS_PER_UNIT;

/// Rows of one kind listed one by one; all are counted.
pub const PLACES_LISTED_MAX: usize = 20;
/// Kind of the user's own list of products.
const CATALOGUE: &str = "catalogue";

/// What was found, over the rows that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// More orders than clicks: possible when orders follow earlier clicks.
    pub orders_exceed_clicks: Found,
    /// Revenue per unit far from the catalogue's price; `None` without a catalogue that has prices.
    pub price: Option<Price>,
    /// Returns, by measure: rows below zero and their sum.
    pub returns: Vec<(Measure, u64, i128)>,
}

/// Rows of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub rows: u64,
    /// The first [`PLACES_LISTED_MAX`], in the order of files and lines.
    pub places: Vec<Place>,
}

impl Found {
    fn add(&mut self, place: impl FnOnce() -> Place) {
        self.rows += 1;
        if self.places.len() < PLACES_LISTED_MAX {
            self.places.push(place());
        }
    }
}

/// Rows compared with the catalogue's price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// Rows with units and revenue whose ASIN has a price.
    pub compared: u64,
    pub outside: Found,
    /// ASINs with such rows, by text: price, units and revenue of the rows outside.
    pub asins: Vec<PriceGap>,
}

/// An ASIN that sells far from its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceGap {
    pub asin: String,
    pub price: i64,
    pub units: i128,
    pub revenue: i128,
}

pub fn domain(facts: &Facts<'_>) -> Domain {
    let prices = prices(facts);
    let mut domain = Domain { price: (!prices.is_empty()).then(Price::default), ..Domain::default() };
    let mut returns: [(u64, i128); Measure::COUNT] = [(0, 0); Measure::COUNT];
    let mut gaps: BTreeMap<u32, PriceGap> = BTreeMap::new();
    for (row, fact) in facts.counted() {
        let value = |measure: Measure| fact.values.get(measure.index()).copied().filter(|_| fact.supplied.has(measure));
        for ((rows, sum), measure) in returns.iter_mut().zip(Measure::ALL) {
            if let Some(value) = value(measure).filter(|&value| value < 0) {
                (*rows, *sum) = (*rows + 1, *sum + i128::from(value));
            }
        }
        if value(Measure::Orders).zip(value(Measure::Clicks)).is_some_and(|(orders, clicks)| orders > clicks) {
            domain.orders_exceed_clicks.add(|| facts.place(row));
        }
        if let (Some(price), Some(checked)) = (prices.get(&fact.asin), &mut domain.price) {
            check_price(facts, (row, &fact), *price, checked, &mut gaps);
        }
    }
    if let Some(price) = &mut domain.price {
        price.asins = gaps.into_values().collect();
        price.asins.sort_by(|a, b| a.asin.cmp(&b.asin));
    }
    domain.returns = Measure::ALL.into_iter().zip(returns).filter(|(_, (rows, _))| *rows > 0).map(|(measure, (rows, sum))| (measure, rows, sum)).collect();
    domain
}

fn check_price(facts: &Facts<'_>, (row, fact): (usize, &Fact), price: i64, checked: &mut Price, gaps: &mut BTreeMap<u32, PriceGap>) {
    let value = |measure: Measure| fact.values.get(measure.index()).copied().filter(|_| fact.supplied.has(measure));
    let (Some(units), Some(revenue)) = (value(Measure::Units).filter(|&units| units > 0), value(Measure::Revenue)) else { return };
    checked.compared += 1;
    // revenue ÷ units against price × limit, multiplied out: nothing is divided.
    let (sold, listed) = (i128::from(revenue) * i128::from(MICROS_PER_UNIT), i128::from(units) * i128::from(price));
    if sold >= listed * i128::from(facts.standards.price_low) && sold <= listed * i128::from(facts.standards.price_high) {
        return;
    }
    checked.outside.add(|| facts.place(row));
    let empty = || PriceGap { asin: facts.ledger.asins().text(fact.asin).to_owned(), price, units: 0, revenue: 0 };
    let gap = gaps.entry(fact.asin).or_insert_with(empty);
    gap.units += i128::from(units);
    gap.revenue += i128::from(revenue);
}

/// The catalogue's price of each ASIN that has facts; of several catalogues the one that came last says.
fn prices(facts: &Facts<'_>) -> BTreeMap<u32, i64> {
    let mut prices = BTreeMap::new();
    for (_, sheet) in facts.sheets.iter().filter(|(_, sheet)| sheet.kind == CATALOGUE) {
        let (Some(asins), Some(price)) = (sheet.column("asin"), sheet.column("price")) else { continue };
        for row in 0..sheet.rows() {
            let code = asins.text(row).and_then(|asin| facts.ledger.asins().code(asin));
            if let (Some(code), Some(price)) = (code, price.number(row).filter(|&price| price > 0)) {
                prices.insert(code, price);
            }
        }
    }
    prices
}
