//! Amounts, rates, exact ratios, civil dates and identifiers. Imports nothing of ours.

pub mod amount;
pub mod currency;
pub mod date;
pub mod decimal;
pub mod fingerprint;
pub mod identifier;
pub mod link;
pub mod rate;
pub mod ratio;

pub use amount::Amount;
pub use currency::Currency;
pub use date::{Date, Weekday};
pub use link::Programme;
pub use rate::Rate;
pub use ratio::Ratio;
