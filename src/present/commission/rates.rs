//! The ledger of rates, its forecast, reviews and inertia.

use std::collections::BTreeMap;

use crate::commission::Commission;
use crate::commission::forecast::{current_rate, year_over_current};
use crate::commission::rate_ledger::{Cohort, RateSource, Standing};
use crate::commission::review::Inertia;
use crate::ledger::Ledger;
use crate::present::format;
use crate::units::{Currency, Date, Ratio};

use super::charts;
use super::model::{CohortRow, DecisionRow, LegacyRow, Line, RatesModel};

/// Creators on older rates that are listed.
pub const LEGACY_LISTED_MAX: usize = 50;

/// Why there is no forecast, and no plan of a transition.
pub const NEEDS_A_MONTH: &str = "A forecast needs a whole month: one that the data hold from its first week to its last day, and old enough to be final.";

/// The page of rates. `decisions` are reviews decided in the workspace: day, decision, reason, the newest first.
pub fn rates(commission: &Commission, ledger: &Ledger, decisions: Vec<DecisionRow>, currency: Currency) -> RatesModel {
    let legacy = legacy_creators(commission, ledger, currency);
    let earliest = commission.gathered.as_of.map(|today| today.plus_days(7)).map(Date::iso).unwrap_or_default();
    let present = current_rate(&commission.ledger).or_else(|| commission.ledger.blended());
    RatesModel {
        headline: headline(commission, currency),
        summary: summary(commission, currency),
        figures: figures(commission, currency),
        cohorts: commission.ledger.cohorts.iter().map(|cohort| cohort_row(cohort, commission, currency)).collect(),
        chart: charts::cohort_stack(commission, chart_finding(commission), currency),
        legacy_total: u32::try_from(legacy.len()).unwrap_or(u32::MAX),
        legacy: legacy.into_iter().take(LEGACY_LISTED_MAX).collect(),
        present_rate: present.map(|rate| format::rate(&rate)).unwrap_or_default(),
        earliest,
        review: review(commission),
        review_is_overdue: commission.clock.is_overdue == Some(true),
        decisions,
        inertia: inertia(commission),
        notes: notes(commission),
    }
}

fn headline(commission: &Commission, currency: Currency) -> String {
    let ledger = &commission.ledger;
    let Some(blended) = ledger.blended() else { return "No commission to sort by rate yet".to_owned() };
    let over = ledger.legacy_cost_over_current;
    match () {
        () if over.is_positive() => {
            format!("You pay {} on the whole; older links cost {} more than today's rates would", format::rate(&blended), format::money_of(&over, currency))
        }
        () if over.is_negative() => {
            let less = over.times(&Ratio::whole(-1)).unwrap_or_default();
            format!("You pay {} on the whole; older links cost {} less than today's rates would", format::rate(&blended), format::money_of(&less, currency))
        }
        () => format!("You pay {} on the whole, and no link earns an older rate", format::rate(&blended)),
    }
}

fn summary(commission: &Commission, currency: Currency) -> Vec<String> {
    let mut sentences = vec!["A change of rate reaches new opt-ins only: links made before keep the rate they were made at.".to_owned()];
    if commission.ledger.legacy_revenue > 0 {
        match commission.fading.as_ref().map(|fading| (fading, fading.half_life_months)) {
            Some((fading, Some(half_life))) => {
                sentences.push(format!("Revenue on older links halves every {} months, as {} whole months show.", half_life.to_places(1), fading.months));
            }
            Some((fading, None)) => sentences.push(format!("Revenue on older links has not faded in {} whole months.", fading.months)),
            None if commission.start.is_none() => {}
            None => sentences.push("There are too few whole months to tell how fast older links fade; the forecast lets them stay.".to_owned()),
        }
        let year = year_over_current(&commission.forecast);
        if year != Ratio::whole(0) {
            let (size, word) = if year.is_negative() { (year.times(&Ratio::whole(-1)).unwrap_or_default(), "less") } else { (year, "more") };
            sentences.push(format!("Over the next twelve months they will cost about {} {word} than today's rates.", format::money_of(&size, currency)));
        }
    }
    if commission.start.is_none() && !commission.ledger.months.is_empty() {
        sentences.push(NEEDS_A_MONTH.to_owned());
    }
    sentences
}

