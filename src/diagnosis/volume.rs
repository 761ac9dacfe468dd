//! DIA-8: sales through creators rise and the place in search does not: too little volume, not a channel that fails.

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Course, Evidence, Finding, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Value};
use super::placement::{Measured, Placement, placement};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::Measure;
use crate::stats::change::{Trials, WEEKS_MIN};
use crate::stats::discovery::discoveries;
use crate::stats::shift::{rate_shift, ratio_shift};
use crate::stats::trend::trend;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-8",
    name: "Volume too low",
    question: "Do creators' sales rise while the place in search stays?",
    test: "Weekly units of each product rise over the mature weeks compared: Mann-Kendall with at most 5 % false names (Benjamini-Hochberg), and a fifth more in the later half, the 90 % interval above zero. Its rank, else its \
           share of purchases, changed between the halves by an interval that includes zero and excludes an improvement of a quarter.",
    why: "Flat ranks with rising sales mean too little volume yet: a matter of rate or of creators, not of the channel.",
    needs: &["rank", "search-query-performance-asin"],
    check,
};

/// Improvement that must be excluded before a place is called flat.
const QUARTER: Ratio = Ratio::millionths(250_000);
/// Growth of units worth telling, and false names accepted among the products that grow.
const FIFTH: Ratio = Ratio::millionths(200_000);
const LEVEL: Ratio = Ratio::millionths(50_000);

/// A product whose units and place are both known.
struct Look {
    code: u32,
    /// Place in the panel's cube.
    at: usize,
    rising_p: Ratio,
    slope: Ratio,
    /// A fifth more was sold in the later half, and more for certain.
    is_more: bool,
    /// Change of the place in the sense of better, with its interval.
    better: [Ratio; 3],
}

impl Look {
    fn is_flat(&self) -> bool {
        let [low, _, high] = &self.better;
        !low.is_positive() && !high.is_negative() && *high < QUARTER
    }
}

fn check(case: &Case<'_>) -> Answer {
    let Some(placement) = placement(case) else { return Answer::unknown("No weekly rank and no weekly search share by product.") };
    if !case.panel.has(Measure::Units) && !case.panel.has(Measure::Orders) {
        return Answer::unknown("No attribution row counts units or orders.");
    }
    let looks: Vec<Look> = case.panel.asins.codes.iter().enumerate().filter_map(|(at, code)| look(case, &placement, at, *code)).collect();
    if looks.is_empty() {
        return Answer::Unknown(Phrase::new("Needs {} mature weeks with units and a place in search of one product.", [Value::Count(2 * WEEKS_MIN as i128)]));
    }
    let chances: Vec<Ratio> = looks.iter().map(|look| look.rising_p).collect();
    let kept = discoveries(&chances, &LEVEL).unwrap_or_default();
    let rising: Vec<&Look> = looks.iter().zip(kept).filter(|(look, found)| found.kept && look.is_more).map(|(look, _)| look).collect();
    let flat: Vec<&Look> = rising.iter().copied().filter(|look| look.is_flat()).collect();
    if flat.is_empty() {
        return Answer::Clear(Phrase::new(
            "Of {} products, units through creators rise for {}; none of these has a place in search that is known to stay.",
            [Value::Count(looks.len() as i128), Value::Count(rising.len() as i128)],
        ));
    }
    Answer::found(finding(case, &flat, &placement))
}

/// The latest mature weeks compared: first, and first of the later half.
fn halves(case: &Case<'_>) -> (usize, usize) {
    let weeks = case.panel.weeks.len();
    let half = (weeks / 2).min(usize::from(case.terms.whole(Term::CompareWeeks)));
    (weeks - 2 * half, weeks - half)
}

fn units(case: &Case<'_>) -> Measure {
    if case.panel.has(Measure::Units) { Measure::Units } else { Measure::Orders }
}

fn look(case: &Case<'_>, placement: &Placement, at: usize, code: u32) -> Option<Look> {
    let panel = &case.panel;
    let (first, half) = halves(case);
    if half - first < WEEKS_MIN {
        return None;
    }
    let weekly: Vec<Ratio> = (first..panel.weeks.len()).map(|week| Ratio::whole(panel.sum(units(case), &panel.asins, at, week..week + 1))).collect();
    let found = trend(&weekly)?;
    let (before, after) = weekly.split_at(half - first);
    let is_more = ratio_shift(before, after).is_some_and(|change| change.is_up() && change.difference >= FIFTH);
    let asin = case.ledger.asins().text(code);
    let better = better(case, placement, asin, first, half)?;
    Some(Look { code, at, rising_p: found.rising_p, slope: found.slope, is_more, better })
}

