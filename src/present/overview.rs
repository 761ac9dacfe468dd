//! The Overview page.

use crate::analysis::Analysis;
use crate::analysis::compare::Comparison;
use crate::kpi::{self, Formula, Kpi, Outcome, Term};
use crate::ledger::Ledger;
use crate::present::change::change_text;
use crate::present::model::{Family, Figure, LinesModel, OverviewModel, Proof, Tile, Unknown};
use crate::present::programmes::ProgrammeTotals;
use crate::present::table::Window;
use crate::present::{change, chart, format, programmes, table};
use crate::stats::proportion::PriorSource;
use crate::units::Currency;

/// Headline figures, most important first.
const HEADLINES: [&str; 8] =
    ["revenue", "commission", "contractual-ratio", "conversion-rate", "earnings-per-click", "active-creators", "ntb-share", "profit-after-commission"];

/// What is shown of each product line, and of how many.
const LINE_KPIS: [&str; 5] = ["revenue", "revenue-share", "contractual-ratio", "conversion-rate", "ntb-share"];
const LINES_MAX: usize = 12;

/// What the page is made of: the selection as a whole, by week and by creator.
pub struct Parts<'a> {
    pub ledger: &'a Ledger,
    pub by_week: &'a Analysis,
    pub by_creator: &'a Analysis,
    pub by_line: &'a Analysis,
    pub currency: Currency,
    /// `3 files`, or the file's name.
    pub source: String,
    pub programmes: Vec<ProgrammeTotals>,
    /// Where the view is compared with other days.
    pub comparison: Option<Comparison>,
}

pub fn overview(parts: &Parts<'_>) -> OverviewModel {
    let whole = parts.by_week;
    let tile_of = |kpi: &Kpi| tile(kpi, &whole.total(kpi), parts);
    OverviewModel {
        headline: headline(parts),
        summary: summary(parts),
        tiles: HEADLINES.iter().filter_map(|id| kpi::by_id(id)).map(tile_of).collect(),
        families: kpi::FAMILIES.iter().map(|family| Family { title: family.title.into(), tiles: family.kpis.iter().map(tile_of).collect() }).collect(),
        lines: lines(parts),
        trend: chart::trend(whole, parts.currency, "trend", "Revenue"),
        pareto: chart::pareto(parts.ledger, parts.by_creator, parts.currency),
        unknown: unknown(whole),
        maturity: table::maturity(whole),
        compared: change::words(parts.comparison.as_ref(), parts.by_creator),
        programmes: programmes::models(&parts.programmes, parts.currency),
    }
}

fn tile(kpi: &Kpi, outcome: &Outcome, parts: &Parts<'_>) -> Tile {
    let interval = parts.by_week.interval(kpi, outcome);
    let change = parts.comparison.as_ref().and_then(|comparison| change_text(kpi, outcome, Some(&comparison.total(kpi)), parts.currency));
    let figure = Figure { change, ..format::figure_within(kpi, outcome, interval, parts.currency) };
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

/// What each product line did, beside the total.
fn lines(parts: &Parts<'_>) -> LinesModel {
    let (ledger, by_line) = (parts.ledger, parts.by_line);
    let none = "No row has a product line, and a total can hide a product that fails. Bring a catalogue with lines, or type rules in Settings.";
    if by_line.codes().all(|code| ledger.lines().text(code).is_empty()) {
        return LinesModel { note: if by_line.is_empty() { String::new() } else { none.to_owned() }, ..LinesModel::default() };
    }
    let kpis: Vec<&Kpi> = LINE_KPIS.iter().filter_map(|id| kpi::by_id(id)).collect();
    let order = table::order(ledger, by_line, "", &table::default_sort(by_line.dimension), None);
    let window = Window { search: "", sort: table::default_sort(by_line.dimension), offset: 0, limit: 0, ranking: None, comparison: None };
    let row = |at: &usize| {
        let mut row = table::row(ledger, by_line, *at, &window, parts.currency)?;
        row.cells = kpis.iter().filter_map(|kpi| row.cells.iter().find(|cell| cell.kpi == kpi.id).cloned()).collect();
        Some(row)
    };
    let more = (order.len() as u64).saturating_sub(LINES_MAX as u64);
    LinesModel {
        rows: order.iter().take(LINES_MAX).filter_map(row).collect(),
        columns: kpis.iter().map(|kpi| kpi.label.to_owned()).collect(),
        note: if more > 0 { format!("{} more on Performance.", format::counted(more, "line", "lines")) } else { String::new() },
    }
}

/// Figures that no file supplies, each with what would.
fn unknown(analysis: &Analysis) -> Vec<Unknown> {
    let gap = |kpi: &Kpi| match analysis.total(kpi) {
        Outcome::NotComputable(unlock) => Some(Unknown { label: kpi.label.into(), unlock }),
        _ => None,
    };
    kpi::all().filter_map(gap).collect()
}
