//! The texts that a workbook's cells share.

use std::io::BufRead;

use super::xml::{Piece, Xml};
use super::{BookError, SHARED_TEXT_BYTES_MAX, SHARED_TEXTS_MAX};

/// Texts are kept one behind another in pieces of this size, so that growing never copies all of them.
const PIECE_BYTES: usize = 1 << 20;

/// A cell holds at most 32,767 characters.
pub(super) const TEXT_BYTES_MAX: usize = 1 << 20;

#[derive(Default)]
pub(super) struct Texts {
    pieces: Vec<String>,
    /// Piece and first byte of each text; it ends where the next of its piece begins.
    starts: Vec<(u32, u32)>,
    bytes: usize,
}

impl Texts {
    /// Reads the part that holds them.
    pub(super) fn read(input: impl BufRead) -> Result<Texts, BookError> {
        let mut texts = Texts::default();
        let mut xml = Xml::new(input);
        let mut text = TextReader::default();
        loop {
            match xml.next()? {
                Piece::End => return Ok(texts),
                Piece::Close(name) if name.is("si") => {
                    texts.push(text.take())?;
                }
                piece => text.see(&piece)?,
            }
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let &(piece, start) = self.starts.get(index)?;
        let text = self.pieces.get(piece as usize)?;
        let end = self.starts.get(index + 1).filter(|(next, _)| *next == piece).map_or(text.len(), |&(_, end)| end as usize);
        text.get(start as usize..end)
    }

    fn push(&mut self, text: &str) -> Result<(), BookError> {
        self.bytes += text.len();
        if self.bytes > SHARED_TEXT_BYTES_MAX || self.starts.len() >= SHARED_TEXTS_MAX {
            return Err(BookError::Texts);
        }
        let is_full = self.pieces.last().is_none_or(|piece| piece.len() + text.len() > PIECE_BYTES);
        if is_full {
            self.pieces.push(String::with_capacity(PIECE_BYTES.max(text.len())));
        }
        let Some(piece) = self.pieces.last_mut() else { return Ok(()) };
        let start = u32::try_from(piece.len()).map_err(|_| BookError::Texts)?;
        piece.push_str(text);
        self.starts.push((u32::try_from(self.pieces.len() - 1).map_err(|_| BookError::Texts)?, start));
        Ok(())
    }
}

/// Puts a text together out of its pieces: plain (`t`) or in runs (`r`, each with its `t`); readings for pronunciation
/// (`rPh`) are not part of it.
#[derive(Default)]
pub(super) struct TextReader {
    text: String,
    unescaped: String,
    is_inside: bool,
    is_reading: bool,
}

impl TextReader {
    pub(super) fn see(&mut self, piece: &Piece<'_>) -> Result<(), BookError> {
        match piece {
            Piece::Open(element) if element.is("t") => self.is_inside = !self.is_reading,
            Piece::Open(element) if element.is("rPh") => self.is_reading = true,
            Piece::Close(name) if name.is("t") => self.is_inside = false,
            Piece::Close(name) if name.is("rPh") => self.is_reading = false,
            Piece::Text(text) if self.is_inside => self.text.push_str(text),
            Piece::Char(character) if self.is_inside => self.text.push(*character),
            _ => {}
        }
        if self.text.len() > TEXT_BYTES_MAX { Err(BookError::Texts) } else { Ok(()) }
    }

    /// The text so far, and begins a new one.
    pub(super) fn take(&mut self) -> &str {
        self.unescaped.clear();
        unescape(&self.text, &mut self.unescaped);
        self.text.clear();
        &self.unescaped
    }
}

/// Characters that XML cannot hold are written `_x000D_`, and so is an underscore that would look like it.
pub(super) fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.as_bytes().get(6) == Some(&b'_'));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match character.zip(from.get(7..)) {
            Some((character, behind)) => {
                out.push(character);
                rest = behind;
            }
            None => {
                out.push('_');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_number() {
        let xml = "<sst><si><t>Plain</t></si><si><r><t>Ri</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">ch </t></r></si><si/>\
            <si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh></si><si><t>A &amp; B&#10;C_x000D__x005F_x000D_</t></si></sst>";
        let texts = Texts::read(xml.as_bytes()).unwrap();
        let all: Vec<Option<&str>> = (0..6).map(|at| texts.get(at)).collect();
        assert_eq!(all, [Some("Plain"), Some("Rich "), Some(""), Some("東京"), Some("A & B\nC\r_x000D_"), None]);
    }

    #[test]
    fn many_texts_are_kept_in_pieces() {
        let mut texts = Texts::default();
        let text = |at: usize| format!("{at} {}", "é".repeat(at % 40_000));
        for at in 0..1_000 {
            texts.push(&text(at * 13)).unwrap();
        }
        assert!(texts.pieces.len() > 5, "{} pieces", texts.pieces.len());
        assert!((0..1_000).all(|at| texts.get(at) == Some(text(at * 13).as_str())));
        assert_eq!(texts.push(&"x".repeat(SHARED_TEXT_BYTES_MAX)), Err(BookError::Texts));
    }
}
