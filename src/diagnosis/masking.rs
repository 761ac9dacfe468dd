//! DIA-5: whether the brand's total hides a line, or everything but its best product, that falls.

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Course, Evidence, Finding, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Stake, Value};
use super::panel::Cube;
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::kpi;
use crate::ledger::{Measure, Slice};
use crate::stats::change::{Change, Trials, WEEKS_MIN};
use crate::stats::discovery::discoveries;
use crate::stats::shift::{rate_shift, ratio_shift};
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-5",
    name: "Masking",
    question: "Does the total hide a product line that falls?",
    test: "Conversion and revenue of each line with enough revenue, of each launch, and of everything but the best product, the latest weeks against as many before, from four weeks to the number set: the interval of 90 % or more \
           lies below zero while the total's does not, and the fall stays among those kept when all that were compared together may name a false one at the rate set (Benjamini-Hochberg).",
    why: "One strong product can carry the total while a launch fails beside it.",
    needs: &[],
    check,
};

/// Days after the data begin from which a first sale is a launch and not merely the first the data hold.
const LAUNCH_AFTER_DAYS: u16 = 28;
/// Lines drawn beside each other.
const DRAWN_MAX: usize = 8;

/// What may fall.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Figure {
    Conversion,
    Revenue,
}

/// Who may fall.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Line(usize),
    /// Everything but the product of most revenue.
    WithoutTop(usize),
}

/// One comparison of a part with the whole.
struct Look {
    subject: Subject,
    figure: Figure,
    /// First week, and first of the later ones.
    first: usize,
    half: usize,
    part: Change,
    whole: Change,
    is_launch: bool,
}

fn check(case: &Case<'_>) -> Answer {
    let weeks = case.panel.weeks.len();
    if weeks < 2 * WEEKS_MIN {
        return Answer::Unknown(Phrase::new("Needs {} mature weeks; there are {}.", [Value::Count(2 * WEEKS_MIN as i128), Value::Count(weeks as i128)]));
    }
    let named = case.panel.lines.codes.iter().filter(|code| !case.ledger.lines().text(**code).is_empty()).count();
    let looks = looks(case);
    if named < 2 && looks.is_empty() {
        return Answer::unknown("No product lines: name them in the attribution rows, in the catalogue or by a rule in Settings.");
    }
    let kept = kept(case, &looks);
    // One finding a part: its clearest fall, the longest weeks first where several are as clear.
    let mut falls: Vec<&Look> = looks.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(look, _)| look).collect();
    falls.sort_by_key(|look| look.part.p);
    let mut findings: Vec<(Subject, Finding)> = Vec::new();
    for look in falls {
        if !findings.iter().any(|(subject, _)| *subject == look.subject) {
            findings.push((look.subject, finding(case, look, &looks)));
        }
    }
    match findings.is_empty() {
        true => {
            Answer::Clear(Phrase::new("{} comparisons of lines with the total: none falls behind a total that holds.", [Value::Count(looks.len() as i128)]))
        }
        false => Answer::Found(findings.into_iter().map(|(_, finding)| finding).collect()),
    }
}

/// Which comparisons are falls that the whole hides, and stay so among all that were made.
fn kept(case: &Case<'_>, looks: &[Look]) -> Vec<bool> {
    // A question of falls only: half of the two-sided chance, or the rest of it where the part rose.
    let half = Ratio::new(1, 2).unwrap_or_default();
    let one_sided = |change: &Change| {
        let half = change.p.times(&half).unwrap_or_default();
        if change.difference.is_negative() { half } else { Ratio::whole(1).minus(&half).unwrap_or_default() }
    };
    let chances: Vec<Ratio> = looks.iter().map(|look| one_sided(&look.part)).collect();
    let discoveries = discoveries(&chances, &case.terms.value(Term::MaskingLevel)).unwrap_or_default();
    let hidden = |look: &Look| look.part.is_down() && !look.whole.is_down() && holds(look);
    looks.iter().zip(discoveries).map(|(look, discovery)| discovery.kept && hidden(look)).collect()
}

/// The total is up, or falls by less than a quarter of what the part does.
fn holds(look: &Look) -> bool {
    let quarter = look.part.difference.times(&Ratio::new(1, 4).unwrap_or_default()).unwrap_or_default();
    look.whole.difference > quarter
}

