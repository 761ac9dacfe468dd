//! Laws that hold for any ledger and any bytes.

use std::fmt::Write as _;

use creator_audit::analysis::{Detail, Rules, analyse};
use creator_audit::intake::scan::Scanner;
use creator_audit::intake::{FileReader, FileResult};
use creator_audit::kpi;
use creator_audit::ledger::{Dimension, Ledger, Measure, Slice, Supplied};
use creator_audit::present::model::FileState;
use creator_audit::present::render::json;
use creator_audit::protocol::messages::{Answer, Ask};
use creator_audit::protocol::route::View;
use creator_audit::session::{Closed, Session};
use creator_audit::units::{Currency, Weekday};
use proptest::prelude::*;

mod support;
use support::read_into;

/// One row of a generated file; `None` is an empty cell.
#[derive(Clone, Debug)]
struct Row {
    day: u8,
    month: u8,
    creator: u8,
    asin: u8,
    line: u8,
    clicks: Option<u16>,
    orders: Option<i16>,
    cents: Option<i32>,
}

fn row() -> impl Strategy<Value = Row> {
    let cells = (prop::option::weighted(0.9, any::<u16>()), prop::option::weighted(0.9, -5_i16..500), prop::option::weighted(0.9, -9_999_i32..9_999_999));
    (1_u8..=28, 1_u8..=4, 0_u8..7, 0_u8..5, 0_u8..3, cells).prop_map(|(day, month, creator, asin, line, (clicks, orders, cents))| Row {
        day,
        month,
        creator,
        asin,
        line,
        clicks,
        orders,
        cents,
    })
}

const HEADER: &str = "Date,Creator ID,Creator,ASIN,Product Line,Clicks,Orders,Revenue,Commission\n";

fn csv<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let mut text = HEADER.to_owned();
    for row in rows {
        let cell = |value: Option<String>| value.unwrap_or_default();
        let money = |cents: i32| format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
        let _ = writeln!(
            text,
            "2026-{:02}-{:02},c{},\"Creator, {}\",B00000000{},Line {},{},{},{},{}",
            row.month,
            row.day,
            row.creator,
            row.creator,
            row.asin,
            row.line,
            cell(row.clicks.map(|clicks| clicks.to_string())),
            cell(row.orders.map(|orders| orders.to_string())),
            cell(row.cents.map(money)),
            cell(row.cents.map(|cents| money(cents / 10))),
        );
    }
    text
}

fn session_of(files: &[(&str, &str)]) -> Session {
    let mut session = Session::with_seed(7);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    read_into(&mut session, &files, 1 << 16);
    session
}

