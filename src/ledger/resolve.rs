//! Which rows count where several files speak of the same sales. Derived anew from all files whenever one comes or goes:
//! nothing is overwritten, so taking the newer file out brings the older rows back.
//!
//! A key is a date, creator (after aliases), ASIN, campaign and line. Of each measure of a key the newest file that supplies
//! it counts. Where that is one file for all, its rows stand as they are; where files complete each other (one has clicks,
//! another revenue), one *completed* fact stands for the rows of all.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::columns::Fact;
use super::content::said_mixed;
use super::grain::{self, Clash, Grain};
use super::measure::{Measure, Supplied};
pub use super::resolution::{Claim, Completed, Overlap, RESTATEMENTS_LISTED_MAX, Resolution, Restatement};
use super::store::Ledger;
use crate::units::Rate;

/// All sources of one origin, in the order of [`ranked`].
struct Origin {
    source: u32,
    sources: Vec<u32>,
    days: BTreeSet<u16>,
    grain: Grain,
}

/// One row of a day that several files cover.
#[derive(Clone, Copy)]
struct Entry {
    /// Creator after aliases, ASIN, campaign, line, as [`KeyCode`] packs them.
    key: u64,
    /// What the row says, see [`said_mixed`].
    said: u64,
    /// Position of the row's origin, newest first.
    rank: u32,
    row: u32,
}

/// Rows of one file of one key, and all they say: with the same number of rows and the same sum they say the same.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Digest {
    rows: usize,
    said: u64,
}

impl Digest {
    fn of(entries: &[Entry]) -> Digest {
        Digest { rows: entries.len(), said: entries.iter().fold(0, |sum, entry| sum.wrapping_add(entry.said)) }
    }
}

/// What one file says of one key.
#[derive(Clone)]
struct Said<'a> {
    rank: u32,
    rows: &'a [Entry],
    supplied: Supplied,
    sums: [i128; Measure::COUNT],
    /// The only rate among the rows that have one.
    rate: Option<Rate>,
}

/// What the files looked at so far say of one key together, the newest first.
struct Whole<'a> {
    supplied: Supplied,
    sums: [i128; Measure::COUNT],
    rate: Option<Rate>,
    /// Files that supply a measure no newer one does.
    parts: Vec<Said<'a>>,
}

/// Decides which rows count. `claims` names the sources that take part, `canonical` gives every creator code the one it
/// stands for (empty: each stands for itself). The order in which files arrived plays no part.
pub fn resolve(ledger: &Ledger, claims: &[Claim], canonical: &[u32]) -> Resolution {
    if claims.iter().all(|claim| Some(claim.origin) == claims.first().map(|first| first.origin)) {
        return Resolution::default();
    }
    let origins = ranked(ledger, claims);
    let (pairs, resolution) = (BTreeMap::new(), Resolution::default());
    let mut resolver = Resolver { ledger, canonical, origins: &origins, pairs, resolution, restated: Vec::new(), completed: Vec::new() };
    for mut rows in shared_days(ledger, &origins, canonical) {
        resolver.day(&mut rows);
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
            let grain = grain::of_days(&days, claim.declared);
            Some(((last, claim.modified_ms, claim.fingerprint.as_str(), origin), Origin { source: origin, sources, days, grain }))
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| b.cmp(a));
    ranked.into_iter().map(|(_, origin)| origin).collect()
}

/// Creator, ASIN, campaign and line in one number: side by side where their codes leave room, which only dictionaries of
/// millions do not; else numbered as they come.
struct KeyCode {
    widths: [u32; 4],
    numbered: Option<HashMap<[u32; 4], u64, FixedState>>,
}

impl KeyCode {
    fn new(ledger: &Ledger) -> KeyCode {
        let sizes = [ledger.creators().len(), ledger.asins().len(), ledger.campaigns().len(), ledger.lines().len()];
        let widths = sizes.map(|size| usize::BITS - size.leading_zeros());
        let fits = widths.iter().sum::<u32>() <= u64::BITS;
        KeyCode { widths, numbered: (!fits).then(|| HashMap::with_hasher(FixedState::default())) }
    }

    fn of(&mut self, codes: [u32; 4]) -> u64 {
        match &mut self.numbered {
            None => codes.into_iter().zip(self.widths).fold(0, |key, (code, width)| key << width | u64::from(code)),
            Some(numbered) => {
                let next = numbered.len() as u64;
                *numbered.entry(codes).or_insert(next)
            }
        }
    }
}

