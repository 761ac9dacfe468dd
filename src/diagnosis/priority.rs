//! DIA-16: whether somebody keeps the programme's weekly appointment, or it comes fifth.

use super::case::Case;
use super::finding::{Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-16",
    name: "Fifth priority",
    question: "Is the programme somebody's fifth priority?",
    test: "Weeks with a logged pull among the last 13, less than the part set; and where the pulls cannot be counted, as many other duties of the owner as are too many.",
    why: "A programme that comes after everything else is looked at when nothing else burns.",
    needs: &["operations"],
    check,
};

fn check(case: &Case<'_>) -> Answer {
    let duties = case.terms.ratio(Term::OwnerDuties);
    let too_many = duties.map(|duties| duties >= case.terms.value(Term::OtherDuties));
    let Some((log, cadence)) = case.log().and_then(|log| Some((log, log.cadence(&["weekly pull"])?))) else {
        return match (too_many, duties) {
            (Some(true), Some(duties)) => Answer::found(by_duties(case, duties)),
            _ => Answer::unknown("No operations log of at least four weeks: whether the weekly pull is kept is not known."),
        };
    };
    let counts = || [Value::Count(cadence.done as i128), Value::Count(cadence.weeks as i128)];
    let share = Ratio::new(cadence.done as i128, cadence.weeks as i128).unwrap_or_default();
    if share >= case.terms.value(Term::CadenceMin) {
        return Answer::Clear(Phrase::new("The weekly pull was logged in {} of {} weeks.", counts()));
    }
    let is_fifth = too_many == Some(true);
    let (verdict, severity) = if is_fifth { ("fifth-priority", Severity::Medium) } else { ("no-cadence", Severity::Low) };
    let mut finding = Finding::new(verdict, severity, Ladder::Observed, Phrase::new("The weekly pull was kept in {} of {} weeks", counts()));
    finding.says = vec![Phrase::new("The log runs from {} to {}.", [Value::Day(log.first()), Value::Day(log.last())])];
    finding.says.push(match duties {
        Some(duties) => Phrase::new("The owner has {} other duties.", [Value::Number(duties, 0)]),
        None => Phrase::plain("How many other duties the owner has is not set."),
    });
    finding.fix = Phrase::plain("Name one owner, and fix half an hour a week for the pull before anything else is added.");
    finding.remedy = Remedy::Programme;
    let part = Value::Share(case.terms.value(Term::CadenceMin));
    finding.would_change = Phrase::new("A pull in at least {} of weeks.", [part]);
    finding.evidence = vec![
        Evidence::from("Weeks with a pull", Value::Count(cadence.done as i128), Rows::table(cadence.rows.iter().copied())),
        Evidence::from("Weeks the log covers, at most 13", Value::Count(cadence.weeks as i128), Rows::table(log.rows())),
        Evidence::new("Other duties of the owner", duties.map_or(Value::Unknown, |duties| Value::Number(duties, 0))),
    ];
    Answer::found(finding)
}

/// Too many duties, and no log that shows the pull kept all the same.
fn by_duties(case: &Case<'_>, duties: Ratio) -> Finding {
    let title = Phrase::new("The programme's owner has {} other duties", [Value::Number(duties, 0)]);
    let mut finding = Finding::new("many-duties", Severity::Low, Ladder::Observed, title);
    finding.says = vec![Phrase::plain("Whether the weekly pull is kept all the same is not known without an operations log.")];
    finding.fix = Phrase::plain("Log the weekly pull; if it is often missed, give the programme another owner.");
    finding.remedy = Remedy::Programme;
    let most = Value::Number(case.terms.value(Term::OtherDuties), 0);
    finding.would_change = Phrase::new("Fewer than {} other duties, or a log that shows the pull kept.", [most]);
    finding.evidence = vec![Evidence::new("Other duties of the owner", Value::Number(duties, 0))];
    finding
}
