//! What the command line says of files together: how far they can be trusted, what they have to do with each other, and which
//! commission works.

use creator_audit::analysis;
use creator_audit::ledger::Slice;
use creator_audit::present::model::{FileCard, FileState};
use creator_audit::present::render::json::CheckedFile;
use creator_audit::present::render::trust::{self, Parts};
use creator_audit::session::Session;

use super::inputs::{Input, inputs, read_all, report_problems};
use super::{Options, Stop, complain, configured, print_json};

/// Every file in one workspace, with what they were read from and their cards.
fn together(options: &Options) -> Result<(Session, Vec<Input>, Vec<FileCard>), Stop> {
    let mut session = configured(options)?;
    let mut all = Vec::new();
    for path in &options.files {
        all.extend(inputs(path)?);
    }
    let cards = read_all(&mut session, &all)?;
    Ok((session, all, cards))
}

/// `quality`: one answer for all files.
pub fn quality(options: &Options) -> Result<String, Stop> {
    let (session, all, cards) = together(options)?;
    report_problems(&cards, &all)?;
    let parts = Parts {
        report: &session.quality(),
        proposals: &session.alias_proposals(),
        resolution: session.resolution(),
        ledger: session.ledger(),
        files: session.files(),
        currency: session.currency(),
        as_of: analysis::as_of(session.ledger(), session.rules()),
    };
    print_json(&trust::quality_report(&parts))
}

/// `commission`: one answer for all files.
pub fn commission(options: &Options) -> Result<String, Stop> {
    let (session, all, cards) = together(options)?;
    report_problems(&cards, &all)?;
    report_overlaps(&session);
    print_json(&session.commission_report())
}

/// `findings`: what every rule says of all files together.
pub fn findings(options: &Options) -> Result<String, Stop> {
    let (mut session, all, cards) = together(options)?;
    report_problems(&cards, &all)?;
    report_overlaps(&session);
    let slice = Slice { from: options.from, to: options.to, ..Slice::ALL };
    print_json(&session.findings_report(&slice))
}

/// Adds to each file what it has to do with the others. Files that cannot be read beside them are left as they are.
pub fn add_relations(options: &Options, checked: &mut [CheckedFile]) {
    let Ok((session, _, cards)) = together(options) else { return };
    let joins = session.quality().joins;
    let (ledger, files) = (session.ledger(), session.files());
    for file in checked {
        file.already_here = cards.iter().find(|card| card.name == file.file).and_then(|card| match &card.outcome {
            FileState::AlreadyHere { name } => Some(name.clone()),
            _ => None,
        });
        let Some(source) = files.iter().find(|known| known.name == file.file).map(|known| known.id) else { continue };
        let overlaps = session.resolution().overlaps.iter().filter(|overlap| overlap.newer == source);
        file.restatements = overlaps.map(|overlap| trust::overlap(overlap, ledger, files)).collect();
        file.joins = joins.iter().filter(|join| join.source == source).map(|join| trust::join_entry(join, files)).collect();
    }
}

/// Says on standard error where figures may count sales twice, and what was restated.
pub fn report_overlaps(session: &Session) {
    for sentence in session.workspace().overlaps.iter().flat_map(|overlap| &overlap.sentences) {
        complain(sentence, 0);
    }
}
