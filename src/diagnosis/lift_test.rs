//! STA-2, STA-3 and STA-4: whether products stand better in search since creators were activated for them, against products that were not.

use std::collections::BTreeMap;

use super::calendar::events;
use super::case::Case;
use super::finding::{ComparedRow, Comparison, Course, Evidence, Finding, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Value};
use super::holdout_plan::plan;
use super::placement::{Measured, Placement, placement};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::Measure;
use crate::stats::lift::{Design, Lift, NoLift, Outcome, UNTREATED_MIN, Verdict, as_change, lift};
use crate::units::{Date, Ratio};

pub const RULE: Rule = Rule {
    id: "STA-2",
    name: "Lift after activation",
    question: "Do products stand better in search since creators were activated for them?",
    test: "Weekly rank, else share of purchases, of activated products against products not activated, before and after (difference in differences on logarithms), with the weeks set on both sides; 90 % interval, and the \
           chance of as much when activations are given to other products (permutation). Placebos show what products without an activation did. A lift must pass both; flat excludes a lift of a tenth.",
    why: "Sales that creators are credited with might have come anyway. A comparison with what was left alone comes closest to an answer.",
    needs: &["rank", "search-query-performance-asin", "events"],
    check,
};

/// Products whose first creator sale falls into the first weeks of the data may have begun before them.
const KNOWN_FROM_DAYS: u16 = 28;
const LISTED_MAX: usize = 12;

/// When which product was activated.
struct Activations {
    days: BTreeMap<String, Date>,
    /// Products of which it is not known.
    unknown: Vec<String>,
    from_events: bool,
    rows: Vec<(u32, u64)>,
}

fn check(case: &Case<'_>) -> Answer {
    let Some(placement) = placement(case) else {
        return Answer::unknown("No weekly rank and no weekly search share by product: there is nothing to compare.");
    };
    let activations = activations(case);
    let outcomes = outcomes(&placement, &activations);
    let draws = usize::from(case.terms.whole(Term::ResamplingDraws));
    let (before, after) = (case.terms.whole(Term::LiftWeeksBefore), case.terms.whole(Term::LiftWeeksAfter));
    let design = Design { weeks_before: usize::from(before), weeks_after: usize::from(after), draws, ..Design::of(placement.measured.scale()) };
    match lift(&outcomes, &design, &mut |_, _| true) {
        Ok(found) => Answer::found(finding(case, &found, &placement, &activations)),
        Err(NoLift::NoTreated) => {
            Answer::unknown("No activation is known for a product whose place in search is: note activations in the calendar of events, product by product.")
        }
        Err(NoLift::TooFewWeeks { before: seen, after: since }) => Answer::Unknown(Phrase::new(
            "Needs {} weeks before an activation and {} after; the most of any product is {} and {}.",
            [Value::Count(i128::from(before)), Value::Count(i128::from(after)), Value::Count(seen as i128), Value::Count(since as i128)],
        )),
        Err(NoLift::TooFewUntreated(seen)) => Answer::Unknown(Phrase::new(
            "Needs {} products that were not activated, to compare with; there are {}.",
            [Value::Count(UNTREATED_MIN as i128), Value::Count(seen as i128)],
        )),
        Err(NoLift::Cancelled | NoLift::NotFinite) => Answer::unknown("The numbers are beyond what can be computed with."),
    }
}

/// The first activation of each product, from the calendar; without any there, from the first sale through a creator.
fn activations(case: &Case<'_>) -> Activations {
    let mut all = Activations { days: BTreeMap::new(), unknown: Vec::new(), from_events: true, rows: Vec::new() };
    for event in events(case).into_iter().filter(|event| event.kind == "activation") {
        if let Some(asin) = event.asin {
            let day = all.days.entry(asin).or_insert(event.first);
            *day = (*day).min(event.first);
            all.rows.push(event.row);
        }
    }
    if !all.days.is_empty() {
        return all;
    }
    all.from_events = false;
    let ledger = case.ledger;
    let mut first: BTreeMap<u32, Date> = BTreeMap::new();
    for (row, fact) in ledger.columns().facts(0..ledger.rows()) {
        let sold = |measure: Measure| fact.values.get(measure.index()).is_some_and(|value| *value > 0);
        if !ledger.is_excluded(row) && (sold(Measure::Orders) || sold(Measure::Units) || sold(Measure::Revenue)) {
            let day = first.entry(fact.asin).or_insert(fact.date);
            *day = (*day).min(fact.date);
        }
    }
    let known_from = ledger.dates().map(|(begin, _)| begin.plus_days(KNOWN_FROM_DAYS));
    for (code, day) in first {
        let asin = ledger.asins().text(code).to_owned();
        match known_from.is_some_and(|from| day >= from) {
            true => drop(all.days.insert(asin, day)),
            false => all.unknown.push(asin),
        }
    }
    all
}

