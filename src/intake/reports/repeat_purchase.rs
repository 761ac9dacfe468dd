//! Brand Analytics, Repeat Purchase Behavior. Its CSV header is not public; the names of its fields are, and a file that
//! writes them otherwise is asked about.

use super::schema::{Dates, Schema, asin, count, date, money, rate, text};

pub const SCHEMA: Schema = Schema {
    kind: "repeat-purchase",
    label: "Repeat Purchase Behavior",
    found: "Seller Central, Brands, Brand Analytics, Consumer behavior analytics, Repeat purchase behavior.",
    unlocks: &["repeat-share", "repeat-index", "KPI-3", "COM-16", "STA-9", "DIA-6"],
    dates: Dates::File,
    fields: &[
        asin("asin", "ASIN").cell().key(),
        text("title", "Product Title").or(&["asin title", "product name"]),
        text("brand", "Brand Name").or(&["brand"]),
        count("orders", "Orders").or(&["number of orders", "total orders"]),
        count("customers", "Unique Customers").or(&["uniquecustomers", "number of unique customers", "customers"]).particular(),
        count("repeat_customers", "Repeat Customers").or(&["repeatcustomers"]),
        rate("repeat_customer_share", "Repeat Customers % of Total")
            .or(&["repeatcustomerspcttotal", "repeat customers percent total", "repeat customers pct total", "percent repeat customers"])
            .particular(),
        money("repeat_revenue", "Repeat Purchase Revenue").or(&["repeatpurchaserevenue", "repeat purchase ordered product sales"]).particular(),
        rate("repeat_revenue_share", "Repeat Purchase Revenue % of Total")
            .or(&["repeatpurchaserevenuepcttotal", "repeat purchase revenue percent total", "repeat purchase revenue pct total"])
            .particular(),
        date("start_date", "startDate").or(&["start date"]).key(),
        date("end_date", "endDate").or(&["end date"]).key(),
        date("date", "Reporting Date").key(),
    ],
    any_of: &[&["repeat_customers", "repeat_customer_share", "repeat_revenue", "repeat_revenue_share"]],
    ..Schema::PLAIN
};
