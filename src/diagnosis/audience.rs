//! DIA-14: whether one set of creators is asked to sell lines that need different ones.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, IntervalRow, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::{Measure, Slice};
use crate::stats::proportion::{Fit, Interval};
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-14",
    name: "One audience for all",
    question: "Do the same creators sell lines that need different ones?",
    test: "For each pair of product lines with at least five creators each: the Jaccard index of their creators above the part set, conversion apart by more than the factor \
           set, in the earlier and in the later half of the weeks both sold, and the 90 % intervals of the two conversions apart. Mature rows only.",
    why: "A creator's followers want one thing; the whole catalogue is not one thing.",
    needs: &[],
    check,
};

/// Fewer creators are no audience.
const CREATORS_MIN: usize = 5;
/// Weeks in either half; in fewer nothing lasts.
const HALF_MIN: usize = 2;
/// Lines compared, those with most clicks.
const LINES_MAX: usize = 60;

/// One line with who sends clicks to it.
struct Line {
    code: u32,
    creators: BTreeSet<u32>,
    clicks: i128,
    conversion: Ratio,
    interval: Interval,
}

/// Two lines that share creators.
struct Pair<'a> {
    /// The one that converts better.
    better: &'a Line,
    worse: &'a Line,
    overlap: Ratio,
    factor: Ratio,
    is_found: bool,
}

fn check(case: &Case<'_>) -> Answer {
    let lines = lines(case);
    if lines.len() < 2 {
        return Answer::unknown("Fewer than two named product lines with five creators and mature clicks each: name lines in the catalogue or in Settings.");
    }
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        pairs.extend(lines.iter().skip(at + 1).filter_map(|other| pair(case, line, other)));
    }
    let found: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.is_found).collect();
    if found.is_empty() {
        let count = Value::Count(pairs.len() as i128);
        return Answer::Clear(Phrase::new("{} pairs of lines: none shares most of its creators while converting far apart.", [count]));
    }
    Answer::found(finding(case, &lines, &found))
}

fn lines(case: &Case<'_>) -> Vec<Line> {
    let mut sums: BTreeMap<u32, BTreeMap<u32, (i128, i128)>> = BTreeMap::new();
    let (ledger, slice) = (case.ledger, slice(case));
    for (row, fact) in ledger.columns().facts(0..ledger.rows()) {
        let has_both = fact.supplied.has(Measure::Clicks) && fact.supplied.has(Measure::Orders);
        if !has_both || ledger.is_excluded(row) || !slice.holds(ledger, &fact) || Some(fact.creator) == ledger.nameless_creator() {
            continue;
        }
        let value = |measure: Measure| i128::from(fact.values.get(measure.index()).copied().unwrap_or(0));
        let sum = sums.entry(ledger.line_of(&fact)).or_default().entry(ledger.canonical_creator(fact.creator)).or_default();
        *sum = (sum.0 + value(Measure::Clicks), sum.1 + value(Measure::Orders));
    }
    let none = Fit::default().prior();
    let line = |(code, creators): (u32, BTreeMap<u32, (i128, i128)>)| {
        let (clicks, orders) = creators.values().fold((0, 0), |(clicks, orders), sum| (clicks + sum.0, orders + sum.1));
        let active = creators.into_iter().filter(|(_, (clicks, orders))| *clicks > 0 || *orders > 0).map(|(creator, _)| creator).collect();
        Some(Line { code, creators: active, clicks, conversion: Ratio::new(orders, clicks)?, interval: none.interval(orders, clicks)? })
    };
    let named = sums.into_iter().filter(|(code, _)| !ledger.lines().text(*code).is_empty());
    let mut lines: Vec<Line> = named.filter_map(line).filter(|line| line.creators.len() >= CREATORS_MIN).collect();
    lines.sort_by_key(|line| (std::cmp::Reverse(line.clicks), line.code));
    lines.truncate(LINES_MAX);
    lines
}

fn slice(case: &Case<'_>) -> Slice {
    let to = case.mature_until.into_iter().chain(case.slice.to).min();
    Slice { to, ..case.slice }
}

fn pair<'a>(case: &Case<'_>, one: &'a Line, other: &'a Line) -> Option<Pair<'a>> {
    let (better, worse) = if one.conversion >= other.conversion { (one, other) } else { (other, one) };
    let both = i128::try_from(better.creators.intersection(&worse.creators).count()).ok()?;
    let either = i128::try_from(better.creators.union(&worse.creators).count()).ok()?;
    let (overlap, factor) = (Ratio::new(both, either)?, better.conversion.over(&worse.conversion)?);
    let is_shared = overlap > case.terms.value(Term::AudienceOverlap);
    let is_apart = factor > case.terms.value(Term::ConversionFactor) && better.interval.low > worse.interval.high && is_lasting(case, better, worse);
    Some(Pair { better, worse, overlap, factor, is_found: is_shared && is_apart })
}

