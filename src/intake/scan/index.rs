//! Where fields and records end, for a whole window of bytes at once.
//!
//! A window starts at a record, so nothing is known or guessed beforehand. Quotes are paired by counting them, sixty-four
//! bytes at a time, which is right as long as each stands where RFC 4180 wants it; in a block where one does not, the
//! bytes are walked one by one. A record with anything out of the ordinary inside is marked and left to the machine.

use super::lanes::{Lanes, Masks};

const BLOCK: usize = 64;
/// Separators of a block that are written without asking how many there are.
const USUAL_SEPARATORS: usize = 12;

/// The separators of one window.
#[derive(Default)]
pub(super) struct Index {
    /// Every separator, up to the last line feed outside quotes, behind one that stands before the window: each is where a field
    /// ends, and one more is where the next begins. A CR before a line feed is still in its field.
    pub(super) separators: Vec<u32>,
    /// The records that end in the window, and room for more.
    records: Vec<Span>,
    record_count: usize,
    /// Positions, ascending, that make the record around them one for the machine: stray quotes, lone CRs, line feeds
    /// inside quotes.
    pub(super) odd: Vec<u32>,
    /// Whether all of the window is ASCII: seen here at no cost, where the bytes are loaded anyway.
    pub(super) is_ascii: bool,
}

/// The separator before the first byte of a window: one more, without overflow, is zero.
const BEFORE_FIRST: u32 = u32::MAX;

/// One record of a window.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    /// Number of separators in the window up to its own last.
    pub(super) ends: u32,
    /// First byte behind its line end.
    pub(super) next: u32,
}

impl Index {
    /// The records that end in the window.
    pub(super) fn records(&self) -> &[Span] {
        self.records.get(..self.record_count).unwrap_or_default()
    }

    /// Where the fields of a record end; a CR before its line feed is still in the last.
    pub(super) fn ends(&self, before: Span, record: Span) -> &[u32] {
        self.separators.get(1 + before.ends as usize..=record.ends as usize).unwrap_or_default()
    }
}

/// What one block leaves to the next.
#[derive(Clone, Copy)]
struct Carry {
    /// All ones inside quotes.
    inside: u64,
    /// One where the byte before was a delimiter or a line feed (or nothing), a closing quote, a CR.
    separator: u64,
    closing: u64,
    carriage_return: u64,
}

/// Quotes of one block, paired.
struct Paired {
    /// The byte is quoted text, or the quote before it.
    inside: u64,
    odd: u64,
}

/// Fills `index` with what `window` holds. Inlined into each kernel, which is compiled for its own processor.
#[inline(always)]
pub(super) fn build<L: Lanes>(index: &mut Index, window: &[u8], delimiter: u8) {
    index.record_count = 0;
    index.odd.clear();
    index.is_ascii = true;
    // Room for a block of separators behind what is there, so that a block writes without asking.
    let room = 1 + window.len() + 2 * BLOCK;
    if index.separators.len() < room {
        index.separators.resize(room, 0);
        index.records.resize(room, Span::default());
    }
    if let Some(first) = index.separators.first_mut() {
        *first = BEFORE_FIRST;
    }
    let mut carry = Carry { inside: 0, separator: 1, closing: 0, carriage_return: 0 };
    let (blocks, rest) = window.as_chunks::<BLOCK>();
    let (mut count, mut base) = (0, 0);
    for block in blocks {
        count = block_ends(index, block, L::masks(block, delimiter), &mut carry, count, as_u32(base));
        base += BLOCK;
    }
    if !rest.is_empty() {
        // Behind the last byte nothing is looked at, as no record ends there.
        let mut block = [0; BLOCK];
        if let Some(head) = block.get_mut(..rest.len()) {
            head.copy_from_slice(rest);
        }
        block_ends(index, &block, L::masks(&block, delimiter), &mut carry, count, as_u32(base));
    }
}

