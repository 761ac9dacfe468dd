//! The page.

pub mod parts;
