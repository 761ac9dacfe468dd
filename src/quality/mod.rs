//! How far the files can be trusted, and what can be told from them.

pub mod aliases;
pub mod availability;
pub mod coverage;
pub mod domain;
pub mod grade;
pub mod joins;
pub mod names;
pub mod reconcile;

pub use availability::Availability;
pub use coverage::{Coverage, Maturity};
pub use domain::Domain;
pub use grade::Grade;
pub use joins::Join;
pub use reconcile::{Reconciliation, TotalCheck};

use crate::analysis::Rules;
use crate::analysis::beside::Beside;
use crate::ledger::grain::Grain;
use crate::ledger::store::COMPLETED;
use crate::ledger::{Fact, Ledger, Measure, Sheet};
use crate::units::{Currency, Date};

/// Everything the checks look at.
pub struct Facts<'a> {
    pub ledger: &'a Ledger,
    pub rules: &'a Rules,
    pub standards: &'a Standards,
    /// Files that take part, by name and then content: findings are listed in this order, whatever came in first.
    pub files: &'a [FileFacts],
    /// Their sheets with source numbers, the newest last.
    pub sheets: &'a [(u32, &'a Sheet)],
    /// What other files say beside the rows.
    pub beside: &'a Beside,
}

/// What the checks know of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    pub source: u32,
    pub name: String,
    pub kind: String,
    /// What the header of its date column says a row covers.
    pub declared: Option<Grain>,
    /// The currency written in it.
    pub currency: Option<Currency>,
    /// It has amounts.
    pub has_amounts: bool,
}

/// Where a row stands; the source is 0 for a fact that several files make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub source: u32,
    pub line: u64,
}

impl Facts<'_> {
    /// Rows that count, with their facts, in the order of `files`; what several files make together comes last.
    pub fn counted(&self) -> impl Iterator<Item = (usize, Fact)> {
        let sources = self.files.iter().map(|file| file.source).chain([COMPLETED]);
        let rows = sources.filter_map(|source| self.ledger.sources().iter().find(|rows| rows.source == source));
        let facts = rows.flat_map(|rows| self.ledger.columns().facts(rows.rows.clone()));
        facts.filter(|(row, _)| !self.ledger.is_excluded(*row))
    }

    pub fn place(&self, row: usize) -> Place {
        let source = self.ledger.sources().iter().find(|source| source.rows.contains(&row));
        source.map_or(Place { source: 0, line: 0 }, |source| Place {
            source: source.source,
            line: source.line_runs.line(u32::try_from(row - source.rows.start).unwrap_or(u32::MAX)),
        })
    }
}

/// All checks together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub coverage: Option<Coverage>,
    pub maturity: Option<Maturity>,
    pub reconciliation: Reconciliation,
    pub totals: Vec<TotalCheck>,
    pub domain: Domain,
    pub joins: Vec<Join>,
    pub mixing: Mixing,
    pub grade: Grade,
    pub availability: Vec<Availability>,
}

/// Currencies and marketplaces (DQ-7). Files in a second currency never come in; what is left to see is what was assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mixing {
    /// Files with amounts and no currency written in them, by name.
    pub assumed: Vec<String>,
    /// Marketplaces that sheets name, with the files' names: more than one is a mixture.
    pub marketplaces: Vec<(String, Vec<String>)>,
}

/// Runs every check. Whatever order files came in, the result is the same.
pub fn assess(facts: &Facts<'_>) -> Report {
    let (coverage, maturity) = (coverage::coverage(facts), coverage::maturity(facts));
    let (reconciliation, totals) = (reconcile::reconcile(facts), reconcile::typed_totals(facts));
    let joins = joins::joins(facts);
    let inputs = grade::Inputs {
        coverage: coverage.as_ref(),
        reconciliation: &reconciliation,
        totals: &totals,
        maturity: maturity.as_ref(),
        joins: &joins,
        files: facts.files,
    };
    let grade = grade::grade(&inputs, facts.standards);
    Report {
        domain: domain::domain(facts),
        mixing: mixing(facts),
        availability: availability::availability(facts),
        coverage,
        maturity,
        reconciliation,
        totals,
        joins,
        grade,
    }
}

fn mixing(facts: &Facts<'_>) -> Mixing {
    let mut assumed: Vec<String> = facts.files.iter().filter(|file| file.has_amounts && file.currency.is_none()).map(|file| file.name.clone()).collect();
    assumed.sort();
    let mut marketplaces: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for (source, sheet) in facts.sheets {
        let name = facts.files.iter().find(|file| file.source == *source).map_or("", |file| file.name.as_str());
        for text in sheet.column("marketplace").map(|column| column.distinct()).unwrap_or_default() {
            let files = marketplaces.entry(text.to_owned()).or_default();
            if !files.iter().any(|known| known == name) {
                files.push(name.to_owned());
            }
        }
    }
    marketplaces.values_mut().for_each(|files| files.sort());
    Mixing { assumed, marketplaces: marketplaces.into_iter().collect() }
}

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
