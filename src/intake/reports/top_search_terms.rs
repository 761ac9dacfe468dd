//! Brand Analytics, Top Search Terms: the most frequent terms of the whole marketplace and who wins their clicks.

use super::schema::{Dates, Schema, asin, count, date, percent, text};

pub const SCHEMA: Schema = Schema {
    kind: "top-search-terms",
    label: "Top Search Terms",
    found: "Seller Central, Brands, Brand Analytics, Search analytics, Top search terms.",
    unlocks: &["RPT-5", "RPT-8", "COM-14"],
    dates: Dates::File,
    fields: &[
        count("frequency_rank", "Search Frequency Rank").level().cell().particular(),
        text("term", "Search Term").cell().key(),
        text("brand_1", "Top Clicked Brand #1").or(&["top clicked brands number 1"]),
        text("brand_2", "Top Clicked Brands #2").or(&["top clicked brand number 2"]),
        text("brand_3", "Top Clicked Brands #3").or(&["top clicked brand number 3"]),
        text("category_1", "Top Clicked Category #1"),
        text("category_2", "Top Clicked Category #2"),
        text("category_3", "Top Clicked Category #3"),
        asin("asin_1", "Top Clicked Product #1: ASIN").particular(),
        text("title_1", "Top Clicked Product #1: Product Title"),
        percent("click_share_1", "Top Clicked Product #1: Click Share").particular(),
        percent("conversion_share_1", "Top Clicked Product #1: Conversion Share").particular(),
        asin("asin_2", "Top Clicked Product #2: ASIN"),
        text("title_2", "Top Clicked Product #2: Product Title"),
        percent("click_share_2", "Top Clicked Product #2: Click Share"),
        percent("conversion_share_2", "Top Clicked Product #2: Conversion Share"),
        asin("asin_3", "Top Clicked Product #3: ASIN"),
        text("title_3", "Top Clicked Product #3: Product Title"),
        percent("click_share_3", "Top Clicked Product #3: Click Share"),
        percent("conversion_share_3", "Top Clicked Product #3: Conversion Share"),
        date("date", "Reporting Date").key(),
    ],
    ..Schema::PLAIN
};
