//! The colours and the font the style sheet gives to a place on the page, for a canvas, which knows no custom properties.

use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, Element, HtmlElement};

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

const INK: Rgb = (28, 33, 38);

/// Reads as the browser computes, whatever theme or forced colours are in force.
pub struct Palette {
    probe: HtmlElement,
    computed: CssStyleDeclaration,
    is_forced: bool,
}

impl Palette {
    /// `None` outside a document.
    pub fn at(place: &Element) -> Option<Palette> {
        let window = web_sys::window()?;
        let probe: HtmlElement = window.document()?.create_element("span").ok()?.dyn_into().ok()?;
        probe.set_hidden(true);
        probe.style().set_property("forced-color-adjust", "none").ok()?;
        let is_forced = window.match_media("(forced-colors: active)").ok().flatten().is_some_and(|query| query.matches());
        let computed = window.get_computed_style(&probe).ok().flatten()?;
        place.append_child(&probe).ok()?;
        Some(Palette { probe, computed, is_forced })
    }

    /// A token such as `--accent`, or this system colour where the user has forced their own.
    pub fn colour(&self, token: &str, system: &str) -> Rgb {
        let value = if self.is_forced { system.to_owned() } else { format!("var({token})") };
        let set = self.probe.style().set_property("color", &value);
        debug_assert!(set.is_ok(), "a style may be set by script");
        parse(&self.computed.get_property_value("color").unwrap_or_default())
    }

    /// Families, as in CSS.
    pub fn font_family(&self) -> String {
        self.computed.get_property_value("font-family").unwrap_or_default()
    }
}

impl Drop for Palette {
    fn drop(&mut self) {
        self.probe.remove();
    }
}

/// `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`, the form in which browsers give any sRGB colour; anything else becomes ink.
fn parse(text: &str) -> Rgb {
    let inner = text.trim_start_matches("rgba").trim_start_matches("rgb").trim_start_matches('(');
    let mut parts = inner.split([',', ')', ' ']).filter(|part| !part.is_empty()).map(str::parse::<u8>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(red)), Some(Ok(green)), Some(Ok(blue))) => (red, green, blue),
        _ => INK,
    }
}
