//! Pictures handed to the user as files.

use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlAnchorElement, HtmlCanvasElement, Url};

/// A canvas that is not on the page.
pub fn canvas() -> Option<HtmlCanvasElement> {
    web_sys::window()?.document()?.create_element("canvas").ok()?.dyn_into().ok()
}

/// Lets the browser save the canvas as PNG under `name`, a moment later. `None` where the browser has no memory for it.
pub fn save_png(canvas: &HtmlCanvasElement, name: &str) -> Option<()> {
    let name = name.to_owned();
    let made = Closure::once_into_js(move |png: JsValue| {
        if let Some(png) = png.dyn_ref() {
            offer(png, &name);
        }
    });
    canvas.to_blob(made.unchecked_ref()).ok()
}

fn offer(png: &Blob, name: &str) -> Option<()> {
    let address = Url::create_object_url_with_blob(png).ok()?;
    let link: HtmlAnchorElement = web_sys::window()?.document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The click has already taken hold of the data.
    Url::revoke_object_url(&address).ok()
}
