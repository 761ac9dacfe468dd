//! Messages between the page and its worker, as bytes; `File` objects and the saved snapshot travel beside them.

use serde::{Deserialize, Serialize};

use crate::present::commission::model::{CostsModel, OfferModel, OffersModel, RatesModel, ScenarioChoice, TiersModel, TransitionModel};
use crate::present::commission::tiers::TierDesign;
use crate::present::diagnosis::model::DiagnosisModel;
use crate::present::model::{
    AliasesModel, ChartModel, FileCard, MappingChoice, MappingModel, OverviewModel, PreviewModel, QualityModel, RestatementsModel, TableModel, TemplateModel,
    TrialModel, WorkspaceModel,
};
use crate::present::sources::SourcesModel;
use crate::protocol::route::View;

/// Page to worker. `id` is repeated in every answer, so that an answer to an older question can be dropped.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    pub id: u32,
    pub body: Ask,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// First message: seed for hashing, from the browser's random source; settings and remembered mappings as JSON texts.
    Start {
        seed: u64,
        settings: String,
        mappings: Vec<SavedMapping>,
    },
    /// Read these files; the attachments are `File` objects in the same order.
    Import {
        names: Vec<String>,
    },
    /// Read pasted text as a file of this name.
    Paste {
        name: String,
        text: String,
    },
    /// Read rows typed into the columns of a template, as a file of now (milliseconds since 1970).
    TypedRows {
        kind: String,
        rows: Vec<Vec<String>>,
        now_ms: u64,
    },
    /// Read the built-in synthetic client.
    Sample,
    /// Stop the running import; nothing of it is kept. Answered by the import's own `Cancelled`.
    Cancel,
    /// The attachments are ports to the workers that read shares of large files, in place of all earlier ones; without
    /// any, the host reads alone. Has no answer.
    Readers,
    /// The reader behind the port with this number has died. Has no answer.
    ReaderLost {
        number: u32,
    },
    /// The attachment is the port to the worker that opens archives and workbooks; without one there is none, or it has died.
    /// Has no answer.
    Books,
    /// Show how a waiting file would be read with this choice.
    Preview {
        waiting: u32,
        choice: MappingChoice,
    },
    /// Read a waiting file to its end with this choice, only to say what it would give.
    Trial {
        waiting: u32,
        choice: MappingChoice,
    },
    /// Look at a waiting file again, in this encoding and with this separator; the choice says nothing of columns.
    LookAgain {
        waiting: u32,
        choice: MappingChoice,
    },
    /// Read a waiting file with this choice.
    Map {
        waiting: u32,
        choice: MappingChoice,
    },
    /// Read a file that is in the workspace once more, with this choice; it takes the place of its earlier reading.
    ReadAgain {
        source: u32,
        choice: MappingChoice,
    },
    /// Forget a waiting or unusable file's card.
    Dismiss {
        waiting: u32,
    },
    /// Name the creator of a file without a creator column.
    NameCreator {
        source: u32,
        name: String,
    },
    /// Say which days a whole file speaks of; ISO dates, both inclusive.
    SetPeriod {
        source: u32,
        first: String,
        last: String,
    },
    /// Show the mapping step of a waiting file for another report; an empty kind means attribution facts.
    Retarget {
        waiting: u32,
        kind: String,
    },
    /// Take one file's rows out of the workspace.
    RemoveFile {
        source: u32,
    },
    /// Creators that may be one under two names, and those that were merged.
    Aliases,
    /// Count one creator (by key) as another from now on.
    Merge {
        from: String,
        to: String,
    },
    /// Count a merged creator on its own again.
    Unmerge {
        from: String,
    },
    /// How far the files can be trusted, and what can be told from them.
    Quality,
    /// Take the latest step back: an import, a removal, a merge or a name.
    Undo,
    /// Repeat the step that was taken back last.
    Redo,
    /// Forget all steps, and with them the rows of files that were removed.
    ForgetSteps,
    /// What a file restates of an older one, key by key.
    Restatements {
        newer: u32,
        older: u32,
    },
    Overview {
        view: View,
    },
    /// What every rule says of the selection.
    Diagnosis {
        view: View,
    },
    Table {
        view: View,
        offset: u32,
        limit: u32,
    },
    /// The trend of one row of the table.
    RowTrend {
        view: View,
        row: String,
    },
    /// The whole table as CSV text, formula-safe.
    TableCsv {
        view: View,
    },
    /// What creators see of each product: those whose ASIN, title or line holds `search`, of one verdict or (empty) of all.
    Offers {
        search: String,
        verdict: String,
        limit: u32,
    },
    /// One product by its short id, under the numbers being tried.
    Offer {
        row: String,
        tried: ScenarioChoice,
    },
    /// What is paid, sorted by the rate of its links.
    Rates,
    /// A plan for a new rate in per cent, from a day on.
    Transition {
        rate: String,
        day: String,
    },
    /// What tiers would have cost; without a design the one kept, else a proposal.
    Tiers {
        design: Option<TierDesign>,
    },
    /// Product lines, costs by creator, budgets and assumptions.
    CreatorCosts,
    /// The rows a figure was made from.
    Sources {
        of: SourcesOf,
    },
    /// Every product with its verdict as CSV text, formula-safe.
    OffersCsv,
    /// Keep something typed, decided or designed; nothing removes it.
    Note {
        key: String,
        value: Option<String>,
    },
    /// Every rejected record of every file, as CSV text.
    Rejects,
    /// What a file restates of an older one, key by key, as CSV text.
    RestatementsCsv {
        newer: u32,
        older: u32,
    },
    /// The templates there are.
    Templates,
    /// One of them, as CSV text.
    Template {
        kind: String,
    },
    /// The workspace in its saved form; the answer's attachment is the packed text (as a `Blob`).
    Snapshot,
    /// Open a saved workspace; the attachment is the packed text.
    Restore,
    /// Forget everything held in memory.
    Clear,
}

