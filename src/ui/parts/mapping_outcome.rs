//! What reading a waiting file with the present choice would give, and the button that does it.

use leptos::prelude::*;

use crate::present::model::{NamedText, TrialModel};
use crate::ui::actions::{import, settings};
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::parts::mapping_step::Step;

/// Currencies that Amazon's marketplaces pay in.
const CURRENCIES: [&str; 16] = ["USD", "EUR", "GBP", "CAD", "AUD", "JPY", "INR", "MXN", "BRL", "SEK", "PLN", "TRY", "AED", "SAR", "SGD", "EGP"];

/// Totals of the whole file, what stands in the way, and the button.
#[component]
pub fn Outcome(step: Step, file_name: String) -> impl IntoView {
    let desk = step.desk;
    let blocked = Memo::new(move |_| step.preview.with(|preview| !preview.problems.is_empty()));
    let reason_id = format!("mapping-reason-{}", step.waiting);
    let button = Signal::derive(move || {
        step.model.with(|model| if model.one_click.is_empty() { "Read with these columns".to_owned() } else { model.one_click.clone() })
    });
    view! {
        <div class="mapping-outcome" data-testid="mapping-outcome">
            <div aria-live="polite" class="mapping-totals">
                {move || match (step.trial.get(), blocked.get()) {
                    (Some(trial), false) => totals(step, trial),
                    (None, false) => view! { <p class="soft">"Adding up the file…"</p> }.into_any(),
                    (_, true) => problems(step),
                }}
            </div>
            <button type="button" class="primary" data-testid="mapping-import" disabled=move || blocked.get() || desk.reading() aria-describedby=reason_id.clone()
                on:click=move |_| import::map(desk, &file_name, step.waiting, step.choice.get_untracked())>
                {button}
            </button>
            <p id=reason_id class="soft">"Remembered in this browser: the next file with the same columns is read without asking."</p>
        </div>
    }
}

fn problems(step: Step) -> AnyView {
    let problem = |problem: String| view! { <li>{problem}</li> };
    let problems = step.preview.with(|preview| preview.problems.clone());
    view! { <h4>"Before it can be read"</h4><ul class="mapping-problems">{problems.into_iter().map(problem).collect_view()}</ul> }.into_any()
}

fn totals(step: Step, trial: TrialModel) -> AnyView {
    let card = trial.card;
    let total = |total: NamedText| view! { <div><dt>{total.name}</dt><dd>{total.text}</dd></div> };
    let left_out = (!card.uncounted.is_empty()).then(|| view! { <p class="soft">{card.uncounted.clone()}</p> });
    let issue = |title: String| view! { <li>{title}</li> };
    let issues = card.issues.iter().map(|group| issue(group.title.clone())).collect_view();
    let caution = |text: String| view! { <p class="caution"><Icon drawing=Drawing::Caution/><span>{text}</span></p> };
    view! {
        <h4>"Would be read"</h4>
        <p class="mapping-rows"><strong>{card.counts}</strong>" "<span class="soft">{card.period}</span></p>
        {left_out}
        <dl class="totals" data-testid="mapping-totals">{trial.totals.into_iter().map(total).collect_view()}</dl>
        {(!trial.assumed_currency.is_empty()).then(|| currency(step, trial.assumed_currency))}
        {trial.cautions.into_iter().map(caution).collect_view()}
        <ul class="mapping-issues soft">{issues}</ul>
    }
    .into_any()
}

/// The currency of amounts that name none: a setting, as long as no file fixes it.
fn currency(step: Step, assumed: String) -> AnyView {
    let desk = step.desk;
    let fixed = desk.workspace.with_untracked(|workspace| workspace.currency.clone());
    if !fixed.is_empty() {
        return view! { <p class="soft">{format!("No currency is written in the file: amounts are taken for {fixed}, as in the other files.")}</p> }.into_any();
    }
    let id = format!("currency-{}", step.waiting);
    let option = |code: &'static str| view! { <option value=code selected=assumed == code>{code}</option> };
    let change = move |code: String| {
        settings::set(desk, "currency", Some(code.into()));
        step.ask();
    };
    view! {
        <div class="currency-field">
            <label for=id.clone()>"No currency is written in the file. Amounts are in"</label>
            <select id=id on:change=move |event| change(event_target_value(&event))>{CURRENCIES.map(option).collect_view()}</select>
        </div>
    }
    .into_any()
}
