//! A large file read and taken in, for practice: a browser compiles a function well only once it has run for a while. After some
//! rehearsals the first file of a visit is read by code as fast as that of later ones.

use super::Session;
use super::import::{Closed, range_reader};
use crate::intake::sniff::HEAD_BYTES;
use crate::protocol::sharing::RangeText;

/// Reads the built-in sample as a large file is read, its front by a session and its back by a reader of a range, into a session of
/// its own. Gives the number of rows that were then in it.
pub fn rehearse(sample: &[u8]) -> usize {
    let mut session = Session::new();
    let mut import = session.begin_import();
    import.open("", true);
    let middle = sample.len() / 2;
    let line_end = sample.iter().skip(middle).position(|byte| *byte == b'\n').map_or(sample.len(), |length| middle + length + 1);
    let (front, back) = sample.split_at(line_end);
    import.feed(front);
    let head = front.get(..=HEAD_BYTES).unwrap_or(front);
    let reader = import.shared().and_then(|shared| range_reader(&shared, head, line_end as u64));
    let range = reader.and_then(|mut reader| {
        reader.feed(back);
        reader.finish(true)
    });
    let handed = range.and_then(|range| {
        let (text, rows) = RangeText::of(&range);
        text.range(&rows, import.seed())
    });
    if handed.is_some_and(|range| import.join(range)) && import.close() == Closed::Done {
        session.commit(import);
    }
    session.ledger().rows()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_rehearsal_goes_all_the_way() {
        let sample = sample::csv();
        // Every line but the header is a row.
        assert_eq!(rehearse(sample.as_bytes()), sample.lines().count() - 1);
    }
}
