//! Facts, column by column.

use super::flat::{Damaged, FlatReader, FlatWriter};
use super::measure::{Measure, Supplied};
use crate::units::{Date, Rate};

/// Stands for "no commission rate in this row": above 100 %, so no real rate can be it.
pub const NO_RATE: u32 = u32::MAX;

/// One attribution fact on its way into the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    pub date: Date,
    pub creator: u32,
    pub asin: u32,
    pub line: u32,
    pub campaign: u32,
    pub rate: Option<Rate>,
    /// One value a measure, zero where `supplied` lacks it.
    pub values: [i64; Measure::COUNT],
    pub supplied: Supplied,
}

/// Rows of facts as parallel columns of equal length. A measure no row supplies takes no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub(super) date: Vec<u16>,
    pub(super) creator: Vec<u32>,
    pub(super) asin: Vec<u32>,
    pub(super) line: Vec<u32>,
    pub(super) campaign: Vec<u32>,
    /// Parts per million, or [`NO_RATE`]; empty when no row has a rate.
    pub(super) rate: Vec<u32>,
    pub(super) supplied: Vec<u8>,
    /// One column a measure; empty when no row supplies it.
    pub(super) values: [Vec<i64>; Measure::COUNT],
}

impl Columns {
    pub fn rows(&self) -> usize {
        self.date.len()
    }

    pub fn push(&mut self, fact: &Fact) {
        let rows = self.rows();
        self.date.push(fact.date.days());
        self.creator.push(fact.creator);
        self.asin.push(fact.asin);
        self.line.push(fact.line);
        self.campaign.push(fact.campaign);
        self.supplied.push(fact.supplied.bits());
        if fact.rate.is_some() || !self.rate.is_empty() {
            self.rate.resize(rows, NO_RATE);
            self.rate.push(fact.rate.map_or(NO_RATE, Rate::ppm));
        }
        for ((column, &value), measure) in self.values.iter_mut().zip(&fact.values).zip(Measure::ALL) {
            if fact.supplied.has(measure) || !column.is_empty() {
                column.resize(rows, 0);
                column.push(value);
            }
        }
    }

    /// The fact of one row; `None` past the end.
    pub fn fact(&self, row: usize) -> Option<Fact> {
        let mut values = [0; Measure::COUNT];
        for (value, column) in values.iter_mut().zip(&self.values) {
            *value = column.get(row).copied().unwrap_or(0);
        }
        Some(Fact {
            date: Date::from_days(*self.date.get(row)?),
            creator: *self.creator.get(row)?,
            asin: *self.asin.get(row)?,
            line: *self.line.get(row)?,
            campaign: *self.campaign.get(row)?,
            rate: self.rate.get(row).copied().and_then(Rate::from_ppm),
            values,
            supplied: Supplied::from_bits(*self.supplied.get(row)?),
        })
    }

    /// Days after 2000-01-01, row by row.
    pub fn days(&self) -> &[u16] {
        &self.date
    }

    pub fn creator_codes(&self) -> &[u32] {
        &self.creator
    }

    pub fn asin_codes(&self) -> &[u32] {
        &self.asin
    }

    pub fn line_codes(&self) -> &[u32] {
        &self.line
    }

    pub fn campaign_codes(&self) -> &[u32] {
        &self.campaign
    }

    /// What each row supplies, as [`Supplied::bits`].
    pub fn supplied_bits(&self) -> &[u8] {
        &self.supplied
    }

    /// Parts per million or [`NO_RATE`]; empty when no row has a rate.
    pub fn rate_codes(&self) -> &[u32] {
        &self.rate
    }

    /// Values of a measure; empty when no row supplies it.
    pub fn values(&self, measure: Measure) -> &[i64] {
        self.values.get(measure.index()).map_or(&[], Vec::as_slice)
    }

    /// Measures that at least one row supplies.
    pub fn supplied(&self) -> Supplied {
        Supplied::from_bits(self.supplied.iter().fold(0, |all, bits| all | bits))
    }

    /// First and last date; `None` without rows.
    pub fn dates(&self) -> Option<(Date, Date)> {
        let first = self.date.iter().min()?;
        let last = self.date.iter().max()?;
        Some((Date::from_days(*first), Date::from_days(*last)))
    }

    /// Sum of one measure; `None` on overflow.
    pub fn sum(&self, measure: Measure) -> Option<i64> {
        self.values.get(measure.index())?.iter().try_fold(0_i64, |sum, &value| sum.checked_add(value))
    }

