//! Offer cards of competitors as creators see them, copied by the user.

use super::schema::{Dates, Schema, count, decimal, money, rate, text};

pub const SCHEMA: Schema = Schema {
    kind: "competitor-cards",
    label: "Competitor offer cards",
    found: "Your own table: download the template and copy what creators see of competing offers.",
    unlocks: &["COM-2", "COM-14"],
    dates: Dates::None,
    fields: &[
        text("product", "ASIN or Name").or(&["competitor", "competitor asin", "offer"]).cell().key().example("Rival granola 12 oz").particular(),
        money("price", "Price").level().example("11.49"),
        rate("rate", "Rate").or(&["commission rate", "commission"]).example("12%").particular(),
        money("epc", "EPC").or(&["earnings per click"]).level().example("0.11").particular(),
        decimal("rating", "Rating").example("4.2"),
        count("reviews", "Reviews").level().example("960"),
    ],
    any_of: &[&["price", "rate", "epc"]],
    ..Schema::PLAIN
};
