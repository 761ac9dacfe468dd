//! What can be told from these files, what only approximately, and what would unlock the rest (DQ-9). Derived: a KPI's state
//! is that of its own expression over these rows, a section's that of the reports which declare that they unlock it.

use std::collections::BTreeSet;

use super::Facts;
use crate::analysis::{Analysis, Detail, analyse};
use crate::intake::reports::{self, FAMILIES, SCHEMAS, Schema};
use crate::kpi::{self, Kpi, Outcome};
use crate::ledger::{Dimension, Measure, Slice, Supplied};

/// Whether something can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Computed,
    /// Only part of it, or something that stands for it; the reason says what.
    Proxied,
    NotComputable,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            State::Computed => "computed",
            State::Proxied => "proxied",
            State::NotComputable => "not-computable",
        }
    }
}

/// A report that would tell more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unlock {
    /// Id of the report family.
    pub kind: &'static str,
    pub label: &'static str,
    /// Where the reader finds it.
    pub found: &'static str,
}

/// One line of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    /// KPI id, rule id, or chapter such as `RPT-1 setup`.
    pub id: &'static str,
    pub label: &'static str,
    pub state: State,
    /// Why it is not simply computed; empty where it is.
    pub reason: String,
    pub unlocks: Vec<Unlock>,
}

/// Chapters of the written audit and the rules each rests on.
const CHAPTERS: [(&str, &str, &[&str]); 8] = [
    ("RPT-1 setup", "Creator Connections setup", &["DIA-2", "DIA-9", "CAT-4"]),
    ("RPT-1 commission", "Commission structure", &["COM-1", "COM-3", "COM-6", "COM-9"]),
    ("RPT-1 briefs", "Brief quality", &["BRF-6", "BRF-13", "DIA-3", "OPS-1"]),
    ("RPT-1 integration", "Sponsored Ads and DSP integration", &["AMP-1", "AMP-2", "DIA-11", "STA-6"]),
    ("RPT-2 listings", "Account: listings", &["DIA-12", "RPT-5"]),
    ("RPT-2 ads", "Account: ads", &["RPT-6"]),
    ("RPT-2 inventory", "Account: inventory", &["CAT-9"]),
    ("RPT-2 brand", "Account: brand", &["KPI-8", "RPT-8"]),
];

/// Areas of findings by the first letters of their rules.
const AREAS: [(&str, &str); 9] = [
    ("COM", "Commission"),
    ("DIA", "Diagnosis"),
    ("STA", "Statistics"),
    ("REC", "Recruitment"),
    ("BRF", "Briefs"),
    ("OPS", "Operations"),
    ("AMP", "Amplification"),
    ("CAT", "Category and launch"),
    ("RPT", "Account audit"),
];

/// Every KPI, chapter and rule: KPIs in reading order, then chapters, then rules by id.
pub fn availability(facts: &Facts<'_>) -> Vec<Availability> {
    let analysis = analyse(facts.ledger, facts.rules, &Slice::ALL, Dimension::Whole, Detail::Creators).beside(facts.ledger, facts.beside);
    let present: BTreeSet<&str> = facts.sheets.iter().map(|(_, sheet)| sheet.kind.as_str()).collect();
    let kpis = kpi::all().map(|kpi| of_kpi(kpi, &analysis, facts, &present));
    let chapters = CHAPTERS.iter().map(|(id, label, rules)| of_chapter(id, label, rules, facts, &present));
    let rules: BTreeSet<&'static str> = SCHEMAS.iter().flat_map(|schema| schema.unlocks).copied().filter(|id| area(id).is_some()).collect();
    let rules = rules.into_iter().map(|id| of_rule(id, facts, &present));
    kpis.chain(chapters).chain(rules).collect()
}

/// Name of the area a rule belongs to; `None` for ids of other kinds.
pub fn area(id: &str) -> Option<&'static str> {
    let (prefix, _) = id.split_once('-')?;
    AREAS.iter().find(|(known, _)| *known == prefix).map(|(_, label)| *label)
}

fn unlocking(id: &str) -> impl Iterator<Item = &'static Schema> {
    SCHEMAS.iter().filter(move |schema| schema.unlocks.contains(&id))
}

fn unlock_of(schema: &Schema) -> Unlock {
    Unlock { kind: schema.kind, label: schema.label, found: schema.found }
}

