//! How sure a proportion is: each has the interval of its own counts and of a prior that the groups of the view give together.

use super::Analysis;
use crate::kpi::{self, Kpi, Outcome};
use crate::ledger::{Dimension, Measure, RollUp};
use crate::stats::proportion::{Fit, Interval, Prior};

/// A proportion's counts, and the prior of it.
pub(super) type Priors = Vec<((Measure, Measure), Prior)>;

/// Fits every proportion's prior across the groups of a roll-up but those with the code `without`.
fn fit(groups: &RollUp, without: Option<u32>) -> Priors {
    let mut fits: Vec<((Measure, Measure), Fit)> = Vec::new();
    for counts in kpi::all().filter_map(|kpi| kpi.formula.counts()) {
        if fits.iter().all(|(known, _)| *known != counts) {
            fits.push((counts, Fit::default()));
        }
    }
    for at in (0..groups.len()).filter(|at| without.is_none() || groups.code(*at) != without) {
        for ((over, under), fit) in &mut fits {
            let (successes, trials) = groups.pair(at, *over, *under);
            fit.add(successes, trials);
        }
    }
    fits.into_iter().map(|(counts, fit)| (counts, fit.prior())).collect()
}

impl Analysis {
    /// Across what priors are fitted: ASINs where the view is by ASIN, else its creators.
    pub fn prior_groups(&self) -> Dimension {
        if self.dimension == Dimension::Asin { Dimension::Asin } else { Dimension::Creator }
    }

    /// The prior of a KPI that can be a proportion; `None` for any other.
    pub fn prior(&self, kpi: &Kpi) -> Option<Prior> {
        let counts = kpi.formula.counts()?;
        let priors = self.priors.get_or_init(|| {
            let dimension = self.prior_groups();
            let without = self.nameless.filter(|_| dimension == Dimension::Creator);
            self.summary.by(dimension).map(|groups| fit(&groups, without)).unwrap_or_default()
        });
        priors.iter().find(|(known, _)| *known == counts).map(|(_, prior)| *prior)
    }

    /// The 90 % interval of a value; `None` where it is none of counts, or more than all of them.
    pub fn interval(&self, kpi: &Kpi, outcome: &Outcome) -> Option<Interval> {
        let Outcome::Value(value) = outcome else { return None };
        self.prior(kpi)?.interval(value.numerator.value, value.denominator.value)
    }
}
