//! The outcomes on their scale, in an order of their own, without what moves all units in a week.

use super::{Design, NoLift, Outcome, Scale, UNTREATED_MIN};
use crate::stats::float;
use crate::units::Ratio;
use std::collections::BTreeMap;

/// Half of the finest share that reports print (0.01 %).
const SHARE_MIN: f64 = 0.000_05;
const SWEEPS_MAX: usize = 500;
/// Largest change of a period effect at which the sweeps end.
const SETTLED: f64 = 1e-13;

/// A unit that takes part.
#[derive(Debug)]
struct Unit {
    name: String,
    /// Place among [`Panel::dates`]; `None` for the untreated.
    date: Option<usize>,
    series: Vec<Vec<Option<f64>>>,
}

/// Treated and untreated units with enough weeks, by name.
#[derive(Debug)]
pub struct Panel {
    units: Vec<Unit>,
    /// Weeks of activation, each once, in order.
    pub dates: Vec<usize>,
    pub weeks: usize,
    pub weeks_before: usize,
    pub weeks_after: usize,
    pub left_out: usize,
}

impl Panel {
    pub fn of(outcomes: &[Outcome], design: &Design) -> Result<Panel, NoLift> {
        let weeks = outcomes.iter().map(|outcome| outcome.weeks.len()).max().unwrap_or(0);
        let mut by_name: BTreeMap<&str, (Option<usize>, Vec<&Outcome>)> = BTreeMap::new();
        for outcome in outcomes {
            let (date, all) = by_name.entry(&outcome.unit).or_default();
            *date = [*date, outcome.activated].into_iter().flatten().min();
            all.push(outcome);
        }
        if by_name.values().all(|(date, _)| date.is_none()) {
            return Err(NoLift::NoTreated);
        }
        let mut panel = Panel {
            units: Vec::new(),
            dates: Vec::new(),
            weeks,
            weeks_before: design.weeks_before.max(1),
            weeks_after: design.weeks_after.max(1),
            left_out: 0,
        };
        let mut candidates: Vec<(Option<usize>, Unit)> = Vec::with_capacity(by_name.len());
        for (name, (date, all)) in by_name {
            let used = all.iter().filter(|outcome| date.is_none() || outcome.activated.is_some());
            let mut series: Vec<Vec<Option<f64>>> = used.map(|outcome| scaled(&outcome.weeks, weeks, design.scale)).collect();
            series.sort_by(|a, b| order(a, b));
            candidates.push((date, Unit { name: name.to_owned(), date: None, series }));
        }
        panel.choose(candidates)?;
        panel.remove_weeks();
        Ok(panel)
    }

