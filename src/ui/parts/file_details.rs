//! What folds out below a file that was read: what was found in it, and how it was read.

use leptos::prelude::*;

use crate::present::model::{FileCard, NamedText};
use crate::ui::parts::file_formats::Formats;
use crate::ui::parts::issues::Issues;

/// Issues, facts and columns of one file.
#[component]
pub fn Details(file: FileCard) -> impl IntoView {
    let fact = |fact: NamedText| view! { <div><dt>{fact.name}</dt><dd>{fact.text}</dd></div> };
    let formats = file.formats.clone().unwrap_or_default();
    // What can be switched is shown where it is.
    let is_switch = |fact: &NamedText| formats.at_hand && formats.file.iter().any(|field| field.label == fact.name);
    let facts = file.facts.iter().filter(|fact| !is_switch(fact)).cloned().map(fact).collect_view();
    let issues = file.issues.clone();
    view! {
        <div class="file-more">
            {(!issues.is_empty()).then(|| view! { <h4>"What was found"</h4><Issues groups=issues/> })}
            <h4>"How it was read"</h4>
            <dl class="facts">{facts}</dl>
            <Formats file formats/>
        </div>
    }
}
