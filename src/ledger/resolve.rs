//! Which rows count where several files speak of the same sales. Derived anew from all files whenever one comes or goes:
//! nothing is overwritten, so taking the newer file out brings the older rows back.

use std::collections::BTreeMap;

use super::grain::{self, Clash, Grain};
use super::mask::RowMask;
use super::measure::{Measure, Supplied};
use super::store::Ledger;
use crate::units::{Date, Rate};

/// Restatements of one pair of files listed one by one; all are counted.
pub const RESTATEMENTS_LISTED_MAX: usize = 1_000;

/// What decides between files that have the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub source: u32,
    /// Sources of one origin are one file and add up: a file, and the corrections of its rejected rows. The origin is the
    /// file's own source number.
    pub origin: u32,
    /// When the file was last modified, in milliseconds; 0 where unknown.
    pub modified_ms: u64,
    pub fingerprint: String,
    /// What the header of the date column says a row covers.
    pub declared: Option<Grain>,
}

/// One key that two files give different values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restatement {
    pub date: Date,
    /// Codes of the ledger; the creator's after aliases.
    pub creator: u32,
    pub asin: u32,
    pub line: u32,
    pub campaign: u32,
    /// First line of the key in either file.
    pub newer_line: u64,
    pub older_line: u64,
    /// Measures whose sums differ: older and newer value.
    pub changes: Vec<(Measure, i128, i128)>,
    /// Commission rates where they differ and each file has only one for the key.
    pub rates: Option<(Rate, Rate)>,
}

/// What two files that share keys have to do with each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Source numbers of the two files.
    pub newer: u32,
    pub older: u32,
    /// Keys both give the same values, and rows of the older that are left out for it.
    pub duplicate_keys: u64,
    pub duplicate_rows: u64,
    /// Keys with other values in the newer, and rows of the older that are left out for it.
    pub restated_keys: u64,
    pub restated_rows: u64,
    /// Newer minus older over all restated keys, by measure, of what both supply.
    pub deltas: [i128; Measure::COUNT],
    /// The first [`RESTATEMENTS_LISTED_MAX`], by date and then by text.
    pub listed: Vec<Restatement>,
    /// Keys that the two files complete: they supply different measures, and both count.
    pub completed_keys: u64,
    /// By measure, keys of the older that are left out although only the older supplies this measure.
    pub lost_keys: [u64; Measure::COUNT],
}

/// Which rows count, and why the others do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// Rows that do not count because a newer file's stand for them.
    pub excluded: RowMask,
    /// By source number, how many of its rows are left out.
    pub excluded_rows: BTreeMap<u32, u64>,
    /// Pairs of files that share keys, newest first.
    pub overlaps: Vec<Overlap>,
    /// Files that may hold the same sales, once by week or month and once by day: both count.
    pub clashes: Vec<Clash>,
}

/// All sources of one origin, in the order of [`ranked`].
struct Origin {
    source: u32,
    sources: Vec<u32>,
    grain: Grain,
}

/// One row of a day that several files cover.
#[derive(Clone, Copy)]
struct Entry {
    /// Creator after aliases, ASIN, campaign, line.
    key: u128,
    /// Position of the row's origin, newest first.
    rank: u32,
    row: u32,
}

/// What one file says of one key.
#[derive(Clone, Copy)]
struct Said {
    rank: u32,
    supplied: Supplied,
    sums: [i128; Measure::COUNT],
    /// The only rate among the rows that have one.
    rate: Option<Rate>,
    rows: u64,
    first_row: u32,
}

/// Decides which rows count. `claims` names the sources that take part, `canonical` gives every creator code the one it
/// stands for (empty: each stands for itself). The order in which files arrived plays no part.
pub fn resolve(ledger: &Ledger, claims: &[Claim], canonical: &[u32]) -> Resolution {
    let origins = ranked(ledger, claims);
    if origins.len() < 2 {
        return Resolution::default();
    }
    let mut resolver = Resolver { ledger, canonical, origins: &origins, pairs: BTreeMap::new(), resolution: Resolution::default(), restated: Vec::new() };
    for rows in shared_days(ledger, &origins) {
        resolver.day(&rows);
    }
    let clashes = clashes(ledger, &origins, canonical);
    let mut resolution = resolver.finish();
    resolution.clashes = clashes;
    resolution
}

