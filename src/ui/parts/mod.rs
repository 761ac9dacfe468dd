//! What pages are made of.

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
pub mod filters;
pub mod icon;
pub mod issues;
pub mod mapping;
pub mod mapping_preview;
pub mod messages;
pub mod rail;
pub mod row_panel;
pub mod rules;
pub mod tiles;
pub mod top;
