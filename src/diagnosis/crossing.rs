//! What each creator sold of each product in the mature rows of the selection: what creators are compared by, product for product.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::calendar::Deals;
use crate::ledger::{Fact, Ledger, Measure, Slice, Supplied};
use crate::stats::excess::{Cell, Excesses, excesses};
use crate::units::Date;

/// Creators' products that are kept apart; of the rest, one sum a creator.
const PAIRS_MAX: usize = 400_000;

/// What is compared: successes among trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Orders of clicks.
    Conversion,
    /// Of orders, those of buyers new to the brand.
    NewToBrand,
    Repeat,
    Subscribed,
    /// Of orders, those on days of a deal of the product.
    DealDays,
}

impl Share {
    const ALL: [Share; 5] = [Share::Conversion, Share::NewToBrand, Share::Repeat, Share::Subscribed, Share::DealDays];

    const fn index(self) -> usize {
        match self {
            Share::Conversion => 0,
            Share::NewToBrand => 1,
            Share::Repeat => 2,
            Share::Subscribed => 3,
            Share::DealDays => 4,
        }
    }

    /// Measures whose rows tell it: successes, trials.
    const fn measures(self) -> (Measure, Measure) {
        match self {
            Share::Conversion => (Measure::Orders, Measure::Clicks),
            Share::NewToBrand => (Measure::NtbOrders, Measure::Orders),
            Share::Repeat => (Measure::RepeatOrders, Measure::Orders),
            Share::Subscribed => (Measure::SnsOrders, Measure::Orders),
            Share::DealDays => (Measure::Orders, Measure::Orders),
        }
    }
}

/// Sums of one creator's rows for one product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// By [`Share`]: successes and trials.
    pairs: [(i64, i64); 5],
    /// Micros.
    pub revenue: i64,
    pub commission: i64,
}

impl Sums {
    pub fn of(&self, share: Share) -> (i64, i64) {
        self.pairs.get(share.index()).copied().unwrap_or_default()
    }

    fn add(&mut self, fact: &Fact, on_deal: bool) {
        let value = |measure: Measure| fact.values.get(measure.index()).copied().unwrap_or(0);
        for (share, pair) in Share::ALL.into_iter().zip(&mut self.pairs) {
            let (over, under) = share.measures();
            if fact.supplied.covers(Supplied::NONE.with(over).with(under)) {
                let counts = share != Share::DealDays || on_deal;
                *pair = (pair.0.saturating_add(if counts { value(over) } else { 0 }), pair.1.saturating_add(value(under)));
            }
        }
        self.revenue = self.revenue.saturating_add(value(Measure::Revenue));
        self.commission = self.commission.saturating_add(value(Measure::Commission));
    }

    fn add_all(&mut self, other: &Sums) {
        for (pair, more) in self.pairs.iter_mut().zip(&other.pairs) {
            *pair = (pair.0.saturating_add(more.0), pair.1.saturating_add(more.1));
        }
        self.revenue = self.revenue.saturating_add(other.revenue);
        self.commission = self.commission.saturating_add(other.commission);
    }
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Crossing {
    /// Creator (after aliases, never the nameless one) and ASIN, ascending; `u32::MAX` for all further products.
    pub pairs: Vec<((u32, u32), Sums)>,
    /// By creator, ascending.
    pub creators: Vec<(u32, Sums)>,
}

impl Crossing {
    /// Reads the rows of the selection up to the last mature day once.
    pub fn new(ledger: &Ledger, slice: &Slice, mature_until: Option<Date>, deals: &Deals) -> Crossing {
        let Some(until) = mature_until else { return Crossing::default() };
        let slice = Slice { to: Some(slice.to.map_or(until, |to| to.min(until))), ..*slice };
        let mut pairs: HashMap<(u32, u32), Sums, FixedState> = HashMap::default();
        for (row, fact) in ledger.columns().facts(0..ledger.rows()) {
            if ledger.is_excluded(row) || !slice.holds(ledger, &fact) {
                continue;
            }
            let mut key = (ledger.canonical_creator(fact.creator), fact.asin);
            if pairs.len() >= PAIRS_MAX && !pairs.contains_key(&key) {
                key.1 = u32::MAX;
            }
            pairs.entry(key).or_default().add(&fact, deals.holds(fact.asin, fact.date));
        }
        let nameless = ledger.nameless_creator();
        let mut pairs: Vec<((u32, u32), Sums)> = pairs.into_iter().filter(|((creator, _), _)| Some(*creator) != nameless).collect();
        pairs.sort_unstable_by_key(|(key, _)| *key);
        let mut creators: Vec<(u32, Sums)> = Vec::new();
        for ((creator, _), sums) in &pairs {
            match creators.last_mut().filter(|(last, _)| last == creator) {
                Some((_, all)) => all.add_all(sums),
                None => creators.push((*creator, *sums)),
            }
        }
        Crossing { pairs, creators }
    }

    /// Each creator against what others make of the same products. `None` where there is nothing to compare.
    pub fn excesses(&self, share: Share) -> Option<Excesses> {
        let cell = |((creator, asin), sums): &((u32, u32), Sums)| {
            let (successes, trials) = sums.of(share);
            Some(Cell { group: *creator, kind: *asin, successes: u64::try_from(successes).ok()?, trials: u64::try_from(trials).ok()? })
        };
        excesses(&self.pairs.iter().filter_map(cell).collect::<Vec<_>>())
    }

    /// Successes and trials of all creators together.
    pub fn whole(&self, share: Share) -> (i64, i64) {
        self.creators.iter().map(|(_, sums)| sums.of(share)).fold((0, 0), |all, own| (all.0.saturating_add(own.0), all.1.saturating_add(own.1)))
    }

    pub fn creator(&self, code: u32) -> Option<&Sums> {
        self.creators.binary_search_by_key(&code, |(creator, _)| *creator).ok().and_then(|at| self.creators.get(at)).map(|(_, sums)| sums)
    }
}
