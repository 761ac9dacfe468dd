//! What outlives a page: the view, the workspace, the running job, what was answered. Made once, in `App`; everything is a
//! handle and may be copied into any closure.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::present::commission::model::{CostsModel, OfferModel, OffersModel, RatesModel, ScenarioChoice, TiersModel};
use crate::present::commission::tiers::TierDesign;
use crate::present::diagnosis::model::DiagnosisModel;
use crate::present::model::{ChartModel, FileCard, OverviewModel, TableModel, WorkspaceModel};
use crate::present::sources::SourcesModel;
use crate::protocol::messages::{ImportTotals, SourcesOf};
use crate::protocol::route::{Page, View};
use crate::shell::engine::Engine;
use crate::shell::route::{self, Entry};
use crate::shell::storage::Store;
use crate::shell::theme::Theme;
use crate::shell::viewport;
use crate::ui::actions::thinking::Thinker;
use crate::ui::app::HEADING_ID;

/// What the worker is busy with.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    Idle,
    Reading { file_name: String, bytes_done: u64, bytes_total: u64, text: String, stopping: bool },
}

/// How an import ended, told until the reader puts it away.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Where it is told, besides the Data page.
    pub page: Page,
    pub totals: ImportTotals,
    pub files: usize,
    /// Files that wait for the reader or could not be used.
    pub open_questions: usize,
}

/// How urgent a notice is; each has its own icon and word, never colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Done,
    Attention,
    Problem,
}

/// What a notice offers to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    None,
    Undo,
    SaveAgain,
    /// Take a damaged saved thing away as a file, or set it aside and go on without it. Holds what the storage calls it.
    Damaged(String),
}

/// Something the reader should know, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub code: String,
    pub tone: Tone,
    pub text: String,
    pub remedy: Remedy,
}

impl Notice {
    /// Whether it is over with the page it was said on: what was done needs no keeping, unless it can be undone.
    pub fn passes(&self) -> bool {
        self.tone == Tone::Done && self.remedy == Remedy::None
    }
}

/// Whether the reader's work is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Nothing to keep yet.
    Nothing,
    Writing,
    Saved {
        at_ms: u64,
    },
    Unsaved,
    /// This browser keeps nothing for this page.
    Off,
}

/// A workspace kept in this browser.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub id: String,
    pub name: String,
    pub saved_at_ms: f64,
    /// Length of the saved text in UTF-16 units.
    pub units: u32,
    pub rows: u64,
}

/// A model that is asked for: the last answer stays on screen while the next one is on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown<T> {
    pub model: Option<T>,
    pub busy: bool,
    /// Why there is no answer, in words for the reader.
    pub problem: Option<String>,
}

impl<T> Default for Shown<T> {
    fn default() -> Self {
        Shown { model: None, busy: false, problem: None }
    }
}

/// A file's card with a number that changes only when the card does.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub version: u32,
    pub card: Arc<FileCard>,
}

/// The rows of the table that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub offset: u32,
    pub limit: u32,
}

impl Window {
    /// Where every table starts.
    pub const FIRST: Window = Window { offset: 0, limit: WINDOW_ROWS };
}

/// Rows asked for at once. Tables up to this long are wholly on the page, so that they print whole.
pub const WINDOW_ROWS: u32 = 120;

/// Products added to the list at a time.
pub const OFFERS_STEP: u32 = 60;

