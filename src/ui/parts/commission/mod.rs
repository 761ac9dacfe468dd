//! What the Commission page is made of.

pub mod costs;
mod fields;
mod figure_lines;
pub mod offer;
mod offer_card;
pub mod offers;
pub mod rates;
pub mod tiers;
mod what_if;
