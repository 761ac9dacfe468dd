//! What cells turned out to be, so that a cell seen before need not be looked at again.

use crate::ledger::words::same;

/// Slots of one memory: some thousand different cells, which is what stays in a processor's second cache.
const SLOT_BITS: u32 = 14;
/// Longer cells are not remembered.
const CELL_BYTES_MAX: usize = 256;
/// Bytes of remembered long cells; beyond it everything is forgotten and remembered anew.
const ARENA_BYTES_MAX: usize = 256 * 1024;

/// A number for each cell it has seen lately. Forgets; never errs. Cells made to fall on one slot only make it forget.
pub(super) struct Recall {
    slots: Vec<Slot>,
    /// Bytes of cells that are longer than a slot.
    arena: Vec<u8>,
    /// Forgotten cells met again.
    again: u32,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// Up to sixteen bytes are the cell itself; beyond, a hash of it and where it stands in the arena.
    key: [u64; 2],
    /// Length of the cell plus one; zero: nothing is remembered here.
    length: u32,
    value: u32,
}

impl Recall {
    pub(super) fn new() -> Recall {
        Recall { slots: Vec::new(), arena: Vec::new(), again: 0 }
    }

    #[inline]
    pub(super) fn get(&self, cell: &[u8]) -> Option<u32> {
        let (key, place) = key_of(cell);
        match self.held(place, cell, key) {
            Some(value) => Some(value),
            None => self.held(place ^ 1, cell, key),
        }
    }

    #[inline]
    fn held(&self, place: usize, cell: &[u8], key: [u64; 2]) -> Option<u32> {
        let slot = self.slots.get(place)?;
        let is_it = slot.key[0] == key[0]
            && Some(slot.length) == length_of(cell)
            && if cell.len() > KEY_BYTES { same(self.text(slot), cell) } else { slot.key[1] == key[1] };
        is_it.then_some(slot.value)
    }

    pub(super) fn put(&mut self, cell: &[u8], value: u32) {
        let Some(length) = length_of(cell).filter(|_| cell.len() <= CELL_BYTES_MAX) else { return };
        if self.slots.is_empty() || self.arena.len() > ARENA_BYTES_MAX {
            self.slots.clear();
            self.slots.resize(1 << SLOT_BITS, Slot::default());
            self.arena.clear();
        }
        let (mut key, place) = key_of(cell);
        let known = [place, place ^ 1].into_iter().find(|&place| self.held(place, cell, key).is_some());
        if let Some(slot) = known.and_then(|place| self.slots.get_mut(place)) {
            slot.value = value;
            return;
        }
        if cell.len() > KEY_BYTES {
            key[1] = self.arena.len() as u64;
            self.arena.extend_from_slice(cell);
        }
        let older = self.slots.get(place).copied().unwrap_or_default();
        for (place, slot) in [(place ^ 1, older), (place, Slot { key, length, value })] {
            if let Some(free) = self.slots.get_mut(place) {
                *free = slot;
            }
        }
    }

    /// Remembers one in eight cells that were forgotten: where more are in use than there is room for, they would drive each other
    /// out every time.
    pub(super) fn put_again(&mut self, cell: &[u8], value: u32) {
        self.again = self.again.wrapping_add(1);
        if self.again.is_multiple_of(8) {
            self.put(cell, value);
        }
    }

    fn text(&self, slot: &Slot) -> &[u8] {
        let start = usize::try_from(slot.key[1]).unwrap_or(usize::MAX);
        let length = slot.length as usize - 1;
        start.checked_add(length).and_then(|end| self.arena.get(start..end)).unwrap_or_default()
    }
}

/// Cells up to this length are their own key.
const KEY_BYTES: usize = 16;

#[inline]
fn length_of(cell: &[u8]) -> Option<u32> {
    u32::try_from(cell.len()).ok()?.checked_add(1)
}

