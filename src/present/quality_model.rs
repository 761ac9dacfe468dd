//! Models of how far the files can be trusted, and of what can be told from them.

use serde::{Deserialize, Serialize};

use super::model::NamedText;

/// Everything the checks found, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityModel {
    pub grade: GradeModel,
    /// One block a check, most telling first.
    pub checks: Vec<CheckModel>,
    pub joins: Vec<JoinModel>,
    /// Every KPI, chapter and rule.
    pub availability: Vec<AvailabilityModel>,
    /// `14 of 22 figures, 1 of 8 chapters`
    pub availability_status: String,
}

/// The letter and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeModel {
    /// `A` to `D`
    pub letter: String,
    /// What may be said with it.
    pub caps: String,
    /// `84.5%`; empty where nothing is known.
    pub score: String,
    pub score_exact: String,
    /// How the score is made, as a sentence.
    pub formula: String,
    pub parts: Vec<GradePartModel>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradePartModel {
    pub label: String,
    pub weight: u32,
    /// `96.7%`, or `unknown`
    pub share: String,
    /// Exact decimal; empty where unknown.
    pub share_exact: String,
    pub meaning: String,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Good,
    /// Worth a look.
    Look,
    Unknown,
}

/// One check in words, with its rows where there are any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckModel {
    /// `DQ-4`
    pub id: String,
    pub title: String,
    pub verdict: Verdict,
    /// Whole sentences: what was found, and what next.
    pub sentences: Vec<String>,
    /// Figures of the check, name and text.
    pub facts: Vec<NamedText>,
    /// Header of the table below; empty where there is none.
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// `first 100 of 2,345`; empty where all rows are there.
    pub beyond: String,
}

/// How well one file joins the attribution rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinModel {
    pub source: u32,
    pub file: String,
    pub kind: String,
    /// `ASIN`, `creator`, `week`
    pub on: String,
    /// Share of revenue that found its match: `98.2%`.
    pub share: String,
    pub share_exact: String,
    /// `41 of 44 creators, $12,345.00 of $12,800.00`
    pub text: String,
    /// Keys of the attribution rows without a match: key, name, rows, revenue.
    pub unmatched: Vec<Vec<String>>,
    pub unmatched_total: u64,
    /// Keys of the file that no attribution row has.
    pub file_unmatched: Vec<String>,
    pub file_unmatched_total: u64,
}

/// One line of the availability matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityModel {
    /// KPI id, rule id, or chapter such as `RPT-1 setup`.
    pub id: String,
    pub label: String,
    /// `computed`, `proxied` or `not-computable`
    pub state: String,
    pub reason: String,
    /// Reports that would tell more, and where they are found.
    pub unlocks: Vec<NamedText>,
}
