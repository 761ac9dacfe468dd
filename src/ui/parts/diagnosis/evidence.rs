//! What a finding rests on: figures, comparisons, the test and the words it may use.

use leptos::prelude::*;

use crate::present::diagnosis::model::{ComparedModel, ComparisonModel, EvidenceModel, FindingModel};

/// Everything behind a finding, folded.
#[component]
pub fn Behind(finding: Memo<FindingModel>) -> impl IntoView {
    let facts = move || finding.with(|finding| finding.evidence.clone()).into_iter().map(fact).collect_view();
    let comparisons = move || finding.with(|finding| finding.comparisons.clone()).into_iter().map(compared).collect_view();
    view! {
        <details class="fold behind" data-testid="behind">
            <summary>"Evidence, and how it was tested"</summary>
            <dl class="facts">{facts}</dl>
            {comparisons}
            <dl class="facts">
                <div><dt>"Question"</dt><dd>{move || finding.with(|finding| finding.question.clone())}</dd></div>
                <div><dt>"Test"</dt><dd>{move || finding.with(|finding| finding.test.clone())}</dd></div>
                <div><dt>"Why it matters"</dt><dd>{move || finding.with(|finding| finding.why.clone())}</dd></div>
                <div><dt>"What it may say"</dt><dd>{move || finding.with(|finding| finding.ladder_words.clone())}</dd></div>
            </dl>
        </details>
    }
}

fn fact(fact: EvidenceModel) -> impl IntoView {
    view! { <div><dt>{fact.label}</dt><dd data-exact=fact.exact>{fact.text}</dd></div> }
}

fn compared(model: ComparisonModel) -> impl IntoView {
    let ComparisonModel { title, columns, rows } = model;
    let head = |(at, column): (usize, String)| view! { <th scope="col" class:number=move || at != 0>{column}</th> };
    let row = |row: ComparedModel| {
        let mut cells = row.cells.into_iter().zip(row.exacts);
        let first = cells.next().map(|(name, _)| view! { <th scope="row">{name}</th> });
        let rest = cells.map(|(text, exact)| view! { <td class="number" data-exact=exact>{text}</td> }).collect_view();
        view! { <tr>{first}{rest}</tr> }
    };
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label=title.clone()>
            <table class="plain-table">
                <caption>{title.clone()}</caption>
                <thead><tr>{columns.into_iter().enumerate().map(head).collect_view()}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
