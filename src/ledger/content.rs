//! What a file says, whatever the order of its rows.

use super::block::{BLOCK_ROWS, Block, Key};
use super::columns::{Fact, NO_RATE};
use super::dictionary::Dictionary;
use super::labels::Labels;
use super::measure::Measure;
use super::segment::Segment;
use crate::units::Rate;
use crate::units::fingerprint::Fingerprint;

/// A sum over rows: two files have the same one if and only if they hold the same rows, as often, in any order, and name
/// things alike. The sums of parts of a file add up to that of the whole. Tells files apart; no protection against
/// somebody who builds a collision on purpose, who would only hide an own file from oneself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    lanes: [u64; 2],
    rows: u64,
}

/// Whether the creator is part of what a row says. It is not where the file has no creator column: the name then is the
/// reader's, and a copy under another file name is the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreatorCounts {
    Yes,
    No,
}

/// Odd constants with well spread bits (the first digits of π in hexadecimal, made odd), one a field: the sum of products
/// of two different rows is the same by accident only.
const FIELDS: [u64; 5] = [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7345, 0xa409_3822_299f_31d1, 0x082e_fa98_ec4e_6c89, 0x4528_21e6_38d0_1377];
const OTHERS: [u64; 2] = [0xbe54_66cf_34e9_0c6d, 0xc0ac_29b7_c97c_50dd];
const VALUES: [u64; Measure::COUNT] = [
    0x3f84_d5b5_b547_0917,
    0x9216_d5d9_8979_fb1b,
    0xd131_0ba6_98df_b5ad,
    0x2ffd_72db_d01a_dfb7,
    0xb8e1_afed_6a26_7e97,
    0xba7c_9045_f12c_7f99,
    0x24a1_9947_b391_6cf7,
    0x0801_f2e2_858e_fc17,
];
const LABEL: u64 = 0x6369_20d8_7157_4e69;
/// The finalisers of MurmurHash3 and SplitMix64: every bit of a row's sum reaches every bit of the lane.
const MIXERS: [[u64; 2]; 2] = [[0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53], [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb]];

impl Content {
    /// The content of a whole file.
    pub fn of(segment: &Segment, creator_counts: CreatorCounts) -> Content {
        let mut rows = Rows::new(creator_counts);
        rows.take_in(segment, 0);
        rows.content().with_labels(segment, creator_counts)
    }

    /// Adds what the file calls its creators and products: one that names more than another is not the same.
    pub fn with_labels(mut self, segment: &Segment, creator_counts: CreatorCounts) -> Content {
        self.add_labels(&creator_hashes(segment, creator_counts), &segment.creator_names);
        self.add_labels(&hashes(&segment.asins), &segment.titles);
        self
    }

    /// The rows of two parts of one file together.
    pub fn joined(self, other: Content) -> Content {
        let [a, b] = self.lanes;
        let [c, d] = other.lanes;
        Content { lanes: [a.wrapping_add(c), b.wrapping_add(d)], rows: self.rows + other.rows }
    }

    /// Its numbers, to be handed to another worker of the same program.
    pub fn parts(self) -> [u64; 3] {
        let [first, second] = self.lanes;
        [first, second, self.rows]
    }

    /// The content whose numbers these are.
    pub fn from_parts([first, second, rows]: [u64; 3]) -> Content {
        Content { lanes: [first, second], rows }
    }

    /// 32 hexadecimal digits; `context` is whatever else tells files apart, such as their currency.
    pub fn hex(&self, context: &str) -> String {
        let mut fingerprint = Fingerprint::default();
        fingerprint.text(context);
        self.lanes.iter().chain([&self.rows]).for_each(|&word| fingerprint.word(word));
        fingerprint.hex()
    }

    fn add_labels(&mut self, keys: &[u64], labels: &Labels) {
        for (key, label) in keys.iter().zip(labels.texts()).filter(|(_, label)| !label.is_empty()) {
            self.add(key.wrapping_mul(LABEL).wrapping_add(hash(label)));
        }
    }

    fn add(&mut self, sum: u64) {
        for (lane, [first, second]) in self.lanes.iter_mut().zip(MIXERS) {
            let mixed = (sum ^ sum >> 33).wrapping_mul(first);
            let mixed = (mixed ^ mixed >> 29).wrapping_mul(second);
            *lane = lane.wrapping_add(mixed ^ mixed >> 32);
        }
    }
}

/// What a row says of its key: figures, which of them it supplies, and the rate.
fn said(fact: &Fact) -> u64 {
    let values = fact.values.iter().map(|value| value.cast_unsigned()).zip(VALUES);
    let others = [u64::from(fact.rate.map_or(NO_RATE, Rate::ppm)), u64::from(fact.supplied.bits())].into_iter().zip(OTHERS);
    weighed(values.chain(others))
}

