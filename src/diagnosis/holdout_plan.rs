//! STA-11: which products to leave out for some weeks, so that a comparison shows what creators bring.

use std::collections::BTreeMap;

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Rows, Value};
use crate::commission::Term;
use crate::ledger::Measure;
use crate::stats::holdout::{Candidate, Design, Pair, holdout};
use crate::units::{Date, Ratio};

/// Products paired beyond what the design needs are not listed.
const PAIRS_MAX: usize = 12;

/// Pairs of products, one to be switched off, with what is at risk; `None` where weekly sales of enough products are not known.
pub fn plan(case: &Case<'_>) -> Option<Comparison> {
    let sold = ordered(case);
    let (first, last) = (sold.values().filter_map(|weekly| weekly.first_key_value()).map(|(week, _)| *week).min()?, last_week(&sold)?);
    let weeks: Vec<Date> = (0..=(last.days() - first.days()) / 7).map(|week| first.plus_days(week * 7)).collect();
    let candidate = |(asin, weekly): (&String, &BTreeMap<Date, i128>)| Candidate {
        unit: asin.clone(),
        weeks: weeks.iter().map(|week| weekly.get(week).map(|units| Ratio::whole(*units))).collect(),
    };
    let candidates: Vec<Candidate> = sold.iter().map(candidate).collect();
    let off = case.terms.whole(Term::HoldoutWeeks);
    let design = Design { weeks_before: usize::from(case.terms.whole(Term::LiftWeeksBefore)), weeks_off: usize::from(off), ..Design::default() };
    let plan = holdout(&candidates, &design).ok()?;
    let reach = plan.enough().or_else(|| plan.reaches.last())?;
    let rows = plan.pairs.iter().take(reach.pairs.min(PAIRS_MAX)).map(|pair| row(case, pair, usize::from(off))).collect();
    let title = match plan.enough() {
        Some(_) => "A test that would tell: leave these products out for the weeks set; it finds a loss of a fifth in four of five cases",
        None => "A test to come closer: leave these products out for the weeks set; it would still miss a loss of a fifth in more than one of five cases",
    };
    Some(Comparison { title, columns: vec!["Leave out", "Compare with", "Creators' revenue at risk", "Loss found in four of five cases"], rows }).map(
        |mut all| {
            all.rows.iter_mut().for_each(|row| row.cells.push(Value::Share(reach.detectable)));
            all
        },
    )
}

fn row(case: &Case<'_>, pair: &Pair, weeks: usize) -> ComparedRow {
    let code = case.ledger.asins().code(&pair.off);
    let name = |asin: &str| Value::Text(case.ledger.asins().code(asin).map_or_else(|| asin.to_owned(), |code| case.product_name(code)));
    // The latest mature weeks, as many as the product would be left out.
    let all = case.panel.weeks.len();
    let at_risk =
        code.and_then(|code| case.panel.asins.place(code)).map(|at| case.panel.sum(Measure::Revenue, &case.panel.asins, at, all.saturating_sub(weeks)..all));
    let rows = code.map_or(Rows::none(), |code| Rows::of(case.only(|slice| slice.asin = Some(code))));
    ComparedRow { cells: vec![name(&pair.off), name(&pair.on), Value::micros(at_risk.unwrap_or(0))], rows }
}

fn last_week(sold: &BTreeMap<String, BTreeMap<Date, i128>>) -> Option<Date> {
    sold.values().filter_map(|weekly| weekly.last_key_value()).map(|(week, _)| *week).max()
}

/// Units ordered of each product a week, through whatever channel: weekly business reports.
fn ordered(case: &Case<'_>) -> BTreeMap<String, BTreeMap<Date, i128>> {
    let mut sold: BTreeMap<String, BTreeMap<Date, i128>> = BTreeMap::new();
    for (_, sheet, row) in case.rows("business-report-asin") {
        let week = sheet.span(row).filter(|span| span.last.days() - span.first.days() == 6);
        let units = sheet.column("ordered_units").and_then(|column| column.number(row));
        if let (Some(week), Some(units), Some(asin)) = (week, units, sheet.column("asin").and_then(|column| column.text(row))) {
            *sold.entry(asin.to_owned()).or_default().entry(week.first.week_start(case.rules.week_start)).or_default() += i128::from(units);
        }
    }
    sold
}
