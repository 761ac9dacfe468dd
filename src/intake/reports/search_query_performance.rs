//! Brand Analytics, Search Query Performance: for each query how much of the whole shelf the brand, or one ASIN, has.
//! Paid and organic are mixed, and its click rate divides by search volume: it is share and volume, not rank.

use super::schema::{Dates, Field, Schema, count, date, money, percent, text};

/// The fields of both views: `$whose` is "Brand" or "ASIN"; then the German spellings of the brand view.
macro_rules! fields {
    ($whose:literal, $low:literal, [$ic:literal, $is:literal, $cc:literal, $cs:literal, $ac:literal, $pc:literal, $ps:literal, $pp:literal]) => {
        &[
            text("query", "Search Query").or(&["suchabfrage"]).cell().key().particular(),
            count("query_score", "Search Query Score").level(),
            count("query_volume", "Search Query Volume").or(&["volumen der suchabfrage"]).column().particular(),
            count("impressions_total", "Impressions: Total Count").or(&["eindrücke gesamtanzahl"]),
            count("impressions", concat!("Impressions: ", $whose, " Count")).or(&[$ic]).particular(),
            percent("impression_share", concat!("Impressions: ", $whose, " Share %")).or(&[concat!("impressions ", $low, " share"), $is]).particular(),
            count("clicks_total", "Clicks: Total Count").or(&["klicks gesamtanzahl"]),
            percent("click_rate", "Clicks: Click Rate %").or(&["click rate percent", "klicks klickrate percent"]),
            count("clicks", concat!("Clicks: ", $whose, " Count")).or(&[$cc]).particular(),
            percent("click_share", concat!("Clicks: ", $whose, " Share %")).or(&[concat!("clicks ", $low, " share"), $cs]).particular(),
            money("click_price", "Clicks: Price (Median)").level(),
            money("own_click_price", concat!("Clicks: ", $whose, " Price (Median)")).level(),
            count("clicks_same_day", "Clicks: Same Day Shipping Speed"),
            count("clicks_one_day", "Clicks: 1D Shipping Speed"),
            count("clicks_two_days", "Clicks: 2D Shipping Speed"),
            count("cart_adds_total", "Cart Adds: Total Count").or(&["in den einkaufswagen gesamtanzahl"]),
            percent("cart_add_rate", "Cart Adds: Cart Add Rate %").or(&["cart add rate percent"]),
            count("cart_adds", concat!("Cart Adds: ", $whose, " Count")).or(&[$ac]).particular(),
            percent("cart_add_share", concat!("Cart Adds: ", $whose, " Share %")).or(&[concat!("cart adds ", $low, " share")]).particular(),
            money("cart_add_price", "Cart Adds: Price (Median)").level(),
            money("own_cart_add_price", concat!("Cart Adds: ", $whose, " Price (Median)")).level(),
            count("cart_adds_same_day", "Cart Adds: Same Day Shipping Speed"),
            count("cart_adds_one_day", "Cart Adds: 1D Shipping Speed"),
            count("cart_adds_two_days", "Cart Adds: 2D Shipping Speed"),
            count("purchases_total", "Purchases: Total Count").or(&["käufe gesamtanzahl"]),
            percent("purchase_rate", "Purchases: Purchase Rate %").or(&["purchase rate percent"]),
            count("purchases", concat!("Purchases: ", $whose, " Count")).or(&[$pc]).particular(),
            percent("purchase_share", concat!("Purchases: ", $whose, " Share %")).or(&[concat!("purchases ", $low, " share"), $ps]).particular(),
            money("purchase_price", "Purchases: Price (Median)").or(&["käufe preis median"]).level(),
            money("own_purchase_price", concat!("Purchases: ", $whose, " Price (Median)")).or(&[$pp]).level(),
            count("purchases_same_day", "Purchases: Same Day Shipping Speed"),
            count("purchases_one_day", "Purchases: 1D Shipping Speed"),
            count("purchases_two_days", "Purchases: 2D Shipping Speed"),
            date("date", "Reporting Date").key(),
        ]
    };
}

const BRAND_FIELDS: &[Field] = fields!(
    "Brand",
    "brand",
    [
        "eindrücke markenanzahl",
        "eindrücke markenanteil percent",
        "klicks markenanzahl",
        "klicks markenanteil percent",
        "in den einkaufswagen markenanzahl",
        "käufe markenanzahl",
        "käufe markenanteil percent",
        "käufe markenpreis median"
    ]
);

const ASIN_FIELDS: &[Field] = fields!(
    "ASIN",
    "asin",
    [
        "impressions asin",
        "impressions asin share percentage",
        "clicks asin",
        "clicks asin share percentage",
        "cart adds asin",
        "purchases asin",
        "purchases asin share percentage",
        "purchases asin price"
    ]
);

/// Either a count or a share of one's own makes the view.
const OWN: &[&[&str]] = &[&["impressions", "impression_share", "clicks", "click_share", "cart_adds", "cart_add_share", "purchases", "purchase_share"]];

pub const BRAND: Schema = Schema {
    kind: "search-query-performance",
    label: "Search Query Performance, brand view",
    found: "Seller Central, Brands, Brand Analytics, Search analytics, Search query performance, Brand view.",
    unlocks: &["KPI-8", "DIA-8", "DIA-10", "DIA-11", "STA-2", "STA-5", "AMP-7", "RPT-8"],
    dates: Dates::File,
    fields: BRAND_FIELDS,
    any_of: OWN,
    caution: "Shares mix paid and organic results, and the click rate divides by search volume: this is not a rank.",
    ..Schema::PLAIN
};

pub const ASIN: Schema = Schema {
    kind: "search-query-performance-asin",
    label: "Search Query Performance, ASIN view",
    found: "Seller Central, Brands, Brand Analytics, Search analytics, Search query performance, ASIN view, one file per ASIN.",
    unlocks: &["DIA-8", "DIA-10", "DIA-11", "STA-2", "AMP-7", "RPT-8"],
    dates: Dates::File,
    fields: ASIN_FIELDS,
    any_of: OWN,
    caution: "Shares mix paid and organic results, and the click rate divides by search volume: this is not a rank.",
    ..Schema::PLAIN
};
