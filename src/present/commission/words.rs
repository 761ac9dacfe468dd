//! Sentences of the commission engine: one place for the page, the command line and every export.

use std::collections::BTreeSet;

use crate::commission::economics::BoundsSource;
use crate::commission::engine::Commission;
use crate::commission::inputs::{Origin, product_field};
use crate::commission::judge::{Judged, Verdict};
use crate::commission::router::{Route, RouteKind, RouteReason};
use crate::commission::standard_rates;
use crate::commission::{TERMS, Term, TermEntry, TermSource, TermUnit, Terms};
use crate::present::format::{self, Toward};
use crate::units::{Currency, Date, Ratio};

/// A term's value as written for a reader; empty where nothing is assumed.
pub fn term_text(entry: &TermEntry, value: Option<&Ratio>, currency: Currency) -> String {
    match (value, entry.unit) {
        (None, _) => String::new(),
        (Some(value), TermUnit::Money) => format::money_of(value, currency),
        (Some(value), TermUnit::Share) => format::rate(value),
        (Some(value), TermUnit::Days) => format!("{} days", value.to_places(0)),
        (Some(value), TermUnit::Count) => value.to_places(0),
        (Some(value), TermUnit::Number) => format::short_decimal(value),
    }
}

/// A term's value as exact text.
pub fn term_exact(entry: &TermEntry, value: &Ratio) -> String {
    match entry.unit {
        TermUnit::Money | TermUnit::Share | TermUnit::Number => value.to_places(6),
        TermUnit::Days | TermUnit::Count => value.to_places(0),
    }
}

/// What holds while a term's field is empty; empty where its hint says it.
pub fn term_default(entry: &TermEntry) -> String {
    let Some(millionths) = entry.default_millionths else { return String::new() };
    let value = Ratio::millionths(i128::from(millionths));
    let text = match entry.unit {
        TermUnit::Money => value.to_places(2),
        _ => term_text(entry, Some(&value), Currency::USD),
    };
    format!("Empty: {text}, {}.", term_source(entry, false))
}

/// Who says that a value holds: the reader, practice, or nobody but us.
pub fn term_source(entry: &TermEntry, is_changed: bool) -> &'static str {
    match (is_changed, entry.source) {
        (true, _) => "yours",
        (false, TermSource::Practice) => "usual practice",
        (false, TermSource::Proposal) => "our proposal",
    }
}

/// Which bounds of what a creator notices are in force.
pub fn bounds_source(source: BoundsSource) -> &'static str {
    match source {
        BoundsSource::Default => "our proposal",
        BoundsSource::Typed => "as you set it in Settings",
        BoundsSource::Fitted => "as your own creators accept",
    }
}

/// Where a number comes from.
pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Typed => "you typed it",
        Origin::Table => "your table",
        Origin::Facts => "your attribution rows",
        Origin::Inferred => "inferred from the newest links",
        Origin::StandardOwn => "your own standard rate of its category",
        Origin::Standard => "Amazon's standard table",
        Origin::Assumed => "assumed",
    }
}

/// `cost of goods` of `cost_of_goods`.
pub fn field_label(id: &str) -> String {
    product_field(id).map_or_else(|| id.replace('_', " "), |field| field.label.to_lowercase())
}

/// `price, cost of goods and referral fee`
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// A verdict in two or three words.
pub fn verdict_label(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LosesMoney => "Loses money",
        Verdict::NoRateWorks => "No rate works",
        Verdict::Invisible => "Invisible",
        Verdict::BelowMargin => "Below your margin",
        Verdict::Marginal => "Marginal",
        Verdict::Unknown => "Not known",
        Verdict::SeenCostsUnknown => "Seen, costs unknown",
        Verdict::Works => "Works",
    }
}

/// Which part of what a creator sees makes the offer no better than it is.
fn weakest(judged: &Judged) -> &'static str {
    judged.parts.iter().find(|part| part.verdict.is_some() && part.verdict == judged.legibility).map_or("payout", |part| part.id)
}

/// What is left of a sale after costs and bonus.
fn left(judged: &Judged) -> Option<Ratio> {
    judged.contribution?.minus(&judged.offer.brand_cost?)
}

