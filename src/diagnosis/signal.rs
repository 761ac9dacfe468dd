//! DIA-11: whether demand that creators raise is met by Sponsored Products.

use std::collections::BTreeSet;

use super::ads::{self, Spending};
use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rising::rising;
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::{Dimension, Group, Measure, Period, Slice, Supplied, roll_up};
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-11",
    name: "Wasted signal",
    question: "Do your ads meet the demand creators raise?",
    test: "Products with creators' clicks in the latest days that both reports cover, without any spend on Sponsored Products, for themselves or a product of their family; \
           and searches that rose since creators began (90 % interval above zero, rise above the part set, false names among them held), without spend on that search. \
           Ads without creators are in order.",
    why: "Creators make people look; without an ad beside it the look may end at another brand's product.",
    needs: &["sponsored-products-advertised-product", "ads-console", "sponsored-products-search-term", "search-query-performance"],
    check,
};

/// Products listed.
const LISTED_MAX: usize = 40;
/// From this part of the clicks on it should be looked at.
const MUCH: i128 = 250_000;

/// What the products' part came to.
enum Products {
    Unknown(Phrase),
    /// Products with clicks, all met.
    Met(usize, Period),
    Unmet(Box<Finding>),
}

fn check(case: &Case<'_>) -> Answer {
    let (mut findings, mut told, mut why) = (Vec::new(), None, None);
    match products(case) {
        Products::Unmet(finding) => findings.push(*finding),
        Products::Met(count, days) => {
            let values = [Value::Count(count as i128), Value::Day(days.first), Value::Day(days.last)];
            told = Some(Phrase::new("Sponsored Products stood behind each of the {} products creators sent clicks to from {} to {}.", values));
        }
        Products::Unknown(phrase) => why = Some(phrase),
    }
    match rising(case) {
        Some(Answer::Found(more)) => findings.extend(more),
        Some(Answer::Clear(phrase)) => told = told.or(Some(phrase)),
        Some(Answer::Unknown(_)) | None => {}
    }
    match (findings.is_empty(), told, why) {
        (false, _, _) => Answer::Found(findings),
        (true, Some(phrase), _) => Answer::Clear(phrase),
        (true, None, Some(phrase)) => Answer::Unknown(phrase),
        (true, None, None) => Answer::unknown("Neither products nor searches could be held against your ads."),
    }
}

/// The latest days, as many as set, that attribution rows and ads reports both cover.
fn common_days<K: Ord>(case: &Case<'_>, spending: &Spending<K>) -> Option<Period> {
    let days = case.terms.whole(Term::SignalDays).max(1);
    let (begin, end) = case.ledger.dates()?;
    let until = case.slice.to.unwrap_or(end).min(end).min(case.as_of?);
    let last = spending.last()?.min(until);
    let wanted = Period::new(last.minus_days(days - 1), last)?;
    (begin <= wanted.first && spending.covers(wanted)).then_some(wanted)
}

/// One product with clicks.
struct Clicked {
    code: u32,
    asin: String,
    clicks: i128,
    orders: i128,
    revenue: i128,
}

fn clicked(case: &Case<'_>, days: Period) -> Vec<Clicked> {
    let slice = within(case, days);
    let of = |group: Group| {
        let sum = |measure| group.sum(measure, Supplied::NONE.with(measure));
        let asin = case.ledger.asins().text(group.code).to_owned();
        Clicked { code: group.code, asin, clicks: sum(Measure::Clicks), orders: sum(Measure::Orders), revenue: sum(Measure::Revenue) }
    };
    let mut all: Vec<Clicked> = roll_up(case.ledger, &slice, Dimension::Asin).groups().map(of).filter(|one| one.clicks > 0 && !one.asin.is_empty()).collect();
    all.sort_by(|a, b| b.clicks.cmp(&a.clicks).then_with(|| a.asin.cmp(&b.asin)));
    all
}

fn within(case: &Case<'_>, days: Period) -> Slice {
    Slice { from: Some(days.first.max(case.slice.from.unwrap_or(days.first))), to: Some(days.last), ..case.slice }
}

