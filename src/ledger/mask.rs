//! Rows that no query counts.

use std::ops::Range;

const WORD_BITS: usize = 64;

/// A set of rows, one bit a row; rows beyond its last word are not in it, so the empty set takes no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowMask {
    words: Vec<u64>,
}

impl RowMask {
    pub fn insert(&mut self, row: usize) {
        let word = row / WORD_BITS;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << (row % WORD_BITS);
        }
    }

    pub fn insert_all(&mut self, rows: Range<usize>) {
        if rows.is_empty() {
            return;
        }
        self.words.resize(self.words.len().max(rows.end.div_ceil(WORD_BITS)), 0);
        let (first, last) = (rows.start / WORD_BITS, (rows.end - 1) / WORD_BITS);
        for (at, word) in self.words.iter_mut().enumerate().take(last + 1).skip(first) {
            *word |= bits_of(at, &rows);
        }
    }

    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / WORD_BITS).is_some_and(|word| word >> (row % WORD_BITS) & 1 == 1)
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Number of rows in the set.
    pub fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Number of rows of `range` in the set.
    pub fn count_in(&self, range: Range<usize>) -> u64 {
        let words = self.words.iter().enumerate().take(range.end.div_ceil(WORD_BITS)).skip(range.start / WORD_BITS);
        words.map(|(at, word)| u64::from((word & bits_of(at, &range)).count_ones())).sum()
    }

    /// The rows in the set, ascending.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.rows_in(0..usize::MAX)
    }

    /// The rows of `range` in the set, ascending.
    pub fn rows_in(&self, Range { start, end }: Range<usize>) -> impl Iterator<Item = usize> {
        let first = start / WORD_BITS;
        let words = self.words.iter().enumerate().take(end.div_ceil(WORD_BITS)).skip(first);
        let rows = words.flat_map(move |(at, &word)| {
            let mut rest = if at == first { word & (u64::MAX << (start % WORD_BITS)) } else { word };
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(at * WORD_BITS + bit)
            })
        });
        rows.filter(move |row| *row < end)
    }

    /// The set once the rows of `range` are gone and later rows have moved up.
    pub fn without(&self, range: &Range<usize>) -> RowMask {
        let mut kept = RowMask::default();
        for row in self.rows().filter(|row| !range.contains(row)) {
            kept.insert(if row < range.start { row } else { row - range.len() });
        }
        kept
    }
}

/// The bits of word `at` that stand for rows of `rows`.
fn bits_of(at: usize, rows: &Range<usize>) -> u64 {
    let bits_below = |row: usize| match row.saturating_sub(at * WORD_BITS) {
        bits @ 0..WORD_BITS => (1 << bits) - 1,
        _ => u64::MAX,
    };
    bits_below(rows.end) & !bits_below(rows.start)
}

impl FromIterator<usize> for RowMask {
    fn from_iter<I: IntoIterator<Item = usize>>(rows: I) -> RowMask {
        let mut mask = RowMask::default();
        rows.into_iter().for_each(|row| mask.insert(row));
        mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_file_that_is_taken_out_leave_the_set_and_later_rows_move_up() {
        let mask: RowMask = [0, 63, 64, 70, 200].into_iter().collect();
        assert_eq!((mask.count(), mask.count_in(63..71), mask.count_in(65..70)), (5, 3, 0));
        assert!(mask.contains(64) && !mask.contains(65) && !mask.contains(100_000));
        // Rows 60 to 66 go: 63 and 64 with them, 70 becomes 63, 200 becomes 193.
        assert_eq!(mask.without(&(60..67)).rows().collect::<Vec<_>>(), [0, 63, 193]);
        assert!(mask.without(&(0..201)).is_empty() && RowMask::default().is_empty());
    }

    #[test]
    fn a_range_is_its_rows_one_by_one() {
        for start in [0, 1, 63, 64, 65, 127, 128] {
            for end in [0, 1, 63, 64, 65, 128, 129, 300] {
                let mut mask: RowMask = [5, 400].into_iter().collect();
                mask.insert_all(start..end);
                assert_eq!(mask, [5, 400].into_iter().chain(start..end).collect(), "{start}..{end}");
                for (from, to) in [(0, 64), (1, 63), (60, 130), (64, 64), (100, 500)] {
                    assert_eq!(mask.count_in(from..to), mask.rows_in(from..to).count() as u64, "{start}..{end} in {from}..{to}");
                }
            }
        }
    }
}
