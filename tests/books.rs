//! Archives and workbooks: whatever the bytes, they end in members or in a reason, within limits.

use std::io::Cursor;

use creator_audit::books::{self, BookError, Note, Sink, unpack};
use creator_audit::intake::scan::FIELDS_MAX;
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output};
use proptest::prelude::*;

#[derive(Debug, PartialEq)]
struct Member {
    name: String,
    text: Vec<u8>,
    ended: Result<Vec<Note>, BookError>,
}

/// Keeps all members; of each no more than `keep` bytes, but counts them.
struct Shelf {
    members: Vec<Member>,
    keep: usize,
    blocks_max: usize,
    given: u64,
}

impl Sink for Shelf {
    fn begin(&mut self, name: &str) -> bool {
        self.members.push(Member { name: name.into(), text: Vec::new(), ended: Err(BookError::Unreadable) });
        true
    }

    fn block(&mut self, bytes: &[u8]) -> bool {
        self.blocks_max = self.blocks_max.max(bytes.len());
        self.given += bytes.len() as u64;
        let text = &mut self.members.last_mut().expect("begun").text;
        text.extend_from_slice(&bytes[..bytes.len().min(self.keep.saturating_sub(text.len()))]);
        true
    }

    fn end(&mut self, ended: Result<&[Note], BookError>) {
        self.members.last_mut().expect("begun").ended = ended.map(<[Note]>::to_vec);
    }
}

fn read(bytes: &[u8]) -> (Shelf, Result<(), BookError>) {
    let mut shelf = Shelf { members: Vec::new(), keep: 1 << 20, blocks_max: 0, given: 0 };
    let result = unpack("x", &mut Cursor::new(bytes), &mut shelf);
    (shelf, result)
}

/// Of a zip entry: packed bytes, whether they are packed, checksum and length as they are to be promised.
struct Packed {
    bytes: Vec<u8>,
    is_packed: bool,
    sum: u32,
    length: u32,
}

/// CRC-32 bit by bit, as the standard defines it.
fn sum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }))
}

fn packed(bytes: &[u8]) -> Packed {
    Packed { bytes: compress_to_vec(bytes, 6), is_packed: true, sum: sum(bytes), length: bytes.len() as u32 }
}

