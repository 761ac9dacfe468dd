//! Product lines, what each creator costs in all, budgets, and what all verdicts assume.

use leptos::prelude::*;

use crate::present::commission::model::{BudgetRow, CostRow, CostsModel, Line, LineRow};
use crate::protocol::messages::SourcesOf;
use crate::protocol::route::Page;
use crate::ui::parts::commission::figure_lines::FigureLines;
use crate::ui::parts::sources::SourcesButton;
use crate::ui::state::desk;

fn part<T: Default + PartialEq + Clone + Send + Sync + 'static>(of: fn(&CostsModel) -> T) -> Memo<T> {
    let desk = desk();
    Memo::new(move |last: Option<&T>| desk.costs.with(|shown| shown.model.as_ref().map(of)).or_else(|| last.cloned()).unwrap_or_default())
}

/// The part of the page.
#[component]
pub fn Costs() -> impl IntoView {
    view! {
        <Lines/>
        <Creators/>
        <Budgets/>
        <Assumptions/>
    }
}

#[component]
fn Lines() -> impl IntoView {
    let lines = part(|model| model.lines.clone());
    let note = part(|model| model.lines_note.clone());
    let row = |row: LineRow| {
        view! {
            <tr data-line=row.line.clone()><th scope="row">{row.line.clone()}</th><td>{row.products}</td><td class="number">{row.margin}</td><td class="number">{row.offered}</td>
                <td class="number">{row.corridor}</td><td class="message">{row.advice}</td></tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="lines-heading" data-testid="lines">
            <h2 id="lines-heading">"Rates by product line"</h2>
            {move || Some(note.get()).filter(|note| !note.is_empty()).map(|note| view! { <p class="overdue">{note}</p> })}
            <div class="scroll-x" tabindex="0" role="group" aria-labelledby="lines-heading">
                <table class="plain-table">
                    <thead><tr><th scope="col">"Line"</th><th scope="col">"Products"</th><th scope="col" class="number">"Margin before bonus"</th><th scope="col" class="number">"Bonus today"</th>
                        <th scope="col" class="number">"Rates that fit all"</th><th scope="col">"What to do"</th></tr></thead>
                    <tbody>{move || lines.get().into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Creators() -> impl IntoView {
    let creators = part(|model| model.creators.clone());
    let total = part(|model| model.creators_total);
    let shared = part(|model| model.shared.clone());
    let referral = part(|model| model.referral.clone());
    let row = |(at, row): (u32, CostRow)| {
        view! {
            <tr data-creator=row.creator.clone()><th scope="row">{row.creator.clone()}</th><td class="number">{row.revenue}</td><td class="number">{row.bonus}</td><td class="number">{row.clicks}</td>
                <td class="number">{row.flat_fees}</td><td class="number">{row.samples}</td><td class="number">{row.tools}</td><td class="number">{row.all}</td>
                <td class="number">{row.per_order}</td><td class="number" data-exact=row.effective_rate_exact>{row.effective_rate}</td>
                <td><SourcesButton label=row.creator.clone() of=move || SourcesOf::Creator { at }/></td></tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="creator-costs-heading" data-testid="creator-costs">
            <h2 id="creator-costs-heading">"What each creator costs in all"</h2>
            {move || (total.get() as usize > creators.with(Vec::len)).then(|| view! { <p class="soft">{format!("The largest {} of {} by revenue.", creators.with(Vec::len), total.get())}</p> })}
            <div class="scroll-x scroll-y" tabindex="0" role="group" aria-labelledby="creator-costs-heading">
                <table class="plain-table">
                    <thead><tr>
                        <th scope="col">"Creator"</th><th scope="col" class="number">"Revenue"</th><th scope="col" class="number">"Bonus"</th><th scope="col" class="number">"Pay per click"</th>
                        <th scope="col" class="number">"Flat fees"</th><th scope="col" class="number">"Samples"</th><th scope="col" class="number">"Tools"</th><th scope="col" class="number">"In all"</th>
                        <th scope="col" class="number">"For an order"</th><th scope="col" class="number">"Of revenue"</th><th scope="col"><span class="visually-hidden">"Source rows"</span></th>
                    </tr></thead>
                    <tbody>{move || (0_u32..).zip(creators.get()).map(row).collect_view()}</tbody>
                </table>
            </div>
            <FigureLines lines=Signal::derive(move || shared.get()) name="Costs without a creator" of=Callback::new(|model| SourcesOf::SharedCost { model })/>
            <p class="soft">{move || referral.get()}</p>
        </section>
    }
}

#[component]
fn Budgets() -> impl IntoView {
    let budgets = part(|model| model.budgets.clone());
    let note = part(|model| model.budgets_note.clone());
    let row = |row: BudgetRow| {
        let name = if row.title.is_empty() { row.asin.clone() } else { row.title };
        view! { <tr><th scope="row">{name}<span class="sub">{row.asin.clone()}</span></th><td class="number">{row.left}</td><td class="number">{row.daily}</td><td class="number">{row.days}</td><td data-exact=row.spent_days>{row.spent}</td><td class="message">{row.warning}</td>
        <td><SourcesButton label=row.asin.clone() of=move || SourcesOf::Offer { row: row.id.clone(), figure: "budget".into() }/></td></tr> }
    };
    view! {
        <section class="card" aria-labelledby="budgets-heading" data-testid="budgets">
            <h2 id="budgets-heading">"How long budgets last"</h2>
            <p class="soft">{move || note.get()}</p>
            <Show when=move || budgets.with(|budgets| !budgets.is_empty()) fallback=|| view! { <p class="soft">"No budget is known: add the column “Budget Remaining” to your table of rates, or type it on a product."</p> }>
                <div class="scroll-x" tabindex="0" role="group" aria-labelledby="budgets-heading">
                    <table class="plain-table">
                        <thead><tr><th scope="col">"Product"</th><th scope="col" class="number">"Left"</th><th scope="col" class="number">"Bonus a day"</th><th scope="col" class="number">"Days"</th><th scope="col">"Days it was spent"</th><th scope="col">"Note"</th><th scope="col"><span class="visually-hidden">"Source rows"</span></th></tr></thead>
                        <tbody>{move || budgets.get().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </Show>
        </section>
    }
}

#[component]
fn Assumptions() -> impl IntoView {
    let desk = desk();
    let assumptions = part(|model| model.assumptions.clone());
    let row = |line: Line| view! { <tr data-assumption=line.id><th scope="row">{line.label}</th><td class="number" data-exact=line.exact>{line.text}</td><td>{line.source}</td></tr> };
    view! {
        <section class="card" aria-labelledby="assumptions-heading" data-testid="assumptions">
            <h2 id="assumptions-heading">"What all of this assumes"</h2>
            <p class="soft">"Each can be changed in "<a href=move || desk.address(|view| { view.page = Page::Settings; view.row = None; })>"Settings"</a>"; what is concluded for a single product, on that product."</p>
            <div class="scroll-x" tabindex="0" role="group" aria-labelledby="assumptions-heading">
                <table class="plain-table">
                    <thead><tr><th scope="col">"Assumption"</th><th scope="col" class="number">"Value"</th><th scope="col">"Says who"</th></tr></thead>
                    <tbody>{move || assumptions.get().into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
