//! Files, pasted text, the sample and mapped files: into the workspace.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::present::model::{FileCard, FileState, Level, MappingChoice, WorkspaceModel};
use crate::protocol::messages::{Answer, Ask, ImportTotals};
use crate::protocol::route::Page;
use crate::shell::engine::Engine;
use crate::shell::locale;
use crate::shell::route::Entry;
use crate::shell::viewport;
use crate::ui::actions::{saving, settings};
use crate::ui::app::HEADING_ID;
use crate::ui::parts::file_card::row_id;
use crate::ui::state::{Desk, Job, Remedy, Report, Tone};

/// Name of a pasted table in the list of files.
pub const PASTED_NAME: &str = "Pasted table.csv";

/// What is being read: only the words of the progress line differ.
fn begin(desk: Desk, file_name: &str) -> Option<Engine> {
    if !desk.free() {
        return None;
    }
    let engine = desk.engine()?;
    desk.report.set(None);
    for code in ["busy", "cancelled", "import-failed", "sample-aside", "not-read-again", "file-gone", "read-again"] {
        desk.unsay(code);
    }
    reading(desk, file_name);
    Some(engine)
}

fn reading(desk: Desk, file_name: &str) {
    let file_name = file_name.to_owned();
    desk.job.set(Job::Reading { file_name, bytes_done: 0, bytes_total: 0, text: String::new(), stopping: false });
}

/// The reader's own rows never mix with invented ones: a workspace that holds the sample is left for an empty one. `Err` holds
/// how the import ends that cannot go on.
async fn leave_sample(desk: Desk) -> Result<(), Result<Answer, String>> {
    if !desk.workspace.with_untracked(|workspace| workspace.is_sample) {
        return Ok(());
    }
    let name = desk.workspace_name.get_untracked();
    if !saving::begin_new_now(desk).await {
        return Err(Err("The sample could not be put aside, so nothing was read. Reload the page, then add the file again.".into()));
    }
    let text = match desk.kept.with_untracked(|kept| kept.iter().any(|kept| kept.name == name)) {
        true => format!("The sample was put aside, so that its invented rows never mix with yours. Open it again, or delete it, in Settings: “{name}”."),
        false => "The sample was closed, so that its invented rows never mix with yours. To see it again, start another workspace in Settings.".into(),
    };
    desk.say("sample-aside", Tone::Done, text, Remedy::None);
    match desk.job.with_untracked(|job| matches!(job, Job::Reading { stopping: true, .. })) {
        true => Err(Ok(Answer::Cancelled { workspace: desk.workspace.get_untracked() })),
        false => Ok(()),
    }
}

/// Reads files the reader chose or dropped.
pub fn files(desk: Desk, files: Vec<File>) {
    desk.when_ready(move || files_now(desk, files));
}

fn files_now(desk: Desk, files: Vec<File>) {
    let Some(first) = files.first().map(File::name) else { return };
    let Some(engine) = begin(desk, &first) else { return };
    desk.go(Entry::New, |view| view.page = Page::Data);
    spawn_local(async move {
        let answer = match leave_sample(desk).await {
            Ok(()) => engine.import(files).await.map_err(|error| error.to_string()),
            Err(answer) => answer,
        };
        finish(desk, answer, Page::Data, None);
    });
}

/// Reads pasted text.
pub fn paste(desk: Desk, text: String) {
    desk.when_ready(move || paste_now(desk, text));
}

fn paste_now(desk: Desk, text: String) {
    desk.go(Entry::New, |view| view.page = Page::Data);
    let Some(engine) = begin(desk, PASTED_NAME) else { return };
    spawn_local(async move {
        let answer = match leave_sample(desk).await {
            Ok(()) => engine.ask(Ask::Paste { name: PASTED_NAME.into(), text }).await.map_err(|error| error.to_string()),
            Err(answer) => answer,
        };
        finish(desk, answer, Page::Data, None);
    });
}

