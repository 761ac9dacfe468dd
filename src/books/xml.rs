//! Reading the parts of a workbook: XML piece by piece, each piece within limits.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::BookError;

/// A cell holds at most 32,767 characters, a tag far less.
const PIECE_BYTES_MAX: u64 = 1 << 20;
/// Levels of elements; the parts of a workbook have some ten.
const DEPTH_MAX: usize = 100;

/// One piece.
pub(super) enum Piece<'a> {
    /// An element begins; an empty one ends with the next piece.
    Open(Element<'a>),
    Close(Name<'a>),
    Text(Cow<'a, str>),
    /// A character written as a reference.
    Char(char),
    /// A comment, an instruction, a reference to something that is not there.
    Other,
    End,
}

/// The name of an element that ends.
pub(super) struct Name<'a>(BytesEnd<'a>);

impl Name<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name
    }
}

pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name
    }

    /// The value of every attribute with its name, prefixes left out.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, Value<'_>)> {
        let mut attributes = self.0.attributes();
        // Looking for doubles would take a time that grows with the square of their number.
        attributes.with_checks(false);
        attributes.flatten().map(|attribute| (attribute.key.into_inner().rsplit(':').next().unwrap_or_default(), Value(attribute)))
    }

    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value.text())
    }
}

pub(super) struct Value<'a>(Attribute<'a>);

impl Value<'_> {
    /// As written, for values that never hold a reference.
    pub(super) fn raw(&self) -> &str {
        &self.0.value
    }

    pub(super) fn text(&self) -> String {
        self.0.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| self.raw().to_owned(), |text| text.into_owned())
    }
}

/// A part being read.
pub(super) struct Xml<R> {
    reader: Reader<Metered<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(input: R) -> Xml<R> {
        let mut reader = Reader::from_reader(Metered { input, left: PIECE_BYTES_MAX });
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, buffer: Vec::new(), depth: 0 }
    }

    pub(super) fn next(&mut self) -> Result<Piece<'_>, BookError> {
        self.reader.get_mut().left = PIECE_BYTES_MAX;
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(why)?;
        Ok(match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > DEPTH_MAX {
                    return Err(BookError::DamagedBook("its parts are nested too deeply"));
                }
                Piece::Open(Element(start))
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::Close(Name(end))
            }
            Event::Text(text) => Piece::Text(text.xml10_content()),
            Event::CData(text) => Piece::Text(text.xml10_content()),
            Event::GeneralRef(reference) => character(&reference).map_or(Piece::Other, Piece::Char),
            Event::Eof if self.depth > 0 => return Err(BookError::DamagedBook("a part of it ends too early")),
            Event::Eof => Piece::End,
            _ => Piece::Other,
        })
    }
}

fn why(error: quick_xml::Error) -> BookError {
    match error {
        quick_xml::Error::Io(error) => error.get_ref().and_then(|inner| inner.downcast_ref::<BookError>()).cloned().unwrap_or(BookError::Unreadable),
        quick_xml::Error::Encoding(_) => BookError::DamagedBook("a part of it is not UTF-8"),
        _ => BookError::DamagedBook("a part of it is not XML"),
    }
}

fn character(reference: &BytesRef<'_>) -> Option<char> {
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// Counts what is read since it was last asked, so that no piece fills the memory.
struct Metered<R> {
    input: R,
    left: u64,
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.left == 0 {
            return Err(BookError::DamagedBook("a piece of it is longer than any cell can be").into());
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count as u64);
        self.input.consume(count);
    }
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut available = self.fill_buf()?;
        let count = available.read(into)?;
        self.consume(count);
        Ok(count)
    }
}
