//! What the user's calendar of events says of days and products.

use std::collections::BTreeSet;

use super::case::Case;
use crate::ledger::grain::{self, Grain};
use crate::units::Date;

/// Longest span of an event without doubt about its end.
const DAYS_MAX: u16 = 92;

/// One row of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub first: Date,
    pub last: Date,
    pub kind: String,
    /// `None` for all products.
    pub asin: Option<String>,
    /// Source and line.
    pub row: (u32, u64),
}

impl Event {
    pub fn meets(&self, first: Date, last: Date) -> bool {
        self.first <= last && self.last >= first
    }
}

/// All events that count, in order.
pub fn events(case: &Case<'_>) -> Vec<Event> {
    let mut events: Vec<Event> = case
        .rows("events")
        .filter_map(|(source, sheet, row)| {
            let day = |name: &str| sheet.column(name).and_then(|column| column.day(row));
            let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).filter(|text| !text.is_empty()).map(str::to_owned);
            let first = day("date")?;
            let last = day("until").filter(|last| *last >= first).unwrap_or(first).min(first.plus_days(DAYS_MAX));
            Some(Event { first, last, kind: text("kind")?, asin: text("asin"), row: (source, sheet.line(row)) })
        })
        .collect();
    events.sort_by(|a, b| (a.first, &a.kind, &a.asin, a.row).cmp(&(b.first, &b.kind, &b.asin, b.row)));
    events
}

/// Days on which products were on a deal or a sale event ran.
#[derive(Clone, Debug, Default)]
pub struct Deals {
    /// Of all products.
    days: BTreeSet<Date>,
    /// Of single ones, by the ledger's code.
    of_asin: BTreeSet<(u32, Date)>,
    /// Rows of the calendar they come from.
    pub rows: Vec<(u32, u64)>,
}

impl Deals {
    /// Those between the first and the last mature day; none where attribution rows cover more than a day each, for then nobody knows
    /// what was sold on which.
    pub fn of(case: &Case<'_>) -> Deals {
        let mut deals = Deals::default();
        let (Some((begin, _)), Some(end)) = (case.ledger.dates(), case.mature_until) else { return deals };
        if !case.has("events") || !is_daily(case) {
            return deals;
        }
        for event in events(case).into_iter().filter(|event| matches!(event.kind.as_str(), "deal" | "sale event") && event.meets(begin, end)) {
            let days =
                (0..=event.last.days().saturating_sub(event.first.days())).map(|step| event.first.plus_days(step)).filter(|day| *day >= begin && *day <= end);
            match event.asin.as_deref().map(|asin| case.ledger.asins().code(asin)) {
                None => deals.days.extend(days),
                Some(Some(code)) => deals.of_asin.extend(days.map(|day| (code, day))),
                Some(None) => continue,
            }
            deals.rows.push(event.row);
        }
        deals
    }

    pub fn is_empty(&self) -> bool {
        self.days.is_empty() && self.of_asin.is_empty()
    }

    pub fn holds(&self, asin: u32, day: Date) -> bool {
        !self.is_empty() && (self.days.contains(&day) || self.of_asin.contains(&(asin, day)))
    }

    /// On how many days between two, both included, a product was on a deal.
    pub fn days_of(&self, asin: u32, first: Date, last: Date) -> usize {
        let own = self.of_asin.range((asin, first)..=(asin, last)).map(|(_, day)| *day);
        self.days.range(first..=last).copied().chain(own).collect::<BTreeSet<Date>>().len()
    }
}

/// Whether each attribution row speaks of one day.
fn is_daily(case: &Case<'_>) -> bool {
    let sources: Vec<u32> = case.ledger.sources().iter().map(|source| source.source).collect();
    sources.iter().all(|source| grain::of_days(&grain::days(case.ledger, &[*source]), None) == Grain::Day)
}
