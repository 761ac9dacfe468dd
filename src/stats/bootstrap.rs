//! How far a total would scatter had other creators, or other weeks, come along: the percentile bootstrap (Efron and Tibshirani, An
//! Introduction to the Bootstrap, 1993, chapter 13). Several actions share the same draws, so that the spread of their total knows that
//! the same creators stand behind them.

use super::quantile::{quantile, sorted};
use super::random::Generator;
use super::{Progress, float, nine_decimals};
use crate::units::Ratio;

/// Draws that put percentiles where more would hardly move them.
pub const DRAWS: usize = 1_000;
const SEED: u64 = 0x626F_6F74;
/// Draws between two reports of progress.
const REPORT_EVERY: usize = 50;

/// What is drawn again.
#[derive(Clone, Copy, Debug)]
pub enum Resampled<'a> {
    /// Units, as creators, that are independent of each other, by name: their order does not matter.
    Units(&'a [String]),
    /// Stretches of so many weeks, which keep what binds neighbouring weeks; the end continues with the beginning (Politis and Romano, A
    /// Circular Block-Resampling Procedure for Stationary Data, in Exploring the Limits of Bootstrap, 1992).
    Blocks(usize),
}

/// What is computed from the units or weeks drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    Sum,
    Mean,
    /// Sum of the values over the sum of the bases.
    Ratio,
}

/// A number per unit or week, in the same order for all actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    pub statistic: Statistic,
    pub values: Vec<Ratio>,
    /// For [`Statistic::Ratio`] as many as values; else empty.
    pub bases: Vec<Ratio>,
}

/// The statistic as it is, and below what it would be in 5, 10, 50, 90 and 95 % of the draws (definition 7 of quantiles); nine decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    pub seen: Ratio,
    pub p5: Ratio,
    pub p10: Ratio,
    pub p50: Ratio,
    pub p90: Ratio,
    pub p95: Ratio,
}

/// Each action's spread, and that of the sum of all in each draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spreads {
    pub actions: Vec<Spread>,
    pub total: Spread,
    /// Draws that count: one in which a ratio has no base counts for none.
    pub draws: usize,
}

/// Why there are no spreads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSpread {
    /// The progress callback asked to stop.
    Cancelled,
    /// No action, or fewer than two units or weeks.
    TooFew,
    /// Actions, bases or names of unequal length.
    LengthsDiffer,
    /// No base at all, or numbers beyond any amount.
    NotFinite,
}

/// Draws as many units or weeks as there are, with replacement, `draws` times, and computes all actions from each draw.
pub fn bootstrap(actions: &[Action], resampled: Resampled, draws: usize, progress: &mut Progress) -> Result<Spreads, NoSpread> {
    let count = actions.first().map_or(0, |action| action.values.len());
    if count < 2 {
        return Err(NoSpread::TooFew);
    }
    let fits = |action: &Action| action.values.len() == count && action.bases.len() == if action.statistic == Statistic::Ratio { count } else { 0 };
    if !actions.iter().all(fits) || matches!(resampled, Resampled::Units(names) if names.len() != count) {
        return Err(NoSpread::LengthsDiffer);
    }
    let order = match resampled {
        Resampled::Units(names) => by_name(names, actions),
        Resampled::Blocks(_) => (0..count).collect(),
    };
    let ordered: Vec<Numbers> = actions.iter().map(|action| Numbers::of(action, &order)).collect();
    let all: Vec<usize> = (0..count).collect();
    let mut seen: Vec<f64> = ordered.iter().map(|numbers| numbers.over(&all)).collect();
    seen.push(seen.iter().sum());
    let mut generator = Generator::seeded(SEED);
    let mut indices = all;
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(draws); actions.len() + 1];
    for done in 0..draws {
        if done % REPORT_EVERY == 0 && !progress(done, draws) {
            return Err(NoSpread::Cancelled);
        }
        match resampled {
            Resampled::Units(_) => generator.resample(count, &mut indices),
            Resampled::Blocks(length) => blocks(&mut generator, length.clamp(1, count), &mut indices),
        }
        let mut values: Vec<f64> = ordered.iter().map(|numbers| numbers.over(&indices)).collect();
        values.push(values.iter().sum());
        if values.iter().all(|value| value.is_finite()) {
            drawn.iter_mut().zip(values).for_each(|(drawn, value)| drawn.push(value));
        }
    }
    let counted = drawn.last().map_or(0, Vec::len);
    let mut spreads: Vec<Spread> = seen.into_iter().zip(drawn).map(|(seen, drawn)| spread(seen, drawn)).collect::<Option<_>>().ok_or(NoSpread::NotFinite)?;
    let total = spreads.pop().ok_or(NoSpread::TooFew)?;
    Ok(Spreads { actions: spreads, total, draws: counted })
}

