//! The reader's own tables as the engine asks them: the newest file that says something about a product decides.

use std::collections::{BTreeSet, HashMap};

use super::gather::Card;
use super::inputs::{Known, Origin, Product};
use crate::ledger::{Ledger, Sheet};
use crate::quality::names::fold;
use crate::units::{Date, Ratio};

/// One row of a table.
#[derive(Clone, Copy)]
pub struct TableRow<'a> {
    /// Source number of its file.
    pub source: u32,
    pub sheet: &'a Sheet,
    pub row: usize,
}

impl<'a> TableRow<'a> {
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.sheet.column(name)?.text(self.row)
    }

    pub fn number(&self, name: &str) -> Option<i64> {
        self.sheet.column(name)?.number(self.row)
    }

    pub fn day(&self, name: &str) -> Option<Date> {
        self.sheet.column(name)?.day(self.row)
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        self.sheet.column(name)?.flag(self.row)
    }

    /// Which row of which file it is.
    pub fn at(&self) -> SheetRow {
        SheetRow { source: self.source, row: self.row }
    }
}

/// A row of a sheet by the source number of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SheetRow {
    pub source: u32,
    pub row: usize,
}

/// Sheets with the source numbers of their files, the newest first, with their rows by product.
pub struct Tables<'a> {
    sheets: Vec<(u32, &'a Sheet)>,
    by_asin: HashMap<&'static str, HashMap<&'a str, Vec<TableRow<'a>>>>,
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
    /// Granted from `valid_from` on, and what is left of it.
    pub budget: Option<i64>,
    pub budget_remaining: Option<i64>,
    pub ends_on: Option<Date>,
    /// Where it stands.
    pub at: SheetRow,
}

impl<'a> Tables<'a> {
    pub fn read(sheets: &[(u32, &'a Sheet)]) -> Tables<'a> {
        let mut tables = Tables { sheets: sheets.iter().rev().copied().collect(), by_asin: HashMap::new() };
        for kind in BY_ASIN {
            for row in tables.rows(kind).collect::<Vec<_>>() {
                let asin = row.text("asin").or(row.sheet.asin.as_deref());
                if let Some(asin) = asin.filter(|asin| !asin.is_empty()) {
                    tables.by_asin.entry(kind).or_default().entry(asin).or_default().push(row);
                }
            }
        }
        tables
    }

    /// Rows about one product, of the newest file first.
    fn of(&self, kind: &'static str, asin: &str) -> &[TableRow<'a>] {
        self.by_asin.get(kind).and_then(|rows| rows.get(asin)).map_or(&[], Vec::as_slice)
    }

    /// Rows that count of one kind of table, of the newest file first.
    pub fn rows(&self, kind: &'static str) -> impl Iterator<Item = TableRow<'a>> {
        let of_kind = self.sheets.iter().copied().filter(move |(_, sheet)| sheet.kind == kind);
        of_kind.flat_map(|(source, sheet)| sheet.counting_rows().map(move |row| TableRow { source, sheet, row }))
    }

    /// Every product the catalogue or the rates list.
    pub fn asins(&self) -> impl Iterator<Item = &'a str> {
        let listed: BTreeSet<&str> = ["catalogue", "rates"].iter().filter_map(|kind| self.by_asin.get(kind)).flat_map(|rows| rows.keys().copied()).collect();
        listed.into_iter()
    }

    /// Whether a row of the product's own says on a day what is left of its budget.
    pub fn names_budget(&self, asin: &str, today: Option<Date>) -> bool {
        self.rates_of(asin).any(|rate| rate.budget_remaining.is_some() && has_begun(&rate, today))
    }

    /// Rates of one product's own.
    pub fn rates_of(&self, asin: &str) -> impl Iterator<Item = RateRow<'a>> {
        self.of("rates", asin).iter().map(rate_row)
    }

    pub fn rates(&self) -> impl Iterator<Item = RateRow<'a>> {
        self.rows("rates").map(|row| rate_row(&row))
    }

    /// Rows of the creators' tables that say when or at which rate somebody opted in. A newer file takes the place of what an older
    /// one says of a creator, but an earlier opt-in stays one: of older files those count whose day no counting row has.
    pub fn opt_in_rows(&self) -> Vec<TableRow<'a>> {
        let of = |row: &TableRow<'a>| (row.text("creator_id").unwrap_or_default(), row.text("creator").unwrap_or_default(), row.day("opt_in_date"));
        let mut found: Vec<TableRow<'_>> = self.rows("creators").filter(has_opt_in).collect();
        let mut known: BTreeSet<_> = found.iter().map(of).collect();
        for (source, sheet) in self.sheets.iter().copied().filter(|(_, sheet)| sheet.kind == "creators") {
            let counting: BTreeSet<usize> = sheet.counting_rows().collect();
            let older = (0..sheet.rows()).filter(|row| !counting.contains(row)).map(|row| TableRow { source, sheet, row });
            let older: Vec<TableRow<'_>> = older.filter(|row| has_opt_in(row) && !known.contains(&of(row))).collect();
            known.extend(older.iter().map(of));
            found.extend(older);
        }
        found
    }

