//! The reader's own tables as the engine asks them: the newest file that says something about a product decides.

use std::collections::{BTreeSet, HashMap};

use super::gather::Card;
use super::inputs::{Known, Origin, Product};
use crate::ledger::{Ledger, Sheet};
use crate::quality::names::fold;
use crate::units::{Date, Ratio};

/// Rows with the sheets they stand in.
type Rows<'a> = Vec<(&'a Sheet, usize)>;

/// Sheets, the newest first, with their rows by product.
pub struct Tables<'a> {
    sheets: Vec<&'a Sheet>,
    by_asin: HashMap<&'static str, HashMap<&'a str, Rows<'a>>>,
}

/// Kinds whose rows are asked for product by product.
const BY_ASIN: [&str; 3] = ["catalogue", "rates", "repeat-purchase"];

/// One row of the table of rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RateRow<'a> {
    pub asin: Option<&'a str>,
    pub campaign: Option<&'a str>,
    /// Parts per million.
    pub brand_ppm: Option<u32>,
    pub standard_ppm: Option<i64>,
    pub valid_from: Option<Date>,
    pub offer_live: Option<bool>,
    pub offered: Option<i64>,
    pub accepted: Option<i64>,
    pub reviewed_on: Option<Date>,
    pub budget_remaining: Option<i64>,
    pub ends_on: Option<Date>,
}

impl<'a> Tables<'a> {
    pub fn read(sheets: &[(u32, &'a Sheet)]) -> Tables<'a> {
        let mut tables = Tables { sheets: sheets.iter().rev().map(|(_, sheet)| *sheet).collect(), by_asin: HashMap::new() };
        for kind in BY_ASIN {
            for (sheet, row) in tables.rows(kind).collect::<Vec<_>>() {
                let asin = sheet.column("asin").and_then(|column| column.text(row)).or(sheet.asin.as_deref());
                if let Some(asin) = asin.filter(|asin| !asin.is_empty()) {
                    tables.by_asin.entry(kind).or_default().entry(asin).or_default().push((sheet, row));
                }
            }
        }
        tables
    }

    /// Rows about one product, of the newest file first.
    fn of(&self, kind: &'static str, asin: &str) -> &[(&'a Sheet, usize)] {
        self.by_asin.get(kind).and_then(|rows| rows.get(asin)).map_or(&[], Vec::as_slice)
    }

    fn rows(&self, kind: &'static str) -> impl Iterator<Item = (&'a Sheet, usize)> {
        self.sheets.iter().copied().filter(move |sheet| sheet.kind == kind).flat_map(|sheet| sheet.counting_rows().map(move |row| (sheet, row)))
    }

    /// Every product the catalogue or the rates list.
    pub fn asins(&self) -> impl Iterator<Item = &'a str> {
        let listed: BTreeSet<&str> = ["catalogue", "rates"].iter().filter_map(|kind| self.by_asin.get(kind)).flat_map(|rows| rows.keys().copied()).collect();
        listed.into_iter()
    }

    /// Whether a row of the product's own says on a day what is left of its budget.
    pub fn names_budget(&self, asin: &str, today: Option<Date>) -> bool {
        let rates = self.of("rates", asin).iter().map(|&(sheet, row)| rate_row(sheet, row));
        rates.into_iter().any(|rate| rate.budget_remaining.is_some() && has_begun(&rate, today))
    }

    pub fn rates(&self) -> impl Iterator<Item = RateRow<'a>> {
        self.rows("rates").map(|(sheet, row)| rate_row(sheet, row))
    }

