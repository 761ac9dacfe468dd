//! How revenue and activity spread over the creators of each group: for concentration and retention.

use super::block::{Block, Key, STRIDE};
use super::lanes::{Added, Lanes};
use super::measure::Measure;
use super::rollup::{Dimension, Keys, RollUp, codes, creators, first_code, for_each_selected};
use super::slice::Slice;
use super::store::Ledger;
use super::sums::{Places, Sums, add};
use crate::units::Date;

/// How one group's revenue and orders spread over its creators. Rows without a creator are in no figure here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    pub code: u32,
    /// Creators with a row.
    pub creators: u64,
    /// Revenue of the largest creator and of the largest five, micros.
    pub largest: i128,
    pub largest_five: i128,
    /// Sum of squared revenues, micros²; `None` on overflow.
    pub squares: Option<i128>,
    /// Fewest creators that hold at least 80 % of the group's revenue; `None` where revenue is not positive or the named creators
    /// hold less.
    pub holders_of_80: Option<u64>,
    /// Creators with at least one order.
    pub active: u64,
    /// Creators active in this calendar month, in the last, and in both; `None` where no months can be compared.
    pub months: Option<ActiveMonths>,
}

/// Creators with an order in two neighbouring months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActiveMonths {
    pub this: u64,
    pub last: u64,
    pub both: u64,
}

/// Spreads of every group, in code order. `month` is the calendar month that counts as "this" (for groups by month each
/// group is its own). One pass over the rows, to sums by group and creator.
pub fn spreads(ledger: &Ledger, slice: &Slice, dimension: Dimension, month: u16) -> Vec<Spread> {
    let lanes = Lanes::new(ledger.columns().sealed(), &[Measure::Revenue, Measure::Orders]);
    let split = Split::new(ledger, dimension);
    let mut sums = [Sums::new(lanes.count(), split.groups, split.keys_in_group(), ledger.rows() as u64)];
    let (mut added, mut places, keys) = (lanes.room(), Box::new([[0; STRIDE]]), Keys::new(ledger, &[dimension]));
    let has_months = !matches!(dimension, Dimension::Week(_) | Dimension::Month);
    let mut monthly = has_months.then(|| Monthly::new(ledger, split, month));
    for_each_selected(ledger, slice, |block, outside| {
        let mut codes = [0; STRIDE];
        let codes = codes.get_mut(..block.rows()).unwrap_or_default();
        let [groups] = &mut *places;
        let groups = groups.get_mut(..block.rows()).unwrap_or_default();
        keys.fill(ledger, block, dimension, outside, groups);
        creators(ledger, block, codes);
        if let Some(monthly) = &mut monthly {
            monthly.add(block, groups, codes);
        }
        let [pairs] = &mut sums;
        pairs.find(groups, Some(&*codes).filter(|_| split.creators.is_some()));
        lanes.fill(block, &mut added);
        add(&mut sums, &places, &added, block.rows());
    });
    let [sums] = sums;
    let (pairs, entries) = sums.finish();
    let months = monthly.map(Monthly::finish);
    let mut months = months.as_ref().map(ActiveKeys::walk);
    let first = first_code(ledger, dimension);
    let tallies = pairs.iter().zip(entries.chunks_exact(lanes.count())).map(|(pair, entry)| {
        let (group, creator) = split.apart(*pair);
        let sum = |measure: Measure| lanes.sum(entry, measure);
        let active = months.as_mut().map_or([false; 2], |months| months.of(*pair));
        (group.saturating_add(first), Tally { creator, revenue: sum(Measure::Revenue), orders: sum(Measure::Orders), active })
    });
    by_group(ledger, dimension, tallies)
}

/// The same for groups that are creators, or for all of them as one, from their sums.
pub(super) fn spreads_of_creators(ledger: &Ledger, creators: &RollUp, months: &ActiveKeys, dimension: Dimension) -> Vec<Spread> {
    let mut months = months.walk();
    let tallies = (0..creators.len()).filter_map(|at| {
        let creator = creators.code(at)?;
        let group = if dimension == Dimension::Whole { 0 } else { creator };
        let sum = |measure: Measure| creators.sum(at, measure);
        Some((group, Tally { creator, revenue: sum(Measure::Revenue), orders: sum(Measure::Orders), active: months.of(creator.into()) }))
    });
    by_group(ledger, dimension, tallies)
}

