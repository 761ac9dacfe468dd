//! Seller Central business reports: sessions, buy box and everything that was ordered, by child ASIN or by day. One child
//! may stand under several parents: its rows are summed.

use super::schema::{Dates, Field, Schema, asin, count, date, money, percent, text};

/// Fields of both reports behind their own first ones.
macro_rules! fields {
    ($($first:expr),* $(,)?) => {
        &[
            $($first,)*
            count("sessions_app", "Sessions - Mobile App").or(&["sitzungen mobile app"]),
            count("sessions_app_b2b", "Sessions - Mobile App - B2B").or(&["sitzungen mobile app b2b"]),
            count("sessions_browser", "Sessions - Browser").or(&["sitzungen browser"]),
            count("sessions_browser_b2b", "Sessions - Browser - B2B").or(&["sitzungen browser b2b"]),
            count("sessions", "Sessions - Total").or(&["sitzungen summe", "sitzungen gesamt"]).weakly(&["sessions", "sitzungen"]).particular(),
            count("sessions_b2b", "Sessions - Total - B2B").or(&["sitzungen summe b2b", "sitzungen gesamt b2b"]).weakly(&["sessions b2b"]).particular(),
            percent("session_share_app", "Session Percentage - Mobile App"),
            percent("session_share_app_b2b", "Session Percentage - Mobile App - B2B"),
            percent("session_share_browser", "Session Percentage - Browser"),
            percent("session_share_browser_b2b", "Session Percentage - Browser - B2B"),
            percent("session_share", "Session Percentage - Total").weakly(&["session percentage"]),
            percent("session_share_b2b", "Session Percentage - Total - B2B").weakly(&["session percentage b2b"]),
            count("page_views_app", "Page Views - Mobile App").or(&["seitenaufrufe mobile app"]),
            count("page_views_app_b2b", "Page Views - Mobile App - B2B").or(&["seitenaufrufe mobile app b2b"]),
            count("page_views_browser", "Page Views - Browser").or(&["seitenaufrufe browser"]),
            count("page_views_browser_b2b", "Page Views - Browser - B2B").or(&["seitenaufrufe browser b2b"]),
            count("page_views", "Page Views - Total").or(&["seitenaufrufe summe", "seitenaufrufe gesamt"]).weakly(&["page views", "seitenaufrufe"]).particular(),
            count("page_views_b2b", "Page Views - Total - B2B").or(&["seitenaufrufe summe b2b"]).weakly(&["page views b2b"]),
            percent("page_view_share_app", "Page Views Percentage - Mobile App"),
            percent("page_view_share_app_b2b", "Page Views Percentage - Mobile App - B2B"),
            percent("page_view_share_browser", "Page Views Percentage - Browser"),
            percent("page_view_share_browser_b2b", "Page Views Percentage - Browser - B2B"),
            percent("page_view_share", "Page Views Percentage - Total").weakly(&["page views percentage"]),
            percent("page_view_share_b2b", "Page Views Percentage - Total - B2B").weakly(&["page views percentage b2b"]),
            percent("buy_box_share", "Featured Offer (Buy Box) Percentage").or(&["featured offer percentage", "buy box percentage", "buy box percent"]).particular(),
            percent("buy_box_share_b2b", "Featured Offer (Buy Box) Percentage - B2B").or(&["featured offer percentage b2b", "buy box percentage b2b"]),
            count("ordered_units", "Units Ordered").or(&["bestellte einheiten"]),
            count("ordered_units_b2b", "Units Ordered - B2B").or(&["bestellte einheiten b2b"]),
            percent("unit_session_share", "Unit Session Percentage").particular(),
            percent("unit_session_share_b2b", "Unit Session Percentage - B2B"),
            money("ordered_sales", "Ordered Product Sales").or(&["durch bestellte produkte erzielter umsatz"]).particular(),
            money("ordered_sales_b2b", "Ordered Product Sales - B2B").or(&["bestellsumme b2b", "durch bestellte produkte erzielter umsatz b2b"]).particular(),
            count("order_items", "Total Order Items").or(&["zahl der bestellposten"]),
            count("order_items_b2b", "Total Order Items - B2B").or(&["zahl der bestellposten b2b"]),
            percent("order_item_session_share", "Order Item Session Percentage"),
            percent("order_item_session_share_b2b", "Order Item Session Percentage - B2B"),
            money("sales_per_order_item", "Average Sales per Order Item").level(),
            money("average_selling_price", "Average Selling Price").level(),
            count("refunded_units", "Units Refunded"),
            percent("refund_rate", "Refund Rate"),
            text("currency", "Currency"),
        ]
    };
}

const ASIN_FIELDS: &[Field] = fields!(
    date("date", "Date").or(&["datum"]).key(),
    asin("parent_asin", "(Parent) ASIN").or(&["übergeordnete asin"]).key().particular(),
    asin("asin", "(Child) ASIN").or(&["untergeordnete asin"]).weakly(&["asin"]).cell().key().particular(),
    text("title", "Title").or(&["titel", "produktname", "product title"]),
    text("sku", "SKU").key(),
);

const DATE_FIELDS: &[Field] = fields!(date("date", "Date").or(&["datum"]).cell().key());

/// What makes it a business report rather than a list of ASINs.
const FIGURES: &[&[&str]] = &[&["sessions", "page_views", "ordered_sales", "ordered_units"]];

pub const BY_ASIN: Schema = Schema {
    kind: "business-report-asin",
    label: "Business report by child ASIN",
    found: "Seller Central, Reports, Business reports, Detail page sales and traffic by child item.",
    unlocks: &["share-of-sales", "commission-of-sales", "KPI-11", "DIA-12", "STA-6", "RPT-5"],
    dates: Dates::File,
    fields: ASIN_FIELDS,
    any_of: FIGURES,
    ..Schema::PLAIN
};

pub const BY_DATE: Schema = Schema {
    kind: "business-report-date",
    label: "Business report by date",
    found: "Seller Central, Reports, Business reports, Sales and traffic by date.",
    unlocks: &["KPI-11", "RPT-4"],
    dates: Dates::Rows,
    fields: DATE_FIELDS,
    any_of: FIGURES,
    ..Schema::PLAIN
};
