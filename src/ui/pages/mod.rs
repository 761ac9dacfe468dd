//! One file a page.

pub mod data;
pub mod overview;
pub mod performance;
pub mod settings;