/// How a key is made of group and creator.
#[derive(Clone, Copy)]
struct Split {
    groups: u64,
    /// A group's key is `group × creators + creator`; `None` where groups are creators.
    creators: Option<u64>,
}

impl Split {
    fn new(ledger: &Ledger, dimension: Dimension) -> Split {
        let creators = (dimension != Dimension::Creator).then(|| codes(ledger, Dimension::Creator).max(1));
        Split { groups: codes(ledger, dimension), creators }
    }

    fn keys_in_group(self) -> u64 {
        self.creators.unwrap_or(1)
    }

    fn apart(self, key: u64) -> (u32, u32) {
        let code = |code: u64| u32::try_from(code).unwrap_or(u32::MAX);
        self.creators.map_or((code(key), code(key)), |creators| (code(key / creators), code(key % creators)))
    }
}

/// Orders by group and creator in the month that counts as "this" and in the one before.
pub(super) struct Monthly {
    split: Split,
    lanes: Lanes,
    sums: [Sums; 1],
    added: Box<Added>,
    places: Box<[Places; 1]>,
    /// First day of the last month, first day of this, last day of this.
    days: [u32; 3],
}

impl Monthly {
    fn new(ledger: &Ledger, split: Split, month: u16) -> Monthly {
        let lanes = Lanes::new(ledger.columns().sealed(), &[Measure::Orders]);
        let sums = [Sums::new(lanes.count(), split.groups, split.keys_in_group() * 2, ledger.rows() as u64)];
        let days = [month.saturating_sub(1), month, month.saturating_add(1)].map(first_day);
        let [last, this, next] = days;
        Monthly { split, sums, added: lanes.room(), lanes, places: Box::new([[0; STRIDE]]), days: [last, this, next.saturating_sub(1)] }
    }

    /// By creator alone.
    pub fn of_creators(ledger: &Ledger, month: u16) -> Monthly {
        Monthly::new(ledger, Split::new(ledger, Dimension::Creator), month)
    }

    /// Adds the rows of a block by their groups and creators.
    pub fn add(&mut self, block: &Block, groups: &[u32], creators: &[u32]) {
        let [last, this, end] = self.days;
        let (first_day, last_day) = block.range(Key::Date);
        if last_day < last || first_day > end {
            return;
        }
        let mut within = [0; STRIDE];
        block.keys(Key::Date, &mut within);
        let [places] = &mut *self.places;
        let places = places.get_mut(..block.rows()).unwrap_or_default();
        let creator_step = if self.split.creators.is_some() { 2 } else { 0 };
        for (((place, within), group), creator) in places.iter_mut().zip(&mut within).zip(groups).zip(creators) {
            let day = *within;
            // Days come in any order: chosen without a branch.
            let others = u32::from(day < last) | u32::from(day > end);
            *place = *group | 0_u32.wrapping_sub(others);
            *within = u32::from(day >= this) + creator * creator_step;
        }
        let [sums] = &mut self.sums;
        sums.find(places, Some(&within));
        self.lanes.fill(block, &mut self.added);
        add(&mut self.sums, &self.places, &self.added, block.rows());
    }

    pub fn finish(self) -> ActiveKeys {
        let [sums] = self.sums;
        let (mut keys, entries) = sums.finish();
        let mut orders = entries.chunks_exact(self.lanes.count()).map(|entry| self.lanes.sum(entry, Measure::Orders));
        keys.retain(|_| orders.next().is_some_and(|orders| orders > 0));
        ActiveKeys(keys)
    }
}

/// First day of a calendar month.
fn first_day(month: u16) -> u32 {
    let month = u32::from(month);
    Date::from_ymd(2000 + month / 12, month % 12 + 1, 1).map_or(u32::from(u16::MAX) + 1, |date| date.days().into())
}

/// Creators of groups with an order in the last month or in this: twice the key of group and creator, one more for this month, ascending.
#[derive(Clone, Debug)]
pub(super) struct ActiveKeys(Vec<u64>);

