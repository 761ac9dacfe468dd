//! DIA-17: partners outside Amazon beside Creator Connections.

use std::collections::BTreeMap;

use super::budget::{Budget, Payee, Spent, budget, publishers};
use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Stake, Value};
use super::programmes::ADDED;
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::Slice;
use crate::quality::names::fold;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-17",
    name: "Partners outside Amazon",
    question: "Can what partners outside Amazon sell be told, and do you pay a creator twice?",
    test: "Of each partner named in costs or in Amazon Attribution, the part of its sales that is told product by product, below the part set; and creators a partner was paid \
           for who also earn commission in Creator Connections.",
    why: "What a partner reports of itself is not what Amazon counted.",
    needs: &["costs", "amazon-attribution", "amazon-attribution-products"],
    check,
};

/// One partner.
#[derive(Default)]
struct Partner {
    name: String,
    spent: Spent,
    /// Micros of sales that Amazon Attribution tells; `None` where it does not name this partner.
    sales: Option<i128>,
    by_product: Option<i128>,
    rows: Vec<(u32, u64)>,
}

impl Partner {
    /// Part of its sales that is told product by product; `None` where that cannot be told.
    fn auditable(&self, budget: &Budget, has_products: bool) -> Option<Ratio> {
        match (self.sales.filter(|sales| *sales > 0), self.by_product) {
            (Some(sales), Some(by_product)) => Ratio::new(by_product.min(sales), sales),
            (Some(_), None) => has_products.then(|| Ratio::whole(0)),
            (None, Some(_)) => Some(Ratio::whole(1)),
            // Paid, and no sale of it in reports that would name it.
            (None, None) => (budget.has_attribution && self.spent.all() > 0).then(|| Ratio::whole(0)),
        }
    }
}

fn check(case: &Case<'_>) -> Answer {
    let Some(budget) = budget(case) else { return Answer::unknown("The attribution rows have no commission to hold partners against.") };
    let partners = partners(case, &budget);
    if partners.is_empty() {
        return Answer::unknown("No partner outside Amazon is named: neither in the table of costs nor in Amazon Attribution.");
    }
    let has_products = case.has("amazon-attribution-products");
    let told: Vec<(&Partner, Option<Ratio>)> = partners.iter().map(|partner| (partner, partner.auditable(&budget, has_products))).collect();
    let wanted = case.terms.value(Term::MeasurableShare);
    let dark: Vec<(&Partner, Option<Ratio>)> = told.iter().copied().filter(|(_, share)| share.is_some_and(|share| share < wanted)).collect();
    let mut findings = Vec::new();
    if !dark.is_empty() {
        findings.push(unaudited(case, &budget, &told, &dark));
    }
    findings.extend(twice(case, &budget, &partners));
    let unknown = told.iter().filter(|(_, share)| share.is_none()).count();
    match (findings.is_empty(), unknown) {
        (false, _) => Answer::Found(findings),
        (true, 0) => Answer::Clear(Phrase::new(
            "{} partners: at least {} of the sales of each is told product by product.",
            [Value::Count(told.len() as i128), Value::Share(told.iter().filter_map(|(_, share)| *share).min().unwrap_or_default())],
        )),
        (true, unknown) => {
            let values = [Value::Count(unknown as i128), Value::Count(told.len() as i128)];
            Answer::Unknown(Phrase::new(
                "Of {} of {} partners these files do not tell which products they sold; the products report of Amazon Attribution does.",
                values,
            ))
        }
    }
}

/// Partners of the table of costs and publishers of Amazon Attribution, one a folded name.
fn partners(case: &Case<'_>, budget: &Budget) -> Vec<Partner> {
    let mut all: BTreeMap<Vec<char>, Partner> = BTreeMap::new();
    for (payee, spent) in &budget.by_payee {
        if let Payee::Partner(name) = payee {
            let partner = all.entry(fold(name)).or_insert_with(|| Partner { name: name.clone(), ..Partner::default() });
            partner.spent.measured += spent.measured;
            partner.spent.unmeasured += spent.unmeasured;
            partner.spent.unknown += spent.unknown;
            spent.creators.iter().for_each(|(code, cost)| *partner.spent.creators.entry(*code).or_default() += cost);
            partner.spent.rows.extend(&spent.rows);
        }
    }
    let [_, named] = publishers(case);
    for (kind, is_products) in [("amazon-attribution", false), ("amazon-attribution-products", true)] {
        for (source, sheet, row) in case.rows(kind) {
            let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
            let number = |name: &str| sheet.column(name).and_then(|column| column.number(row)).map(i128::from);
            let folded = fold(text("publisher"));
            // A publisher of the products report alone has no total to hold it against.
            if folded.is_empty() || is_products && !named.contains(&folded) && !all.contains_key(&folded) {
                continue;
            }
            let partner = all.entry(folded).or_insert_with(|| Partner { name: text("publisher").to_owned(), ..Partner::default() });
            let (sum, revenue) = match is_products {
                false => (&mut partner.sales, number("total_revenue").or(number("revenue"))),
                true => (&mut partner.by_product, Some(number("revenue").unwrap_or(0) + number("halo_revenue").unwrap_or(0))),
            };
            if let Some(revenue) = revenue {
                *sum = Some(sum.unwrap_or(0) + revenue);
                partner.rows.push((source, sheet.line(row)));
            }
        }
    }
    all.into_values().collect()
}

