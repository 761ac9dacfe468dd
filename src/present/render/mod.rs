//! Documents in other formats.

pub mod csv;
pub mod json;
