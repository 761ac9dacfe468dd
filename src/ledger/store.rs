//! The ledger: all files' facts with their dictionaries. A query never changes it; adding or removing a file does.

use std::ops::Range;
use std::sync::Arc;

use super::block::{BLOCK_ROWS, Block, Key};
use super::columns::{Columns, Fact};
use super::dictionary::{Dictionary, InternError};
use super::labels::Labels;
use super::mask::RowMask;
use super::measure::{Measure, Supplied};
use super::product_lines::ProductLines;
use super::rollup::Dimension;
use super::segment::{LineRuns, Segment};
use super::summary::{Kept, Scope, Summary};
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
    /// Of each completed fact the row that stands for it in the newest file; empty where that is not known.
    completed_from: Vec<u32>,
    excluded: RowMask,
    /// Canonical code of each creator code; codes beyond its end are their own.
    aliases: Vec<u32>,
    /// Lines of products, for rows that name none.
    product_lines: Option<Arc<ProductLines>>,
    /// Emptied by every change.
    kept: Kept,
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
        self.kept = Kept::default();
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
        self.kept = Kept::default();
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
        let date = |day: u32| Date::from_days(u16::try_from(day).unwrap_or(u16::MAX));
        let ranges = self.counted_blocks().filter_map(|(block, rows)| match rows {
            None => Some(block.range(Key::Date)),
            Some(rows) => {
                let days = rows.filter_map(|row| block.fact(row)).map(|fact| u32::from(fact.date.days()));
                days.fold(None, |range: Option<(u32, u32)>, day| Some(range.map_or((day, day), |(first, last)| (first.min(day), last.max(day)))))
            }
        });
        let (first, last) = ranges.reduce(|(first, last), (least, most)| (first.min(least), last.max(most)))?;
        Some((date(first), date(last)))
    }

    /// Sum of one measure over the rows that count.
    pub fn sum(&self, measure: Measure) -> i128 {
        let value = |block: &Block, row: usize| block.fact(row).and_then(|fact| fact.values.get(measure.index()).copied()).map_or(0, i128::from);
        let sums = self.counted_blocks().map(|(block, rows)| match rows {
            None => block.sum(measure),
            Some(rows) => rows.map(|row| value(block, row)).sum(),
        });
        sums.sum()
    }

    /// Measures that at least one row that counts supplies.
    pub fn supplied(&self) -> Supplied {
        self.counted_blocks().fold(Supplied::NONE, |all, (block, rows)| match rows {
            None => all.union(block.supplied()),
            Some(rows) => rows.filter_map(|row| block.fact(row)).fold(all, |all, fact| all.union(fact.supplied)),
        })
    }

    /// Every block with a row that counts; where others of it are excluded, with the positions of those that are not.
    fn counted_blocks(&self) -> impl Iterator<Item = (&Block, Option<impl Iterator<Item = usize>>)> {
        let starts = self.columns.sealed().iter().scan(0, |next, block| Some(std::mem::replace(next, *next + block.rows())));
        starts.zip(self.columns.sealed()).filter_map(|(start, block)| {
            let rows = start..start + block.rows();
            let excluded = self.excluded.count_in(rows.clone());
            let is_counted = excluded < block.rows() as u64;
            is_counted.then(|| (block, (excluded > 0).then(|| rows.filter(|row| !self.excluded.contains(*row)).map(move |row| row - start))))
        })
    }

    /// Sums of a slice as a whole and by creator, ASIN, week and product line: made at most once for each state of the ledger.
    pub fn summary(&self, scope: Scope) -> Arc<Summary> {
        self.kept.get(scope, || Summary::of(self, scope))
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

    /// Lines of rows, and those of products that are laid over them.
    pub fn lines(&self) -> &Dictionary {
        self.product_lines.as_ref().map_or(&self.lines, |mapped| &mapped.names)
    }

    /// Lines that rows name themselves.
    pub fn own_lines(&self) -> &Dictionary {
        &self.lines
    }

    pub(super) fn product_lines(&self) -> Option<&ProductLines> {
        self.product_lines.as_deref()
    }

    pub(super) fn lay_lines(&mut self, lines: Option<ProductLines>) {
        self.product_lines = lines.map(Arc::new);
        self.kept = Kept::default();
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
        self.kept = Kept::default();
        let start = self.columns.rows();
        let line_runs = std::mem::take(&mut segment.line_runs);
        if self.creators.is_empty() && self.asins.is_empty() && self.lines.is_empty() && self.campaigns.is_empty() {
            let Segment { mut columns, creators, creator_names, asins, titles, lines, campaigns, .. } = segment;
            columns.seal();
            (self.columns, self.creators, self.creator_names, self.asins) = (columns, creators, creator_names, asins);
            (self.titles, self.lines, self.campaigns) = (titles, lines, campaigns);
        } else {
            let creators = self.creators.merge(&segment.creators)?;
            let asins = self.asins.merge(&segment.asins)?;
            let (lines, campaigns) = (self.lines.merge(&segment.lines)?, self.campaigns.merge(&segment.campaigns)?);
            segment.columns.recode(&[(Key::Creator, &creators), (Key::Asin, &asins), (Key::Line, &lines), (Key::Campaign, &campaigns)]);
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
        self.kept = Kept::default();
        self.completed_from.clear();
        self.columns.remove(&removed);
        self.excluded = self.excluded.without(&removed);
        for later in self.sources.iter_mut().skip(at) {
            later.rows = later.rows.start - removed.len()..later.rows.end - removed.len();
        }
        if self.columns.rows() == 0 {
            self.currency = None;
        }
        self.forget_unused();
    }

    /// A copy without the rows of these sources, and without the texts that only files among them used. Nothing is excluded in it.
    pub fn without(&self, sources: &[u32]) -> Ledger {
        let (mut columns, mut kept) = (Columns::default(), Vec::new());
        for rows in self.sources.iter().filter(|rows| !sources.contains(&rows.source)) {
            let start = columns.rows();
            columns.append(self.columns.only(&rows.rows));
            kept.push(SourceRows { rows: start..columns.rows(), ..rows.clone() });
        }
        let mut copy = Ledger {
            columns,
            creators: self.creators.clone(),
            creator_names: self.creator_names.clone(),
            asins: self.asins.clone(),
            titles: self.titles.clone(),
            lines: self.lines.clone(),
            campaigns: self.campaigns.clone(),
            currency: self.currency.filter(|_| !kept.is_empty()),
            sources: kept,
            completed_from: Vec::new(),
            excluded: RowMask::default(),
            product_lines: None,
            aliases: self.aliases.clone(),
            kept: Kept::default(),
        };
        if self.sources.iter().any(|rows| rows.source != COMPLETED && sources.contains(&rows.source)) {
            copy.forget_unused();
        }
        copy
    }

    /// Replaces the facts that several files make together: they stand behind the files' rows, as source [`COMPLETED`], with
    /// codes of this ledger. Each comes with the row it begins with in the newest file. The set of excluded rows has to be set anew.
    pub fn set_completed(&mut self, facts: impl IntoIterator<Item = (Fact, u32)>) {
        if let Some(at) = self.sources.iter().position(|rows| rows.source == COMPLETED) {
            let removed = self.sources.remove(at).rows;
            self.columns.remove(&removed);
            for later in self.sources.iter_mut().skip(at) {
                later.rows = later.rows.start - removed.len()..later.rows.end - removed.len();
            }
        }
        let start = self.columns.rows();
        self.completed_from.clear();
        for (fact, from) in facts {
            self.columns.push(&fact);
            self.completed_from.push(from);
        }
        self.columns.seal();
        self.kept = Kept::default();
        if self.columns.rows() > start {
            self.sources.push(SourceRows { source: COMPLETED, rows: start..self.columns.rows(), line_runs: LineRuns::default() });
        }
    }

    /// The row that stands for a completed fact in the newest file; `None` for a row of a file's own.
    pub(super) fn completed_at(&self, row: usize) -> Option<usize> {
        let completed = self.sources.iter().rfind(|rows| rows.source == COMPLETED && rows.rows.contains(&row))?;
        self.completed_from.get(row - completed.rows.start).map(|from| *from as usize)
    }

    /// Builds the dictionaries anew from what rows still use: what was removed is gone, not just out of sight. A creator that
    /// only aliases stand for stays.
    fn forget_unused(&mut self) {
        let (creators, creator_codes) = self.creators.only(&self.kept_creators());
        let (asins, asin_codes) = self.asins.only(&self.occurring(Key::Asin, self.asins.len(), Rows::All));
        let (lines, line_codes) = self.lines.only(&self.occurring(Key::Line, self.lines.len(), Rows::All));
        let (campaigns, campaign_codes) = self.campaigns.only(&self.occurring(Key::Campaign, self.campaigns.len(), Rows::All));
        self.columns.recode(&[(Key::Creator, &creator_codes), (Key::Asin, &asin_codes), (Key::Line, &line_codes), (Key::Campaign, &campaign_codes)]);
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
        let used = self.occurring(Key::Creator, self.creators.len(), Rows::All);
        let both: Vec<u32> = used.iter().flat_map(|&code| [code, self.canonical_creator(code)]).collect();
        seen(&both, self.creators.len())
    }

    /// Gives all rows of one file to the creator with this name (for files without a creator column).
    pub fn name_creator(&mut self, source: u32, name: &str) -> Result<(), InternError> {
        let code = self.creators.intern(name.as_bytes())?;
        if let Some(rows) = self.sources.iter().find(|rows| rows.source == source) {
            self.columns.set_creator(&rows.rows, code);
        }
        self.kept = Kept::default();
        Ok(())
    }

    /// Number of different creators that have a row that counts; aliases are one creator, the nameless one is none.
    pub fn creators_used(&self) -> usize {
        let codes = match self.kept.everything() {
            Some(summary) => summary.codes(Dimension::Creator),
            None => {
                let used = self.occurring(Key::Creator, self.creators.len(), Rows::Counted);
                seen(&used.iter().map(|code| self.canonical_creator(*code)).collect::<Vec<_>>(), self.creators.len())
            }
        };
        codes.iter().filter(|&&code| Some(code) != self.nameless_creator()).count()
    }

    /// Number of different ASINs that have a row that counts.
    pub fn asins_used(&self) -> usize {
        self.kept.everything().map_or_else(|| self.occurring(Key::Asin, self.asins.len(), Rows::Counted), |summary| summary.codes(Dimension::Asin)).len()
    }

    /// Codes of lines that have a row that counts, in code order.
    pub fn used_lines(&self) -> Vec<u32> {
        let look = || if self.product_lines.is_some() { self.mapped_lines() } else { self.occurring(Key::Line, self.lines.len(), Rows::Counted) };
        self.kept.everything().map_or_else(look, |summary| summary.codes(Dimension::Line))
    }

    /// The same of campaigns.
    pub fn used_campaigns(&self) -> Vec<u32> {
        self.occurring(Key::Campaign, self.campaigns.len(), Rows::Counted)
    }

    /// Codes below `size` that occur in these rows, in code order.
    fn occurring(&self, key: Key, size: usize, rows: Rows) -> Vec<u32> {
        let (mut flags, mut codes, mut start) = (vec![false; size], [0; BLOCK_ROWS], 0);
        let mut flag = |code: &u32| flags.get_mut(*code as usize).into_iter().for_each(|flag| *flag = true);
        for block in self.columns.sealed() {
            let span = start..start + block.rows();
            start = span.end;
            let excluded = if rows == Rows::All { 0 } else { self.excluded.count_in(span.clone()) };
            if let Some(only) = block.constant(key).filter(|_| excluded < block.rows() as u64) {
                flag(&only);
                continue;
            }
            block.keys(key, &mut codes);
            let codes = codes.get(..block.rows()).unwrap_or_default();
            match excluded {
                0 => codes.iter().for_each(&mut flag),
                _ => codes.iter().zip(span).filter(|(_, row)| !self.excluded.contains(*row)).for_each(|(code, _)| flag(code)),
            }
        }
        flagged(&flags)
    }

    /// Rebuilds a ledger from saved parts; lengths are checked by the caller.
    pub fn from_parts(segment: Segment, sources: Vec<SourceRows>, currency: Option<Currency>) -> Ledger {
        let Segment { mut columns, creators, creator_names, asins, titles, lines, campaigns, .. } = segment;
        columns.seal();
        let (completed_from, excluded, aliases, product_lines, kept) = (Vec::new(), RowMask::default(), Vec::new(), None, Kept::default());
        Ledger { columns, creators, creator_names, asins, titles, lines, campaigns, sources, currency, completed_from, excluded, aliases, product_lines, kept }
    }
}

/// Which rows are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    All,
    /// Those that are not excluded.
    Counted,
}

/// The codes that occur, in code order; all are below `size`.
fn seen(codes: &[u32], size: usize) -> Vec<u32> {
    let mut flags = vec![false; size];
    for code in codes {
        if let Some(flag) = flags.get_mut(*code as usize) {
            *flag = true;
        }
    }
    flagged(&flags)
}

fn flagged(flags: &[bool]) -> Vec<u32> {
    (0_u32..).zip(flags).filter(|(_, flag)| **flag).map(|(code, _)| code).collect()
}
