//! Rates as parts per million.

/// A rate in whole parts per million: 12.5 % is 125,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u32);

/// Parts in the whole.
pub const PARTS_PER_WHOLE: u32 = 1_000_000;

impl Rate {
    /// `None` above 100 %: no programme pays more than the sale.
    pub const fn from_ppm(ppm: u32) -> Option<Rate> {
        if ppm <= PARTS_PER_WHOLE { Some(Rate(ppm)) } else { None }
    }

    pub const fn ppm(self) -> u32 {
        self.0
    }
}