/// The one number that decides, in a few words.
pub fn deciding(judged: &Judged, currency: Currency) -> String {
    let money = |value: Option<Ratio>| value.map_or_else(|| "an unknown amount".to_owned(), |value| format::money_of(&value, currency));
    match judged.verdict {
        Verdict::LosesMoney => format!("{} a sale", money(left(judged))),
        Verdict::NoRateWorks => format!("seen from {}, affordable to {}", least(&judged.corridor.bonus_min), most(&judged.corridor.bonus_max)),
        Verdict::Invisible | Verdict::Marginal => match weakest(judged) {
            "epc" => format!("earns {} a click", money(judged.offer.epc)),
            "budget" => judged.runway_days.map_or_else(|| "budget spent".to_owned(), |days| format!("budget for {} days", days.to_places(0))),
            "days-left" => judged.product.ends_on.map_or_else(String::new, |day| format!("ends {}", format::date(day))),
            _ => format!("pays {} a sale", money(judged.offer.payout)),
        },
        Verdict::BelowMargin => format!("{} left of a sale", money(left(judged))),
        Verdict::Unknown => format!("needs {}", listed(&judged.missing.iter().take(3).map(|id| field_label(id)).collect::<Vec<_>>())),
        Verdict::SeenCostsUnknown => format!("pays {} a sale", money(judged.offer.payout)),
        Verdict::Works => format!("pays {}, leaves {}", money(judged.offer.payout), money(left(judged))),
    }
}

/// What to change, in one or two sentences.
pub fn advice(judged: &Judged, currency: Currency) -> String {
    let (from, to) = (least(&judged.corridor.bonus_min), most(&judged.corridor.bonus_max));
    let route = judged.routes.iter().find(|route| route.is_recommended);
    match (judged.verdict, route) {
        (Verdict::LosesMoney, _) => cut(judged),
        (Verdict::NoRateWorks, Some(route)) => format!("No rate is both seen and affordable. {}", route_sentence(route, currency)),
        (Verdict::NoRateWorks, None) => "No rate is both seen and affordable: change price or costs, or run it for content.".to_owned(),
        (Verdict::Invisible | Verdict::Marginal, _) if weakest(judged) != "payout" => other_than_payout(judged),
        (Verdict::Invisible | Verdict::Marginal, Some(route)) => route_sentence(route, currency),
        (Verdict::Invisible | Verdict::Marginal, None) => raise(judged),
        (Verdict::BelowMargin, _) if judged.corridor.bonus_max.is_some_and(|most| most.is_negative()) => cut(judged),
        (Verdict::BelowMargin, _) => format!("Cut the bonus to {to} to earn your margin; it stays visible from {from}."),
        (Verdict::Unknown, _) => format!("Add {}.", missing(judged)),
        (Verdict::SeenCostsUnknown, _) => format!("Creators can see it. Whether it earns needs {}.", missing(judged)),
        (Verdict::Works, _) => format!("Leave it: every bonus from {from} to {to} is seen and earns your margin."),
    }
}

/// Where the bonus costs more than the sale earns.
fn cut(judged: &Judged) -> String {
    let allowed = |bound: Option<Ratio>| bound.filter(|rate| !rate.is_negative());
    match (allowed(judged.corridor.bonus_max), allowed(judged.corridor.break_even)) {
        (Some(_), _) => format!("Cut the bonus to {} or less: above that a sale does not earn your margin.", most(&judged.corridor.bonus_max)),
        (None, Some(_)) => {
            format!("No bonus leaves your margin; above {} every sale loses money. Change price or costs first.", most(&judged.corridor.break_even))
        }
        (None, None) => "It loses money before any bonus is paid: change price or costs first.".to_owned(),
    }
}

fn raise(judged: &Judged) -> String {
    match (judged.legible_at, judged.corridor.bonus_max) {
        (Some(bonus), Some(ceiling)) if bonus <= ceiling => {
            format!("Raise the bonus to {}; up to {} it still earns your margin.", least(&Some(bonus)), most(&Some(ceiling)))
        }
        (Some(bonus), Some(ceiling)) => {
            format!("It is seen from a bonus of {}, but earns your margin only up to {}.", least(&Some(bonus)), most(&Some(ceiling)))
        }
        (Some(bonus), None) => format!("A creator sees it from a bonus of {}; whether you can afford that needs {}.", least(&Some(bonus)), missing(judged)),
        (None, _) => format!("What would make it visible needs {}.", missing(judged)),
    }
}

