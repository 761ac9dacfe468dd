//! Creators that may be one under two names. Nothing is merged by itself: these are proposals with what speaks for them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::names::{digits, edits, fold, without_copy_marks};
use crate::ledger::{Dimension, Fact, Ledger, Measure, Sheet, Slice, Supplied, roll_up};

/// Most typing errors that can make a proposal, and the default.
pub const EDITS_MAX: usize = 2;
/// Shorter names are too easily another name with two letters changed.
const LETTERS_MIN: usize = 5;
/// A piece that more names share says nothing of any two of them.
const SHARED_PIECE_MAX: usize = 200;
/// Pairs compared letter by letter: more only come up for names made to look alike.
const COMPARED_MAX: usize = 2_000_000;
/// Proposals given with their evidence; all are counted.
pub const PROPOSALS_LISTED_MAX: usize = 200;

/// Why two creators may be one, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The creators table names one beside the other.
    Listed,
    /// A name without id is the name of an id.
    NameOfId,
    /// The same letters and digits.
    SameLetters,
    /// Two files without a creator column whose names differ by what copying or dating a file adds.
    CopyOfFile,
    /// So many letters apart.
    NearlySame(usize),
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub key: String,
    pub name: String,
    pub rows: u64,
    /// Micros; `None` where no row supplies revenue.
    pub revenue: Option<i128>,
}

/// Two creators that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Would be counted as `to`, the one with an id or with more behind it.
    pub from: Evidence,
    pub to: Evidence,
    pub reason: Reason,
    /// Days and products both have rows for, and how many of them have the same figures: the same sales twice.
    pub shared: u64,
    pub equal: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposals {
    /// The first [`PROPOSALS_LISTED_MAX`], surest first.
    pub listed: Vec<Proposal>,
    pub total: u64,
    /// So many names look alike that not all were compared.
    pub is_partial: bool,
}

/// A creator with a row that counts.
struct Creator<'a> {
    code: u32,
    key: &'a str,
    name: &'a str,
    has_id: bool,
    is_file: bool,
    rows: u64,
    revenue: Option<i128>,
    folded: Vec<char>,
}

/// Proposes pairs among the creators that have rows. `of_files` are codes of creators of files without a creator column,
/// `tables` the user's own lists of creators, `edits_max` (at most [`EDITS_MAX`]) the typing errors that still make a pair.
pub fn propose(ledger: &Ledger, of_files: &[u32], tables: &[&Sheet], edits_max: usize) -> Proposals {
    let creators = creators(ledger, of_files);
    let mut found = Found { pairs: Vec::new(), is_partial: false };
    listed(&creators, tables, &mut found);
    let by_name = same_letters(&creators, &mut found);
    copies(&creators, &mut found);
    nearly_same(&creators, &by_name, edits_max.min(EDITS_MAX), &mut found);
    let mut pairs = found.pairs;
    pairs.sort_by_key(|(reason, from, to)| {
        let texts = |at: usize| creators.get(at).map_or("", |creator| creator.key);
        (*reason, std::cmp::Reverse(creators.get(*from).map_or(0, |creator| creator.rows)), texts(*from), texts(*to))
    });
    let mut groups = Groups((0..creators.len()).collect());
    pairs.retain(|(_, from, to)| groups.join(*from, *to));
    let total = pairs.len() as u64;
    pairs.truncate(PROPOSALS_LISTED_MAX);
    let listed = with_evidence(ledger, &creators, &pairs);
    Proposals { listed, total, is_partial: found.is_partial }
}

struct Found {
    /// Reason, and positions of the one that would be counted as the other.
    pairs: Vec<(Reason, usize, usize)>,
    is_partial: bool,
}

impl Found {
    fn add(&mut self, creators: &[Creator<'_>], reason: Reason, a: usize, b: usize) {
        let rank = |at: usize| creators.get(at).map(|creator| (creator.has_id, creator.revenue.unwrap_or(0), creator.rows, std::cmp::Reverse(creator.key)));
        let (from, to) = if rank(a) > rank(b) { (b, a) } else { (a, b) };
        self.pairs.push((reason, from, to));
    }
}

/// Which creators are joined already: a proposal that follows from two others is none.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, at: usize) -> usize {
        let mut root = at;
        while let Some(&above) = self.0.get(root).filter(|&&above| above != root) {
            root = above;
        }
        if let Some(slot) = self.0.get_mut(at) {
            *slot = root;
        }
        root
    }

    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a) {
            *slot = b;
        }
        a != b
    }
}

