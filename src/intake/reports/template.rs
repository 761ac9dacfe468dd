//! Our own template, offered for download on the Data page.

use super::super::columns::normalise;
use super::{Family, Headers};

/// Its stable id, and what its template is asked for by.
pub const KIND: &str = "template";

pub const FAMILY: Family = Family {
    kind: KIND,
    label: "creator-audit template",
    found: "Our template, filled in: one row for each day or week, creator and ASIN.",
    confidence_percent,
};

/// Header of the template, in order.
pub const HEADER: &[&str] = &[
    "Date",
    "Creator ID",
    "Creator",
    "Campaign",
    "ASIN",
    "Title",
    "Product Line",
    "Clicks",
    "Orders",
    "Units",
    "Revenue",
    "Commission",
    "Commission Rate",
    "New-to-brand Orders",
    "Repeat Orders",
    "Subscribe & Save Orders",
];

/// One row that shows what goes where.
pub const EXAMPLE: &[&str] = &[
    "2026-01-04",
    "cr-001",
    "Example Creator",
    "Spring launch",
    "B0EXAMPLE1",
    "Example product 12 oz",
    "Granola",
    "120",
    "6",
    "7",
    "90.93",
    "9.09",
    "10%",
    "4",
    "1",
    "2",
];

fn confidence_percent(headers: &Headers<'_>) -> u32 {
    let all: Vec<String> = HEADER.iter().map(|header| normalise(header)).collect();
    let found = all.iter().filter(|header| headers.normalised.contains(header)).count();
    let is_whole = found == all.len() && headers.normalised.len() == all.len();
    if is_whole { 100 } else { 0 }
}
