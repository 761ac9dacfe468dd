//! Performance: one table for every way of grouping.

use leptos::prelude::*;

use crate::protocol::route::{Grouping, Page};
use crate::shell::route::Entry;
use crate::shell::viewport;
use crate::ui::actions::take_out::{Destination, table_csv};
use crate::ui::app::HEADING_ID;
use crate::ui::parts::data_table::DataTable;
use crate::ui::parts::empty::{NoData, Trouble};
use crate::ui::parts::row_panel::RowPanel;
use crate::ui::state::{Desk, WINDOW_ROWS, Window, desk};

const PROMISE: &str = "Every creator, ASIN, product line, campaign, week and month in one table, once a file is here.";
/// Rows that are put on the page for printing; a longer table is better taken away as CSV.
const PRINT_ROWS_MAX: u32 = 3_000;

/// What a grouping is called in the tabs and the heading.
fn grouping_name(by: Grouping) -> &'static str {
    match by {
        Grouping::Creator => "Creator",
        Grouping::Asin => "ASIN",
        Grouping::Line => "Product line",
        Grouping::Campaign => "Campaign",
        Grouping::Week => "Week",
        Grouping::Month => "Month",
    }
}

/// The page.
#[component]
pub fn PerformancePage() -> impl IntoView {
    let desk = desk();
    let empty = Memo::new(move |_| desk.ready.get() && desk.workspace.with(|workspace| workspace.empty));
    view! {
        <Show when=move || empty.get() fallback=|| view! { <Groups/> }>
            <div class="verdict">
                <h1 id=HEADING_ID tabindex="-1">"Nothing to compare yet"</h1>
                <p>{PROMISE}</p>
            </div>
            <NoData/>
        </Show>
    }
}

#[component]
fn Groups() -> impl IntoView {
    let desk = desk();
    let by = Memo::new(move |_| desk.view.with(|view| view.by));
    let problem = Memo::new(move |_| desk.table.with(|shown| shown.problem.clone()));
    let maturity = Memo::new(move |_| desk.table.with(|shown| shown.model.as_ref().map(|model| model.maturity.clone()).unwrap_or_default()));
    let compared = Memo::new(move |_| desk.table.with(|shown| shown.model.as_ref().map(|model| model.compared.clone()).unwrap_or_default()));
    let ranking = Memo::new(move |_| desk.table.with(|shown| shown.model.as_ref().map(|model| model.ranking.clone()).unwrap_or_default()));
    let heading = move || match by.get() {
        Grouping::Asin => "Performance by ASIN".to_owned(),
        by => format!("Performance by {}", grouping_name(by).to_lowercase()),
    };
    view! {
        <div class="page performance">
            <div class="verdict">
                <h1 id=HEADING_ID tabindex="-1">{heading}</h1>
                <Show when=move || !maturity.with(String::is_empty)><p class="maturity">{move || maturity.get()}</p></Show>
                <Show when=move || !compared.with(String::is_empty)><p class="maturity" data-testid="compared">{move || compared.get()}</p></Show>
                <Show when=move || !ranking.with(String::is_empty)><p class="maturity" data-testid="ranking">{move || ranking.get()}</p></Show>
            </div>
            <div class="toolbar">
                <Tabs/>
                <SearchField/>
                <Exports/>
            </div>
            {move || problem.get().map(|text| view! { <Trouble text/> })}
            <DataTable/>
        </div>
        <RowPanel/>
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let desk = desk();
    let tab = move |by: Grouping| {
        let here = move || desk.view.with(|view| view.by == by).then_some("true");
        let address = move || {
            desk.address(|view| {
                view.page = Page::Performance;
                view.by = by;
                view.sort = None;
                view.row = None;
            })
        };
        view! { <li><a href=address aria-current=here>{grouping_name(by)}</a></li> }
    };
    view! { <nav class="tabs" aria-label="Group rows by"><ul>{Grouping::ALL.map(tab).collect_view()}</ul></nav> }
}

#[component]
fn SearchField() -> impl IntoView {
    let desk = desk();
    let search = move |text: String| desk.view.update(|view| view.search = text);
    view! {
        <label class="search">
            <span class="visually-hidden">"Search these rows"</span>
            <input type="search" placeholder="Search" autocomplete="off" spellcheck="false" data-testid="table-search"
                prop:value=move || desk.view.with(|view| view.search.clone())
                on:input=move |event| search(event_target_value(&event))/>
        </label>
    }
}

#[component]
fn Exports() -> impl IntoView {
    let desk = desk();
    let take = move |destination| table_csv(desk, desk.view.get_untracked(), destination);
    view! {
        <div class="actions">
            <button type="button" class="small" data-testid="table-copy" on:click=move |_| take(Destination::Clipboard)>"Copy as CSV"</button>
            <button type="button" class="small" data-testid="table-download" on:click=move |_| take(Destination::File)>"Download CSV"</button>
            <button type="button" class="small" on:click=move |_| print_all(desk)>"Print"</button>
        </div>
    }
}

/// Puts the whole table on the page, prints it, and goes back to its window.
fn print_all(desk: Desk) {
    let view = desk.table_view();
    let rows = desk.table.with_untracked(|shown| shown.model.as_ref().map(|model| model.rows_total).unwrap_or(0));
    if rows <= WINDOW_ROWS {
        return viewport::print();
    }
    let before = desk.table_window();
    desk.window.set((view.clone(), Window { offset: 0, limit: rows.min(PRINT_ROWS_MAX) }));
    desk.print_when_shown.set(Some((view, before)));
}

/// Opens or closes a row's own trend.
pub fn open_row(desk: Desk, row: Option<String>) {
    let entry = if row.is_some() { Entry::New } else { Entry::Same };
    desk.go(entry, |view| view.row = row);
}
