//! Text in any encoding: which one it is, what is read from it, and where in the file a complaint points.

use creator_audit::intake::decoding::{Decoding, decoders};
use creator_audit::intake::encoding::{Encoding, detect};
use creator_audit::intake::issue::{Issue, IssueCode, Severity};
use creator_audit::intake::{FileReader, FileResult, Verdict};
use proptest::prelude::*;

/// The bytes another program would write for `text`, by the standard library and, for the older two, by a library's encoder.
fn written(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Windows1252 | Encoding::ShiftJis => {
            let library = encoding_rs::Encoding::for_label(encoding.name().as_bytes()).expect("a known label");
            let (bytes, _, unmappable) = library.encode(text);
            assert!(!unmappable, "{text} can be written as {}", encoding.name());
            bytes.into_owned()
        }
    }
}

fn line_of(text: &str) -> String {
    format!("Date,Creator,ASIN,Units\n2026-01-05,{text},B000000001,3\n")
}

#[test]
fn an_encoding_is_told_by_a_single_name_in_a_table() {
    let western = [
        "Müller",
        "Ärmel GmbH",
        "Größe",
        "Société Générale",
        "été",
        "Noël",
        "journée",
        "Économies d'énergie",
        "éléments",
        "Peña",
        "El Niño",
        "São Paulo",
        "Ação",
        "naïve",
        "Åse",
        "Ølberg",
        "Fjörð",
        "Café – Bar",
        "Mom’s Kitchen",
        "“Quoted”",
        "Preis 12 €",
        "£100",
        "© 2026",
        "à côté",
        "Zoë",
        "François",
        "Über uns",
        "Straße",
        "Île-de-France",
        "Ångström",
        "Œuvre",
        "50 % – prêt-à-porter",
        "José Ñandú",
        "Dvorák é",
        "mañana",
        "¿Qué?",
        "¡Olé!",
        "22°C",
        "Ça va",
    ];
    let japanese = [
        "ソニー表示能力",
        "東京",
        "日本語",
        "株式会社サンプル",
        "カタカナ",
        "ひらがな",
        "テスト商品",
        "佐藤 花子",
        "ﾃｽﾄ",
        "送料無料",
        "コーヒー豆 500g",
        "（株）山田",
        "表",
        "ソ",
        "予算",
        "美容液",
        "クリエイター",
        "売上合計",
    ];
    let mut wrong = Vec::new();
    for (texts, encoding) in [(&western[..], Encoding::Windows1252), (&japanese[..], Encoding::ShiftJis)] {
        for text in texts {
            let found = detect(&written(&line_of(text), encoding), true);
            if found.encoding != encoding || !found.assumed {
                wrong.push(format!("{text}: {}", found.encoding.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn wide_text_is_told_by_its_mark_or_by_its_zeros() {
    for (encoding, mark) in [(Encoding::Utf16Le, &[0xff, 0xfe][..]), (Encoding::Utf16Be, &[0xfe, 0xff][..])] {
        for text in [line_of("Zoë"), line_of("東京"), "Date\tASIN\n".to_owned()] {
            let plain = written(&text, encoding);
            let marked = [mark, &plain].concat();
            assert_eq!((detect(&marked, true).encoding, detect(&marked, true).assumed), (encoding, false));
            assert_eq!((detect(&plain, true).encoding, detect(&plain, true).assumed), (encoding, true), "{text}");
        }
    }
    assert_eq!(detect(b"\xef\xbb\xbfDate,ASIN", true).encoding, Encoding::Utf8);
    assert_eq!(detect(b"Date,ASIN", true).encoding, Encoding::Utf8);
    // A character cut off by the end of what is looked at is no evidence; at the end of the file it is.
    assert_eq!(detect(b"Date,Zo\xc3", false).encoding, Encoding::Utf8);
    assert_eq!(detect(b"Date,Zo\xc3", true).encoding, Encoding::Windows1252);
    // One damaged line among good ones does not make a file Western European.
    assert_eq!(detect(&["Zoë\nMüller\nÅse\nAndr".as_bytes(), &[0xe9, b'\n']].concat(), true).encoding, Encoding::Utf8);
}

fn read(bytes: &[u8], block: usize) -> FileResult {
    let mut reader = FileReader::new("x.csv", 3, None);
    bytes.chunks(block).for_each(|chunk| {
        reader.feed(chunk, &|_| None);
    });
    reader.finish(&|_| None)
}

const BLOCKS: [usize; 7] = [1, 2, 3, 7, 64, 4_096, usize::MAX];

#[test]
fn a_table_reads_alike_in_every_encoding_and_complains_at_the_place_in_the_file() {
    // "Zoë €" can be written in all but Shift-JIS, the Japanese name in all but Windows-1252.
    let table = |name: &str| format!("Date,Creator,ASIN,Units\r\n2026-01-05,{name},B000000001,3\r\n2026-01-06,{name},B000000001,{name}\r\n");
    for (name, encodings) in [
        ("Zoë €", &[Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252][..]),
        ("ソニー表示能力 😀", &[Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be][..]),
        ("ソニー表示能力", &[Encoding::ShiftJis][..]),
    ] {
        let text = table(name);
        let before_cell = &text[..text.rfind(name).expect("the cell")];
        for &encoding in encodings {
            let mark: &[u8] = match encoding {
                Encoding::Utf16Le => &[0xff, 0xfe],
                Encoding::Utf16Be => &[0xfe, 0xff],
                _ => &[],
            };
            let bytes = [mark, &written(&text, encoding)].concat();
            for block in BLOCKS {
                let result = read(&bytes, block);
                assert_eq!((result.verdict.clone(), result.accepted, result.rejected), (Verdict::Reading, 1, 1), "{} by {block}", encoding.name());
                assert_eq!(result.sniffed.as_ref().map(|sniffed| sniffed.encoding), Some(encoding));
                assert_eq!(result.segment.creators.text(0), name);
                let rejected = result.issues.kept().iter().find(|issue| issue.severity == Severity::Error).expect("the row without a count");
                let place = mark.len() + written(before_cell, encoding).len();
                assert_eq!((rejected.line, rejected.byte, rejected.column.as_str()), (3, place as u64, "Units"), "{} by {block}", encoding.name());
            }
        }
    }
}

#[test]
fn damaged_characters_are_replaced_and_told_where() {
    let header = "Date,Creator,ASIN,Units\n";
    let rows = |first: &[u8]| [b"2026-01-05,", first, b",B000000001,3\n2026-01-06,Ben,B000000001,x\n"].concat();
    // Shift-JIS: a first byte before a separator; a pair that does not exist; a byte that is none.
    let kana = written("ソニーソニー", Encoding::ShiftJis);
    for damage in [&[0x83, b'-'][..], &[0x85, 0xfc][..], &[0xfd][..]] {
        let bytes = [header.as_bytes(), &rows(&[&kana, damage].concat())].concat();
        for block in BLOCKS {
            let result = read(&bytes, block);
            let at = |code: IssueCode| result.issues.kept().iter().find(|issue| issue.code == code).map(|issue| (issue.line, issue.byte));
            // 24 bytes of header, 11 before the name, 12 in its kana; the damage lies behind them.
            assert_eq!(at(IssueCode::DamagedText), Some((2, 24 + 11 + 12)), "{damage:x?} by {block}");
            let second_row = 24 + 11 + 12 + damage.len() as u64 + 14;
            assert_eq!(at(IssueCode::BadCount), Some((3, second_row + 26)), "{damage:x?} by {block}");
        }
    }
    // UTF-16: half a pair, and a file that ends in the middle of a unit.
    let mut wide = written(header, Encoding::Utf16Le);
    wide.extend(written("2026-01-05,Z", Encoding::Utf16Le));
    wide.extend([0x3d, 0xd8]);
    wide.extend(written(",B000000001,3\n2026-01-06,Ben,B000000001,4", Encoding::Utf16Le));
    wide.push(0x31);
    for block in BLOCKS {
        let result = read(&wide, block);
        let damaged: Vec<(u64, u64)> =
            result.issues.kept().iter().filter(|issue| issue.code == IssueCode::DamagedText).map(|issue| (issue.line, issue.byte)).collect();
        assert_eq!(damaged, [(2, 2 * (24 + 12))], "by {block}");
        // "4" and half a character more is no count.
        assert_eq!((result.accepted, result.rejected), (1, 1), "by {block}");
    }
}

#[test]
fn the_user_s_word_outweighs_what_the_bytes_look_like() {
    let bytes = written(&line_of("ﾄ"), Encoding::ShiftJis);
    assert_eq!(read(&bytes, 64).segment.creators.text(0), "Ä", "a single half-width letter looks Western");
    let mapping = creator_audit::intake::Mapping {
        columns: ["date", "creator", "asin", "units"].map(creator_audit::intake::columns::Column::from_name).to_vec(),
        encoding: Some(Encoding::ShiftJis),
        ..creator_audit::intake::Mapping::default()
    };
    let mut reader = FileReader::new("x.csv", 3, Some(mapping));
    reader.feed(&bytes, &|_| None);
    assert_eq!(reader.finish(&|_| None).segment.creators.text(0), "ﾄ");
}

fn issue_at(byte: usize) -> Issue {
    Issue { severity: Severity::Info, code: IssueCode::BlankRow, line: 1, byte: byte as u64, column: String::new(), message: String::new(), raw: String::new() }
}

fn any_encoding() -> impl Strategy<Value = Encoding> {
    prop::sample::select(Encoding::ALL[1..].to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_character_is_found_at_its_own_bytes(wide in "[a-z,\\n\u{e9}\u{20ac}\u{8868}\u{30bd}\u{ff71}\u{1f600}]{0,60}", encoding in any_encoding(), block in 1_usize..9) {
        let text: String = match encoding {
            Encoding::Windows1252 => wide.chars().filter(|c| c.is_ascii() || matches!(c, '\u{e9}' | '\u{20ac}')).collect(),
            Encoding::ShiftJis => wide.chars().filter(|c| c.is_ascii() || matches!(c, '\u{8868}' | '\u{30bd}' | '\u{ff71}')).collect(),
            _ => wide,
        };
        let bytes = written(&text, encoding);
        let decoder = decoders()(encoding).expect("a decoder");
        let mut decoding = Decoding::new(encoding, decoder, 0);
        let mut decoded = String::new();
        bytes.chunks(block).for_each(|chunk| decoded += &decoding.decode(chunk, false));
        decoded += &decoding.decode(&[], true);
        prop_assert_eq!(&decoded, &text);
        let mut issues: Vec<Issue> = text.char_indices().map(|(at, _)| issue_at(at)).collect();
        decoding.place(&mut issues);
        let places: Vec<u64> = issues.iter().map(|issue| issue.byte).collect();
        let expected: Vec<u64> = text.char_indices().map(|(at, _)| written(&text[..at], encoding).len() as u64).collect();
        prop_assert_eq!(places, expected);
    }

    #[test]
    fn any_bytes_decode_alike_in_blocks_of_any_size(bytes in prop::collection::vec(any::<u8>(), 0..200), encoding in any_encoding(), block in 1_usize..9) {
        let decode = |block: usize| {
            let mut decoding = Decoding::new(encoding, decoders()(encoding).expect("a decoder"), 0);
            let mut text = String::new();
            bytes.chunks(block).for_each(|chunk| text += &decoding.decode(chunk, false));
            text += &decoding.decode(&[], true);
            let mut issues: Vec<Issue> = text.char_indices().map(|(at, _)| issue_at(at)).collect();
            decoding.place(&mut issues);
            (text, issues)
        };
        let (whole, split) = (decode(usize::MAX), decode(block));
        prop_assert!(whole.1.iter().all(|issue| issue.byte < bytes.len().max(1) as u64));
        prop_assert_eq!(whole, split);
    }
}
