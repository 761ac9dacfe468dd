//! One file: what it is, what became of its rows, what to do next.

use leptos::prelude::*;

use crate::present::model::{FileCard, FileState, NamedText};
use crate::ui::actions::take_out;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::parts::issues::Issues;
use crate::ui::parts::mapping::Mapping;
use crate::ui::state::{Card, desk};

/// A file's card.
#[component]
pub fn FileCardView(
    card: Card,
    /// Version of the list's first card: of several that wait for a mapping, that one is open.
    first: Memo<Option<u32>>,
) -> impl IntoView {
    let file = card.card.clone();
    let version = card.version;
    let heading = StoredValue::new(format!("file-{}", card.version));
    let state = match file.outcome {
        FileState::Read => "read",
        FileState::AlreadyHere { .. } => "already-here",
        FileState::NeedsMapping { .. } => "needs-mapping",
        FileState::Unusable { .. } => "unusable",
    };
    view! {
        <article class="card file-card" data-testid="file-card" data-state=state aria-labelledby=heading.get_value()>
            <FileHead card=card.clone() heading=heading.get_value()/>
            {outcome(&file, Signal::derive(move || first.get() == Some(version)))}
            {(file.outcome == FileState::Read && !file.issues.is_empty()).then(|| view! { <Issues groups=file.issues.clone()/> })}
            {file.creator.clone().map(|creator| view! { <CreatorField source=file.source creator version=card.version/> })}
            {(file.outcome == FileState::Read && !(file.facts.is_empty() && file.columns.is_empty())).then(|| view! { <Details file=(*file).clone()/> })}
        </article>
    }
}

#[component]
fn FileHead(card: Card, heading: String) -> impl IntoView {
    let desk = desk();
    let file = card.card.clone();
    let remove_name = match file.outcome {
        FileState::Read => format!("Remove {} and its rows", file.name),
        _ => format!("Remove {}", file.name),
    };
    let facts = [file.kind.clone(), file.how.clone(), file.period.clone()];
    let facts = facts.into_iter().filter(|fact| !fact.is_empty()).map(|fact| view! { <span>{fact}</span> }).collect_view();
    view! {
        <header class="file-head">
            <div>
                <h3 id=heading>{file.name.clone()}{file.is_sample.then(|| view! { " "<span class="tag">"Sample data"</span> })}</h3>
                <p class="facts-line">{facts}</p>
            </div>
            <button type="button" class="small" aria-label=remove_name.clone() title=remove_name disabled=move || desk.reading()
                on:click=move |_| take_out::remove(desk, &card)>"Remove"</button>
        </header>
    }
}

fn outcome(file: &FileCard, open: Signal<bool>) -> AnyView {
    match &file.outcome {
        FileState::Read => view! { <p class="counts">{file.counts.clone()}</p> }.into_any(),
        FileState::AlreadyHere { name } => view! {
            <p class="outcome"><Icon drawing=Drawing::About/>"The same content is already counted, as "<strong>{name.clone()}</strong>". Nothing was added."</p>
        }
        .into_any(),
        FileState::NeedsMapping { waiting, mapping } => view! {
            <p class="outcome">{mapping.reason.clone()}</p>
            <details class="fold" open=move || open.get()>
                <summary>"Say which column is which"</summary>
                <Mapping file_name=file.name.clone() waiting=*waiting mapping=(**mapping).clone()/>
            </details>
        }
        .into_any(),
        FileState::Unusable { code, message, next_step } => view! {
            <div class="outcome problem" data-code=code.clone()>
                <Icon drawing=Drawing::Stop/>
                <div><p><strong>{message.clone()}</strong></p><p>{next_step.clone()}</p></div>
            </div>
        }
        .into_any(),
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
            <label for=id.clone()>"Creator these rows belong to"</label>
            <input id=id type="text" maxlength="120" autocomplete="off" data-testid="creator-name" prop:value=creator
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=move |event| if event.key() == "Enter" { save() }/>
            <button type="button" class="small" disabled=move || unchanged.get() || desk.reading() on:click=move |_| save()>"Save name"</button>
            <p class="soft">"This report has no creator column."</p>
        </div>
    }
}

#[component]
fn Details(file: FileCard) -> impl IntoView {
    let fact = |fact: NamedText| view! { <div><dt>{fact.name}</dt><dd>{fact.text}</dd></div> };
    let column = |column: NamedText| {
        let unused = column.text.is_empty();
        let read_as = if unused { "not used".to_owned() } else { column.text };
        view! { <tr><td>{column.name}</td><td class:soft=unused>{read_as}</td></tr> }
    };
    let name = format!("Columns of {}", file.name);
    view! {
        <details class="fold">
            <summary>"How this file was read"</summary>
            <dl class="facts">{file.facts.into_iter().map(fact).collect_view()}</dl>
            <div class="scroll-x" tabindex="0" role="region" aria-label=name>
                <table class="plain-table">
                    <thead><tr><th scope="col">"Column in the file"</th><th scope="col">"Read as"</th></tr></thead>
                    <tbody>{file.columns.into_iter().map(column).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}
