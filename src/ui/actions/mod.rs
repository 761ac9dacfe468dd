//! What the reader can do: each asks the worker or the storage and puts the outcome on the desk.

pub mod backup;
pub mod import;
pub mod saving;
pub mod settings;
pub mod start;
pub mod take_out;
pub mod thinking;
