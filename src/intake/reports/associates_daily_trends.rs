//! Amazon Associates, totals by day.

use super::schema::{Dates, Schema, count, date, money, percent};

pub const SCHEMA: Schema = Schema {
    kind: "associates-daily-trends",
    label: "Amazon Associates daily trends",
    found: "Associates Central, Reports, Download reports, Fee-DailyTrends.",
    unlocks: &["ING-5"],
    dates: Dates::Rows,
    fields: &[
        date("date", "Date").cell().key(),
        count("clicks", "Clicks").column(),
        count("ordered_units", "Items Ordered").or(&["total ordered items", "total items ordered", "ordered items"]).particular(),
        count("ordered_units_amazon", "Ordered Items Amazon").or(&["items ordered amazon", "ordered items from amazon"]).particular(),
        count("ordered_units_others", "Ordered Items 3rd Party").or(&["items ordered 3rd party", "ordered items from third party sellers"]).particular(),
        count("units", "Items Shipped").or(&["shipped items", "total items shipped"]).particular(),
        money("revenue", "Revenue").or(&["items shipped revenue", "shipped revenue"]),
        money("commission", "Ad Fees").or(&["total earnings", "earnings", "advertising fees"]).particular(),
        percent("conversion", "Conversion").or(&["conversion rate"]),
    ],
    any_of: &[&["ordered_units", "ordered_units_amazon", "units", "commission"]],
    ..Schema::PLAIN
};
