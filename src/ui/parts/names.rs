//! Creators under two names: proposed, and merged only by the reader's word.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::present::model::{AliasProposalModel, AliasesModel, CreatorModel, MergedModel};
use crate::protocol::messages::{Answer, Ask};
use crate::ui::actions::take_out;
use crate::ui::state::{Desk, desk};

/// Proposals and what was merged; asked for again whenever the data change.
#[component]
pub fn Names() -> impl IntoView {
    let desk = desk();
    let model = RwSignal::new(None::<AliasesModel>);
    Effect::new(move |_| {
        desk.revision.track();
        let Some(engine) = desk.engine().filter(|_| desk.ready.get()) else { return };
        spawn_local(async move {
            if let Ok(Answer::Aliases { model: answered }) = engine.ask(Ask::Aliases).await {
                model.try_set(Some(answered));
            }
        });
    });
    view! {
        <section class="part" aria-labelledby="names-heading" data-testid="names">
            <h2 id="names-heading">"Creators under two names"</h2>
            <div aria-live="polite">{move || model.get().map(|model| view! { <p class="soft">{model.status}</p> })}</div>
            {move || model.get().map(|model| lists(desk, model))}
        </section>
    }
}

fn lists(desk: Desk, model: AliasesModel) -> AnyView {
    let proposals = (!model.proposals.is_empty()).then(
        || view! { <ul class="pairs" aria-label="Proposals">{model.proposals.into_iter().map(|proposal| proposal_line(desk, proposal)).collect_view()}</ul> },
    );
    let merged = (!model.merged.is_empty()).then(|| {
        view! {
            <h3>"Counted as one"</h3>
            <ul class="pairs">{model.merged.into_iter().map(|merged| merged_line(desk, merged)).collect_view()}</ul>
        }
    });
    view! { {proposals}{merged} }.into_any()
}

fn creator(creator: &CreatorModel) -> AnyView {
    let key = (creator.key != creator.name).then(|| view! { " "<code>{creator.key.clone()}</code> });
    view! { <span class="creator"><strong>{creator.name.clone()}</strong>{key}<span class="soft">{creator.evidence.clone()}</span></span> }.into_any()
}

fn proposal_line(desk: Desk, proposal: AliasProposalModel) -> AnyView {
    let (from, to) = (proposal.from.key.clone(), proposal.to.key.clone());
    let merge = format!("Count {} and {} as one creator", proposal.from.name, proposal.to.name);
    view! {
        <li class="names" data-testid="alias-proposal">
            <div class="names-pair">{creator(&proposal.from)}<span class="soft" aria-hidden="true">"→"</span><span class="visually-hidden">" as "</span>{creator(&proposal.to)}</div>
            <p class="soft">{proposal.why}" "{proposal.shared}</p>
            <button type="button" class="small" aria-label=merge data-testid="merge" on:click=move |_| take_out::merge(desk, from.clone(), to.clone())>"Count as one"</button>
        </li>
    }
    .into_any()
}

fn merged_line(desk: Desk, merged: MergedModel) -> AnyView {
    let part = format!("Count {} on its own again", merged.from.name);
    let from = merged.from.key.clone();
    view! {
        <li class="names" data-testid="alias-merged">
            <div class="names-pair">{creator(&merged.from)}<span class="soft">"counts as"</span>{creator(&merged.to)}</div>
            <button type="button" class="small" aria-label=part data-testid="unmerge" on:click=move |_| take_out::unmerge(desk, from.clone())>"Keep apart"</button>
        </li>
    }
    .into_any()
}
