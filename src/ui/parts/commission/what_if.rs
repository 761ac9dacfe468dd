//! Sliders over one product, and scenarios side by side.

use leptos::prelude::*;

use crate::present::commission::model::{OfferModel, ScenarioChoice, ScenarioModel, SliderModel};
use crate::ui::actions::take_out;
use crate::ui::state::{Desk, desk};

/// The sliders whose numbers are per cent.
const SHARES: [&str; 3] = ["bonus", "target_margin", "conversion"];

fn place<'a>(choice: &'a mut ScenarioChoice, id: &str) -> Option<&'a mut String> {
    match id {
        "bonus" => Some(&mut choice.bonus),
        "target_payout" => Some(&mut choice.target_payout),
        "target_margin" => Some(&mut choice.target_margin),
        "price" => Some(&mut choice.price),
        "pack_units" => Some(&mut choice.pack_units),
        "conversion" => Some(&mut choice.conversion),
        _ => None,
    }
}

/// Changes one number of what is being tried.
fn try_out(desk: Desk, id: &str, number: &str) {
    let row = desk.view.with_untracked(|view| view.row.clone());
    desk.tried.update(|(of, choice)| {
        if *of != row {
            (*of, *choice) = (row, ScenarioChoice::default());
        }
        if let Some(text) = place(choice, id) {
            *text = if SHARES.contains(&id) && !number.is_empty() { format!("{number}%") } else { number.to_owned() };
        }
    });
}

/// Sliders and the comparison.
#[component]
pub fn WhatIf(model: Memo<Option<OfferModel>>) -> impl IntoView {
    let desk = desk();
    let sliders = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.sliders.clone()).unwrap_or_default()));
    let scenarios = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.scenarios.clone()).unwrap_or_default()));
    let ids = move || sliders.with(|sliders| sliders.iter().map(|slider| slider.id.clone()).collect::<Vec<_>>());
    let changed = Memo::new(move |_| sliders.with(|sliders| sliders.iter().any(|slider| slider.is_changed)));
    let name = RwSignal::new(String::new());
    let save = move || {
        let asin = model.with_untracked(|model| model.as_ref().map(|model| model.asin.clone()).unwrap_or_default());
        let choice = desk.scenario_untracked();
        let typed = name.get_untracked();
        if let (Ok(text), false) = (serde_json::to_string(&choice), typed.trim().is_empty()) {
            take_out::note(desk, format!("scenario/{asin}/{}", typed.trim()), Some(text), "The scenario is kept.");
            name.set(String::new());
        }
    };
    view! {
        <section class="card" aria-labelledby="what-if-heading" data-testid="what-if">
            <div class="section-head">
                <h2 id="what-if-heading">"What if"</h2>
                <button type="button" class="small" data-testid="what-if-reset" disabled=move || !changed.get()
                    on:click=move |_| desk.tried.set((None, ScenarioChoice::default()))>"Back to as it is"</button>
            </div>
            <div class="what-if">
                <div class="sliders"><For each=ids key=|id| id.clone() let:id><Slider sliders id/></For></div>
                <Comparison scenarios model/>
            </div>
            <div class="field-row">
                <label for="scenario-name">"Keep this scenario as"</label>
                <input id="scenario-name" type="text" maxlength="60" autocomplete="off" data-testid="scenario-name" prop:value=move || name.get()
                    on:input=move |event| name.set(event_target_value(&event)) on:keydown=move |event| if event.key() == "Enter" { save() }/>
                <button type="button" data-testid="scenario-save" disabled=move || !changed.get() || name.with(|name| name.trim().is_empty()) on:click=move |_| save()>"Keep"</button>
            </div>
        </section>
    }
}

