//! The tier designer.

use crate::commission::Commission;
use crate::commission::tiers::{Basis, Fault, TIERS_MAX, Tier, TierFit, faults, fits, proposal, simulate};
use crate::commission::typed::share;
use crate::intake::values::{Cell, DecimalMark, amount};
use crate::present::format;
use crate::units::{Currency, Ratio};

use super::model::{Line, TierRow, TiersModel};
pub use crate::workspace::settings::TierDesign;

/// The tiers of a design, and what is wrong with it: what cannot be read, else what cannot be offered.
pub fn read(design: &TierDesign) -> (Vec<Tier>, Vec<String>) {
    let (mut tiers, mut problems) = (Vec::new(), Vec::new());
    for (number, (from, rate)) in (1..).zip(&design.tiers) {
        // A bare number is per cent here: the field says so.
        let digits = rate.trim().trim_end_matches('%').trim();
        match (threshold(from), share(&format!("{digits}%"))) {
            (Some(from), Some(rate)) => tiers.push(Tier { from, rate }),
            (None, _) => problems.push(format!("Tier {number}: “{from}” is not an amount such as 1000.")),
            (_, None) => problems.push(format!("Tier {number}: “{rate}” is not a rate such as 10%, at most 100%.")),
        }
    }
    if problems.is_empty() {
        problems.extend(faults(&tiers).iter().map(fault));
    }
    (tiers, problems)
}

/// Our proposal from the sales of the days looked back on.
pub fn proposed(commission: &Commission) -> Option<TierDesign> {
    proposal(&commission.trailing).map(|tiers| TierDesign { basis: String::new(), tiers: tiers.iter().map(written).collect() })
}

/// The design given, else our proposal from the sales of the days looked back on.
pub fn tiers(commission: &Commission, design: Option<&TierDesign>, currency: Currency) -> TiersModel {
    let is_proposal = design.is_none();
    let Some(design) = design.cloned().or_else(|| proposed(commission)) else {
        return TiersModel {
            headline: "Too few creators have sold something to propose tiers".to_owned(),
            basis: "revenue".into(),
            is_proposal: true,
            notes: vec!["Type tiers of your own to see what they would have cost.".to_owned()],
            next: next(&[]),
            ..TiersModel::default()
        };
    };
    let basis = if design.basis == "orders" { Basis::Orders } else { Basis::Revenue };
    let (tiers, problems) = read(&design);
    let simulation = if problems.is_empty() { simulate(&tiers, basis, &commission.trailing) } else { None };
    let fits = fits(&tiers, &commission.judged);
    let rows = design.tiers.iter().enumerate().map(|(at, (from, rate))| {
        let cost = simulation.as_ref().and_then(|simulation| simulation.tiers.get(at));
        let fit = fits.get(at).filter(|_| problems.is_empty());
        TierRow {
            from: from.clone(),
            rate: rate.clone(),
            creators: cost.map(|cost| format::count(cost.creators)).unwrap_or_default(),
            revenue: cost.map(|cost| format::money_of(&cost.revenue, currency)).unwrap_or_default(),
            cost: cost.map(|cost| format::money_of(&cost.cost, currency)).unwrap_or_default(),
            fit: fit.map(fit_words).unwrap_or_default(),
            fits: fit.is_none_or(|fit| fit.above_ceiling.is_empty() && fit.below_floor.is_empty()),
        }
    });
    let rows: Vec<TierRow> = rows.collect();
    let (headline, figures) = match &simulation {
        Some(simulation) => (change_words(&simulation.change, currency), figures(simulation, currency)),
        None => ("This design cannot be offered as it stands".to_owned(), Vec::new()),
    };
    TiersModel {
        headline,
        basis: if basis == Basis::Orders { "orders" } else { "revenue" }.into(),
        tiers: rows,
        faults: problems,
        figures,
        next: next(&design.tiers),
        is_proposal,
        notes: vec![
            "Tiers reach new opt-ins: links that exist keep their rate, so a design costs its figure only once everybody has opted in anew.".to_owned(),
        ],
    }
}

