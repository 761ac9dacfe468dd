//! The beginning: the worker, what was saved, the address, the window's drops and pastes.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::protocol::messages::{Answer, Ask};
use crate::protocol::route::Page;
use crate::shell::engine::{Engine, EngineError, Event};
use crate::shell::files;
use crate::shell::route::{self, Entry};
use crate::shell::theme;
use crate::shell::viewport::{self, Step};
use crate::ui::actions::{import, saving, settings, take_out};
use crate::ui::state::{Desk, Job, Packed, Remedy, Saving, Tone};

/// Starts everything that lives as long as the page.
pub fn start(desk: Desk) {
    let saved = settings::settings(desk);
    let start_with = settings::start_with(desk, &saved);
    desk.reopening.set(desk.store.with_value(|store| store.index().is_ok_and(|index| index.current.is_some())));
    desk.engine.set_value(Some(Engine::start(start_with, move |event| take(desk, event))));
    route::watch(move || follow_address(desk));
    files::watch_drops(move |over| set_hover(desk, over), move |dropped| import::files(desk, dropped));
    files::watch_pastes(move |text| import::paste(desk, text));
    viewport::watch_undo_keys(move |step| match step {
        Step::Back => take_out::undo(desk),
        Step::Again => take_out::redo(desk),
    });
    let theme = settings::theme_of(&saved);
    desk.theme.set(theme);
    theme::apply(theme);
}

fn set_hover(desk: Desk, over: bool) {
    if desk.hover.get_untracked() != over {
        desk.hover.set(over);
    }
}

/// The page shown where an address names none.
fn usual_page(desk: Desk) -> Page {
    if desk.workspace.with_untracked(|workspace| workspace.empty) { Page::Data } else { Page::Overview }
}

fn follow_address(desk: Desk) {
    let mut view = route::read(usual_page(desk));
    desk.view.with_untracked(|old| {
        if old.page == view.page && old.by == view.by {
            view.search = old.search.clone();
        }
    });
    let demo = view.demo;
    view.demo = false;
    desk.view.set(view);
    if demo {
        show_sample(desk);
    }
}

/// Where the sample is open already, it is shown and not read again.
fn show_sample(desk: Desk) {
    match desk.workspace.with_untracked(|workspace| workspace.is_sample) {
        true => desk.go(Entry::Same, |view| view.page = Page::Overview),
        false => import::sample(desk),
    }
}

fn take(desk: Desk, event: Event) {
    match event {
        Event::Ready => {
            if !desk.opening.get_value() {
                desk.opening.set_value(true);
                spawn_local(open_saved(desk));
            }
        }
        Event::Progress { file_name, bytes_done, bytes_total, text } => desk.job.update(|job| {
            if let Job::Reading { stopping, .. } = job {
                *job = Job::Reading { file_name, bytes_done, bytes_total, text, stopping: *stopping };
            }
        }),
        Event::Died { text } => recover(desk, text),
        Event::NotStarted => {
            desk.job.set(Job::Idle);
            desk.say("engine-not-started", Tone::Problem, EngineError::NotStarted.to_string(), Remedy::None);
        }
    }
}

/// Opens what was saved last. The page always starts, whatever the storage says.
async fn open_saved(desk: Desk) {
    let state = desk.store.with_value(|store| store.state());
    match state {
        Err(error) => {
            desk.saving.set(Saving::Off);
            saving::tell(desk, &error, saving::remedy(&error, "index"));
        }
        Ok(()) => open_current(desk).await,
    }
    desk.reopening.set(false);
    desk.ready.set(true);
    follow_address(desk);
    desk.view.with_untracked(|view| route::write(view, Entry::Same));
    viewport::after_paint(viewport::mark_ready);
    let held = desk.held.try_update_value(std::mem::take).unwrap_or_default();
    held.into_iter().for_each(|action| action());
}

async fn open_current(desk: Desk) {
    let index = match desk.store.with_value(|store| store.index()) {
        Ok(index) => index,
        Err(error) => return saving::tell(desk, &error, Remedy::None),
    };
    saving::refresh_kept(desk);
    let Some(entry) = index.current.and_then(|id| index.workspaces.into_iter().find(|entry| entry.id == id)) else { return };
    match desk.store.with_value(|store| store.load(&entry.id)) {
        Ok(text) => {
            let Some(text) = saving::packed_of(desk, &text) else { return };
            desk.packed.set_value(Some(Packed { text: text.clone(), rows: entry.rows }));
            // What cannot be opened keeps its place: later work is saved under another id.
            if saving::restore_now(desk, &entry.id, &text).await {
                desk.workspace_id.set(Some(entry.id));
                desk.workspace_name.set(entry.name);
                desk.saving.set(Saving::Saved { at_ms: entry.saved_at_ms as u64 });
            }
        }
        Err(error) => saving::tell(desk, &error, saving::remedy(&error, &entry.id)),
    }
}

/// The worker died and another stands ready, empty: give it back what was saved.
fn recover(desk: Desk, text: String) {
    desk.job.set(Job::Idle);
    desk.say("engine-restarted", Tone::Problem, text, Remedy::None);
    match desk.packed.get_value() {
        Some(packed) => saving::restore(desk, packed.text, || {}),
        None => {
            let Some(engine) = desk.engine() else { return };
            spawn_local(async move {
                if let Ok(Answer::Workspace { workspace, .. }) = engine.ask(Ask::Clear).await {
                    import::replace_workspace(desk, workspace);
                }
            });
        }
    }
}
