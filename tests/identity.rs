//! What a file is does not depend on when, how often or in which company it is dropped: laws over generated files.

use std::fmt::Write as _;

use creator_audit::analysis::{Detail, analyse};
use creator_audit::kpi;
use creator_audit::ledger::{Dimension, Slice};
use creator_audit::present::model::{FileCard, FileState, WorkspaceModel};
use creator_audit::present::render::json;
use creator_audit::protocol::messages::{Answer, Ask};
use creator_audit::session::{Closed, Session};
use creator_audit::units::Weekday;
use proptest::prelude::*;

/// One row of a generated file. Few different keys, so that files share many of them.
#[derive(Clone, Debug)]
struct Row {
    day: u8,
    creator: u8,
    asin: u8,
    clicks: Option<u16>,
    cents: Option<i32>,
}

fn row() -> impl Strategy<Value = Row> {
    let values = (prop::option::weighted(0.8, 0_u16..9), prop::option::weighted(0.8, -999_i32..99_999));
    (1_u8..=12, 0_u8..3, 0_u8..2, values).prop_map(|(day, creator, asin, (clicks, cents))| Row { day, creator, asin, clicks, cents })
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(), 1..40)
}

/// A file, and when it was modified.
type File = (String, u64);

fn csv<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let mut text = "Date,Creator,ASIN,Campaign,Clicks,Revenue,Commission\n".to_owned();
    for row in rows {
        let money = |cents: i32| format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
        let (clicks, revenue) = (row.clicks.map(|clicks| clicks.to_string()).unwrap_or_default(), row.cents.map(money).unwrap_or_default());
        // A click or a sale is always there: a row without any figure is none.
        let commission = if clicks.is_empty() && revenue.is_empty() { "0.10".to_owned() } else { row.cents.map(|cents| money(cents / 10)).unwrap_or_default() };
        let _ = writeln!(text, "2026-03-{:02},Creator {},B00000000{},Spring,{clicks},{revenue},{commission}", row.day, row.creator, row.asin);
    }
    text
}

fn import(session: &mut Session, files: &[(&str, &File)]) -> Vec<FileCard> {
    let mut import = session.begin_import();
    for (name, (text, modified_ms)) in files {
        import.open(name, false);
        import.modified(*modified_ms);
        import.feed(text.as_bytes());
        assert_eq!(import.close(), Closed::Done);
    }
    match session.commit(import) {
        Answer::Imported { files, .. } => files,
        other => panic!("not an import: {other:?}"),
    }
}

fn session_of(files: &[(&str, &File)]) -> Session {
    let mut session = Session::with_seed(11);
    import(&mut session, files);
    session
}

/// Every figure of every grouping, as the command line would print it.
fn figures(session: &Session) -> String {
    let mut out = String::new();
    for by in [Dimension::Whole, Dimension::Creator, Dimension::Asin, Dimension::Campaign, Dimension::Week(Weekday::Sunday), Dimension::Month] {
        let analysis = analyse(session.ledger(), session.rules(), &Slice::ALL, by, Detail::Creators);
        out += &serde_json::to_string(&json::kpi_report(session.ledger(), &analysis, session.currency(), &kpi::all().collect::<Vec<_>>())).expect("JSON");
    }
    out
}

fn ask(session: &mut Session, ask: Ask) -> WorkspaceModel {
    match session.answer(ask) {
        Answer::Workspace { workspace, .. } => workspace,
        other => panic!("not an edit: {other:?}"),
    }
}

fn source_of(session: &Session, name: &str) -> u32 {
    session.files().iter().find(|file| file.name == name).map(|file| file.id).expect("a file of this name")
}

