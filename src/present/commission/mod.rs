//! The commission engine ready to be shown.

mod card;
pub mod charts;
pub mod costs;
mod fields;
pub mod model;
pub mod offer;
pub mod offers;
pub mod origins;
pub mod plan;
pub mod rates;
pub mod tiers;
pub mod what_if;
pub mod words;
