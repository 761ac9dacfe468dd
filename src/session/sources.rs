//! From figures back to the rows they were made from.

use super::{Session, refused};
use crate::commission::origins::{Origins, first_of};
use crate::commission::tables::TableRow;
use crate::commission::{Commission, Sources, Term};
use crate::kpi;
use crate::ledger::trace::first_rows_by_asin;
use crate::ledger::{Measure, Selection, Sheet, Slice, Supplied};
use crate::present::commission::costs::shared_id;
use crate::present::commission::origins::{parts, term_part};
use crate::present::format;
use crate::present::render::commission::commission_report;
use crate::present::render::commission_plans::{tiers, transition_entry};
use crate::present::render::commission_shape::{CommissionReport, RowsEntry, SourceRowEntry};
use crate::present::sources::{FileLine, Shelf, SourcePart, SourceRows, SourcesModel};
use crate::protocol::messages::{Answer, SourcesOf};
use crate::protocol::route::View;
use crate::units::fingerprint::short_id;

/// Rows of each product that the command line names.
const LINES_NAMED_MAX: usize = 5;

impl Session {
    /// The rows a figure was made from.
    pub(super) fn sources(&mut self, of: &SourcesOf) -> Answer {
        let model = match of {
            SourcesOf::Kpi { view, kpi } => self.of_kpi(view, kpi),
            SourcesOf::Row { view, row } => self.of_row(view, row),
            SourcesOf::Offer { row, figure } => self.of_offer(row, figure),
            SourcesOf::Ledger => Some(self.of_ledger()),
            SourcesOf::Tiers => Some(self.of_tiers()),
            SourcesOf::Creator { at } => self.of_creator(*at as usize),
            SourcesOf::Finding { view, finding, comparison, at } => self.of_finding(view, finding, *comparison, *at),
            SourcesOf::SharedCost { model } => Some(self.of_shared_cost(model)),
        };
        match model {
            Some(model) => Answer::Sources { model: Box::new(model) },
            None => refused("row-gone", "This figure is not in the workspace any more."),
        }
    }

    /// How many attribution rows a selection has, and where the first `at_most` of them stand: what a finding cites as its evidence.
    pub fn lines(&self, selection: &Selection, at_most: u64) -> (u64, Vec<FileLine>) {
        self.shelf(&[]).lines(selection, at_most)
    }

