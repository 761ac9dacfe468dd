//! Brand Analytics, Market Basket: what is bought together with an ASIN.

use super::schema::{Dates, Schema, asin, count, date, percent, text};

pub const SCHEMA: Schema = Schema {
    kind: "market-basket",
    label: "Market Basket Analysis",
    found: "Seller Central, Brands, Brand Analytics, Consumer behavior analytics, Market basket analysis.",
    unlocks: &["COM-8"],
    dates: Dates::File,
    fields: &[
        asin("asin", "ASIN").cell().key(),
        text("title", "Product Title").or(&["asin title"]),
        text("brand", "Brand Name").or(&["brand"]),
        count("orders", "Number of Orders"),
        asin("asin_1", "#1 Purchase Combination: ASIN").column().particular(),
        text("title_1", "#1 Purchase Combination: Product Title").or(&["number 1 purchase combination title"]),
        percent("share_1", "#1 Purchase Combination: Combination %").particular(),
        asin("asin_2", "#2 Purchase Combination: ASIN").particular(),
        text("title_2", "#2 Purchase Combination: Product Title").or(&["number 2 purchase combination title"]),
        percent("share_2", "#2 Purchase Combination: Combination %"),
        asin("asin_3", "#3 Purchase Combination: ASIN").particular(),
        text("title_3", "#3 Purchase Combination: Product Title").or(&["number 3 purchase combination title"]),
        percent("share_3", "#3 Purchase Combination: Combination %"),
        date("date", "Reporting Date").key(),
    ],
    ..Schema::PLAIN
};
