//! What rules look at: the selection's rows, the user's tables, what the commission engine concluded, and how far to trust it all.

use std::cell::OnceCell;

use super::calendar::Deals;
use super::capture_signals::{Signals, signals};
use super::crossing::Crossing;
use super::log::{Log, People};
use super::panel::Panel;
use super::rule::{Answer, Rule};
use crate::analysis::{Analysis, Detail, Rules, analyse, as_of};
use crate::commission::{Commission, Term, Terms};
use crate::ledger::{Dimension, Ledger, Measure, Sheet, Slice};
use crate::quality::grade::Letter;
use crate::units::{Date, Ratio};

use super::finding::Severity;

/// Everything a rule may read.
pub struct Case<'a> {
    pub ledger: &'a Ledger,
    pub rules: &'a Rules,
    pub slice: Slice,
    pub terms: &'a Terms,
    /// Sheets with source numbers, the newest last.
    pub sheets: &'a [(u32, &'a Sheet)],
    /// Of the whole workspace, whatever is selected.
    pub commission: &'a Commission,
    pub grade: Letter,
    pub panel: Panel,
    /// The selection by creator, immature rows included.
    pub by_creator: Analysis,
    pub by_asin: Analysis,
    pub as_of: Option<Date>,
    pub mature_until: Option<Date>,
    /// What the rules before this one answered.
    pub answers: Vec<(&'static Rule, Answer)>,
    log: OnceCell<Option<Log<'a>>>,
    people: OnceCell<People>,
    deals: OnceCell<Deals>,
    crossing: OnceCell<Crossing>,
    signals: OnceCell<Vec<Signals>>,
}

/// What a case is made of.
pub struct Sources<'a> {
    pub ledger: &'a Ledger,
    pub rules: &'a Rules,
    pub slice: Slice,
    pub terms: &'a Terms,
    pub sheets: &'a [(u32, &'a Sheet)],
    pub commission: &'a Commission,
    pub grade: Letter,
}

impl<'a> Case<'a> {
    pub fn new(sources: &Sources<'a>) -> Case<'a> {
        let Sources { ledger, rules, slice, terms, sheets, commission, grade } = *sources;
        let by_creator = analyse(ledger, rules, &slice, Dimension::Creator, Detail::Sums);
        let by_asin = by_creator.regrouped(ledger, Dimension::Asin);
        let mature_until = by_creator.mature_until;
        let panel = Panel::new(ledger, rules, &slice, mature_until, usize::from(terms.whole(Term::DriftWeeks)));
        Case {
            ledger,
            rules,
            slice,
            terms,
            sheets,
            commission,
            grade,
            panel,
            by_creator,
            by_asin,
            as_of: as_of(ledger, rules),
            mature_until,
            answers: Vec::new(),
            log: OnceCell::new(),
            people: OnceCell::new(),
            deals: OnceCell::new(),
            crossing: OnceCell::new(),
            signals: OnceCell::new(),
        }
    }

    /// The operations log; `None` where there is none.
    pub fn log(&self) -> Option<&Log<'a>> {
        self.log.get_or_init(|| Log::read(self)).as_ref()
    }

    /// Whom a name in a table means.
    pub fn people(&self) -> &People {
        self.people.get_or_init(|| People::read(self))
    }

    /// What an earlier rule answered.
    pub fn answer(&self, id: &str) -> Option<&Answer> {
        self.answers.iter().find(|(rule, _)| rule.id == id).map(|(_, answer)| answer)
    }

    /// The selection in the days looked back on, up to the day the audit speaks of, and how many of them the data cover.
    pub fn trailing(&self) -> (Slice, u16) {
        let wanted = self.terms.whole(Term::TrailingDays).max(1);
        let (Some(today), Some((first, _))) = (self.as_of, self.ledger.dates()) else { return (self.slice, wanted) };
        let from = today.minus_days(wanted - 1).max(self.slice.from.unwrap_or(first));
        let to = self.slice.to.unwrap_or(today).min(today);
        let covered = (to.days().saturating_sub(from.max(first).days()) + 1).clamp(1, wanted);
        (Slice { from: Some(from), to: Some(to), ..self.slice }, covered)
    }

