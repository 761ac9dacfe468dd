//! Keeping the workspace in this browser: saved after every change, opened again, renamed, removed.

use js_sys::JsString;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;

use crate::protocol::messages::{Answer, Ask};
use crate::shell::engine::StartWith;
use crate::shell::storage::{self, StorageError, What};
use crate::shell::theme::{self, Theme};
use crate::shell::{download, files, locale};
use crate::ui::actions::import::replace_workspace;
use crate::ui::actions::settings;
use crate::ui::state::{Desk, Kept, Packed, Remedy, Saving, Shown, Tone};

const NO_MEMORY: &str = "The browser has no memory left for this workspace. Close other tabs and reload the page.";

/// A workspace the reader has not named.
const UNNAMED: &str = "My programme";

/// Saves what the worker holds. While one save runs, any number of further calls lead to one more.
pub fn save(desk: Desk) {
    if desk.saving.get_untracked() == Saving::Off {
        spawn_local(pack(desk));
        return;
    }
    if desk.saving.get_untracked() == Saving::Writing {
        desk.save_again.set_value(true);
        return;
    }
    desk.saving.set(Saving::Writing);
    spawn_local(async move {
        loop {
            desk.save_again.set_value(false);
            save_once(desk).await;
            if !desk.save_again.get_value() {
                return;
            }
        }
    });
}

/// Where nothing can be kept, the packed workspace is at least there should the worker die.
async fn pack(desk: Desk) {
    let Some(engine) = desk.engine() else { return };
    let epoch = desk.epoch.get_value();
    if let Ok((text, rows)) = engine.snapshot().await
        && desk.epoch.get_value() == epoch
    {
        desk.packed.set_value(Some(Packed { text, rows }));
    }
}

async fn save_once(desk: Desk) {
    let Some(engine) = desk.engine() else { return };
    let epoch = desk.epoch.get_value();
    let snapshot = engine.snapshot().await;
    // Meanwhile removed, or another one is open: written now, it would come back, or be written over the other.
    if desk.epoch.get_value() != epoch {
        return;
    }
    match snapshot {
        Ok((text, rows)) => {
            let packed = Packed { text, rows };
            desk.packed.set_value(Some(packed.clone()));
            let text = storage::text_of(&packed.text).await;
            // Asked again: reading the text took its time.
            if desk.epoch.get_value() == epoch {
                write(desk, packed.rows, text);
            }
        }
        Err(error) => {
            desk.saving.set(Saving::Unsaved);
            desk.say("save-failed", Tone::Problem, error.to_string(), Remedy::SaveAgain);
        }
    }
}

/// Before another workspace takes the place of this one: what has changed is written first.
async fn settle(desk: Desk) {
    while desk.saving.get_untracked() == Saving::Writing {
        desk.save_again.set_value(false);
        save_once(desk).await;
        if !desk.save_again.get_value() {
            return;
        }
    }
}

/// Does what puts another workspace in the place of the open one. Whatever was asked before has been answered and saved by
/// then, and nothing is added or edited until it is over.
pub async fn switch<T>(desk: Desk, change: impl Future<Output = T>) -> T {
    desk.switching.update_value(|count| *count += 1);
    desk.forget_undo();
    settle(desk).await;
    let outcome = change.await;
    desk.switching.update_value(|count| *count -= 1);
    outcome
}

/// Writes the packed workspace. "Saved" is shown only after the storage has said so.
fn write(desk: Desk, rows: u64, text: Option<JsString>) {
    let now_ms = locale::now_ms();
    let id = desk.workspace_id.get_untracked().unwrap_or_else(|| new_id(now_ms));
    if desk.workspace_name.with_untracked(String::is_empty) {
        desk.workspace_name.set(UNNAMED.into());
    }
    let name = desk.workspace_name.get_untracked();
    let full = || StorageError::Full { what: What::Workspace(name.clone()) };
    let saved = text.ok_or_else(full).and_then(|text| desk.store.with_value(|store| store.save(&id, &name, &text, rows, now_ms)));
    match saved {
        Ok(()) => {
            make_current(desk, Some(&id));
            desk.workspace_id.set(Some(id));
            desk.saving.set(Saving::Saved { at_ms: now_ms as u64 });
            for code in ["storage-full", "storage-blocked", "save-failed"] {
                desk.unsay(code);
            }
        }
        Err(error) => {
            desk.saving.set(Saving::Unsaved);
            tell(desk, &error, Remedy::SaveAgain);
        }
    }
    refresh_kept(desk);
}

/// Says which workspace opens at the next visit. Where that cannot be kept, the one before opens: nothing is lost.
fn make_current(desk: Desk, id: Option<&str>) {
    desk.store.with_value(|store| {
        if store.index().is_ok_and(|index| index.current.as_deref() != id) {
            let _ = store.set_current(id);
        }
    });
}

