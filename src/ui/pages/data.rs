//! Data: files come in here, and each is accounted for.

use std::sync::Arc;

use leptos::prelude::*;

use crate::present::model::{FileCard, FileState};
use crate::protocol::route::Page;
use crate::ui::actions::take_out;
use crate::ui::app::HEADING_ID;
use crate::ui::parts::drop_zone::DropZone;
use crate::ui::parts::empty::Waiting;
use crate::ui::parts::file_card::FileCardView;
use crate::ui::state::{Card, Desk, desk};

/// For a first visitor what this is; afterwards every file with what became of it.
#[component]
pub fn DataPage() -> impl IntoView {
    let desk = desk();
    let cards = cards(desk);
    let none = Memo::new(move |_| cards.with(Vec::is_empty) && !desk.reopening.get());
    view! {
        <Show when=move || none.get() fallback=|| view! { <Returning/> }><Welcome/></Show>
        <DropZone/>
        <Show when=move || none.get() fallback=move || view! { <Files cards/> }><WhatToBring/></Show>
    }
}

/// Every card, those that wait for the reader first; a card keeps its version for as long as it stays the same.
fn cards(desk: Desk) -> Memo<Vec<Card>> {
    Memo::new(move |before: Option<&Vec<Card>>| {
        let before = before.map(Vec::as_slice).unwrap_or_default();
        let mut next = before.iter().map(|card| card.version).max().unwrap_or(0);
        let mut version_of = |file: &FileCard| {
            let same = before.iter().find(|card| *card.card == *file);
            same.cloned().unwrap_or_else(|| {
                next += 1;
                Card { version: next, card: Arc::new(file.clone()) }
            })
        };
        let mut cards: Vec<Card> = desk.set_aside.with(|files| files.iter().map(&mut version_of).collect());
        desk.workspace.with(|workspace| cards.extend(workspace.files.iter().map(&mut version_of)));
        cards.sort_by_key(|card| match card.card.outcome {
            FileState::NeedsMapping { .. } => 0,
            FileState::Unusable { .. } | FileState::AlreadyHere { .. } => 1,
            FileState::Read => 2,
        });
        cards
    })
}

/// The headline of a first visit; the same words stand in `index.html`.
#[component]
fn Welcome() -> impl IntoView {
    view! {
        <div class="verdict">
            <h1 id=HEADING_ID tabindex="-1">"What your creator programme earns, and what it costs you"</h1>
            <p>"Drop the exports of your Amazon Creator Connections programme. Seconds later you have the figures by creator, ASIN, product line and week, each one with its formula and the numbers it was made from."</p>
        </div>
    }
}

#[component]
fn Returning() -> impl IntoView {
    let desk = desk();
    let words = move || match desk.workspace.with(|workspace| workspace.is_sample) {
        true => {
            "The sample is an invented brand, so that you can look around. Your own files open in a workspace of their own; the sample stays kept in Settings."
        }
        false => "What was read, what was left out, and why: file by file.",
    };
    view! {
        <div class="verdict">
            <h1 id=HEADING_ID tabindex="-1">"Your files"</h1>
            <p>{words}</p>
        </div>
    }
}

#[component]
fn WhatToBring() -> impl IntoView {
    let desk = desk();
    view! {
        <section class="bring" aria-labelledby="bring-heading">
            <h2 id="bring-heading">"What to bring"</h2>
            <ul class="bring-list">
                <li>
                    <h3>"Creator Connections earnings"</h3>
                    <p>"The CSV a creator or your team downloads from the programme: clicks, shipped items, revenue, commission. Several creators, several files: drop them together."</p>
                </li>
                <li>
                    <h3>"A roll-up from your warehouse"</h3>
                    <p>"Week or day, creator, ASIN and the figures you have, in any order. Nothing at hand? Fill in our template."</p>
                    <button type="button" class="small" data-testid="template-download" on:click=move |_| take_out::template(desk)>"Download the template"</button>
                </li>
                <li>
                    <h3>"Any table of your own"</h3>
                    <p>"A sheet from your agency or finance team. You say which column is which, once; the same layout is recognised from then on."</p>
                </li>
            </ul>
        </section>
    }
}

#[component]
fn Files(cards: Memo<Vec<Card>>) -> impl IntoView {
    let desk = desk();
    let first = Memo::new(move |_| cards.with(|cards| cards.first().map(|card| card.version)));
    let any_left_out = move || desk.workspace.with(|workspace| workspace.files.iter().any(|file| file.rejected > 0));
    let any_rows = move || desk.workspace.with(|workspace| !workspace.empty);
    // While the report of an import stands above, the buttons in it are the ones to use.
    let no_report = move || desk.report.with(Option::is_none);
    let not_offered = move || desk.report.with(|report| report.as_ref().is_none_or(|report| report.totals.rejected == 0));
    view! {
        <section class="files" aria-labelledby="files-heading">
            <header class="section-head">
                <h2 id="files-heading">"Files in this workspace"</h2>
                <div class="actions">
                    <Show when=move || any_left_out() && not_offered()>
                        <button type="button" class="small" data-testid="rejects-download" on:click=move |_| take_out::rejects(desk)>"Download rows left out"</button>
                    </Show>
                    <Show when=move || any_rows() && no_report()>
                        <a class="button small" href=move || desk.address(|view| view.page = Page::Overview)>"See the overview"</a>
                    </Show>
                </div>
            </header>
            <Show when=move || desk.reopening.get()><Waiting/></Show>
            <ul class="card-list">
                <For each=move || cards.get() key=|card| card.version let:card>
                    <li><FileCardView card first/></li>
                </For>
            </ul>
        </section>
    }
}
