//! A change of rate as a plan: what it reaches, whom to invite again and with which words, what it costs month by month.

use crate::commission::Commission;
use crate::commission::forecast::{first_whole_month, transition};
use crate::commission::terms::Term;
use crate::ledger::Ledger;
use crate::present::format;
use crate::units::{Currency, Date, Ratio};

use super::model::{LegacyRow, TransitionModel, TransitionRow};
use super::rates::{LEGACY_LISTED_MAX, legacy_creators};

/// The plan for `new_rate` from `day` on; `None` without a whole month of sales.
pub fn plan(commission: &Commission, ledger: &Ledger, new_rate: &Ratio, day: Date, currency: Currency) -> Option<TransitionModel> {
    let start = commission.start.as_ref()?;
    let months = transition(start, commission.fading.as_ref(), new_rate, first_whole_month(day));
    let present = start.current_rate.or_else(|| commission.ledger.blended())?;
    let invite = legacy_creators(commission, ledger, currency);
    let revert = day.plus_days(commission.terms.whole(Term::ReviewDays));
    let links = commission.ledger.links.iter().filter(|link| link.revenue > 0).count() as u64;
    let (new, old) = (format::rate(new_rate), format::rate(&present));
    let direction = match new_rate.cmp(&present) {
        std::cmp::Ordering::Greater => "rise",
        std::cmp::Ordering::Less => "cut",
        std::cmp::Ordering::Equal => "change",
    };
    let yearly = |of: fn(&crate::commission::forecast::TransitionMonth) -> Ratio| months.iter().try_fold(Ratio::whole(0), |sum, month| sum.plus(&of(month)));
    let (as_is, if_all) = (yearly(|month| month.cost)?, yearly(|month| month.cost_if_all_accept)?);
    let steps = vec![
        format!(
            "{}: the {direction} from {old} to {new} is entered. It reaches opt-ins from this day on; {} keep what they have.",
            format::date(day),
            format::counted(links, "existing link", "existing links")
        ),
        format!(
            "From {} to {}: {} with links at older rates are invited to opt in anew, the largest first, with the message below.",
            format::date(day),
            format::date(day.plus_days(14)),
            format::counted(invite.len() as u64, "creator", "creators")
        ),
        format!(
            "The twelve months after it cost {} if nobody moves by invitation, {} if everybody does.",
            format::money_of(&as_is, currency),
            format::money_of(&if_all, currency)
        ),
        format!("{}: the change is reviewed. If opt-ins or revenue fell, the rate goes back; links made until then keep theirs.", format::date(revert)),
    ];
    let rows: Vec<TransitionRow> = months
        .iter()
        .map(|month| TransitionRow {
            month: format::month(month.month),
            blended: month.blended.map(|rate| format::rate(&rate)).unwrap_or_default(),
            cost: format::money_of(&month.cost, currency),
            blended_if_all: month.blended_if_all_accept.map(|rate| format::rate(&rate)).unwrap_or_default(),
            cost_if_all: format::money_of(&month.cost_if_all_accept, currency),
        })
        .collect();
    let message = message(&new, &present, new_rate, day);
    let headline = format!("From {old} to {new} on {}", format::date(day));
    let text = plain(&headline, &steps, &rows, &invite, &message);
    Some(TransitionModel {
        headline,
        steps,
        months: rows,
        invite_total: u32::try_from(invite.len()).unwrap_or(u32::MAX),
        invite: invite.into_iter().take(LEGACY_LISTED_MAX).collect(),
        message,
        text,
    })
}

/// To creators who sell already. Inside the programme messages reach only those who accepted: the others are written to
/// elsewhere.
fn message(new: &str, present: &Ratio, new_rate: &Ratio, day: Date) -> String {
    let day = format::date(day);
    if new_rate >= present {
        format!(
            "Hello {{name}},\n\nfrom {day} our bonus on {{products}} is {new}, on top of Amazon's standard commission. Your present links keep their old rate. To earn the new one, accept the new campaign and use its links in what you publish next.\n\nIs there anything you need from us: a sample, the key claims, a short brief?\n\n{{brand}}"
        )
    } else {
        format!(
            "Hello {{name}},\n\nfrom {day} new opt-ins on {{products}} earn a bonus of {new}, on top of Amazon's standard commission. Your present links keep the rate you accepted: nothing changes for them.\n\nWe plan the next season now and would like to send you a brief and a sample. May we?\n\n{{brand}}"
        )
    }
}

fn plain(headline: &str, steps: &[String], months: &[TransitionRow], invite: &[LegacyRow], message: &str) -> String {
    let mut text = format!("{headline}\n\n");
    for (number, step) in (1..).zip(steps) {
        text.push_str(&format!("{number}. {step}\n"));
    }
    text.push_str("\nMonth\tBlended rate\tCost\tBlended rate if all accept\tCost if all accept\n");
    for month in months {
        text.push_str(&format!("{}\t{}\t{}\t{}\t{}\n", month.month, month.blended, month.cost, month.blended_if_all, month.cost_if_all));
    }
    text.push_str("\nInvite again\tRate\tRevenue\n");
    for row in invite {
        text.push_str(&format!("{}\t{}\t{}\n", row.creator, row.rate, row.revenue));
    }
    text.push_str(&format!("\nMessage\n\n{message}\n"));
    text
}
