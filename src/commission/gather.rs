//! Everything the engine asks for, collected from attribution rows, the reader's tables and what was typed.

use std::collections::{BTreeMap, BTreeSet};

use super::budgets::{Spent, spent};
use super::campaigns::Campaigns;
use super::creators::{Creators, creators};
use super::inputs::{Known, Origin, Product, Sales};
use super::opt_ins::{GivenRates, OptIn, Version};
use super::standard_rates::{self, InForce};
use super::tables::{Tables, product_from_tables};
use super::terms::{Term, Terms};
use super::typed::{Entry, Typed};
use crate::analysis::{Analysis, Detail, Rules, analyse, as_of};
use crate::kpi::{self, Outcome};
use crate::ledger::{Dimension, Ledger, Measure, Sheet, Slice, Supplied, roll_up};
use crate::units::{Date, Ratio};

/// Products beyond this many, those with the least revenue, are not judged one by one.
pub const PRODUCTS_MAX: usize = 20_000;

/// What the engine reads.
pub struct Sources<'a> {
    pub ledger: &'a Ledger,
    pub rules: &'a Rules,
    /// Sheets with source numbers, the newest last.
    pub sheets: &'a [(u32, &'a Sheet)],
    pub typed: &'a Typed,
    pub terms: &'a Terms,
}

/// What it found.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// By ASIN.
    pub products: Vec<Product>,
    pub products_left_out: u64,
    pub given: GivenRates,
    pub creators: Creators,
    pub cards: Vec<Card>,
    /// The newest review of a rate that a table names.
    pub last_review: Option<Date>,
    pub as_of: Option<Date>,
    /// Days the expected sales were counted over, at most the days looked back on.
    pub days_covered: u16,
    /// Mean commission a day of each ASIN in units of the currency, over the days a budget's use is averaged over.
    pub daily_commission: BTreeMap<String, Ratio>,
    /// Days a budget was spent, of each ASIN that some table names a budget for.
    pub spent: BTreeMap<String, Spent>,
}

/// A competitor's offer as a creator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub product: String,
    pub price: Option<Ratio>,
    pub rate: Option<Ratio>,
    /// As written, else unknown.
    pub epc: Option<Ratio>,
    pub rating_millionths: Option<i64>,
    pub reviews: Option<i64>,
}

impl Card {
    /// Price × rate.
    pub fn payout(&self) -> Option<Ratio> {
        self.price?.times(&self.rate?)
    }
}

/// Reads everything once. Nothing of it depends on the order of rows or files.
pub fn gather(sources: &Sources<'_>) -> Gathered {
    let Sources { ledger, rules, sheets, terms, .. } = sources;
    let tables = Tables::read(sheets);
    let today = as_of(ledger, rules);
    let sales = sales(sources, today);
    let campaigns = Campaigns::read(ledger, &tables);
    let given = given_rates(ledger, &tables, &campaigns);
    let (chosen, products_left_out) = asins(sources, &tables, &sales.by_asin);
    let products: Vec<Product> = chosen.iter().map(|asin| product(sources, &tables, &campaigns, &sales, asin, today)).collect();
    let mut daily_commission = daily_commission(ledger, today, terms, Dimension::Asin, |code| ledger.asins().text(code).to_owned());
    campaigns.share_use(ledger, &tables, &products, today, terms, &mut daily_commission);
    Gathered {
        products,
        products_left_out,
        creators: Creators { opt_in_days: tables.opt_in_days(), ..creators(ledger, sheets) },
        cards: tables.cards(),
        last_review: tables.last_review(),
        as_of: today,
        days_covered: sales.days,
        spent: spent(ledger, &tables, &campaigns, &chosen, today),
        daily_commission,
        given,
    }
}

/// Which ASINs are judged: sold, listed or typed; where there are too many, those with the most revenue.
fn asins(sources: &Sources<'_>, tables: &Tables<'_>, sold: &BTreeMap<String, Sales>) -> (Vec<String>, u64) {
    let listed = tables.asins().map(str::to_owned);
    let mut all: BTreeSet<String> = sold.keys().cloned().chain(listed).collect();
    all.extend(sources.typed.asins().map(str::to_owned));
    let count = all.len();
    let mut all: Vec<String> = all.into_iter().collect();
    if count > PRODUCTS_MAX {
        all.sort_by_key(|asin| std::cmp::Reverse(sold.get(asin).map_or(0, |sales| sales.revenue)));
        all.truncate(PRODUCTS_MAX);
        all.sort();
    }
    (all, (count - count.min(PRODUCTS_MAX)) as u64)
}

struct SalesOf {
    by_asin: BTreeMap<String, Sales>,
    lines: BTreeMap<u32, u32>,
    days: u16,
}

/// What is expected of a product is told for so many days, however many are looked back on.
const EXPECTED_DAYS: i128 = 90;

