//! One sheet as CSV text: a line a row, so that line numbers are those of the sheet as long as no cell holds a line end.

use std::io::BufRead;

use super::format::Meaning;
use super::number;
use super::strings::{TEXT_BYTES_MAX, TextReader, Texts};
use super::xml::{Element, Piece, Xml};
use super::{BookError, CELLS_MAX, COLUMNS_MAX, Note, ROWS_MAX, Sink};

/// Text handed over at a time.
const BLOCK_BYTES: usize = 64 * 1024;

/// What all sheets of a workbook share.
pub(super) struct Book {
    pub(super) texts: Texts,
    pub(super) formats: Vec<Meaning>,
    pub(super) is_1904: bool,
}

/// How a cell's value is stored.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stored {
    #[default]
    Number,
    SharedText,
    Text,
    Truth,
    /// A day or time in ISO form.
    Moment,
}

/// The cell being read.
#[derive(Default)]
struct Cell {
    column: u32,
    stored: Stored,
    meaning: Meaning,
    /// Inside the value, and inside a text of its own.
    in_value: bool,
    in_text: bool,
    has_formula: bool,
    value: String,
}

/// How wide the table is: narrower rows are filled up to it, so that a row whose last cells are empty is whole. That is the
/// widest row without a gap, such as the header; a remark far to the right of a row does not make the others wider.
#[derive(Default)]
struct Width {
    closed: u32,
    any: u32,
}

impl Width {
    /// The width as far as it is known with this row.
    fn see(&mut self, columns: u32, is_closed: bool) -> u32 {
        self.any = self.any.max(columns);
        if is_closed {
            self.closed = self.closed.max(columns);
        }
        if self.closed > 0 { self.closed } else { self.any }
    }
}

pub(super) struct SheetReader<'a> {
    name: &'a str,
    book: &'a Book,
    sink: &'a mut dyn Sink,
    out: Vec<u8>,
    /// The member was begun, and is still wanted.
    begun: bool,
    wanted: bool,
    /// Row being read, from 1, and rows written.
    row: u32,
    written_rows: u32,
    /// Column the next cell stands in, and those written of this row.
    column: u32,
    written_columns: u32,
    /// Cells of this row with anything in them, and the column of the first.
    filled: u32,
    first_column: u32,
    width: Width,
    cells: u64,
    uncalculated: u64,
    cell: Cell,
    text: TextReader,
}

