//! `localStorage` itself: a few small JSON values through gloo-storage, and long texts as the strings they already are.

use gloo_storage::errors::StorageError as GlooError;
use gloo_storage::{LocalStorage, Storage as _};
use js_sys::JsString;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::error::{StorageError, What};

/// Every key of ours begins with this; no other key is ever read, changed or removed.
const PREFIX: &str = "creator-audit/";

#[wasm_bindgen]
extern "C" {
    /// `Storage`, taking and giving strings of the browser: a saved workspace is ten million bytes that wasm need not see.
    type TextStorage;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set_text(this: &TextStorage, key: &str, value: &JsString) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_text(this: &TextStorage, key: &str) -> Result<Option<JsString>, JsValue>;
}

/// A JSON value with the version of its shape.
#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    schema: u32,
    value: T,
}

#[derive(Deserialize)]
struct Version {
    schema: u32,
}

/// gloo-storage throws where storage is blocked, and merely asking the window for it can throw: every call passes here first.
fn reach() -> Result<web_sys::Storage, StorageError> {
    web_sys::window().and_then(|window| window.local_storage().ok().flatten()).ok_or(StorageError::Blocked)
}

fn reach_text() -> Result<TextStorage, StorageError> {
    reach()?;
    Ok(LocalStorage::raw().unchecked_into())
}

fn own(key: &str) -> String {
    format!("{PREFIX}{key}")
}

/// `None` when nothing was saved. `known` is the newest version this build reads.
pub(super) fn json<T: DeserializeOwned>(key: &str, what: &What, known: u32) -> Result<Option<T>, StorageError> {
    reach()?;
    let unreadable = || StorageError::Unreadable { what: what.clone() };
    // The version alone first: what a newer version put beside it may have any shape.
    match LocalStorage::get::<Version>(own(key)) {
        Err(GlooError::KeyNotFound(_)) => return Ok(None),
        Err(_) => return Err(unreadable()),
        Ok(Version { schema }) if schema > known => return Err(StorageError::Newer { found: schema, known }),
        Ok(_) => {}
    }
    LocalStorage::get::<Envelope<T>>(own(key)).map(|envelope| Some(envelope.value)).map_err(|_| unreadable())
}

/// Replaces the whole value or, on failure, leaves the old one.
pub(super) fn set_json<T: Serialize>(key: &str, what: &What, schema: u32, value: T) -> Result<(), StorageError> {
    reach()?;
    LocalStorage::set(own(key), Envelope { schema, value }).map_err(|error| match error {
        GlooError::JsError(error) => refusal(&error.name, what),
        _ => StorageError::Unreadable { what: what.clone() },
    })
}

pub(super) fn text(key: &str) -> Result<Option<JsString>, StorageError> {
    reach_text()?.get_text(&own(key)).map_err(|_| StorageError::Blocked)
}

/// Replaces the whole value or, on failure, leaves the old one.
pub(super) fn set_text(key: &str, what: &What, value: &JsString) -> Result<(), StorageError> {
    reach_text()?.set_text(&own(key), value).map_err(|thrown| {
        let name = thrown.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name);
        refusal(&name.unwrap_or_default(), what)
    })
}

/// Chromium and Safari say `QuotaExceededError`, Firefox has said `NS_ERROR_DOM_QUOTA_REACHED`.
fn refusal(name: &str, what: &What) -> StorageError {
    match name.contains("Quota") || name.contains("QUOTA") {
        true => StorageError::Full { what: what.clone() },
        false => StorageError::Blocked,
    }
}

pub(super) fn remove(key: &str) -> Result<(), StorageError> {
    reach()?;
    LocalStorage::delete(own(key));
    Ok(())
}

/// Our own keys, without the prefix.
pub(super) fn keys() -> Result<Vec<String>, StorageError> {
    let storage = reach()?;
    let count = storage.length().map_err(|_| StorageError::Blocked)?;
    let all = (0..count).filter_map(|at| storage.key(at).ok().flatten());
    Ok(all.filter_map(|key| key.strip_prefix(PREFIX).map(str::to_owned)).collect())
}
