//! The menu of pages.

use leptos::prelude::*;

use crate::protocol::route::Page;
use crate::ui::app::{PRODUCT, page_name};
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::desk;

/// Links to every page; the filters go along, the rest of the view stays behind.
#[component]
pub fn Rail() -> impl IntoView {
    let desk = desk();
    let link = move |page: Page| {
        let here = move || desk.view.with(|view| view.page == page).then_some("page");
        let address = move || {
            desk.address(|view| {
                view.page = page;
                view.row = None;
            })
        };
        view! { <li><a href=address aria-current=here>{page_name(page)}</a></li> }
    };
    view! {
        <header class="rail">
            <p class="brand">{PRODUCT}</p>
            <nav aria-label="Pages"><ul>{Page::ALL.map(link).collect_view()}</ul></nav>
            <p class="privacy"><Icon drawing=Drawing::Lock/>"Everything stays in this browser."</p>
        </header>
    }
}