/// Places of the units by name; by what they bring where names are equal.
fn by_name(names: &[String], actions: &[Action]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    let brings = |unit: usize| actions.iter().map(move |action| (action.values[unit], action.bases.get(unit)));
    order.sort_by(|a, b| names[*a].cmp(&names[*b]).then_with(|| brings(*a).cmp(brings(*b))));
    order
}

/// Fills the indices with blocks of weeks, each from a week drawn by chance on, round the end.
fn blocks(generator: &mut Generator, length: usize, indices: &mut [usize]) {
    let count = indices.len();
    for block in indices.chunks_mut(length) {
        let start = generator.below(count);
        block.iter_mut().enumerate().for_each(|(step, index)| *index = (start + step) % count);
    }
}

struct Numbers {
    statistic: Statistic,
    values: Vec<f64>,
    bases: Vec<f64>,
}

impl Numbers {
    fn of(action: &Action, order: &[usize]) -> Numbers {
        let ordered = |values: &[Ratio]| order.iter().filter_map(|index| values.get(*index)).map(float).collect();
        Numbers { statistic: action.statistic, values: ordered(&action.values), bases: ordered(&action.bases) }
    }

    fn over(&self, indices: &[usize]) -> f64 {
        let sum = |values: &[f64]| indices.iter().map(|index| values[*index]).sum::<f64>();
        match self.statistic {
            Statistic::Sum => sum(&self.values),
            Statistic::Mean => sum(&self.values) / indices.len() as f64,
            Statistic::Ratio => sum(&self.values) / sum(&self.bases),
        }
    }
}

