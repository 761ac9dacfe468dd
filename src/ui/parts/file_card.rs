//! One file in one row: what it is, what was read of it, the worst that was found. The rest folds out.

use leptos::prelude::*;

use crate::present::formats::is_assumption;
use crate::present::model::{FileCard, FileState, IssueGroup, Level, PeriodField};
use crate::shell::viewport;
use crate::ui::actions::take_out;
use crate::ui::parts::file_details::Details;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::parts::mapping::Mapping;
use crate::ui::state::{Card, desk};

/// A file's row with its fold.
#[component]
pub fn FileCardView(
    card: Card,
    /// Version of the group's first card: of several that wait for a mapping, that one is open.
    first: Memo<Option<u32>>,
) -> impl IntoView {
    let file = card.card.clone();
    let heading = format!("file-{}", card.version);
    let state = match file.outcome {
        FileState::Read => "read",
        FileState::AlreadyHere { .. } => "already-here",
        FileState::NeedsMapping { .. } => "needs-mapping",
        FileState::Unusable { .. } => "unusable",
    };
    view! {
        <article class="file" data-testid="file-card" data-state=state aria-labelledby=heading.clone()>
            {row(&card, heading.clone(), first)}
            <RemoveButton card=card.clone()/>
            {file.creator.clone().map(|creator| view! { <CreatorField source=file.source creator version=card.version/> })}
            {file.period_field.clone().map(|period| view! { <PeriodFields source=file.source period version=card.version/> })}
        </article>
    }
}

/// The row; where there is more to see or to do, it folds out.
fn row(card: &Card, heading: String, first: Memo<Option<u32>>) -> AnyView {
    let file = card.card.clone();
    let version = card.version;
    match &file.outcome {
        FileState::Read => {
            let desk = desk();
            let place = file.place;
            let look = move |event: leptos::ev::Event| desk.fold(place, viewport::is_open(&event));
            view! {
                <details class="file-fold" open=desk.unfolded.with_value(|places| places.contains(&place)) on:toggle=look>
                    <summary class="file-row" id=row_id(place)>{name(&file, heading)}{read(&file)}</summary>
                    <Details file=(*file).clone()/>
                </details>
            }
            .into_any()
        }
        FileState::NeedsMapping { waiting, mapping } => {
            let is_open = RwSignal::new(false);
            let look = move |event: leptos::ev::Event| is_open.set(viewport::is_open(&event));
            view! {
                <details class="file-fold" open=move || first.get() == Some(version) on:toggle=look>
                    <summary class="file-row">{name(&file, heading)}<span class="file-say">{mapping.reason.clone()}</span></summary>
                    <Mapping file_name=file.name.clone() waiting=*waiting mapping=(**mapping).clone() is_open=is_open.into()/>
                </details>
            }
            .into_any()
        }
        FileState::AlreadyHere { name: twin } => view! {
            <div class="file-row">
                {name(&file, heading)}
                <p class="file-say outcome"><Icon drawing=Drawing::About/><span>"Already counted, as "<strong>{twin.clone()}</strong>". Nothing was added."</span></p>
            </div>
        }
        .into_any(),
        FileState::Unusable { code, message, next_step } => view! {
            <div class="file-row">
                {name(&file, heading)}
                <p class="file-say outcome problem" data-code=code.clone()><Icon drawing=Drawing::Stop/><span><strong>{message.clone()}</strong>" "{next_step.clone()}</span></p>
            </div>
        }
        .into_any(),
    }
}

/// Id of the row of a file that was read; it stays when the file is read again.
pub fn row_id(place: u32) -> String {
    format!("file-row-{place}")
}

fn name(file: &FileCard, heading: String) -> AnyView {
    let facts = [file.kind.clone(), file.how.clone()];
    let facts = facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <span class="file-name">
            <h3 id=heading>{file.name.clone()}{file.is_sample.then(|| view! { " "<span class="tag">"Sample data"</span> })}</h3>
            <span class="soft">{facts}</span>
        </span>
    }
    .into_any()
}

fn read(file: &FileCard) -> AnyView {
    view! {
        <span class="file-period">{file.period.clone()}</span>
        <span class="file-rows">{file.counts.clone()}<span class="soft">{file.uncounted.clone()}</span></span>
        <span class="file-looks">{assumed(file)}{found(file)}</span>
    }
    .into_any()
}

