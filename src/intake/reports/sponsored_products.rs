//! Sponsored Products, search term and advertised product reports: one frame, two subjects. Sellers see seven days of
//! attribution, vendors fourteen.

use super::schema::{Dates, Field, Schema, asin, count, date, decimal, money, rate, text};

/// The frame behind the subject's own fields.
macro_rules! fields {
    ($($own:expr),* $(,)?) => {
        &[
            date("start_date", "Start Date").key(),
            date("end_date", "End Date").key(),
            date("date", "Date").key(),
            text("portfolio", "Portfolio name"),
            text("currency", "Currency"),
            text("campaign", "Campaign Name").column().key(),
            text("ad_group", "Ad Group Name").key(),
            text("retailer", "Retailer"),
            text("marketplace", "Country"),
            $($own,)*
            count("impressions", "Impressions"),
            count("clicks", "Clicks"),
            rate("click_rate", "Click-Thru Rate (CTR)").or(&["click thru rate", "click through rate ctr", "ctr"]),
            money("cost_per_click", "Cost Per Click (CPC)").or(&["cost per click", "cpc"]).level(),
            money("spend", "Spend").or(&["cost", "total spend"]).column(),
            money("revenue", "7 Day Total Sales").or(&["14 day total sales"]).particular(),
            rate("acos", "Total Advertising Cost of Sales (ACOS)").or(&["total advertising cost of sales", "acos"]),
            decimal("roas", "Total Return on Advertising Spend (ROAS)").or(&["total return on advertising spend", "roas"]),
            count("orders", "7 Day Total Orders (#)").or(&["14 day total orders"]).particular(),
            count("units", "7 Day Total Units (#)").or(&["14 day total units"]).particular(),
            rate("conversion", "7 Day Conversion Rate").or(&["14 day conversion rate"]),
            count("own_units", "7 Day Advertised SKU Units (#)").or(&["14 day advertised sku units", "14 day advertised asin units"]),
            count("other_units", "7 Day Other SKU Units (#)").or(&["14 day other sku units", "14 day brand halo asin units"]),
            money("own_revenue", "7 Day Advertised SKU Sales").or(&["14 day advertised sku sales", "14 day advertised asin sales"]),
            money("other_revenue", "7 Day Other SKU Sales").or(&["14 day other sku sales", "14 day brand halo asin sales"]),
        ]
    };
}

const TERM_FIELDS: &[Field] =
    fields!(text("targeting", "Targeting").key(), text("match_type", "Match Type").key(), text("term", "Customer Search Term").column().key().particular(),);

const PRODUCT_FIELDS: &[Field] = fields!(text("sku", "Advertised SKU").key().particular(), asin("asin", "Advertised ASIN").cell().key().particular());

/// Each row must say a day and cost or earn something.
const DAYS_AND_FIGURES: &[&[&str]] = &[&["date", "start_date"], &["impressions", "clicks", "spend"]];

pub const SEARCH_TERM: Schema = Schema {
    kind: "sponsored-products-search-term",
    label: "Sponsored Products search terms",
    found: "Advertising console, Measurement and reporting, Sponsored ads reports, Sponsored Products, Search term.",
    unlocks: &["DIA-11", "STA-6", "AMP-2", "AMP-7", "RPT-6"],
    dates: Dates::Rows,
    fields: TERM_FIELDS,
    any_of: DAYS_AND_FIGURES,
    ..Schema::PLAIN
};

pub const ADVERTISED_PRODUCT: Schema = Schema {
    kind: "sponsored-products-advertised-product",
    label: "Sponsored Products advertised products",
    found: "Advertising console, Measurement and reporting, Sponsored ads reports, Sponsored Products, Advertised product.",
    unlocks: &["DIA-11", "STA-6", "AMP-2", "RPT-6"],
    dates: Dates::Rows,
    fields: PRODUCT_FIELDS,
    any_of: DAYS_AND_FIGURES,
    ..Schema::PLAIN
};