/// Sums by ASIN over everything, and what the days looked back on make of [`EXPECTED_DAYS`].
fn sales(sources: &Sources<'_>, today: Option<Date>) -> SalesOf {
    let Sources { ledger, rules, terms, .. } = sources;
    let mut by_asin = BTreeMap::new();
    let wanted = terms.whole(Term::TrailingDays).max(1);
    let first = today.map(|today| today.minus_days(wanted - 1));
    let days = today.zip(ledger.dates()).map_or(wanted, |(today, (begin, _))| {
        let begin = first.map_or(begin, |first| first.max(begin));
        (today.days().saturating_sub(begin.days()) + 1).clamp(1, wanted)
    });
    let all = analyse(ledger, rules, &Slice::ALL, Dimension::Asin, Detail::Sums);
    let mut trailing = trailing_sums(ledger, first, today);
    for (at, group) in all.groups().enumerate() {
        let sum = |measure| group.sum(measure, Supplied::NONE.with(measure));
        let by_orders = figure(&all, "conversion-rate", at);
        let by_units = figure(&all, "unit-conversion-rate", at);
        let scaled = |value: Ratio| value.times(&Ratio::new(EXPECTED_DAYS, i128::from(days))?);
        let (units, revenue) = trailing.remove(&group.code).unwrap_or_default();
        let sales = Sales {
            revenue: sum(Measure::Revenue),
            units: sum(Measure::Units),
            orders: sum(Measure::Orders),
            conversion_is_by_units: by_orders.is_none() && by_units.is_some(),
            // Where refunds outweigh orders nothing is told of the next click.
            conversion: by_orders.or(by_units).filter(|conversion| !conversion.is_negative()),
            net_price: figure(&all, "average-selling-price", at),
            trailing_units: group.supplied().has(Measure::Units).then(|| scaled(Ratio::whole(units))).flatten().filter(|units| !units.is_negative()),
            trailing_revenue: group.supplied().has(Measure::Revenue).then(|| scaled(Ratio::millionths(revenue))).flatten(),
        };
        by_asin.insert(ledger.asins().text(group.code).to_owned(), sales);
    }
    SalesOf { by_asin, lines: lines(ledger), days }
}

fn figure(analysis: &Analysis, id: &str, at: usize) -> Option<Ratio> {
    match analysis.figure(kpi::by_id(id)?, at)? {
        Outcome::Value(value) => value.ratio(),
        Outcome::NotApplicable(_) | Outcome::NotComputable(_) => None,
    }
}

/// Units and revenue of each ASIN code between two days.
fn trailing_sums(ledger: &Ledger, from: Option<Date>, to: Option<Date>) -> BTreeMap<u32, (i128, i128)> {
    let slice = Slice { from, to, ..Slice::ALL };
    let sum = |group: &crate::ledger::Group, measure| group.sum(measure, Supplied::NONE.with(measure));
    roll_up(ledger, &slice, Dimension::Asin).groups().map(|group| (group.code, (sum(&group, Measure::Units), sum(&group, Measure::Revenue)))).collect()
}

/// Mean commission a day of each group, in units of the currency, over the days a budget's use is averaged over.
pub(super) fn daily_commission<K: Ord>(
    ledger: &Ledger,
    today: Option<Date>,
    terms: &Terms,
    dimension: Dimension,
    key: impl Fn(u32) -> K,
) -> BTreeMap<K, Ratio> {
    let (Some(today), Some((first, _))) = (today, ledger.dates()) else { return BTreeMap::new() };
    let days = terms.whole(Term::RunwayMeanDays).max(1);
    let from = today.minus_days(days - 1);
    let covered = (today.days().saturating_sub(from.max(first).days()) + 1).clamp(1, days);
    let slice = Slice { from: Some(from), to: Some(today), ..Slice::ALL };
    let groups = roll_up(ledger, &slice, dimension);
    let mean = |group: crate::ledger::Group| {
        let commission = Ratio::millionths(group.sum(Measure::Commission, Supplied::NONE.with(Measure::Commission)));
        Some((key(group.code), commission.over(&Ratio::whole(i128::from(covered)))?))
    };
    groups.groups().filter_map(mean).collect()
}

/// Versions by product and opt-ins by creator. A version of a campaign holds for the products sold in it until their first own
/// version begins.
fn given_rates(ledger: &Ledger, tables: &Tables<'_>, campaigns: &Campaigns<'_>) -> GivenRates {
    let mut given = GivenRates::default();
    // Of each product the day its first own version begins; `None`, which is less than any day: since ever.
    let mut own: BTreeMap<u32, Option<Date>> = BTreeMap::new();
    for rate in tables.rates() {
        let Some(asin) = rate.asin.and_then(|asin| ledger.asins().code(asin)) else { continue };
        if let Some(ppm) = rate.brand_ppm {
            let first = own.entry(asin).or_insert(rate.valid_from);
            *first = (*first).min(rate.valid_from);
            given.add_version(asin, Version { from: rate.valid_from, ppm });
        }
    }
    for (asin, rate) in campaigns.rates() {
        let is_before_own = own.get(&asin).is_none_or(|first| rate.valid_from < *first);
        if let Some(ppm) = rate.brand_ppm.filter(|_| is_before_own) {
            given.add_version(asin, Version { from: rate.valid_from, ppm });
        }
    }
    for (creator, on, ppm) in tables.opt_ins(ledger) {
        given.add_opt_in(creator, OptIn { on, ppm });
    }
    given
}

