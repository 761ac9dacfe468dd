//! What a rule can say: typed numbers in sentences, with the rows behind them. Nothing here is text with numbers in it; those are
//! written where all numbers are.

use crate::ledger::Slice;
use crate::units::{Date, Ratio};

/// How much a claim can carry, and so which verbs it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ladder {
    /// Counted in the user's own tables.
    Observed,
    /// Amazon credits it to creators; it need not be caused by them.
    Attributed,
    /// Two things move together.
    Correlated,
    /// Compared with what was not treated.
    QuasiExperimental,
}

impl Ladder {
    /// Stable name, as in exports.
    pub fn name(self) -> &'static str {
        match self {
            Ladder::Observed => "observed",
            Ladder::Attributed => "attributed",
            Ladder::Correlated => "correlated",
            Ladder::QuasiExperimental => "quasi-experimental",
        }
    }

    /// Which words a claim of this step may use.
    pub fn words(self) -> &'static str {
        match self {
            Ladder::Observed => "Counted: it may say what is, not why.",
            Ladder::Attributed => "Amazon credits it to creators: it may say who was credited, not that they caused it.",
            Ladder::Correlated => "Two things move together: it may say that one goes with the other, not that one causes the other.",
            Ladder::QuasiExperimental => "Compared with products that were not treated: it may say by how much more, as far as they are alike.",
        }
    }
}

/// How much a finding asks for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing has to change.
    Note,
    Low,
    Medium,
    High,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
    }
}

/// A number with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// In units of the currency.
    Money(Ratio),
    /// A fraction, written in per cent.
    Share(Ratio),
    /// A difference of two fractions, written in percentage points with its sign.
    Points(Ratio),
    /// A relative change, written in per cent with its sign.
    Change(Ratio),
    Count(i128),
    /// A number without a unit, with so many decimals.
    Number(Ratio, u32),
    Day(Date),
    /// A name from a file, or a word of ours.
    Text(String),
    /// Nobody knows.
    Unknown,
}

impl Value {
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    pub fn share(share: Option<Ratio>) -> Value {
        share.map_or(Value::Unknown, Value::Share)
    }

    pub fn money(money: Option<Ratio>) -> Value {
        money.map_or(Value::Unknown, Value::Money)
    }

    /// Micros of the currency.
    pub fn micros(micros: i128) -> Value {
        Value::Money(Ratio::millionths(micros))
    }
}

/// A sentence whose numbers are still numbers: each `{}` of the template stands for the next value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub template: &'static str,
    pub values: Vec<Value>,
}

impl Phrase {
    pub fn new(template: &'static str, values: impl Into<Vec<Value>>) -> Phrase {
        let values = values.into();
        debug_assert_eq!(template.matches("{}").count(), values.len(), "one value a slot: {template}");
        Phrase { template, values }
    }

    pub fn plain(template: &'static str) -> Phrase {
        Phrase::new(template, [])
    }
}

/// Which rows of the user's files stand behind something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Attribution rows: those of any of the selections.
    pub facts: Vec<Slice>,
    /// Rows of tables, as source number and line.
    pub tables: Vec<(u32, u64)>,
}

impl Rows {
    pub fn none() -> Rows {
        Rows::default()
    }

    pub fn of(slice: Slice) -> Rows {
        Rows { facts: vec![slice], tables: Vec::new() }
    }

    pub fn table(tables: impl IntoIterator<Item = (u32, u64)>) -> Rows {
        Rows { facts: Vec::new(), tables: tables.into_iter().collect() }
    }
}

/// One fact a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub label: &'static str,
    pub value: Value,
    pub rows: Rows,
}

impl Evidence {
    pub fn new(label: &'static str, value: Value) -> Evidence {
        Evidence { label, value, rows: Rows::none() }
    }

    pub fn from(label: &'static str, value: Value, rows: Rows) -> Evidence {
        Evidence { label, value, rows }
    }
}

/// Things compared with each other: lines, products, creators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub title: &'static str,
    pub columns: Vec<&'static str>,
    pub rows: Vec<ComparedRow>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedRow {
    /// As many as there are columns.
    pub cells: Vec<Value>,
    pub rows: Rows,
}

/// What the numbers of a picture are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Money,
    Share,
    Points,
    Number,
}

/// One line over weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    pub name: String,
    /// One value a week; `None` leaves a gap.
    pub values: Vec<Option<Ratio>>,
    /// Drawn in the background, to compare with.
    pub is_ghost: bool,
}

/// Least and most a week, as long as the courses beside it.
pub type Band = (Vec<Option<Ratio>>, Vec<Option<Ratio>>);

/// What is drawn beside a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picture {
    /// From one value to another, part by part.
    Waterfall { title: Phrase, start: (&'static str, Ratio), parts: Vec<(&'static str, Ratio)>, end: &'static str, scale: Scale },
    /// Several courses over the same weeks; the band, where there is one, holds what chance alone would give.
    Weeks { title: Phrase, weeks: Vec<Date>, courses: Vec<Course>, band: Option<Band>, scale: Scale },
    /// Values with their 90 % intervals, one a name; the reference is drawn across.
    Intervals { title: Phrase, x_name: &'static str, rows: Vec<IntervalRow>, reference: Option<(&'static str, Ratio)>, scale: Scale },
    /// One value for each pair; `None` where there is none.
    Heat { title: Phrase, rows: Vec<String>, columns: Vec<String>, cells: Vec<Vec<Option<Ratio>>>, scale: Scale },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntervalRow {
    pub name: String,
    pub low: Ratio,
    pub value: Ratio,
    pub high: Ratio,
}

/// What a finding is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stake {
    /// In units of the currency, a year at the present pace unless `basis` says otherwise.
    pub money: Ratio,
    /// 90 % interval; `None` where none can be given.
    pub range: Option<(Ratio, Ratio)>,
    /// How the amount is made, as a clause: `points of cost × revenue of the last weeks, a year`.
    pub basis: &'static str,
}

/// Where the fix is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The offer of a product.
    Offer(String),
    Offers,
    Rates,
    Tiers,
    Costs,
    Files,
    /// Work with creators: briefs, outreach, reviews.
    Programme,
    Performance,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable word of what it is: `mix`, `masking`, `dormant`.
    pub verdict: &'static str,
    pub severity: Severity,
    pub ladder: Ladder,
    pub title: Phrase,
    /// What it is made of and how sure it is, sentence by sentence.
    pub says: Vec<Phrase>,
    pub fix: Phrase,
    pub remedy: Remedy,
    /// What would change the verdict.
    pub would_change: Phrase,
    pub stake: Option<Stake>,
    pub evidence: Vec<Evidence>,
    pub comparisons: Vec<Comparison>,
    pub pictures: Vec<Picture>,
}

impl Finding {
    pub fn new(verdict: &'static str, severity: Severity, ladder: Ladder, title: Phrase) -> Finding {
        Finding {
            verdict,
            severity,
            ladder,
            title,
            says: Vec::new(),
            fix: Phrase::plain(""),
            remedy: Remedy::Performance,
            would_change: Phrase::plain(""),
            stake: None,
            evidence: Vec::new(),
            comparisons: Vec::new(),
            pictures: Vec::new(),
        }
    }
}
