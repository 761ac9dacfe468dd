//! What is kept in the browser, tried in a real one: every way storage can fail has its state and its sentence.
#![cfg(target_arch = "wasm32")]

use creator_audit::present::model::MappingChoice;
use creator_audit::protocol::messages::SavedMapping;
use creator_audit::shell::storage::{StorageError, Store};
use creator_audit::workspace::{SCHEMA, packing};
use js_sys::JsString;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = "
    const real = Object.getOwnPropertyDescriptor(window, 'localStorage');
    export const block = () => Object.defineProperty(window, 'localStorage', {
        configurable: true, get() { throw new DOMException('denied', 'SecurityError'); } });
    export const unblock = () => Object.defineProperty(window, 'localStorage', real);
    export function fill(room) {
        for (let size = 1 << 20, n = 0; size >= 1;) {
            try { localStorage.setItem(`other-app/${n}`, 'x'.repeat(size)); n += 1; } catch { size >>= 1; }
        }
        localStorage.setItem('other-app/0', 'x'.repeat((1 << 20) - room));
    }")]
extern "C" {
    fn block();
    fn unblock();
    /// Foreign keys up to the quota, but for so many units.
    fn fill(room: u32);
}

const NOW_MS: f64 = 1_790_000_000_000.0;

fn raw() -> web_sys::Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

fn raw_get(key: &str) -> Option<String> {
    raw().get_item(key).unwrap()
}

fn raw_set(key: &str, value: &str) {
    raw().set_item(key, value).unwrap();
}

/// Key → value of everything there is.
fn everything() -> Vec<(String, String)> {
    let storage = raw();
    let mut all: Vec<_> = (0..storage.length().unwrap()).map(|at| storage.key(at).unwrap().unwrap()).map(|key| (key.clone(), raw_get(&key).unwrap())).collect();
    all.sort();
    all
}

fn fresh_store() -> Store {
    raw().clear().unwrap();
    Store::open()
}

fn packed(bytes: &[u8], schema: u32) -> JsString {
    String::from_utf16(&packing::pack(bytes, schema)).unwrap().into()
}

fn text(content: &str) -> JsString {
    packed(content.as_bytes(), SCHEMA)
}

fn save(store: &Store, id: &str, content: &str) -> Result<(), StorageError> {
    store.save(id, "Oat & Ember", &text(content), 7, NOW_MS)
}

