//! Diagnosis: what was found, sorted by weight; what was tested and is in order; what these files cannot tell.

use leptos::prelude::*;

use crate::present::diagnosis::model::{AnswerModel, DiagnosisModel, FindingModel};
use crate::ui::app::HEADING_ID;
use crate::ui::parts::diagnosis::card::FindingCard;
use crate::ui::parts::empty::{NoData, Trouble, Waiting};
use crate::ui::state::desk;

const PROMISE: &str =
    "What is wrong, what is not, and how sure that is: each finding with its evidence, its fix and what would change the verdict, once a file is here.";

/// Which of its states the page is in.
#[derive(Clone, PartialEq, Eq)]
enum Shows {
    Empty,
    Waiting,
    Trouble(String),
    Findings,
}

/// A part of the present model, recomputed only when that part changes.
fn part<T: Default + PartialEq + Clone + Send + Sync + 'static>(of: fn(&DiagnosisModel) -> T) -> Memo<T> {
    let desk = desk();
    Memo::new(move |last: Option<&T>| desk.diagnosis.with(|shown| shown.model.as_ref().map(of)).or_else(|| last.cloned()).unwrap_or_default())
}

/// The page. Its heading is one element in all states, so that the focus it was given stays.
#[component]
pub fn DiagnosisPage() -> impl IntoView {
    let desk = desk();
    let shows = Memo::new(move |_| {
        let empty = desk.workspace.with(|workspace| workspace.empty);
        desk.diagnosis.with(|shown| match (&shown.problem, &shown.model) {
            _ if empty && desk.ready.get() => Shows::Empty,
            (Some(problem), _) => Shows::Trouble(problem.clone()),
            (None, Some(_)) => Shows::Findings,
            (None, None) => Shows::Waiting,
        })
    });
    let busy = move || desk.diagnosis.with(|shown| shown.busy);
    view! {
        <div class="page diagnosis" class:busy=busy aria-busy=move || busy().to_string()>
            <Head shows/>
            {move || match shows.get() {
                Shows::Empty => view! { <NoData/> }.into_any(),
                Shows::Waiting => view! { <Waiting/> }.into_any(),
                Shows::Trouble(text) => view! { <Trouble text/> }.into_any(),
                Shows::Findings => view! { <Findings/><Answers/><Programmes/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Head(shows: Memo<Shows>) -> impl IntoView {
    let (headline, summary) = (part(|model| model.headline.clone()), part(|model| model.summary.clone()));
    let verdict = part(|model| model.verdict.clone());
    let (grade, caps) = (part(|model| model.grade.clone()), part(|model| model.caps.clone()));
    let heading = move || match shows.get() {
        Shows::Empty => "No diagnosis yet".to_owned(),
        Shows::Waiting | Shows::Trouble(_) => "Diagnosis".to_owned(),
        Shows::Findings => headline.get(),
    };
    let sentences = move || match shows.get() {
        Shows::Empty => vec![PROMISE.to_owned()],
        Shows::Waiting | Shows::Trouble(_) => Vec::new(),
        Shows::Findings => Some(verdict.get()).filter(|verdict| !verdict.is_empty()).into_iter().chain(summary.get()).collect(),
    };
    let graded = move || (shows.get() == Shows::Findings && !grade.with(String::is_empty)).then(|| format!("Data grade {}: {}", grade.get(), caps.get()));
    view! {
        <div class="verdict">
            <h1 id=HEADING_ID tabindex="-1">{heading}</h1>
            {move || sentences().into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            {move || graded().map(|text| view! { <p class="maturity">{text}</p> })}
        </div>
    }
}

#[component]
fn Findings() -> impl IntoView {
    let findings = part(|model| model.findings.clone());
    let ids = move || findings.with(|findings| findings.iter().map(|finding| finding.id.clone()).collect::<Vec<_>>());
    let card = move |id: String| {
        let own = id.clone();
        let of = move |findings: &Vec<FindingModel>| findings.iter().find(|finding| finding.id == own).cloned();
        let first = findings.with_untracked(&of).unwrap_or_default();
        // Keeps the last finding while the model is on its way out with its card.
        let finding = Memo::new(move |last: Option<&FindingModel>| findings.with(&of).or_else(|| last.cloned()).unwrap_or_else(|| first.clone()));
        view! { <FindingCard finding/> }
    };
    view! { <div class="findings" data-testid="findings"><For each=ids key=|id| id.clone() children=card/></div> }
}

/// The programmes creators can be paid through, side by side.
#[component]
fn Programmes() -> impl IntoView {
    let programmes = part(|model| model.programmes.clone());
    let as_of = part(|model| model.programmes_as_of.clone());
    let pairs = part(|model| model.pairs.clone());
    let names = move || programmes.get().into_iter().map(|programme| view! { <th scope="col">{programme.name}</th> }).collect_view();
    let rows = move || {
        let all = programmes.get();
        let asked: Vec<String> = all.first().map(|programme| programme.facts.iter().map(|fact| fact.name.clone()).collect()).unwrap_or_default();
        let row = |(at, name): (usize, String)| {
            let cells =
                all.iter().map(|programme| view! { <td>{programme.facts.get(at).map(|fact| fact.text.clone()).unwrap_or_default()}</td> }).collect_view();
            view! { <tr><th scope="row">{name}</th>{cells}</tr> }
        };
        asked.into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <details class="card fold programmes-fold" data-testid="programmes-explained">
            <summary>"Which programme does what"</summary>
            <p class="soft">{move || format!("What a brand can decide and is told in each. Last gone through on {}; no figure of what others reach stands here, for nobody publishes one that holds.", as_of.get())}</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Programmes side by side">
                <table class="plain-table programmes-table"><thead><tr><td></td>{names}</tr></thead><tbody>{rows}</tbody></table>
            </div>
            <dl class="method">{move || pairs.get().into_iter().map(|pair| view! { <div><dt>{pair.name}</dt><dd>{pair.text}</dd></div> }).collect_view()}</dl>
        </details>
    }
}

#[component]
fn Answers() -> impl IntoView {
    view! {
        <AnswerList id="clear" title="Tested, and in order" answers=part(|model| model.clear.clone())/>
        <AnswerList id="unknown-answers" title="Cannot be told from these files" answers=part(|model| model.unknown.clone())/>
    }
}

#[component]
fn AnswerList(id: &'static str, title: &'static str, answers: Memo<Vec<AnswerModel>>) -> impl IntoView {
    let heading_id = format!("{id}-heading");
    // Only an open question lacks something.
    let is_open = id != "clear";
    let line = move |answer: AnswerModel| {
        let unlocks: Vec<String> = answer.unlocks.into_iter().map(|report| report.label).collect();
        let unlock = (is_open && !unlocks.is_empty()).then(|| format!("It would take: {}.", unlocks.join(", ")));
        view! {
            <div class="answer" data-rule=answer.rule.clone()>
                <dt><b>{answer.question}</b><span class="rule-id">{answer.rule.clone()}" · "{answer.name}</span></dt>
                <dd>
                    <p>{answer.sentence}</p>
                    {unlock.map(|text| view! { <p class="soft">{text}</p> })}
                    <details class="fold"><summary>"How it is tested"</summary><p class="soft">{answer.test}</p></details>
                </dd>
            </div>
        }
    };
    view! {
        <Show when=move || answers.with(|answers| !answers.is_empty())>
            <section class="card" aria-labelledby=heading_id.clone() data-testid=id>
                <h2 id=heading_id.clone()>{title}</h2>
                <dl class="answers">{move || answers.get().into_iter().map(line).collect_view()}</dl>
            </section>
        </Show>
    }
}
