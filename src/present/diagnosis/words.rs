//! Numbers of findings into text, and the sentences around them.

use crate::diagnosis::{Diagnosis, Finding, Phrase, Rule, Severity, Value};
use crate::present::format;
use crate::units::{Currency, Ratio};

/// Writes values in the currency of the workspace.
pub struct Writer {
    pub currency: Currency,
}

impl Writer {
    /// A sentence with its numbers.
    pub fn phrase(&self, phrase: &Phrase) -> String {
        let mut text = String::with_capacity(phrase.template.len() + 16 * phrase.values.len());
        let mut values = phrase.values.iter();
        for (at, piece) in phrase.template.split("{}").enumerate() {
            if let Some(value) = (at > 0).then(|| values.next()).flatten() {
                let written = self.value(value);
                // A name at the beginning of a sentence of ours keeps its own spelling; a word of ours gets a capital.
                text.push_str(&if text.is_empty() { format::capital(&written) } else { written });
            }
            text.push_str(piece);
        }
        text
    }

    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Money(money) => format::money_of(money, self.currency),
            Value::Share(share) => format::percent(share),
            Value::Points(points) => signed(&format::points(points), points),
            Value::Change(change) => signed(&format::percent(change), change),
            Value::Count(count) => format::whole(*count),
            Value::Number(number, places) => at_least_told(number, *places),
            Value::Day(day) => format::date(*day),
            Value::Text(text) => text.clone(),
            Value::Unknown => "not known".to_owned(),
        }
    }

    /// A value that stands by itself: points say so.
    pub fn alone(&self, value: &Value) -> String {
        match value {
            Value::Points(_) => format!("{} pp", self.value(value)),
            other => self.value(other),
        }
    }

    /// `$1,200 to $4,300`
    pub fn range(&self, low: &Ratio, high: &Ratio) -> String {
        format!("{} to {}", format::about_money(low, self.currency), format::about_money(high, self.currency))
    }
}

/// A number with so many decimals; a small one is never written as zero.
fn at_least_told(number: &Ratio, places: u32) -> String {
    let text = number.to_places(places);
    let is_small = number.is_positive() && text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if is_small { format!("below {}1", text.strip_suffix('0').unwrap_or_default()) } else { text }
}

fn signed(text: &str, value: &Ratio) -> String {
    if value.is_positive() { format!("+{text}") } else { text.to_owned() }
}

/// The exact decimal of a value; empty for words.
pub fn exact(value: &Value) -> String {
    match value {
        Value::Money(money) => money.to_places(6),
        Value::Share(ratio) | Value::Points(ratio) | Value::Change(ratio) => ratio.to_places(12),
        Value::Count(count) => count.to_string(),
        Value::Number(number, _) => number.to_places(9),
        Value::Day(day) => day.iso(),
        Value::Text(_) | Value::Unknown => String::new(),
    }
}

pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "Act on it",
        Severity::Medium => "Look at it",
        Severity::Low => "Keep an eye on it",
        Severity::Note => "Good to know",
    }
}

/// What weighs most.
pub fn headline(findings: &[(&'static Rule, &Finding)], writer: &Writer) -> String {
    match findings.iter().find(|(rule, _)| rule.id != super::VERDICT).or(findings.first()) {
        Some((_, first)) => writer.phrase(&first.title),
        None => "Nothing found that asks for a change".to_owned(),
    }
}

/// How much was asked, and from what.
pub fn summary(diagnosis: &Diagnosis, findings: &[(&'static Rule, &Finding)], unknown: usize) -> Vec<String> {
    let asked = diagnosis.answers.len();
    let count = |number: usize, one: &str, many: &str| format::counted(number as u64, one, many);
    let mut sentences = vec![format!(
        "{} asked: {}, {} cannot be answered from these files.",
        count(asked, "question", "questions"),
        count(findings.len(), "finding", "findings"),
        unknown
    )];
    match (diagnosis.weeks.first(), diagnosis.weeks.last()) {
        (Some(first), Some(last)) => sentences.push(format!(
            "Tests use the {} from {} to {}; younger rows can still change and are left out of them.",
            count(diagnosis.weeks.len(), "mature week", "mature weeks"),
            format::date(*first),
            format::date(last.plus_days(6))
        )),
        _ => sentences.push("There is no mature week yet: nothing that needs weeks can be tested.".to_owned()),
    }
    sentences
}
