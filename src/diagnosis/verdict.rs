//! DIA-18: run the programme, mend something first, or do not run it. It rests on what the other rules answered.

use super::case::Case;
use super::finding::{Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::judge::{Judged, Verdict};
use crate::commission::router::RouteKind;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-18",
    name: "Go, fix first, or don't run",
    question: "Should the programme be run as it is?",
    test: "Costs must be known for at least half of the revenue, and an operations log must be there. Don't run where no rate of any product is both noticed and earns the \
           margin to keep, and no pack does; or where neither hours nor weekly pull are there. Fix first where another rule found something to look at, or a bonus loses money. \
           Else go.",
    why: "Half-run, the programme costs the same and brings less.",
    needs: &["catalogue", "rates", "operations"],
    check,
};

/// Rules that come first to mend: commission, then listings, the weekly appointment, creators, and where money goes.
const ORDER: [&str; 9] = ["DIA-2", "DIA-4", "DIA-12", "DIA-16", "DIA-15", "DIA-5", "DIA-3", "DIA-9", "DIA-17"];

/// From this part of the revenue on, a bonus that loses money is urgent.
const MUCH: i128 = 250_000;

/// What is known of the products' economics; sums of revenue over the days looked back on, in units of the currency.
struct Economics {
    all: Ratio,
    known: Ratio,
    works: Ratio,
    loses: Ratio,
    /// A pack or a higher rate would sell at a profit.
    has_route: bool,
    products: usize,
}

fn economics(case: &Case<'_>) -> Option<Economics> {
    let judged = &case.commission.judged;
    let weight = |judged: &Judged| judged.product.sales.trailing_revenue.filter(|revenue| !revenue.is_negative()).unwrap_or_default();
    let sum = |wanted: &dyn Fn(&Judged) -> bool| {
        judged
            .iter()
            .filter(|judged| wanted(judged))
            .try_fold(Ratio::whole(0), |sum, judged| sum.plus(&Ratio::millionths(weight(judged).rounded_millionths()?)))
    };
    let is_known = |judged: &Judged| judged.corridor.is_feasible.is_some();
    Some(Economics {
        all: sum(&|_| true)?,
        known: sum(&is_known)?,
        works: sum(&|judged| judged.corridor.is_feasible == Some(true))?,
        loses: sum(&|judged| judged.verdict == Verdict::LosesMoney)?,
        has_route: judged.iter().any(|judged| judged.routes.iter().any(|route| route.is_recommended && route.kind != RouteKind::Reframe)),
        products: judged.iter().filter(|judged| is_known(judged)).count(),
    })
}

/// A rule that found something to look at.
struct Blocker<'a> {
    rule: &'static Rule,
    finding: &'a Finding,
}

fn blockers<'a>(case: &'a Case<'_>) -> Vec<Blocker<'a>> {
    let of = |id: &&str| {
        let (rule, answer) = case.answers.iter().find(|(rule, _)| rule.id == *id)?;
        let Answer::Found(findings) = answer else { return None };
        let finding = findings.iter().filter(|finding| finding.severity >= Severity::Medium).max_by_key(|finding| finding.severity)?;
        Some(Blocker { rule, finding })
    };
    ORDER.iter().filter_map(of).collect()
}

fn check(case: &Case<'_>) -> Answer {
    let Some(economics) = economics(case).filter(|economics| economics.all.is_positive()) else {
        return Answer::unknown("Nothing was sold in the days looked back on.");
    };
    let half = economics.all.times(&Ratio::new(1, 2).unwrap_or_default()).unwrap_or_default();
    if economics.known < half {
        return Answer::unknown(
            "Whether a sale earns is known for less than half of the revenue: the catalogue has to name cost of goods, referral and fulfilment fees.",
        );
    }
    if case.log().is_none() {
        return Answer::unknown("No operations log: whether anybody runs the programme is not known.");
    }
    let found = |id: &str| matches!(case.answer(id), Some(Answer::Found(_)));
    let blockers = blockers(case);
    match () {
        () if !economics.works.is_positive() && !economics.has_route => Answer::found(no_rate(&economics)),
        () if found("DIA-15") && found("DIA-16") => Answer::found(nobody(case)),
        () if economics.loses.is_positive() || !blockers.is_empty() => Answer::found(fix_first(&economics, &blockers)),
        () => {
            let share = economics.works.over(&economics.known);
            Answer::Clear(Phrase::new(
                "Go: for {} of the revenue whose costs are known some rate is noticed and earns the margin to keep. Two facts would change it: costs above that, or a weekly pull \
                 that is dropped.",
                [Value::share(share)],
            ))
        }
    }
}

