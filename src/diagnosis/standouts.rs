//! STA-7: which creators convert better or worse than others with the same products, and are not merely lucky.

use super::capture::{forest, is_named};
use super::case::Case;
use super::crossing::Share;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Severity, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::stats::discovery::discoveries;
use crate::stats::excess::Excess;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "STA-7",
    name: "Best and worst creators",
    question: "Which creators convert better or worse than others, beyond chance?",
    test: "Orders of each creator's clicks against what others make of as many clicks on the same products, at least 1.25 times as many or 0.8 times as few; of those listed at most the part set may be there by chance \
           (Benjamini-Hochberg, two-sided). Creators of whom DIA-13 says that they may capture demand are not called best.",
    why: "Among many creators some look best by luck. Money should follow the others.",
    needs: &[],
    check,
};

const BETTER: Ratio = Ratio::millionths(1_250_000);
const WORSE: Ratio = Ratio::millionths(800_000);
const LISTED_MAX: usize = 10;

fn check(case: &Case<'_>) -> Answer {
    let clicks = u64::from(case.rules.rank_clicks_min);
    let mut groups = case.crossing().excesses(Share::Conversion).map(|found| found.groups).unwrap_or_default();
    groups.retain(|excess| excess.trials >= clicks);
    if groups.len() < 2 {
        return Answer::Unknown(Phrase::new("Needs two creators with {} mature clicks and orders.", [Value::Count(i128::from(clicks))]));
    }
    let two_sided = |excess: &Excess| excess.above.min(excess.below).times(&Ratio::whole(2)).unwrap_or_default().min(Ratio::whole(1));
    let chances: Vec<Ratio> = groups.iter().map(two_sided).collect();
    let kept = discoveries(&chances, &case.terms.value(Term::DiscoveryLevel)).unwrap_or_default();
    let tested = groups.len();
    let told: Vec<(Excess, Ratio)> = groups.into_iter().zip(kept).filter(|(_, found)| found.kept).map(|(excess, found)| (excess, found.adjusted)).collect();
    let captures = |creator: u32| case.signals().iter().any(|signals| signals.creator == creator && is_named(case, signals));
    let mut best: Vec<(Excess, Ratio)> = told.iter().filter(|(excess, _)| excess.index >= BETTER && !captures(excess.group)).copied().collect();
    let mut worst: Vec<(Excess, Ratio)> = told.iter().filter(|(excess, _)| excess.index <= WORSE).copied().collect();
    best.sort_by_key(|(excess, _)| (std::cmp::Reverse(excess.index), excess.group));
    worst.sort_by_key(|(excess, _)| (excess.index, excess.group));
    if best.is_empty() && worst.is_empty() {
        return Answer::Clear(Phrase::new(
            "Of {} creators none converts so differently from others with the same products that chance would not do.",
            [Value::Count(tested as i128)],
        ));
    }
    Answer::found(finding(case, &best, &worst, tested))
}

fn finding(case: &Case<'_>, best: &[(Excess, Ratio)], worst: &[(Excess, Ratio)], tested: usize) -> Finding {
    let count = |list: &[(Excess, Ratio)]| Value::Count(list.len() as i128);
    let title = Phrase::new(
        "Of {} creators {} convert better and {} worse than others with the same products",
        [Value::Count(tested as i128), count(best), count(worst)],
    );
    let mut finding = Finding::new("standouts", Severity::Note, Ladder::Attributed, title);
    finding.says = vec![Phrase::new("At most {} of the names are expected to be there by chance.", [Value::Share(case.terms.value(Term::DiscoveryLevel))])];
    if let Some((first, _)) = best.first() {
        finding.says.push(Phrase::new(
            "{} gets {} times as many orders of a click as others do.",
            [Value::text(case.creator_name(first.group)), Value::Number(first.index, 2)],
        ));
    }
    finding.fix = Phrase::plain(
        "Brief the best first, and raise their tier. Of the worst look at the content; and see DIA-10 before you cut anyone: low sales can hide searches for the brand.",
    );
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("More clicks: intervals narrow, and names come and go at the edge.");
    finding.evidence = vec![Evidence::new("Creators compared", Value::Count(tested as i128))];
    finding.comparisons =
        [("Best", best), ("Worst", worst)].into_iter().filter(|(_, list)| !list.is_empty()).map(|(title, list)| compared(case, title, list)).collect();
    let drawn: Vec<u32> = best.iter().take(LISTED_MAX).chain(worst.iter().take(LISTED_MAX)).map(|(excess, _)| excess.group).collect();
    finding.pictures = vec![forest(case, &drawn)];
    finding
}

fn compared(case: &Case<'_>, title: &'static str, list: &[(Excess, Ratio)]) -> Comparison {
    let row = |(excess, adjusted): &(Excess, Ratio)| {
        let (low, high) = excess.interval().unwrap_or((excess.index, excess.index));
        let cells = vec![
            Value::text(case.creator_name(excess.group)),
            Value::Number(excess.index, 2),
            Value::Number(low, 2),
            Value::Number(high, 2),
            Value::Count(i128::from(excess.trials)),
            Value::Count(i128::from(excess.successes)),
            Value::Number(*adjusted, 4),
        ];
        ComparedRow { cells, rows: Rows::of(case.only(|slice| slice.creator = Some(excess.group))) }
    };
    Comparison {
        title,
        columns: vec!["Creator", "Orders, times others'", "At least", "At most", "Clicks", "Orders", "Part of false names up to here"],
        rows: list.iter().take(LISTED_MAX).map(row).collect(),
    }
}
