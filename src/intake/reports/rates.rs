//! The user's own history of commission rates: what was offered, from when, and how many creators took it.

use super::schema::{Dates, Schema, asin, count, date, flag, money, rate, text};

pub const SCHEMA: Schema = Schema {
    kind: "rates",
    label: "Commission rates",
    found: "Your own table: download the template. Rates stand in each campaign's page of Creator Connections.",
    unlocks: &["COM-1", "COM-2", "COM-3", "COM-9", "COM-10", "COM-12", "COM-13", "COM-15", "COM-17", "COM-21", "DIA-2", "ING-10"],
    dates: Dates::None,
    fields: &[
        asin("asin", "ASIN").or(&["child asin"]).key().example("B0EXAMPLE1"),
        text("campaign", "Campaign").or(&["campaign title", "campaign name"]).key().example("Spring launch"),
        rate("brand_rate", "Brand Rate").or(&["bonus rate", "brand commission rate", "brand commission"]).column().example("10%").particular(),
        rate("standard_rate", "Standard Rate").or(&["standard commission rate", "affiliate rate"]).example("1%").particular(),
        date("valid_from", "Valid From").or(&["from", "rate start"]).key().example("2026-01-04").particular(),
        flag("offer_live", "Offer Live").or(&["live"]).example("yes").particular(),
        count("offered", "Offered").or(&["creators offered", "invited"]).level().example("120"),
        count("accepted", "Accepted").or(&["creators accepted", "opted in"]).level().example("14"),
        date("reviewed_on", "Reviewed On").or(&["last reviewed", "rate reviewed"]).example("2026-03-30").particular(),
        money("budget", "Budget").or(&["campaign budget", "total budget", "budget granted"]).level().example("1500.00"),
        money("budget_remaining", "Budget Remaining").or(&["budget left", "remaining budget"]).level().example("850.00"),
        date("ends_on", "Ends On").or(&["end date", "campaign end"]).example("2026-12-31"),
    ],
    any_of: &[&["asin", "campaign"]],
    ..Schema::PLAIN
};
