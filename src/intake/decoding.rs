//! Text of any encoding to UTF-8, and where a place in the UTF-8 stands in the file.
//!
//! Everything behind this reads UTF-8. The tables of the older encodings are not in here: the browser has them, and the
//! command line takes them from a library; either hands in a [`Decoder`].

use std::collections::VecDeque;

use super::encoding::{Encoding, is_lead};
use super::issue::Issue;

/// A text of an older encoding to UTF-8, block by block. Follows the browsers' rules: what is no text becomes U+FFFD.
pub trait Decoder {
    /// The text of `block`, which may begin and end inside a character. With `last` a character cut off at the end is
    /// replaced too.
    fn decode(&mut self, block: &[u8], last: bool) -> String;
}

/// Makes a decoder; `None` where the shell has none for this encoding.
pub type Decoders = fn(Encoding) -> Option<Box<dyn Decoder>>;

/// The command line's decoders; in a browser the worker hands in the browser's own.
pub fn decoders() -> Decoders {
    #[cfg(not(target_arch = "wasm32"))]
    return library::decoder;
    #[cfg(target_arch = "wasm32")]
    return |_| None;
}

#[cfg(not(target_arch = "wasm32"))]
mod library {
    use super::{Decoder, Encoding};

    struct Library(encoding_rs::Decoder);

    pub(super) fn decoder(encoding: Encoding) -> Option<Box<dyn Decoder>> {
        let found = encoding_rs::Encoding::for_label(encoding.name().as_bytes())?;
        Some(Box::new(Library(found.new_decoder_without_bom_handling())))
    }

    impl Decoder for Library {
        fn decode(&mut self, block: &[u8], last: bool) -> String {
            let mut text = String::with_capacity(self.0.max_utf8_buffer_length(block.len()).unwrap_or_default());
            // The buffer is as long as the longest text these bytes can make.
            let _ = self.0.decode_to_string(block, &mut text, last);
            text
        }
    }
}

/// Decoded bytes kept before the newest block: the reader may still hold an unfinished record of that length.
const KEPT_BYTES: u64 = 2 * super::scan::RECORD_BYTES_MAX as u64;

/// A text on its way to UTF-8, and where its last part stands in the file.
pub struct Decoding {
    encoding: Encoding,
    decoder: Box<dyn Decoder>,
    blocks: VecDeque<Block>,
    /// Bytes of the file handed to the decoder, the mark included, and bytes of text that came out.
    file_byte: u64,
    text_byte: u64,
    /// What the decoder holds back: the start of a character whose end has not come yet.
    pending: Vec<u8>,
    has_replaced: bool,
}

/// One decoded block.
struct Block {
    text: String,
    /// Offsets of its first character in the decoded text and in the file.
    text_byte: u64,
    file_byte: u64,
    /// Decoded offsets of replacements that stand for two bytes of Shift-JIS.
    wide: Vec<u64>,
}

impl Decoding {
    /// `file_byte` is where the text starts in the file, behind its mark.
    pub fn new(encoding: Encoding, decoder: Box<dyn Decoder>, file_byte: u64) -> Decoding {
        Decoding { encoding, decoder, blocks: VecDeque::new(), file_byte, text_byte: 0, pending: Vec::new(), has_replaced: false }
    }

    /// The next block as UTF-8.
    pub fn decode(&mut self, bytes: &[u8], last: bool) -> String {
        let text = self.decoder.decode(bytes, last);
        let damaged = text.contains(char::REPLACEMENT_CHARACTER);
        self.has_replaced |= damaged;
        let wide = if damaged && self.encoding == Encoding::ShiftJis { self.wide(bytes, &text) } else { Vec::new() };
        let file_byte = self.file_byte - self.pending.len() as u64;
        self.blocks.push_back(Block { text: text.clone(), text_byte: self.text_byte, file_byte, wide });
        self.pending = held_back(self.encoding, &self.pending, bytes);
        let newest_from = self.text_byte;
        self.file_byte += bytes.len() as u64;
        self.text_byte += text.len() as u64;
        while self.blocks.get(1).is_some_and(|second| second.text_byte + KEPT_BYTES < newest_from) {
            self.blocks.pop_front();
        }
        text
    }