fn creators<'a>(ledger: &'a Ledger, of_files: &[u32]) -> Vec<Creator<'a>> {
    let of_files: BTreeSet<u32> = of_files.iter().map(|&code| ledger.canonical_creator(code)).collect();
    let groups = roll_up(ledger, &Slice::ALL, Dimension::Creator);
    let named = groups.groups().filter(|group| Some(group.code) != ledger.nameless_creator());
    let creator = |group: crate::ledger::Group| {
        let (key, name) = (ledger.creators().text(group.code), ledger.creator_name(group.code));
        let has_revenue = group.supplied().has(Measure::Revenue);
        Creator {
            code: group.code,
            key,
            name,
            has_id: key != name,
            is_file: of_files.contains(&group.code),
            rows: group.rows(),
            revenue: has_revenue.then(|| group.sum(Measure::Revenue, Supplied::NONE)),
            folded: fold(name),
        }
    };
    named.map(creator).collect()
}

/// Names and aliases that one row of a creators table puts together.
fn listed(creators: &[Creator<'_>], tables: &[&Sheet], found: &mut Found) {
    if tables.is_empty() {
        return;
    }
    let mut by_text: BTreeMap<Vec<char>, Vec<usize>> = BTreeMap::new();
    for (at, creator) in creators.iter().enumerate() {
        by_text.entry(creator.folded.clone()).or_default().push(at);
        if creator.has_id {
            by_text.entry(fold(creator.key)).or_default().push(at);
        }
    }
    for table in tables {
        for row in 0..table.rows() {
            let cell = |name: &str| table.column(name).and_then(|column| column.text(row));
            let aliases = table.column("aliases").into_iter().flat_map(|column| column.list(row));
            let texts = [cell("creator_id"), cell("creator")].into_iter().flatten().chain(aliases);
            let mut meant: Vec<usize> = texts.filter_map(|text| by_text.get(&fold(text))).flatten().copied().collect();
            meant.sort_unstable();
            meant.dedup();
            for pair in meant.windows(2) {
                if let [a, b] = pair {
                    found.add(creators, Reason::Listed, *a, *b);
                }
            }
        }
    }
}

/// Creators with the same folded name; gives the one that stands for each name.
fn same_letters(creators: &[Creator<'_>], found: &mut Found) -> BTreeMap<Vec<char>, usize> {
    let mut by_name: BTreeMap<Vec<char>, usize> = BTreeMap::new();
    for (at, creator) in creators.iter().enumerate().filter(|(_, creator)| !creator.folded.is_empty()) {
        let Some(&other) = by_name.get(&creator.folded) else {
            by_name.insert(creator.folded.clone(), at);
            continue;
        };
        let ids = creators.get(other).map_or(0, |other| u32::from(other.has_id)) + u32::from(creator.has_id);
        found.add(creators, if ids == 1 { Reason::NameOfId } else { Reason::SameLetters }, at, other);
        if ids == 1 && creator.has_id {
            by_name.insert(creator.folded.clone(), at);
        }
    }
    by_name
}

/// Files of the same creator, downloaded or copied again.
fn copies(creators: &[Creator<'_>], found: &mut Found) {
    let mut by_stem: BTreeMap<Vec<char>, usize> = BTreeMap::new();
    for (at, creator) in creators.iter().enumerate().filter(|(_, creator)| creator.is_file) {
        let stem = fold(without_copy_marks(creator.name));
        match by_stem.get(&stem) {
            Some(&other) => found.add(creators, Reason::CopyOfFile, at, other),
            None if stem.is_empty() => {}
            None => drop(by_stem.insert(stem, at)),
        }
    }
}

/// Names a few letters apart. A name within `EDITS_MAX` edits of another has one of the other's three pieces whole, at most
/// as many places moved (Li, Deng, Wang and Feng, "Pass-Join", 2011): so only names that share a piece are compared.
fn nearly_same(creators: &[Creator<'_>], by_name: &BTreeMap<Vec<char>, usize>, edits_max: usize, found: &mut Found) {
    let mut names: Vec<(&[char], usize)> = by_name.iter().filter(|(name, _)| name.len() >= LETTERS_MIN).map(|(name, &at)| (name.as_slice(), at)).collect();
    names.sort_by_key(|(name, _)| (name.len(), *name));
    let state = FixedState::default();
    let mut pieces: HashMap<(usize, usize, u64), Vec<usize>, FixedState> = HashMap::with_hasher(FixedState::default());
    let mut compared = 0;
    for (own, (name, at)) in names.iter().enumerate() {
        let numbers = digits(name);
        let piece = |length: usize, part: usize, text: &[char]| (length, part, state.hash_one((&numbers, text)));
        let mut candidates = BTreeSet::new();
        for length in name.len().saturating_sub(EDITS_MAX)..=name.len() {
            for (part, (start, size)) in parts(length).into_iter().enumerate() {
                for from in start.saturating_sub(EDITS_MAX)..=start + EDITS_MAX {
                    let shared = name.get(from..from + size).and_then(|text| pieces.get(&piece(length, part, text)));
                    match shared {
                        Some(names) if names.len() > SHARED_PIECE_MAX => found.is_partial = true,
                        Some(names) => candidates.extend(names.iter().copied()),
                        None => {}
                    }
                }
            }
        }
        for (other, other_at) in candidates.into_iter().filter_map(|other| names.get(other)) {
            compared += 1;
            let two_ids = [*at, *other_at].into_iter().all(|at| creators.get(at).is_some_and(|creator| creator.has_id));
            if let Some(edits) = edits(name, other, edits_max).filter(|_| !two_ids) {
                found.add(creators, Reason::NearlySame(edits), *at, *other_at);
            }
        }
        if compared > COMPARED_MAX {
            found.is_partial = true;
            return;
        }
        for (part, (start, size)) in parts(name.len()).into_iter().enumerate() {
            if let Some(text) = name.get(start..start + size) {
                pieces.entry(piece(name.len(), part, text)).or_default().push(own);
            }
        }
    }
}

/// Start and length of the three pieces of a name of this length.
fn parts(length: usize) -> [(usize, usize); EDITS_MAX + 1] {
    let cut = |part: usize| length * part / (EDITS_MAX + 1);
    [0, 1, 2].map(|part| (cut(part), cut(part + 1) - cut(part)))
}

/// Facts of one creator by day, ASIN and campaign.
type FactsByKey = BTreeMap<(u16, u32, u32), Vec<Fact>>;

/// The chosen pairs with what speaks for them.
fn with_evidence(ledger: &Ledger, creators: &[Creator<'_>], pairs: &[(Reason, usize, usize)]) -> Vec<Proposal> {
    let mut rows: HashMap<u32, FactsByKey, FixedState> = HashMap::with_hasher(FixedState::default());
    for creator in pairs.iter().flat_map(|(_, from, to)| [from, to]).filter_map(|&at| creators.get(at)) {
        rows.insert(creator.code, BTreeMap::new());
    }
    if !rows.is_empty() {
        for (_, fact) in ledger.columns().facts(0..ledger.rows()).filter(|(row, _)| !ledger.is_excluded(*row)) {
            let Some(of_creator) = rows.get_mut(&ledger.canonical_creator(fact.creator)) else { continue };
            of_creator.entry((fact.date.days(), fact.asin, fact.campaign)).or_default().push(fact);
        }
    }
    let evidence =
        |creator: &Creator<'_>| Evidence { key: creator.key.to_owned(), name: creator.name.to_owned(), rows: creator.rows, revenue: creator.revenue };
    let proposal = |&(reason, from, to): &(Reason, usize, usize)| {
        let (from, to) = (creators.get(from)?, creators.get(to)?);
        let (mine, theirs) = (rows.get(&from.code)?, rows.get(&to.code)?);
        let shared = mine.iter().filter_map(|(key, facts)| Some((facts, theirs.get(key)?)));
        let equal = shared.clone().filter(|(facts, others)| figures(facts) == figures(others)).count() as u64;
        Some(Proposal { from: evidence(from), to: evidence(to), reason, shared: shared.count() as u64, equal })
    };
    pairs.iter().filter_map(proposal).collect()
}

fn figures(facts: &[Fact]) -> Vec<([i64; Measure::COUNT], u8)> {
    let mut figures: Vec<_> = facts.iter().map(|fact| (fact.values, fact.supplied.bits())).collect();
    figures.sort_unstable();
    figures
}
