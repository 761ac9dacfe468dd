//! How each column of a file was read, and how else it could be: chosen here, the file is read again.

use leptos::prelude::*;

use crate::present::model::{FileCard, FormatField, FormatsModel, MappingChoice, NamedText};
use crate::ui::actions::import;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::desk;

/// Encoding, separator and columns, each with what it may be switched to.
#[component]
pub fn Formats(file: FileCard, formats: FormatsModel) -> impl IntoView {
    let desk = desk();
    let said = formats.choice.clone();
    let choice = RwSignal::new(formats.choice.clone());
    let unchanged = Memo::new(move |_| choice.with(|choice| *choice == said));
    let (at_hand, place, source, name) = (formats.at_hand, file.place, file.source, file.name.clone());
    let of_file = if at_hand { formats.file.clone() } else { Vec::new() };
    let rows = file.columns.iter().cloned().enumerate();
    let fields = move |at: usize| formats.columns.get(at).cloned().unwrap_or_default();
    let rows = rows.map(|(at, column)| column_row(column, fields(at), at_hand.then_some(choice), format!("format-{place}-{at}"))).collect_view();
    let again = move |_| import::read_again(desk, &name, source, place, choice.get_untracked());
    let reason_id = format!("read-again-{place}");
    view! {
        <div class="formats" data-testid="formats">
            {(!of_file.is_empty()).then(|| view! {
                <div class="formats-file">
                    {of_file.into_iter().enumerate().map(|(at, field)| file_field(field, choice, format!("format-{place}-file-{at}"))).collect_view()}
                </div>
            })}
            <div class="scroll-x" tabindex="0" role="region" aria-label=format!("Columns of {}", file.name)>
                <table class="plain-table formats-table">
                    <thead><tr><th scope="col">"Column in the file"</th><th scope="col">"Is"</th><th scope="col">"Was read"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {match at_hand {
                true => view! {
                    <div class="formats-do">
                        <button type="button" class="primary small" data-testid="read-again" disabled=move || unchanged.get() || desk.reading()
                            aria-describedby=reason_id.clone() on:click=again>"Read the file again"</button>
                        <p id=reason_id class="soft">"Choose above how it is written, then read it again: every figure follows, and Undo brings this reading back. Remembered in this browser for the next file with the same columns."</p>
                    </div>
                }.into_any(),
                false => bytes_gone(&file),
            }}
        </div>
    }
}

/// After a reload: where the file is to be had from. The sample can be read anew at any time.
fn bytes_gone(file: &FileCard) -> AnyView {
    if file.is_sample {
        return ().into_any();
    }
    let again = if file.name == import::PASTED_NAME { "paste the table again" } else { "drop it on this page again" };
    let name = file.name.clone();
    view! {
        <p class="soft" data-testid="drop-again">"This browser keeps the rows, not the file. To have "<strong>{name}</strong>{format!(" read in another way, {again}: it is recognised, nothing is counted twice, and you can then choose here.")}</p>
    }
    .into_any()
}

/// Encoding or separator.
fn file_field(field: FormatField, choice: RwSignal<MappingChoice>, id: String) -> AnyView {
    view! { <div class="format"><label for=id.clone()>{field.label.clone()}</label>{select(field, choice, id)}</div> }.into_any()
}

/// Without a `choice` nothing can be switched.
fn column_row(column: NamedText, fields: Vec<FormatField>, choice: Option<RwSignal<MappingChoice>>, id: String) -> AnyView {
    let unused = column.text.is_empty();
    let read_as = if unused { "not used".to_owned() } else { column.text };
    let name = column.name.clone();
    let field = move |(at, field): (usize, FormatField)| {
        let id = format!("{id}-{at}");
        match choice {
            Some(choice) => {
                let label = format!("{} in {name}", field.label);
                view! { <div class="format"><label class="visually-hidden" for=id.clone()>{label}</label>{select(field, choice, id)}</div> }.into_any()
            }
            None => view! { <div class="format">{field.read.clone()}{remark(&field, id)}</div> }.into_any(),
        }
    };
    let plain = (!unused && fields.is_empty()).then(|| view! { <span class="soft">"in one way only"</span> });
    let fields = fields.into_iter().enumerate().map(field).collect_view();
    view! { <tr class:soft=unused><th scope="row">{column.name}</th><td>{read_as}</td><td>{fields}{plain}</td></tr> }.into_any()
}

fn select(field: FormatField, choice: RwSignal<MappingChoice>, id: String) -> AnyView {
    let place = field.place;
    let remark_id = format!("{id}-why");
    let option = move |(name, label): (String, String)| {
        let own = name.clone();
        let here = Signal::derive(move || choice.with(|choice| place.of(choice) == own));
        view! { <option value=name prop:selected=here>{label}</option> }
    };
    let remark = remark(&field, remark_id.clone());
    let described = remark.is_some().then_some(remark_id);
    let change = move |event| choice.update(|choice| place.set(choice, event_target_value(&event)));
    view! {
        <select id=id aria-describedby=described on:change=change>{field.options.into_iter().map(option).collect_view()}</select>
        {remark}
    }
    .into_any()
}

/// What was assumed, and why.
fn remark(field: &FormatField, id: String) -> Option<AnyView> {
    let assumed = field.assumed.clone();
    (!assumed.is_empty()).then(|| view! { <p id=id class="assumed"><Icon drawing=Drawing::Caution/><span>{assumed}</span></p> }.into_any())
}
