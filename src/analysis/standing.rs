//! Where a group stands among the others by a proportion: by the lower bound of its interval, over the rows that no longer change.

use std::sync::Arc;

use super::Analysis;
use crate::kpi::Kpi;
use crate::ledger::{Dimension, Ledger, Measure, RollUp, Slice, roll_up};
use crate::units::{Date, Ratio};

/// What a group is ranked by, or why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The lower bound of its interval.
    Ranked(Ratio),
    /// So many clicks (orders, where no file has clicks) prove too little.
    TooFew(i128),
    /// None of its rows is final.
    NotFinal,
    /// It has no such figure.
    None,
}

/// The standings of all groups of an analysis, in its order.
pub struct Standings {
    pub of: Vec<Standing>,
    /// The last day of the rows they are made from, where that leaves some out.
    pub until: Option<Date>,
    pub clicks_min: u16,
    /// What is counted against that: clicks, or orders.
    pub counted: Measure,
}

impl Analysis {
    /// How its groups stand by a KPI that can be a proportion; `None` for any other, and where everything is one group.
    pub fn standings(&self, ledger: &Ledger, kpi: &Kpi) -> Option<Standings> {
        let (counts, prior, groups) = (kpi.formula.counts()?, self.prior(kpi)?, self.groups.as_ref()?);
        let (final_groups, until) = self.final_groups(ledger, groups)?;
        let counted = if self.supplied.has(Measure::Clicks) { Measure::Clicks } else { counts.1 };
        let nameless = self.nameless.filter(|_| self.dimension == Dimension::Creator);
        let mut later = 0;
        let of = groups.codes().map(|code| {
            // Both are in ascending order of codes.
            while final_groups.code(later).is_some_and(|known| known < code) {
                later += 1;
            }
            if final_groups.code(later) != Some(code) || self.is_immature(code) {
                return Standing::NotFinal;
            }
            let (successes, trials) = final_groups.pair(later, counts.0, counts.1);
            let enough = if counted == counts.1 { trials } else { final_groups.pair(later, counted, counted).0 };
            match () {
                () if trials == 0 || nameless == Some(code) => Standing::None,
                () if enough < i128::from(self.rank_clicks_min) => Standing::TooFew(enough),
                () => prior.low(successes, trials).map_or(Standing::None, Standing::Ranked),
            }
        });
        Some(Standings { of: of.collect(), until, clicks_min: self.rank_clicks_min, counted })
    }

    /// The same groups without rows that may still be restated, and the last day of their rows where some are left out.
    fn final_groups(&self, ledger: &Ledger, groups: &Arc<RollUp>) -> Option<(Arc<RollUp>, Option<Date>)> {
        let until = self.mature_until?;
        let last = ledger.dates().map(|(_, last)| last).into_iter().chain(self.slice.to).min()?;
        if last <= until {
            return Some((Arc::clone(groups), None));
        }
        // A week or month stands as a whole or not at all.
        let is_time = matches!(self.dimension, Dimension::Week(_) | Dimension::Month);
        let groups = if is_time { Arc::clone(groups) } else { Arc::new(roll_up(ledger, &Slice { to: Some(until), ..self.slice }, self.dimension)) };
        Some((groups, Some(until)))
    }
}
