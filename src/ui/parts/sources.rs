//! The rows a figure was made from, in a panel over the page.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::present::sources::{SourcePart, SourceRow, SourceRows, SourcesModel};
use crate::protocol::messages::SourcesOf;
use crate::protocol::route::View;
use crate::shell::viewport;
use crate::ui::parts::empty::Trouble;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::desk;

/// Id of the panel's heading, which names it.
const HEADING_ID: &str = "sources-heading";

/// Opens the rows of one figure.
#[component]
pub fn SourcesButton(#[prop(into)] label: Signal<String>, of: impl Fn() -> SourcesOf + 'static) -> impl IntoView {
    let desk = desk();
    view! {
        <button type="button" class="chart-button sources-button" data-testid="sources" on:click=move |_| desk.asked.set(Some((of(), label.get_untracked())))>
            "Source rows"<span class="visually-hidden">{move || format!(" of {}", label.get())}</span>
        </button>
    }
}

/// Open while a figure is asked for. The browser keeps the focus inside, closes it on Escape and gives the focus back.
#[component]
pub fn SourcesPanel() -> impl IntoView {
    let desk = desk();
    let dialog = NodeRef::<Dialog>::new();
    let wanted = Memo::new(move |_| desk.asked.with(Option::is_some));
    Effect::new(move |_| {
        let wanted = wanted.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted {
            viewport::open_dialog(&dialog);
        } else {
            dialog.close();
        }
    });
    // What is asked for belongs to the view it was asked in.
    Effect::new(move |before: Option<View>| {
        let view = desk.view.get();
        if before.is_some_and(|before| before != view) {
            desk.asked.set(None);
        }
        view
    });
    let label = move || desk.asked.with(|asked| asked.as_ref().map(|(_, label)| label.clone()).unwrap_or_default());
    let title = move || desk.sources.with(|shown| shown.model.as_ref().map(|model| model.title.clone()));
    let problem = Memo::new(move |_| desk.sources.with(|shown| shown.problem.clone()));
    let there = Memo::new(move |_| desk.sources.with(|shown| shown.model.is_some()));
    let parts = move || desk.sources.with(|shown| shown.model.clone()).map(|SourcesModel { parts, .. }| parts.into_iter().map(part_view).collect_view());
    view! {
        <dialog node_ref=dialog class="panel sources-panel" aria-labelledby=HEADING_ID data-testid="sources-panel" on:close=move |_| desk.asked.set(None)>
            <div class="panel-head">
                <div>
                    <h2 id=HEADING_ID>{move || format!("{}: what it was made from", label())}</h2>
                    <p class="soft">{title}</p>
                </div>
                <button type="button" class="plain square" aria-label="Close the source rows" title="Close the source rows" on:click=move |_| desk.asked.set(None)>
                    <Icon drawing=Drawing::Close/>
                </button>
            </div>
            <div class="panel-body" aria-busy=move || desk.sources.with(|shown| shown.busy).to_string()>
                {parts}
                {move || problem.get().map(|text| view! { <Trouble text/> })}
                <Show when=move || !there.get() && problem.with(Option::is_none)><div class="skeleton" aria-hidden="true"></div></Show>
            </div>
        </dialog>
    }
}

fn part_view(part: SourcePart) -> impl IntoView {
    let value = Some(part.value).filter(|value| !value.is_empty()).map(|value| view! { <b>{value}</b> });
    let told = Some(part.told).filter(|told| !told.is_empty()).map(|told| view! { <p class="soft">{told}</p> });
    let label = part.label.clone();
    view! {
        <section class="source-part" data-testid="source-part">
            <h3><span>{part.label}</span>{value}</h3>
            {told}
            {part.rows.into_iter().map(|rows| rows_view(&label, rows)).collect_view()}
        </section>
    }
}

fn rows_view(label: &str, rows: SourceRows) -> impl IntoView {
    let files = rows.files.into_iter().map(|(file, count)| view! { <li><span class="file-name">{file}</span>": "{count}</li> }).collect_view();
    let row = |row: SourceRow| {
        let cells = row.cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr data-file=row.file.clone() data-line=row.line.clone()><th scope="row">{row.line.clone()}</th><td class="file-name">{row.file.clone()}</td>{cells}</tr> }
    };
    let name = format!("Rows of {label}");
    let has_rows = !rows.rows.is_empty();
    view! {
        <ul class="source-files">{files}</ul>
        {if has_rows { view! {
            <div class="scroll-x scroll-y" tabindex="0" role="group" aria-label=name>
                <table class="plain-table">
                    <thead><tr><th scope="col">"Line"</th><th scope="col">"File"</th>{rows.columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view()}</tr></thead>
                    <tbody>{rows.rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }.into_any() } else { view! { <p class="soft">"No row."</p> }.into_any() }}
        <p class="soft" data-testid="source-total">{rows.total}{Some(rows.note).filter(|note| !note.is_empty()).map(|note| format!(". {note}"))}</p>
    }
}
