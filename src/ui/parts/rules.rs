//! The assumptions behind the figures, each editable and each with what holds when it is left empty.

use leptos::prelude::*;
use serde_json::Value;

use crate::commission::{TERMS, TermEntry, TermTopic, TermUnit, terms};
use crate::present::commission::words::{StandardRow, standard_rows, term_default};
use crate::ui::actions::settings;
use crate::ui::state::desk;
use crate::workspace::commission_terms::STANDARD_RATES;

/// How a setting is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Days,
    Day,
}

/// One setting: its key in the saved settings, and its words.
struct Setting {
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    kind: Kind,
}

/// The fields of the numbers that one topic rests on.
fn terms_of(topic: TermTopic) -> impl IntoView {
    let field = |entry: &TermEntry| view! { <SettingField setting=of_term(entry) standing=term_default(entry)/> };
    TERMS.iter().filter(|entry| entry.topic == topic).map(field).collect_view()
}

/// The setting of one number that figures or verdicts rest on.
fn of_term(entry: &TermEntry) -> Setting {
    Setting { key: entry.id, label: entry.label, hint: entry.hint, kind: if entry.unit == TermUnit::Days { Kind::Days } else { Kind::Text } }
}

const SETTINGS: [Setting; 6] = [
    Setting {
        key: "fixed_costs",
        label: "Fixed costs",
        hint: "Samples, flat fees and tools in the period, as one amount such as 1250.00. Empty: not known.",
        kind: Kind::Text,
    },
    Setting { key: "currency", label: "Currency of files that name none", hint: "Three letters, such as USD. Empty: taken from the files.", kind: Kind::Text },
    Setting { key: "window_days", label: "Attribution window, in days", hint: "How long after a click an order still counts. Empty: 1.", kind: Kind::Days },
    Setting {
        key: "lag_days",
        label: "Restatement, in days",
        hint: "How long Amazon may still correct a day. Empty: 14. Rows younger than both together are marked as not final.",
        kind: Kind::Days,
    },
    Setting {
        key: "line_rules",
        label: "Product lines by rule",
        hint: "For rows whose file names none: a word of the title, or a parent ASIN, and its line, such as granola = Granola; oat bar = Bars. The first that fits decides; a line in your catalogue comes before any rule.",
        kind: Kind::Text,
    },
    Setting { key: "as_of", label: "Figures are as of", hint: "Empty: the last day in the data.", kind: Kind::Day },
];
const WEEK_START: &str = "week_start";
const WEEK_DAYS: [(&str, &str); 7] = [
    ("", "Sunday, as in Amazon's weekly reports"),
    ("monday", "Monday"),
    ("tuesday", "Tuesday"),
    ("wednesday", "Wednesday"),
    ("thursday", "Thursday"),
    ("friday", "Friday"),
    ("saturday", "Saturday"),
];

/// The form. A change holds at once, for every workspace in this browser.
#[component]
pub fn RulesForm() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="rules-heading" data-testid="rules">
            <h2 id="rules-heading">"What the figures assume"</h2>
            <div class="rules">
                {SETTINGS.map(|setting| view! { <SettingField setting/> }).collect_view()}
                {terms_of(TermTopic::Figures)}
                <WeekStart/>
            </div>
        </section>
    }
}

/// The numbers behind the verdicts of the Commission page. A change holds at once, for every workspace in this browser.
#[component]
pub fn CommissionForm() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="commission-rules-heading" data-testid="commission-rules">
            <h2 id="commission-rules-heading">"What the commission verdicts assume"</h2>
            <p class="soft">"Nobody publishes these numbers. Ours are proposals; each one that you change is named as yours wherever it counts."</p>
            <div class="rules">{terms_of(TermTopic::Commission)}</div>
            <StandardRates/>
        </section>
    }
}

/// The thresholds of diagnosis. A change holds at once, for every workspace in this browser.
#[component]
pub fn DiagnosisForm() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="diagnosis-rules-heading" data-testid="diagnosis-rules">
            <h2 id="diagnosis-rules-heading">"What the diagnosis assumes"</h2>
            <p class="soft">"From where on something counts as found. Most are proposals of ours; each one that you change is named as yours wherever it counts."</p>
            <div class="rules">{terms::of_diagnosis().map(|entry| view! { <SettingField setting=of_term(entry) standing=term_default(entry)/> }).collect_view()}</div>
        </section>
    }
}

