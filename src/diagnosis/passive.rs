//! DIA-3: how much of the revenue comes from creators somebody approached.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::{Measure, Slice, Supplied};
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-3",
    name: "Passive or active",
    question: "Do sales come from creators you approached?",
    test: "Revenue credited to creators who were ever briefed, sampled or approached, as a part of all revenue credited to named creators: passive with none, mixed \
           below the part set.",
    why: "Creators who come by themselves also leave by themselves.",
    needs: &["operations"],
    check,
};

/// What counts as approaching somebody.
pub const OUTBOUND: &[&str] = &["brief sent", "sample sent", "outreach"];
/// Creators listed.
const LISTED_MAX: usize = 10;

/// Who was approached, and where that stands.
#[derive(Default)]
pub struct Approached {
    /// By creator code.
    pub creators: BTreeMap<u32, Vec<(u32, u64)>>,
    /// Names that no attribution row has.
    pub unknown: BTreeSet<String>,
    /// Entries that name nobody.
    pub nameless: usize,
    /// Entries in all.
    pub entries: usize,
}

/// Reads the log, and the samples of the table of costs.
pub fn approached(case: &Case<'_>) -> Approached {
    let mut approached = Approached::default();
    let mut add = |name: &str, row: (u32, u64)| {
        approached.entries += 1;
        match (name.is_empty(), case.people().code(name)) {
            (true, _) => approached.nameless += 1,
            (false, Some(code)) => approached.creators.entry(code).or_default().push(row),
            (false, None) => {
                approached.unknown.insert(name.to_owned());
            }
        }
    };
    for entry in case.log().into_iter().flat_map(|log| log.of(OUTBOUND)) {
        add(entry.creator, entry.row);
    }
    for (source, sheet, row) in case.rows("costs") {
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
        if text("model") == "sample" && !text("creator_id").is_empty() {
            add(text("creator_id"), (source, sheet.line(row)));
        }
    }
    approached
}

/// A creator with what the selection credits to them.
struct Credited {
    code: u32,
    revenue: i128,
    orders: i128,
}

fn credited(case: &Case<'_>) -> Vec<Credited> {
    let nameless = case.ledger.nameless_creator();
    let mut all: Vec<Credited> = case
        .by_creator
        .groups()
        .filter(|group| Some(group.code) != nameless)
        .map(|group| {
            let sum = |measure| group.sum(measure, Supplied::NONE.with(measure));
            Credited { code: group.code, revenue: sum(Measure::Revenue), orders: sum(Measure::Orders) }
        })
        .collect();
    all.sort_by_key(|creator| (std::cmp::Reverse(creator.revenue), creator.code));
    all
}

fn check(case: &Case<'_>) -> Answer {
    let Some(log) = case.log() else {
        return Answer::unknown("No operations log: whom you briefed, sampled or approached is not known.");
    };
    let creators = credited(case);
    let all: i128 = creators.iter().map(|creator| creator.revenue).sum();
    if !case.panel.has(Measure::Revenue) || all <= 0 {
        return Answer::unknown("No revenue is credited to a named creator.");
    }
    let approached = approached(case);
    let own: i128 = creators.iter().filter(|creator| approached.creators.contains_key(&creator.code)).map(|creator| creator.revenue).sum();
    let Some(share) = Ratio::new(own, all) else { return Answer::unknown("No revenue is credited to a named creator.") };
    if share >= case.terms.value(Term::PassiveShare) {
        return Answer::Clear(Phrase::new("{} of revenue is credited to creators you briefed, sampled or approached.", [Value::Share(share)]));
    }
    if approached.nameless > 0 {
        let values = [Value::Count(approached.nameless as i128), Value::Count(approached.entries as i128)];
        return Answer::Unknown(Phrase::new("{} of {} entries that approach somebody name no creator: whose sales they belong to cannot be told.", values));
    }
    let is_passive = own <= 0;
    let (verdict, severity) = if is_passive { ("passive", Severity::Medium) } else { ("mixed", Severity::Low) };
    let title = match is_passive {
        true => Phrase::plain("None of the revenue credited to creators comes from ones you approached"),
        false => Phrase::new("{} of the revenue credited to creators comes from ones you approached", [Value::Share(share)]),
    };
    let mut finding = Finding::new(verdict, severity, Ladder::Attributed, title);
    let entries = Value::Count(log.len() as i128);
    finding.says = vec![
        Phrase::new(
            "The log has {} entries from {} to {}; what was done before it began is not known.",
            [entries, Value::Day(log.first()), Value::Day(log.last())],
        ),
        Phrase::new("{} creators with sales were briefed, sampled or approached, of {}.", counts(&approached, &creators)),
    ];
    if !approached.unknown.is_empty() {
        let missing = Value::Count(approached.unknown.len() as i128);
        finding.says.push(Phrase::new("{} names in your tables have no sales here: look whether one is spelled differently.", [missing]));
    }
    finding.fix = Phrase::plain("Write to those who sell already: a brief and a sample for the first names below.");
    finding.remedy = Remedy::Programme;
    let wanted = Value::Share(case.terms.value(Term::PassiveShare));
    finding.would_change = Phrase::new("{} of revenue from creators you approached, or entries of the log that are missing here.", [wanted]);
    let rows = approached.creators.values().flatten().copied();
    finding.evidence = vec![
        Evidence::from("Revenue of creators you approached", Value::micros(own), Rows { facts: slices(case, &approached), tables: rows.collect() }),
        Evidence::from("Revenue of all named creators", Value::micros(all), Rows::of(case.slice)),
        Evidence::from("Entries of the log", Value::Count(log.len() as i128), Rows::table(log.rows())),
    ];
    finding.comparisons = vec![untouched(case, &approached, &creators, all)];
    Answer::found(finding)
}

fn counts(approached: &Approached, creators: &[Credited]) -> [Value; 2] {
    let with_sales = creators.iter().filter(|creator| creator.revenue > 0);
    let (known, all) = with_sales.fold((0, 0), |(known, all), creator| (known + i128::from(approached.creators.contains_key(&creator.code)), all + 1));
    [Value::Count(known), Value::Count(all)]
}

fn slices(case: &Case<'_>, approached: &Approached) -> Vec<Slice> {
    approached.creators.keys().map(|code| case.only(|slice| slice.creator = Some(*code))).collect()
}

/// Who sells most and was never approached.
fn untouched(case: &Case<'_>, approached: &Approached, creators: &[Credited], all: i128) -> Comparison {
    let row = |creator: &Credited| ComparedRow {
        cells: vec![
            Value::Text(case.creator_name(creator.code)),
            Value::micros(creator.revenue),
            Value::share(Ratio::new(creator.revenue, all)),
            Value::Count(creator.orders),
        ],
        rows: Rows::of(case.only(|slice| slice.creator = Some(creator.code))),
    };
    let never = creators.iter().filter(|creator| creator.revenue > 0 && !approached.creators.contains_key(&creator.code));
    let columns = vec!["Creator", "Revenue", "Part of revenue", "Orders"];
    Comparison { title: "Creators who sell and were never approached", columns, rows: never.take(LISTED_MAX).map(row).collect() }
}
