//! The user's own calendar: what else happened that may explain a change.

use super::schema::{Dates, Schema, asin, date, text};

/// What may happen.
pub const KINDS: &[&str] = &["activation", "deal", "price change", "stockout", "sale event"];

pub const SCHEMA: Schema = Schema {
    kind: "events",
    label: "Events",
    found: "Your own table: download the template, one row for each activation, deal, price change, stockout or sale event.",
    unlocks: &["STA-2", "STA-8", "DIA-6", "DIA-13", "CAT-3"],
    dates: Dates::Rows,
    fields: &[
        date("date", "Date").or(&["from"]).cell().key().example("2026-01-04"),
        date("until", "Until").or(&["to"]).example("2026-01-06").particular(),
        text("kind", "Kind").or(&["event"]).one_of(KINDS).cell().key().example("deal"),
        asin("asin", "ASIN").key().example("B0EXAMPLE1"),
    ],
    ..Schema::PLAIN
};
