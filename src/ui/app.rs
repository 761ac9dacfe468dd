//! The frame around every page.

use leptos::prelude::*;

use crate::protocol::route::Page;
use crate::shell::{route, viewport};
use crate::ui::actions::start;
use crate::ui::loaders;
use crate::ui::pages::commission::CommissionPage;
use crate::ui::pages::data::DataPage;
use crate::ui::pages::diagnosis::DiagnosisPage;
use crate::ui::pages::overview::OverviewPage;
use crate::ui::pages::performance::PerformancePage;
use crate::ui::pages::settings::SettingsPage;
use crate::ui::parts::filters::Filters;
use crate::ui::parts::messages::Messages;
use crate::ui::parts::rail::Rail;
use crate::ui::parts::sources::SourcesPanel;
use crate::ui::parts::top::Top;
use crate::ui::state::{Desk, desk};

/// Name of the product, in the tab and the rail.
pub const PRODUCT: &str = "Creator Audit";
/// Id of the element a keyboard user skips to.
const MAIN_ID: &str = "main";
/// Id of every page's `h1`, which takes the focus when the page changes.
pub const HEADING_ID: &str = "page-heading";

/// Replaces the static page by the app.
pub fn mount() {
    if let Some(root) = viewport::app_root() {
        leptos::mount::mount_to(root, App).forget();
    }
}

/// A page's name in the menu and the tab.
pub fn page_name(page: Page) -> &'static str {
    match page {
        Page::Data => "Data",
        Page::Overview => "Overview",
        Page::Performance => "Performance",
        Page::Commission => "Commission",
        Page::Diagnosis => "Diagnosis",
        Page::Settings => "Settings",
    }
}

#[component]
fn App() -> impl IntoView {
    let desk = Desk::new(route::read(Page::Data));
    provide_context(desk);
    loaders::follow(desk);
    start::start(desk);
    tell_page_changes(desk);
    let page = Memo::new(move |_| desk.view.with(|view| view.page));
    view! {
        <a class="skip" href="#main" on:click=|event| { event.prevent_default(); viewport::focus_id(MAIN_ID); }>
            "Skip to the page"
        </a>
        <div class="shell" class:hovered=move || desk.hover.get()>
            <Rail/>
            <div class="desk">
                <Top/>
                <Filters/>
                <main id=MAIN_ID tabindex="-1">
                    <Messages/>
                    {move || match page.get() {
                        Page::Data => view! { <DataPage/> }.into_any(),
                        Page::Overview => view! { <OverviewPage/> }.into_any(),
                        Page::Performance => view! { <PerformancePage/> }.into_any(),
                        Page::Commission => view! { <CommissionPage/> }.into_any(),
                        Page::Diagnosis => view! { <DiagnosisPage/> }.into_any(),
                        Page::Settings => view! { <SettingsPage/> }.into_any(),
                    }}
                </main>
            </div>
        </div>
        <SourcesPanel/>
        <DropVeil/>
    }
}

/// Says that the whole window takes files while some are held above it.
#[component]
fn DropVeil() -> impl IntoView {
    let desk = desk();
    view! {
        <Show when=move || desk.hover.get()>
            <div class="veil" aria-hidden="true"><p>"Let go to read the files on this device"</p></div>
        </Show>
    }
}

/// A new page begins at its top with its heading focused, as a new document would.
fn tell_page_changes(desk: Desk) {
    Effect::new(move |before: Option<Page>| {
        let page = desk.view.with(|view| view.page);
        if before != Some(page) {
            viewport::set_title(&format!("{} · {PRODUCT}", page_name(page)));
        }
        if before.is_some_and(|before| before != page) {
            desk.notices.update(|notices| notices.retain(|notice| !notice.passes()));
            viewport::after_paint(|| {
                viewport::scroll_to_top();
                viewport::focus_id(HEADING_ID);
            });
        }
        page
    });
}
