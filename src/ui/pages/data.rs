//! Data: files come in here, and each is accounted for.

use leptos::prelude::*;

use crate::protocol::route::{Page, Part};
use crate::shell::locale;
use crate::ui::actions::take_out;
use crate::ui::app::HEADING_ID;
use crate::ui::parts::bring::WhatToBring;
use crate::ui::parts::drop_zone::DropZone;
use crate::ui::parts::empty::Waiting;
use crate::ui::parts::file_list::{FileList, Group, cards, count};
use crate::ui::parts::names::Names;
use crate::ui::parts::overlaps::{self, Overlaps};
use crate::ui::state::{Card, desk};

/// For a first visitor what this is; afterwards every file with what became of it.
#[component]
pub fn DataPage() -> impl IntoView {
    let desk = desk();
    let cards = cards(desk);
    let none = Memo::new(move |_| cards.with(Vec::is_empty) && !desk.reopening.get());
    view! {
        <Show when=move || none.get() fallback=move || view! { <Returning cards/> }>
            <Welcome/>
            <DropZone/>
            <WhatToBring/>
        </Show>
    }
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

/// The part of the page that is looked at. Its heading is one element in all parts, so that the focus it was given stays.
#[component]
fn Returning(cards: Memo<Vec<Card>>) -> impl IntoView {
    let desk = desk();
    let part = Memo::new(move |_| desk.view.with(|view| view.part));
    let heading = Signal::derive(move || match part.get() {
        Part::Files => cards.with(|cards| files_heading([Group::NeedsYou, Group::Read, Group::NotUsed].map(|group| count(cards, group) as u64))),
        Part::Checks => "What these files can tell".to_owned(),
        Part::Overlaps => overlaps::heading(desk),
        Part::Templates => "What else to bring".to_owned(),
    });
    let words = Signal::derive(move || match part.get() {
        Part::Files if desk.workspace.with(|workspace| workspace.is_sample) => {
            "The sample is an invented brand, so that you can look around. Your own files open in a workspace of their own; the sample stays kept in Settings."
        }
        Part::Files => "What each file is, what was read of it, what was not, and why. Open a row to see how it was read.",
        Part::Checks => "How far the figures can be trusted, and which of them need another report.",
        Part::Overlaps => {
            "Each sale counts once, whatever order the files came in. Where two files differ, the newer one counts; removing it brings the older values back."
        }
        Part::Templates => "Each report answers more. Drop it beside the files that are here.",
    });
    view! {
        <div class="verdict">
            <h1 id=HEADING_ID tabindex="-1">{heading}</h1>
            <p>{words}</p>
        </div>
        <Parts/>
        <Show when=move || desk.reopening.get()><Waiting/></Show>
        {move || match part.get() {
            Part::Files => view! { <DropZone/><FileList cards/> }.into_any(),
            Part::Checks => ().into_any(),
            Part::Overlaps => view! { <Overlaps/><Names/> }.into_any(),
            Part::Templates => view! { <WhatToBring/> }.into_any(),
        }}
    }
}

/// What became of the files: how many wait for the reader, are read, are not used.
fn files_heading(counts: [u64; 3]) -> String {
    match counts {
        [0, 0, 0] => "Your files".to_owned(),
        [0, 1, 0] => "Your file is read".to_owned(),
        [0, read, 0] => format!("All {} files are read", locale::count(read)),
        [0, 0, _] => "Nothing could be used".to_owned(),
        [0, read, left] => format!("{} of {} files are read", locale::count(read), locale::count(read + left)),
        [1, 0, 0] => "This file needs you".to_owned(),
        [waiting, 0, 0] => format!("{} files need you", locale::count(waiting)),
        [1, read, left] => format!("One of {} files needs you", locale::count(1 + read + left)),
        [waiting, read, left] => format!("{} of {} files need you", locale::count(waiting), locale::count(waiting + read + left)),
    }
}

/// What a part is called.
fn part_name(part: Part) -> &'static str {
    match part {
        Part::Files => "Files",
        Part::Checks => "What they can tell",
        Part::Overlaps => "Overlaps and names",
        Part::Templates => "Templates",
    }
}

/// Links to the parts of the page, with what can be done with the whole of it.
#[component]
fn Parts() -> impl IntoView {
    let desk = desk();
    let tab = move |part: Part| {
        let here = Signal::derive(move || desk.view.with(|view| view.part == part).then_some("true"));
        let address = Signal::derive(move || desk.address(|view| view.part = part));
        view! { <li><a href=address aria-current=here>{part_name(part)}</a></li> }
    };
    let any_left_out = move || desk.workspace.with(|workspace| workspace.files.iter().any(|file| file.rejected > 0));
    let any_rows = move || desk.workspace.with(|workspace| !workspace.empty);
    // While the report of an import stands above, the buttons in it are the ones to use.
    let no_report = move || desk.report.with(Option::is_none);
    let not_offered = move || desk.report.with(|report| report.as_ref().is_none_or(|report| report.totals.rejected == 0));
    view! {
        <div class="toolbar">
            <nav class="tabs" aria-label="Parts of this page"><ul>{Part::ALL.map(tab).collect_view()}</ul></nav>
            <div class="actions">
                <Show when=move || any_left_out() && not_offered()>
                    <button type="button" class="small" data-testid="rejects-download" on:click=move |_| take_out::rejects(desk)>"Download rows left out"</button>
                </Show>
                <Show when=move || any_rows() && no_report()>
                    <a class="button small" href=move || desk.address(|view| view.page = Page::Overview)>"See the overview"</a>
                </Show>
            </div>
        </div>
    }
}
