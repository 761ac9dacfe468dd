//! Settings: what is kept in this browser, under which name, and how to be rid of it.

use leptos::prelude::*;

use crate::shell::theme::Theme;
use crate::shell::{files, locale};
use crate::ui::actions::{backup, saving, settings};
use crate::ui::app::HEADING_ID;
use crate::ui::parts::confirm::Confirm;
use crate::ui::parts::rules::{CommissionForm, DiagnosisForm, RulesForm};
use crate::ui::state::{Kept, Saving, desk};

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let desk = desk();
    let rules = move || {
        desk.wipes.track();
        view! { <RulesForm/> }
    };
    let diagnosis_rules = move || {
        desk.wipes.track();
        view! { <DiagnosisForm/> }
    };
    let commission_rules = move || {
        desk.wipes.track();
        view! { <CommissionForm/> }
    };
    view! {
        <div class="verdict"><h1 id=HEADING_ID tabindex="-1">"Settings"</h1></div>
        <div class="settings">
            <ThisWorkspace/>
            <OtherWorkspaces/>
            <Backup/>
            {rules}
            {commission_rules}
            {diagnosis_rules}
            <Appearance/>
            <WhatIsKept/>
            <Wipe/>
        </div>
    }
}

#[component]
fn ThisWorkspace() -> impl IntoView {
    let desk = desk();
    let typed = RwSignal::new(desk.workspace_name.get_untracked());
    let unchanged = move || typed.with(|typed| typed.trim().is_empty() || desk.workspace_name.with(|name| name == typed.trim()));
    let rename = move || {
        saving::rename(desk, &typed.get_untracked());
    };
    let kept = Memo::new(move |_| {
        let id = desk.workspace_id.get();
        desk.kept.with(|kept| kept.iter().find(|kept| Some(&kept.id) == id.as_ref()).cloned())
    });
    let kept_words = move || match (desk.saving.get(), kept.get()) {
        (Saving::Off, _) => "Not kept: this browser stores nothing for this page. The work is gone when the tab closes.".to_owned(),
        (Saving::Unsaved, _) => "The last change could not be saved. What was saved before is still there.".to_owned(),
        (_, Some(kept)) => format!(
            "{} in this browser, {} rows, saved {}.",
            locale::size_of_text(kept.units),
            locale::count(kept.rows),
            locale::day_and_time(kept.saved_at_ms)
        ),
        (_, None) => "Nothing is kept yet: it is saved by itself once a file is read.".to_owned(),
    };
    view! {
        <section class="card" aria-labelledby="this-heading">
            <h2 id="this-heading">"This workspace"</h2>
            <div class="field-row">
                <label for="settings-name">"Name"</label>
                <input id="settings-name" type="text" maxlength="80" autocomplete="off" data-testid="workspace-name" prop:value=move || desk.workspace_name.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=move |event| if event.key() == "Enter" { rename() }/>
                <button type="button" disabled=unchanged on:click=move |_| rename()>"Rename"</button>
            </div>
            <p class="soft" data-testid="saved-size">{kept_words}</p>
            <div class="actions">
                <Confirm button="Delete this workspace" testid="delete-workspace" question="Delete this workspace?"
                    consequence=Signal::derive(move || match desk.workspace_name.get() {
                        name if name.is_empty() => "Its rows and names are removed from this browser. Your files stay where they are.".to_owned(),
                        name => format!("The rows and names of “{name}” are removed from this browser. Your files stay where they are."),
                    })
                    yes="Delete it" disabled=Signal::derive(move || kept.with(Option::is_none) || desk.reading())
                    on_yes=move || if let Some(kept) = kept.get_untracked() { saving::delete(desk, kept) }/>
                <button type="button" data-testid="new-workspace" disabled=move || desk.workspace.with(|workspace| workspace.empty) || desk.reading()
                    on:click=move |_| saving::begin_new(desk, move || desk.say("workspace-new", crate::ui::state::Tone::Done, "An empty workspace is open. The one before is still kept.", crate::ui::state::Remedy::None))>
                    "Start another workspace"
                </button>
            </div>
        </section>
    }
}

