//! A file's bytes as UTF-8 text, whatever encoding they are in.

use std::borrow::Cow;

use super::decoding::{Decoders, Decoding};
use super::encoding::{Detected, Encoding, detect};
use super::filetype::wrong_bytes;
use super::issue::{Issue, IssueCode};
use super::sniff::{HEAD_BYTES, Unusable};

/// Decides what a file's text is by its head, then passes UTF-8 on as it comes and decodes everything else. The result does
/// not depend on where blocks end.
pub struct Text {
    decoders: Decoders,
    chosen: Option<Encoding>,
    found: Detected,
    has_mark: bool,
    state: State,
}

enum State {
    Head(Vec<u8>),
    /// UTF-8: passed on as it is, its mark included.
    AsItIs,
    Decoding(Box<Decoding>),
}

impl Text {
    /// `chosen` is the user's word, which no evidence outweighs but a mark at the start.
    pub fn new(decoders: Decoders, chosen: Option<Encoding>) -> Text {
        Text { decoders, chosen, found: Detected::default(), has_mark: false, state: State::Head(Vec::new()) }
    }

    /// The next block as UTF-8; empty while the head is not complete. With `last` there is none after it. Fails where the
    /// file is no text, saying what it is.
    pub fn feed<'a>(&mut self, block: &'a [u8], last: bool) -> Result<Cow<'a, [u8]>, Unusable> {
        match &mut self.state {
            State::AsItIs => Ok(block.into()),
            State::Decoding(decoding) => Ok(decoding.decode(block, last).into_bytes().into()),
            State::Head(head) => {
                head.extend_from_slice(block);
                if head.len() > HEAD_BYTES || last { self.begin(last).map(Cow::Owned) } else { Ok(Cow::Borrowed(&[])) }
            }
        }
    }

    pub fn encoding(&self) -> Encoding {
        self.found.encoding
    }

    /// Whether the encoding was said rather than found.
    pub fn is_chosen(&self) -> bool {
        self.chosen.is_some()
    }

    /// Whether offsets in the text are those in the file: only then can a range of the file be read for itself.
    pub fn is_as_it_is(&self) -> bool {
        matches!(self.state, State::AsItIs)
    }

    /// Whether the encoding is the likeliest one rather than a certain one.
    pub fn is_assumed(&self) -> bool {
        self.found.assumed
    }

    /// Whether the file begins with a byte-order mark.
    pub fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// Whether characters that are none in this encoding were replaced so far.
    pub fn has_replaced(&self) -> bool {
        matches!(&self.state, State::Decoding(decoding) if decoding.has_replaced())
    }

    /// The offset in the file of an offset in the head of the text, while that is the last there is.
    pub fn file_byte(&self, text_byte: u64) -> u64 {
        match &self.state {
            State::Decoding(decoding) => decoding.file_byte(text_byte),
            State::Head(_) | State::AsItIs => text_byte,
        }
    }

    /// Turns offsets in the text into offsets in the file; for issues about records of the last blocks.
    pub fn place(&self, issues: &mut [Issue]) {
        if let State::Decoding(decoding) = &self.state {
            decoding.place(issues);
        }
    }

    /// The head is complete: decides, and gives the head as UTF-8.
    fn begin(&mut self, last: bool) -> Result<Vec<u8>, Unusable> {
        let State::Head(head) = std::mem::replace(&mut self.state, State::AsItIs) else { return Ok(Vec::new()) };
        // Always the same bytes, however many have arrived.
        let looked_at = head.get(..HEAD_BYTES).unwrap_or(&head);
        let detected = detect(looked_at, last && looked_at.len() == head.len());
        self.found = self.chosen.map_or(detected, |encoding| Detected { encoding, assumed: false });
        let encoding = self.found.encoding;
        if let Some(unusable) = wrong_bytes(looked_at, encoding) {
            return Err(unusable);
        }
        let mark = encoding.mark_length(&head);
        self.has_mark = mark > 0;
        if encoding == Encoding::Utf8 {
            return Ok(head);
        }
        let Some(decoder) = (self.decoders)(encoding) else {
            let message = format!("The file is {} text, which cannot be read here.", encoding.label());
            return Err(Unusable { code: IssueCode::Encoding, message });
        };
        let mut decoding = Decoding::new(encoding, decoder, mark as u64);
        let text = decoding.decode(head.get(mark..).unwrap_or_default(), last);
        self.state = State::Decoding(Box::new(decoding));
        Ok(text.into_bytes())
    }
}
