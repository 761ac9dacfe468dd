//! DIA-1: whether the programme is run for performance or for publicity.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::units::{Date, Ratio};

pub const RULE: Rule = Rule {
    id: "DIA-1",
    name: "Performance or publicity",
    question: "Is the programme run for performance?",
    test: "Points for tiers of commission in force, a weekly pull, a brief in the days looked back on, and a weekly review of content. What cannot be told gives no points \
           and is called unknown. Publicity is told where less than the part set of the points that could be judged is reached, and at least two parts could be.",
    why: "What is not looked at every week does not get better.",
    needs: &["operations", "rates"],
    check,
};

/// With fewer parts that could be judged nothing is told.
const PARTS_MIN: usize = 2;

/// One part of the score.
struct Part {
    name: &'static str,
    points: Ratio,
    /// `None`: not to be told.
    is_so: Option<bool>,
    says: Phrase,
    rows: Rows,
}

fn check(case: &Case<'_>) -> Answer {
    let parts = [tiers(case), pull(case), outbound(case), feedback(case)];
    let sum = |wanted: &dyn Fn(&Part) -> bool| {
        parts.iter().filter(|part| wanted(part)).try_fold(Ratio::whole(0), |sum, part| sum.plus(&part.points)).unwrap_or_default()
    };
    let (score, judged, all) = (sum(&|part| part.is_so == Some(true)), sum(&|part| part.is_so.is_some()), sum(&|_| true));
    let points = |points: Ratio| Value::Number(points, 0);
    let known = parts.iter().filter(|part| part.is_so.is_some()).count();
    if known < PARTS_MIN {
        let values = [points(score), points(all), Value::Count((parts.len() - known) as i128)];
        return Answer::Unknown(Phrase::new("{} of {} points; {} of 4 parts cannot be judged: they need an operations log and the rates.", values));
    }
    let is_publicity = judged.times(&case.terms.value(Term::ScoreMin)).is_some_and(|least| score < least);
    if !is_publicity {
        let unknown = Value::Count((parts.len() - known) as i128);
        return Answer::Clear(Phrase::new(
            "{} of {} points, of {} that could be judged; {} of 4 parts are unknown.",
            [points(score), points(all), points(judged), unknown],
        ));
    }
    let title = Phrase::new("Run like publicity: {} of the {} points that could be judged", [points(score), points(judged)]);
    let mut finding = Finding::new("publicity", Severity::Low, Ladder::Observed, title);
    finding.says = vec![Phrase::new("The score is {} of {}; what is unknown gives no points.", [points(score), points(all)])];
    finding.says.extend(parts.iter().map(|part| part.says.clone()));
    finding.fix = match parts.iter().find(|part| part.is_so == Some(false)) {
        Some(part) => Phrase::new("Begin with {}; then the next part that is missing.", [Value::text(part.name)]),
        None => Phrase::plain(""),
    };
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("One more part in force, or told by your tables.");
    finding.evidence = parts.iter().map(|part| Evidence::from(part.name, Value::text(word(part.is_so)), part.rows.clone())).collect();
    let row = |part: &Part| ComparedRow {
        cells: vec![
            Value::text(part.name),
            Value::text(word(part.is_so)),
            points(if part.is_so == Some(true) { part.points } else { Ratio::whole(0) }),
            points(part.points),
        ],
        rows: part.rows.clone(),
    };
    finding.comparisons =
        vec![Comparison { title: "The four parts of the score", columns: vec!["Part", "In force", "Points", "Of"], rows: parts.iter().map(row).collect() }];
    Answer::found(finding)
}

