//! Searches that rose since creators began, and whether ads meet them: the second half of DIA-11.

use std::collections::BTreeMap;

use super::ads::{self, Spending};
use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rule::Answer;
use crate::commission::Term;
use crate::ledger::{Period, Sheet};
use crate::quality::names::fold;
use crate::stats::change::{Change, WEEKS_MIN, ratio_change};
use crate::stats::discovery::discoveries;
use crate::units::{Date, Ratio};

/// Reports that tell how often something is searched for, the more telling first.
const VIEWS: [&str; 2] = ["search-query-performance", "search-query-performance-asin"];
/// Searches listed.
const LISTED_MAX: usize = 40;

/// One search, week by week.
#[derive(Default)]
struct Query {
    text: String,
    /// Volume by first day of the week, and where it stands.
    weeks: BTreeMap<Date, (i64, (u32, u64))>,
    /// Whether some row says that the brand was clicked or bought after it; `None` where none tells.
    is_own: Option<bool>,
}

/// One search that rose.
struct Rise<'a> {
    query: &'a Query,
    change: Change,
    before: Ratio,
    after: Ratio,
}

/// The weeks compared.
struct Weeks {
    begin: Date,
    before: Vec<Date>,
    after: Vec<Date>,
}

/// `None` where no searches, or no ads by search, can be looked at.
pub fn rising(case: &Case<'_>) -> Option<Answer> {
    let spending = ads::by_term(case);
    let queries = queries(case);
    let weeks = weeks(case, &queries).filter(|weeks| is_advertised(&spending, weeks))?;
    let days = Period::new(*weeks.after.first()?, weeks.after.last()?.plus_days(6))?;
    let compared: Vec<Rise<'_>> = queries.values().filter(|query| query.is_own != Some(false)).filter_map(|query| rise(query, &weeks)).collect();
    if compared.is_empty() {
        return None;
    }
    let p: Vec<Ratio> = compared.iter().map(|rise| rise.change.p).collect();
    let kept = discoveries(&p, &case.terms.value(Term::DiscoveryLevel)).unwrap_or_default();
    let least = case.terms.value(Term::RisingQueries);
    let risen = compared.iter().zip(kept).filter(|(rise, discovery)| discovery.kept && rise.change.is_up() && rise.change.difference >= least);
    let risen: Vec<&Rise<'_>> = risen.map(|(rise, _)| rise).collect();
    let mut unmet: Vec<&Rise<'_>> = risen.iter().copied().filter(|rise| !spending.is_spent(&fold(&rise.query.text), days)).collect();
    if unmet.is_empty() {
        let counts = [Value::Count(risen.len() as i128), Value::Count(compared.len() as i128)];
        return Some(Answer::Clear(Phrase::new("{} of {} searches rose since creators began, and your ads meet each of them.", counts)));
    }
    unmet.sort_by(|a, b| gained(b).cmp(&gained(a)).then_with(|| a.query.text.cmp(&b.query.text)));
    Some(Answer::found(finding(&weeks, &unmet, risen.len(), compared.len())))
}

/// Searches a week more than before.
fn gained(rise: &Rise<'_>) -> Ratio {
    rise.after.minus(&rise.before).unwrap_or_default()
}

fn is_advertised<K: Ord>(spending: &Spending<K>, weeks: &Weeks) -> bool {
    let last = weeks.after.last().and_then(|last| Period::new(*last, last.plus_days(6)));
    last.is_some_and(|last| spending.covers(last))
}

/// Searches of weekly files of the first view that has any; the newest file of a week counts.
fn queries(case: &Case<'_>) -> BTreeMap<Vec<char>, Query> {
    let view = VIEWS.into_iter().find(|kind| case.has(kind));
    let mut queries: BTreeMap<Vec<char>, Query> = BTreeMap::new();
    for (source, sheet, row) in view.into_iter().flat_map(|kind| case.rows(kind)) {
        let text = sheet.column("query").and_then(|column| column.text(row)).unwrap_or_default();
        let number = |name: &str| sheet.column(name).and_then(|column| column.number(row));
        let span = sheet.span(row).or_else(|| Some(Period::of_day(sheet.column("date")?.day(row)?)));
        let (Some(span), Some(volume)) = (span, number("query_volume")) else { continue };
        // A row of a single day is dated by the last day of its week.
        let week = match span.last.days() - span.first.days() {
            0 => span.last.minus_days(6),
            6 => span.first,
            _ => continue,
        };
        let query = queries.entry(fold(text)).or_insert_with(|| Query { text: text.to_owned(), ..Query::default() });
        query.weeks.entry(week).or_insert((volume, (source, sheet.line(row))));
        let own = [number("clicks"), number("purchases")].into_iter().flatten().max();
        query.is_own = own.map_or(query.is_own, |own| Some(own > 0 || query.is_own == Some(true)));
    }
    queries
}

