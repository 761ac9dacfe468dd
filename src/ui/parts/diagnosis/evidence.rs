//! What a finding rests on: figures, comparisons, the test and the words it may use.

use leptos::prelude::*;

use crate::present::diagnosis::model::{ComparedModel, ComparisonModel, EvidenceModel, FindingModel};
use crate::protocol::messages::SourcesOf;
use crate::protocol::route::View;
use crate::ui::parts::sources::SourcesButton;
use crate::ui::state::desk;

/// Everything behind a finding, folded.
#[component]
pub fn Behind(finding: Memo<FindingModel>) -> impl IntoView {
    let id = StoredValue::new(finding.with_untracked(|finding| finding.id.clone()));
    let facts = move || finding.with(|finding| finding.evidence.clone()).into_iter().map(|evidence| fact(evidence, id)).collect_view();
    let comparisons = move || {
        let all = (0_u32..).zip(finding.with(|finding| finding.comparisons.clone()));
        all.map(|(at, comparison)| compared(comparison, id, at)).collect_view()
    };
    view! {
        <details class="fold behind" data-testid="behind">
            <summary>"Evidence, and how it was tested"</summary>
            <dl class="facts">{facts}</dl>
            {comparisons}
            <dl class="method">
                <div><dt>"Question"</dt><dd>{move || finding.with(|finding| finding.question.clone())}</dd></div>
                <div><dt>"Test"</dt><dd>{move || finding.with(|finding| finding.test.clone())}</dd></div>
                <div><dt>"Why it matters"</dt><dd>{move || finding.with(|finding| finding.why.clone())}</dd></div>
                <div><dt>"What it may say"</dt><dd>{move || finding.with(|finding| finding.ladder_words.clone())}</dd></div>
            </dl>
        </details>
    }
}

/// A way to the rows of one piece of evidence; nothing where it has none.
fn rows_of(has_rows: bool, label: String, finding: StoredValue<String>, comparison: Option<u32>, at: u32) -> impl IntoView {
    let desk = desk();
    let of = move || SourcesOf::Finding { view: desk.view.with_untracked(View::scope), finding: finding.get_value(), comparison, at };
    has_rows.then(|| view! { <SourcesButton label=Signal::stored(label) of/> })
}

fn fact(fact: EvidenceModel, finding: StoredValue<String>) -> impl IntoView {
    let EvidenceModel { label, text, exact, place, has_rows } = fact;
    let rows = rows_of(has_rows, label.clone(), finding, None, place);
    view! { <div><dt>{label}</dt><dd><span data-exact=exact>{text}</span>" "{rows}</dd></div> }
}

fn compared(model: ComparisonModel, finding: StoredValue<String>, comparison: u32) -> impl IntoView {
    let ComparisonModel { title, columns, rows } = model;
    let has_rows = rows.iter().any(|row| row.has_rows);
    let head = |(at, column): (usize, String)| view! { <th scope="col" class:number=move || at != 0>{column}</th> };
    let row = move |row: ComparedModel| {
        let name = row.cells.first().cloned().unwrap_or_default();
        let button = has_rows.then(|| view! { <td>{rows_of(row.has_rows, name, finding, Some(comparison), row.place)}</td> });
        let mut cells = row.cells.into_iter().zip(row.exacts);
        let first = cells.next().map(|(name, _)| view! { <th scope="row">{name}</th> });
        let rest = cells.map(|(text, exact)| view! { <td class="number" data-exact=exact>{text}</td> }).collect_view();
        view! { <tr>{first}{rest}{button}</tr> }
    };
    let last = has_rows.then(|| view! { <th scope="col">"Rows"</th> });
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=title.clone()>
            <table class="plain-table">
                <caption>{title.clone()}</caption>
                <thead><tr>{columns.into_iter().enumerate().map(head).collect_view()}{last}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