/// Apart in the earlier as in the later half of the weeks both were clicked in: a line that fell lately has another story.
fn is_lasting(case: &Case<'_>, better: &Line, worse: &Line) -> bool {
    let (panel, least) = (&case.panel, case.terms.value(Term::ConversionFactor));
    let (Some(one), Some(other)) = (panel.lines.place(better.code), panel.lines.place(worse.code)) else { return false };
    let sum = |measure, line, week: usize| panel.sum(measure, &panel.lines, line, week..week + 1);
    let weeks = (0..panel.weeks.len()).filter(|week| sum(Measure::Clicks, one, *week) > 0 && sum(Measure::Clicks, other, *week) > 0);
    let weeks: Vec<usize> = weeks.collect();
    let (earlier, later) = weeks.split_at(weeks.len() / 2);
    let conversion = |line: usize, weeks: &[usize]| {
        let of = |measure| weeks.iter().map(|week| sum(measure, line, *week)).sum::<i128>();
        Ratio::new(of(Measure::Orders), of(Measure::Clicks))
    };
    let is_apart = |weeks: &[usize]| {
        let (Some(better), Some(worse)) = (conversion(one, weeks), conversion(other, weeks)) else { return false };
        worse.times(&least).is_some_and(|bound| better > bound)
    };
    earlier.len() >= HALF_MIN && is_apart(earlier) && is_apart(later)
}

fn finding(case: &Case<'_>, lines: &[Line], found: &[&Pair<'_>]) -> Finding {
    let name = |line: &Line| Value::Text(case.line_name(line.code));
    let title = match found {
        [one] => Phrase::new(
            "The same creators sell {} and {}, and one converts {} times as well",
            [name(one.better), name(one.worse), Value::Number(one.factor, 1)],
        ),
        _ => Phrase::new("{} pairs of lines share their creators and convert far apart", [Value::Count(found.len() as i128)]),
    };
    let mut finding = Finding::new("one-audience", Severity::Low, Ladder::Attributed, title);
    let share = |ratio: &Ratio| Value::Share(*ratio);
    finding.says = found
        .iter()
        .take(3)
        .map(|pair| {
            Phrase::new(
                "{} of the creators of {} or {} sell both; they convert at {} and {}.",
                [share(&pair.overlap), name(pair.better), name(pair.worse), share(&pair.better.conversion), share(&pair.worse.conversion)],
            )
        })
        .collect();
    finding.says.push(Phrase::plain("Price and kind of product convert differently by themselves; this says where to look, not why."));
    finding.fix = Phrase::plain("Recruit and brief for each line by itself, beginning with the line that converts worse.");
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("Other creators for one of the lines, or conversions that come closer to each other.");
    let of_line = |line: &Line| Rows::of(Slice { line: Some(line.code), ..slice(case) });
    let codes: BTreeSet<u32> = found.iter().flat_map(|pair| [pair.better.code, pair.worse.code]).collect();
    let rows = Rows { facts: codes.iter().map(|code| Slice { line: Some(*code), ..slice(case) }).collect(), tables: Vec::new() };
    finding.evidence = vec![
        Evidence::from("Pairs of lines with one audience", Value::Count(found.len() as i128), rows),
        Evidence::new("Lines compared", Value::Count(lines.len() as i128)),
    ];
    let row = |pair: &&Pair<'_>| ComparedRow {
        cells: vec![
            name(pair.better),
            name(pair.worse),
            share(&pair.overlap),
            share(&pair.better.conversion),
            share(&pair.worse.conversion),
            Value::Number(pair.factor, 2),
        ],
        rows: Rows { facts: [of_line(pair.better), of_line(pair.worse)].into_iter().flat_map(|rows| rows.facts).collect(), tables: Vec::new() },
    };
    let columns = vec!["Line", "With", "Creators of both", "Converts", "The other", "Times"];
    finding.comparisons = vec![Comparison { title: "Lines that share creators and convert far apart", columns, rows: found.iter().map(row).collect() }];
    let drawn = |line: &Line| IntervalRow { name: case.line_name(line.code), low: line.interval.low, value: line.conversion, high: line.interval.high };
    finding.pictures = vec![Picture::Intervals {
        title: Phrase::plain("Conversion of each line with its 90 % interval"),
        x_name: "Orders ÷ clicks",
        rows: lines.iter().take(20).map(drawn).collect(),
        reference: None,
        scale: Scale::Share,
    }];
    finding
}
