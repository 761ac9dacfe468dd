//! What was spent on Sponsored Products, product by product and search term by search term.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use crate::ledger::{Period, Sheet};
use crate::quality::names::fold;
use crate::units::Date;

/// Kinds that tell spend by product.
pub const BY_PRODUCT: [&str; 2] = ["sponsored-products-advertised-product", "ads-console"];
/// Kinds that tell it by search term.
pub const BY_TERM: [&str; 2] = ["sponsored-products-search-term", "ads-console"];

/// Something that was paid for, the days its row speaks of, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Spend {
    pub days: Period,
    pub row: (u32, u64),
}

/// Spend above nothing by what it was for, and the days each report speaks of.
#[derive(Default)]
pub struct Spending<K> {
    by: BTreeMap<K, Vec<Spend>>,
    extents: Vec<Period>,
}

impl<K: Ord> Spending<K> {
    /// Whether some report covers each of these days.
    pub fn covers(&self, days: Period) -> bool {
        let mut day = days.first;
        while day <= days.last {
            // The days of one report are covered together.
            let Some(until) = self.extents.iter().filter(|extent| extent.first <= day && day <= extent.last).map(|extent| extent.last).max() else {
                return false;
            };
            day = until.plus_days(1);
            if until >= days.last {
                return true;
            }
        }
        true
    }

    /// Last day any report speaks of; `None` without one.
    pub fn last(&self) -> Option<Date> {
        self.extents.iter().map(|extent| extent.last).max()
    }

    /// Where spend that may fall into these days stands: a row that speaks of more days than these counts too.
    pub fn within(&self, what: &K, days: Period) -> impl Iterator<Item = (u32, u64)> {
        let all = self.by.get(what).into_iter().flatten();
        all.filter(move |spend| spend.days.first <= days.last && days.first <= spend.days.last).map(|spend| spend.row)
    }

    pub fn is_spent(&self, what: &K, days: Period) -> bool {
        self.within(what, days).next().is_some()
    }

    fn note(&mut self, sheet: &Sheet) {
        self.extents.extend(sheet.extent());
    }
}

/// Whether a row is of Sponsored Products, or does not say of what.
fn is_sponsored_products(sheet: &Sheet, row: usize) -> bool {
    let named = sheet.column("ad_product").and_then(|column| column.text(row)).unwrap_or_default();
    named.is_empty() || fold(named).starts_with(&fold("sponsored products"))
}

fn rows<'a>(case: &Case<'a>, kinds: [&'static str; 2], column: &'static str) -> Vec<(u32, &'a Sheet, usize)> {
    let of = |kind| case.rows(kind).filter(|(_, sheet, row)| sheet.column(column).is_some() && is_sponsored_products(sheet, *row));
    kinds.into_iter().flat_map(of).collect()
}

fn spend(source: u32, sheet: &Sheet, row: usize) -> Option<Spend> {
    let amount = sheet.column("spend").and_then(|column| column.number(row))?;
    Some(Spend { days: sheet.span(row)?, row: (source, sheet.line(row)) }).filter(|_| amount > 0)
}

fn read<'a, K: Ord>(case: &Case<'a>, kinds: [&'static str; 2], column: &'static str, keys: impl Fn(&'a Sheet, usize) -> Vec<K>) -> Spending<K> {
    let mut spending = Spending { by: BTreeMap::new(), extents: Vec::new() };
    let mut noted: BTreeSet<u32> = BTreeSet::new();
    for (source, sheet, row) in rows(case, kinds, column) {
        if noted.insert(source) {
            spending.note(sheet);
        }
        if let Some(spend) = spend(source, sheet, row) {
            keys(sheet, row).into_iter().for_each(|key| spending.by.entry(key).or_default().push(spend));
        }
    }
    spending
}

/// Spend by advertised ASIN.
pub fn by_product<'a>(case: &Case<'a>) -> Spending<&'a str> {
    read(case, BY_PRODUCT, "asin", |sheet, row| sheet.column("asin").and_then(|column| column.text(row)).into_iter().collect())
}

/// Spend by search term, folded; what was bid on exactly counts as well as what buyers typed.
pub fn by_term(case: &Case<'_>) -> Spending<Vec<char>> {
    read(case, BY_TERM, "term", |sheet, row| {
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
        let is_exact = text("match_type").eq_ignore_ascii_case("exact");
        let terms = [text("term"), if is_exact { text("targeting") } else { "" }];
        terms.into_iter().map(fold).filter(|term| !term.is_empty()).collect()
    })
}

/// Products of one family, by ASIN, as catalogue and reports name their parents.
pub fn families<'a>(case: &Case<'a>) -> BTreeMap<&'a str, &'a str> {
    let mut parents = BTreeMap::new();
    for kind in ["catalogue", "business-report-asin", "ads-console"] {
        for (_, sheet, row) in case.rows(kind) {
            let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).filter(|text| !text.is_empty());
            if let (Some(asin), Some(parent)) = (text("asin"), text("parent_asin")) {
                parents.entry(asin).or_insert(parent);
            }
        }
    }
    parents
}