    pub(super) fn shelf<'a>(&'a self, sheets: &'a [(u32, &'a Sheet)]) -> Shelf<'a> {
        Shelf { ledger: &self.ledger, files: &self.files, sheets, currency: self.currency() }
    }

    /// Asks for what single products and tables say.
    fn with_origins<T>(&self, made: &Commission, ask: impl FnOnce(&Origins<'_>, &Shelf<'_>) -> T) -> T {
        let (sheets, typed) = (self.sheets_by_age(), self.typed());
        let sources = Sources { ledger: &self.ledger, rules: &self.rules, sheets: &sheets, typed: &typed, terms: &self.terms };
        ask(&Origins::read(&sources, made), &self.shelf(&sheets))
    }

    /// One part with the attribution rows of a slice that supply these measures.
    fn facts(&self, label: &str, slice: Slice, needed: Supplied) -> SourcePart {
        let rows = vec![self.shelf(&[]).facts(&Selection { slice, needed })];
        SourcePart { label: label.to_owned(), rows, ..SourcePart::default() }
    }

    fn of_kpi(&self, view: &View, kpi: &str) -> Option<SourcesModel> {
        let kpi = kpi::by_id(kpi)?;
        let slice = self.slice(view);
        let title = match (slice.from, slice.to) {
            (Some(from), Some(to)) => format::period(from, to),
            _ => String::new(),
        };
        Some(SourcesModel { title, parts: vec![self.facts(&kpi.formula.text(), slice, kpi.formula.needed())] })
    }

    fn of_row(&self, view: &View, row: &str) -> Option<SourcesModel> {
        let dimension = self.dimension(view.by);
        let (slice, title) = self.row_slice(view, dimension, row)?;
        Some(SourcesModel { title, parts: vec![self.facts("Attribution rows", slice, Supplied::NONE)] })
    }

    fn of_offer(&mut self, row: &str, figure: &str) -> Option<SourcesModel> {
        let made = self.commission();
        let judged = made.judged.iter().find(|judged| short_id(&judged.product.asin) == row)?;
        let parts = self.with_origins(&made, |origins, shelf| parts(judged, figure, &origins.of(judged, figure), &made, shelf));
        let product = &judged.product;
        let title = if product.title.is_empty() { product.asin.clone() } else { format!("{}, {}", product.title, product.asin) };
        Some(SourcesModel { title, parts })
    }

    fn of_ledger(&mut self) -> SourcesModel {
        let made = self.commission();
        let amounts = Supplied::NONE.with(Measure::Revenue).with(Measure::Commission);
        let mut parts = vec![self.facts("Rows with revenue and commission", Slice::ALL, amounts)];
        parts.extend(self.with_origins(&made, |origins, shelf| {
            let (versions, opt_ins) = (origins.rows("rates", |_| true), origins.opt_ins());
            [("Versions of rates", versions), ("Opt-ins", opt_ins)].map(|(label, rows)| table(label, shelf.cells(&rows)))
        }));
        parts.retain(|part| !part.rows.is_empty());
        parts.extend(term_part(Term::RateTolerance, &made, self.currency()));
        SourcesModel { title: String::new(), parts }
    }

    fn of_tiers(&mut self) -> SourcesModel {
        let made = self.commission();
        let slice = Slice { from: first_of(&made, Term::TrailingDays), to: made.gathered.as_of, ..Slice::ALL };
        let mut parts = vec![self.facts("Rows of the days looked back on", slice, Supplied::NONE.with(Measure::Revenue))];
        parts.extend(term_part(Term::TrailingDays, &made, self.currency()));
        SourcesModel { title: String::new(), parts }
    }

    fn of_creator(&mut self, at: usize) -> Option<SourcesModel> {
        let made = self.commission();
        let cost = made.gathered.creators.costs.get(at)?;
        let mut parts = Vec::new();
        if let Some(code) = cost.code {
            parts.push(self.facts("Attribution rows", Slice { creator: Some(code), ..Slice::ALL }, Supplied::NONE));
        }
        let sheets = self.sheets_by_age();
        let rows = self.shelf(&sheets).cells(&cost.rows);
        if !rows.is_empty() {
            parts.push(table("Costs", rows));
        }
        Some(SourcesModel { title: cost.name.clone(), parts })
    }

    fn of_shared_cost(&mut self, model: &str) -> SourcesModel {
        let made = self.commission();
        let is_it =
            |row: &TableRow<'_>| row.text("creator_id").unwrap_or_default().is_empty() && row.text("model").is_some_and(|name| shared_id(name) == model);
        let rows = self.with_origins(&made, |origins, shelf| shelf.cells(&origins.rows("costs", is_it)));
        SourcesModel { title: String::new(), parts: vec![table("Costs without a creator", rows)] }
    }

    /// What the command line prints of commission: each product with the rows it was made from.
    pub fn commission_report(&self) -> CommissionReport {
        let (made, currency) = (self.commission(), self.currency());
        let mut report = commission_report(&made, currency);
        report.tiers = tiers(&made, self.planned.tiers.as_ref());
        report.transition = self.planned.transition.and_then(|(rate, day)| transition_entry(&made, &rate, day));
        let by_asin = first_rows_by_asin(&self.ledger, LINES_NAMED_MAX);
        self.with_origins(&made, |origins, shelf| {
            for entry in &mut report.asins {
                let said = origins.in_force(&entry.asin);
                let row = |(field, row): (&&'static str, &_)| shelf.line(row).map(|at| SourceRowEntry { field, file: at.file, line: at.line });
                entry.source_rows = said.iter().filter_map(row).collect();
                let code = self.ledger.asins().code(&entry.asin);
                let found = code.and_then(|code| by_asin.get(&code));
                entry.attribution_rows = found.map(|(rows, first)| RowsEntry { rows: *rows, first: first.iter().map(|row| shelf.line_of(*row)).collect() });
            }
        });
        report
    }
}

/// One part with rows of tables.
pub(super) fn table(label: &str, rows: Vec<SourceRows>) -> SourcePart {
    SourcePart { label: label.to_owned(), rows, ..SourcePart::default() }
}
