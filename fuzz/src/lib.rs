//! What must hold whatever the bytes are. Each promise is a target of `make fuzz`, and `tests/promises.rs` keeps them with the
//! inputs of the tests and with what searching has found.

pub mod dates;
pub mod detection;
pub mod restore;
pub mod rows;
pub mod scan;
pub mod values;
