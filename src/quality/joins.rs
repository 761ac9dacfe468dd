//! How well the other files join the attribution facts (ING-4): on child ASIN, creator and week.

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use super::names::fold;
use crate::ledger::rollup::{week_code, week_of_code};
use crate::ledger::{Dimension, Group, Measure, Sheet, Slice, Supplied, roll_up};
use crate::units::Ratio;

/// Keys without a match named one by one, the largest revenue first; all are counted.
pub const UNMATCHED_LISTED_MAX: usize = 50;

/// What files are joined on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JoinKey {
    Asin,
    Creator,
    Week,
}

/// One sheet beside the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// Source number of the sheet.
    pub source: u32,
    pub on: JoinKey,
    /// Keys of the facts, and those the sheet has too.
    pub keys: u64,
    pub matched: u64,
    /// Revenue of the facts in micros, and that of the matched keys.
    pub revenue: i128,
    pub matched_revenue: i128,
    pub unmatched: Vec<Unmatched>,
    /// Keys of the sheet, and the first of those no fact has, in text order.
    pub sheet_keys: u64,
    pub sheet_unmatched: Vec<String>,
    pub sheet_unmatched_total: u64,
}

/// A key of the facts that the sheet does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    pub key: String,
    pub name: String,
    pub rows: u64,
    pub revenue: i128,
}

impl Join {
    /// Share of revenue that found its match; of keys where there is no revenue.
    pub fn share(&self) -> Option<Ratio> {
        let by_revenue = Ratio::new(self.matched_revenue, self.revenue).filter(|_| self.revenue > 0);
        by_revenue.or_else(|| Ratio::new(i128::from(self.matched), i128::from(self.keys)))
    }
}

/// Every sheet that has ASINs, creators or dates, in the order of files.
pub fn joins(facts: &Facts<'_>) -> Vec<Join> {
    if facts.sheets.is_empty() {
        return Vec::new();
    }
    let by = |dimension: Dimension| roll_up(facts.ledger, &Slice::ALL, dimension).groups().collect::<Vec<_>>();
    let (asins, creators, weeks) = (by(Dimension::Asin), by(Dimension::Creator), by(Dimension::Week(facts.rules.week_start)));
    let mut joins = Vec::new();
    for (source, sheet) in facts.sheets {
        joins.extend(on_asin(facts, *source, sheet, &asins));
        joins.extend(on_creator(facts, *source, sheet, &creators));
        joins.extend(on_week(facts, *source, sheet, &weeks));
    }
    joins.sort_by_key(|join| (facts.files.iter().position(|file| file.source == join.source), join.on));
    joins
}

/// Adds up both sides. `says` gives a fact's key, name and whether the sheet has it; `sheet_keys` every key of the sheet with
/// whether a fact has it.
fn join(source: u32, on: JoinKey, groups: &[Group], says: impl Fn(u32) -> Option<(String, String, bool)>, sheet_keys: &BTreeMap<String, bool>) -> Join {
    let without: Vec<&String> = sheet_keys.iter().filter(|(_, matched)| !**matched).map(|(key, _)| key).collect();
    let mut join = Join {
        source,
        on,
        keys: 0,
        matched: 0,
        revenue: 0,
        matched_revenue: 0,
        unmatched: Vec::new(),
        sheet_keys: sheet_keys.len() as u64,
        sheet_unmatched_total: without.len() as u64,
        sheet_unmatched: without.into_iter().take(UNMATCHED_LISTED_MAX).cloned().collect(),
    };
    for group in groups {
        let Some((key, name, is_matched)) = says(group.code) else { continue };
        let revenue = group.sum(Measure::Revenue, Supplied::NONE);
        join.keys += 1;
        join.revenue += revenue;
        if is_matched {
            join.matched += 1;
            join.matched_revenue += revenue;
        } else {
            join.unmatched.push(Unmatched { key, name, rows: group.rows(), revenue });
        }
    }
    join.unmatched.sort_by(|a, b| b.revenue.cmp(&a.revenue).then_with(|| a.key.cmp(&b.key)));
    join.unmatched.truncate(UNMATCHED_LISTED_MAX);
    join
}

fn on_asin(facts: &Facts<'_>, source: u32, sheet: &Sheet, groups: &[Group]) -> Option<Join> {
    let ledger = facts.ledger;
    let column = sheet.column("asin").map(|column| column.distinct()).unwrap_or_default();
    let listed: BTreeSet<&str> = column.into_iter().chain(sheet.asin.as_deref()).filter(|asin| !asin.is_empty()).collect();
    if listed.is_empty() {
        return None;
    }
    let sold: BTreeSet<&str> = groups.iter().map(|group| ledger.asins().text(group.code)).collect();
    let keys = listed.iter().map(|asin| ((*asin).to_owned(), sold.contains(asin))).collect();
    let says = |code: u32| {
        let asin = ledger.asins().text(code);
        Some((asin.to_owned(), ledger.title(code).to_owned(), listed.contains(asin)))
    };
    Some(join(source, JoinKey::Asin, groups, says, &keys))
}

/// A creator is in the sheet when its id is, or its name, its key or an alias under any spelling of signs and case.
fn on_creator(facts: &Facts<'_>, source: u32, sheet: &Sheet, groups: &[Group]) -> Option<Join> {
    let ledger = facts.ledger;
    let columns: Vec<_> = ["creator_id", "creator"].into_iter().filter_map(|name| sheet.column(name)).collect();
    if columns.is_empty() {
        return None;
    }
    let folded_of = |code: u32| [fold(ledger.creators().text(code)), fold(ledger.creator_name(code))];
    let known: BTreeSet<Vec<char>> = groups.iter().flat_map(|group| folded_of(group.code)).collect();
    let (mut listed, mut keys) = (BTreeSet::new(), BTreeMap::new());
    for row in 0..sheet.rows() {
        let aliases = sheet.column("aliases").into_iter().flat_map(|column| column.list(row));
        let mut texts = columns.iter().filter_map(|column| column.text(row)).chain(aliases).peekable();
        let Some(&key) = texts.peek() else { continue };
        let folded: Vec<Vec<char>> = texts.map(fold).filter(|text| !text.is_empty()).collect();
        let is_known = folded.iter().any(|text| known.contains(text));
        *keys.entry(key.to_owned()).or_insert(false) |= is_known;
        listed.extend(folded);
    }
    let says = |code: u32| {
        let is_matched = folded_of(code).iter().any(|text| listed.contains(text));
        (Some(code) != ledger.nameless_creator()).then(|| (ledger.creators().text(code).to_owned(), ledger.creator_name(code).to_owned(), is_matched))
    };
    let join = join(source, JoinKey::Creator, groups, says, &keys);
    (join.sheet_keys > 0).then_some(join)
}

fn on_week(facts: &Facts<'_>, source: u32, sheet: &Sheet, groups: &[Group]) -> Option<Join> {
    let first = facts.rules.week_start;
    let mut weeks = BTreeSet::new();
    for span in (0..sheet.rows()).filter_map(|row| sheet.span(row)) {
        weeks.extend(week_code(span.first.days(), first)..=week_code(span.last.days(), first));
    }
    if weeks.is_empty() {
        return None;
    }
    let sold: BTreeSet<u32> = groups.iter().map(|group| group.code).collect();
    let text = |code: u32| week_of_code(code, first).iso();
    let keys = weeks.iter().map(|&code| (text(code), sold.contains(&code))).collect();
    let says = |code: u32| Some((text(code), String::new(), weeks.contains(&code)));
    Some(join(source, JoinKey::Week, groups, says, &keys))
}
