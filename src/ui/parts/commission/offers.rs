//! The list of products with what decides each.

use leptos::prelude::*;

use crate::present::commission::model::{OfferRow, OffersModel, VerdictCount};
use crate::present::model::ChartModel;
use crate::shell::route::Entry;
use crate::ui::actions::take_out;
use crate::ui::parts::chart::ChartView;
use crate::ui::state::{OFFERS_STEP, desk};

/// A part of the present list.
fn part<T: Default + PartialEq + Clone + Send + Sync + 'static>(of: fn(&OffersModel) -> T) -> Memo<T> {
    let desk = desk();
    Memo::new(move |last: Option<&T>| desk.offers.with(|shown| shown.model.as_ref().map(of)).or_else(|| last.cloned()).unwrap_or_default())
}

/// The list, and what narrows it.
#[component]
pub fn Offers() -> impl IntoView {
    let desk = desk();
    let notes = part(|model| model.notes.clone());
    let chart = part(|model| model.chart.clone());
    let has_chart = Memo::new(move |_| chart.with(Option::is_some));
    view! {
        <Categories/>
        <Verdicts/>
        <div class="offers-tools">
            <label class="field search">
                <span>"Find"</span>
                <input type="search" autocomplete="off" data-testid="offers-search" placeholder="ASIN, title or line" prop:value=move || desk.view.with(|view| view.search.clone())
                    on:input=move |event| desk.go(Entry::Same, |view| view.search = event_target_value(&event))/>
            </label>
            <button type="button" class="small" data-testid="offers-csv" on:click=move |_| take_out::offers(desk)>"Download as CSV"</button>
        </div>
        <List/>
        {move || notes.get().into_iter().map(|note| view! { <p class="soft">{note}</p> }).collect_view()}
        <Show when=move || has_chart.get()>
            <section class="card"><Chart chart/></section>
        </Show>
    }
}

/// Keeps the last chart while the model is on its way out.
#[component]
fn Chart(chart: Memo<Option<ChartModel>>) -> impl IntoView {
    let first = chart.get_untracked();
    let model = Memo::new(move |last: Option<&Option<ChartModel>>| chart.get().or_else(|| last.cloned().flatten()).or_else(|| first.clone()));
    move || {
        model.with(Option::is_some).then(|| {
            let model = Signal::derive(move || model.get().unwrap_or_else(ChartModel::blank));
            view! { <ChartView model/> }
        })
    }
}

/// Products without a category: one choice for all of them makes their offers known.
#[component]
fn Categories() -> impl IntoView {
    let desk = desk();
    let without = part(|model| model.without_category);
    let chosen = part(|model| model.default_category.clone());
    let categories = part(|model| model.categories.clone());
    let wanted = Memo::new(move |_| without.get() > 0 || chosen.with(|chosen| !chosen.is_empty()));
    let words = move || match without.get() {
        0 => "Products that name no category are taken for this one.".to_owned(),
        1 => "One product names neither a category nor a standard rate. Choose its category, and what a creator sees is known.".to_owned(),
        several => format!("{several} products name neither a category nor a standard rate. Choose their category, and what creators see is known."),
    };
    let options = move || {
        let here = chosen.get();
        categories.get().into_iter().map(|(id, label)| view! { <option value=id.clone() selected=id == here>{label}</option> }).collect_view()
    };
    let change = move |event: leptos::ev::Event| {
        let id = event_target_value(&event);
        take_out::note(desk, "default-category".into(), Some(id).filter(|id| !id.is_empty()), "The category is kept for products without one.");
    };
    view! {
        <Show when=move || wanted.get()>
            <section class="card category" aria-labelledby="category-heading">
                <h2 id="category-heading">"Standard rate"</h2>
                <p class="soft">{words}</p>
                <div class="field-row">
                    <label for="default-category">"Category of products without one"</label>
                    <select id="default-category" data-testid="default-category" on:change=change>
                        <option value="" selected=move || chosen.with(String::is_empty)>"not chosen"</option>
                        {options}
                    </select>
                </div>
            </section>
        </Show>
    }
}

/// How many products have each verdict; each narrows the list.
#[component]
fn Verdicts() -> impl IntoView {
    let desk = desk();
    let counts = part(|model| model.counts.clone());
    let chip = move |count: VerdictCount| {
        let (own, class) = (count.verdict.clone(), format!("chip verdict-{}", count.verdict));
        let pressed = {
            let own = own.clone();
            move || desk.view.with(|view| view.verdict.as_ref() == Some(&own)).to_string()
        };
        let choose = move |_| {
            desk.offers_limit.set(OFFERS_STEP);
            desk.go(Entry::New, |view| view.verdict = if view.verdict.as_ref() == Some(&own) { None } else { Some(own.clone()) });
        };
        view! { <button type="button" class=class aria-pressed=pressed data-testid="verdict-chip" on:click=choose>{count.label}" "<b>{count.count}</b></button> }
    };
    view! { <div class="chips" role="group" aria-label="Show only">{move || counts.get().into_iter().map(chip).collect_view()}</div> }
}

#[component]
fn List() -> impl IntoView {
    let desk = desk();
    let rows = part(|model| model.rows.clone());
    let total = part(|model| model.rows_total);
    let more = Memo::new(move |_| rows.with(|rows| rows.len() < total.get() as usize));
    let status = move || match (rows.with(Vec::len), total.get()) {
        (_, 0) => "No product fits.".to_owned(),
        (shown, total) if shown < total as usize => format!("The first {shown} of {total} products, the most urgent first."),
        (_, 1) => "One product.".to_owned(),
        (_, total) => format!("{total} products, the most urgent first."),
    };
    view! {
        <p class="table-status" role="status">{status}</p>
        <div class="scroll-x" tabindex="0" role="group" aria-label="Products">
            <table class="plain-table offers-table" data-testid="offers">
                <thead><tr>
                    <th scope="col">"Product"</th><th scope="col">"Verdict"</th><th scope="col" class="number">"Price"</th><th scope="col" class="number">"Your bonus"</th>
                    <th scope="col" class="number">"Creator gets"</th><th scope="col" class="number">"Rates that work"</th><th scope="col" class="number">"Revenue"</th>
                </tr></thead>
                <tbody><For each=move || rows.get() key=|row| row.clone() children=row_view/></tbody>
            </table>
        </div>
        <Show when=move || more.get()>
            <button type="button" class="small" on:click=move |_| desk.offers_limit.update(|limit| *limit += OFFERS_STEP)>"Show more"</button>
        </Show>
    }
}

fn row_view(row: OfferRow) -> impl IntoView {
    let desk = desk();
    let id = row.id.clone();
    let address = move || desk.address(|view| view.row = Some(id.clone()));
    let name = if row.title.is_empty() { row.asin.clone() } else { row.title.clone() };
    view! {
        <tr data-asin=row.asin.clone() data-verdict=row.verdict.clone()>
            <th scope="row"><a href=address>{name}</a><span class="sub">{row.asin.clone()}</span></th>
            <td><span class=format!("badge verdict-{}", row.verdict)>{row.verdict_label.clone()}</span><span class="sub">{row.deciding}</span></td>
            <td class="number">{row.price}</td><td class="number">{row.bonus}</td><td class="number">{row.payout}</td><td class="number">{row.corridor}</td><td class="number">{row.revenue}</td>
        </tr>
    }
}
