//! Rows below a good header, read in two ranges that meet anywhere, are read as in one go.

use std::sync::LazyLock;

use creator_audit::intake::ranges::RangeReader;
use creator_audit::intake::sniff::HEAD_BYTES;
use creator_audit::intake::{FileReader, FileResult};

/// More rows than are looked at first: only behind them may a range begin.
static BEFORE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bytes = b"Date,Creator,ASIN,Clicks,Orders,Revenue,Commission\n".to_vec();
    while bytes.len() <= HEAD_BYTES {
        bytes.extend_from_slice(b"2026-01-04,Maya,B000000001,100,3,\"$1,234.50\",12.34\n");
    }
    bytes
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

/// Panics where the promise is broken.
pub fn holds(data: &[u8]) {
    let [rows @ .., cut] = data else { return };
    let bytes = [BEFORE.as_slice(), rows].concat();
    let mut reader = new();
    reader.feed(&bytes, &|_| None);
    let whole = reader.finish(&|_| None);
    assert_eq!(whole.accepted + whole.rejected + whole.skipped, whole.records);
    if let Some(parts) = in_two(&bytes, BEFORE.len() + usize::from(*cut).min(rows.len())) {
        assert_eq!(parts.issues, whole.issues);
        assert_eq!((parts.records, parts.accepted, parts.rejected, &parts.fingerprint), (whole.records, whole.accepted, whole.rejected, &whole.fingerprint));
        assert!(parts.segment.to_bytes() == whole.segment.to_bytes());
    }
}
