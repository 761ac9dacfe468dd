//! The strip above every page: whose data this is, how much of it, and whether it is kept.

use leptos::prelude::*;

use crate::present::model::StepsModel;
use crate::shell::{locale, viewport};
use crate::ui::actions::{saving, take_out};
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::{Desk, Saving, desk};

/// Workspace name, extent, saving.
#[component]
pub fn Top() -> impl IntoView {
    let desk = desk();
    view! {
        <section class="top" aria-label="Workspace">
            <WorkspaceName/>
            <SampleLabel/>
            <p class="extent">{move || desk.workspace.with(|workspace| workspace.extent.clone())}</p>
            <Steps/>
            <SaveState/>
        </section>
    }
}

/// Taking steps back and repeating them; also by Ctrl+Z and Ctrl+Shift+Z.
#[component]
fn Steps() -> impl IntoView {
    let desk = desk();
    let steps = Memo::new(move |_| desk.workspace.with(|workspace| workspace.steps.clone()));
    let button = move |testid: &'static str, word: &'static str, drawing: Drawing, which: fn(&StepsModel) -> Option<String>, act: fn(Desk)| {
        let none = Signal::derive(move || steps.with(|steps| which(steps).is_none()) || desk.reading());
        let name = Signal::derive(move || {
            steps.with(|steps| which(steps).map_or_else(|| format!("Nothing to {}", word.to_lowercase()), |step| format!("{word}: {step}")))
        });
        view! {
            <button type="button" class="plain square" data-testid=testid aria-label=name title=name disabled=none on:click=move |_| act(desk)><Icon drawing/></button>
        }
    };
    let any = Memo::new(move |_| steps.with(|steps| steps.undo.is_some() || steps.redo.is_some()));
    view! {
        <Show when=move || any.get()>
            <div class="steps">
                {button("undo-step", "Undo", Drawing::Back, |steps| steps.undo.clone(), take_out::undo)}
                {button("redo-step", "Redo", Drawing::Again, |steps| steps.redo.clone(), take_out::redo)}
            </div>
        </Show>
    }
}

/// Shown on every page for as long as invented rows are among the figures.
#[component]
fn SampleLabel() -> impl IntoView {
    let desk = desk();
    let is_sample = Memo::new(move |_| desk.workspace.with(|workspace| workspace.is_sample));
    view! {
        <Show when=move || is_sample.get()>
            <p class="sample-label" data-testid="sample-label">"Sample data"</p>
        </Show>
    }
}

/// Id of the name's field, which takes the focus when renaming begins.
const NAME_FIELD_ID: &str = "workspace-name-field";
/// Id of the button that begins renaming, which takes it back.
const NAME_BUTTON_ID: &str = "workspace-name";

#[component]
fn WorkspaceName() -> impl IntoView {
    let desk = desk();
    let editing = RwSignal::new(false);
    let shown = move || match desk.workspace_name.get() {
        name if name.is_empty() => "New workspace".to_owned(),
        name => name,
    };
    let end = move |name: Option<String>| {
        if !editing.get_untracked() {
            return;
        }
        editing.set(false);
        if let Some(name) = name {
            saving::rename(desk, &name);
        }
        viewport::after_paint(|| {
            viewport::focus_id(NAME_BUTTON_ID);
        });
    };
    let begin = move |_| {
        editing.set(true);
        viewport::after_paint(|| {
            viewport::focus_id(NAME_FIELD_ID);
        });
    };
    view! {
        <div class="workspace-name">
            <Show
                when=move || editing.get()
                fallback=move || view! {
                    <button id=NAME_BUTTON_ID type="button" class="plain" title="Rename this workspace" on:click=begin>
                        <span class="visually-hidden">"Rename the workspace "</span>{shown}
                    </button>
                }
            >
                <input
                    id=NAME_FIELD_ID type="text" maxlength="80" autocomplete="off" aria-label="Name of this workspace"
                    prop:value=move || desk.workspace_name.get_untracked()
                    on:keydown=move |event| match event.key().as_str() {
                        "Enter" => end(Some(event_target_value(&event))),
                        "Escape" => end(None),
                        _ => {}
                    }
                    on:blur=move |event| end(Some(event_target_value(&event)))
                />
            </Show>
        </div>
    }
}

#[component]
fn SaveState() -> impl IntoView {
    let desk = desk();
    let state = move || match desk.saving.get() {
        Saving::Nothing | Saving::Saved { .. } => "saved",
        Saving::Writing => "saving",
        Saving::Unsaved => "unsaved",
        Saving::Off => "off",
    };
    let words = move || match desk.saving.get() {
        Saving::Nothing => "Nothing to save yet".to_owned(),
        Saving::Writing => "Saving…".to_owned(),
        Saving::Saved { at_ms } => format!("Saved {}", locale::time_of_day(at_ms as f64)),
        Saving::Unsaved => "Not saved".to_owned(),
        Saving::Off => "Not saved: storage is off".to_owned(),
    };
    view! {
        <p class="pill" data-testid="save-state" data-state=state>
            {move || match desk.saving.get() {
                Saving::Saved { .. } => view! { <Icon drawing=Drawing::Check/> }.into_any(),
                Saving::Unsaved | Saving::Off => view! { <Icon drawing=Drawing::Caution/> }.into_any(),
                Saving::Nothing | Saving::Writing => ().into_any(),
            }}
            {words}
        </p>
    }
}
