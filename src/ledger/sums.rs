//! Sums by key: every row's lanes added to the entry of its key.

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::block::{BLOCK_ROWS, STRIDE};
use super::lanes::Added;

/// As many entries are always kept one a possible key, however few keys occur.
const DENSE_ENTRIES: u64 = 1 << 16;

/// The place of each row's entry. Rows in no group have [`OUTSIDE`].
pub(super) type Places = [u32; STRIDE];

/// Marks rows that are in no group. No code is as large. They are added up too, in an entry nobody asks for: that costs less
/// than to leave out every other row.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// An entry of `width` lanes for each key that occurs.
pub(super) struct Sums {
    width: usize,
    /// How many keys each code has.
    inner: u64,
    known: Known,
    /// The entry of rows in no group is the first or the last one.
    entries: Vec<u64>,
}

enum Known {
    /// An entry for every possible key, this many.
    Dense(u32),
    /// Looked up: the table grows with the keys that occur. Keys are made of codes this program gave out, which a file cannot choose.
    Sparse(HashMap<u64, u32, foldhash::fast::FixedState>),
}

impl Sums {
    /// For codes below `codes`, each split into `inner` keys, of which at most `rows` occur.
    pub fn new(width: usize, codes: u64, inner: u64, rows: u64) -> Sums {
        let keys = codes.saturating_mul(inner);
        let (known, count) = match u32::try_from(keys) {
            Ok(count) if keys <= DENSE_ENTRIES.max(rows.saturating_mul(2)) => (Known::Dense(count), count as usize),
            _ => (Known::Sparse(HashMap::default()), 0),
        };
        let entries = vec![0; (count + 1) * width];
        Sums { width, inner, known, entries }
    }

    /// Turns the codes in `places` into places; `within` tells each row's key within its code, where a code has several.
    pub fn find(&mut self, places: &mut [u32], within: Option<&[u32]>) {
        match (&mut self.known, within) {
            (Known::Dense(count), None) => places.iter_mut().for_each(|place| *place = (*place).min(*count)),
            (Known::Dense(count), Some(within)) => {
                let inner = u32::try_from(self.inner).unwrap_or(u32::MAX);
                for (place, within) in places.iter_mut().zip(within) {
                    let key = place.wrapping_mul(inner).wrapping_add(*within);
                    *place = if *place == OUTSIDE { *count } else { key };
                }
            }
            (Known::Sparse(known), within) => {
                let mut next = u32::try_from(self.entries.len() / self.width).unwrap_or(u32::MAX);
                let within = within.unwrap_or_default().iter().copied().chain(std::iter::repeat(0));
                for (place, within) in places.iter_mut().zip(within) {
                    *place = match known.entry(u64::from(*place) * self.inner + u64::from(within)) {
                        _ if *place == OUTSIDE => 0,
                        Entry::Occupied(entry) => *entry.get(),
                        Entry::Vacant(entry) => {
                            next += 1;
                            *entry.insert(next - 1)
                        }
                    };
                }
                self.entries.resize(next as usize * self.width, 0);
            }
        }
    }

    /// Codes and keys within them that have at least one row, ascending, as `code × inner + within`, and their entries one after
    /// the other. A row always adds something: it is counted.
    pub fn finish(self) -> (Vec<u64>, Vec<u64>) {
        let (width, mut entries) = (self.width, self.entries);
        match self.known {
            Known::Dense(count) => {
                let mut keys = Vec::new();
                for from in (0..count as usize * width).step_by(width) {
                    if entries.get(from..from + width).unwrap_or_default().iter().any(|lane| *lane != 0) {
                        // Entries only ever move towards the front.
                        entries.copy_within(from..from + width, keys.len() * width);
                        keys.push((from / width) as u64);
                    }
                }
                entries.truncate(keys.len() * width);
                entries.shrink_to_fit();
                (keys, entries)
            }
            Known::Sparse(known) => {
                let mut places: Vec<(u64, u32)> = known.into_iter().collect();
                places.sort_unstable();
                let mut sorted = Vec::with_capacity(places.len() * width);
                for (_, place) in &places {
                    let start = *place as usize * width;
                    sorted.extend_from_slice(entries.get(start..start + width).unwrap_or_default());
                }
                (places.into_iter().map(|(key, _)| key).collect(), sorted)
            }
        }
    }
}

/// Adds what the first `rows` rows add to their entries: to one of each of these sums, all of one width.
pub(super) fn add<const COUNT: usize>(sums: &mut [Sums; COUNT], places: &[Places; COUNT], added: &Added, rows: usize) {
    match added.len() {
        1 => scatter::<1, COUNT>(sums, places, added, rows),
        2 => scatter::<2, COUNT>(sums, places, added, rows),
        3 => scatter::<3, COUNT>(sums, places, added, rows),
        4 => scatter::<4, COUNT>(sums, places, added, rows),
        5 => scatter::<5, COUNT>(sums, places, added, rows),
        6 => scatter::<6, COUNT>(sums, places, added, rows),
        width => {
            for (sums, places) in sums.iter_mut().zip(places) {
                for (row, place) in places.iter().enumerate().take(rows) {
                    let start = (*place as usize).saturating_mul(width);
                    let entry = sums.entries.get_mut(start..start.saturating_add(width)).unwrap_or_default();
                    entry.iter_mut().zip(added).for_each(|(sum, lane)| *sum = sum.wrapping_add(lane.get(row).copied().unwrap_or(0)));
                }
            }
        }
    }
}

/// The same for a width the compiler knows: a row's lanes stay in registers for all its sums.
fn scatter<const WIDTH: usize, const COUNT: usize>(sums: &mut [Sums; COUNT], places: &[Places; COUNT], added: &Added, rows: usize) {
    let Some(added) = added.first_chunk::<WIDTH>() else { return };
    let mut entries = sums.each_mut().map(|sums| sums.entries.as_chunks_mut::<WIDTH>().0);
    for row in 0..rows.min(BLOCK_ROWS) {
        let lanes = added.each_ref().map(|lane| lane.get(row).copied().unwrap_or(0));
        for (entries, places) in entries.iter_mut().zip(places) {
            let entry = places.get(row).and_then(|place| entries.get_mut(*place as usize));
            for (sum, lane) in entry.into_iter().flatten().zip(lanes) {
                *sum = sum.wrapping_add(lane);
            }
        }
    }
}