fn word(is_so: Option<bool>) -> &'static str {
    match is_so {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

/// What one version of a rate says.
#[derive(Clone, Copy)]
struct Offered {
    from: Option<Date>,
    ppm: i64,
    is_over: bool,
    row: (u32, u64),
}

/// Tiers: one product is offered at several rates at a time, or creators opted in at several under the rate in force.
fn tiers(case: &Case<'_>) -> Part {
    let mut newest: BTreeMap<(&str, &str), Offered> = BTreeMap::new();
    for (source, sheet, row) in case.rows("rates") {
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
        let day = |name: &str| sheet.column(name).and_then(|column| column.day(row));
        let (Some(ppm), from) = (sheet.column("brand_rate").and_then(|column| column.number(row)), day("valid_from")) else { continue };
        if text("asin").is_empty() || from.zip(case.as_of).is_some_and(|(from, today)| from > today) {
            continue;
        }
        let is_over = sheet.column("offer_live").and_then(|column| column.flag(row)) == Some(false)
            || day("ends_on").zip(case.as_of).is_some_and(|(end, today)| end < today);
        let offered = Offered { from, ppm, is_over, row: (source, sheet.line(row)) };
        let known = newest.entry((text("asin"), text("campaign")));
        known.and_modify(|known| *known = if offered.from > known.from { offered } else { *known }).or_insert(offered);
    }
    let live: Vec<(&str, &Offered)> = newest.iter().filter(|(_, offered)| !offered.is_over).map(|((asin, _), offered)| (*asin, offered)).collect();
    let mut rates: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    live.iter().for_each(|(asin, offered)| {
        rates.entry(asin).or_default().insert(offered.ppm);
    });
    let several = rates.values().filter(|rates| rates.len() > 1).count();
    let since = live.iter().filter_map(|(_, offered)| offered.from).max();
    let opted = since.map_or(0, |since| opt_in_rates(case, since));
    let is_so = (!live.is_empty()).then_some(several > 0 || opted > 1);
    let says = match is_so {
        None => Phrase::plain("Tiers: no table says which rates are offered now."),
        Some(true) => Phrase::new(
            "Tiers: {} products are offered at several rates at a time; creators opted in at {} rates since the last change.",
            [Value::Count(several as i128), Value::Count(opted as i128)],
        ),
        Some(false) => Phrase::new("Tiers: each of {} products has one rate for everybody.", [Value::Count(rates.len() as i128)]),
    };
    let rows = Rows::table(live.iter().map(|(_, offered)| offered.row));
    Part { name: "Tiers of commission", points: case.terms.value(Term::ScoreTiers), is_so, says, rows }
}

/// Different rates at which creators opted in since a day.
fn opt_in_rates(case: &Case<'_>, since: Date) -> usize {
    let rate = |(_, sheet, row): (u32, &crate::ledger::Sheet, usize)| {
        sheet.column("opt_in_date").and_then(|column| column.day(row)).filter(|day| *day >= since)?;
        sheet.column("opt_in_rate").and_then(|column| column.number(row))
    };
    case.rows("creators").filter_map(rate).collect::<BTreeSet<i64>>().len()
}

/// Something done in at least the part of weeks set.
fn weekly(case: &Case<'_>, kinds: &'static [&'static str]) -> (Option<bool>, Option<[Value; 2]>, Rows) {
    let Some(cadence) = case.log().and_then(|log| log.cadence(kinds)) else { return (None, None, Rows::none()) };
    let share = Ratio::new(cadence.done as i128, cadence.weeks as i128);
    let is_so = share.map(|share| share >= case.terms.value(Term::CadenceMin));
    (is_so, Some([Value::Count(cadence.done as i128), Value::Count(cadence.weeks as i128)]), Rows::table(cadence.rows))
}

fn pull(case: &Case<'_>) -> Part {
    let (is_so, weeks, rows) = weekly(case, &["weekly pull"]);
    let says = match weeks {
        Some(weeks) => Phrase::new("Weekly pull: logged in {} of the last {} weeks.", weeks),
        None => Phrase::plain("Weekly pull: no log of at least four weeks."),
    };
    Part { name: "Weekly pull by product", points: case.terms.value(Term::ScorePull), is_so, says, rows }
}

fn outbound(case: &Case<'_>) -> Part {
    let days = case.terms.whole(Term::TrailingDays).max(1);
    let log = case.log().zip(case.as_of).filter(|(log, today)| log.last().plus_days(days) > *today);
    let briefs = |from: Date| log.map(|(log, _)| log.of(&["brief sent"]).filter(|entry| entry.day >= from).map(|entry| entry.row).collect::<Vec<_>>());
    let rows = log.and_then(|(log, today)| briefs(today.min(log.last()).minus_days(days - 1)));
    let says = match &rows {
        Some(rows) => Phrase::new("Outbound: {} briefs in {} days.", [Value::Count(rows.len() as i128), Value::Count(i128::from(days))]),
        None => Phrase::plain("Outbound: no log of these days."),
    };
    let is_so = rows.as_ref().map(|rows| !rows.is_empty());
    Part { name: "Outbound briefs", points: case.terms.value(Term::ScoreOutbound), is_so, says, rows: Rows::table(rows.unwrap_or_default()) }
}

fn feedback(case: &Case<'_>) -> Part {
    let (is_so, weeks, rows) = weekly(case, &["content reviewed"]);
    let says = match weeks {
        Some(weeks) => Phrase::new("Creative feedback: content was reviewed in {} of the last {} weeks.", weeks),
        None => Phrase::plain("Creative feedback: no log of at least four weeks."),
    };
    Part { name: "Weekly creative feedback", points: case.terms.value(Term::ScoreFeedback), is_so, says, rows }
}
