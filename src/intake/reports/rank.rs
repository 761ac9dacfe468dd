//! Organic rank from the user's rank tracker: no Amazon report has it.

use super::schema::{Dates, Schema, asin, count, date, text};

pub const SCHEMA: Schema = Schema {
    kind: "rank",
    label: "Keyword rank",
    found: "Your rank tracker's export, or your own table: download the template.",
    unlocks: &["DIA-8", "STA-2", "STA-3", "STA-4", "CHT-6"],
    dates: Dates::Rows,
    fields: &[
        date("date", "Date").cell().key().example("2026-01-04"),
        asin("asin", "ASIN").cell().key().example("B0EXAMPLE1"),
        text("keyword", "Keyword").or(&["search term", "phrase"]).cell().key().example("protein granola").particular(),
        count("rank", "Rank").or(&["organic rank", "position"]).level().column().example("18").particular(),
    ],
    ..Schema::PLAIN
};