/// The workspace saved and opened by another session.
fn reopened(session: &Session) -> Session {
    let (packed, _) = session.snapshot();
    let mut opened = Session::with_seed(77);
    assert!(matches!(opened.restore(&packed), Answer::Workspace { .. }));
    opened
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_files_changes_nothing_even_where_they_contradict_each_other(a in rows(), b in rows(), c in rows(), times in [0_u64..3, 0_u64..3, 0_u64..3]) {
        let [a, b, c] = [(csv(&a), times[0]), (csv(&b), times[1]), (csv(&c), times[2])];
        let first = session_of(&[("a.csv", &a), ("b.csv", &b), ("c.csv", &c)]);
        for order in [[("c.csv", &c), ("b.csv", &b), ("a.csv", &a)], [("b.csv", &b), ("c.csv", &c), ("a.csv", &a)]] {
            let mut one_by_one = Session::with_seed(5);
            for file in order {
                import(&mut one_by_one, &[file]);
            }
            prop_assert_eq!(figures(&first), figures(&one_by_one));
        }
    }

    #[test]
    fn a_file_cut_into_two_that_overlap_is_the_file(rows in rows(), from in 1_u8..12, until in 1_u8..12, times in [0_u64..3, 0_u64..3]) {
        let (from, until) = (from.min(until), from.max(until));
        let whole = session_of(&[("a.csv", &(csv(&rows), 0))]);
        let earlier = (csv(rows.iter().filter(|row| row.day <= until)), times[0]);
        let later = (csv(rows.iter().filter(|row| row.day >= from)), times[1]);
        let both = session_of(&[("earlier.csv", &earlier), ("later.csv", &later)]);
        prop_assert_eq!(figures(&whole), figures(&both));
        prop_assert!(both.workspace().overlaps.iter().all(|overlap| overlap.restated_keys == 0), "nothing was restated");
    }

    #[test]
    fn dropping_a_file_twice_adds_nothing_in_any_order_of_rows(a in rows(), b in rows()) {
        let backwards = (csv(a.iter().rev()).replace("\n2026", "\n,,,,,,\n2026"), 9);
        let (a, b) = ((csv(&a), 1), (csv(&b), 2));
        let once = session_of(&[("a.csv", &a), ("b.csv", &b)]);
        let mut twice = session_of(&[("a.csv", &a), ("b.csv", &b)]);
        let cards = import(&mut twice, &[("a (1).csv", &backwards), ("b.csv", &b)]);
        prop_assert!(cards.iter().all(|card| matches!(card.outcome, FileState::AlreadyHere { .. })), "{:?}", cards);
        prop_assert_eq!(figures(&once), figures(&twice));
        prop_assert_eq!(once.ledger().rows(), twice.ledger().rows());
    }

    #[test]
    fn taking_the_newer_file_out_brings_the_older_back(a in rows(), b in rows()) {
        let (a, b) = ((csv(&a), 1), (csv(&b), 2));
        prop_assume!(a.0 != b.0);
        let before = session_of(&[("a.csv", &a)]);
        let mut both = session_of(&[("a.csv", &a), ("b.csv", &b)]);
        prop_assume!(both.files().len() == 2);
        let with_both = figures(&both);
        let source = source_of(&both, "b.csv");
        ask(&mut both, Ask::RemoveFile { source });
        prop_assert_eq!(figures(&before), figures(&both));
        // Also once the workspace was closed and opened; and the step can still be taken back then.
        let mut opened = reopened(&both);
        prop_assert_eq!(figures(&before), figures(&opened));
        ask(&mut opened, Ask::Undo);
        prop_assert_eq!(&with_both, &figures(&opened));
        ask(&mut opened, Ask::Redo);
        prop_assert_eq!(figures(&before), figures(&opened));
    }

    #[test]
    fn steps_can_be_walked_back_and_forth_across_closing_the_page(a in rows(), b in rows(), c in rows()) {
        let files = [("a.csv", (csv(&a), 1)), ("b.csv", (csv(&b), 2)), ("c.csv", (csv(&c), 3))];
        let mut session = Session::with_seed(3);
        let mut states = vec![figures(&session)];
        for (name, file) in &files {
            let count = session.files().len();
            import(&mut session, &[(name, file)]);
            prop_assume!(session.files().len() > count);
            states.push(figures(&session));
        }
        let source = source_of(&session, "a.csv");
        ask(&mut session, Ask::RemoveFile { source });
        states.push(figures(&session));
        for state in states.iter().rev().skip(1) {
            session = reopened(&session);
            ask(&mut session, Ask::Undo);
            prop_assert_eq!(state, &figures(&session));
        }
        prop_assert!(matches!(session.answer(Ask::Undo), Answer::Refused { .. }), "there is no further step");
        for state in states.iter().skip(1) {
            session = reopened(&session);
            ask(&mut session, Ask::Redo);
            prop_assert_eq!(state, &figures(&session));
        }
        prop_assert!(matches!(session.answer(Ask::Redo), Answer::Refused { .. }), "there is no further step");
    }
}