/// Sixteen bytes that stand for a cell (for longer ones eight and zeros), and the slot it belongs to.
#[inline]
fn key_of(cell: &[u8]) -> ([u64; 2], usize) {
    let key = match (cell.first_chunk::<8>(), cell.last_chunk::<8>()) {
        (Some(first), Some(last)) if cell.len() <= KEY_BYTES => [u64::from_le_bytes(*first), u64::from_le_bytes(*last)],
        (Some(_), Some(last)) => [long_hash(cell, *last), 0],
        _ => [short_key(cell), 0],
    };
    // The two may have bytes in common: each is spread before they meet.
    let mixed = key[0].wrapping_mul(MIX) ^ key[1].wrapping_mul(OTHER_MIX).rotate_left(32);
    let place = (mixed ^ mixed >> 29).wrapping_mul(MIX) >> (64 - SLOT_BITS);
    (key, usize::try_from(place).unwrap_or(0))
}

/// The golden ratio, odd.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
/// The first digits of π in hexadecimal, odd.
const OTHER_MIX: u64 = 0x243f_6a88_85a3_08d3;

/// All bytes of a cell of at most seven.
#[inline]
fn short_key(cell: &[u8]) -> u64 {
    match (cell.first_chunk::<4>(), cell.last_chunk::<4>()) {
        (Some(first), Some(last)) => u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32,
        _ => cell.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

fn long_hash(cell: &[u8], last: [u8; 8]) -> u64 {
    let (words, _) = cell.as_chunks::<8>();
    words.iter().chain([&last]).fold(0, |hash: u64, word| (hash.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(MIX))
}

/// The last cell seen beside each code: a name or a title that is the same as before changes nothing.
#[derive(Default)]
pub(super) struct Beside {
    spans: Vec<(u32, u32)>,
    arena: Vec<u8>,
}

/// Codes beyond these are looked at each time.
const CODES_MAX: usize = 1 << 16;

impl Beside {
    #[inline]
    pub(super) fn is_same(&self, code: u32, cell: &[u8]) -> bool {
        let span = self.spans.get(code as usize).filter(|(start, end)| (end - start) as usize == cell.len() + 1);
        span.is_some_and(|&(start, end)| self.arena.get(start as usize..end as usize - 1).is_some_and(|known| same(known, cell)))
    }

    /// One byte more than the cell is kept, so that an empty cell differs from none.
    pub(super) fn set(&mut self, code: u32, cell: &[u8]) {
        let at = code as usize;
        if at >= CODES_MAX || cell.len() > CELL_BYTES_MAX {
            return;
        }
        if self.arena.len() > 16 * ARENA_BYTES_MAX {
            self.spans.clear();
            self.arena.clear();
        }
        if self.spans.len() <= at {
            self.spans.resize(at + 1, (0, 0));
        }
        let start = self.arena.len();
        self.arena.extend_from_slice(cell);
        self.arena.push(0);
        if let (Some(span), Ok(start), Ok(end)) = (self.spans.get_mut(at), u32::try_from(start), u32::try_from(self.arena.len())) {
            *span = (start, end);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_recalled_is_what_was_put_last(cells in prop::collection::vec("[ab]{0,9}|[a-c]{15,18}|x{30}[a-c]{3}y{30}", 0..400)) {
            let (mut recall, mut put) = (Recall::new(), std::collections::BTreeMap::new());
            for (value, cell) in (0_u32..).zip(&cells) {
                let known = recall.get(cell.as_bytes());
                prop_assert!(known.is_none() || known == put.get(cell).copied());
                recall.put(cell.as_bytes(), value);
                put.insert(cell.clone(), value);
                prop_assert_eq!(recall.get(cell.as_bytes()), Some(value));
            }
        }

        #[test]
        fn the_last_cell_beside_a_code_is_known(cells in prop::collection::vec((0_u32..4, "[ab]{0,2}"), 0..60)) {
            let (mut beside, mut last) = (Beside::default(), std::collections::BTreeMap::new());
            for (code, cell) in &cells {
                prop_assert_eq!(beside.is_same(*code, cell.as_bytes()), last.get(code) == Some(cell));
                beside.set(*code, cell.as_bytes());
                last.insert(*code, cell.clone());
            }
        }
    }
}
