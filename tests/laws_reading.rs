//! Laws of reading: what a file is read as does not depend on how its bytes arrive nor on the order of its rows, and any
//! bytes end, soon, in a state where every record is accounted for and every complaint is in its place.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use creator_audit::intake::ranges::RangeReader;
use creator_audit::intake::sniff::HEAD_BYTES;
use creator_audit::intake::{FileReader, FileResult, Severity};
use creator_audit::ledger::Sheet;
use creator_audit::session::Session;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

mod support;
#[path = "support/tables.rs"]
mod tables;
use support::{checked, read_into};
use tables::{Table, any_table, table_of_separate_rows};

/// Sizes of blocks in bytes; the last is larger than any file here.
const BLOCKS: [usize; 7] = [1, 2, 3, 7, 64, 4096, usize::MAX];

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the tests").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Every input of the golden cases and of the journeys.
fn inputs() -> Vec<(String, Vec<u8>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut paths = files_below(&tests.join("golden"));
    paths.retain(|path| path.parent().is_some_and(|folder| folder.ends_with("in")));
    paths.extend(files_below(&tests.join("e2e/files")));
    assert!(paths.len() > 30, "the inputs were found");
    paths.into_iter().map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), fs::read(&path).expect("a file"))).collect()
}

#[test]
fn every_input_is_read_alike_in_blocks_of_any_size() {
    for (name, bytes) in inputs() {
        let whole = checked(&name, &bytes, usize::MAX);
        for block in BLOCKS {
            // A byte at a time through megabytes says nothing new about them.
            if bytes.len() / block < 100_000 {
                assert_eq!(checked(&name, &bytes, block), whole, "{name} in blocks of {block}");
            }
        }
    }
}

fn read(bytes: &[u8], block: usize) -> FileResult {
    let mut reader = FileReader::new("x.csv", 3, None);
    for chunk in bytes.chunks(block) {
        reader.feed(chunk, &|_| None);
    }
    reader.finish(&|_| None)
}

/// The file read up to `at`, and the rest by another reader. `None` where it cannot be cut there.
fn read_in_two(bytes: &[u8], at: usize) -> Option<FileResult> {
    let mut front = FileReader::new("x.csv", 3, None);
    front.feed(&bytes[..at], &|_| None);
    let mut back = RangeReader::new(FileReader::new("x.csv", 3, None), &bytes[..=HEAD_BYTES], at as u64, &|_| None)?;
    back.feed(&bytes[at..]);
    let joined = front.is_between_records() && front.join(back.finish(true)?);
    joined.then(|| front.finish(&|_| None))
}

