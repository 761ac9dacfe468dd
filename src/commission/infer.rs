//! Rates concluded from commission ÷ revenue, where neither rows nor tables name them.

use super::links::{Cell, Cells, HALF_CENT_MICROS, RowRate, STEP_PPM};
use super::opt_ins::GivenRates;
use crate::units::ratio::in_millionths;

/// The rate of each cell by its place; `None` for cells that have a rate, and where none can be told.
pub struct Inferred {
    rates: Vec<Option<u32>>,
}

impl Inferred {
    pub fn rate_of(&self, at: usize) -> Option<u32> {
        self.rates.get(at).copied().flatten()
    }
}

/// Steps in which rates are sought.
const BIN_PPM: i64 = 500;
const BINS: usize = 2_001;
/// Rates are set in whole or broken percentage points: of the rates that fit, the roundest is taken. In parts per million.
const ROUND_STEPS: [i64; 8] = [10_000, 5_000, 2_500, 1_000, 500, 100, 10, 1];

/// A cell whose rate is sought.
struct Sought<'a> {
    at: usize,
    cell: &'a Cell,
    /// Commission ÷ revenue in parts per million.
    ppm: i64,
    /// How far from a rate it may lie and still be paid at it: the tolerance, and what rounding to cents can have moved it.
    reach: u64,
}

impl Sought<'_> {
    fn is_at(&self, rate: u32) -> bool {
        self.ppm.abs_diff(i64::from(rate)) <= self.reach
    }
}

/// Finds the rates most revenue was paid at, and gives every cell the nearest within the tolerance: first those that tables name
/// for its product or for its creator's opt-ins, then the most frequent one of what is left, until nothing is.
pub fn infer(cells: &Cells, named: &GivenRates, tolerance_ppm: u32) -> Inferred {
    let tolerance = i64::from(tolerance_ppm);
    let mut rates = vec![None; cells.cells.len()];
    let mut left: Vec<Sought<'_>> = Vec::new();
    for (at, cell) in cells.cells.iter().enumerate() {
        let Some(ppm) = ppm_of(cell) else { continue };
        let reach = tolerance.saturating_add(noise(cell.rows, cell.revenue).min(tolerance)).unsigned_abs();
        let sought = Sought { at, cell, ppm, reach };
        let nearest = named.of_link(cell.key.creator, cell.key.asin).min_by_key(|known| (i64::from(*known).abs_diff(ppm), *known));
        match nearest.filter(|known| sought.is_at(*known)) {
            Some(known) => set(&mut rates, at, known),
            None => left.push(sought),
        }
    }
    while let Some(found) = most_frequent(&left, tolerance) {
        let rate = roundest(&left, found, tolerance);
        let before = left.len();
        left.retain(|sought| {
            let belongs = sought.ppm.abs_diff(found) <= tolerance.unsigned_abs() || sought.is_at(rate);
            if belongs {
                set(&mut rates, sought.at, rate);
            }
            !belongs
        });
        if left.len() == before {
            break;
        }
    }
    Inferred { rates }
}

fn set(rates: &mut [Option<u32>], at: usize, rate: u32) {
    if let Some(slot) = rates.get_mut(at) {
        *slot = Some(rate);
    }
}

/// Commission ÷ revenue of a cell whose rate is not given. Where refunds leave next to nothing, cents decide what is left of it:
/// such a cell is taken for the step that each of its rows lies in.
fn ppm_of(cell: &Cell) -> Option<i64> {
    let RowRate::Step(step) = cell.key.rate else { return None };
    let middle = i64::from(step) * STEP_PPM;
    let ratio = in_millionths(cell.commission, cell.revenue).and_then(|ppm| i64::try_from(ppm).ok());
    Some(ratio.filter(|ppm| ppm.abs_diff(middle) <= STEP_PPM.unsigned_abs() / 2 && (0..=1_000_000).contains(ppm)).unwrap_or(middle))
}

/// How far the rounding of each row's commission to cents can have moved commission ÷ revenue, in parts per million.
fn noise(rows: u64, revenue: i128) -> i64 {
    let moved = in_millionths(HALF_CENT_MICROS.saturating_mul(i128::from(rows)), revenue.saturating_abs());
    moved.and_then(|ppm| i64::try_from(ppm).ok()).unwrap_or(i64::MAX / 4)
}

