//! A file whose columns the reader has to name or confirm: what each column may be, and what reading it so would give.

use leptos::prelude::*;

use crate::present::model::{FormatField, HeaderModel, KindModel, MappingChoice, MappingModel, TargetModel};
use crate::ui::parts::mapping_outcome::Outcome;
use crate::ui::parts::mapping_preview::PreviewTable;
use crate::ui::parts::mapping_step::Step;

/// The mapping step of one waiting file. It asks nothing before `is_open`.
#[component]
pub fn Mapping(file_name: String, waiting: u32, mapping: MappingModel, is_open: Signal<bool>) -> impl IntoView {
    let step = Step::new(waiting, mapping);
    Effect::new(move |begun: Option<bool>| {
        let begun = begun.unwrap_or(false);
        if !begun && is_open.get() {
            step.ask();
        }
        begun || is_open.get()
    });
    let region_name = format!("Meaning of each column of {file_name}");
    let columns = Signal::derive(move || step.model.with(|model| (model.headers.clone(), model.targets.clone())));
    view! {
        <div class="mapping" data-testid="mapping">
            <div class="mapping-columns">
                <KindField step/>
                <div class="scroll-x" tabindex="0" role="region" aria-label=region_name>
                    <table class="plain-table mapping-table">
                        <thead><tr><th scope="col">"Column in your file"</th><th scope="col">"First values"</th><th scope="col">"Is read as"</th></tr></thead>
                        <tbody>{move || {
                            let (headers, targets) = columns.get();
                            let row = |(at, header)| header_row(step, at, header, &targets);
                            headers.into_iter().enumerate().map(row).collect_view()
                        }}</tbody>
                    </table>
                </div>
                <div class="mapping-formats">
                    {move || step.model.with(|model| model.file.clone()).into_iter().enumerate().map(|(at, field)| file_field(step, at, field)).collect_view()}
                    {formats(step, "Dates such as 03/04/2026", "dates", [("month-first", "Month first: 4 March"), ("day-first", "Day first: 3 April")], |choice| &mut choice.date_order)}
                    {formats(step, "Amounts are written", "decimal", [("point", "1,234.56"), ("comma", "1.234,56")], |choice| &mut choice.decimal)}
                </div>
            </div>
            <Outcome step file_name/>
            <PreviewTable preview=step.preview/>
        </div>
    }
}

/// What the file is read as: what its headers suggest stands first.
#[component]
fn KindField(step: Step) -> impl IntoView {
    let id = format!("kind-{}", step.waiting);
    let kinds = step.model.with_untracked(|model| model.kinds.clone());
    let option = move |kind: &KindModel| {
        let (own, label) = (kind.id.clone(), kind.label.clone());
        let here = Signal::derive(move || step.choice.with(|choice| choice.kind == own));
        view! { <option value=kind.id.clone() prop:selected=here>{label}</option> }.into_any()
    };
    let group = |is_likely: bool| kinds.iter().filter(|kind| kind.is_likely == is_likely).map(option).collect_view();
    view! {
        <div class="kind-field">
            <label for=id.clone()>"This file is"</label>
            <select id=id data-testid="mapping-kind" on:change=move |event| step.retarget(event_target_value(&event))>
                <optgroup label="Most likely">{group(true)}</optgroup>
                <optgroup label="Any other report">{group(false)}</optgroup>
            </select>
        </div>
    }
}

fn header_row(step: Step, at: usize, header: HeaderModel, targets: &[TargetModel]) -> AnyView {
    let id = format!("mapping-{}-{at}", step.waiting);
    let reason_id = format!("{id}-reason");
    let here = Memo::new(move |_| step.choice.with(|choice| choice.targets.get(at).cloned().unwrap_or_default()));
    let option = move |target: &TargetModel| {
        let label = if target.required { format!("{} (needed)", target.label) } else { target.label.clone() };
        let own = target.id.clone();
        let chosen = Signal::derive(move || here.with(|here| *here == own));
        view! { <option value=target.id.clone() prop:selected=chosen>{label}</option> }.into_any()
    };
    let likely: Vec<&TargetModel> = header.likely.iter().filter_map(|id| targets.iter().find(|target| target.id == *id)).collect();
    let others = targets.iter().filter(|target| !header.likely.contains(&target.id)).map(option).collect_view();
    let options = match likely.is_empty() {
        true => others.into_any(),
        false => view! {
            <optgroup label="Likely">{likely.into_iter().map(option).collect_view()}</optgroup>
            <optgroup label="Other">{others}</optgroup>
        }
        .into_any(),
    };
    let unused = Signal::derive(move || here.with(String::is_empty));
    view! {
        <tr class:unused=unused>
            <th scope="row"><label for=id.clone()>{header.text}</label></th>
            <td class="samples">{header.samples.into_iter().map(|sample| view! { <code>{sample}</code> }).collect_view()}</td>
            <td><div class="target">
                <select id=id aria-describedby=reason_id.clone() on:change=move |event| step.set_target(at, event_target_value(&event))>
                    <option value="" prop:selected=unused>"Not used"</option>
                    {options}
                </select>
                <p id=reason_id class="soft">{header.reason}</p>
            </div></td>
        </tr>
    }
    .into_any()
}

/// Encoding or separator: chosen here, the file is looked at again.
fn file_field(step: Step, at: usize, field: FormatField) -> AnyView {
    let id = format!("mapping-file-{}-{at}", step.waiting);
    let place = field.place;
    let option = move |(name, label): (String, String)| {
        let own = name.clone();
        let here = Signal::derive(move || step.choice.with(|choice| place.of(choice) == own));
        view! { <option value=name prop:selected=here>{label}</option> }
    };
    view! {
        <div class="format">
            <label for=id.clone()>{field.label}</label>
            <select id=id on:change=move |event| step.look_again(place, event_target_value(&event))>{field.options.into_iter().map(option).collect_view()}</select>
        </div>
    }
    .into_any()
}

fn formats(
    step: Step,
    legend: &'static str,
    group: &'static str,
    options: [(&'static str, &'static str); 2],
    place: fn(&mut MappingChoice) -> &mut String,
) -> AnyView {
    let name = format!("{group}-{}", step.waiting);
    let option = move |(id, label): (&'static str, &'static str)| {
        let chosen = Signal::derive(move || step.choice.with(|choice| *place(&mut choice.clone()) == id));
        view! {
            <label class="choice">
                <input type="radio" name=name.clone() value=id prop:checked=chosen on:change=move |_| step.change(|choice| id.clone_into(place(choice)))/>
                <span>{label}</span>
            </label>
        }
    };
    view! { <fieldset class="choices"><legend>{legend}</legend>{options.map(option).collect_view()}</fieldset> }.into_any()
}
