//! Messages between the host, which holds the session, and the readers, which read shares of a large file for it: bytes, and
//! beside them the file on the way there, the rows as bytes on the way back.

use serde::{Deserialize, Serialize};

use crate::intake::dates::DateForm;
use crate::intake::dialect::{Dialect, Example, Signs};
use crate::intake::encoding::Evidence;
use crate::intake::issue::{Issue, IssueCode, Issues, Severity};
use crate::intake::ranges::RangeResult;
use crate::intake::values::{DecimalMark, RateForm};
use crate::intake::{Again, Encoding};
use crate::ledger::Segment;
use crate::ledger::content::Content;
use crate::present::model::MappingChoice;
use crate::protocol::messages::SavedMapping;
use crate::units::Currency;

/// Host to reader. `file` numbers the files that are shared, so that a late word about an earlier one is not heard.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShareAsk {
    /// The file whose shares follow; it travels beside.
    Open { file: u32, shared: Box<SharedFile> },
    /// Read these bytes, cut at line ends.
    Read { file: u32, number: u32, from: u64, to: u64 },
    /// What has not been read of any file is not wanted any more.
    Close,
    /// There is nothing to read yet: practise, so that the browser has compiled what reading takes by the time there is.
    Rehearse,
}

/// All that a reader has to know of a file to come to the plan that the host came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedFile {
    pub name: String,
    /// The user's choice for exactly this file.
    pub choice: Option<MappingChoice>,
    /// The one remembered for its headers.
    pub remembered: Option<SavedMapping>,
    /// What an earlier reading of the whole file has decided.
    pub decided: Option<DecidedText>,
    /// For hashing.
    pub seed: u64,
}

/// How columns are written, by names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedText {
    /// Decimal mark, date form and rate form of each column.
    columns: Vec<[String; 3]>,
    encoding: Option<String>,
    readings: u32,
}

impl From<&Again> for DecidedText {
    fn from(again: &Again) -> DecidedText {
        let names = |dialect: &Dialect| [dialect.decimal.name(), dialect.dates.name(), dialect.rates.name()].map(str::to_owned);
        DecidedText {
            columns: again.dialects.iter().map(names).collect(),
            encoding: again.encoding.map(|encoding| encoding.name().to_owned()),
            readings: again.readings,
        }
    }
}

impl From<&DecidedText> for Again {
    /// Names of another version of the program mean the usual forms.
    fn from(text: &DecidedText) -> Again {
        let dialect = |[decimal, dates, rates]: &[String; 3]| Dialect {
            decimal: DecimalMark::from_name(decimal).unwrap_or_default(),
            dates: DateForm::from_name(dates).unwrap_or_default(),
            rates: RateForm::from_name(rates).unwrap_or_default(),
        };
        let encoding = text.encoding.as_deref().and_then(Encoding::from_name);
        Again { dialects: text.columns.iter().map(dialect).collect(), encoding, readings: text.readings }
    }
}

/// Reader to host.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShareReply {
    /// So many bytes of the share have been read.
    Progress { file: u32, number: u32, bytes: u64 },
    /// The share has been read: it really began at byte `from`. Its rows travel beside.
    Read { file: u32, number: u32, from: u64, range: Box<RangeText> },
    /// The browser could not read on, or the share does not end with a record.
    Failed { file: u32, number: u32 },
}

/// A [`RangeResult`] but for its rows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RangeText {
    bytes: u64,
    lines: u64,
    records: u64,
    accepted: u64,
    rejected: u64,
    skipped: u64,
    currency: Option<String>,
    issues: Vec<IssueText>,
    /// Severity, code and number of all issues, also those not kept.
    counts: Vec<(u8, String, u64)>,
    /// What the rows say about the encoding.
    evidence: [u64; 5],
    signs: Vec<SignsText>,
    /// What the rows say.
    content: [u64; 3],
}

/// What the rows say about how one column is written: counts, and up to two examples with their lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct SignsText {
    counts: Vec<u64>,
    examples: [Option<(u64, String)>; 2],
}

impl From<&Signs> for SignsText {
    fn from(signs: &Signs) -> SignsText {
        let (counts, examples) = signs.parts();
        SignsText { counts: counts.to_vec(), examples: examples.map(|example| example.map(|example| (example.line, example.text.clone()))) }
    }
}

impl From<SignsText> for Signs {
    fn from(text: SignsText) -> Signs {
        Signs::from_parts(&text.counts, text.examples.map(|example| example.map(|(line, text)| Example { line, text })))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct IssueText {
    severity: u8,
    code: String,
    line: u64,
    byte: u64,
    column: String,
    message: String,
    raw: String,
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

pub(super) fn number_of(severity: Severity) -> u8 {
    SEVERITIES.iter().position(|known| *known == severity).map_or(u8::MAX, |at| at as u8)
}

pub(super) fn kind_of(severity: u8, code: &str) -> Option<(Severity, IssueCode)> {
    let code = IssueCode::ALL.into_iter().find(|known| known.name() == code)?;
    Some((*SEVERITIES.get(usize::from(severity))?, code))
}

impl RangeText {
    /// The text, and the rows as bytes.
    pub fn of(range: &RangeResult) -> (RangeText, Vec<u8>) {
        let issue = |issue: &Issue| IssueText {
            severity: number_of(issue.severity),
            code: issue.code.name().to_owned(),
            line: issue.line,
            byte: issue.byte,
            column: issue.column.clone(),
            message: issue.message.clone(),
            raw: issue.raw.clone(),
        };
        let text = RangeText {
            bytes: range.bytes,
            lines: range.lines,
            records: range.records,
            accepted: range.accepted,
            rejected: range.rejected,
            skipped: range.skipped,
            currency: range.currency.map(|currency| currency.code().to_owned()),
            issues: range.issues.kept().iter().map(issue).collect(),
            counts: range.issues.counts().map(|(severity, code, count)| (number_of(severity), code.name().to_owned(), count)).collect(),
            evidence: range.evidence.counts(),
            signs: range.signs.iter().map(SignsText::from).collect(),
            content: range.content.parts(),
        };
        (text, range.segment.to_bytes())
    }

    /// Bytes of the file it was read from.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The result again; `None` where text or rows do not hold together. `seed` is for hashing.
    pub fn range(self, rows: &[u8], seed: u64) -> Option<RangeResult> {
        let issue = |text: IssueText| {
            let (severity, code) = kind_of(text.severity, &text.code)?;
            Some(Issue { severity, code, line: text.line, byte: text.byte, column: text.column, message: text.message, raw: text.raw })
        };
        let kept: Option<Vec<Issue>> = self.issues.into_iter().map(issue).collect();
        let counts: Option<Vec<_>> = self.counts.into_iter().map(|(severity, code, count)| Some((kind_of(severity, &code)?, count))).collect();
        let currency = match self.currency {
            Some(code) => Some(Currency::from_code(&code)?),
            None => None,
        };
        Some(RangeResult {
            bytes: self.bytes,
            lines: self.lines,
            records: self.records,
            accepted: self.accepted,
            rejected: self.rejected,
            skipped: self.skipped,
            issues: Issues::from_parts(kept?, counts?),
            segment: Segment::from_bytes(rows, seed).ok()?,
            currency,
            evidence: Evidence::from_counts(self.evidence),
            signs: self.signs.into_iter().map(Signs::from).collect(),
            content: Content::from_parts(self.content),
        })
    }
}
