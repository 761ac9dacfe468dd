//! What a bug looks like: after a panic a wasm instance is unusable, so the last thing it does is to say so. Only the place
//! in our source is told, never a message, which could hold what was in a cell.

use std::panic::PanicHookInfo;

/// The page's panel.
#[cfg(feature = "web")]
const PAGE_TEXT: &str = "Something broke on our side. Reload the page: your files are untouched.";

/// File name and line, without directories.
fn place(info: &PanicHookInfo<'_>) -> String {
    info.location().map_or_else(String::new, |at| {
        let file = at.file().rsplit(['/', '\\']).next().unwrap_or_default();
        format!("{file}:{}", at.line())
    })
}

/// From now on a panic of the page puts a panel above everything. Call first.
#[cfg(feature = "web")]
pub fn install_on_page() {
    std::panic::set_hook(Box::new(|info| {
        let shown = show_panel(&place(info));
        debug_assert!(shown.is_some(), "the page has a body");
    }));
}

#[cfg(feature = "web")]
fn show_panel(place: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let panel = document.create_element("p").ok()?;
    panel.set_class_name("panic");
    panel.set_attribute("role", "alert").ok()?;
    panel.set_attribute("data-place", place).ok()?;
    panel.set_text_content(Some(PAGE_TEXT));
    document.body()?.prepend_with_node_1(&panel).ok()
}

/// From now on a panic of the worker is posted to the page before the worker dies. Call first.
#[cfg(feature = "worker")]
pub fn install_in_worker() {
    std::panic::set_hook(Box::new(|info| {
        let text = format!("Something broke on our side ({}). Your files are untouched.", place(info));
        super::worker_host::post(0, crate::protocol::messages::Answer::Panicked { text }, None);
    }));
}
