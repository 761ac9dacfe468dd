//! One record to one fact.

use super::columns::Column;
use super::complaint::{GUARD_TAKEN_OFF, check_shape, issue_of, quoted};
use super::dialect::{Signs, rate_fit};
use super::issue::{Issue, IssueCode, Issues, Severity};
use super::plan::Plan;
use super::quick::{BATCH_ROWS, Batch, Quick};
use super::scan::{Fault, Record, Run};
use super::values::{self, Cell, RateForm};
use crate::ledger::{CellKind, Fact, Measure, Segment, Supplied};
use crate::units::Currency;

/// How a record ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Accepted,
    Rejected,
    Skipped,
}

/// How some records ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub accepted: u64,
    pub rejected: u64,
    pub skipped: u64,
}

impl Tally {
    pub(super) fn of(outcome: Outcome) -> Tally {
        let is = |other: Outcome| u64::from(outcome == other);
        Tally { accepted: is(Outcome::Accepted), rejected: is(Outcome::Rejected), skipped: is(Outcome::Skipped) }
    }

    fn add(&mut self, other: Tally) {
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.skipped += other.skipped;
    }
}

/// Turns records into facts of one segment. A row of usual cells, and of cells seen before, is read without a second look;
/// any other by [`RowReader::fact`], which defines what every row means.
pub struct RowReader {
    pub(super) plan: Plan,
    pub(super) currency: Option<Currency>,
    /// The currency written in the row being read; it counts only once the row is accepted.
    pub(super) row_currency: Option<Currency>,
    /// What the values of each column say about how it is written.
    pub(super) signs: Vec<Signs>,
    /// The columns whose cells are more than text.
    typed: Vec<(usize, CellKind)>,
    pub(super) quick: Quick,
    batch: Batch,
}

