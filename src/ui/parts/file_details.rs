//! What folds out below a file that was read: what was found in it, and how it was read.

use leptos::prelude::*;

use crate::present::model::{FileCard, NamedText};
use crate::ui::parts::issues::Issues;

/// Issues, facts and columns of one file.
#[component]
pub fn Details(file: FileCard) -> impl IntoView {
    let fact = |fact: NamedText| view! { <div><dt>{fact.name}</dt><dd>{fact.text}</dd></div> };
    let column = |column: NamedText| {
        let unused = column.text.is_empty();
        let read_as = if unused { "not used".to_owned() } else { column.text };
        view! { <tr class:soft=unused><td>{column.name}</td><td>{read_as}</td></tr> }
    };
    let name = format!("Columns of {}", file.name);
    view! {
        <div class="file-more">
            {(!file.issues.is_empty()).then(|| view! { <h4>"What was found"</h4><Issues groups=file.issues/> })}
            <h4>"How it was read"</h4>
            <dl class="facts">{file.facts.into_iter().map(fact).collect_view()}</dl>
            <div class="scroll-x" tabindex="0" role="region" aria-label=name>
                <table class="plain-table">
                    <thead><tr><th scope="col">"Column in the file"</th><th scope="col">"Read as"</th></tr></thead>
                    <tbody>{file.columns.into_iter().map(column).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}