/// Ids need only differ from one another inside this browser.
fn new_id(now_ms: f64) -> String {
    format!("w{:x}", now_ms as u64)
}

/// Says what is wrong with the storage, in its own words.
pub fn tell(desk: Desk, error: &StorageError, remedy: Remedy) {
    desk.say(error.code(), Tone::Problem, error.to_string(), remedy);
}

/// What can be done about something damaged. `what` is what the storage calls it.
pub fn remedy(error: &StorageError, what: &str) -> Remedy {
    match error {
        StorageError::Unreadable { .. } => Remedy::Damaged(what.to_owned()),
        StorageError::Blocked | StorageError::Full { .. } | StorageError::Newer { .. } => Remedy::None,
    }
}

/// Hands a damaged thing over as a file.
pub fn download_damaged(desk: Desk, what: &str) {
    let text = desk.store.with_value(|store| store.damaged(what)).map(String::from);
    let saved = text.map(|text| download::save_text("creator-audit-damaged.txt", "text/plain;charset=utf-8", &text));
    match saved {
        Some(Ok(())) => desk.say("downloaded", Tone::Done, "Saved creator-audit-damaged.txt to your downloads.", Remedy::None),
        Some(Err(error)) => desk.say("download-failed", Tone::Problem, error.to_string(), Remedy::None),
        None => desk.say("download-failed", Tone::Problem, "There is nothing left of it to download.", Remedy::None),
    }
}

/// Sets a damaged thing aside because the reader asked for it.
pub fn start_fresh(desk: Desk, what: &str) {
    match desk.store.with_value(|store| store.start_fresh(what)) {
        Ok(()) => {
            desk.unsay("storage-unreadable");
            desk.unsay("restore-damaged");
            if desk.saving.get_untracked() == Saving::Off {
                desk.saving.set(Saving::Nothing);
                let empty = desk.workspace.with_untracked(|workspace| workspace.empty);
                if !empty {
                    save(desk);
                }
            }
            refresh_kept(desk);
        }
        Err(error) => tell(desk, &error, Remedy::Damaged(what.to_owned())),
    }
}

/// Reads the list of kept workspaces again.
pub fn refresh_kept(desk: Desk) {
    let index = desk.store.with_value(|store| store.index());
    if let Ok(index) = index {
        let kept = index.workspaces.into_iter().map(|entry| Kept {
            id: entry.id,
            name: entry.name,
            saved_at_ms: entry.saved_at_ms,
            units: entry.units,
            rows: entry.rows,
        });
        desk.kept.set(kept.collect());
    }
}

/// Has the worker open a packed workspace; `then` runs when it has.
pub fn restore(desk: Desk, packed: Blob, then: impl FnOnce() + 'static) {
    spawn_local(async move {
        let id = desk.workspace_id.get_untracked().unwrap_or_default();
        if restore_now(desk, &id, &packed).await {
            then();
        }
    });
}

/// The same, awaited. False when the text could not be opened; a notice then says why.
pub async fn restore_now(desk: Desk, id: &str, packed: &Blob) -> bool {
    let Some(engine) = desk.engine() else { return false };
    match engine.restore(packed).await {
        Ok(Answer::Workspace { workspace, .. }) => {
            replace_workspace(desk, workspace);
            return true;
        }
        Ok(Answer::Refused { code, message }) => {
            desk.store.with_value(|store| store.report_damaged(id));
            desk.say(&code, Tone::Problem, message, Remedy::Damaged(id.to_owned()));
        }
        Ok(_) => {}
        Err(error) => desk.say("restore-failed", Tone::Problem, error.to_string(), Remedy::None),
    }
    false
}

/// A saved text as the worker opens it; without memory for it a notice says so.
pub fn packed_of(desk: Desk, text: &JsString) -> Option<Blob> {
    let packed = files::blob_of(text);
    if packed.is_none() {
        desk.say("restore-failed", Tone::Problem, NO_MEMORY, Remedy::None);
    }
    packed
}

/// Opens another kept workspace.
pub fn open(desk: Desk, kept: Kept) {
    if !desk.free() {
        return;
    }
    spawn_local(switch(desk, open_now(desk, kept)));
}

