//! The ledger: all files' facts with their dictionaries. A query never changes it; adding or removing a file does.

use std::ops::Range;

use hashbrown::HashMap;

use super::columns::Columns;
use super::dictionary::{Dictionary, InternError};
use crate::units::Currency;

/// Facts of one file with dictionaries of their own, before they join the ledger.
#[derive(Clone)]
pub struct Segment {
    pub columns: Columns,
    pub creators: Dictionary,
    /// Name of each creator code where it differs from the key.
    pub creator_names: Vec<String>,
    pub asins: Dictionary,
    pub titles: Vec<String>,
    pub lines: Dictionary,
    pub campaigns: Dictionary,
    pub line_runs: LineRuns,
}

impl Segment {
    pub fn new(seed: u64) -> Segment {
        Segment {
            columns: Columns::default(),
            creators: Dictionary::new(seed),
            creator_names: Vec::new(),
            asins: Dictionary::new(seed.rotate_left(1)),
            titles: Vec::new(),
            lines: Dictionary::new(seed.rotate_left(2)),
            campaigns: Dictionary::new(seed.rotate_left(3)),
            line_runs: LineRuns::default(),
        }
    }
}

/// The file line of every row, kept as runs of consecutive lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineRuns(Vec<(u32, u64)>);

impl LineRuns {
    /// Records that `row` (one more than the last) stands on `line`.
    pub fn push(&mut self, row: u32, line: u64) {
        let expected = self.0.last().map(|(first, start)| start + u64::from(row - first));
        if expected != Some(line) {
            self.0.push((row, line));
        }
    }

    /// Line of a row, counted inside its file.
    pub fn line(&self, row: u32) -> u64 {
        let run = self.0.partition_point(|(first, _)| *first <= row).checked_sub(1).and_then(|at| self.0.get(at));
        run.map_or(0, |(first, start)| start + u64::from(row - first))
    }

    pub fn runs(&self) -> &[(u32, u64)] {
        &self.0
    }

    pub fn from_runs(runs: Vec<(u32, u64)>) -> LineRuns {
        LineRuns(runs)
    }
}

/// Rows of one source file inside the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRows {
    pub source: u32,
    pub rows: Range<usize>,
    pub line_runs: LineRuns,
}

/// All facts. Rows of one file stand together, in file order.
#[derive(Clone)]
pub struct Ledger {
    columns: Columns,
    creators: Dictionary,
    creator_names: Vec<String>,
    asins: Dictionary,
    titles: Vec<String>,
    lines: Dictionary,
    campaigns: Dictionary,
    sources: Vec<SourceRows>,
    currency: Option<Currency>,
}

impl Ledger {
    pub fn new(seed: u64) -> Ledger {
        let Segment { columns, creators, creator_names, asins, titles, lines, campaigns, .. } = Segment::new(seed);
        Ledger { columns, creators, creator_names, asins, titles, lines, campaigns, sources: Vec::new(), currency: None }
    }

    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    pub fn rows(&self) -> usize {
        self.columns.rows()
    }

    pub fn creators(&self) -> &Dictionary {
        &self.creators
    }