fn outcomes(placement: &Placement, activations: &Activations) -> Vec<Outcome> {
    let last = placement.weeks.last().map(|start| start.plus_days(6));
    let known = placement.courses.iter().filter(|course| !activations.unknown.contains(&course.asin));
    let outcome = |course: &super::placement::Course| {
        // Activated before the first week: no week before it; after the last: not yet.
        let day = activations.days.get(&course.asin).filter(|day| last.is_some_and(|last| **day <= last));
        Outcome { unit: course.asin.clone(), activated: day.map(|day| placement.place(*day).unwrap_or(0)), weeks: course.values.clone() }
    };
    known.map(outcome).collect()
}

/// A change in the sense of better: a rank nearer to the first place, higher odds of a purchase.
fn change(effect: &Ratio) -> Value {
    as_change(effect).map_or(Value::Unknown, Value::Change)
}

fn word(verdict: Verdict) -> (&'static str, Severity) {
    match verdict {
        Verdict::Lift => ("lift", Severity::Note),
        Verdict::Worse => ("worse", Severity::Medium),
        Verdict::Flat => ("flat", Severity::Low),
        Verdict::Underpowered => ("underpowered", Severity::Note),
    }
}

fn title(found: &Lift, measured: Measured) -> Phrase {
    let name = Value::text(measured.name());
    let [low, effect, high] = [&found.low, &found.effect, &found.high].map(change);
    match found.verdict {
        Verdict::Lift => Phrase::new("Activated products gained {} in {} against products that were not ({} to {})", [effect, name, low, high]),
        Verdict::Worse => Phrase::new("Activated products lost in {} against products that were not: {} ({} to {})", [name, effect, low, high]),
        Verdict::Flat => Phrase::new("No lift in {} worth having after activation: {} ({} to {})", [name, effect, low, high]),
        Verdict::Underpowered => Phrase::new("Too early to tell a lift in {}: {} ({} to {})", [name, effect, low, high]),
    }
}

fn says(case: &Case<'_>, found: &Lift, placement: &Placement, activations: &Activations) -> Vec<Phrase> {
    let at_least = found.placebos.iter().filter(|placebo| placebo.effect >= found.effect).count();
    let mut says = vec![
        Phrase::new(
            "{} activated products are compared with {} that were not, before and after the same week.",
            [Value::Count(found.treated.len() as i128), Value::Count(found.untreated as i128)],
        ),
        Phrase::new(
            "Chance of as much where there is no effect: {} ({} ways to give the activations to products and weeks).",
            [Value::Number(found.p, 3), Value::Count(found.permutations as i128)],
        ),
        Phrase::new(
            "Of {} placebos, products and weeks without an activation, {} show at least as much.",
            [Value::Count(found.placebos.len() as i128), Value::Count(at_least as i128)],
        ),
        Phrase::new("With these weeks an effect of {} is found in four of five cases.", [change(&found.detectable)]),
    ];
    if found.verdict == Verdict::Underpowered {
        let relevant = Design::of(placement.measured.scale()).relevant;
        says.push(match found.weeks_more(&relevant) {
            Some(weeks) => Phrase::new("To find a lift of a tenth, about {} more weeks are needed.", [Value::Count(weeks as i128)]),
            None => Phrase::plain("No number of weeks would find a lift of a tenth with these products: more products are needed."),
        });
    }
    if !activations.from_events {
        says.push(Phrase::plain("The first sale through a creator stands for the activation: note activations in the calendar of events to be exact."));
    }
    if placement.measured == Measured::Rank {
        says.push(Phrase::plain("A change of +10 % is a rank about a tenth nearer to the first place."));
    } else {
        says.push(Phrase::plain(
            "Search Query Performance mixes paid and organic results: ads switched on in the same weeks count as well. Changes are those of odds.",
        ));
    }
    let within = |event: &super::calendar::Event| matches!(event.kind.as_str(), "deal" | "price change" | "stockout");
    let days: Vec<Date> = found.treated.iter().filter_map(|unit| activations.days.get(&unit.unit)).copied().collect();
    let treated = |event: &super::calendar::Event| event.asin.as_ref().is_some_and(|asin| found.treated.iter().any(|unit| unit.unit == *asin));
    let beside = events(case).into_iter().filter(|event| within(event) && treated(event) && days.iter().any(|day| event.last >= *day)).count();
    if beside > 0 {
        says.push(Phrase::new(
            "Your calendar has {} deals, price changes or stockouts of activated products since: they may explain a part.",
            [Value::Count(beside as i128)],
        ));
    }
    says
}

