//! The saved formats: settings, and the snapshot of a workspace. Their types are their own; core types are converted.

pub mod bits;
pub mod commission_terms;
pub mod dialects;
pub mod edits;
pub mod packing;
pub mod settings;
pub mod sheets;
pub mod snapshot;
pub mod source;
pub mod standards;

/// Version of the packed bytes this build writes; it reads this and every older one.
pub const SCHEMA: u32 = 3;