/// The weeks before and since creators began: their activation where the calendar says one, else their first row.
fn weeks(case: &Case<'_>, queries: &BTreeMap<Vec<char>, Query>) -> Option<Weeks> {
    let is_activation = |sheet: &Sheet, row: usize| sheet.column("kind").and_then(|column| column.text(row)) == Some("activation");
    let activations = case.rows("events").filter(|(_, sheet, row)| is_activation(sheet, *row));
    let begin = activations.filter_map(|(_, sheet, row)| sheet.column("date")?.day(row)).min().or(case.ledger.dates().map(|(first, _)| first))?;
    let mut all: Vec<Date> = queries.values().flat_map(|query| query.weeks.keys().copied()).collect();
    all.sort_unstable();
    all.dedup();
    let most = usize::from(case.terms.whole(Term::CompareWeeks)).max(WEEKS_MIN);
    let latest = |weeks: Vec<Date>| weeks.get(weeks.len().saturating_sub(most)..).map(<[Date]>::to_vec).filter(|weeks| weeks.len() >= WEEKS_MIN);
    let before = latest(all.iter().copied().filter(|week| week.plus_days(6) < begin).collect())?;
    let after = latest(all.iter().copied().filter(|week| *week >= begin).collect())?;
    Some(Weeks { begin, before, after })
}

/// How one search changed; `None` where a week of it is missing: a search that is not listed was not counted, which is not zero.
fn rise<'a>(query: &'a Query, weeks: &Weeks) -> Option<Rise<'a>> {
    let volumes = |weeks: &[Date]| weeks.iter().map(|week| Some(Ratio::whole(i128::from(query.weeks.get(week)?.0)))).collect::<Option<Vec<Ratio>>>();
    let (before, after) = (volumes(&weeks.before)?, volumes(&weeks.after)?);
    let mean =
        |values: &[Ratio]| values.iter().try_fold(Ratio::whole(0), |sum, value| sum.plus(value))?.over(&Ratio::whole(i128::try_from(values.len()).ok()?));
    Some(Rise { query, change: ratio_change(&before, &after)?, before: mean(&before)?, after: mean(&after)? })
}

fn finding(weeks: &Weeks, unmet: &[&Rise<'_>], risen: usize, compared: usize) -> Finding {
    let title = match unmet {
        [one] => Phrase::new("Searches for {} rose by {} and no ad meets them", [Value::text(one.query.text.clone()), Value::Change(one.change.difference)]),
        _ => Phrase::new("{} searches rose and no ad meets them", [Value::Count(unmet.len() as i128)]),
    };
    let mut finding = Finding::new("unmet-searches", Severity::Low, Ladder::Observed, title);
    let counts = [Value::Count(compared as i128), Value::Count(risen as i128), Value::Day(weeks.begin)];
    finding.says = vec![
        Phrase::new("Of {} searches that can be followed, {} rose in the weeks since {}.", counts),
        Phrase::plain("That they rose while creators were active does not say that creators made them rise."),
    ];
    finding.fix = Phrase::plain("Bid on these searches exactly, the largest gain first, with the product creators show.");
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("Spend on these searches in a newer search term report, or weeks in which they fall back.");
    let rows = |rise: &Rise<'_>| Rows::table(rise.query.weeks.values().map(|(_, row)| *row));
    finding.evidence = vec![
        Evidence::from("Searches without ads", Value::Count(unmet.len() as i128), Rows::table(unmet.iter().flat_map(|rise| rows(rise).tables))),
        Evidence::new("Weeks before", Value::Count(weeks.before.len() as i128)),
        Evidence::new("Weeks since", Value::Count(weeks.after.len() as i128)),
    ];
    let row = |rise: &&Rise<'_>| ComparedRow {
        cells: vec![
            Value::text(rise.query.text.clone()),
            Value::Number(rise.before, 0),
            Value::Number(rise.after, 0),
            Value::Change(rise.change.difference),
            Value::Change(rise.change.low),
            Value::Change(rise.change.high),
        ],
        rows: rows(rise),
    };
    finding.comparisons = vec![Comparison {
        title: "Searches a week, before creators began and since",
        columns: vec!["Search", "Before", "Since", "Change", "At least", "At most"],
        rows: unmet.iter().take(LISTED_MAX).map(row).collect(),
    }];
    finding
}
