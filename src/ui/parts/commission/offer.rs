//! One product in full.

use leptos::prelude::*;

use crate::present::commission::model::{LandscapeModel, LaunchRow, OfferModel, RouteModel};
use crate::present::model::ChartModel;
use crate::protocol::messages::SourcesOf;
use crate::protocol::route::{Grouping, Page, Part};
use crate::ui::actions::take_out;
use crate::ui::parts::chart::ChartView;
use crate::ui::parts::commission::fields::Fields;
use crate::ui::parts::commission::figure_lines::{FigureLines, OfFigure};
use crate::ui::parts::commission::offer_card::Card;
use crate::ui::parts::commission::what_if::WhatIf;
use crate::ui::parts::sources::SourcesButton;
use crate::ui::state::desk;

/// The opened product; the last one stays while the next is on its way.
#[component]
pub fn Offer() -> impl IntoView {
    let desk = desk();
    let model = Memo::new(move |last: Option<&Option<OfferModel>>| desk.offer.with(|shown| shown.model.clone()).or_else(|| last.cloned().flatten()));
    let of = move |pick: fn(&OfferModel) -> String| Memo::new(move |_| model.with(|model| model.as_ref().map(pick).unwrap_or_default()));
    let (asin, line) = (of(|model| model.asin.clone()), of(|model| model.line.clone()));
    let (verdict, verdict_label, mode) = (of(|model| model.verdict.clone()), of(|model| model.verdict_label.clone()), of(|model| model.mode.clone()));
    let card = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.card.clone()).unwrap_or_default()));
    let of = Callback::new(move |figure: String| SourcesOf::Offer {
        row: model.with_untracked(|model| model.as_ref().map(|model| model.id.clone()).unwrap_or_default()),
        figure,
    });
    let lines = move |pick: fn(&OfferModel) -> Vec<crate::present::commission::model::Line>| {
        Signal::derive(move || model.with(|model| model.as_ref().map(pick).unwrap_or_default()))
    };
    view! {
        <p class="offer-head">
            <a href=move || desk.address(|view| view.row = None)>"All products"</a>
            <span class=move || format!("badge verdict-{}", verdict.get()) data-testid="verdict" data-verdict=move || verdict.get()>{move || verdict_label.get()}</span>
            <a href=move || desk.address(|view| { view.page = Page::Performance; view.by = Grouping::Asin; })>"Its rows, week by week"</a>
            <span class="soft">{move || asin.get()}{move || line.with(|line| if line.is_empty() { String::new() } else { format!(" · {line}") })}</span>
        </p>
        <div class="columns">
            {move || view! { <Card card=card.get()/> }}
            <section class="card" aria-labelledby="corridor-heading">
                <h2 id="corridor-heading">"Which rates work"</h2>
                <FigureLines lines=lines(|model| model.corridor.clone()) name="Bounds of the bonus" of/>
                <Corridor model/>
                <p class="soft">{move || mode.get()}</p>
            </section>
        </div>
        <Routes model of/>
        <WhatIf model/>
        <div class="columns">
            <section class="card" aria-labelledby="sides-heading">
                <h2 id="sides-heading">"What each side gets"</h2>
                <FigureLines lines=lines(|model| model.sides.clone()) name="What each side gets" of/>
            </section>
            <section class="card" aria-labelledby="economics-heading">
                <h2 id="economics-heading">"What a sale leaves"</h2>
                <FigureLines lines=lines(|model| model.economics.clone()) name="What a sale leaves" of/>
            </section>
        </div>
        <Fields model/>
        <div class="columns">
            <Earnings model of/>
            <Landscape model of/>
        </div>
        <Launch model of/>
    }
}

#[component]
fn Corridor(model: Memo<Option<OfferModel>>) -> impl IntoView {
    let chart = Memo::new(move |_| model.with(|model| model.as_ref().and_then(|model| model.corridor_chart.clone())));
    let there = Memo::new(move |_| chart.with(Option::is_some));
    view! {
        <Show when=move || there.get()>
            {move || {
                let model = Signal::derive(move || chart.get().unwrap_or_else(ChartModel::blank));
                view! { <ChartView model/> }
            }}
        </Show>
    }
}

