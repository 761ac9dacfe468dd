//! Product lines under one rate or several, what each creator costs in all, budgets, and the register of assumptions.

use crate::commission::Commission;
use crate::commission::budgets::Spent;
use crate::commission::creators::CreatorCost;
use crate::commission::judge::Judged;
use crate::commission::review::LineRates;
use crate::commission::terms::Term;
use crate::present::format;
use crate::units::fingerprint::short_id;
use crate::units::{Currency, Ratio};

use super::model::{BudgetRow, CostRow, CostsModel, Line, LineRow};
use super::words;

/// Creators listed; the command line and the export have all.
const CREATORS_LISTED_MAX: usize = 200;

/// The page. `referral_revenue` is what Amazon Attribution reports, in micros; `None` without such a report.
pub fn costs(commission: &Commission, referral_revenue: Option<i128>, currency: Currency) -> CostsModel {
    let creators = &commission.gathered.creators;
    let sets = &commission.sets;
    CostsModel {
        headline: headline(commission, currency),
        summary: summary(commission),
        lines: sets.lines.iter().map(line_row).collect(),
        lines_note: match (sets.flat_rate, sets.spread) {
            (Some(rate), Some(spread)) if sets.is_flat_over_different_margins => format!(
                "One bonus of {} stands over lines whose margins lie {} apart: it is too low for some or too dear for others.",
                format::rate(&rate),
                points(&spread)
            ),
            _ => String::new(),
        },
        creators: creators.costs.iter().take(CREATORS_LISTED_MAX).map(|cost| cost_row(cost, currency)).collect(),
        creators_total: u32::try_from(creators.costs.len()).unwrap_or(u32::MAX),
        shared: creators.shared.iter().map(|(model, cost)| shared(model, *cost, currency)).collect(),
        budgets: commission.judged.iter().filter_map(|judged| budget(judged, commission, currency)).collect(),
        budgets_note: budgets_note(commission),
        referral: referral(commission, referral_revenue, currency),
        assumptions: words::assumptions(commission, currency)
            .into_iter()
            .map(|line| Line {
                id: line.id,
                label: line.label,
                text: if line.text.is_empty() { "not set".into() } else { line.text },
                exact: line.value,
                source: line.source,
                ..Line::default()
            })
            .collect(),
    }
}

/// `12.0 points`
fn points(share: &Ratio) -> String {
    format!("{} percentage points", share.times(&Ratio::whole(100)).unwrap_or_default().to_places(1))
}

fn headline(commission: &Commission, currency: Currency) -> String {
    let creators = &commission.gathered.creators;
    let shared: i128 = creators.shared.values().sum();
    let (all, revenue) = creators.costs.iter().fold((shared, 0_i128), |(all, revenue), cost| (all + cost.loaded(), revenue + cost.revenue));
    let bonus: i128 = creators.costs.iter().map(|cost| cost.commission).sum();
    match Ratio::new(all, revenue).filter(|_| revenue > 0) {
        Some(_) if all == bonus => "Only the bonus is known: add costs to see what creators cost in all".to_owned(),
        Some(share) => format!("Creators cost {} in all, {} of their revenue", format::money(all, currency), format::rate(&share)),
        None => "What creators cost".to_owned(),
    }
}

fn summary(commission: &Commission) -> Vec<String> {
    let has_costs = commission.gathered.creators.costs.iter().any(|cost| !cost.by_model.is_empty());
    let mut sentences =
        vec!["Bonus, pay per click and flat fees are three ways to pay: they stand in columns of their own and are added only where it says so.".to_owned()];
    if !has_costs {
        sentences.push("No cost table is here (template “costs”): samples, fees and tools are not known, which is not the same as nothing.".to_owned());
    }
    sentences
}

fn line_row(line: &LineRates) -> LineRow {
    let rate = |value: Option<Ratio>| value.map_or_else(|| "not known".to_owned(), |value| format::rate(&value));
    let offered = match line.offered {
        None => "not known".to_owned(),
        Some((least, most)) if least == most => format::rate(&least),
        Some((least, most)) => format!("{} – {}", format::rate(&least), format::rate(&most)),
    };
    let (corridor, advice) = match line.corridor {
        None => ("not known".to_owned(), "Costs are missing.".to_owned()),
        Some((least, most)) if least <= most => {
            let range = format!("{} – {}", words::least(&Some(least)), words::most(&Some(most)));
            let fits = line.offered.is_some_and(|(low, high)| low >= least && high <= most);
            (
                range,
                if fits {
                    "One rate serves the line.".to_owned()
                } else {
                    format!("Set one rate from {} to {}.", words::least(&Some(least)), words::most(&Some(most)))
                },
            )
        }
        Some(_) => ("none".to_owned(), "No one rate serves every product of the line: set rates product by product.".to_owned()),
    };
    LineRow {
        line: if line.line.is_empty() { "(no line)".to_owned() } else { line.line.clone() },
        products: format!("{} of {} with costs", line.judged, line.products),
        margin: rate(line.margin_share),
        offered,
        corridor,
        advice,
    }
}