fn products(case: &Case<'_>) -> Products {
    let spending = ads::by_product(case);
    if spending.last().is_none() {
        return Products::Unknown(Phrase::plain("No report says what was spent on Sponsored Products for which product."));
    }
    if !case.panel.has(Measure::Clicks) {
        return Products::Unknown(Phrase::plain("The attribution rows have no clicks."));
    }
    let Some(days) = common_days(case, &spending) else {
        let wanted = Value::Count(i128::from(case.terms.whole(Term::SignalDays)));
        return Products::Unknown(Phrase::new("Attribution rows and ads reports have no {} days in common.", [wanted]));
    };
    let all = clicked(case, days);
    let families = ads::families(case);
    let advertised: BTreeSet<&str> = families.iter().filter(|(asin, _)| spending.is_spent(asin, days)).map(|(_, parent)| *parent).collect();
    let is_met =
        |asin: &str| spending.is_spent(&asin, days) || families.get(asin).is_some_and(|parent| advertised.contains(parent)) || advertised.contains(asin);
    let unmet: Vec<&Clicked> = all.iter().filter(|one| !is_met(&one.asin)).collect();
    match unmet.is_empty() {
        true if all.is_empty() => Products::Unknown(Phrase::plain("Creators sent no clicks in the days both reports cover.")),
        true => Products::Met(all.len(), days),
        false => Products::Unmet(Box::new(finding(case, &all, &unmet, days))),
    }
}

fn finding(case: &Case<'_>, all: &[Clicked], unmet: &[&Clicked], days: Period) -> Finding {
    let (clicks, of): (i128, i128) = (unmet.iter().map(|one| one.clicks).sum(), all.iter().map(|one| one.clicks).sum());
    let share = Ratio::new(clicks, of).unwrap_or_default();
    let severity = if share >= Ratio::millionths(MUCH) { Severity::Medium } else { Severity::Low };
    let title = match unmet {
        [one] => Phrase::new("Creators send buyers to {} and no ad stands behind it", [Value::Text(case.product_name(one.code))]),
        _ => Phrase::new("Creators send buyers to {} products that no ad stands behind", [Value::Count(unmet.len() as i128)]),
    };
    let mut finding = Finding::new("no-sponsored-products", severity, Ladder::Observed, title);
    finding.says = vec![
        Phrase::new("{} of {} clicks from {} to {} went to them.", [Value::Count(clicks), Value::Count(of), Value::Day(days.first), Value::Day(days.last)]),
        Phrase::plain(
            "The ads reports list no spend on Sponsored Products for them or their families in these days. What they would have sold cannot be told.",
        ),
    ];
    finding.fix =
        Phrase::plain("Put a small Sponsored Products campaign behind each of them, the most clicked first: its own name and its product type as keywords.");
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("Spend on these products in a newer ads report.");
    let slices = unmet.iter().map(|one| Slice { asin: Some(one.code), ..within(case, days) }).collect();
    let read: usize = ads::BY_PRODUCT.into_iter().map(|kind| case.rows(kind).count()).sum();
    finding.evidence = vec![
        Evidence::from("Clicks on products without ads", Value::Count(clicks), Rows { facts: slices, tables: Vec::new() }),
        Evidence::from("Clicks on all products", Value::Count(of), Rows::of(within(case, days))),
        Evidence::new("Part of clicks without ads", Value::Share(share)),
        Evidence::new("Rows of ads reports read", Value::Count(read as i128)),
    ];
    let row = |one: &&Clicked| ComparedRow {
        cells: vec![Value::Text(case.product_name(one.code)), Value::Count(one.clicks), Value::Count(one.orders), Value::micros(one.revenue)],
        rows: Rows::of(Slice { asin: Some(one.code), ..within(case, days) }),
    };
    finding.comparisons = vec![Comparison {
        title: "Products creators send buyers to, without ads",
        columns: vec!["Product", "Clicks", "Orders", "Revenue"],
        rows: unmet.iter().take(LISTED_MAX).map(row).collect(),
    }];
    finding
}
