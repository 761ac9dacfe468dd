//! The files of an archive, each to where it can be read: tables as they are, workbooks sheet by sheet.

use std::io::{BufRead, Cursor, Read};

use super::zip::{Archive, Entry};
use super::{BookError, Budget, Kind, MEMBERS_MAX, NESTED_BYTES_MAX, Sink, Source, compound, gzip, workbook};
use crate::intake::encoding::detect;
use crate::intake::filetype::{wrong_bytes, wrong_text};
use crate::intake::sniff::HEAD_BYTES;

/// Opens what has a zip's form: a workbook, or an archive of files.
pub(super) fn unpack_zip(name: &str, source: &mut dyn Source, sink: &mut dyn Sink, budget: &Budget) -> Result<(), BookError> {
    let mut archive = Archive::open(source, budget)?;
    if let Some(form) = office_form(&archive) {
        return match form {
            Ok(()) => workbook::unpack(name, &mut archive, sink),
            Err(error) => Err(error),
        };
    }
    let files: Vec<Entry> = archive.entries.iter().filter(|entry| !entry.is_litter()).cloned().collect();
    match files.len() {
        0 => return Err(BookError::Empty),
        count if count > MEMBERS_MAX => return Err(BookError::TooMany),
        _ => {}
    }
    for file in &files {
        let name = format!("{name}/{}", file.name);
        if let Err(error) = unpack_file(&name, &mut archive, file, sink, budget)
            && sink.begin(&name)
        {
            sink.end(Err(error));
        }
    }
    Ok(())
}

/// What an office program's file is, by the parts it has; `None` for an archive of files.
fn office_form(archive: &Archive<'_>) -> Option<Result<(), BookError>> {
    let has = |name: &str| archive.find(name).is_some();
    let starts = |folder: &str| archive.entries.iter().any(|entry| entry.name.starts_with(folder));
    let other = |what: &'static str| Some(Err(BookError::OtherBook(what)));
    let document = |what: &'static str| Some(Err(BookError::Document(what)));
    match () {
        () if has("xl/workbook.xml") => Some(Ok(())),
        () if has("xl/workbook.bin") => other("a binary workbook (xlsb)"),
        () if has("word/document.xml") => document("a Word document"),
        () if has("ppt/presentation.xml") => document("a presentation"),
        () if has("[Content_Types].xml") => Some(Ok(())),
        () if has("Index/Document.iwa") || has("Index.zip") || starts("Index/Tables/") => other("a Numbers workbook"),
        () if has("META-INF/manifest.xml") && has("content.xml") => other("an OpenDocument file (such as ods)"),
        () => None,
    }
}

/// One file: passed on as it is, or opened where it is itself a workbook or packed.
fn unpack_file(name: &str, archive: &mut Archive<'_>, file: &Entry, sink: &mut dyn Sink, budget: &Budget) -> Result<(), BookError> {
    let mut content = archive.content(file)?;
    match Kind::of(content.fill_buf()?) {
        None => hand_over(name, &mut content, sink),
        Some(Kind::Gzip) => gzip::unpack(name, content, sink, budget)?,
        Some(kind) => {
            if file.bytes > NESTED_BYTES_MAX {
                return Err(BookError::NestedTooLarge);
            }
            // No longer than it says: reading fails where it is.
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes)?;
            let mut source = Cursor::new(bytes);
            if kind == Kind::Compound {
                return Err(compound::what(&mut source));
            }
            let mut inner = Archive::open(&mut source, budget)?;
            match office_form(&inner) {
                Some(Ok(())) => workbook::unpack(name, &mut inner, sink)?,
                Some(Err(error)) => return Err(error),
                None => return Err(BookError::Nested),
            }
        }
    }
    Ok(())
}

/// Gives one file's bytes to the sink. Of one that is no table only the beginning, by which it will be known: the rest need
/// not be unpacked.
pub(super) fn hand_over(name: &str, content: &mut dyn BufRead, sink: &mut dyn Sink) {
    if !sink.begin(name) {
        return;
    }
    let ended = head_of(content).and_then(|head| {
        let is_table = is_table(&head);
        let mut wants_more = head.is_empty() || sink.block(&head);
        while wants_more && is_table {
            let block = content.fill_buf()?;
            if block.is_empty() {
                break;
            }
            let count = block.len();
            wants_more = sink.block(block);
            content.consume(count);
        }
        Ok(())
    });
    sink.end(ended.map(|()| &[][..]));
}

fn head_of(content: &mut dyn BufRead) -> Result<Vec<u8>, BookError> {
    let mut head = Vec::new();
    content.take(HEAD_BYTES as u64 + 1).read_to_end(&mut head)?;
    Ok(head)
}

fn is_table(head: &[u8]) -> bool {
    let encoding = detect(head, head.len() <= HEAD_BYTES).encoding;
    wrong_bytes(head, encoding).is_none() && wrong_text(head.get(encoding.mark_length(head)..).unwrap_or_default()).is_none()
}
