//! One row's own trend, in a panel over the table.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::shell::viewport;
use crate::ui::pages::performance::open_row;
use crate::ui::parts::chart::ChartView;
use crate::ui::parts::empty::Trouble;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::desk;

/// Open while the address names a row. The browser keeps the focus inside, closes it on Escape and gives the focus back.
#[component]
pub fn RowPanel() -> impl IntoView {
    let desk = desk();
    let dialog = NodeRef::<Dialog>::new();
    let wanted = Memo::new(move |_| desk.view.with(|view| view.row.is_some()));
    Effect::new(move |_| {
        let wanted = wanted.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted {
            viewport::open_dialog(&dialog);
        } else {
            dialog.close();
        }
    });
    let closed = move |_| {
        if wanted.get_untracked() {
            open_row(desk, None);
        }
    };
    view! {
        <dialog node_ref=dialog class="panel" aria-label="Trend of one row" data-testid="row-panel" on:close=closed>
            <div class="panel-close">
                <button type="button" class="plain square" aria-label="Close the trend" title="Close the trend" on:click=move |_| open_row(desk, None)>
                    <Icon drawing=Drawing::Close/>
                </button>
            </div>
            <PanelBody/>
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
