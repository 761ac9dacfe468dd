//! Amazon Associates, totals by kind of link.

use super::schema::{Dates, Schema, count, money, percent, text};

pub const SCHEMA: Schema = Schema {
    kind: "associates-link-type",
    label: "Amazon Associates by link type",
    found: "Associates Central, Reports, Download reports, Fee-LinkType.",
    unlocks: &["ING-5"],
    dates: Dates::File,
    fields: &[
        text("link_type", "Link Type").cell().key().particular(),
        count("clicks", "Clicks").particular(),
        count("ordered_units", "Items Ordered").or(&["ordered items", "total items ordered"]).particular(),
        count("units", "Items Shipped").or(&["shipped items", "total items shipped"]),
        count("returned_units", "Items Returned").or(&["returns"]),
        money("revenue", "Revenue").or(&["items shipped revenue", "shipped revenue"]),
        money("commission", "Ad Fees").or(&["total earnings", "earnings", "advertising fees"]),
        percent("conversion", "Conversion").or(&["conversion rate"]),
    ],
    any_of: &[&["clicks", "ordered_units", "units", "revenue", "commission"]],
    has_total_row: true,
    ..Schema::PLAIN
};
