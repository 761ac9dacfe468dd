//! Texts as small numbers.

use std::hash::Hasher;

use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;
use hashbrown::HashTable;

use super::flat::{Damaged, FlatReader, FlatWriter};
use super::words::{ends, same};

/// Distinct texts, numbered in the order they were first seen, held in one arena: no allocation per text. Hashing is
/// seeded by the caller, so that a file cannot be made to collide. The texts seen last are found without it.
#[derive(Clone)]
pub struct Dictionary {
    arena: String,
    /// End of each text in the arena; the start is the end of the one before.
    ends: Vec<u32>,
    /// Every code with the hash of its text, so that growing looks at no text again. Empty where texts came as they were
    /// ([`Dictionary::read`]) and none was looked up since.
    table: HashTable<Place>,
    seed: u64,
    shared: SharedSeed,
    recent: Vec<Recent>,
}

/// A code in the table.
#[derive(Clone, Copy)]
struct Place {
    hash: u32,
    code: u32,
}

impl Place {
    /// The table takes its place from the low bits and a tag from the high ones.
    fn spread(hash: u32) -> u64 {
        u64::from(hash) << u32::BITS | u64::from(hash)
    }
}

/// A text seen lately, at a place its first and last bytes decide.
#[derive(Clone, Copy)]
struct Recent {
    first: u64,
    last: u64,
    length: u32,
    code: u32,
}

/// A length no text has.
const NO_LENGTH: u32 = u32::MAX;
/// Up to this length the ends of a text are all of it.
const SHORT_BYTES: usize = 16;
/// Places for texts seen lately, at least and at most; in between, so many for each text that few share one.
const PLACES_MIN: usize = 256;
const PLACES_MAX: usize = 16_384;
const PLACES_A_TEXT: usize = 8;
/// Room is made ahead for a merge that may make a dictionary larger by more than this part of it.
const MANY: usize = 8;

/// Why a text got no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InternError {
    NotUtf8,
    /// Codes or the arena are used up ([`ARENA_BYTES_MAX`]).
    Full,
}

/// Most bytes of distinct text in one dictionary: 3 million keys of 300 bytes, and still addressable on a 32-bit target.
pub const ARENA_BYTES_MAX: usize = 1_000_000_000;