    /// A creator's name, or its key where no file names it.
    pub fn creator_name(&self, code: u32) -> &str {
        self.creator_names.get(code as usize).filter(|name| !name.is_empty()).map_or_else(|| self.creators.text(code), String::as_str)
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
        self.titles.get(code as usize).map_or("", String::as_str)
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

    /// Says what the amounts are taken for, where no file names a currency.
    pub fn assume_currency(&mut self, currency: Currency) {
        self.currency = Some(currency);
    }

    /// Adds one file's facts. The caller has made sure that `currency` is the ledger's own, or its first.
    pub fn append(&mut self, source: u32, currency: Option<Currency>, segment: &Segment) -> Result<(), InternError> {
        let mut columns = segment.columns.clone();
        let creators = merge(&mut self.creators, &segment.creators)?;
        let asins = merge(&mut self.asins, &segment.asins)?;
        recode(&mut columns.creator, &creators);
        recode(&mut columns.asin, &asins);
        recode(&mut columns.line, &merge(&mut self.lines, &segment.lines)?);
        recode(&mut columns.campaign, &merge(&mut self.campaigns, &segment.campaigns)?);
        merge_labels(&mut self.creator_names, &segment.creator_names, &creators);
        merge_labels(&mut self.titles, &segment.titles, &asins);
        let start = self.columns.rows();
        self.columns.append(&columns);
        self.sources.push(SourceRows { source, rows: start..self.columns.rows(), line_runs: segment.line_runs.clone() });
        self.currency = self.currency.or(currency);
        Ok(())
    }

    /// Takes one file's facts out, with every text that only they used; unknown sources change nothing.
    pub fn remove(&mut self, source: u32) {
        let Some(at) = self.sources.iter().position(|rows| rows.source == source) else { return };
        let removed = self.sources.remove(at).rows;
        self.columns.remove(removed.clone());
        for later in self.sources.iter_mut().skip(at) {
            later.rows = later.rows.start - removed.len()..later.rows.end - removed.len();
        }
        if self.columns.rows() == 0 {
            self.currency = None;
        }
        self.forget_unused();
    }

    /// Builds the dictionaries anew from what rows still use: what was removed is gone, not just out of sight.
    fn forget_unused(&mut self) {
        let (creators, codes) = self.creators.only(&self.used(&self.columns.creator, self.creators.len()));
        self.creator_names = relabelled(&self.creator_names, &codes, creators.len());
        recode(&mut self.columns.creator, &codes);
        let (asins, codes) = self.asins.only(&self.used(&self.columns.asin, self.asins.len()));
        self.titles = relabelled(&self.titles, &codes, asins.len());
        recode(&mut self.columns.asin, &codes);
        let (lines, codes) = self.lines.only(&self.used(&self.columns.line, self.lines.len()));
        recode(&mut self.columns.line, &codes);
        let (campaigns, codes) = self.campaigns.only(&self.used(&self.columns.campaign, self.campaigns.len()));
        recode(&mut self.columns.campaign, &codes);
        (self.creators, self.asins, self.lines, self.campaigns) = (creators, asins, lines, campaigns);
    }

    /// Rows of the newest file whose date, creator, ASIN, line and campaign another file has too, with the first such file.
    pub fn overlap_of_newest(&self) -> Option<(u64, u32)> {
        let newest = self.sources.last().filter(|_| self.sources.len() > 1)?;
        let key = |row: usize| {
            let fact = self.columns.fact(row)?;
            Some((u64::from(fact.date.days()) << 32 | u64::from(fact.creator), u64::from(fact.asin) << 32 | u64::from(fact.line), fact.campaign))
        };
        let older: HashMap<_, u32, _> = self
            .sources
            .iter()
            .filter(|source| source.source != newest.source)
            .flat_map(|source| source.rows.clone().filter_map(move |row| Some((key(row)?, source.source))))
            .collect::<HashMap<_, _, foldhash::fast::FixedState>>();
        let mut shared = newest.rows.clone().filter_map(|row| older.get(&key(row)?));
        let first = *shared.next()?;
        Some((1 + shared.count() as u64, first))
    }

    /// Gives all rows of one file to the creator with this name (for files without a creator column).
    pub fn name_creator(&mut self, source: u32, name: &str) -> Result<(), InternError> {
        let code = self.creators.intern(name.as_bytes())?;
        self.creator_names.resize(self.creators.len(), String::new());
        if let Some(rows) = self.sources.iter().find(|rows| rows.source == source) {
            for creator in self.columns.creator.get_mut(rows.rows.clone()).unwrap_or_default() {
                *creator = code;
            }
        }
        Ok(())
    }

    /// Number of different creators that have a row; the nameless one is none.
    pub fn creators_used(&self) -> usize {
        let used = self.used(&self.columns.creator, self.creators.len());
        used.iter().filter(|&&code| Some(code) != self.nameless_creator()).count()
    }

    /// Number of different ASINs that have a row.
    pub fn asins_used(&self) -> usize {
        self.used(&self.columns.asin, self.asins.len()).len()
    }

    /// Codes of lines that have a row, in code order.
    pub fn used_lines(&self) -> Vec<u32> {
        self.used(&self.columns.line, self.lines.len())
    }

    fn used(&self, codes: &[u32], size: usize) -> Vec<u32> {
        let mut seen = vec![false; size];
        for code in codes {
            if let Some(flag) = seen.get_mut(*code as usize) {
                *flag = true;
            }
        }
        (0_u32..).zip(seen).filter(|(_, seen)| *seen).map(|(code, _)| code).collect()
    }

    /// Rebuilds a ledger from saved parts; lengths are checked by the caller.
    pub fn from_parts(segment: Segment, sources: Vec<SourceRows>, currency: Option<Currency>) -> Ledger {
        let Segment { columns, creators, creator_names, asins, titles, lines, campaigns, .. } = segment;
        Ledger { columns, creators, creator_names, asins, titles, lines, campaigns, sources, currency }
    }
}

/// Codes of `theirs` in `mine`, new texts added.
fn merge(mine: &mut Dictionary, theirs: &Dictionary) -> Result<Vec<u32>, InternError> {
    theirs.texts().map(|text| mine.intern(text.as_bytes())).collect()
}

/// Labels of the codes that remain, at their new codes.
fn relabelled(labels: &[String], codes: &[u32], size: usize) -> Vec<String> {
    let mut kept = vec![String::new(); size];
    for (label, &code) in labels.iter().zip(codes) {
        if let Some(slot) = kept.get_mut(code as usize) {
            slot.clone_from(label);
        }
    }
    kept
}

fn recode(column: &mut [u32], codes: &[u32]) {
    for code in column {
        *code = codes.get(*code as usize).copied().unwrap_or(*code);
    }
}

/// Where two files label one key differently, the first in text order wins: the order of files must not matter.
fn merge_labels(mine: &mut Vec<String>, theirs: &[String], codes: &[u32]) {
    for (label, &code) in theirs.iter().zip(codes) {
        if mine.len() <= code as usize {
            mine.resize(code as usize + 1, String::new());
        }
        if let Some(known) = mine.get_mut(code as usize) {
            keep_first(known, label);
        }
    }
}

/// Keeps the label that is first in text order; an empty one never wins.
pub fn keep_first(known: &mut String, label: &str) {
    if !label.is_empty() && (known.is_empty() || label < known.as_str()) {
        known.clear();
        known.push_str(label);
    }
}
