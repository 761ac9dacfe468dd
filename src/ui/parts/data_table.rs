//! The table: windowed, sortable, with its first column, header and totals always in sight.

use leptos::html::Div;
use leptos::prelude::*;

use crate::present::model::{ChangeText, ColumnModel, Figure, IntervalText, RankModel, RowModel, Sort, State, TableModel};
use crate::protocol::route::View;
use crate::shell::route::Entry;
use crate::shell::viewport;
use crate::ui::parts::empty::Waiting;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::parts::tiles::exact_of;
use crate::ui::state::{Desk, WINDOW_ROWS, Window, desk};

/// Taller content than this is cut off by browsers, so a table ends here and says so.
const ROWS_SHOWN_MAX: u32 = 500_000;
/// Rows kept above and below the ones in sight, and the step in which the window moves.
const ROWS_MARGIN: u32 = 40;
/// A row's height before one has been measured.
const ROW_HEIGHT_PX: f64 = 46.0;

/// Which of its states the table is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Waiting,
    NoMatch,
    Rows,
}

/// The table of the present view.
#[component]
pub fn DataTable() -> impl IntoView {
    let desk = desk();
    let shows = Memo::new(move |_| {
        desk.table.with(|shown| match (&shown.model, &shown.problem) {
            (Some(model), _) if model.rows_total == 0 => Some(Shows::NoMatch),
            (Some(_), _) => Some(Shows::Rows),
            (None, None) => Some(Shows::Waiting),
            (None, Some(_)) => None,
        })
    });
    let status = Memo::new(move |_| desk.table.with(|shown| shown.model.as_ref().map(|model| model.status.clone()).unwrap_or_default()));
    view! {
        <p class="table-status" role="status">{move || status.get()}</p>
        {move || match shows.get() {
            Some(Shows::Rows) => view! { <Scroller/> }.into_any(),
            Some(Shows::NoMatch) => view! { <NoMatch/> }.into_any(),
            Some(Shows::Waiting) => view! { <Waiting/> }.into_any(),
            None => ().into_any(),
        }}
    }
}

#[component]
fn NoMatch() -> impl IntoView {
    let desk = desk();
    let clear = move |_| {
        desk.go(Entry::Same, |view| {
            *view = View { page: view.page, by: view.by, sort: view.sort.clone(), ..View::default() };
        });
    };
    view! {
        <div class="no-match" data-testid="no-match">
            <p>"No row fits this search and these filters."</p>
            <button type="button" on:click=clear>"Show every row"</button>
        </div>
    }
}

/// The model's columns that have a value somewhere, with their place in `cells`.
fn known_columns(model: &TableModel) -> Vec<(usize, ColumnModel)> {
    model.columns.iter().skip(1).cloned().enumerate().filter(|(_, column)| column.known).collect()
}