    /// Days of opt-ins, ascending.
    pub fn opt_in_days(&self) -> Vec<Date> {
        let mut days: Vec<Date> = self.opt_in_rows().iter().filter_map(|row| row.day("opt_in_date")).collect();
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
        for row in rows {
            let cells = ["creator_id", "creator"].into_iter().filter_map(|name| row.text(name));
            let aliases = row.sheet.column("aliases").into_iter().flat_map(|column| column.list(row.row));
            let code = cells.chain(aliases).find_map(|text| known.get(&fold(text)));
            let ppm = row.number("opt_in_rate").and_then(|ppm| u32::try_from(ppm).ok());
            if let Some(code) = code {
                found.push((ledger.canonical_creator(*code), row.day("opt_in_date"), ppm));
            }
        }
        found
    }

    /// Competitors' offers, in the order of the newest file.
    pub fn cards(&self) -> Vec<Card> {
        let card = |row: TableRow<'_>| {
            let millionths = |name: &str| row.number(name).map(|value| Ratio::millionths(i128::from(value)));
            Card {
                product: row.text("product").unwrap_or_default().to_owned(),
                price: millionths("price"),
                rate: millionths("rate"),
                epc: millionths("epc"),
                rating_millionths: row.number("rating"),
                reviews: row.number("reviews"),
            }
        };
        self.rows("competitor-cards").map(card).collect()
    }

    /// The newest review of a rate: of the table of rates, or logged.
    pub fn last_review(&self) -> Option<Date> {
        let of_rates = self.rates().filter_map(|rate| rate.reviewed_on).max();
        let logged = self.rows("operations").filter(|row| row.text("kind") == Some("rate review")).filter_map(|row| row.day("date")).max();
        of_rates.into_iter().chain(logged).max()
    }

    /// Of the newest file that has it: the share of a product's customers who bought again, and the row that says so.
    fn repeat_share(&self, asin: &str) -> Option<(Ratio, SheetRow)> {
        self.of("repeat-purchase", asin).iter().find_map(|row| {
            let share = row.number("repeat_customer_share").map(|share| Ratio::millionths(i128::from(share)));
            let counted = || Ratio::new(i128::from(row.number("repeat_customers")?), i128::from(row.number("customers")?));
            Some((share.or_else(counted)?, row.at()))
        })
    }
}

fn has_opt_in(row: &TableRow<'_>) -> bool {
    ["opt_in_date", "opt_in_rate"].into_iter().any(|name| row.number(name).is_some())
}

fn rate_row<'a>(row: &TableRow<'a>) -> RateRow<'a> {
    let text = |name: &str| row.text(name).filter(|text| !text.is_empty());
    RateRow {
        asin: text("asin"),
        campaign: text("campaign"),
        brand_ppm: row.number("brand_rate").and_then(|ppm| u32::try_from(ppm).ok()),
        standard_ppm: row.number("standard_rate"),
        valid_from: row.day("valid_from"),
        offer_live: row.flag("offer_live"),
        offered: row.number("offered"),
        accepted: row.number("accepted"),
        reviewed_on: row.day("reviewed_on"),
        budget: row.number("budget"),
        budget_remaining: row.number("budget_remaining"),
        ends_on: row.day("ends_on"),
        at: row.at(),
    }
}

