//! Several sums in one number.
//!
//! How large the sum of a column can become is known before a row is looked at: every block says how large its numbers are.
//! So each measure gets as many bits of a 64-bit lane as its sum over all rows can need, and one addition a lane adds
//! several measures. No sum can overflow into its neighbour, whichever rows are selected, and nothing is checked per row.

use super::block::{Block, STRIDE};
use super::measure::Measure;
use super::packed::Packed;

const LANE_BITS: u32 = 64;

/// What every row of a block adds to the sums of its group: one array a lane.
pub(super) type Added = [[u64; STRIDE]];

/// A measure as whole numbers: `value = least + number × unit`.
#[derive(Clone, Debug)]
struct Scale {
    measure: Measure,
    least: i64,
    unit: u64,
    fields: Vec<Field>,
}

/// Some bits of a lane.
#[derive(Clone, Copy, Debug, Default)]
struct Field {
    lane: usize,
    shift: u32,
    bits: u32,
    /// Where the sum does not fit into one lane: the field holds the sums of the numbers' bits `cut..cut + 32` only.
    half: Option<u32>,
}

/// Where each sum stands.
#[derive(Clone, Debug)]
pub struct Lanes {
    rows: Field,
    scales: Vec<Scale>,
    count: usize,
}

impl Lanes {
    /// Lanes for the sums of these measures over the rows of `blocks` or any part of them.
    pub fn new(blocks: &[Block], measures: &[Measure]) -> Lanes {
        let rows: u64 = blocks.iter().map(|block| block.rows() as u64).sum();
        let mut counted = Field { bits: bits_of(rows.into()), ..Field::default() };
        let mut scales: Vec<Scale> = measures.iter().map(|measure| Scale::new(blocks, *measure)).collect();
        let mut fields: Vec<&mut Field> = scales.iter_mut().flat_map(|scale| &mut scale.fields).chain([&mut counted]).collect();
        let count = place(&mut fields);
        Lanes { rows: counted, scales, count }
    }

    /// Lanes an entry of sums has.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Room for what the rows of a block add.
    pub fn room(&self) -> Box<Added> {
        vec![[0; STRIDE]; self.count].into_boxed_slice()
    }

    /// Writes what each row of `block` adds.
    pub fn fill(&self, block: &Block, added: &mut Added) {
        for (number, lane) in added.iter_mut().enumerate() {
            let lane = lane.get_mut(..block.rows()).unwrap_or_default();
            let mine = |field: &Field| field.lane == number;
            // What all rows of the block have in common is added with the first write.
            let fields = self.scales.iter().flat_map(|scale| scale.fields.iter().map(move |field| (scale, field)));
            let start = |(scale, field): (&Scale, &Field)| if field.half.is_some() { 0 } else { scale.first(block) << field.shift };
            let common: u64 = fields.clone().filter(|(_, field)| mine(field)).map(start).fold(0, u64::wrapping_add);
            let mut common = common.wrapping_add(if mine(&self.rows) { 1 << self.rows.shift } else { 0 });
            let mut is_first = true;
            for (scale, field) in fields.filter(|(_, field)| mine(field)) {
                if scale.add(block, field, lane, common, is_first) {
                    (common, is_first) = (0, false);
                }
            }
            if is_first {
                lane.fill(common);
            }
        }
    }

    /// Rows added into an entry of sums.
    pub fn rows(&self, entry: &[u64]) -> u64 {
        self.rows.read(entry)
    }

    /// The sum of one measure in an entry; zero where it is not summed.
    pub fn sum(&self, entry: &[u64], measure: Measure) -> i128 {
        let scale = self.scales.iter().find(|scale| scale.measure == measure);
        scale.map_or(0, |scale| scale.read(entry, self.rows.read(entry)))
    }
}

