//! `commission`'s JSON of what is planned: budgets, tiers, a change of rate, the launch grid.

use serde::Serialize;

use crate::commission::forecast::{first_whole_month, transition};
use crate::commission::judge::Judged;
use crate::commission::tiers::{Basis, fits, simulate};
use crate::commission::{Commission, launch};
use crate::present::commission::tiers::{TierDesign, proposed, read};
use crate::units::{Date, Ratio};

/// A budget and what became of it.
#[derive(Serialize)]
pub struct BudgetEntry {
    pub remaining: Option<String>,
    pub daily_commission: Option<String>,
    /// `null` where no dated row tells.
    pub spent_days: Option<u32>,
    pub spent: Vec<SpanEntry>,
    /// Commission was paid after all of it had been paid.
    pub filled_up: bool,
}

/// Days from one to another, both inclusive.
#[derive(Serialize)]
pub struct SpanEntry {
    pub from: String,
    pub until: String,
}

/// One rate of the launch grid, over 90 days.
#[derive(Serialize)]
pub struct LaunchEntry {
    pub bonus: String,
    pub payout: String,
    pub legibility: &'static str,
    pub accepts: String,
    pub clicks: Option<String>,
    pub orders: Option<String>,
    pub cost: Option<String>,
    pub margin: Option<String>,
}

/// A design of tiers and what it would have cost.
#[derive(Serialize)]
pub struct TiersEntry {
    /// `revenue` or `orders`
    pub basis: &'static str,
    /// It is our proposal, not of the settings.
    pub proposed: bool,
    pub problems: Vec<String>,
    pub tiers: Vec<TierEntry>,
    pub cost: Option<String>,
    pub paid: Option<String>,
    pub change: Option<String>,
    pub revenue: Option<String>,
}

/// One tier.
#[derive(Serialize)]
pub struct TierEntry {
    pub from: String,
    pub rate: String,
    pub creators: Option<u64>,
    pub revenue: Option<String>,
    pub cost: Option<String>,
    /// Products whose ceiling is below the rate, and whose floor is above it.
    pub above_ceiling: Vec<String>,
    pub below_floor: Vec<String>,
}

/// A change of rate, month by month.
#[derive(Serialize)]
pub struct TransitionEntry {
    pub rate: String,
    pub from: String,
    pub months: Vec<TransitionMonthEntry>,
}

/// One month of it.
#[derive(Serialize)]
pub struct TransitionMonthEntry {
    pub month: String,
    pub blended_rate: Option<String>,
    pub cost: String,
    pub blended_rate_if_all_accept: Option<String>,
    pub cost_if_all_accept: String,
}

fn six(ratio: &Ratio) -> String {
    ratio.to_places(6)
}

fn some(ratio: Option<Ratio>) -> Option<String> {
    ratio.as_ref().map(six)
}

/// The budget of a product; `None` where no row names one.
pub(super) fn budget(judged: &Judged, commission: &Commission) -> Option<BudgetEntry> {
    let (product, gathered) = (&judged.product, &commission.gathered);
    let spent = gathered.spent.get(&product.asin);
    if product.budget_remaining.is_none() && spent.is_none() {
        return None;
    }
    let span = |span: &crate::commission::budgets::Span| SpanEntry { from: span.from.iso(), until: span.until.iso() };
    Some(BudgetEntry {
        remaining: some(product.budget_remaining.map(|left| left.value)),
        daily_commission: some(gathered.daily_commission.get(&product.asin).copied()),
        spent_days: spent.filter(|spent| !spent.is_undated).map(|spent| spent.days()),
        spent: spent.map(|spent| spent.spans.iter().map(span).collect()).unwrap_or_default(),
        filled_up: spent.is_some_and(|spent| spent.was_filled_up),
    })
}

/// The launch grid of a product; empty without a fit, or where nobody says to how many it is offered.
pub(super) fn launch_grid(judged: &Judged, commission: &Commission) -> Vec<LaunchEntry> {
    let (Ok(fit), Some(offered)) = (&commission.acceptance, judged.product.offered.filter(|offered| *offered > 0)) else { return Vec::new() };
    let entry = |row: launch::Expected| LaunchEntry {
        bonus: six(&row.bonus),
        payout: six(&row.payout),
        legibility: row.legibility.name(),
        accepts: six(&row.accepts),
        clicks: some(row.clicks),
        orders: some(row.orders),
        cost: some(row.cost),
        margin: some(row.margin),
    };
    launch::grid(judged, fit, offered, commission.clicks_per_creator).into_iter().map(entry).collect()
}

/// The design given, else our proposal; `None` where too few creators have sold something to propose one.
pub fn tiers(commission: &Commission, design: Option<&TierDesign>) -> Option<TiersEntry> {
    let chosen = design.cloned().or_else(|| proposed(commission))?;
    let basis = if chosen.basis == "orders" { Basis::Orders } else { Basis::Revenue };
    let (tiers, problems) = read(&chosen);
    let simulation = if problems.is_empty() { simulate(&tiers, basis, &commission.trailing) } else { None };
    let fits = fits(&tiers, &commission.judged);
    let entry = |(at, tier): (usize, &crate::commission::tiers::Tier)| {
        let (cost, fit) = (simulation.as_ref().and_then(|simulation| simulation.tiers.get(at)), fits.get(at));
        TierEntry {
            from: six(&tier.from),
            rate: six(&tier.rate),
            creators: cost.map(|cost| cost.creators),
            revenue: cost.map(|cost| six(&cost.revenue)),
            cost: cost.map(|cost| six(&cost.cost)),
            above_ceiling: fit.map(|fit| fit.above_ceiling.clone()).unwrap_or_default(),
            below_floor: fit.map(|fit| fit.below_floor.clone()).unwrap_or_default(),
        }
    };
    Some(TiersEntry {
        basis: if basis == Basis::Orders { "orders" } else { "revenue" },
        proposed: design.is_none(),
        tiers: tiers.iter().enumerate().map(entry).collect(),
        problems,
        cost: simulation.as_ref().map(|simulation| six(&simulation.cost)),
        paid: simulation.as_ref().map(|simulation| six(&simulation.paid)),
        change: simulation.as_ref().map(|simulation| six(&simulation.change)),
        revenue: simulation.as_ref().map(|simulation| six(&simulation.revenue)),
    })
}

/// The months after a new rate is entered on a day; `None` without a whole month of sales to start from.
pub fn transition_entry(commission: &Commission, rate: &Ratio, day: Date) -> Option<TransitionEntry> {
    let months = transition(commission.start.as_ref()?, commission.fading.as_ref(), rate, first_whole_month(day));
    let entry = |month: &crate::commission::forecast::TransitionMonth| TransitionMonthEntry {
        month: Date::month_key(month.month),
        blended_rate: some(month.blended),
        cost: six(&month.cost),
        blended_rate_if_all_accept: some(month.blended_if_all_accept),
        cost_if_all_accept: six(&month.cost_if_all_accept),
    };
    Some(TransitionEntry { rate: six(rate), from: day.iso(), months: months.iter().map(entry).collect() })
}
