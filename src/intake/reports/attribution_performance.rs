//! Amazon Attribution, performance: what tagged traffic from outside Amazon sold. Names are those of its interface; the
//! console's own header is not public.

use super::schema::{Dates, Schema, count, date, money, text};

pub const SCHEMA: Schema = Schema {
    kind: "amazon-attribution",
    label: "Amazon Attribution performance",
    found: "Advertising console, Measurement and reporting, Amazon Attribution, Reports, or its reporting interface (PERFORMANCE).",
    unlocks: &["ING-5", "DIA-9", "COM-19", "STA-6"],
    dates: Dates::Rows,
    fields: &[
        date("date", "date").cell().key(),
        text("advertiser", "advertiserName").or(&["advertiser", "advertiser name"]),
        text("publisher", "publisher").or(&["publisher name", "channel"]).key(),
        text("campaign_id", "campaignId").or(&["campaign id"]).key(),
        text("campaign", "campaignName").or(&["campaign", "campaign name"]),
        text("ad_group_id", "adGroupId").or(&["ad group id"]).key(),
        text("ad_group", "adGroupName").or(&["ad group", "ad group name"]),
        text("creative_id", "creativeId").or(&["creative id"]).key(),
        text("marketplace", "marketplace"),
        text("currency", "currency").or(&["currency code"]),
        text("link", "attributionTagUrl").or(&["attribution tag", "attribution tag url", "click url"]),
        count("clicks", "Click-throughs").or(&["clickthroughs"]),
        count("detail_page_views", "attributedDetailPageViewsClicks14d").particular(),
        count("cart_adds", "attributedAddToCartClicks14d").particular(),
        count("orders", "attributedPurchases14d").or(&["14d attributed purchases", "attributed purchases 14d"]).particular(),
        count("units", "unitsSold14d").or(&["units sold 14d"]).particular(),
        money("revenue", "attributedSales14d").or(&["14d attributed sales", "attributed sales 14d"]).particular(),
        count("total_detail_page_views", "attributedTotalDetailPageViewsClicks14d").particular(),
        count("total_cart_adds", "attributedTotalAddToCartClicks14d").particular(),
        count("total_orders", "attributedTotalPurchases14d").particular(),
        count("total_units", "totalUnitsSold14d").or(&["total units sold 14d"]).particular(),
        money("total_revenue", "totalAttributedSales14d").or(&["total attributed sales 14d"]).particular(),
        count("ntb_orders", "attributedNewToBrandPurchases14d").particular(),
        count("ntb_units", "attributedNewToBrandUnitsSold14d").particular(),
        money("ntb_revenue", "attributedNewToBrandSales14d").particular(),
        money("referral_bonus", "brb_bonus_amount").or(&["brand referral bonus", "brand referral bonus amount"]).particular(),
    ],
    any_of: &[&["clicks", "orders", "revenue", "total_revenue"]],
    caution: "Amazon shows rows with fewer than ten clicks as zeros: small campaigns sell more than this report says.",
    ..Schema::PLAIN
};
