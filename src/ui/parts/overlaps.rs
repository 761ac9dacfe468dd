//! Files that speak of the same sales: what is counted once, and what a newer file has restated.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::model::{ChangeModel, OverlapModel, RestatementModel, RestatementsModel};
use crate::protocol::messages::{Answer, Ask};
use crate::shell::viewport;
use crate::ui::actions::take_out;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::{Desk, desk};

/// The finding: whether something counts twice.
pub fn heading(desk: Desk) -> String {
    desk.workspace.with(|workspace| match workspace.overlaps.iter().any(|pair| pair.is_warning) {
        true => "Some sales may count twice".to_owned(),
        false if workspace.overlaps.is_empty() => "No sale is in two files".to_owned(),
        false => "Sales in two files count once".to_owned(),
    })
}

/// Every pair of files with rows of the same keys.
#[component]
pub fn Overlaps() -> impl IntoView {
    let desk = desk();
    let overlaps = Memo::new(move |_| desk.workspace.with(|workspace| workspace.overlaps.clone()));
    view! {
        <section class="part" aria-labelledby="overlaps-heading" data-testid="overlaps">
            <h2 id="overlaps-heading">"Files that hold the same sales"</h2>
            {move || match overlaps.get() {
                none if none.is_empty() => view! { <p class="nothing">"No two of these files hold the same sale."</p> }.into_any(),
                pairs => view! { <ul class="pairs">{pairs.into_iter().map(|pair| pair_view(desk, pair)).collect_view()}</ul> }.into_any(),
            }}
        </section>
    }
}

fn pair_view(desk: Desk, pair: OverlapModel) -> AnyView {
    let (newer, older) = (pair.newer, pair.older);
    let sentence = |text: String| view! { <p>{text}</p> };
    let restated = (pair.restated_keys > 0).then(|| {
        let rows = RwSignal::new(None::<RestatementsModel>);
        let open = move |event: leptos::ev::Event| {
            if viewport::is_open(&event) && rows.with_untracked(Option::is_none) {
                ask(desk, newer, older, rows);
            }
        };
        view! {
            <details class="fold" on:toggle=open>
                <summary>"What changed, line by line"</summary>
                {move || rows.get().map(restatements)}
                <button type="button" class="small" data-testid="restated-download" on:click=move |_| take_out::restatements(desk, newer, older)>"Download as CSV"</button>
            </details>
        }
    });
    let (drawing, class) = if pair.is_warning { (Drawing::Caution, "pair attention") } else { (Drawing::Check, "pair") };
    view! {
        <li class=class data-testid="overlap">
            <Icon drawing/>
            <div>
                {pair.sentences.into_iter().map(sentence).collect_view()}
                {restated}
            </div>
        </li>
    }
    .into_any()
}

fn ask(desk: Desk, newer: u32, older: u32, rows: RwSignal<Option<RestatementsModel>>) {
    let Some(engine) = desk.engine() else { return };
    spawn_local(async move {
        if let Ok(Answer::Restatements { model }) = engine.ask(Ask::Restatements { newer, older }).await {
            rows.try_set(Some(model));
        }
    });
}

fn restatements(model: RestatementsModel) -> AnyView {
    let name = format!("What {} restates of {}", model.overlap.newer_name, model.overlap.older_name);
    let row = |row: RestatementModel| {
        let span = row.changes.len().to_string();
        let mut key = Some(view! {
            <td rowspan=span.clone()>{row.date}</td>
            <td rowspan=span.clone()>{row.creator}</td>
            <td rowspan=span.clone()>{row.asin}</td>
        });
        let mut lines = Some(view! { <td class="number" rowspan=span>{format!("{} → {}", row.older_line, row.newer_line)}</td> });
        let value = |change: ChangeModel| {
            view! {
                <tr>
                    {key.take()}
                    <td>{change.name}</td>
                    <td class="number">{change.older}</td>
                    <td class="number">{change.newer}</td>
                    <td class="number">{change.delta}</td>
                    {lines.take()}
                </tr>
            }
        };
        row.changes.into_iter().map(value).collect_view()
    };
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label=name>
            <table class="plain-table" data-testid="restatements">
                {(!model.beyond.is_empty()).then(|| view! { <caption>{format!("The {}.", model.beyond)}</caption> })}
                <thead><tr>
                    <th scope="col">"Date"</th><th scope="col">"Creator"</th><th scope="col">"ASIN"</th><th scope="col">"Figure"</th>
                    <th scope="col" class="number">"Before"</th><th scope="col" class="number">"Now"</th><th scope="col" class="number">"Change"</th><th scope="col" class="number">"Lines"</th>
                </tr></thead>
                <tbody>{model.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
