//! The address of the page: read, written, watched.

use wasm_bindgen::prelude::*;

use crate::protocol::route::{Page, View};

fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// What the address asks for; `otherwise` is the page of an address that names none.
pub fn read(otherwise: Page) -> View {
    View::from_hash(&hash(), otherwise)
}

/// Whether a new entry is made in the history or the present one changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    New,
    Same,
}

/// Writes the address. No event follows; the caller already knows the view.
pub fn write(view: &View, entry: Entry) {
    let address = view.to_hash();
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    // Refused in some sandboxes: the page then works without its address.
    let _ = match entry {
        Entry::New if hash() != address => history.push_state_with_url(&JsValue::NULL, "", Some(&address)),
        _ => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
    };
}

/// Calls `on_change` for every link, back and forward, for as long as the page lives.
pub fn watch(on_change: impl Fn() + 'static) {
    super::viewport::listen("hashchange", move |_: web_sys::Event| on_change());
}