fn other_than_payout(judged: &Judged) -> String {
    match weakest(judged) {
        "budget" if judged.runway_days.is_some_and(|days| days.is_positive()) => {
            "The payout is seen, but the budget runs out: fill it up, or creators turn to offers that last.".to_owned()
        }
        "budget" => "The budget is spent: creators cannot earn on it until it is filled up.".to_owned(),
        "days-left" => "The payout is seen, but the offer ends soon: extend it, or creators turn to offers that last.".to_owned(),
        _ => "The payout is seen, but too few clicks become orders: make the listing convert better before you raise the bonus.".to_owned(),
    }
}

/// A rate that is at least needed, rounded so that what is shown is enough.
pub fn least(rate: &Option<Ratio>) -> String {
    rate.map_or_else(|| "an unknown rate".to_owned(), |rate| format::rate_toward(&rate, Toward::Up))
}

/// A rate that is at most allowed, rounded so that what is shown is allowed.
pub fn most(rate: &Option<Ratio>) -> String {
    rate.map_or_else(|| "an unknown rate".to_owned(), |rate| format::rate_toward(&rate, Toward::Down))
}

fn missing(judged: &Judged) -> String {
    listed(&judged.missing.iter().map(|id| field_label(id)).collect::<Vec<_>>())
}

/// A route as a thing to do.
pub fn route_sentence(route: &Route, currency: Currency) -> String {
    match route.kind {
        RouteKind::Raise => format!("Set the bonus to {}.", least(&route.bonus)),
        RouteKind::Multipack => format!(
            "Sell {} as a pack at {}: at today's rates it pays a creator {}.",
            route.pack_units.unwrap_or(0),
            route.pack_price.map(|price| format::money_of(&price, currency)).unwrap_or_default(),
            route.payout.map(|payout| format::money_of(&payout, currency)).unwrap_or_default()
        ),
        RouteKind::Reframe => "Keep the rate and judge the offer by content and search rank, not by sales.".to_owned(),
    }
}

/// A route's name.
pub fn route_label(kind: RouteKind) -> &'static str {
    match kind {
        RouteKind::Raise => "A bonus that is seen",
        RouteKind::Multipack => "Sell a multipack",
        RouteKind::Reframe => "Run it for content and rank",
    }
}

/// Why a route is taken or loses.
pub fn route_reason(route: &Route, terms: &crate::commission::Terms, currency: Currency) -> String {
    let share = |value: &Option<Ratio>| value.map(|value| format::rate(&value)).unwrap_or_default();
    let floor = format::rate(&terms.value(Term::TargetMargin));
    match route.reason {
        RouteReason::Best => format!("Earns the most of the routes that leave at least {floor} of the price: {} is left.", share(&route.margin_share)),
        RouteReason::EarnsLess => {
            format!("Leaves {} of the price, which is enough, but the recommended route earns more in 90 days.", share(&route.margin_share))
        }
        RouteReason::BelowFloor => format!("Leaves {} of the price, less than the {floor} to keep.", share(&route.margin_share)),
        RouteReason::NoSuchRate => format!("The bonus would have to be {}: more than the whole price.", least(&route.bonus)),
        RouteReason::NoSuchPack => {
            format!("No pack of a size anybody sells brings the payout to {}.", format::money_of(&terms.value(Term::TargetPayout), currency))
        }
        RouteReason::OnlyOneLeft => "The two other routes leave too little: sales through creators do not pay here, content and rank may.".to_owned(),
        RouteReason::SellsElsewhere => {
            "Keeps what it earns today. What a better offer would sell more cannot be told without accepted offers of eight products, so it is not compared on margin; the recommended route is seen by more creators and still earns your margin."
                .to_owned()
        }
        RouteReason::AlreadyWorks => {
            let left = if route.margin_share.is_some() { format!("Would leave {} of the price. ", share(&route.margin_share)) } else { String::new() };
            format!("{left}Not needed: the offer already works, it is seen and earns your margin.")
        }
        RouteReason::Unknown => "Cannot be compared yet: see what is missing.".to_owned(),
    }
}

/// One line of the register of assumptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumptionLine {
    pub id: String,
    pub label: String,
    /// Exact text.
    pub value: String,
    /// As shown.
    pub text: String,
    pub source: String,
}

