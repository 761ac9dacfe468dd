//! From a figure of a product back to what it was made from: fields, terms, and the rows that say them.

use std::collections::BTreeMap;

use super::campaigns::Campaigns;
use super::engine::Commission;
use super::gather::Sources;
use super::inputs::{Known, Origin, Product};
use super::judge::Judged;
use super::tables::{RateRow, SheetRow, TableRow, Tables, product_from_tables};
use super::terms::Term;
use crate::ledger::{Measure, Selection, Slice, Supplied};
use crate::units::Date;

/// One input of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// Field of a product, as [`super::inputs::FIELDS`] names it, or one of [`TRAILING_UNITS`] and [`DAILY_COMMISSION`].
    pub id: &'static str,
    /// What holds; `None` where it is not known.
    pub known: Option<Known>,
    /// Rows of tables that say it.
    pub cells: Vec<SheetRow>,
    /// Attribution rows it was computed from.
    pub rows: Option<Selection>,
}

/// Units of the days looked back on, told for 90 days.
pub const TRAILING_UNITS: &str = "trailing_units";
/// Mean commission a day, over the days a budget's use is averaged over.
pub const DAILY_COMMISSION: &str = "daily_commission";
/// Rows of the tables of rates that name a budget.
pub const BUDGETS: &str = "budgets";
/// Competitors' offers.
pub const CARDS: &str = "competitor_cards";

const COSTS: [&str; 5] = ["cost_of_goods", "referral_fee", "fulfilment_fee", "returns_allowance", "other_cost"];
const RATES: [&str; 2] = ["standard_rate", "brand_rate"];

/// The inputs of a figure by its name; all of them for a name nobody knows.
pub fn inputs_of(figure: &str) -> Vec<&'static str> {
    let with_costs = |more: &[&'static str]| [&["price"][..], &COSTS, more].concat();
    let payout = |more: &[&'static str]| [&["price"][..], &RATES, more].concat();
    match figure {
        "combined_rate" => RATES.to_vec(),
        "payout" => payout(&[]),
        "brand_cost" => vec!["price", "brand_rate"],
        "epc" => payout(&["conversion_rate"]),
        "contribution_margin" | "bonus_max" | "bonus_break_even" => with_costs(&[]),
        "left" => with_costs(&["brand_rate"]),
        "bonus_min" => vec!["price", "standard_rate"],
        "bonus_lifetime" => with_costs(&["repeat_share"]),
        "earnings_p25" | "earnings_p50" | "earnings_p75" => payout(&["monthly_orders"]),
        "routes" => [&payout(&COSTS)[..], &[TRAILING_UNITS]].concat(),
        "launch" => [&payout(&COSTS)[..], &["conversion_rate", "offered"]].concat(),
        "budget" => vec!["budget_remaining", BUDGETS, DAILY_COMMISSION],
        "landscape" => payout(&[CARDS]),
        _ => match super::inputs::product_field(figure) {
            Some(field) => vec![field.id],
            None => [&payout(&COSTS)[..], &["conversion_rate", "budget_remaining", DAILY_COMMISSION, TRAILING_UNITS, "repeat_share"]].concat(),
        },
    }
}

/// The numbers no file supplies that a figure rests on.
pub fn terms_of(figure: &str) -> &'static [Term] {
    match figure {
        "bonus_min" => &[Term::TargetPayout],
        "bonus_max" => &[Term::TargetMargin],
        "bonus_lifetime" => &[Term::TargetMargin, Term::SubscribeRetention],
        "routes" => &[Term::TargetPayout, Term::TargetMargin, Term::LowPrice, Term::PackDiscount, Term::PackFulfilment, Term::TrailingDays],
        "launch" => &[Term::TargetPayout, Term::InvisiblePayout],
        "budget" => &[Term::RunwayDays, Term::RunwayMeanDays],
        "landscape" => &[Term::LandscapePercentile, Term::LandscapeOrders],
        _ => &[],
    }
}

/// What a row must supply to tell how many orders a creator brings in a month.
const MONTHLY: [Measure; 3] = [Measure::Orders, Measure::Revenue, Measure::Commission];

/// Rows of some days that supply every one of these measures.
fn supplying(slice: Slice, measures: &[Measure]) -> Selection {
    Selection { slice, needed: measures.iter().fold(Supplied::NONE, |all, measure| all.with(*measure)) }
}

/// The files as they are asked for single products; made once for all of them.
pub struct Origins<'a> {
    sources: &'a Sources<'a>,
    commission: &'a Commission,
    tables: Tables<'a>,
    campaigns: Campaigns<'a>,
}

impl<'a> Origins<'a> {
    pub fn read(sources: &'a Sources<'a>, commission: &'a Commission) -> Origins<'a> {
        let tables = Tables::read(sources.sheets);
        let campaigns = Campaigns::read(sources.ledger, &tables);
        Origins { sources, commission, tables, campaigns }
    }

    /// Which row of a table decides each field of a product.
    pub fn deciding(&self, asin: &str) -> BTreeMap<&'static str, SheetRow> {
        let mut rows = BTreeMap::new();
        let code = self.sources.ledger.asins().code(asin);
        let campaign = code.map_or(&[][..], |code| self.campaigns.of(code));
        let today = self.commission.gathered.as_of;
        product_from_tables(&self.tables, asin, campaign, today, &mut |field, row| {
            rows.insert(field, row);
        });
        rows
    }

