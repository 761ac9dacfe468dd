//! Where files come in: chosen, dropped, pasted, or the sample. `index.html` holds the same markup for the time before the
//! app is there; a change here is a change there.

use leptos::prelude::*;

use crate::shell::{files, viewport};
use crate::ui::actions::import;
use crate::ui::parts::icon::{Drawing, Icon};
use crate::ui::state::desk;

/// Id of the field for a pasted table.
const PASTE_FIELD_ID: &str = "paste-field";

/// The drop zone. The whole window takes files too.
#[component]
pub fn DropZone() -> impl IntoView {
    let desk = desk();
    let busy = Memo::new(move |_| desk.reading() || !desk.ready.get());
    let compact = Memo::new(move |_| desk.reopening.get() || desk.workspace.with(|workspace| !workspace.files.is_empty()));
    let pasting = RwSignal::new(false);
    let open_paste = move |_| {
        pasting.set(true);
        viewport::after_paint(|| {
            viewport::focus_id(PASTE_FIELD_ID);
        });
    };
    view! {
        <section class="drop-zone" class:compact=move || compact.get() data-testid="drop-zone" aria-label="Add files">
            <Icon drawing=Drawing::Tray/>
            <p class="drop-title">"Drop your exports here"</p>
            <div class="drop-actions">
                <input id="file-input" class="visually-hidden" type="file" multiple disabled=move || busy.get()
                    accept=".csv,.tsv,.txt,.tab,.xlsx,.xlsm,.zip,.gz,text/csv,text/tab-separated-values,text/plain"
                    on:change=move |event| import::files(desk, files::take_chosen(&event))/>
                <label class="button primary" for="file-input">"Choose files"</label>
                <button type="button" disabled=move || busy.get() aria-expanded=move || pasting.get().to_string() on:click=open_paste>"Paste a table"</button>
                <Show when=move || !compact.get()>
                    <button type="button" data-testid="sample-button" disabled=move || busy.get() on:click=move |_| import::sample(desk)>"Try the sample"</button>
                </Show>
            </div>
            <p class="drop-privacy"><Icon drawing=Drawing::Lock/>"Your files are read on this device. Nothing is uploaded: turn the network off and try."</p>
            <Show when=move || pasting.get()><PasteField pasting/></Show>
        </section>
    }
}

#[component]
fn PasteField(pasting: RwSignal<bool>) -> impl IntoView {
    let desk = desk();
    let text = RwSignal::new(String::new());
    let blank = move || text.with(|text| text.trim().is_empty());
    let read = move |_| {
        pasting.set(false);
        import::paste(desk, text.get_untracked());
    };
    view! {
        <div class="paste">
            <label for=PASTE_FIELD_ID>"Table to read, with its header row"</label>
            <textarea id=PASTE_FIELD_ID rows="6" spellcheck="false" autocomplete="off"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=move |event| if event.key() == "Escape" { pasting.set(false) }
            ></textarea>
            <div class="actions">
                <button type="button" class="primary" disabled=blank on:click=read>"Read this table"</button>
                <button type="button" on:click=move |_| pasting.set(false)>"Close"</button>
            </div>
        </div>
    }
}
