//! What makes a drawing outdated: its size, the screen's pixels, the theme.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::request_animation_frame;
use wasm_bindgen::prelude::*;
use web_sys::{Element, MediaQueryList, MutationObserver, MutationObserverInit, ResizeObserver};

/// What the device asks for; the reader's own choice is an attribute of the root element.
const THEME_QUERIES: [&str; 2] = ["(prefers-color-scheme: dark)", "(forced-colors: active)"];

/// Device pixels a CSS pixel: the screen's, times the zoom.
pub fn pixel_ratio() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// Calls until dropped.
pub struct Watch {
    size: ResizeObserver,
    choice: MutationObserver,
    queries: Vec<MediaQueryList>,
    _call: Closure<dyn Fn()>,
}

impl Watch {
    /// Calls `redraw` at most once a frame after a change, and once at the beginning. `None` in a browser without
    /// `ResizeObserver`, which also has no wasm as we use it.
    pub fn start(element: &Element, redraw: impl Fn() + 'static) -> Option<Watch> {
        let window = web_sys::window()?;
        let redraw = in_one_frame(redraw);
        let call = Closure::<dyn Fn()>::new(redraw);
        let function = call.as_ref().unchecked_ref();
        let size = ResizeObserver::new(function).ok()?;
        size.observe(element);
        let choice = MutationObserver::new(function).ok()?;
        let attributes = MutationObserverInit::new();
        attributes.set_attributes(true);
        let root = window.document()?.document_element()?;
        choice.observe_with_options(&root, &attributes).ok()?;
        let resolution = format!("(resolution: {}dppx)", pixel_ratio());
        let queries = THEME_QUERIES.into_iter().chain([resolution.as_str()]);
        let queries: Vec<MediaQueryList> = queries.filter_map(|query| window.match_media(query).ok().flatten()).collect();
        for query in &queries {
            query.set_onchange(Some(function));
        }
        Some(Watch { size, choice, queries, _call: call })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.size.disconnect();
        self.choice.disconnect();
        for query in &self.queries {
            query.set_onchange(None);
        }
    }
}

/// Many calls before the next frame become one in it.
pub fn in_one_frame(draw: impl Fn() + 'static) -> impl Fn() + 'static {
    let draw = Rc::new(draw);
    let is_asked = Rc::new(Cell::new(false));
    move || {
        if !is_asked.replace(true) {
            let (draw, is_asked) = (draw.clone(), is_asked.clone());
            request_animation_frame(move || {
                is_asked.set(false);
                draw();
            });
        }
    }
}
