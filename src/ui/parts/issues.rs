//! What was left out, repaired or assumed in a file, grouped by kind.

use leptos::prelude::*;

use crate::present::model::{IssueGroup, IssueModel, Level};
use crate::ui::parts::icon::Icon;

/// All groups of one file, as the core orders them.
#[component]
pub fn Issues(groups: Vec<IssueGroup>) -> impl IntoView {
    view! { <ul class="issues">{groups.into_iter().map(|group| view! { <li><Group group/></li> }).collect_view()}</ul> }
}

#[component]
fn Group(group: IssueGroup) -> impl IntoView {
    let (class, word) = match group.level {
        Level::Error => ("issue problem", "Left out"),
        Level::Warning => ("issue attention", "Look at"),
        Level::Info => ("issue about", "Note"),
    };
    let name = format!("Records: {}", group.title);
    view! {
        <div class=class data-code=group.code>
            <Icon drawing=group.level.into()/>
            <div>
                <p><span class="tag">{word}</span>" "<strong>{group.title}</strong></p>
                <p class="soft">{group.next_step}</p>
                {(!group.first.is_empty()).then(|| view! { <Records name records=group.first count=group.count/> })}
            </div>
        </div>
    }
}

#[component]
fn Records(name: String, records: Vec<IssueModel>, count: u64) -> impl IntoView {
    let summary = if count > records.len() as u64 { "Show the first records" } else { "Show the records" };
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
        <details class="fold">
            <summary>{summary}</summary>
            <div class="scroll-x" tabindex="0" role="region" aria-label=name>
                <table class="plain-table">
                    <thead><tr><th scope="col" class="number">"Line"</th><th scope="col">"Column"</th><th scope="col">"As written"</th><th scope="col">"What is wrong"</th></tr></thead>
                    <tbody>{records.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}
