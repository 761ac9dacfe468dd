//! Any bytes end in a state, alike in blocks of any size, with every record accounted for.

use creator_audit::intake::{FileReader, FileResult};

fn read(bytes: &[u8], block: usize) -> FileResult {
    let mut reader = FileReader::new("export.csv", 3, None);
    for chunk in bytes.chunks(block.max(1)) {
        reader.feed(chunk, &|_| None);
    }
    reader.finish(&|_| None)
}

/// Panics where the promise is broken.
pub fn holds(data: &[u8]) {
    let [bytes @ .., block] = data else { return };
    let (whole, blocks) = (read(bytes, usize::MAX), read(bytes, usize::from(*block)));
    assert_eq!(whole.accepted + whole.rejected + whole.skipped, whole.records);
    assert_eq!((&whole.verdict, whole.kind, &whole.issues), (&blocks.verdict, blocks.kind, &blocks.issues));
    assert!(whole.segment == blocks.segment, "other facts, names or lines");
    assert_eq!((whole.records, whole.accepted, whole.rejected, &whole.fingerprint), (blocks.records, blocks.accepted, blocks.rejected, &blocks.fingerprint));
}
