//! STA-8: single weeks that stand out of the weeks around them, with what the calendar of events says of them.

use super::calendar::{Event, events};
use super::case::Case;
use super::finding::{ComparedRow, Comparison, Course, Evidence, Finding, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::kpi;
use crate::stats::anomaly::standings;
use crate::units::{Date, Ratio};

pub const RULE: Rule = Rule {
    id: "STA-8",
    name: "Weeks that stand out",
    question: "Did something happen in a single week?",
    test: "Revenue and conversion of each mature week against the median of the three weeks before and the three after: at least 30 % off, and farther than the score set by the median absolute deviation of all such \
           distances. Your calendar of events is looked at first.",
    why: "A wild week explains itself, or is an error in a file. Either way it should not pass for a trend.",
    needs: &["events"],
    check,
};

/// Weeks on each side that a week is compared with.
const AROUND: usize = 3;
/// Weeks that make a spread.
const WEEKS_MIN: usize = 12;
/// Smaller distances are told by no score.
const DISTANCE_MIN: Ratio = Ratio::millionths(300_000);

/// A week that stands out.
struct Odd {
    figure: &'static str,
    week: usize,
    distance: Ratio,
    score: Ratio,
    events: Vec<Event>,
}

fn check(case: &Case<'_>) -> Answer {
    let weeks = case.panel.weeks.len();
    if weeks < WEEKS_MIN {
        return Answer::Unknown(Phrase::new("Needs {} mature weeks; there are {}.", [Value::Count(WEEKS_MIN as i128), Value::Count(weeks as i128)]));
    }
    let events = events(case);
    let mut odd = Vec::new();
    let mut looked = 0;
    for (id, figure) in [("revenue", "revenue"), ("conversion-rate", "conversion")] {
        let Some(kpi) = kpi::by_id(id) else { continue };
        let course = case.panel.course(kpi, &case.panel.whole, 0);
        looked += usize::from(course.iter().any(Option::is_some));
        odd.extend(stand_out(case, figure, &course, &events));
    }
    match (odd.is_empty(), looked) {
        (_, 0) => Answer::unknown("No mature row has revenue, or clicks and orders."),
        (true, _) => Answer::Clear(Phrase::new("None of {} mature weeks stands out of those around it.", [Value::Count(weeks as i128)])),
        (false, _) => Answer::found(finding(case, &odd)),
    }
}

fn stand_out(case: &Case<'_>, figure: &'static str, course: &[Option<Ratio>], events: &[Event]) -> Vec<Odd> {
    let distances: Vec<(usize, Ratio)> = (0..course.len()).filter_map(|week| Some((week, distance(&case.panel.weeks, course, week)?))).collect();
    let values: Vec<Ratio> = distances.iter().map(|(_, distance)| *distance).collect();
    let Some(standings) = standings(&values, &case.terms.value(Term::AnomalyScore)) else { return Vec::new() };
    let size = |distance: &Ratio| if distance.is_negative() { Ratio::whole(0).minus(distance).unwrap_or_default() } else { *distance };
    let odd = distances.into_iter().zip(standings).filter(|((_, distance), standing)| standing.stands_out && size(distance) >= DISTANCE_MIN);
    odd.filter_map(|((week, distance), standing)| {
        let start = *case.panel.weeks.get(week)?;
        let events = events.iter().filter(|event| event.kind != "activation" && event.meets(start, start.plus_days(6))).cloned().collect();
        Some(Odd { figure, week, distance, score: standing.score, events })
    })
    .collect()
}

/// Value of a week over the median of the weeks around it, less one; `None` at the edges, where it cannot be told from a trend.
fn distance(weeks: &[Date], course: &[Option<Ratio>], week: usize) -> Option<Ratio> {
    let from = week.checked_sub(AROUND)?;
    let (first, last) = (weeks.get(from)?, weeks.get(week + AROUND)?);
    let is_whole = usize::from(last.days() - first.days()) == 14 * AROUND;
    let mut around: Vec<Ratio> = (from..=week + AROUND).filter(|other| *other != week).filter_map(|other| *course.get(other)?).collect();
    if !is_whole || around.len() < 2 * AROUND {
        return None;
    }
    around.sort_unstable();
    let middle = around.get(AROUND - 1)?.plus(around.get(AROUND)?)?.over(&Ratio::whole(2))?;
    // Six decimals: sums of seven weeks' fractions would outgrow any integer.
    let value = Ratio::millionths((*course.get(week)?)?.over(&middle)?.minus(&Ratio::whole(1))?.rounded_millionths()?);
    middle.is_positive().then_some(value)
}

fn finding(case: &Case<'_>, odd: &[Odd]) -> Finding {
    let open: Vec<&Odd> = odd.iter().filter(|odd| odd.events.is_empty()).collect();
    let week_of = |odd: &Odd| case.panel.weeks.get(odd.week).map_or(Value::Unknown, |week| Value::Day(*week));
    let (verdict, severity, title) = match (open.as_slice(), odd) {
        ([], [first, ..]) => (
            "explained",
            Severity::Note,
            Phrase::new(
                "The week of {} stands out in {} ({}), and your calendar says why",
                [week_of(first), Value::text(first.figure), Value::Change(first.distance)],
            ),
        ),
        ([first, ..], _) => (
            "anomaly",
            Severity::Low,
            Phrase::new(
                "The week of {} stands out in {} ({}), and nothing in your calendar explains it",
                [week_of(first), Value::text(first.figure), Value::Change(first.distance)],
            ),
        ),
        _ => ("anomaly", Severity::Low, Phrase::plain("A week stands out")),
    };
    let mut finding = Finding::new(verdict, severity, Ladder::Observed, title);
    finding.says = vec![Phrase::new(
        "{} times a week stands out of the three before and the three after; {} of these meet an event of your calendar.",
        [Value::Count(odd.len() as i128), Value::Count((odd.len() - open.len()) as i128)],
    )];
    if !case.has("events") {
        finding.says.push(Phrase::plain("There is no calendar of events: a deal, a sale event or a stockout cannot be ruled out."));
    }
    finding.fix =
        Phrase::plain("Look whether the file is whole for these days. If it is, note what happened in the calendar of events, so that it passes for no trend.");
    finding.remedy = Remedy::Files;
    finding.would_change = Phrase::plain("An event noted for the week, or a corrected file.");
    finding.evidence = vec![Evidence::new("Times a week stands out", Value::Count(odd.len() as i128))];
    let row = |odd: &Odd| {
        let mut kinds: Vec<&str> = odd.events.iter().map(|event| event.kind.as_str()).collect();
        kinds.dedup();
        let why = if kinds.is_empty() { Value::Unknown } else { Value::Text(kinds.join(", ")) };
        let mut rows = Rows::of(case.weeks(case.slice, odd.week..odd.week + 1));
        rows.tables = odd.events.iter().map(|event| event.row).collect();
        ComparedRow { cells: vec![week_of(odd), Value::text(odd.figure), Value::Change(odd.distance), Value::Number(odd.score, 1), why], rows }
    };
    finding.comparisons = vec![Comparison {
        title: "Weeks that stand out",
        columns: vec!["Week", "Figure", "Off the weeks around", "Score", "Event"],
        rows: odd.iter().map(row).collect(),
    }];
    finding.pictures = pictures(case, odd);
    finding
}

fn pictures(case: &Case<'_>, odd: &[Odd]) -> Vec<Picture> {
    let shown = |figure: &str| odd.iter().any(|odd| odd.figure == figure);
    let kinds = [("revenue", "revenue", Scale::Money, "Revenue, week by week"), ("conversion-rate", "conversion", Scale::Share, "Conversion, week by week")];
    let picture = |(id, figure, scale, title): (&str, &str, Scale, &'static str)| {
        let kpi = kpi::by_id(id).filter(|_| shown(figure))?;
        let course = Course { name: "All creators".to_owned(), values: case.panel.course(kpi, &case.panel.whole, 0), is_ghost: false };
        Some(Picture::Weeks { title: Phrase::plain(title), weeks: case.panel.weeks.clone(), courses: vec![course], band: None, scale })
    };
    kinds.into_iter().filter_map(picture).collect()
}