fn of_kpi(kpi: &'static Kpi, analysis: &Analysis, facts: &Facts<'_>, present: &BTreeSet<&str>) -> Availability {
    let line = |state, reason, unlocks| Availability { id: kpi.id, label: kpi.label, state, reason, unlocks };
    match analysis.total(kpi) {
        Outcome::Value(value) => line(State::Computed, value.note, Vec::new()),
        // Rows are there, and this is what they say: for example no click to divide by.
        Outcome::NotApplicable(reason) if analysis.whole().rows() > 0 => line(State::Computed, reason, Vec::new()),
        Outcome::NotApplicable(reason) => line(State::NotComputable, reason, attribution()),
        Outcome::NotComputable(reason) => {
            let absent: Vec<Unlock> = unlocking(kpi.id).filter(|schema| !present.contains(schema.kind)).map(unlock_of).collect();
            let unlocks = if unlocking(kpi.id).next().is_none() { attribution() } else { absent };
            let standing_in = kpi::stand_in(kpi.id).filter(|other| matches!(analysis.total(other), Outcome::Value(_)));
            match (standing_in, by_product(kpi, facts)) {
                (Some(other), _) => line(State::Proxied, format!("{} stands for it, and is labelled so. {reason}", other.label), unlocks),
                (None, Some(label)) => line(State::Proxied, format!("{label} has it by product or campaign, not by creator. {reason}"), unlocks),
                (None, None) => line(State::NotComputable, reason, unlocks),
            }
        }
    }
}

/// A sheet that says by product or campaign what no row says by creator: it has all measures of the expression, for across
/// reports the same name means the same thing, or it declares to unlock the KPI and has some.
fn by_product(kpi: &Kpi, facts: &Facts<'_>) -> Option<&'static str> {
    let needed = kpi.formula.needed();
    let measures = || Measure::ALL.into_iter().filter(move |&measure| needed.has(measure));
    let standing_in = facts.sheets.iter().find(|(_, sheet)| {
        let has = |measure: Measure| sheet.column(measure.name()).is_some();
        let declares = unlocking(kpi.id).any(|schema| schema.kind == sheet.kind);
        measures().all(has) || declares && measures().any(has)
    });
    standing_in.filter(|_| needed != Supplied::NONE).map(|(_, sheet)| reports::label(&sheet.kind))
}

/// The attribution reports themselves.
fn attribution() -> Vec<Unlock> {
    FAMILIES.iter().map(|family| Unlock { kind: family.kind, label: family.label, found: family.found }).collect()
}

/// A rule rests on the attribution facts and on every report that declares to unlock it.
fn of_rule(id: &'static str, facts: &Facts<'_>, present: &BTreeSet<&str>) -> Availability {
    let needed: Vec<&'static Schema> = unlocking(id).collect();
    let absent: Vec<Unlock> = needed.iter().filter(|schema| !present.contains(schema.kind)).map(|schema| unlock_of(schema)).collect();
    let here: Vec<&str> = needed.iter().filter(|schema| present.contains(schema.kind)).map(|schema| reports::label(schema.kind)).collect();
    let has_facts = facts.counted().next().is_some();
    let (state, reason) = match (here.len(), absent.len()) {
        _ if !has_facts => (State::NotComputable, "No attribution rows.".to_owned()),
        (0, _) => (State::NotComputable, "None of the reports it rests on is here.".to_owned()),
        (_, 0) => (State::Computed, String::new()),
        _ => (State::Proxied, format!("In part: {} is here, others are not.", here.join(" and "))),
    };
    let unlocks = if has_facts { absent } else { attribution().into_iter().chain(absent).collect() };
    Availability { id, label: area(id).unwrap_or_default(), state, reason, unlocks }
}

fn of_chapter(id: &'static str, label: &'static str, rules: &[&'static str], facts: &Facts<'_>, present: &BTreeSet<&str>) -> Availability {
    let lines: Vec<Availability> = rules.iter().map(|rule| of_rule(rule, facts, present)).collect();
    let computed = lines.iter().filter(|line| line.state == State::Computed).count();
    let state = match computed {
        all if all == lines.len() => State::Computed,
        _ if lines.iter().any(|line| line.state != State::NotComputable) => State::Proxied,
        _ => State::NotComputable,
    };
    let reason = match state {
        State::Computed => String::new(),
        State::Proxied => format!("{computed} of its {} checks have all they need.", lines.len()),
        State::NotComputable => "Not audited: none of the reports it rests on is here.".to_owned(),
    };
    let mut unlocks: Vec<Unlock> = Vec::new();
    for unlock in lines.into_iter().flat_map(|line| line.unlocks) {
        if !unlocks.contains(&unlock) {
            unlocks.push(unlock);
        }
    }
    Availability { id, label, state, reason, unlocks }
}