/// Rows of every day that at least two origins cover, day by day.
fn shared_days(ledger: &Ledger, origins: &[Origin], canonical: &[u32]) -> Vec<Vec<Entry>> {
    let mut first = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for (rank, origin) in (0_u32..).zip(origins) {
        for &day in &origin.days {
            if *first.entry(day).or_insert(rank) != rank {
                shared.insert(day);
            }
        }
    }
    let mut days = vec![Vec::new(); shared.len()];
    let mut place = vec![usize::MAX; shared.last().map_or(0, |&last| usize::from(last) + 1)];
    for (at, &day) in shared.iter().enumerate() {
        if let Some(slot) = place.get_mut(usize::from(day)) {
            *slot = at;
        }
    }
    let mut code = KeyCode::new(ledger);
    for (rank, origin) in (0_u32..).zip(origins).filter(|(_, origin)| !origin.days.is_disjoint(&shared)) {
        for (row, fact) in grain::facts(ledger, &origin.sources) {
            let Some(rows) = place.get(usize::from(fact.date.days())).and_then(|&at| days.get_mut(at)) else { continue };
            let key = code.of([canonical_of(canonical, fact.creator), fact.asin, fact.campaign, fact.line]);
            rows.push(Entry { key, said: said_mixed(&fact), rank, row: u32::try_from(row).unwrap_or(u32::MAX) });
        }
    }
    days
}

struct Resolver<'a> {
    ledger: &'a Ledger,
    canonical: &'a [u32],
    origins: &'a [Origin],
    /// By rank of newer and older.
    pairs: BTreeMap<(u32, u32), Overlap>,
    resolution: Resolution,
    /// Restatements and completed facts of the day being looked at.
    restated: Vec<((u32, u32), Restatement)>,
    completed: Vec<Completed>,
}