fn weighed(fields: impl Iterator<Item = (u64, u64)>) -> u64 {
    fields.fold(0, |sum, (field, multiplier)| sum.wrapping_add(field.wrapping_mul(multiplier)))
}

/// A number that is the same for rows that say the same of their key. Over several rows of a key these add up, in any order.
pub(super) fn said_mixed(fact: &Fact) -> u64 {
    let sum = said(fact);
    let mixed = (sum ^ sum >> 33).wrapping_mul(MIXERS[0][0]);
    mixed ^ mixed >> 29
}

/// The content of the rows of a segment that is still being written.
#[derive(Clone)]
pub struct Rows {
    content: Content,
    creator_counts: CreatorCounts,
    /// The hash of each text of each dictionary, in the order of [`Key::CODES`].
    hashes: [Vec<u64>; 4],
}

/// Constant of each key of [`Key::CODES`].
const CODE_FIELDS: [u64; 4] = [FIELDS[0], FIELDS[1], FIELDS[2], FIELDS[3]];

impl Rows {
    pub fn new(creator_counts: CreatorCounts) -> Rows {
        Rows { content: Content::default(), creator_counts, hashes: Default::default() }
    }

    pub fn content(&self) -> Content {
        self.content
    }

    /// Adds what another reader has counted.
    pub fn join(&mut self, other: Content) {
        self.content = self.content.joined(other);
    }

    /// Adds the rows from row `from` on, where a block begins.
    pub fn take_in(&mut self, segment: &Segment, from: usize) {
        let dictionaries = [&segment.creators, &segment.asins, &segment.lines, &segment.campaigns];
        for (at, (hashes, dictionary)) in self.hashes.iter_mut().zip(dictionaries).enumerate() {
            let counts = at > 0 || self.creator_counts == CreatorCounts::Yes;
            let new = dictionary.texts().skip(hashes.len()).map(|text| if counts { hash(text) } else { 0 });
            hashes.extend(new.collect::<Vec<_>>());
        }
        let columns = &segment.columns;
        columns.blocks_of(from..columns.rows()).for_each(|(_, block)| self.add(&block));
    }

    /// A block's rows, column by column.
    fn add(&mut self, block: &Block) {
        let (mut sums, mut keys, mut values) = ([0_u64; BLOCK_ROWS], [0; BLOCK_ROWS], [0; BLOCK_ROWS]);
        let sums = sums.get_mut(..block.rows()).unwrap_or_default();
        let mut same = 0_u64;
        for ((key, multiplier), hashes) in Key::CODES.into_iter().zip(CODE_FIELDS).zip(&self.hashes) {
            let hash = |code: u32| hashes.get(code as usize).copied().unwrap_or(0);
            same = same.wrapping_add(add_key(block, key, &mut keys, sums, |code| hash(code).wrapping_mul(multiplier)));
        }
        let [_, _, _, _, day] = FIELDS;
        let [rate, supplied] = OTHERS;
        for (key, multiplier) in [(Key::Date, day), (Key::Rate, rate), (Key::Supplied, supplied)] {
            same = same.wrapping_add(add_key(block, key, &mut keys, sums, |number| u64::from(number).wrapping_mul(multiplier)));
        }
        for (measure, multiplier) in Measure::ALL.into_iter().zip(VALUES) {
            block.values(measure, &mut values);
            sums.iter_mut().zip(&values).for_each(|(sum, value)| *sum = sum.wrapping_add(value.cast_unsigned().wrapping_mul(multiplier)));
        }
        sums.iter().for_each(|sum| self.content.add(sum.wrapping_add(same)));
        self.content.rows += sums.len() as u64;
    }
}

/// Adds what each row's key says to its sum; gives what it says where all rows have the same. A loop of its own for each way to
/// look a key up: in a browser a call through a pointer for each row took as long as all else that is done here.
#[inline]
fn add_key(block: &Block, key: Key, keys: &mut [u32; BLOCK_ROWS], sums: &mut [u64], said: impl Fn(u32) -> u64) -> u64 {
    if let Some(only) = block.constant(key) {
        return said(only);
    }
    block.keys(key, keys);
    sums.iter_mut().zip(keys).for_each(|(sum, key)| *sum = sum.wrapping_add(said(*key)));
    0
}

fn creator_hashes(segment: &Segment, creator_counts: CreatorCounts) -> Vec<u64> {
    match creator_counts {
        CreatorCounts::Yes => hashes(&segment.creators),
        CreatorCounts::No => Vec::new(),
    }
}

fn hashes(dictionary: &Dictionary) -> Vec<u64> {
    dictionary.texts().map(hash).collect()
}

fn hash(text: &str) -> u64 {
    let mut fingerprint = Fingerprint::default();
    fingerprint.text(text);
    fingerprint.short()
}
