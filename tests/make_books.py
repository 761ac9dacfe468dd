#!/usr/bin/env python3
"""Writes the archives and workbooks of tests/golden/books and tests/golden/books-unusable, the way Excel, other programs and zip tools write them.

    python3 tests/make_books.py

Only the standard library is used, so that nothing of the reader under test takes part. Run again, it writes the same bytes.
"""
import gzip
import io
import struct
import zipfile
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
MOMENT = (2026, 1, 31, 12, 0, 0)


def archive(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as zipped:
        for name, content in files:
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = method
            zipped.writestr(info, content)
    return out.getvalue()


CONTENT_TYPES = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relations(entries):
    lines = "".join(f'<Relationship Id="{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for i, kind, target in entries)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'


def like_excel():
    """Shared texts with a run and a reading, number formats, a blank row, an error, a merged cell, a filter, three sheets."""
    shared = [
        "<t>Date</t>", "<t>Creator</t>", "<t>ASIN</t>", "<t>Clicks</t>", "<t>Orders</t>", "<t>Revenue</t>", "<t>Commission Rate</t>",
        "<r><t>Zoë </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">&amp; Søn, “Inc”</t></r>",
        "<t>東京クリエイター</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh>",
        "<t>B000000001</t>", "<t>Total</t>", "<t>Not for reports</t>", "<t>Two&#10;lines</t>", "<t>x</t>",
    ]
    sst = f'<sst xmlns="{MAIN}" count="20" uniqueCount="{len(shared)}">' + "".join(f"<si>{text}</si>" for text in shared) + "</sst>"
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="[$-409]d\\-mmm\\-yyyy;@"/>'
        '<numFmt numFmtId="165" formatCode="&quot;$&quot;#,##0.00"/></numFmts><fonts count="1"><font/></fonts>'
        '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs count="5"><xf numFmtId="0" xfId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    header = "".join(f'<c r="{column}1" t="s"><v>{at}</v></c>' for at, column in enumerate("ABCDEFG"))
    rows = (
        f'<row r="1" spans="1:7">{header}</row>'
        # 5 January 2026 is day 46027.
        '<row r="2"><c r="A2" s="1"><v>46027</v></c><c r="B2" t="s"><v>7</v></c><c r="C2" t="s"><v>9</v></c><c r="D2"><v>40</v></c><c r="E2"><v>3</v></c>'
        '<c r="F2" s="4"><v>60.639999866485596</v></c><c r="G2" s="3"><v>0.125</v></c></row>'
        # The last two cells are empty and one of them is not even written; the row is whole all the same.
        '<row r="3"><c r="A3" s="2"><v>46028</v></c><c r="B3" t="s"><v>8</v></c><c r="C3" t="s"><v>9</v></c><c r="D3"><v>7</v></c><c r="E3"><v>1</v></c><c r="F3" s="4"/></row>'
        '<row r="4"><c r="A4" s="1"/></row>'
        '<row r="6"><c r="A6" s="1"><v>46029</v></c><c r="B6" t="s"><v>13</v></c><c r="C6" t="e"><f>#REF!</f><v>#REF!</v></c><c r="D6"><v>1</v></c><c r="E6"><v>1</v></c>'
        '<c r="F6" s="4"><v>1</v></c><c r="G6" s="3"><v>7.0000000000000007E-2</v></c></row>'
        '<row r="7"><c r="A7" t="s"><v>10</v></c><c r="D7"><f>SUM(D2:D6)</f><v>48</v></c><c r="E7"><f>SUM(E2:E6)</f><v>5</v></c><c r="F7" s="4"><f>SUM(F2:F6)</f><v></v></c></row>'
    )
    first = f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><dimension ref="A1:G7"/><sheetData>{rows}</sheetData><autoFilter ref="A1:G6"/><mergeCells count="1"><mergeCell ref="A7:C7"/></mergeCells></worksheet>'
    hidden = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>11</v></c><c r="B1" t="s"><v>12</v></c></row></sheetData></worksheet>'
    empty = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr/><sheets><sheet name="Earnings &amp; more" sheetId="1" r:id="rId1"/>'
        '<sheet name="Notes" sheetId="2" state="hidden" r:id="rId2"/><sheet name="Sheet3" sheetId="3" r:id="rId3"/><sheet name="Chart1" sheetId="4" r:id="rId6"/></sheets></workbook>'
    )
    book_relations = relations([
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml"), ("rId3", "worksheet", "worksheets/sheet3.xml"),
        ("rId4", "styles", "styles.xml"), ("rId5", "sharedStrings", "sharedStrings.xml"), ("rId6", "chartsheet", "chartsheets/sheet1.xml"),
    ])
    return archive([
        ("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", relations([("rId1", "officeDocument", "xl/workbook.xml")])), ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", book_relations), ("xl/worksheets/sheet1.xml", first), ("xl/worksheets/sheet2.xml", hidden),
        ("xl/worksheets/sheet3.xml", empty), ("xl/chartsheets/sheet1.xml", "<chartsheet/>"), ("xl/styles.xml", styles), ("xl/sharedStrings.xml", sst),
    ])


# As a Mac's Excel ends a workbook: an element of another namespace with the name of one that matters.
EXTENSION = '<x:extLst><x:ext uri="{79F54976-1DA5-4618-B147-4CDE4B953A38}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:workbookPr defaultImageDpi="32767"/></x:ext></x:extLst>'


def like_a_program():
    """As reporting programs write: prefixed names, texts in the cells, no cell names, days from 1904, parts elsewhere, extensions."""
    text = lambda value: f'<x:c t="inlineStr"><x:is><x:t>{value}</x:t></x:is></x:c>'
    number = lambda value, style=0: f'<x:c s="{style}"><x:v>{value}</x:v></x:c>'
    rows = (
        "<x:row>" + "".join(map(text, ["Date", "Creator ID", "ASIN", "Units", "New"])) + "</x:row>"
        # Counted from 1904, 5 January 2026 is day 46027 - 1462 = 44565.
        "<x:row>" + number("44565.0", 1) + text("007") + text("B000000002") + number("12.0") + '<x:c t="b"><x:v>1</x:v></x:c></x:row>'
        '<x:row><x:c t="d"><x:v>2026-01-06T00:00:00Z</x:v></x:c>' + text("c_x000D_2") + text("B000000002") + number("1E1") + '<x:c t="b"><x:v>0</x:v></x:c></x:row>'
    )
    sheet = f'\ufeff<?xml version="1.0" encoding="utf-8"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    book = f'<?xml version="1.0" encoding="utf-8"?><x:workbook xmlns:x="{MAIN}" xmlns:r="{RELATIONS}"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="Data" sheetId="9" r:id="R1"/></x:sheets>{EXTENSION}</x:workbook>'
    styles = f'<x:styleSheet xmlns:x="{MAIN}"><x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="22"/></x:cellXfs></x:styleSheet>'
    return archive([
        ("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", relations([("R0", "officeDocument", "/book/main.xml")])), ("book/main.xml", book),
        ("book/_rels/main.xml.rels", relations([("R1", "worksheet", "/sheets/one.xml"), ("R2", "styles", "./look/../styles.xml")])),
        ("sheets/one.xml", sheet), ("book/styles.xml", styles),
    ])


def compound(parts):
    """A file of the old Office form with nothing in it but its list of parts."""
    header = struct.pack("<8s16sHHHHH6xIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 0).ljust(512, b"\0")
    def entry(name):
        wide = name.encode("utf-16-le")
        return (wide.ljust(64, b"\0") + struct.pack("<H", len(wide) + 2)).ljust(128, b"\0")
    return header + b"".join(map(entry, ["Root Entry", *parts])).ljust(512, b"\0")


def table(*rows):
    return "Date,Creator,ASIN,Units\n" + "".join(f"{row}\n" for row in rows)


def main():
    def write(name, content, case="books"):
        folder = GOLDEN / case / "in"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    def unusable(name, content):
        write(name, content, "books-unusable")

    excel = like_excel()
    write("excel.xlsx", excel)
    write("program.xlsx", like_a_program())
    unusable("blank-workbook-named.csv", archive([("[Content_Types].xml", CONTENT_TYPES), ("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheets><sheet name="S" r:id="r" xmlns:r="{RELATIONS}"/></sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", relations([("r", "worksheet", "s.xml")])), ("xl/s.xml", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>')]))
    write("reports.zip", archive([
        ("january/", ""), ("january/plain.csv", table("2026-01-10,Ann,B000000003,1", "2026-01-11,Ann,B000000003,2")),
        ("january/wide.csv", b"\xff\xfe" + table("2026-01-12,Åse,B000000003,4").encode("utf-16-le")),
        ("__MACOSX/january/._plain.csv", b"\0\5\x16\7"), (".DS_Store", b"\0\0\0\1Bud1"), ("january/Thumbs.db", b"\xd0\xcf\x11\xe0"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100)), ("book.xlsx", excel), ("more.zip", archive([("a.csv", "a,b\n")])), ("old.xls", compound(["Workbook"])),
        ("packed.csv.gz", gzip.compress(table("2026-01-13,Ben,B000000003,8").encode(), mtime=0)),
    ]))
    # Two parts one after the other are one file.
    write("weekly.csv.gz", gzip.compress(table("2026-01-14,Cem,B000000003,16").encode(), mtime=0) + gzip.compress(b"2026-01-15,Cem,B000000003,32\n", mtime=0))
    write("stored.zip", archive([("stored.csv", table("2026-01-16,Dora,B000000003,64"))], zipfile.ZIP_STORED))
    plain = bytearray(archive([("a.csv", table("2026-01-17,Eve,B000000003,1"))], zipfile.ZIP_STORED))
    def changed(*changes):
        copy = bytearray(plain)
        for at, byte in changes:
            copy[at] = byte
        return bytes(copy)
    listed = plain.index(b"PK\1\2")
    unusable("protected.zip", changed((6, 1), (listed + 8, 1)))
    unusable("zstandard.zip", changed((8, 93), (listed + 10, 93)))
    unusable("wrong-sum.zip", changed((plain.index(b"Eve"), ord("A"))))
    unusable("cut.zip", bytes(plain[:-10]))
    unusable("empty.zip", archive([]))
    unusable("protected.xlsx", compound(["EncryptedPackage", "EncryptionInfo"]))
    unusable("letter.docx", archive([("[Content_Types].xml", CONTENT_TYPES), ("word/document.xml", "<document/>")]))
    unusable("letter.doc", compound(["WordDocument"]))
    unusable("sheet.ods", archive([("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>"), ("META-INF/manifest.xml", "<x/>")]))


main()