impl RowReader {
    pub fn new(plan: Plan) -> RowReader {
        let money = [Some(Column::Revenue), Some(Column::Commission)];
        let named = plan.headers.iter().zip(&plan.columns).filter(|(_, column)| money.contains(column));
        let currency = named.filter_map(|(header, _)| Currency::of_header(header)).next();
        let signs = vec![Signs::default(); plan.columns.len()];
        let typed = (0..plan.columns.len()).map(|at| (at, plan.kind(at))).filter(|(_, kind)| !kind.holds_text()).collect();
        let quick = Quick::new(&plan);
        RowReader { plan, currency, row_currency: None, signs, typed, quick, batch: Batch::new() }
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The currency written in the file; `None` while none was.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Other rows of the file are in this currency.
    pub fn assume_currency(&mut self, currency: Option<Currency>) {
        self.currency = self.currency.or(currency);
    }

    /// What the rows read so far say about how each column is written.
    pub fn signs(&self) -> &[Signs] {
        &self.signs
    }

    /// Adds what the rows of the next range of the file say, which begin behind `lines` lines.
    pub fn join(&mut self, signs: Vec<Signs>, lines: u64) {
        self.signs.iter_mut().zip(signs).for_each(|(mine, theirs)| mine.join(theirs, lines));
    }

    /// Reads one record into a segment of its own rather than the file's, whose codes are of no use there.
    pub(super) fn read_apart(&mut self, record: &Record<'_>, segment: &mut Segment, issues: &mut Issues) -> Outcome {
        let quick = std::mem::replace(&mut self.quick, Quick::new(&self.plan));
        let outcome = self.read_closely(record, segment, issues);
        self.quick = quick;
        outcome
    }

    /// Reads one record; what it has to complain about goes to `issues`. `segment` is the same one for all records of a file.
    #[inline]
    pub fn read(&mut self, record: &Record<'_>, segment: &mut Segment, issues: &mut Issues) -> Outcome {
        let is_usual = record.fault.is_none() && record.field_count == self.plan.headers.len();
        if is_usual && let Some(fact) = self.quick.read(&self.plan, self.currency, &mut self.signs, record, segment) {
            let [clicks, orders, ..] = fact.values;
            if orders > clicks {
                self.remark(record, &fact, issues);
            }
            return accept(record, &fact, segment);
        }
        self.read_closely(record, segment, issues)
    }

    /// Reads several records, as [`RowReader::read`] reads one after the other.
    #[inline(never)]
    pub(super) fn read_run(&mut self, run: Run<'_>, segment: &mut Segment, issues: &mut Issues) -> Tally {
        let (mut left, mut tally) = (run, Tally::default());
        while !left.is_empty() {
            let (rows, later) = left.split_at(BATCH_ROWS);
            left = later;
            if self.quick.read_batch(&self.plan, self.currency, &mut self.signs, rows, segment, &mut self.batch) {
                let first = u32::try_from(segment.columns.rows()).unwrap_or(u32::MAX);
                segment.line_runs.push(first, rows.line());
                segment.columns.push_rows(self.batch.rows());
                tally.accepted += rows.len() as u64;
                continue;
            }
            for (at, record) in rows.records().enumerate() {
                tally.add(Tally::of(match self.batch.usual(at) {
                    Some(fact) => accept(&record, &fact, segment),
                    None => self.read(&record, segment, issues),
                }));
            }
        }
        tally
    }

    #[inline(never)]
    fn read_closely(&mut self, record: &Record<'_>, segment: &mut Segment, issues: &mut Issues) -> Outcome {
        if let Some(code) = self.skip_reason(record) {
            issues.push_with(Severity::Info, code, || self.issue(record, Severity::Info, code, None, format!("Skipped: {}.", code.title())));
            return Outcome::Skipped;
        }
        self.row_currency = None;
        let fact = check_shape(record, self.plan.headers.len()).and_then(|()| {
            self.observe(record);
            self.fact(record, segment)
        });
        match fact {
            Ok(fact) => {
                self.currency = self.currency.or(self.row_currency);
                match self.guarded(record) {
                    Some(at) => self.say_guarded(record, at, issues),
                    // A cell that is remembered is not looked at again: nothing would be said of the next one.
                    None => self.quick.learn(&self.plan, self.currency, record, &fact),
                }
                self.remark(record, &fact, issues);
                accept(record, &fact, segment)
            }
            Err(reject) => {
                let sentence = || format!("{} The row is left out of all totals.", reject.sentence(record, self.plan.headers.len()));
                issues.push_with(Severity::Error, reject.code, || self.issue(record, Severity::Error, reject.code, reject.at, sentence()));
                Outcome::Rejected
            }
        }
    }

    fn say_guarded(&self, record: &Record<'_>, at: usize, issues: &mut Issues) {
        let code = IssueCode::GuardedText;
        issues.push_with(Severity::Info, code, || self.issue(record, Severity::Info, code, Some(at), GUARD_TAKEN_OFF.to_owned()));
    }

    /// Takes in what the cells say, whether the row counts or not: what is no date in one order is a sign of the other.
    fn observe(&mut self, record: &Record<'_>) {
        for (at, kind) in &self.typed {
            if let Some(signs) = self.signs.get_mut(*at) {
                signs.observe(*kind, record.field(*at), record.line);
            }
        }
        let positions = &self.plan.positions;
        if let Some(at) = positions.rate {
            let money = |measure: Measure| {
                let at = (*positions.measures.get(measure.index())?)?;
                match values::amount(record.field(at), self.plan.dialect(at).decimal) {
                    Cell::Value((amount, _)) => Some(amount.micros()),
                    Cell::Missing | Cell::Unreadable => None,
                }
            };
            let fit = money(Measure::Revenue)
                .zip(money(Measure::Commission))
                .and_then(|(revenue, commission)| rate_fit(record.field(at), self.plan.dialect(at).decimal, revenue, commission));
            if let (Some(signs), Some(sign)) = (self.signs.get_mut(at), fit) {
                signs.add(sign);
            }
        }
    }

    /// What is worth a look in a row that counts.
    #[inline(never)]
    fn remark(&self, record: &Record<'_>, fact: &Fact, issues: &mut Issues) {
        if record.fault == Some(Fault::StrayQuote) {
            let message = "A quote inside a quoted text was kept as part of the text.";
            issues.push_with(Severity::Info, IssueCode::StrayQuote, || self.issue(record, Severity::Info, IssueCode::StrayQuote, None, message.into()));
        }
        if fact.rate.is_none()
            && let Err(at) = self.rate(record)
        {
            let message = || {
                let form = if self.plan.dialect(at).rates == RateForm::Percent { "per cent (12.5% or 12.5)" } else { "a fraction (0.125)" };
                format!("{} is not a commission rate; the column is read as {form}. The row is counted, its rate is unknown.", quoted(record.field(at)))
            };
            issues.push_with(Severity::Warning, IssueCode::BadRate, || self.issue(record, Severity::Warning, IssueCode::BadRate, Some(at), message()));
        }
        let [clicks, orders, ..] = fact.values;
        let both = Supplied::NONE.with(Measure::Clicks).with(Measure::Orders);
        if fact.supplied.covers(both) && orders > clicks {
            let message = || format!("The row has {orders} orders but {clicks} clicks. It is counted.");
            let code = IssueCode::OrdersExceedClicks;
            issues.push_with(Severity::Warning, code, || self.issue(record, Severity::Warning, code, None, message()));
        }
    }

    fn issue(&self, record: &Record<'_>, severity: Severity, code: IssueCode, at: Option<usize>, message: String) -> Issue {
        issue_of(record, severity, code, at, &self.plan.headers, message)
    }
}

#[inline]
fn accept(record: &Record<'_>, fact: &Fact, segment: &mut Segment) -> Outcome {
    let row = u32::try_from(segment.columns.rows()).unwrap_or(u32::MAX);
    segment.line_runs.push(row, record.line);
    segment.columns.push(fact);
    Outcome::Accepted
}