/// Every comparison that can be made, conversion first.
fn looks(case: &Case<'_>) -> Vec<Look> {
    let panel = &case.panel;
    let weeks = panel.weeks.len();
    let mut looks = Vec::new();
    let least = case.terms.value(Term::MaskingShare);
    let revenue = case.revenue(0..weeks);
    for (at, code) in panel.lines.codes.iter().enumerate() {
        let own = Ratio::millionths(panel.sum(Measure::Revenue, &panel.lines, at, 0..weeks));
        let launched = launch_week(case, *code);
        let is_large = own.over(&revenue).is_some_and(|share| share >= least);
        // A single line is the total; one without a name is no line.
        if panel.lines.codes.len() < 2 || case.ledger.lines().text(*code).is_empty() || !(is_large || launched.is_some()) {
            continue;
        }
        let from = launched.unwrap_or(0);
        looks.extend(over_lengths(case, Subject::Line(at), from, launched.is_some()));
    }
    let top = (0..panel.asins.codes.len()).max_by_key(|at| (panel.sum(Measure::Revenue, &panel.asins, *at, 0..weeks), std::cmp::Reverse(*at)));
    if let Some(top) = top.filter(|_| panel.asins.codes.len() > 1) {
        looks.extend(over_lengths(case, Subject::WithoutTop(top), 0, false));
    }
    looks
}

/// First whole week of a line that was launched within the data, where that is not long ago.
fn launch_week(case: &Case<'_>, line: u32) -> Option<usize> {
    let sold = *case.panel.first_sale.get(&line)?;
    let (begin, _) = case.ledger.dates()?;
    let end = case.panel.weeks.last()?.plus_days(6);
    let recent = 2 * case.terms.whole(Term::LaunchDays);
    let is_launch = sold > begin.plus_days(LAUNCH_AFTER_DAYS) && sold.plus_days(recent) >= end;
    is_launch.then(|| case.panel.weeks.iter().position(|start| *start >= sold)).flatten()
}

/// Nobody knows in which week something began: the latest weeks are compared with as many before, for each number of weeks allowed, and
/// all of these comparisons count among those that may be false.
fn over_lengths(case: &Case<'_>, subject: Subject, from: usize, is_launch: bool) -> Vec<Look> {
    let most = (case.panel.weeks.len().saturating_sub(from) / 2).min(usize::from(case.terms.whole(Term::CompareWeeks)));
    let figures = [Figure::Conversion, Figure::Revenue].into_iter();
    figures.flat_map(|figure| (WEEKS_MIN..=most).rev().filter_map(move |half| look(case, subject, figure, half, is_launch))).collect()
}

fn look(case: &Case<'_>, subject: Subject, figure: Figure, half: usize, is_launch: bool) -> Option<Look> {
    let weeks = case.panel.weeks.len();
    let (first, middle) = (weeks - 2 * half, weeks - half);
    let part = change(case, Some(subject), figure, [first..middle, middle..weeks])?;
    let whole = change(case, None, figure, [first..middle, middle..weeks])?;
    Some(Look { subject, figure, first, half: middle, part, whole, is_launch })
}

type Weeks = std::ops::Range<usize>;

/// What a part, or without one the whole, did between two stretches.
fn change(case: &Case<'_>, subject: Option<Subject>, figure: Figure, [before, after]: [Weeks; 2]) -> Option<Change> {
    match figure {
        Figure::Conversion => {
            let trials = |week: usize| trials(case, subject, week);
            rate_shift(&before.filter_map(trials).collect::<Vec<_>>(), &after.filter_map(trials).collect::<Vec<_>>())
        }
        Figure::Revenue => {
            let revenue = |week: usize| Ratio::millionths(sum(case, subject, Measure::Revenue, week..week + 1));
            ratio_shift(&before.map(revenue).collect::<Vec<_>>(), &after.map(revenue).collect::<Vec<_>>())
        }
    }
}

fn trials(case: &Case<'_>, subject: Option<Subject>, week: usize) -> Option<Trials> {
    let sum = |measure| u64::try_from(sum(case, subject, measure, week..week + 1)).ok();
    Some(Trials { successes: sum(Measure::Orders)?, trials: sum(Measure::Clicks)? })
}

