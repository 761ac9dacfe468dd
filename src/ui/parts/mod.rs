//! What pages are made of.

pub mod bring;
mod canvas;
pub mod chart;
mod chart_draw;
mod chart_image;
mod chart_theme;
pub mod confirm;
pub mod data_table;
pub mod drop_zone;
pub mod empty;
pub mod file_card;
mod file_details;
pub mod file_list;
pub mod filters;
pub mod icon;
pub mod issues;
pub mod mapping;
mod mapping_outcome;
mod mapping_preview;
mod mapping_step;
pub mod messages;
pub mod overlaps;
pub mod rail;
pub mod row_panel;
pub mod rules;
pub mod tiles;
pub mod top;
