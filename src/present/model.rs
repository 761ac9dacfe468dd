//! What the page shows, ready to be shown: every number is already text, beside its exact decimal. The page computes and
//! formats nothing. These types travel from the worker to the page, so they alone among the core's results are `Serialize`.

use serde::{Deserialize, Serialize};

pub use super::figure_model::*;
pub use super::identity_model::*;
pub use super::quality_model::*;
pub use crate::present::formats::{FormatField, FormatPlace, FormatsModel};
pub use crate::present::programmes::ProgrammeModel;

/// A figure with its name and everything needed to check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    pub label: String,
    pub figure: Figure,
    /// One short line under the figure; may be empty.
    pub sub: String,
    pub proof: Proof,
}

/// How a figure is made: shown when the reader opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// `commission ÷ revenue`
    pub formula: String,
    /// The same with this view's amounts: `$37,161.54 ÷ $412,906.00`; empty where there is none.
    pub worked: String,
    /// What the figure tells and why it matters.
    pub why: String,
    /// Which files and how many rows it comes from.
    pub source: String,
    /// How sure a proportion is; empty for any other figure.
    pub certainty: String,
}

/// One line of a chart's x axis or y axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// Position in the axis' own unit: for x, the index of the point.
    pub at: f64,
    pub label: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    Line,
    DashedLine,
    Bar,
    /// A bar over the whole width of its point, from `Series::bases` to the value: parts of a stack, or a range.
    Span,
    Dot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    Left,
    Right,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub name: String,
    pub mark: Mark,
    pub axis: Axis,
    /// One value a point of `ChartModel::points`; `None` leaves a gap. Floats exist only here, for drawing.
    pub values: Vec<Option<f64>>,
    /// Where each span begins; empty for other marks.
    pub bases: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartPoint {
    /// `Week of 4 Jan 2026`, `Creator 12`
    pub label: String,
    /// One text a series, as shown in tooltip and data table.
    pub texts: Vec<String>,
    /// Not final yet: drawn hatched, left out of the finding.
    pub immature: bool,
}

/// A chart: drawn on canvas, told in words, and given as a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartModel {
    /// Stable short name, `trend`, `pareto`, `row-trend`.
    pub id: String,
    /// The finding, as a sentence: the chart's heading.
    pub finding: String,
    /// What is drawn, period, source: the line beside the heading.
    pub caption: String,
    /// Name of what runs along x: `Week`, `Creator`.
    pub x_name: String,
    pub points: Vec<ChartPoint>,
    pub series: Vec<Series>,
    pub x_ticks: Vec<Tick>,
    pub left_ticks: Vec<Tick>,
    pub left_range: (f64, f64),
    /// Empty when no series uses the right axis.
    pub right_ticks: Vec<Tick>,
    pub right_range: (f64, f64),
}