    /// Days on which products were on a deal, from the calendar of events.
    pub fn deals(&self) -> &Deals {
        self.deals.get_or_init(|| Deals::of(self))
    }

    /// The mature rows by creator and product; read when a rule first asks.
    pub fn crossing(&self) -> &Crossing {
        self.crossing.get_or_init(|| Crossing::new(self.ledger, &self.slice, self.mature_until, self.deals()))
    }

    /// What can be read of each creator that tells demand created from demand captured.
    pub fn signals(&self) -> &[Signals] {
        self.signals.get_or_init(|| signals(self))
    }

    /// Whether any file of a kind takes part.
    pub fn has(&self, kind: &str) -> bool {
        self.sheets.iter().any(|(_, sheet)| sheet.kind == kind)
    }

    /// Counting rows of all tables of a kind: source, sheet and row, of the newest file first.
    pub fn rows(&self, kind: &'static str) -> impl Iterator<Item = (u32, &'a Sheet, usize)> {
        let sheets = self.sheets.iter().rev().filter(move |(_, sheet)| sheet.kind == kind);
        sheets.flat_map(|(source, sheet)| sheet.counting_rows().map(move |row| (*source, *sheet, row)))
    }

    /// The selection's attribution rows of one line, ASIN or creator.
    pub fn only(&self, change: impl FnOnce(&mut Slice)) -> Slice {
        let mut slice = self.slice;
        change(&mut slice);
        slice
    }

    /// The rows of some of the panel's weeks.
    pub fn weeks(&self, slice: Slice, weeks: std::ops::Range<usize>) -> Slice {
        let first = self.panel.weeks.get(weeks.start).copied();
        let last = weeks.end.checked_sub(1).and_then(|last| self.panel.weeks.get(last)).map(|start| start.plus_days(6));
        Slice { from: first.or(slice.from), to: last.or(slice.to), ..slice }
    }

    pub fn line_name(&self, code: u32) -> String {
        let name = self.ledger.lines().text(code);
        if name.is_empty() { "(no product line)".to_owned() } else { name.to_owned() }
    }

    /// A product's title, else its ASIN.
    pub fn product_name(&self, code: u32) -> String {
        let title = self.ledger.title(code);
        let known = self.ledger.asins().text(code);
        match (title.is_empty(), known.is_empty()) {
            (false, _) => title.to_owned(),
            (true, false) => known.to_owned(),
            (true, true) => "(no ASIN)".to_owned(),
        }
    }

    /// A creator's name, else the id.
    pub fn creator_name(&self, code: u32) -> String {
        let (name, id) = (self.ledger.creator_name(code), self.ledger.creators().text(code));
        match (name.is_empty(), id.is_empty()) {
            (false, _) => name.to_owned(),
            (true, false) => id.to_owned(),
            (true, true) => "(no creator)".to_owned(),
        }
    }

    /// What a sum of so many days comes to in a year of 365 at the same pace.
    pub fn days_to_year(&self, amount: &Ratio, days: u16) -> Option<Ratio> {
        amount.times(&Ratio::new(365, i128::from(days))?)
    }

    /// What a sum of some weeks comes to in a year at the same pace.
    pub fn a_year(&self, amount: &Ratio, weeks: usize) -> Option<Ratio> {
        amount.times(&Ratio::new(52, i128::try_from(weeks).ok()?)?)
    }

    /// How much an amount a year asks for attention: from 2 % of the revenue creators bring in a year much, from 0.5 % some.
    pub fn severity(&self, money: Option<&Ratio>) -> Severity {
        let weeks = self.panel.weeks.len();
        let share = money.and_then(|money| money.over(&self.a_year(&self.revenue(0..weeks), weeks)?));
        let size = share.map(|share| if share.is_negative() { share.times(&Ratio::whole(-1)).unwrap_or_default() } else { share });
        match size {
            Some(size) if size >= Ratio::millionths(20_000) => Severity::High,
            Some(size) if size >= Ratio::millionths(5_000) => Severity::Medium,
            _ => Severity::Low,
        }
    }

    /// Revenue of the latest weeks in units of the currency.
    pub fn revenue(&self, weeks: std::ops::Range<usize>) -> Ratio {
        Ratio::millionths(self.panel.sum(Measure::Revenue, &self.panel.whole, 0, weeks))
    }
}
