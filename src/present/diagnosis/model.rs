//! What the Diagnosis page shows. Every number is text beside its exact decimal.

use serde::{Deserialize, Serialize};

use crate::present::model::{ChartModel, LineModel, NamedText};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DiagnosisModel {
    /// What weighs most: the page's heading.
    pub headline: String,
    pub summary: Vec<String>,
    /// How far the files can be trusted: `A` to `D`.
    pub grade: String,
    /// What that allows a finding to say.
    pub caps: String,
    /// Whether to run the programme: the sentence, and what it rests on; empty where it cannot be told.
    pub verdict: String,
    pub verdict_says: Vec<String>,
    /// `found`, `clear` or `unknown`
    pub verdict_state: String,
    /// The weightiest first.
    pub findings: Vec<FindingModel>,
    /// Questions that were tested and found in order.
    pub clear: Vec<AnswerModel>,
    /// Questions that these files cannot answer.
    pub unknown: Vec<AnswerModel>,
    pub programmes: Vec<ProgrammeFacts>,
    /// Each pair of them, and how they go together.
    pub pairs: Vec<NamedText>,
    /// The day the facts of programmes were last gone through.
    pub programmes_as_of: String,
}

/// A programme that creators can be paid through, as a brand meets it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeFacts {
    pub name: String,
    /// What is asked, and the answer.
    pub facts: Vec<NamedText>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FindingModel {
    /// For addresses: the rule's id in small letters, with a number where it found several things.
    pub id: String,
    /// `DIA-5`
    pub rule: String,
    pub name: String,
    pub question: String,
    pub test: String,
    pub why: String,
    pub verdict: String,
    /// `high`, `medium`, `low`, `note`
    pub severity: String,
    pub severity_label: String,
    /// `observed`, `attributed`, `correlated`, `quasi-experimental`
    pub ladder: String,
    pub ladder_words: String,
    pub title: String,
    pub says: Vec<String>,
    pub fix: String,
    pub remedy: RemedyModel,
    pub would_change: String,
    pub stake: Option<StakeModel>,
    pub evidence: Vec<EvidenceModel>,
    pub comparisons: Vec<ComparisonModel>,
    pub charts: Vec<ChartModel>,
    pub heats: Vec<HeatModel>,
}

/// What a finding is worth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakeModel {
    pub text: String,
    pub exact: String,
    /// `$1,200 to $4,300`; empty where none can be given.
    pub range: String,
    pub basis: String,
}

/// Where the fix is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyModel {
    /// As in addresses.
    pub page: String,
    pub topic: String,
    pub row: String,
    pub label: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceModel {
    pub label: String,
    pub text: String,
    pub exact: String,
    /// Number within the finding, to ask for its rows by.
    pub place: u32,
    pub has_rows: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonModel {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<ComparedModel>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedModel {
    pub cells: Vec<String>,
    pub exacts: Vec<String>,
    pub place: u32,
    pub has_rows: bool,
}

/// A question that was answered without a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerModel {
    pub rule: String,
    pub name: String,
    pub question: String,
    pub test: String,
    pub sentence: String,
    /// Reports that would help, by kind and name.
    pub unlocks: Vec<LineModel>,
}

/// A table whose cells are shaded by their value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatModel {
    pub finding: String,
    pub columns: Vec<String>,
    pub rows: Vec<HeatRow>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatRow {
    pub label: String,
    pub cells: Vec<HeatCell>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeatCell {
    pub text: String,
    /// From 0 (least) to 6 (most) of all cells; `None` without a value.
    pub shade: Option<u8>,
}