/// Every figure of every grouping, as the command line would print it.
fn figures(ledger: &Ledger) -> String {
    let mut out = String::new();
    for by in [Dimension::Whole, Dimension::Creator, Dimension::Asin, Dimension::Line, Dimension::Week(Weekday::Sunday), Dimension::Month] {
        let report =
            json::kpi_report(ledger, &analyse(ledger, &Rules::default(), &Slice::ALL, by, Detail::Creators), Currency::USD, &kpi::all().collect::<Vec<_>>());
        out += &serde_json::to_string(&report).expect("JSON");
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn totals_are_the_sum_of_their_parts_by_every_key(rows in prop::collection::vec(row(), 0..80)) {
        let session = session_of(&[("a.csv", &csv(&rows))]);
        let ledger = session.ledger();
        for by in [Dimension::Creator, Dimension::Asin, Dimension::Line, Dimension::Campaign, Dimension::Week(Weekday::Monday), Dimension::Month] {
            let analysis = analyse(ledger, &Rules::default(), &Slice::ALL, by, Detail::Creators);
            prop_assert_eq!(analysis.groups().map(|group| group.rows()).sum::<u64>(), ledger.rows() as u64);
            for measure in Measure::ALL {
                let part = |group: &creator_audit::ledger::Group| group.sum(measure, Supplied::NONE);
                prop_assert_eq!(analysis.groups().map(|group| part(&group)).sum::<i128>(), part(analysis.whole()));
            }
        }
    }

    #[test]
    fn the_order_of_rows_and_files_changes_no_figure(rows in prop::collection::vec(row(), 2..60), cut in 1_u8..28) {
        let whole = session_of(&[("a.csv", &csv(&rows))]);
        let backwards = session_of(&[("a.csv", &csv(rows.iter().rev()))]);
        // Each file holds whole days: rows of one key in two files would be two versions of it.
        let (first, second): (Vec<Row>, Vec<Row>) = rows.iter().cloned().partition(|row| row.day <= cut);
        prop_assume!(!first.is_empty() && !second.is_empty());
        let (first, second) = (csv(&first), csv(&second));
        let split = session_of(&[("a.csv", &first), ("b.csv", &second)]);
        let swapped = session_of(&[("b.csv", &second), ("a.csv", &first)]);
        prop_assert_eq!(figures(whole.ledger()), figures(backwards.ledger()));
        prop_assert_eq!(figures(whole.ledger()), figures(split.ledger()));
        prop_assert_eq!(figures(whole.ledger()), figures(swapped.ledger()));
    }

    #[test]
    fn the_same_file_twice_adds_nothing(rows in prop::collection::vec(row(), 1..40)) {
        let text = csv(&rows);
        let once = session_of(&[("a.csv", &text)]);
        let twice = session_of(&[("a.csv", &text), ("other name.csv", &text)]);
        prop_assert_eq!(once.ledger().rows(), twice.ledger().rows());
        prop_assert_eq!(figures(once.ledger()), figures(twice.ledger()));
    }

    #[test]
    fn a_file_taken_out_leaves_what_was_there_before(rows in prop::collection::vec(row(), 1..30), other in prop::collection::vec(row(), 1..30)) {
        prop_assume!(csv(&rows) != csv(&other));
        let before = session_of(&[("a.csv", &csv(&rows))]);
        let mut both = session_of(&[("b.csv", &csv(&other)), ("a.csv", &csv(&rows))]);
        let taken = both.files().iter().find(|file| file.name == "b.csv").map(|file| file.id);
        if let Some(source) = taken {
            both.answer(Ask::RemoveFile { source });
        }
        prop_assert_eq!(figures(before.ledger()), figures(both.ledger()));
    }

    #[test]
    fn a_saved_workspace_opens_as_it_was(rows in prop::collection::vec(row(), 0..60)) {
        let session = session_of(&[("a.csv", &csv(&rows)), ("b.csv", "Date,Creator,ASIN,Units\n2026-01-01,Zoë,B000000009,3\n,,,\n")]);
        let (packed, _) = session.snapshot();
        let mut opened = Session::with_seed(99);
        let answer = opened.restore(&packed);
        prop_assert!(matches!(answer, Answer::Workspace { .. }), "{:?}", answer);
        prop_assert_eq!(figures(session.ledger()), figures(opened.ledger()));
        // All but the files themselves, which no reload gives back.
        let mut before = session.workspace();
        before.files.iter_mut().filter_map(|card| card.formats.as_mut()).for_each(|formats| formats.at_hand = false);
        prop_assert_eq!(before, opened.workspace());
        prop_assert_eq!(session.snapshot(), opened.snapshot());
    }

    #[test]
    fn a_damaged_workspace_is_refused_and_changes_nothing(rows in prop::collection::vec(row(), 1..20), at in any::<prop::sample::Index>(), with in any::<u16>()) {
        let session = session_of(&[("a.csv", &csv(&rows))]);
        let (mut packed, _) = session.snapshot();
        let at = at.index(packed.len());
        prop_assume!(packed[at] != with);
        packed[at] = with;
        let mut other = session_of(&[("b.csv", "Date,Creator,ASIN,Units\n2026-01-01,Zoë,B000000009,3\n")]);
        let before = figures(other.ledger());
        let answer = other.restore(&packed);
        prop_assert!(matches!(answer, Answer::Refused { .. }), "{:?}", answer);
        prop_assert_eq!(before, figures(other.ledger()));
    }

    #[test]
    fn any_bytes_end_in_a_state_and_every_record_is_counted(bytes in prop::collection::vec(any::<u8>(), 0..600), block in 1_usize..64) {
        let mut reader = FileReader::new("x.csv", 3, None);
        for chunk in bytes.chunks(block) {
            reader.feed(chunk, &|_| None);
        }
        let result = reader.finish(&|_| None);
        prop_assert_eq!(result.accepted + result.rejected + result.skipped, result.records);
    }

    #[test]
    fn any_rows_under_a_good_header_are_counted_and_split_alike(body in "[\"a,;\\n\\r0-9B\\-. ]{0,300}", block in 1_usize..40) {
        let text = format!("{HEADER}{body}");
        let read = |block: usize| {
            let mut reader = FileReader::new("x.csv", 3, None);
            text.as_bytes().chunks(block).for_each(|chunk| { reader.feed(chunk, &|_| None); });
            reader.finish(&|_| None)
        };
        let (whole, split) = (read(usize::MAX), read(block));
        prop_assert_eq!(whole.accepted + whole.rejected + whole.skipped, whole.records);
        prop_assert_eq!(whole.issues.kept(), split.issues.kept());
        prop_assert_eq!(whole.records, split.records);
        prop_assert_eq!(whole.fingerprint, split.fingerprint);
    }

    #[test]
    fn records_do_not_depend_on_where_blocks_end(text in "[\"a,\\n\\r ]{0,120}", block in 1_usize..20) {
        let split = |block: usize| {
            let (mut scanner, mut records) = (Scanner::new(b',', 0, 1), Vec::new());
            let chunks: Vec<&[u8]> = text.as_bytes().chunks(block).collect();
            for chunk in chunks {
                scanner.feed(chunk, false, |record| records.push(format!("{} {} {:?} {:?}", record.line, record.byte, record.fault, (0..record.len()).map(|at| record.text(at).into_owned()).collect::<Vec<_>>())));
            }
            scanner.feed(&[], true, |record| records.push(format!("{} {} {:?} {:?}", record.line, record.byte, record.fault, (0..record.len()).map(|at| record.text(at).into_owned()).collect::<Vec<_>>())));
            records
        };
        prop_assert_eq!(split(usize::MAX), split(block));
    }

    #[test]
    fn any_address_reads_as_a_view_and_comes_back(hash in "\\PC{0,80}") {
        let view = View::from_hash(&hash, Default::default());
        prop_assert_eq!(View::from_hash(&view.to_hash(), Default::default()).to_hash(), view.to_hash());
    }
}

/// A file read as often as it asks for, in blocks of `block` bytes, and how often that was.
fn read_through(bytes: &[u8], block: usize) -> (FileResult, u32) {
    let mut reader = FileReader::new("x.csv", 3, None);
    for readings in 1.. {
        bytes.chunks(block).for_each(|chunk| {
            reader.feed(chunk, &|_| None);
        });
        let result = reader.finish(&|_| None);
        let Some(again) = result.again.clone() else { return (result, readings) };
        reader = FileReader::again("x.csv", 3, None, again);
    }
    unreachable!("a reader asks for a few readings at most")
}

#[test]
fn a_file_larger_than_what_is_looked_at_first_reads_alike_in_blocks_of_any_size() {
    // Evidence for the date order that comes only behind what is looked at first, long titles, and a byte that is not UTF-8.
    let mut bytes = b"Date,Creator,ASIN,Title,Units,Revenue\n".to_vec();
    for row in 0..400_u32 {
        let date = if row == 350 { "25/04/2026".to_owned() } else { format!("03/{:02}/2026", row % 12 + 1) };
        bytes.extend(format!("{date},Ann,B000000001,{},1,$1.{:02}\n", "x".repeat(400), row % 100).bytes());
    }
    bytes.extend(b"03/04/2026,Andr\xe9,B000000001,x,1,$1.00\n");
    let (whole, readings) = read_through(&bytes, usize::MAX);
    assert_eq!((whole.records, whole.accepted, whole.rejected, readings), (401, 401, 0, 2), "{:?}", whole.issues.kept());
    assert_eq!(whole.segment.creators.texts().collect::<Vec<_>>(), ["Ann", "André"], "the only text beyond ASCII is Windows-1252");
    let dates = whole.segment.columns.dates().map(|(first, last)| (first.iso(), last.iso()));
    assert_eq!(dates, Some(("2026-01-03".into(), "2026-12-03".into())), "read day first, also before the row that says so");
    for block in [7, 4_096, 65_535, 65_536, 65_537, 100_000] {
        let (split, _) = read_through(&bytes, block);
        assert_eq!((&split.fingerprint, split.issues.kept()), (&whole.fingerprint, whole.issues.kept()), "blocks of {block}");
    }
}

#[test]
fn the_table_as_csv_comes_back_with_every_figure() {
    let mut session = session_of(&[("a.csv", &creator_audit::sample::csv())]);
    let Answer::Text { text } = session.answer(Ask::TableCsv { view: View::default() }) else { panic!("text") };
    let mut lines = Vec::new();
    Scanner::new(b',', 0, 1).feed(text.as_bytes(), true, |record| lines.push(record.field_count));
    assert_eq!(lines.len(), 44 + 2, "header, 44 creators, totals");
    let bounds = 2 * kpi::all().filter(|kpi| kpi.formula.counts().is_some()).count();
    assert!(lines.iter().all(|&fields| fields == kpi::all().count() + bounds + 2));
}

#[test]
fn a_creator_s_file_takes_the_name_the_user_types() {
    let header = "Date,Campaign Title,ASIN,Clicks,Shipped Items,Revenue,Commission Rate,Commission Income\n";
    let mut session = session_of(&[("export (3).csv", &format!("{header}19-Apr-2026,Glow,B082P9Y919,120,6,149.94,10%,14.99\n"))]);
    let source = session.files()[0].id;
    assert_eq!(session.files()[0].creator.as_deref(), Some("export (3)"));
    session.answer(Ask::NameCreator { source, name: "  Maya Cooks ".into() });
    let report = json::kpi_report(
        session.ledger(),
        &analyse(session.ledger(), &Rules::default(), &Slice::ALL, Dimension::Creator, Detail::Creators),
        Currency::USD,
        &kpi::all().collect::<Vec<_>>(),
    );
    assert_eq!(report.groups.iter().map(|group| group.key.as_str()).collect::<Vec<_>>(), ["Maya Cooks"]);
    assert!(matches!(session.answer(Ask::NameCreator { source, name: " ".into() }), Answer::Refused { .. }));
}

#[test]
fn a_mapping_made_once_is_used_for_the_next_file_of_that_shape() {
    let text = "Woche;Person;Artikel;Umsatz\n2026-03-01;Ann;B000000001;1.234,50 €\n";
    let mut session = Session::with_seed(1);
    let cards = read_into(&mut session, &[("de.csv", text.as_bytes())], 9);
    let FileState::NeedsMapping { waiting, mapping } = &cards[0].outcome else { panic!("asks first: {:?}", cards[0].outcome) };
    assert_eq!(mapping.choice.targets, ["date", "creator", "asin", "revenue"], "words of other languages are suggested, and asked about");
    let mut choice = mapping.choice.clone();
    choice.targets = ["date", "creator", "asin", "revenue"].map(str::to_owned).to_vec();
    choice.decimal = "comma".into();
    let Answer::Preview { preview } = session.answer(Ask::Preview { waiting: *waiting, choice: choice.clone() }) else { panic!("a preview") };
    assert!(preview.problems.is_empty(), "{:?}", preview.problems);
    assert_eq!(preview.rows[0].cells, ["1 Mar 2026", "Ann", "B000000001", "€1,234.50"]);
    let mut import = session.begin_import();
    import.open_mapped(*waiting, choice);
    import.feed(text.as_bytes());
    assert_eq!(import.close(), Closed::Done);
    let Answer::Imported { totals, remember: Some(saved), .. } = session.commit(import) else { panic!("remembered") };
    assert_eq!((totals.accepted, totals.rejected), (1, 0));
    let mut next = Session::with_seed(2);
    next.configure("", vec![saved]).expect("settings");
    let cards = read_into(&mut next, &[("de2.csv", text.replace("Ann", "Ben").as_bytes())], 9);
    assert_eq!((&cards[0].outcome, cards[0].accepted), (&FileState::Read, 1));
}
