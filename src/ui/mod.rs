//! The page: declares what is shown. It computes no figure and formats no number; what it shows arrives as text.

mod actions;
mod app;
mod loaders;
mod pages;
pub mod parts;
mod state;

pub use app::mount;
