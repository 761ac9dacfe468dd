//! A question before something is removed for good.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::shell::viewport;

/// A button that asks first. The dialog names what will be gone; the safe answer has the focus.
#[component]
pub fn Confirm(
    #[prop(into)] button: Signal<String>,
    testid: &'static str,
    question: &'static str,
    #[prop(into)] consequence: Signal<String>,
    yes: &'static str,
    #[prop(into)] disabled: Signal<bool>,
    on_yes: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            viewport::open_dialog(&dialog);
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let heading = format!("{testid}-question");
    let labelled_by = heading.clone();
    view! {
        <button type="button" class="danger" data-testid=testid disabled=move || disabled.get() on:click=open>{move || button.get()}</button>
        <dialog node_ref=dialog class="confirm" aria-labelledby=labelled_by>
            <h2 id=heading>{question}</h2>
            <p>{move || consequence.get()}</p>
            <div class="actions">
                <button type="button" autofocus on:click=move |_| close()>"Keep it"</button>
                <button type="button" class="danger solid" data-testid=format!("{testid}-confirm") on:click=move |_| { close(); on_yes(); }>{yes}</button>
            </div>
        </dialog>
    }
}