/// Reads rows typed into the columns of a template; `then` runs once all of them are in as they were typed.
pub fn typed_rows(desk: Desk, kind: String, rows: Vec<Vec<String>>, then: impl FnOnce() + 'static) {
    let Some(engine) = begin(desk, "the rows you typed") else { return };
    spawn_local(async move {
        let answer = match leave_sample(desk).await {
            Ok(()) => engine.ask(Ask::TypedRows { kind, rows, now_ms: locale::now_ms() as u64 }).await.map_err(|error| error.to_string()),
            Err(answer) => answer,
        };
        let complaints = |file: &FileCard| file.issues.iter().any(|issue| issue.level != Level::Info);
        let is_whole = match &answer {
            Ok(Answer::Imported { totals, files, .. }) => totals.accepted > 0 && totals.rejected == 0 && !files.iter().any(complaints),
            _ => false,
        };
        finish(desk, answer, Page::Data, None);
        if is_whole {
            desk.unsay("typed-doubt");
            then();
        } else {
            let text = "Not everything you typed could be read: the file “typed” on the Files part says what. Correct it here and read the rows again; the newer reading counts.";
            desk.say("typed-doubt", Tone::Attention, text, Remedy::None);
        }
    });
}

/// Reads the built-in synthetic client and shows its overview: in a workspace of its own.
pub fn sample(desk: Desk) {
    let waits = |file: &FileCard| matches!(file.outcome, FileState::NeedsMapping { .. });
    if desk.set_aside.with_untracked(|cards| cards.iter().any(waits)) {
        let text = "A file still waits for you to say which column is what. Read it or remove it on the Data page, then try the sample.";
        desk.say("sample-waits", Tone::Attention, text, Remedy::None);
        return;
    }
    match desk.workspace.with_untracked(|workspace| workspace.files.is_empty()) {
        true => read_sample(desk),
        false => saving::begin_new(desk, move || read_sample(desk)),
    }
}

fn read_sample(desk: Desk) {
    let Some(engine) = begin(desk, "the sample") else { return };
    desk.unsay("sample-waits");
    if desk.workspace_name.with_untracked(String::is_empty) {
        desk.workspace_name.set("Sample client".into());
    }
    spawn_local(async move {
        let answer = engine.ask(Ask::Sample).await.map_err(|error| error.to_string());
        let imported = matches!(answer, Ok(Answer::Imported { .. }));
        finish(desk, answer, Page::Overview, None);
        if imported {
            desk.go(Entry::New, |view| view.page = Page::Overview);
        }
    });
}

/// Reads a waiting file with the reader's mapping, then every other waiting file with the same columns.
pub fn map(desk: Desk, file_name: &str, waiting: u32, choice: MappingChoice) {
    if desk.workspace.with_untracked(|workspace| workspace.is_sample) {
        let text = "The sample is open, and its invented rows never mix with yours. Choose this file again: it then opens in a workspace of its own.";
        desk.say("sample-open", Tone::Attention, text, Remedy::None);
        return;
    }
    let Some(engine) = begin(desk, file_name) else { return };
    let alike = waiting_alike(desk, waiting);
    spawn_local(async move {
        let Some(saved) = map_one(desk, &engine, waiting, choice).await else { return };
        for (waiting, file_name) in alike {
            // It may have been removed meanwhile.
            if !waiting_files(desk).iter().any(|(number, ..)| *number == waiting) {
                continue;
            }
            let so_far = desk.report.get_untracked();
            reading(desk, &file_name);
            let read = map_one(desk, &engine, waiting, saved.clone()).await;
            add_up(desk, so_far);
            if read.is_none() {
                return;
            }
        }
    });
}

/// Reads a file of the workspace once more, with what the reader now says of it; its earlier reading can be brought back.
pub fn read_again(desk: Desk, file_name: &str, source: u32, place: u32, choice: MappingChoice) {
    let Some(engine) = begin(desk, file_name) else { return };
    spawn_local(async move {
        let answer = engine.ask(Ask::ReadAgain { source, choice }).await.map_err(|error| error.to_string());
        viewport::rescue_focus(row_id(place));
        let Ok(Answer::Imported { files, workspace, remember, .. }) = answer else { return finish(desk, answer, Page::Data, None) };
        desk.job.set(Job::Idle);
        remember.into_iter().for_each(|mapping| settings::remember(desk, mapping));
        let said = files.first().map(|file| format!("{} was read again: {}{}. Every figure follows.", file.name, file.counts, left_out(file)));
        set_aside(desk, files, &workspace, None);
        replace_workspace(desk, workspace);
        said.into_iter().for_each(|said| desk.say("read-again", Tone::Done, said, Remedy::Undo));
        saving::save(desk);
    });
}