impl ActiveKeys {
    fn walk(&self) -> ActiveWalk<'_> {
        ActiveWalk(&self.0)
    }
}

/// The rest of them, asked for in the order of groups and creators.
struct ActiveWalk<'a>(&'a [u64]);

impl ActiveWalk<'_> {
    /// Whether there was an order in the last month, and in this; keys must ascend from call to call.
    fn of(&mut self, pair: u64) -> [bool; 2] {
        let mut active = [false; 2];
        while let Some((key, rest)) = self.0.split_first().filter(|(key, _)| **key / 2 <= pair) {
            if key / 2 == pair {
                let [last, this] = &mut active;
                *(if key % 2 == 0 { last } else { this }) = true;
            }
            self.0 = rest;
        }
        active
    }
}

/// Totals of one creator inside one group.
struct Tally {
    creator: u32,
    revenue: i128,
    orders: i128,
    /// Whether there was an order in the last month, and in this.
    active: [bool; 2],
}

/// One group while its creators' totals come in.
#[derive(Default)]
struct Gathering {
    code: u32,
    /// Revenue of all rows, those without a creator too.
    total: i128,
    revenues: Vec<i128>,
    /// Codes of creators with at least one order, ascending.
    active: Vec<u32>,
    months: ActiveMonths,
}

/// Tallies come by group, and inside a group by creator, ascending.
fn by_group(ledger: &Ledger, dimension: Dimension, tallies: impl Iterator<Item = (u32, Tally)>) -> Vec<Spread> {
    let nameless = ledger.nameless_creator();
    let (mut spreads, mut current, mut before): (Vec<Spread>, Option<Gathering>, Option<Gathering>) = (Vec::new(), None, None);
    for (code, tally) in tallies {
        if current.as_ref().is_none_or(|group| group.code != code) {
            if let Some(mut done) = current.take() {
                spreads.push(done.spread(dimension, before.as_ref()));
                before = Some(done);
            }
            current = Some(Gathering { code, ..Gathering::default() });
        }
        if let Some(group) = &mut current {
            group.add(&tally, nameless);
        }
    }
    spreads.extend(current.map(|mut last| last.spread(dimension, before.as_ref())));
    spreads
}

impl Gathering {
    fn add(&mut self, tally: &Tally, nameless: Option<u32>) {
        self.total += tally.revenue;
        if Some(tally.creator) == nameless {
            return;
        }
        self.revenues.push(tally.revenue);
        if tally.orders > 0 {
            self.active.push(tally.creator);
        }
        let [last, this] = tally.active;
        self.months.this += u64::from(this);
        self.months.last += u64::from(last);
        self.months.both += u64::from(this && last);
    }

    /// `before` is the group before this one.
    fn spread(&mut self, dimension: Dimension, before: Option<&Gathering>) -> Spread {
        self.revenues.sort_unstable_by(|a, b| b.cmp(a));
        let mut running = 0;
        let enough = self.revenues.iter().position(|revenue| {
            running += revenue;
            running * 5 >= self.total * 4
        });
        Spread {
            code: self.code,
            creators: self.revenues.len() as u64,
            largest: self.revenues.first().copied().unwrap_or(0),
            largest_five: self.revenues.iter().take(5).sum(),
            squares: self.revenues.iter().try_fold(0_i128, |sum, &revenue| sum.checked_add(revenue.checked_mul(revenue)?)),
            holders_of_80: enough.filter(|_| self.total > 0).map(|position| position as u64 + 1),
            active: self.active.len() as u64,
            months: match dimension {
                Dimension::Month => Some(self.compared_with(before)),
                Dimension::Week(_) => None,
                _ => Some(self.months),
            },
        }
    }

    /// Months are compared with the calendar month before, if it has rows.
    fn compared_with(&self, before: Option<&Gathering>) -> ActiveMonths {
        let last = before.filter(|month| month.code + 1 == self.code).map_or(&[][..], |month| month.active.as_slice());
        let both = self.active.iter().filter(|creator| last.binary_search(creator).is_ok()).count();
        ActiveMonths { this: self.active.len() as u64, last: last.len() as u64, both: both as u64 }
    }
}
