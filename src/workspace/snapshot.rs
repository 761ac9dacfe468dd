//! A workspace as bytes: what is known of its files as JSON, then the columns bit-packed, in the original row order.

use serde::{Deserialize, Serialize, Serializer};

use super::bits::{ByteReader, Pieces, write_parts};
use super::edits::Edits;
use super::sheets::{self, Sheets};
use super::source::SourceFile;
use crate::ledger::block::{BLOCK_ROWS, Wide};
use crate::ledger::{Columns, Dictionary, Key, Ledger, LineRuns, Measure, Segment, Sheet, SourceRows};
use crate::units::Currency;

/// Rejected records and other issues of one file saved in full. All are counted; more would crowd rows out of storage.
const ERRORS_SAVED_MAX: usize = 2_000;
const REMARKS_SAVED_MAX: usize = 200;

/// A saved workspace does not hold together: it was cut or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The saved workspace is damaged: its parts do not fit together.")]
pub struct Damaged;

#[derive(Deserialize)]
struct Head {
    rows: usize,
    currency: Option<String>,
    files: Vec<SourceFile>,
    #[serde(default)]
    edits: Edits,
    spans: Vec<Span>,
    creators: Vec<String>,
    creator_names: Vec<String>,
    asins: Vec<String>,
    titles: Vec<String>,
    lines: Vec<String>,
    campaigns: Vec<String>,
}

/// The same to be written: nothing of it is held twice.
#[derive(Serialize)]
struct HeadOf<'a, Named: Fn(u32) -> &'a str, Titled: Fn(u32) -> &'a str> {
    rows: usize,
    currency: Option<String>,
    files: Vec<SourceFile>,
    edits: Edits,
    spans: Vec<Span>,
    #[serde(serialize_with = "texts")]
    creators: &'a Dictionary,
    #[serde(serialize_with = "labels")]
    creator_names: (&'a Dictionary, Named),
    #[serde(serialize_with = "texts")]
    asins: &'a Dictionary,
    #[serde(serialize_with = "labels")]
    titles: (&'a Dictionary, Titled),
    #[serde(serialize_with = "texts")]
    lines: &'a Dictionary,
    #[serde(serialize_with = "texts")]
    campaigns: &'a Dictionary,
}

fn texts<S: Serializer>(dictionary: &Dictionary, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(dictionary.texts())
}

/// What each code is called.
fn labels<'a, S: Serializer>((dictionary, label): &(&'a Dictionary, impl Fn(u32) -> &'a str), serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq((0..u32::try_from(dictionary.len()).unwrap_or(u32::MAX)).map(label))
}

#[derive(Serialize, Deserialize)]
struct Span {
    source: u32,
    start: usize,
    end: usize,
    line_runs: Vec<(u32, u64)>,
}

