//! Vendor Central, Sales: what was ordered and shipped, at list and at cost, by ASIN. Period and currency stand in its
//! first line.

use super::schema::{Dates, Schema, asin, count, date, money, percent, text};

pub const SCHEMA: Schema = Schema {
    kind: "vendor-sales",
    label: "Vendor sales",
    found: "Vendor Central, Reports, Retail analytics, Sales, Manufacturing view.",
    unlocks: &["share-of-sales", "commission-of-sales", "KPI-11", "STA-6", "RPT-5"],
    dates: Dates::File,
    fields: &[
        asin("asin", "ASIN").cell().key(),
        text("title", "Product Title"),
        text("brand", "Brand").or(&["brand name"]),
        date("date", "Date").key(),
        money("ordered_sales", "Ordered Revenue").particular(),
        count("ordered_units", "Ordered Units").particular(),
        money("shipped_sales", "Shipped Revenue").particular(),
        money("shipped_cost", "Shipped COGS").or(&["shipped cost of goods sold"]).particular(),
        count("shipped_units", "Shipped Units"),
        count("returned_units", "Customer Returns"),
        percent("ordered_sales_change", "Ordered Revenue - Prior Period").or(&["ordered revenue prior period percent"]),
        percent("shipped_sales_change", "Shipped Revenue - Prior Period").or(&["shipped revenue prior period percent"]),
    ],
    any_of: &[&["ordered_sales", "ordered_units", "shipped_cost"]],
    ..Schema::PLAIN
};
