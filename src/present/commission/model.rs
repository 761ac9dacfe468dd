//! What the Commission page shows. Every number is text beside its exact decimal.

use serde::{Deserialize, Serialize};

use crate::present::model::ChartModel;

/// A number with everything needed to check it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Stable short name, for `data-figure`.
    pub id: String,
    pub label: String,
    /// As shown; a short phrase where there is no value.
    pub text: String,
    /// Exact decimal; empty where there is no value.
    pub exact: String,
    /// `price × (standard rate + bonus)`; empty for inputs.
    pub formula: String,
    /// The formula with this product's numbers.
    pub worked: String,
    /// Where it comes from, or what is missing.
    pub source: String,
}

/// How many products have a verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictCount {
    /// Stable name, as in addresses.
    pub verdict: String,
    pub label: String,
    pub count: String,
}

/// One product in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OfferRow {
    /// Short id, for the address.
    pub id: String,
    pub asin: String,
    pub title: String,
    pub verdict: String,
    pub verdict_label: String,
    /// The one number that decides.
    pub deciding: String,
    pub price: String,
    pub bonus: String,
    pub payout: String,
    /// `14.4% – 21.5%`, or why there is none.
    pub corridor: String,
    pub revenue: String,
}

/// The list of products.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OffersModel {
    pub headline: String,
    pub summary: Vec<String>,
    pub counts: Vec<VerdictCount>,
    /// Most urgent first, then by revenue; as many as were asked for.
    pub rows: Vec<OfferRow>,
    pub rows_total: u32,
    /// Floor, ceiling and present bonus of the products listed first; `None` while no corridor is known.
    pub chart: Option<ChartModel>,
    /// Categories a product can be given, as id and `Grocery (1%)`.
    pub categories: Vec<(String, String)>,
    /// The category of products without one, as chosen; empty for none.
    pub default_category: String,
    /// Products without a category and without a standard rate.
    pub without_category: u32,
    pub notes: Vec<String>,
}

/// One part of what a creator sees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenPart {
    pub label: String,
    pub text: String,
    /// `invisible`, `marginal`, `legible`; empty where it is not judged.
    pub verdict: String,
    /// Why, or what would judge it.
    pub why: String,
}

/// The offer as a creator sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferCard {
    pub title: String,
    pub price: String,
    pub payout: String,
    pub rate: String,
    pub epc: String,
    pub rating: String,
    pub reviews: String,
    pub budget: String,
    pub days_left: String,
    pub parts: Vec<SeenPart>,
    /// `Pays more than 35% of your own offers and 20% of the competing ones.`
    pub places: Vec<String>,
}

/// One way out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteModel {
    pub route: String,
    pub label: String,
    pub is_recommended: bool,
    pub what: String,
    pub bonus: String,
    pub payout: String,
    pub left_per_sale: String,
    pub expected: String,
    pub expected_exact: String,
    pub reason: String,
}

/// A field the reader may type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldModel {
    pub id: String,
    pub label: String,
    /// `money`, `share`, `count`, `date`, `category`
    pub kind: String,
    /// What was typed; empty for nothing.
    pub typed: String,
    /// What holds without it.
    pub otherwise: String,
    pub source: String,
}

/// One slider of the what-if; numbers are in the field's own scale (money in units, shares in per cent).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SliderModel {
    /// `bonus`, `target_payout`, `target_margin`, `price`, `pack_units`, `conversion`
    pub id: String,
    pub label: String,
    pub min: String,
    pub max: String,
    pub step: String,
    /// Where it stands.
    pub value: String,
    /// The value with its unit.
    pub text: String,
    pub is_changed: bool,
}

/// One column of the comparison: as it is, being tried, or saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioModel {
    pub name: String,
    /// What is changed, in words; empty for as it is.
    pub changes: String,
    pub verdict: String,
    pub verdict_label: String,
    /// The same lines in every column.
    pub lines: Vec<Line>,
    pub scenario: ScenarioChoice,
}

/// A scenario as typed: money and rates as decimal texts (`0.14`), empty for as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScenarioChoice {
    pub bonus: String,
    pub target_payout: String,
    pub target_margin: String,
    pub price: String,
    pub pack_units: String,
    pub conversion: String,
}

/// Where an offer stands among competing ones, and what was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandscapeModel {
    pub sentence: String,
    pub must_choose: bool,
    /// `Raise the bonus to 18.4%`
    pub raise: String,
    /// `raise`, `passive`, or empty.
    pub chosen: String,
}

/// One rate of the launch grid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchRow {
    pub bonus: String,
    pub payout: String,
    pub legibility: String,
    pub accepts: String,
    pub clicks: String,
    pub orders: String,
    pub cost: String,
    pub margin: String,
}

