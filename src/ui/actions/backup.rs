//! A workspace as a file: for another browser, or for when this one does not keep it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::protocol::messages::Answer;
use crate::shell::download;
use crate::ui::actions::{import, saving};
use crate::ui::state::{Desk, Remedy, Tone};

const NAME: &str = "creator-audit-backup.txt";

/// Hands the open workspace over as a file.
pub fn download(desk: Desk) {
    let Some(engine) = desk.engine() else { return };
    spawn_local(async move {
        let saved = match engine.snapshot().await {
            Ok((text, _)) => download::save_blob(NAME, "text/plain;charset=utf-8", &text).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match saved {
            Ok(()) => {
                desk.say("downloaded", Tone::Done, format!("Saved {NAME} to your downloads. Open it in Settings, in this or another browser."), Remedy::None)
            }
            Err(text) => desk.say("download-failed", Tone::Problem, text, Remedy::None),
        }
    });
}

/// Opens a backup as a workspace of its own; the one that was open stays where it is kept.
pub fn open(desk: Desk, file: File) {
    let Some(engine) = desk.engine().filter(|_| desk.free()) else { return };
    spawn_local(saving::switch(desk, async move {
        match engine.restore(&file).await {
            Ok(Answer::Workspace { workspace, .. }) => {
                saving::leave(desk);
                desk.workspace_name.set("Opened backup".into());
                import::replace_workspace(desk, workspace);
                desk.say("backup-opened", Tone::Done, "The backup is open, as a workspace of its own.", Remedy::None);
                saving::save(desk);
            }
            Ok(Answer::Refused { code, message }) => desk.say(&code, Tone::Problem, message, Remedy::None),
            Ok(_) => {}
            Err(error) => desk.say("backup-unreadable", Tone::Problem, error.to_string(), Remedy::None),
        }
    }));
}
