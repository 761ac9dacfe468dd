//! What other files say of the same products, creators and days, joined to the groups of a view.

use std::collections::BTreeMap;

use super::Analysis;
use crate::kpi::Input;
use crate::kpi::inputs::Column;
use crate::ledger::{Dimension, Ledger, Measure, Period, Seen, visit};
use crate::units::Date;

/// All of it, in the ledger's codes; made once for a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// By ASIN: what one unit leaves before commission, micros. Empty where no product has it.
    pub margins: Vec<Option<i64>>,
    /// Rows of the costs file; `None` without one.
    pub costs: Option<Vec<Cost>>,
    /// What the products sold in all, by span of days; spans of one ASIN do not overlap.
    pub ordered: Vec<Ordered>,
    /// What is usual: millionths.
    pub usual: BTreeMap<Usual, Baseline>,
}

/// A cost beside the commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub day: Option<Date>,
    pub creator: Option<u32>,
    pub asin: Option<u32>,
    pub micros: i64,
}

/// Ordered product sales of one ASIN over some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordered {
    pub asin: u32,
    pub period: Period,
    pub micros: i128,
}

/// What a share is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usual {
    Repeat,
    Sns,
    Ntb,
}

/// Where a usual share comes from, and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    pub whole: Option<i64>,
    /// By ASIN; empty where one share holds for all.
    pub of_asin: BTreeMap<u32, i64>,
    pub note: String,
}

impl Analysis {
    /// The same analysis, with what other files say of its groups.
    pub fn beside(mut self, ledger: &Ledger, beside: &Beside) -> Analysis {
        if let Some(costs) = &beside.costs {
            self.inputs.set(Input::FixedCosts, self.costs(costs));
        }
        if !beside.margins.is_empty() {
            self.inputs.set(Input::Margin, self.margins(ledger, &beside.margins));
        }
        if !beside.ordered.is_empty() {
            self.add_ordered(ledger, &beside.ordered);
        }
        for (usual, input) in [(Usual::Repeat, Input::RepeatBaseline), (Usual::Sns, Input::SnsBaseline), (Usual::Ntb, Input::NtbBaseline)] {
            if let Some(baseline) = beside.usual.get(&usual) {
                self.inputs.set(input, self.usual(baseline, input));
            }
        }
        self
    }

    /// One value a group, from values by code.
    fn by_code(&self, of: impl Fn(u32) -> Option<i128>) -> Vec<Option<i128>> {
        self.codes().map(of).collect()
    }

