//! What units without an activation would have shown: had they been activated at the same dates, or at others.

use super::panel::Panel;
use super::{NoLift, Progress};
use crate::stats::nine_decimals;
use crate::stats::quantile::{quantile, sorted};
use crate::stats::random::Generator;
use crate::units::Ratio;

/// Groups of untreated units that make the band of a path.
pub const GROUPS: usize = 200;
/// More placebos fill a drawing without telling more; dates are then thinned out evenly.
const PLACEBOS_MAX: usize = 2_000;
const SEED: u64 = 0x706C_6163;
/// Groups between two reports of progress.
const REPORT_EVERY: usize = 20;

/// The effect that an untreated unit would show against the other untreated ones, nine decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placebo {
    pub unit: String,
    /// First week of the activation that never was.
    pub week: usize,
    /// A treated unit was activated in that week.
    pub same_date: bool,
    pub effect: Ratio,
}

/// A week around the activation: how far the treated units are from the untreated, both less their level before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekGap {
    /// Weeks since the activation; below zero before it.
    pub offset: i64,
    /// Mean over the treated units with an outcome, nine decimals.
    pub gap: Ratio,
    /// Between them are 90 % of the groups of untreated units, as many in a group as are treated (or can be spared), at the same dates.
    pub low: Ratio,
    pub high: Ratio,
    pub units: usize,
}

/// Placebos of all untreated units, by name and week: at the dates of the activations and at all others with enough weeks around.
pub fn cloud(panel: &Panel) -> Option<Vec<Placebo>> {
    let units: Vec<usize> = untreated(panel);
    let possible = panel.weeks_before..(panel.weeks + 1).saturating_sub(panel.weeks_after);
    let step = (possible.len() * units.len() / PLACEBOS_MAX + 1).max(1);
    let mut weeks: Vec<usize> = possible.step_by(step).chain(panel.dates.iter().copied()).collect();
    weeks.sort_unstable();
    weeks.dedup();
    let mut placebos = Vec::with_capacity(units.len() * weeks.len());
    for week in weeks {
        let differences: Vec<(usize, f64)> = units.iter().filter_map(|unit| Some((*unit, panel.difference(*unit, week, 0)?))).collect();
        let total: f64 = differences.iter().map(|(_, difference)| difference).sum();
        let others = differences.len() as f64 - 1.0;
        for (unit, difference) in differences.iter().filter(|_| others > 0.0) {
            let effect = nine_decimals(difference - (total - difference) / others)?;
            placebos.push(Placebo { unit: panel.name(*unit).to_owned(), week, same_date: panel.dates.contains(&week), effect });
        }
    }
    placebos.sort_by(|a, b| (&a.unit, a.week).cmp(&(&b.unit, b.week)));
    Some(placebos)
}

fn untreated(panel: &Panel) -> Vec<usize> {
    panel.labels().iter().enumerate().filter(|(_, label)| **label == 0).map(|(unit, _)| unit).collect()
}

/// The path of the treated units with the band of placebos.
pub fn path(panel: &Panel, groups: usize, progress: &mut Progress) -> Result<Vec<WeekGap>, NoLift> {
    let gaps = Gaps::of(panel);
    let (labels, spare) = (panel.labels(), untreated(panel));
    let own: Vec<(usize, usize)> = labels.iter().enumerate().filter(|(_, label)| **label > 0).map(|(unit, label)| (unit, label - 1)).collect();
    let seen = gaps.path(&own, &spare);
    let size = own.len().min(spare.len() - 2);
    let (mut generator, mut bands) = (Generator::seeded(SEED), vec![Vec::with_capacity(groups); seen.len()]);
    for done in 0..groups {
        if done % REPORT_EVERY == 0 && !progress(done, groups) {
            return Err(NoLift::Cancelled);
        }
        let (mut order, mut slots) = (spare.clone(), own.clone());
        generator.shuffle(&mut order);
        generator.shuffle(&mut slots);
        let (chosen, others) = order.split_at(size);
        let group: Vec<(usize, usize)> = chosen.iter().zip(&slots).map(|(unit, (_, date))| (*unit, *date)).collect();
        for (band, (gap, _)) in bands.iter_mut().zip(gaps.path(&group, others)) {
            band.extend(gap);
        }
    }
    let mut path = Vec::with_capacity(seen.len());
    for (place, ((gap, units), band)) in seen.into_iter().zip(bands).enumerate() {
        let (Some(gap), band) = (gap, sorted(band)) else { continue };
        let (low, high) = (quantile(&band, 0.05).unwrap_or(gap), quantile(&band, 0.95).unwrap_or(gap));
        let exact = |value: f64| nine_decimals(value).ok_or(NoLift::NotFinite);
        path.push(WeekGap { offset: gaps.offset(place), gap: exact(gap)?, low: exact(low)?, high: exact(high)?, units });
    }
    Ok(path)
}

/// Distance of every unit from its level before every date, week by week.
struct Gaps<'a> {
    panel: &'a Panel,
    /// By unit, place of the date, and week.
    values: Vec<Vec<Vec<Option<f64>>>>,
}

impl Gaps<'_> {
    fn of(panel: &Panel) -> Gaps<'_> {
        let of = |unit: usize, date: usize| (0..panel.weeks).map(|week| panel.gap(unit, date, week)).collect();
        let values = (0..panel.labels().len()).map(|unit| panel.dates.iter().map(|date| of(unit, *date)).collect()).collect();
        Gaps { panel, values }
    }

    fn last_date(&self) -> usize {
        self.panel.dates.last().copied().unwrap_or(0)
    }

    /// Weeks since the activation at a place of a path: the first place is the first week as seen from the last date.
    fn offset(&self, place: usize) -> i64 {
        place as i64 - self.last_date() as i64
    }

    /// For every offset the mean gap of units at places of dates against others, and how many units it is made of.
    fn path(&self, treated: &[(usize, usize)], others: &[usize]) -> Vec<(Option<f64>, usize)> {
        let (last, dates) = (self.last_date(), &self.panel.dates);
        let levels: Vec<Vec<Option<f64>>> = (0..dates.len())
            .map(|date| {
                let used = treated.iter().any(|(_, own)| *own == date);
                (0..self.panel.weeks).map(|week| if used { average(others.iter().filter_map(|unit| self.values[*unit][date][week])).0 } else { None }).collect()
            })
            .collect();
        let length = self.panel.weeks + last - dates.first().copied().unwrap_or(0);
        (0..length)
            .map(|place| {
                average(treated.iter().filter_map(|(unit, date)| {
                    let week = (place + dates[*date]).checked_sub(last).filter(|week| *week < self.panel.weeks)?;
                    Some(self.values[*unit][*date][week]? - levels[*date][week]?)
                }))
            })
            .collect()
    }
}

fn average(values: impl Iterator<Item = f64>) -> (Option<f64>, usize) {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    ((count > 0).then(|| sum / count as f64), count)
}
