//! The shape of the command line's JSON of how far the files can be trusted. Amounts are exact decimals with six places.

use std::collections::BTreeMap;

use serde::Serialize;

/// `quality`: the whole answer.
#[derive(Serialize)]
pub struct QualityReport {
    pub currency: String,
    pub as_of: Option<String>,
    pub grade: GradeEntry,
    pub availability: Vec<AvailabilityEntry>,
    pub coverage: Option<CoverageEntry>,
    pub maturity: Option<MaturityEntry>,
    pub reconciliation: ReconciliationEntry,
    pub totals: Vec<TotalEntry>,
    pub domain: DomainEntry,
    pub mixing: MixingEntry,
    pub joins: Vec<JoinEntry>,
    pub aliases: Vec<AliasEntry>,
    pub aliases_total: u64,
    pub overlaps: Vec<OverlapEntry>,
    pub clashes: Vec<ClashEntry>,
}

#[derive(Serialize)]
pub struct GradeEntry {
    pub letter: &'static str,
    pub score: Option<String>,
    pub caps: &'static str,
    pub parts: Vec<GradePart>,
}

#[derive(Serialize)]
pub struct GradePart {
    pub name: &'static str,
    pub weight: u32,
    pub share: Option<String>,
}

#[derive(Serialize)]
pub struct AvailabilityEntry {
    pub id: &'static str,
    pub state: &'static str,
    /// Reports that would tell more, and where they are found; empty where nothing is missing.
    pub unlock: String,
    pub reason: String,
}

#[derive(Serialize)]
pub struct CoverageEntry {
    pub from: String,
    pub to: String,
    pub days_present: u32,
    pub days_expected: u32,
    pub share: Option<String>,
    pub missing_weeks: Vec<String>,
    pub partial_weeks: Vec<PartialWeek>,
    pub campaigns: Vec<CampaignEntry>,
}

#[derive(Serialize)]
pub struct PartialWeek {
    pub week: String,
    pub days: u32,
}

#[derive(Serialize)]
pub struct CampaignEntry {
    pub campaign: String,
    pub first: String,
    pub last: String,
}

#[derive(Serialize)]
pub struct MaturityEntry {
    pub until: String,
    pub measured_in: &'static str,
    pub whole: String,
    pub mature: String,
    pub share: Option<String>,
    pub mature_at_twice_the_window: String,
}

#[derive(Serialize)]
pub struct ReconciliationEntry {
    pub rows: u64,
    pub rows_with_commission: u64,
    pub commission: String,
    pub expected: String,
    pub ratio: Option<String>,
    pub within: Option<bool>,
    pub offenders_total: u64,
    pub offenders: Vec<OffenderEntry>,
}

#[derive(Serialize)]
pub struct OffenderEntry {
    pub file: String,
    pub line: u64,
    pub creator: String,
    pub asin: String,
    pub revenue: String,
    pub rate: String,
    pub commission: String,
    pub difference: String,
}

#[derive(Serialize)]
pub struct TotalEntry {
    pub measure: &'static str,
    pub file: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub dashboard: String,
    pub files: Option<String>,
    pub difference: Option<String>,
    pub ratio: Option<String>,
    pub within: bool,
}

#[derive(Serialize)]
pub struct DomainEntry {
    pub orders_exceed_clicks: FoundEntry,
    pub price: Option<PriceEntry>,
    pub returns: Vec<ReturnsEntry>,
}

#[derive(Serialize)]
pub struct FoundEntry {
    pub rows: u64,
    pub first: Vec<PlaceEntry>,
}

#[derive(Serialize)]
pub struct PlaceEntry {
    pub file: String,
    pub line: u64,
}

#[derive(Serialize)]
pub struct PriceEntry {
    pub compared: u64,
    pub outside: FoundEntry,
    pub asins: Vec<PriceGapEntry>,
}

#[derive(Serialize)]
pub struct PriceGapEntry {
    pub asin: String,
    pub price: String,
    pub units: String,
    pub revenue: String,
}

#[derive(Serialize)]
pub struct ReturnsEntry {
    pub measure: &'static str,
    pub rows: u64,
    pub sum: String,
}

#[derive(Serialize)]
pub struct MixingEntry {
    pub currency_assumed: Vec<String>,
    pub marketplaces: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize)]
pub struct JoinEntry {
    pub file: String,
    pub kind: String,
    pub on: &'static str,
    pub keys: u64,
    pub matched: u64,
    pub revenue: String,
    pub matched_revenue: String,
    pub share: Option<String>,
    pub unmatched_total: u64,
    pub unmatched: Vec<UnmatchedEntry>,
    pub file_keys: u64,
    pub file_unmatched_total: u64,
    pub file_unmatched: Vec<String>,
}

#[derive(Serialize)]
pub struct UnmatchedEntry {
    pub key: String,
    pub name: String,
    pub rows: u64,
    pub revenue: String,
}

#[derive(Serialize)]
pub struct AliasEntry {
    pub from: String,
    pub from_name: String,
    pub to: String,
    pub to_name: String,
    pub reason: String,
    pub shared: u64,
    pub equal: u64,
}

/// Two files that share keys. `check` gives it to the newer one.
#[derive(Clone, Serialize)]
pub struct OverlapEntry {
    pub newer: String,
    pub older: String,
    pub duplicate_keys: u64,
    pub duplicate_rows: u64,
    pub restated_keys: u64,
    pub restated_rows: u64,
    /// Newer minus older, by measure.
    pub deltas: BTreeMap<&'static str, String>,
    /// Keys for which a measure is taken from the older file.
    pub completed: BTreeMap<&'static str, u64>,
    pub restatements: Vec<RestatementEntry>,
}

#[derive(Clone, Serialize)]
pub struct RestatementEntry {
    pub date: String,
    pub creator: String,
    pub asin: String,
    pub campaign: String,
    pub line: String,
    pub older_line: u64,
    pub newer_line: u64,
    pub changes: Vec<ChangeEntry>,
}

#[derive(Clone, Serialize)]
pub struct ChangeEntry {
    pub measure: &'static str,
    pub older: String,
    pub newer: String,
}

/// Two files that may hold the same sales by periods of different length: both count.
#[derive(Clone, Serialize)]
pub struct ClashEntry {
    pub coarse: String,
    pub coarse_grain: &'static str,
    pub fine: String,
    pub fine_grain: &'static str,
    pub rows: u64,
}
