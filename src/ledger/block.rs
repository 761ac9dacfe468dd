//! About a thousand rows: wide while they are written or looked at one by one, packed while they are kept.

use std::ops::Range;

use super::columns::{Fact, NO_RATE};
use super::flat::{Damaged, FlatReader, FlatWriter};
use super::measure::{Measure, Supplied};
use super::packed::{Packed, Units, pack_keys, pack_values};
use crate::units::{Date, Rate};

/// Rows a block holds at most. Wide, they stay in a processor's second cache.
pub const BLOCK_ROWS: usize = 1024;
/// Wide columns are a little longer than a block: were they a power of two apart, one row's values would all fall into the
/// same few lines of the first cache and drive each other out.
pub(super) const STRIDE: usize = BLOCK_ROWS + 16;
const COLUMNS: usize = Key::COUNT + Measure::COUNT;

/// A column that says what a row is about, not how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Days after 2000-01-01.
    Date,
    Creator,
    Asin,
    Line,
    Campaign,
    /// [`Supplied::bits`].
    Supplied,
    /// Parts per million, or [`NO_RATE`].
    Rate,
}

impl Key {
    pub const COUNT: usize = 7;
    pub const ALL: [Key; Key::COUNT] = [Key::Date, Key::Creator, Key::Asin, Key::Line, Key::Campaign, Key::Supplied, Key::Rate];
    /// Keys that are codes of dictionaries.
    pub const CODES: [Key; 4] = [Key::Creator, Key::Asin, Key::Line, Key::Campaign];

    const fn index(self) -> usize {
        match self {
            Key::Date => 0,
            Key::Creator => 1,
            Key::Asin => 2,
            Key::Line => 3,
            Key::Campaign => 4,
            Key::Supplied => 5,
            Key::Rate => 6,
        }
    }
}

/// Rows as plain arrays, one a column.
#[derive(Clone)]
pub struct Wide {
    rows: usize,
    keys: [[u32; STRIDE]; Key::COUNT],
    values: [[i64; STRIDE]; Measure::COUNT],
}

impl Wide {
    pub fn boxed() -> Box<Wide> {
        Box::new(Wide { rows: 0, keys: [[0; STRIDE]; Key::COUNT], values: [[0; STRIDE]; Measure::COUNT] })
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn clear(&mut self) {
        self.rows = 0;
    }

    pub fn is_full(&self) -> bool {
        self.rows >= BLOCK_ROWS
    }

    /// Adds a row; a full block takes no more.
    pub fn push(&mut self, fact: &Fact) {
        let at = self.rows;
        if at >= BLOCK_ROWS {
            return;
        }
        let rate = fact.rate.map_or(NO_RATE, Rate::ppm);
        let keys = [u32::from(fact.date.days()), fact.creator, fact.asin, fact.line, fact.campaign, u32::from(fact.supplied.bits()), rate];
        for (column, key) in self.keys.iter_mut().zip(keys) {
            if let Some(slot) = column.get_mut(at) {
                *slot = key;
            }
        }
        for (column, value) in self.values.iter_mut().zip(fact.values) {
            if let Some(slot) = column.get_mut(at) {
                *slot = value;
            }
        }
        self.rows = at + 1;
    }

    /// Adds rows of `other` from row `from` on, as many as there is room for, and says how many that were.
    pub(super) fn push_from(&mut self, other: &Wide, from: usize) -> usize {
        let (at, count) = (self.rows, (BLOCK_ROWS - self.rows).min(other.rows.saturating_sub(from)));
        fn copy<T: Copy>(to: &mut [T], theirs: &[T], (at, from, count): (usize, usize, usize)) {
            if let (Some(to), Some(theirs)) = (to.get_mut(at..at + count), theirs.get(from..from + count)) {
                to.copy_from_slice(theirs);
            }
        }
        self.keys.iter_mut().zip(&other.keys).for_each(|(mine, theirs)| copy(mine, theirs, (at, from, count)));
        self.values.iter_mut().zip(&other.values).for_each(|(mine, theirs)| copy(mine, theirs, (at, from, count)));
        self.rows = at + count;
        count
    }

    /// One row; `None` past the end.
    pub fn fact(&self, row: usize) -> Option<Fact> {
        if row >= self.rows {
            return None;
        }
        let keys = self.keys.each_ref().map(|column| column.get(row).copied().unwrap_or(0));
        let values = self.values.each_ref().map(|column| column.get(row).copied().unwrap_or(0));
        Some(fact_of(keys, values))
    }

    pub fn facts(&self) -> impl Iterator<Item = Fact> {
        (0..self.rows).filter_map(|row| self.fact(row))
    }

    pub fn key(&self, key: Key) -> &[u32] {
        self.keys.get(key.index()).and_then(|column| column.get(..self.rows)).unwrap_or_default()
    }

    pub fn measure(&self, measure: Measure) -> &[i64] {
        self.values.get(measure.index()).and_then(|column| column.get(..self.rows)).unwrap_or_default()
    }

    /// Makes it a table of this many rows, at most [`BLOCK_ROWS`], to be filled column by column.
    pub fn set_rows(&mut self, rows: usize) {
        self.rows = rows.min(BLOCK_ROWS);
    }

    pub fn key_mut(&mut self, key: Key) -> &mut [u32] {
        self.keys.get_mut(key.index()).and_then(|column| column.get_mut(..self.rows)).unwrap_or_default()
    }

    pub fn measure_mut(&mut self, measure: Measure) -> &mut [i64] {
        self.values.get_mut(measure.index()).and_then(|column| column.get_mut(..self.rows)).unwrap_or_default()
    }

    /// The same rows, packed.
    pub fn pack(&self) -> Block {
        let mut bytes = Vec::with_capacity(self.rows * COLUMNS * 2);
        let (mut columns, mut room) = ([Packed::default(); COLUMNS], [0; BLOCK_ROWS]);
        let room = room.get_mut(..self.rows).unwrap_or_default();
        let (keys, measures) = columns.split_at_mut(Key::COUNT);
        for (column, key) in keys.iter_mut().zip(Key::ALL) {
            *column = if key == Key::Rate { self.pack_rates(&mut bytes, room) } else { pack_keys(&mut bytes, self.key(key)) };
        }
        for (column, measure) in measures.iter_mut().zip(Measure::ALL) {
            let units = if measure.is_money() { Units::LargestExact } else { Units::AsGiven };
            *column = pack_values(&mut bytes, self.measure(measure), units, room);
        }
        Block { rows: u32::try_from(self.rows).unwrap_or(u32::MAX), columns, bytes: bytes.into_boxed_slice() }
    }

    /// Rates are round like amounts of money: thousandths of a per cent are rarely told apart.
    fn pack_rates(&self, bytes: &mut Vec<u8>, room: &mut [u64]) -> Packed {
        let rates = self.key(Key::Rate);
        if rates.windows(2).all(|pair| pair.first() == pair.last()) {
            return pack_keys(bytes, rates);
        }
        let mut wide = [0; BLOCK_ROWS];
        wide.iter_mut().zip(rates).for_each(|(to, rate)| *to = i64::from(*rate));
        pack_values(bytes, wide.get(..rates.len()).unwrap_or_default(), Units::LargestExact, room)
    }
}

fn fact_of([days, creator, asin, line, campaign, supplied, rate]: [u32; Key::COUNT], values: [i64; Measure::COUNT]) -> Fact {
    Fact {
        date: Date::from_days(u16::try_from(days).unwrap_or(u16::MAX)),
        creator,
        asin,
        line,
        campaign,
        rate: Rate::from_ppm(rate),
        values,
        supplied: supplied_of(supplied),
    }
}

pub(super) fn supplied_of(bits: u32) -> Supplied {
    Supplied::from_bits(u8::try_from(bits).unwrap_or(u8::MAX))
}

/// At most [`BLOCK_ROWS`] rows, each column as narrow as its values in this block allow. Never changed in place but for
/// codes: a file's blocks move into the ledger as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    rows: u32,
    columns: [Packed; COLUMNS],
    bytes: Box<[u8]>,
}

