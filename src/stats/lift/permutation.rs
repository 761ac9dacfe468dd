//! How often chance alone shows so much: the activations are given to other units, each unit keeping all its weeks in their order, and
//! the contrast is computed anew in standard errors (Chung and Romano, Annals of Statistics 41, 2013: so that units as restless as they
//! like do not pass for an effect). Where units are too few for that, the calendar of all is turned as well, by any number of weeks: moving
//! block permutations (Chernozhukov, Wüthrich and Zhu, Journal of the American Statistical Association 116, 2021).

use super::contrast::Contrast;
use super::panel::Panel;
use super::{NoLift, Progress};
use crate::stats::random::Generator;

const SEED: u64 = 0x6C69_6674;
/// With fewer assignments of dates to units no p-value could be small.
const ASSIGNMENTS_MIN: usize = 100;
/// Permutations between two reports of progress.
const REPORT_EVERY: usize = 50;
/// What differs by less is the same: sums in another order.
const TIE: f64 = 1e-9;

pub struct Test {
    pub p: f64,
    pub permutations: usize,
    pub exhaustive: bool,
}

/// All permutations where there are at most `draws`; else as many drawn ones, what was seen counted as one more (Phipson and Smyth,
/// Statistical Applications in Genetics and Molecular Biology 9, 2010: a p-value is never zero).
pub fn test(panel: &Panel, own: &Contrast, draws: usize, progress: &mut Progress) -> Result<Test, NoLift> {
    let seen = own.errors().abs();
    let as_far = |contrast: Option<Contrast>| contrast.map_or(1, |contrast| usize::from(contrast.errors().abs() >= seen * (1.0 - TIE)));
    let mut labels = panel.labels();
    let assignments = assignments(&labels, draws.max(ASSIGNMENTS_MIN));
    match assignments {
        Some(count) => {
            let turns = if count < ASSIGNMENTS_MIN { panel.weeks } else { 1 };
            let (mut far, total) = (0, count * turns);
            for turn in 0..turns {
                let differences = panel.differences(turn);
                labels.sort_unstable();
                for done in 0..count {
                    if done % REPORT_EVERY == 0 && !progress(turn * count + done, total) {
                        return Err(NoLift::Cancelled);
                    }
                    far += as_far(differences.contrast(&labels));
                    next_order(&mut labels);
                }
            }
            Ok(Test { p: far as f64 / total as f64, permutations: total, exhaustive: true })
        }
        None => {
            let (mut generator, differences, mut far) = (Generator::seeded(SEED), panel.differences(0), 0);
            for done in 0..draws {
                if done % REPORT_EVERY == 0 && !progress(done, draws) {
                    return Err(NoLift::Cancelled);
                }
                generator.shuffle(&mut labels);
                far += as_far(differences.contrast(&labels));
            }
            Ok(Test { p: (far + 1) as f64 / (draws + 1) as f64, permutations: draws, exhaustive: false })
        }
    }
}

/// In how many ways the labels can be given to the units; `None` beyond `most`.
fn assignments(labels: &[usize], most: usize) -> Option<usize> {
    let mut sorted = labels.to_vec();
    sorted.sort_unstable();
    let (mut ways, mut placed) = (1_usize, 0);
    for group in sorted.chunk_by(|a, b| a == b) {
        // Binomial coefficients, each step a whole number.
        for member in 1..=group.len() {
            placed += 1;
            ways = ways.checked_mul(placed)? / member;
        }
        // A later group only multiplies.
        if ways > most {
            return None;
        }
    }
    Some(ways)
}

/// The next order of the labels as in a dictionary; after the last comes the first.
fn next_order(labels: &mut [usize]) {
    let Some(rise) = labels.windows(2).rposition(|pair| pair[0] < pair[1]) else {
        labels.sort_unstable();
        return;
    };
    let other = labels.iter().rposition(|label| *label > labels[rise]).unwrap_or(rise);
    labels.swap(rise, other);
    labels[rise + 1..].reverse();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_assignment_comes_once() {
        // 6! ÷ (3! × 2! × 1!) = 60
        let start = vec![0, 0, 0, 1, 1, 2];
        assert_eq!(assignments(&[1, 0, 2, 0, 1, 0], 60), Some(60));
        assert_eq!(assignments(&start, 59), None);
        let (mut labels, mut met) = (start.clone(), std::collections::BTreeSet::new());
        for _ in 0..60 {
            assert!(met.insert(labels.clone()));
            next_order(&mut labels);
        }
        assert_eq!(labels, start);
        assert_eq!(assignments(&[1; 200].iter().chain(&[0; 200]).copied().collect::<Vec<_>>(), 1_000), None);
    }
}