    fn is_inside(&self, day: Option<Date>) -> bool {
        let (from, to) = (self.slice.from, self.slice.to);
        day.map_or(from.is_none() && to.is_none(), |day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
    }

    /// The code of the group some days fall into, where time is grouped by.
    fn time_of(&self, period: Period) -> Option<u32> {
        let code = |day: Date| self.dimension.of_day(day);
        code(period.first).filter(|first| code(period.last) == Some(*first))
    }

    fn costs(&self, costs: &[Cost]) -> Column {
        let by_line = || Column::unknown("The costs file knows creators, ASINs and days, but no product line or campaign.");
        let is_part = self.slice.line.is_some() || self.slice.campaign.is_some() || self.slice.creator.is_some() || self.slice.asin.is_some();
        if is_part {
            return by_line();
        }
        let (mut whole, mut shared, mut sums) = (0_i128, 0_i128, BTreeMap::<u32, i128>::new());
        for cost in costs.iter().filter(|cost| self.is_inside(cost.day)) {
            let code = match self.dimension {
                Dimension::Creator => cost.creator,
                Dimension::Asin => cost.asin,
                Dimension::Week(_) | Dimension::Month => cost.day.and_then(|day| self.time_of(Period::of_day(day))),
                Dimension::Whole | Dimension::Line | Dimension::Campaign => None,
            };
            whole += i128::from(cost.micros);
            match code {
                Some(code) => *sums.entry(code).or_default() += i128::from(cost.micros),
                None => shared += i128::from(cost.micros),
            }
        }
        if matches!(self.dimension, Dimension::Line | Dimension::Campaign) {
            return Column { whole: Ok(whole), ..by_line() };
        }
        let of = self.by_code(|code| Some(sums.get(&code).copied().unwrap_or(0)));
        let note = if shared != 0 && self.dimension != Dimension::Whole { "Costs that name none of the groups are in the total only." } else { "" };
        Column { whole: Ok(whole), of, missing: String::new(), note: note.to_owned() }
    }

    /// Units × margin of each row's product. A group that sold a product without a margin has none: nothing is assumed.
    fn margins(&self, ledger: &Ledger, margins: &[Option<i64>]) -> Column {
        let (mut sums, mut whole) = (BTreeMap::<u32, Option<i128>>::new(), Some(0_i128));
        let (mut last, mut sum): (Option<u32>, Option<i128>) = (None, Some(0));
        let put = |sums: &mut BTreeMap<u32, Option<i128>>, code: Option<u32>, sum: Option<i128>| {
            if let Some(code) = code {
                let known = sums.entry(code).or_insert(Some(0));
                *known = known.zip(sum).map(|(known, sum)| known + sum);
            }
        };
        visit(ledger, &self.slice, self.dimension, [Measure::Units, Measure::Commission], |Seen { group, asin, .. }, [units, _]| {
            // Neighbouring rows often are of one group: it is looked up once for all of them.
            if last != Some(group) {
                put(&mut sums, last, sum);
                (last, sum) = (Some(group), Some(0));
            }
            let margin = margins.get(asin as usize).copied().flatten();
            let of_row = if units == 0 { Some(0) } else { margin.map(|margin| i128::from(units) * i128::from(margin)) };
            sum = sum.zip(of_row).map(|(sum, of_row)| sum + of_row);
            whole = whole.zip(of_row).map(|(whole, of_row)| whole + of_row);
        });
        put(&mut sums, last, sum);
        let missing =
            "Some of its ASINs have no contribution margin: the catalogue needs price, cost of goods and fees of each (Commission names what is missing).";
        Column {
            whole: whole.ok_or_else(|| missing.to_owned()),
            of: self.by_code(|code| sums.get(&code).copied().flatten()),
            missing: missing.to_owned(),
            note: String::new(),
        }
    }

    fn usual(&self, baseline: &Baseline, input: Input) -> Column {
        let whole = baseline.whole.map(i128::from);
        let of_asin = |code: u32| baseline.of_asin.get(&code).copied().map(i128::from);
        let is_by_asin = self.dimension == Dimension::Asin && !baseline.of_asin.is_empty();
        Column {
            whole: whole.ok_or_else(|| input.unlock().to_owned()),
            of: self.by_code(|code| if is_by_asin { of_asin(code) } else { whole }),
            missing: if is_by_asin { "The report does not name this ASIN.".to_owned() } else { input.unlock().to_owned() },
            note: baseline.note.clone(),
        }
    }
}

impl Analysis {
    /// Sales of the same ASINs and days: a report's row takes part where all its days are in the view and, where time is grouped
    /// by, in one group.
    fn add_ordered(&mut self, ledger: &Ledger, ordered: &[Ordered]) {
        let inputs = [(Input::OrderedSales, None), (Input::CoveredRevenue, Some(Measure::Revenue)), (Input::CoveredCommission, Some(Measure::Commission))];
        let no_such = "The report of all sales knows ASINs and days, but no product line, campaign or creator.";
        if self.slice.line.is_some() || self.slice.campaign.is_some() || self.slice.creator.is_some() {
            return inputs.into_iter().for_each(|(input, _)| self.inputs.set(input, Column::unknown(no_such)));
        }
        let is_time = matches!(self.dimension, Dimension::Week(_) | Dimension::Month);
        let is_known = is_time || self.dimension == Dimension::Asin;
        let in_view: Vec<&Ordered> = ordered.iter().filter(|row| self.is_inside(Some(row.period.first)) && self.is_inside(Some(row.period.last))).collect();
        let in_groups: Vec<&Ordered> = in_view.iter().copied().filter(|row| !is_time || self.time_of(row.period).is_some()).collect();
        let code_of = |row: &Ordered| if is_time { self.time_of(row.period) } else { Some(row.asin) };
        let mut ordered_of: BTreeMap<u32, i128> = BTreeMap::new();
        for (code, row) in in_groups.iter().filter(|_| is_known).filter_map(|row| Some((code_of(row)?, row))) {
            *ordered_of.entry(code).or_default() += row.micros;
        }
        let columns = inputs.map(|(input, measure)| {
            let none = "No row of the report of all sales falls wholly into the dates in view: choose dates that hold its whole period.";
            let (whole, of) = match measure {
                None => (in_view.iter().map(|row| row.micros).sum(), ordered_of.clone()),
                Some(measure) => (
                    self.covered(ledger, &in_view, Dimension::Whole, measure).remove(&0).unwrap_or(0),
                    if is_known { self.covered(ledger, &in_groups, self.dimension, measure) } else { BTreeMap::new() },
                ),
            };
            let missing = if is_known { "The report of all sales has no row whose days fall into this group and the dates in view." } else { no_such };
            let column = Column {
                whole: if in_view.is_empty() { Err(none.to_owned()) } else { Ok(whole) },
                of: self.by_code(|code| ordered_of.contains_key(&code).then(|| of.get(&code).copied().unwrap_or(0))),
                missing: missing.to_owned(),
                note: "Of the ASINs and days that the report of all sales covers.".to_owned(),
            };
            (input, column)
        });
        columns.into_iter().for_each(|(input, column)| self.inputs.set(input, column));
    }

    /// Sums of a measure over the rows of covered ASINs and days, by group.
    fn covered(&self, ledger: &Ledger, rows: &[&Ordered], dimension: Dimension, measure: Measure) -> BTreeMap<u32, i128> {
        let most = rows.iter().map(|row| row.asin).max().unwrap_or(0);
        let mut spans: Vec<Vec<Period>> = (0..=most).map(|_| Vec::new()).collect();
        for row in rows {
            if let Some(spans) = spans.get_mut(row.asin as usize) {
                spans.push(row.period);
            }
        }
        spans.iter_mut().for_each(|spans| spans.sort_unstable_by_key(|span| span.first));
        // Spans of one ASIN do not overlap: the last that has begun decides.
        let is_covered = |asin: u32, day: Date| {
            let spans = spans.get(asin as usize).map_or(&[][..], Vec::as_slice);
            let begun = spans.partition_point(|span| span.first <= day);
            begun.checked_sub(1).and_then(|at| spans.get(at)).is_some_and(|span| day <= span.last)
        };
        let mut groups: BTreeMap<u32, i128> = BTreeMap::new();
        visit(ledger, &self.slice, dimension, [measure], |Seen { group, asin, day }, [value]| {
            if value != 0 && is_covered(asin, Date::from_days(day)) {
                *groups.entry(group).or_default() += i128::from(value);
            }
        });
        groups
    }
}
