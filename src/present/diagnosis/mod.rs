//! The Diagnosis page in words, numbers and pictures.

pub mod charts;
pub mod model;
pub mod words;

use crate::diagnosis::finding::{ComparedRow, Comparison, Evidence, Remedy};
use crate::diagnosis::programmes::{AS_OF, EXPLAINED, Explained, Fit, PAIRS};
use crate::diagnosis::{Answer, Diagnosis, Finding, Rule};
use crate::intake::reports;
use crate::present::format;
use crate::present::model::{LineModel, NamedText};
use crate::units::fingerprint::short_id;
use crate::units::{Currency, Date, Programme};

use model::{AnswerModel, ComparedModel, ComparisonModel, DiagnosisModel, EvidenceModel, FindingModel, ProgrammeFacts, RemedyModel, StakeModel};
use words::Writer;

/// Everything the page shows.
pub fn diagnosis(diagnosis: &Diagnosis, currency: Currency) -> DiagnosisModel {
    let writer = Writer { currency };
    let findings = diagnosis.findings();
    let models: Vec<FindingModel> = numbered(&findings).zip(&findings).map(|(id, (rule, found))| finding(rule, found, id, &writer)).collect();
    let answer = |rule: &'static Rule, sentence: String| AnswerModel {
        rule: rule.id.to_owned(),
        name: rule.name.to_owned(),
        question: rule.question.to_owned(),
        test: rule.test.to_owned(),
        sentence,
        unlocks: rule.needs.iter().map(|kind| LineModel { short_id: (*kind).to_owned(), label: reports::label(kind).to_owned() }).collect(),
    };
    let of = |wanted: fn(&Answer) -> Option<&crate::diagnosis::Phrase>| {
        diagnosis.answers.iter().filter_map(|(rule, said)| Some(answer(rule, writer.phrase(wanted(said)?)))).collect::<Vec<_>>()
    };
    let clear = of(|answer| if let Answer::Clear(phrase) = answer { Some(phrase) } else { None });
    let unknown = of(|answer| if let Answer::Unknown(phrase) = answer { Some(phrase) } else { None });
    let (verdict_state, verdict, verdict_says) = verdict(diagnosis, &writer);
    DiagnosisModel {
        verdict,
        verdict_says,
        verdict_state: verdict_state.to_owned(),
        programmes: programmes(),
        pairs: pairs(),
        programmes_as_of: Date::from_iso(AS_OF).map(format::date).unwrap_or_default(),
        headline: words::headline(&findings, &writer),
        summary: words::summary(diagnosis, &findings, unknown.len()),
        grade: diagnosis.grade.name().to_owned(),
        caps: diagnosis.grade.caps().to_owned(),
        findings: models,
        clear,
        unknown,
    }
}

/// The rule that says whether to run the programme.
const VERDICT: &str = "DIA-18";

/// Whether to run the programme, from the rule that says so: its state, the sentence, and what it rests on.
fn verdict(diagnosis: &Diagnosis, writer: &Writer) -> (&'static str, String, Vec<String>) {
    let answer = diagnosis.answers.iter().find(|(rule, _)| rule.id == VERDICT).map(|(_, answer)| answer);
    match answer {
        Some(Answer::Found(findings)) => findings.first().map_or(("unknown", String::new(), Vec::new()), |finding| {
            ("found", writer.phrase(&finding.title), finding.says.iter().map(|phrase| writer.phrase(phrase)).collect())
        }),
        Some(Answer::Clear(phrase)) => ("clear", writer.phrase(phrase), Vec::new()),
        Some(Answer::Unknown(phrase)) => ("unknown", format!("Whether to run it cannot be told yet. {}", writer.phrase(phrase)), Vec::new()),
        None => ("unknown", String::new(), Vec::new()),
    }
}

fn programmes() -> Vec<ProgrammeFacts> {
    let of = |explained: &Explained| {
        let facts = [
            ("Who starts it", explained.started_by),
            ("Products", explained.products),
            ("Rate", explained.rate),
            ("Time", explained.time),
            ("What you pay", explained.paid),
            ("What you are told", explained.told),
            ("Window", explained.window),
            ("With ads", explained.with_ads),
            ("Good for", explained.use_for),
        ];
        let facts = facts.map(|(name, text)| NamedText { name: name.to_owned(), text: text.to_owned() });
        ProgrammeFacts { name: explained.programme.label().to_owned(), facts: facts.into() }
    };
    EXPLAINED.iter().map(of).collect()
}

