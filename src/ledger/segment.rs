//! Facts of one file, or of a range of it, before they join the ledger.

use super::block::Key;
use super::columns::Columns;
use super::dictionary::{Dictionary, InternError};
use super::flat::{Damaged, FlatReader, FlatWriter};
use super::labels::Labels;

/// Facts of one file with dictionaries of their own, before they join the ledger.
#[derive(Clone, PartialEq)]
pub struct Segment {
    pub columns: Columns,
    pub creators: Dictionary,
    /// Name of each creator code where it differs from the key.
    pub creator_names: Labels,
    pub asins: Dictionary,
    pub titles: Labels,
    pub lines: Dictionary,
    pub campaigns: Dictionary,
    pub line_runs: LineRuns,
}

impl Segment {
    pub fn new(seed: u64) -> Segment {
        Segment {
            columns: Columns::default(),
            creators: Dictionary::new(seed),
            creator_names: Labels::default(),
            asins: Dictionary::new(seed.rotate_left(1)),
            titles: Labels::default(),
            lines: Dictionary::new(seed.rotate_left(2)),
            campaigns: Dictionary::new(seed.rotate_left(3)),
            line_runs: LineRuns::default(),
        }
    }

    /// Adds the next byte range of the same file behind this one: the result is that of reading both in one go. `lines` is
    /// the number of file lines before the first of `next`, whose own lines count from 1. After an error (more different
    /// texts than can be held) this segment is of no use.
    pub fn join(&mut self, mut next: Segment, lines: u64) -> Result<(), InternError> {
        let rows = u32::try_from(self.columns.rows()).map_err(|_| InternError::Full)?;
        let creators = self.creators.merge(&next.creators)?;
        let asins = self.asins.merge(&next.asins)?;
        let (line_codes, campaigns) = (self.lines.merge(&next.lines)?, self.campaigns.merge(&next.campaigns)?);
        next.columns.recode(&[(Key::Creator, &creators), (Key::Asin, &asins), (Key::Line, &line_codes), (Key::Campaign, &campaigns)]);
        self.creator_names.merge(&next.creator_names, &creators);
        self.titles.merge(&next.titles, &asins);
        self.columns.append(next.columns);
        self.line_runs.join(&next.line_runs, rows, lines);
        Ok(())
    }

    /// The segment as flat bytes, to be handed to another worker of the same program.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (dictionaries, labels) = ([&self.creators, &self.asins, &self.lines, &self.campaigns], [&self.creator_names, &self.titles]);
        let runs = self.line_runs.runs();
        let texts =
            dictionaries.iter().map(|dictionary| dictionary.flat_bytes()).sum::<usize>() + labels.iter().map(|labels| labels.flat_bytes()).sum::<usize>();
        // Room for all of it at once: growing by doubling would take as much again, and a worker never gives memory back.
        let mut out = FlatWriter::with_capacity(self.columns.flat_bytes() + texts + runs.len() * (size_of::<u32>() + size_of::<u64>()));
        self.columns.write(&mut out);
        dictionaries.iter().for_each(|dictionary| dictionary.write(&mut out));
        labels.iter().for_each(|labels| labels.write(&mut out));
        out.array(runs.len(), runs.iter().map(|(row, _)| row.to_le_bytes()));
        out.array(runs.len(), runs.iter().map(|(_, line)| line.to_le_bytes()));
        out.bytes
    }

    /// The segment [`Segment::to_bytes`] wrote. Lengths, texts and codes are checked.
    pub fn from_bytes(bytes: &[u8], seed: u64) -> Result<Segment, Damaged> {
        let mut reader = FlatReader::new(bytes);
        let mut segment = Segment::new(seed);
        segment.columns = Columns::read(&mut reader)?;
        for dictionary in [&mut segment.creators, &mut segment.asins, &mut segment.lines, &mut segment.campaigns] {
            dictionary.read(&mut reader)?;
        }
        for labels in [&mut segment.creator_names, &mut segment.titles] {
            *labels = Labels::read(&mut reader)?;
        }
        let (rows, lines) = (reader.array()?, reader.array()?);
        reader.end()?;
        if rows.len() != lines.len() {
            return Err(Damaged);
        }
        segment.line_runs = LineRuns(rows.iter().zip(lines).map(|(row, line)| (u32::from_le_bytes(*row), u64::from_le_bytes(*line))).collect());
        let dictionaries = [&segment.creators, &segment.asins, &segment.lines, &segment.campaigns];
        let fits = Key::CODES.into_iter().zip(dictionaries).all(|(key, dictionary)| segment.columns.codes_fit(key, dictionary.len()));
        if fits { Ok(segment) } else { Err(Damaged) }
    }
}

/// The file line of every row, kept as runs of consecutive lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineRuns(Vec<(u32, u64)>);

impl LineRuns {
    /// Records that `row` (one more than the last) stands on `line`.
    pub fn push(&mut self, row: u32, line: u64) {
        let expected = self.0.last().map(|(first, start)| start + u64::from(row - first));
        if expected != Some(line) {
            self.0.push((row, line));
        }
    }

    /// Adds the rows of the next range of the file, which come after `rows` rows and `lines` lines.
    fn join(&mut self, next: &LineRuns, rows: u32, lines: u64) {
        for (row, line) in &next.0 {
            self.push(rows.saturating_add(*row), lines.saturating_add(*line));
        }
    }

    /// Line of a row, counted inside its file.
    pub fn line(&self, row: u32) -> u64 {
        let run = self.0.partition_point(|(first, _)| *first <= row).checked_sub(1).and_then(|at| self.0.get(at));
        run.map_or(0, |(first, start)| start + u64::from(row - first))
    }

    pub fn runs(&self) -> &[(u32, u64)] {
        &self.0
    }

    pub fn from_runs(runs: Vec<(u32, u64)>) -> LineRuns {
        LineRuns(runs)
    }
}
