//! The Overview page.

use crate::analysis::Analysis;
use crate::kpi::{self, Formula, Kpi, Outcome, Term};
use crate::ledger::Ledger;
use crate::present::model::{Family, Figure, OverviewModel, Proof, Tile, Unknown};
use crate::present::programmes::ProgrammeTotals;
use crate::present::{chart, format, programmes, table};
use crate::stats::proportion::PriorSource;
use crate::units::Currency;

/// Headline figures, most important first.
const HEADLINES: [&str; 8] =
    ["revenue", "commission", "contractual-ratio", "conversion-rate", "earnings-per-click", "active-creators", "ntb-share", "profit-after-commission"];

/// What the page is made of: the selection as a whole, by week and by creator.
pub struct Parts<'a> {
    pub ledger: &'a Ledger,
    pub by_week: &'a Analysis,
    pub by_creator: &'a Analysis,
    pub currency: Currency,
    /// `3 files`, or the file's name.
    pub source: String,
    pub programmes: Vec<ProgrammeTotals>,
}

pub fn overview(parts: &Parts<'_>) -> OverviewModel {
    let whole = parts.by_week;
    let tile_of = |kpi: &Kpi| tile(kpi, &whole.total(kpi), parts);
    OverviewModel {
        headline: headline(parts),
        summary: summary(parts),
        tiles: HEADLINES.iter().filter_map(|id| kpi::by_id(id)).map(tile_of).collect(),
        families: kpi::FAMILIES.iter().map(|family| Family { title: family.title.into(), tiles: family.kpis.iter().map(tile_of).collect() }).collect(),
        trend: chart::trend(whole, parts.currency, "trend", "Revenue"),
        pareto: chart::pareto(parts.ledger, parts.by_creator, parts.currency),
        unknown: unknown(whole),
        maturity: table::maturity(whole),
        programmes: programmes::models(&parts.programmes, parts.currency),
    }
}

fn tile(kpi: &Kpi, outcome: &Outcome, parts: &Parts<'_>) -> Tile {
    let interval = parts.by_week.interval(kpi, outcome);
    let figure = format::figure_within(kpi, outcome, interval, parts.currency);
    let worked = if let Outcome::Value(value) = outcome { format::worked(value, parts.currency) } else { String::new() };
    let rows = format::counted(parts.by_week.whole().rows(), "row", "rows");
    Tile {
        label: kpi.label.into(),
        sub: sub(kpi, &worked),
        proof: Proof {
            formula: kpi.formula.text(),
            worked,
            why: kpi.why.into(),
            source: format!("{rows} of {}", parts.source),
            certainty: certainty(kpi, &figure, parts),
        },
        figure,
    }
}

/// Between what a proportion lies, and how that is known; empty for any other figure.
fn certainty(kpi: &Kpi, figure: &Figure, parts: &Parts<'_>) -> String {
    let Some((interval, prior)) = figure.interval.as_ref().zip(parts.by_week.prior(kpi)) else { return String::new() };
    let text = format::capital(&interval.spoken);
    match prior.source {
        PriorSource::Groups(groups) => format!("{text}: its counts, and the spread over {}.", format::counted(groups, "creator", "creators")),
        PriorSource::Jeffreys => format!("{text}: its counts alone, for too few creators can be compared."),
    }
}

/// The division where there is one; what is counted where the label does not say it.
fn sub(kpi: &Kpi, worked: &str) -> String {
    match kpi.formula {
        Formula::Total(Term::Sum(_)) => String::new(),
        Formula::Total(_) => kpi.formula.text(),
        Formula::Ratio(..) => worked.to_owned(),
    }
}

fn shown(parts: &Parts<'_>, id: &str) -> Option<String> {
    let kpi = kpi::by_id(id)?;
    match parts.by_week.total(kpi) {
        Outcome::Value(value) => Some(format::value(kpi, &value, parts.currency)),
        _ => None,
    }
}

/// What the programme earned and what it cost: the two figures every reader asks for first.
fn headline(parts: &Parts<'_>) -> String {
    if parts.by_week.whole().rows() == 0 {
        return "No rows in this selection".into();
    }
    match (shown(parts, "revenue"), shown(parts, "contractual-ratio")) {
        (Some(revenue), Some(ratio)) => format!("{revenue} of sales attributed to creators, at {ratio} commission"),
        (Some(revenue), None) => format!("{revenue} of sales attributed to creators"),
        _ => "What your creators did".into(),
    }
}

fn summary(parts: &Parts<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    if let (Some(commission), Some(epc)) = (shown(parts, "commission"), shown(parts, "earnings-per-click")) {
        sentences.push(format!("You paid {commission} in bonus commission, {epc} for each click a creator sent."));
    }
    let named = parts.by_creator.whole_spread().creators;
    if let (Some(to_80), true) = (shown(parts, "creators-to-80"), named > 1) {
        let verb = if to_80 == "1" { "holds" } else { "hold" };
        sentences.push(format!("{to_80} of {} {verb} 80% of revenue.", format::counted(named, "creator", "creators")));
    }
    let gaps = unknown(parts.by_week).len() as u64;
    if gaps > 0 {
        sentences.push(format!("{} cannot be told from these files; below stands what would unlock them.", format::counted(gaps, "figure", "figures")));
    }
    sentences
}

/// Figures that no file supplies, each with what would.
fn unknown(analysis: &Analysis) -> Vec<Unknown> {
    let gap = |kpi: &Kpi| match analysis.total(kpi) {
        Outcome::NotComputable(unlock) => Some(Unknown { label: kpi.label.into(), unlock }),
        _ => None,
    };
    kpi::all().filter_map(gap).collect()
}
