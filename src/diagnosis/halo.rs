//! DIA-10 and STA-5: whether people search for the brand after creators send clicks, before anyone with low sales is cut.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::crossing::Share;
use super::finding::{ComparedRow, Comparison, Course, Evidence, Finding, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::Measure;
use crate::stats::correlation::{Correlation, NoCorrelation, WEEKS_MIN, correlation};
use crate::units::{Date, Ratio};

pub const RULE: Rule = Rule {
    id: "DIA-10",
    name: "Halo",
    question: "Do searches for the brand follow creators' clicks?",
    test: "Weekly clicks of creators against weekly searches that name the brand, both without their trends, at lags of 0 to 4 weeks; the chance of so strong a connection when the weeks of clicks are put in another order in \
           blocks is at most 5 %, and the interval of the slope lies above zero. Needs 16 weeks.",
    why: "Content without direct sales may still make people look for the brand: it should not be cut unseen.",
    needs: &["search-query-performance"],
    check,
};

const LEVEL: Ratio = Ratio::millionths(50_000);
/// Conversion of a creator, in parts of the programme's, below which somebody may think of a cut.
const LOW_SALES: Ratio = Ratio::millionths(800_000);
const LISTED_MAX: usize = 10;

/// Weekly searches that name the brand, and the rows they stand in.
struct Searches {
    brand: String,
    weekly: BTreeMap<Date, i128>,
    rows: Vec<(u32, u64)>,
}

fn check(case: &Case<'_>) -> Answer {
    if !case.has("search-query-performance") {
        return Answer::unknown("No weekly report of searches for the brand.");
    }
    let Some(searches) = searches(case) else {
        return Answer::unknown(
            "No weekly report of searches names its brand in its first lines, and has a query with that name: keep them when saving the report.",
        );
    };
    let Some((weeks, clicks, volumes)) = series(case, &searches) else { return Answer::unknown("No mature week has clicks.") };
    match correlation(&clicks, &volumes, usize::from(case.terms.whole(Term::ResamplingDraws)), &mut |_, _| true) {
        Ok(found) if found.p <= LEVEL && found.low.is_positive() => Answer::found(finding(case, &found, &searches, &weeks, clicks, volumes)),
        Ok(found) => Answer::Clear(Phrase::new(
            "Searches for {} do not follow creators' clicks in a way that chance would not (correlation {}, p = {}).",
            [Value::text(searches.brand), Value::Number(found.strongest(), 2), Value::Number(found.p, 3)],
        )),
        Err(NoCorrelation::TooFewWeeks(seen)) => Answer::Unknown(Phrase::new(
            "Needs {} weeks with both clicks and searches; there are {}.",
            [Value::Count(WEEKS_MIN as i128), Value::Count(seen as i128)],
        )),
        Err(_) => Answer::unknown("Clicks or searches do not vary: nothing can follow anything."),
    }
}

fn searches(case: &Case<'_>) -> Option<Searches> {
    let brand = case.rows("search-query-performance").find_map(|(_, sheet, _)| sheet.brand.clone())?;
    let words = brand.to_lowercase();
    let (mut weekly, mut rows) = (BTreeMap::new(), Vec::new());
    for (source, sheet, row) in case.rows("search-query-performance") {
        let query = sheet.column("query").and_then(|column| column.text(row)).unwrap_or_default().to_lowercase();
        let volume = sheet.column("query_volume").and_then(|column| column.number(row));
        let week = sheet.span(row).filter(|span| span.last.days() - span.first.days() <= 6);
        if let (Some(volume), Some(week), true) = (volume, week, query.contains(&words)) {
            *weekly.entry(week.first.week_start(case.rules.week_start)).or_default() += i128::from(volume);
            rows.push((source, sheet.line(row)));
        }
    }
    (!weekly.is_empty()).then_some(Searches { brand, weekly, rows })
}

type Series = Vec<Option<Ratio>>;

/// Clicks and searches over one calendar without gaps.
fn series(case: &Case<'_>, searches: &Searches) -> Option<(Vec<Date>, Series, Series)> {
    let panel = &case.panel;
    let (first, last) = (panel.weeks.first()?, panel.weeks.last()?);
    let weeks: Vec<Date> = (0..=(last.days() - first.days()) / 7).map(|week| first.plus_days(week * 7)).collect();
    let clicks = |week: &Date| {
        let at = panel.weeks.binary_search(week).ok()?;
        Some(Ratio::whole(panel.sum(Measure::Clicks, &panel.whole, 0, at..at + 1)))
    };
    let (clicks, volumes) =
        (weeks.iter().map(clicks).collect(), weeks.iter().map(|week| searches.weekly.get(week).map(|volume| Ratio::whole(*volume))).collect());
    panel.has(Measure::Clicks).then_some((weeks, clicks, volumes))
}

/// Creators with enough clicks or something published, and few orders.
fn low_sellers(case: &Case<'_>) -> Vec<(u32, i64, i64, bool)> {
    let crossing = case.crossing();
    let published: BTreeSet<u32> = case
        .rows("content")
        .filter_map(|(_, sheet, row)| sheet.column("creator_id").and_then(|column| column.text(row)).and_then(|name| case.people().code(name)))
        .collect();
    let (orders, clicks) = crossing.whole(Share::Conversion);
    let least = Ratio::new(i128::from(orders), i128::from(clicks)).and_then(|rate| rate.times(&LOW_SALES));
    let clicks_min = i64::from(case.rules.rank_clicks_min);
    let mut low: Vec<(u32, i64, i64, bool)> = Vec::new();
    for (creator, sums) in &crossing.creators {
        let ((orders, clicks), has_content) = (sums.of(Share::Conversion), published.contains(creator));
        let is_low = Ratio::new(i128::from(orders), i128::from(clicks)).zip(least).is_some_and(|(rate, least)| rate < least);
        if is_low && clicks >= clicks_min {
            low.push((*creator, clicks, orders, has_content));
        }
    }
    low.sort_by_key(|(creator, clicks, _, _)| (std::cmp::Reverse(*clicks), *creator));
    low
}

fn finding(case: &Case<'_>, found: &Correlation, searches: &Searches, weeks: &[Date], clicks: Series, volumes: Series) -> Finding {
    let low = low_sellers(case);
    let title = Phrase::new(
        "Searches for {} go with creators' clicks: about {} more for 1,000 clicks",
        [Value::text(searches.brand.clone()), Value::Number(found.per_thousand, 0)],
    );
    let mut finding = Finding::new("halo", Severity::Note, Ladder::Correlated, title);
    finding.says = vec![
        Phrase::new(
            "The connection is strongest after {} weeks: correlation {}, chance of as much without one {}.",
            [Value::Count(found.lag as i128), Value::Number(found.strongest(), 2), Value::Number(found.p, 3)],
        ),
        Phrase::new("Between {} and {} more searches go with 1,000 clicks (90 % interval).", [Value::Number(found.low, 0), Value::Number(found.high, 0)]),
        Phrase::plain("Both may follow something else, as a sale event. The series are compared without their trends."),
    ];
    if !low.is_empty() {
        finding.says.push(Phrase::new("{} creators with low sales send clicks all the same: low sales, possible halo.", [Value::Count(low.len() as i128)]));
    }
    finding.fix = Phrase::plain("Before cutting a creator with low sales, pause them for four weeks and watch these searches.");
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("Weeks in which clicks rise and searches do not.");
    finding.evidence = vec![
        Evidence::from("Searches that name the brand", Value::Count(searches.weekly.values().sum()), Rows::table(searches.rows.iter().copied())),
        Evidence::from("Weeks compared", Value::Count(found.weeks as i128), Rows::of(case.weeks(case.slice, 0..case.panel.weeks.len()))),
        Evidence::new("Chance of such a connection without one", Value::Number(found.p, 4)),
    ];
    let row = |(creator, clicks, orders, published): &(u32, i64, i64, bool)| ComparedRow {
        cells: vec![
            Value::text(case.creator_name(*creator)),
            Value::text("low sales, possible halo"),
            Value::Count(i128::from(*clicks)),
            Value::Count(i128::from(*orders)),
            if *published { Value::text("published") } else { Value::Unknown },
        ],
        rows: Rows::of(case.only(|slice| slice.creator = Some(*creator))),
    };
    if !low.is_empty() {
        let columns = vec!["Creator", "Status", "Clicks", "Orders", "Content"];
        finding.comparisons = vec![Comparison { title: "Not to be cut unseen", columns, rows: low.iter().take(LISTED_MAX).map(row).collect() }];
    }
    let course = |name: &str, values: Series, is_ghost: bool| Course { name: name.to_owned(), values, is_ghost };
    finding.pictures = vec![Picture::Weeks {
        title: Phrase::plain("Searches that name the brand, and creators' clicks"),
        weeks: weeks.to_vec(),
        courses: vec![course("Creators' clicks", clicks, true), course("Searches", volumes, false)],
        band: None,
        scale: Scale::Number,
    }];
    finding
}
