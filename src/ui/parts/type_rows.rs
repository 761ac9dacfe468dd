//! A small table of the reader's own, typed in place: for who has three rates, not a file of rates.

use leptos::prelude::*;

use crate::present::model::TemplateModel;
use crate::ui::actions::import;
use crate::ui::state::desk;

/// Rows there are to begin with, and at most: more are a file.
const ROWS_FIRST: usize = 2;
const ROWS_MAX: usize = 40;

/// The grid. Its rows are read like a file of that template, so that what is wrong with them is said the same way.
#[component]
pub fn TypeRows(template: TemplateModel, is_open: RwSignal<bool>) -> impl IntoView {
    let desk = desk();
    let width = template.fields.len();
    let rows = RwSignal::new(vec![vec![String::new(); width]; ROWS_FIRST]);
    let count = Memo::new(move |_| rows.with(Vec::len));
    let is_blank = Memo::new(move |_| rows.with(|rows| rows.iter().flatten().all(|text| text.trim().is_empty())));
    let (kind, label) = (template.kind.clone(), template.label.clone());
    let caption = format!("Rows of {label}. The first row shows an example in grey.");
    let head = template.fields.iter().map(|field| view! { <th scope="col">{field.clone()}</th> }).collect_view();
    let read = move |_| {
        // Only what is in leaves the form: rows that could not be read stay to be corrected.
        let close = move || is_open.set(false);
        import::typed_rows(desk, kind.clone(), rows.get_untracked(), close);
    };
    let cell = move |row: usize, column: usize| {
        let name = format!("{}, row {}", template.fields.get(column).cloned().unwrap_or_default(), row + 1);
        let example = template.example.get(column).filter(|_| row == 0).cloned().unwrap_or_default();
        let value = move || rows.with(|rows| rows.get(row).and_then(|row| row.get(column)).cloned().unwrap_or_default());
        let set = move |event| {
            let text = event_target_value(&event);
            rows.update(|rows| {
                if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
                    *cell = text;
                }
            });
        };
        view! { <td><input type="text" autocomplete="off" aria-label=name placeholder=example prop:value=value on:input=set/></td> }
    };
    let line = move |row: usize| view! { <tr>{(0..width).map(|column| cell(row, column)).collect_view()}</tr> };
    view! {
        <div class="type-rows" data-testid="type-rows">
            <div class="scroll-x" tabindex="0" role="group" aria-label=label>
                <table class="plain-table">
                    <caption>{caption}</caption>
                    <thead><tr>{head}</tr></thead>
                    <tbody><For each=move || 0..count.get() key=|row| *row children=line/></tbody>
                </table>
            </div>
            <div class="actions">
                <button type="button" class="primary" data-testid="read-typed" disabled=move || is_blank.get() || desk.reading() on:click=read>"Read these rows"</button>
                <button type="button" disabled={move || count.get() >= ROWS_MAX} on:click=move |_| rows.update(|rows| rows.push(vec![String::new(); width]))>"Add a row"</button>
                <button type="button" class="plain" on:click=move |_| is_open.set(false)>"Close"</button>
            </div>
        </div>
    }
}