impl<'a> SheetReader<'a> {
    pub(super) fn new(name: &'a str, book: &'a Book, sink: &'a mut dyn Sink) -> SheetReader<'a> {
        SheetReader {
            name,
            book,
            sink,
            out: Vec::with_capacity(2 * BLOCK_BYTES),
            begun: false,
            wanted: true,
            row: 0,
            written_rows: 0,
            column: 0,
            written_columns: 0,
            filled: 0,
            first_column: 0,
            width: Width::default(),
            cells: 0,
            uncalculated: 0,
            cell: Cell::default(),
            text: TextReader::default(),
        }
    }

    /// Reads the sheet to its end; whether it was handed over. One with nothing in it is not.
    pub(super) fn read(mut self, content: impl BufRead, note: Option<Note>) -> bool {
        let ended = self.rows(&mut Xml::new(content));
        if ended.is_err() && !self.begun && self.wanted {
            self.begun = self.sink.begin(self.name);
            self.wanted = self.begun;
        }
        if self.begun {
            self.flush();
            let uncalculated = (self.uncalculated > 0).then_some(Note::Uncalculated(self.uncalculated));
            let notes: Vec<Note> = note.into_iter().chain(uncalculated).collect();
            self.sink.end(ended.map(|()| notes.as_slice()));
        }
        self.begun || !self.wanted
    }

    fn rows(&mut self, xml: &mut Xml<impl BufRead>) -> Result<(), BookError> {
        let (mut in_row, mut in_cell, mut is_over) = (false, false, false);
        loop {
            match xml.next()? {
                Piece::End => return Ok(()),
                // What follows the rows, such as filters and notes, is no data; it is read for the checksum.
                _ if is_over => {}
                Piece::Open(element) if element.is("row") => {
                    in_row = true;
                    self.open_row(&element)?;
                }
                Piece::Close(name) if name.is("row") => {
                    in_row = false;
                    self.close_row();
                }
                Piece::Open(element) if in_row && element.is("c") => {
                    in_cell = true;
                    self.open_cell(&element)?;
                }
                Piece::Close(name) if in_cell && name.is("c") => {
                    in_cell = false;
                    self.close_cell()?;
                }
                Piece::Close(name) if name.is("sheetData") => is_over = true,
                piece if in_cell => self.cell.see(&piece, &mut self.text)?,
                _ => {}
            }
            if !self.wanted {
                return Ok(());
            }
        }
    }

    fn open_row(&mut self, element: &Element<'_>) -> Result<(), BookError> {
        let named = element.attributes().find(|(name, _)| *name == "r").and_then(|(_, value)| value.raw().parse::<u64>().ok());
        let row = named.unwrap_or(u64::from(self.row) + 1);
        self.row = u32::try_from(row).ok().filter(|row| (1..=ROWS_MAX).contains(row)).ok_or(BookError::Rows(row))?;
        (self.column, self.written_columns, self.filled) = (0, 0, 0);
        Ok(())
    }

    fn open_cell(&mut self, element: &Element<'_>) -> Result<(), BookError> {
        let mut cell = Cell { column: self.column, value: std::mem::take(&mut self.cell.value), ..Cell::default() };
        cell.value.clear();
        for (name, value) in element.attributes() {
            match name {
                "r" => {
                    if let Some((column, row)) = place(value.raw()) {
                        cell.column = column;
                        // A cell outside its row belongs where it says.
                        self.row = if row > self.row && row <= ROWS_MAX { row } else { self.row };
                    }
                }
                "s" => cell.meaning = value.raw().parse::<usize>().ok().and_then(|at| self.book.formats.get(at)).copied().unwrap_or_default(),
                "t" => {
                    cell.stored = match value.raw() {
                        "s" => Stored::SharedText,
                        "str" | "inlineStr" | "e" => Stored::Text,
                        "b" => Stored::Truth,
                        "d" => Stored::Moment,
                        _ => Stored::Number,
                    };
                }
                _ => {}
            }
        }
        self.column = cell.column.saturating_add(1);
        self.cell = cell;
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), BookError> {
        let cell = std::mem::take(&mut self.cell);
        let own_text = self.text.take();
        let text = if own_text.is_empty() { cell.text(self.book)? } else { own_text.to_owned() };
        if text.is_empty() {
            self.uncalculated += u64::from(cell.has_formula && cell.value.is_empty() && cell.stored == Stored::Number);
        } else {
            self.write(&text, cell.column)?;
        }
        self.cell.value = cell.value;
        Ok(())
    }

    /// Writes one cell, behind the blank rows and empty cells before it.
    fn write(&mut self, text: &str, column: u32) -> Result<(), BookError> {
        self.cells += 1;
        if column >= COLUMNS_MAX {
            return Err(BookError::Columns(column.saturating_add(1)));
        }
        if self.cells > CELLS_MAX {
            return Err(BookError::Cells);
        }
        if !self.begun {
            self.begun = self.sink.begin(self.name);
            self.wanted = self.begun;
        }
        while self.written_rows + 1 < self.row {
            self.end_line();
        }
        // Cells stand in order; one that does not cannot be put back.
        if column < self.written_columns {
            return Err(BookError::DamagedBook("cells of a row are out of order"));
        }
        if self.filled == 0 {
            self.first_column = column;
        }
        self.filled += 1;
        let commas = column + 1 - self.written_columns - u32::from(self.written_columns == 0);
        self.out.extend(std::iter::repeat_n(b',', commas as usize));
        self.written_columns = column + 1;
        quote(text, self.written_rows == 0 && column == 0, &mut self.out);
        Ok(())
    }

    fn close_row(&mut self) {
        if self.written_columns == 0 {
            return;
        }
        let is_closed = self.filled >= 2 && self.filled == self.written_columns - self.first_column;
        let width = self.width.see(self.written_columns, is_closed);
        self.out.extend(std::iter::repeat_n(b',', width.saturating_sub(self.written_columns) as usize));
        self.end_line();
        self.written_columns = 0;
    }

    fn end_line(&mut self) {
        self.out.push(b'\n');
        self.written_rows += 1;
        if self.out.len() >= BLOCK_BYTES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.begun && self.wanted && !self.out.is_empty() {
            self.wanted = self.sink.block(&self.out);
        }
        self.out.clear();
    }
}

impl Cell {
    fn see(&mut self, piece: &Piece<'_>, text: &mut TextReader) -> Result<(), BookError> {
        match piece {
            Piece::Open(element) if element.is("v") => self.in_value = true,
            Piece::Close(name) if name.is("v") => self.in_value = false,
            Piece::Open(element) if element.is("is") => self.in_text = true,
            Piece::Close(name) if name.is("is") => self.in_text = false,
            Piece::Open(element) if element.is("f") => self.has_formula = true,
            Piece::Text(part) if self.in_value => self.value.push_str(part),
            Piece::Char(character) if self.in_value => self.value.push(*character),
            piece if self.in_text => text.see(piece)?,
            _ => {}
        }
        if self.value.len() > TEXT_BYTES_MAX { Err(BookError::Texts) } else { Ok(()) }
    }

    /// The value as text.
    fn text(&self, book: &Book) -> Result<String, BookError> {
        if self.value.is_empty() {
            return Ok(String::new());
        }
        Ok(match self.stored {
            Stored::Number => number::text(&self.value, self.meaning, book.is_1904),
            Stored::SharedText => {
                let index = self.value.trim().parse().ok();
                let text = index.and_then(|index| book.texts.get(index)).ok_or(BookError::DamagedBook("a cell's text is missing"))?;
                text.to_owned()
            }
            Stored::Text => {
                let mut text = String::new();
                super::strings::unescape(&self.value, &mut text);
                text
            }
            Stored::Truth => if matches!(self.value.trim(), "1" | "true") { "TRUE" } else { "FALSE" }.into(),
            Stored::Moment => moment(&self.value),
        })
    }
}

/// A moment in ISO form, without a time of day that is midnight.
fn moment(value: &str) -> String {
    let (day, time) = value.trim().trim_end_matches('Z').split_once('T').unwrap_or((value.trim(), ""));
    let time = time.split('.').next().unwrap_or_default();
    if time.is_empty() || time == "00:00:00" { day.to_owned() } else { format!("{day} {time}") }
}

/// Column from 0 and row from 1 of a place such as `AB12`.
fn place(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column = 0_u32;
    let mut count = 0;
    for letter in letters {
        column = column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
        count += 1;
    }
    Some((column.checked_sub(1)?, text.get(count..)?.parse().ok()?))
}

/// A field of CSV text. The first of all is quoted where it would be taken for a directive.
fn quote(text: &str, is_first: bool, out: &mut Vec<u8>) {
    let directive = is_first && text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    if !directive && !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}