/// Amazon's standard rates by category, each with a field for the reader's own.
#[component]
fn StandardRates() -> impl IntoView {
    view! {
        <details class="fold" data-testid="standard-rates">
            <summary>"Amazon's standard rates by category"</summary>
            <p class="soft">"What Amazon pays a creator beside your bonus. Type a rate where you know a better one; it is named as yours wherever it counts. An empty field means the table."</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Standard rates">
                <table class="plain-table">
                    <thead><tr>
                        <th scope="col">"Category"</th><th scope="col" class="number">"Rate"</th><th scope="col">"Yours, in per cent"</th>
                        <th scope="col">"Valid from"</th><th scope="col">"Source"</th>
                    </tr></thead>
                    <tbody>{standard_rows().into_iter().map(standard_row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}

fn standard_row(row: StandardRow) -> impl IntoView {
    let desk = desk();
    let own = move || settings::settings(desk).get(STANDARD_RATES).and_then(Value::as_object).cloned().unwrap_or_default();
    let value = words(own().get(row.id));
    let change = move |text: String| {
        let (text, mut rates) = (text.trim().to_owned(), own());
        match () {
            () if text.is_empty() => drop(rates.remove(row.id)),
            // The field asks for per cent: 1 is 1 %, not the whole price.
            () if text.ends_with('%') => drop(rates.insert(row.id.to_owned(), text.into())),
            () => drop(rates.insert(row.id.to_owned(), format!("{text}%").into())),
        }
        settings::set(desk, STANDARD_RATES, (!rates.is_empty()).then_some(Value::Object(rates)));
    };
    view! {
        <tr>
            <th scope="row">{row.label}</th><td class="number">{row.rate}</td>
            <td><input type="text" autocomplete="off" size="6" data-testid=format!("standard-rate-{}", row.id) aria-label=format!("Your standard rate for {}, in per cent", row.label)
                prop:value=value on:change=move |event| change(event_target_value(&event))/></td>
            <td>{row.valid_from}</td><td>{row.source}</td>
        </tr>
    }
}

fn words(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

#[component]
fn SettingField(setting: Setting, #[prop(optional)] standing: String) -> impl IntoView {
    let desk = desk();
    let Setting { key, label, hint, kind } = setting;
    let id = format!("setting-{key}");
    let hint_id = format!("{id}-hint");
    let value = words(settings::settings(desk).get(key));
    let input_type = match kind {
        Kind::Text => "text",
        Kind::Days => "number",
        Kind::Day => "date",
    };
    let change = move |text: String| {
        let text = text.trim().to_owned();
        // A whole number goes as a number; anything else goes as typed, and the worker says what is wrong with it.
        let value = match (kind, text.parse::<u16>()) {
            _ if text.is_empty() => None,
            (Kind::Days, Ok(days)) => Some(Value::from(days)),
            _ => Some(Value::from(text)),
        };
        settings::set(desk, key, value);
    };
    view! {
        <div class="rule">
            <label for=id.clone()>{label}</label>
            <input id=id type=input_type autocomplete="off" data-testid=key min=(kind == Kind::Days).then_some("0") max=(kind == Kind::Days).then_some("400")
                aria-describedby=hint_id.clone() prop:value=value on:change=move |event| change(event_target_value(&event))/>
            <p id=hint_id class="soft">{hint}" "{standing}</p>
        </div>
    }
}

#[component]
fn WeekStart() -> impl IntoView {
    let desk = desk();
    let chosen = words(settings::settings(desk).get(WEEK_START));
    let option = move |(id, label): (&'static str, &'static str)| view! { <option value=id selected=chosen == id>{label}</option> };
    let change = move |day: String| settings::set(desk, WEEK_START, Some(day).filter(|day| !day.is_empty()).map(Value::from));
    view! {
        <div class="rule">
            <label for="setting-week-start">"Weeks begin on"</label>
            <select id="setting-week-start" data-testid=WEEK_START on:change=move |event| change(event_target_value(&event))>
                {WEEK_DAYS.map(option).collect_view()}
            </select>
        </div>
    }
}
