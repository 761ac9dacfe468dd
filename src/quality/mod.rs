//! How far the files can be trusted, and what can be told from them.

pub mod aliases;
pub mod names;

use crate::ledger::Measure;
use crate::units::Date;

/// Editable defaults of the checks, all proposals of ours but the 90 days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standards {
    /// Typing errors that still make two names look alike.
    pub alias_edits: usize,
    /// Revenue per unit outside so many millionths of the catalogue's price is questioned: 0.3 to 3 times.
    pub price_low: i64,
    pub price_high: i64,
    /// Millionths by which commission may differ from revenue × rate, or a sum from a typed total: 1 %.
    pub tolerance: i64,
    /// Days up to `as_of` that the files should cover.
    pub coverage_days: u16,
    pub weights: Weights,
    /// Least score in per cent for the grades A, B and C.
    pub grade_percent: [u32; 3],
    pub dashboard_totals: Vec<DashboardTotal>,
}

/// What each part weighs in the grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    pub coverage: u32,
    pub reconciliation: u32,
    pub maturity: u32,
    pub joins: u32,
}

/// A total the user read off the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DashboardTotal {
    pub measure: Measure,
    /// Micros or a count.
    pub total: i64,
    /// Both inclusive.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Name of the one file it is compared with; else with everything that counts.
    pub file: Option<String>,
}

impl Default for Standards {
    fn default() -> Standards {
        Standards {
            alias_edits: aliases::EDITS_MAX,
            price_low: 300_000,
            price_high: 3_000_000,
            tolerance: 10_000,
            coverage_days: 90,
            weights: Weights { coverage: 30, reconciliation: 30, maturity: 20, joins: 20 },
            grade_percent: [90, 75, 50],
            dashboard_totals: Vec::new(),
        }
    }
}
