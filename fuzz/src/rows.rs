//! Rows below a good header, read in two ranges that meet anywhere, are read as in one go.

use std::sync::LazyLock;

use creator_audit::intake::ranges::RangeReader;
use creator_audit::intake::sniff::HEAD_BYTES;
use creator_audit::intake::{FileReader, FileResult};

/// More than is looked at first: only behind it may a range begin. Long titles make the rows few, so that reading them does not take the
/// time in which others could be tried; they stand behind the lines that may be a header. The header is that of the golden case
/// with every kind of broken row.
static BEFORE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let row = |title: usize| format!("2026-01-04,Maya,B000000001,{},100,3,\"$1,234.50\"\n", "x".repeat(title));
    let header = "Date,Creator,ASIN,Title,Clicks,Orders,Revenue\n";
    [header.to_owned(), row(1).repeat(40), row(4_000).repeat(HEAD_BYTES / 4_000 + 1)].concat().into_bytes()
});

fn new() -> FileReader {
    FileReader::new("export.csv", 3, None)
}

fn in_two(bytes: &[u8], at: usize) -> Option<FileResult> {
    let mut front = new();
    front.feed(&bytes[..at], &|_| None);
    let mut back = RangeReader::new(new(), &bytes[..=HEAD_BYTES], at as u64, &|_| None)?;
    back.feed(&bytes[at..]);
    let joined = front.is_between_records() && front.join(back.finish(true)?);
    joined.then(|| front.finish(&|_| None))
}

/// Where the ranges meet: mostly behind a line end, where a record may end; sometimes anywhere.
fn meeting(rows: &[u8], cut: u8) -> usize {
    if cut.is_multiple_of(8) {
        return usize::from(cut).min(rows.len());
    }
    let ends: Vec<usize> = (1..=rows.len()).filter(|&at| matches!(rows[at - 1], b'\n' | b'\r')).collect();
    ends.get(usize::from(cut) % ends.len().max(1)).copied().unwrap_or(0)
}

/// Panics where the promise is broken.
pub fn holds(data: &[u8]) {
    let [rows @ .., cut] = data else { return };
    let bytes = [BEFORE.as_slice(), rows].concat();
    let mut reader = new();
    reader.feed(&bytes, &|_| None);
    let whole = reader.finish(&|_| None);
    assert_eq!(whole.accepted + whole.rejected + whole.skipped, whole.records);
    if let Some(parts) = in_two(&bytes, BEFORE.len() + meeting(rows, *cut)) {
        assert_eq!(parts.issues, whole.issues);
        assert_eq!((parts.records, parts.accepted, parts.rejected, &parts.fingerprint), (whole.records, whole.accepted, whole.rejected, &whole.fingerprint));
        assert!(parts.segment == whole.segment, "other facts, names or lines");
    }
}
