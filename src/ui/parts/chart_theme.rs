//! Which of the page's colours a chart uses for what.

use plotters::style::RGBColor;
use web_sys::Element;

use crate::shell::palette::Palette;

/// Read anew for every drawing: cheap, and right after every change of theme.
#[derive(Clone, Debug)]
pub struct Theme {
    /// First, second, third and fourth series; legend and tooltip have the same in `chart.css`.
    pub series: [RGBColor; 4],
    pub text: RGBColor,
    pub title: RGBColor,
    pub grid: RGBColor,
    pub immature: RGBColor,
    pub paper: RGBColor,
    /// Font families, as in CSS.
    pub family: String,
}

impl Theme {
    /// The colours as they come out at `place`. `None` outside a document.
    pub fn read(place: &Element) -> Option<Theme> {
        let palette = Palette::at(place)?;
        let colour = |token, system| {
            let (red, green, blue) = palette.colour(token, system);
            RGBColor(red, green, blue)
        };
        Some(Theme {
            series: [colour("--accent", "LinkText"), colour("--loss", "CanvasText"), colour("--soft", "GrayText"), colour("--ink", "VisitedText")],
            text: colour("--soft", "CanvasText"),
            title: colour("--ink", "CanvasText"),
            grid: colour("--line", "GrayText"),
            immature: colour("--sunk", "Canvas"),
            paper: colour("--card", "Canvas"),
            family: palette.font_family(),
        })
    }
}