fn zip(files: &[(&str, Packed)]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, file) in files {
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(0x800_u16.to_le_bytes());
        common.extend(if file.is_packed { 8_u16 } else { 0 }.to_le_bytes());
        common.extend([0; 4]);
        [file.sum, file.bytes.len() as u32, file.length].iter().for_each(|number| common.extend(number.to_le_bytes()));
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0; 2]);
        let at = out.len() as u32;
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.bytes());
        out.extend(&file.bytes);
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(&common);
        list.extend([0; 10]);
        list.extend(at.to_le_bytes());
        list.extend(name.bytes());
    }
    let (at, count) = (out.len() as u32, (files.len() as u16).to_le_bytes());
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend((list.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn workbook(sheet: Packed, texts: Packed) -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{kind}/worksheet\" Target=\"s.xml\"/><Relationship Id=\"b\" Type=\"{kind}/sharedStrings\" Target=\"t.xml\"/></Relationships>"
    );
    zip(&[
        ("xl/workbook.xml", packed(b"<workbook><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", packed(relations.as_bytes())),
        ("xl/s.xml", sheet),
        ("xl/t.xml", texts),
    ])
}

fn sheet_of(rows: &str) -> Vec<u8> {
    workbook(packed(format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").as_bytes()), packed(b"<sst><si><t>Text</t></si></sst>"))
}

/// The text of the only sheet, or why there is none.
fn text_of(rows: &str) -> Result<String, BookError> {
    let (mut shelf, result) = read(&sheet_of(rows));
    result?;
    let member = shelf.members.pop().expect("a sheet");
    member.ended.map(|_| String::from_utf8(member.text).expect("UTF-8"))
}

#[test]
fn rows_and_cells_stand_where_the_sheet_has_them() {
    let cases = [
        ("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"C1\"><v>3</v></c></row>", "1,,3\n"),
        // Rows and cells without a place follow the one before.
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", "1,2\n3,\n"),
        // Two blank rows before, one between; formatted cells with nothing in them do not count.
        (
            "<row r=\"3\"><c r=\"B3\" t=\"s\"><v>0</v></c></row><row r=\"4\"><c r=\"A4\" s=\"9\"/></row><row r=\"5\"><c r=\"A5\"><v>5</v></c></row>",
            "\n\n,Text\n\n5,\n",
        ),
        // Rows are filled up to the widest without a gap; a remark to the right of a gap makes no row wider.
        (
            "<row><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row><row><c r=\"A2\"><v>3</v></c><c r=\"D2\"><v>4</v></c></row><row><c r=\"A3\"><v>5</v></c></row>",
            "1,2\n3,,,4\n5,\n",
        ),
        ("<row><c t=\"str\"><f>A&amp;B</f><v>a,&quot;b&quot;</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c></row>", "\"a,\"\"b\"\"\",FALSE,#N/A\n"),
        ("<row><c t=\"inlineStr\"><is><t>sep=;</t></is></c></row>", "\"sep=;\"\n"),
        ("<row><c><v><![CDATA[7]]></v></c><!-- a remark --></row>", "7\n"),
    ];
    for (rows, text) in cases {
        assert_eq!(text_of(rows).as_deref(), Ok(text), "{rows}");
    }
}

#[test]
fn a_damaged_sheet_is_refused_with_its_reason() {
    let cell = |place: &str| format!("<row r=\"1\"><c r=\"{place}\"><v>1</v></c></row>");
    assert_eq!(usize::try_from(books::COLUMNS_MAX), Ok(FIELDS_MAX), "a sheet is as wide as a record may be");
    assert_eq!(text_of(&cell("ALL1")).map(|text| text.len()), Ok(1_001), "the thousandth column");
    assert_eq!(text_of(&cell("ALM1")), Err(BookError::Columns(1_001)));
    assert_eq!(text_of("<row r=\"1048577\"><c><v>1</v></c></row>"), Err(BookError::Rows(1_048_577)));
    assert_eq!(text_of("<row r=\"0\"><c><v>1</v></c></row>"), Err(BookError::Rows(0)));
    assert_eq!(text_of("<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"), Err(BookError::DamagedBook("cells of a row are out of order")));
    assert_eq!(text_of("<row><c t=\"s\"><v>1</v></c></row>"), Err(BookError::DamagedBook("a cell's text is missing")));
    assert_eq!(text_of("<row><c><v>1"), Err(BookError::DamagedBook("a part of it is not XML")));
    assert_eq!(text_of(&"<a>".repeat(200)), Err(BookError::DamagedBook("its parts are nested too deeply")));
    assert_eq!(
        text_of(&format!("<row><c><v>{}</v></c></row>", "1".repeat(3 << 20))),
        Err(BookError::DamagedBook("a piece of it is longer than any cell can be"))
    );
    assert_eq!(text_of(&format!("<row><c><v>{}</v></c></row>", "1<!-- -->".repeat(2 << 20))), Err(BookError::Texts));
    assert_eq!(text_of(""), Err(BookError::EmptyBook));
}

/// `unit` so many times over, packed without packing it more than once: each copy ends at a byte and refers to nothing before.
fn repeated(unit: &[u8], count: usize) -> Packed {
    let mut compressor = CompressorOxide::default();
    compressor.set_format_and_level(DataFormat::Raw, 9);
    let mut once = Vec::new();
    compress_to_output(&mut compressor, unit, TDEFLFlush::Full, |part| {
        once.extend_from_slice(part);
        true
    });
    let mut bytes = once.repeat(count);
    // A last block with nothing in it.
    bytes.extend([3, 0]);
    Packed { bytes, is_packed: true, sum: 0, length: (unit.len() * count) as u32 }
}

#[test]
fn what_grows_like_no_report_ends_early() {
    // A gigabyte of zeros in a megabyte: as a table no text, so nothing of it is unpacked but its beginning.
    let bomb = || repeated(&[0; 1 << 20], 1 << 10);
    assert!(bomb().bytes.len() < 2 << 20);
    let (shelf, result) = read(&zip(&[("a.csv", bomb())]));
    assert_eq!((result, shelf.members.len()), (Ok(()), 1));
    assert!(shelf.given < 1 << 20, "{}", shelf.given);
    // As a part of a workbook.
    let small = || packed(b"<sst/>");
    let reason = |bytes: &[u8]| {
        let (shelf, result) = read(bytes);
        result.err().or_else(|| shelf.members.into_iter().find_map(|member| member.ended.err()))
    };
    assert_eq!(reason(&workbook(small(), bomb())), Some(BookError::DamagedBook("a piece of it is longer than any cell can be")));
    assert_eq!(reason(&workbook(bomb(), small())), Some(BookError::DamagedBook("a piece of it is longer than any cell can be")));
    // Rows of a table, as dense as they can be packed: stopped once growth is certain.
    let rows = repeated("2026-01-05,Ann,B000000001,1\n".repeat(1 << 15).as_bytes(), 100);
    let (shelf, _) = read(&zip(&[("rows.csv", rows)]));
    assert_eq!(shelf.members[0].ended, Err(BookError::Bomb));
    assert!(shelf.given < 40 << 20, "{}", shelf.given);
    assert!(shelf.blocks_max <= 128 << 10, "{}", shelf.blocks_max);
}

#[test]
fn an_archive_says_why_it_cannot_be_opened() {
    let table = b"Date,Creator\n";
    let wrong = |change: fn(&mut Packed)| {
        let mut file = packed(table);
        change(&mut file);
        let (shelf, _) = read(&zip(&[("a.csv", file)]));
        shelf.members.into_iter().next().expect("a member").ended
    };
    let not_as_long = Err(BookError::Damaged("a file inside is not as long as it says"));
    assert_eq!(wrong(|_| ()), Ok(Vec::new()));
    assert_eq!(wrong(|file| file.length += 1), not_as_long);
    assert_eq!(wrong(|file| file.length -= 1), not_as_long);
    assert_eq!(wrong(|file| file.sum += 1), Err(BookError::Damaged("a checksum does not agree")));
    assert_eq!(wrong(|file| file.bytes.truncate(file.bytes.len() - 1)), Err(BookError::Damaged("it ends too early")));
    assert_eq!(wrong(|file| file.bytes = vec![0xff; 20]), Err(BookError::Damaged("its packed bytes make no sense")));
    let many: Vec<(String, Packed)> = (0..=books::MEMBERS_MAX).map(|at| (format!("{at}.csv"), packed(table))).collect();
    let files =
        |count: usize| zip(&many.iter().take(count).map(|(name, file)| (name.as_str(), Packed { bytes: file.bytes.clone(), ..*file })).collect::<Vec<_>>());
    assert_eq!(read(&files(books::MEMBERS_MAX)).0.members.len(), books::MEMBERS_MAX);
    assert_eq!(read(&files(books::MEMBERS_MAX + 1)).1, Err(BookError::TooMany));
    assert_eq!(read(b"no archive").1, Err(BookError::Damaged("it is not an archive")));
}

fn real_archives() -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = ["books", "books-unusable"].iter().flat_map(|case| std::fs::read_dir(folder.join(case).join("in")).expect("a folder"));
    let mut paths: Vec<_> = files.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a file")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_real_archive_with_any_bytes_changed_ends_in_a_state(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let archives = real_archives();
        let mut bytes = which.get(&archives).clone();
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let (shelf, _) = read(&bytes);
        let (again, _) = read(&bytes);
        prop_assert_eq!(shelf.members, again.members);
    }

    #[test]
    fn any_rows_of_a_sheet_end_in_a_state(rows in "(<(row|c|v|f|is|t|/row|/c|/v|/is|/t|row r=\"[0-9]{1,3}\"|c r=\"[A-Z]{1,3}[0-9]{1,2}\"|c t=\"(s|b|e|d|inlineStr|str)\"|c s=\"[0-9]\")/?>|[0-9.eE-]{1,5}|&(amp|#10|nope);){0,40}") {
        if let Ok(text) = text_of(&rows) {
            prop_assert!(text.ends_with('\n') || text.is_empty());
        }
    }
}
