//! Creators under two names: what is proposed, what merging does, and that nothing is merged by itself.

use creator_audit::analysis::{Detail, analyse};
use creator_audit::ledger::{Dimension, Slice};
use creator_audit::present::model::{AliasesModel, WorkspaceModel};
use creator_audit::protocol::messages::{Answer, Ask};
use creator_audit::quality::names::{edits, fold};
use creator_audit::session::{Closed, Session};
use proptest::prelude::*;

fn import(session: &mut Session, files: &[(&str, &str)]) {
    let mut import = session.begin_import();
    for (name, text) in files {
        import.open(name, false);
        import.feed(text.as_bytes());
        assert_eq!(import.close(), Closed::Done);
    }
    assert!(matches!(session.commit(import), Answer::Imported { .. }));
}

fn session_of(files: &[(&str, &str)]) -> Session {
    let mut session = Session::with_seed(2);
    import(&mut session, files);
    session
}

fn aliases(session: &mut Session) -> AliasesModel {
    match session.answer(Ask::Aliases) {
        Answer::Aliases { model } => model,
        other => panic!("not proposals: {other:?}"),
    }
}

/// Proposed pairs as `from → to`, by name.
fn proposed(session: &mut Session) -> Vec<String> {
    aliases(session).proposals.iter().map(|proposal| format!("{} → {}", proposal.from.name, proposal.to.name)).collect()
}

fn edit(session: &mut Session, ask: Ask) -> WorkspaceModel {
    match session.answer(ask) {
        Answer::Workspace { workspace, .. } => workspace,
        other => panic!("not an edit: {other:?}"),
    }
}