/// The whole workspace as bytes, handed to `each` piece by piece ([`Pieces`]).
pub fn encode(ledger: &Ledger, files: &[SourceFile], sheets: &[(u32, Sheet)], edits: &Edits, each: &mut dyn FnMut(&[u8])) {
    let named = |code| if ledger.creator_name(code) == ledger.creators().text(code) { "" } else { ledger.creator_name(code) };
    let head = HeadOf {
        rows: ledger.rows(),
        currency: ledger.currency().map(|currency| currency.code().to_owned()),
        files: files.iter().map(shortened).collect(),
        edits: Edits { aside: edits.aside.iter().map(shortened).collect(), ..edits.clone() },
        spans: ledger.sources().iter().map(span).collect(),
        creators: ledger.creators(),
        creator_names: (ledger.creators(), named),
        asins: ledger.asins(),
        titles: (ledger.asins(), |code| ledger.title(code)),
        lines: ledger.own_lines(),
        campaigns: ledger.campaigns(),
    };
    // These types hold only texts and numbers: writing them as JSON cannot fail.
    let json = serde_json::to_vec(&head).unwrap_or_default();
    let mut out = Pieces::new(each);
    out.extend_from_slice(&u32::try_from(json.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&json);
    drop(json);
    write_facts(&mut out, ledger.columns());
    let is_known = |source: u32| files.iter().chain(&edits.aside).any(|file| file.id == source);
    sheets::write(&mut out, &sheets.iter().filter(|(source, _)| is_known(*source)).collect::<Vec<_>>());
    out.finish();
}

fn shortened(file: &SourceFile) -> SourceFile {
    let mut file = file.clone();
    let (mut errors, mut remarks) = (0, 0);
    file.issues.retain(|issue| {
        let (count, most) = if issue.severity == "error" { (&mut errors, ERRORS_SAVED_MAX) } else { (&mut remarks, REMARKS_SAVED_MAX) };
        *count += 1;
        *count <= most
    });
    file
}

fn span(rows: &SourceRows) -> Span {
    Span { source: rows.source, start: rows.rows.start, end: rows.rows.end, line_runs: rows.line_runs.runs().to_vec() }
}

fn write_facts(out: &mut Pieces<'_>, columns: &Columns) {
    for key in Key::ALL {
        write_parts(out, |each| {
            let mut wide = Vec::with_capacity(BLOCK_ROWS);
            columns.each_key(key, |keys| {
                wide.clear();
                wide.extend(keys.iter().map(|key| i64::from(*key)));
                each(&wide);
            });
        });
    }
    for measure in Measure::ALL {
        write_parts(out, |each| columns.each_value(measure, each));
    }
}

/// The workspace again. Everything is checked: bytes that pass the checksum may still come from another program.
pub fn decode(bytes: &[u8], seed: u64) -> Result<(Ledger, Vec<SourceFile>, Sheets, Edits), Damaged> {
    let mut reader = ByteReader::new(bytes);
    let json = reader.u32().and_then(|length| reader.take(length as usize)).ok_or(Damaged)?;
    let head: Head = serde_json::from_slice(json).map_err(|_| Damaged)?;
    let mut segment = Segment::new(seed);
    fill(&mut segment.creators, &head.creators)?;
    fill(&mut segment.asins, &head.asins)?;
    fill(&mut segment.lines, &head.lines)?;
    fill(&mut segment.campaigns, &head.campaigns)?;
    segment.creator_names = head.creator_names.iter().map(String::as_str).collect();
    segment.titles = head.titles.iter().map(String::as_str).collect();
    read_facts(&mut reader, head.rows, &mut segment)?;
    let sources = head
        .spans
        .into_iter()
        .map(|span| SourceRows { source: span.source, rows: span.start..span.end, line_runs: LineRuns::from_runs(span.line_runs) })
        .collect();
    check_spans(&sources, head.rows, &head.files, &head.edits.aside)?;
    let currency = head.currency.as_deref().and_then(Currency::from_code);
    let sheets = sheets::read(&mut reader, seed)?;
    let known = sheets.iter().all(|(source, _)| head.files.iter().chain(&head.edits.aside).any(|file| file.id == *source));
    if reader.is_empty() && known { Ok((Ledger::from_parts(segment, sources, currency), head.files, sheets, head.edits)) } else { Err(Damaged) }
}

fn fill(dictionary: &mut Dictionary, texts: &[String]) -> Result<(), Damaged> {
    for (expected, text) in (0_u32..).zip(texts) {
        if dictionary.intern(text.as_bytes()) != Ok(expected) {
            return Err(Damaged);
        }
    }
    Ok(())
}

fn read_facts(reader: &mut ByteReader<'_>, rows: usize, segment: &mut Segment) -> Result<(), Damaged> {
    let (mut keys, mut measures) = (Vec::new(), Vec::new());
    for key in Key::ALL {
        keys.push((key, end(key, segment), reader.column_reader(rows).ok_or(Damaged)?));
    }
    for measure in Measure::ALL {
        measures.push((measure, reader.column_reader(rows).ok_or(Damaged)?));
    }
    let (mut wide, mut values) = (Wide::boxed(), [0; BLOCK_ROWS]);
    for start in (0..rows).step_by(BLOCK_ROWS) {
        wide.set_rows(BLOCK_ROWS.min(rows - start));
        for (key, end, column) in &mut keys {
            let values = values.get_mut(..wide.rows()).unwrap_or_default();
            column.read(values);
            for (to, from) in wide.key_mut(*key).iter_mut().zip(values.iter()) {
                *to = u32::try_from(*from).ok().filter(|key| u64::from(*key) < *end).ok_or(Damaged)?;
            }
        }
        for (measure, column) in &mut measures {
            column.read(wide.measure_mut(*measure));
        }
        segment.columns.push_all(&wide);
    }
    Ok(())
}

/// Every value of a key is below this number.
fn end(key: Key, segment: &Segment) -> u64 {
    match key {
        Key::Date => 1 << u16::BITS,
        Key::Creator => segment.creators.len() as u64,
        Key::Asin => segment.asins.len() as u64,
        Key::Line => segment.lines.len() as u64,
        Key::Campaign => segment.campaigns.len() as u64,
        Key::Supplied => 1 << u8::BITS,
        Key::Rate => 1 << u32::BITS,
    }
}

/// Files' rows follow each other without gap, and every span has its file.
fn check_spans(sources: &Vec<SourceRows>, rows: usize, files: &[SourceFile], aside: &[SourceFile]) -> Result<(), Damaged> {
    let mut at = 0;
    for source in sources {
        let known = files.iter().chain(aside).any(|file| file.id == source.source);
        if source.rows.start != at || source.rows.end < at || !known {
            return Err(Damaged);
        }
        at = source.rows.end;
    }
    if at == rows { Ok(()) } else { Err(Damaged) }
}
