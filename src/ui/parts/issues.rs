//! What was left out, repaired or assumed in a file: a line for each kind, its records folded below.

use leptos::prelude::*;

use crate::present::model::{IssueGroup, IssueModel, Level};
use crate::ui::parts::icon::Icon;

/// All groups of one file, as the core orders them.
#[component]
pub fn Issues(groups: Vec<IssueGroup>) -> impl IntoView {
    view! { <ul class="issues">{groups.into_iter().map(|group| view! { <li>{line(group)}</li> }).collect_view()}</ul> }
}

fn line(group: IssueGroup) -> AnyView {
    let (class, word) = match group.level {
        Level::Error => ("issue problem", "Left out"),
        Level::Warning => ("issue attention", "Look at"),
        Level::Info => ("issue about", "Note"),
    };
    let records = (!group.first.is_empty()).then(|| records(format!("Records: {}", group.title), group.first, group.count));
    view! {
        <details class=class data-code=group.code>
            <summary><Icon drawing=group.level.into()/><span><span class="visually-hidden">{word}": "</span>{group.title}</span></summary>
            <div class="issue-more"><p>{group.next_step}</p>{records}</div>
        </details>
    }
    .into_any()
}

fn records(name: String, records: Vec<IssueModel>, count: u64) -> AnyView {
    let shown = records.len() as u64;
    let more = (count > shown).then(|| view! { <caption>{format!("The first {shown}; the download of rows left out has all of them.")}</caption> });
    let row = |issue: IssueModel| {
        view! {
            <tr>
                <td class="number">{issue.line}</td>
                <td>{issue.column}</td>
                <td><code class="raw">{issue.raw}</code></td>
                <td class="message">{issue.message}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label=name>
            <table class="plain-table">
                {more}
                <thead><tr><th scope="col" class="number">"Line"</th><th scope="col">"Column"</th><th scope="col">"As written"</th><th scope="col">"What is wrong"</th></tr></thead>
                <tbody>{records.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
