//! DIA-9: whether the budget goes where its sales can be told.

use super::budget::{Budget, Payee, Spent, budget};
use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Stake, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::units::{Programme, Ratio};

pub const RULE: Rule = Rule {
    id: "DIA-9",
    name: "Misallocated budget",
    question: "Does the budget go where its sales can be told?",
    test: "Commission, fees and samples by programme in the days of the attribution rows: found where less than the part set can be told product by product, even if all that \
           is not known could be; or where storefronts whose sales nobody can tell get more than Creator Connections. Tools serve all and count for none.",
    why: "Money whose sales nobody can tell cannot be steered.",
    needs: &["costs", "amazon-attribution-products"],
    check,
};

fn check(case: &Case<'_>) -> Answer {
    let Some(budget) = budget(case) else { return Answer::unknown("The attribution rows have no commission.") };
    let placed = |payee: &Payee| !matches!(payee, Payee::Unplaced | Payee::Programme(Programme::CreatorConnections));
    if !budget.by_payee.iter().any(|(payee, spent)| placed(payee) && spent.all() > 0) {
        return Answer::unknown("Only money of Creator Connections is on file: name the programme or partner in the table of costs.");
    }
    let [measured, unmeasured, unknown] = budget.sums();
    let all = measured + unmeasured + unknown;
    let (Some(most), Some(least)) = (Ratio::new(measured + unknown, all), Ratio::new(measured, all)) else {
        return Answer::unknown("No money was spent in the days of the attribution rows.");
    };
    let storefronts = budget.by_payee.get(&Payee::Programme(Programme::Influencer)).map_or(0, |spent| spent.unmeasured);
    let is_storefront = storefronts > budget.spent(Programme::CreatorConnections);
    let wanted = case.terms.value(Term::MeasurableShare);
    if most < wanted || is_storefront {
        return Answer::found(finding(case, &budget, most, is_storefront.then_some(storefronts)));
    }
    if least < wanted {
        let values = [Value::Share(least), Value::micros(unknown)];
        return Answer::Unknown(Phrase::new("{} of the budget can be told product by product; whether {} more can is not known.", values));
    }
    Answer::Clear(Phrase::new("{} of the budget on file can be told product by product.", [Value::Share(least)]))
}

fn finding(case: &Case<'_>, budget: &Budget, most: Ratio, storefronts: Option<i128>) -> Finding {
    let [measured, unmeasured, unknown] = budget.sums();
    let title = match storefronts {
        Some(spent) => Phrase::new(
            "Storefronts whose sales nobody can tell got {}, Creator Connections {}",
            [Value::micros(spent), Value::micros(budget.spent(Programme::CreatorConnections))],
        ),
        None => Phrase::new("At most {} of the creator budget can be told product by product", [Value::Share(most)]),
    };
    let money = budget.a_year(case, unmeasured);
    let severity = case.severity(money.as_ref()).max(Severity::Medium);
    let mut finding = Finding::new(if storefronts.is_some() { "storefronts" } else { "misallocated" }, severity, Ladder::Observed, title);
    finding.says = vec![Phrase::new(
        "{} was spent from {} to {} where no report tells the products it sold; {} where one does.",
        [Value::micros(unmeasured), Value::Day(budget.from), Value::Day(budget.to), Value::micros(measured)],
    )];
    if unknown > 0 {
        finding.says.push(Phrase::new("Of {} more it is not known.", [Value::micros(unknown)]));
    }
    finding.says.push(Phrase::plain("That sales cannot be told does not say that there were none."));
    finding.fix = Phrase::plain(
        "Move the next of this money to offers in Creator Connections, or hand those partners tagged links of Amazon Attribution, before it is spent again.",
    );
    finding.remedy = Remedy::Costs;
    finding.would_change = Phrase::new(
        "{} of the budget with sales by product: reports of Amazon Attribution for these partners.",
        [Value::Share(case.terms.value(Term::MeasurableShare))],
    );
    finding.stake = money.map(|money| Stake { money, range: None, basis: "spent where sales cannot be told by product, a year at that pace" });
    let rows =
        |wanted: &dyn Fn(&Spent) -> bool| Rows::table(budget.by_payee.values().filter(|spent| wanted(spent)).flat_map(|spent| spent.rows.iter().copied()));
    let of_commission = Rows { facts: vec![case.slice], ..rows(&|spent| spent.measured > 0) };
    finding.evidence = vec![
        Evidence::from("Spent without sales by product", Value::micros(unmeasured), rows(&|spent| spent.unmeasured > 0)),
        Evidence::from("Spent with sales by product", Value::micros(measured), of_commission),
        Evidence::from("Spent, not known which", Value::micros(unknown), rows(&|spent| spent.unknown > 0)),
    ];
    finding.comparisons = vec![compared(case, budget)];
    finding
}

/// Every payee, the largest first.
fn compared(case: &Case<'_>, budget: &Budget) -> Comparison {
    let all: i128 = budget.by_payee.values().map(Spent::all).sum();
    let mut order: Vec<(&Payee, &Spent)> = budget.by_payee.iter().filter(|(_, spent)| spent.all() > 0).collect();
    order.sort_by_key(|(payee, spent)| (std::cmp::Reverse(spent.all()), (*payee).clone()));
    // The commission of Creator Connections stands in the attribution rows.
    let facts = |payee: &Payee| if *payee == Payee::Programme(Programme::CreatorConnections) { vec![case.slice] } else { Vec::new() };
    let row = |(payee, spent): (&Payee, &Spent)| ComparedRow {
        cells: vec![
            Value::Text(payee.name()),
            Value::micros(spent.all()),
            Value::share(Ratio::new(spent.all(), all)),
            Value::micros(spent.measured),
            Value::micros(spent.unmeasured),
            Value::micros(spent.unknown),
        ],
        rows: Rows { facts: facts(payee), tables: spent.rows.clone() },
    };
    let columns = vec!["Paid to", "Spent", "Part of budget", "Sales by product", "None by product", "Not known"];
    Comparison { title: "The creator budget by whom it went to", columns, rows: order.into_iter().map(row).collect() }
}
