//! What to drop on the page, and templates for what only the reader knows.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::model::TemplateModel;
use crate::protocol::messages::{Answer, Ask};
use crate::ui::actions::take_out;
use crate::ui::parts::type_rows::TypeRows;
use crate::ui::state::{Desk, desk};

/// The kinds of file the page reads: name, and what they are good for.
const KINDS: [(&str, &str); 8] = [
    (
        "Creator Connections earnings",
        "What a creator or your team downloads from the programme: clicks, shipped items, revenue, commission. Several creators, several files: drop them together.",
    ),
    ("A roll-up from your warehouse", "Day or week, creator, ASIN and the figures you have, in any order and any of many spellings."),
    ("Associates and Attribution", "Fees, orders, tracking ids, links and ad tags. Each programme is kept apart; nothing is added up twice."),
    ("Brand Analytics", "Search query and catalogue performance, top search terms, market basket, repeat purchases."),
    ("Business reports", "By child ASIN or by date, or a vendor's sales: what share of all sales creators bring."),
    ("Advertising", "Sponsored Products, Sponsored Brands and video, DSP: where creators and ads meet on one ASIN."),
    ("Your own tables", "Catalogue with costs, rates, creators, costs, content, an operations log: there is a template for each."),
    ("Any other table", "You confirm once which column is which; the same layout is recognised from then on."),
];

/// The kinds of file the page reads.
#[component]
pub fn WhatToBring() -> impl IntoView {
    let kind = |(name, words): (&'static str, &'static str)| view! { <li><h3>{name}</h3><p>{words}</p></li> };
    view! {
        <section class="bring" aria-labelledby="bring-heading">
            <h2 id="bring-heading">"What to bring"</h2>
            <p class="soft">"One file is enough to begin. Drop everything you have, in one go: each file is named, and what it adds is said."</p>
            <ul class="bring-list">{KINDS.map(kind).collect_view()}</ul>
        </section>
        <Templates/>
    }
}

/// One download for each table the reader can fill in.
#[component]
fn Templates() -> impl IntoView {
    let desk = desk();
    let templates = RwSignal::new(Vec::<TemplateModel>::new());
    if let Some(engine) = desk.engine() {
        spawn_local(async move {
            if let Ok(Answer::Templates { models }) = engine.ask(Ask::Templates).await {
                templates.try_set(models);
            }
        });
    }
    view! {
        <section class="bring" aria-labelledby="templates-heading" data-testid="templates">
            <h2 id="templates-heading">"Templates to fill in"</h2>
            <p class="soft">"Each is a CSV with its header and one example row. Columns you have nothing for may stay empty or be left out."</p>
            <ul class="templates">{move || templates.get().into_iter().map(|template| line(desk, template)).collect_view()}</ul>
        </section>
    }
}

fn line(desk: Desk, template: TemplateModel) -> AnyView {
    let name = format!("Download the template: {}", template.label);
    let type_name = format!("Type rows: {}", template.label);
    let (testid, type_testid) = (format!("template-{}", template.kind), format!("type-{}", template.kind));
    let (kind, file_name, label, columns) = (template.kind.clone(), template.file_name.clone(), template.label.clone(), template.columns.clone());
    let (template, is_open) = (StoredValue::new(template), RwSignal::new(false));
    view! {
        <li>
            <div><h3>{label}</h3><p class="soft">{columns}</p></div>
            <div class="actions">
                <button type="button" class="small" aria-label=type_name aria-expanded=move || is_open.get().to_string() data-testid=type_testid on:click=move |_| is_open.update(|open| *open = !*open)>"Type rows"</button>
                <button type="button" class="small" aria-label=name data-testid=testid on:click=move |_| take_out::template(desk, kind.clone(), file_name.clone())>"Download"</button>
            </div>
            {move || is_open.get().then(|| view! { <TypeRows template=template.get_value() is_open/> })}
        </li>
    }
    .into_any()
}
