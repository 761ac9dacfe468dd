//! A selection of rows.

use super::block::{BLOCK_ROWS, Block, Key};
use super::columns::Fact;
use super::product_lines::lines;
use super::store::Ledger;
use crate::units::Date;

/// Which rows count: every given part must match; both dates are inclusive. Codes are the ledger's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub creator: Option<u32>,
    pub asin: Option<u32>,
    pub line: Option<u32>,
    pub campaign: Option<u32>,
}

/// How much of a block is in a slice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Selected {
    All,
    None,
    /// The rows that are not marked as outside.
    Some,
}

/// Which rows of a block are not in a slice.
pub(super) type Outside = [bool; BLOCK_ROWS];

impl Slice {
    pub const ALL: Slice = Slice { from: None, to: None, creator: None, asin: None, line: None, campaign: None };

    pub fn is_all(&self) -> bool {
        *self == Slice::ALL
    }

    /// Whether a row that counts is in it.
    pub fn holds(&self, ledger: &Ledger, fact: &Fact) -> bool {
        let same = |wanted: Option<u32>, code: u32| wanted.is_none_or(|wanted| wanted == code);
        let creator = self.creator.is_none_or(|wanted| ledger.canonical_creator(wanted) == ledger.canonical_creator(fact.creator));
        let in_time = self.from.is_none_or(|from| fact.date >= from) && self.to.is_none_or(|to| fact.date <= to);
        in_time && creator && same(self.asin, fact.asin) && same(self.line, ledger.line_of(fact)) && same(self.campaign, fact.campaign)
    }

    /// Marks the rows of a block that are outside the slice or excluded; `start` is the ledger row of its first. A block
    /// whose ranges say enough is not opened.
    pub(super) fn select(&self, ledger: &Ledger, start: usize, block: &Block, outside: &mut Outside) -> Selected {
        let mut marked = false;
        let mut mark = |key: Key, keeps: &dyn Fn(u32) -> bool| {
            if !marked {
                outside.fill(false);
            }
            marked = true;
            let mut keys = [0; BLOCK_ROWS];
            block.keys(key, &mut keys);
            outside.iter_mut().zip(&keys).take(block.rows()).for_each(|(outside, key)| *outside |= !keeps(*key));
        };
        let rows = start..start + block.rows();
        let excluded = ledger.excluded().count_in(rows.clone());
        if excluded == block.rows() as u64 {
            return Selected::None;
        }
        let from = self.from.map_or(0, |date| u32::from(date.days()));
        let to = self.to.map_or(u32::from(u16::MAX), |date| u32::from(date.days()));
        match block.range(Key::Date) {
            (first, last) if last < from || first > to => return Selected::None,
            (first, last) if first < from || last > to => mark(Key::Date, &|day| day >= from && day <= to),
            _ => {}
        }
        let own_line = self.line.filter(|_| ledger.product_lines().is_none());
        let codes = [(Key::Asin, self.asin), (Key::Line, own_line), (Key::Campaign, self.campaign)];
        let codes = codes.into_iter().chain([(Key::Creator, self.creator.filter(|_| ledger.creator_aliases().is_empty()))]);
        for (key, wanted) in codes.filter_map(|(key, wanted)| Some((key, wanted?))) {
            match block.range(key) {
                (least, most) if wanted < least || wanted > most => return Selected::None,
                (least, most) if least != most => mark(key, &|code| code == wanted),
                _ => {}
            }
        }
        if let Some(wanted) = self.creator.filter(|_| !ledger.creator_aliases().is_empty()) {
            let wanted = ledger.canonical_creator(wanted);
            mark(Key::Creator, &|code| ledger.canonical_creator(code) == wanted);
        }
        if let Some(wanted) = self.line.filter(|_| own_line.is_none()) {
            if !marked {
                outside.fill(false);
            }
            marked = true;
            let mut keys = [0; BLOCK_ROWS];
            lines(ledger, block, &mut keys);
            outside.iter_mut().zip(&keys).take(block.rows()).for_each(|(outside, line)| *outside |= *line != wanted);
        }
        if excluded > 0 && !marked {
            outside.fill(false);
            marked = true;
        }
        for row in ledger.excluded().rows_in(rows) {
            if let Some(outside) = outside.get_mut(row - start) {
                *outside = true;
            }
        }
        match marked {
            false => Selected::All,
            true if outside.iter().take(block.rows()).all(|outside| *outside) => Selected::None,
            true => Selected::Some,
        }
    }
}
