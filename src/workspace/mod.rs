//! The saved workspace: its form as text.

pub mod packing;

/// Version of the packed bytes this build writes; it reads this and every older one.
pub const SCHEMA: u32 = 1;
