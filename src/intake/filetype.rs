//! Files that are no table of text, told by their content whatever their name says.

use super::encoding::Encoding;
use super::issue::IssueCode;
use super::sniff::Unusable;

/// How a kind of file is told, the code it gets, and what is said of it.
struct Kind {
    /// Where its mark stands, and the mark.
    at: usize,
    mark: &'static [u8],
    code: IssueCode,
    message: &'static str,
}

const fn kind(mark: &'static [u8], code: IssueCode, message: &'static str) -> Kind {
    Kind { at: 0, mark, code, message }
}

const fn kind_at(at: usize, mark: &'static [u8], code: IssueCode, message: &'static str) -> Kind {
    Kind { at, mark, code, message }
}

/// Marks from the formats' own specifications. Zip, gzip and old Office files are opened by `books`; they come here only
/// where that part is not at hand.
const KINDS: [Kind; 32] = [
    kind(b"PK\x03\x04", IssueCode::Archive, "This is a zip archive or an xlsx workbook, which could not be opened here."),
    kind(b"PK\x05\x06", IssueCode::Archive, "This is an empty zip archive."),
    kind(b"\x1f\x8b", IssueCode::Archive, "This is a gzip archive, which could not be opened here."),
    kind(b"\xd0\xcf\x11\xe0", IssueCode::Workbook, "This is an old Office file (such as xls) or one protected by a password."),
    kind(b"7z\xbc\xaf\x27\x1c", IssueCode::Archive, "This is a 7z archive, which cannot be opened here."),
    kind(b"Rar!\x1a\x07", IssueCode::Archive, "This is a RAR archive, which cannot be opened here."),
    kind(b"\xfd7zXZ\0", IssueCode::Archive, "This is an xz archive, which cannot be opened here."),
    kind(b"\x28\xb5\x2f\xfd", IssueCode::Archive, "This is a Zstandard archive, which cannot be opened here."),
    kind_at(4, b"1AY&SY", IssueCode::Archive, "This is a bzip2 archive, which cannot be opened here."),
    kind_at(257, b"ustar", IssueCode::Archive, "This is a tar archive, which cannot be opened here."),
    kind(b"%PDF", IssueCode::WrongType, "This is a PDF document, not a table."),
    kind(b"%!PS", IssueCode::WrongType, "This is a PostScript document, not a table."),
    kind(b"{\\rtf", IssueCode::WrongType, "This is a text document (RTF), not a table."),
    kind(b"\x89PNG", IssueCode::WrongType, "This is a picture (PNG), not a table."),
    kind(b"\xff\xd8\xff", IssueCode::WrongType, "This is a picture (JPEG), not a table."),
    kind(b"GIF87a", IssueCode::WrongType, "This is a picture (GIF), not a table."),
    kind(b"GIF89a", IssueCode::WrongType, "This is a picture (GIF), not a table."),
    kind_at(8, b"WEBP", IssueCode::WrongType, "This is a picture (WebP), not a table."),
    kind(b"II*\0", IssueCode::WrongType, "This is a picture (TIFF), not a table."),
    kind(b"MM\0*", IssueCode::WrongType, "This is a picture (TIFF), not a table."),
    kind_at(4, b"ftypheic", IssueCode::WrongType, "This is a picture (HEIC), not a table."),
    kind_at(4, b"ftypavif", IssueCode::WrongType, "This is a picture (AVIF), not a table."),
    kind_at(4, b"ftyp", IssueCode::WrongType, "This is a video, not a table."),
    kind(b"PAR1", IssueCode::WrongType, "This is a Parquet file, which is not read here."),
    kind(b"ARROW1\0", IssueCode::WrongType, "This is an Arrow file, which is not read here."),
    kind(b"Obj\x01", IssueCode::WrongType, "This is an Avro file, which is not read here."),
    kind(b"SQLite format 3\0", IssueCode::WrongType, "This is an SQLite database, which is not read here."),
    kind(b"\0\x01\0\0Standard ", IssueCode::WrongType, "This is an Access database, which is not read here."),
    kind(b"bplist00", IssueCode::WrongType, "This is a property list, not a table."),
    kind(b"\0asm", IssueCode::WrongType, "This is a program, not a table."),
    kind(b"\x7fELF", IssueCode::WrongType, "This is a program, not a table."),
    kind(b"MZ\x90\0", IssueCode::WrongType, "This is a program, not a table."),
];

/// Bytes looked at for what no text has.
const LOOKED_AT_BYTES: usize = 1024;

/// Says what a file is that is no text in the encoding its bytes seemed to be in.
pub fn wrong_bytes(head: &[u8], encoding: Encoding) -> Option<Unusable> {
    let known = KINDS.iter().find(|kind| head.get(kind.at..).is_some_and(|rest| rest.starts_with(kind.mark)));
    if let Some(kind) = known {
        return Some(Unusable { code: kind.code, message: kind.message.into() });
    }
    let looked_at = head.get(..LOOKED_AT_BYTES).unwrap_or(head);
    let is_wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let zeros = looked_at.contains(&0);
    // Bytes below the space, but for those that a table may hold: in UTF-8 one may have got into a cell, in an older encoding
    // they say that it is none.
    let controls = looked_at.iter().filter(|byte| matches!(byte, 1..=8 | 14..=25 | 27)).count();
    let too_many = if encoding == Encoding::Utf8 { looked_at.len() / 8 } else { looked_at.len() / 100 };
    let not_text = !is_wide && (zeros || controls > too_many);
    not_text.then(|| Unusable { code: IssueCode::WrongType, message: "This is not a text file.".into() })
}

/// Says what a text is that is no table. `text` is UTF-8, its byte-order mark left out.
pub fn wrong_text(text: &[u8]) -> Option<Unusable> {
    let start = text.get(..text.len().min(LOOKED_AT_BYTES)).unwrap_or_default().trim_ascii_start().to_ascii_lowercase();
    let holds = |words: &[u8]| memchr::memmem::find(&start, words).is_some();
    let wrong = |message: &str| Some(Unusable { code: IssueCode::WrongType, message: message.into() });
    if text.trim_ascii().is_empty() {
        return Some(Unusable { code: IssueCode::EmptyFile, message: "The file is empty.".into() });
    }
    if start.starts_with(b"<?xml")
        || start.starts_with(b"<!--")
        || start.starts_with(b"<html")
        || start.starts_with(b"<!doctype")
        || start.starts_with(b"<table")
    {
        return match () {
            () if holds(b"excel.sheet") || holds(b"urn:schemas-microsoft-com:office:spreadsheet") => {
                Some(Unusable { code: IssueCode::Workbook, message: "This is a workbook in the XML form of 2003.".into() })
            }
            () if holds(b"<table") || holds(b"urn:schemas-microsoft-com:office:excel") => {
                Some(Unusable { code: IssueCode::Workbook, message: "This is a table inside a web page (some sites call that xls).".into() })
            }
            () if holds(b"<html") || holds(b"<!doctype html") => wrong("This is a saved web page, perhaps a sign-in page, not a report: sign in again."),
            () => wrong("This is XML, not a table."),
        };
    }
    let after_bracket = start.strip_prefix(b"[").map(|rest| rest.trim_ascii_start());
    let is_json = after_bracket.is_some_and(|rest| rest.starts_with(b"{") || rest.starts_with(b"["))
        || start.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""));
    if is_json { wrong("This is JSON, not a table.") } else { None }
}