    /// The same for the fields that hold as a table says them: neither typed nor told by attribution rows.
    pub fn in_force(&self, asin: &str) -> BTreeMap<&'static str, SheetRow> {
        let mut rows = self.deciding(asin);
        let product = self.commission.product(asin).map(|judged| &judged.product);
        rows.retain(|field, _| product.and_then(|product| product.known(field)).is_none_or(|known| known.origin == Origin::Table));
        rows
    }

    /// What a figure of a product was made from.
    pub fn of(&self, judged: &Judged, figure: &str) -> Vec<Input> {
        let deciding = self.deciding(&judged.product.asin);
        inputs_of(figure).into_iter().map(|id| self.input(judged, id, &deciding)).collect()
    }

    fn input(&self, judged: &Judged, id: &'static str, deciding: &BTreeMap<&'static str, SheetRow>) -> Input {
        let product = &judged.product;
        let (known, own) = (known(product, id), deciding.get(id));
        let category = deciding.get("category").filter(|_| product.category_origin == Some(Origin::Standard));
        let cells = match (id, known.map(|known| known.origin)) {
            (CARDS, _) => self.tables.rows("competitor-cards").map(|row| row.at()).collect(),
            (BUDGETS, _) => self.budgets(&product.asin),
            ("standard_rate", Some(Origin::Standard | Origin::StandardOwn)) => category.copied().into_iter().collect(),
            (_, Some(Origin::Table)) => own.copied().into_iter().collect(),
            ("offered", None) => own.copied().into_iter().collect(),
            _ => Vec::new(),
        };
        let origin = known.map(|known| known.origin);
        Input { id, known, cells, rows: self.selection(judged, id, origin) }
    }

    fn selection(&self, judged: &Judged, id: &str, origin: Option<Origin>) -> Option<Selection> {
        let product = &judged.product;
        let is_own = judged.monthly_orders.is_some_and(|orders| orders.is_own);
        if id == "monthly_orders" && origin.is_none() && judged.monthly_orders.is_some() && !is_own {
            return Some(supplying(Slice::ALL, &MONTHLY));
        }
        let slice = Slice { asin: Some(self.sources.ledger.asins().code(&product.asin)?), ..Slice::ALL };
        let since = |days: Term| Slice { from: self.first_of(days), to: self.commission.gathered.as_of, ..slice };
        let selection = match (id, origin) {
            (TRAILING_UNITS, _) => supplying(since(Term::TrailingDays), &[Measure::Units]),
            (DAILY_COMMISSION, _) => supplying(since(Term::RunwayMeanDays), &[Measure::Commission]),
            ("monthly_orders", None) if is_own => supplying(slice, &MONTHLY),
            ("price", Some(Origin::Facts)) => supplying(slice, &[Measure::Revenue, Measure::Units]),
            ("conversion_rate", Some(Origin::Facts)) if product.sales.conversion_is_by_units => supplying(slice, &[Measure::Units, Measure::Clicks]),
            ("conversion_rate", Some(Origin::Facts)) => supplying(slice, &[Measure::Orders, Measure::Clicks]),
            (_, Some(Origin::Inferred)) => supplying(slice, &[Measure::Revenue, Measure::Commission]),
            _ => return None,
        };
        Some(selection)
    }

    /// Own rows that name a budget, else those of the campaigns it is sold in.
    fn budgets(&self, asin: &str) -> Vec<SheetRow> {
        let named = |rate: &RateRow<'_>| (rate.budget.is_some() || rate.budget_remaining.is_some()).then_some(rate.at);
        let own: Vec<SheetRow> = self.tables.rates_of(asin).filter_map(|rate| named(&rate)).collect();
        let code = self.sources.ledger.asins().code(asin).filter(|_| own.is_empty());
        own.into_iter().chain(code.into_iter().flat_map(|code| self.campaigns.of(code)).filter_map(named)).collect()
    }

    /// First of so many days until today.
    fn first_of(&self, days: Term) -> Option<Date> {
        first_of(self.commission, days)
    }

    /// Rows of a table of the reader's, of the newest file first.
    pub fn rows(&self, kind: &'static str, keep: impl Fn(&TableRow<'a>) -> bool) -> Vec<SheetRow> {
        self.tables.rows(kind).filter(keep).map(|row| row.at()).collect()
    }

    /// Opt-ins that tables name.
    pub fn opt_ins(&self) -> Vec<SheetRow> {
        self.tables.opt_in_rows().iter().map(TableRow::at).collect()
    }
}

/// First of the days a term counts, until today.
pub fn first_of(commission: &Commission, days: Term) -> Option<Date> {
    commission.gathered.as_of.map(|today| today.minus_days(commission.terms.whole(days).max(1) - 1))
}

/// A number of a product by its name: one of its fields, or of what is told of its sales.
fn known(product: &Product, id: &str) -> Option<Known> {
    match id {
        TRAILING_UNITS => product.sales.trailing_units.map(|units| Known::new(units, Origin::Facts)),
        id => product.known(id),
    }
}