#[component]
fn Routes(model: Memo<Option<OfferModel>>, of: OfFigure) -> impl IntoView {
    let routes = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.routes.clone()).unwrap_or_default()));
    let why = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.routes_why.clone()).unwrap_or_default()));
    let row = |route: RouteModel| {
        view! {
            <tr class:recommended=route.is_recommended data-route=route.route.clone() data-recommended=route.is_recommended.to_string()>
                <th scope="row">{route.label}{route.is_recommended.then(|| view! { <span class="badge verdict-works">"recommended"</span> })}<span class="sub">{route.what}</span></th>
                <td class="number">{route.bonus}</td><td class="number">{route.payout}</td><td class="number">{route.left_per_sale}</td>
                <td class="number" data-exact=route.expected_exact>{route.expected}</td><td class="message">{route.reason}</td>
            </tr>
        }
    };
    view! {
        <Show when=move || routes.with(|routes| !routes.is_empty())>
            <section class="card" aria-labelledby="routes-heading" data-testid="routes">
                <div class="section-head"><h2 id="routes-heading">"Ways out"</h2><SourcesButton label="Ways out" of=move || of.run("routes".into())/></div>
                <p class="soft">{move || why.get()}</p>
                <div class="scroll-x" tabindex="0" role="group" aria-labelledby="routes-heading">
                    <table class="plain-table">
                        <thead><tr>
                            <th scope="col">"Route"</th><th scope="col" class="number">"Bonus"</th><th scope="col" class="number">"Creator gets"</th>
                            <th scope="col" class="number">"Left of a sale"</th><th scope="col" class="number">"Left in 90 days"</th><th scope="col">"Why"</th>
                        </tr></thead>
                        <tbody>{move || routes.get().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Earnings(model: Memo<Option<OfferModel>>, of: OfFigure) -> impl IntoView {
    let lines = Signal::derive(move || model.with(|model| model.as_ref().map(|model| model.earnings.clone()).unwrap_or_default()));
    let note = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.earnings_note.clone()).unwrap_or_default()));
    view! {
        <section class="card" aria-labelledby="earnings-heading">
            <h2 id="earnings-heading">"What a creator earns with it in a month"</h2>
            <FigureLines lines name="Earnings a month" of/>
            <p class="soft">{move || note.get()}</p>
        </section>
    }
}

/// Among competing offers; where it must be, a decision that is kept.
#[component]
fn Landscape(model: Memo<Option<OfferModel>>, of: OfFigure) -> impl IntoView {
    let desk = desk();
    let landscape = Memo::new(move |_| model.with(|model| model.as_ref().and_then(|model| model.landscape.clone())));
    let choose = move |choice: &'static str| {
        let asin = model.with_untracked(|model| model.as_ref().map(|model| model.asin.clone()).unwrap_or_default());
        take_out::note(desk, format!("choice/{asin}"), Some(choice.to_owned()), "The decision is kept.");
    };
    let view = move |found: LandscapeModel| {
        let raise = if found.raise.is_empty() { "Raise the bonus".to_owned() } else { found.raise.clone() };
        let is = |choice: &str| (found.chosen == choice).to_string();
        let (is_raise, is_passive) = (is("raise"), is("passive"));
        view! {
            <p>{found.sentence.clone()}</p>
            {found.must_choose.then(|| view! {
                <p>"There is no middle ground: raise it, or accept a passive programme. The decision goes into the audit."</p>
                <div class="actions">
                    <button type="button" data-testid="choose-raise" aria-pressed=is_raise on:click=move |_| choose("raise")>{raise}</button>
                    <button type="button" data-testid="choose-passive" aria-pressed=is_passive on:click=move |_| choose("passive")>"Accept passive"</button>
                </div>
            })}
        }
    };
    view! {
        <section class="card" aria-labelledby="landscape-heading" data-testid="landscape">
            <div class="section-head"><h2 id="landscape-heading">"Among competing offers"</h2>
                <Show when=move || landscape.with(Option::is_some)><SourcesButton label="Among competing offers" of=move || of.run("landscape".into())/></Show></div>
            {move || match landscape.get() {
                Some(found) => view(found).into_any(),
                None => view! { <p class="soft">"No competing offers are here. "<a href=move || desk.address(|view| { view.page = Page::Data; view.part = Part::Templates; view.row = None; })>"Type what creators see of them"</a>", or bring them as a file."</p> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Launch(model: Memo<Option<OfferModel>>, of: OfFigure) -> impl IntoView {
    let rows = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.launch.clone()).unwrap_or_default()));
    let note = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.launch_note.clone()).unwrap_or_default()));
    let row = |row: LaunchRow| {
        view! {
            <tr><th scope="row">{row.bonus}</th><td class="number">{row.payout}</td><td>{row.legibility}</td><td class="number">{row.accepts}</td><td class="number">{row.clicks}</td>
                <td class="number">{row.orders}</td><td class="number">{row.cost}</td><td class="number">{row.margin}</td></tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="launch-heading" data-testid="launch">
            <div class="section-head"><h2 id="launch-heading">"What each rate would bring"</h2>
                <Show when=move || rows.with(|rows| !rows.is_empty())><SourcesButton label="What each rate would bring" of=move || of.run("launch".into())/></Show></div>
            <p class="soft">{move || note.get()}</p>
            <Show when=move || rows.with(|rows| !rows.is_empty())>
                <div class="scroll-x" tabindex="0" role="group" aria-labelledby="launch-heading">
                    <table class="plain-table">
                        <thead><tr>
                            <th scope="col">"Bonus"</th><th scope="col" class="number">"Creator gets"</th><th scope="col">"Seen"</th><th scope="col" class="number">"Accept"</th>
                            <th scope="col" class="number">"Clicks"</th><th scope="col" class="number">"Orders"</th><th scope="col" class="number">"Bonus paid"</th><th scope="col" class="number">"Left"</th>
                        </tr></thead>
                        <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </Show>
        </section>
    }
}