/// Origins from newest to oldest: latest last date, then modification time, then fingerprint.
fn ranked(ledger: &Ledger, claims: &[Claim]) -> Vec<Origin> {
    let mut sources: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for claim in claims {
        sources.entry(claim.origin).or_default().push(claim.source);
    }
    let own = |origin: u32| claims.iter().find(|claim| claim.source == origin).or_else(|| claims.iter().find(|claim| claim.origin == origin));
    let mut ranked: Vec<_> = sources
        .into_iter()
        .filter_map(|(origin, sources)| {
            let claim = own(origin)?;
            let days = grain::days(ledger, &sources);
            let last = *days.last()?;
            let grain = claim.declared.unwrap_or_else(|| grain::of_days(&days));
            Some(((last, claim.modified_ms, claim.fingerprint.as_str(), origin), Origin { source: origin, sources, grain }))
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| b.cmp(a));
    ranked.into_iter().map(|(_, origin)| origin).collect()
}

/// Rows of every day that at least two origins cover, day by day, each with its origin's rank.
fn shared_days(ledger: &Ledger, origins: &[Origin]) -> Vec<Vec<(u32, u32)>> {
    let mut first = BTreeMap::new();
    let mut shared = BTreeMap::new();
    for (rank, origin) in (0_u32..).zip(origins) {
        for day in grain::days(ledger, &origin.sources) {
            if *first.entry(day).or_insert(rank) != rank {
                shared.insert(day, Vec::new());
            }
        }
    }
    if shared.is_empty() {
        return Vec::new();
    }
    for (rank, origin) in (0_u32..).zip(origins) {
        for row in grain::rows(ledger, &origin.sources) {
            let day = ledger.columns().fact(row as usize).map(|fact| fact.date.days());
            if let Some(rows) = day.and_then(|day| shared.get_mut(&day)) {
                rows.push((rank, row));
            }
        }
    }
    shared.into_values().collect()
}

struct Resolver<'a> {
    ledger: &'a Ledger,
    canonical: &'a [u32],
    origins: &'a [Origin],
    /// By rank of newer and older.
    pairs: BTreeMap<(u32, u32), Overlap>,
    resolution: Resolution,
    /// Restatements of the day being looked at.
    restated: Vec<((u32, u32), Restatement)>,
}

impl Resolver<'_> {
    fn day(&mut self, rows: &[(u32, u32)]) {
        let mut entries: Vec<Entry> = rows.iter().filter_map(|&(rank, row)| self.entry(rank, row)).collect();
        entries.sort_unstable_by_key(|entry| (entry.key, entry.rank, entry.row));
        for key in entries.chunk_by(|a, b| a.key == b.key) {
            if key.first().map(|entry| entry.rank) != key.last().map(|entry| entry.rank) {
                self.key(key);
            }
        }
        self.list_restated();
    }

    fn entry(&self, rank: u32, row: u32) -> Option<Entry> {
        let fact = self.ledger.columns().fact(row as usize)?;
        let creator = canonical_of(self.canonical, fact.creator);
        let parts = [creator, fact.asin, fact.campaign, fact.line];
        Some(Entry { key: parts.into_iter().fold(0, |key, part| key << 32 | u128::from(part)), rank, row })
    }

    /// Newest file first: a file counts unless a newer one that counts supplies some of the same measures.
    fn key(&mut self, entries: &[Entry]) {
        let mut counting: Vec<Said> = Vec::new();
        for rows in entries.chunk_by(|a, b| a.rank == b.rank) {
            let Some(said) = self.said(rows) else { continue };
            let comparable = |newer: &&Said| self.grain(newer.rank).compares_with(self.grain(said.rank));
            let winner = counting.iter().filter(comparable).find(|newer| newer.supplied.meets(said.supplied)).copied();
            match winner {
                Some(newer) => {
                    let known = counting.iter().fold(Supplied::NONE, |known, newer| known.union(newer.supplied));
                    self.leave_out(rows, &newer, &said, known);
                }
                None => {
                    let completed: Vec<u32> = counting.iter().filter(comparable).map(|newer| newer.rank).collect();
                    for newer in completed {
                        self.pair(newer, said.rank).completed_keys += 1;
                    }
                    counting.push(said);
                }
            }
        }
    }

    fn grain(&self, rank: u32) -> Grain {
        self.origins.get(rank as usize).map_or(Grain::Unknown, |origin| origin.grain)
    }

    fn pair(&mut self, newer: u32, older: u32) -> &mut Overlap {
        let source = |rank: u32| self.origins.get(rank as usize).map_or(0, |origin| origin.source);
        let empty = Overlap { newer: source(newer), older: source(older), ..Overlap::default() };
        self.pairs.entry((newer, older)).or_insert(empty)
    }

    /// The sums of one file's rows of one key.
    fn said(&self, rows: &[Entry]) -> Option<Said> {
        let first = rows.first()?;
        let mut said =
            Said { rank: first.rank, supplied: Supplied::NONE, sums: [0; Measure::COUNT], rate: None, rows: rows.len() as u64, first_row: first.row };
        let (mut rates, mut rate) = (0_u32, None);
        for entry in rows {
            let fact = self.ledger.columns().fact(entry.row as usize)?;
            said.supplied = said.supplied.union(fact.supplied);
            for (sum, value) in said.sums.iter_mut().zip(fact.values) {
                *sum += i128::from(value);
            }
            if fact.rate.is_some() && fact.rate != rate {
                (rates, rate) = (rates + 1, fact.rate);
            }
        }
        said.rate = rate.filter(|_| rates == 1);
        Some(said)
    }

    fn leave_out(&mut self, rows: &[Entry], newer: &Said, older: &Said, known: Supplied) {
        rows.iter().for_each(|entry| self.resolution.excluded.insert(entry.row as usize));
        let changes = changes(newer, older);
        let rates = newer.rate.zip(older.rate).filter(|(new, old)| new != old).map(|(new, old)| (old, new));
        let pair = (newer.rank, older.rank);
        let restatement = if changes.is_empty() && rates.is_none() { None } else { self.restatement(newer, older, changes, rates) };
        let overlap = self.pair(newer.rank, older.rank);
        for (measure, lost) in Measure::ALL.into_iter().zip(&mut overlap.lost_keys) {
            *lost += u64::from(older.supplied.has(measure) && !known.has(measure));
        }
        match restatement {
            None => {
                overlap.duplicate_keys += 1;
                overlap.duplicate_rows += older.rows;
            }
            Some(restatement) => {
                overlap.restated_keys += 1;
                overlap.restated_rows += older.rows;
                for &(measure, old, new) in &restatement.changes {
                    if let Some(delta) = overlap.deltas.get_mut(measure.index()) {
                        *delta += new - old;
                    }
                }
                self.restated.push((pair, restatement));
            }
        }
    }

    fn restatement(&self, newer: &Said, older: &Said, changes: Vec<(Measure, i128, i128)>, rates: Option<(Rate, Rate)>) -> Option<Restatement> {
        let fact = self.ledger.columns().fact(newer.first_row as usize)?;
        Some(Restatement {
            date: fact.date,
            creator: canonical_of(self.canonical, fact.creator),
            asin: fact.asin,
            line: fact.line,
            campaign: fact.campaign,
            newer_line: line_of(self.ledger, newer.first_row),
            older_line: line_of(self.ledger, older.first_row),
            changes,
            rates,
        })
    }

    /// Keeps the day's restatements that still fit, in the order of their texts: codes depend on which file came first.
    fn list_restated(&mut self) {
        let mut restated = std::mem::take(&mut self.restated);
        restated.retain(|(pair, _)| self.pairs.get(pair).is_some_and(|overlap| overlap.listed.len() < RESTATEMENTS_LISTED_MAX));
        let ledger = self.ledger;
        let texts = |known: &Restatement| {
            [ledger.creators().text(known.creator), ledger.asins().text(known.asin), ledger.campaigns().text(known.campaign), ledger.lines().text(known.line)]
        };
        restated.sort_by(|(_, a), (_, b)| texts(a).cmp(&texts(b)));
        for (pair, restatement) in restated {
            if let Some(overlap) = self.pairs.get_mut(&pair).filter(|overlap| overlap.listed.len() < RESTATEMENTS_LISTED_MAX) {
                overlap.listed.push(restatement);
            }
        }
    }

    fn finish(mut self) -> Resolution {
        for source in self.ledger.sources() {
            let count = self.resolution.excluded.count_in(source.rows.clone());
            if count > 0 {
                self.resolution.excluded_rows.insert(source.source, count);
            }
        }
        self.resolution.overlaps = self.pairs.into_values().collect();
        self.resolution
    }
}

