//! How a file is split: its records as they stand, read as nothing yet. For looking, not for figures: whoever wonders
//! what became of a row sees here where it begins, where it ends and what its fields are.

use super::decoding::decoders;
use super::encoding::Encoding;
use super::issue::IssueCode;
use super::scan::{Record, Scanner};
use super::sniff::{HEAD_BYTES, Sniffed, Unusable, sniff};
use super::text::Text;

/// Splits one file that arrives in blocks of any size, by the separator and the header that reading it would find.
/// A file without a header that could be read by is split at commas, or at the separator that was named.
pub struct Splitter {
    named: Option<u8>,
    text: Text,
    head: Vec<u8>,
    scanner: Option<Scanner>,
}

impl Splitter {
    /// `named` is the separator to use instead of the one found.
    pub fn new(named: Option<u8>) -> Splitter {
        Splitter { named, text: Text::new(decoders(), None), head: Vec::new(), scanner: None }
    }

    /// The next block; `last` when there is none after it. Lines before the header, the header and the rows all come to
    /// `sink`; blank lines are no records. Offsets are those of the text in UTF-8. Fails where the file is no table of text, saying what it is.
    pub fn feed(&mut self, block: &[u8], last: bool, mut sink: impl FnMut(&Record<'_>)) -> Result<(), Unusable> {
        let text = self.text.feed(block, last)?;
        if let Some(scanner) = &mut self.scanner {
            scanner.feed(&text, last, sink);
            return Ok(());
        }
        self.head.extend_from_slice(&text);
        if self.head.len() > HEAD_BYTES || last {
            let (mut scanner, from) = self.begin(last, &mut sink)?;
            scanner.feed(self.head.get(from..).unwrap_or_default(), last, sink);
            self.head = Vec::new();
            self.scanner = Some(scanner);
        }
        Ok(())
    }

    /// The scanner for what starts at the header, and where that is; what stands before it goes to `sink`.
    fn begin(&self, whole: bool, sink: impl FnMut(&Record<'_>)) -> Result<(Scanner, usize), Unusable> {
        let looked_at = self.head.get(..HEAD_BYTES).unwrap_or(&self.head);
        let start = Encoding::Utf8.mark_length(&self.head);
        let plain = Scanner::new(self.named.unwrap_or(b','), start as u64, 1);
        match sniff(looked_at, whole && looked_at.len() == self.head.len(), None) {
            Ok(found) if self.named.is_none_or(|named| named == found.delimiter) => Ok(self.at_header(&found, start, sink)),
            Err(unusable) if !matches!(unusable.code, IssueCode::NoHeader | IssueCode::EmptyFile) => Err(unusable),
            _ => Ok((plain, start)),
        }
    }

    /// Lines before the header have any number of fields; from the header on its number is expected.
    fn at_header(&self, found: &Sniffed, start: usize, sink: impl FnMut(&Record<'_>)) -> (Scanner, usize) {
        let header = usize::try_from(found.header_byte).unwrap_or(usize::MAX);
        Scanner::new(found.delimiter, start as u64, 1).feed(self.head.get(start..header).unwrap_or_default(), true, sink);
        let mut scanner = Scanner::new(found.delimiter, found.header_byte, found.first_line());
        scanner.expect_fields(found.headers.len());
        (scanner, header)
    }
}
