//! STA-9: whether months in which creators sell more of a product go with more repeat buyers of it. No report has repeat buyers by creator,
//! so this is the nearest there is, and suggestive only.

use std::collections::BTreeMap;

use super::case::Case;
use super::finding::{Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::{Measure, Supplied};
use crate::stats::dose::{Cell, Dose, NoDose, dose_response};
use crate::units::{Date, Ratio};

pub const RULE: Rule = Rule {
    id: "STA-9",
    name: "Creators' share and repeat buyers",
    question: "Do products sell to more repeat buyers in months in which creators sell more of them?",
    test: "Each product's monthly part of repeat customers on the part of its orders that creators brought, with an effect of every product and of every month; told where the chance of such a slope without one is at most 10 %. \
           Needs the products and months set.",
    why: "Repeat buyers by creator are in no report. A proxy by product and month is better than an invented number, and less than a measured one.",
    needs: &["repeat-purchase"],
    check,
};

const LEVEL: Ratio = Ratio::millionths(100_000);

/// Cells of the regression and the rows behind them.
struct Months {
    cells: Vec<Cell>,
    rows: Vec<(u32, u64)>,
}

fn check(case: &Case<'_>) -> Answer {
    if !case.has("repeat-purchase") {
        return Answer::unknown("No monthly report of repeat purchases by product.");
    }
    let (products, months) = (usize::from(case.terms.whole(Term::DoseProducts)), usize::from(case.terms.whole(Term::DoseMonths)));
    let found = months_of(case);
    match dose_response(&found.cells, products, months, &mut |_, _| true) {
        Ok(dose) if dose.p <= LEVEL && !dose.slope.is_negative() => Answer::found(finding(&dose, found.rows, "suggestive-more", Severity::Note)),
        Ok(dose) if dose.p <= LEVEL => Answer::found(finding(&dose, found.rows, "suggestive-fewer", Severity::Low)),
        Ok(dose) => Answer::Clear(Phrase::new(
            "Over {} products and {} months, repeat buyers do not go with creators' part of orders (p = {}).",
            [Value::Count(dose.units as i128), Value::Count(dose.periods as i128), Value::Number(dose.p, 3)],
        )),
        Err(NoDose::TooFewUnits(seen)) => Answer::Unknown(Phrase::new(
            "Needs {} products with {} months of orders and repeat buyers; there are {}.",
            [Value::Count(products as i128), Value::Count(months as i128), Value::Count(seen as i128)],
        )),
        Err(_) => Answer::unknown("Creators' part of orders does not vary within products: nothing can go with it."),
    }
}

/// Month by month: creators' orders over all orders of the product, and its part of repeat customers.
fn months_of(case: &Case<'_>) -> Months {
    let mut months = Months { cells: Vec::new(), rows: Vec::new() };
    let Some(until) = case.mature_until else { return months };
    let mut sold: BTreeMap<(u32, u16), i128> = BTreeMap::new();
    let first = case.ledger.dates().map(|(first, _)| first);
    for (row, fact) in case.ledger.columns().facts(0..case.ledger.rows()) {
        if !case.ledger.is_excluded(row) && fact.supplied.covers(Supplied::NONE.with(Measure::Orders)) {
            let orders = fact.values.get(Measure::Orders.index()).copied().unwrap_or(0);
            *sold.entry((fact.asin, fact.date.month_index())).or_default() += i128::from(orders);
        }
    }
    for (source, sheet, row) in case.rows("repeat-purchase") {
        let number = |name: &str| sheet.column(name).and_then(|column| column.number(row)).map(i128::from);
        let Some(span) = sheet.span(row).filter(|span| is_month(span.first, span.last) && span.last <= until && first.is_some_and(|first| first <= span.first))
        else {
            continue;
        };
        let share = number("repeat_customer_share").map(Ratio::millionths).or_else(|| Ratio::new(number("repeat_customers")?, number("customers")?));
        let (Some(asin), Some(orders), Some(response)) = (sheet.column("asin").and_then(|column| column.text(row)), number("orders"), share) else { continue };
        let own = case.ledger.asins().code(asin).and_then(|code| sold.get(&(code, span.first.month_index()))).copied().unwrap_or(0);
        if let Some(dose) = Ratio::new(own, orders).filter(|_| orders > 0) {
            months.cells.push(Cell { unit: asin.to_owned(), period: i32::from(span.first.month_index()), dose, response });
            months.rows.push((source, sheet.line(row)));
        }
    }
    months
}

fn is_month(first: Date, last: Date) -> bool {
    first.ymd().2 == 1 && last.plus_days(1).ymd().2 == 1 && first.month_index() == last.month_index()
}

fn finding(dose: &Dose, rows: Vec<(u32, u64)>, verdict: &'static str, severity: Severity) -> Finding {
    let tenth = |slope: &Ratio| slope.times(&Ratio::millionths(100_000)).map_or(Value::Unknown, Value::Points);
    let template = "Suggestive only: with ten points more of a product's orders through creators go {} points of repeat buyers";
    let mut finding = Finding::new(verdict, severity, Ladder::Correlated, Phrase::new(template, [tenth(&dose.slope)]));
    finding.says = vec![
        Phrase::new(
            "Between {} and {} points (90 % interval); chance of as much without a connection {}.",
            [tenth(&dose.low), tenth(&dose.high), Value::Number(dose.p, 3)],
        ),
        Phrase::new("{} products over {} months, each compared with itself.", [Value::Count(dose.units as i128), Value::Count(dose.periods as i128)]),
        Phrase::plain("No report has repeat buyers by creator. What else happened to a product in a month counts here as well."),
    ];
    finding.fix = Phrase::plain("Ask Amazon or the creators' platform for repeat buyers by creator before you pay for them.");
    finding.remedy = Remedy::Performance;
    finding.would_change = Phrase::plain("More months, or counts of repeat orders by creator.");
    finding.evidence = vec![
        Evidence::from("Product months compared", Value::Count(dose.cells as i128), Rows::table(rows)),
        Evidence::new("Chance of such a slope without one", Value::Number(dose.p, 4)),
    ];
    finding
}
