//! The browser: the only place that touches storage, the worker and the window.

/// A file as blocks of bytes.
#[cfg(feature = "worker")]
pub mod blocks;
/// The worker that opens archives and workbooks.
#[cfg(feature = "books")]
pub mod book_worker;
/// Archives and workbooks, opened by a worker of their own.
#[cfg(feature = "worker")]
mod books;
/// When a drawing has to be made again.
#[cfg(feature = "web")]
pub mod changes;
/// Text handed over for pasting.
#[cfg(feature = "web")]
pub mod clipboard;
/// Text handed over as a file.
#[cfg(feature = "web")]
pub mod download;
/// The page's end of the worker.
#[cfg(feature = "web")]
pub mod engine;
/// Files and text that arrive at the window.
#[cfg(feature = "web")]
pub mod files;
/// A value that arrives later.
#[cfg(any(feature = "web", feature = "worker"))]
mod later;
/// The clock, and how this browser writes times and sizes.
#[cfg(feature = "web")]
pub mod locale;
/// The style sheet's colours and font, for a canvas.
#[cfg(feature = "web")]
pub mod palette;
/// What a bug looks like to the user.
#[cfg(any(feature = "web", feature = "worker"))]
pub mod panic;
/// A canvas as a file.
#[cfg(feature = "web")]
pub mod picture;
/// An import's files, read one after another.
#[cfg(feature = "worker")]
mod reading;
/// Memory asked for at once.
#[cfg(feature = "worker")]
mod room;
/// Which view the address asks for.
#[cfg(feature = "web")]
pub mod route;
/// One worker that reads shares of large files for another.
#[cfg(feature = "worker")]
mod share_reader;
/// Large files read together with other workers.
#[cfg(feature = "worker")]
mod sharing;
/// The page's hand on the workers that work for the host.
#[cfg(feature = "web")]
mod side_workers;
/// What is kept between visits.
#[cfg(feature = "web")]
pub mod storage;
/// Text of older encodings, by the browser's own decoder.
#[cfg(feature = "worker")]
mod text_decoder;
/// Light or dark.
#[cfg(feature = "web")]
pub mod theme;
/// Time and turns in a worker.
#[cfg(feature = "worker")]
mod timer;
/// Focus, scroll, title, dialogs, print.
#[cfg(feature = "web")]
pub mod viewport;
/// The worker's message loop.
#[cfg(feature = "worker")]
pub mod worker_host;
