//! Keeps the models on the desk up to date with the view and the data. Each question has a number; an answer to an older
//! question is dropped.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::protocol::messages::{Answer, Ask};
use crate::protocol::route::{Page, Topic, View};
use crate::ui::actions::thinking;
use crate::ui::state::{Desk, Shown, Window};

/// What stays on screen while the next answer is on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meanwhile {
    LastModel,
    Nothing,
}

/// A question, and the data it is about: asked again when either changes.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    view: View,
    window: Option<Window>,
    revision: u32,
}

/// Starts asking, for as long as the page lives.
pub fn follow(desk: Desk) {
    let overview = question(desk, Page::Overview, |view| View { page: Page::Overview, compare: view.compare.clone(), ..view.scope() });
    ask_for(
        desk,
        overview,
        desk.overview,
        Meanwhile::LastModel,
        |question| Ask::Overview { view: question.view },
        |answer| match answer {
            Answer::Overview { model } => Some(model),
            _ => None,
        },
    );
    let table = question(desk, Page::Performance, |view| View { row: None, ..view.clone() });
    let table = Memo::new(move |_| table.get().map(|question| Question { window: Some(desk.table_window()), ..question }));
    ask_for(desk, table, desk.table, Meanwhile::LastModel, table_ask, |answer| match answer {
        Answer::Table { model } => Some(model),
        _ => None,
    });
    let row = question(desk, Page::Performance, |view| View { by: view.by, row: view.row.clone(), page: Page::Performance, ..view.scope() });
    let row = Memo::new(move |_| row.get().filter(|question| question.view.row.is_some()));
    ask_for(desk, row, desk.row_trend, Meanwhile::Nothing, row_ask, |answer| match answer {
        Answer::RowTrend { model } => Some(model),
        _ => None,
    });
    let sources = Memo::new(move |_| {
        let revision = desk.revision.get();
        desk.asked.with(|asked| asked.as_ref().map(|(of, _)| (of.clone(), revision)))
    });
    ask_for(
        desk,
        sources,
        desk.sources,
        Meanwhile::Nothing,
        |(of, _)| Ask::Sources { of },
        |answer| if let Answer::Sources { model } = answer { Some(*model) } else { None },
    );
    follow_commission(desk);
    follow_diagnosis(desk);
}

/// The findings, on their own page and the first of them on the overview.
fn follow_diagnosis(desk: Desk) {
    let findings = Memo::new(move |_| {
        let wanted = desk.ready.get() && !desk.workspace.with(|workspace| workspace.empty);
        let view = desk.view.with(|view| matches!(view.page, Page::Diagnosis | Page::Overview).then(|| View { page: Page::Diagnosis, ..view.scope() }));
        let revision = desk.revision.get();
        view.filter(|_| wanted).map(|view| Question { view, window: None, revision })
    });
    ask_for(
        desk,
        findings,
        desk.diagnosis,
        Meanwhile::LastModel,
        |question| Ask::Diagnosis { view: question.view },
        |answer| if let Answer::Diagnosis { model } = answer { Some(*model) } else { None },
    );
}

/// What a part of the Commission page wants to know; it is asked also where there are only tables and no attribution rows.
fn topic_question<Q: Clone + PartialEq + Send + Sync + 'static>(
    desk: Desk,
    topic: Topic,
    of: impl Fn() -> Option<Q> + Send + Sync + 'static,
) -> Memo<Option<(Q, u32)>> {
    Memo::new(move |_| {
        let is_here = desk.view.with(|view| view.page == Page::Commission && view.topic == topic);
        let wanted = is_here && desk.ready.get() && !desk.workspace.with(|workspace| workspace.files.is_empty());
        let revision = desk.revision.get();
        if wanted { of().map(|question| (question, revision)) } else { None }
    })
}

fn follow_commission(desk: Desk) {
    let list = topic_question(desk, Topic::Offers, move || {
        let (search, verdict) = desk.view.with(|view| (view.search.clone(), view.verdict.clone().unwrap_or_default()));
        Some((search, verdict, desk.offers_limit.get()))
    });
    ask_for(
        desk,
        list,
        desk.offers,
        Meanwhile::LastModel,
        |((search, verdict, limit), _)| Ask::Offers { search, verdict, limit },
        |answer| if let Answer::Offers { model } = answer { Some(model) } else { None },
    );
    let one = topic_question(desk, Topic::Offers, move || Some((desk.view.with(|view| view.row.clone())?, desk.scenario())));
    ask_for(
        desk,
        one,
        desk.offer,
        Meanwhile::LastModel,
        |((row, tried), _)| Ask::Offer { row, tried },
        |answer| if let Answer::Offer { model } = answer { Some(*model) } else { None },
    );
    ask_for(
        desk,
        topic_question(desk, Topic::Rates, || Some(())),
        desk.rates,
        Meanwhile::LastModel,
        |_| Ask::Rates,
        |answer| if let Answer::Rates { model } = answer { Some(model) } else { None },
    );
    ask_for(
        desk,
        topic_question(desk, Topic::Tiers, move || Some(desk.design.get())),
        desk.tiers,
        Meanwhile::LastModel,
        |(design, _)| Ask::Tiers { design },
        |answer| if let Answer::Tiers { model } = answer { Some(model) } else { None },
    );
    ask_for(
        desk,
        topic_question(desk, Topic::Costs, || Some(())),
        desk.costs,
        Meanwhile::LastModel,
        |_| Ask::CreatorCosts,
        |answer| if let Answer::Costs { model } = answer { Some(*model) } else { None },
    );
}

fn table_ask(question: Question) -> Ask {
    let window = question.window.unwrap_or(Window::FIRST);
    Ask::Table { view: question.view, offset: window.offset, limit: window.limit }
}

fn row_ask(question: Question) -> Ask {
    let row = question.view.row.clone().unwrap_or_default();
    Ask::RowTrend { view: question.view, row }
}

/// What a page wants to know now; nothing while it is not shown, or there is no data.
fn question(desk: Desk, page: Page, view_of: impl Fn(&View) -> View + Send + Sync + 'static) -> Memo<Option<Question>> {
    Memo::new(move |_| {
        let wanted = desk.ready.get() && !desk.workspace.with(|workspace| workspace.empty);
        let view = desk.view.with(|view| (view.page == page).then(|| view_of(view)));
        let revision = desk.revision.get();
        view.filter(|_| wanted).map(|view| Question { view, window: None, revision })
    })
}

fn ask_for<Q: Clone + PartialEq + Send + Sync + 'static, T: Clone + Send + Sync + 'static>(
    desk: Desk,
    question: Memo<Option<Q>>,
    shown: RwSignal<Shown<T>>,
    meanwhile: Meanwhile,
    ask: fn(Q) -> Ask,
    pick: fn(Answer) -> Option<T>,
) {
    let latest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let question = question.get();
        let number = latest.get_value().wrapping_add(1);
        latest.set_value(number);
        if meanwhile == Meanwhile::Nothing {
            shown.set(Shown::default());
        }
        let Some(question) = question.filter(|_| desk.engine().is_some()) else { return };
        shown.update(|shown| shown.busy = true);
        let ask = ask(question);
        if thinking::waits(desk, &ask) {
            return;
        }
        spawn_local(async move {
            let answer = thinking::ask(desk, ask).await;
            if latest.get_value() != number {
                return;
            }
            let (model, problem) = match answer {
                Ok(Answer::Refused { message, .. }) => (None, Some(message)),
                Ok(answer) => (pick(answer), None),
                Err(error) => (None, Some(error.to_string())),
            };
            shown.set(Shown { model, busy: false, problem });
        });
    });
}