    /// Keeps treated units with enough weeks around their date, and untreated ones with enough around every date that is kept.
    fn choose(&mut self, candidates: Vec<(Option<usize>, Unit)>) -> Result<(), NoLift> {
        let all = candidates.len();
        let enough = |unit: &Unit, date: usize| unit.series.iter().any(|series| self.difference_of(series, date, 0).is_some());
        let fits = |(date, unit): &(Option<usize>, Unit)| date.is_some_and(|date| enough(unit, date));
        let mut dates: Vec<usize> = candidates.iter().filter(|candidate| fits(candidate)).filter_map(|(date, _)| *date).collect();
        dates.sort_unstable();
        dates.dedup();
        if dates.is_empty() {
            let most = |unit: &Unit, date: usize| unit.series.iter().map(|series| counts(series, date)).max_by_key(least);
            let counts = candidates.iter().filter_map(|(date, unit)| most(unit, (*date)?));
            let (before, after) = counts.max_by_key(least).unwrap_or((0, 0));
            return Err(NoLift::TooFewWeeks { before, after });
        }
        let kept: Vec<bool> = candidates
            .iter()
            .map(|candidate| if candidate.0.is_some() { fits(candidate) } else { dates.iter().all(|date| enough(&candidate.1, *date)) })
            .collect();
        let untreated = candidates.iter().zip(&kept).filter(|((date, _), kept)| date.is_none() && **kept).count();
        if untreated < UNTREATED_MIN {
            return Err(NoLift::TooFewUntreated(untreated));
        }
        let place = |date: Option<usize>| dates.binary_search(&date?).ok();
        let units: Vec<Unit> = candidates.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|((date, unit), _)| Unit { date: place(date), ..unit }).collect();
        self.left_out = all - units.len();
        (self.units, self.dates) = (units, dates);
        Ok(())
    }

    /// Takes from every outcome what is common to its week, all units and weeks taken into account (least squares on unit and week
    /// effects, by alternating means). In a panel without gaps this cancels from every comparison; with gaps it keeps a missing week from
    /// standing for a change. The activations are not told apart, so that a permutation of them changes nothing here.
    fn remove_weeks(&mut self) {
        let mut effects = vec![0.0; self.weeks];
        for _ in 0..SWEEPS_MAX {
            let mut sums = vec![(0.0, 0.0); self.weeks];
            for series in self.units.iter().flat_map(|unit| &unit.series) {
                let present = || series.iter().zip(&effects).enumerate().filter_map(|(week, (value, effect))| Some((week, (*value)?, effect)));
                let (sum, count) = present().fold((0.0, 0.0), |(sum, count), (_, value, effect)| (sum + value - effect, count + 1.0));
                present().for_each(|(week, value, _)| {
                    sums[week].0 += value - sum / count;
                    sums[week].1 += 1.0;
                });
            }
            let mut most = 0.0_f64;
            for (effect, (sum, count)) in effects.iter_mut().zip(sums).filter(|(_, (_, count))| *count > 0.0) {
                most = most.max((sum / count - *effect).abs());
                *effect = sum / count;
            }
            if most < SETTLED {
                break;
            }
        }
        for series in self.units.iter_mut().flat_map(|unit| &mut unit.series) {
            series.iter_mut().zip(&effects).for_each(|(value, effect)| *value = value.map(|value| value - effect));
        }
    }

    /// Mean from `date` on less the mean before, with the calendar turned by `turn` weeks; `None` with too few weeks on a side.
    fn difference_of(&self, series: &[Option<f64>], date: usize, turn: usize) -> Option<f64> {
        let (mut before, mut after) = ((0.0, 0), (0.0, 0));
        for week in 0..series.len() {
            let place = week + turn;
            if let Some(value) = series[if place < series.len() { place } else { place - series.len() }] {
                let side = if week < date { &mut before } else { &mut after };
                *side = (side.0 + value, side.1 + 1);
            }
        }
        (before.1 >= self.weeks_before && after.1 >= self.weeks_after).then(|| after.0 / after.1 as f64 - before.0 / before.1 as f64)
    }

    /// The same for a unit: the mean over its series.
    pub fn difference(&self, unit: usize, date: usize, turn: usize) -> Option<f64> {
        average(self.units[unit].series.iter().filter_map(|series| self.difference_of(series, date, turn)))
    }

    /// A unit's outcome in a week less its mean before `date`.
    pub fn gap(&self, unit: usize, date: usize, week: usize) -> Option<f64> {
        average(self.units[unit].series.iter().filter_map(|series| {
            let before = average(series.iter().take(date).filter_map(|value| *value))?;
            Some((*series.get(week)?)? - before)
        }))
    }

    /// For every unit the place of its date, 0 for the untreated, counted from 1.
    pub fn labels(&self) -> Vec<usize> {
        self.units.iter().map(|unit| unit.date.map_or(0, |date| date + 1)).collect()
    }

    pub fn name(&self, unit: usize) -> &str {
        &self.units[unit].name
    }

    /// Week of a treated unit's activation.
    pub fn date_of(&self, unit: usize) -> usize {
        self.units[unit].date.map_or(self.weeks, |date| self.dates[date])
    }

    pub fn untreated(&self) -> usize {
        self.units.iter().filter(|unit| unit.date.is_none()).count()
    }

    /// Every series with the date around which its unit is looked at: its own, for the untreated the first there is.
    pub fn dated_series(&self) -> impl Iterator<Item = (&Vec<Option<f64>>, usize)> {
        self.units.iter().flat_map(|unit| unit.series.iter().map(|series| (series, self.dates[unit.date.unwrap_or(0)])))
    }
}

fn average(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn scaled(weeks: &[Option<Ratio>], length: usize, scale: Scale) -> Vec<Option<f64>> {
    let one = |value: &Ratio| match scale {
        Scale::LogRank => value.is_positive().then(|| -libm::log(float(value))),
        Scale::LogitShare => {
            let share = float(value).clamp(SHARE_MIN, 1.0 - SHARE_MIN);
            Some(libm::log(share / (1.0 - share)))
        }
    };
    let values = weeks.iter().map(|value| value.as_ref().and_then(one));
    values.chain(std::iter::repeat(None)).take(length).collect()
}

/// Any order that depends on the values alone.
fn order(a: &[Option<f64>], b: &[Option<f64>]) -> std::cmp::Ordering {
    let bits = |value: &Option<f64>| value.map(f64::to_bits);
    a.iter().map(bits).cmp(b.iter().map(bits))
}

/// Weeks with an outcome before a date, and from it on.
fn counts(series: &[Option<f64>], date: usize) -> (usize, usize) {
    let before = series.iter().take(date).flatten().count();
    (before, series.iter().flatten().count() - before)
}

fn least(counts: &(usize, usize)) -> (usize, usize) {
    (counts.0.min(counts.1), counts.0 + counts.1)
}
