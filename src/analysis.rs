//! The engine in one place: a ledger, rules and a selection to exact figures of every KPI.

pub mod beside;
pub mod certainty;
pub mod compare;
pub mod standing;

use std::sync::{Arc, OnceLock};

use certainty::Priors;

use crate::kpi::inputs::Column;
use crate::kpi::{Context, Input, Inputs, Kpi, Outcome, evaluate};
use crate::ledger::rollup::week_of_code;
use crate::ledger::{Dimension, Group, Ledger, RollUp, Scope, Slice, Spread, Summary, Supplied, roll_up, spreads};
use crate::units::{Amount, Date, Weekday};

/// The settings the engine computes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub week_start: Weekday,
    /// Attribution window in days. Default 1: the 24 hours of Amazon Associates; Creator Connections publishes none.
    pub window_days: u16,
    /// Days in which a report may still be restated. Default 14, a proposal of ours.
    pub lag_days: u16,
    /// `None`: the latest date in the data.
    pub as_of: Option<Date>,
    pub fixed_costs: Option<Amount>,
    /// Clicks from which a group is ranked. Default 100, a proposal of ours.
    pub rank_clicks_min: u16,
}

impl Rules {
    /// Days at the end of the data in which rows may still change.
    pub fn unsettled_days(&self) -> u16 {
        self.window_days.saturating_add(self.lag_days)
    }
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { week_start: Weekday::Sunday, window_days: 1, lag_days: 14, as_of: None, fixed_costs: None, rank_clicks_min: 100 }
    }
}

/// Figures of one selection, grouped one way.
pub struct Analysis {
    pub dimension: Dimension,
    pub slice: Slice,
    summary: Arc<Summary>,
    /// `None` where everything is one group.
    groups: Option<Arc<RollUp>>,
    spreads: Vec<Spread>,
    supplied: Supplied,
    inputs: Inputs,
    /// Code of the group of rows that name no creator.
    nameless: Option<u32>,
    rank_clicks_min: u16,
    priors: OnceLock<Priors>,
    /// The date the audit speaks of; `None` without rows.
    pub as_of: Option<Date>,
    /// Rows after this day may still change; `None` without rows.
    pub mature_until: Option<Date>,
}

/// Latest date in the data, unless the user says otherwise.
pub fn as_of(ledger: &Ledger, rules: &Rules) -> Option<Date> {
    rules.as_of.or_else(|| ledger.dates().map(|(_, last)| last))
}

/// How much of each group is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Sums only: concentration and retention of the groups are not computable, those of the whole are.
    Sums,
    /// Also how each group spreads over its creators.
    Creators,
}

/// Computes the sums of a selection, by `dimension` and as a whole.
pub fn analyse(ledger: &Ledger, rules: &Rules, slice: &Slice, dimension: Dimension, detail: Detail) -> Analysis {
    let as_of = as_of(ledger, rules);
    let this_month = slice.to.into_iter().chain(as_of).min().map_or(0, Date::month_index);
    let summary = ledger.summary(Scope { slice: *slice, first: rules.week_start, month: this_month });
    let spreads = match (dimension, detail) {
        (Dimension::Whole, _) | (_, Detail::Sums) => Vec::new(),
        (Dimension::Creator, Detail::Creators) => summary.spreads_of_creators(ledger),
        (_, Detail::Creators) => spreads(ledger, slice, dimension, this_month),
    };
    Analysis {
        dimension,
        slice: *slice,
        groups: grouped(ledger, slice, dimension, &summary),
        summary,
        spreads,
        supplied: ledger.supplied(),
        inputs: typed_inputs(rules, slice),
        nameless: ledger.nameless_creator(),
        rank_clicks_min: rules.rank_clicks_min,
        priors: OnceLock::new(),
        as_of,
        mature_until: as_of.map(|date| date.minus_days(rules.unsettled_days())),
    }
}

/// What was typed is known for the whole programme only: it cannot be split among groups, nor told of a part.
fn typed_inputs(rules: &Rules, slice: &Slice) -> Inputs {
    let mut inputs = Inputs::default();
    if let Some(costs) = rules.fixed_costs {
        let missing = "Fixed costs are known for the whole programme only; a costs file with dates and creators would split them.".to_owned();
        let whole = if slice.is_all() { Ok(i128::from(costs.micros())) } else { Err(missing.clone()) };
        inputs.set(Input::FixedCosts, Column { whole, of: Vec::new(), missing, note: String::new() });
    }
    inputs
}

