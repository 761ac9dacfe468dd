//! Amazon Associates, Fee-Earnings: what was shipped through the brand's or a creator's own affiliate tags.

use super::schema::{Dates, Schema, asin, count, date, money, text};

pub const SCHEMA: Schema = Schema {
    kind: "associates-fee-earnings",
    label: "Amazon Associates fee earnings",
    found: "Associates Central, Reports, Download reports, Fee-Earnings.",
    unlocks: &["ING-5", "DIA-9", "STA-6"],
    dates: Dates::Rows,
    fields: &[
        text("category", "Category").or(&["product category", "product group"]),
        text("title", "Name").or(&["product name", "product title"]),
        asin("asin", "ASIN").cell().key(),
        text("seller", "Seller").or(&["merchant"]),
        text("tracking_id", "Tracking ID").weakly(&["tag"]).key().particular(),
        date("date", "Date Shipped").weakly(&["date"]).cell().key().particular(),
        money("price", "Price($)").level(),
        count("units", "Items Shipped").or(&["shipped items"]),
        count("returned_units", "Returns").or(&["items returned"]),
        money("revenue", "Revenue($)").or(&["shipped revenue"]),
        money("commission", "Ad Fees($)").or(&["earnings", "advertising fees", "bounties and ad fees"]).particular(),
        text("device", "Device Type Group").or(&["device type", "device group"]),
        text("directness", "Direct/Indirect").or(&["direct indirect sales"]).particular(),
    ],
    any_of: &[&["commission", "revenue", "units"]],
    ..Schema::PLAIN
};
