//! Treated against untreated: the effect, its standard error, and how many units know it.

use super::panel::Panel;
use crate::stats::distribution::{BEYOND, t_quantile};
use crate::stats::{mean, squares};

/// From so many treated units on their own spread counts for itself (Welch, Biometrika 34, 1947); fewer borrow that of the untreated.
const OWN_SPREAD_MIN: usize = 5;
/// Below this a standard error is a rounding error.
const NO_SPREAD: f64 = 1e-12;

/// An effect as it comes out for one assignment of dates to units.
#[derive(Clone, Debug)]
pub struct Contrast {
    pub effect: f64,
    pub error: f64,
    pub freedom: f64,
    /// Treated units with their own effects.
    pub own: Vec<(usize, f64)>,
}

impl Contrast {
    /// Effect in standard errors, what permutations are compared by; spreads of zero make it 0 or as large as can be.
    pub fn errors(&self) -> f64 {
        match (self.error > NO_SPREAD, self.effect.abs() > NO_SPREAD) {
            (true, _) => self.effect / self.error,
            (false, true) => f64::MAX.copysign(self.effect),
            (false, false) => 0.0,
        }
    }

    /// Half of the 90 % interval.
    pub fn reach(&self) -> Option<f64> {
        Some(t_quantile(BEYOND, self.freedom)? * self.error)
    }
}

/// Differences of all units at all dates: what every assignment is made of.
pub struct Differences(Vec<Vec<Option<f64>>>);

impl Panel {
    /// With the calendar turned by `turn` weeks.
    pub fn differences(&self, turn: usize) -> Differences {
        let units = self.labels().len();
        Differences((0..units).map(|unit| self.dates.iter().map(|date| self.difference(unit, *date, turn)).collect()).collect())
    }

    pub fn contrast(&self, labels: &[usize], turn: usize) -> Option<Contrast> {
        self.differences(turn).contrast(labels)
    }
}

impl Differences {
    /// The contrast of an assignment: for every unit the place of its date counted from 1, or 0. `None` where too little is left
    /// of it to tell a spread.
    pub fn contrast(&self, labels: &[usize]) -> Option<Contrast> {
        let dates = self.0.first()?.len();
        let mut levels = vec![0.0; dates];
        let mut counts = vec![0_usize; dates];
        for (_, row) in labels.iter().zip(&self.0).filter(|(label, _)| **label == 0) {
            for (date, value) in row.iter().enumerate() {
                if let Some(value) = value {
                    levels[date] += value;
                    counts[date] += 1;
                }
            }
        }
        levels.iter_mut().zip(&counts).for_each(|(level, count)| *level /= *count as f64);
        let mut own = Vec::new();
        let mut slots = vec![0.0; dates];
        for (unit, (label, row)) in labels.iter().zip(&self.0).enumerate().filter(|(_, (label, _))| **label > 0) {
            if let Some(value) = row[label - 1].filter(|_| counts[label - 1] > 1) {
                own.push((unit, value - levels[label - 1]));
                slots[label - 1] += 1.0;
            }
        }
        let effects: Vec<f64> = own.iter().map(|(_, effect)| *effect).collect();
        let treated = effects.len();
        if treated == 0 {
            return None;
        }
        // An untreated unit's own value is what it would have shown at the treated units' dates; the spread of a single date is wider.
        let (mut compared, mut single, mut singles) = (Vec::new(), 0.0, 0.0);
        for (_, row) in labels.iter().zip(&self.0).filter(|(label, _)| **label == 0) {
            let (mut sum, mut weight) = (0.0, 0.0);
            for date in 0..dates {
                if let Some(value) = row[date].filter(|_| slots[date] > 0.0) {
                    let distance = value - levels[date];
                    sum += slots[date] * distance;
                    weight += slots[date];
                    single += slots[date] * distance * distance;
                    singles += slots[date] * (1.0 - 1.0 / counts[date] as f64);
                }
            }
            if weight > 0.0 {
                compared.push(sum / weight);
            }
        }
        if compared.len() < 2 || singles <= 0.0 {
            return None;
        }
        let spread = Spread { treated: treated as f64, compared: compared.len() as f64, single: single / singles, of_compared: variance(&compared) };
        let (error, freedom) = spread.error(&effects);
        Some(Contrast { effect: mean(&effects), error, freedom, own })
    }
}

struct Spread {
    treated: f64,
    compared: f64,
    /// Variance of an untreated unit at one date, and over the dates of the treated.
    single: f64,
    of_compared: f64,
}

impl Spread {
    /// Standard error and degrees of freedom.
    fn error(&self, effects: &[f64]) -> (f64, f64) {
        let theirs = self.of_compared / self.compared;
        if effects.len() >= OWN_SPREAD_MIN {
            let ours = variance(effects) / self.treated;
            let freedom = (ours + theirs) * (ours + theirs) / (ours * ours / (self.treated - 1.0) + theirs * theirs / (self.compared - 1.0));
            return ((ours + theirs).sqrt(), if freedom.is_finite() { freedom } else { self.compared - 1.0 });
        }
        let freedom = self.compared - 1.0 + self.treated - 1.0;
        let pooled = (self.single * (self.compared - 1.0) + squares(effects)) / freedom;
        let widened = if self.single > 0.0 { pooled / self.single } else { 0.0 };
        ((pooled / self.treated + theirs * widened).sqrt(), freedom)
    }
}

fn variance(values: &[f64]) -> f64 {
    squares(values) / (values.len() as f64 - 1.0)
}
