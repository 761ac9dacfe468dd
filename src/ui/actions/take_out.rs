//! Changing and leaving: a creator's name, a file out of the workspace, a table out of the page.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::model::{FileState, StepsModel};
use crate::protocol::messages::{Answer, Ask};
use crate::protocol::route::View;
use crate::shell::{clipboard, download, viewport};
use crate::ui::actions::import::replace_workspace;
use crate::ui::actions::{saving, settings};
use crate::ui::app::HEADING_ID;
use crate::ui::state::{Card, Desk, Remedy, Tone};

/// Asks for an edit and takes the workspace that follows from it; `then` runs when it succeeded.
fn edit(desk: Desk, ask: Ask, then: impl FnOnce() + 'static) {
    if desk.switching.get_value() > 0 && !desk.free() {
        return;
    }
    let Some(engine) = desk.engine() else { return };
    desk.forget_undo();
    spawn_local(async move {
        match engine.ask(ask).await {
            Ok(Answer::Workspace { workspace, remember }) => {
                remember.into_iter().for_each(|mapping| settings::remember(desk, mapping));
                replace_workspace(desk, workspace);
                viewport::rescue_focus(HEADING_ID);
                then();
                saving::save(desk);
            }
            Ok(Answer::Refused { code, message }) => desk.say(&code, Tone::Problem, message, Remedy::None),
            Ok(_) => {}
            Err(error) => desk.say("edit-failed", Tone::Problem, error.to_string(), Remedy::None),
        }
    });
}

/// Names the creator a file belongs to.
pub fn name_creator(desk: Desk, source: u32, name: String) {
    let text = format!("{name} is now the creator of that file.");
    edit(desk, Ask::NameCreator { source, name }, move || desk.say("creator-named", Tone::Done, text, Remedy::None));
}

/// Counts a creator as another from now on.
pub fn merge(desk: Desk, from: String, to: String) {
    edit(desk, Ask::Merge { from, to }, move || {
        desk.say("merged", Tone::Done, "The two count as one creator in every figure, also in files still to come.", Remedy::Undo)
    });
}

/// Counts a merged creator on its own again.
pub fn unmerge(desk: Desk, from: String) {
    edit(desk, Ask::Unmerge { from }, move || desk.say("unmerged", Tone::Done, "The two count as two creators again.", Remedy::Undo));
}

/// Says which days a whole file speaks of.
pub fn set_period(desk: Desk, source: u32, first: String, last: String) {
    edit(desk, Ask::SetPeriod { source, first, last }, move || desk.say("period-set", Tone::Done, "The file's rows now belong to those days.", Remedy::None));
}

/// Keeps something typed, decided or designed; nothing removes it.
pub fn note(desk: Desk, key: String, value: Option<String>, said: &'static str) {
    edit(desk, Ask::Note { key, value }, move || desk.say("noted", Tone::Done, said, Remedy::Undo));
}

/// Puts text into the clipboard, or hands it over as a file where that is not allowed.
pub fn copy_text(desk: Desk, text: String, file_name: &'static str) {
    spawn_local(async move {
        match clipboard::copy(&text).await {
            Ok(()) => desk.say("copied", Tone::Done, "Copied.", Remedy::None),
            Err(_) => hand_over(desk, file_name, &text),
        }
    });
}

/// Takes a file out: its rows when they were read, or just its card.
pub fn remove(desk: Desk, card: &Card) {
    desk.report.set(None);
    let name = card.card.name.clone();
    match &card.card.outcome {
        FileState::Read => remove_rows(desk, card.card.source, name),
        FileState::NeedsMapping { waiting, .. } => {
            let waiting = *waiting;
            drop_card(desk, card);
            edit(desk, Ask::Dismiss { waiting }, || {});
        }
        FileState::AlreadyHere { .. } | FileState::Unusable { .. } => drop_card(desk, card),
    }
}

