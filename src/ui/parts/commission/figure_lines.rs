//! Figures as lines; each opens its formula, its numbers, where they come from, and the rows they were made from.

use leptos::prelude::*;

use crate::present::commission::model::Line;
use crate::protocol::messages::SourcesOf;
use crate::ui::parts::sources::SourcesButton;

/// What the rows of a figure are asked for with, by its id.
pub type OfFigure = Callback<String, SourcesOf>;

/// A list of figures.
#[component]
pub fn FigureLines(#[prop(into)] lines: Signal<Vec<Line>>, #[prop(into)] name: String, of: OfFigure) -> impl IntoView {
    let ids = move || lines.with(|lines| lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>());
    view! {
        <div class="figure-lines" role="group" aria-label=name>
            <For each=ids key=|id| id.clone() let:id>
                <FigureLine lines id of/>
            </For>
        </div>
    }
}

#[component]
fn FigureLine(lines: Signal<Vec<Line>>, id: String, of: OfFigure) -> impl IntoView {
    let own = id.clone();
    let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.id == own).cloned().unwrap_or_default()));
    let exact = move || line.with(|line| Some(line.exact.clone()).filter(|exact| !exact.is_empty()));
    let parts = move || {
        line.with(|line| {
            let parts = [("Formula", &line.formula), ("In numbers", &line.worked), ("From", &line.source)];
            let part = |(name, text): (&'static str, &String)| view! { <div><dt>{name}</dt><dd>{text.clone()}</dd></div> };
            parts.into_iter().filter(|(_, text)| !text.is_empty()).map(part).collect_view()
        })
    };
    let label = Signal::derive(move || line.with(|line| line.label.clone()));
    view! {
        <details class="figure-line">
            <summary>
                <span class="figure-name">{label}</span>
                <b data-figure=move || line.with(|line| line.id.clone()) data-exact=exact>{move || line.with(|line| line.text.clone())}</b>
            </summary>
            <div class="figure-proof">
                <dl class="proof-parts">{parts}</dl>
                <SourcesButton label of=move || of.run(id.clone())/>
            </div>
        </details>
    }
}
