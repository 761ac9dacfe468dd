//! Ranks by a proportion: who is first, by what, and who has no rank and why.

use crate::analysis::standing::{Standing, Standings};
use crate::kpi::Kpi;
use crate::ledger::Measure;
use crate::present::format;
use crate::present::model::RankModel;
use crate::units::Ratio;

/// The ranks of all groups of an analysis by one proportion.
pub struct Ranking {
    /// Id of the KPI.
    pub kpi: &'static str,
    standings: Standings,
    /// Rank of each group, from 1; equal bounds share one.
    ranks: Vec<Option<u32>>,
}

impl Ranking {
    pub fn new(kpi: &Kpi, standings: Standings) -> Ranking {
        let mut ranked: Vec<(Ratio, usize)> = standings.of.iter().zip(0..).filter_map(|(standing, at)| Some((low(standing)?, at))).collect();
        ranked.sort_by_key(|(low, _)| std::cmp::Reverse(*low));
        let mut ranks = vec![None; standings.of.len()];
        let mut last: Option<(Ratio, u32)> = None;
        for (place, (low, at)) in (1_u32..).zip(ranked) {
            let rank = last.filter(|(known, _)| *known == low).map_or(place, |(_, rank)| rank);
            last = Some((low, rank));
            if let Some(slot) = ranks.get_mut(at) {
                *slot = Some(rank);
            }
        }
        Ranking { kpi: kpi.id, standings, ranks }
    }

    /// For sorting: the bound a group is ranked by, else how many clicks it has; those without either come last.
    pub fn weight(&self, at: usize) -> (Option<Ratio>, i128) {
        match self.standings.of.get(at) {
            Some(Standing::Ranked(low)) => (Some(*low), 0),
            Some(Standing::TooFew(clicks)) => (None, *clicks),
            _ => (None, -1),
        }
    }

    /// What stands beside a row.
    pub fn model(&self, at: usize) -> RankModel {
        let rank = self.ranks.get(at).copied().flatten();
        let counted = if self.standings.counted == Measure::Clicks { ("click", "clicks") } else { ("order", "orders") };
        let why = match self.standings.of.get(at) {
            Some(Standing::Ranked(low)) => format!("Ranked by {}, the lower bound of its 90% interval{}.", format::percent(low), self.until()),
            Some(Standing::TooFew(clicks)) => {
                let clicks = format::counted(u64::try_from(*clicks).unwrap_or(0), counted.0, counted.1);
                format!("Not ranked: {clicks}{} prove too little; {} are asked for.", self.until(), self.standings.clicks_min)
            }
            Some(Standing::NotFinal) => "Not ranked: its rows may still be restated.".to_owned(),
            _ => "Not ranked: it has no such figure.".to_owned(),
        };
        RankModel { text: rank.map_or_else(|| "–".to_owned(), |rank| format::count(rank.into())), why }
    }

    fn until(&self) -> String {
        self.standings.until.map(|until| format!(" until {}", format::date(until))).unwrap_or_default()
    }

    /// One sentence over the table.
    pub fn words(&self) -> String {
        let clicks = if self.standings.counted == Measure::Clicks { "clicks" } else { "orders" };
        let rows = self.standings.until.map(|until| format!(" of rows until {}, which are final", format::date(until))).unwrap_or_default();
        format!(
            "Ranked by the lower bound of the 90% interval{rows}: a few lucky {clicks} lead no list. Below {} {clicks} there is no rank (Settings).",
            self.standings.clicks_min
        )
    }
}

fn low(standing: &Standing) -> Option<Ratio> {
    if let Standing::Ranked(low) = standing { Some(*low) } else { None }
}