fn spread(seen: f64, drawn: Vec<f64>) -> Option<Spread> {
    let drawn = sorted(drawn);
    let at = |part: f64| quantile(&drawn, part).and_then(nine_decimals);
    Some(Spread { seen: nine_decimals(seen)?, p5: at(0.05)?, p10: at(0.1)?, p50: at(0.5)?, p90: at(0.9)?, p95: at(0.95)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(values: &[i128]) -> Vec<Ratio> {
        values.iter().map(|value| Ratio::whole(*value)).collect()
    }

    fn action(statistic: Statistic, values: &[i128], bases: &[i128]) -> Action {
        Action { statistic, values: whole(values), bases: whole(bases) }
    }

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|unit| format!("creator {unit}")).collect()
    }

    fn always(_: usize, _: usize) -> bool {
        true
    }

    #[test]
    fn percentiles_are_those_of_all_27_draws_of_three() {
        // Sums of three draws from 1, 10 and 100, all 27 as likely: 3 1×, 12 3×, 21 3×, 30 1×, 102 3×, 111 6×, 120 3×, 201 3×, 210 3×, 300 1×.
        // Below 5 % lies 3 up to 3.7 %, then 12; the median is 111; 90 % falls on 210 (23/27 = 85.2 % to 26/27 = 96.3 %), 95 % too.
        let sum = action(Statistic::Sum, &[1, 10, 100], &[]);
        let spreads = bootstrap(&[sum], Resampled::Units(&names(3)), DRAWS, &mut always).expect("enough");
        let spread = spreads.actions[0];
        assert_eq!([spread.seen, spread.p5, spread.p10, spread.p50, spread.p90, spread.p95], [111, 12, 12, 111, 210, 210].map(Ratio::whole));
        assert_eq!((spreads.total, spreads.draws), (spread, 1_000));
    }

    #[test]
    fn actions_share_their_draws() {
        // What one brings the other takes away: their total never moves, though each of them does.
        let (bring, take) = (action(Statistic::Sum, &[3, 14, 15, 92, 65], &[]), action(Statistic::Sum, &[-3, -14, -15, -92, -65], &[]));
        let spreads = bootstrap(&[bring.clone(), take], Resampled::Units(&names(5)), DRAWS, &mut always).expect("enough");
        assert_eq!((spreads.total.p5, spreads.total.p95), (Ratio::whole(0), Ratio::whole(0)));
        assert!(spreads.actions[0].p5 < spreads.actions[0].p95);
        // The same twice scatters twice as far.
        let spreads = bootstrap(&[bring.clone(), bring], Resampled::Units(&names(5)), DRAWS, &mut always).expect("enough");
        assert_eq!(spreads.actions[0].p90.times(&Ratio::whole(2)), Some(spreads.total.p90));
    }

    #[test]
    fn the_order_of_the_units_changes_nothing_and_that_of_the_weeks_does() {
        let (values, bases) = ([3, 14, 15, 92, 65, 35], [10, 40, 50, 90, 80, 60]);
        let forward = [action(Statistic::Ratio, &values, &bases), action(Statistic::Mean, &values, &[])];
        let turned = |values: &[i128]| values.iter().rev().copied().collect::<Vec<_>>();
        let backward = [action(Statistic::Ratio, &turned(&values), &turned(&bases)), action(Statistic::Mean, &turned(&values), &[])];
        let (some, other): (Vec<String>, Vec<String>) = (names(6), names(6).into_iter().rev().collect());
        let expected = bootstrap(&forward, Resampled::Units(&some), 200, &mut always);
        assert_eq!(bootstrap(&backward, Resampled::Units(&other), 200, &mut always), expected);
        assert_ne!(bootstrap(&backward, Resampled::Units(&some), 200, &mut always), expected);
    }

    #[test]
    fn blocks_keep_neighbouring_weeks_together() {
        // Weeks turn round: a block of two always has one of each, so that the mean of whole blocks never moves.
        let weeks = action(Statistic::Mean, &[0, 10, 0, 10, 0, 10, 0, 10], &[]);
        let spread = |length| bootstrap(std::slice::from_ref(&weeks), Resampled::Blocks(length), DRAWS, &mut always).expect("enough").total;
        assert_eq!((spread(2).p5, spread(2).p95), (Ratio::whole(5), Ratio::whole(5)));
        assert!(spread(1).p5 < spread(1).p95);
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let one = |action: Action, names: &[String]| bootstrap(&[action], Resampled::Units(names), 100, &mut always);
        assert_eq!(one(action(Statistic::Sum, &[1], &[]), &names(1)), Err(NoSpread::TooFew));
        assert_eq!(one(action(Statistic::Sum, &[1, 2], &[]), &names(3)), Err(NoSpread::LengthsDiffer));
        assert_eq!(one(action(Statistic::Ratio, &[1, 2], &[1]), &names(2)), Err(NoSpread::LengthsDiffer));
        assert_eq!(one(action(Statistic::Ratio, &[1, 2], &[0, 0]), &names(2)), Err(NoSpread::NotFinite));
        // A quarter of the draws has no base and counts for none.
        let some = one(action(Statistic::Ratio, &[1, 2], &[0, 4]), &names(2)).expect("some have a base");
        assert!((60..90).contains(&some.draws), "{}", some.draws);
        let mut calls = 0;
        let stopped = bootstrap(&[action(Statistic::Sum, &[1, 2], &[])], Resampled::Blocks(1), DRAWS, &mut |done, total| {
            calls += 1;
            (done, total) != (450, 1_000)
        });
        assert_eq!((stopped, calls), (Err(NoSpread::Cancelled), 10));
    }
}
