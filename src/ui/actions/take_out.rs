//! Changing and leaving: a creator's name, a file out of the workspace, a table out of the page.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::model::FileState;
use crate::present::render::csv;
use crate::protocol::messages::{Answer, Ask};
use crate::protocol::route::View;
use crate::shell::{clipboard, download, viewport};
use crate::ui::actions::import::replace_workspace;
use crate::ui::actions::saving;
use crate::ui::app::HEADING_ID;
use crate::ui::state::{BeforeRemoval, Card, Desk, Remedy, Tone};

/// Asks for an edit and takes the workspace that follows from it; `then` runs when it succeeded.
fn edit(desk: Desk, ask: Ask, then: impl FnOnce() + 'static) {
    if desk.switching.get_value() > 0 && !desk.free() {
        return;
    }
    let Some(engine) = desk.engine() else { return };
    desk.forget_removal();
    spawn_local(async move {
        match engine.ask(ask).await {
            Ok(Answer::Workspace { workspace }) => {
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
    let Some(engine) = desk.engine() else { return };
    let epoch = desk.epoch.get_value();
    spawn_local(async move {
        // Kept in memory, so that the removal can be undone; without it the removal goes ahead all the same.
        let before = engine.snapshot().await.ok().map(|(text, _)| BeforeRemoval { text, epoch });
        // The number of the file means another one in another workspace.
        if desk.epoch.get_value() != epoch {
            return;
        }
        let revision = desk.revision.get_untracked();
        edit(desk, Ask::RemoveFile { source }, move || {
            // Where more than this removal has happened since, undoing would undo that too.
            let before = before.filter(|_| desk.revision.get_untracked() == revision + 1);
            let remedy = if before.is_some() { Remedy::UndoRemoval } else { Remedy::None };
            desk.before_removal.set_value(before);
            desk.say("file-removed", Tone::Done, format!("{name} and its rows are out of every figure."), remedy);
        });
    });
}

/// Puts the file back that was taken out last, if nothing else has changed since.
pub fn undo_removal(desk: Desk) {
    if !desk.free() {
        return;
    }
    let before = desk.before_removal.get_value();
    desk.forget_removal();
    let Some(before) = before.filter(|before| before.epoch == desk.epoch.get_value()) else {
        desk.say("undo-refused", Tone::Attention, "Nothing was put back: another workspace is open now. Choose the file again to read it.", Remedy::None);
        return;
    };
    spawn_local(saving::switch(desk, async move {
        let id = desk.workspace_id.get_untracked().unwrap_or_default();
        if saving::restore_now(desk, &id, before.text).await {
            desk.say("removal-undone", Tone::Done, "The file is back.", Remedy::None);
            saving::save(desk);
        }
    }));
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

/// The template to fill in.
pub fn template(desk: Desk) {
    hand_over(desk, "creator-audit-template.csv", &csv::template("template").unwrap_or_default());
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
