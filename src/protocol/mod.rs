//! What crosses between page and worker.

pub mod messages;
pub mod route;
