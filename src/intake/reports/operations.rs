//! The user's own operations log: what was done with which creator, and when it was closed. Without it the audit says
//! "unknown", never "no".

use super::schema::{Dates, Schema, asin, date, text};

/// What may be logged.
pub const KINDS: &[&str] = &["brief sent", "sample sent", "reply", "draft", "content submitted", "content reviewed", "rate review", "weekly pull", "outreach"];

pub const SCHEMA: Schema = Schema {
    kind: "operations",
    label: "Operations log",
    found: "Your own table: download the template, one row for each brief, sample, reply, draft, review and weekly pull.",
    unlocks: &[
        "DIA-1", "DIA-2", "DIA-3", "DIA-15", "DIA-16", "OPS-1", "OPS-2", "OPS-3", "OPS-4", "OPS-5", "OPS-6", "REC-1", "REC-5", "COM-12", "KPI-12", "ING-11",
    ],
    dates: Dates::Rows,
    fields: &[
        date("date", "Date").or(&["opened"]).cell().key().example("2026-01-05"),
        text("kind", "Kind").or(&["event", "action", "activity"]).one_of(KINDS).cell().key().example("brief sent"),
        text("creator_id", "Creator ID").or(&["creator"]).key().example("cr-001").particular(),
        asin("asin", "ASIN").key().example("B0EXAMPLE1"),
        text("item", "Item").key().example("Spring brief").particular(),
        date("closed", "Closed").or(&["closed on", "done"]).example("2026-01-06").particular(),
        text("note", "Note").or(&["notes", "comment"]).example("answered within a day"),
    ],
    ..Schema::PLAIN
};