fn product(sources: &Sources<'_>, tables: &Tables<'_>, campaigns: &Campaigns<'_>, sales: &SalesOf, asin: &str, today: Option<Date>) -> Product {
    let ledger = sources.ledger;
    let code = ledger.asins().code(asin);
    let mut product = product_from_tables(tables, asin, code.map_or(&[], |code| campaigns.of(code)), today, &mut |_, _| {});
    product.sales = sales.by_asin.get(asin).cloned().unwrap_or_default();
    if let (Some(code), true) = (code, product.title.is_empty()) {
        product.title = ledger.title(code).to_owned();
    }
    if product.line.is_empty() {
        let line = code.and_then(|code| sales.lines.get(&code));
        product.line = line.map(|line| ledger.lines().text(*line).to_owned()).unwrap_or_default();
    }
    product.conversion = product.sales.conversion.map(|conversion| Known::new(conversion, Origin::Facts));
    let net_price = product.sales.net_price.filter(Ratio::is_positive);
    product.list_price = product.price;
    product.price = net_price.map(|price| Known::new(price, Origin::Facts)).or(product.price);
    type_over(&mut product, sources.typed, asin);
    if product.standard_rate.is_none() {
        let rate = product.category.and_then(|category| sources.terms.standard_rates.of(category.id, today));
        let origin = |rate: &InForce| if rate.row.is_some() { Origin::Standard } else { Origin::StandardOwn };
        product.standard_rate = rate.map(|rate| Known::new(Ratio::millionths(i128::from(rate.ppm)), origin(&rate)));
    }
    product
}

/// The line of each ASIN code's rows; where it has several, the one with most revenue.
fn lines(ledger: &Ledger) -> BTreeMap<u32, u32> {
    let mut revenue: BTreeMap<(u32, u32), i128> = BTreeMap::new();
    for (_, fact) in ledger.columns().facts(0..ledger.rows()).filter(|(row, _)| !ledger.is_excluded(*row)) {
        *revenue.entry((fact.asin, fact.line)).or_default() += i128::from(fact.values.get(Measure::Revenue.index()).copied().unwrap_or(0));
    }
    let mut largest: BTreeMap<u32, (i128, u32)> = BTreeMap::new();
    for ((asin, line), revenue) in revenue {
        let found = largest.entry(asin).or_insert((revenue, line));
        if revenue > found.0 {
            *found = (revenue, line);
        }
    }
    largest.into_iter().map(|(asin, (_, line))| (asin, line)).collect()
}

/// What the reader typed takes the place of everything else.
fn type_over(product: &mut Product, typed: &Typed, asin: &str) {
    let number = |field: &str| typed.number(asin, field).map(|value| Known::new(value, Origin::Typed));
    let count = |field: &str| typed.number(asin, field).and_then(|value| u64::try_from(value.ceiling()).ok());
    let or = |typed: Option<Known>, known: Option<Known>| typed.or(known);
    product.price = or(number("price"), product.price);
    product.standard_rate = or(number("standard_rate"), product.standard_rate);
    product.brand_rate = or(number("brand_rate"), product.brand_rate);
    product.conversion = or(number("conversion_rate"), product.conversion);
    product.budget_remaining = or(number("budget_remaining"), product.budget_remaining);
    product.repeat_share = or(number("repeat_share"), product.repeat_share);
    product.monthly_orders = or(number("monthly_orders"), product.monthly_orders);
    let costs = &mut product.costs;
    costs.cost_of_goods = or(number("cost_of_goods"), costs.cost_of_goods);
    costs.referral_fee = or(number("referral_fee"), costs.referral_fee);
    costs.fulfilment_fee = or(number("fulfilment_fee"), costs.fulfilment_fee);
    costs.returns_allowance = or(number("returns_allowance"), costs.returns_allowance);
    costs.other_cost = or(number("other_cost"), costs.other_cost);
    product.ends_on = typed.day(asin, "ends_on").or(product.ends_on);
    product.offered = count("offered").or(product.offered);
    product.accepted = count("accepted").or(product.accepted);
    if let Some(Entry::Category(category)) = typed.get(asin, "category") {
        (product.category, product.category_origin) = (Some(category), Some(Origin::Typed));
        // A category the reader chose says more than a rate of an older table.
        if typed.number(asin, "standard_rate").is_none() {
            product.standard_rate = None;
        }
    } else if product.category.is_none() {
        product.category = standard_rates::of_category(&product.category_text).or(typed.default_category);
        let is_read = product.category.is_some() && !product.category_text.is_empty();
        product.category_origin = product.category.map(|_| if is_read { Origin::Standard } else { Origin::Typed });
    }
}