fn figures(commission: &Commission, currency: Currency) -> Vec<Line> {
    let ledger = &commission.ledger;
    let rows = format!("{} without revenue or commission left out", format::counted(ledger.rows_without_amounts, "row", "rows"));
    let line = |id: &str, label: &str, text: String, exact: String, formula: &str, worked: String| Line {
        id: id.into(),
        label: label.into(),
        text,
        exact,
        formula: formula.into(),
        worked,
        source: rows.clone(),
    };
    let money = |micros: i128| format::money(micros, currency);
    let exact = |micros: i128| Ratio::millionths(micros).to_places(6);
    let blended = ledger.blended();
    let unknown = line(
        "unknown_revenue",
        "Revenue at a rate that is not known",
        money(ledger.unknown_revenue),
        exact(ledger.unknown_revenue),
        "all revenue − revenue at older and at today's rates",
        String::new(),
    );
    let mut figures = vec![
        line(
            "blended_rate",
            "Blended rate",
            blended.map_or_else(|| "n/a".to_owned(), |rate| format::rate(&rate)),
            blended.map(|rate| rate.to_places(6)).unwrap_or_default(),
            "commission ÷ revenue, all links",
            format!("{} ÷ {}", money(ledger.commission), money(ledger.revenue)),
        ),
        line(
            "legacy_revenue",
            "Revenue at older rates",
            money(ledger.legacy_revenue),
            exact(ledger.legacy_revenue),
            "revenue of links whose rate is not today's",
            String::new(),
        ),
        line(
            "current_revenue",
            "Revenue at today's rates",
            money(ledger.current_revenue),
            exact(ledger.current_revenue),
            "revenue of links at the rate offered now",
            String::new(),
        ),
        line(
            "legacy_cost_over_current",
            "Paid over today's rates",
            format::money_of(&ledger.legacy_cost_over_current, currency),
            ledger.legacy_cost_over_current.to_places(6),
            "commission of older links − their revenue × today's rate",
            String::new(),
        ),
    ];
    if ledger.unknown_revenue != 0 {
        figures.insert(3, unknown);
    }
    figures
}

fn cohort_row(cohort: &Cohort, commission: &Commission, currency: Currency) -> CohortRow {
    let share = Ratio::new(cohort.revenue, commission.ledger.revenue).filter(|_| commission.ledger.revenue > 0);
    let standing = match () {
        () if cohort.source == RateSource::Unknown => "unknown",
        () if cohort.legacy_revenue == 0 => "current",
        () if cohort.legacy_revenue == cohort.revenue => "legacy",
        () => "mixed",
    };
    CohortRow {
        rate: cohort.ppm.map_or_else(|| "not known".to_owned(), |ppm| format::rate(&Ratio::millionths(i128::from(ppm)))),
        since: format::date(cohort.from),
        links: format::count(cohort.links),
        revenue: format::money(cohort.revenue, currency),
        commission: format::money(cohort.commission, currency),
        share: share.map(|share| format::percent(&share)).unwrap_or_default(),
        source: cohort.source.name().to_owned(),
        standing: standing.to_owned(),
    }
}