impl ChartModel {
    /// A chart without points.
    pub fn blank() -> ChartModel {
        ChartModel {
            id: String::new(),
            finding: String::new(),
            caption: String::new(),
            x_name: String::new(),
            points: Vec::new(),
            series: Vec::new(),
            x_ticks: Vec::new(),
            left_ticks: Vec::new(),
            left_range: (0.0, 1.0),
            right_ticks: Vec::new(),
            right_range: (0.0, 1.0),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverviewModel {
    /// The one sentence a reader should take away: the page's `h1`.
    pub headline: String,
    /// Two or three sentences under it.
    pub summary: Vec<String>,
    /// Headline figures, most important first.
    pub tiles: Vec<Tile>,
    /// Every other KPI, grouped by family for the "All figures" section.
    pub families: Vec<Family>,
    /// The same by product line: a total alone can hide a line that fails.
    pub lines: LinesModel,
    pub trend: Option<ChartModel>,
    pub pareto: Option<ChartModel>,
    /// What these files cannot tell, and what would: `(what, unlock)`.
    pub unknown: Vec<Unknown>,
    /// Said beside totals when immature rows are counted in them; empty otherwise.
    pub maturity: String,
    /// With which days the figures are compared; empty where they are not.
    pub compared: String,
    /// Revenue, cost and clicks by programme, side by side; only Creator Connections, or nothing, where no other report is there.
    pub programmes: Vec<ProgrammeModel>,
}

/// Headline figures of every product line, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinesModel {
    /// Empty where no row has a line.
    pub rows: Vec<RowModel>,
    /// Names of the rows' cells.
    pub columns: Vec<String>,
    /// How to give rows a line, where they have none; how many lines more there are.
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Family {
    pub title: String,
    pub tiles: Vec<Tile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unknown {
    pub label: String,
    pub unlock: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnModel {
    /// KPI id; `key` for the first column.
    pub id: String,
    pub label: String,
    pub formula: String,
    /// Not computable for every row of this table: the page may say so once in the header.
    pub known: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowModel {
    /// Group key as in exports: creator id, ASIN, line, campaign, `2026-01-04`, `2026-01`.
    pub key: String,
    /// Short id for links: no name or key is put into an address.
    pub short_id: String,
    /// What is shown first: creator's name, product title, the week in words.
    pub label: String,
    /// Second, softer line; may be empty.
    pub sub: String,
    pub immature: bool,
    /// Where it stands by the column the table is sorted by, where that is a proportion.
    pub rank: Option<RankModel>,
    pub cells: Vec<Figure>,
}

/// A window of a table that may be much longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableModel {
    pub title: String,
    /// First column, then one a KPI, in the order of `cells`.
    pub columns: Vec<ColumnModel>,
    /// Groups after search, not just those in `rows`.
    pub rows_total: u32,
    /// Groups before search.
    pub rows_unfiltered: u32,
    /// Index of `rows[0]`.
    pub offset: u32,
    pub rows: Vec<RowModel>,
    pub totals: RowModel,
    pub sort: Sort,
    /// "24 creators match “oat”", for the live region.
    pub status: String,
    pub maturity: String,
    /// With which days the figures are compared; empty where they are not.
    pub compared: String,
    /// How rows are ranked, where the column they are sorted by is a proportion; empty otherwise.
    pub ranking: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// A column id.
    pub column: String,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The record is left out.
    Error,
    /// The record is counted, but look at it.
    Warning,
    /// Something was repaired, skipped or assumed.
    Info,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueModel {
    pub level: Level,
    pub line: u64,
    pub byte: u64,
    pub column: String,
    pub code: String,
    pub message: String,
    pub raw: String,
}

/// All issues of one code in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueGroup {
    pub level: Level,
    pub code: String,
    /// `3 rows left out: not an amount`
    pub title: String,
    pub next_step: String,
    pub count: u64,
    /// The first few.
    pub first: Vec<IssueModel>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedText {
    pub name: String,
    pub text: String,
}

/// How a file ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileState {
    Read,
    /// Its content is already counted, under this name.
    AlreadyHere {
        name: String,
    },
    /// The user has to say which column is what.
    NeedsMapping {
        waiting: u32,
        mapping: Box<MappingModel>,
    },
    Unusable {
        code: String,
        message: String,
        next_step: String,
    },
}

/// One card on the Data page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCard {
    /// Source number inside the workspace, of a file that is already here that of its twin; meaningless for all others.
    pub source: u32,
    pub name: String,
    pub is_sample: bool,
    pub outcome: FileState,
    /// `Creator Connections earnings (creator side)`
    pub kind: String,
    /// How sure that is: `92% sure`, `columns chosen by you`; empty where nothing is known.
    pub how: String,
    /// The archive or book this file came in, when it came in one: `exports.zip`.
    pub inside: String,
    /// `4 Jan – 4 Jul 2026`; empty when no row was accepted.
    pub period: String,
    pub records: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
    /// `6,214 rows read`
    pub counts: String,
    /// `3 left out, 1 skipped`; empty when every record was read.
    pub uncounted: String,
    /// The worst first.
    pub issues: Vec<IssueGroup>,
    /// Facts for the details fold: size, encoding, separator, header line, currency.
    pub facts: Vec<NamedText>,
    /// Header as written → what it was read as (`text` is empty when not used).
    pub columns: Vec<NamedText>,
    /// For a file without a creator column: the creator it belongs to, editable.
    pub creator: Option<String>,
    /// For a report without dates in its rows: the days it speaks of, editable.
    pub period_field: Option<PeriodField>,
    /// For a file that was read: in which forms, and which others there are.
    pub formats: Option<FormatsModel>,
    /// Place in the list, which a file keeps when it is read again.
    pub place: u32,
}

/// The days a whole file speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodField {
    /// ISO dates; empty while nobody said them.
    pub first: String,
    pub last: String,
    /// `as the file says`, `taken from the file's name: an assumption`, `as you said`, or that they are needed.
    pub note: String,
    /// Its figures belong to no period until the reader says one.
    pub is_needed: bool,
}

/// A choice the user makes for each canonical column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingModel {
    /// Why the file could not be read by itself.
    pub reason: String,
    /// What the file may be read as, the likeliest first; the last are all others.
    pub kinds: Vec<KindModel>,
    /// `Read as Market Basket Analysis`: what one click with the suggested choice does; empty where columns must be chosen first.
    pub one_click: String,
    /// Encoding and separator: with others the file has other headers.
    pub file: Vec<FormatField>,
    /// Headers in file order, each with its first values.
    pub headers: Vec<HeaderModel>,
    /// What can be chosen for a header: `(id, label)`.
    pub targets: Vec<TargetModel>,
    pub choice: MappingChoice,
    pub preview: PreviewModel,
}

/// A report a file may be read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindModel {
    /// For [`MappingChoice::kind`]; empty for attribution facts.
    pub id: String,
    pub label: String,
    /// Its headers suggest it.
    pub is_likely: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderModel {
    pub text: String,
    /// The first values of this column, as written.
    pub samples: Vec<String>,
    /// Why it is suggested to be what it is, or why nothing is: `its name says so`, `values look like amounts`.
    pub reason: String,
    /// Ids of the targets it may be, the likeliest first.
    pub likely: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetModel {
    pub id: String,
    pub label: String,
    pub hint: String,
    pub required: bool,
}

/// How a file is to be read. Empty texts leave it to the file; what was saved before a field existed leaves it so too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MappingChoice {
    /// The report the file is read as; empty for attribution facts.
    pub kind: String,
    /// One target id (or empty for "not used") a header; no entries at all: as the headers say.
    pub targets: Vec<String>,
    /// `month-first`, `day-first` or `serial`, for all columns with dates such as 03/04/2026.
    pub date_order: String,
    /// `point` (`1,234.56`) or `comma` (`1.234,56`), for all columns.
    pub decimal: String,
    /// The same for single columns, one entry a header; missing ones say nothing.
    pub dialects: Vec<DialectChoice>,
    /// The separator, as itself.
    pub delimiter: String,
    /// Name of the encoding to read the text as; empty for what its bytes look like.
    pub encoding: String,
}

/// How one column is written; empty texts leave it to its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DialectChoice {
    pub dates: String,
    pub decimal: String,
    /// `percent` or `fraction`, for rates without a percent sign.
    pub rates: String,
}

/// The first rows as they would be read with the current choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewModel {
    /// Labels of the mapped columns.
    pub columns: Vec<String>,
    pub rows: Vec<PreviewRow>,
    /// What still stands in the way of importing; empty when it can go ahead.
    pub problems: Vec<String>,
}