fn sum(case: &Case<'_>, subject: Option<Subject>, measure: Measure, weeks: Weeks) -> i128 {
    let panel = &case.panel;
    let of = |cube: &Cube, at: usize| panel.sum(measure, cube, at, weeks.clone());
    match subject {
        None => of(&panel.whole, 0),
        Some(Subject::Line(at)) => of(&panel.lines, at),
        Some(Subject::WithoutTop(top)) => of(&panel.whole, 0) - of(&panel.asins, top),
    }
}

fn name(case: &Case<'_>, subject: Subject) -> String {
    let code = |cube: &Cube, at: usize| cube.codes.get(at).copied().unwrap_or(0);
    match subject {
        Subject::Line(at) => case.line_name(code(&case.panel.lines, at)),
        Subject::WithoutTop(top) => format!("everything but {}", case.product_name(code(&case.panel.asins, top))),
    }
}

fn rows(case: &Case<'_>, subject: Subject, weeks: Weeks) -> Rows {
    let only = |change: &dyn Fn(&mut Slice)| Rows::of(case.weeks(case.only(change), weeks.clone()));
    match subject {
        Subject::Line(at) => only(&|slice| slice.line = case.panel.lines.codes.get(at).copied()),
        Subject::WithoutTop(_) => only(&|_| ()),
    }
}

/// What the fall costs in a year: revenue that is missing, or clicks of the later weeks at the earlier conversion.
fn stake(case: &Case<'_>, look: &Look) -> Option<Stake> {
    let weeks = case.panel.weeks.len();
    let (earlier, later) = (look.first..look.half, look.half..weeks);
    let of = |measure, weeks: Weeks| Ratio::whole(sum(case, Some(look.subject), measure, weeks));
    let worth = match look.figure {
        Figure::Revenue => of(Measure::Revenue, earlier).times(&Ratio::millionths(1))?,
        // Orders a point of conversion brings, at the earlier basket.
        Figure::Conversion => {
            let basket = of(Measure::Revenue, earlier.clone()).over(&of(Measure::Orders, earlier))?;
            of(Measure::Clicks, later.clone()).times(&basket)?.times(&Ratio::millionths(1))?
        }
    };
    let yearly = case.a_year(&worth, later.len())?;
    // Nine decimals are kept of each factor: money is told in cents.
    let times = |part: &Ratio| Some(Ratio::millionths(Ratio::millionths(yearly.rounded_millionths()?).times(part)?.rounded_millionths()?));
    Some(Stake {
        money: times(&look.part.difference)?,
        range: times(&look.part.low).zip(times(&look.part.high)),
        basis: match look.figure {
            Figure::Revenue => "revenue of the later weeks less that of the earlier, a year; the range is one of 90 % or more",
            Figure::Conversion => {
                "orders that the clicks of the later weeks would have brought at the earlier conversion, as revenue of a year; the range is one of 90 % or more"
            }
        },
    })
}