/// Middle of the window of twice the tolerance that holds most revenue; of equals the lowest.
fn most_frequent(left: &[Sought<'_>], tolerance: i64) -> Option<i64> {
    if left.is_empty() {
        return None;
    }
    let mut bins = vec![0_i128; BINS];
    for Sought { cell, ppm, .. } in left {
        let bin = usize::try_from(ppm / BIN_PPM).ok().and_then(|bin| bins.get_mut(bin));
        if let Some(bin) = bin {
            // A cell without much revenue still counts, or a refund alone would never find its rate.
            *bin += cell.revenue.abs().max(1);
        }
    }
    let reach = usize::try_from(tolerance / BIN_PPM).unwrap_or(0);
    let weight = |middle: usize| -> i128 { bins.iter().take((middle + reach + 1).min(BINS)).skip(middle.saturating_sub(reach)).sum() };
    let mut best = (0, 0);
    for middle in 0..BINS {
        // Only around a bin that holds something itself: the window is then centred on what is there.
        if bins.get(middle).is_some_and(|held| *held > 0) {
            let weight = weight(middle);
            if weight > best.0 {
                best = (weight, middle);
            }
        }
    }
    i64::try_from(best.1).ok().map(|bin| bin * BIN_PPM + BIN_PPM / 2)
}

/// The roundest rate that the cells of a window can have been paid at, given that commission is rounded to cents.
fn roundest(left: &[Sought<'_>], found: i64, tolerance: i64) -> u32 {
    let inside = left.iter().filter(|sought| sought.ppm.abs_diff(found) <= tolerance.unsigned_abs()).map(|sought| sought.cell);
    let (commission, revenue, rows) =
        inside.fold((0_i128, 0_i128, 0_u64), |(commission, revenue, rows), cell| (commission + cell.commission, revenue + cell.revenue, rows + cell.rows));
    let ratio = in_millionths(commission, revenue).and_then(|ppm| i64::try_from(ppm).ok());
    let ratio = ratio.filter(|ppm| (0..=1_000_000).contains(ppm)).unwrap_or(found);
    let most = noise(rows, revenue).min(tolerance);
    let round = ROUND_STEPS.iter().map(|step| (ratio + step / 2) / step * step).find(|candidate| candidate.abs_diff(ratio) <= most.unsigned_abs());
    u32::try_from(round.unwrap_or(ratio).clamp(0, 1_000_000)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::links::CellKey;
    use super::super::opt_ins::{OptIn, Version};
    use super::*;
    use crate::units::Date;

    fn cell(creator: u32, revenue_cents: i128, commission_cents: i128) -> Cell {
        let day = Date::from_iso("2026-02-03").expect("a day");
        let step = if revenue_cents == 0 { 20 } else { u16::try_from((commission_cents * 200 + revenue_cents / 2) / revenue_cents).expect("a rate") };
        let key = CellKey { asin: 0, creator, month: 313, rate: RowRate::Step(step) };
        Cell { key, revenue: revenue_cents * 10_000, commission: commission_cents * 10_000, orders: 1, rows: 1, first: day, last: day }
    }

    /// `known` are versions of product 0, which all cells made here sell unless a test says otherwise.
    fn inferred(cells: Vec<Cell>, known: &[u32]) -> Vec<Option<u32>> {
        let mut named = GivenRates::default();
        known.iter().for_each(|ppm| named.add_version(0, Version { from: None, ppm: *ppm }));
        inferred_with(cells, &named)
    }

    fn inferred_with(cells: Vec<Cell>, named: &GivenRates) -> Vec<Option<u32>> {
        let cells = Cells { cells, rows_without_amounts: 0 };
        let inferred = infer(&cells, named, 2_500);
        (0..cells.cells.len()).map(|at| inferred.rate_of(at)).collect()
    }

    #[test]
    fn commission_in_whole_cents_still_gives_the_round_rate() {
        // 12.99 × 16 % = 2.0784, paid 2.08 (16.012 %); 25.98 × 16 % = 4.1568, paid 4.16; 8 % likewise.
        let cells = vec![cell(1, 1_299, 208), cell(2, 2_598, 416), cell(3, 1_299, 104), cell(4, 12_990, 1_039)];
        assert_eq!(inferred(cells, &[]), [Some(160_000), Some(160_000), Some(80_000), Some(80_000)]);
    }

    #[test]
    fn a_named_rate_takes_what_lies_within_the_tolerance() {
        // 10.2 % lies within 0.25 points of 10 %; 10.4 % does not.
        let cells = vec![cell(1, 1_000_000, 102_000), cell(2, 1_000_000, 104_000)];
        assert_eq!(inferred(cells, &[100_000]), [Some(100_000), Some(104_000)]);
    }

    #[test]
    fn a_rate_named_for_one_product_says_nothing_of_another() {
        let mut of_other = cell(1, 1_000_000, 100_000);
        of_other.key.asin = 1;
        let cells = vec![cell(2, 1_000_000, 102_000), of_other];
        assert_eq!(inferred(cells.clone(), &[102_000]), [Some(102_000), Some(100_000)]);
        // What a creator opted in at is asked for all that this creator sells, and for nobody else.
        let mut named = GivenRates::default();
        named.add_opt_in(1, OptIn { on: None, ppm: Some(101_000) });
        assert_eq!(inferred_with(cells, &named), [Some(102_000), Some(101_000)]);
    }

    #[test]
    fn refunds_belong_to_the_rate_they_were_paid_at() {
        let cells = vec![cell(1, 100_000, 10_000), cell(2, -5_000, -500)];
        assert_eq!(inferred(cells, &[]), [Some(100_000), Some(100_000)]);
    }

    #[test]
    fn cents_left_after_a_refund_are_no_rate_of_their_own() {
        // 50.00 at 8 % = 4.00, of which 49.99 came back with 4.00: of 0.01 nothing is left, which is not 0 %.
        let mut left = cell(2, 1, 0);
        left.key.rate = RowRate::Step(16);
        let mut nothing = left;
        (nothing.key.creator, nothing.revenue) = (3, 0);
        assert_eq!(inferred(vec![cell(1, 100_000, 8_000), left, nothing], &[]), [Some(80_000); 3]);
    }

    #[test]
    fn rows_without_a_rate_of_their_own_have_none() {
        let mut unknown = cell(1, 0, 500);
        unknown.key.rate = RowRate::Unknown;
        assert_eq!(inferred(vec![unknown], &[]), [None]);
    }
}
