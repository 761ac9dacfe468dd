//! Figures with their names. Each opens the proof of how it was made, in place, so that nothing is cut off at any width.

use leptos::prelude::*;

use crate::present::model::{Figure, Proof, State, Tile};
use crate::protocol::messages::SourcesOf;
use crate::shell::viewport;
use crate::ui::parts::data_table::Changed;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::parts::sources::SourcesButton;
use crate::ui::state::desk;

/// How much room a figure is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Headline figures, side by side.
    Tile,
    /// Lines of a list.
    Line,
}

/// A list of figures. One proof is open at a time; Escape closes it and gives the focus back.
#[component]
pub fn Tiles(#[prop(into)] tiles: Signal<Vec<Tile>>, size: Size, #[prop(into)] name: String) -> impl IntoView {
    let open = RwSignal::new(None::<String>);
    let prefix = match size {
        Size::Tile => "tile",
        Size::Line => "line",
    };
    let close = move |event: leptos::ev::KeyboardEvent| {
        if let Some(kpi) = open.get_untracked().filter(|_| event.key() == "Escape") {
            open.set(None);
            viewport::focus_id(&format!("{prefix}-{kpi}"));
        }
    };
    let keys = move || tiles.with(|tiles| tiles.iter().map(|tile| tile.figure.kpi.clone()).collect::<Vec<_>>());
    view! {
        <dl class=move || if size == Size::Tile { "tiles" } else { "lines" } aria-label=name data-testid=prefix on:keydown=close>
            <For each=keys key=|kpi| kpi.clone() let:kpi>
                <TileView tiles kpi prefix open/>
            </For>
        </dl>
    }
}

#[component]
fn TileView(tiles: Signal<Vec<Tile>>, kpi: String, prefix: &'static str, open: RwSignal<Option<String>>) -> impl IntoView {
    let desk = desk();
    let own = kpi.clone();
    let tile = Memo::new(move |_| tiles.with(|tiles| tiles.iter().find(|tile| tile.figure.kpi == own).cloned()));
    let id = format!("{prefix}-{kpi}");
    let proof_id = format!("{id}-proof");
    let own = kpi.clone();
    let is_open = Memo::new(move |_| open.with(|open| open.as_ref() == Some(&own)));
    let toggle = move |_| open.set(if is_open.get_untracked() { None } else { Some(kpi.clone()) });
    let label = move || tile.get().map(|tile| tile.label).unwrap_or_default();
    let figure = move || tile.get().map(|tile| tile.figure).unwrap_or_else(nothing);
    let absent = move || figure().state != State::Value;
    let sub = move || {
        let tile = tile.get()?;
        let text = if tile.figure.state == State::Value { tile.sub } else { tile.figure.reason };
        // A sum's formula is its name: said once is enough.
        (!text.is_empty() && !text.eq_ignore_ascii_case(&tile.label)).then(|| view! { <dd class="sub">{text}</dd> })
    };
    view! {
        <div class="tile" class:absent=absent class:open=move || is_open.get()>
            <dt>{label}</dt>
            <dd>
                <button id=id type="button" class="figure" aria-expanded=move || is_open.get().to_string() aria-controls=proof_id.clone() on:click=toggle>
                    <span data-kpi=move || figure().kpi data-exact=move || exact_of(&figure())>{move || figure().text}</span>
                    <span class="visually-hidden">", how it is made"</span>
                    <Icon drawing=Drawing::About/>
                </button>
            </dd>
            {sub}
            {move || figure().change.map(|change| view! { <dd class="sub"><Changed change/></dd> })}
        </div>
        <div id=proof_id class="proof" hidden=move || !is_open.get()>
            <dt class="visually-hidden">{move || format!("How “{}” is made", label())}</dt>
            <dd>{move || is_open.get().then(|| tile.get().map(|tile| view! { <ProofView proof=tile.proof note=tile.figure.reason/><SourcesButton label=tile.label of=move || SourcesOf::Kpi { view: desk.view.get_untracked(), kpi: tile.figure.kpi.clone() }/> }))}</dd>
        </div>
    }
}

/// For `data-exact`, which only what has a value has.
pub fn exact_of(figure: &Figure) -> Option<String> {
    Some(figure.exact.clone()).filter(|exact| !exact.is_empty())
}

fn nothing() -> Figure {
    Figure { kpi: String::new(), state: State::NotComputable, text: String::new(), exact: String::new(), reason: String::new(), interval: None, change: None }
}

#[component]
fn ProofView(proof: Proof, note: String) -> impl IntoView {
    let parts = [
        ("Formula", proof.formula),
        ("In this view", proof.worked),
        ("How sure", proof.certainty),
        ("Why it matters", proof.why),
        ("From", proof.source),
        ("Note", note),
    ];
    let part = |(name, text): (&'static str, String)| view! { <div><dt>{name}</dt><dd>{text}</dd></div> };
    view! { <dl class="proof-parts">{parts.into_iter().filter(|(_, text)| !text.is_empty()).map(part).collect_view()}</dl> }
}
