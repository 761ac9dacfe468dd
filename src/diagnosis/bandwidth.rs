//! DIA-15: whether the hours there are do for the work there is.

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-15",
    name: "Bandwidth",
    question: "Are there enough hours for the programme?",
    test: "Hours a week of briefs, outreach, content to review (handed in or reviewed, whichever is more) and the pull, at the log's pace over the last 13 weeks, against \
           the hours set in Settings.",
    why: "Too few hours are a question of people, not of the channel.",
    needs: &["operations"],
    check,
};

/// One kind of work.
struct Work {
    name: &'static str,
    /// Entries in the weeks looked at.
    entries: usize,
    hours_each: Ratio,
    rows: Vec<(u32, u64)>,
}

impl Work {
    /// Hours a week.
    fn hours(&self, weeks: usize) -> Ratio {
        Ratio::new(self.entries as i128, weeks as i128).and_then(|each_week| each_week.times(&self.hours_each)).unwrap_or_default()
    }
}

fn check(case: &Case<'_>) -> Answer {
    let Some(available) = case.terms.ratio(Term::HoursAvailable) else {
        return Answer::unknown("How many hours a week there are for the programme is not set: Settings has a field for it.");
    };
    let Some((log, weeks)) = case.log().and_then(|log| Some((log, log.weeks()?))) else {
        return Answer::unknown("No operations log of at least four weeks: how much work there is cannot be told.");
    };
    let from = log.cadence_from();
    let rows = |kinds| log.of(kinds).filter(|entry| entry.day >= from).map(|entry| entry.row).collect::<Vec<_>>();
    let work = |name, term, rows: Vec<_>| Work { name, entries: rows.len(), hours_each: case.terms.value(term), rows };
    let (handed_in, reviewed) = (rows(&["draft", "content submitted"]), rows(&["content reviewed"]));
    let to_review = if handed_in.len() > reviewed.len() { handed_in } else { reviewed };
    // In the order in which hours are given to them: creators who wait come first.
    let all = [
        work("Reviews", Term::ReviewHours, to_review),
        work("Briefs", Term::BriefHours, rows(&["brief sent"])),
        work("Outreach", Term::OutreachHours, rows(&["outreach"])),
    ];
    let pull = case.terms.value(Term::PullHours);
    let needed = all.iter().try_fold(pull, |sum, work| sum.plus(&work.hours(weeks))).unwrap_or_default();
    let hours = |hours: Ratio| Value::Number(hours, 1);
    if needed <= available {
        return Answer::Clear(Phrase::new("The work logged takes {} hours a week of {}.", [hours(needed), hours(available)]));
    }
    let title = Phrase::new("The programme asks for {} hours a week and has {}", [hours(needed), hours(available)]);
    let mut finding = Finding::new("resourcing", Severity::Medium, Ladder::Observed, title);
    finding.says = vec![
        Phrase::plain("This is a question of hours, not of the channel."),
        Phrase::new("Counted over {} weeks to {}, with the hours each piece of work takes as set.", [Value::Count(weeks as i128), Value::Day(log.last())]),
    ];
    finding.fix = scope(&available, &pull, &all, weeks);
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::new("{} hours a week, or less work a week.", [hours(needed)]);
    finding.evidence = vec![
        Evidence::from("Hours a week asked for", Value::Number(needed, 2), Rows::table(all.iter().flat_map(|work| work.rows.iter().copied()))),
        Evidence::new("Hours a week there are", Value::Number(available, 2)),
    ];
    let row = |work: &Work| ComparedRow {
        cells: vec![
            Value::text(work.name),
            Value::Number(work.hours(weeks), 2),
            Value::Number(Ratio::new(work.entries as i128, weeks as i128).unwrap_or_default(), 1),
            Value::Number(work.hours_each, 2),
        ],
        rows: Rows::table(work.rows.iter().copied()),
    };
    let one_pull = ComparedRow {
        cells: vec![Value::text("Weekly pull"), Value::Number(pull, 2), Value::Number(Ratio::whole(1), 1), Value::Number(pull, 2)],
        rows: Rows::none(),
    };
    let rows = std::iter::once(one_pull).chain(all.iter().map(row)).collect();
    finding.comparisons = vec![Comparison { title: "Where the hours go", columns: vec!["Work", "Hours a week", "Pieces a week", "Hours each"], rows }];
    Answer::found(finding)
}

/// Whole pieces of work a week that fit, the pull first.
fn scope(available: &Ratio, pull: &Ratio, all: &[Work], weeks: usize) -> Phrase {
    let Some(mut left) = available.minus(pull).filter(|left| !left.is_negative()) else {
        return Phrase::plain("Not even the weekly pull fits. Give the programme an owner with hours, or let it go.");
    };
    let mut pieces = Vec::new();
    for work in all {
        // Never more than there are, rounded up: a week has whole pieces.
        let wanted = Ratio::new(work.entries as i128, weeks as i128).map_or(0, |each_week| each_week.ceiling());
        let fit = left.over(&work.hours_each).map_or(wanted, |most| floor(&most)).clamp(0, wanted);
        left = Ratio::whole(fit).times(&work.hours_each).and_then(|used| left.minus(&used)).unwrap_or_default();
        pieces.push(Value::Count(fit));
    }
    Phrase::new("What fits in a week: the pull, {} reviews, {} briefs and {} outreaches. Do these every week before asking for more hours.", pieces)
}

fn floor(value: &Ratio) -> i128 {
    value.numerator().div_euclid(value.denominator())
}
