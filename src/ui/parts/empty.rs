//! A page that has nothing to show yet, or cannot show it.

use leptos::prelude::*;

use crate::protocol::route::Page;
use crate::ui::actions::import;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::desk;

/// Points to the Data page and the sample.
#[component]
pub fn NoData() -> impl IntoView {
    let desk = desk();
    let busy = move || desk.reading() || !desk.ready.get();
    view! {
        <div class="actions" data-testid="no-data">
            <a class="button primary" href=move || desk.address(|view| view.page = Page::Data)>"Add your files"</a>
            <button type="button" data-testid="sample-button" disabled=busy on:click=move |_| import::sample(desk)>"Try the sample"</button>
        </div>
    }
}

/// Stands where the first answer will be.
#[component]
pub fn Waiting() -> impl IntoView {
    view! { <p class="visually-hidden" role="status">"Working the figures out…"</p><div class="skeleton" aria-hidden="true"></div> }
}

/// Why a page cannot show its figures, in the worker's words.
#[component]
pub fn Trouble(#[prop(into)] text: String) -> impl IntoView {
    view! { <div class="outcome problem" role="alert"><Icon drawing=Drawing::Stop/><p>{text}</p></div> }
}
