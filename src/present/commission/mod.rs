//! The commission engine ready to be shown.

pub mod charts;
pub mod costs;
pub mod model;
pub mod offer;
pub mod offers;
pub mod plan;
pub mod rates;
pub mod tiers;
pub mod what_if;
pub mod words;