#[component]
fn Slider(sliders: Memo<Vec<SliderModel>>, id: String) -> impl IntoView {
    let desk = desk();
    let (own, input_id) = (StoredValue::new(id.clone()), format!("slider-{id}"));
    let slider = Memo::new(move |_| own.with_value(|own| sliders.with(|sliders| sliders.iter().find(|slider| slider.id == *own).cloned().unwrap_or_default())));
    // What the reader moved to stands at once; the model follows.
    let value = move || {
        let mut choice = desk.scenario();
        let tried = own.with_value(|own| place(&mut choice, own).map(|text| text.trim_end_matches('%').to_owned()));
        tried.filter(|text| !text.is_empty()).unwrap_or_else(|| slider.with(|slider| slider.value.clone()))
    };
    view! {
        <div class="slider" class:changed=move || slider.with(|slider| slider.is_changed)>
            <label for=input_id.clone()>{move || slider.with(|slider| slider.label.clone())}</label>
            <output for=input_id.clone()>{move || slider.with(|slider| slider.text.clone())}</output>
            <input id=input_id type="range" data-testid=id min=move || slider.with(|slider| slider.min.clone()) max=move || slider.with(|slider| slider.max.clone())
                step=move || slider.with(|slider| slider.step.clone()) prop:value=value aria-valuetext=move || slider.with(|slider| slider.text.clone())
                on:input=move |event| own.with_value(|own| try_out(desk, own, &event_target_value(&event)))/>
        </div>
    }
}

/// One column a scenario, one row a figure.
#[component]
fn Comparison(scenarios: Memo<Vec<ScenarioModel>>, model: Memo<Option<OfferModel>>) -> impl IntoView {
    let desk = desk();
    let head = move |scenario: ScenarioModel| {
        let is_kept = scenario.name != "As it is" && scenario.name != "Being tried";
        let (name, choice) = (scenario.name.clone(), scenario.scenario.clone());
        let remove = move |_| {
            let asin = model.with_untracked(|model| model.as_ref().map(|model| model.asin.clone()).unwrap_or_default());
            take_out::note(desk, format!("scenario/{asin}/{name}"), None, "The scenario is removed.");
        };
        let load = move |_| {
            let row = desk.view.with_untracked(|view| view.row.clone());
            desk.tried.set((row, choice.clone()));
        };
        let (try_name, remove_name) = (format!("Try {}", scenario.name), format!("Remove {}", scenario.name));
        view! {
            <th scope="col">{scenario.name}<span class="sub">{scenario.changes}</span>
                {is_kept.then(|| view! { <span class="actions"><button type="button" class="chart-button" aria-label=try_name on:click=load>"Try"</button><button type="button" class="chart-button" aria-label=remove_name on:click=remove>"Remove"</button></span> })}
            </th>
        }
    };
    let verdict = |scenario: &ScenarioModel| view! { <td><span class=format!("badge verdict-{}", scenario.verdict) data-testid="scenario-verdict">{scenario.verdict_label.clone()}</span></td> };
    let rows = move || {
        scenarios.with(|scenarios| {
            let first = scenarios.first().map(|scenario| scenario.lines.clone()).unwrap_or_default();
            let row = |(at, line): (usize, crate::present::commission::model::Line)| {
                let cells = scenarios.iter().filter_map(|scenario| scenario.lines.get(at)).map(|line| {
                    let exact = Some(line.exact.clone()).filter(|exact| !exact.is_empty());
                    view! { <td class="number" data-figure=line.id.clone() data-exact=exact>{line.text.clone()}</td> }
                });
                view! { <tr><th scope="row">{line.label}</th>{cells.collect_view()}</tr> }
            };
            first.into_iter().enumerate().map(row).collect_view()
        })
    };
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label="Scenarios side by side">
            <table class="plain-table scenarios" data-testid="scenarios">
                <thead><tr><td></td>{move || scenarios.get().into_iter().map(head).collect_view()}</tr></thead>
                <tbody>
                    <tr><th scope="row">"Verdict"</th>{move || scenarios.with(|scenarios| scenarios.iter().map(verdict).collect_view())}</tr>
                    {rows}
                </tbody>
            </table>
        </div>
    }
}