fn finding(case: &Case<'_>, look: &Look, looks: &[Look]) -> Finding {
    let weeks = case.panel.weeks.len();
    let part = name(case, look.subject);
    let value = |change: &Ratio| if look.figure == Figure::Conversion { Value::Points(*change) } else { Value::Change(*change) };
    let reverses = matches!(look.subject, Subject::WithoutTop(_));
    let verdict = match (reverses, look.is_launch) {
        (true, _) => "sign-reversal",
        (false, true) => "masked-launch",
        (false, false) => "masking",
    };
    let template = match (look.figure, reverses) {
        (Figure::Conversion, false) => "{} converts worse ({} points) while the total holds ({} points)",
        (Figure::Revenue, false) => "{} sells less ({}) while the total holds ({})",
        (Figure::Conversion, true) => "Take the best product out and the rest converts worse: {} changed by {} points, the total by {}",
        (Figure::Revenue, true) => "Take the best product out and the rest sells less: {} changed by {}, the total by {}",
    };
    let stake = stake(case, look);
    let severity = case.severity(stake.as_ref().map(|stake| &stake.money)).max(Severity::Medium);
    let title = Phrase::new(template, [Value::text(part.clone()), value(&look.part.difference), value(&look.whole.difference)]);
    let mut finding = Finding::new(verdict, severity, Ladder::Attributed, title);
    finding.says = vec![
        Phrase::new(
            "The change lies between {} and {}, with a certainty of 90 % or more: weeks are allowed to resemble each other.",
            [value(&look.part.low), value(&look.part.high)],
        ),
        Phrase::new("The total's lies between {} and {}.", [value(&look.whole.low), value(&look.whole.high)]),
        Phrase::new("{} weeks are compared with the {} before.", [Value::Count((weeks - look.half) as i128), Value::Count((look.half - look.first) as i128)]),
    ];
    if look.is_launch {
        finding.says.push(Phrase::plain("It is a launch: the weeks compared begin with its first whole week."));
    }
    (finding.fix, finding.remedy) = match look.figure {
        Figure::Conversion => {
            (Phrase::plain("Look at this line by itself: its listing, its briefs, its audience. Do not touch the rate of what works."), Remedy::Programme)
        }
        Figure::Revenue => {
            (Phrase::plain("Look at this line by itself: who still sends clicks, who stopped, and what creators see of its offer."), Remedy::Offers)
        }
    };
    finding.would_change = Phrase::plain("An interval that reaches zero once more weeks are in, or a total that falls as well.");
    finding.evidence = vec![
        Evidence::from("Change of this part", value(&look.part.difference), rows(case, look.subject, look.first..weeks)),
        Evidence::new("Change of the total", value(&look.whole.difference)),
        Evidence::new("Chance of such a change without one", Value::Number(look.part.p, 4)),
    ];
    finding.comparisons = vec![compared(case, looks, look)];
    finding.pictures = pictures(case, look);
    finding.stake = stake;
    finding
}

/// Every part beside the total.
fn compared(case: &Case<'_>, looks: &[Look], look: &Look) -> Comparison {
    let figure = look.figure;
    let value = |change: &Ratio| if figure == Figure::Conversion { Value::Points(*change) } else { Value::Change(*change) };
    let row = |look: &Look| ComparedRow {
        cells: vec![
            Value::Text(name(case, look.subject)),
            value(&look.part.difference),
            value(&look.part.low),
            value(&look.part.high),
            value(&look.whole.difference),
        ],
        rows: rows(case, look.subject, look.first..case.panel.weeks.len()),
    };
    let title = if figure == Figure::Conversion { "Change of conversion, line by line" } else { "Change of revenue, line by line" };
    let rows = looks.iter().filter(|other| other.figure == look.figure && other.half == look.half).map(row).collect();
    Comparison { title, columns: vec!["Part", "Change", "At least", "At most", "Total's change"], rows }
}

/// One small picture a line, the total in the background of each.
fn pictures(case: &Case<'_>, look: &Look) -> Vec<Picture> {
    let panel = &case.panel;
    let id = if look.figure == Figure::Conversion { "conversion-rate" } else { "revenue-share" };
    let Some(kpi) = kpi::by_id(id) else { return Vec::new() };
    let ghost = Course { name: "All products".to_owned(), values: panel.course(kpi, &panel.whole, 0), is_ghost: true };
    let mut order: Vec<usize> = (0..panel.lines.codes.len()).collect();
    let is_own = |at: usize| look.subject == Subject::Line(at);
    order.sort_by_key(|at| (!is_own(*at), std::cmp::Reverse(panel.sum(Measure::Revenue, &panel.lines, *at, 0..panel.weeks.len()))));
    let small = |at: usize| {
        let course = Course { name: name(case, Subject::Line(at)), values: panel.course(kpi, &panel.lines, at), is_ghost: false };
        let title = if look.figure == Figure::Conversion { "Conversion of {}" } else { "Share of revenue of {}" };
        let courses = if look.figure == Figure::Conversion { vec![ghost.clone(), course] } else { vec![course] };
        Picture::Weeks {
            title: Phrase::new(title, [Value::Text(name(case, Subject::Line(at)))]),
            weeks: panel.weeks.clone(),
            courses,
            band: None,
            scale: Scale::Share,
        }
    };
    order.into_iter().take(DRAWN_MAX).map(small).collect()
}
