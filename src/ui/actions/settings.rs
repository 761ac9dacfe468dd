//! What the reader sets once: mappings, assumptions, colours.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::protocol::messages::{Answer, SavedMapping};
use crate::shell::engine::StartWith;
use crate::shell::storage::StorageError;
use crate::shell::theme::{self, Theme};
use crate::ui::actions::saving;
use crate::ui::state::{Desk, Remedy, Saving, Tone};

/// Keeps a mapping for the next file with the same header.
pub fn remember(desk: Desk, mapping: SavedMapping) {
    if let Err(error) = desk.store.with_value(|store| store.remember(mapping)) {
        saving::tell(desk, &error, saving::remedy(&error, "mappings"));
    }
    // A worker that is started after this one knows it too.
    if let Some(engine) = desk.engine() {
        engine.start_later_with(start_with(desk, &settings(desk)));
    }
}

/// Everything that is set, by name; other parts' settings are kept as they are.
pub type Settings = serde_json::Map<String, serde_json::Value>;
/// Name of the colours among the settings.
const THEME: &str = "theme";

/// The saved settings. What cannot be read is said, and the defaults hold.
pub fn settings(desk: Desk) -> Settings {
    match desk.store.with_value(|store| store.settings::<Settings>()) {
        Ok(settings) => settings.unwrap_or_default(),
        // Where nothing at all is kept, that is said when the workspace is opened.
        Err(StorageError::Blocked) => Settings::new(),
        Err(error) => {
            saving::tell(desk, &error, saving::remedy(&error, "settings"));
            Settings::new()
        }
    }
}

/// What a worker is told first.
pub fn start_with(desk: Desk, settings: &Settings) -> StartWith {
    let mappings = desk.store.with_value(|store| store.mappings()).unwrap_or_default();
    StartWith { settings: serde_json::Value::Object(settings.clone()).to_string(), mappings }
}

/// The choice of colours among the settings.
pub fn theme_of(settings: &Settings) -> Theme {
    let chosen = settings.get(THEME).and_then(|chosen| chosen.as_str());
    Theme::ALL.into_iter().find(|theme| chosen == Some(theme.slug())).unwrap_or_default()
}

/// Keeps the choice of colours.
pub fn choose_theme(desk: Desk, choice: Theme) {
    desk.theme.set(choice);
    theme::apply(choice);
    // Colours that cannot be kept are not worth a notice.
    let mut settings = settings(desk);
    settings.insert(THEME.into(), choice.slug().into());
    let _ = desk.store.with_value(|store| store.set_settings(&settings));
}

/// Sets an assumption, or with `None` goes back to its default. It holds once the worker has accepted it.
pub fn set(desk: Desk, key: &'static str, value: Option<Value>) {
    let Some(engine) = desk.engine() else { return };
    let mut settings = settings(desk);
    match value {
        Some(value) => settings.insert(key.into(), value),
        None => settings.remove(key),
    };
    let start_with = start_with(desk, &settings);
    spawn_local(async move {
        match engine.configure(start_with).await {
            Ok(Answer::Refused { code, message }) => desk.say(&code, Tone::Problem, message, Remedy::None),
            Ok(_) => {
                desk.unsay("settings-unusable");
                desk.forget_undo();
                desk.revision.update(|revision| *revision += 1);
                keep(desk, &settings);
            }
            Err(error) => desk.say("settings-failed", Tone::Problem, error.to_string(), Remedy::None),
        }
    });
}

fn keep(desk: Desk, settings: &Settings) {
    // Where nothing at all is kept, that has been said already.
    if desk.saving.get_untracked() == Saving::Off {
        return;
    }
    match desk.store.with_value(|store| store.set_settings(settings)) {
        Ok(()) => desk.say("settings-saved", Tone::Done, "Set. Every figure follows it.", Remedy::None),
        Err(error) => saving::tell(desk, &error, saving::remedy(&error, "settings")),
    }
}