fn grouped(ledger: &Ledger, slice: &Slice, dimension: Dimension, summary: &Summary) -> Option<Arc<RollUp>> {
    let is_whole = dimension == Dimension::Whole;
    (!is_whole).then(|| summary.by(dimension).unwrap_or_else(|| Arc::new(roll_up(ledger, slice, dimension))))
}

/// One group with all that its figures are made from.
pub struct Figures<'a> {
    analysis: &'a Analysis,
    group: Group,
    at: usize,
    spread: Option<&'a Spread>,
}

impl Figures<'_> {
    /// The group's code in the analysis's dimension.
    pub fn code(&self) -> u32 {
        self.group.code
    }

    pub fn of(&self, kpi: &Kpi) -> Outcome {
        let Analysis { summary, inputs, supplied, .. } = self.analysis;
        evaluate(kpi, &Context { group: &self.group, whole: &summary.whole, spread: self.spread, inputs, at: Some(self.at), supplied: *supplied })
    }
}

impl Analysis {
    /// The same selection grouped another way, sums only: what no row says is not known of its groups.
    pub fn regrouped(&self, ledger: &Ledger, dimension: Dimension) -> Analysis {
        let groups = grouped(ledger, &self.slice, dimension, &self.summary);
        let inputs = Inputs::default();
        Analysis { dimension, groups, inputs, spreads: Vec::new(), summary: Arc::clone(&self.summary), priors: OnceLock::new(), ..*self }
    }

    /// Number of groups; each has at least one row.
    pub fn len(&self) -> usize {
        self.groups.as_ref().map_or(0, |groups| groups.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn whole(&self) -> &Group {
        &self.summary.whole
    }

    /// Code of a group; `None` past the last.
    pub fn code(&self, at: usize) -> Option<u32> {
        self.groups.as_ref()?.code(at)
    }

    /// Where the group with this code stands; `None` where it has no row.
    pub fn position(&self, code: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.code(middle)?.cmp(&code) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// All groups' codes, ascending.
    pub fn codes(&self) -> impl Iterator<Item = u32> {
        self.groups.iter().flat_map(|groups| groups.codes())
    }

    pub fn groups(&self) -> impl Iterator<Item = Group> {
        self.groups.iter().flat_map(|groups| groups.groups())
    }

    pub fn whole_spread(&self) -> &Spread {
        &self.summary.whole_spread
    }

    /// One KPI of everything in the selection.
    pub fn total(&self, kpi: &Kpi) -> Outcome {
        evaluate(
            kpi,
            &Context { group: self.whole(), whole: self.whole(), spread: Some(self.whole_spread()), inputs: &self.inputs, at: None, supplied: self.supplied },
        )
    }

    /// All figures of one group; `None` past the last.
    pub fn figures(&self, at: usize) -> Option<Figures<'_>> {
        Some(Figures { analysis: self, group: self.groups.as_ref()?.group(at)?, at, spread: self.spreads.get(at) })
    }

    /// One KPI of one group; `None` past the last.
    pub fn figure(&self, kpi: &Kpi, at: usize) -> Option<Outcome> {
        self.figures(at).map(|figures| figures.of(kpi))
    }

    /// Whether a week or month reaches beyond the last mature day.
    pub fn is_immature(&self, code: u32) -> bool {
        let Some(mature_until) = self.mature_until else { return false };
        match self.dimension {
            Dimension::Week(first) => week_of_code(code, first).plus_days(6) > mature_until,
            Dimension::Month => u32::from(mature_until.plus_days(1).month_index()) <= code,
            _ => false,
        }
    }
}

/// Group key as in exports: creator id (or name), ASIN, line, campaign, first day of the week, `YYYY-MM`.
pub fn key_of(ledger: &Ledger, dimension: Dimension, code: u32) -> String {
    match dimension {
        Dimension::Whole => String::new(),
        Dimension::Creator => ledger.creators().text(code).to_owned(),
        Dimension::Asin => ledger.asins().text(code).to_owned(),
        Dimension::Line => ledger.lines().text(code).to_owned(),
        Dimension::Campaign => ledger.campaigns().text(code).to_owned(),
        Dimension::Week(first) => week_of_code(code, first).iso(),
        Dimension::Month => Date::month_key(u16::try_from(code).unwrap_or(u16::MAX)),
    }
}
