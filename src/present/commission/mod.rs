//! The commission engine ready to be shown.

pub mod words;