async fn open_now(desk: Desk, kept: Kept) {
    let text = match desk.store.with_value(|store| store.load(&kept.id)) {
        Ok(text) => text,
        Err(error) => return tell(desk, &error, remedy(&error, &kept.id)),
    };
    let Some(text) = packed_of(desk, &text) else { return };
    let packed = Packed { text, rows: kept.rows };
    if !restore_now(desk, &kept.id, &packed.text).await {
        return;
    }
    leave(desk);
    // Deleted while it was being opened: it must not come back with the next save.
    if desk.store.with_value(|store| store.index().is_ok_and(|index| index.entry(&kept.id).is_none())) {
        clear(desk).await;
        return;
    }
    desk.packed.set_value(Some(packed));
    desk.saving.set(Saving::Saved { at_ms: kept.saved_at_ms as u64 });
    make_current(desk, Some(&kept.id));
    desk.workspace_id.set(Some(kept.id));
    desk.workspace_name.set(kept.name);
}

/// Leaves the present workspace where it is kept and begins an empty one; `then` runs when it is there.
pub fn begin_new(desk: Desk, then: impl FnOnce() + 'static) {
    if !desk.free() {
        return;
    }
    spawn_local(async move {
        if begin_new_now(desk).await {
            then();
        }
    });
}

/// The same, awaited, for an import that has begun already. False when the worker could not follow.
pub async fn begin_new_now(desk: Desk) -> bool {
    switch(desk, clear(desk)).await
}

/// Has the worker forget the workspace, and the page with it.
async fn clear(desk: Desk) -> bool {
    let Some(engine) = desk.engine() else { return false };
    let Ok(Answer::Workspace { workspace, .. }) = engine.ask(Ask::Clear).await else { return false };
    leave(desk);
    replace_workspace(desk, workspace);
    make_current(desk, None);
    true
}

/// For a workspace that has just been removed: what was on its way to be saved is not written any more, and it is closed.
fn close_removed(desk: Desk, then: impl FnOnce() + 'static) {
    leave(desk);
    spawn_local(async move {
        // A worker that dies of it comes back empty all the same.
        switch(desk, clear(desk)).await;
        then();
    });
}

/// Forgets what belongs to the workspace that is open; what is kept of it stays.
pub fn leave(desk: Desk) {
    desk.next_epoch();
    desk.packed.set_value(None);
    desk.forget_undo();
    desk.workspace_id.set(None);
    desk.workspace_name.set(String::new());
    desk.set_aside.set(Vec::new());
    desk.report.set(None);
    if desk.saving.get_untracked() != Saving::Off {
        desk.saving.set(Saving::Nothing);
    }
    forget_models(desk);
}

/// No figure of the workspace before may be seen while the next one's are on their way.
fn forget_models(desk: Desk) {
    desk.overview.set(Shown::default());
    desk.table.set(Shown::default());
    desk.row_trend.set(Shown::default());
}

/// Gives the workspace another name.
pub fn rename(desk: Desk, name: &str) {
    let name = name.trim();
    if name.is_empty() || desk.workspace_name.with_untracked(|old| old == name) {
        return;
    }
    desk.workspace_name.set(name.into());
    if let Some(id) = desk.workspace_id.get_untracked() {
        if let Err(error) = desk.store.with_value(|store| store.rename(&id, name)) {
            tell(desk, &error, Remedy::SaveAgain);
        }
        refresh_kept(desk);
    }
}

/// Removes a kept workspace; when it is the open one, an empty one takes its place.
pub fn delete(desk: Desk, kept: Kept) {
    if let Err(error) = desk.store.with_value(|store| store.delete(&kept.id)) {
        tell(desk, &error, Remedy::None);
        return;
    }
    refresh_kept(desk);
    let text = format!("“{}” is removed from this browser.", kept.name);
    let said = move || desk.say("workspace-deleted", Tone::Done, text, Remedy::None);
    if desk.workspace_id.get_untracked().as_ref() == Some(&kept.id) {
        close_removed(desk, said);
    } else {
        said();
    }
}

/// Removes everything this page keeps in this browser, and what is open.
pub fn wipe(desk: Desk) {
    if let Err(error) = desk.store.with_value(|store| store.wipe()) {
        tell(desk, &error, Remedy::None);
        return;
    }
    desk.theme.set(Theme::default());
    theme::apply(Theme::default());
    desk.notices.set(Vec::new());
    refresh_kept(desk);
    desk.wipes.update(|wipes| *wipes += 1);
    forget_settings(desk, move || {
        desk.say("wiped", Tone::Done, "Everything this page had kept in this browser is removed.", Remedy::None);
    });
}

/// The worker too goes back to the defaults, then to an empty workspace.
fn forget_settings(desk: Desk, then: impl FnOnce() + 'static) {
    leave(desk);
    let Some(engine) = desk.engine() else { return };
    spawn_local(async move {
        // A worker that cannot be told has died, and the next one starts with what is kept: nothing.
        if engine.configure(settings::start_with(desk, &settings::Settings::new())).await.is_err() {
            engine.start_later_with(StartWith::default());
        }
        close_removed(desk, then);
    });
}
