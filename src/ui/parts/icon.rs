//! Drawings beside words; never instead of them.

use leptos::prelude::*;

use crate::present::model::Level;
use crate::ui::state::Tone;

/// One of the few drawings the page uses, in the colour of the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    Check,
    Caution,
    Stop,
    About,
    Close,
    Tray,
    Lock,
    Up,
    Down,
    Back,
    Again,
}

impl From<Tone> for Drawing {
    fn from(tone: Tone) -> Drawing {
        match tone {
            Tone::Done => Drawing::Check,
            Tone::Attention => Drawing::Caution,
            Tone::Problem => Drawing::Stop,
        }
    }
}

impl From<Level> for Drawing {
    fn from(level: Level) -> Drawing {
        match level {
            Level::Error => Drawing::Stop,
            Level::Warning => Drawing::Caution,
            Level::Info => Drawing::About,
        }
    }
}

/// The drawing, hidden from assistive technology: the words beside it say the same.
#[component]
pub fn Icon(drawing: Drawing) -> impl IntoView {
    let path = match drawing {
        Drawing::Check => "M3 8.5l3.2 3.2L13 5",
        Drawing::Caution => "M8 2.5l6.2 11H1.8zM8 6.8v3M8 11.6v.2",
        Drawing::Stop => "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
        Drawing::About => "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8zM8 7.4v3.8M8 4.8v.2",
        Drawing::Close => "M4 4l8 8M12 4l-8 8",
        Drawing::Tray => "M8 2v7.5M4.8 6.5L8 9.8l3.2-3.3M2.5 10v3.5h11V10",
        Drawing::Lock => "M4 7.2h8v6H4zM5.6 7V5a2.4 2.4 0 014.8 0v2",
        Drawing::Up => "M8 13V3.5M4 7.2l4-4 4 4",
        Drawing::Down => "M8 3v9.5M4 8.8l4 4 4-4",
        Drawing::Back => "M5.8 2.8L2.6 6l3.2 3.2M2.8 6h6.4a3.6 3.6 0 010 7.2H6",
        Drawing::Again => "M10.2 2.8L13.4 6l-3.2 3.2M13.2 6H6.8a3.6 3.6 0 000 7.2H10",
    };
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=path></path></svg>
    }
}
