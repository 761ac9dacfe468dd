//! What the page may do to the window around it: focus, scroll, title, dialogs, listening.

use wasm_bindgen::JsCast;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDialogElement, HtmlElement};

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Listens on the window for as long as the page lives.
pub fn listen<E: FromWasmAbi + 'static>(event: &str, on_event: impl Fn(E) + 'static) {
    let listener = Closure::<dyn Fn(E)>::new(on_event);
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    }
    listener.forget();
}

/// Runs after the page has taken in what was just changed.
pub fn after_paint(run: impl FnOnce() + 'static) {
    let once = Closure::once_into_js(run);
    if let Some(window) = web_sys::window() {
        let _ = window.request_animation_frame(once.unchecked_ref());
    }
}

/// Waits at most so long for a window that is never idle, and where idleness cannot be asked for.
const IDLE_MS_MAX: u16 = 500;

/// Runs once the page has nothing better to do.
pub fn when_idle(run: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let once = Closure::once_into_js(run);
    let options = web_sys::IdleRequestOptions::new();
    options.set_timeout(IDLE_MS_MAX.into());
    if window.request_idle_callback_with_options(once.unchecked_ref(), &options).is_err() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(once.unchecked_ref(), IDLE_MS_MAX.into());
    }
}

/// Moves focus to an element by its id; false when there is none.
pub fn focus_id(id: &str) -> bool {
    let element = document().and_then(|document| document.get_element_by_id(id));
    element.and_then(|element| element.dyn_into::<HtmlElement>().ok()).is_some_and(|element| element.focus().is_ok())
}

/// Gives the focus to an element by its id if what had it is gone; otherwise leaves it where it is.
pub fn rescue_focus(id: impl Into<String>) {
    let id = id.into();
    after_paint(move || {
        let lost = document().is_some_and(|document| match document.active_element() {
            Some(element) => element.tag_name() == "BODY",
            None => true,
        });
        if lost {
            focus_id(&id);
        }
    });
}

/// Shows a new page from its top.
pub fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// What the tab and the history say.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Tells whoever drives the page that it can be used and will make no more requests: once boot.js has what is used seldom too.
pub fn mark_ready() {
    let Some(window) = web_sys::window() else { return };
    let rest = js_sys::Reflect::get(&window, &"__rest".into()).unwrap_or_default();
    wasm_bindgen_futures::spawn_local(async move {
        // What could not be had was reported there; the page can do without.
        let _ = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&rest)).await;
        let _ = js_sys::Reflect::set(&window, &"__appReady".into(), &JsValue::TRUE);
    });
}

/// Opens a dialog above everything; the browser moves focus into it, and back when it closes.
pub fn open_dialog(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        let _ = dialog.show_modal();
    }
}

/// The window's own print dialog.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// The element the app lives in, emptied of the static page that stood there while the app was loading.
pub fn app_root() -> Option<HtmlElement> {
    let root = document()?.get_element_by_id("app")?.dyn_into::<HtmlElement>().ok()?;
    root.replace_children_with_node_0();
    Some(root)
}

/// A scrolled table: how far, how tall the opening, how tall one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scrolled {
    pub top: f64,
    pub height: f64,
    pub row_height: f64,
}

/// Measures a scroll container by its first element marked `data-row`.
pub fn scrolled(container: &HtmlElement) -> Scrolled {
    let row = container.query_selector("[data-row]").ok().flatten().and_then(|row| row.dyn_into::<HtmlElement>().ok());
    Scrolled {
        top: f64::from(container.scroll_top()),
        height: f64::from(container.client_height()),
        row_height: row.map_or(0.0, |row| row.get_bounding_client_rect().height()),
    }
}

/// Back to the first row.
pub fn scroll_container_to_top(container: &HtmlElement) {
    container.set_scroll_top(0);
}

/// Whether the field that changed holds something that is not a value yet, such as a date without its day.
pub fn is_half_typed(event: &web_sys::Event) -> bool {
    let Some(field) = event.target() else { return false };
    let validity = js_sys::Reflect::get(&field, &"validity".into());
    validity.and_then(|validity| js_sys::Reflect::get(&validity, &"badInput".into())).is_ok_and(|is_bad| is_bad.is_truthy())
}

/// Whether the fold that was just opened or closed is open now.
pub fn is_open(event: &web_sys::Event) -> bool {
    event.target().and_then(|fold| fold.dyn_into::<web_sys::Element>().ok()).is_some_and(|fold| fold.has_attribute("open"))
}

/// A step taken back or repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Back,
    Again,
}

/// Listens for Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y (Command on a Mac) outside of fields, which undo their own typing, and dialogs.
pub fn watch_undo_keys(on_step: impl Fn(Step) + 'static) {
    listen("keydown", move |event: web_sys::KeyboardEvent| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return;
        }
        let step = match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
            ("z", false) => Step::Back,
            ("z", true) | ("y", false) => Step::Again,
            _ => return,
        };
        let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if element.is_some_and(|element| element.closest("input:not([type=radio]), textarea, select, dialog").ok().flatten().is_none()) {
            event.prevent_default();
            on_step(step);
        }
    });
}
