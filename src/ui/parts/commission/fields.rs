//! The numbers of a product, each typable.

use leptos::prelude::*;

use crate::present::commission::model::{FieldModel, OfferModel};
use crate::ui::actions::take_out;
use crate::ui::state::desk;

/// The form. A change holds at once, and can be taken back.
#[component]
pub fn Fields(model: Memo<Option<OfferModel>>) -> impl IntoView {
    let desk = desk();
    let fields = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.fields.clone()).unwrap_or_default()));
    let asin = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.asin.clone()).unwrap_or_default()));
    let missing = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.missing.clone()).unwrap_or_default()));
    let is_open = missing.with_untracked(|missing| !missing.is_empty());
    let categories = Memo::new(move |_| desk.offers.with(|shown| shown.model.as_ref().map(|model| model.categories.clone()).unwrap_or_default()));
    let ids = move || fields.with(|fields| fields.iter().map(|field| field.id.clone()).collect::<Vec<_>>());
    view! {
        <section class="card" aria-labelledby="fields-heading" data-testid="fields">
            <h2 id="fields-heading">"The numbers of this product"</h2>
            <Show when=move || missing.with(|missing| !missing.is_empty())>
                <p>"Missing, and where to find it:"</p>
                <ul class="missing">{move || missing.get().into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            </Show>
            <details class="fold" open=is_open>
                <summary>"Type or correct numbers"</summary>
                <p class="soft">"What you type here takes the place of what your tables say, in this workspace only. Empty a field to go back."</p>
                <div class="rules"><For each=ids key=|id| id.clone() let:id><Field fields asin categories id/></For></div>
            </details>
        </section>
    }
}

#[component]
fn Field(fields: Memo<Vec<FieldModel>>, asin: Memo<String>, categories: Memo<Vec<(String, String)>>, id: String) -> impl IntoView {
    let desk = desk();
    let own = id.clone();
    let field = Memo::new(move |_| fields.with(|fields| fields.iter().find(|field| field.id == own).cloned().unwrap_or_default()));
    let input_id = format!("field-{id}");
    let hint_id = format!("{input_id}-hint");
    let key = id.clone();
    let change = move |text: String| {
        let key = format!("product/{}/{key}", asin.get_untracked());
        take_out::note(desk, key, Some(text).filter(|text| !text.trim().is_empty()), "Kept: every figure of this product follows.");
    };
    let hint = move || {
        field.with(|field| match (field.typed.is_empty(), field.otherwise.is_empty()) {
            (true, true) => "not known".to_owned(),
            (true, false) if field.source.is_empty() => field.otherwise.clone(),
            (true, false) => format!("{}: {}", field.otherwise, field.source),
            (false, _) => "you typed it; empty the field to go back".to_owned(),
        })
    };
    let is_category = field.with_untracked(|field| field.kind == "category");
    let (input_type, mode) = field.with_untracked(|field| match field.kind.as_str() {
        "date" => ("date", "text"),
        "count" => ("text", "numeric"),
        _ => ("text", "decimal"),
    });
    let label = move || field.with(|field| field.label.clone());
    let control = if is_category {
        let change = change.clone();
        let options = move || {
            let here = field.with(|field| field.typed.clone());
            categories.get().into_iter().map(|(id, label)| view! { <option value=id.clone() selected=id == here>{label}</option> }).collect_view()
        };
        view! {
            <select id=input_id.clone() data-testid=id.clone() aria-describedby=hint_id.clone() on:change=move |event| change(event_target_value(&event))>
                <option value="">"as in the catalogue"</option>{options}
            </select>
        }
        .into_any()
    } else {
        view! {
            <input id=input_id.clone() type=input_type inputmode=mode autocomplete="off" data-testid=id.clone() aria-describedby=hint_id.clone()
                prop:value=move || field.with(|field| field.typed.clone()) on:change=move |event| change(event_target_value(&event))/>
        }
        .into_any()
    };
    view! {
        <div class="rule">
            <label for=input_id>{label}</label>
            {control}
            <p id=hint_id class="soft">{hint}</p>
        </div>
    }
}
