//! Amazon Associates, Orders: what was ordered, before it is shipped.

use super::schema::{Dates, Schema, asin, count, date, money, text};

pub const SCHEMA: Schema = Schema {
    kind: "associates-orders",
    label: "Amazon Associates orders",
    found: "Associates Central, Reports, Download reports, Fee-Orders.",
    unlocks: &["ING-5"],
    dates: Dates::Rows,
    fields: &[
        text("category", "Category").or(&["product category", "product group"]),
        text("title", "Name").or(&["product name", "product title"]),
        asin("asin", "ASIN").cell().key(),
        date("date", "Date").or(&["date ordered", "order date"]).cell().key(),
        count("ordered_units", "Qty").or(&["quantity", "items ordered"]).column(),
        money("price", "Price($)").level(),
        text("link_type", "Link Type").key().particular(),
        text("tracking_id", "Tag").or(&["tracking id"]).key().particular(),
        text("indirect_sales", "Indirect Sales").or(&["direct indirect"]).particular(),
        text("device", "Device Type Group").or(&["device type", "device group"]).particular(),
    ],
    ..Schema::PLAIN
};
