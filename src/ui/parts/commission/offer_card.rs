//! The offer as a creator would see it.

use leptos::prelude::*;

use crate::present::commission::model::{OfferCard, SeenPart};

/// The card, what it is judged by, and where it stands.
#[component]
pub fn Card(card: OfferCard) -> impl IntoView {
    let fact = |name: &'static str, text: String| (!text.is_empty()).then(|| view! { <div><dt>{name}</dt><dd>{text}</dd></div> });
    let part = |part: SeenPart| {
        let class = if part.verdict.is_empty() { "seen".to_owned() } else { format!("seen seen-{}", part.verdict) };
        let verdict = if part.verdict.is_empty() { "not judged".to_owned() } else { part.verdict.clone() };
        view! {
            <li class=class data-part=part.label.clone()>
                <span class="seen-name">{part.label.clone()}</span><span>{part.text}</span><b>{verdict}</b><span class="soft">{part.why}</span>
            </li>
        }
    };
    let places = card.places.iter().map(|place| view! { <p class="soft">{place.clone()}</p> }).collect_view();
    let stars = if card.rating.is_empty() { String::new() } else { format!("{} of 5", card.rating) };
    view! {
        <section class="card" aria-labelledby="card-heading">
            <h2 id="card-heading">"What a creator sees"</h2>
            <div class="offer-card" data-testid="offer-card">
                <p class="offer-title">{card.title}</p>
                <p class="offer-pay"><b data-testid="offer-payout">{card.payout}</b>" for a sale at "{card.price}</p>
                <dl>
                    {fact("Commission", card.rate)}{fact("For a click", card.epc)}{fact("Rating", stars)}{fact("Reviews", card.reviews)}
                    {fact("Budget left", card.budget)}{fact("Days left", card.days_left)}
                </dl>
            </div>
            <ul class="seen-list">{card.parts.into_iter().map(part).collect_view()}</ul>
            {places}
        </section>
    }
}
