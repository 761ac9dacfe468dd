//! The browser: the only place that touches storage, the worker and the window.

/// What a bug looks like to the user.
pub mod panic;
/// A canvas as a file.
#[cfg(feature = "web")]
pub mod picture;
/// What is kept between visits.
#[cfg(feature = "web")]
pub mod storage;
/// A value that arrives later.
#[cfg(feature = "web")]
mod later;
/// The page's end of the worker.
#[cfg(feature = "web")]
pub mod engine;
/// A file as blocks of bytes.
#[cfg(feature = "worker")]
mod blocks;
/// The worker's message loop.
#[cfg(feature = "worker")]
pub mod worker_host;
