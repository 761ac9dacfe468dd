//! The ledger: all files' facts with their dictionaries. A query never changes it; adding or removing a file does.

use std::ops::Range;

use super::columns::{Columns, Fact};
use super::dictionary::{Dictionary, InternError};
use super::labels::Labels;
use super::mask::RowMask;
use super::measure::{Measure, Supplied};
use super::segment::{LineRuns, Segment};
use crate::units::{Currency, Date};

/// Rows of one source file inside the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRows {
    pub source: u32,
    pub rows: Range<usize>,
    pub line_runs: LineRuns,
}

/// Source number of facts that several files make together; no file has it.
pub const COMPLETED: u32 = 0;

/// All facts. Rows of one file stand together, in file order. Every row stays as it was read; what queries see of it is
/// decided by two things on top: rows that are *excluded* count nowhere, and a creator's *alias* stands for another creator.
#[derive(Clone)]
pub struct Ledger {
    columns: Columns,
    creators: Dictionary,
    creator_names: Labels,
    asins: Dictionary,
    titles: Labels,
    lines: Dictionary,
    campaigns: Dictionary,
    sources: Vec<SourceRows>,
    currency: Option<Currency>,
    excluded: RowMask,
    /// Canonical code of each creator code; codes beyond its end are their own.
    aliases: Vec<u32>,
}

impl Ledger {
    pub fn new(seed: u64) -> Ledger {
        Ledger::from_parts(Segment::new(seed), Vec::new(), None)
    }

    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Rows held, those that are excluded too.
    pub fn rows(&self) -> usize {
        self.columns.rows()
    }

    /// Rows no query counts: another file's row stands for them. They stay in the ledger. Adding a file leaves its rows
    /// counted; taking one out keeps those of the others as they are.
    pub fn set_excluded(&mut self, excluded: RowMask) {
        self.excluded = excluded;
    }

    pub fn excluded(&self) -> &RowMask {
        &self.excluded
    }

    pub fn is_excluded(&self, row: usize) -> bool {
        self.excluded.contains(row)
    }

    /// Creators that are another one under a second key: canonical code of each creator code. Codes beyond the end, and none
    /// at all, are their own. An alias stands for what it names, never for an alias of it.
    pub fn set_creator_aliases(&mut self, aliases: Vec<u32>) {
        let known = u32::try_from(self.creators.len()).unwrap_or(u32::MAX);
        self.aliases = (0_u32..).zip(aliases).map(|(own, canonical)| if canonical < known { canonical } else { own }).collect();
        if (0_u32..).zip(&self.aliases).all(|(own, canonical)| own == *canonical) {
            self.aliases.clear();
        }
    }

    pub fn creator_aliases(&self) -> &[u32] {
        &self.aliases
    }

    /// The creator a creator code stands for: itself where it is no alias.
    pub fn canonical_creator(&self, code: u32) -> u32 {
        self.aliases.get(code as usize).copied().unwrap_or(code)
    }

    /// First and last date of the rows that count; `None` without any.
    pub fn dates(&self) -> Option<(Date, Date)> {
        if self.excluded.is_empty() {
            return self.columns.dates();
        }
        let days = || self.counted().filter_map(|row| self.columns.days().get(row).copied());
        Some((Date::from_days(days().min()?), Date::from_days(days().max()?)))
    }

    /// Sum of one measure over the rows that count; `None` on overflow.
    pub fn sum(&self, measure: Measure) -> Option<i64> {
        if self.excluded.is_empty() {
            return self.columns.sum(measure);
        }
        let values = self.columns.values(measure);
        self.counted().filter_map(|row| values.get(row)).try_fold(0_i64, |sum, &value| sum.checked_add(value))
    }

    /// Measures that at least one row that counts supplies.
    pub fn supplied(&self) -> Supplied {
        if self.excluded.is_empty() {
            return self.columns.supplied();
        }
        let bits = self.counted().filter_map(|row| self.columns.supplied_bits().get(row));
        Supplied::from_bits(bits.fold(0, |all, bits| all | bits))
    }