/// Line of the byte at `at`, from 1: LF, CRLF and CR each end one.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    let before = &bytes[..at];
    let ends = before.iter().enumerate().filter(|&(position, &byte)| byte == b'\n' && (position == 0 || before[position - 1] != b'\r') || byte == b'\r');
    1 + ends.count() as u64
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_with_all_that_goes_wrong_are_read_alike_in_blocks_of_any_size(table in any_table(), block in 1_usize..200) {
        let bytes = table.bytes();
        let whole = checked("x.csv", &bytes, usize::MAX);
        prop_assert_eq!(checked("x.csv", &bytes, block), whole);
    }

    #[test]
    fn every_record_is_accounted_for_and_every_complaint_is_in_its_place(table in any_table()) {
        let bytes = table.bytes();
        let result = read(&bytes, usize::MAX);
        prop_assert_eq!(result.accepted + result.rejected + result.skipped, result.records);
        let sheet_rows = result.sheet.as_ref().map_or(0, Sheet::rows);
        prop_assert_eq!((result.segment.columns.rows() + sheet_rows) as u64, result.accepted);
        let rejects: Vec<_> = result.issues.kept().iter().filter(|issue| issue.severity == Severity::Error && !issue.code.concerns_file()).collect();
        prop_assert_eq!(rejects.len() as u64, result.rejected);
        for issue in rejects {
            let at = usize::try_from(issue.byte).expect("a position");
            prop_assert!(at <= bytes.len(), "{:?}", issue);
            let first = line_of(&bytes, at);
            prop_assert!(if issue.column.is_empty() { first == issue.line } else { first >= issue.line }, "line {} is said, byte {} is on line {}", issue.line, at, first);
            if issue.column.is_empty() {
                prop_assert!(String::from_utf8_lossy(&bytes[at..]).starts_with(&issue.raw), "{:?} does not start at byte {}", issue.raw, at);
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_neither_counts_nor_sums(table in table_of_separate_rows()) {
        let (straight, shuffled) = (read(&table.bytes(), usize::MAX), read(&table.shuffled(), usize::MAX));
        prop_assert_eq!(&straight.verdict, &shuffled.verdict);
        prop_assert_eq!((straight.accepted, straight.rejected, straight.skipped), (shuffled.accepted, shuffled.rejected, shuffled.skipped));
        let counts = |result: &FileResult| result.issues.counts().collect::<Vec<_>>();
        prop_assert_eq!(counts(&straight), counts(&shuffled));
        prop_assert_eq!(straight.fingerprint, shuffled.fingerprint);
    }

    #[test]
    fn a_file_dropped_again_under_another_name_adds_nothing(table in any_table()) {
        let bytes = table.bytes();
        let mut session = Session::with_seed(7);
        read_into(&mut session, &[("a.csv", &bytes)], usize::MAX);
        let (rows, files) = (session.ledger().rows(), session.files().len());
        read_into(&mut session, &[("b.csv", &bytes)], 13);
        prop_assert_eq!(session.ledger().rows(), rows);
        if rows > 0 {
            prop_assert_eq!(session.files().len(), files);
        }
    }
}

#[test]
fn a_file_is_read_in_two_ranges_as_in_one_wherever_they_meet() {
    let (mut runner, mut joined) = (TestRunner::deterministic(), 0);
    for _ in 0..12 {
        let table = any_table().prop_map(Table::of_facts).new_tree(&mut runner).expect("a table").current();
        let (bytes, begins) = table.behind_sound_rows(HEAD_BYTES);
        let whole = read(&bytes, usize::MAX);
        // Behind every line end there is, and once where there is none.
        let ends: Vec<usize> = (begins..bytes.len()).filter(|&at| matches!(bytes[at - 1], b'\n' | b'\r')).collect();
        for at in ends.iter().copied().step_by(ends.len() / 5 + 1).chain([begins + 5]) {
            let Some(parts) = read_in_two(&bytes, at.min(bytes.len())) else { continue };
            let counts = |result: &FileResult| [result.bytes, result.records, result.accepted, result.rejected, result.skipped, result.repairs];
            assert_eq!(parts.issues, whole.issues, "cut at {at}");
            assert_eq!((counts(&parts), &parts.currency, &parts.fingerprint), (counts(&whole), &whole.currency, &whole.fingerprint), "cut at {at}");
            assert!(parts.segment == whole.segment, "cut at {at}");
            joined += 1;
        }
    }
    assert!(joined >= 20, "only {joined} files were read in two ranges");
}

/// A hundred thousand lines or so of what makes a reader search far, again and again.
fn hostile() -> Vec<(&'static str, String)> {
    const HEADER: &str = "Date,Creator,ASIN,Units\n";
    let shapes = [
        ("a quote opens on every line", "\"a\n", 100_000),
        ("a quote opens on every line, text follows", "2026-01-01,\"Ann,B000000001,1\n", 20_000),
        ("closed and opened again", "2026-01-01,\"Ann\"x,B000000001,\"1\n", 20_000),
        ("doubled quotes and no end", "2026-01-01,\"A\"\"\n", 40_000),
        ("three quotes a line", "\"\"\"\n", 100_000),
        ("nothing but quotes", "\"", 400_000),
        ("quotes and blanks", "\" ", 200_000),
        ("a quote and many blanks", "\"a\"                                                                            \n", 10_000),
        ("nothing but separators", ",", 400_000),
        ("nothing but line ends", "\r", 400_000),
        ("one line without end", "x", 600_000),
        ("one line of stray quotes", "\"a\"b", 100_000),
        ("open quotes far apart", "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", 8_000),
    ];
    shapes.into_iter().map(|(what, piece, times)| (what, format!("{HEADER}{}", piece.repeat(times)))).collect()
}

#[test]
fn hostile_files_are_read_in_a_time_that_grows_with_their_size_only() {
    // Unoptimised, on a machine busy with other tests: a tenth of a second is usual, and searching anew for each line would take minutes.
    const LONGEST: Duration = Duration::from_secs(20);
    for (what, text) in hostile() {
        let began = Instant::now();
        let whole = read(text.as_bytes(), usize::MAX);
        assert!(began.elapsed() < LONGEST, "{what}: {:?}", began.elapsed());
        assert_eq!(whole.accepted + whole.rejected + whole.skipped, whole.records, "{what}");
        let blocks = read(text.as_bytes(), 1 << 16);
        assert_eq!((blocks.records, blocks.rejected, blocks.issues.kept()), (whole.records, whole.rejected, whole.issues.kept()), "{what}");
    }
}

#[test]
fn blanks_behind_a_closing_quote_belong_to_no_field() {
    let read = read(b"Date,Creator,ASIN,Units\n2026-01-01,\"Ann\" ,B000000001,\"1\"\t \r\n2026-01-01,\"Ben\"  ,B000000001,2", 5);
    assert_eq!((read.accepted, read.rejected), (2, 0), "{:?}", read.issues.kept());
    assert_eq!(read.segment.creators.texts().collect::<Vec<_>>(), ["Ann", "Ben"]);
}

#[test]
fn a_line_that_is_too_long_is_named_and_the_rows_around_it_are_read() {
    let row = "2026-01-01,Ann,B000000001,1\n";
    let text = format!("Date,Creator,ASIN,Units\n{row}2026-01-01,{},B000000001,1\n{row}", "x".repeat(300 * 1024));
    for block in [7_777, 1 << 18, usize::MAX] {
        let read = read(text.as_bytes(), block);
        assert_eq!((read.accepted, read.rejected, read.records), (2, 1, 3), "blocks of {block}: {:?}", read.issues.kept());
        let codes: Vec<_> = read.issues.kept().iter().filter(|issue| issue.severity == Severity::Error).map(|issue| (issue.line, issue.code.name())).collect();
        assert_eq!(codes, [(3, "limit")]);
    }
}