fn pairs() -> Vec<NamedText> {
    let of = |(one, other, fit, why): &(Programme, Programme, Fit, &str)| NamedText {
        name: format!("{} and {}", one.label(), other.label()),
        text: format!("{}. {why}", format::capital(fit.words())),
    };
    PAIRS.iter().map(of).collect()
}

/// Ids of findings for addresses: the rule's, with a number from the second of a rule on.
pub fn numbered<'a>(findings: &'a [(&'static Rule, &'a Finding)]) -> impl Iterator<Item = String> + 'a {
    findings.iter().enumerate().map(|(at, (rule, _))| {
        let before = findings.iter().take(at).filter(|(other, _)| other.id == rule.id).count();
        if before == 0 { rule.id.to_lowercase() } else { format!("{}-{}", rule.id.to_lowercase(), before + 1) }
    })
}

fn finding(rule: &'static Rule, finding: &Finding, id: String, writer: &Writer) -> FindingModel {
    let (charts, heats) = charts::pictures(&id, &finding.pictures, writer);
    FindingModel {
        rule: rule.id.to_owned(),
        name: rule.name.to_owned(),
        question: rule.question.to_owned(),
        test: rule.test.to_owned(),
        why: rule.why.to_owned(),
        verdict: finding.verdict.to_owned(),
        severity: finding.severity.name().to_owned(),
        severity_label: words::severity(finding.severity).to_owned(),
        ladder: finding.ladder.name().to_owned(),
        ladder_words: finding.ladder.words().to_owned(),
        title: writer.phrase(&finding.title),
        says: finding.says.iter().map(|phrase| writer.phrase(phrase)).collect(),
        fix: writer.phrase(&finding.fix),
        remedy: remedy(&finding.remedy),
        would_change: writer.phrase(&finding.would_change),
        stake: finding.stake.as_ref().map(|stake| StakeModel {
            text: format::about_money(&stake.money, writer.currency),
            exact: stake.money.to_places(6),
            range: stake.range.as_ref().map(|(low, high)| writer.range(low, high)).unwrap_or_default(),
            basis: stake.basis.to_owned(),
        }),
        evidence: (0_u32..).zip(&finding.evidence).map(|(at, evidence)| evidence_model(evidence, at, writer)).collect(),
        comparisons: finding.comparisons.iter().filter(|comparison| !comparison.rows.is_empty()).map(|comparison| compared(comparison, writer)).collect(),
        charts,
        heats,
        id,
    }
}

fn evidence_model(evidence: &Evidence, at: u32, writer: &Writer) -> EvidenceModel {
    EvidenceModel {
        label: evidence.label.to_owned(),
        text: writer.alone(&evidence.value),
        exact: words::exact(&evidence.value),
        place: at,
        has_rows: has_rows(&evidence.rows),
    }
}

fn has_rows(rows: &crate::diagnosis::finding::Rows) -> bool {
    !rows.facts.is_empty() || !rows.tables.is_empty()
}

fn compared(comparison: &Comparison, writer: &Writer) -> ComparisonModel {
    let row = |(at, row): (u32, &ComparedRow)| ComparedModel {
        cells: row.cells.iter().map(|cell| writer.alone(cell)).collect(),
        exacts: row.cells.iter().map(words::exact).collect(),
        place: at,
        has_rows: has_rows(&row.rows),
    };
    ComparisonModel {
        title: comparison.title.to_owned(),
        columns: comparison.columns.iter().map(|column| (*column).to_owned()).collect(),
        rows: (0_u32..).zip(&comparison.rows).map(row).collect(),
    }
}

fn remedy(remedy: &Remedy) -> RemedyModel {
    let to = |page: &str, topic: &str, label: &str| RemedyModel { page: page.into(), topic: topic.into(), row: String::new(), label: label.into() };
    match remedy {
        Remedy::Offer(asin) => RemedyModel { row: short_id(asin), ..to("commission", "offers", "Open its offer") },
        Remedy::Offers => to("commission", "offers", "Open the offers"),
        Remedy::Rates => to("commission", "rates", "Open rates over time"),
        Remedy::Tiers => to("commission", "tiers", "Open the tiers"),
        Remedy::Costs => to("commission", "costs", "Open lines and costs"),
        Remedy::Files => to("data", "checks", "See what the files can tell"),
        Remedy::Programme | Remedy::Performance => to("performance", "", "Open the figures"),
    }
}
