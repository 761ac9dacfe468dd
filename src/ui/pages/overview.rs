//! Overview: the finding in a sentence, the figures behind it, and what cannot be known.

use leptos::prelude::*;

use crate::present::model::{ChartModel, Family, Figure, OverviewModel, ProgrammeModel, RowModel, State, Unknown};
use crate::protocol::route::{Grouping, Page};
use crate::ui::app::HEADING_ID;
use crate::ui::parts::chart::ChartView;
use crate::ui::parts::data_table::Within;
use crate::ui::parts::diagnosis::top_findings::TopFindings;
use crate::ui::parts::empty::{NoData, Trouble, Waiting};
use crate::ui::parts::tiles::{Size, Tiles, exact_of};
use crate::ui::state::desk;

const PROMISE: &str = "What the programme earned, what it cost, who earned it and what these files cannot tell: one page, once a file is here.";

/// Which of its states the page is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Empty,
    Waiting,
    Trouble,
    Figures,
}

/// The page. Its heading is one element in all states, so that the focus it was given stays.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let desk = desk();
    let shows = Memo::new(move |_| {
        let empty = desk.workspace.with(|workspace| workspace.empty);
        desk.overview.with(|shown| match (&shown.problem, &shown.model) {
            _ if empty && desk.ready.get() => Shows::Empty,
            (Some(_), _) => Shows::Trouble,
            (None, Some(_)) => Shows::Figures,
            (None, None) => Shows::Waiting,
        })
    });
    let busy = move || desk.overview.with(|shown| shown.busy);
    view! {
        <div class="page" class:busy=busy aria-busy=move || busy().to_string()>
            <Verdict shows/>
            {move || match shows.get() {
                Shows::Empty => view! { <NoData/> }.into_any(),
                Shows::Waiting => view! { <Waiting/> }.into_any(),
                Shows::Trouble => view! { <Trouble text=desk.overview.get().problem.unwrap_or_default()/> }.into_any(),
                Shows::Figures => view! { <Figures/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Figures() -> impl IntoView {
    view! {
        <TopFindings/>
        <Tiles tiles=part(|model| model.tiles.clone()) size=Size::Tile name="Headline figures"/>
        <Lines/>
        <Charts/>
        <Programmes/>
        <Families/>
        <Unknowns/>
    }
}

/// A part of the present model, recomputed only when that part changes.
fn part<T: Default + PartialEq + Clone + Send + Sync + 'static>(of: fn(&OverviewModel) -> T) -> Memo<T> {
    let desk = desk();
    Memo::new(move |_| desk.overview.with(|shown| shown.model.as_ref().map(of).unwrap_or_default()))
}

#[component]
fn Verdict(shows: Memo<Shows>) -> impl IntoView {
    let headline = part(|model| model.headline.clone());
    let summary = part(|model| model.summary.clone());
    let maturity = part(|model| model.maturity.clone());
    let heading = move || match shows.get() {
        Shows::Empty => "No figures yet".to_owned(),
        Shows::Waiting | Shows::Trouble => "Overview".to_owned(),
        Shows::Figures => headline.get(),
    };
    let sentences = move || match shows.get() {
        Shows::Empty => vec![PROMISE.to_owned()],
        Shows::Waiting | Shows::Trouble => Vec::new(),
        Shows::Figures => summary.get(),
    };
    let compared = part(|model| model.compared.clone());
    let compared = move || Some(compared.get()).filter(|text| shows.get() == Shows::Figures && !text.is_empty());
    let maturity = move || Some(maturity.get()).filter(|text| shows.get() == Shows::Figures && !text.is_empty());
    view! {
        <div class="verdict">
            <h1 id=HEADING_ID tabindex="-1">{heading}</h1>
            {move || sentences().into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            {move || maturity().map(|text| view! { <p class="maturity">{text}</p> })}
            {move || compared().map(|text| view! { <p class="maturity" data-testid="compared">{text}</p> })}
        </div>
    }
}

#[component]
fn Charts() -> impl IntoView {
    view! {
        <div class="columns">
            <MaybeChart model=part(|model| model.trend.clone())/>
            <MaybeChart model=part(|model| model.pareto.clone())/>
        </div>
    }
}

#[component]
fn MaybeChart(model: Memo<Option<ChartModel>>) -> impl IntoView {
    let there = Memo::new(move |_| model.with(Option::is_some));
    view! {
        <Show when=move || there.get()>
            <Chart model/>
        </Show>
    }
}

/// Keeps the last chart while the model is on its way out with its page.
#[component]
fn Chart(model: Memo<Option<ChartModel>>) -> impl IntoView {
    let first = model.get_untracked();
    let model = Memo::new(move |last: Option<&Option<ChartModel>>| model.get().or_else(|| last.cloned().flatten()).or_else(|| first.clone()));
    view! {
        <section class="card">
            {move || model.with(Option::is_some).then(|| {
                let model = Signal::derive(move || model.get().unwrap_or_else(ChartModel::blank));
                view! { <ChartView model/> }
            })}
        </section>
    }
}

/// Every product line beside the total, which never stands alone.
#[component]
fn Lines() -> impl IntoView {
    let desk = desk();
    let lines = part(|model| model.lines.clone());
    let cell = |key: String, figure: Figure| {
        let (absent, exact) = (figure.state != State::Value, exact_of(&figure));
        view! {
            <td class="number" class:absent=absent>
                <span data-kpi=figure.kpi data-exact=exact data-key=key>{figure.text}</span>
                {figure.interval.map(|interval| view! { <Within interval/> })}
            </td>
        }
    };
    let row = move |row: RowModel| {
        let cells = row.cells.into_iter().map(|figure| cell(row.key.clone(), figure)).collect_view();
        view! { <tr><th scope="row">{row.label}</th>{cells}</tr> }
    };
    let address = move || desk.address(|view| (view.page, view.by, view.sort, view.row) = (Page::Performance, Grouping::Line, None, None));
    view! {
        <Show when=move || lines.with(|lines| !lines.rows.is_empty() || !lines.note.is_empty())>
            <section class="card" aria-labelledby="lines-heading" data-testid="product-lines">
                <h2 id="lines-heading">"By product line"</h2>
                <Show when=move || lines.with(|lines| !lines.rows.is_empty())>
                    <div class="scroll-x" tabindex="0" role="group" aria-labelledby="lines-heading">
                        <table class="plain-table">
                            <thead><tr>
                                <th scope="col">"Line"</th>
                                {move || lines.get().columns.into_iter().map(|column| view! { <th scope="col" class="number">{column}</th> }).collect_view()}
                            </tr></thead>
                            <tbody>{move || lines.get().rows.into_iter().map(row).collect_view()}</tbody>
                        </table>
                    </div>
                    <p><a href=address>"Every figure by line"</a></p>
                </Show>
                {move || Some(lines.get().note).filter(|note| !note.is_empty()).map(|note| view! { <p class="soft">{note}</p> })}
            </section>
        </Show>
    }
}

/// Creator Connections beside the other programmes, where a report of another is there.
#[component]
fn Programmes() -> impl IntoView {
    let programmes = part(|model| model.programmes.clone());
    let row = |programme: ProgrammeModel| {
        view! {
            <tr>
                <th scope="row">{programme.label}</th>
                <td class="number">{programme.revenue_text}</td>
                <td class="number">{programme.cost_text}</td>
                <td class="number">{programme.clicks_text}</td>
                <td class="message">{programme.note}</td>
            </tr>
        }
    };
    view! {
        <Show when=move || programmes.with(|programmes| programmes.len() > 1)>
            <section class="card" aria-labelledby="programmes-heading" data-testid="programmes">
                <h2 id="programmes-heading">"By programme"</h2>
                <p class="soft">"Side by side and never added up: two programmes may claim the same order."</p>
                <div class="scroll-x" tabindex="0" role="region" aria-labelledby="programmes-heading">
                    <table class="plain-table">
                        <thead><tr>
                            <th scope="col">"Programme"</th><th scope="col" class="number">"Revenue"</th><th scope="col" class="number">"Cost"</th><th scope="col" class="number">"Clicks"</th><th scope="col">"Where from"</th>
                        </tr></thead>
                        <tbody>{move || programmes.get().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn Families() -> impl IntoView {
    let families = part(|model| model.families.clone());
    let titles = move || families.with(|families| families.iter().map(|family| family.title.clone()).collect::<Vec<_>>());
    let family = move |title: String| {
        let own = title.clone();
        let tiles = Memo::new(move |_| {
            let tiles = |family: &Family| family.tiles.clone();
            families.with(|families| families.iter().find(|family| family.title == own).map(tiles).unwrap_or_default())
        });
        view! { <section class="card family"><h3>{title.clone()}</h3><Tiles tiles size=Size::Line name=title/></section> }
    };
    view! {
        <Show when=move || !families.with(Vec::is_empty)>
            <section class="all-figures" aria-labelledby="all-figures-heading">
                <h2 id="all-figures-heading">"All figures"</h2>
                <div class="family-list"><For each=titles key=|title| title.clone() children=family/></div>
            </section>
        </Show>
    }
}

#[component]
fn Unknowns() -> impl IntoView {
    let unknown = part(|model| model.unknown.clone());
    let line = |unknown: Unknown| view! { <div><dt>{unknown.label}</dt><dd>{unknown.unlock}</dd></div> };
    view! {
        <Show when=move || !unknown.with(Vec::is_empty)>
            <section class="card" aria-labelledby="unknown-heading" data-testid="unknown">
                <h2 id="unknown-heading">"What these files cannot tell"</h2>
                <dl class="unknowns">{move || unknown.get().into_iter().map(line).collect_view()}</dl>
            </section>
        </Show>
    }
}