/// A tier above the last: twice its threshold, at its rate. Of a threshold that cannot be read nothing is made.
fn next(tiers: &[(String, String)]) -> (String, String) {
    let Some((from, rate)) = tiers.last() else { return ("0".into(), "8%".into()) };
    let from = threshold(from).map(|from| from.max(Ratio::whole(NEXT_LEAST)));
    (from.and_then(|from| from.times(&Ratio::whole(2))).map(|from| from.to_places(0)).unwrap_or_default(), rate.clone())
}

/// What the second tier is doubled from where the first begins at nothing.
const NEXT_LEAST: i128 = 500;

fn threshold(text: &str) -> Option<Ratio> {
    match amount(text.trim().as_bytes(), DecimalMark::Point) {
        Cell::Value((value, _)) if value.micros() >= 0 => Some(Ratio::millionths(i128::from(value.micros()))),
        _ => None,
    }
}

fn written(tier: &Tier) -> (String, String) {
    (tier.from.to_places(0), format::rate(&tier.rate))
}

fn change_words(change: &Ratio, currency: Currency) -> String {
    let size = if change.is_negative() { change.times(&Ratio::whole(-1)).unwrap_or_default() } else { *change };
    match () {
        () if change.is_positive() => format!("It would have cost {} more than was paid", format::money_of(&size, currency)),
        () if change.is_negative() => format!("It would have cost {} less than was paid", format::money_of(&size, currency)),
        () => "It would have cost what was paid".to_owned(),
    }
}

fn figures(simulation: &crate::commission::tiers::Simulation, currency: Currency) -> Vec<Line> {
    let line = |id: &str, label: &str, value: &Ratio, formula: &str| Line {
        id: id.into(),
        label: label.into(),
        text: format::money_of(value, currency),
        exact: value.to_places(6),
        formula: formula.into(),
        ..Line::default()
    };
    vec![
        line("tier_cost", "Cost with these tiers", &simulation.cost, "each creator's revenue × the rate of the tier it reaches"),
        line("tier_paid", "Paid in the same days", &simulation.paid, "commission of the rows"),
        line("tier_change", "Change", &simulation.change, "cost with these tiers − paid"),
        line("tier_revenue", "Revenue it was computed on", &simulation.revenue, "revenue of the days looked back on"),
    ]
}

fn fit_words(fit: &TierFit) -> String {
    let some = |asins: &[String]| {
        let shown = asins.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        if asins.len() > 3 { format!("{shown} and {} more", asins.len() - 3) } else { shown }
    };
    match (fit.judged, fit.above_ceiling.is_empty(), fit.below_floor.is_empty()) {
        (0, ..) => "No product's costs are known: whether it can be afforded cannot be told.".to_owned(),
        (_, true, true) => "Inside every known corridor.".to_owned(),
        (_, false, true) => format!("Above the ceiling of {}.", some(&fit.above_ceiling)),
        (_, true, false) => format!("Not seen on {}.", some(&fit.below_floor)),
        (_, false, false) => format!("Above the ceiling of {}; not seen on {}.", some(&fit.above_ceiling), some(&fit.below_floor)),
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Empty => "There is no tier: add one that begins at 0.".to_owned(),
        Fault::TooMany => format!("More than {TIERS_MAX} tiers: nobody can explain them to a creator."),
        Fault::GapBelowFirst => "The first tier must begin at 0, or whoever is below it has no rate.".to_owned(),
        Fault::ThresholdNotRising(at) => format!("Tier {} must begin above the one before it.", at + 1),
        Fault::RateFalling(at) => format!("Tier {} pays less than the one before it: selling more must never earn a lower rate.", at + 1),
        Fault::RateBeyondPrice(at) => format!("Tier {} pays more than the whole price.", at + 1),
    }
}