/// What was assumed of how the file is written: to be confirmed or switched below.
fn assumed(file: &FileCard) -> Option<AnyView> {
    let assumed = file.formats.as_ref().map(|formats| formats.assumed.clone()).filter(|assumed| !assumed.is_empty())?;
    Some(view! { <span class="file-found attention" data-testid="assumed"><Icon drawing=Drawing::Caution/><span>{assumed}</span></span> }.into_any())
}

/// The worst of all else that was found.
fn found(file: &FileCard) -> Option<AnyView> {
    let others: Vec<&IssueGroup> = file.issues.iter().filter(|issue| !is_assumption(&issue.code)).collect();
    others.first().map(|worst| found_of(file, worst, others.len()))
}

/// Remarks are only counted: they ask for nothing.
fn found_of(file: &FileCard, worst: &IssueGroup, count: usize) -> AnyView {
    let class = match worst.level {
        Level::Error => "file-found problem",
        Level::Warning => "file-found attention",
        Level::Info => {
            let notes = if count == 1 { "1 note".to_owned() } else { format!("{count} notes") };
            return view! { <span class="file-found soft">{notes}</span> }.into_any();
        }
    };
    // Where nothing was read the way out must not be folded away.
    let next_step = (file.accepted == 0).then(|| view! { " "{worst.next_step.clone()} });
    let others = count - 1;
    let others = (others > 0).then(|| view! { " "<span class="soft">{format!("and {others} more")}</span> });
    view! { <span class=class><Icon drawing=worst.level.into()/><span>{worst.title.clone()}{next_step}{others}</span></span> }.into_any()
}

#[component]
fn RemoveButton(card: Card) -> impl IntoView {
    let desk = desk();
    let name = match card.card.outcome {
        FileState::Read => format!("Remove {} and its rows", card.card.name),
        _ => format!("Remove {}", card.card.name),
    };
    view! {
        <button type="button" class="plain square file-remove" aria-label=name.clone() title=name disabled=move || desk.reading()
            on:click=move |_| take_out::remove(desk, &card)><Icon drawing=Drawing::Close/></button>
    }
}

#[component]
fn CreatorField(source: u32, creator: String, version: u32) -> impl IntoView {
    let desk = desk();
    let id = format!("creator-{version}");
    let typed = RwSignal::new(creator.clone());
    let known = creator.clone();
    let unchanged = Memo::new(move |_| typed.with(|name| name.trim().is_empty() || name.trim() == known));
    let save = move || {
        if !unchanged.get_untracked() {
            take_out::name_creator(desk, source, typed.get_untracked().trim().to_owned());
        }
    };
    view! {
        <div class="creator-field">
            <label for=id.clone()>"All rows belong to"</label>
            <input id=id type="text" maxlength="120" autocomplete="off" data-testid="creator-name" prop:value=creator
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=move |event| if event.key() == "Enter" { save() }/>
            <button type="button" class="small" disabled=move || unchanged.get() || desk.reading() on:click=move |_| save()>"Save name"</button>
            <p class="soft">"This report has no creator column."</p>
        </div>
    }
}

/// The days of a report whose rows have none.
#[component]
fn PeriodFields(source: u32, period: PeriodField, version: u32) -> impl IntoView {
    let desk = desk();
    let (first_id, last_id) = (format!("period-first-{version}"), format!("period-last-{version}"));
    let days = RwSignal::new((period.first.clone(), period.last.clone()));
    let known = (period.first.clone(), period.last.clone());
    let blocked = Signal::derive(move || days.with(|days| days.0.is_empty() || days.1.is_empty() || *days == known) || desk.reading());
    let save = move |_| {
        let (first, last) = days.get_untracked();
        take_out::set_period(desk, source, first, last);
    };
    view! {
        <div class="creator-field" class:needed=period.is_needed>
            <label for=first_id.clone()>"Its rows are of"</label>
            <input id=first_id type="date" data-testid="period-first" prop:value=period.first on:input=move |event| days.update(|days| days.0 = event_target_value(&event))/>
            <label for=last_id.clone()>"to"</label>
            <input id=last_id type="date" data-testid="period-last" prop:value=period.last on:input=move |event| days.update(|days| days.1 = event_target_value(&event))/>
            <button type="button" class="small" disabled=blocked on:click=save>"Save days"</button>
            <p class="soft">{period.note}</p>
        </div>
    }
}
