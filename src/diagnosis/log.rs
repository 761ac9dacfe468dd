//! What the reader's own tables say was done: the operations log, and which creator a name in a table means.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::case::Case;
use crate::quality::names::fold;
use crate::units::Date;

/// Weeks in which a cadence is counted: a quarter.
const CADENCE_WEEKS: usize = 13;
/// In fewer weeks no cadence can be seen.
const CADENCE_WEEKS_MIN: usize = 4;

/// One line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub day: Date,
    /// One of the kinds a log may have.
    pub kind: &'a str,
    /// As written; empty where nobody is named.
    pub creator: &'a str,
    /// Source number and line.
    pub row: (u32, u64),
}

/// The operations log of all files, ascending by day. It has at least one entry: without one nothing is known, which is not "never".
pub struct Log<'a> {
    entries: Vec<Entry<'a>>,
    first: Date,
    last: Date,
}

impl<'a> Log<'a> {
    /// `None` without a log, or with an empty one.
    pub fn read(case: &Case<'a>) -> Option<Log<'a>> {
        let entry = |(source, sheet, row): (u32, &'a crate::ledger::Sheet, usize)| {
            let text = |name: &str| sheet.column(name).and_then(|column| column.text(row));
            let day = sheet.column("date").and_then(|column| column.day(row))?;
            Some(Entry { day, kind: text("kind")?, creator: text("creator_id").unwrap_or_default().trim(), row: (source, sheet.line(row)) })
        };
        let mut entries: Vec<Entry<'_>> = case.rows("operations").filter_map(entry).collect();
        entries.sort_by_key(|entry| (entry.day, entry.row));
        let (first, last) = (entries.first()?.day, entries.last()?.day);
        Some(Log { entries, first, last })
    }

    pub fn first(&self) -> Date {
        self.first
    }

    pub fn last(&self) -> Date {
        self.last
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Entries of some kinds, ascending by day.
    pub fn of(&self, kinds: &'static [&'static str]) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |entry| kinds.contains(&entry.kind))
    }

    /// Where every entry stands.
    pub fn rows(&self) -> impl Iterator<Item = (u32, u64)> {
        self.entries.iter().map(|entry| entry.row)
    }

    /// Whole weeks up to the last entry, at most a quarter of them; `None` where they are too few to see a cadence.
    pub fn weeks(&self) -> Option<usize> {
        let days = usize::from(self.last.days().saturating_sub(self.first.days())) + 1;
        Some(days / 7).filter(|weeks| *weeks >= CADENCE_WEEKS_MIN).map(|weeks| weeks.min(CADENCE_WEEKS))
    }

    /// In how many of those weeks something of a kind was done, and where it stands.
    pub fn cadence(&self, kinds: &'static [&'static str]) -> Option<Cadence> {
        let weeks = self.weeks()?;
        let mut done = vec![false; weeks];
        let mut rows = Vec::new();
        for entry in self.of(kinds) {
            if let Some(week) = done.get_mut(usize::from(self.last.days().saturating_sub(entry.day.days()) / 7)) {
                *week = true;
                rows.push(entry.row);
            }
        }
        Some(Cadence { done: done.into_iter().filter(|done| *done).count(), weeks, rows })
    }

    /// First day of the weeks a cadence is counted in.
    pub fn cadence_from(&self) -> Date {
        let days = self.weeks().unwrap_or(0) * 7;
        self.last.minus_days(u16::try_from(days.saturating_sub(1)).unwrap_or(0))
    }
}

/// Weeks in which something was done.
pub struct Cadence {
    pub done: usize,
    pub weeks: usize,
    pub rows: Vec<(u32, u64)>,
}

/// Creators by every spelling that tables have for them.
#[derive(Default)]
pub struct People {
    codes: HashMap<Vec<char>, u32, FixedState>,
}

impl People {
    pub fn read(case: &Case<'_>) -> People {
        let mut people = People::default();
        let ledger = case.ledger;
        for code in (0_u32..).take(ledger.creators().len()) {
            people.add(ledger.creators().text(code), ledger.canonical_creator(code));
            people.add(ledger.creator_name(code), ledger.canonical_creator(code));
        }
        // One known spelling of a row makes the others known.
        for (_, sheet, row) in case.rows("creators") {
            let cells = ["creator_id", "creator"].into_iter().filter_map(|name| sheet.column(name)?.text(row));
            let aliases = sheet.column("aliases").into_iter().flat_map(|column| column.list(row));
            let spellings: Vec<&str> = cells.chain(aliases).collect();
            if let Some(code) = spellings.iter().find_map(|spelling| people.code(spelling)) {
                spellings.into_iter().for_each(|spelling| people.add(spelling, code));
            }
        }
        people
    }

    fn add(&mut self, spelling: &str, code: u32) {
        let folded = fold(spelling);
        if !folded.is_empty() {
            self.codes.entry(folded).or_insert(code);
        }
    }

    /// The code of a creator who has attribution rows, after aliases.
    pub fn code(&self, spelling: &str) -> Option<u32> {
        self.codes.get(&fold(spelling)).copied()
    }
}