impl Resolver<'_> {
    fn day(&mut self, entries: &mut [Entry]) {
        entries.sort_unstable_by_key(|entry| (entry.key, entry.rank, entry.row));
        for key in entries.chunk_by(|a, b| a.key == b.key) {
            if key.first().map(|entry| entry.rank) != key.last().map(|entry| entry.rank) {
                self.key(key);
            }
        }
        self.list_day();
    }

    /// Newest file first: each adds the measures no newer one supplies.
    fn key(&mut self, entries: &[Entry]) {
        if !self.repeated(entries) {
            self.told_apart(entries);
        }
    }

    /// The usual case: every older file says exactly what the newest says. False where one does not; nothing is done then.
    fn repeated(&mut self, entries: &[Entry]) -> bool {
        let mut files = entries.chunk_by(|a, b| a.rank == b.rank);
        let Some((first, newest)) = files.next().and_then(|rows| Some((rows.first()?, Digest::of(rows)))) else { return false };
        let is_same =
            |rows: &[Entry]| rows.first().is_some_and(|entry| self.grain(first.rank).compares_with(self.grain(entry.rank))) && Digest::of(rows) == newest;
        if !files.clone().all(is_same) {
            return false;
        }
        for rows in files {
            let overlap = self.pair(first.rank, rows.first().map_or(0, |entry| entry.rank));
            overlap.duplicate_keys += 1;
            overlap.duplicate_rows += rows.len() as u64;
            self.leave_out(rows);
        }
        true
    }

    fn told_apart(&mut self, entries: &[Entry]) {
        let mut wholes: Vec<Whole<'_>> = Vec::new();
        for rows in entries.chunk_by(|a, b| a.rank == b.rank) {
            let Some(said) = self.said(rows) else { continue };
            let comparable = |whole: &&mut Whole<'_>| whole.parts.first().is_some_and(|part| self.grain(part.rank).compares_with(self.grain(said.rank)));
            match wholes.iter_mut().find(comparable) {
                Some(whole) => self.add(whole, said),
                None => wholes.push(Whole { supplied: said.supplied, sums: said.sums, rate: said.rate, parts: vec![said] }),
            }
        }
        for whole in wholes.iter().filter(|whole| whole.parts.len() > 1) {
            self.complete(whole);
        }
    }

    /// An older file's word on a key: what newer ones say too is compared, what only it says is added.
    fn add<'a>(&mut self, whole: &mut Whole<'a>, older: Said<'a>) {
        let newer = whole.parts.iter().find(|part| part.supplied.meets(older.supplied)).or(whole.parts.first());
        let Some((newer_rank, newer_row)) = newer.and_then(|part| Some((part.rank, part.rows.first()?.row))) else { return };
        if whole.supplied.meets(older.supplied) {
            self.compare(whole, newer_rank, newer_row, &older);
        }
        let overlap = self.pair(newer_rank, older.rank);
        let mut adds = false;
        for (measure, (sum, count)) in Measure::ALL.into_iter().zip(whole.sums.iter_mut().zip(&mut overlap.completed_keys)) {
            if older.supplied.has(measure) && !whole.supplied.has(measure) {
                *sum = older.sums.get(measure.index()).copied().unwrap_or(0);
                *count += 1;
                adds = true;
            }
        }
        if adds {
            whole.supplied = whole.supplied.union(older.supplied);
            whole.rate = whole.rate.or(older.rate);
            whole.parts.push(older);
        } else {
            self.leave_out(older.rows);
        }
    }

    /// One fact for all rows of a key that several files make together.
    fn complete(&mut self, whole: &Whole<'_>) {
        let Some(row) = whole.parts.first().and_then(|part| part.rows.first()).map(|entry| entry.row) else { return };
        let Some(fact) = self.ledger.columns().fact(row as usize) else { return };
        let mut values = [0; Measure::COUNT];
        for (value, sum) in values.iter_mut().zip(whole.sums) {
            // Sums of the rows of one key, each far below the limit of a cell: they cannot leave the range.
            *value = i64::try_from(sum).unwrap_or(i64::MAX);
        }
        whole.parts.iter().for_each(|part| self.leave_out(part.rows));
        self.completed.push(Completed { fact: Fact { values, supplied: whole.supplied, rate: whole.rate, ..fact }, row });
    }

    fn leave_out(&mut self, rows: &[Entry]) {
        rows.iter().for_each(|entry| self.resolution.excluded.insert(entry.row as usize));
    }

    fn grain(&self, rank: u32) -> Grain {
        self.origins.get(rank as usize).map_or(Grain::Unknown, |origin| origin.grain)
    }

    fn pair(&mut self, newer: u32, older: u32) -> &mut Overlap {
        let origins = self.origins;
        let source = |rank: u32| origins.get(rank as usize).map_or(0, |origin| origin.source);
        self.pairs.entry((newer, older)).or_insert_with(|| Overlap { newer: source(newer), older: source(older), ..Overlap::default() })
    }

    /// The sums of one file's rows of one key.
    fn said<'a>(&self, rows: &'a [Entry]) -> Option<Said<'a>> {
        let mut said = Said { rank: rows.first()?.rank, rows, supplied: Supplied::NONE, sums: [0; Measure::COUNT], rate: None };
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

    /// Counts the key as a duplicate or a restatement, by what both sides supply.
    fn compare(&mut self, whole: &Whole<'_>, newer_rank: u32, newer_row: u32, older: &Said<'_>) {
        let both = |measure: &Measure| whole.supplied.has(*measure) && older.supplied.has(*measure);
        let sums = Measure::ALL.into_iter().zip(older.sums.into_iter().zip(whole.sums));
        let changes: Vec<_> = sums.filter(|(measure, (old, new))| both(measure) && old != new).map(|(measure, (old, new))| (measure, old, new)).collect();
        let rates = older.rate.zip(whole.rate).filter(|(old, new)| old != new);
        let rows = older.rows.len() as u64;
        if changes.is_empty() && rates.is_none() {
            let overlap = self.pair(newer_rank, older.rank);
            overlap.duplicate_keys += 1;
            overlap.duplicate_rows += rows;
            return;
        }
        let overlap = self.pair(newer_rank, older.rank);
        overlap.restated_keys += 1;
        overlap.restated_rows += rows;
        for &(measure, old, new) in &changes {
            if let Some(delta) = overlap.deltas.get_mut(measure.index()) {
                *delta += new - old;
            }
        }
        let older_row = older.rows.first().map_or(0, |entry| entry.row);
        if let Some(fact) = self.ledger.columns().fact(newer_row as usize) {
            let restatement = Restatement {
                date: fact.date,
                creator: canonical_of(self.canonical, fact.creator),
                asin: fact.asin,
                line: fact.line,
                campaign: fact.campaign,
                newer_line: line_of(self.ledger, newer_row),
                older_line: line_of(self.ledger, older_row),
                changes,
                rates,
            };
            self.restated.push(((newer_rank, older.rank), restatement));
        }
    }

    /// Keeps the day's completed facts, and those of its restatements that still fit, in the order of their texts: codes
    /// depend on which file came first.
    fn list_day(&mut self) {
        let ledger = self.ledger;
        let texts = |[creator, asin, campaign, line]: [u32; 4]| {
            [ledger.creators().text(creator), ledger.asins().text(asin), ledger.campaigns().text(campaign), ledger.lines().text(line)]
        };
        let mut completed = std::mem::take(&mut self.completed);
        let of_fact = |known: &Completed| texts([known.fact.creator, known.fact.asin, known.fact.campaign, known.fact.line]);
        completed.sort_by(|a, b| of_fact(a).cmp(&of_fact(b)));
        self.resolution.completed.append(&mut completed);
        let mut restated = std::mem::take(&mut self.restated);
        restated.retain(|(pair, _)| self.pairs.get(pair).is_some_and(|overlap| overlap.listed.len() < RESTATEMENTS_LISTED_MAX));
        let of_key = |known: &Restatement| texts([known.creator, known.asin, known.campaign, known.line]);
        restated.sort_by(|(_, a), (_, b)| of_key(a).cmp(&of_key(b)));
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
