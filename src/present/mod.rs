//! Analysis to models and documents. `format` alone turns numbers into text.

pub mod aliases;
pub mod change;
pub mod chart;
pub mod commission;
pub mod diagnosis;
pub mod figure_model;
pub mod files;
pub mod format;
pub mod formats;
pub mod identity_model;
pub mod mapping;
pub mod model;
pub mod overlap;
pub mod overview;
pub mod programmes;
pub mod quality;
pub mod quality_model;
pub mod ranking;
pub mod render;
pub mod sheet_mapping;
pub mod sources;
pub mod table;
pub mod trial;