#[test]
fn steps_are_named_and_a_new_one_ends_what_could_be_repeated() {
    let file = |creator: &str| (format!("Date,Creator,ASIN,Units\n2026-03-01,{creator},B000000001,1\n"), 0);
    let mut session = session_of(&[("a.csv", &file("Ann")), ("b.csv", &file("Ben"))]);
    assert_eq!(session.workspace().steps.undo.as_deref(), Some("import of 2 files"));
    let source = source_of(&session, "b.csv");
    let workspace = ask(&mut session, Ask::RemoveFile { source });
    assert_eq!((workspace.steps.undo.as_deref(), workspace.rows), (Some("removal of b.csv"), 1));
    assert_eq!(workspace.steps.note, "1 removed row is kept, so that steps can be undone and redone.");
    let workspace = ask(&mut session, Ask::Undo);
    assert_eq!((workspace.steps.redo.as_deref(), workspace.rows), (Some("removal of b.csv"), 2));
    import(&mut session, &[("c.csv", &file("Cid"))]);
    assert_eq!((session.workspace().steps.redo, session.workspace().rows), (None, 3));
    // An import that was taken back is let go of as soon as another one comes.
    ask(&mut session, Ask::Undo);
    assert_eq!(session.ledger().rows(), 3);
    import(&mut session, &[("d.csv", &file("Dan"))]);
    assert_eq!((session.ledger().rows(), session.workspace().rows), (3, 3));
    assert_eq!(session.ledger().creators().code("Cid"), None, "gone, not just out of sight");
}

#[test]
fn no_more_than_ten_steps_are_kept_and_all_can_be_forgotten() {
    let file = |number: usize| (format!("Date,Creator,ASIN,Units\n2026-03-01,c{number},B000000001,1\n"), 0);
    let mut session = Session::with_seed(1);
    for number in 0..6 {
        import(&mut session, &[(&format!("{number}.csv"), &file(number))]);
        let source = source_of(&session, &format!("{number}.csv"));
        ask(&mut session, Ask::RemoveFile { source });
    }
    // Twelve steps: the first import and removal are out of reach, and with them the row of the first file.
    assert_eq!((session.ledger().rows(), session.workspace().rows), (5, 0));
    let workspace = ask(&mut session, Ask::ForgetSteps);
    assert_eq!((session.ledger().rows(), workspace.steps.undo, workspace.steps.note), (0, None, String::new()));
}

