//! One figure as the page shows it, and what stands beside it.

use serde::{Deserialize, Serialize};

/// Whether a figure is a number, cannot be a number, or is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Value,
    /// The expression has no value here, for example a zero denominator.
    NotApplicable,
    /// No file supplies what the expression needs.
    NotComputable,
}

/// One KPI's figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// KPI id, for `data-kpi`.
    pub kpi: String,
    pub state: State,
    /// As shown: `$412,906`, `9.0%`, or a short phrase where there is no value.
    pub text: String,
    /// Exact decimal for `data-exact`; empty where there is no value.
    pub exact: String,
    /// Why there is no value and what would unlock it, or what the value leaves out; empty when there is nothing to say.
    pub reason: String,
    /// For a proportion.
    pub interval: Option<IntervalText>,
    /// Where the view is compared with other days.
    pub change: Option<ChangeText>,
}

/// How far a figure has moved from what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeText {
    /// `+1.2 pp`, `-$1,204.00 (-8.1%)`, `no value before`
    pub text: String,
    /// `from 7.1%`; empty where there was no value.
    pub spoken: String,
    /// Exact decimal, for `data-change`; empty where there is none.
    pub exact: String,
}

/// Between what a proportion lies with a certainty of 90 %.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntervalText {
    /// `6.5–9.8%`
    pub text: String,
    /// `between 6.5% and 9.8%, with a certainty of 90%`
    pub spoken: String,
    /// Exact decimals of both bounds, for `data-low` and `data-high`.
    pub low: String,
    pub high: String,
}

/// A row's place among the groups by a proportion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankModel {
    /// `3`; a dash where it is not ranked.
    pub text: String,
    /// By what it is ranked, or why it is not.
    pub why: String,
}
