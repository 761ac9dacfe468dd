//! A table shaded by its values: every shade is also a number.

use leptos::prelude::*;

use crate::present::diagnosis::model::{HeatCell, HeatModel, HeatRow};

/// The table.
#[component]
pub fn Heat(model: HeatModel) -> impl IntoView {
    let HeatModel { finding, columns, rows } = model;
    let cell = |cell: HeatCell| view! { <td class=cell.shade.map_or_else(|| "no-value".to_owned(), |shade| format!("shade-{shade}"))>{cell.text}</td> };
    let row = move |row: HeatRow| view! { <tr><th scope="row">{row.label}</th>{row.cells.into_iter().map(cell).collect_view()}</tr> };
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=finding.clone()>
            <table class="heat">
                <caption>{finding.clone()}</caption>
                <thead><tr><td></td>{columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view()}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
