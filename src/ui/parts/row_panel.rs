//! One row's own trend, in a panel over the table.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::present::model::{Figure, RowModel, State};
use crate::protocol::messages::SourcesOf;
use crate::shell::viewport;
use crate::ui::pages::performance::open_row;
use crate::ui::parts::chart::ChartView;
use crate::ui::parts::empty::Trouble;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::parts::sources::SourcesButton;
use crate::ui::parts::tiles::exact_of;
use crate::ui::state::desk;

/// Id of the panel's heading, which names it.
const HEADING_ID: &str = "row-heading";

/// Open while the address names a row. The browser keeps the focus inside, closes it on Escape and gives the focus back.
#[component]
pub fn RowPanel() -> impl IntoView {
    let desk = desk();
    let dialog = NodeRef::<Dialog>::new();
    let wanted = Memo::new(move |_| desk.view.with(|view| view.row.is_some()));
    // The row's own figures are those the table already shows; a link opens rows that are not in it too.
    let row = Memo::new(move |_| {
        let short_id = desk.view.with(|view| view.row.clone())?;
        desk.table.with(|shown| shown.model.as_ref()?.rows.iter().find(|row| row.short_id == short_id).cloned())
    });
    Effect::new(move |_| {
        let wanted = wanted.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted {
            viewport::open_dialog(&dialog);
        } else {
            dialog.close();
        }
    });
    let of = move || {
        let view = desk.view.get_untracked();
        SourcesOf::Row { row: view.row.clone().unwrap_or_default(), view }
    };
    let closed = move |_| {
        if wanted.get_untracked() {
            open_row(desk, None);
        }
    };
    view! {
        <dialog node_ref=dialog class="panel" aria-labelledby=HEADING_ID data-testid="row-panel" on:close=closed>
            <div class="panel-head">
                <div>
                    <h2 id=HEADING_ID>{move || row.get().map_or("One row".to_owned(), |row| row.label)}</h2>
                    <p class="soft">{move || row.get().map(|row| row.sub)}</p>
                </div>
                <button type="button" class="plain square" aria-label="Close the trend" title="Close the trend" on:click=move |_| open_row(desk, None)>
                    <Icon drawing=Drawing::Close/>
                </button>
            </div>
            <div class="panel-body">
                <PanelBody/>
                <p><SourcesButton label=Signal::derive(move || row.get().map_or("One row".to_owned(), |row| row.label)) of=of/></p>
                <RowFigures row/>
            </div>
        </dialog>
    }
}

#[component]
fn PanelBody() -> impl IntoView {
    let desk = desk();
    let there = Memo::new(move |_| desk.row_trend.with(|shown| shown.model.is_some()));
    let problem = Memo::new(move |_| desk.row_trend.with(|shown| shown.problem.clone()));
    let chart = move || {
        let first = desk.row_trend.with_untracked(|shown| shown.model.clone())?;
        let model = Signal::derive(move || desk.row_trend.with(|shown| shown.model.clone()).unwrap_or_else(|| first.clone()));
        Some(view! { <ChartView model/> })
    };
    view! {
        {move || there.get().then(chart)}
        {move || problem.get().map(|text| view! { <Trouble text/> })}
        <Show when=move || !there.get() && problem.with(Option::is_none)><div class="skeleton" aria-hidden="true"></div></Show>
    }
}

#[component]
fn RowFigures(row: Memo<Option<RowModel>>) -> impl IntoView {
    let desk = desk();
    let line = |key: String, label: String, figure: Figure| {
        let (absent, exact) = (figure.state != State::Value, exact_of(&figure));
        view! {
            <div>
                <dt>{label}</dt>
                <dd class:absent=absent><span data-kpi=figure.kpi data-exact=exact data-key=key>{figure.text}</span></dd>
            </div>
        }
    };
    let lines = move || {
        let row = row.get()?;
        let columns = desk.table.with(|shown| shown.model.as_ref().map(|model| model.columns.clone()))?;
        let known = columns.into_iter().skip(1).zip(row.cells).filter(|(column, _)| column.known);
        let lines = known.map(|(column, figure)| line(row.key.clone(), column.label, figure)).collect_view();
        Some(view! { <dl class="row-figures">{lines}</dl> })
    };
    view! { {lines} }
}
