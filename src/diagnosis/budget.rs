//! Where money for creators went, and whether its sales can be told product by product.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::case::Case;
use crate::intake::reports::OTHER_PROGRAMMES;
use crate::ledger::{Measure, Supplied};
use crate::quality::names::fold;
use crate::units::{Date, Programme, Ratio};

/// Who was paid.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payee {
    Programme(Programme),
    /// A platform or agency outside Amazon, as written.
    Partner(String),
    /// A fee that names no programme, to somebody no report knows.
    Unplaced,
}

impl Payee {
    pub fn name(&self) -> String {
        match self {
            Payee::Programme(programme) => programme.label().to_owned(),
            Payee::Partner(name) => name.clone(),
            Payee::Unplaced => "(no programme named)".to_owned(),
        }
    }

    /// What the cell of a table of costs means; `None` for an empty one.
    fn of_text(text: &str) -> Option<Payee> {
        let folded: String = fold(text).into_iter().collect();
        let has = |word: &str| folded.contains(word);
        let programme = match () {
            () if folded.is_empty() => return None,
            () if folded == "cc" || has("creatorconnection") => Programme::CreatorConnections,
            () if has("influencer") || has("storefront") => Programme::Influencer,
            () if has("associates") => Programme::Associates,
            () if has("attribution") => Programme::Attribution,
            () => return Some(Payee::Partner(text.trim().to_owned())),
        };
        Some(Payee::Programme(programme))
    }
}

/// What one payee got, in micros.
#[derive(Clone, Debug, Default)]
pub struct Spent {
    /// Sales of it can be told product by product.
    pub measured: i128,
    /// They cannot.
    pub unmeasured: i128,
    /// Whether they can is not known from these files.
    pub unknown: i128,
    /// Creators of attribution rows with sales who were paid by this payee, by code, with what they got.
    pub creators: BTreeMap<u32, i128>,
    pub rows: Vec<(u32, u64)>,
}

impl Spent {
    pub fn all(&self) -> i128 {
        self.measured + self.unmeasured + self.unknown
    }
}

/// All money for creators in the days of the selection.
pub struct Budget {
    pub by_payee: BTreeMap<Payee, Spent>,
    /// Days the money was spent in, both inclusive.
    pub from: Date,
    pub to: Date,
    /// Whether any report of Amazon Attribution takes part.
    pub has_attribution: bool,
}

impl Budget {
    pub fn spent(&self, programme: Programme) -> i128 {
        self.by_payee.get(&Payee::Programme(programme)).map_or(0, Spent::all)
    }

    /// Measured, not measured and unknown of everybody.
    pub fn sums(&self) -> [i128; 3] {
        self.by_payee
            .values()
            .fold([0; 3], |[measured, unmeasured, unknown], spent| [measured + spent.measured, unmeasured + spent.unmeasured, unknown + spent.unknown])
    }

    /// An amount of these days in a year; `None` for less than four weeks.
    pub fn a_year(&self, case: &Case<'_>, micros: i128) -> Option<Ratio> {
        let days = self.to.days().saturating_sub(self.from.days()) + 1;
        case.days_to_year(&Ratio::millionths(micros), days).filter(|money| days >= 28 && money.is_positive())
    }
}

/// Whose creators other programmes' rows name, and what those rows cost.
#[derive(Default)]
struct Others {
    creators: HashMap<Vec<char>, Programme, FixedState>,
    spent: BTreeMap<Programme, Spent>,
}

fn others(case: &Case<'_>, from: Date, to: Date) -> Others {
    let mut others = Others::default();
    for (source, sheet, row) in case.rows(OTHER_PROGRAMMES) {
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
        let day = sheet.column("date").and_then(|column| column.day(row)).filter(|day| *day >= from && *day <= to);
        let (Some(programme), Some(_)) = (Programme::from_id(text("programme")), day) else { continue };
        if !text("creator").is_empty() {
            others.creators.entry(fold(text("creator"))).or_insert(programme);
        }
        let cost = sheet.column("commission").and_then(|column| column.number(row)).map_or(0, i128::from);
        let spent = others.spent.entry(programme).or_default();
        if text("asin").is_empty() {
            spent.unmeasured += cost;
        } else {
            spent.measured += cost;
        }
        spent.rows.push((source, sheet.line(row)));
    }
    others
}