    fn counted(&self) -> impl Iterator<Item = usize> {
        (0..self.columns.rows()).filter(|row| !self.excluded.contains(*row))
    }

    pub fn creators(&self) -> &Dictionary {
        &self.creators
    }

    /// A creator's name, or its key where no file names it.
    pub fn creator_name(&self, code: u32) -> &str {
        match self.creator_names.text(code) {
            "" => self.creators.text(code),
            name => name,
        }
    }

    /// Code of the empty creator, for rows no file gives a creator for.
    pub fn nameless_creator(&self) -> Option<u32> {
        self.creators.code("")
    }

    pub fn asins(&self) -> &Dictionary {
        &self.asins
    }

    /// A product's title, or empty.
    pub fn title(&self, code: u32) -> &str {
        self.titles.text(code)
    }

    pub fn lines(&self) -> &Dictionary {
        &self.lines
    }

    pub fn campaigns(&self) -> &Dictionary {
        &self.campaigns
    }

    pub fn sources(&self) -> &[SourceRows] {
        &self.sources
    }

    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Says what currency the amounts are in, or are taken for; `None` where no row that counts has an amount.
    pub fn set_currency(&mut self, currency: Option<Currency>) {
        self.currency = currency;
    }

    /// Adds one file's facts. The caller has made sure that `currency` is the ledger's own, or its first.
    pub fn append(&mut self, source: u32, currency: Option<Currency>, mut segment: Segment) -> Result<(), InternError> {
        let start = self.columns.rows();
        let line_runs = std::mem::take(&mut segment.line_runs);
        if self.creators.is_empty() && self.asins.is_empty() && self.lines.is_empty() && self.campaigns.is_empty() {
            let Segment { columns, creators, creator_names, asins, titles, lines, campaigns, .. } = segment;
            (self.columns, self.creators, self.creator_names, self.asins) = (columns, creators, creator_names, asins);
            (self.titles, self.lines, self.campaigns) = (titles, lines, campaigns);
        } else {
            let creators = self.creators.merge(&segment.creators)?;
            let asins = self.asins.merge(&segment.asins)?;
            segment.columns.recode(&creators, &asins, &self.lines.merge(&segment.lines)?, &self.campaigns.merge(&segment.campaigns)?);
            self.creator_names.merge(&segment.creator_names, &creators);
            self.titles.merge(&segment.titles, &asins);
            self.columns.append(segment.columns);
        }
        self.sources.push(SourceRows { source, rows: start..self.columns.rows(), line_runs });
        self.currency = self.currency.or(currency);
        Ok(())
    }

    /// Takes one file's facts out, with every text that only they used; unknown sources change nothing.
    pub fn remove(&mut self, source: u32) {
        let Some(at) = self.sources.iter().position(|rows| rows.source == source) else { return };
        let removed = self.sources.remove(at).rows;
        self.columns.remove(removed.clone());
        self.excluded = self.excluded.without(&removed);
        for later in self.sources.iter_mut().skip(at) {
            later.rows = later.rows.start - removed.len()..later.rows.end - removed.len();
        }
        if self.columns.rows() == 0 {
            self.currency = None;
        }
        self.forget_unused();
    }

    /// Replaces the facts that several files make together: they stand behind the files' rows, as source [`COMPLETED`], with
    /// codes of this ledger. The set of excluded rows has to be set anew.
    pub fn set_completed(&mut self, facts: impl IntoIterator<Item = Fact>) {
        if let Some(at) = self.sources.iter().position(|rows| rows.source == COMPLETED) {
            let removed = self.sources.remove(at).rows;
            self.columns.remove(removed.clone());
            for later in self.sources.iter_mut().skip(at) {
                later.rows = later.rows.start - removed.len()..later.rows.end - removed.len();
            }
        }
        let start = self.columns.rows();
        facts.into_iter().for_each(|fact| self.columns.push(&fact));
        if self.columns.rows() > start {
            self.sources.push(SourceRows { source: COMPLETED, rows: start..self.columns.rows(), line_runs: LineRuns::default() });
        }
    }

