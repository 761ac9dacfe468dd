//! Names of codes: what a creator or a product is called, beside its key.

use super::dictionary::ARENA_BYTES_MAX;
use super::flat::{Damaged, FlatReader, FlatWriter};
use super::words::same;

/// Replaced labels may take this much before the arena is written anew.
const GARBAGE_BYTES: usize = 64 * 1024;

/// At most one label a code, held in one arena. Of several labels for one code the first in text order stays, so that
/// neither the order of rows nor that of files matters.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    arena: String,
    /// Where each code's label stands in the arena; an empty span is no label.
    spans: Vec<(u32, u32)>,
    garbage: usize,
}

impl Labels {
    /// The label of a code, or empty.
    pub fn text(&self, code: u32) -> &str {
        let (start, end) = self.spans.get(code as usize).copied().unwrap_or_default();
        self.arena.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Codes that may have a label: all below this one.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// All labels in code order, empty where a code has none.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        (0..u32::try_from(self.spans.len()).unwrap_or(u32::MAX)).map(|code| self.text(code))
    }

    /// A row labels its code so. Nearly always that is known already, and then nothing happens. Bytes that are no UTF-8
    /// become replacement characters. A label that would not fit ([`ARENA_BYTES_MAX`]) is left out.
    pub fn note(&mut self, code: u32, label: &[u8]) {
        let (start, end) = self.spans.get(code as usize).copied().unwrap_or_default();
        let known = self.arena.as_bytes().get(start as usize..end as usize).unwrap_or_default();
        if !same(known, label) {
            self.keep_first(code, &String::from_utf8_lossy(label));
        }
    }

    /// Keeps the label that is first in text order; an empty one never wins.
    fn keep_first(&mut self, code: u32, label: &str) {
        let known = self.text(code);
        if label.is_empty() || (!known.is_empty() && known <= label) || self.arena.len() + label.len() > ARENA_BYTES_MAX {
            return;
        }
        self.garbage += known.len();
        let start = self.arena.len();
        self.arena.push_str(label);
        if self.spans.len() <= code as usize {
            self.spans.resize(code as usize + 1, (0, 0));
        }
        if let (Some(span), Ok(start), Ok(end)) = (self.spans.get_mut(code as usize), u32::try_from(start), u32::try_from(self.arena.len())) {
            *span = (start, end);
        }
        if self.garbage > GARBAGE_BYTES && self.garbage > self.arena.len() / 2 {
            *self = self.texts().collect();
        }
    }

    /// Adds the labels of `theirs`, whose codes are these ones' `codes`.
    pub(super) fn merge(&mut self, theirs: &Labels, codes: &[u32]) {
        for (label, &code) in theirs.texts().zip(codes) {
            self.keep_first(code, label);
        }
    }

    /// The labels of the codes that remain, at their new codes (`u32::MAX`: gone).
    pub(super) fn at(&self, codes: &[u32]) -> Labels {
        let mut kept = Labels::default();
        for (label, &code) in self.texts().zip(codes).filter(|(_, code)| **code != u32::MAX) {
            kept.keep_first(code, label);
        }
        kept
    }

    /// Bytes of the labels and their places, as [`Labels::write`] writes them.
    pub(super) fn flat_bytes(&self) -> usize {
        self.arena.len() + self.spans.len() * 2 * size_of::<u32>()
    }

    pub(super) fn write(&self, out: &mut FlatWriter) {
        out.raw(self.arena.as_bytes());
        out.array(self.spans.len(), self.spans.iter().map(|(start, _)| start.to_le_bytes()));
        out.array(self.spans.len(), self.spans.iter().map(|(_, end)| end.to_le_bytes()));
    }

    pub(super) fn read(reader: &mut FlatReader<'_>) -> Result<Labels, Damaged> {
        let arena = str::from_utf8(reader.raw()?).map_err(|_| Damaged)?.to_owned();
        let (starts, ends) = (reader.array()?, reader.array()?);
        let spans: Vec<_> = starts.iter().zip(ends).map(|(start, end)| (u32::from_le_bytes(*start), u32::from_le_bytes(*end))).collect();
        let fits = spans.iter().all(|(start, end)| arena.get(*start as usize..*end as usize).is_some());
        if fits && starts.len() == ends.len() { Ok(Labels { arena, spans, garbage: 0 }) } else { Err(Damaged) }
    }
}

impl PartialEq for Labels {
    fn eq(&self, other: &Labels) -> bool {
        self.texts().eq(other.texts())
    }
}

impl<'a> FromIterator<&'a str> for Labels {
    /// One label a code, in code order.
    fn from_iter<I: IntoIterator<Item = &'a str>>(labels: I) -> Labels {
        let mut all = Labels::default();
        for (code, label) in (0_u32..).zip(labels) {
            all.keep_first(code, label);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_label_in_text_order_stays_whatever_order_they_come_in() {
        let mut labels = Labels::default();
        for label in ["Oats", "", "Bars", "Oats", "Bars "] {
            labels.note(2, label.as_bytes());
        }
        labels.note(0, b"Andr\xe9");
        assert_eq!(labels.texts().collect::<Vec<_>>(), ["Andr\u{fffd}", "", "Bars"]);
        assert_eq!(labels.text(7), "");
    }

    #[test]
    fn a_code_whose_label_changes_with_every_row_takes_no_more_room_than_its_labels() {
        let mut labels = Labels::default();
        labels.note(1, b"stays");
        for row in (0..200_000_u32).rev() {
            labels.note(0, format!("title {row:06}").as_bytes());
        }
        assert_eq!((labels.text(0), labels.text(1)), ("title 000000", "stays"));
        assert!(labels.arena.len() < 3 * GARBAGE_BYTES, "{}", labels.arena.len());
    }
}
