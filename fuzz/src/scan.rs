//! Records are the same in blocks of any size, and each stands in the bytes where it says.

use creator_audit::intake::scan::{Fault, Record, Scanner};

#[derive(Debug, PartialEq)]
struct Seen {
    line: u64,
    byte: u64,
    raw: Vec<u8>,
    fields: Vec<Vec<u8>>,
    field_count: usize,
    fault: Option<Fault>,
}

fn scan(bytes: &[u8], delimiter: u8, width: Option<usize>, block: usize) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut scanner = Scanner::new(delimiter, 0, 1);
    if let Some(width) = width {
        scanner.expect_fields(width);
    }
    let mut keep = |record: &Record<'_>| {
        let fields = (0..record.len()).map(|at| record.text(at).into_owned()).collect();
        seen.push(Seen { line: record.line, byte: record.byte, raw: record.raw().to_vec(), fields, field_count: record.field_count, fault: record.fault });
    };
    for chunk in bytes.chunks(block.max(1)) {
        scanner.feed(chunk, false, &mut keep);
    }
    scanner.feed(&[], true, &mut keep);
    seen
}

/// Line of the byte at `at`, from 1.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    let before = &bytes[..at];
    let ends = before.iter().enumerate().filter(|&(at, &byte)| byte == b'\r' || byte == b'\n' && (at == 0 || before[at - 1] != b'\r'));
    1 + ends.count() as u64
}

/// Panics where the promise is broken.
pub fn holds(data: &[u8]) {
    let [bytes @ .., delimiter, width, block] = data else { return };
    let delimiter = [b',', b';', b'\t', b'|'][usize::from(*delimiter) % 4];
    let width = Some(usize::from(*width) % 8).filter(|&width| width > 0);
    let whole = scan(bytes, delimiter, width, usize::MAX);
    assert_eq!(scan(bytes, delimiter, width, usize::from(*block)), whole);
    for record in &whole {
        let at = usize::try_from(record.byte).expect("small");
        assert!(bytes[at..].starts_with(&record.raw) && !record.raw.is_empty());
        assert_eq!(record.line, line_of(bytes, at));
        assert!(record.field_count >= record.fields.len());
    }
}