/// Creators with links at older rates, the largest revenue first.
pub fn legacy_creators(commission: &Commission, ledger: &Ledger, currency: Currency) -> Vec<LegacyRow> {
    let mut by_creator: BTreeMap<u32, (i128, i128, Vec<u32>, u64)> = BTreeMap::new();
    for link in commission.ledger.links.iter().filter(|link| link.standing == Standing::Legacy) {
        let (revenue, commission, rates, products) = by_creator.entry(link.creator).or_default();
        *revenue += link.revenue;
        *commission += link.commission;
        rates.extend(link.ppm);
        *products += 1;
    }
    let mut rows: Vec<_> = by_creator.into_iter().collect();
    rows.sort_by_key(|(creator, (revenue, ..))| (std::cmp::Reverse(*revenue), ledger.creator_name(*creator).to_owned()));
    let row = |(creator, (revenue, paid, mut rates, products)): (u32, (i128, i128, Vec<u32>, u64))| {
        rates.sort_unstable();
        rates.dedup();
        let rates: Vec<String> = rates.into_iter().rev().map(|ppm| format::rate(&Ratio::millionths(i128::from(ppm)))).collect();
        LegacyRow {
            creator: ledger.creator_name(creator).to_owned(),
            products: format::counted(products, "link", "links"),
            rate: rates.join(", "),
            revenue: format::money(revenue, currency),
            paid: format::money(paid, currency),
        }
    };
    rows.into_iter().map(row).collect()
}

fn chart_finding(commission: &Commission) -> String {
    let (Some(first), Some(last)) = (commission.start.as_ref(), commission.forecast.last()) else { return "Revenue by the rate of its links".to_owned() };
    let now = commission.ledger.months.iter().find(|month| month.month == first.month).and_then(|month| month.blended());
    match (now, last.blended) {
        (Some(now), Some(then)) if format::rate(&now) == format::rate(&then) => format!("The blended rate stays at about {} in a year", format::rate(&then)),
        (Some(now), Some(then)) => format!("The blended rate goes from {} to about {} in a year", format::rate(&now), format::rate(&then)),
        _ => "Revenue by the rate of its links".to_owned(),
    }
}

fn review(commission: &Commission) -> String {
    let clock = &commission.clock;
    match (clock.last, clock.days_since, clock.due) {
        (Some(last), Some(days), Some(due)) if clock.is_overdue == Some(true) => {
            format!("Rates were last reviewed on {}, {days} days before the data end. A review was due on {}.", format::date(last), format::date(due))
        }
        (Some(last), _, Some(due)) => format!("Rates were last reviewed on {}. The next review is due on {}.", format::date(last), format::date(due)),
        _ => "When rates were last reviewed is not known: note it here, or import it with your rates or your operations log.".to_owned(),
    }
}

fn inertia(commission: &Commission) -> String {
    match &commission.inertia {
        Inertia::OptInsUnknown => "Whether opt-ins fall cannot be told: no table says when creators opted in (template “creators”).".to_owned(),
        Inertia::TooFewWeeks(weeks) => format!("Whether opt-ins fall cannot be told from {}.", format::counted(*weeks as u64, "whole week", "whole weeks")),
        Inertia::RateChanged => "The rate has changed at least once, so a fall of opt-ins would not be for want of attention.".to_owned(),
        Inertia::Unchanged { trend, weeks, is_inert: true } => format!(
            "Rate inertia: the rate has never changed, and opt-ins fall by {} a week over {weeks} weeks (chance of that without a trend {}).",
            trend.slope.times(&Ratio::whole(-1)).unwrap_or_default().to_places(2),
            format::rate(&trend.falling_p)
        ),
        Inertia::Unchanged { weeks, .. } => format!("The rate has never changed; over {weeks} weeks opt-ins do not clearly fall."),
    }
}

fn notes(commission: &Commission) -> Vec<String> {
    let inferred = commission.ledger.cohorts.iter().any(|cohort| cohort.source == RateSource::Inferred);
    let mut notes = Vec::new();
    if inferred {
        notes.push(
            "Inferred rates are concluded from commission ÷ revenue; with opt-in dates (template “creators”) or a rate column they would be given.".to_owned(),
        );
    }
    if commission.ledger.rows_without_amounts > 0 {
        notes.push(format!(
            "{} have no revenue or no commission and take no part here.",
            format::counted(commission.ledger.rows_without_amounts, "row", "rows")
        ));
    }
    notes
}
