//! The shapes of `commission`'s JSON.

use serde::Serialize;

use super::commission_plans::{BudgetEntry, LaunchEntry, TiersEntry, TransitionEntry};
use crate::present::sources::FileLine;

/// `commission`.
#[derive(Serialize)]
pub struct CommissionReport {
    pub currency: String,
    pub as_of: Option<String>,
    pub assumptions: Vec<AssumptionEntry>,
    pub asins: Vec<AsinEntry>,
    /// Products with too little revenue to be judged one by one.
    pub asins_left_out: u64,
    pub ledger: LedgerEntry,
    pub acceptance: AcceptanceEntry,
    pub review: ReviewEntry,
    pub lines: LinesEntry,
    pub creators: Vec<CreatorEntry>,
    /// Costs that name no creator, by payment model.
    pub shared_costs: std::collections::BTreeMap<String, String>,
    /// The design of the settings, else our proposal. The caller, who has the settings, fills this and the next.
    pub tiers: Option<TiersEntry>,
    /// The change of rate that the settings name.
    pub transition: Option<TransitionEntry>,
}

#[derive(Serialize)]
pub struct AssumptionEntry {
    pub id: String,
    pub label: String,
    pub value: Option<String>,
    pub source: String,
}

#[derive(Serialize)]
pub struct AsinEntry {
    pub asin: String,
    pub title: String,
    pub line: String,
    pub verdict: &'static str,
    pub advice: String,
    pub category: Option<&'static str>,
    /// Net average selling price where rows tell it, else the catalogue's.
    pub price: Option<String>,
    /// As the catalogue lists it.
    pub list_price: Option<String>,
    pub standard_rate: Option<String>,
    pub brand_rate: Option<String>,
    pub combined_rate: Option<String>,
    pub payout: Option<String>,
    pub brand_cost: Option<String>,
    pub conversion_rate: Option<String>,
    pub epc: Option<String>,
    pub legibility: Option<&'static str>,
    pub legibility_parts: std::collections::BTreeMap<&'static str, Option<&'static str>>,
    pub legible_at: Option<String>,
    pub contribution_margin: Option<String>,
    pub bonus_min: Option<String>,
    pub bonus_max: Option<String>,
    pub bonus_break_even: Option<String>,
    pub bonus_lifetime: Option<String>,
    pub feasible: Option<bool>,
    pub mode: Option<&'static str>,
    pub judged_by: &'static [&'static str],
    pub routes: Vec<RouteEntry>,
    pub monthly_earnings: Option<EarningsEntry>,
    pub runway_days: Option<String>,
    pub budget: Option<BudgetEntry>,
    pub launch: Vec<LaunchEntry>,
    pub landscape: Option<PlaceEntry>,
    /// Where each number comes from.
    pub sources: std::collections::BTreeMap<&'static str, &'static str>,
    /// The row of a table that says a field. The caller, who has the files, fills this and the next.
    pub source_rows: Vec<SourceRowEntry>,
    pub attribution_rows: Option<RowsEntry>,
    pub missing: Vec<&'static str>,
}

/// A field with the row of a table that says it.
#[derive(Serialize)]
pub struct SourceRowEntry {
    pub field: &'static str,
    pub file: String,
    pub line: u64,
}

/// How many attribution rows a product has, and where the first of them stand.
#[derive(Serialize)]
pub struct RowsEntry {
    pub rows: u64,
    pub first: Vec<FileLine>,
}

#[derive(Serialize)]
pub struct RouteEntry {
    pub route: &'static str,
    pub recommended: bool,
    pub bonus: Option<String>,
    pub pack_units: Option<i128>,
    pub pack_price: Option<String>,
    pub payout: Option<String>,
    pub margin_per_sale: Option<String>,
    pub expected_margin_90d: Option<String>,
    pub reason: String,
}

#[derive(Serialize)]
pub struct EarningsEntry {
    pub orders_p25: String,
    pub orders_p50: String,
    pub orders_p75: String,
    pub earnings_p25: Option<String>,
    pub earnings_p50: Option<String>,
    pub earnings_p75: Option<String>,
    pub creators: usize,
}

#[derive(Serialize)]
pub struct PlaceEntry {
    pub payout_percentile: Option<String>,
    pub epc_percentile: Option<String>,
    pub cards: usize,
    pub raise_to: Option<String>,
    pub must_choose: bool,
}

#[derive(Serialize)]
pub struct LedgerEntry {
    pub blended_rate: Option<String>,
    pub revenue: String,
    pub commission: String,
    pub legacy_revenue: String,
    pub current_revenue: String,
    /// On links whose rate, or what is offered now, is not known: the three add up to `revenue`.
    pub unknown_revenue: String,
    pub legacy_cost_over_current: String,
    /// The same over the twelve months to come, as legacy links fade.
    pub legacy_cost_next_year: Option<String>,
    pub half_life_months: Option<String>,
    pub cohorts: Vec<CohortEntry>,
    pub months: Vec<MonthEntry>,
    pub forecast: Vec<MonthEntry>,
    pub rows_without_amounts: u64,
}

#[derive(Serialize)]
pub struct CohortEntry {
    pub rate: Option<String>,
    pub from: String,
    pub revenue: String,
    pub commission: String,
    pub source: &'static str,
    pub links: u64,
    pub legacy_revenue: String,
}

#[derive(Serialize)]
pub struct MonthEntry {
    pub month: String,
    pub legacy_revenue: String,
    pub current_revenue: String,
    /// `null` in months to come, of which nothing unknown is foretold.
    pub unknown_revenue: Option<String>,
    pub commission: String,
    pub blended_rate: Option<String>,
}

#[derive(Serialize)]
pub struct AcceptanceEntry {
    /// `fitted`, or why not: `too-few`, `separated`, `falling`.
    pub state: &'static str,
    pub points: usize,
    pub mean: Option<String>,
    /// Intercept, coefficients of ln payout and ln earnings per click.
    pub coefficients: Vec<Option<String>>,
}

#[derive(Serialize)]
pub struct ReviewEntry {
    pub last: Option<String>,
    pub due: Option<String>,
    pub days_since: Option<u16>,
    pub overdue: Option<bool>,
    /// `opt-ins-unknown`, `too-few-weeks`, `rate-changed`, `unchanged`.
    pub inertia: &'static str,
    pub inert: Option<bool>,
    pub opt_in_slope: Option<String>,
    pub falling_p: Option<String>,
}

#[derive(Serialize)]
pub struct LinesEntry {
    pub flat_rate: Option<String>,
    pub margin_spread: Option<String>,
    pub flat_over_different_margins: bool,
    pub lines: Vec<LineEntry>,
}

#[derive(Serialize)]
pub struct LineEntry {
    pub line: String,
    pub products: usize,
    pub margin_share: Option<String>,
    pub bonus_min: Option<String>,
    pub bonus_max: Option<String>,
}

#[derive(Serialize)]
pub struct CreatorEntry {
    pub creator: String,
    pub revenue: String,
    pub commission: String,
    pub other_costs: std::collections::BTreeMap<String, String>,
    pub loaded_cost: String,
    pub cost_per_order: Option<String>,
    pub effective_rate: Option<String>,
}