    /// Whether anything has been put in place of damaged characters so far.
    pub fn has_replaced(&self) -> bool {
        self.has_replaced
    }

    /// Turns offsets in the decoded text into offsets in the file. Only records of the last blocks can be asked for.
    pub fn place(&self, issues: &mut [Issue]) {
        let mut order: Vec<&mut Issue> = issues.iter_mut().collect();
        order.sort_by_key(|issue| issue.byte);
        let mut blocks = self.blocks.iter().peekable();
        let mut walk = blocks.next().map(|block| Walk::new(self.encoding, block));
        for issue in order {
            while let Some(next) = blocks.next_if(|next| next.text_byte <= issue.byte) {
                walk = Some(Walk::new(self.encoding, next));
            }
            issue.byte = walk.as_mut().map_or(issue.byte, |walk| walk.to(issue.byte));
        }
    }

    /// The offset in the file of one offset in the text of the last blocks.
    pub fn file_byte(&self, text_byte: u64) -> u64 {
        let block = self.blocks.iter().take_while(|block| block.text_byte <= text_byte).last();
        block.map_or(text_byte, |block| Walk::new(self.encoding, block).to(text_byte))
    }

    /// Finds the damaged pairs of a Shift-JIS block: one replacement stands for both bytes unless the second is ASCII, which
    /// is then a character of its own.
    fn wide(&self, bytes: &[u8], text: &str) -> Vec<u64> {
        let mut rest = self.pending.iter().chain(bytes).copied().peekable();
        let mut wide = Vec::new();
        let mut text_byte = self.text_byte;
        for character in text.chars() {
            let first = rest.next();
            let is_pair = if character == char::REPLACEMENT_CHARACTER {
                let is_pair = first.is_some_and(is_lead) && rest.peek().is_some_and(|second| !second.is_ascii());
                wide.extend(is_pair.then_some(text_byte));
                is_pair
            } else {
                self.encoding.width(character) == 2
            };
            if is_pair {
                rest.next();
            }
            text_byte += character.len_utf8() as u64;
        }
        wide
    }
}

/// The start of a character at the end of `bytes`, which follow what was held back before.
fn held_back(encoding: Encoding, before: &[u8], bytes: &[u8]) -> Vec<u8> {
    let total = before.len() + bytes.len();
    let byte = |at: usize| before.get(at).or_else(|| bytes.get(at - before.len())).copied();
    let length = match encoding {
        Encoding::Utf8 | Encoding::Windows1252 => 0,
        // What is no first byte ends a character; behind it first bytes come in pairs.
        Encoding::ShiftJis => (0..total).rev().take_while(|&at| byte(at).is_some_and(is_lead)).count() % 2,
        Encoding::Utf16Le | Encoding::Utf16Be => {
            let odd = total % 2;
            let high_byte = if encoding == Encoding::Utf16Le { 1 } else { 2 };
            let is_first_half = (odd + high_byte <= total).then(|| byte(total - odd - high_byte)).flatten().is_some_and(|byte| matches!(byte, 0xd8..=0xdb));
            odd + if is_first_half { 2 } else { 0 }
        }
    };
    (total - length..total).filter_map(byte).collect()
}

/// Goes through a block's text and the file in step.
struct Walk<'a> {
    rest: std::str::Chars<'a>,
    wide: std::iter::Peekable<std::slice::Iter<'a, u64>>,
    encoding: Encoding,
    text_byte: u64,
    file_byte: u64,
}

impl<'a> Walk<'a> {
    fn new(encoding: Encoding, block: &'a Block) -> Walk<'a> {
        Walk { rest: block.text.chars(), wide: block.wide.iter().peekable(), encoding, text_byte: block.text_byte, file_byte: block.file_byte }
    }

    /// The offset in the file of an offset in the decoded text, which is not before the one asked for last.
    fn to(&mut self, text_byte: u64) -> u64 {
        while self.text_byte < text_byte {
            let Some(character) = self.rest.next() else { break };
            self.file_byte += self.encoding.width(character) + u64::from(self.wide.next_if_eq(&&self.text_byte).is_some());
            self.text_byte += character.len_utf8() as u64;
        }
        self.file_byte
    }
}