/// Creator keys with their revenue in micros.
fn revenue(session: &Session) -> Vec<(String, i128)> {
    let analysis = analyse(session.ledger(), session.rules(), &Slice::ALL, Dimension::Creator, Detail::Sums);
    let ledger = session.ledger();
    let mut all: Vec<_> = analysis
        .groups()
        .map(|group| {
            let revenue = group.sum(creator_audit::ledger::Measure::Revenue, creator_audit::ledger::Supplied::NONE);
            (ledger.creators().text(group.code).to_owned(), revenue)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn names_that_differ_in_signs_letters_or_an_id_are_proposed_surest_first() {
    let rows = "Date,Creator ID,Creator,ASIN,Revenue\n\
        2026-03-01,cr-1,Maya Cooks,B000000001,100.00\n\
        2026-03-02,,@maya_cooks,B000000001,20.00\n\
        2026-03-01,,Kitchen Tales,B000000001,50.00\n\
        2026-03-02,,Kitchn Tales,B000000001,5.00\n\
        2026-03-01,,Tom B.,B000000001,9.00\n\
        2026-03-01,,tom b,B000000001,9.00\n\
        2026-03-01,,Creator 12,B000000001,1.00\n\
        2026-03-01,,Creator 13,B000000001,1.00\n\
        2026-03-01,,Anna,B000000001,1.00\n\
        2026-03-01,,Anne,B000000001,1.00\n\
        2026-03-01,cr-8,Nova Home,B000000001,1.00\n\
        2026-03-01,cr-9,Nova Homes,B000000001,1.00\n";
    let mut session = session_of(&[("a.csv", rows)]);
    // Numbered creators, short names and two ids a letter apart are nobody's typing errors.
    assert_eq!(proposed(&mut session), ["@maya_cooks → Maya Cooks", "tom b → Tom B.", "Kitchn Tales → Kitchen Tales"]);
    let model = aliases(&mut session);
    assert_eq!(model.status, "3 pairs of creators look alike.");
    assert_eq!((model.proposals[0].from.evidence.as_str(), model.proposals[0].to.key.as_str()), ("1 row, $20.00", "cr-1"));
    assert_eq!(model.proposals[1].shared, "1 entry of the same product and day, all with the same figures: probably the same sales twice.");
    assert_eq!(revenue(&session).len(), 12, "nothing is merged by itself");
}

#[test]
fn merging_counts_two_as_one_parting_and_undo_restore_and_the_next_file_knows() {
    let header = "Date,Creator,ASIN,Revenue\n";
    let first = format!("{header}2026-03-01,maya,B000000001,10.00\n2026-03-01,Maya,B000000001,4.00\n");
    let mut session = session_of(&[("a.csv", &first)]);
    let apart = revenue(&session);
    assert_eq!(apart, [("Maya".to_owned(), 4_000_000), ("maya".to_owned(), 10_000_000)]);
    let workspace = edit(&mut session, Ask::Merge { from: "Maya".into(), to: "maya".into() });
    let together = revenue(&session);
    assert_eq!(together, [("maya".to_owned(), 14_000_000)], "two rows of one file are both real");
    assert_eq!(workspace.steps.undo.as_deref(), Some("Maya and maya counted as one creator"));
    assert!(proposed(&mut session).is_empty());
    assert_eq!(aliases(&mut session).merged[0].from.key, "Maya");
    assert!(matches!(session.answer(Ask::Merge { from: "maya".into(), to: "Maya".into() }), Answer::Refused { .. }), "no ring");
    // Next week's file still writes it both ways, and says the first day anew: the newer counts, under either name.
    import(&mut session, &[("b.csv", &format!("{header}2026-03-01,Maya,B000000001,15.00\n2026-03-08,Maya,B000000001,1.00\n"))]);
    assert_eq!(revenue(&session), [("maya".to_owned(), 16_000_000)]);
    edit(&mut session, Ask::Undo);
    assert_eq!(revenue(&session), together);
    edit(&mut session, Ask::Unmerge { from: "Maya".into() });
    assert_eq!(revenue(&session), apart);
    edit(&mut session, Ask::Undo);
    assert_eq!(revenue(&session), together);
    edit(&mut session, Ask::Undo);
    assert_eq!(revenue(&session), apart);
    edit(&mut session, Ask::Redo);
    let mut opened = Session::with_seed(9);
    opened.restore(&session.snapshot().0);
    assert_eq!(revenue(&opened), together);
}

#[test]
fn a_creator_s_file_downloaded_again_is_proposed_with_what_both_say() {
    let header = "Date,Campaign Title,ASIN,Clicks,Shipped Items,Revenue,Commission Rate,Commission Income\n";
    let march = format!("{header}19-Mar-2026,Glow,B082P9Y919,120,6,149.94,10%,14.99\n");
    let april = format!("{march}19-Apr-2026,Glow,B082P9Y919,10,1,24.99,10%,2.50\n");
    let other = format!("{header}19-Mar-2026,Glow,B082P9Y919,7,1,24.99,10%,2.50\n");
    let mut session = session_of(&[("maya.csv", &march), ("maya (1).csv", &april), ("tom.csv", &other)]);
    assert_eq!(proposed(&mut session), ["maya → maya (1)"], "into the one with more behind it");
    assert_eq!(aliases(&mut session).proposals[0].shared, "1 entry of the same product and day, all with the same figures: probably the same sales twice.");
    assert_eq!(session.workspace().rows, 4, "counted twice until the user says so");
    let workspace = edit(&mut session, Ask::Merge { from: "maya".into(), to: "maya (1)".into() });
    assert_eq!((workspace.rows, workspace.overlaps[0].duplicate_rows), (3, 1));
}

#[test]
fn the_list_of_creators_says_who_is_who() {
    let rows =
        "Date,Creator,ASIN,Revenue\n2026-03-01,Example Kitchen,B000000001,10.00\n2026-03-02,Example Creator,B000000001,4.00\n2026-03-02,Else,B000000001,4.00\n";
    let list = "Creator ID,Creator,Aliases,Followers,Opt-in Rate\ncr-001,Example Creator,@example; example kitchen,40000,10%\n";
    let mut session = session_of(&[("a.csv", rows), ("creators.csv", list)]);
    assert_eq!(session.sheets().count(), 1, "the list was recognised");
    assert_eq!(proposed(&mut session), ["Example Creator → Example Kitchen"]);
    assert_eq!(aliases(&mut session).proposals[0].why, "Your list of creators names both in one row.");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Every pair within two letters is connected by proposals, and no proposal connects others: against all pairs compared.
    #[test]
    fn proposals_are_what_comparing_all_pairs_gives(names in prop::collection::btree_set("[ab]{3,9}|[a-d]{5,7}c", 2..14)) {
        let names: Vec<String> = names.into_iter().collect();
        let rows: String = names.iter().map(|name| format!("2026-03-01,{name},B000000001,1.00\n")).collect();
        let mut session = session_of(&[("a.csv", &format!("Date,Creator,ASIN,Revenue\n{rows}"))]);
        let mut group: Vec<usize> = (0..names.len()).collect();
        let mut pairs = 0;
        for a in 0..names.len() {
            for b in 0..a {
                let long = names[a].len() >= 5 && names[b].len() >= 5;
                if long && edits(&fold(&names[a]), &fold(&names[b]), 2).is_some() && group[a] != group[b] {
                    let (from, to) = (group[a], group[b]);
                    group.iter_mut().filter(|known| **known == from).for_each(|known| *known = to);
                    pairs += 1;
                }
            }
        }
        let model = aliases(&mut session);
        prop_assert_eq!(model.proposals.len(), pairs);
        for proposal in &model.proposals {
            let at = |key: &str| names.iter().position(|name| name == key).expect("one of the names");
            prop_assert_eq!(group[at(&proposal.from.key)], group[at(&proposal.to.key)]);
        }
    }
}
