//! Amazon DSP: what display and video campaigns cost and sold.

use super::schema::{Dates, Schema, asin, count, date, decimal, money, rate, text};

pub const SCHEMA: Schema = Schema {
    kind: "dsp",
    label: "Amazon DSP",
    found: "Amazon DSP, Reporting, Custom reports, by day with product or campaign metrics.",
    unlocks: &["STA-6", "AMP-2", "AMP-4", "RPT-6"],
    dates: Dates::File,
    fields: &[
        date("date", "Date").key(),
        date("start_date", "Start date").key(),
        date("end_date", "End date").key(),
        text("currency", "Currency").or(&["order currency", "advertiser currency"]),
        text("advertiser", "Advertiser").or(&["advertiser name"]),
        text("campaign_id", "Order ID").or(&["campaign id"]).key(),
        text("campaign", "Order").or(&["order name", "campaign", "campaign name"]).key(),
        text("line_item", "Line item").or(&["line item name", "ad group", "ad group name"]).key(),
        text("creative", "Creative").or(&["creative name"]).key(),
        asin("asin", "ASIN").or(&["promoted asin", "featured asin"]).key(),
        money("spend", "Total cost").column(),
        count("impressions", "Impressions"),
        count("clicks", "Click-throughs").or(&["clickthroughs"]),
        rate("click_rate", "Click-through rate (CTR)").or(&["ctr"]),
        count("detail_page_views", "Detail page views (DPV)").or(&["dpv", "detail page views"]),
        count("total_detail_page_views", "Total detail page views (Total DPV)").or(&["total dpv"]).particular(),
        count("cart_adds", "Add to cart (ATC)").or(&["atc"]),
        count("orders", "Purchases"),
        count("total_orders", "Total purchases").particular(),
        count("units", "Units sold"),
        count("total_units", "Total units sold").particular(),
        money("revenue", "Product sales").or(&["sales"]),
        money("total_revenue", "Total product sales").particular(),
        decimal("roas", "ROAS"),
        decimal("total_roas", "Total ROAS").particular(),
        count("ntb_orders", "New-to-brand purchases"),
        count("total_ntb_orders", "Total new-to-brand purchases").particular(),
        count("sns_orders", "Subscribe & Save subscriptions (SnSS)").or(&["snss"]),
        count("total_sns_orders", "Total Subscribe & Save subscriptions (Total SnSS)")
            .or(&["total snss", "total subscribe and save subscriptions"])
            .particular(),
    ],
    any_of: &[&["impressions", "clicks", "spend"], &["total_orders", "total_revenue", "total_ntb_orders", "total_detail_page_views", "total_sns_orders"]],
    ..Schema::PLAIN
};
