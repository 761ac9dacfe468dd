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
/// Which view the address asks for.
#[cfg(feature = "web")]
pub mod route;
/// Focus, scroll, title, dialogs, print.
#[cfg(feature = "web")]
pub mod viewport;
/// Files and text that arrive at the window.
#[cfg(feature = "web")]
pub mod files;
/// Text handed over as a file.
#[cfg(feature = "web")]
pub mod download;
/// Text handed over for pasting.
#[cfg(feature = "web")]
pub mod clipboard;
/// Light or dark.
#[cfg(feature = "web")]
pub mod theme;
/// The clock, and how this browser writes times and sizes.
#[cfg(feature = "web")]
pub mod locale;
