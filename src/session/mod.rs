//! One session of work: the workspace in memory, imports into it, answers from it. Pure: no clock, no file, no browser.

mod again;
mod aliases;
mod answers;
mod beside;
mod commission;
mod commit;
mod derive;
mod diagnosis;
mod held;
mod history;
mod import;
mod lines;
mod notes;
mod quality;
mod rehearsal;
mod sources;
mod unpacking;

pub use held::Held;
pub use import::{Closed, Feed, Import, range_reader};
pub use rehearsal::rehearse;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::analysis::beside::Beside;
use crate::analysis::compare::Comparison;
use crate::analysis::{Analysis, Rules};
use crate::commission::{Commission, Terms, Typed};
use crate::intake::Mapping;
use crate::intake::reports::Schema;
use crate::intake::sniff::Sniffed;
use crate::ledger::resolve::Resolution;
use crate::ledger::supersede::SheetOverlap;
use crate::ledger::{Ledger, Sheet, Slice};
use crate::present::mapping::{self, mapping_of};
use crate::present::model::{FileCard, FileState, MappingModel, WorkspaceModel};
use crate::present::ranking::Ranking;
use crate::present::{files, formats, overlap};
use crate::protocol::messages::{Answer, SavedMapping};
use crate::quality::Standards;
use crate::quality::grade::Letter;
use crate::sample;
use crate::units::{Currency, Date, Ratio};
use crate::workspace::edits::Edits;
use crate::workspace::packing::{self, PackError, Packer};
use crate::workspace::settings::{LineSettings, RateChange, Settings, TierDesign};
use crate::workspace::source::SourceFile;
use crate::workspace::{SCHEMA, snapshot};

/// Everything the worker, or one run of the command line, holds.
pub struct Session {
    seed: u64,
    rules: Rules,
    standards: Standards,
    terms: Terms,
    /// Fields of products as the settings give them.
    typed: Typed,
    planned: Planned,
    default_currency: Option<Currency>,
    lines: LineSettings,
    mappings: Vec<SavedMapping>,
    ledger: Ledger,
    /// Files that take part, in the order they came in.
    files: Vec<SourceFile>,
    /// Rows of files that are no attribution facts, by source; those of files set aside too.
    sheets: Vec<(u32, Sheet)>,
    /// Sheets of one kind that share keys; derived like `resolution`.
    sheet_overlaps: Vec<SheetOverlap>,
    edits: Edits,
    /// Sources whose files were dropped since the workspace was opened, so that they can be read again.
    at_hand: BTreeSet<u32>,
    /// Which rows count where files speak of the same sales; derived whenever a file or an alias comes or goes.
    resolution: Resolution,
    waiting: Vec<Waiting>,
    next_source: u32,
    next_waiting: u32,
    /// What the commission engine made of all this.
    commission: OnceLock<Arc<Commission>>,
    /// What other files say beside the rows.
    beside: OnceLock<Beside>,
    /// What was found in the selection asked for last.
    diagnosed: Option<diagnosis::Diagnosed>,
    /// The grade of the files; see [`Session::quality`].
    letter: Option<Letter>,
    /// The last table, kept so that scrolling does not compute it again.
    shown: Option<Shown>,
}

/// What the settings plan, for the command line.
#[derive(Default)]
struct Planned {
    tiers: Option<TierDesign>,
    transition: Option<(Ratio, Date)>,
}

/// A file whose columns the user has yet to choose.
struct Waiting {
    number: u32,
    sniffed: Sniffed,
    file: SourceFile,
}

struct Shown {
    slice: Slice,
    analysis: Analysis,
    search: String,
    sort: crate::present::model::Sort,
    order: Vec<usize>,
    /// Where the column sorted by is a proportion.
    ranking: Option<Ranking>,
    /// With what the view is compared, as the address says it, and the figures of those days.
    compare: Option<String>,
    comparison: Option<Comparison>,
}

impl Default for Session {
    fn default() -> Session {
        Session::new()
    }
}

impl Session {
    pub fn new() -> Session {
        Session::with_seed(0)
    }

