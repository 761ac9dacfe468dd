//! Tables as brands drop them: headers of known kinds, rows that are mostly right, and what goes wrong with rows.
#![allow(dead_code)]

use proptest::prelude::*;

/// What stands in a column.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Date,
    Name,
    Asin,
    Count,
    Money,
    Rate,
}

use Kind::{Asin, Count, Date, Money, Name, Rate};

/// Headers as known reports write them, and one that nobody knows.
const REPORTS: &[&[(&str, Kind)]] = &[
    &[
        ("Date", Date),
        ("Campaign Title", Name),
        ("ASIN", Asin),
        ("Clicks", Count),
        ("Shipped Items", Count),
        ("Revenue", Money),
        ("Commission Rate", Rate),
        ("Commission Income", Money),
    ],
    &[
        ("Date", Date),
        ("Creator ID", Name),
        ("Creator", Name),
        ("ASIN", Asin),
        ("Product Line", Name),
        ("Clicks", Count),
        ("Orders", Count),
        ("Units", Count),
        ("Revenue", Money),
        ("Commission", Money),
    ],
    &[("Week Start", Date), ("Creator Name", Name), ("ASIN", Asin), ("Attributed Sales", Money), ("Units", Count)],
    &[
        ("Category", Name),
        ("Name", Name),
        ("ASIN", Asin),
        ("Tracking ID", Name),
        ("Date Shipped", Date),
        ("Price($)", Money),
        ("Items Shipped", Count),
        ("Revenue($)", Money),
        ("Ad Fees($)", Money),
    ],
    &[
        ("(Parent) ASIN", Asin),
        ("(Child) ASIN", Asin),
        ("Title", Name),
        ("Sessions - Total", Count),
        ("Units Ordered", Count),
        ("Ordered Product Sales", Money),
    ],
    &[("ASIN", Asin), ("Title", Name), ("Product Line", Name), ("Price", Money), ("Cost of Goods", Money), ("Stock Units", Count)],
    &[("Woche", Date), ("Partner", Name), ("Produkt", Asin), ("Umsatz", Money), ("Menge", Count)],
];

/// What is done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Harm {
    None,
    Blank,
    Separators,
    Total,
    HeaderAgain,
    FieldMissing,
    FieldMore,
    Garbage,
    NotUtf8,
    OpenQuote,
    StrayQuote,
}

#[derive(Clone, Debug)]
struct Row {
    cells: Vec<u32>,
    harm: Harm,
}

/// How a file is written.
#[derive(Clone, Debug)]
pub struct Table {
    report: usize,
    delimiter: char,
    line_end: &'static str,
    last_line_end: bool,
    bom: bool,
    preamble: usize,
    rows: Vec<Row>,
}

fn row(harms: &'static [Harm]) -> impl Strategy<Value = Row> {
    let harm = prop_oneof![6 => Just(Harm::None), 1 => prop::sample::select(harms)];
    (prop::collection::vec(0_u32..10_000, 12), harm).prop_map(|(cells, harm)| Row { cells, harm })
}

fn table_of(harms: &'static [Harm], rows: std::ops::Range<usize>) -> impl Strategy<Value = Table> {
    let form = (
        0..REPORTS.len(),
        prop::sample::select(vec![',', ';', '\t', '|']),
        prop::sample::select(vec!["\n", "\r\n", "\r"]),
        any::<bool>(),
        any::<bool>(),
        0_usize..3,
    );
    (form, prop::collection::vec(row(harms), rows)).prop_map(|((report, delimiter, line_end, last_line_end, bom, preamble), rows)| Table {
        report,
        delimiter,
        line_end,
        last_line_end,
        bom,
        preamble,
        rows,
    })
}

/// A table with everything that goes wrong in the wild.
pub fn any_table() -> impl Strategy<Value = Table> {
    use Harm::{Blank, FieldMissing, FieldMore, Garbage, HeaderAgain, NotUtf8, OpenQuote, Separators, StrayQuote, Total};
    table_of(&[Blank, Separators, Total, HeaderAgain, FieldMissing, FieldMore, Garbage, NotUtf8, OpenQuote, StrayQuote], 0..40)
}

/// A table whose harm stays within its row, so that rows can change places.
pub fn table_of_separate_rows() -> impl Strategy<Value = Table> {
    use Harm::{FieldMissing, FieldMore, Garbage, Separators, Total};
    table_of(&[Separators, Total, FieldMissing, FieldMore, Garbage], 2..40)
}

