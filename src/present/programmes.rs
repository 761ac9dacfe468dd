//! Revenue, cost and clicks by programme: what came over whose links. Programmes stand side by side and are never added up:
//! their windows are independent, and two of them may claim the same order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::intake::reports::{self, OTHER_PROGRAMMES};
use crate::ledger::{Group, Measure, Sheet, Supplied};
use crate::present::format;
use crate::units::decimal::scaled_text;
use crate::units::{Currency, Date, Programme};

/// One programme's totals; `None` where no report says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeTotals {
    pub programme: Programme,
    pub rows: u64,
    /// Micros.
    pub revenue: Option<i128>,
    /// What the brand paid, in micros, as its own files say. What Amazon pays to associates costs the brand nothing.
    pub cost: Option<i128>,
    pub clicks: Option<i128>,
    /// Kinds of reports the figures come from.
    pub kinds: Vec<String>,
    /// Rows whose period reaches beyond the selected days, or is not known: they are not counted.
    pub rows_outside: u64,
}

/// Of reports that show the same sales in different ways, the first that has a figure gives it.
const SAME_SALES: [&[&str]; 3] = [
    &["amazon-attribution", "amazon-attribution-products"],
    &["associates-fee-earnings", "associates-tracking", "associates-daily-trends", "associates-link-type"],
    &[OTHER_PROGRAMMES],
];

/// The selected days, both inclusive; a file without dates of its own counts only where all days are selected.
#[derive(Clone, Copy, Debug, Default)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Days {
    fn hold(self, sheet: &Sheet, row: usize) -> bool {
        match sheet.span(row) {
            _ if self.from.is_none() && self.to.is_none() => true,
            Some(span) => self.from.is_none_or(|from| from <= span.first) && self.to.is_none_or(|to| span.last <= to),
            None => false,
        }
    }
}

/// Sums of one kind of report under one programme.
#[derive(Clone, Debug, Default)]
struct Sums {
    rows: u64,
    rows_outside: u64,
    revenue: Option<i128>,
    cost: Option<i128>,
    clicks: Option<i128>,
}

/// Every programme that some row belongs to, in the order of [`Programme::ALL`]. `facts` are the ledger's sums of the same
/// days: Creator Connections, for rows whose links say otherwise are not in it.
pub fn programmes<'a>(facts: &Group, sheets: impl Iterator<Item = &'a Sheet>, days: Days) -> Vec<ProgrammeTotals> {
    let mut sums: BTreeMap<(Programme, &str), Sums> = BTreeMap::new();
    for sheet in sheets.filter(|sheet| SAME_SALES.iter().any(|kinds| kinds.contains(&sheet.kind.as_str()))) {
        add(&mut sums, sheet, days);
    }
    let mut all = Vec::new();
    for programme in Programme::ALL {
        let mut totals = if programme == Programme::CreatorConnections { of_facts(facts) } else { nothing(programme) };
        for kinds in SAME_SALES {
            let of_kinds: Vec<(&str, &Sums)> = kinds.iter().filter_map(|kind| Some((*kind, sums.get(&(programme, *kind))?))).collect();
            take(&mut totals, &of_kinds);
        }
        if totals.rows > 0 || totals.rows_outside > 0 {
            all.push(totals);
        }
    }
    all
}

fn nothing(programme: Programme) -> ProgrammeTotals {
    ProgrammeTotals { programme, rows: 0, revenue: None, cost: None, clicks: None, kinds: Vec::new(), rows_outside: 0 }
}

fn of_facts(facts: &Group) -> ProgrammeTotals {
    let sum = |measure: Measure| facts.supplied().has(measure).then(|| facts.sum(measure, Supplied::NONE.with(measure)));
    ProgrammeTotals {
        rows: facts.rows(),
        revenue: sum(Measure::Revenue),
        cost: sum(Measure::Commission),
        clicks: sum(Measure::Clicks),
        ..nothing(Programme::CreatorConnections)
    }
}

