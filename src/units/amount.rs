//! Money as a whole number of micros.

/// An amount of money in micros, millionths of the currency unit. Exact: no floating point is ever involved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// Micros in one currency unit.
pub const MICROS_PER_UNIT: i64 = 1_000_000;
/// Decimal places an amount keeps.
pub const AMOUNT_PLACES: u32 = 6;
/// Largest amount one cell may hold, a hundred billion units: above any programme also in yen, low enough that ninety such
/// rows still sum without overflow.
pub const AMOUNT_MICROS_MAX: i64 = 100_000_000_000 * MICROS_PER_UNIT;

impl Amount {
    pub const ZERO: Amount = Amount(0);

    pub const fn from_micros(micros: i64) -> Amount {
        Amount(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }
}
