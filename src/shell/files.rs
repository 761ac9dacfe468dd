//! Files and text that arrive at the window: chosen, dropped, pasted.

use js_sys::{Array, JsString};
use wasm_bindgen::JsCast;
use web_sys::{Blob, ClipboardEvent, DragEvent, Event, File, FileList, HtmlInputElement};

use super::viewport::listen;

fn to_vec(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default()
}

/// The files chosen in an `input`, which is emptied so that the same file can be chosen again.
pub fn take_chosen(event: &Event) -> Vec<File> {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return Vec::new() };
    let files = to_vec(input.files());
    input.set_value("");
    files
}

/// A saved text as the worker opens it. `None` where the browser has no memory left for it.
pub fn blob_of(text: &JsString) -> Option<Blob> {
    Blob::new_with_str_sequence(&Array::of1(text)).ok()
}

fn holds_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}

/// Watches the whole window for dragged files: `on_hover` says whether some are held above it.
pub fn watch_drops(on_hover: impl Fn(bool) + Clone + 'static, on_files: impl Fn(Vec<File>) + 'static) {
    let hover = on_hover.clone();
    listen("dragover", move |event: DragEvent| {
        if holds_files(&event) {
            event.prevent_default();
            hover(true);
        }
    });
    let hover = on_hover.clone();
    listen("dragleave", move |event: DragEvent| {
        // Leaving one element for another inside the window names the other.
        if event.related_target().is_none() {
            hover(false);
        }
    });
    listen("drop", move |event: DragEvent| {
        on_hover(false);
        if holds_files(&event) {
            event.prevent_default();
            on_files(to_vec(event.data_transfer().and_then(|transfer| transfer.files())));
        }
    });
}

/// Watches for tables pasted onto the page itself, not into one of its fields.
pub fn watch_pastes(on_text: impl Fn(String) + 'static) {
    listen("paste", move |event: ClipboardEvent| {
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if element.is_some_and(|element| element.closest("input, textarea, select, dialog").ok().flatten().is_some()) {
            return;
        }
        let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        if !text.trim().is_empty() {
            event.prevent_default();
            on_text(text);
        }
    });
}
