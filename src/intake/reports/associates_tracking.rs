//! Amazon Associates, totals by tracking id. It has no date: its period is the one it was downloaded for.

use super::schema::{Dates, Schema, count, money, percent, text};

pub const SCHEMA: Schema = Schema {
    kind: "associates-tracking",
    label: "Amazon Associates by tracking ID",
    found: "Associates Central, Reports, Download reports, Fee-Tracking.",
    unlocks: &["ING-5", "DIA-9"],
    dates: Dates::File,
    fields: &[
        text("tracking_id", "Tracking ID").or(&["tag"]).cell().key().particular(),
        count("clicks", "Clicks").particular(),
        count("ordered_units", "Items Ordered").or(&["ordered items", "total items ordered"]).particular(),
        count("units", "Items Shipped").or(&["shipped items", "total items shipped"]),
        count("returned_units", "Items Returned").or(&["returns"]),
        money("revenue", "Revenue").or(&["items shipped revenue", "shipped revenue"]),
        money("commission", "Ad Fees").or(&["total earnings", "earnings", "advertising fees"]),
        money("bounties", "Bounties").or(&["bounty", "bounty earnings"]),
        percent("conversion", "Conversion").or(&["conversion rate"]),
    ],
    any_of: &[&["clicks", "ordered_units", "units", "revenue", "commission"]],
    has_total_row: true,
    ..Schema::PLAIN
};