impl Dictionary {
    pub fn new(seed: u64) -> Dictionary {
        Dictionary { arena: String::new(), ends: Vec::new(), table: HashTable::new(), seed, shared: SharedSeed::from_u64(seed), recent: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a code; empty for a code that was never given out.
    pub fn text(&self, code: u32) -> &str {
        text_of(&self.arena, &self.ends, code)
    }

    /// All texts in code order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        (0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX)).map(|code| self.text(code))
    }

    /// The code of `text`, if it has one.
    pub fn code(&self, text: &str) -> Option<u32> {
        self.known(text.as_bytes())
    }

    /// The code of the text that is these bytes, if it has one.
    pub fn known(&self, bytes: &[u8]) -> Option<u32> {
        if self.table.len() < self.ends.len() {
            return (0_u32..).zip(self.texts()).find(|(_, text)| same(text.as_bytes(), bytes)).map(|(code, _)| code);
        }
        let hash = self.hash(bytes);
        self.table.find(Place::spread(hash), |place| place.hash == hash && same(self.text(place.code).as_bytes(), bytes)).map(|place| place.code)
    }

    /// The code of `bytes`, giving it the next one if it is new.
    pub fn intern(&mut self, bytes: &[u8]) -> Result<u32, InternError> {
        let (first, last) = ends(bytes);
        let length = u32::try_from(bytes.len()).unwrap_or(NO_LENGTH);
        if let Some(recent) = self.recent.get(self.place(first, last))
            && (recent.first, recent.last, recent.length) == (first, last, length)
            && (bytes.len() <= SHORT_BYTES || same(text_of(&self.arena, &self.ends, recent.code).as_bytes(), bytes))
        {
            return Ok(recent.code);
        }
        let code = self.look_up(bytes)?;
        let wanted = self.ends.len().saturating_mul(PLACES_A_TEXT);
        if self.recent.len() < wanted.min(PLACES_MAX) {
            let size = wanted.next_power_of_two().clamp(PLACES_MIN, PLACES_MAX);
            self.recent = vec![Recent { first: 0, last: 0, length: NO_LENGTH, code: 0 }; size];
        }
        let place = self.place(first, last);
        if let Some(recent) = self.recent.get_mut(place) {
            *recent = Recent { first, last, length, code };
        }
        Ok(code)
    }

    /// Where a text with these ends is remembered. What a file could do with it is to have nothing remembered.
    fn place(&self, first: u64, last: u64) -> usize {
        let mixed = first.wrapping_mul(self.seed | 1).wrapping_add(last).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        usize::try_from(mixed >> 48).unwrap_or(0) & self.recent.len().wrapping_sub(1)
    }

    fn look_up(&mut self, bytes: &[u8]) -> Result<u32, InternError> {
        if self.table.len() < self.ends.len() {
            self.index();
        }
        let hash = self.hash(bytes);
        let (arena, ends) = (&self.arena, &self.ends);
        if let Some(place) = self.table.find(Place::spread(hash), |place| place.hash == hash && same(text_of(arena, ends, place.code).as_bytes(), bytes)) {
            return Ok(place.code);
        }
        let text = str::from_utf8(bytes).map_err(|_| InternError::NotUtf8)?;
        if self.arena.len() + text.len() > ARENA_BYTES_MAX {
            return Err(InternError::Full);
        }
        let code = u32::try_from(self.ends.len()).map_err(|_| InternError::Full)?;
        self.arena.push_str(text);
        self.ends.push(u32::try_from(self.arena.len()).map_err(|_| InternError::Full)?);
        self.table.insert_unique(Place::spread(hash), Place { hash, code }, |place| Place::spread(place.hash));
        Ok(code)
    }

    /// Enters every text into the table.
    fn index(&mut self) {
        let (arena, ends, seed, shared) = (&self.arena, &self.ends, self.seed, &self.shared);
        self.table.clear();
        self.table.reserve(ends.len(), |place| Place::spread(place.hash));
        for code in 0..u32::try_from(ends.len()).unwrap_or(u32::MAX) {
            let hash = hash_of(seed, shared, text_of(arena, ends, code).as_bytes());
            self.table.insert_unique(Place::spread(hash), Place { hash, code }, |place| Place::spread(place.hash));
        }
    }

    /// Codes of `theirs` in this dictionary, new texts added in their order.
    pub(super) fn merge(&mut self, theirs: &Dictionary) -> Result<Vec<u32>, InternError> {
        if theirs.len() > self.len() / MANY {
            // As if all were new: what a table of millions costs is to grow, again and again.
            self.table.reserve(theirs.len(), |place| Place::spread(place.hash));
            self.ends.reserve(theirs.len());
            self.arena.reserve(theirs.arena.len());
        }
        theirs.texts().map(|text| self.intern(text.as_bytes())).collect()
    }

    /// Bytes of the texts and their ends, as [`Dictionary::write`] writes them.
    pub(super) fn flat_bytes(&self) -> usize {
        self.arena.len() + self.ends.len() * size_of::<u32>()
    }

    pub(super) fn write(&self, out: &mut FlatWriter) {
        out.raw(self.arena.as_bytes());
        out.array(self.ends.len(), self.ends.iter().map(|end| end.to_le_bytes()));
    }

    /// Takes over the texts [`Dictionary::write`] wrote, which are different ones. They are entered into the table once one is
    /// looked up: usually they are only handed on.
    pub(super) fn read(&mut self, reader: &mut FlatReader<'_>) -> Result<(), Damaged> {
        let (arena, ends) = (reader.raw()?, reader.array()?);
        let arena = str::from_utf8(arena).map_err(|_| Damaged)?;
        let mut start = 0;
        for end in ends.iter().map(|end| u32::from_le_bytes(*end) as usize) {
            arena.get(start..end).ok_or(Damaged)?;
            start = end;
        }
        if start != arena.len() || start > ARENA_BYTES_MAX || u32::try_from(ends.len()).is_err() {
            return Err(Damaged);
        }
        *self = Dictionary { arena: arena.to_owned(), ends: ends.iter().map(|end| u32::from_le_bytes(*end)).collect(), ..Dictionary::new(self.seed) };
        Ok(())
    }

    /// A dictionary of the texts with these codes alone, and for every old code its new one (`u32::MAX` where it has none).
    pub fn only(&self, used: &[u32]) -> (Dictionary, Vec<u32>) {
        let mut kept = Dictionary::new(self.seed);
        let mut codes = vec![u32::MAX; self.len()];
        for &code in used {
            // Texts that were in a dictionary are UTF-8 and fit into another.
            if let (Some(slot), Ok(new)) = (codes.get_mut(code as usize), kept.intern(self.text(code).as_bytes())) {
                *slot = new;
            }
        }
        (kept, codes)
    }

    fn hash(&self, bytes: &[u8]) -> u32 {
        hash_of(self.seed, &self.shared, bytes)
    }
}

/// The same texts in the same order, whatever the seed.
impl PartialEq for Dictionary {
    fn eq(&self, other: &Dictionary) -> bool {
        self.arena == other.arena && self.ends == other.ends
    }
}

fn hash_of(seed: u64, shared: &SharedSeed, bytes: &[u8]) -> u32 {
    let mut hasher = FoldHasher::with_seed(seed, shared);
    hasher.write(bytes);
    let [a, b, c, d, ..] = hasher.finish().to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

fn text_of<'a>(arena: &'a str, ends: &[u32], code: u32) -> &'a str {
    let at = code as usize;
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(at).copied().unwrap_or(start);
    arena.get(start as usize..end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_has_the_same_code_and_different_texts_stay_different() {
        let mut dictionary = Dictionary::new(7);
        let first = dictionary.intern("é".as_bytes());
        assert_eq!(first, Ok(0));
        assert_eq!(dictionary.intern("e\u{301}".as_bytes()), Ok(1), "composed and decomposed are two names");
        assert_eq!(dictionary.intern(b""), Ok(2));
        assert_eq!(dictionary.intern("é".as_bytes()), first);
        assert_eq!(dictionary.text(1), "e\u{301}");
        assert_eq!(dictionary.text(9), "");
        assert_eq!(dictionary.intern(&[0xff]), Err(InternError::NotUtf8));
        assert_eq!(dictionary.code("é"), Some(0));
        assert_eq!(dictionary.code("never"), None);
    }

    #[test]
    fn texts_that_share_their_first_and_last_bytes_stay_different_however_often_they_come() {
        let mut dictionary = Dictionary::new(3);
        let texts: Vec<String> = (0..5_000).map(|number| format!("Creator {number:05} at Home")).collect();
        for round in 0..3 {
            for (code, text) in (0..).zip(&texts) {
                assert_eq!(dictionary.intern(text.as_bytes()), Ok(code), "round {round}");
                assert_eq!(dictionary.intern(text.as_bytes()), Ok(code));
            }
        }
        assert_eq!((dictionary.len(), dictionary.text(4_999)), (5_000, "Creator 04999 at Home"));
    }
}
