//! One letter for how far the files carry (DQ-10): a weighted mean of four shares, each exact, each editable in weight.

use super::coverage::{Coverage, Maturity};
use super::joins::{Join, JoinKey};
use super::reconcile::{Reconciliation, TotalCheck};
use super::{FileFacts, Standards};
use crate::units::Ratio;
use crate::units::amount::MICROS_PER_UNIT;

/// Kinds of reports that list every product or creator, so that one they lack is a gap.
const COMPLETE_KINDS: [&str; 5] = ["catalogue", "business-report-asin", "vendor-sales", "creators", "rates"];
/// A difference of this many times the tolerance earns nothing any more.
const TOLERANCES_TO_ZERO: i128 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Letter {
    A,
    B,
    C,
    D,
}

impl Letter {
    pub fn name(self) -> &'static str {
        match self {
            Letter::A => "A",
            Letter::B => "B",
            Letter::C => "C",
            Letter::D => "D",
        }
    }

    /// What may be said with this grade.
    pub fn caps(self) -> &'static str {
        match self {
            Letter::A => "Findings may be stated as measured.",
            Letter::B => "Findings may be stated with the gaps named beside them.",
            Letter::C => "Findings are indications only: fill the gaps before acting on them.",
            Letter::D => "Cannot conclude from these files: every finding says so.",
        }
    }
}

/// What the grade is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartName {
    Coverage,
    Reconciliation,
    Maturity,
    Joins,
}

impl PartName {
    pub fn label(self) -> &'static str {
        match self {
            PartName::Coverage => "Coverage",
            PartName::Reconciliation => "Reconciliation",
            PartName::Maturity => "Maturity",
            PartName::Joins => "Joins",
        }
    }

    /// What the share is, and why it can be unknown.
    pub fn meaning(self) -> &'static str {
        match self {
            PartName::Coverage => "Days with rows among the days the audit looks at. Unknown without rows.",
            PartName::Reconciliation => {
                "1 where commission agrees with revenue × rate, and sums with the totals you typed, within the tolerance; 0 at ten times the tolerance. Unknown without rates and typed totals."
            }
            PartName::Maturity => "Revenue old enough not to change any more. Unknown without rows.",
            PartName::Joins => {
                "Revenue whose product or creator the other files know: catalogue, business report, vendor sales, creators, rates. Unknown without them."
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: PartName,
    pub weight: u32,
    /// Between 0 and 1; `None` where unknown, which counts nowhere.
    pub share: Option<Ratio>,
}

/// The letter, what it is made of, and what it allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    pub letter: Letter,
    /// Weighted mean of the known parts; `None` where nothing is known.
    pub score: Option<Ratio>,
    pub parts: [Part; 4],
}

pub struct Inputs<'a> {
    pub coverage: Option<&'a Coverage>,
    pub reconciliation: &'a Reconciliation,
    pub totals: &'a [TotalCheck],
    pub maturity: Option<&'a Maturity>,
    pub joins: &'a [Join],
    pub files: &'a [FileFacts],
}

pub fn grade(inputs: &Inputs<'_>, standards: &Standards) -> Grade {
    let weights = standards.weights;
    let part = |name, weight, share| Part { name, weight, share };
    let parts = [
        part(PartName::Coverage, weights.coverage, inputs.coverage.and_then(Coverage::share)),
        part(PartName::Reconciliation, weights.reconciliation, agreement(inputs, standards)),
        part(PartName::Maturity, weights.maturity, inputs.maturity.and_then(Maturity::share)),
        part(PartName::Joins, weights.joins, joined(inputs)),
    ];
    let score = mean(parts.iter().filter_map(|part| Some((part.share?, i128::from(part.weight)))));
    let letter = score.map_or(Letter::D, |score| letter(score, standards.grade_percent));
    Grade { letter, score, parts }
}

fn letter(score: Ratio, [a, b, c]: [u32; 3]) -> Letter {
    let reaches = |percent: u32| Ratio::new(i128::from(percent), 100).is_some_and(|least| score >= least);
    match () {
        () if reaches(a) => Letter::A,
        () if reaches(b) => Letter::B,
        () if reaches(c) => Letter::C,
        () => Letter::D,
    }
}

/// The worst of what is known: sums that disagree with the dashboard are not healed by rates that agree.
fn agreement(inputs: &Inputs<'_>, standards: &Standards) -> Option<Ratio> {
    let typed = inputs.totals.iter().filter_map(|check| if check.difference() == Some(0) { Ratio::new(0, 1) } else { check.ratio() });
    let worst = typed.chain(inputs.reconciliation.ratio()).max()?;
    // 1 up to the tolerance t, falling evenly to 0 at 10 t: (10 t − r) ÷ 9 t.
    let tolerance = i128::from(standards.tolerance);
    let (most, limit) = (Ratio::new(TOLERANCES_TO_ZERO * tolerance, i128::from(MICROS_PER_UNIT))?, Ratio::new(tolerance, i128::from(MICROS_PER_UNIT))?);
    match worst {
        worst if worst <= limit => Ratio::new(1, 1),
        worst if worst >= most => Ratio::new(0, 1),
        worst => {
            let (r, d) = (worst.numerator(), worst.denominator());
            let over = (TOLERANCES_TO_ZERO * tolerance).checked_mul(d)?.checked_sub(i128::from(MICROS_PER_UNIT).checked_mul(r)?)?;
            Ratio::new(over, ((TOLERANCES_TO_ZERO - 1) * tolerance).checked_mul(d)?)
        }
    }
}

/// Mean over the joins with reports that list everything; weeks say nothing of products or creators.
fn joined(inputs: &Inputs<'_>) -> Option<Ratio> {
    let kind = |source: u32| inputs.files.iter().find(|file| file.source == source).map_or("", |file| file.kind.as_str());
    let complete = inputs.joins.iter().filter(|join| join.on != JoinKey::Week && COMPLETE_KINDS.contains(&kind(join.source)));
    mean(complete.filter_map(|join| Some((clamped(join.share()?), 1))))
}

/// Returns can bring a share of revenue below 0 or above 1.
fn clamped(share: Ratio) -> Ratio {
    let [zero, one] = [Ratio::new(0, 1), Ratio::new(1, 1)];
    let share = zero.map_or(share, |zero| share.max(zero));
    one.map_or(share, |one| share.min(one))
}

/// Weighted mean, each share first at twelve decimals: the common denominator of exact shares can outgrow any number.
fn mean(parts: impl Iterator<Item = (Ratio, i128)>) -> Option<Ratio> {
    let (mut sum, mut weights) = (0_i128, 0_i128);
    for (share, weight) in parts {
        let trillionths: i128 = share.to_places(12).replace('.', "").parse().ok()?;
        sum += trillionths * weight;
        weights += weight;
    }
    Ratio::new(sum, weights.checked_mul(1_000_000_000_000)?)
}
