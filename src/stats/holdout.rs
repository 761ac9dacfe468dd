//! Which units to switch off next, so that a comparison with those left on shows what the programme brings. Units are paired with those most
//! like them in level and trend (matched pairs: Imai, King and Nall, The Essential Role of Pair Matching in Cluster-Randomized Experiments,
//! Statistical Science 24, 2009), and what a stretch without the programme could show is measured on history, where nothing was
//! switched off: how far the units of a pair came apart over stretches as long.

use super::distribution::{BEYOND, detectable_errors, t_above, t_quantile};
use super::{float, mean, nine_decimals, squares};
use crate::units::Ratio;

/// What will be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    /// Weeks before the switch that serve as level.
    pub weeks_before: usize,
    /// Weeks switched off.
    pub weeks_off: usize,
    /// Loss to be found, as a part of a unit's level.
    pub loss: Ratio,
}

/// Eight weeks before, four off, a loss of a fifth.
impl Default for Design {
    fn default() -> Design {
        Design { weeks_before: 8, weeks_off: 4, loss: Ratio::millionths(200_000) }
    }
}

/// A unit's weekly outcome, zero or more; `None` where nothing was reported. Each unit comes once; all share one calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub unit: String,
    pub weeks: Vec<Option<Ratio>>,
}

/// Two units alike, one to be switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub off: String,
    pub on: String,
}

/// What the first so many pairs can show; nine decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    pub pairs: usize,
    /// Smallest loss that is found in 80 % of the cases by a two-sided test at 10 %, as a part of a unit's level.
    pub detectable: Ratio,
    /// Chance of finding the loss of the design.
    pub power: Ratio,
}

/// The plan: pairs from the most alike to the least, and what the first two, three, … of them can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdout {
    pub pairs: Vec<Pair>,
    pub reaches: Vec<Reach>,
    /// Units with too few weeks, without any outcome, or without a partner.
    pub left_out: usize,
}

/// Why there is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoHoldout {
    /// Units with enough weeks, fewer than four: two pairs.
    TooFewUnits(usize),
    /// Numbers beyond any amount.
    NotFinite,
}

impl Holdout {
    /// Fewest pairs that find the loss of the design in 80 % of the cases.
    pub fn enough(&self) -> Option<&Reach> {
        self.reaches.iter().find(|reach| reach.power >= Ratio::millionths(800_000))
    }
}

/// The order of the candidates changes nothing. A unit's weeks are measured in parts of its own level, so that large units do not
/// drown small ones.
pub fn holdout(candidates: &[Candidate], design: &Design) -> Result<Holdout, NoHoldout> {
    let mut units: Vec<Unit> = candidates.iter().filter_map(|candidate| Unit::of(candidate, design)).collect();
    if units.len() < 4 {
        return Err(NoHoldout::TooFewUnits(units.len()));
    }
    units.sort_by(|a, b| a.name.cmp(b.name));
    standardise(&mut units);
    let pairs = sides(&units, pairs(&units));
    let exact = |value: f64| nine_decimals(value).ok_or(NoHoldout::NotFinite);
    let loss = float(&design.loss).abs();
    let (mut reaches, mut total, mut stretches) = (Vec::new(), 0.0, 0.0);
    for (place, (off, on)) in pairs.iter().enumerate() {
        let apart = apart(&units[*off], &units[*on], design);
        total += apart.iter().map(|distance| distance * distance).sum::<f64>();
        stretches += apart.len() as f64;
        let (count, freedom) = (place as f64 + 1.0, place as f64);
        let error = (total / stretches / count).sqrt();
        if let (true, Some(errors), Some(critical)) = (place > 0, detectable_errors(freedom), t_quantile(BEYOND, freedom)) {
            let power = if error > 0.0 { t_above(critical - loss / error, freedom).unwrap_or(0.0) } else { 1.0 };
            reaches.push(Reach { pairs: place + 1, detectable: exact(errors * error)?, power: exact(power)? });
        }
    }
    let named = pairs.iter().map(|(off, on)| Pair { off: units[*off].name.to_owned(), on: units[*on].name.to_owned() }).collect();
    Ok(Holdout { left_out: candidates.len() - 2 * pairs.len(), pairs: named, reaches })
}

struct Unit<'a> {
    name: &'a str,
    /// In parts of the unit's mean.
    weeks: Vec<Option<f64>>,
    /// Logarithm of the mean, and slope of the parts a week; later both in standard deviations over the units.
    level: f64,
    trend: f64,
}

impl Unit<'_> {
    /// `None` for a unit in which no stretch of the design fits, without any outcome, or with one below zero.
    fn of<'a>(candidate: &'a Candidate, design: &Design) -> Option<Unit<'a>> {
        let present: Vec<(f64, f64)> = candidate.weeks.iter().enumerate().filter_map(|(week, value)| Some((week as f64, float(value.as_ref()?)))).collect();
        let level = mean(&present.iter().map(|(_, value)| *value).collect::<Vec<_>>());
        if present.iter().any(|(_, value)| *value < 0.0) || level.is_nan() || level <= 0.0 {
            return None;
        }
        let weeks = candidate.weeks.iter().map(|value| value.as_ref().map(|value| float(value) / level)).collect();
        let middle = mean(&present.iter().map(|(week, _)| *week).collect::<Vec<_>>());
        let (up, across) = present
            .iter()
            .fold((0.0, 0.0), |(up, across), (week, value)| (up + (week - middle) * (value / level - 1.0), across + (week - middle) * (week - middle)));
        let unit = Unit { name: &candidate.unit, weeks, level: libm::log(level), trend: if across > 0.0 { up / across } else { 0.0 } };
        (!apart(&unit, &unit, design).is_empty()).then_some(unit)
    }
}