/// Whether a version has begun on a day.
pub fn has_begun(rate: &RateRow<'_>, today: Option<Date>) -> bool {
    today.is_none_or(|today| rate.valid_from.is_none_or(|from| from <= today))
}

/// Is told which row decides each field of a product, by the field's name.
pub type Told<'t> = &'t mut dyn FnMut(&'static str, SheetRow);

/// Gives a field that is not known yet what a row says of it, and says that this row decided.
fn fill<T>(field: &mut Option<T>, name: &'static str, said: Option<T>, at: SheetRow, told: Told<'_>) {
    if field.is_none() && said.is_some() {
        *field = said;
        told(name, at);
    }
}

/// What the tables say of one product on a day. Of each field the newest file that has it decides. `campaign` are the rates of the
/// campaigns it is sold in: they stand in for what no row of its own says.
pub fn product_from_tables(tables: &Tables<'_>, asin: &str, campaign: &[RateRow<'_>], today: Option<Date>, told: Told<'_>) -> Product {
    let mut product = Product { asin: asin.to_owned(), ..Product::default() };
    for row in tables.of("catalogue", asin) {
        let known = |name: &str| row.number(name).map(of_table);
        let costs = &mut product.costs;
        let amounts = [
            ("price", &mut product.price),
            ("cost_of_goods", &mut costs.cost_of_goods),
            ("referral_fee", &mut costs.referral_fee),
            ("fulfilment_fee", &mut costs.fulfilment_fee),
            ("returns_allowance", &mut costs.returns_allowance),
            ("other_cost", &mut costs.other_cost),
        ];
        amounts.into_iter().for_each(|(name, field)| fill(field, name, known(name), row.at(), told));
        fill(&mut product.reviews, "reviews", row.number("reviews"), row.at(), told);
        fill(&mut product.rating_millionths, "rating", row.number("rating"), row.at(), told);
        fill(&mut product.sns_eligible, "sns_eligible", row.flag("sns_eligible"), row.at(), told);
        for (field, name) in [(&mut product.title, "title"), (&mut product.line, "line"), (&mut product.category_text, "category")] {
            if let Some(text) = row.text(name).filter(|text| field.is_empty() && !text.is_empty()) {
                text.clone_into(field);
                told(name, row.at());
            }
        }
    }
    if let Some((share, at)) = tables.repeat_share(asin) {
        product.repeat_share = Some(Known::new(share, Origin::Table));
        told("repeat_share", at);
    }
    fill_from(&mut product, tables.rates_of(asin).collect(), today, told);
    fill_from(&mut product, campaign.to_vec(), today, told);
    product
}

fn of_table(value: i64) -> Known {
    Known::new(Ratio::millionths(i128::from(value)), Origin::Table)
}

/// Fills what is not known yet from the version in force, the latest that has begun, and what that lacks from the ones before it.
fn fill_from(product: &mut Product, mut versions: Vec<RateRow<'_>>, today: Option<Date>, told: Told<'_>) {
    let own_review = product.reviewed_on;
    // Of campaigns that begin on one day the one that pays most, whichever row or file comes first.
    versions.sort_by(|a, b| (b.valid_from, b.brand_ppm).cmp(&(a.valid_from, a.brand_ppm)).then_with(|| a.cmp(b)));
    for rate in versions.iter().filter(|rate| has_begun(rate, today)) {
        fill(&mut product.brand_rate, "brand_rate", rate.brand_ppm.map(|ppm| of_table(i64::from(ppm))), rate.at, told);
        fill(&mut product.standard_rate, "standard_rate", rate.standard_ppm.map(of_table), rate.at, told);
        fill(&mut product.budget_remaining, "budget_remaining", rate.budget_remaining.map(of_table), rate.at, told);
        fill(&mut product.ends_on, "ends_on", rate.ends_on, rate.at, told);
        fill(&mut product.offer_live, "offer_live", rate.offer_live, rate.at, told);
        product.reviewed_on = own_review.or(product.reviewed_on.max(rate.reviewed_on));
        if product.offered.is_none() {
            fill(&mut product.offered, "offered", rate.offered.and_then(|count| u64::try_from(count).ok()), rate.at, told);
            product.accepted = rate.accepted.and_then(|count| u64::try_from(count).ok());
        }
    }
}
