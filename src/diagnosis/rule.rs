//! A rule: what it asks, how it tests, and what it may answer.

use super::case::Case;
use super::finding::{Finding, Phrase};

/// One question about the programme. Each stands in a file of its own.
pub struct Rule {
    /// Frozen: exports, addresses and tests cite it.
    pub id: &'static str,
    pub name: &'static str,
    /// What a reader would ask.
    pub question: &'static str,
    /// How it is tested, with its thresholds in words.
    pub test: &'static str,
    /// Why the answer matters.
    pub why: &'static str,
    /// Kinds of reports that would let it answer where it cannot; empty where attribution rows are enough.
    pub needs: &'static [&'static str],
    pub check: fn(&Case<'_>) -> Answer,
}

/// What a rule answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Something the reader should know, the weightiest first.
    Found(Vec<Finding>),
    /// It was tested, and is not so; the sentence says what was seen.
    Clear(Phrase),
    /// It cannot be told, and why.
    Unknown(Phrase),
}

impl Answer {
    pub fn found(finding: Finding) -> Answer {
        Answer::Found(vec![finding])
    }

    pub fn clear(template: &'static str) -> Answer {
        Answer::Clear(Phrase::plain(template))
    }

    pub fn unknown(template: &'static str) -> Answer {
        Answer::Unknown(Phrase::plain(template))
    }
}