    /// Rows of the creators' tables that say when or at which rate somebody opted in. A newer file takes the place of what an older
    /// one says of a creator, but an earlier opt-in stays one: of older files those count whose day no counting row has.
    fn opt_in_rows(&self) -> Vec<(&'a Sheet, usize)> {
        let of = |sheet: &'a Sheet, row: usize| {
            let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
            (text("creator_id"), text("creator"), sheet.column("opt_in_date").and_then(|column| column.day(row)))
        };
        let mut found: Vec<(&Sheet, usize)> = self.rows("creators").filter(|(sheet, row)| has_opt_in(sheet, *row)).collect();
        let mut known: BTreeSet<_> = found.iter().map(|(sheet, row)| of(sheet, *row)).collect();
        for sheet in self.sheets.iter().copied().filter(|sheet| sheet.kind == "creators") {
            let counting: BTreeSet<usize> = sheet.counting_rows().collect();
            let older: Vec<usize> =
                (0..sheet.rows()).filter(|row| !counting.contains(row) && has_opt_in(sheet, *row) && !known.contains(&of(sheet, *row))).collect();
            known.extend(older.iter().map(|row| of(sheet, *row)));
            found.extend(older.into_iter().map(|row| (sheet, row)));
        }
        found
    }

    /// Days of opt-ins, ascending.
    pub fn opt_in_days(&self) -> Vec<Date> {
        let mut days: Vec<Date> = self.opt_in_rows().into_iter().filter_map(|(sheet, row)| sheet.column("opt_in_date")?.day(row)).collect();
        days.sort_unstable();
        days
    }

    /// Opt-ins as creator code, day and rate in parts per million. A creator is found by id, name or alias, under any spelling
    /// of signs and case; one that no row has is left out.
    pub fn opt_ins(&self, ledger: &Ledger) -> Vec<(u32, Option<Date>, Option<u32>)> {
        let mut known = HashMap::new();
        let rows = self.opt_in_rows();
        if !rows.is_empty() {
            for code in (0_u32..).take(ledger.creators().len()) {
                known.entry(fold(ledger.creators().text(code))).or_insert(code);
                known.entry(fold(ledger.creator_name(code))).or_insert(code);
            }
        }
        let mut found = Vec::new();
        for (sheet, row) in rows {
            let cells = ["creator_id", "creator"].into_iter().filter_map(|name| sheet.column(name)?.text(row));
            let aliases = sheet.column("aliases").into_iter().flat_map(|column| column.list(row));
            let code = cells.chain(aliases).find_map(|text| known.get(&fold(text)));
            let day = sheet.column("opt_in_date").and_then(|column| column.day(row));
            let ppm = sheet.column("opt_in_rate").and_then(|column| column.number(row)).and_then(|ppm| u32::try_from(ppm).ok());
            if let Some(code) = code {
                found.push((ledger.canonical_creator(*code), day, ppm));
            }
        }
        found
    }

    /// Competitors' offers, in the order of the newest file.
    pub fn cards(&self) -> Vec<Card> {
        let card = |(sheet, row): (&Sheet, usize)| {
            let number = |name: &str| sheet.column(name).and_then(|column| column.number(row));
            let millionths = |name: &str| number(name).map(|value| Ratio::millionths(i128::from(value)));
            Card {
                product: sheet.column("product").and_then(|column| column.text(row)).unwrap_or_default().to_owned(),
                price: millionths("price"),
                rate: millionths("rate"),
                epc: millionths("epc"),
                rating_millionths: number("rating"),
                reviews: number("reviews"),
            }
        };
        self.rows("competitor-cards").map(card).collect()
    }

    /// The newest review of a rate: of the table of rates, or logged.
    pub fn last_review(&self) -> Option<Date> {
        let of_rates = self.rates().filter_map(|rate| rate.reviewed_on).max();
        let is_review = |sheet: &Sheet, row: usize| sheet.column("kind").and_then(|column| column.text(row)).is_some_and(|kind| kind == "rate review");
        let logged = self.rows("operations").filter(|(sheet, row)| is_review(sheet, *row)).filter_map(|(sheet, row)| sheet.column("date")?.day(row)).max();
        of_rates.into_iter().chain(logged).max()
    }

    /// Of the newest file that has it: the share of a product's customers who bought again.
    fn repeat_share(&self, asin: &str) -> Option<Ratio> {
        self.of("repeat-purchase", asin).iter().find_map(|&(sheet, row)| {
            let number = |name: &str| sheet.column(name).and_then(|column| column.number(row));
            let share = number("repeat_customer_share").map(|share| Ratio::millionths(i128::from(share)));
            share.or_else(|| Ratio::new(i128::from(number("repeat_customers")?), i128::from(number("customers")?)))
        })
    }
}

fn has_opt_in(sheet: &Sheet, row: usize) -> bool {
    ["opt_in_date", "opt_in_rate"].into_iter().any(|name| sheet.column(name).and_then(|column| column.number(row)).is_some())
}

