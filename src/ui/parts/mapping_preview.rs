//! The first rows of a waiting file as they would be read with the present choice.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::model::{MappingChoice, PreviewModel, PreviewRow};
use crate::protocol::messages::{Answer, Ask};
use crate::ui::state::Desk;

/// One file's choice and what was last answered about it.
#[derive(Clone, Copy)]
pub struct Asking {
    pub waiting: u32,
    pub choice: RwSignal<MappingChoice>,
    pub preview: RwSignal<PreviewModel>,
    /// Goes up with each change of the choice.
    pub number: StoredValue<u32>,
    /// A question is on its way; the next is asked when it has been answered.
    pub running: StoredValue<bool>,
}

/// Asks how the file would be read. While one answer is awaited, any number of changes lead to one more question.
pub fn ask_preview(desk: Desk, asking: Asking) {
    asking.number.update_value(|number| *number = number.wrapping_add(1));
    if asking.running.get_value() {
        return;
    }
    let Some(engine) = desk.engine() else { return };
    asking.running.set_value(true);
    spawn_local(async move {
        // The card may be gone by the time an answer arrives; nothing is then asked or shown any more.
        while let (Some(number), Some(choice)) = (asking.number.try_get_value(), asking.choice.try_get_untracked()) {
            let answer = engine.ask(Ask::Preview { waiting: asking.waiting, choice }).await;
            if asking.number.try_get_value() != Some(number) {
                continue;
            }
            let preview = match answer {
                Ok(Answer::Preview { preview }) => preview,
                Ok(Answer::Refused { message, .. }) => refused(message),
                Ok(_) => break,
                Err(error) => refused(error.to_string()),
            };
            asking.preview.try_set(preview);
            break;
        }
        asking.running.try_set_value(false);
    });
}

fn refused(problem: String) -> PreviewModel {
    PreviewModel { problems: vec![problem], ..PreviewModel::default() }
}

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