#[test]
fn a_file_that_was_taken_out_and_is_dropped_again_is_held_once_and_every_step_still_goes_back() {
    let text = |units: u8| format!("Date,Creator,ASIN,Units\n2026-03-01,Ann,B000000001,{units}\n2026-03-02,Ben,B000000001,2\n");
    let (same, other) = ((text(1), 5), (text(3), 5));
    let mut session = session_of(&[("a.csv", &same)]);
    let first = figures(&session);
    for _ in 0..3 {
        let source = source_of(&session, "a.csv");
        assert_eq!(ask(&mut session, Ask::RemoveFile { source }).rows, 0);
        assert_eq!(import(&mut session, &[("a.csv", &same)])[0].outcome, FileState::Read);
        assert_eq!((session.ledger().rows(), figures(&session)), (2, first.clone()), "two rows, however often it comes");
    }
    let mut session = reopened(&session);
    for (step, rows) in (0..7).zip([0, 2].into_iter().cycle()) {
        assert_eq!(ask(&mut session, Ask::Undo).rows, rows, "step {step} back");
    }
    for (step, rows) in (0..7).zip([2, 0].into_iter().cycle()) {
        assert_eq!(ask(&mut session, Ask::Redo).rows, rows, "step {step} again");
    }
    assert_eq!(figures(&session), first);
    // Of the same name, time and length, but not the same: the one taken out is held beside it.
    let source = source_of(&session, "a.csv");
    ask(&mut session, Ask::RemoveFile { source });
    import(&mut session, &[("a.csv", &other)]);
    assert_eq!((session.ledger().rows(), session.workspace().rows), (4, 2));
    assert_ne!(figures(&session), first);
    (0..2).for_each(|_| drop(ask(&mut session, Ask::Undo)));
    assert_eq!(figures(&session), first);
}

#[test]
fn another_currency_may_come_once_the_first_is_out_and_both_steps_go_back() {
    let euros = ("Date,Creator,ASIN,Revenue\n2026-03-01,Ann,B000000001,5.00 €\n".to_owned(), 0);
    let dollars = ("Date,Creator,ASIN,Revenue\n2026-03-01,Ann,B000000001,$7.00\n".to_owned(), 0);
    let mut session = session_of(&[("eur.csv", &euros)]);
    assert!(matches!(import(&mut session, &[("usd.csv", &dollars)])[0].outcome, FileState::Unusable { .. }));
    let source = source_of(&session, "eur.csv");
    ask(&mut session, Ask::RemoveFile { source });
    assert_eq!(import(&mut session, &[("usd.csv", &dollars)])[0].outcome, FileState::Read);
    assert_eq!((session.workspace().currency.as_str(), session.workspace().rows), ("USD", 1));
    ask(&mut session, Ask::Undo);
    let workspace = ask(&mut session, Ask::Undo);
    assert_eq!((workspace.currency.as_str(), workspace.rows), ("EUR", 1));
}

#[test]
fn what_was_restated_can_be_read_key_by_key() {
    let older = ("Date,Creator,Campaign,ASIN,Revenue\n2026-03-01,Ann,Glow,B000000001,$20.00\n2026-03-02,Ann,Glow,B000000001,$10.00\n".to_owned(), 1);
    let newer = ("Date,Creator,Campaign,ASIN,Revenue\n2026-03-02,Ann,Glow,B000000001,$12.50\n2026-03-01,Ann,Glow,B000000001,$20.00\n".to_owned(), 2);
    let mut session = session_of(&[("older.csv", &older), ("newer.csv", &newer)]);
    let workspace = session.workspace();
    let [overlap] = workspace.overlaps.as_slice() else { panic!("one pair") };
    assert_eq!(
        overlap.sentences,
        [
            "1 row of older.csv is in newer.csv with the same values and counted once.",
            "1 entry of older.csv has other values in newer.csv, which is newer and counts: revenue +$2.50."
        ]
    );
    let Answer::Restatements { model } = session.answer(Ask::Restatements { newer: overlap.newer, older: overlap.older }) else { panic!("a list") };
    let [row] = model.rows.as_slice() else { panic!("one key") };
    assert_eq!((row.date.as_str(), row.creator.as_str(), row.older_line, row.newer_line), ("2 Mar 2026", "Ann", 3, 2));
    let change = &row.changes[0];
    assert_eq!((change.older.as_str(), change.newer.as_str(), change.delta.as_str(), change.newer_exact.as_str()), ("$10.00", "$12.50", "+$2.50", "12.500000"));
}