/// What reading the whole file with a choice would give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialModel {
    /// The card the file would have.
    pub card: FileCard,
    /// Sums over all rows, written as the file writes its numbers, to be compared with the reader's own sheet.
    pub totals: Vec<NamedText>,
    /// What looks wrong although every row can be read; whole sentences.
    pub cautions: Vec<String>,
    /// What amounts are taken for where the file names no currency; empty where it does, or has no amounts.
    pub assumed_currency: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    pub line: u64,
    pub cells: Vec<String>,
    /// Why this row would be left out; empty when it would be read.
    pub problem: String,
}

/// A template to download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateModel {
    /// For `present::render::csv::template`.
    pub kind: String,
    pub label: String,
    /// What goes into it.
    pub found: String,
    pub file_name: String,
    /// Its header, for reading: `Date, Creator ID, Creator`.
    pub columns: String,
    /// The same one by one, and what an example row has in each.
    pub fields: Vec<String>,
    pub example: Vec<String>,
}

/// What the shell around every page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceModel {
    /// No rows yet.
    pub empty: bool,
    pub is_sample: bool,
    /// `4 Jan – 4 Jul 2026 · 26 weeks · 41 creators · 12 ASINs`
    pub extent: String,
    /// First and last date in the data, ISO; empty when there is none.
    pub date_min: String,
    pub date_max: String,
    pub rows: u64,
    pub currency: String,
    /// Lines to filter by.
    pub lines: Vec<LineModel>,
    /// Campaigns to filter by.
    pub campaigns: Vec<LineModel>,
    pub files: Vec<FileCard>,
    /// Pairs of files that speak of the same sales.
    pub overlaps: Vec<OverlapModel>,
    pub steps: StepsModel,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineModel {
    pub short_id: String,
    pub label: String,
}
