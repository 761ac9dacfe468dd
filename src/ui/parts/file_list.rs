//! All files, by what must happen to them.

use std::sync::Arc;

use leptos::prelude::*;

use crate::present::model::{FileCard, FileState};
use crate::shell::locale;
use crate::ui::parts::file_card::FileCardView;
use crate::ui::state::{Card, Desk};

/// What must happen to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    NeedsYou,
    Read,
    NotUsed,
}

impl Group {
    const ALL: [Group; 3] = [Group::NeedsYou, Group::Read, Group::NotUsed];

    /// Where a file with this outcome stands.
    pub fn of(outcome: &FileState) -> Group {
        match outcome {
            FileState::NeedsMapping { .. } => Group::NeedsYou,
            FileState::Read => Group::Read,
            FileState::AlreadyHere { .. } | FileState::Unusable { .. } => Group::NotUsed,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Group::NeedsYou => ("needs-you", "Needs you"),
            Group::Read => ("read", "Read"),
            Group::NotUsed => ("not-used", "Not used"),
        }
    }
}

/// A file's place in the list.
#[derive(Clone, Debug, PartialEq)]
struct Place {
    card: Card,
    /// Said above the first of several files of one archive or book.
    bundle: Option<String>,
    is_inside: bool,
}

/// Every card; one keeps its version for as long as it stays the same.
pub fn cards(desk: Desk) -> Memo<Vec<Card>> {
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
        cards
    })
}

/// How many cards stand in a group.
pub fn count(cards: &[Card], group: Group) -> usize {
    cards.iter().filter(|card| Group::of(&card.card.outcome) == group).count()
}

/// The groups that hold a file.
#[component]
pub fn FileList(cards: Memo<Vec<Card>>) -> impl IntoView {
    Group::ALL.map(|group| view! { <Section cards group/> }).collect_view()
}

#[component]
fn Section(cards: Memo<Vec<Card>>, group: Group) -> impl IntoView {
    let places = Memo::new(move |_| cards.with(|cards| places(cards, group)));
    let first = Memo::new(move |_| places.with(|places| places.first().map(|place| place.card.version)));
    let there = Memo::new(move |_| first.get().is_some());
    let (id, name) = group.words();
    let heading = format!("{id}-heading");
    view! {
        <Show when=move || there.get()>
            <section class="files" aria-labelledby=heading.clone() data-testid=id>
                <h2 id=heading.clone()>{name}" "<span class="number-of">{move || locale::count(places.with(Vec::len) as u64)}</span></h2>
                <ul class="file-list">
                    <For each=move || places.get() key=|place| (place.card.version, place.bundle.clone(), place.is_inside) let:place>
                        <li class:inside=place.is_inside>
                            {place.bundle.map(|bundle| view! { <p class="bundle">{bundle}</p> })}
                            <FileCardView card=place.card first/>
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

/// The files of one group in the order they came, those of one archive or book together.
fn places(cards: &[Card], group: Group) -> Vec<Place> {
    let mine: Vec<&Card> = cards.iter().filter(|card| Group::of(&card.card.outcome) == group).collect();
    let first_of = |card: &Card| mine.iter().position(|other| !card.card.inside.is_empty() && other.card.inside == card.card.inside);
    let mut placed: Vec<(usize, &Card)> = mine.iter().enumerate().map(|(at, card)| (first_of(card).unwrap_or(at), *card)).collect();
    placed.sort_by_key(|(at, _)| *at);
    let mut before = "";
    let mut places = Vec::new();
    for (_, card) in placed {
        let inside = card.card.inside.as_str();
        let bundle = (!inside.is_empty() && inside != before).then(|| format!("From {inside}"));
        places.push(Place { card: card.clone(), bundle, is_inside: !inside.is_empty() });
        before = inside;
    }
    places
}
