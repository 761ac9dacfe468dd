//! Documents in other formats.

pub mod commission;
pub mod commission_plans;
pub mod commission_shape;
pub mod csv;
pub mod findings;
pub mod json;
pub mod trust;
pub mod trust_shape;
