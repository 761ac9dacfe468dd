//! One finding: what it is, what it is worth, how sure it is, what to do, and everything behind it.

use leptos::prelude::*;

use super::evidence::Behind;
use super::heat::Heat;
use crate::present::diagnosis::model::{FindingModel, RemedyModel, StakeModel};
use crate::protocol::route::{Page, Topic, View};
use crate::ui::parts::chart::ChartView;
use crate::ui::state::{Desk, desk};

/// The address where a fix is made; the filters go along where the page has them.
pub fn remedy_address(desk: Desk, remedy: &RemedyModel) -> String {
    let page = Page::ALL.into_iter().find(|page| page.slug() == remedy.page).unwrap_or_default();
    let topic = Topic::ALL.into_iter().find(|topic| topic.slug() == remedy.topic).unwrap_or_default();
    let row = Some(remedy.row.clone()).filter(|row| !row.is_empty());
    desk.address(move |view: &mut View| {
        (view.page, view.topic, view.row, view.verdict) = (page, topic, row, None);
    })
}

/// A finding's card.
#[component]
pub fn FindingCard(finding: Memo<FindingModel>) -> impl IntoView {
    let desk = desk();
    let id = finding.with_untracked(|finding| finding.id.clone());
    let heading_id = format!("{id}-heading");
    let class = move || finding.with(|finding| format!("card finding severity-{}", finding.severity));
    let body = move || {
        let FindingModel { says, fix, remedy, would_change, .. } = finding.get();
        let address = Signal::derive(move || remedy_address(desk, &finding.with(|finding| finding.remedy.clone())));
        view! {
            <div class="finding-says">{says.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}</div>
            <p class="finding-fix"><b>"What to do: "</b>{fix}" "<a href=address>{remedy.label}</a></p>
            <p class="soft"><b>"What would change this: "</b>{would_change}</p>
        }
    };
    view! {
        <section class=class id=id.clone() aria-labelledby=heading_id.clone() data-testid="finding" data-rule=move || finding.with(|finding| finding.rule.clone())
            data-verdict=move || finding.with(|finding| finding.verdict.clone())>
            <Tags finding/>
            <div class="finding-head">
                <h2 id=heading_id.clone()>{move || finding.with(|finding| finding.title.clone())}</h2>
                {move || finding.with(|finding| finding.stake.clone()).map(|stake| view! { <Stake stake/> })}
            </div>
            {body}
            <Pictures finding/>
            <Behind finding/>
        </section>
    }
}

#[component]
fn Tags(finding: Memo<FindingModel>) -> impl IntoView {
    view! {
        <p class="finding-tags">
            <span class="badge severity">{move || finding.with(|finding| finding.severity_label.clone())}</span>
            <span class="badge ladder">{move || finding.with(|finding| finding.ladder.clone())}</span>
            <span class="rule-id">{move || finding.with(|finding| format!("{} · {}", finding.rule, finding.name))}</span>
        </p>
    }
}

#[component]
fn Stake(stake: StakeModel) -> impl IntoView {
    let StakeModel { text, exact, range, basis } = stake;
    view! {
        <div class="stake">
            <b data-exact=exact>{text}</b><span>" a year"</span>
            {(!range.is_empty()).then(|| view! { <span class="stake-range">{range}" (range)"</span> })}
            <span class="soft">{basis}</span>
        </div>
    }
}

/// The first chart in full width, the others small beside each other.
#[component]
fn Pictures(finding: Memo<FindingModel>) -> impl IntoView {
    let charts = Memo::new(move |_| finding.with(|finding| finding.charts.clone()));
    let ids = move || charts.with(|charts| charts.iter().map(|chart| chart.id.clone()).collect::<Vec<_>>());
    let chart = move |id: String| {
        let first = charts.with_untracked(|charts| charts.iter().find(|chart| chart.id == id).cloned());
        let model = Memo::new(move |last: Option<&Option<_>>| {
            charts.with(|charts| charts.iter().find(|chart| chart.id == id).cloned()).or_else(|| last.cloned().flatten()).or_else(|| first.clone())
        });
        let shown = Signal::derive(move || model.get().unwrap_or_else(crate::present::model::ChartModel::blank));
        view! { <div class="picture"><ChartView model=shown/></div> }
    };
    view! {
        <div class="pictures"><For each=ids key=|id| id.clone() children=chart/></div>
        {move || finding.with(|finding| finding.heats.clone()).into_iter().map(|model| view! { <Heat model/> }).collect_view()}
    }
}
