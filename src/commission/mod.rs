//! The commission engine: what creators see, what it costs, which rate works. Pure and exact: amounts in units of the currency
//! and rates as fractions are [`crate::units::Ratio`]s until they are shown.

pub mod budgets;
pub mod campaigns;
pub mod creators;
pub mod economics;
pub mod engine;
pub mod forecast;
pub mod gather;
pub mod infer;
pub mod inputs;
pub mod judge;
pub mod landscape;
pub mod launch;
pub mod links;
pub mod opt_ins;
pub mod origins;
pub mod rate_ledger;
pub mod review;
pub mod router;
pub mod scenario;
pub mod standard_rates;
pub mod tables;
pub mod terms;
pub mod tiers;
pub mod typed;

pub use engine::{Commission, commission};
pub use gather::Sources;
pub use terms::{TERMS, Term, TermEntry, TermSource, TermTopic, TermUnit, Terms};
pub use typed::Typed;