fn assert_told<T: std::fmt::Debug>(result: Result<T, StorageError>, code: &str, sentence: &str) {
    let error = result.expect_err("this must be refused");
    assert_eq!(error.code(), code);
    assert!(error.to_string().contains(sentence), "{error}");
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Settings {
    reorder_days: u32,
}

#[test]
fn what_was_saved_is_there_at_the_next_visit() {
    let store = fresh_store();
    assert_eq!(store.state(), Ok(()));
    save(&store, "a", "first").unwrap();
    save(&store, "a", "second, longer than the first").unwrap();
    let next_visit = Store::open();
    assert_eq!(next_visit.load("a"), Ok(text("second, longer than the first")));
    let index = next_visit.index().unwrap();
    assert_eq!(index.current.as_deref(), Some("a"));
    let entry = index.entry("a").unwrap();
    assert_eq!((entry.name.as_str(), entry.rows, entry.saved_at_ms, entry.generation), ("Oat & Ember", 7, NOW_MS, 2));
    assert_eq!(everything().iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["creator-audit/index", "creator-audit/workspace/a/2"]);
}

#[test]
fn settings_and_mappings_come_back_and_the_oldest_mapping_goes_first() {
    let store = fresh_store();
    assert_eq!(store.settings::<Settings>(), Ok(None));
    store.set_settings(&Settings { reorder_days: 60 }).unwrap();
    assert_eq!(store.settings(), Ok(Some(Settings { reorder_days: 60 })));
    let mapping = |shape: String| SavedMapping { shape, choice: MappingChoice::default() };
    for at in 0..201 {
        store.remember(mapping(format!("shape {at}"))).unwrap();
    }
    store.remember(mapping("shape 1".into())).unwrap();
    let shapes: Vec<String> = store.mappings().unwrap().into_iter().map(|mapping| mapping.shape).collect();
    assert_eq!((shapes.len(), shapes[0].as_str(), shapes[199].as_str()), (200, "shape 2", "shape 1"));
}

#[test]
fn blocked_storage_is_said_and_nothing_throws() {
    let store = fresh_store();
    block();
    let results = [
        store.state(),
        store.load("a").map(drop),
        save(&store, "a", "x"),
        store.delete("a"),
        store.wipe(),
        store.settings::<Settings>().map(drop),
        store.set_settings(&Settings { reorder_days: 1 }),
        store.mappings().map(drop),
        store.start_fresh("index"),
    ];
    let kept = store.damaged("a");
    unblock();
    for result in results {
        assert_told(result, "storage-blocked", "allow cookies and site data for this page");
    }
    assert_eq!(kept, None);
}

#[test]
fn a_full_storage_keeps_the_last_good_version_and_every_foreign_key() {
    let store = fresh_store();
    save(&store, "a", "good").unwrap();
    fill(0);
    let before = everything();
    assert_told(save(&store, "a", &"much more ".repeat(500)), "storage-full", "the workspace “Oat & Ember” could not be saved");
    assert_told(store.set_settings(&Settings { reorder_days: 1 }), "storage-full", "so the settings could not be saved");
    assert!(everything() == before, "something changed");
    assert_eq!(store.load("a"), Ok(text("good")));
    raw().remove_item("other-app/0").unwrap();
    save(&store, "a", "good again").unwrap();
    assert_eq!(store.load("a"), Ok(text("good again")));
}

#[test]
fn a_full_storage_that_only_lacks_room_for_the_list_keeps_the_last_good_version() {
    let store = fresh_store();
    save(&store, "a", "good").unwrap();
    // A new workspace needs its text, which fits, and a longer list, which does not.
    fill(text("just as long").length() + "creator-audit/workspace/b/1".len() as u32 + 20);
    let before = everything();
    assert_told(save(&store, "b", "just as long"), "storage-full", "is full");
    assert!(everything() == before, "something changed");
    assert_eq!(store.load("a"), Ok(text("good")));
}

#[test]
fn an_unreadable_list_is_not_written_over_until_the_user_starts_fresh() {
    let store = fresh_store();
    save(&store, "a", "kept").unwrap();
    raw_set("creator-audit/index", "{\"schema\":1,\"value\":{\"work");
    let sentence = "the list of saved workspaces cannot be read";
    assert_told(store.state(), "storage-unreadable", sentence);
    assert_told(save(&store, "a", "new"), "storage-unreadable", sentence);
    assert_eq!(store.damaged("index").map(String::from).as_deref(), Some("{\"schema\":1,\"value\":{\"work"));
    store.start_fresh("index").unwrap();
    // The workspace itself was whole: it is found again.
    assert_eq!(store.load("a"), Ok(text("kept")));
    assert_eq!(raw_get("creator-audit/quarantine/index").as_deref(), Some("{\"schema\":1,\"value\":{\"work"));
}

#[test]
fn an_unreadable_workspace_is_set_aside_and_its_neighbour_loads() {
    let store = fresh_store();
    save(&store, "a", "good").unwrap();
    save(&store, "b", "neighbour").unwrap();
    let cut = &raw_get("creator-audit/workspace/a/1").unwrap()[..20];
    raw_set("creator-audit/workspace/a/1", cut);
    assert_told(store.load("a"), "storage-unreadable", "the workspace “Oat & Ember” cannot be read");
    assert_told(save(&store, "a", "new"), "storage-unreadable", "It has been left as it is");
    assert_eq!(store.load("b"), Ok(text("neighbour")));
    assert_eq!(store.damaged("a").map(String::from).as_deref(), Some(cut));
    store.start_fresh("a").unwrap();
    assert_eq!(store.damaged("a").map(String::from).as_deref(), Some(cut));
    save(&store, "a", "new").unwrap();
    assert_eq!(store.load("a"), Ok(text("new")));
}

#[test]
fn a_workspace_found_damaged_by_the_worker_is_not_saved_over() {
    let store = fresh_store();
    save(&store, "a", "damaged inside").unwrap();
    store.clone().report_damaged("a");
    assert_told(save(&store, "a", "new"), "storage-unreadable", "start fresh");
    assert_eq!(store.load("a"), Ok(text("damaged inside")));
    store.start_fresh("a").unwrap();
    save(&store, "a", "new").unwrap();
    assert_eq!(store.damaged("a"), Some(text("new")), "the live value comes first");
    assert_eq!(raw_get("creator-audit/quarantine/a").map(JsString::from), Some(text("damaged inside")));
}

#[test]
fn unreadable_settings_are_not_written_over() {
    let store = fresh_store();
    raw_set("creator-audit/settings", "{\"schema\":1,\"value\":{\"reorder_days\":\"many\"}}");
    assert_told(store.settings::<Settings>(), "storage-unreadable", "the settings cannot be read");
    assert_told(store.set_settings(&Settings { reorder_days: 1 }), "storage-unreadable", "the settings cannot be read");
    store.start_fresh("settings").unwrap();
    store.set_settings(&Settings { reorder_days: 1 }).unwrap();
    assert_eq!(store.settings(), Ok(Some(Settings { reorder_days: 1 })));
}

#[test]
fn what_a_newer_version_saved_is_never_written_over() {
    let store = fresh_store();
    save(&store, "a", "old").unwrap();
    let newer = String::from(packed(b"of tomorrow", SCHEMA + 1));
    raw_set("creator-audit/workspace/a/1", &newer);
    assert_told(store.load("a"), "storage-newer", "a newer version of this page");
    assert_told(save(&store, "a", "new"), "storage-newer", "Reload the page");
    assert_eq!(raw_get("creator-audit/workspace/a/1").as_deref(), Some(newer.as_str()));

    raw_set("creator-audit/index", "{\"schema\":2,\"value\":[\"another shape\"]}");
    raw_set("creator-audit/settings", "{\"schema\":9,\"value\":null}");
    let before = everything();
    assert_told(store.state(), "storage-newer", "format 2; this version knows up to 1");
    assert_told(save(&store, "b", "new"), "storage-newer", "left as it is");
    assert_told(store.delete("a"), "storage-newer", "left as it is");
    assert_told(store.set_settings(&Settings { reorder_days: 1 }), "storage-newer", "format 9");
    assert!(everything() == before, "something changed");
}

#[test]
fn a_list_put_together_again_still_names_what_it_cannot_read() {
    let store = fresh_store();
    save(&store, "a", "whole").unwrap();
    raw_set("creator-audit/workspace/b/4", &String::from(packed(b"of tomorrow", SCHEMA + 1)));
    raw().remove_item("creator-audit/index").unwrap();
    assert_eq!(store.load("a"), Ok(text("whole")));
    assert_told(store.load("b"), "storage-newer", "a newer version");
    save(&store, "a", "whole again").unwrap();
    assert!(raw_get("creator-audit/workspace/b/4").is_some(), "swept away");
}

#[test]
fn a_kill_between_writing_and_listing_leaves_the_listed_version() {
    let store = fresh_store();
    save(&store, "a", "listed").unwrap();
    // As a tab killed in the middle of saving leaves it: the next generation is there, the list still names the first.
    raw_set("creator-audit/workspace/a/2", &String::from(text("never shown as saved")));
    assert_eq!(store.load("a"), Ok(text("listed")));
    save(&store, "a", "next").unwrap();
    assert_eq!(store.load("a"), Ok(text("next")));
    assert_eq!(raw_get("creator-audit/workspace/a/1").or(raw_get("creator-audit/workspace/a/2")), None);
}

#[test]
fn rename_delete_and_wipe_leave_foreign_keys_alone() {
    let store = fresh_store();
    let foreign = [("creator-audit", "1"), ("creator-auditor/index", "2"), ("other", "3"), ("workspace/a/1", "4")];
    for (key, value) in foreign {
        raw_set(key, value);
    }
    save(&store, "a", "one").unwrap();
    save(&store, "b", "two").unwrap();
    store.rename("a", "Northwind").unwrap();
    store.set_current(Some("b")).unwrap();
    let index = store.index().unwrap();
    assert_eq!((index.entry("a").unwrap().name.as_str(), index.current.as_deref()), ("Northwind", Some("b")));
    store.delete("b").unwrap();
    assert_eq!(store.index().unwrap().current, None);
    assert_told(store.load("b"), "storage-unreadable", "cannot be read");
    assert_eq!(store.load("a"), Ok(text("one")));
    store.wipe().unwrap();
    let left: Vec<_> = everything();
    assert_eq!(left.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<Vec<_>>(), foreign);
}

/// Storage holds 5,242,880 units with the keys; two versions must fit while one replaces the other.
#[test]
fn a_large_workspace_is_saved_and_read_without_holding_up_the_page() {
    let store = fresh_store();
    let large = packed(&vec![0xA5; 4_600_000], SCHEMA);
    let clock = web_sys::window().unwrap().performance().unwrap();
    let started = clock.now();
    store.save("a", "Large", &large, 1, NOW_MS).unwrap();
    let saved = clock.now();
    let back = store.load("a").unwrap();
    let loaded = clock.now();
    assert!(back == large);
    wasm_bindgen_test::console_log!("{} units: saved in {:.0} ms, loaded in {:.0} ms", large.length(), saved - started, loaded - saved);
    store.save("a", "Large", &large, 1, NOW_MS).unwrap();
    store.wipe().unwrap();
}
