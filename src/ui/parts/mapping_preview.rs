//! The first rows of a waiting file as they would be read with the present choice.

use leptos::prelude::*;

use crate::present::model::{PreviewModel, PreviewRow};

/// The rows; a row that would be left out says why.
#[component]
pub fn PreviewTable(preview: RwSignal<PreviewModel>) -> impl IntoView {
    let row = |row: PreviewRow| {
        let problem = (!row.problem.is_empty()).then(|| view! { <span class="problem-text">{row.problem.clone()}</span> });
        view! {
            <tr class:left-out=!row.problem.is_empty()>
                <td class="number">{row.line}</td>
                {row.cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}
                <td>{problem}</td>
            </tr>
        }
    };
    let rows = move || preview.with(|preview| preview.rows.clone()).into_iter().map(row).collect_view();
    let columns = move || preview.with(|preview| preview.columns.clone()).into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <Show when=move || preview.with(|preview| !preview.rows.is_empty())>
            <div class="scroll-x" tabindex="0" role="region" aria-label="First rows as they would be read">
                <table class="plain-table" data-testid="mapping-preview">
                    <caption>"First rows, as they would be read"</caption>
                    <thead><tr><th scope="col" class="number">"Line"</th>{columns}<th scope="col"><span class="visually-hidden">"Problem"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Show>
    }
}
