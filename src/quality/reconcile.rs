//! Whether amounts agree (DQ-4): commission with revenue × rate, and sums with totals the user read off the dashboard.

use super::{DashboardTotal, Facts, Place};
use crate::ledger::{Fact, Measure, Supplied};
use crate::units::amount::MICROS_PER_UNIT;
use crate::units::rate::PARTS_PER_WHOLE;
use crate::units::{Rate, Ratio};

/// Rows that disagree listed one by one, the largest difference first; all are counted.
pub const OFFENDERS_LISTED_MAX: usize = 100;
/// A difference of a cent is rounding.
const ROUNDING_MICROS: i128 = 10_000;

/// Commission beside revenue × rate, over the rows that have all three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Rows with commission, revenue and rate, and all rows with commission.
    pub rows: u64,
    pub rows_with_commission: u64,
    /// Micros.
    pub commission: i128,
    /// Millionths of a micro.
    pub expected: i128,
    pub offenders: Vec<Offender>,
    pub offenders_total: u64,
    /// Whether the two agree within the tolerance; `None` where they cannot be compared.
    pub is_within: Option<bool>,
}

/// A row whose commission is not revenue × rate within the tolerance and a cent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offender {
    pub place: Place,
    pub creator: u32,
    pub asin: u32,
    pub revenue: i64,
    pub rate: Rate,
    pub commission: i64,
    /// Commission minus revenue × rate, in millionths of a micro.
    pub difference: i128,
}

impl Reconciliation {
    /// |commission − revenue × rate| ÷ commission; `None` where no row has all three, or their commission is zero.
    pub fn ratio(&self) -> Option<Ratio> {
        let commission = self.commission.checked_mul(i128::from(PARTS_PER_WHOLE))?;
        Ratio::new(commission.checked_sub(self.expected)?.checked_abs()?, commission.checked_abs()?).filter(|_| self.rows > 0)
    }
}

pub fn reconcile(facts: &Facts<'_>) -> Reconciliation {
    let mut all = Reconciliation::default();
    let needed = Supplied::NONE.with(Measure::Commission).with(Measure::Revenue);
    for (row, fact) in facts.counted().filter(|(_, fact)| fact.supplied.has(Measure::Commission)) {
        all.rows_with_commission += 1;
        let Some(rate) = fact.rate.filter(|_| fact.supplied.covers(needed)) else { continue };
        let (commission, revenue) = (value(&fact, Measure::Commission), value(&fact, Measure::Revenue));
        let expected = i128::from(revenue) * i128::from(rate.ppm());
        let difference = i128::from(commission) * i128::from(PARTS_PER_WHOLE) - expected;
        all.rows += 1;
        all.commission += i128::from(commission);
        all.expected += expected;
        let allowed = (i128::from(commission).abs() * i128::from(facts.standards.tolerance)).max(ROUNDING_MICROS * i128::from(PARTS_PER_WHOLE));
        if difference.abs() > allowed {
            all.offenders_total += 1;
            all.keep(Offender { place: facts.place(row), creator: fact.creator, asin: fact.asin, revenue, rate, commission, difference });
        }
    }
    all.sort(OFFENDERS_LISTED_MAX);
    let limit = Ratio::new(i128::from(facts.standards.tolerance), i128::from(MICROS_PER_UNIT));
    all.is_within = all.ratio().zip(limit).map(|(ratio, limit)| ratio <= limit);
    all
}

impl Reconciliation {
    /// Keeps the largest; sorted now and then, so that keeping costs little a row.
    fn keep(&mut self, offender: Offender) {
        self.offenders.push(offender);
        if self.offenders.len() >= 16 * OFFENDERS_LISTED_MAX {
            self.sort(OFFENDERS_LISTED_MAX);
        }
    }

    fn sort(&mut self, most: usize) {
        self.offenders.sort_by_key(|offender| std::cmp::Reverse(offender.difference.abs()));
        self.offenders.truncate(most);
    }
}

fn value(fact: &Fact, measure: Measure) -> i64 {
    fact.values.get(measure.index()).copied().unwrap_or(0)
}

/// A typed total beside what the files say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalCheck {
    pub typed: DashboardTotal,
    /// Micros or a count; `None` where no row supplies the measure, or no file has that name.
    pub ours: Option<i128>,
    pub is_within: bool,
}

impl TotalCheck {
    pub fn difference(&self) -> Option<i128> {
        self.ours.map(|ours| ours - i128::from(self.typed.total))
    }

    /// |ours − typed| ÷ |typed|; `None` without ours, or where a zero was typed.
    pub fn ratio(&self) -> Option<Ratio> {
        Ratio::new(self.difference()?.abs(), i128::from(self.typed.total).abs())
    }
}

/// Compares every typed total.
pub fn typed_totals(facts: &Facts<'_>) -> Vec<TotalCheck> {
    let limit = Ratio::new(i128::from(facts.standards.tolerance), i128::from(MICROS_PER_UNIT));
    let check = |typed: &DashboardTotal| {
        let ours = ours(facts, typed);
        let mut check = TotalCheck { typed: typed.clone(), ours, is_within: false };
        check.is_within = check.difference() == Some(0) || check.ratio().zip(limit).is_some_and(|(ratio, limit)| ratio <= limit);
        check
    };
    facts.standards.dashboard_totals.iter().map(check).collect()
}

/// What the files say: all rows that count, or all rows of the one file, also those a newer file stands for.
fn ours(facts: &Facts<'_>, typed: &DashboardTotal) -> Option<i128> {
    let is_inside = |fact: &Fact| typed.from.is_none_or(|from| fact.date >= from) && typed.to.is_none_or(|to| fact.date <= to);
    let mut sum = None;
    let mut add = |fact: &Fact| {
        if is_inside(fact) && fact.supplied.has(typed.measure) {
            *sum.get_or_insert(0) += i128::from(value(fact, typed.measure));
        }
    };
    match &typed.file {
        None => facts.counted().for_each(|(_, fact)| add(&fact)),
        Some(name) => {
            let sources: Vec<u32> = facts.files.iter().filter(|file| file.name == *name).map(|file| file.source).collect();
            for rows in facts.ledger.sources().iter().filter(|rows| sources.contains(&rows.source)) {
                facts.ledger.columns().facts(rows.rows.clone()).for_each(|(_, fact)| add(&fact));
            }
        }
    }
    sum
}
