//! The findings that matter most, on the Overview.

use leptos::prelude::*;

use super::card::remedy_address;
use crate::present::diagnosis::model::FindingModel;
use crate::protocol::route::Page;
use crate::ui::state::desk;

/// How many there is room for.
const SHOWN_MAX: usize = 3;

/// The first findings, each with its worth and a way to it.
#[component]
pub fn TopFindings() -> impl IntoView {
    let desk = desk();
    let model = Memo::new(move |_| {
        desk.diagnosis.with(|shown| {
            let model = shown.model.as_ref()?;
            Some((
                model.findings.iter().filter(|finding| finding.rule != "DIA-18").take(SHOWN_MAX).cloned().collect::<Vec<FindingModel>>(),
                model.findings.len(),
                model.clear.len(),
                model.unknown.len(),
            ))
        })
    });
    let verdict = Memo::new(move |_| {
        desk.diagnosis.with(|shown| shown.model.as_ref().map(|model| (model.verdict_state.clone(), model.verdict.clone(), model.verdict_says.clone())))
    });
    let busy = move || desk.diagnosis.with(|shown| shown.busy || shown.model.is_none() && shown.problem.is_none());
    let all = move || desk.address(|view| view.page = Page::Diagnosis);
    let line = move |finding: FindingModel| {
        let id = finding.id.clone();
        let address = Signal::derive(move || {
            let row = Some(id.clone());
            desk.address(move |view| (view.page, view.row) = (Page::Diagnosis, row))
        });
        let remedy = finding.remedy.clone();
        let fix = Signal::derive(move || remedy_address(desk, &remedy));
        view! {
            <li class=format!("top-finding severity-{}", finding.severity) data-rule=finding.rule.clone()>
                <p class="finding-tags"><span class="badge severity">{finding.severity_label.clone()}</span><span class="badge ladder">{finding.ladder.clone()}</span></p>
                <a class="top-title" href=address>{finding.title.clone()}</a>
                {finding.stake.clone().map(|stake| view! { <p class="top-stake"><b data-exact=stake.exact>{stake.text}</b>" a year"</p> })}
                <p class="soft">{finding.fix.clone()}" "<a href=fix>{finding.remedy.label.clone()}</a></p>
            </li>
        }
    };
    let rest = move || {
        model.get().map(|(_, found, clear, unknown)| {
            let found = if found == 1 { "1 finding".to_owned() } else { format!("{found} findings") };
            format!("{found}, {clear} questions in order, {unknown} that these files cannot answer.")
        })
    };
    view! {
        <section class="top-findings" aria-labelledby="top-findings-heading" aria-busy=move || busy().to_string() data-testid="top-findings">
            <h2 id="top-findings-heading">"What matters most"</h2>
            {move || verdict.get().map(|(state, sentence, says)| view! {
                <div class=format!("run-verdict run-{state}") data-testid="run-verdict"><p><b>{sentence}</b></p>{says.into_iter().map(|said| view! { <p class="soft">{said}</p> }).collect_view()}</div>
            })}
            <ol>{move || model.get().map(|(findings, ..)| findings.into_iter().map(line).collect_view())}</ol>
            <p class="soft">{move || rest().unwrap_or_else(|| "Testing…".to_owned())}" "<a href=all>"See all of the diagnosis"</a></p>
        </section>
    }
}
