//! The tier designer: every change is costed at once.

use leptos::prelude::*;

use crate::present::commission::model::{TierRow, TiersModel};
use crate::present::commission::tiers::TierDesign;
use crate::protocol::messages::SourcesOf;
use crate::ui::actions::take_out;
use crate::ui::parts::commission::figure_lines::FigureLines;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::{Desk, desk};

fn model(desk: Desk) -> TiersModel {
    desk.tiers.with(|shown| shown.model.clone().unwrap_or_default())
}

/// The tiers on the page as a design.
fn design_of(model: &TiersModel) -> TierDesign {
    TierDesign { basis: model.basis.clone(), tiers: model.tiers.iter().map(|row| (row.from.clone(), row.rate.clone())).collect() }
}

/// The designer.
#[component]
pub fn Tiers() -> impl IntoView {
    let desk = desk();
    let shown = Memo::new(move |_| model(desk));
    let count = Memo::new(move |_| shown.with(|model| model.tiers.len()));
    let basis = Memo::new(move |_| shown.with(|model| model.basis.clone()));
    let faults = Memo::new(move |_| shown.with(|model| model.faults.clone()));
    let figures = Signal::derive(move || shown.with(|model| model.figures.clone()));
    let is_proposal = Memo::new(move |_| shown.with(|model| model.is_proposal));
    let change = move |edit: &dyn Fn(&mut TierDesign)| {
        let mut design = desk.design.get_untracked().unwrap_or_else(|| design_of(&shown.get_untracked()));
        edit(&mut design);
        desk.design.set(Some(design));
    };
    let keep = move |_| {
        let design = desk.design.get_untracked().unwrap_or_else(|| design_of(&shown.get_untracked()));
        if let Ok(text) = serde_json::to_string(&design) {
            take_out::note(desk, "tiers".into(), Some(text), "The tiers are kept.");
        }
    };
    let basis_name = move || if basis.get() == "orders" { "From orders" } else { "From revenue" };
    view! {
        <section class="card" aria-labelledby="tiers-heading" data-testid="tiers">
            <div class="section-head">
                <h2 id="tiers-heading">"Tiers by what a creator sold in the days looked back on"</h2>
                <div class="actions">
                    <button type="button" class="small" data-testid="tiers-keep" disabled=move || faults.with(|faults| !faults.is_empty()) || count.get() == 0 on:click=keep>"Keep these tiers"</button>
                </div>
            </div>
            <Show when=move || is_proposal.get() && (count.get() > 0)>
                <p class="soft">"Our proposal to start from: what is paid today for everyone, two points more for the upper half, four for the best fifth. Change any number."</p>
            </Show>
            <div class="field-row">
                <label for="tier-basis">"Thresholds count"</label>
                <select id="tier-basis" data-testid="tier-basis" on:change=move |event| { let value = event_target_value(&event); change(&move |design| design.basis = value.clone()) }>
                    <option value="revenue" selected=move || basis.get() != "orders">"attributed revenue"</option>
                    <option value="orders" selected=move || basis.get() == "orders">"orders"</option>
                </select>
            </div>
            <div class="scroll-x" tabindex="0" role="group" aria-labelledby="tiers-heading">
                <table class="plain-table tiers-table">
                    <thead><tr>
                        <th scope="col">"Tier"</th><th scope="col">{basis_name}</th><th scope="col">"Rate"</th><th scope="col" class="number">"Creators"</th>
                        <th scope="col" class="number">"Revenue"</th><th scope="col" class="number">"Cost"</th><th scope="col">"Corridors"</th><th scope="col"><span class="visually-hidden">"Remove"</span></th>
                    </tr></thead>
                    <tbody><For each=move || 0..count.get() key=|at| *at let:at><TierView shown at/></For></tbody>
                </table>
            </div>
            <div class="actions">
                <button type="button" class="small" data-testid="tier-add" on:click=move |_| { let next = shown.with_untracked(|model| model.next.clone()); change(&move |design| design.tiers.push(next.clone())) }>"Add a tier"</button>
            </div>
            <div role="alert"><ul class="faults">
                {move || faults.get().into_iter().map(|fault| view! { <li class="outcome"><Icon drawing=Drawing::Stop/><p>{fault}</p></li> }).collect_view()}
            </ul></div>
            <FigureLines lines=figures name="What these tiers would have cost" of=Callback::new(|_| SourcesOf::Tiers)/>
        </section>
    }
}

#[component]
fn TierView(shown: Memo<TiersModel>, at: usize) -> impl IntoView {
    let desk = desk();
    let row = Memo::new(move |last: Option<&TierRow>| shown.with(|model| model.tiers.get(at).cloned()).or_else(|| last.cloned()).unwrap_or_default());
    let number = at + 1;
    let change = move |edit: &dyn Fn(&mut TierDesign)| {
        let mut design = desk.design.get_untracked().unwrap_or_else(|| design_of(&shown.get_untracked()));
        edit(&mut design);
        desk.design.set(Some(design));
    };
    let set = move |is_rate: bool, text: String| {
        change(&move |design| {
            if let Some((from, rate)) = design.tiers.get_mut(at) {
                *(if is_rate { rate } else { from }) = text.clone();
            }
        });
    };
    let remove = move |_| {
        change(&|design| {
            if at < design.tiers.len() {
                design.tiers.remove(at);
            }
        })
    };
    view! {
        <tr data-testid="tier">
            <th scope="row">{number}</th>
            <td><input type="text" inputmode="decimal" class="short" autocomplete="off" aria-label=format!("Tier {number} begins at") data-testid="tier-from" prop:value=move || row.with(|row| row.from.clone())
                on:change=move |event| set(false, event_target_value(&event))/></td>
            <td><input type="text" inputmode="decimal" class="short" autocomplete="off" aria-label=format!("Rate of tier {number}") data-testid="tier-rate" prop:value=move || row.with(|row| row.rate.clone())
                on:change=move |event| set(true, event_target_value(&event))/></td>
            <td class="number">{move || row.with(|row| row.creators.clone())}</td>
            <td class="number">{move || row.with(|row| row.revenue.clone())}</td>
            <td class="number">{move || row.with(|row| row.cost.clone())}</td>
            <td class="message" class:misfit=move || row.with(|row| !row.fits)>{move || row.with(|row| row.fit.clone())}</td>
            <td><button type="button" class="square" aria-label=format!("Remove tier {number}") on:click=remove><Icon drawing=Drawing::Close/></button></td>
        </tr>
    }
}