fn rate_row(sheet: &Sheet, row: usize) -> RateRow<'_> {
    let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).filter(|text| !text.is_empty());
    let number = |name: &str| sheet.column(name).and_then(|column| column.number(row));
    let day = |name: &str| sheet.column(name).and_then(|column| column.day(row));
    RateRow {
        asin: text("asin"),
        campaign: text("campaign"),
        brand_ppm: number("brand_rate").and_then(|ppm| u32::try_from(ppm).ok()),
        standard_ppm: number("standard_rate"),
        valid_from: day("valid_from"),
        offer_live: sheet.column("offer_live").and_then(|column| column.flag(row)),
        offered: number("offered"),
        accepted: number("accepted"),
        reviewed_on: day("reviewed_on"),
        budget_remaining: number("budget_remaining"),
        ends_on: day("ends_on"),
    }
}

/// Whether a version has begun on a day.
pub fn has_begun(rate: &RateRow<'_>, today: Option<Date>) -> bool {
    today.is_none_or(|today| rate.valid_from.is_none_or(|from| from <= today))
}

/// What the tables say of one product on a day. Of each field the newest file that has it decides. `campaign` are the rates of the
/// campaigns it is sold in: they stand in for what no row of its own says.
pub fn product_from_tables(tables: &Tables<'_>, asin: &str, campaign: &[RateRow<'_>], today: Option<Date>) -> Product {
    let mut product = Product { asin: asin.to_owned(), ..Product::default() };
    let known = |value: i64| Known::new(Ratio::millionths(i128::from(value)), Origin::Table);
    for &(sheet, row) in tables.of("catalogue", asin) {
        let number = |name: &str| sheet.column(name).and_then(|column| column.number(row));
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default().to_owned();
        let fill = |field: &mut Option<Known>, name: &str| *field = field.or(number(name).map(known));
        fill(&mut product.price, "price");
        fill(&mut product.costs.cost_of_goods, "cost_of_goods");
        fill(&mut product.costs.referral_fee, "referral_fee");
        fill(&mut product.costs.fulfilment_fee, "fulfilment_fee");
        fill(&mut product.costs.returns_allowance, "returns_allowance");
        fill(&mut product.costs.other_cost, "other_cost");
        product.reviews = product.reviews.or(number("reviews"));
        product.rating_millionths = product.rating_millionths.or(number("rating"));
        product.sns_eligible = product.sns_eligible.or(sheet.column("sns_eligible").and_then(|column| column.flag(row)));
        for (field, name) in [(&mut product.title, "title"), (&mut product.line, "line"), (&mut product.category_text, "category")] {
            if field.is_empty() {
                *field = text(name);
            }
        }
    }
    product.repeat_share = tables.repeat_share(asin).map(|share| Known::new(share, Origin::Table));
    fill_from(&mut product, tables.of("rates", asin).iter().map(|&(sheet, row)| rate_row(sheet, row)).collect(), today);
    fill_from(&mut product, campaign.to_vec(), today);
    product
}

/// Fills what is not known yet from the version in force, the latest that has begun, and what that lacks from the ones before it.
fn fill_from(product: &mut Product, mut versions: Vec<RateRow<'_>>, today: Option<Date>) {
    let known = |value: i64| Known::new(Ratio::millionths(i128::from(value)), Origin::Table);
    let own_review = product.reviewed_on;
    // Of campaigns that begin on one day the one that pays most, whichever row or file comes first.
    versions.sort_by(|a, b| (b.valid_from, b.brand_ppm).cmp(&(a.valid_from, a.brand_ppm)).then_with(|| a.cmp(b)));
    for rate in versions.iter().filter(|rate| has_begun(rate, today)) {
        product.brand_rate = product.brand_rate.or(rate.brand_ppm.map(|ppm| known(i64::from(ppm))));
        product.standard_rate = product.standard_rate.or(rate.standard_ppm.map(known));
        product.budget_remaining = product.budget_remaining.or(rate.budget_remaining.map(known));
        product.ends_on = product.ends_on.or(rate.ends_on);
        product.offer_live = product.offer_live.or(rate.offer_live);
        product.reviewed_on = own_review.or(product.reviewed_on.max(rate.reviewed_on));
        if product.offered.is_none() {
            product.offered = rate.offered.and_then(|count| u64::try_from(count).ok());
            product.accepted = rate.accepted.and_then(|count| u64::try_from(count).ok());
        }
    }
}