impl Table {
    /// The file's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.written(self.rows.iter())
    }

    /// The file with sound rows put before its own, `bytes` long or a little more; and where its own rows begin.
    pub fn behind_sound_rows(&self, bytes: usize) -> (Vec<u8>, usize) {
        let sound: Vec<Row> =
            (0..u32::try_from(bytes / 30).unwrap_or(u32::MAX)).map(|seed| Row { cells: vec![2 + 5 * (seed % 1_000); 12], harm: Harm::None }).collect();
        let before = Table { last_line_end: true, ..self.clone() }.written(sound.iter()).len();
        (self.written(sound.iter().chain(&self.rows)), before)
    }

    /// The same rows under a header of the facts reports, which may be read in ranges.
    pub fn of_facts(mut self) -> Table {
        self.report %= 3;
        self
    }

    /// The same file with its rows in another order: from back to front, then every third to the front.
    pub fn shuffled(&self) -> Vec<u8> {
        let backwards: Vec<&Row> = self.rows.iter().rev().collect();
        let (front, rest): (Vec<_>, Vec<_>) = backwards.into_iter().enumerate().partition(|(at, _)| at % 3 == 0);
        self.written(front.into_iter().chain(rest).map(|(_, row)| row))
    }

    fn written<'a>(&self, rows: impl Iterator<Item = &'a Row>) -> Vec<u8> {
        let report = REPORTS.get(self.report).copied().unwrap_or_default();
        let header: Vec<String> = report.iter().map(|(name, _)| (*name).to_owned()).collect();
        let mut lines: Vec<Vec<u8>> = (0..self.preamble).map(|at| format!("Report {at} of the programme").into_bytes()).collect();
        lines.push(self.line(&header));
        lines.extend(rows.map(|row| self.row(row, report, &header)));
        let mut out = if self.bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        out.extend(lines.join(self.line_end.as_bytes()));
        if self.last_line_end {
            out.extend(self.line_end.as_bytes());
        }
        out
    }

    fn row(&self, row: &Row, report: &[(&str, Kind)], header: &[String]) -> Vec<u8> {
        let mut cells: Vec<String> = report.iter().zip(&row.cells).map(|((_, kind), &seed)| self.cell(*kind, seed)).collect();
        let at = row.cells.last().map_or(0, |&seed| seed as usize) % cells.len().max(1);
        match row.harm {
            Harm::None => {}
            Harm::Blank => return Vec::new(),
            Harm::Separators => return self.line(&vec![String::new(); cells.len()]),
            Harm::Total => "Total".clone_into(&mut cells[0]),
            Harm::HeaderAgain => return self.line(header),
            Harm::FieldMissing => cells.truncate(at),
            Harm::FieldMore => cells.insert(at, "one more".to_owned()),
            Harm::Garbage => cells[at] = "\u{1}#REF! 1.23E+10 \u{fffd}".to_owned(),
            Harm::NotUtf8 => {
                let mut line = self.line(&cells);
                line.insert(at.min(line.len()), 0xe9);
                return line;
            }
            Harm::OpenQuote => cells[at] = format!("\"{}", cells[at].trim_matches('"')),
            Harm::StrayQuote => cells[at] = format!("\"1.8\" {}\"", cells[at].trim_matches('"')),
        }
        self.line(&cells)
    }

    fn line(&self, cells: &[String]) -> Vec<u8> {
        cells.join(&self.delimiter.to_string()).into_bytes()
    }

    fn cell(&self, kind: Kind, seed: u32) -> String {
        let text = match kind {
            Date => format!("2026-{:02}-{:02}", seed % 6 + 1, seed % 28 + 1),
            Name => match seed % 5 {
                0 => format!("Creator {}", seed % 7),
                1 => "Zoë, \"the cook\"\nof oats".to_owned(),
                2 => format!(" blank {} ", seed % 3),
                3 => String::new(),
                _ => "=SUM(A1)".to_owned(),
            },
            Asin => {
                if seed.is_multiple_of(19) {
                    "0306406152".to_owned()
                } else {
                    format!("B00000{:04}", seed % 11)
                }
            }
            Count => {
                if seed.is_multiple_of(13) {
                    "-".to_owned()
                } else {
                    (seed % 500).to_string()
                }
            }
            Money => format!("{}{}.{:02}", if seed.is_multiple_of(9) { "-" } else { "" }, seed % 1_000, seed % 100),
            Rate => format!("{}%", seed % 20),
        };
        if text.contains([self.delimiter, '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    }
}
