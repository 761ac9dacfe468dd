//! Brand Analytics, Search Catalog Performance: the own catalogue's way from search result to purchase, by ASIN.

use super::schema::{Dates, Schema, asin, count, date, decimal, money, percent, text};

pub const SCHEMA: Schema = Schema {
    kind: "search-catalog-performance",
    label: "Search Catalog Performance",
    found: "Seller Central, Brands, Brand Analytics, Search analytics, Search catalog performance.",
    unlocks: &["DIA-8", "DIA-12", "STA-2", "RPT-5"],
    dates: Dates::File,
    fields: &[
        text("title", "ASIN Title").or(&["product title"]).particular(),
        asin("asin", "ASIN").cell().key(),
        text("category", "Category"),
        count("impressions", "Impressions: Impressions").particular(),
        decimal("rating", "Impressions: Rating (Median)"),
        money("impression_price", "Impressions: Price (Median)").level(),
        count("impressions_same_day", "Impressions: Same Day Shipping Speed"),
        count("impressions_one_day", "Impressions: 1D Shipping Speed"),
        count("impressions_two_days", "Impressions: 2D Shipping Speed"),
        count("clicks", "Clicks: Clicks").particular(),
        percent("click_rate", "Clicks: Click Rate (CTR)").or(&["clicks click rate", "clicks click rate percent"]),
        money("click_price", "Clicks: Price (Median)").level(),
        count("clicks_same_day", "Clicks: Same Day Shipping Speed"),
        count("clicks_one_day", "Clicks: 1D Shipping Speed"),
        count("clicks_two_days", "Clicks: 2D Shipping Speed"),
        count("cart_adds", "Cart Adds: Cart Adds").particular(),
        money("cart_add_price", "Cart Adds: Price (Median)").level(),
        count("cart_adds_same_day", "Cart Adds: Same Day Shipping Speed"),
        count("cart_adds_one_day", "Cart Adds: 1D Shipping Speed"),
        count("cart_adds_two_days", "Cart Adds: 2D Shipping Speed"),
        count("purchases", "Purchases: Purchases").particular(),
        money("search_sales", "Purchases: Search Traffic Sales").particular(),
        percent("conversion", "Purchases: Conversion Rate %").or(&["purchases conversion rate"]),
        money("purchase_price", "Purchases: Price (Median)").level(),
        count("purchases_same_day", "Purchases: Same Day Shipping Speed"),
        count("purchases_one_day", "Purchases: 1D Shipping Speed"),
        count("purchases_two_days", "Purchases: 2D Shipping Speed"),
        date("date", "Reporting Date").key(),
    ],
    any_of: &[&["impressions", "clicks", "cart_adds", "purchases"]],
    ..Schema::PLAIN
};
