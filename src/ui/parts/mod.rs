//! What pages are made of.

mod canvas;
pub mod chart;
mod chart_draw;
mod chart_image;
mod chart_theme;
mod chart_watch;