/// Measures that both supply with different sums.
fn changes(newer: &Said, older: &Said) -> Vec<(Measure, i128, i128)> {
    let both = |measure: &Measure| newer.supplied.has(*measure) && older.supplied.has(*measure);
    let sums = Measure::ALL.into_iter().zip(older.sums.into_iter().zip(newer.sums));
    sums.filter(|(measure, (old, new))| both(measure) && old != new).map(|(measure, (old, new))| (measure, old, new)).collect()
}

/// The creator a code stands for.
fn canonical_of(canonical: &[u32], code: u32) -> u32 {
    canonical.get(code as usize).copied().unwrap_or(code)
}

/// Line of a row in its own file.
pub fn line_of(ledger: &Ledger, row: u32) -> u64 {
    let at = row as usize;
    let source = ledger.sources().iter().find(|source| source.rows.contains(&at));
    source.map_or(0, |source| source.line_runs.line(u32::try_from(at - source.rows.start).unwrap_or(u32::MAX)))
}

/// Pairs of a coarser and a finer file that cover the same periods, creators and products.
fn clashes(ledger: &Ledger, origins: &[Origin], canonical: &[u32]) -> Vec<Clash> {
    let coarse = origins.iter().filter(|origin| matches!(origin.grain, Grain::Week | Grain::Month));
    let mut clashes: Vec<Clash> = coarse
        .flat_map(|coarse| origins.iter().filter(move |fine| fine.grain.is_finer_than(coarse.grain)).map(move |fine| (coarse, fine)))
        .filter_map(|(coarse, fine)| {
            let rows = grain::rows_said_twice(ledger, &coarse.sources, coarse.grain, &fine.sources, |code| canonical_of(canonical, code));
            (rows > 0).then_some(Clash { coarse: coarse.source, coarse_grain: coarse.grain, fine: fine.source, fine_grain: fine.grain, rows })
        })
        .collect();
    clashes.sort_by_key(|clash| (clash.coarse, clash.fine));
    clashes
}
