//! Attribution rolled up in a warehouse or a spreadsheet: any order of columns we know the names of.

use super::{Family, Headers};

pub const FAMILY: Family = Family {
    kind: "roll-up",
    label: "Creator attribution roll-up",
    found: "Your warehouse or a spreadsheet: one row for each day or week, creator and ASIN.",
    confidence_percent,
};

fn confidence_percent(headers: &Headers<'_>) -> u32 {
    let recognised = headers.recognised_percent();
    // Incomplete headers are at best a suggestion for the mapping step.
    if headers.is_complete() { recognised } else { recognised / 2 }
}
