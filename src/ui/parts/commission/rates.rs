//! What is paid, sorted by the rate of its links; reviews; and the plan of a change.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::commission::model::{CohortRow, DecisionRow, LegacyRow, RatesModel, TransitionModel, TransitionRow};
use crate::present::model::ChartModel;
use crate::protocol::messages::{Answer, Ask, SourcesOf};
use crate::ui::actions::take_out;
use crate::ui::parts::chart::ChartView;
use crate::ui::parts::commission::figure_lines::FigureLines;
use crate::ui::parts::sources::SourcesButton;
use crate::ui::state::{Remedy, Tone, desk};

/// A part of the present model.
fn part<T: Default + PartialEq + Clone + Send + Sync + 'static>(of: fn(&RatesModel) -> T) -> Memo<T> {
    let desk = desk();
    Memo::new(move |last: Option<&T>| desk.rates.with(|shown| shown.model.as_ref().map(of)).or_else(|| last.cloned()).unwrap_or_default())
}

/// The part of the page.
#[component]
pub fn Rates() -> impl IntoView {
    let figures = part(|model| model.figures.clone());
    let chart = part(|model| model.chart.clone());
    let has_chart = Memo::new(move |_| chart.with(Option::is_some));
    let notes = part(|model| model.notes.clone());
    view! {
        <div class="columns">
            <section class="card" aria-labelledby="ledger-heading">
                <h2 id="ledger-heading">"The ledger"</h2>
                <FigureLines lines=Signal::derive(move || figures.get()) name="The ledger" of=Callback::new(|_| SourcesOf::Ledger)/>
                {move || notes.get().into_iter().map(|note| view! { <p class="soft">{note}</p> }).collect_view()}
            </section>
            <Show when=move || has_chart.get()>
                <section class="card">
                    {move || {
                        let model = Signal::derive(move || chart.get().unwrap_or_else(ChartModel::blank));
                        view! { <ChartView model/> }
                    }}
                </section>
            </Show>
        </div>
        <Cohorts/>
        <Transition/>
        <Legacy/>
        <Review/>
    }
}

