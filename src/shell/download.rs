//! Text handed to the user as a file.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// The browser would not make a file.
#[derive(Debug, thiserror::Error)]
#[error("The browser refused to save {0}. Allow downloads for this page and try again.")]
pub struct DownloadError(String);

/// Lets the browser save `text` under `name`.
pub fn save_text(name: &str, media_type: &str, text: &str) -> Result<(), DownloadError> {
    save(name, media_type, &text.into()).map_err(|_| DownloadError(name.into()))
}

/// The same of a text in UTF-8 that the browser holds.
pub fn save_blob(name: &str, media_type: &str, text: &Blob) -> Result<(), DownloadError> {
    save(name, media_type, text).map_err(|_| DownloadError(name.into()))
}

fn save(name: &str, media_type: &str, part: &JsValue) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_blob_sequence_and_options(&js_sys::Array::of1(part), &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The click has already taken hold of the data.
    Url::revoke_object_url(&address)
}