/// Change of a product's place between the halves: above zero where it got better.
fn better(case: &Case<'_>, placement: &Placement, asin: &str, first: usize, half: usize) -> Option<[Ratio; 3]> {
    let weeks =
        |range: std::ops::Range<usize>| case.panel.weeks.get(range).unwrap_or_default().iter().filter_map(|week| placement.place(*week)).collect::<Vec<_>>();
    let (before, after) = (weeks(first..half), weeks(half..case.panel.weeks.len()));
    let own: Vec<_> = placement.courses.iter().filter(|course| course.asin == asin).collect();
    if placement.measured == Measured::Rank {
        let steady: Vec<_> = own
            .iter()
            .filter(|course| {
                before.iter().chain(&after).filter(|week| course.values.get(**week).is_some_and(Option::is_some)).count() * 4
                    >= (before.len() + after.len()) * 3
            })
            .collect();
        let mean = |week: &usize| {
            let ranks: Vec<Ratio> = steady.iter().filter_map(|course| *course.values.get(*week)?).collect();
            let sum = ranks.iter().try_fold(Ratio::whole(0), |sum, rank| sum.plus(rank))?;
            sum.over(&Ratio::whole(ranks.len() as i128))
        };
        let change = ratio_shift(&before.iter().filter_map(mean).collect::<Vec<_>>(), &after.iter().filter_map(mean).collect::<Vec<_>>())?;
        let turned = |value: &Ratio| Ratio::whole(0).minus(value);
        return Some([turned(&change.high)?, turned(&change.difference)?, turned(&change.low)?]);
    }
    let trials = |weeks: &[usize]| weeks.iter().filter_map(|week| *own.first()?.trials.get(*week)?).collect::<Vec<Trials>>();
    let (before, after) = (trials(&before), trials(&after));
    let change = rate_shift(&before, &after)?;
    let (own, all) = before.iter().fold((0, 0), |sum, week| (sum.0 + i128::from(week.successes), sum.1 + i128::from(week.trials)));
    let level = Ratio::new(own, all)?;
    Some([change.low.over(&level)?, change.difference.over(&level)?, change.high.over(&level)?])
}

fn finding(case: &Case<'_>, flat: &[&Look], placement: &Placement) -> Finding {
    let name = Value::text(placement.measured.name());
    let title = match flat {
        [one] => Phrase::new("{}: sales through creators rise, {} stays. The volume is too low", [Value::text(case.product_name(one.code)), name]),
        _ => Phrase::new("{} products: sales through creators rise, {} stays. The volume is too low", [Value::Count(flat.len() as i128), name]),
    };
    let mut finding = Finding::new("volume-too-low", Severity::Low, Ladder::Correlated, title);
    finding.says = vec![
        Phrase::plain("This does not say that the channel fails: sales go up. It says that they are too few yet to move the place in search."),
        Phrase::plain("What lacks is volume: a rate creators can see and live on, or more creators who fit."),
    ];
    finding.fix = Phrase::plain(
        "First look whether the offer is legible to creators (payout and earnings per click); then invite more creators who fit. Keep the channel.",
    );
    finding.remedy = Remedy::Offers;
    finding.would_change = Phrase::plain("A place in search that moves once more units are sold, or units that stop rising.");
    let row = |look: &&Look| {
        let [low, middle, high] = look.better;
        let asin = case.ledger.asins().text(look.code);
        let mut rows = Rows::of(case.only(|slice| slice.asin = Some(look.code)));
        rows.tables = placement.rows.get(asin).cloned().unwrap_or_default();
        let cells = vec![
            Value::text(case.product_name(look.code)),
            Value::Number(look.slope, 1),
            Value::Number(look.rising_p, 3),
            Value::Change(middle),
            Value::Change(low),
            Value::Change(high),
        ];
        ComparedRow { cells, rows }
    };
    finding.evidence = vec![Evidence::new("Products that sell more and stay where they are", Value::Count(flat.len() as i128))];
    finding.comparisons = vec![Comparison {
        title: "Units through creators and place in search",
        columns: vec!["Product", "More units each week", "Chance of such a rise without one", "Place got better by", "At least", "At most"],
        rows: flat.iter().map(row).collect(),
    }];
    let (first, _) = halves(case);
    let units = units(case);
    let course = |look: &&Look| {
        let weekly = |week: usize| Some(Ratio::whole(case.panel.sum(units, &case.panel.asins, look.at, week..week + 1)));
        Course { name: case.product_name(look.code), values: (first..case.panel.weeks.len()).map(weekly).collect(), is_ghost: false }
    };
    finding.pictures = vec![Picture::Weeks {
        title: Phrase::plain("Units through creators, week by week"),
        weeks: case.panel.weeks.get(first..).unwrap_or_default().to_vec(),
        courses: flat.iter().take(4).map(course).collect(),
        band: None,
        scale: Scale::Number,
    }];
    finding
}
