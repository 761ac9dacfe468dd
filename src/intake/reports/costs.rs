//! The user's own costs beside the commission.

use super::schema::{Dates, Schema, asin, date, money, text};

/// The payment models a cost can belong to.
pub const MODELS: &[&str] = &["bonus", "click", "flat fee", "sample", "tool"];

pub const SCHEMA: Schema = Schema {
    kind: "costs",
    label: "Costs",
    found: "Your own table: download the template, one row for each bonus, click budget, flat fee, sample or tool paid for.",
    unlocks: &["loaded-ratio", "profit-after-commission", "COM-18", "DIA-4", "DIA-9", "DIA-17", "AMP-5"],
    dates: Dates::Rows,
    fields: &[
        date("date", "Date").cell().key().example("2026-01-12"),
        text("model", "Model").or(&["cost type", "payment model"]).one_of(MODELS).cell().key().example("sample").particular(),
        text("creator_id", "Creator ID").or(&["creator"]).key().example("cr-001"),
        asin("asin", "ASIN").key().example("B0EXAMPLE1"),
        money("cost", "Amount").or(&["cost", "fee"]).cell().example("18.50").particular(),
        text("programme", "Programme").or(&["program", "partner", "platform", "agency"]).key().example("Creator Connections"),
        text("currency", "Currency"),
    ],
    ..Schema::PLAIN
};
