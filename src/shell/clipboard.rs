//! Text handed to the user for pasting.

use wasm_bindgen_futures::JsFuture;

/// The browser would not copy.
#[derive(Debug, thiserror::Error)]
#[error("The browser did not allow copying.")]
pub struct ClipboardError;

/// Puts `text` on the clipboard.
pub async fn copy(text: &str) -> Result<(), ClipboardError> {
    let window = web_sys::window().ok_or(ClipboardError)?;
    // Absent on pages served without encryption; asking the typed interface for it would then throw.
    let navigator = window.navigator();
    let present = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object());
    if !present {
        return Err(ClipboardError);
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.map(|_| ()).map_err(|_| ClipboardError)
}