#[component]
fn Scroller() -> impl IntoView {
    let desk = desk();
    let container = NodeRef::<Div>::new();
    let model = Memo::new(move |last: Option<&Option<TableModel>>| desk.table.with(|shown| shown.model.clone()).or_else(|| last.cloned().flatten()));
    let columns = Memo::new(move |_| model.with(|model| model.as_ref().map(known_columns).unwrap_or_default()));
    let key_column = Memo::new(move |_| model.with(|model| model.as_ref().and_then(|model| model.columns.first().cloned())));
    let sort = Memo::new(move |_| model.with(|model| model.as_ref().map(|model| model.sort.clone())));
    let total = Memo::new(move |_| model.with(|model| model.as_ref().map_or(0, |model| model.rows_total.min(ROWS_SHOWN_MAX))));
    let title = move || model.with(|model| model.as_ref().map(|model| model.title.clone()).unwrap_or_default());
    let row_height = RwSignal::new(ROW_HEIGHT_PX);
    begin_at_top(desk, container);
    print_when_shown(desk);
    let busy = move || desk.table.with(|shown| shown.busy);
    let on_scroll = move |_| {
        if let Some(container) = container.get_untracked() {
            look(desk, &container, total.get_untracked(), row_height);
        }
    };
    view! {
        <div node_ref=container class="table-scroll" class:busy=busy tabindex="0" role="region" aria-label=title data-testid="table" on:scroll=on_scroll>
            <table class="data-table" aria-rowcount=move || (total.get() + 2).to_string()>
                <caption class="visually-hidden">{title}</caption>
                <thead>
                    <tr aria-rowindex="1">
                        {move || key_column.get().map(|column| view! { <HeaderCell column sort/> })}
                        {move || columns.get().into_iter().map(|(_, column)| view! { <HeaderCell column sort/> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{move || model.with(|model| model.as_ref().map(|model| body(desk, model, &columns.get(), row_height.get())))}</tbody>
                <tfoot>{move || model.with(|model| model.as_ref().map(|model| totals(model, &columns.get(), total.get())))}</tfoot>
            </table>
        </div>
        <Show when=move || model.with(|model| model.as_ref().is_some_and(|model| model.rows_total > ROWS_SHOWN_MAX))>
            <p class="soft">"The table is longer than a browser can show. Search to narrow it, or download it as CSV."</p>
        </Show>
        <ColumnNotes model/>
    }
}

/// Asks for the rows around what is in sight when the present window no longer covers it.
fn look(desk: Desk, container: &web_sys::HtmlElement, total: u32, row_height: RwSignal<f64>) {
    let scrolled = viewport::scrolled(container);
    if scrolled.row_height > 0.0 && scrolled.row_height != row_height.get_untracked() {
        row_height.set(scrolled.row_height);
    }
    let height = if scrolled.row_height > 0.0 { scrolled.row_height } else { ROW_HEIGHT_PX };
    let first = (scrolled.top / height) as u32;
    let last = ((scrolled.top + scrolled.height) / height) as u32 + 1;
    let window = desk.table_window();
    let covered = first >= window.offset && last.min(total) <= window.offset.saturating_add(window.limit);
    if !covered {
        let offset = first.saturating_sub(ROWS_MARGIN) / ROWS_MARGIN * ROWS_MARGIN;
        desk.window.set((desk.table_view(), Window { offset, limit: WINDOW_ROWS.max(last - first + ROWS_MARGIN + ROWS_MARGIN) }));
    }
}

/// Another order or another selection is read from its first row.
fn begin_at_top(desk: Desk, container: NodeRef<Div>) {
    Effect::new(move |before: Option<View>| {
        let view = desk.table_view();
        if before.is_some_and(|before| before != view)
            && let Some(container) = container.get_untracked()
        {
            viewport::scroll_container_to_top(&container);
        }
        view
    });
}

/// Prints once every row that was asked for is on the page, then goes back to the window.
fn print_when_shown(desk: Desk) {
    Effect::new(move |_| {
        let complete =
            desk.table.with(|shown| !shown.busy && shown.model.as_ref().is_some_and(|model| model.offset == 0 && model.rows.len() > WINDOW_ROWS as usize));
        let Some((view, window)) = desk.print_when_shown.get().filter(|_| complete) else { return };
        desk.print_when_shown.set(None);
        viewport::after_paint(move || {
            viewport::print();
            desk.window.set((view, window));
        });
    });
}

#[component]
fn HeaderCell(column: ColumnModel, sort: Memo<Option<Sort>>) -> impl IntoView {
    let desk = desk();
    let id = column.id.clone();
    let direction = Memo::new(move |_| sort.with(|sort| sort.as_ref().filter(|sort| sort.column == id).map(|sort| sort.descending)));
    let aria = move || direction.get().map(|descending| if descending { "descending" } else { "ascending" });
    let id = column.id.clone();
    let is_key = id == "key";
    let turn = move |_| {
        // Figures are first wanted largest first, names from A to Z.
        let descending = direction.get_untracked().map_or(!is_key, |descending| !descending);
        desk.go(Entry::Same, |view| view.sort = Some((id.clone(), descending)));
    };
    view! {
        <th scope="col" aria-sort=aria>
            <button type="button" class="sort" title=column.formula on:click=turn>
                <span>{column.label}</span>
                {move || direction.get().map(|descending| view! { <Icon drawing=if descending { Drawing::Down } else { Drawing::Up }/> })}
            </button>
        </th>
    }
}

/// The interval of a proportion, under its figure.
#[component]
pub fn Within(interval: IntervalText) -> impl IntoView {
    view! {
        <span class="within" data-low=interval.low data-high=interval.high>
            <span aria-hidden="true">{interval.text}</span>
            <span class="visually-hidden">{interval.spoken}</span>
        </span>
    }
}

/// How far a figure has moved, under it.
#[component]
pub fn Changed(change: ChangeText) -> impl IntoView {
    let exact = Some(change.exact).filter(|exact| !exact.is_empty());
    let before = Some(change.spoken).filter(|spoken| !spoken.is_empty());
    let title = before.clone();
    view! {
        <span class="within changed" data-change=exact title=title>
            {change.text}
            {before.map(|before| view! { <span class="visually-hidden">{format!(", {before}")}</span> })}
        </span>
    }
}

/// A row's place by the proportion the table is sorted by.
#[component]
fn Rank(rank: RankModel) -> impl IntoView {
    let RankModel { text, why } = rank;
    let title = why.clone();
    view! {
        <span class="rank" title=title>
            <span aria-hidden="true" data-testid="rank">{text}</span>
            <span class="visually-hidden">{why}</span>
        </span>
    }
}

fn figure_cell(figure: &Figure, key: Option<&str>) -> impl IntoView + use<> {
    let absent = figure.state != State::Value;
    let reason = Some(figure.reason.clone()).filter(|reason| !reason.is_empty());
    view! {
        <td class="number" class:absent=absent title=reason>
            <span data-kpi=figure.kpi.clone() data-exact=exact_of(figure) data-key=key.map(str::to_owned)>{figure.text.clone()}</span>
            {figure.interval.clone().map(|interval| view! { <Within interval/> })}
            {figure.change.clone().map(|change| view! { <Changed change/> })}
        </td>
    }
}

fn body(desk: Desk, model: &TableModel, columns: &[(usize, ColumnModel)], row_height: f64) -> impl IntoView + use<> {
    let below = model.rows_total.min(ROWS_SHOWN_MAX).saturating_sub(model.offset.saturating_add(model.rows.len() as u32));
    let gap = |rows: u32| {
        let height = format!("{}px", f64::from(rows) * row_height);
        (rows > 0).then(|| view! { <tr class="gap" aria-hidden="true"><td style:height=height></td></tr> })
    };
    let rows: Vec<_> = model.rows.iter().zip(model.offset..).map(|(row, at)| row_view(desk, row, columns, at + 2)).collect();
    view! { {gap(model.offset)}{rows}{gap(below)} }
}

fn row_view(desk: Desk, row: &RowModel, columns: &[(usize, ColumnModel)], index: u32) -> impl IntoView + use<> {
    let short_id = row.short_id.clone();
    let address = move || desk.address(|view| view.row = Some(short_id.clone()));
    let cells: Vec<_> = columns.iter().filter_map(|(at, _)| row.cells.get(*at)).map(|figure| figure_cell(figure, Some(&row.key))).collect();
    view! {
        <tr data-row aria-rowindex=index.to_string() class:immature=row.immature>
            <th scope="row">
                {row.rank.clone().map(|rank| view! { <Rank rank/> })}
                <a href=address aria-haspopup="dialog" title=row.label.clone()>{row.label.clone()}</a>
                {(!row.sub.is_empty()).then(|| view! { <span class="sub">{row.sub.clone()}</span> })}
                {row.immature.then(|| view! { <span class="sub">"not final yet"</span> })}
            </th>
            {cells}
        </tr>
    }
}

fn totals(model: &TableModel, columns: &[(usize, ColumnModel)], total: u32) -> impl IntoView + use<> {
    let cells: Vec<_> = columns.iter().filter_map(|(at, _)| model.totals.cells.get(*at)).map(|figure| figure_cell(figure, None)).collect();
    view! { <tr aria-rowindex=(total + 2).to_string()><th scope="row">{model.totals.label.clone()}</th>{cells}</tr> }
}

/// How each column is made, and which have no value in any row.
#[component]
fn ColumnNotes(model: Memo<Option<TableModel>>) -> impl IntoView {
    let columns = move |known: bool| {
        model.with(|model| {
            let columns = model.as_ref().map(|model| model.columns.clone()).unwrap_or_default();
            columns.into_iter().skip(1).filter(|column| column.known == known).collect::<Vec<_>>()
        })
    };
    let unknown = Memo::new(move |_| columns(false));
    let line = |column: ColumnModel| view! { <div><dt>{column.label}</dt><dd>{column.formula}</dd></div> };
    let lines = move |known: bool| columns(known).into_iter().map(line).collect_view();
    view! {
        <details class="fold" data-testid="column-notes">
            <summary>"How each column is made"</summary>
            <dl class="facts">{move || lines(true)}</dl>
        </details>
        <Show when=move || !unknown.with(Vec::is_empty)>
            <details class="fold">
                <summary>"Columns these files cannot fill"</summary>
                <dl class="facts">{move || lines(false)}</dl>
            </details>
        </Show>
    }
}