/// A term in force, as the register of assumptions has it.
pub fn term_line(entry: &TermEntry, terms: &Terms, currency: Currency) -> AssumptionLine {
    let value = terms.ratio(entry.term);
    AssumptionLine {
        id: entry.id.to_owned(),
        label: entry.label.to_owned(),
        value: value.map(|value| term_exact(entry, &value)).unwrap_or_default(),
        text: term_text(entry, value.as_ref(), currency),
        source: term_source(entry, terms.is_changed(entry.term)).to_owned(),
    }
}

/// Everything the verdicts assume: each term in force, and what was concluded or taken as nothing for single products.
pub fn assumptions(commission: &Commission, currency: Currency) -> Vec<AssumptionLine> {
    let mut lines = Vec::new();
    lines.extend(TERMS.iter().map(|entry| term_line(entry, &commission.terms, currency)));
    lines.extend(standard_lines(commission));
    for judged in &commission.judged {
        lines.extend(of_product(judged));
    }
    lines
}

/// The standard rates that verdicts rest on, and those the reader changed.
fn standard_lines(commission: &Commission) -> Vec<AssumptionLine> {
    let rates = &commission.terms.standard_rates;
    let is_of_table = |judged: &&Judged| judged.product.standard_rate.is_some_and(|rate| rate.origin == Origin::Standard);
    let in_use = commission.judged.iter().filter(is_of_table).filter_map(|judged| judged.product.category).map(|category| category.id);
    let ids: BTreeSet<&str> = in_use.chain(rates.own()).collect();
    let line = |id: &str| {
        let (category, rate) = standard_rates::by_id(id).zip(rates.of(id, commission.gathered.as_of))?;
        let value = Ratio::millionths(i128::from(rate.ppm));
        Some(AssumptionLine {
            id: format!("standard_rates:{id}"),
            label: format!("Standard rate, paid by Amazon: {}", category.label),
            value: value.to_places(6),
            text: format::rate(&value),
            source: rate.row.map_or_else(|| "yours".to_owned(), |row| format!("{}; from {} on", row.source, row.valid_from)),
        })
    };
    ids.into_iter().filter_map(line).collect()
}

/// One rate of the table for the page of settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardRow {
    /// Id of the category.
    pub id: &'static str,
    pub label: &'static str,
    pub rate: String,
    pub valid_from: String,
    pub source: &'static str,
}

/// The newest rate of every category.
pub fn standard_rows() -> Vec<StandardRow> {
    let row = |category: &standard_rates::Category| {
        let row = standard_rates::row_on(category.id, None);
        StandardRow {
            id: category.id,
            label: category.label,
            rate: row.map_or_else(|| "not published".to_owned(), |row| format::rate(&Ratio::millionths(i128::from(row.ppm)))),
            valid_from: row.and_then(|row| Date::from_iso(row.valid_from)).map(format::date).unwrap_or_default(),
            source: row.map_or("Amazon publishes none: type yours, and give it to the products it holds for", |row| row.source),
        }
    };
    standard_rates::CATEGORIES.iter().map(row).collect()
}

fn of_product(judged: &Judged) -> Vec<AssumptionLine> {
    let product = &judged.product;
    let line = |id: &str, label: String, value: String, source: &str| AssumptionLine {
        id: format!("{id}:{}", product.asin),
        label,
        text: value.clone(),
        value,
        source: source.to_owned(),
    };
    let mut lines = Vec::new();
    let is_by_category = product.standard_rate.is_some_and(|rate| matches!(rate.origin, Origin::Standard | Origin::StandardOwn));
    if let (Some(category), Some(Origin::Standard), true) = (product.category, product.category_origin, is_by_category) {
        let label = format!("{}: “{}” is taken for the category {}", product.asin, product.category_text, category.label);
        lines.push(line("category", label, category.id.to_owned(), "read from your catalogue"));
    }
    if let Some(rate) = product.brand_rate.filter(|rate| rate.origin == Origin::Inferred) {
        let label = format!("{}: the bonus of its newest links is taken for what is offered now", product.asin);
        lines.push(line("brand_rate", label, rate.value.to_places(6), "inferred from commission ÷ revenue"));
    }
    if judged.contribution.is_some() {
        for id in &judged.assumed_costs {
            lines.push(line(id, format!("{}: no {} given, taken as nothing", product.asin, field_label(id)), "0.000000".to_owned(), "nothing given"));
        }
    }
    lines
}
