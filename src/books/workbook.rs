//! An xlsx workbook: its parts, then its sheets one after another as CSV text. After ECMA-376 Part 1.

use std::io::BufRead;

use super::format::{self, Meaning};
use super::sheet::{Book, SheetReader};
use super::strings::Texts;
use super::xml::{Piece, Xml};
use super::zip::{Archive, Entry};
use super::{BookError, Note, Sink};

/// Cell formats of a workbook; spreadsheet programs allow 65,490.
const FORMATS_MAX: usize = 100_000;
/// Sheets of a workbook.
const SHEETS_MAX: usize = 1_000;

const NO_PART: BookError = BookError::DamagedBook("a part of it is missing");

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    relation: String,
    is_hidden: bool,
}

/// Where a relation leads: kind and part.
struct Relation {
    id: String,
    kind: String,
    part: String,
}

/// Hands every sheet with anything in it to `sink`, in the workbook's order.
pub(super) fn unpack(name: &str, archive: &mut Archive<'_>, sink: &mut dyn Sink) -> Result<(), BookError> {
    let book_part = book_part(archive)?;
    let (listed, is_1904) = list(archive, &book_part)?;
    let relations = relations(archive, &book_part)?;
    let part_of = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.part.clone());
    let formats = part_of("styles").map_or(Ok(Vec::new()), |part| formats(archive, &part))?;
    let texts = match part_of("sharedStrings").and_then(|part| entry(archive, &part)) {
        Some(entry) => Texts::read(archive.content(&entry)?)?,
        None => Texts::default(),
    };
    let book = Book { texts, formats, is_1904 };
    let (mut handed_over, mut failed) = (false, false);
    for sheet in &listed {
        let Some(relation) = relations.iter().find(|relation| relation.id == sheet.relation) else { continue };
        // Charts and macros have sheets of their own.
        if relation.kind != "worksheet" {
            continue;
        }
        let name = format!("{name}/{}", sheet.name);
        let notes = sheet.is_hidden.then_some(Note::HiddenSheet);
        match entry(archive, &relation.part).ok_or(NO_PART).and_then(|entry| archive.content(&entry)) {
            Ok(content) => handed_over |= SheetReader::new(&name, &book, sink).read(content, notes),
            Err(error) => {
                failed = true;
                if sink.begin(&name) {
                    sink.end(Err(error));
                }
            }
        }
    }
    if handed_over || failed { Ok(()) } else { Err(BookError::EmptyBook) }
}

fn entry(archive: &Archive<'_>, part: &str) -> Option<Entry> {
    archive.find(part).cloned()
}

fn open<'a>(archive: &'a mut Archive<'_>, part: &str) -> Result<Xml<impl BufRead + use<'a>>, BookError> {
    let entry = entry(archive, part).ok_or(NO_PART)?;
    Ok(Xml::new(archive.content(&entry)?))
}

/// The part that lists the sheets: where every program puts it, or where the archive says.
fn book_part(archive: &mut Archive<'_>) -> Result<String, BookError> {
    let usual = "xl/workbook.xml";
    if archive.find(usual).is_some() {
        return Ok(usual.into());
    }
    let relations = relations(archive, "")?;
    relations.into_iter().find(|relation| relation.kind == "officeDocument").map(|relation| relation.part).ok_or(BookError::Document("an office document"))
}

/// Sheets in order, and whether days are counted from 1904.
fn list(archive: &mut Archive<'_>, part: &str) -> Result<(Vec<Listed>, bool), BookError> {
    let mut xml = open(archive, part)?;
    let (mut listed, mut is_1904, mut is_workbook) = (Vec::new(), false, false);
    loop {
        match xml.next()? {
            Piece::End if !is_workbook => return Err(BookError::Document("an office document")),
            Piece::End => return Ok((listed, is_1904)),
            Piece::Open(element) if element.is("workbook") => is_workbook = true,
            // Extensions at the end have an element of the same name, which says nothing of days.
            Piece::Open(element) if element.is("workbookPr") => is_1904 |= element.attribute("date1904").is_some_and(|value| value == "1" || value == "true"),
            Piece::Open(element) if element.is("sheet") => {
                let mut sheet = Listed { name: String::new(), relation: String::new(), is_hidden: false };
                for (name, value) in element.attributes() {
                    match name {
                        "name" => sheet.name = value.text(),
                        "id" => sheet.relation = value.text(),
                        "state" => sheet.is_hidden = value.raw() != "visible",
                        _ => {}
                    }
                }
                listed.push(sheet);
                if listed.len() > SHEETS_MAX {
                    return Err(BookError::TooMany);
                }
            }
            _ => {}
        }
    }
}

/// What a part refers to. The parts are named from the archive's root.
fn relations(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Relation>, BookError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut xml = open(archive, &format!("{prefix}_rels/{file}.rels"))?;
    let mut relations = Vec::new();
    loop {
        match xml.next()? {
            Piece::End => return Ok(relations),
            Piece::Open(element) if element.is("Relationship") && relations.len() < 10 * SHEETS_MAX => {
                let (mut id, mut kind, mut target) = (String::new(), String::new(), String::new());
                for (name, value) in element.attributes() {
                    match name {
                        "Id" => id = value.text(),
                        "Type" => kind = value.raw().rsplit('/').next().unwrap_or_default().to_owned(),
                        "Target" => target = value.text().replace('\\', "/"),
                        _ => {}
                    }
                }
                relations.push(Relation { id, kind, part: resolve(folder, &target) });
            }
            _ => {}
        }
    }
}

/// A target as seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(from_root) = target.strip_prefix('/') {
        return from_root.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What each cell format makes of a number.
fn formats(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Meaning>, BookError> {
    let Some(entry) = entry(archive, part) else { return Ok(Vec::new()) };
    let mut xml = Xml::new(archive.content(&entry)?);
    let (mut own, mut formats, mut is_cells) = (Vec::new(), Vec::new(), false);
    loop {
        match xml.next()? {
            Piece::End => return Ok(formats),
            Piece::Open(element) if element.is("numFmt") && own.len() < FORMATS_MAX => {
                let id = element.attribute("numFmtId").and_then(|id| id.parse::<u32>().ok());
                own.extend(id.zip(element.attribute("formatCode").map(|code| format::of_code(&code))));
            }
            Piece::Open(element) if element.is("cellXfs") => is_cells = true,
            Piece::Close(name) if name.is("cellXfs") => is_cells = false,
            Piece::Open(element) if is_cells && element.is("xf") && formats.len() < FORMATS_MAX => {
                let id = element.attribute("numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
                let named = own.iter().find(|(known, _)| *known == id).map(|(_, meaning)| *meaning);
                formats.push(named.unwrap_or_else(|| format::built_in(id)));
            }
            _ => {}
        }
    }
}
