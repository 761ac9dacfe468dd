//! What to drop on the page, and templates for what only the reader knows.

use leptos::prelude::*;

use crate::ui::actions::take_out;
use crate::ui::state::desk;

/// The kinds of file the page reads.
#[component]
pub fn WhatToBring() -> impl IntoView {
    let desk = desk();
    view! {
        <section class="bring" aria-labelledby="bring-heading">
            <h2 id="bring-heading">"What to bring"</h2>
            <ul class="bring-list">
                <li>
                    <h3>"Creator Connections earnings"</h3>
                    <p>"The CSV a creator or your team downloads from the programme: clicks, shipped items, revenue, commission. Several creators, several files: drop them together."</p>
                </li>
                <li>
                    <h3>"A roll-up from your warehouse"</h3>
                    <p>"Week or day, creator, ASIN and the figures you have, in any order. Nothing at hand? Fill in our template."</p>
                    <button type="button" class="small" data-testid="template-download" on:click=move |_| take_out::template(desk)>"Download the template"</button>
                </li>
                <li>
                    <h3>"Any table of your own"</h3>
                    <p>"A sheet from your agency or finance team. You say which column is which, once; the same layout is recognised from then on."</p>
                </li>
            </ul>
        </section>
    }
}
