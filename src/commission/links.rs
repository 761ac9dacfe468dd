//! What each creator sold of each product month by month, with the rate it was paid at: what the ledger of rates is made from.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::ledger::{Fact, Ledger, Measure};
use crate::units::ratio::in_millionths;
use crate::units::{Date, Rate};

/// Links that are told apart. Beyond it (a file of millions of creators) the rest is added up as of unknown rate.
pub const CELLS_MAX: usize = 400_000;

/// The rate of one row, as far as it can be told from the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowRate {
    /// Written in the file, or said by the creator's opt-in, in parts per million.
    Given(u32),
    /// Commission ÷ revenue in steps of half a percentage point: rows of one rate lie in one step or two.
    Step(u16),
    /// No revenue to divide by, or more commission than revenue.
    Unknown,
}

/// One creator, product, month and row rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellKey {
    pub asin: u32,
    /// After aliases.
    pub creator: u32,
    /// See [`Date::month_index`].
    pub month: u16,
    pub rate: RowRate,
}

/// Sums of one cell; money in micros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub key: CellKey,
    pub revenue: i128,
    pub commission: i128,
    pub orders: i128,
    pub rows: u64,
    pub first: Date,
    pub last: Date,
}

/// All cells in key order, and the rows that could take no part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    pub cells: Vec<Cell>,
    /// Rows that lack revenue or commission.
    pub rows_without_amounts: u64,
}

/// Half a percentage point in parts per million: see [`RowRate::Step`].
pub const STEP_PPM: i64 = 5_000;

fn row_rate(given: Option<u32>, revenue: i64, commission: i64) -> RowRate {
    if let Some(ppm) = given {
        return RowRate::Given(ppm);
    }
    let ratio = in_millionths(i128::from(commission), i128::from(revenue));
    let step = ratio.filter(|ppm| (0..=1_000_000).contains(ppm)).and_then(|ppm| u16::try_from((ppm + i128::from(STEP_PPM / 2)) / i128::from(STEP_PPM)).ok());
    step.map_or(RowRate::Unknown, RowRate::Step)
}

/// Commission is paid in whole cents: half of one, in micros.
pub const HALF_CENT_MICROS: i128 = 5_000;

/// Whether commission can have been paid at a rate, to within the tolerance and a rounding to cents. A table that says otherwise
/// speaks of another link of the creator.
fn agrees(ppm: u32, revenue: i64, commission: i64, tolerance_ppm: u32) -> bool {
    let (revenue, commission) = (i128::from(revenue), i128::from(commission));
    let apart = (commission * 1_000_000 - revenue * i128::from(ppm)).abs();
    apart <= revenue.abs() * i128::from(tolerance_ppm) + HALF_CENT_MICROS * 1_000_000
}

/// Adds up every row that counts. A rate written in the row holds; else what `given` says the creator opted in at, where what was
/// paid agrees with it.
pub fn cells(ledger: &Ledger, tolerance_ppm: u32, given: impl Fn(u32, u32, Date) -> Option<u32>) -> Cells {
    let mut found: HashMap<CellKey, Cell, FixedState> = HashMap::with_hasher(FixedState::with_seed(0));
    let mut rows_without_amounts = 0;
    let value = |fact: &Fact, measure: Measure| fact.values.get(measure.index()).copied().unwrap_or(0);
    for (row, fact) in ledger.columns().facts(0..ledger.rows()) {
        if ledger.is_excluded(row) {
            continue;
        }
        if !fact.supplied.has(Measure::Revenue) || !fact.supplied.has(Measure::Commission) {
            rows_without_amounts += 1;
            continue;
        }
        let (revenue, commission) = (value(&fact, Measure::Revenue), value(&fact, Measure::Commission));
        let creator = ledger.canonical_creator(fact.creator);
        let said = || given(creator, fact.asin, fact.date).filter(|ppm| agrees(*ppm, revenue, commission, tolerance_ppm));
        let rate = row_rate(fact.rate.map(Rate::ppm).or_else(said), revenue, commission);
        let mut key = CellKey { asin: fact.asin, creator, month: fact.date.month_index(), rate };
        if found.len() >= CELLS_MAX && !found.contains_key(&key) {
            key = CellKey { asin: u32::MAX, creator: u32::MAX, month: key.month, rate: RowRate::Unknown };
        }
        let cell = found.entry(key).or_insert(Cell { key, revenue: 0, commission: 0, orders: 0, rows: 0, first: fact.date, last: fact.date });
        cell.revenue += i128::from(revenue);
        cell.commission += i128::from(commission);
        cell.orders += i128::from(value(&fact, Measure::Orders));
        cell.rows += 1;
        cell.first = cell.first.min(fact.date);
        cell.last = cell.last.max(fact.date);
    }
    let mut cells: Vec<Cell> = found.into_values().collect();
    cells.sort_unstable_by_key(|cell| cell.key);
    Cells { cells, rows_without_amounts }
}