#[component]
fn Cohorts() -> impl IntoView {
    let cohorts = part(|model| model.cohorts.clone());
    let row = |row: CohortRow| {
        view! {
            <tr data-rate=row.rate.clone()><th scope="row">{row.rate.clone()}</th><td>{row.since}</td><td>{row.standing}</td><td>{row.source}</td><td class="number">{row.links}</td>
                <td class="number">{row.revenue}</td><td class="number">{row.share}</td><td class="number">{row.commission}</td></tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="cohorts-heading" data-testid="cohorts">
            <div class="section-head"><h2 id="cohorts-heading">"Links by rate"</h2><SourcesButton label="Links by rate" of=|| SourcesOf::Ledger/></div>
            <div class="scroll-x" tabindex="0" role="group" aria-labelledby="cohorts-heading">
                <table class="plain-table">
                    <thead><tr>
                        <th scope="col">"Rate"</th><th scope="col">"First sale"</th><th scope="col">"Standing"</th><th scope="col">"Known by"</th><th scope="col" class="number">"Links"</th>
                        <th scope="col" class="number">"Revenue"</th><th scope="col" class="number">"Share"</th><th scope="col" class="number">"Commission"</th>
                    </tr></thead>
                    <tbody>{move || cohorts.get().into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn legacy_table(rows: Vec<LegacyRow>, labelled_by: &'static str) -> impl IntoView {
    let row = |row: LegacyRow| {
        view! { <tr><th scope="row">{row.creator}</th><td>{row.products}</td><td>{row.rate}</td><td class="number">{row.revenue}</td><td class="number">{row.paid}</td></tr> }
    };
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-labelledby=labelled_by>
            <table class="plain-table">
                <thead><tr><th scope="col">"Creator"</th><th scope="col">"Links"</th><th scope="col">"Rate"</th><th scope="col" class="number">"Revenue"</th><th scope="col" class="number">"Commission"</th></tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Legacy() -> impl IntoView {
    let rows = part(|model| model.legacy.clone());
    let total = part(|model| model.legacy_total);
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <section class="card" aria-labelledby="legacy-heading">
                <h2 id="legacy-heading">"Creators on older rates"</h2>
                {move || (total.get() as usize > rows.with(Vec::len)).then(|| view! { <p class="soft">{format!("The largest {} of {}.", rows.with(Vec::len), total.get())}</p> })}
                {move || legacy_table(rows.get(), "legacy-heading")}
            </section>
        </Show>
    }
}

/// A new rate and a day become a plan that can be copied.
#[component]
fn Transition() -> impl IntoView {
    let desk = desk();
    let present = part(|model| model.present_rate.clone());
    let earliest = part(|model| model.earliest.clone());
    let (rate, day) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let plan = RwSignal::new(None::<TransitionModel>);
    let rate_text = move || rate.get().unwrap_or_else(|| present.get());
    let day_text = move || day.get().unwrap_or_else(|| earliest.get());
    let make = move || {
        let Some(engine) = desk.engine() else { return };
        let ask = Ask::Transition {
            rate: rate.get_untracked().unwrap_or_else(|| present.get_untracked()),
            day: day.get_untracked().unwrap_or_else(|| earliest.get_untracked()),
        };
        spawn_local(async move {
            match engine.ask(ask).await {
                Ok(Answer::Transition { model }) => {
                    desk.unsay("plan");
                    plan.try_set(Some(*model));
                }
                Ok(Answer::Refused { message, .. }) => desk.say("plan", Tone::Problem, message, Remedy::None),
                Ok(_) => {}
                Err(error) => desk.say("plan", Tone::Problem, error.to_string(), Remedy::None),
            }
        });
    };
    view! {
        <section class="card" aria-labelledby="transition-heading" data-testid="transition">
            <h2 id="transition-heading">"Plan a change of rate"</h2>
            <p class="soft">"A new rate reaches new opt-ins only. The plan says from when, whom to invite again and with which words, what each month costs, and when to look again."</p>
            <div class="field-row">
                <label for="new-rate">"New rate"</label>
                <input id="new-rate" type="text" inputmode="decimal" autocomplete="off" class="short" data-testid="new-rate" prop:value=rate_text
                    on:input=move |event| rate.set(Some(event_target_value(&event))) on:keydown=move |event| if event.key() == "Enter" { make() }/>
                <label for="new-day">"From"</label>
                <input id="new-day" type="date" data-testid="new-day" prop:value=day_text on:change=move |event| day.set(Some(event_target_value(&event)))/>
                <button type="button" class="primary" data-testid="make-plan" on:click=move |_| make()>"Make the plan"</button>
            </div>
            <div aria-live="polite">{move || plan.get().map(|plan| view! { <Plan plan/> })}</div>
        </section>
    }
}

#[component]
fn Plan(plan: TransitionModel) -> impl IntoView {
    let desk = desk();
    let text = StoredValue::new(plan.text.clone());
    let row = |row: TransitionRow| {
        view! {
            <tr><th scope="row">{row.month}</th><td class="number">{row.blended}</td><td class="number">{row.cost}</td><td class="number">{row.blended_if_all}</td><td class="number">{row.cost_if_all}</td></tr>
        }
    };
    let invited = format!("{} to invite again", plan.invite_total);
    view! {
        <div class="plan" data-testid="plan">
            <div class="section-head"><h3>{plan.headline}</h3>
                <button type="button" class="small" data-testid="copy-plan" on:click=move |_| take_out::copy_text(desk, text.get_value(), "transition-plan.txt")>"Copy the plan"</button>
            </div>
            <ol class="plan-steps">{plan.steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view()}</ol>
            <h4 id="plan-months">"Month by month, from the first whole month"</h4>
            <div class="scroll-x" tabindex="0" role="group" aria-labelledby="plan-months">
                <table class="plain-table">
                    <thead><tr><th scope="col">"Month"</th><th scope="col" class="number">"Blended rate"</th><th scope="col" class="number">"Bonus paid"</th>
                        <th scope="col" class="number">"Blended if all accept"</th><th scope="col" class="number">"Bonus if all accept"</th></tr></thead>
                    <tbody>{plan.months.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <details class="fold"><summary id="plan-invite">{invited}</summary>{legacy_table(plan.invite, "plan-invite")}</details>
            <h4>"Message"</h4>
            <pre class="message-text">{plan.message}</pre>
        </div>
    }
}

/// When rates were reviewed, and a place to note the next decision.
#[component]
fn Review() -> impl IntoView {
    let desk = desk();
    let review = part(|model| model.review.clone());
    let overdue = part(|model| model.review_is_overdue);
    let inertia = part(|model| model.inertia.clone());
    let decisions = part(|model| model.decisions.clone());
    let earliest = part(|model| model.earliest.clone());
    let (day, decision, reason) = (RwSignal::new(None::<String>), RwSignal::new("keep".to_owned()), RwSignal::new(String::new()));
    let day_text = move || day.get().unwrap_or_else(|| earliest.get());
    let keep = move |_| {
        let value = format!("{}|{}", decision.get_untracked(), reason.get_untracked().replace('|', "/"));
        take_out::note(desk, format!("review/{}", day.get_untracked().unwrap_or_else(|| earliest.get_untracked())), Some(value), "The review is kept.");
        reason.set(String::new());
    };
    let row = move |row: DecisionRow| {
        let key = format!("review/{}", row.date);
        view! {
            <li><b>{row.date.clone()}</b>" "{row.decision}" "<span class="soft">{row.reason}</span>
                <button type="button" class="chart-button" aria-label=format!("Remove the review of {}", row.date) on:click=move |_| take_out::note(desk, key.clone(), None, "The review is removed.")>"Remove"</button></li>
        }
    };
    view! {
        <section class="card" aria-labelledby="review-heading" data-testid="review">
            <h2 id="review-heading">"Rate reviews"</h2>
            <p class:overdue=move || overdue.get()>{move || review.get()}</p>
            <p class="soft">{move || inertia.get()}</p>
            <ul class="decisions">{move || decisions.get().into_iter().map(row).collect_view()}</ul>
            <div class="field-row">
                <label for="review-day">"Reviewed on"</label>
                <input id="review-day" type="date" data-testid="review-day" prop:value=day_text on:change=move |event| day.set(Some(event_target_value(&event)))/>
                <label for="review-decision">"Decision"</label>
                <select id="review-decision" data-testid="review-decision" on:change=move |event| decision.set(event_target_value(&event))>
                    <option value="keep">"Keep"</option><option value="raise">"Raise"</option><option value="cut">"Cut"</option>
                </select>
                <label for="review-reason">"Reason"</label>
                <input id="review-reason" type="text" maxlength="300" autocomplete="off" data-testid="review-reason" prop:value=move || reason.get() on:input=move |event| reason.set(event_target_value(&event))/>
                <button type="button" data-testid="review-keep" on:click=keep>"Keep"</button>
            </div>
        </section>
    }
}