/// A figure whose rows are asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourcesOf {
    /// A KPI of a view as a whole.
    Kpi { view: View, kpi: String },
    /// One group of a view, by its short id.
    Row { view: View, row: String },
    /// A figure of a product, by its short id.
    Offer { row: String, figure: String },
    /// The ledger of rates.
    Ledger,
    /// What tiers are costed on.
    Tiers,
    /// What one creator costs in all, by place in the list.
    Creator { at: u32 },
    /// A piece of evidence of a finding: by the finding's id, the comparison (none for its facts) and the place in it.
    Finding { view: View, finding: String, comparison: Option<u32>, at: u32 },
    /// Costs that name no creator, by the id of their line.
    SharedCost { model: String },
}

/// Worker to page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reply {
    /// The request's id; 0 for `Ready` and `Panicked`.
    pub id: u32,
    pub body: Answer,
}

/// Counts over all files of one import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportTotals {
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant, reason = "on some targets it is; one answer exists at a time, on its way to bytes or from them")]
pub enum Answer {
    /// Sent once, before anything may be asked.
    Ready {
        build: String,
    },
    /// A panic's text, sent by the hook just before the worker dies. Holds no cell content.
    Panicked {
        text: String,
    },
    Started,
    Progress {
        file_name: String,
        bytes_done: u64,
        bytes_total: u64,
        text: String,
    },
    /// The import has come to an archive or a workbook: `Ask::Books` is expected.
    BooksWanted,
    /// An import ended: `files` are this import's cards, `workspace` everything there is now.
    Imported {
        totals: ImportTotals,
        files: Vec<FileCard>,
        workspace: WorkspaceModel,
        remember: Option<SavedMapping>,
    },
    /// The import was stopped; the workspace is as it was.
    Cancelled {
        workspace: WorkspaceModel,
    },
    Preview {
        preview: PreviewModel,
    },
    /// What a choice would give; nothing of it is kept.
    Trial {
        model: Box<TrialModel>,
    },
    Mapping {
        mapping: Box<MappingModel>,
    },
    /// The workspace after an edit, a restore or a clear.
    Workspace {
        workspace: WorkspaceModel,
        /// What is kept from now on for files with these headers, where a step changed it.
        remember: Option<SavedMapping>,
    },
    Overview {
        model: OverviewModel,
    },
    Diagnosis {
        model: Box<DiagnosisModel>,
    },
    Table {
        model: TableModel,
    },
    RowTrend {
        model: ChartModel,
    },
    Offers {
        model: OffersModel,
    },
    Offer {
        model: Box<OfferModel>,
    },
    Rates {
        model: RatesModel,
    },
    Transition {
        model: Box<TransitionModel>,
    },
    Tiers {
        model: TiersModel,
    },
    Costs {
        model: Box<CostsModel>,
    },
    Sources {
        model: Box<SourcesModel>,
    },
    Text {
        text: String,
    },
    Restatements {
        model: RestatementsModel,
    },
    Aliases {
        model: AliasesModel,
    },
    Templates {
        models: Vec<TemplateModel>,
    },
    Quality {
        model: QualityModel,
    },
    /// The attachment is the packed text.
    Snapshot {
        rows: u64,
    },
    /// The request could not be met; `code` is stable, `message` says what, where and what next.
    Refused {
        code: String,
        message: String,
    },
}

/// A mapping the user made, remembered by the shape of the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedMapping {
    /// Fingerprint of the normalised header row.
    pub shape: String,
    pub choice: MappingChoice,
}

/// A message as it is sent. Page and worker are of one build, so the bytes hold no names. `None` is a mistake of ours.
pub fn to_bytes(message: &impl Serialize) -> Option<Vec<u8>> {
    postcard::to_allocvec(message).ok()
}

/// A message as it was sent; `None` for bytes that are none.
pub fn from_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_as_it_was_sent() {
        let choice = MappingChoice { targets: vec!["date".into(), String::new()], decimal: "comma".into(), ..MappingChoice::default() };
        let request = Request { id: 7, body: Ask::Map { waiting: 3, choice: choice.clone() } };
        let bytes = to_bytes(&request).expect("it can be written");
        let Some(Request { id: 7, body: Ask::Map { waiting: 3, choice: read } }) = from_bytes(&bytes) else { panic!("{bytes:?}") };
        assert_eq!(read, choice);
    }

    #[test]
    fn bytes_that_are_no_message_are_none() {
        assert!(from_bytes::<Reply>(&[]).is_none());
        assert!(from_bytes::<Reply>(&[1, 255, 255]).is_none());
    }
}