    /// Builds the dictionaries anew from what rows still use: what was removed is gone, not just out of sight. A creator that
    /// only aliases stand for stays.
    fn forget_unused(&mut self) {
        let (creators, creator_codes) = self.creators.only(&self.kept_creators());
        let (asins, asin_codes) = self.asins.only(&seen(self.columns.asin_codes(), self.asins.len()));
        let (lines, line_codes) = self.lines.only(&seen(self.columns.line_codes(), self.lines.len()));
        let (campaigns, campaign_codes) = self.campaigns.only(&seen(self.columns.campaign_codes(), self.campaigns.len()));
        self.columns.recode(&creator_codes, &asin_codes, &line_codes, &campaign_codes);
        self.creator_names = self.creator_names.at(&creator_codes);
        self.titles = self.titles.at(&asin_codes);
        let new_code = |old: u32| creator_codes.get(old as usize).copied().filter(|code| *code != u32::MAX);
        let mut aliases: Vec<u32> = (0..u32::try_from(creators.len()).unwrap_or(u32::MAX)).collect();
        for (old, &canonical) in (0_u32..).zip(&self.aliases) {
            if let (Some(code), Some(canonical)) = (new_code(old), new_code(canonical))
                && let Some(alias) = aliases.get_mut(code as usize)
            {
                *alias = canonical;
            }
        }
        (self.creators, self.asins, self.lines, self.campaigns) = (creators, asins, lines, campaigns);
        self.set_creator_aliases(aliases);
    }

    /// Creator codes that a row has, and those they stand for, in code order.
    fn kept_creators(&self) -> Vec<u32> {
        let used = seen(self.columns.creator_codes(), self.creators.len());
        let both: Vec<u32> = used.iter().flat_map(|&code| [code, self.canonical_creator(code)]).collect();
        seen(&both, self.creators.len())
    }

    /// Gives all rows of one file to the creator with this name (for files without a creator column).
    pub fn name_creator(&mut self, source: u32, name: &str) -> Result<(), InternError> {
        let code = self.creators.intern(name.as_bytes())?;
        if let Some(rows) = self.sources.iter().find(|rows| rows.source == source) {
            self.columns.set_creator(rows.rows.clone(), code);
        }
        Ok(())
    }

    /// Number of different creators that have a row that counts; aliases are one creator, the nameless one is none.
    pub fn creators_used(&self) -> usize {
        let codes: Vec<u32> = self.used(self.columns.creator_codes(), self.creators.len()).iter().map(|code| self.canonical_creator(*code)).collect();
        seen(&codes, self.creators.len()).iter().filter(|&&code| Some(code) != self.nameless_creator()).count()
    }

    /// Number of different ASINs that have a row that counts.
    pub fn asins_used(&self) -> usize {
        self.used(self.columns.asin_codes(), self.asins.len()).len()
    }

    /// Codes of lines that have a row that counts, in code order.
    pub fn used_lines(&self) -> Vec<u32> {
        self.used(self.columns.line_codes(), self.lines.len())
    }

    /// Codes of the rows that count, in code order.
    fn used(&self, codes: &[u32], size: usize) -> Vec<u32> {
        if self.excluded.is_empty() {
            return seen(codes, size);
        }
        let counted: Vec<u32> = self.counted().filter_map(|row| codes.get(row).copied()).collect();
        seen(&counted, size)
    }

    /// Rebuilds a ledger from saved parts; lengths are checked by the caller.
    pub fn from_parts(segment: Segment, sources: Vec<SourceRows>, currency: Option<Currency>) -> Ledger {
        let Segment { columns, creators, creator_names, asins, titles, lines, campaigns, .. } = segment;
        let (excluded, aliases) = (RowMask::default(), Vec::new());
        Ledger { columns, creators, creator_names, asins, titles, lines, campaigns, sources, currency, excluded, aliases }
    }
}

/// The codes that occur, in code order; all are below `size`.
fn seen(codes: &[u32], size: usize) -> Vec<u32> {
    let mut seen = vec![false; size];
    for code in codes {
        if let Some(flag) = seen.get_mut(*code as usize) {
            *flag = true;
        }
    }
    (0_u32..).zip(seen).filter(|(_, seen)| *seen).map(|(code, _)| code).collect()
}
