//! Figures as lines; each opens its formula, its numbers and where they come from.

use leptos::prelude::*;

use crate::present::commission::model::Line;

/// A list of figures.
#[component]
pub fn FigureLines(#[prop(into)] lines: Signal<Vec<Line>>, #[prop(into)] name: String) -> impl IntoView {
    let ids = move || lines.with(|lines| lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>());
    view! {
        <div class="figure-lines" role="group" aria-label=name>
            <For each=ids key=|id| id.clone() let:id>
                <FigureLine lines id/>
            </For>
        </div>
    }
}

#[component]
fn FigureLine(lines: Signal<Vec<Line>>, id: String) -> impl IntoView {
    let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.id == id).cloned().unwrap_or_default()));
    let exact = move || line.with(|line| Some(line.exact.clone()).filter(|exact| !exact.is_empty()));
    let parts = move || {
        line.with(|line| {
            let parts = [("Formula", &line.formula), ("In numbers", &line.worked), ("From", &line.source)];
            let part = |(name, text): (&'static str, &String)| view! { <div><dt>{name}</dt><dd>{text.clone()}</dd></div> };
            parts.into_iter().filter(|(_, text)| !text.is_empty()).map(part).collect_view()
        })
    };
    let is_plain = Memo::new(move |_| line.with(|line| line.formula.is_empty() && line.worked.is_empty() && line.source.is_empty()));
    let face = move || {
        view! {
            <span class="figure-name">{move || line.with(|line| line.label.clone())}</span>
            <b data-figure=move || line.with(|line| line.id.clone()) data-exact=exact>{move || line.with(|line| line.text.clone())}</b>
        }
    };
    view! {
        <Show when=move || !is_plain.get() fallback=move || view! { <div class="figure-line">{face()}</div> }>
            <details class="figure-line">
                <summary>{face()}</summary>
                <dl class="proof-parts">{parts}</dl>
            </details>
        </Show>
    }
}
