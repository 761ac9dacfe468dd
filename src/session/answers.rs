//! Questions about the workspace, and edits of it.

use super::{Session, Shown, day, refused};
use crate::analysis::compare::{self, Comparison};
use crate::analysis::{Analysis, Detail, analyse, as_of};
use crate::intake::period::PeriodSource;
use crate::intake::reports;
use crate::ledger::{Dictionary, Dimension, Period, Slice};
use crate::present::model::Sort;
use crate::present::overview::{Parts, overview};
use crate::present::programmes::{Days, programmes};
use crate::present::ranking::Ranking;
use crate::present::render::csv;
use crate::present::table::{self, Window, default_sort, label_of, order};
use crate::present::{chart, format, mapping, overlap};
use crate::protocol::messages::{Answer, Ask, SavedMapping};
use crate::protocol::route::{Grouping, View, against};
use crate::units::Date;
use crate::units::fingerprint::short_id;
use crate::workspace::edits::Edit;
use crate::workspace::source::SourceFile;

/// Longest creator name a user may type.
const NAME_CHARS_MAX: usize = 200;

impl Session {
    /// Everything that needs neither a file nor an attachment.
    pub fn answer(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Start { seed, settings, mappings } => self.start(seed, &settings, mappings),
            Ask::Preview { waiting, choice } => match self.waiting.iter().find(|known| known.number == waiting) {
                Some(known) => Answer::Preview { preview: mapping::preview(&known.sniffed, &known.file.name, &choice) },
                None => refused("file-gone", "This file is no longer waiting. Drop it again."),
            },
            Ask::Retarget { waiting, kind } => match self.waiting.iter().find(|known| known.number == waiting) {
                Some(known) => Answer::Mapping { mapping: Box::new(known.model(reports::schema(&kind))) },
                None => refused("file-gone", "This file is no longer waiting. Drop it again."),
            },
            Ask::SetPeriod { source, first, last } => self.set_period(source, &first, &last),
            Ask::Dismiss { waiting } => {
                self.waiting.retain(|known| known.number != waiting);
                self.edited()
            }
            Ask::NameCreator { source, name } => self.name_creator(source, &name),
            Ask::RemoveFile { source } => self.remove_file(source),
            Ask::Aliases => self.aliases(),
            Ask::Offers { .. }
            | Ask::Offer { .. }
            | Ask::Rates
            | Ask::Transition { .. }
            | Ask::Tiers { .. }
            | Ask::CreatorCosts
            | Ask::OffersCsv
            | Ask::Note { .. } => self.answer_commission(ask),
            Ask::Sources { of } => self.sources(&of),
            Ask::Quality => Answer::Quality { model: self.quality_model() },
            Ask::Merge { from, to } => self.merge(&from, &to),
            Ask::Unmerge { from } => self.unmerge(&from),
            Ask::Undo => self.undo(),
            Ask::Redo => self.redo(),
            Ask::ForgetSteps => self.forget_steps(),
            Ask::Restatements { newer, older } => self.restatements(newer, older),
            Ask::Overview { view } => self.overview(&view),
            Ask::Diagnosis { view } => self.answer_diagnosis(&view),
            Ask::Table { view, offset, limit } => self.table(&view, offset, limit),
            Ask::RowTrend { view, row } => self.row_trend(&view, &row),
            Ask::TableCsv { view } => self.table_csv(&view),
            Ask::RestatementsCsv { newer, older } => match self.restatements(newer, older) {
                Answer::Restatements { model } => Answer::Text { text: csv::restatements(&model) },
                other => other,
            },
            Ask::Templates => Answer::Templates { models: csv::templates() },
            Ask::Template { kind } => match csv::template(&kind) {
                Some(text) => Answer::Text { text },
                None => refused("no-template", "There is no template of this kind."),
            },
            Ask::Rejects => Answer::Text { text: csv::rejects(self.files.iter()) },
            Ask::Clear => self.clear(),
            Ask::Import { .. }
            | Ask::Paste { .. }
            | Ask::TypedRows { .. }
            | Ask::Sample
            | Ask::Map { .. }
            | Ask::LookAgain { .. }
            | Ask::ReadAgain { .. }
            | Ask::Trial { .. }
            | Ask::Cancel
            | Ask::Snapshot
            | Ask::Restore
            | Ask::Readers
            | Ask::ReaderLost { .. }
            | Ask::Books => refused("not-a-question", "This request needs files and is handled elsewhere."),
        }
    }

    /// Forgets everything held in memory but what was set.
    fn clear(&mut self) -> Answer {
        *self = Session {
            rules: self.rules,
            standards: std::mem::take(&mut self.standards),
            terms: std::mem::take(&mut self.terms),
            typed: std::mem::take(&mut self.typed),
            planned: std::mem::take(&mut self.planned),
            default_currency: self.default_currency,
            lines: std::mem::take(&mut self.lines),
            mappings: std::mem::take(&mut self.mappings),
            ..Session::with_seed(self.seed)
        };
        self.edited()
    }

    fn start(&mut self, seed: u64, settings: &str, mappings: Vec<SavedMapping>) -> Answer {
        if self.files.is_empty() && self.waiting.is_empty() {
            *self = Session::with_seed(seed);
        }
        match self.configure(settings, mappings) {
            Ok(()) => Answer::Started,
            Err(message) => refused("settings-unusable", &message),
        }
    }

    pub(super) fn edited(&mut self) -> Answer {
        self.edited_and(None)
    }

    /// After an edit that also changes what is kept for headers.
    pub(super) fn edited_and(&mut self, remember: Option<SavedMapping>) -> Answer {
        self.derive();
        Answer::Workspace { workspace: self.workspace(), remember }
    }

    fn remove_file(&mut self, source: u32) -> Answer {
        // What was corrected of a file goes with it.
        let sources: Vec<u32> = self.files.iter().filter(|file| file.id == source || file.origin == source).map(|file| file.id).collect();
        if !sources.is_empty() {
            self.set_aside(&sources);
            self.note(Edit::Remove { sources });
        }
        self.edited()
    }

    fn name_creator(&mut self, source: u32, name: &str) -> Answer {
        let name: String = name.trim().chars().take(NAME_CHARS_MAX).collect();
        let Some(before) = self.files.iter().find(|file| file.id == source).and_then(|file| file.creator.clone()) else {
            return refused("no-such-file", "This file has a creator column of its own.");
        };
        if name.is_empty() {
            return refused("name-empty", "Type a name for the creator.");
        }
        if self.ledger.name_creator(source, &name).is_err() {
            return refused("limit", "There are too many different creators to add another.");
        }
        self.give_creator(source, &name);
        if before != name {
            self.note(Edit::NameCreator { source, before, after: name });
        }
        self.edited()
    }

    /// Every restated key of two files, as far as they are listed.
    fn restatements(&self, newer: u32, older: u32) -> Answer {
        match self.resolution.overlaps.iter().find(|overlap| overlap.newer == newer && overlap.older == older) {
            Some(found) => Answer::Restatements { model: overlap::restatements(found, &self.ledger, &self.files, self.currency()) },
            None => refused("no-overlap", "These two files have nothing in common any more."),
        }
    }

    /// Says which days a file without dates of its own speaks of.
    pub(super) fn set_period(&mut self, source: u32, first: &str, last: &str) -> Answer {
        let is_said = |file: &&mut SourceFile| file.id == source && file.period_source != PeriodSource::File.name();
        let sheet = self.sheets.iter_mut().find(|(id, _)| *id == source).map(|(_, sheet)| sheet);
        let (Some(sheet), Some(file)) = (sheet, self.files.iter_mut().find(is_said)) else {
            return refused("no-such-file", "This file says its days itself.");
        };
        let (Some(first), Some(last)) = (Date::from_iso(first), Date::from_iso(last)) else {
            return refused("bad-period", "Type both days as YYYY-MM-DD.");
        };
        let Some(period) = Period::new(first, last) else {
            return refused("bad-period", "The last day is before the first: type them the other way round.");
        };
        sheet.period = Some(period);
        file.period = Some((first.iso(), last.iso()));
        file.period_source = PeriodSource::Reader.name().into();
        file.take_dates(sheet.extent());
        self.edited()
    }

    pub(super) fn dimension(&self, by: Grouping) -> Dimension {
        match by {
            Grouping::Creator => Dimension::Creator,
            Grouping::Asin => Dimension::Asin,
            Grouping::Line => Dimension::Line,
            Grouping::Campaign => Dimension::Campaign,
            Grouping::Week => Dimension::Week(self.rules.week_start),
            Grouping::Month => Dimension::Month,
        }
    }

    /// The rows a view speaks of; ids and days that mean nothing here select everything.
    pub(super) fn slice(&self, view: &View) -> Slice {
        let line = view.line.as_deref().and_then(|id| code_of(self.ledger.lines(), id));
        let campaign = view.campaign.as_deref().and_then(|id| code_of(self.ledger.campaigns(), id));
        // Rows of the last days may still change.
        let mature_until = as_of(&self.ledger, &self.rules).filter(|_| view.mature).map(|today| today.minus_days(self.rules.unsettled_days()));
        Slice { from: day(&view.from), to: day(&view.to).into_iter().chain(mature_until).min(), line, campaign, ..Slice::ALL }
    }

    fn overview(&self, view: &View) -> Answer {
        let slice = self.slice(view);
        let by_week = self.analysed(&slice, Dimension::Week(self.rules.week_start), Detail::Sums);
        let by_creator = by_week.regrouped(&self.ledger, Dimension::Creator);
        let by_line = by_week.regrouped(&self.ledger, Dimension::Line);
        let source = match self.files.as_slice() {
            [only] => only.name.clone(),
            several => format::counted(several.len() as u64, "file", "files"),
        };
        let comparison = self.comparison(view.compare.as_deref(), &slice, Dimension::Whole);
        // Other programmes' reports know no product lines: beside a filtered figure theirs would mislead.
        let days = Days { from: slice.from, to: slice.to };
        let programmes = if slice.line.is_some() { Vec::new() } else { programmes(by_week.whole(), self.sheets().map(|(_, sheet)| sheet), days) };
        let parts = Parts {
            ledger: &self.ledger,
            by_week: &by_week,
            by_creator: &by_creator,
            by_line: &by_line,
            currency: self.currency(),
            source,
            programmes,
            comparison,
        };
        Answer::Overview { model: overview(&parts) }
    }

    /// The table a view shows, computed once for all its windows.
    fn shown(&mut self, view: &View) -> Option<&Shown> {
        let (slice, dimension) = (self.slice(view), self.dimension(view.by));
        let is_column = |id: &str| id == table::KEY_COLUMN || crate::kpi::by_id(id).is_some();
        let wanted = view.sort.clone().filter(|(column, _)| is_column(column));
        let sort = wanted.map_or_else(|| default_sort(dimension), |(column, descending)| Sort { column, descending });
        let current = self.shown.take().filter(|shown| shown.slice == slice && shown.analysis.dimension == dimension);
        let shown = match current {
            Some(shown) if shown.search == view.search && shown.sort == sort && shown.compare == view.compare => shown,
            Some(shown) => {
                let ranking = shown.ranking.filter(|ranking| ranking.kpi == sort.column).or_else(|| self.ranking(&shown.analysis, &sort));
                let order = order(&self.ledger, &shown.analysis, &view.search, &sort, ranking.as_ref());
                let comparison = if shown.compare == view.compare { shown.comparison } else { self.comparison(view.compare.as_deref(), &slice, dimension) };
                Shown { search: view.search.clone(), sort, order, ranking, compare: view.compare.clone(), comparison, ..shown }
            }
            None => {
                let analysis = self.analysed(&slice, dimension, Detail::Creators);
                let ranking = self.ranking(&analysis, &sort);
                let order = order(&self.ledger, &analysis, &view.search, &sort, ranking.as_ref());
                let comparison = self.comparison(view.compare.as_deref(), &slice, dimension);
                Shown { slice, analysis, search: view.search.clone(), sort, order, ranking, compare: view.compare.clone(), comparison }
            }
        };
        self.shown = Some(shown);
        self.shown.as_ref()
    }

    /// The same selection on the days a view is compared with, as the address says it.
    pub fn comparison(&self, compare: Option<&str>, slice: &Slice, dimension: Dimension) -> Option<Comparison> {
        let period = compare::period(&self.ledger, slice, against(compare?)?)?;
        let before = Slice { from: Some(period.first), to: Some(period.last), ..*slice };
        Some(Comparison { before: self.analysed(&before, dimension, Detail::Creators), period })
    }

    /// Ranks by the column sorted by, where it is a proportion.
    fn ranking(&self, analysis: &Analysis, sort: &Sort) -> Option<Ranking> {
        let kpi = crate::kpi::by_id(&sort.column)?;
        Some(Ranking::new(kpi, analysis.standings(&self.ledger, kpi)?))
    }

    fn table(&mut self, view: &View, offset: u32, limit: u32) -> Answer {
        let currency = self.currency();
        self.shown(view);
        let Some(shown) = &self.shown else { return refused("no-table", "There is nothing to show.") };
        let window =
            Window { search: &shown.search, sort: shown.sort.clone(), offset, limit, ranking: shown.ranking.as_ref(), comparison: shown.comparison.as_ref() };
        Answer::Table { model: table::table(&self.ledger, &shown.analysis, &shown.order, &window, currency) }
    }

    fn table_csv(&mut self, view: &View) -> Answer {
        self.shown(view);
        let Some(shown) = &self.shown else { return refused("no-table", "There is nothing to copy.") };
        Answer::Text { text: csv::table(&self.ledger, &shown.analysis, &shown.order, shown.comparison.as_ref()) }
    }

    fn row_trend(&self, view: &View, row: &str) -> Answer {
        let dimension = self.dimension(view.by);
        let gone = || refused("row-gone", "This row is not in the selection any more.");
        let Some((slice, label)) = self.row_slice(view, dimension, row) else { return gone() };
        let by_week = analyse(&self.ledger, &self.rules, &slice, Dimension::Week(self.rules.week_start), Detail::Sums);
        chart::trend(&by_week, self.currency(), "row-trend", &label).map_or_else(gone, |model| Answer::RowTrend { model })
    }

    /// The rows of one group, and what it is called.
    pub(super) fn row_slice(&self, view: &View, dimension: Dimension, row: &str) -> Option<(Slice, String)> {
        let slice = self.slice(view);
        let named = |code: u32| label_of(&self.ledger, dimension, code).1;
        let of = |dictionary: &Dictionary| code_of(dictionary, row);
        match dimension {
            Dimension::Creator => of(self.ledger.creators()).map(|code| (Slice { creator: Some(code), ..slice }, named(code))),
            Dimension::Asin => of(self.ledger.asins()).map(|code| (Slice { asin: Some(code), ..slice }, named(code))),
            Dimension::Line => of(self.ledger.lines()).map(|code| (Slice { line: Some(code), ..slice }, named(code))),
            Dimension::Campaign => of(self.ledger.campaigns()).map(|code| (Slice { campaign: Some(code), ..slice }, named(code))),
            Dimension::Week(_) | Dimension::Month => self.span_of(&slice, dimension, row),
            Dimension::Whole => Some((slice, "Total".into())),
        }
    }

    /// The days of a week or month with this short id.
    fn span_of(&self, slice: &Slice, dimension: Dimension, row: &str) -> Option<(Slice, String)> {
        let analysis: Analysis = analyse(&self.ledger, &self.rules, slice, dimension, Detail::Sums);
        let code = analysis.codes().find(|code| short_id(&label_of(&self.ledger, dimension, *code).0) == row)?;
        let (_, label, _) = label_of(&self.ledger, dimension, code);
        let (first, last) = days_of(dimension, code);
        let from = slice.from.map_or(first, |from| from.max(first));
        let to = slice.to.map_or(last, |to| to.min(last));
        Some((Slice { from: Some(from), to: Some(to), ..*slice }, label))
    }
}

/// First and last day of a week or month.
fn days_of(dimension: Dimension, code: u32) -> (crate::units::Date, crate::units::Date) {
    use crate::ledger::rollup::week_of_code;
    use crate::units::Date;
    match dimension {
        Dimension::Week(first) => (week_of_code(code, first), week_of_code(code, first).plus_days(6)),
        _ => {
            let first = |code: u32| Date::from_ymd(2000 + code / 12, code % 12 + 1, 1);
            (first(code).unwrap_or(Date::MIN), first(code + 1).map_or(Date::MAX, |next| next.minus_days(1)))
        }
    }
}

/// The code of the text with this short id.
fn code_of(dictionary: &Dictionary, id: &str) -> Option<u32> {
    (0_u32..).zip(dictionary.texts()).find(|(_, text)| short_id(text) == id).map(|(code, _)| code)
}
