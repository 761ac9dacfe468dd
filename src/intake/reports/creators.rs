//! The user's own list of creators.

use super::schema::{Dates, Schema, count, date, list, rate, text};

pub const SCHEMA: Schema = Schema {
    kind: "creators",
    label: "Creators",
    found: "Your own table: download the template.",
    unlocks: &["COM-9", "KPI-12", "REC-2", "REC-3", "REC-4", "REC-6", "DQ-8", "ING-10"],
    dates: Dates::None,
    fields: &[
        text("creator_id", "Creator ID").or(&["storefront id"]).key().example("cr-001"),
        text("creator", "Creator").or(&["creator name", "storefront name"]).key().example("Example Creator"),
        list("aliases", "Aliases").or(&["also known as", "handles"]).example("@example; Example Kitchen").particular(),
        count("followers", "Followers").or(&["follower count"]).level().example("40000").particular(),
        list("need_states", "Need States").or(&["need state"]).example("fitness").particular(),
        rate("content_share", "Content Share").or(&["category content share"]).example("35%").particular(),
        date("opt_in_date", "Opt-in Date").or(&["opted in", "accepted on"]).example("2026-01-10").particular(),
        rate("opt_in_rate", "Opt-in Rate").or(&["accepted rate"]).example("10%").particular(),
        text("email", "Email").or(&["e mail"]).example("creator@example.com").particular(),
        text("channel", "Channel").example("short video"),
    ],
    any_of: &[&["creator_id", "creator"], &["aliases", "followers", "need_states", "content_share", "opt_in_date", "opt_in_rate", "email", "channel"]],
    ..Schema::PLAIN
};
