//! One file a page.

pub mod commission;
pub mod data;
pub mod diagnosis;
pub mod overview;
pub mod performance;
pub mod settings;
