//! Creators that may be one, in words.

use crate::ledger::Ledger;
use crate::present::format;
use crate::present::model::{AliasProposalModel, AliasesModel, CreatorModel, MergedModel};
use crate::quality::aliases::{Evidence, Proposal, Proposals, Reason};
use crate::units::Currency;
use crate::workspace::edits::Edits;

/// Proposals and what was merged.
pub fn model(proposals: &Proposals, edits: &Edits, ledger: &Ledger, currency: Currency) -> AliasesModel {
    let creator = |key: &str| {
        let name = ledger.creators().code(key).map_or(key, |code| ledger.creator_name(code)).to_owned();
        CreatorModel { key: key.to_owned(), name, evidence: String::new() }
    };
    AliasesModel {
        status: status(proposals),
        proposals: proposals.listed.iter().map(|proposal| proposal_model(proposal, currency)).collect(),
        merged: edits.aliases.iter().map(|(from, to)| MergedModel { from: creator(from), to: creator(to) }).collect(),
    }
}

fn status(proposals: &Proposals) -> String {
    let pairs = match proposals.total {
        0 => "No two creators look alike.".to_owned(),
        total if total > proposals.listed.len() as u64 => {
            format!(
                "{} of creators look alike; the surest {} are listed.",
                format::counted(total, "pair", "pairs"),
                format::count(proposals.listed.len() as u64)
            )
        }
        1 => "1 pair of creators looks alike.".to_owned(),
        total => format!("{} pairs of creators look alike.", format::count(total)),
    };
    if proposals.is_partial { format!("{pairs} So many names share their letters that not all were compared.") } else { pairs }
}

fn proposal_model(proposal: &Proposal, currency: Currency) -> AliasProposalModel {
    AliasProposalModel {
        from: creator(&proposal.from, currency),
        to: creator(&proposal.to, currency),
        why: why(proposal.reason).into(),
        shared: shared(proposal),
    }
}

fn creator(evidence: &Evidence, currency: Currency) -> CreatorModel {
    let rows = format::counted(evidence.rows, "row", "rows");
    let evidence_text = match evidence.revenue {
        Some(revenue) => format!("{rows}, {}", format::money(revenue, currency)),
        None => rows,
    };
    CreatorModel { key: evidence.key.clone(), name: evidence.name.clone(), evidence: evidence_text }
}

fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::Listed => "Your list of creators names both in one row.",
        Reason::NameOfId => "One is a name without an id, the other an id with that name.",
        Reason::SameLetters => "The same letters and digits, but for case, blanks and signs.",
        Reason::CopyOfFile => "Two files whose names differ by what copying, downloading again or a date adds.",
        Reason::NearlySame(1) => "One letter apart.",
        Reason::NearlySame(_) => "Two letters apart.",
    }
}

/// Whether the two sold the same on the same days: then one of them counts the other's sales again.
fn shared(proposal: &Proposal) -> String {
    let days = format::counted(proposal.shared, "entry", "entries");
    match (proposal.shared, proposal.equal) {
        (0, _) => "They never have the same product on the same day.".into(),
        (shared, equal) if shared == equal => format!("{days} of the same product and day, all with the same figures: probably the same sales twice."),
        (_, 0) => format!("{days} of the same product and day, with different figures."),
        (_, equal) => format!("{days} of the same product and day, {} of them with the same figures.", format::count(equal)),
    }
}
