//! Product lines of rows whose file names none: by a map of products, laid over the rows like creators' aliases.

use super::block::{Block, Key};
use super::columns::Fact;
use super::dictionary::{Dictionary, InternError};
use super::rollup::{Dimension, roll_up};
use super::slice::Slice;
use super::store::Ledger;

/// A line for each mapped product, under codes that go on from those of the rows' own lines.
#[derive(Clone)]
pub(super) struct ProductLines {
    pub names: Dictionary,
    /// By ASIN code; the code of no line where a product is not mapped.
    of_asin: Vec<u32>,
    /// Code of rows without a line of their own.
    nameless: u32,
}

impl Ledger {
    /// Gives rows without a line that of their product: pairs of ASIN code and line. Rows keep the line their file names. No pair, or
    /// no row without a line: nothing is laid over.
    pub fn set_product_lines(&mut self, lines: &[(u32, String)]) -> Result<(), InternError> {
        self.lay_lines(None);
        let Some(nameless) = self.own_lines().code("").filter(|_| !lines.is_empty()) else { return Ok(()) };
        let mut names = self.own_lines().clone();
        let mut of_asin = vec![nameless; self.asins().len()];
        for (asin, line) in lines {
            let code = names.intern(line.trim().as_bytes())?;
            if let Some(slot) = of_asin.get_mut(*asin as usize) {
                *slot = code;
            }
        }
        self.lay_lines(Some(ProductLines { names, of_asin, nameless }));
        Ok(())
    }

    /// The line of a row: its own, or that of its product.
    pub fn line_of(&self, fact: &Fact) -> u32 {
        let mapped = self.product_lines().filter(|mapped| mapped.nameless == fact.line);
        mapped.and_then(|mapped| mapped.of_asin.get(fact.asin as usize)).copied().unwrap_or(fact.line)
    }

    /// Codes of lines that have a row that counts, in code order, where a map is laid over.
    pub(super) fn mapped_lines(&self) -> Vec<u32> {
        roll_up(self, &Slice::ALL, Dimension::Line).codes().collect()
    }
}

/// The line of each row of a block: its own, or that of its product.
pub(super) fn lines(ledger: &Ledger, block: &Block, codes: &mut [u32]) {
    block.keys(Key::Line, codes);
    let Some(mapped) = ledger.product_lines() else { return };
    let (least, most) = block.range(Key::Line);
    if mapped.nameless < least || mapped.nameless > most {
        return;
    }
    let mut asins = [0; super::block::BLOCK_ROWS];
    block.keys(Key::Asin, &mut asins);
    for (code, asin) in codes.iter_mut().zip(&asins).take(block.rows()).filter(|(code, _)| **code == mapped.nameless) {
        *code = mapped.of_asin.get(*asin as usize).copied().unwrap_or(*code);
    }
}
