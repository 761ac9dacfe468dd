//! What happened and what is happening: notices, the running import, how the last one ended.

use leptos::prelude::*;

use crate::protocol::route::Page;
use crate::shell::locale;
use crate::ui::actions::{backup, import, saving, take_out};
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::{Desk, Job, Notice, Remedy, Report, Tone, desk};

/// Above every page's content.
#[component]
pub fn Messages() -> impl IntoView {
    let desk = desk();
    let reading = Memo::new(move |_| desk.reading());
    let page = Memo::new(move |_| desk.view.with(|view| view.page));
    let told = Memo::new(move |_| desk.report.get().filter(|report| page.get() == Page::Data || page.get() == report.page));
    view! {
        <div class="messages">
            <Show when=move || reading.get()><Progress/></Show>
            <div role="status">{move || told.get().map(|report| view! { <ImportReport report/> })}</div>
            <div aria-live="polite" class="notices">
                <For each=move || desk.notices.get() key=|notice| (notice.code.clone(), notice.text.clone()) let:notice>
                    <NoticeLine notice/>
                </For>
            </div>
        </div>
    }
}

#[component]
fn Progress() -> impl IntoView {
    let desk = desk();
    let part = move |of: fn(&Job) -> String| move || desk.job.with(of);
    let name = |job: &Job| match job {
        Job::Reading { file_name, .. } => file_name.clone(),
        Job::Idle => String::new(),
    };
    let text = |job: &Job| match job {
        Job::Reading { text, .. } if text.is_empty() => "Opening…".to_owned(),
        Job::Reading { text, .. } => text.clone(),
        Job::Idle => String::new(),
    };
    let total = |job: &Job| match job {
        Job::Reading { bytes_total, .. } if *bytes_total > 0 => bytes_total.to_string(),
        _ => "1".to_owned(),
    };
    let done = |job: &Job| match job {
        Job::Reading { bytes_done, .. } => bytes_done.to_string(),
        Job::Idle => "0".to_owned(),
    };
    let stopping = move || desk.job.with(|job| matches!(job, Job::Reading { stopping: true, .. }));
    view! {
        <section class="card progress-card" data-testid="progress" aria-label="Import in progress">
            <p class="progress-name">"Reading "<strong>{part(name)}</strong></p>
            <progress role="progressbar" aria-label="Bytes read" max=part(total) value=part(done)
                aria-valuemin="0" aria-valuemax=part(total) aria-valuenow=part(done) aria-valuetext=part(text)></progress>
            <p class="soft">{part(text)}</p>
            <button type="button" disabled=stopping on:click=move |_| import::cancel(desk)>"Cancel"</button>
        </section>
    }
}

/// The line that says how the import ended. Figures about it are in its attributes, over all of its files.
#[component]
fn ImportReport(report: Report) -> impl IntoView {
    let desk = desk();
    let totals = report.totals;
    let words = {
        let rows = |number: u64, one: &str, many: &str| format!("{} {}", locale::count(number), if number == 1 { one } else { many });
        let mut words = match totals.accepted {
            0 => "Nothing new was counted".to_owned(),
            accepted => rows(accepted, "row read", "rows read"),
        };
        if totals.rejected > 0 {
            words += &format!(", {} left out", locale::count(totals.rejected));
        }
        if totals.skipped > 0 {
            words += &format!(", {} skipped", locale::count(totals.skipped));
        }
        words
    };
    let questions = match report.open_questions {
        0 => "",
        1 => "One file needs you: see its card.",
        _ => "Some files need you: see their cards.",
    };
    let on_data = move || desk.view.with(|view| view.page == Page::Data);
    let tone = if totals.accepted > 0 || report.open_questions == 0 { Tone::Done } else { Tone::Attention };
    view! {
        <div class="report" class:attention=tone == Tone::Attention data-testid="import-report"
            data-accepted=totals.accepted.to_string() data-rejected=totals.rejected.to_string() data-skipped=totals.skipped.to_string()>
            <Icon drawing=tone.into()/>
            <p><strong>{words}</strong>" "{questions}</p>
            <div class="actions">
                {(totals.rejected > 0).then(|| view! {
                    <button type="button" class="small" data-testid="rejects-download" on:click=move |_| take_out::rejects(desk)>
                        "Download rows left out"
                    </button>
                })}
                <Show when=move || { on_data() && totals.accepted > 0 }>
                    <a class="button small primary" href=move || desk.address(|view| view.page = Page::Overview)>"See the overview"</a>
                </Show>
            </div>
            <CloseButton name="Close this report" on_close=move || desk.report.set(None)/>
        </div>
    }
}

/// The small cross at the end of a message.
#[component]
fn CloseButton(name: &'static str, on_close: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button type="button" class="plain square" aria-label=name title=name on:click=move |_| on_close()><Icon drawing=Drawing::Close/></button>
    }
}

#[component]
fn NoticeLine(notice: Notice) -> impl IntoView {
    let desk = desk();
    let word = match notice.tone {
        Tone::Done => "Done: ",
        Tone::Attention => "Attention: ",
        Tone::Problem => "Problem: ",
    };
    let class = match notice.tone {
        Tone::Done => "notice done",
        Tone::Attention => "notice attention",
        Tone::Problem => "notice problem",
    };
    let code = notice.code.clone();
    view! {
        <div class=class data-testid="notice" data-code=notice.code.clone()>
            <Icon drawing=notice.tone.into()/>
            <p><span class="visually-hidden">{word}</span>{notice.text}</p>
            <div class="actions">{remedies(desk, notice.remedy)}</div>
            <CloseButton name="Close this notice" on_close=move || desk.close_notice(&code)/>
        </div>
    }
}

/// The buttons of what can be done about it.
fn remedies(desk: Desk, remedy: Remedy) -> AnyView {
    match remedy {
        Remedy::None => ().into_any(),
        Remedy::Undo => view! { <button type="button" class="small" data-testid="undo" on:click=move |_| take_out::undo(desk)>"Undo"</button> }.into_any(),
        Remedy::SaveAgain => view! {
            <button type="button" class="small" on:click=move |_| saving::save(desk)>"Save again"</button>
            <button type="button" class="small" on:click=move |_| backup::download(desk)>"Download a backup"</button>
        }
        .into_any(),
        Remedy::Damaged(what) => {
            let damaged = what.clone();
            view! {
                <button type="button" class="small" on:click=move |_| saving::download_damaged(desk, &damaged)>"Download it"</button>
                <button type="button" class="small" on:click=move |_| saving::start_fresh(desk, &what)>"Start fresh"</button>
            }
            .into_any()
        }
    }
}