fn standardise(units: &mut [Unit]) {
    let scale = |values: Vec<f64>| (mean(&values), (squares(&values) / (values.len() as f64 - 1.0)).sqrt());
    let (level, level_spread) = scale(units.iter().map(|unit| unit.level).collect());
    let (trend, trend_spread) = scale(units.iter().map(|unit| unit.trend).collect());
    for unit in units {
        unit.level = if level_spread > 0.0 { (unit.level - level) / level_spread } else { 0.0 };
        unit.trend = if trend_spread > 0.0 { (unit.trend - trend) / trend_spread } else { 0.0 };
    }
}

/// The closest two units first, then the closest of the rest; by name where distances are equal.
fn pairs(units: &[Unit]) -> Vec<(usize, usize)> {
    let mut all = Vec::with_capacity(units.len() * units.len() / 2);
    for (second, b) in units.iter().enumerate() {
        for (first, a) in units.iter().enumerate().take(second) {
            all.push(((a.level - b.level).powi(2) + (a.trend - b.trend).powi(2), first, second));
        }
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = vec![false; units.len()];
    let mut pairs = Vec::with_capacity(units.len() / 2);
    for (_, first, second) in all {
        if !taken[first] && !taken[second] {
            (taken[first], taken[second]) = (true, true);
            pairs.push((first, second));
        }
    }
    pairs
}

/// In each pair the unit is switched off that keeps both sides of all pairs so far closest in level and trend.
fn sides(units: &[Unit], pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut sums = (0.0, 0.0);
    let turn = |(first, second): (usize, usize)| {
        let gap = |off: usize, on: usize| (sums.0 + units[off].level - units[on].level, sums.1 + units[off].trend - units[on].trend);
        let (kept, turned) = (gap(first, second), gap(second, first));
        let far = |gap: (f64, f64)| gap.0 * gap.0 + gap.1 * gap.1;
        let (pair, gap) = if far(turned) < far(kept) { ((second, first), turned) } else { ((first, second), kept) };
        sums = gap;
        pair
    };
    pairs.into_iter().map(turn).collect()
}

/// For every stretch of history: how much more the first unit changed from the weeks before to the weeks of the stretch than the second.
fn apart(first: &Unit, second: &Unit, design: &Design) -> Vec<f64> {
    let (before, off) = (design.weeks_before.max(1), design.weeks_off.max(1));
    let weeks = first.weeks.len().min(second.weeks.len());
    let level = |unit: &Unit, from: usize, to: usize| unit.weeks[from..to].iter().copied().collect::<Option<Vec<f64>>>().map(|weeks| mean(&weeks));
    let change = |unit: &Unit, start: usize| Some(level(unit, start, start + off)? - level(unit, start - before, start)?);
    (before..(weeks + 1).saturating_sub(off)).filter_map(|start| Some(change(first, start)? - change(second, start)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Generator;

    /// The history of tests/statistics.py.
    fn history() -> Vec<Candidate> {
        let level = |unit: i128, week: i128| 100 * (unit / 2 + 1) + (unit * unit * 11 + week * 7 + unit * week * 3 + week * week) % 29;
        (0..8).map(|unit| Candidate { unit: format!("unit {unit}"), weeks: (0..20).map(|week| Some(Ratio::whole(level(unit, week)))).collect() }).collect()
    }

    fn design() -> Design {
        Design { loss: Ratio::millionths(50_000), ..Design::default() }
    }

    #[test]
    fn pairs_and_what_they_can_show_are_those_of_numpy() {
        // Printed by tests/statistics.py: pairs by numpy 2.4.6, quantiles and tails by scipy 1.17.1.
        let plan = holdout(&history(), &design()).expect("enough units");
        let pairs: Vec<(&str, &str)> = plan.pairs.iter().map(|pair| (pair.off.as_str(), pair.on.as_str())).collect();
        assert_eq!(pairs, [("unit 4", "unit 7"), ("unit 5", "unit 3"), ("unit 1", "unit 2"), ("unit 6", "unit 0")]);
        let reaches: Vec<(usize, String, String)> =
            plan.reaches.iter().map(|reach| (reach.pairs, reach.detectable.to_places(9), reach.power.to_places(9))).collect();
        let expected = [(2, "0.114312581", "0.104028583"), (3, "0.075449956", "0.402206952"), (4, "0.081093790", "0.392209664")];
        assert_eq!(reaches, expected.map(|(pairs, detectable, power)| (pairs, detectable.to_owned(), power.to_owned())));
        assert_eq!((plan.left_out, plan.enough()), (0, None));
        let coarse = holdout(&history(), &Design::default()).expect("enough units");
        assert_eq!(coarse.enough().map(|reach| reach.pairs), Some(2));
    }

    #[test]
    fn the_order_of_the_candidates_changes_nothing() {
        let (mut candidates, mut generator) = (history(), Generator::seeded(2));
        let expected = holdout(&candidates, &design()).expect("enough units");
        for _ in 0..5 {
            generator.shuffle(&mut candidates);
            assert_eq!(holdout(&candidates, &design()), Ok(expected.clone()));
        }
    }

    #[test]
    fn units_without_a_history_are_left_out() {
        let mut candidates = history();
        candidates[0].weeks.truncate(11);
        candidates[1].weeks = vec![Some(Ratio::whole(0)); 20];
        candidates[2].weeks[12] = None;
        candidates[3].weeks[4] = Some(Ratio::whole(-1));
        let plan = holdout(&candidates, &design()).expect("enough units");
        // Left out are 0, 1 and 3, and of the other five the one without a partner. Unit 2 has its whole stretches before the gap.
        assert_eq!((plan.pairs.len(), plan.left_out), (2, 4));
        assert_eq!(holdout(&candidates[..5], &design()), Err(NoHoldout::TooFewUnits(2)));
    }
}