#[component]
fn Backup() -> impl IntoView {
    let desk = desk();
    let empty = move || desk.workspace.with(|workspace| workspace.empty) || desk.reading();
    let open = move |event| {
        if let Some(file) = files::take_chosen(&event).into_iter().next() {
            backup::open(desk, file);
        }
    };
    view! {
        <section class="card" aria-labelledby="backup-heading">
            <h2 id="backup-heading">"Backup"</h2>
            <p class="soft">"This workspace as one file, to keep or to open in another browser. It holds your rows: treat it like the reports themselves."</p>
            <div class="actions">
                <button type="button" data-testid="backup-download" disabled=empty on:click=move |_| backup::download(desk)>"Download a backup"</button>
                <input id="backup-input" class="visually-hidden" type="file" accept=".txt,text/plain" disabled=move || desk.reading() on:change=open/>
                <label class="button" for="backup-input">"Open a backup"</label>
            </div>
        </section>
    }
}

#[component]
fn OtherWorkspaces() -> impl IntoView {
    let desk = desk();
    let others = Memo::new(move |_| {
        let id = desk.workspace_id.get();
        desk.kept.with(|kept| kept.iter().filter(|kept| Some(&kept.id) != id.as_ref()).cloned().collect::<Vec<_>>())
    });
    view! {
        <Show when=move || !others.with(Vec::is_empty)>
            <section class="card" aria-labelledby="others-heading">
                <h2 id="others-heading">"Other workspaces kept here"</h2>
                <ul class="kept">
                    <For each=move || others.get() key=|kept| (kept.id.clone(), kept.name.clone(), kept.units) let:kept>
                        <OtherWorkspace kept/>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn OtherWorkspace(kept: Kept) -> impl IntoView {
    let desk = desk();
    let words = format!("{}, {} rows, saved {}", locale::size_of_text(kept.units), locale::count(kept.rows), locale::day_and_time(kept.saved_at_ms));
    let (opened, removed) = (kept.clone(), StoredValue::new(kept.clone()));
    view! {
        <li>
            <div><p><strong>{kept.name.clone()}</strong></p><p class="soft">{words}</p></div>
            <button type="button" class="small" aria-label=format!("Open {}", kept.name) disabled=move || desk.reading() on:click=move |_| saving::open(desk, opened.clone())>"Open"</button>
            <Confirm button=format!("Delete {}", kept.name) testid="delete-other" question="Delete this workspace?"
                consequence="Its rows and names are removed from this browser. Your files stay where they are."
                yes="Delete it" disabled=false on_yes=move || saving::delete(desk, removed.get_value())/>
        </li>
    }
}

#[component]
fn Appearance() -> impl IntoView {
    let desk = desk();
    let choice = move |theme: Theme| {
        let words = match theme {
            Theme::Device => "As the device",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        };
        view! {
            <label class="choice">
                <input type="radio" name="theme" value=theme.slug() prop:checked=move || desk.theme.get() == theme on:change=move |_| settings::choose_theme(desk, theme)/>
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <section class="card" aria-labelledby="appearance-heading">
            <h2 id="appearance-heading">"Appearance"</h2>
            <fieldset class="choices"><legend>"Colours"</legend>{Theme::ALL.map(choice).collect_view()}</fieldset>
        </section>
    }
}

#[component]
fn WhatIsKept() -> impl IntoView {
    view! {
        <section class="card prose" aria-labelledby="kept-heading">
            <h2 id="kept-heading">"What is kept, and where"</h2>
            <p>"The page came from a web server; your files never go back to it. They are read by this browser, on this device, and the page asks the network for nothing after it has loaded."</p>
            <p>"So that you can close the tab and go on later, this browser keeps, for this page alone: the rows it read from your files in a compact form, the names of workspaces and creators, the column mappings you made, and the choice of colours. The files themselves are not copied."</p>
            <p>"Whoever uses this browser profile can open them. Nobody else can, and they do not follow you to another browser or device."</p>
        </section>
    }
}

#[component]
fn Wipe() -> impl IntoView {
    let desk = desk();
    view! {
        <section class="card" aria-labelledby="wipe-heading">
            <h2 id="wipe-heading">"Remove everything"</h2>
            <p class="soft">"Every workspace, mapping and setting this page has kept in this browser. What other pages keep is not touched."</p>
            <div class="actions">
                <Confirm button="Remove everything" testid="wipe" question="Remove everything this page keeps?"
                    consequence="All workspaces, mappings and settings are removed from this browser, and what is open is closed. This cannot be undone. Your own files stay where they are."
                    yes="Remove everything now" disabled=Signal::derive(move || desk.reading()) on_yes=move || saving::wipe(desk)/>
            </div>
        </section>
    }
}
