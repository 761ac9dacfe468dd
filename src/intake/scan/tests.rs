use proptest::prelude::*;

use super::super::lanes::all;
use super::*;

/// Everything a record says, for comparing two readings.
type Said = (u64, u64, Option<Fault>, usize, Vec<u8>, Vec<(Vec<u8>, u64)>);

fn said(record: &Record<'_>) -> Said {
    let fields = (0..record.len()).map(|at| (record.text(at).into_owned(), record.field_byte(at))).collect();
    (record.line, record.byte, record.fault, record.field_count, record.raw().to_vec(), fields)
}

/// All records of `bytes`, fed in blocks of `block`, and the line behind the last.
fn read(mut scanner: Scanner, bytes: &[u8], block: usize) -> (Vec<Said>, u64) {
    let mut records = Vec::new();
    for part in bytes.chunks(block.max(1)) {
        scanner.feed(part, false, |record| records.push(said(record)));
    }
    scanner.feed(&[], true, |record| records.push(said(record)));
    (records, scanner.line())
}

fn by_machine(delimiter: u8, expected: Option<usize>) -> Scanner {
    let mut scanner = by_kernel(delimiter, expected, all()[0], 64);
    scanner.rest = u32::MAX;
    scanner
}

fn by_kernel(delimiter: u8, expected: Option<usize>, kernel: Kernel, window: usize) -> Scanner {
    let mut scanner = Scanner::new(delimiter, 0, 1);
    (scanner.machine.expected, scanner.kernel, scanner.window, scanner.window_max) = (expected, kernel, window, window);
    scanner
}

/// Bytes that try every rule of quoting, with lines that are long enough to reach over blocks and windows.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(&b"\",;\t|\r\n a1"[..]).prop_map(|byte| vec![byte]),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        2 => Just(b"\"a\"\"b, c\",".to_vec()),
        2 => Just(b"2026-01-04,x,1.8\" wide,7\r\n".to_vec()),
        1 => Just(b"\"1.8\" thing\",".to_vec()),
        1 => Just(b"\"blanks\"  ,\"\" \r\n".to_vec()),
        1 => (1_usize..130).prop_map(|length| vec![b'x'; length]),
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn windows_of_any_size_give_the_records_the_machine_gives(
        bytes in hostile(), delimiter in prop::sample::select(&b",;\t|\"\n"[..]), expected in prop::option::of(1_usize..5), window in 1_usize..400, block in 1_usize..300,
    ) {
        let whole = read(by_machine(delimiter, expected), &bytes, usize::MAX);
        prop_assert_eq!(&read(by_machine(delimiter, expected), &bytes, block), &whole);
        for kernel in all() {
            prop_assert_eq!(&read(by_kernel(delimiter, expected, kernel, window), &bytes, usize::MAX), &whole);
            prop_assert_eq!(&read(by_kernel(delimiter, expected, kernel, window), &bytes, block), &whole);
        }
    }

    #[test]
    fn all_kernels_see_the_same_bits(bytes in prop::collection::vec(any::<u8>(), 0..400), delimiter in any::<u8>()) {
        let indexed = |kernel: Kernel| {
            let mut index = Index::default();
            kernel(&mut index, &bytes, delimiter);
            let count = index.records().last().map_or(0, |span| span.ends as usize);
            let spans: Vec<(u32, u32)> = index.records().iter().map(|span| (span.ends, span.next)).collect();
            (index.separators[..=count].to_vec(), spans, index.odd, index.is_ascii)
        };
        let portable = indexed(all()[0]);
        for kernel in all() {
            prop_assert_eq!(&indexed(kernel), &portable);
        }
    }
}

#[test]
fn a_record_as_long_as_the_limit_is_read_and_a_longer_line_costs_only_itself() {
    let long = "x".repeat(RECORD_BYTES_MAX - 2);
    for (middle, fault, fields) in [
        (format!("a,{long}"), None, 2),
        (format!("a,{long}y"), Some(Fault::TooLong), 1),
        (format!("a,{long}{long}{long}"), Some(Fault::TooLong), 1),
        (format!("\"a,{long}{long}"), Some(Fault::TooLong), 1),
    ] {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("k,v{end}{middle}{end}b,2{end}");
            let whole = read(by_machine(b',', Some(2)), text.as_bytes(), usize::MAX);
            let seen: Vec<_> = whole.0.iter().map(|said| (said.0, said.2, said.3)).collect();
            assert_eq!(seen, [(1, None, 2), (2, fault, fields), (3, None, 2)], "{end:?}");
            assert_eq!(whole.0[2].1, (text.len() - end.len() - 3) as u64);
            for block in [1_000, 4_096, RECORD_BYTES_MAX - 1, RECORD_BYTES_MAX + 1, RECORD_BYTES_MAX + 3, usize::MAX] {
                assert_eq!(read(Scanner::new(b',', 0, 1), text.as_bytes(), block).0, whole.0, "{end:?}, blocks of {block}");
            }
        }
    }
}

#[test]
fn a_quote_that_is_never_closed_is_found_at_its_line_however_long_the_file_goes_on() {
    let mut text = "k,v\n\"open,1\n".to_owned();
    (0..40_000).for_each(|row| text += &format!("row {row},2\n"));
    for block in [999, 65_536, usize::MAX] {
        let mut scanner = Scanner::new(b',', 0, 1);
        scanner.expect_fields(2);
        let (records, line) = read(scanner, text.as_bytes(), block);
        assert_eq!((records.len(), line), (40_002, 40_003), "blocks of {block}");
        assert_eq!((records[1].0, records[1].2), (2, Some(Fault::UnclosedQuote)));
        assert!(records.iter().skip(2).all(|record| record.2.is_none() && record.3 == 2));
    }
}

#[test]
fn inch_marks_are_ordinary_outside_quotes_and_reported_inside() {
    let text = "a,b\nWheel 1.8\" wide,2\n\"1.8\" thing\",3\n\"two 2\"\" wide\",4\n";
    let (records, _) = read(Scanner::new(b',', 0, 1), text.as_bytes(), usize::MAX);
    let cells: Vec<(String, Option<Fault>)> = records.iter().map(|said| (String::from_utf8_lossy(&said.5[0].0).into_owned(), said.2)).collect();
    let expected = [("a", None), ("Wheel 1.8\" wide", None), ("1.8\" thing", Some(Fault::StrayQuote)), ("two 2\" wide", None)];
    assert_eq!(cells, expected.map(|(text, fault)| (text.to_owned(), fault)));
}
