//! What rules look at: the selection's rows, the user's tables, what the commission engine concluded, and how far to trust it all.

use super::panel::Panel;
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
        Case { ledger, rules, slice, terms, sheets, commission, grade, panel, by_creator, by_asin, as_of: as_of(ledger, rules), mature_until }
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
