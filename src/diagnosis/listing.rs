//! DIA-12: whether the listings creators are paid for are ready for buyers.

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Stake, Value};
use super::rule::{Answer, Rule};
use super::shelf::{Check, Listing, listings};
use crate::commission::Term;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-12",
    name: "Listing readiness",
    question: "Are the listings you pay creators for ready for buyers?",
    test: "Each listing with clicks, sales or a live offer in the days looked back on: stock, share of the buy box, rating, reviews (a launch is not asked for them), \
           units ÷ sessions against half of your own middle listing, video and A+ content where the catalogue says so.",
    why: "Paying for visitors to a listing that does not convince them is paying twice.",
    needs: &["catalogue", "business-report-asin"],
    check,
};

/// Listings listed.
const LISTED_MAX: usize = 40;

fn check(case: &Case<'_>) -> Answer {
    let listings = listings(case);
    let tested: Vec<&Listing> = listings.iter().filter(|listing| !listing.tested.is_empty()).collect();
    if tested.is_empty() {
        return Answer::unknown(
            "Ratings, reviews and stock stand in the catalogue, the buy box in the business report by child ASIN: neither says it of these products.",
        );
    }
    let mut failing: Vec<&Listing> = tested.iter().copied().filter(|listing| !listing.fails.is_empty()).collect();
    if failing.is_empty() {
        let count = Value::Count(tested.len() as i128);
        return Answer::Clear(Phrase::new("{} of {} listings could be tested, and each is ready.", [count, Value::Count(listings.len() as i128)]));
    }
    failing.sort_by(|a, b| (b.commission, b.clicks).cmp(&(a.commission, a.clicks)).then_with(|| a.asin.cmp(&b.asin)));
    Answer::found(finding(case, &tested, &failing))
}

/// Commission of some listings in a year at the pace of the days looked back on.
pub fn commission_a_year(case: &Case<'_>, listings: &[&Listing]) -> Option<Ratio> {
    let (_, days) = case.trailing();
    let sum: i128 = listings.iter().map(|listing| listing.commission).sum();
    case.days_to_year(&Ratio::millionths(sum), days).filter(Ratio::is_positive)
}

fn finding(case: &Case<'_>, tested: &[&Listing], failing: &[&Listing]) -> Finding {
    let money = commission_a_year(case, failing);
    let is_urgent = failing.iter().any(|listing| listing.clicks > 0 && listing.fails.iter().any(|check| matches!(check, Check::Stock | Check::BuyBox)));
    let severity = case.severity(money.as_ref()).max(if is_urgent { Severity::Medium } else { Severity::Low });
    let title = match failing {
        [one] => Phrase::new("{} is not ready for the buyers creators send: {}", [Value::text(one.title.clone()), Value::Text(words(one))]),
        _ => Phrase::new(
            "{} of {} listings are not ready for the buyers creators send",
            [Value::Count(failing.len() as i128), Value::Count(tested.len() as i128)],
        ),
    };
    let mut finding = Finding::new("not-ready", severity, Ladder::Observed, title);
    finding.says = says(case, failing);
    finding.fix = match failing.first().and_then(|first| first.fails.first()) {
        Some(check) => Phrase::new(
            "Mend listings before paying for more visitors. First {}: {}.",
            [Value::Text(failing.first().map(|first| first.title.clone()).unwrap_or_default()), Value::text(check.fix())],
        ),
        None => Phrase::plain(""),
    };
    finding.remedy = match failing {
        [one] => Remedy::Offer(one.asin.clone()),
        _ => Remedy::Offers,
    };
    finding.would_change = Phrase::plain("A newer catalogue or business report in which these listings pass.");
    finding.stake = money.map(|money| Stake { money, range: None, basis: "commission of these listings in the days looked back on, a year at that pace" });
    finding.evidence = evidence(case, tested, failing);
    finding.comparisons = vec![compared(case, failing)];
    finding
}

/// What is wrong with one listing: `few reviews, low rating`.
pub fn words(listing: &Listing) -> String {
    listing.fails.iter().map(|check| check.words()).collect::<Vec<_>>().join(", ")
}

const CHECKS: [(Check, &str); 6] = [
    (Check::Stock, "{} without stock."),
    (Check::BuyBox, "{} with the buy box in less than {} of visits."),
    (Check::Rating, "{} rated below {}."),
    (Check::Reviews, "{} with fewer than {} reviews."),
    (Check::Sessions, "{} where less than {} as many visitors buy as of your own middle listing."),
    (Check::Content, "{} without video or A+ content."),
];

fn says(case: &Case<'_>, failing: &[&Listing]) -> Vec<Phrase> {
    let bound = |check: Check| match check {
        Check::BuyBox => Some(Value::Share(case.terms.value(Term::BuyBoxMin))),
        Check::Rating => Some(Value::Number(case.terms.value(Term::RatingMin), 1)),
        Check::Reviews => Some(Value::Number(case.terms.value(Term::ReviewsMin), 0)),
        Check::Sessions => Some(Value::Share(case.terms.value(Term::SessionShareMin))),
        Check::Stock | Check::Content => None,
    };
    let mut says = Vec::new();
    for (check, template) in CHECKS {
        let count = failing.iter().filter(|listing| listing.fails.contains(&check)).count();
        if count > 0 {
            let values: Vec<Value> = [Value::Count(count as i128)].into_iter().chain(bound(check)).collect();
            says.push(Phrase::new(template, values));
        }
    }
    let launches = failing.iter().filter(|listing| listing.is_launch).count();
    if launches > 0 {
        says.push(Phrase::new("{} of them are launches, which are not asked for reviews.", [Value::Count(launches as i128)]));
    }
    says
}

fn evidence(case: &Case<'_>, tested: &[&Listing], failing: &[&Listing]) -> Vec<Evidence> {
    let rows = |listings: &[&Listing]| Rows::table(listings.iter().flat_map(|listing| listing.rows.iter().copied()));
    let (slice, _) = case.trailing();
    let facts = failing.iter().filter_map(|listing| listing.code).map(|code| crate::ledger::Slice { asin: Some(code), ..slice }).collect();
    let commission: i128 = failing.iter().map(|listing| listing.commission).sum();
    vec![
        Evidence::from("Listings that fail", Value::Count(failing.len() as i128), rows(failing)),
        Evidence::from("Listings tested", Value::Count(tested.len() as i128), rows(tested)),
        Evidence::from("Commission of those that fail, days looked back on", Value::micros(commission), Rows { facts, tables: Vec::new() }),
    ]
}

fn compared(case: &Case<'_>, failing: &[&Listing]) -> Comparison {
    let (slice, _) = case.trailing();
    let count = |value: Option<i64>| value.map_or(Value::Unknown, |value| Value::Count(i128::from(value)));
    let row = |listing: &&Listing| ComparedRow {
        cells: vec![
            Value::text(listing.title.clone()),
            Value::Text(words(listing)),
            listing.rating.map_or(Value::Unknown, |rating| Value::Number(rating, 1)),
            count(listing.reviews),
            Value::share(listing.buy_box),
            count(listing.stock),
            Value::share(listing.unit_session),
            Value::micros(listing.commission),
        ],
        rows: Rows { facts: listing.code.map(|code| crate::ledger::Slice { asin: Some(code), ..slice }).into_iter().collect(), tables: listing.rows.clone() },
    };
    let columns = vec!["Product", "What fails", "Rating", "Reviews", "Buy box", "Stock", "Units a session", "Commission"];
    Comparison { title: "Listings to mend, those paid most for first", columns, rows: failing.iter().take(LISTED_MAX).map(row).collect() }
}
