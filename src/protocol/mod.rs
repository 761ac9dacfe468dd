//! What crosses between page and workers.

pub mod books;
pub mod messages;
pub mod route;
pub mod sharing;