/// One product in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OfferModel {
    pub id: String,
    pub asin: String,
    pub title: String,
    pub line: String,
    pub verdict: String,
    pub verdict_label: String,
    /// What to change.
    pub advice: String,
    pub card: OfferCard,
    /// What each side gets from one sale.
    pub sides: Vec<Line>,
    /// Price less each cost.
    pub economics: Vec<Line>,
    pub corridor: Vec<Line>,
    pub corridor_chart: Option<ChartModel>,
    pub mode: String,
    pub routes: Vec<RouteModel>,
    pub routes_why: String,
    /// Orders and earnings a month at the three quartiles; empty where it cannot be told, and why.
    pub earnings: Vec<Line>,
    pub earnings_note: String,
    pub landscape: Option<LandscapeModel>,
    pub fields: Vec<FieldModel>,
    pub sliders: Vec<SliderModel>,
    /// As it is first, then what is being tried where something is, then what was saved.
    pub scenarios: Vec<ScenarioModel>,
    pub launch: Vec<LaunchRow>,
    /// How the grid was made, or why there is none.
    pub launch_note: String,
    /// What is missing and where to find it.
    pub missing: Vec<String>,
}

/// A cohort of links at one rate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortRow {
    pub rate: String,
    pub since: String,
    pub links: String,
    pub revenue: String,
    pub commission: String,
    pub share: String,
    /// `given`, `inferred`
    pub source: String,
    /// `current`, `legacy`, `mixed`
    pub standing: String,
}

/// A creator on an old rate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegacyRow {
    pub creator: String,
    pub products: String,
    pub rate: String,
    pub revenue: String,
    /// Commission paid on them.
    pub paid: String,
}

/// The ledger of rates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RatesModel {
    pub headline: String,
    pub summary: Vec<String>,
    pub figures: Vec<Line>,
    pub cohorts: Vec<CohortRow>,
    pub chart: Option<ChartModel>,
    pub legacy: Vec<LegacyRow>,
    pub legacy_total: u32,
    /// The rate the transition form starts with, in per cent.
    pub present_rate: String,
    /// First day a change could hold, ISO.
    pub earliest: String,
    pub review: String,
    pub review_is_overdue: bool,
    pub decisions: Vec<DecisionRow>,
    pub inertia: String,
    pub notes: Vec<String>,
}

/// A review that was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRow {
    pub date: String,
    /// `keep`, `raise`, `cut`
    pub decision: String,
    pub reason: String,
}

/// One month of a transition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransitionRow {
    pub month: String,
    pub blended: String,
    pub cost: String,
    pub blended_if_all: String,
    pub cost_if_all: String,
}

/// A plan for a change of rate, ready to copy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TransitionModel {
    pub headline: String,
    pub steps: Vec<String>,
    pub months: Vec<TransitionRow>,
    /// Creators to invite again, largest revenue first.
    pub invite: Vec<LegacyRow>,
    pub invite_total: u32,
    pub message: String,
    /// All of it as plain text.
    pub text: String,
}

/// One tier with what it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierRow {
    /// As typed: amount or orders, and per cent.
    pub from: String,
    pub rate: String,
    pub creators: String,
    pub revenue: String,
    pub cost: String,
    /// How it lies to the corridors.
    pub fit: String,
    pub fits: bool,
}

/// A design of tiers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TiersModel {
    pub headline: String,
    /// `revenue` or `orders`
    pub basis: String,
    pub tiers: Vec<TierRow>,
    pub faults: Vec<String>,
    pub figures: Vec<Line>,
    /// It is our proposal, not yet the reader's own.
    pub is_proposal: bool,
    pub notes: Vec<String>,
    /// The tier that “Add a tier” begins with, threshold and rate.
    pub next: (String, String),
}

/// One product line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRow {
    pub line: String,
    pub products: String,
    pub margin: String,
    pub offered: String,
    pub corridor: String,
    pub advice: String,
}

/// One creator's whole cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRow {
    pub creator: String,
    pub revenue: String,
    pub bonus: String,
    pub clicks: String,
    pub flat_fees: String,
    pub samples: String,
    pub tools: String,
    pub all: String,
    pub per_order: String,
    pub effective_rate: String,
    pub effective_rate_exact: String,
}

/// A budget and how long it lasts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetRow {
    /// Short id of the product.
    pub id: String,
    pub asin: String,
    pub title: String,
    pub left: String,
    pub daily: String,
    pub days: String,
    /// Days it was spent, and which.
    pub spent: String,
    pub spent_days: String,
    pub warning: String,
}

/// Lines, costs and budgets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostsModel {
    pub headline: String,
    pub summary: Vec<String>,
    pub lines: Vec<LineRow>,
    pub lines_note: String,
    pub creators: Vec<CostRow>,
    pub creators_total: u32,
    pub shared: Vec<Line>,
    pub budgets: Vec<BudgetRow>,
    /// How the days were counted, or what is missing to count them.
    pub budgets_note: String,
    pub referral: String,
    pub assumptions: Vec<Line>,
}
