//! Creator Connections earnings as a creator downloads them: known from public parsers. It has no creator column: all
//! rows belong to one creator.

use super::{Family, Headers};

pub const FAMILY: Family = Family {
    kind: "creator-connections-earnings",
    label: "Creator Connections earnings (creator side)",
    found: "Downloaded by a creator: Associates Central, Creator Connections, Earnings.",
    confidence_percent,
};

/// The columns that together occur in no other report.
const SIGNATURE: &[&str] = &["campaign title", "commission income", "shipped items"];
const OTHERS: &[&str] = &["date", "asin", "clicks", "revenue", "commission rate"];

fn confidence_percent(headers: &Headers<'_>) -> u32 {
    if !headers.contains(SIGNATURE) || !headers.is_complete() {
        return 0;
    }
    let found = OTHERS.iter().filter(|header| headers.contains(&[header])).count();
    let found = u32::try_from(found).unwrap_or(0);
    60 + found * 8
}
