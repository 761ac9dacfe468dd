//! Commission: what creators see, what it costs, which rate works, and what old links cost.

use leptos::prelude::*;

use crate::protocol::route::Topic;
use crate::ui::app::HEADING_ID;
use crate::ui::parts::commission::costs::Costs;
use crate::ui::parts::commission::offer::Offer;
use crate::ui::parts::commission::offers::Offers;
use crate::ui::parts::commission::rates::Rates;
use crate::ui::parts::commission::tiers::Tiers;
use crate::ui::parts::empty::{NoData, Trouble, Waiting};
use crate::ui::state::{Desk, desk};

const PROMISE: &str = "For every product: what a creator sees of your offer, which rates are seen and still earn your margin, and what to do where none is.";

/// The page. Its heading is one element in all parts, so that the focus it was given stays.
#[component]
pub fn CommissionPage() -> impl IntoView {
    let desk = desk();
    let empty = Memo::new(move |_| desk.ready.get() && desk.workspace.with(|workspace| workspace.files.is_empty()));
    let topic = Memo::new(move |_| desk.view.with(|view| view.topic));
    let has_row = Memo::new(move |_| desk.view.with(|view| view.row.is_some()));
    let head = Memo::new(move |_| if empty.get() { ("No offers yet".to_owned(), vec![PROMISE.to_owned()]) } else { head(desk) });
    let state = Memo::new(move |_| state(desk));
    view! {
        <div class="page commission" aria-busy=move || busy(desk).to_string()>
            <div class="verdict">
                <h1 id=HEADING_ID tabindex="-1">{move || head.get().0}</h1>
                {move || head.get().1.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            </div>
            <Show when=move || !empty.get() fallback=|| view! { <NoData/> }>
                <Topics/>
                {move || match state.get() {
                    State::Waiting => view! { <Waiting/> }.into_any(),
                    State::Trouble(text) => view! { <Trouble text/> }.into_any(),
                    State::Shown => match (topic.get(), has_row.get()) {
                        (Topic::Offers, true) => view! { <Offer/> }.into_any(),
                        (Topic::Offers, false) => view! { <Offers/> }.into_any(),
                        (Topic::Rates, _) => view! { <Rates/> }.into_any(),
                        (Topic::Tiers, _) => view! { <Tiers/> }.into_any(),
                        (Topic::Costs, _) => view! { <Costs/> }.into_any(),
                    },
                }}
            </Show>
        </div>
    }
}

/// Which of its states a part is in.
#[derive(Clone, PartialEq, Eq)]
enum State {
    Waiting,
    Trouble(String),
    Shown,
}

fn state_of<T>(shown: &crate::ui::state::Shown<T>) -> State {
    match (&shown.model, &shown.problem) {
        (Some(_), _) => State::Shown,
        (None, Some(problem)) => State::Trouble(problem.clone()),
        (None, None) => State::Waiting,
    }
}

fn state(desk: Desk) -> State {
    let (topic, row) = desk.view.with(|view| (view.topic, view.row.clone()));
    match (topic, row) {
        (Topic::Offers, Some(row)) => desk.offer.with(|shown| match &shown.model {
            Some(model) if model.id != row => State::Waiting,
            _ => state_of(shown),
        }),
        (Topic::Offers, None) => desk.offers.with(state_of),
        (Topic::Rates, _) => desk.rates.with(state_of),
        (Topic::Tiers, _) => desk.tiers.with(state_of),
        (Topic::Costs, _) => desk.costs.with(state_of),
    }
}

fn busy(desk: Desk) -> bool {
    let (topic, row) = desk.view.with(|view| (view.topic, view.row.is_some()));
    match (topic, row) {
        (Topic::Offers, true) => desk.offer.with(|shown| shown.busy),
        (Topic::Offers, false) => desk.offers.with(|shown| shown.busy),
        (Topic::Rates, _) => desk.rates.with(|shown| shown.busy),
        (Topic::Tiers, _) => desk.tiers.with(|shown| shown.busy),
        (Topic::Costs, _) => desk.costs.with(|shown| shown.busy),
    }
}

/// The finding, and what stands under it.
fn head(desk: Desk) -> (String, Vec<String>) {
    let (topic, row) = desk.view.with(|view| (view.topic, view.row.clone()));
    let named = |name: &str| (name.to_owned(), Vec::new());
    match (topic, row) {
        (Topic::Offers, Some(row)) => desk.offer.with(|shown| {
            let model = shown.model.as_ref().filter(|model| model.id == row);
            model.map_or_else(
                || named("Commission"),
                |model| (if model.title.is_empty() { model.asin.clone() } else { model.title.clone() }, vec![model.advice.clone()]),
            )
        }),
        (Topic::Offers, None) => {
            desk.offers.with(|shown| shown.model.as_ref().map_or_else(|| named("Commission"), |model| (model.headline.clone(), model.summary.clone())))
        }
        (Topic::Rates, _) => {
            desk.rates.with(|shown| shown.model.as_ref().map_or_else(|| named("Rates over time"), |model| (model.headline.clone(), model.summary.clone())))
        }
        (Topic::Tiers, _) => {
            desk.tiers.with(|shown| shown.model.as_ref().map_or_else(|| named("Tiers"), |model| (model.headline.clone(), model.notes.clone())))
        }
        (Topic::Costs, _) => {
            desk.costs.with(|shown| shown.model.as_ref().map_or_else(|| named("Lines and costs"), |model| (model.headline.clone(), model.summary.clone())))
        }
    }
}

/// What a part is called.
fn topic_name(topic: Topic) -> &'static str {
    match topic {
        Topic::Offers => "Offers",
        Topic::Rates => "Rates over time",
        Topic::Tiers => "Tiers",
        Topic::Costs => "Lines and costs",
    }
}

#[component]
fn Topics() -> impl IntoView {
    let desk = desk();
    let tab = move |topic: Topic| {
        let here = Signal::derive(move || desk.view.with(|view| view.topic == topic).then_some("true"));
        let address = Signal::derive(move || {
            desk.address(|view| {
                view.topic = topic;
                view.row = None;
                view.verdict = None;
            })
        });
        view! { <li><a href=address aria-current=here>{topic_name(topic)}</a></li> }
    };
    view! { <div class="toolbar"><nav class="tabs" aria-label="Parts of this page"><ul>{Topic::ALL.map(tab).collect_view()}</ul></nav></div> }
}