fn drop_card(desk: Desk, card: &Card) {
    desk.set_aside.update(|cards| cards.retain(|other| *other != *card.card));
    viewport::rescue_focus(HEADING_ID);
}

fn remove_rows(desk: Desk, source: u32, name: String) {
    edit(desk, Ask::RemoveFile { source }, move || {
        desk.say("file-removed", Tone::Done, format!("{name} and its rows are out of every figure."), Remedy::Undo);
    });
}

/// Takes the latest step back.
pub fn undo(desk: Desk) {
    step(desk, Ask::Undo, "undone", "Undone", |steps| steps.undo.clone());
}

/// Repeats the step that was taken back last.
pub fn redo(desk: Desk) {
    step(desk, Ask::Redo, "redone", "Done again", |steps| steps.redo.clone());
}

fn step(desk: Desk, ask: Ask, code: &'static str, word: &'static str, which: fn(&StepsModel) -> Option<String>) {
    let Some(label) = desk.workspace.with_untracked(|workspace| which(&workspace.steps)).filter(|_| desk.free()) else { return };
    desk.report.set(None);
    for other in ["undone", "redone"] {
        desk.unsay(other);
    }
    edit(desk, ask, move || desk.say(code, Tone::Done, format!("{word}: {label}."), Remedy::None));
}

/// Where a table's text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    Clipboard,
    File,
}

/// Takes the whole table away as CSV, as filtered and sorted.
pub fn table_csv(desk: Desk, view: View, destination: Destination) {
    let name = format!("creator-audit-by-{}.csv", view.by.slug());
    spawn_local(async move {
        let Some(text) = text_of(desk, Ask::TableCsv { view }).await else { return };
        if destination == Destination::Clipboard && clipboard::copy(&text).await.is_ok() {
            desk.say("copied", Tone::Done, "Copied the whole table as CSV. Paste it into a spreadsheet.", Remedy::None);
        } else {
            hand_over(desk, &name, &text);
        }
    });
}

/// Takes every rejected record of every file away as CSV.
pub fn rejects(desk: Desk) {
    spawn_local(async move {
        if let Some(text) = text_of(desk, Ask::Rejects).await {
            hand_over(desk, "rows-left-out.csv", &text);
        }
    });
}

/// A template to fill in.
pub fn template(desk: Desk, kind: String, file_name: String) {
    spawn_local(async move {
        if let Some(text) = text_of(desk, Ask::Template { kind }).await {
            hand_over(desk, &file_name, &text);
        }
    });
}

/// Every product with its verdict, as CSV.
pub fn offers(desk: Desk) {
    spawn_local(async move {
        if let Some(text) = text_of(desk, Ask::OffersCsv).await {
            hand_over(desk, "creator-audit-commission.csv", &text);
        }
    });
}

/// What one file restates of another, as CSV.
pub fn restatements(desk: Desk, newer: u32, older: u32) {
    spawn_local(async move {
        if let Some(text) = text_of(desk, Ask::RestatementsCsv { newer, older }).await {
            hand_over(desk, "restated.csv", &text);
        }
    });
}

async fn text_of(desk: Desk, ask: Ask) -> Option<String> {
    match desk.engine()?.ask(ask).await {
        Ok(Answer::Text { text }) => return Some(text),
        Ok(Answer::Refused { code, message }) => desk.say(&code, Tone::Problem, message, Remedy::None),
        Ok(_) => {}
        Err(error) => desk.say("export-failed", Tone::Problem, error.to_string(), Remedy::None),
    }
    None
}

fn hand_over(desk: Desk, name: &str, text: &str) {
    match download::save_text(name, "text/csv;charset=utf-8", text) {
        Ok(()) => desk.say("downloaded", Tone::Done, format!("Saved {name} to your downloads."), Remedy::None),
        Err(error) => desk.say("download-failed", Tone::Problem, error.to_string(), Remedy::None),
    }
}