/// All of it.
#[derive(Clone, Copy)]
pub struct Desk {
    pub view: RwSignal<View>,
    pub workspace: RwSignal<WorkspaceModel>,
    /// Goes up whenever the worker's data changes: every model is then asked for again.
    pub revision: RwSignal<u32>,
    /// Cards of files that are not in the workspace: waiting, unusable, already here.
    pub set_aside: RwSignal<Vec<FileCard>>,
    pub job: RwSignal<Job>,
    pub report: RwSignal<Option<Report>>,
    pub notices: RwSignal<Vec<Notice>>,
    pub saving: RwSignal<Saving>,
    pub workspace_id: RwSignal<Option<String>>,
    pub workspace_name: RwSignal<String>,
    pub kept: RwSignal<Vec<Kept>>,
    pub theme: RwSignal<Theme>,
    /// Goes up when everything kept was removed: forms then show the defaults.
    pub wipes: RwSignal<u32>,
    /// Opening what was saved has begun; a worker that is started anew does not begin it again.
    pub opening: StoredValue<bool>,
    /// A saved workspace is being opened.
    pub reopening: RwSignal<bool>,
    /// The worker answers and what was saved has been opened.
    pub ready: RwSignal<bool>,
    /// Places of the files whose rows are unfolded: they stay so when a card changes.
    pub unfolded: StoredValue<BTreeSet<u32>>,
    /// Files are held above the window.
    pub hover: RwSignal<bool>,
    pub overview: RwSignal<Shown<OverviewModel>>,
    pub table: RwSignal<Shown<TableModel>>,
    /// The rows looked at, and the table they belong to: another table starts at its first row.
    pub window: RwSignal<(View, Window)>,
    /// A print that waits for all rows to be there: the table, and the window to go back to.
    pub print_when_shown: RwSignal<Option<(View, Window)>>,
    pub row_trend: RwSignal<Shown<ChartModel>>,
    pub offers: RwSignal<Shown<OffersModel>>,
    /// Products of the list that are on the page.
    pub offers_limit: RwSignal<u32>,
    pub offer: RwSignal<Shown<OfferModel>>,
    /// What is being tried on the opened product, and which that is.
    pub tried: RwSignal<(Option<String>, ScenarioChoice)>,
    pub rates: RwSignal<Shown<RatesModel>>,
    pub tiers: RwSignal<Shown<TiersModel>>,
    /// Tiers being designed; none shows what is kept, or a proposal.
    pub design: RwSignal<Option<TierDesign>>,
    pub costs: RwSignal<Shown<CostsModel>>,
    pub diagnosis: RwSignal<Shown<DiagnosisModel>>,
    /// The figure whose rows are looked at, and what it is called.
    pub asked: RwSignal<Option<(SourcesOf, String)>>,
    pub sources: RwSignal<Shown<SourcesModel>>,
    pub engine: StoredValue<Option<Engine>, LocalStorage>,
    /// The worker that thinks apart, where one was needed.
    pub thinker: StoredValue<Option<Thinker>, LocalStorage>,
    pub store: StoredValue<Store, LocalStorage>,
    /// The workspace as last packed, for undo, for another try and for a worker that died.
    pub packed: StoredValue<Option<Packed>, LocalStorage>,
    /// Something changed while a save was running.
    pub save_again: StoredValue<bool>,
    /// Goes up whenever another workspace, or none, takes the place of the open one. What was asked for before may then not be
    /// written any more. Unlike the id it tells workspaces apart that have not been saved yet.
    pub epoch: StoredValue<u32>,
    /// Changes of workspace under way: until they are over nothing may be added or edited.
    pub switching: StoredValue<u32>,
    /// What came before the saved workspace was open: done as soon as it is.
    pub held: StoredValue<Vec<Box<dyn FnOnce()>>, LocalStorage>,
}

/// A packed workspace, a text that the browser keeps outside the page's memory, and its number of rows.
#[derive(Clone)]
pub struct Packed {
    pub text: web_sys::Blob,
    pub rows: u64,
}

impl Desk {
    /// An empty desk for this view.
    pub fn new(view: View) -> Desk {
        Desk {
            view: RwSignal::new(view),
            workspace: RwSignal::new(WorkspaceModel { empty: true, ..WorkspaceModel::default() }),
            revision: RwSignal::new(0),
            set_aside: RwSignal::new(Vec::new()),
            job: RwSignal::new(Job::Idle),
            report: RwSignal::new(None),
            notices: RwSignal::new(Vec::new()),
            saving: RwSignal::new(Saving::Nothing),
            workspace_id: RwSignal::new(None),
            workspace_name: RwSignal::new(String::new()),
            kept: RwSignal::new(Vec::new()),
            theme: RwSignal::new(Theme::default()),
            wipes: RwSignal::new(0),
            opening: StoredValue::new(false),
            reopening: RwSignal::new(false),
            ready: RwSignal::new(false),
            unfolded: StoredValue::new(BTreeSet::new()),
            hover: RwSignal::new(false),
            overview: RwSignal::new(Shown::default()),
            diagnosis: RwSignal::new(Shown::default()),
            table: RwSignal::new(Shown::default()),
            window: RwSignal::new((View::default(), Window::FIRST)),
            print_when_shown: RwSignal::new(None),
            row_trend: RwSignal::new(Shown::default()),
            offers: RwSignal::new(Shown::default()),
            offers_limit: RwSignal::new(OFFERS_STEP),
            offer: RwSignal::new(Shown::default()),
            tried: RwSignal::new((None, ScenarioChoice::default())),
            rates: RwSignal::new(Shown::default()),
            tiers: RwSignal::new(Shown::default()),
            design: RwSignal::new(None),
            costs: RwSignal::new(Shown::default()),
            asked: RwSignal::new(None),
            sources: RwSignal::new(Shown::default()),
            engine: StoredValue::new_local(None),
            thinker: StoredValue::new_local(None),
            store: StoredValue::new_local(Store::open()),
            packed: StoredValue::new_local(None),
            save_again: StoredValue::new(false),
            epoch: StoredValue::new(0),
            switching: StoredValue::new(0),
            held: StoredValue::new_local(Vec::new()),
        }
    }