    /// `seed` is for hashing only: no result depends on it.
    pub fn with_seed(seed: u64) -> Session {
        Session {
            seed,
            rules: Rules::default(),
            standards: Standards::default(),
            terms: Terms::default(),
            typed: Typed::default(),
            planned: Planned::default(),
            default_currency: None,
            lines: LineSettings::default(),
            mappings: Vec::new(),
            ledger: Ledger::new(seed),
            files: Vec::new(),
            sheets: Vec::new(),
            sheet_overlaps: Vec::new(),
            edits: Edits::default(),
            at_hand: BTreeSet::new(),
            resolution: Resolution::default(),
            waiting: Vec::new(),
            next_source: 1,
            next_waiting: 1,
            commission: OnceLock::new(),
            beside: OnceLock::new(),
            diagnosed: None,
            letter: None,
            shown: None,
        }
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Which rows count where files speak of the same sales.
    pub fn resolution(&self) -> &Resolution {
        &self.resolution
    }

    /// Sheets of the files that take part, with their source numbers, in the order they were added.
    pub fn sheets(&self) -> impl Iterator<Item = &(u32, Sheet)> {
        self.sheets.iter().filter(|(source, _)| self.files.iter().any(|file| file.id == *source))
    }

    /// Files whose columns are yet to be chosen.
    pub fn waiting_files(&self) -> impl Iterator<Item = &SourceFile> {
        self.waiting.iter().map(|waiting| &waiting.file)
    }

    /// Applies settings (JSON text) and remembered mappings; what cannot be used is refused with its sentence and
    /// leaves everything as it was.
    pub fn configure(&mut self, settings: &str, mappings: Vec<SavedMapping>) -> Result<(), String> {
        let settings = Settings::from_json(settings)?;
        let rules = settings.rules().map_err(|error| error.to_string())?;
        let transition = settings.transition.as_ref().map(RateChange::read).transpose().map_err(|error| error.to_string())?;
        let planned = Planned { tiers: settings.tiers.clone(), transition };
        self.default_currency = settings.currency().map_err(|error| error.to_string())?;
        let lines = settings.lines().map_err(|error| error.to_string())?;
        let (standards, terms, typed) = (settings.standards(), settings.terms(), settings.typed());
        (self.standards, self.terms, self.typed) =
            (standards.map_err(|error| error.to_string())?, terms.map_err(|error| error.to_string())?, typed.map_err(|error| error.to_string())?);
        self.planned = planned;
        (self.rules, self.lines, self.mappings) = (rules, lines, mappings);
        self.derive();
        Ok(())
    }

    /// The currency of the files that take part; where none names one the setting's, else US dollars, as an assumption.
    pub fn currency(&self) -> Currency {
        self.stated_currency().or(self.default_currency).unwrap_or(Currency::USD)
    }

    /// The built-in synthetic client's files as names and bytes.
    pub fn sample(&self) -> Vec<(String, Vec<u8>)> {
        sample::files().into_iter().map(|(name, _, text)| (name.to_owned(), text.into_bytes())).collect()
    }

    /// The workspace packed into UTF-16 units without surrogates, and its number of rows.
    pub fn snapshot(&self) -> (Vec<u16>, u64) {
        let mut body = Vec::new();
        let (head, rows) = self.snapshot_in_pieces(&mut |units| body.extend_from_slice(units));
        (head.encode_utf16().chain(body).collect(), rows)
    }

    /// The same piece by piece, so that it need not be held whole: `each` is given what stands behind the head, in order; the
    /// head, which stands first, is known last.
    pub fn snapshot_in_pieces(&self, each: &mut dyn FnMut(&[u16])) -> (String, u64) {
        let (mut packer, mut units) = (Packer::default(), Vec::new());
        let mut piece = |bytes: &[u8]| {
            units.clear();
            packer.piece(bytes, &mut units);
            each(&units);
        };
        self.with_what_is_saved(|ledger, edits| snapshot::encode(ledger, &self.files, &self.sheets, edits, &mut piece));
        (packer.head(SCHEMA), self.ledger.rows() as u64)
    }

    /// Opens a saved workspace in place of this one. A damaged or newer one changes nothing.
    pub fn restore(&mut self, packed: &[u16]) -> Answer {
        let bytes = match packing::unpack(packed, SCHEMA) {
            Ok(bytes) => bytes,
            Err(error @ PackError::Newer { .. }) => return refused("storage-newer", &format!("{error} Open it with that version, or start a new workspace.")),
            Err(error) => return refused("storage-unreadable", &error.to_string()),
        };
        match snapshot::decode(&bytes, self.seed) {
            Ok((ledger, files, sheets, edits)) => {
                self.next_source = files.iter().chain(&edits.aside).map(|file| file.id).max().unwrap_or(0).saturating_add(1);
                (self.ledger, self.files, self.edits, self.waiting) = (ledger, files, edits, Vec::new());
                self.sheets = sheets;
                self.at_hand.clear();
                self.derive();
                Answer::Workspace { workspace: self.workspace(), remember: None }
            }
            Err(error) => refused("storage-unreadable", &error.to_string()),
        }
    }

    pub fn begin_import(&self) -> Import {
        Import::new(self.seed, self.mappings.clone(), self.held_files())
    }

    /// Drops the import and answers `Cancelled`.
    pub fn abandon(&mut self, import: Import) -> Answer {
        drop(import);
        Answer::Cancelled { workspace: self.workspace() }
    }

    /// What the shell around every page shows.
    pub fn workspace(&self) -> WorkspaceModel {
        let read = self.files.iter().map(|file| self.card(file));
        let waiting = self.waiting.iter().map(|waiting| waiting_card(waiting, self.currency()));
        let mut overlaps = overlap::models(&self.resolution, &self.files, self.currency());
        overlaps.extend(overlap::sheet_models(&self.sheet_overlaps, &self.files, self.currency()));
        files::workspace(&self.ledger, &self.files, read.chain(waiting).collect(), overlaps, self.steps())
    }

    /// The card of a file that takes part.
    fn card(&self, file: &SourceFile) -> FileCard {
        let formats = formats::model(file, self.at_hand.contains(&file.id));
        FileCard { formats: Some(formats), ..files::card(file, self.currency(), FileState::Read) }
    }
}

fn waiting_card(waiting: &Waiting, currency: Currency) -> FileCard {
    let mapping = waiting.model(waiting.sniffed.detection.schema);
    files::card(&waiting.file, currency, FileState::NeedsMapping { waiting: waiting.number, mapping: Box::new(mapping) })
}

impl Waiting {
    /// Its mapping step, as a report; `None` means attribution facts.
    fn model(&self, schema: Option<&'static Schema>) -> MappingModel {
        let why = self.file.issues.iter().find(|issue| issue.severity == "error").map(|issue| issue.message.as_str());
        mapping::model(&self.sniffed, &self.file, why.unwrap_or("Read so, its headers are known: compare the first rows, then read it."), schema)
    }
}

fn refused(code: &str, message: &str) -> Answer {
    Answer::Refused { code: code.into(), message: message.into() }
}

/// The mapping remembered for a header shape.
fn remembered(mappings: &[SavedMapping], shape: &str) -> Option<Mapping> {
    mappings.iter().find(|saved| saved.shape == shape).map(|saved| mapping_of(&saved.choice))
}

fn day(text: &Option<String>) -> Option<Date> {
    text.as_deref().and_then(Date::from_iso)
}