fn cost_row(cost: &CreatorCost, currency: Currency) -> CostRow {
    let model = |name: &str| cost.by_model.get(name).map_or_else(|| "–".to_owned(), |sum| format::money(*sum, currency));
    let extra_bonus = cost.by_model.get("bonus").copied().unwrap_or(0);
    CostRow {
        creator: cost.name.clone(),
        revenue: format::money(cost.revenue, currency),
        bonus: format::money(cost.commission + extra_bonus, currency),
        clicks: model("click"),
        flat_fees: model("flat fee"),
        samples: model("sample"),
        tools: model("tool"),
        all: format::money(cost.loaded(), currency),
        per_order: cost.per_order().map_or_else(|| "n/a".to_owned(), |value| format::money_of(&value, currency)),
        effective_rate: cost.effective_rate().map_or_else(|| "n/a".to_owned(), |value| format::rate(&value)),
        effective_rate_exact: cost.effective_rate().map(|value| value.to_places(6)).unwrap_or_default(),
    }
}

/// Id of the line of costs that name no creator.
pub fn shared_id(model: &str) -> String {
    format!("shared-{}", model.replace(' ', "-"))
}

fn shared(model: &str, cost: i128, currency: Currency) -> Line {
    Line {
        id: shared_id(model),
        label: format!("{} without a creator", format::capital(model)),
        text: format::money(cost, currency),
        exact: Ratio::millionths(cost).to_places(6),
        ..Line::default()
    }
}

fn budget(judged: &Judged, commission: &Commission, currency: Currency) -> Option<BudgetRow> {
    let spent = commission.gathered.spent.get(&judged.product.asin);
    let left = judged.product.budget_remaining.map(|left| left.value);
    if left.is_none() && spent.is_none() {
        return None;
    }
    let daily = commission.gathered.daily_commission.get(&judged.product.asin).copied();
    let least = commission.terms.whole(Term::RunwayDays);
    let warning = match judged.runway_days {
        _ if left.is_some_and(|left| !left.is_positive()) => "Spent: creators cannot earn on it.".to_owned(),
        Some(days) if days < Ratio::whole(i128::from(least)) => format!("Less than {least} days: creators see that it runs out."),
        _ => String::new(),
    };
    Some(BudgetRow {
        id: short_id(&judged.product.asin),
        asin: judged.product.asin.clone(),
        title: judged.product.title.clone(),
        left: left.map_or_else(|| "not known".to_owned(), |left| format::money_of(&left, currency)),
        spent: spent.map_or_else(|| "not known".to_owned(), spent_words),
        spent_days: spent.filter(|spent| !spent.is_undated).map(|spent| spent.days().to_string()).unwrap_or_default(),
        daily: daily.map_or_else(|| "not known".to_owned(), |daily| format::money_of(&daily, currency)),
        days: judged.runway_days.map_or_else(|| "not known".to_owned(), |days| days.to_places(0)),
        warning,
    })
}

/// `11 days: 5 Mar – 15 Mar 2026`
fn spent_words(spent: &Spent) -> String {
    let spans: Vec<String> = spent.spans.iter().map(|span| format::period(span.from, span.until)).collect();
    let again = if spent.was_filled_up { "; it was filled up before on a day no row names" } else { "" };
    match spent.days() {
        0 if spent.is_undated => "not known: its row has no day it is valid from".to_owned(),
        0 => format!("none known{again}"),
        days => format!("{}: {}{again}", format::counted(u64::from(days), "day", "days"), words::listed(&spans)),
    }
}

fn budgets_note(commission: &Commission) -> String {
    let gathered = &commission.gathered;
    if gathered.spent.is_empty() {
        return "On which days a budget was spent, and an offer paid nobody, cannot be told: add the column “Budget” (what was granted from “Valid From” on) to your table of rates, or a row with “Budget Remaining” 0 from the day it was spent.".to_owned();
    }
    let until = commission.mature_until.map(|day| format!(" Rows after {} may still change.", format::date(day))).unwrap_or_default();
    format!(
        "A budget counts as spent from the day after the last commission, once all that was granted has been paid or nothing is left, until the next row of your table of rates begins: days on which an offer paid nobody.{until}"
    )
}

fn referral(commission: &Commission, revenue: Option<i128>, currency: Currency) -> String {
    match (commission.terms.ratio(Term::ReferralBonusRate), revenue) {
        (None, _) => "The Brand Referral Bonus is off: it is paid on sales with an Amazon Attribution tag only, never on Creator Connections sales.".to_owned(),
        (Some(_), None) => "The Brand Referral Bonus applies to sales with an Amazon Attribution tag; no such report is here.".to_owned(),
        (Some(rate), Some(revenue)) => {
            let credit = Ratio::millionths(revenue).times(&rate).unwrap_or_default();
            format!(
                "Brand Referral Bonus at {} on {} of Amazon Attribution sales: a credit of {}, beside and not against the commission.",
                format::rate(&rate),
                format::money(revenue, currency),
                format::money_of(&credit, currency)
            )
        }
    }
}