fn finding(case: &Case<'_>, found: &Lift, placement: &Placement, activations: &Activations) -> Finding {
    let (verdict, severity) = word(found.verdict);
    let mut finding = Finding::new(verdict, severity, Ladder::QuasiExperimental, title(found, placement.measured));
    finding.says = says(case, found, placement, activations);
    finding.fix = match found.verdict {
        Verdict::Lift => Phrase::plain("Go on, and activate the next products one group at a time, so that each can be compared."),
        Verdict::Worse => Phrase::plain("Look for what else began in those weeks: price, stock, ads. Hold further activations until it is known."),
        Verdict::Flat => Phrase::plain("Do not book a rank effect. Judge these activations by their own sales, and test the next with products kept aside."),
        Verdict::Underpowered => Phrase::plain("Wait for more weeks, or keep some products aside now. Book no lift until then."),
    };
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("More weeks after the activation, or products that turn out to have been activated as well.");
    let table = |asins: &mut dyn Iterator<Item = &String>| Rows::table(asins.filter_map(|asin| placement.rows.get(asin)).flatten().copied());
    finding.evidence = vec![
        Evidence::from("Effect", change(&found.effect), table(&mut found.treated.iter().map(|unit| &unit.unit))),
        Evidence::new("At least", change(&found.low)),
        Evidence::new("At most", change(&found.high)),
        Evidence::new("Chance of as much where there is no effect", Value::Number(found.p, 4)),
        Evidence::new("Effect found in four of five cases", change(&found.detectable)),
        Evidence::new("Products left out for want of weeks", Value::Count(found.left_out as i128)),
    ];
    if activations.from_events {
        finding.evidence.push(Evidence::from("Activations", Value::Count(activations.days.len() as i128), Rows::table(activations.rows.iter().copied())));
    }
    finding.comparisons = vec![treated(case, found, placement)];
    if found.verdict != Verdict::Lift {
        finding.comparisons.extend(plan(case));
    }
    finding.pictures = picture(found, placement).into_iter().collect();
    finding
}

fn treated(case: &Case<'_>, found: &Lift, placement: &Placement) -> Comparison {
    let row = |unit: &crate::stats::lift::UnitEffect| {
        let name = case.ledger.asins().code(&unit.unit).map_or_else(|| unit.unit.clone(), |code| case.product_name(code));
        let week = placement.weeks.get(unit.activated).map_or(Value::Unknown, |week| Value::Day(*week));
        let rows = placement.rows.get(&unit.unit).into_iter().flatten().copied();
        ComparedRow { cells: vec![Value::Text(name), change(&unit.effect), week], rows: Rows::table(rows) }
    };
    let mut units: Vec<&crate::stats::lift::UnitEffect> = found.treated.iter().collect();
    units.sort_by(|a, b| b.effect.cmp(&a.effect).then(a.unit.cmp(&b.unit)));
    Comparison {
        title: "Each activated product by itself",
        columns: vec!["Product", "Against products not activated", "Week of the activation"],
        rows: units.into_iter().take(LISTED_MAX).map(row).collect(),
    }
}

/// The course around the activation with the band of placebos, laid at the week in which most products were activated.
fn picture(found: &Lift, placement: &Placement) -> Option<Picture> {
    let mut dates: BTreeMap<usize, usize> = BTreeMap::new();
    found.treated.iter().for_each(|unit| *dates.entry(unit.activated).or_default() += 1);
    let (at, _) = dates.into_iter().max_by_key(|(date, count)| (*count, std::cmp::Reverse(*date)))?;
    let activated = *placement.weeks.get(at)?;
    let (mut weeks, mut values, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for gap in &found.path {
        let days = u16::try_from(gap.offset.unsigned_abs().checked_mul(7)?).ok()?;
        weeks.push(if gap.offset < 0 { activated.minus_days(days) } else { activated.plus_days(days) });
        values.push(as_change(&gap.gap));
        low.push(as_change(&gap.low));
        high.push(as_change(&gap.high));
    }
    Some(Picture::Weeks {
        title: Phrase::new(
            "Activated products against the others, activation in the week of {}; the band is what products without one show",
            [Value::Day(activated)],
        ),
        weeks,
        courses: vec![Course { name: format!("Change in {}", placement.measured.name()), values, is_ghost: false }],
        band: Some((low, high)),
        scale: Scale::Share,
    })
}
