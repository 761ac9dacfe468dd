//! What the browser keeps between visits: the one door to `localStorage`.
//!
//! | key, after `creator-audit/` | value |
//! |---|---|
//! | `index` | which workspaces there are, and which generation of each counts |
//! | `workspace/<id>/<generation>` | one saved version, packed text (`workspace::packing`) |
//! | `settings`, `mappings` | JSON with the version of its shape |
//! | `quarantine/<what>` | a damaged value the user has set aside |
//!
//! A workspace is saved by writing a new generation, reading it back, moving the index to it, and only then removing the
//! old one: at any moment the index names a whole version. What is damaged or newer is never written over.

mod error;
mod raw;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use js_sys::JsString;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

pub use self::error::{StorageError, What};
use crate::protocol::messages::SavedMapping;
use crate::workspace;
use crate::workspace::packing::{HEAD_UNITS_MAX, Head, PackError};

/// Version of the shape of index, settings and mappings.
const SHAPE: u32 = 1;
/// A remembered mapping is about 1 KB; 200 keep to a few percent of the 5,242,880 units an origin has, and no brand
/// receives 200 differently laid out reports. The least recently used goes first.
const MAPPINGS_MAX: usize = 200;

const INDEX: &str = "index";
const SETTINGS: &str = "settings";
const MAPPINGS: &str = "mappings";

/// The saved workspaces, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    pub workspaces: Vec<WorkspaceEntry>,
    /// Id of the one to open at the next visit.
    pub current: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkspaceEntry {
    /// Letters, digits and hyphens.
    pub id: String,
    pub name: String,
    /// Milliseconds since 1970; 0 when the list was lost and put together again.
    pub saved_at_ms: f64,
    /// UTF-16 units of the saved text.
    pub units: u32,
    /// 0 when the list was lost and put together again.
    pub rows: u64,
    pub generation: u32,
    /// CRC-32 of the packed bytes.
    pub checksum: u32,
}

impl WorkspaceEntry {
    /// Room it takes: browsers keep two bytes a unit.
    pub fn bytes(&self) -> u64 {
        u64::from(self.units) * 2
    }
}

impl Index {
    pub fn entry(&self, id: &str) -> Option<&WorkspaceEntry> {
        self.workspaces.iter().find(|entry| entry.id == id)
    }
}

/// The store. Cheap to clone; clones share what is known to be damaged.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// Ids whose content turned out damaged only when it was opened: not saved over until the user starts fresh.
    damaged: Rc<RefCell<BTreeSet<String>>>,
}

impl Store {
    /// Never fails: where nothing can be kept, every other call says so.
    pub fn open() -> Store {
        Store::default()
    }

    /// Whether saving can work at all: storage is there and the list of workspaces can be read.
    pub fn state(&self) -> Result<(), StorageError> {
        self.index().map(drop)
    }

    /// A missing list is put together from the saved texts themselves; a damaged one is an error until `start_fresh("index")`.
    pub fn index(&self) -> Result<Index, StorageError> {
        match raw::json(INDEX, &What::Index, SHAPE)? {
            Some(index) => Ok(index),
            None => found_index(),
        }
    }

    /// The saved text, its head, length and listed checksum checked; the content is checked by whoever unpacks it.
    pub fn load(&self, id: &str) -> Result<JsString, StorageError> {
        let index = self.index()?;
        let entry = index.entry(id).ok_or_else(|| unreadable(id))?;
        load_entry(entry)
    }

    /// Replaces the saved version of `id` and makes it the one to open at the next visit or, on failure, leaves all as it
    /// was. `text` is a packed workspace.
    pub fn save(&self, id: &str, name: &str, text: &JsString, rows: u64, now_ms: f64) -> Result<(), StorageError> {
        let mut index = self.index()?;
        if self.damaged.borrow().contains(id) {
            return Err(unreadable(name));
        }
        if let Some(entry) = index.entry(id) {
            load_entry(entry)?;
        }
        let head = read_head(text, name)?;
        let generation = generations(id)?.last().map_or(1, |last| last.saturating_add(1));
        write_new(id, generation, name, text)?;
        let entry =
            WorkspaceEntry { id: id.to_owned(), name: name.to_owned(), saved_at_ms: now_ms, units: text.length(), rows, generation, checksum: head.checksum };
        match index.workspaces.iter_mut().find(|known| known.id == id) {
            Some(known) => *known = entry,
            None => index.workspaces.push(entry),
        }
        index.current = Some(id.to_owned());
        if let Err(error) = write_index(&index) {
            raw::remove(&text_key(id, generation))?;
            return Err(error);
        }
        sweep(&index)
    }

    /// Changes the name alone. A workspace that is not listed stays unlisted.
    pub fn rename(&self, id: &str, name: &str) -> Result<(), StorageError> {
        let mut index = self.index()?;
        if let Some(entry) = index.workspaces.iter_mut().find(|entry| entry.id == id) {
            entry.name = name.to_owned();
        }
        write_index(&index)
    }