/// `, 3 left out`
fn left_out(file: &FileCard) -> String {
    if file.uncounted.is_empty() { String::new() } else { format!(", {}", file.uncounted) }
}

/// Holds the choice again when the file was read with it.
async fn map_one(desk: Desk, engine: &Engine, waiting: u32, choice: MappingChoice) -> Option<MappingChoice> {
    let answer = engine.ask(Ask::Map { waiting, choice }).await.map_err(|error| error.to_string());
    let saved = match &answer {
        Ok(Answer::Imported { remember: Some(saved), .. }) => Some(saved.choice.clone()),
        _ => None,
    };
    finish(desk, answer, Page::Data, Some(waiting));
    saved
}

/// Waiting number, name and headers of every file that waits for a mapping.
fn waiting_files(desk: Desk) -> Vec<(u32, String, Vec<String>)> {
    desk.set_aside.with_untracked(|cards| {
        let parts = cards.iter().filter_map(|card| match &card.outcome {
            FileState::NeedsMapping { waiting, mapping } => {
                Some((*waiting, card.name.clone(), mapping.headers.iter().map(|header| header.text.clone()).collect()))
            }
            _ => None,
        });
        parts.collect()
    })
}

/// The other waiting files with the same headers.
fn waiting_alike(desk: Desk, waiting: u32) -> Vec<(u32, String)> {
    let all = waiting_files(desk);
    let Some((_, _, own)) = all.iter().find(|(number, ..)| *number == waiting) else { return Vec::new() };
    all.iter().filter(|(number, _, headers)| *number != waiting && headers == own).map(|(number, name, _)| (*number, name.clone())).collect()
}

/// One report over files that were read one after another.
fn add_up(desk: Desk, so_far: Option<Report>) {
    let Some(so_far) = so_far else { return };
    desk.report.update(|report| {
        *report = Some(match report.take() {
            None => so_far,
            Some(last) => Report {
                page: last.page,
                totals: ImportTotals {
                    accepted: so_far.totals.accepted + last.totals.accepted,
                    rejected: so_far.totals.rejected + last.totals.rejected,
                    skipped: so_far.totals.skipped + last.totals.skipped,
                },
                files: so_far.files + last.files,
                open_questions: so_far.open_questions + last.open_questions,
            },
        });
    });
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

/// `mapped` is the waiting number of the file that was read, when it had waited.
fn finish(desk: Desk, answer: Result<Answer, String>, page: Page, mapped: Option<u32>) {
    desk.job.set(Job::Idle);
    viewport::rescue_focus(HEADING_ID);
    match answer {
        Ok(Answer::Imported { totals, files, workspace, remember }) => {
            if let Some(mapping) = remember {
                settings::remember(desk, mapping);
            }
            let open_questions = files.iter().filter(|file| needs_the_reader(file)).count();
            let count = files.len();
            let changed = files.iter().any(|file| file.outcome == FileState::Read);
            set_aside(desk, files, &workspace, mapped);
            replace_workspace(desk, workspace);
            desk.report.set(Some(Report { page, totals, files: count, open_questions }));
            if changed {
                saving::save(desk);
            }
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
fn set_aside(desk: Desk, files: Vec<FileCard>, workspace: &WorkspaceModel, mapped: Option<u32>) {
    desk.set_aside.update(|cards| {
        // Of two waiting files of one name, only the one that was read is done with.
        cards.retain(|card| match (mapped, &card.outcome) {
            (Some(mapped), FileState::NeedsMapping { waiting, .. }) => *waiting != mapped,
            _ => !files.iter().any(|file| file.name == card.name),
        });
        let outside = files.into_iter().filter(|file| file.outcome != FileState::Read && !workspace.files.contains(file));
        let mut newest: Vec<FileCard> = outside.collect();
        newest.append(cards);
        *cards = newest;
    });
}

/// Puts a new state of the workspace on the desk. A removal before it can no longer be undone without undoing this too.
pub fn replace_workspace(desk: Desk, workspace: WorkspaceModel) {
    desk.forget_undo();
    show_workspace(desk, workspace);
}

/// Puts the workspace on the desk; every model is asked for again.
fn show_workspace(desk: Desk, workspace: WorkspaceModel) {
    desk.workspace.set(workspace);
    desk.revision.update(|revision| *revision += 1);
}