    /// Changes the view and the address with it.
    pub fn go(self, entry: Entry, change: impl FnOnce(&mut View)) {
        self.view.update(change);
        self.view.with_untracked(|view| route::write(view, entry));
    }

    /// The address of the present view after a change; for links.
    pub fn address(self, change: impl FnOnce(&mut View)) -> String {
        let mut view = self.view.get();
        change(&mut view);
        view.to_hash()
    }

    /// The view as far as it decides which rows there are and in what order.
    pub fn table_view(self) -> View {
        View { row: None, ..self.view.get() }
    }

    /// What is being tried on the opened product.
    pub fn scenario(self) -> ScenarioChoice {
        let row = self.view.with(|view| view.row.clone());
        self.tried.with(|(of, choice)| if *of == row { choice.clone() } else { ScenarioChoice::default() })
    }

    /// The same where nothing is to follow it.
    pub fn scenario_untracked(self) -> ScenarioChoice {
        untrack(move || self.scenario())
    }

    /// The rows looked at in the present table.
    pub fn table_window(self) -> Window {
        let view = self.table_view();
        self.window.with(|(of, window)| if *of == view { *window } else { Window::FIRST })
    }

    /// Says something. A newer notice of the same code takes the older one's place.
    pub fn say(self, code: &str, tone: Tone, text: impl Into<String>, remedy: Remedy) {
        let notice = Notice { code: code.into(), tone, text: text.into(), remedy };
        self.notices.update(|notices| {
            notices.retain(|other| other.code != notice.code);
            notices.push(notice);
        });
    }

    /// Takes a notice away because the reader closed it.
    pub fn close_notice(self, code: &str) {
        self.unsay(code);
        viewport::rescue_focus(HEADING_ID);
    }

    /// Takes notices of this code away.
    pub fn unsay(self, code: &str) {
        if self.notices.with_untracked(|notices| notices.iter().any(|notice| notice.code == code)) {
            self.notices.update(|notices| notices.retain(|notice| notice.code != code));
        }
    }

    /// Does it now, or once the saved workspace is open: before, nobody knows what it would be added to.
    pub fn when_ready(self, action: impl FnOnce() + 'static) {
        match self.ready.get_untracked() {
            true => action(),
            false => self.held.update_value(|held| held.push(Box::new(action))),
        }
    }

    /// Another workspace, or none, is open from here on.
    pub fn next_epoch(self) {
        self.epoch.update_value(|epoch| *epoch = epoch.wrapping_add(1));
        self.unfolded.set_value(BTreeSet::new());
    }

    /// A file's row was unfolded, or folded.
    pub fn fold(self, place: u32, is_open: bool) {
        self.unfolded.update_value(|places| match is_open {
            true => drop(places.insert(place)),
            false => drop(places.remove(&place)),
        });
    }

    /// Whether something may be added or edited now; where not, a notice says why.
    pub fn free(self) -> bool {
        let text = if self.job.with_untracked(|job| *job != Job::Idle) {
            "A file is still being read. Wait until it is done, or cancel it, then try again."
        } else if self.switching.get_value() > 0 {
            "A workspace is still being opened. Try again in a moment."
        } else {
            return true;
        };
        self.say("busy", Tone::Attention, text, Remedy::None);
        false
    }

    /// Something newer was done: the Undo of an older notice would take that back instead.
    pub fn forget_undo(self) {
        self.notices.update(|notices| notices.retain(|notice| notice.remedy != Remedy::Undo));
    }

    /// Whether an import is running.
    pub fn reading(self) -> bool {
        self.job.with(|job| *job != Job::Idle)
    }

    /// The engine, once started.
    pub fn engine(self) -> Option<Engine> {
        self.engine.with_value(|engine| engine.clone())
    }
}

/// The desk of this page.
pub fn desk() -> Desk {
    expect_context::<Desk>()
}
