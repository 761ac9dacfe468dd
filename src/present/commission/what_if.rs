//! What-if: sliders, the scenario being tried, and those that were saved, side by side.

use crate::commission::Commission;
use crate::commission::judge::Judged;
use crate::commission::scenario::Scenario;
use crate::commission::terms::Term;
use crate::commission::typed::share;
use crate::intake::values::{Cell, DecimalMark, amount};
use crate::present::format;
use crate::units::{Currency, Ratio};

use super::model::{Line, ScenarioChoice, ScenarioModel, SliderModel};
use super::words;

/// A saved scenario: its name and what it changes.
pub type Saved = (String, ScenarioChoice);

/// Reads a scenario; what cannot be read is left as it is.
pub fn scenario_of(choice: &ScenarioChoice) -> Scenario {
    let money = |text: &str| match amount(text.as_bytes(), DecimalMark::Point) {
        Cell::Value((value, _)) if value.micros() >= 0 => Some(Ratio::millionths(i128::from(value.micros()))),
        _ => None,
    };
    Scenario {
        bonus: share(&choice.bonus),
        target_payout: money(&choice.target_payout),
        target_margin: share(&choice.target_margin),
        price: money(&choice.price),
        pack_units: choice.pack_units.parse().ok().filter(|units| (1..=24).contains(units)),
        conversion: share(&choice.conversion),
    }
}

/// The sliders where they stand under a scenario.
pub fn sliders(commission: &Commission, judged: &Judged, choice: &ScenarioChoice, currency: Currency) -> Vec<SliderModel> {
    let scenario = scenario_of(choice);
    let known = |value: Option<crate::commission::inputs::Known>| value.map(|known| known.value);
    let product = &judged.product;
    let terms = &commission.terms;
    let mut sliders = Vec::new();
    let mut add = |id: &str,
                   label: &str,
                   (min, max, step): (&str, String, &str),
                   changed: Option<Ratio>,
                   own: Option<Ratio>,
                   shown: &dyn Fn(&Ratio) -> String,
                   scale: i128| {
        let value = changed.or(own);
        let place = |value: &Ratio| value.times(&Ratio::whole(scale)).map(|value| trimmed(&value.to_places(2))).unwrap_or_default();
        sliders.push(SliderModel {
            id: id.to_owned(),
            label: label.to_owned(),
            min: min.to_owned(),
            max,
            step: step.to_owned(),
            value: value.as_ref().map(place).unwrap_or_default(),
            text: value.as_ref().map_or_else(|| "not known".to_owned(), shown),
            is_changed: changed.is_some(),
        });
    };
    let percent = |value: &Ratio| format::rate(value);
    let money = |value: &Ratio| format::money_of(value, currency);
    let whole = |value: &Ratio| value.to_places(0);
    let price = known(product.price);
    let dearest = price.and_then(|price| price.times(&Ratio::whole(4))).map_or(100, |most| most.ceiling().max(1));
    add("bonus", "Your bonus", ("0", "50".into(), "0.5"), scenario.bonus, known(product.brand_rate), &percent, 100);
    add("target_payout", "Payout to be seen", ("0.25", "10".into(), "0.25"), scenario.target_payout, terms.ratio(Term::TargetPayout), &money, 1);
    add("target_margin", "Margin to keep", ("0", "50".into(), "0.5"), scenario.target_margin, terms.ratio(Term::TargetMargin), &percent, 100);
    add("price", "Price", ("0.01", dearest.to_string(), "0.01"), scenario.price, price, &money, 1);
    let units = scenario.pack_units.map(|units| Ratio::whole(i128::from(units)));
    add("pack_units", "Units in a pack", ("1", "12".into(), "1"), units, Some(Ratio::whole(1)), &whole, 1);
    add("conversion", "Orders per click", ("0", "50".into(), "0.1"), scenario.conversion, known(product.conversion), &percent, 100);
    sliders
}

/// `12.50` as `12.5`, `3.00` as `3`.
fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

/// As it is, then what is being tried where it changes something, then what was saved.
pub fn scenarios(commission: &Commission, judged: &Judged, tried: &ScenarioChoice, saved: &[Saved], currency: Currency) -> Vec<(ScenarioModel, Judged)> {
    let mut columns = vec![(model("As it is", ScenarioChoice::default(), judged, currency), judged.clone())];
    let mut add = |name: &str, choice: &ScenarioChoice| {
        if let Some(under) = commission.what_if(&judged.product.asin, &scenario_of(choice)) {
            columns.push((model(name, choice.clone(), &under, currency), under));
        }
    };
    if !scenario_of(tried).is_empty() {
        add("Being tried", tried);
    }
    for (name, choice) in saved {
        add(name, choice);
    }
    columns
}

fn model(name: &str, choice: ScenarioChoice, judged: &Judged, currency: Currency) -> ScenarioModel {
    ScenarioModel {
        name: name.to_owned(),
        changes: changes(&scenario_of(&choice), currency),
        verdict: judged.verdict.name().to_owned(),
        verdict_label: words::verdict_label(judged.verdict).to_owned(),
        lines: lines(judged, currency),
        scenario: choice,
    }
}

fn changes(scenario: &Scenario, currency: Currency) -> String {
    let rate = |label: &str, value: Option<Ratio>| value.map(|value| format!("{label} {}", format::rate(&value)));
    let money = |label: &str, value: Option<Ratio>| value.map(|value| format!("{label} {}", format::money_of(&value, currency)));
    let all = [
        rate("bonus", scenario.bonus),
        money("payout wanted", scenario.target_payout),
        rate("margin to keep", scenario.target_margin),
        money("price", scenario.price),
        scenario.pack_units.map(|units| format!("{units} in a pack")),
        rate("orders per click", scenario.conversion),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The lines every column has.
fn lines(judged: &Judged, currency: Currency) -> Vec<Line> {
    let money = |id: &str, label: &str, value: Option<Ratio>| line(id, label, value.map(|value| (format::money_of(&value, currency), value.to_places(6))));
    let rate = |id: &str, label: &str, value: Option<Ratio>, shown: fn(&Option<Ratio>) -> String| {
        line(id, label, value.map(|value| (shown(&Some(value)), value.to_places(6))))
    };
    let left = judged.contribution.zip(judged.offer.brand_cost).and_then(|(contribution, cost)| contribution.minus(&cost));
    let in_ninety_days = left.zip(judged.product.sales.trailing_units).and_then(|(left, units)| left.times(&units));
    vec![
        money("payout", "Creator gets for a sale", judged.offer.payout),
        money("epc", "Creator gets for a click", judged.offer.epc),
        money("brand_cost", "You pay for a sale", judged.offer.brand_cost),
        money("left", "Left of a sale", left),
        rate("bonus_min", "Seen from a bonus of", judged.corridor.bonus_min, words::least),
        rate("bonus_max", "Affordable up to", judged.corridor.bonus_max, words::most),
        money("expected", "Left in 90 days, at today's units", in_ninety_days),
    ]
}

fn line(id: &str, label: &str, value: Option<(String, String)>) -> Line {
    let (text, exact) = value.unwrap_or_else(|| ("not known".to_owned(), String::new()));
    Line { id: id.to_owned(), label: label.to_owned(), text, exact, ..Line::default() }
}