/// The separators of one block. Returns how many there are now.
#[inline(always)]
fn block_ends(index: &mut Index, block: &[u8; BLOCK], masks: Masks, carry: &mut Carry, count: usize, base: u32) -> usize {
    let paired = pair(block, masks, carry);
    // A CR that no line feed follows is marked at the byte behind it, where it shows.
    let behind_cr = masks.carriage_return << 1 | carry.carriage_return;
    carry.carriage_return = masks.carriage_return >> 63;
    let line_feeds = masks.line_feed & !paired.inside;
    let odd = paired.odd | behind_cr & !masks.line_feed | masks.line_feed & paired.inside;
    if odd != 0 {
        push_bits(&mut index.odd, odd, base);
    }
    index.is_ascii &= masks.not_ascii == 0;
    let separators = masks.delimiter & !paired.inside | line_feeds;
    let Some(slots) = index.separators.get_mut(1 + count..).and_then(|free| free.first_chunk_mut::<BLOCK>()) else { return count };
    // A dozen at once, whether there are so many or not, as a block of a report rarely has more: what is written too much is
    // written over by the next block, and no processor has to guess how many there are. The same for line feeds, but one.
    let mut left = separators;
    let (usual, more) = slots.split_at_mut(USUAL_SEPARATORS);
    for slot in usual {
        *slot = base + left.trailing_zeros();
        left &= left.wrapping_sub(1);
    }
    for slot in more {
        if left == 0 {
            break;
        }
        *slot = base + left.trailing_zeros();
        left &= left - 1;
    }
    let mut left = line_feeds;
    loop {
        let below = left.wrapping_sub(1);
        let rank = (separators & below & !left).count_ones() as usize;
        if let Some(slot) = index.records.get_mut(index.record_count) {
            *slot = Span { ends: as_u32(count + rank + 1), next: base + left.trailing_zeros() + 1 };
        }
        index.record_count += usize::from(left != 0);
        left &= below;
        if left == 0 {
            break;
        }
    }
    count + separators.count_ones() as usize
}

/// Pairs the quotes of one block.
#[inline(always)]
fn pair(block: &[u8; BLOCK], masks: Masks, carry: &mut Carry) -> Paired {
    let Masks { quote, delimiter, line_feed, carriage_return, .. } = masks;
    let inside = prefix_xor(quote) ^ carry.inside;
    let (opening, closing) = (quote & inside, quote & !inside);
    // Behind a closing quote stands a separator, or a second quote that makes the two a doubled one; before an opening quote
    // stands a separator, or the first of such two.
    let behind_closing = closing << 1 | carry.closing;
    let behind_separator = (delimiter | line_feed) << 1 | carry.separator;
    let misplaced = behind_closing & !(quote | delimiter | line_feed | carriage_return) | opening & !(behind_separator | behind_closing);
    if misplaced != 0 {
        return walk(block, masks, carry);
    }
    carry.inside = (inside.cast_signed() >> 63).cast_unsigned();
    carry.closing = closing >> 63;
    carry.separator = (delimiter | line_feed) >> 63;
    Paired { inside, odd: 0 }
}

/// Bit `n` is whether an odd number of bits up to and with `n` is set.
#[inline(always)]
fn prefix_xor(bits: u64) -> u64 {
    let mut all = bits;
    all ^= all << 1;
    all ^= all << 2;
    all ^= all << 4;
    all ^= all << 8;
    all ^= all << 16;
    all ^ all << 32
}

/// Where a walk over bytes stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Unquoted,
    Quoted,
    /// Behind a quote that closes its field, unless another quote follows.
    Closed,
}

/// Pairs the quotes of a block byte by byte: quotes in unquoted fields are ordinary, stray ones in quoted fields odd.
#[cold]
#[inline(never)]
fn walk(block: &[u8; BLOCK], masks: Masks, carry: &mut Carry) -> Paired {
    let mut place = match (carry.inside != 0, carry.closing != 0, carry.separator != 0) {
        (true, _, _) => Place::Quoted,
        (_, true, _) => Place::Closed,
        (_, _, true) => Place::FieldStart,
        _ => Place::Unquoted,
    };
    let (mut inside, mut odd) = (0, 0);
    for (at, byte) in block.iter().enumerate() {
        let bit = 1 << at;
        let is_quote = masks.quote & bit != 0;
        let is_separator = (masks.delimiter | masks.line_feed) & bit != 0;
        place = match place {
            Place::FieldStart | Place::Closed if is_quote => Place::Quoted,
            Place::FieldStart | Place::Unquoted | Place::Closed if is_separator => Place::FieldStart,
            Place::FieldStart | Place::Unquoted => Place::Unquoted,
            Place::Closed if masks.carriage_return & bit != 0 => Place::Unquoted,
            Place::Closed if matches!(byte, b' ' | b'\t') => {
                odd |= bit;
                Place::Closed
            }
            Place::Closed => {
                odd |= bit;
                Place::Quoted
            }
            Place::Quoted if is_quote => Place::Closed,
            Place::Quoted => Place::Quoted,
        };
        inside |= if place == Place::Quoted { bit } else { 0 };
    }
    carry.inside = if place == Place::Quoted { u64::MAX } else { 0 };
    carry.closing = u64::from(place == Place::Closed);
    carry.separator = u64::from(place == Place::FieldStart);
    Paired { inside, odd }
}

#[cold]
fn push_bits(positions: &mut Vec<u32>, bits: u64, base: u32) {
    let mut left = bits;
    while left != 0 {
        positions.push(base + left.trailing_zeros());
        left &= left - 1;
    }
}

/// Windows are far smaller than four gigabytes.
fn as_u32(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
