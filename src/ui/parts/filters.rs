//! Which days, product line and campaign the figures are about, and whether rows that may still change count.

use leptos::prelude::*;

use crate::present::model::{LineModel, WorkspaceModel};
use crate::protocol::route::{PREVIOUS, Page, View};
use crate::shell::route::Entry;
use crate::shell::viewport;
use crate::ui::state::desk;

/// Filters of the pages that show figures; they live in the address.
#[component]
pub fn Filters() -> impl IntoView {
    let desk = desk();
    let shown = Memo::new(move |_| {
        let page = desk.view.with(|view| view.page);
        matches!(page, Page::Overview | Page::Performance | Page::Diagnosis) && !desk.workspace.with(|workspace| workspace.empty)
    });
    view! { <Show when=move || shown.get()><FilterBar/></Show> }
}

/// What was chosen, if it differs from choosing nothing.
fn chosen(value: String, usual: &str) -> Option<String> {
    Some(value).filter(|value| !value.is_empty() && value != usual)
}

#[component]
fn FilterBar() -> impl IntoView {
    let desk = desk();
    let first = move || desk.workspace.with(|workspace| workspace.date_min.clone());
    let last = move || desk.workspace.with(|workspace| workspace.date_max.clone());
    let from = move || desk.view.with(|view| view.from.clone());
    let to = move || desk.view.with(|view| view.to.clone());
    let filtered = Memo::new(move |_| desk.view.with(|view| view.is_filtered() || view.compare.is_some()));
    // A day without its number is no value yet, and half-typed years lie far outside the data: neither is an answer.
    let change = move |event: leptos::ev::Event, usual: String, put: fn(&mut View, Option<String>)| {
        let value = event_target_value(&event);
        if viewport::is_half_typed(&event) {
            return;
        }
        if value.is_empty() || (first()..=last()).contains(&value) {
            // The first narrowing is a step one can go back from; correcting it, digit by digit, is not.
            let entry = if filtered.get_untracked() { Entry::Same } else { Entry::New };
            desk.go(entry, |view| put(view, chosen(value, &usual)));
        }
    };
    view! {
        <section class="filters" aria-label="Filters">
            <label class="field">
                <span>"From"</span>
                <input type="date" data-testid="filter-from" min=first max=move || to().unwrap_or_else(last)
                    prop:value=move || from().unwrap_or_else(first)
                    on:change=move |event| change(event, first(), |view, day| view.from = day)/>
            </label>
            <label class="field">
                <span>"To"</span>
                <input type="date" data-testid="filter-to" min=move || from().unwrap_or_else(first) max=last
                    prop:value=move || to().unwrap_or_else(last)
                    on:change=move |event| change(event, last(), |view, day| view.to = day)/>
            </label>
            <ChoiceFilter label="Product line" all="All lines" testid="filter-line" options=|workspace| workspace.lines.clone()
                get=|view| view.line.clone() put=|view, line| view.line = line/>
            <ChoiceFilter label="Campaign" all="All campaigns" testid="filter-campaign" options=|workspace| workspace.campaigns.clone()
                get=|view| view.campaign.clone() put=|view, campaign| view.campaign = campaign/>
            <label class="field check">
                <input type="checkbox" data-testid="filter-mature" prop:checked=move || desk.view.with(|view| view.mature)
                    on:change=move |event| { let only = event_target_checked(&event); desk.go(Entry::New, |view| view.mature = only); }/>
                <span>"Only final rows"</span>
            </label>
            <CompareFilter/>
            <button type="button" class="plain" data-testid="filter-clear" disabled=move || !filtered.get() on:click=move |_| desk.go(Entry::New, |view| {
                view.from = None;
                view.to = None;
                view.line = None;
                view.campaign = None;
                view.mature = false;
                view.compare = None;
            })>"Clear filters"</button>
        </section>
    }
}

/// With which days the figures are compared: as many right before, or (by the address) others.
#[component]
fn CompareFilter() -> impl IntoView {
    let desk = desk();
    let here = Memo::new(move |_| desk.view.with(|view| view.compare.clone()).unwrap_or_default());
    let other = move || Some(here.get()).filter(|here| !here.is_empty() && here != PREVIOUS);
    let days = move || other().map(|days| view! { <option value=days.clone() prop:selected=true>{days.replace('.', " to ")}</option> });
    view! {
        <label class="field">
            <span>"Compare with"</span>
            <select data-testid="filter-compare" on:change=move |event| desk.go(Entry::New, |view| view.compare = chosen(event_target_value(&event), ""))>
                <option value="" prop:selected=move || here.with(String::is_empty)>"Nothing"</option>
                <option value=PREVIOUS prop:selected=move || here.with(|here| here == PREVIOUS)>"The days before"</option>
                {days}
            </select>
        </label>
    }
}

/// One of what the workspace has, or all; not there where there is nothing to choose from.
#[component]
fn ChoiceFilter(
    label: &'static str,
    all: &'static str,
    testid: &'static str,
    options: fn(&WorkspaceModel) -> Vec<LineModel>,
    get: fn(&View) -> Option<String>,
    put: fn(&mut View, Option<String>),
) -> impl IntoView {
    let desk = desk();
    let known = Memo::new(move |_| desk.workspace.with(options));
    let choices = move || {
        let here = desk.view.with(get).unwrap_or_default();
        let option = |choice: LineModel| {
            let selected = choice.short_id == here;
            view! { <option value=choice.short_id prop:selected=selected>{choice.label}</option> }
        };
        known.get().into_iter().map(option).collect_view()
    };
    view! {
        <Show when=move || !known.with(Vec::is_empty)>
            <label class="field">
                <span>{label}</span>
                <select data-testid=testid on:change=move |event| desk.go(Entry::New, |view| put(view, chosen(event_target_value(&event), "")))>
                    <option value="" prop:selected=move || desk.view.with(|view| get(view).is_none())>{all}</option>
                    {choices}
                </select>
            </label>
        </Show>
    }
}