    /// Removes a workspace, damaged or not, and what was set aside of it.
    pub fn delete(&self, id: &str) -> Result<(), StorageError> {
        let mut index = self.index()?;
        forget(&mut index, id);
        // The list first: a text that nothing names is removed by the next save, a name without its text would be an error.
        write_index(&index)?;
        raw::remove(&quarantine_key(id))?;
        self.damaged.borrow_mut().remove(id);
        sweep(&index)
    }

    /// Which workspace opens at the next visit.
    pub fn set_current(&self, id: Option<&str>) -> Result<(), StorageError> {
        let mut index = self.index()?;
        index.current = id.map(str::to_owned);
        write_index(&index)
    }

    /// Removes everything this page has kept, damaged and newer included, and nothing of anyone else.
    pub fn wipe(&self) -> Result<(), StorageError> {
        for key in raw::keys()? {
            raw::remove(&key)?;
        }
        self.damaged.borrow_mut().clear();
        Ok(())
    }

    /// `None` when none were ever saved.
    pub fn settings<T: DeserializeOwned>(&self) -> Result<Option<T>, StorageError> {
        let settings = raw::json(SETTINGS, &What::Settings, SHAPE);
        if matches!(settings, Err(StorageError::Unreadable { .. })) {
            self.report_damaged(SETTINGS);
        }
        settings
    }

    pub fn set_settings<T: Serialize>(&self, settings: &T) -> Result<(), StorageError> {
        raw::json::<serde::de::IgnoredAny>(SETTINGS, &What::Settings, SHAPE)?;
        if self.damaged.borrow().contains(SETTINGS) {
            return Err(StorageError::Unreadable { what: What::Settings });
        }
        raw::set_json(SETTINGS, &What::Settings, SHAPE, settings)
    }

    /// What the user taught, least recently used first.
    pub fn mappings(&self) -> Result<Vec<SavedMapping>, StorageError> {
        Ok(raw::json(MAPPINGS, &What::Mappings, SHAPE)?.unwrap_or_default())
    }

    /// Replaces the mapping of the same header shape.
    pub fn remember(&self, mapping: SavedMapping) -> Result<(), StorageError> {
        let mut mappings = self.mappings()?;
        mappings.retain(|known| known.shape != mapping.shape);
        mappings.push(mapping);
        let surplus = mappings.len().saturating_sub(MAPPINGS_MAX);
        raw::set_json(MAPPINGS, &What::Mappings, SHAPE, mappings.get(surplus..).unwrap_or_default())
    }

    /// The worker found the content of `id` damaged: from now on it is not saved over.
    pub fn report_damaged(&self, id: &str) {
        self.damaged.borrow_mut().insert(id.to_owned());
    }

    /// A damaged value for download, wherever it is now. `what` is a workspace's id, `index`, `settings` or `mappings`.
    pub fn damaged(&self, what: &str) -> Option<JsString> {
        let live = live_key(what).ok().flatten();
        let keys = [live, Some(quarantine_key(what))];
        keys.into_iter().flatten().find_map(|key| raw::text(&key).ok().flatten())
    }

    /// Sets a damaged or newer value aside (the user asked for it), so that `what` can be used again. Where there is no room
    /// to set it aside it stays in place and `Full` says so.
    pub fn start_fresh(&self, what: &str) -> Result<(), StorageError> {
        if let Some(key) = live_key(what)?
            && let Some(text) = raw::text(&key)?
        {
            raw::set_text(&quarantine_key(what), &what_of(what), &text)?;
        }
        match what {
            INDEX => write_index(&found_index()?)?,
            SETTINGS | MAPPINGS => raw::remove(what)?,
            id => {
                let mut index = self.index()?;
                forget(&mut index, id);
                write_index(&index)?;
                sweep(&index)?;
            }
        }
        self.damaged.borrow_mut().remove(what);
        Ok(())
    }
}

fn unreadable(name: &str) -> StorageError {
    StorageError::Unreadable { what: What::Workspace(name.to_owned()) }
}

fn what_of(what: &str) -> What {
    match what {
        INDEX => What::Index,
        SETTINGS => What::Settings,
        MAPPINGS => What::Mappings,
        id => What::Workspace(id.to_owned()),
    }
}

fn text_key(id: &str, generation: u32) -> String {
    format!("workspace/{id}/{generation}")
}

fn quarantine_key(what: &str) -> String {
    format!("quarantine/{what}")
}

/// Where the value is while in use: the newest text of a workspace.
fn live_key(what: &str) -> Result<Option<String>, StorageError> {
    match what {
        INDEX | SETTINGS | MAPPINGS => Ok(Some(what.to_owned())),
        id => Ok(generations(id)?.last().map(|generation| text_key(id, *generation))),
    }
}

