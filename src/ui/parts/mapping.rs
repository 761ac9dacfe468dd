//! A file whose columns the reader has to name: choices on one side, the rows as they would be read on the other.

use leptos::prelude::*;

use crate::present::model::{HeaderModel, MappingChoice, MappingModel, TargetModel};
use crate::ui::actions::import;
use crate::ui::parts::mapping_preview::{Asking, PreviewTable, ask_preview};
use crate::ui::state::desk;

/// The mapping step of one waiting file.
#[component]
pub fn Mapping(file_name: String, waiting: u32, mapping: MappingModel) -> impl IntoView {
    let desk = desk();
    let choice = RwSignal::new(mapping.choice);
    let asking = Asking { waiting, choice, preview: RwSignal::new(mapping.preview), number: StoredValue::new(0), running: StoredValue::new(false) };
    let change = move |change: &dyn Fn(&mut MappingChoice)| {
        choice.update(|choice| change(choice));
        ask_preview(desk, asking);
    };
    let targets = StoredValue::new(mapping.targets);
    let set_target = move |at: usize, target: String| {
        change(&|choice: &mut MappingChoice| {
            // One column, one meaning: a target taken here is given up elsewhere.
            for (other, taken) in choice.targets.iter_mut().enumerate() {
                if other != at && *taken == target {
                    taken.clear();
                }
            }
            if let Some(place) = choice.targets.get_mut(at) {
                place.clone_from(&target);
            }
        });
    };
    let header = move |(at, header): (usize, HeaderModel)| {
        view! { <HeaderRow at header waiting targets choice on_choose=move |target| set_target(at, target)/> }
    };
    let blocked = Memo::new(move |_| asking.preview.with(|preview| !preview.problems.is_empty()));
    let reason_id = format!("mapping-reason-{waiting}");
    let region_name = format!("Meaning of each column of {file_name}");
    view! {
        <div class="mapping" data-testid="mapping">
            <div class="scroll-x" tabindex="0" role="region" aria-label=region_name>
                <table class="plain-table mapping-table">
                    <thead><tr><th scope="col">"Column in your file"</th><th scope="col">"First values"</th><th scope="col">"Is read as"</th></tr></thead>
                    <tbody>{mapping.headers.into_iter().enumerate().map(header).collect_view()}</tbody>
                </table>
            </div>
            <div class="mapping-formats">
                <Formats waiting legend="Dates such as 03/04/2026" group="dates" options=[("month-first", "Month first: 4 March"), ("day-first", "Day first: 3 April")]
                    value=move || choice.with(|choice| choice.date_order.clone())
                    on_choose=move |value| change(&|choice: &mut MappingChoice| choice.date_order = value.to_owned())/>
                <Formats waiting legend="Amounts are written" group="decimal" options=[("point", "1,234.56"), ("comma", "1.234,56")]
                    value=move || choice.with(|choice| choice.decimal.clone())
                    on_choose=move |value| change(&|choice: &mut MappingChoice| choice.decimal = value.to_owned())/>
            </div>
            <PreviewTable preview=asking.preview/>
            <div class="actions">
                <button type="button" class="primary" data-testid="mapping-import" disabled=move || blocked.get() || desk.reading() aria-describedby=reason_id.clone()
                    on:click={ let file_name = file_name.clone(); move |_| import::map(desk, &file_name, waiting, choice.get_untracked()) }>
                    "Import with this mapping"
                </button>
                <div id=reason_id class="mapping-reason" aria-live="polite">
                    {move || asking.preview.with(|preview| match preview.problems.is_empty() {
                        true => view! { <p class="soft">"Remembered in this browser for the next file with the same columns."</p> }.into_any(),
                        false => view! { <ul>{preview.problems.iter().map(|problem| view! { <li>{problem.clone()}</li> }).collect_view()}</ul> }.into_any(),
                    })}
                </div>
            </div>
        </div>
    }
}

#[component]
fn HeaderRow(
    at: usize,
    header: HeaderModel,
    waiting: u32,
    targets: StoredValue<Vec<TargetModel>>,
    choice: RwSignal<MappingChoice>,
    on_choose: impl Fn(String) + Copy + 'static,
) -> impl IntoView {
    let id = format!("mapping-{waiting}-{at}");
    let here = Memo::new(move |_| choice.with(|choice| choice.targets.get(at).cloned().unwrap_or_default()));
    let option = move |target: TargetModel| {
        let label = if target.required { format!("{} (needed)", target.label) } else { target.label };
        let own = target.id.clone();
        view! { <option value=target.id prop:selected=move || here.get() == own>{label}</option> }
    };
    let hint = move || targets.with_value(|targets| targets.iter().find(|target| target.id == here.get()).map(|target| target.hint.clone()));
    let unused = move || here.with(String::is_empty);
    view! {
        <tr class:unused=unused>
            <th scope="row"><label for=id.clone()>{header.text}</label></th>
            <td class="samples">{header.samples.into_iter().map(|sample| view! { <code>{sample}</code> }).collect_view()}</td>
            <td><div class="target">
                <select id=id on:change=move |event| on_choose(event_target_value(&event))>
                    <option value="" prop:selected=unused>"Not used"</option>
                    {targets.get_value().into_iter().map(option).collect_view()}
                </select>
                <p class="soft">{hint}</p>
            </div></td>
        </tr>
    }
}

#[component]
fn Formats(
    waiting: u32,
    legend: &'static str,
    group: &'static str,
    options: [(&'static str, &'static str); 2],
    value: impl Fn() -> String + Copy + Send + Sync + 'static,
    on_choose: impl Fn(&'static str) + Copy + 'static,
) -> impl IntoView {
    let name = format!("{group}-{waiting}");
    let option = move |(id, label): (&'static str, &'static str)| {
        view! {
            <label class="choice">
                <input type="radio" name=name.clone() value=id prop:checked=move || value() == id on:change=move |_| on_choose(id)/>
                <span>{label}</span>
            </label>
        }
    };
    view! { <fieldset class="choices"><legend>{legend}</legend>{options.map(option).collect_view()}</fieldset> }
}