    /// Gives every code its new one; a table shorter than the codes leaves the rest as they are.
    pub(super) fn recode(&mut self, creators: &[u32], asins: &[u32], lines: &[u32], campaigns: &[u32]) {
        for (column, codes) in [(&mut self.creator, creators), (&mut self.asin, asins), (&mut self.line, lines), (&mut self.campaign, campaigns)] {
            for code in column {
                *code = codes.get(*code as usize).copied().unwrap_or(*code);
            }
        }
    }

    /// Gives the rows of `range` to one creator.
    pub(super) fn set_creator(&mut self, range: std::ops::Range<usize>, code: u32) {
        self.creator.get_mut(range).unwrap_or_default().fill(code);
    }

    /// Whether all codes are below the sizes of the dictionaries of creators, ASINs, lines and campaigns.
    pub(super) fn codes_fit(&self, [creators, asins, lines, campaigns]: [usize; 4]) -> bool {
        let fits = |codes: &[u32], size: usize| codes.iter().all(|code| (*code as usize) < size);
        fits(&self.creator, creators) && fits(&self.asin, asins) && fits(&self.line, lines) && fits(&self.campaign, campaigns)
    }

    pub(super) fn write(&self, out: &mut FlatWriter) {
        out.array(self.date.len(), self.date.iter().map(|day| day.to_le_bytes()));
        for codes in [&self.creator, &self.asin, &self.line, &self.campaign, &self.rate] {
            out.array(codes.len(), codes.iter().map(|code| code.to_le_bytes()));
        }
        out.raw(&self.supplied);
        for column in &self.values {
            out.array(column.len(), column.iter().map(|value| value.to_le_bytes()));
        }
    }

    pub(super) fn read(reader: &mut FlatReader<'_>) -> Result<Columns, Damaged> {
        let mut columns = Columns { date: reader.array()?.iter().map(|day| u16::from_le_bytes(*day)).collect(), ..Columns::default() };
        let rows = columns.rows();
        let codes = |reader: &mut FlatReader<'_>| Ok(reader.array()?.iter().map(|code| u32::from_le_bytes(*code)).collect::<Vec<_>>());
        for column in [&mut columns.creator, &mut columns.asin, &mut columns.line, &mut columns.campaign] {
            *column = Some(codes(reader)?).filter(|codes| codes.len() == rows).ok_or(Damaged)?;
        }
        columns.rate = Some(codes(reader)?).filter(|codes| codes.is_empty() || codes.len() == rows).ok_or(Damaged)?;
        columns.supplied = Some(reader.raw()?.to_vec()).filter(|bits| bits.len() == rows).ok_or(Damaged)?;
        for column in &mut columns.values {
            let values: Vec<_> = reader.array()?.iter().map(|value| i64::from_le_bytes(*value)).collect();
            *column = Some(values).filter(|values| values.is_empty() || values.len() == rows).ok_or(Damaged)?;
        }
        Ok(columns)
    }

    /// Adds the rows of `other` behind these; codes must already be this ledger's.
    pub(super) fn append(&mut self, mut other: Columns) {
        if self.rows() == 0 {
            *self = other;
            return;
        }
        let (before, after) = (self.rows(), self.rows() + other.rows());
        self.date.append(&mut other.date);
        self.creator.append(&mut other.creator);
        self.asin.append(&mut other.asin);
        self.line.append(&mut other.line);
        self.campaign.append(&mut other.campaign);
        self.supplied.append(&mut other.supplied);
        append_sparse(&mut self.rate, &other.rate, before, after, NO_RATE);
        for (mine, theirs) in self.values.iter_mut().zip(&other.values) {
            append_sparse(mine, theirs, before, after, 0);
        }
    }

    /// Takes a range of rows out.
    pub(super) fn remove(&mut self, range: std::ops::Range<usize>) {
        self.date.drain(range.clone());
        self.creator.drain(range.clone());
        self.asin.drain(range.clone());
        self.line.drain(range.clone());
        self.campaign.drain(range.clone());
        self.supplied.drain(range.clone());
        for column in self.values.iter_mut().filter(|column| !column.is_empty()) {
            column.drain(range.clone());
        }
        if !self.rate.is_empty() {
            self.rate.drain(range);
        }
    }
}

fn append_sparse<T: Copy>(mine: &mut Vec<T>, theirs: &[T], before: usize, after: usize, absent: T) {
    if mine.is_empty() && theirs.is_empty() {
        return;
    }
    mine.resize(before, absent);
    mine.extend_from_slice(theirs);
    mine.resize(after, absent);
}