/// Partners whose sales Amazon Attribution tells by product, and those it tells of at all, folded.
pub fn publishers(case: &Case<'_>) -> [BTreeSet<Vec<char>>; 2] {
    ["amazon-attribution-products", "amazon-attribution"].map(|kind| {
        let names = case.rows(kind).filter_map(|(_, sheet, row)| sheet.column("publisher")?.text(row));
        names.map(fold).filter(|name| !name.is_empty()).collect()
    })
}

/// Reads every cost; `None` without attribution rows or their commission.
pub fn budget(case: &Case<'_>) -> Option<Budget> {
    let (first, last) = case.ledger.dates()?;
    let (from, to) = (case.slice.from.unwrap_or(first).max(first), case.slice.to.unwrap_or(last).min(last));
    let whole = case.by_creator.whole();
    if !whole.supplied().has(Measure::Commission) || from > to {
        return None;
    }
    let has_attribution = case.has("amazon-attribution") || case.has("amazon-attribution-products");
    let others = others(case, from, to);
    let opted = opted_in(case);
    let [by_product, _] = publishers(case);
    let mut by_payee: BTreeMap<Payee, Spent> = BTreeMap::new();
    by_payee.entry(Payee::Programme(Programme::CreatorConnections)).or_default().measured +=
        whole.sum(Measure::Commission, Supplied::NONE.with(Measure::Commission));
    for (programme, spent) in &others.spent {
        by_payee.insert(Payee::Programme(*programme), spent.clone());
    }
    for (source, sheet, row) in case.rows("costs") {
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
        let day = sheet.column("date").and_then(|column| column.day(row)).filter(|day| *day >= from && *day <= to);
        let (Some(cost), Some(_)) = (sheet.column("cost").and_then(|column| column.number(row)).map(i128::from), day) else { continue };
        let creator = text("creator_id");
        let (code, other) = (case.people().code(creator), others.creators.get(&fold(creator)).copied());
        let is_ours = code.is_some() || opted.contains(&fold(creator)) || matches!(text("model"), "sample" | "bonus");
        // A tool serves everybody: it is no programme's.
        let payee = match (Payee::of_text(text("programme")), other) {
            (Some(payee), _) => payee,
            (None, _) if text("model") == "tool" => continue,
            (None, Some(programme)) if !creator.is_empty() => Payee::Programme(programme),
            (None, _) if is_ours && !creator.is_empty() => Payee::Programme(Programme::CreatorConnections),
            (None, _) => Payee::Unplaced,
        };
        let is_measured = match &payee {
            Payee::Programme(Programme::CreatorConnections) => Some(true),
            Payee::Programme(Programme::Attribution) => case.has("amazon-attribution-products").then_some(true),
            Payee::Programme(Programme::Influencer | Programme::Associates) => Some(other.is_some()),
            Payee::Partner(name) if by_product.contains(&fold(name)) => Some(true),
            Payee::Partner(_) => has_attribution.then_some(false),
            Payee::Unplaced => None,
        };
        let spent = by_payee.entry(payee).or_default();
        *match is_measured {
            Some(true) => &mut spent.measured,
            Some(false) => &mut spent.unmeasured,
            None => &mut spent.unknown,
        } += cost;
        spent.rows.push((source, sheet.line(row)));
        if let Some(code) = code {
            *spent.creators.entry(code).or_default() += cost;
        }
    }
    Some(Budget { by_payee, from, to, has_attribution })
}

/// Creators of the reader's list who opted in, folded.
fn opted_in(case: &Case<'_>) -> BTreeSet<Vec<char>> {
    let mut opted = BTreeSet::new();
    for (_, sheet, row) in case.rows("creators") {
        if sheet.column("opt_in_date").and_then(|column| column.day(row)).is_some() {
            let cells = ["creator_id", "creator"].into_iter().filter_map(|name| sheet.column(name)?.text(row));
            opted.extend(cells.map(fold).filter(|name| !name.is_empty()));
        }
    }
    opted
}
