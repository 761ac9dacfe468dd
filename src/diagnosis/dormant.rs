//! DIA-2: an offer that is live and nobody was briefed for, and the first cause that stands in its way.

use std::collections::BTreeMap;

use super::case::Case;
use super::causes::{Cause, CauseId, Live, State, causes, stake};
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::log::Log;
use super::rule::{Answer, Rule};
use super::shelf::listings;
use crate::commission::Term;
use crate::commission::judge::Judged;
use crate::ledger::{Dimension, Measure, Slice, Supplied, roll_up};
use crate::units::Date;

pub const RULE: Rule = Rule {
    id: "DIA-2",
    name: "Live but dormant",
    question: "Is the programme live while nobody runs it?",
    test: "An offer is live and the operations log has no brief. Then the causes in this order, the first that half of the live offers fail: payout, earnings per click, \
           budget and days left, number of products, category, listings.",
    why: "An offer that waits to be found is found by few; a brief to a creator it does not pay is not answered either.",
    needs: &["operations", "rates", "catalogue"],
    check,
};

/// Products listed.
const LISTED_MAX: usize = 40;

fn check(case: &Case<'_>) -> Answer {
    let Some(log) = case.log() else {
        return Answer::unknown("No operations log: whether anybody was briefed is not known.");
    };
    let briefs = log.of(&["brief sent"]).count();
    if let Some(latest) = log.of(&["brief sent"]).last() {
        return Answer::Clear(Phrase::new("The log has {} briefs, the latest of {}.", [Value::Count(briefs as i128), Value::Day(latest.day)]));
    }
    match live(case) {
        None => Answer::unknown("Whether an offer is live stands in the table of rates; nothing was sold lately that would show one."),
        Some(live) if live.is_empty() => Answer::clear("No offer is live: there is nothing to brief anybody for."),
        Some(live) => Answer::found(finding(case, log, &live)),
    }
}

/// Products with a live offer, by what tables say of it; where none says anything, those whose sales earned commission lately. `None`
/// where neither can be told.
fn live<'a>(case: &'a Case<'_>) -> Option<Vec<Live<'a>>> {
    let judged = &case.commission.judged;
    let has_ended = |end: Option<Date>| end.zip(case.as_of).is_some_and(|(end, today)| end < today);
    let mut listings: BTreeMap<String, super::shelf::Listing> = listings(case).into_iter().map(|listing| (listing.asin.clone(), listing)).collect();
    let mut take = |judged: &'a Judged| {
        let asin = judged.product.asin.as_str();
        Live { judged, listing: listings.remove(asin), code: case.ledger.asins().code(asin) }
    };
    if judged.iter().any(|judged| judged.product.offer_live.is_some()) {
        let is_live = |judged: &&Judged| judged.product.offer_live == Some(true) && !has_ended(judged.product.ends_on);
        return Some(judged.iter().filter(is_live).map(&mut take).collect());
    }
    let today = case.as_of?;
    let slice = Slice { from: Some(today.minus_days(case.terms.whole(Term::SignalDays).max(1) - 1)), to: Some(today), ..Slice::ALL };
    let groups = roll_up(case.ledger, &slice, Dimension::Asin);
    let sold = groups.groups().filter(|group| group.sum(Measure::Commission, Supplied::NONE.with(Measure::Commission)) > 0);
    let found: Vec<Live<'_>> = sold.filter_map(|group| case.commission.product(case.ledger.asins().text(group.code))).map(&mut take).collect();
    (!found.is_empty()).then_some(found)
}

