//! Report families: one file each. A family of attribution facts is a [`Family`], every other report a [`Schema`]; a new
//! one is a new file and a line in [`FAMILIES`] or [`SCHEMAS`].

mod ads_console;
mod associates_daily_trends;
mod associates_fee_earnings;
mod associates_link_type;
mod associates_orders;
mod associates_tracking;
mod attribution_performance;
mod attribution_products;
mod business_report;
mod catalogue;
mod competitor_cards;
mod content;
mod costs;
mod creator_earnings;
mod creators;
pub mod detect;
mod dsp;
mod events;
mod market_basket;
mod operations;
mod rank;
mod rates;
mod repeat_purchase;
mod roll_up;
pub mod schema;
mod search_catalog_performance;
mod search_query_performance;
mod sponsored_brands;
mod sponsored_products;
mod template;
mod top_search_terms;
mod vendor_sales;

use super::columns::{Assignment, Column};

pub use detect::{Detection, Lexicon};
pub use schema::{Dates, Field, Matched, Need, Schema};
pub use template::{EXAMPLE as TEMPLATE_EXAMPLE, HEADER as TEMPLATE_HEADER, KIND as TEMPLATE_KIND};

/// One kind of attribution report, whose rows become facts of the ledger.
pub struct Family {
    /// Stable id, in `check` and in snapshots.
    pub kind: &'static str,
    /// Name on screen.
    pub label: &'static str,
    /// Where the reader finds this report.
    pub found: &'static str,
    /// How surely these headers are this family, in per cent.
    pub confidence_percent: fn(&Headers<'_>) -> u32,
}

/// What a family decides on.
pub struct Headers<'a> {
    pub normalised: &'a [String],
    pub assignment: &'a Assignment,
}

impl Headers<'_> {
    pub fn has(&self, column: Column) -> bool {
        self.assignment.has(column)
    }

    /// Share of headers that were recognised, in per cent; empty headers do not count.
    pub fn recognised_percent(&self) -> u32 {
        u32::try_from(self.assignment.recognised() * 100 / self.named().max(1)).unwrap_or(0).min(100)
    }

    /// Number of headers that are not empty.
    pub fn named(&self) -> usize {
        self.normalised.iter().filter(|header| !header.is_empty()).count()
    }

    /// Date, ASIN, someone the sale belongs to, and a figure: without them a row is no attribution fact.
    pub fn is_complete(&self) -> bool {
        let figure = [Column::Clicks, Column::Orders, Column::Units, Column::Revenue, Column::Commission];
        let owner = [Column::Creator, Column::CreatorId, Column::Campaign];
        self.has(Column::Date) && self.has(Column::Asin) && owner.iter().any(|&column| self.has(column)) && figure.iter().any(|&column| self.has(column))
    }

    fn contains(&self, headers: &[&str]) -> bool {
        headers.iter().all(|wanted| self.normalised.iter().any(|header| header == wanted))
    }
}

/// Families of attribution facts, the most particular first: on equal confidence the earlier wins, for all are read alike.
pub const FAMILIES: &[Family] = &[creator_earnings::FAMILY, template::FAMILY, roll_up::FAMILY];

/// Families whose rows become sheets.
pub const SCHEMAS: &[Schema] = &[
    associates_fee_earnings::SCHEMA,
    associates_orders::SCHEMA,
    associates_tracking::SCHEMA,
    associates_link_type::SCHEMA,
    associates_daily_trends::SCHEMA,
    attribution_performance::SCHEMA,
    attribution_products::SCHEMA,
    search_query_performance::BRAND,
    search_query_performance::ASIN,
    search_catalog_performance::SCHEMA,
    top_search_terms::SCHEMA,
    market_basket::SCHEMA,
    repeat_purchase::SCHEMA,
    business_report::BY_ASIN,
    business_report::BY_DATE,
    vendor_sales::SCHEMA,
    sponsored_products::SEARCH_TERM,
    sponsored_products::ADVERTISED_PRODUCT,
    ads_console::SCHEMA,
    sponsored_brands::SCHEMA,
    dsp::SCHEMA,
    catalogue::SCHEMA,
    rates::SCHEMA,
    creators::SCHEMA,
    operations::SCHEMA,
    content::SCHEMA,
    costs::SCHEMA,
    competitor_cards::SCHEMA,
    rank::SCHEMA,
    events::SCHEMA,
];

/// The tables of the user's own among them; each has a template.
pub const OWN: &[Schema] = &[
    catalogue::SCHEMA,
    rates::SCHEMA,
    creators::SCHEMA,
    operations::SCHEMA,
    content::SCHEMA,
    costs::SCHEMA,
    competitor_cards::SCHEMA,
    rank::SCHEMA,
    events::SCHEMA,
];

/// Kind of a file of attribution facts whose columns the user chose.
pub const MAPPED: &str = "mapped";
/// Kind of the sheet of rows whose links belong to another programme than the file's.
pub const OTHER_PROGRAMMES: &str = "other-programmes";
/// What tells its rows apart, besides the day.
pub const OTHER_PROGRAMMES_KEY: &[&str] = &["programme", "creator", "campaign", "asin"];
/// Kind of a file that is none we know.
pub const UNKNOWN: &str = "unknown";

/// At this confidence a file is read without asking.
pub const AUTOMATIC_PERCENT: u32 = 80;

/// Below this a kind is not even suggested.
pub const SUGGESTED_PERCENT: u32 = 50;

/// The schema of a kind; `None` for attribution facts and for what is not known.
pub fn schema(kind: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.kind == kind)
}

/// Name of a kind on screen.
pub fn label(kind: &str) -> &'static str {
    let family = FAMILIES.iter().find(|family| family.kind == kind).map(|family| family.label);
    match family.or_else(|| schema(kind).map(|schema| schema.label)) {
        Some(label) => label,
        None if kind == MAPPED => "Creator attribution, columns chosen by you",
        None => "Not recognised",
    }
}
