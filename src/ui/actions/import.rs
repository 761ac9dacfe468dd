//! Files, pasted text, the sample and mapped files: into the workspace.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::present::model::{FileCard, FileState, MappingChoice, WorkspaceModel};
use crate::protocol::messages::{Answer, Ask};
use crate::protocol::route::Page;
use crate::shell::engine::Engine;
use crate::shell::route::Entry;
use crate::shell::viewport;
use crate::ui::actions::{saving, settings};
use crate::ui::app::HEADING_ID;
use crate::ui::state::{Desk, Job, Remedy, Report, Tone};

/// Name of a pasted table in the list of files.
const PASTED_NAME: &str = "Pasted table.csv";

/// What is being read: only the words of the progress line differ.
fn begin(desk: Desk, file_name: &str) -> Option<Engine> {
    if desk.job.with_untracked(|job| *job != Job::Idle) {
        desk.say("busy", Tone::Attention, "A file is still being read. Wait until it is done, or cancel it, then add the next.", Remedy::None);
        return None;
    }
    let engine = desk.engine()?;
    desk.report.set(None);
    for code in ["busy", "cancelled", "import-failed"] {
        desk.unsay(code);
    }
    let file_name = file_name.to_owned();
    desk.job.set(Job::Reading { file_name, bytes_done: 0, bytes_total: 0, text: String::new(), stopping: false });
    Some(engine)
}

/// Reads files the reader chose or dropped.
pub fn files(desk: Desk, files: Vec<File>) {
    let Some(first) = files.first().map(File::name) else { return };
    let Some(engine) = begin(desk, &first) else { return };
    desk.go(Entry::New, |view| view.page = Page::Data);
    spawn_local(async move {
        let answer = engine.import(files).await.map_err(|error| error.to_string());
        finish(desk, answer, Page::Data);
    });
}

fn ask(desk: Desk, file_name: &str, ask: Ask) {
    let Some(engine) = begin(desk, file_name) else { return };
    spawn_local(async move {
        let answer = engine.ask(ask).await.map_err(|error| error.to_string());
        finish(desk, answer, Page::Data);
    });
}

/// Reads pasted text.
pub fn paste(desk: Desk, text: String) {
    desk.go(Entry::New, |view| view.page = Page::Data);
    ask(desk, PASTED_NAME, Ask::Paste { name: PASTED_NAME.into(), text });
}

/// Reads the built-in synthetic client and shows its overview.
pub fn sample(desk: Desk) {
    if desk.workspace_name.with_untracked(String::is_empty) {
        desk.workspace_name.set("Sample client".into());
    }
    let Some(engine) = begin(desk, "the sample") else { return };
    spawn_local(async move {
        let answer = engine.ask(Ask::Sample).await.map_err(|error| error.to_string());
        let imported = matches!(answer, Ok(Answer::Imported { .. }));
        finish(desk, answer, Page::Overview);
        if imported {
            desk.go(Entry::New, |view| view.page = Page::Overview);
        }
    });
}

/// Reads a waiting file with the reader's mapping.
pub fn map(desk: Desk, file_name: &str, waiting: u32, choice: MappingChoice) {
    ask(desk, file_name, Ask::Map { waiting, choice });
}

/// Stops the running import; what was there before stays.
pub fn cancel(desk: Desk) {
    desk.job.update(|job| {
        if let Job::Reading { stopping, .. } = job {
            *stopping = true;
        }
    });
    if let Some(engine) = desk.engine() {
        engine.cancel();
    }
}

fn finish(desk: Desk, answer: Result<Answer, String>, page: Page) {
    desk.job.set(Job::Idle);
    viewport::rescue_focus(HEADING_ID);
    match answer {
        Ok(Answer::Imported { totals, files, workspace, remember }) => {
            if let Some(mapping) = remember {
                settings::remember(desk, mapping);
            }
            let open_questions = files.iter().filter(|file| needs_the_reader(file)).count();
            let count = files.len();
            set_aside(desk, files, &workspace);
            replace_workspace(desk, workspace);
            desk.report.set(Some(Report { page, totals, files: count, open_questions }));
            saving::save(desk);
        }
        Ok(Answer::Cancelled { workspace }) => {
            show_workspace(desk, workspace);
            desk.say("cancelled", Tone::Done, "Stopped. Nothing of that import was kept.", Remedy::None);
        }
        Ok(Answer::Refused { code, message }) => desk.say(&code, Tone::Problem, message, Remedy::None),
        Ok(_) => {}
        Err(text) => desk.say("import-failed", Tone::Problem, text, Remedy::None),
    }
}

/// Whether the file can be finished only by the reader.
fn needs_the_reader(file: &FileCard) -> bool {
    matches!(file.outcome, FileState::NeedsMapping { .. } | FileState::Unusable { .. })
}

/// Keeps the cards of files that did not get into the workspace, newest first; a file that did leaves its waiting card.
fn set_aside(desk: Desk, files: Vec<FileCard>, workspace: &WorkspaceModel) {
    desk.set_aside.update(|cards| {
        cards.retain(|card| !files.iter().any(|file| file.name == card.name));
        let outside = files.into_iter().filter(|file| file.outcome != FileState::Read && !workspace.files.contains(file));
        let mut newest: Vec<FileCard> = outside.collect();
        newest.append(cards);
        *cards = newest;
    });
}

/// Puts a new state of the workspace on the desk. A removal before it can no longer be undone without undoing this too.
pub fn replace_workspace(desk: Desk, workspace: WorkspaceModel) {
    desk.forget_removal();
    show_workspace(desk, workspace);
}

/// Puts the workspace on the desk; every model is asked for again.
fn show_workspace(desk: Desk, workspace: WorkspaceModel) {
    desk.workspace.set(workspace);
    desk.revision.update(|revision| *revision += 1);
}