fn unaudited(case: &Case<'_>, budget: &Budget, told: &[(&Partner, Option<Ratio>)], dark: &[(&Partner, Option<Ratio>)]) -> Finding {
    let spent: i128 = dark.iter().map(|(partner, _)| partner.spent.all()).sum();
    let money = budget.a_year(case, spent);
    let title = match dark {
        [(one, share)] => Phrase::new("{} of what {} sells is told product by product", [Value::share(*share), Value::text(one.name.clone())]),
        _ => Phrase::new("{} partners sell what is not told product by product", [Value::Count(dark.len() as i128)]),
    };
    let mut finding = Finding::new("unauditable", case.severity(money.as_ref()).max(Severity::Low), Ladder::Observed, title);
    finding.says = vec![Phrase::plain("What a partner reports of itself cannot be held against your own sales.")];
    finding.says.push(Phrase::new("Creator Connections adds: {}; {}; {}; {}.", ADDED.map(Value::text).to_vec()));
    finding.fix = Phrase::plain("Hand these partners tagged links of Amazon Attribution, or offer their creators the same products in Creator Connections.");
    finding.remedy = Remedy::Costs;
    let part = Value::Share(case.terms.value(Term::MeasurableShare));
    finding.would_change = Phrase::new("{} of their sales in the products report of Amazon Attribution.", [part]);
    finding.stake = money.map(|money| Stake { money, range: None, basis: "paid to these partners, a year at that pace" });
    let rows = |partner: &Partner| partner.spent.rows.iter().chain(&partner.rows).copied().collect::<Vec<_>>();
    finding.evidence = vec![
        Evidence::from("Paid to these partners", Value::micros(spent), Rows::table(dark.iter().flat_map(|(partner, _)| partner.spent.rows.iter().copied()))),
        Evidence::from(
            "Partners held against their reports",
            Value::Count(told.len() as i128),
            Rows::table(told.iter().flat_map(|(partner, _)| rows(partner))),
        ),
    ];
    let row = |(partner, share): &(&Partner, Option<Ratio>)| ComparedRow {
        cells: vec![
            Value::text(partner.name.clone()),
            Value::share(*share),
            Value::micros(partner.spent.all()),
            partner.sales.map_or(Value::Unknown, Value::micros),
            partner.by_product.map_or(Value::Unknown, Value::micros),
        ],
        rows: Rows::table(rows(partner)),
    };
    let columns = vec!["Partner", "Told by product", "Paid", "Sales", "Sales by product"];
    finding.comparisons = vec![Comparison { title: "Partners and what can be told of them", columns, rows: told.iter().map(row).collect() }];
    finding
}

/// Creators a partner was paid for who also earn commission.
fn twice(case: &Case<'_>, budget: &Budget, partners: &[Partner]) -> Option<Finding> {
    let earning = |code: u32| case.by_creator.codes().any(|known| known == code);
    let both: Vec<(&Partner, u32, i128)> = partners
        .iter()
        .flat_map(|partner| partner.spent.creators.iter().map(move |(code, cost)| (partner, *code, *cost)))
        .filter(|(_, code, _)| earning(*code))
        .collect();
    let spent: i128 = both.iter().map(|(_, _, cost)| cost).sum();
    if both.is_empty() {
        return None;
    }
    let money = budget.a_year(case, spent);
    let title = match both.as_slice() {
        [(partner, code, _)] => {
            Phrase::new("{} is paid through {} and earns commission as well", [Value::Text(case.creator_name(*code)), Value::text(partner.name.clone())])
        }
        _ => Phrase::new("{} creators are paid through partners and earn commission as well", [Value::Count(both.len() as i128)]),
    };
    let mut finding = Finding::new("paid-twice", case.severity(money.as_ref()).max(Severity::Low), Ladder::Observed, title);
    finding.says = vec![Phrase::plain("Both payments may be for different work; nobody checks it while they stand in different reports.")];
    finding.fix = Phrase::plain("Ask for each of them what the partner's fee is for, and pay a piece of content once.");
    finding.remedy = Remedy::Costs;
    finding.would_change = Phrase::plain("Fees and commission that are for different content.");
    finding.stake = money.map(|money| Stake { money, range: None, basis: "paid through partners to creators who also earn commission, a year at that pace" });
    let slice = |code: u32| Slice { creator: Some(code), ..case.slice };
    let tables = both.iter().flat_map(|(partner, _, _)| partner.spent.rows.iter().copied()).collect();
    let rows = Rows { facts: both.iter().map(|(_, code, _)| slice(*code)).collect(), tables };
    finding.evidence = vec![Evidence::from("Paid through partners to creators who earn commission", Value::micros(spent), rows)];
    let row = |(partner, code, cost): &(&Partner, u32, i128)| ComparedRow {
        cells: vec![Value::Text(case.creator_name(*code)), Value::text(partner.name.clone()), Value::micros(*cost)],
        rows: Rows::of(slice(*code)),
    };
    finding.comparisons =
        vec![Comparison { title: "Creators in both", columns: vec!["Creator", "Partner", "Paid through the partner"], rows: both.iter().map(row).collect() }];
    Some(finding)
}