impl Block {
    pub fn rows(&self) -> usize {
        self.rows as usize
    }

    /// Bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        size_of::<Block>() + self.bytes.len()
    }

    fn packed(&self, key: Key) -> Packed {
        self.columns.get(key.index()).copied().unwrap_or_default()
    }

    pub(super) fn packed_values(&self, measure: Measure) -> Packed {
        self.columns.get(Key::COUNT + measure.index()).copied().unwrap_or_default()
    }

    pub(super) fn data(&self) -> &[u8] {
        &self.bytes
    }

    /// Writes a key of every row into `out`, which holds a block.
    pub fn keys(&self, key: Key, out: &mut [u32]) {
        self.packed(key).keys(&self.bytes, out.get_mut(..self.rows()).unwrap_or_default());
    }

    /// Writes a measure of every row into `out`, which holds a block.
    pub fn values(&self, measure: Measure, out: &mut [i64]) {
        self.packed_values(measure).values(&self.bytes, out.get_mut(..self.rows()).unwrap_or_default());
    }

    /// Smallest and largest of a key; both occur, but for rates.
    pub fn range(&self, key: Key) -> (u32, u32) {
        let packed = self.packed(key);
        let key = |value: i128| u32::try_from(value).unwrap_or(u32::MAX);
        (key(packed.base.into()), key(i128::from(packed.base) + i128::from(packed.top) * i128::from(packed.unit())))
    }

    /// The one value a key has throughout the block, if so.
    pub fn constant(&self, key: Key) -> Option<u32> {
        let (least, most) = self.range(key);
        (least == most).then_some(least)
    }

    /// Measures that at least one row supplies.
    pub fn supplied(&self) -> Supplied {
        let mut bits = [0; BLOCK_ROWS];
        match self.constant(Key::Supplied) {
            Some(only) => return supplied_of(only),
            None => self.keys(Key::Supplied, &mut bits),
        }
        supplied_of(bits.iter().take(self.rows()).fold(0, |all, bits| all | bits))
    }

    /// Sum of one measure.
    pub fn sum(&self, measure: Measure) -> i128 {
        self.packed_values(measure).sum(&self.bytes, self.rows())
    }

    /// One row; `None` past the end.
    pub fn fact(&self, row: usize) -> Option<Fact> {
        if row >= self.rows() {
            return None;
        }
        let (keys, values) = self.columns.split_first_chunk::<{ Key::COUNT }>()?;
        let at = |column: &Packed| column.get(&self.bytes, row).unwrap_or(0);
        let keys = keys.each_ref().map(|column| u32::try_from(at(column)).unwrap_or(u32::MAX));
        Some(fact_of(keys, values.first_chunk()?.each_ref().map(at)))
    }

    /// All rows as plain arrays.
    pub fn unpack(&self, wide: &mut Wide) {
        wide.rows = self.rows();
        for (key, out) in Key::ALL.into_iter().zip(&mut wide.keys) {
            self.keys(key, out);
        }
        for (measure, out) in Measure::ALL.into_iter().zip(&mut wide.values) {
            self.values(measure, out);
        }
    }

    /// Gives every code of `changes` its new one: the old code's entry, or itself beyond the table's end.
    pub(super) fn recode(&mut self, changes: &[(Key, &[u32])]) {
        let mut codes = [0; BLOCK_ROWS];
        let codes = codes.get_mut(..self.rows()).unwrap_or_default();
        for (key, table) in changes {
            self.keys(*key, codes);
            for code in codes.iter_mut() {
                *code = table.get(*code as usize).copied().unwrap_or(*code);
            }
            self.replace(*key, codes);
        }
    }

    /// Gives some rows one code.
    pub(super) fn fill(&mut self, key: Key, rows: Range<usize>, code: u32) {
        let mut codes = [0; BLOCK_ROWS];
        let codes = codes.get_mut(..self.rows()).unwrap_or_default();
        self.keys(key, codes);
        codes.get_mut(rows.start..rows.end.min(self.rows())).unwrap_or_default().fill(code);
        self.replace(key, codes);
    }

    /// Puts other codes into a column. Where they need no more room than the old ones they are written over them, else all
    /// columns move.
    fn replace(&mut self, key: Key, codes: &[u32]) {
        let mut packed_codes = Vec::new();
        let new = pack_keys(&mut packed_codes, codes);
        let old = self.packed(key);
        let at = old.start as usize;
        if new.width == old.width {
            for (to, from) in self.bytes.iter_mut().skip(at).zip(&packed_codes) {
                *to = *from;
            }
        } else {
            let end = at + usize::from(old.width) * self.rows();
            let (before, after) = (self.bytes.get(..at).unwrap_or_default(), self.bytes.get(end..).unwrap_or_default());
            self.bytes = [before, &packed_codes, after].concat().into_boxed_slice();
        }
        let mut start = 0;
        if let Some(column) = self.columns.get_mut(key.index()) {
            *column = new;
        }
        for column in &mut self.columns {
            column.start = start;
            start += u32::from(column.width) * self.rows;
        }
    }

    /// Bytes [`Block::write`] writes: numbers of rows, three a column, the length, the columns.
    pub(super) fn flat_bytes(&self) -> usize {
        (2 + 3 * COLUMNS) * size_of::<u64>() + self.bytes.len()
    }

    pub(super) fn write(&self, out: &mut FlatWriter) {
        out.u64(self.rows.into());
        for column in &self.columns {
            out.u64(column.base.cast_unsigned());
            out.u64(column.top);
            out.u64(u64::from(column.width) << 8 | u64::from(column.zeros));
        }
        out.raw(&self.bytes);
    }

    /// What [`Block::write`] wrote: no stored number is larger than its column says, so that sums cannot overflow.
    pub(super) fn read(reader: &mut FlatReader<'_>) -> Result<Block, Damaged> {
        let rows = Some(reader.u64()?).filter(|rows| (1..=BLOCK_ROWS as u64).contains(rows)).ok_or(Damaged)?;
        let mut block = Block { rows: u32::try_from(rows).map_err(|_| Damaged)?, columns: [Packed::default(); COLUMNS], bytes: Box::default() };
        let mut start = 0;
        for column in &mut block.columns {
            let (base, top, form) = (reader.u64()?.cast_signed(), reader.u64()?, reader.u64()?);
            let [zeros, width, 0, 0, 0, 0, 0, 0] = form.to_le_bytes() else { return Err(Damaged) };
            if !matches!(width, 0 | 1 | 2 | 4 | 8) || zeros > 6 {
                return Err(Damaged);
            }
            *column = Packed { base, top, start, width, zeros };
            start += u32::from(width) * block.rows;
        }
        block.bytes = reader.raw()?.into();
        if block.bytes.len() == start as usize && block.holds_together() { Ok(block) } else { Err(Damaged) }
    }

    fn holds_together(&self) -> bool {
        let fits = |column: &Packed| column.largest(&self.bytes, self.rows()) <= column.top;
        let is_key = |column: &Packed| u32::try_from(i128::from(column.base) + i128::from(column.top) * i128::from(column.unit())).is_ok() && column.base >= 0;
        self.columns.iter().all(fits) && self.columns.iter().take(Key::COUNT).all(is_key)
    }
}