/// Adds a sheet's rows under the programme of their link, or of the report where they have none.
fn add<'a>(sums: &mut BTreeMap<(Programme, &'a str), Sums>, sheet: &'a Sheet, days: Days) {
    let usual = if sheet.kind.starts_with("amazon-attribution") { Programme::Attribution } else { Programme::Associates };
    let texts: Vec<_> = sheet.columns.iter().filter(|column| column.kind.holds_text()).collect();
    let named = sheet.column("programme");
    let has_cost = sheet.kind == OTHER_PROGRAMMES;
    for row in sheet.counting_rows() {
        let by_name = named.and_then(|column| column.text(row)).and_then(Programme::from_id);
        let by_link = || texts.iter().filter_map(|column| column.text(row)).find_map(Programme::of_text);
        let programme = by_name.or_else(by_link).unwrap_or(usual);
        let entry = sums.entry((programme, sheet.kind.as_str())).or_default();
        if !days.hold(sheet, row) {
            entry.rows_outside += 1;
            continue;
        }
        entry.rows += 1;
        let number = |name: &str| sheet.column(name).and_then(|column| column.number(row)).map(i128::from);
        plus(&mut entry.revenue, number("revenue"));
        plus(&mut entry.clicks, number("clicks"));
        if has_cost {
            plus(&mut entry.cost, number("commission"));
        }
    }
}

fn plus(sum: &mut Option<i128>, value: Option<i128>) {
    if let Some(value) = value {
        *sum = Some(sum.unwrap_or(0) + value);
    }
}

/// Adds what reports of the same sales say: each figure from the first that has it.
fn take(totals: &mut ProgrammeTotals, of_kinds: &[(&str, &Sums)]) {
    let mut used = Vec::new();
    let mut first = |figure: fn(&Sums) -> Option<i128>| {
        let (kind, value) = of_kinds.iter().find_map(|(kind, sums)| Some((*kind, figure(sums)?)))?;
        used.push(kind);
        Some(value)
    };
    let (revenue, cost, clicks) = (first(|sums| sums.revenue), first(|sums| sums.cost), first(|sums| sums.clicks));
    plus(&mut totals.revenue, revenue);
    plus(&mut totals.cost, cost);
    plus(&mut totals.clicks, clicks);
    for (kind, sums) in of_kinds {
        totals.rows_outside += sums.rows_outside;
        if used.contains(kind) {
            totals.rows += sums.rows;
            totals.kinds.push((*kind).to_owned());
        }
    }
}

/// One programme as the command line and the page show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeModel {
    pub programme: String,
    pub label: String,
    pub rows: u64,
    /// Exact decimals, money with six places; `null` where no report says it.
    pub revenue: Option<String>,
    pub cost: Option<String>,
    pub clicks: Option<String>,
    /// The same as shown; `unknown` where no report says it.
    pub revenue_text: String,
    pub cost_text: String,
    pub clicks_text: String,
    /// Where the figures come from and what they leave out.
    pub note: String,
}

/// Totals as text.
pub fn models(totals: &[ProgrammeTotals], currency: Currency) -> Vec<ProgrammeModel> {
    totals.iter().map(|totals| model(totals, currency)).collect()
}

fn model(totals: &ProgrammeTotals, currency: Currency) -> ProgrammeModel {
    let money = |value: Option<i128>| value.map_or_else(|| "unknown".to_owned(), |micros| format::money(micros, currency));
    ProgrammeModel {
        programme: totals.programme.id().into(),
        label: totals.programme.label().into(),
        rows: totals.rows,
        revenue: totals.revenue.map(|micros| scaled_text(micros, 6)),
        cost: totals.cost.map(|micros| scaled_text(micros, 6)),
        clicks: totals.clicks.map(|count| count.to_string()),
        revenue_text: money(totals.revenue),
        cost_text: money(totals.cost),
        clicks_text: totals.clicks.map_or_else(|| "unknown".to_owned(), |count| count.to_string()),
        note: note(totals),
    }
}

fn note(totals: &ProgrammeTotals) -> String {
    let labels: Vec<&str> = totals.kinds.iter().filter(|kind| *kind != OTHER_PROGRAMMES).map(|kind| reports::label(kind)).collect();
    let mut parts = Vec::new();
    if !labels.is_empty() {
        parts.push(format!("From {}.", labels.join(" and ")));
    }
    if totals.kinds.iter().any(|kind| kind == OTHER_PROGRAMMES) {
        parts.push("With rows of other files whose links are of this programme.".to_owned());
    }
    match totals.programme {
        Programme::CreatorConnections => {}
        Programme::Attribution => parts.push("What the traffic cost stands in no Amazon report.".to_owned()),
        Programme::Associates => parts.push("Amazon pays the fees its own reports list: they cost the brand nothing.".to_owned()),
        Programme::Influencer => parts.push("What storefronts cost beside commission stands in no Amazon report.".to_owned()),
    }
    if totals.rows_outside > 0 {
        let rows = format::counted(totals.rows_outside, "row", "rows");
        parts.push(format!("{rows} of other days, or of days that are not known, left out."));
    }
    parts.join(" ")
}