fn finding(case: &Case<'_>, log: &Log<'_>, live: &[Live<'_>]) -> Finding {
    let causes = causes(case, live);
    let first = causes.iter().find(|cause| cause.state == State::Fails);
    let approached = log.of(&["outreach", "sample sent"]).count();
    let (verdict, severity) = if approached == 0 { ("dormant", Severity::High) } else { ("no-briefs", Severity::Medium) };
    let title = title(live, approached > 0, first);
    let mut finding = Finding::new(verdict, severity, Ladder::Observed, title);
    finding.says = says(log, approached, &causes, first);
    (finding.fix, finding.remedy) = match first {
        Some(cause) => (cause.fix.clone(), cause.remedy.clone()),
        None => (Phrase::plain("Nothing these files show stands in the way: write one brief, and send it to those who sell already."), Remedy::Programme),
    };
    finding.would_change = Phrase::plain("A brief in the log; then the causes are no longer asked for here.");
    finding.stake = first.and_then(|cause| stake(case, cause, live));
    let rates = rate_rows(case);
    let of_live = live.iter().filter_map(|live| rates.get(live.judged.product.asin.as_str())).flatten().copied();
    finding.evidence = vec![
        Evidence::from("Briefs in the log", Value::Count(0), Rows::table(log.rows())),
        Evidence::from("Live offers", Value::Count(live.len() as i128), Rows::table(of_live)),
        Evidence::new("First entry of the log", Value::Day(log.first())),
        Evidence::new("Last entry of the log", Value::Day(log.last())),
    ];
    finding.comparisons = vec![in_order(&causes, first), products(case, live, &rates)];
    finding
}

fn title(live: &[Live<'_>], is_approached: bool, first: Option<&Cause>) -> Phrase {
    let offers = match live {
        [one] => Value::text(format!("the offer of {}", name(one))),
        _ => Value::text(format!("{} offers", live.len())),
    };
    let nobody = if is_approached { "creators were approached and none was briefed" } else { "nobody was ever briefed" };
    let verb = if live.len() == 1 { "is live" } else { "are live" };
    let values = vec![offers, Value::text(verb), Value::text(nobody)];
    match first {
        Some(cause) => Phrase::new("{} {} and {}; first in the way: {}", [values, vec![Value::text(cause.id.words())]].concat()),
        None => Phrase::new("{} {} and {}", values),
    }
}

fn name<'a>(live: &'a Live<'_>) -> &'a str {
    let product = &live.judged.product;
    if product.title.is_empty() { &product.asin } else { &product.title }
}

fn says(log: &Log<'_>, approached: usize, causes: &[Cause], first: Option<&Cause>) -> Vec<Phrase> {
    let mut says = vec![Phrase::new(
        "The log has {} entries from {} to {}, and no brief among them.",
        [Value::Count(log.len() as i128), Value::Day(log.first()), Value::Day(log.last())],
    )];
    if approached > 0 {
        says.push(Phrase::new("It has {} outreaches and samples; none came with a brief.", [Value::Count(approached as i128)]));
    }
    says.extend(first.map(|cause| cause.says.clone()));
    let before = causes.iter().take_while(|cause| first.is_none_or(|first| first.id != cause.id));
    let unknown: Vec<&str> = before.filter(|cause| cause.state == State::Unknown).map(|cause| cause.id.words()).collect();
    if !unknown.is_empty() {
        says.push(Phrase::new("Asked for earlier, and not to be told from these files: {}.", [Value::Text(unknown.join(", "))]));
    }
    says
}

/// Rows of the tables of rates by ASIN.
fn rate_rows<'a>(case: &Case<'a>) -> BTreeMap<&'a str, Vec<(u32, u64)>> {
    let mut rows: BTreeMap<&str, Vec<(u32, u64)>> = BTreeMap::new();
    for (source, sheet, row) in case.rows("rates") {
        if let Some(asin) = sheet.column("asin").and_then(|column| column.text(row)) {
            rows.entry(asin).or_default().push((source, sheet.line(row)));
        }
    }
    rows
}

/// Every cause in its order.
fn in_order(causes: &[Cause], first: Option<&Cause>) -> Comparison {
    let row = |cause: &Cause| {
        let verdict = match cause.state {
            State::Fails if first.is_some_and(|first| first.id == cause.id) => "stands in the way first",
            State::Fails => "stands in the way",
            State::Holds => "holds",
            State::Unknown => "not known",
        };
        ComparedRow {
            cells: vec![Value::text(cause.id.words()), Value::text(verdict), Value::Count(cause.failing.len() as i128), Value::Count(cause.tested as i128)],
            rows: Rows::none(),
        }
    };
    Comparison { title: "Causes in the order they are asked for", columns: vec!["Cause", "Verdict", "Fail", "Tested"], rows: causes.iter().map(row).collect() }
}

fn products(case: &Case<'_>, live: &[Live<'_>], rates: &BTreeMap<&str, Vec<(u32, u64)>>) -> Comparison {
    let mut order: Vec<&Live<'_>> = live.iter().collect();
    order.sort_by_key(|live| std::cmp::Reverse(live.judged.product.sales.trailing_revenue));
    let row = |live: &Live<'_>| {
        let (product, offer) = (&live.judged.product, &live.judged.offer);
        let slices = live.code.map(|code| case.only(|slice| slice.asin = Some(code))).into_iter().collect();
        ComparedRow {
            cells: vec![
                Value::text(name(live)),
                Value::text(live.fails(case).first().map_or("nothing", |cause: &CauseId| cause.words())),
                Value::money(offer.payout),
                Value::money(live.judged.bounds.legible_from.into()),
                Value::money(offer.epc),
                Value::money(product.budget_remaining.map(|budget| budget.value)),
                live.judged.runway_days.map_or(Value::Unknown, |days| Value::Number(days, 0)),
                product.accepted.map_or(Value::Unknown, |accepted| Value::Count(i128::from(accepted))),
            ],
            rows: Rows { facts: slices, tables: rates.get(product.asin.as_str()).cloned().unwrap_or_default() },
        }
    };
    let columns = vec!["Product", "In the way", "Payout", "Seen from", "Earned a click", "Budget left", "Days it lasts", "Accepted"];
    Comparison { title: "Live offers as creators see them", columns, rows: order.into_iter().take(LISTED_MAX).map(row).collect() }
}