fn no_rate(economics: &Economics) -> Finding {
    let title = Phrase::new(
        "Don't run it for sales: of {} products with known costs none has a rate that is noticed and earns",
        [Value::Count(economics.products as i128)],
    );
    let mut finding = Finding::new("dont-run", Severity::High, Ladder::Observed, title);
    finding.says = vec![Phrase::plain("Neither a higher bonus nor a pack sells at a profit at the margin to keep.")];
    finding.fix = Phrase::plain("Stop paying for sales, or run the programme for content alone and judge it by that.");
    finding.remedy = Remedy::Offers;
    finding.would_change = Phrase::plain("Two facts: a lower cost or higher price at which one rate fits; or a pack that does.");
    finding.evidence = money(economics);
    finding
}

fn nobody(case: &Case<'_>) -> Finding {
    let title = Phrase::plain("Don't run it as it is: there are neither the hours nor the weekly pull");
    let mut finding = Finding::new("dont-run", Severity::High, Ladder::Observed, title);
    let of = |id: &str| case.answer(id).and_then(|answer| if let Answer::Found(findings) = answer { findings.first() } else { None });
    finding.says = ["DIA-15", "DIA-16"].into_iter().filter_map(of).map(|finding| finding.title.clone()).collect();
    finding.fix = Phrase::plain("Give it an owner with hours, or stop it; do not leave it running by itself.");
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("Two facts: hours a week that cover the work logged; or a pull kept in most weeks.");
    finding.evidence = ["DIA-15", "DIA-16"].into_iter().filter_map(of).filter_map(|finding| finding.evidence.first().cloned()).collect();
    finding
}

fn money(economics: &Economics) -> Vec<Evidence> {
    let fact = |label, money: &Ratio| Evidence::new(label, Value::Money(*money));
    vec![
        fact("Revenue, 90 days", &economics.all),
        fact("of products with known costs", &economics.known),
        fact("of products some rate fits", &economics.works),
        fact("of products whose bonus loses money", &economics.loses),
    ]
}

fn fix_first(economics: &Economics, blockers: &[Blocker<'_>]) -> Finding {
    let loses = economics.loses.is_positive();
    let names: Vec<&'static str> = loses.then_some("a bonus that loses money").into_iter().chain(blockers.iter().map(|blocker| blocker.rule.name)).collect();
    let share = economics.loses.over(&economics.all);
    let losing = if share.is_some_and(|share| share >= Ratio::millionths(MUCH)) { Severity::High } else { Severity::Medium };
    let severity = blockers.iter().map(|blocker| blocker.finding.severity).chain(loses.then_some(losing)).max().unwrap_or(Severity::Medium);
    let first = names.first().copied().unwrap_or_default();
    let title = Phrase::new("Fix first, then run it: {}", [Value::Text(lower(first))]);
    let mut finding = Finding::new("fix-first", severity, Ladder::Observed, title);
    if loses {
        finding.says.push(Phrase::new("Products with {} of the revenue lose money on each sale at the bonus offered now.", [Value::share(share)]));
    }
    finding.says.extend(blockers.iter().map(|blocker| blocker.finding.title.clone()));
    finding.fix = match (loses, blockers.first()) {
        (true, _) => Phrase::plain("Bring those bonuses below break-even first."),
        (false, Some(blocker)) => blocker.finding.fix.clone(),
        (false, None) => Phrase::plain(""),
    };
    finding.remedy = match (loses, blockers.first()) {
        (false, Some(blocker)) => blocker.finding.remedy.clone(),
        _ => Remedy::Offers,
    };
    finding.would_change = match names.as_slice() {
        [one] => Phrase::new("Two facts: {} mended; or a product some rate fits no longer.", [Value::Text(lower(one))]),
        [one, other, ..] => Phrase::new("Two facts: {} mended, and {} mended.", [Value::Text(lower(one)), Value::Text(lower(other))]),
        [] => Phrase::plain(""),
    };
    finding.evidence = money(economics);
    finding.evidence.extend(blockers.iter().map(|blocker| {
        let rows = blocker.finding.evidence.first().map_or_else(Rows::none, |evidence| evidence.rows.clone());
        Evidence::from(blocker.rule.name, Value::text(blocker.finding.verdict), rows)
    }));
    finding
}

/// A rule's name within a sentence.
fn lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
