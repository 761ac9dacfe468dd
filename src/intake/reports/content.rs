//! The user's own list of published assets.

use super::schema::{Dates, Schema, asin, date, text};

pub const SCHEMA: Schema = Schema {
    kind: "content",
    label: "Content",
    found: "Your own table: download the template, one row for each published asset.",
    unlocks: &["AMP-1", "AMP-5", "AMP-6", "BRF-6", "BRF-13", "DIA-10", "OPS-7", "KPI-12"],
    dates: Dates::Rows,
    fields: &[
        text("asset", "Asset").or(&["asset id", "content"]).cell().key().example("granola-morning-01").particular(),
        text("creator_id", "Creator ID").or(&["creator"]).key().example("cr-001"),
        asin("asin", "ASIN").key().example("B0EXAMPLE1"),
        date("date", "Published").or(&["published on", "post date"]).example("2026-01-18").particular(),
        text("format", "Format").example("short video"),
        text("hook", "Hook").or(&["hook type"]).example("problem statement").particular(),
        date("paid_use_until", "Paid Use Until").or(&["usage rights until"]).example("2026-04-18").particular(),
        text("url", "Url").or(&["link"]).example("https://www.amazon.com/shop/example"),
    ],
    any_of: &[&["creator_id", "asin"]],
    ..Schema::PLAIN
};