/// Id and generation of every saved text.
fn saved_texts() -> Result<Vec<(String, u32)>, StorageError> {
    let parse = |key: &String| {
        let (id, generation) = key.strip_prefix("workspace/")?.rsplit_once('/')?;
        Some((id.to_owned(), generation.parse().ok()?))
    };
    Ok(raw::keys()?.iter().filter_map(parse).collect())
}

/// Ascending.
fn generations(id: &str) -> Result<Vec<u32>, StorageError> {
    let mut own: Vec<u32> = saved_texts()?.into_iter().filter(|(of, _)| of == id).map(|(_, generation)| generation).collect();
    own.sort_unstable();
    Ok(own)
}

/// The head alone: the rest may be ten million bytes, and this is the page's thread.
fn read_head(text: &JsString, name: &str) -> Result<Head, StorageError> {
    let start = String::from(text.slice(0, HEAD_UNITS_MAX as u32));
    let head = Head::read(&start, workspace::SCHEMA).map_err(|error| match error {
        PackError::Newer { found, known } => StorageError::Newer { found, known },
        PackError::NotOurs | PackError::Damaged => unreadable(name),
    })?;
    match head.units() == u64::from(text.length()) {
        true => Ok(head),
        false => Err(unreadable(name)),
    }
}

fn load_entry(entry: &WorkspaceEntry) -> Result<JsString, StorageError> {
    let text = raw::text(&text_key(&entry.id, entry.generation))?.ok_or_else(|| unreadable(&entry.name))?;
    let head = read_head(&text, &entry.name)?;
    match head.checksum == entry.checksum && text.length() == entry.units {
        true => Ok(text),
        false => Err(unreadable(&entry.name)),
    }
}

/// What browsers give one origin. Longer texts are not even tried: copying them only to be refused holds up the page.
const QUOTA_UNITS: u32 = 5_242_880;

/// A packed workspace as the text that is saved. `None` where it is more than any browser takes, or than there is memory for.
pub async fn text_of(packed: &Blob) -> Option<JsString> {
    // A unit is three bytes of UTF-8.
    if packed.size() > f64::from(QUOTA_UNITS) * 3.0 {
        return None;
    }
    JsFuture::from(packed.text()).await.ok()?.dyn_into().ok()
}

/// Writes a generation and reads it back; what is not there exactly as written is removed again.
fn write_new(id: &str, generation: u32, name: &str, text: &JsString) -> Result<(), StorageError> {
    let (key, what) = (text_key(id, generation), What::Workspace(name.to_owned()));
    if text.length() > QUOTA_UNITS {
        return Err(StorageError::Full { what });
    }
    let written = raw::set_text(&key, &what, text).and_then(|()| {
        let back = raw::text(&key)?;
        // Compared by the browser, unit by unit.
        match back.as_ref().map(AsRef::<wasm_bindgen::JsValue>::as_ref) == Some(text.as_ref()) {
            true => Ok(()),
            false => Err(StorageError::Full { what }),
        }
    });
    if written.is_err() {
        raw::remove(&key)?;
    }
    written
}

fn write_index(index: &Index) -> Result<(), StorageError> {
    raw::set_json(INDEX, &What::Index, SHAPE, index)
}

fn forget(index: &mut Index, id: &str) {
    index.workspaces.retain(|entry| entry.id != id);
    if index.current.as_deref() == Some(id) {
        index.current = None;
    }
}

/// Removes the texts that the list does not name: old generations, and what a kill between two steps left behind.
fn sweep(index: &Index) -> Result<(), StorageError> {
    let named = |id: &str, generation| index.entry(id).is_some_and(|entry| entry.generation == generation);
    for (id, generation) in saved_texts()? {
        if !named(&id, generation) {
            raw::remove(&text_key(&id, generation))?;
        }
    }
    Ok(())
}

/// The list as the saved texts tell it: the newest whole text of each workspace, or the newest one where none is whole,
/// which stays listed so that it is refused by name and not swept away. Names are lost.
fn found_index() -> Result<Index, StorageError> {
    let mut texts = saved_texts()?;
    texts.sort();
    let mut index = Index::default();
    for (id, generation) in texts {
        let Some(text) = raw::text(&text_key(&id, generation))? else { continue };
        let name = format!("Recovered {id}");
        let head = read_head(&text, &name).ok();
        if head.is_none() && index.entry(&id).is_some() {
            continue;
        }
        index.workspaces.retain(|entry| entry.id != id);
        let (units, checksum) = (text.length(), head.map_or(0, |head| head.checksum));
        index.workspaces.push(WorkspaceEntry { id, name, saved_at_ms: 0.0, units, rows: 0, generation, checksum });
    }
    index.current = index.workspaces.last().map(|entry| entry.id.clone());
    Ok(index)
}