impl Scale {
    /// The least value, the largest unit that divides all values' distances to it, and fields for the largest sum there can be.
    fn new(blocks: &[Block], measure: Measure) -> Scale {
        let columns = || blocks.iter().map(|block| (block.rows(), block.packed_values(measure)));
        let least = columns().map(|(_, packed)| packed.base).min().unwrap_or(0);
        let distance = |packed: &Packed| packed.base.wrapping_sub(least).cast_unsigned();
        let steps = columns().flat_map(|(_, packed)| [if packed.top > 0 { packed.unit() } else { 0 }, distance(&packed)]);
        let unit = steps.fold(1_000_000, |unit, step| if step.is_multiple_of(unit) { unit } else { common(unit, step) });
        let sums = columns().map(|(rows, packed)| {
            let largest = u128::from(distance(&packed)) + u128::from(packed.top) * u128::from(packed.unit());
            // `top` may be more than the largest number, but no two values are further apart than this.
            rows as u128 * (largest.min(u64::MAX.into()) / u128::from(unit))
        });
        let bits = bits_of(sums.sum());
        let fields = match bits {
            0 => Vec::new(),
            1..=LANE_BITS => vec![Field { bits, ..Field::default() }],
            // A half is below 2³² and there are fewer than 2³² rows, so its sum fits into a lane.
            _ => [0, LANE_BITS / 2].map(|cut| Field { bits: LANE_BITS, half: Some(cut), ..Field::default() }).to_vec(),
        };
        Scale { measure, least, unit, fields }
    }

    /// The number of a block's base.
    fn first(&self, block: &Block) -> u64 {
        block.packed_values(self.measure).base.wrapping_sub(self.least).cast_unsigned() / self.unit
    }

    /// Adds the block's numbers, and `common`, to the field in each row's lane, or writes them; false where there is nothing
    /// to add but what is in `common`.
    fn add(&self, block: &Block, field: &Field, lane: &mut [u64], common: u64, is_first: bool) -> bool {
        let packed = block.packed_values(self.measure);
        if let Some(cut) = field.half {
            let (first, step) = (self.first(block), packed.unit() / self.unit);
            let part = |number: u64| first.wrapping_add(number.wrapping_mul(step)) >> cut & u64::from(u32::MAX);
            if is_first {
                lane.fill(0);
            }
            packed.numbers(block.data(), lane, |slot, number| *slot = slot.wrapping_add(common).wrapping_add(part(number) << field.shift));
            return true;
        }
        let shift = field.shift;
        let step = (packed.unit() / self.unit) << shift;
        match (packed.width, step == 1 << shift, is_first) {
            (0, ..) => return false,
            (_, true, true) => packed.numbers(block.data(), lane, |slot, number| *slot = common.wrapping_add(number << shift)),
            (_, true, false) => packed.numbers(block.data(), lane, |slot, number| *slot = slot.wrapping_add(number << shift)),
            (_, false, true) => packed.numbers(block.data(), lane, |slot, number| *slot = common.wrapping_add(number.wrapping_mul(step))),
            (_, false, false) => packed.numbers(block.data(), lane, |slot, number| *slot = slot.wrapping_add(number.wrapping_mul(step))),
        }
        true
    }

    fn read(&self, entry: &[u64], rows: u64) -> i128 {
        let numbers: u128 = self.fields.iter().map(|field| u128::from(field.read(entry)) << field.half.unwrap_or(0)).sum();
        (numbers * u128::from(self.unit)).cast_signed() + i128::from(self.least) * i128::from(rows)
    }
}

impl Field {
    fn read(&self, entry: &[u64]) -> u64 {
        let lane = entry.get(self.lane).copied().unwrap_or(0);
        lane >> self.shift & u64::MAX.checked_shr(LANE_BITS - self.bits).unwrap_or(0)
    }
}

/// The largest power of ten up to `unit` that divides `step`.
fn common(unit: u64, step: u64) -> u64 {
    std::iter::successors(Some(unit), |unit| Some(unit / 10)).take_while(|unit| *unit > 1).find(|unit| step.is_multiple_of(*unit)).unwrap_or(1)
}

fn bits_of(largest: u128) -> u32 {
    u128::BITS - largest.leading_zeros()
}

/// Gives every field its place, widest first, each in the first lane with room; gives the number of lanes.
fn place(fields: &mut [&mut Field]) -> usize {
    fields.sort_by_key(|field| std::cmp::Reverse(field.bits));
    let mut used: Vec<u32> = Vec::new();
    for field in fields {
        let lane = used.iter().position(|used| used + field.bits <= LANE_BITS).unwrap_or(used.len());
        if lane == used.len() {
            used.push(0);
        }
        if let Some(used) = used.get_mut(lane) {
            (field.lane, field.shift) = (lane, *used);
            *used += field.bits;
        }
    }
    used.len()
}
