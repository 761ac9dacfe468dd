//! What is wrong with a programme, what is not, and how sure that is. Each rule stands in a file of its own and answers one
//! question: found, clear, or not to be told.

pub mod ads;
pub mod anomalies;
pub mod audience;
pub mod bandwidth;
pub mod budget;
pub mod calendar;
pub mod capture;
pub mod capture_signals;
pub mod case;
pub mod causes;
pub mod claims;
pub mod crossing;
pub mod deal_seekers;
pub mod dormant;
pub mod drift;
pub mod finding;
pub mod halo;
pub mod holdout_plan;
pub mod lift_test;
pub mod listing;
pub mod log;
pub mod loyalty;
pub mod masking;
pub mod misallocation;
pub mod new_buyers;
pub mod overclaim;
pub mod panel;
pub mod partners;
pub mod passive;
pub mod placement;
pub mod priority;
pub mod programmes;
pub mod rising;
pub mod rule;
pub mod score;
pub mod shelf;
pub mod signal;
pub mod split;
pub mod standouts;
pub mod verdict;
pub mod volume;

use std::cmp::Reverse;

pub use case::{Case, Sources};
pub use finding::{Evidence, Finding, Ladder, Phrase, Severity, Value};
pub use rule::{Answer, Rule};

use crate::quality::grade::Letter;
use crate::units::Date;

/// Every rule, in the order of their ids: each may look at what those before it answered.
pub const RULES: &[&Rule] = &[
    &score::RULE,
    &dormant::RULE,
    &passive::RULE,
    &drift::RULE,
    &masking::RULE,
    &deal_seekers::RULE,
    &new_buyers::RULE,
    &volume::RULE,
    &misallocation::RULE,
    &halo::RULE,
    &signal::RULE,
    &listing::RULE,
    &capture::RULE,
    &audience::RULE,
    &bandwidth::RULE,
    &priority::RULE,
    &partners::RULE,
    &verdict::RULE,
    &lift_test::RULE,
    &overclaim::RULE,
    &standouts::RULE,
    &anomalies::RULE,
    &loyalty::RULE,
];

/// What every rule answered.
pub struct Diagnosis {
    pub answers: Vec<(&'static Rule, Answer)>,
    pub grade: Letter,
    /// Mature weeks that were looked at.
    pub weeks: Vec<Date>,
    pub as_of: Option<Date>,
    pub mature_until: Option<Date>,
}

/// Asks every rule.
pub fn diagnose(sources: &Sources<'_>) -> Diagnosis {
    let mut case = Case::new(sources);
    for rule in RULES {
        let answer = (rule.check)(&case);
        case.answers.push((*rule, answer));
    }
    Diagnosis { answers: case.answers, grade: case.grade, weeks: case.panel.weeks, as_of: case.as_of, mature_until: case.mature_until }
}

impl Diagnosis {
    /// What was found, by weight: severity, then money, then how much the claim can carry.
    pub fn findings(&self) -> Vec<(&'static Rule, &Finding)> {
        let mut all: Vec<(&'static Rule, &Finding)> = Vec::new();
        for (rule, answer) in &self.answers {
            if let Answer::Found(findings) = answer {
                all.extend(findings.iter().map(|finding| (*rule, finding)));
            }
        }
        all.sort_by_cached_key(|(_, finding)| (Reverse(finding.severity), Reverse(size(finding)), Reverse(finding.ladder)));
        all
    }
}

/// Magnitude of what a finding is worth, in millionths.
fn size(finding: &Finding) -> i128 {
    finding.stake.as_ref().and_then(|stake| stake.money.rounded_millionths()).unwrap_or(0).saturating_abs()
}
