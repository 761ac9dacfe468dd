//! The page's colours and font, for a canvas, which knows no custom properties.

use plotters::style::RGBColor;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, Element, HtmlElement};

/// Read anew for every drawing: cheap, and right after every change of theme.
#[derive(Clone, Debug)]
pub struct Theme {
    /// First, second, third and fourth series.
    pub series: [RGBColor; 4],
    pub text: RGBColor,
    pub title: RGBColor,
    pub grid: RGBColor,
    pub immature: RGBColor,
    pub paper: RGBColor,
    /// Font families, as in CSS.
    pub family: String,
}

const INK: RGBColor = RGBColor(28, 33, 38);

impl Theme {
    /// The colours as they come out at `place`, whatever theme or forced colours are in force. `None` outside a document.
    pub fn read(place: &Element) -> Option<Theme> {
        let window = web_sys::window()?;
        let probe: HtmlElement = window.document()?.create_element("span").ok()?.dyn_into().ok()?;
        probe.set_hidden(true);
        probe.style().set_property("forced-color-adjust", "none").ok()?;
        place.append_child(&probe).ok()?;
        let computed = window.get_computed_style(&probe).ok().flatten();
        let forced = window.match_media("(forced-colors: active)").ok().flatten().is_some_and(|query| query.matches());
        let theme = computed.map(|computed| Theme::of(&probe, &computed, forced));
        probe.remove();
        theme
    }

    fn of(probe: &HtmlElement, computed: &CssStyleDeclaration, forced: bool) -> Theme {
        let colour = |own: &str, system: &str| {
            let value = if forced { system.to_owned() } else { format!("var({own})") };
            let set = probe.style().set_property("color", &value);
            debug_assert!(set.is_ok(), "a style may be set by script");
            parse(&computed.get_property_value("color").unwrap_or_default())
        };
        Theme {
            series: [
                colour("--accent", "LinkText"),
                colour("--loss", "CanvasText"),
                colour("--soft", "GrayText"),
                colour("--ink", "VisitedText"),
            ],
            text: colour("--soft", "CanvasText"),
            title: colour("--ink", "CanvasText"),
            grid: colour("--line", "GrayText"),
            immature: colour("--sunk", "Canvas"),
            paper: colour("--card", "Canvas"),
            family: computed.get_property_value("font-family").unwrap_or_default(),
        }
    }
}

/// `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`, the form in which browsers give any sRGB colour; anything else becomes ink.
fn parse(text: &str) -> RGBColor {
    let inner = text.trim_start_matches("rgba").trim_start_matches("rgb").trim_start_matches('(');
    let mut parts = inner.split([',', ')', ' ']).filter(|part| !part.is_empty()).map(str::parse::<u8>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(r)), Some(Ok(g)), Some(Ok(b))) => RGBColor(r, g, b),
        _ => INK,
    }
}
