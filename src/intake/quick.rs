//! The usual row: every cell spelled as usual, or seen before in its column. Nothing is copied, and no text is looked into
//! twice. What is read here is what the close look of [`super::exact`] would read; a row with a cell for which that is not
//! certain is left to it.

mod batch;

pub(super) use batch::{BATCH_ROWS, Batch};

use super::dates::{self, DateClass};
use super::dialect::{Dialect, Sign, Signs, fit_of, number_sign, rate_signs};
use super::money_column::MoneyColumn;
use super::numbers;
use super::plan::Plan;
use super::recall::{Beside, Recall};
use super::scan::{Record, cell_text};
use super::values::{self, Cell, DecimalMark, RateForm, trim};
use crate::ledger::{Dictionary, Fact, Labels, Measure, Segment, Supplied};
use crate::units::identifier::{check_asin, is_spreadsheet_damage};
use crate::units::{Currency, Date, Rate};

/// What is known of each column's cells.
pub(super) struct Quick {
    dates: Recall,
    asins: Recall,
    creators: Recall,
    /// Creators by name, for rows without an id.
    named: Recall,
    campaigns: Recall,
    lines: Recall,
    currencies: Recall,
    rates: Recall,
    rate_cells: Vec<RateCell>,
    names: Beside,
    titles: Beside,
    /// The code all rows share, where the file has no such column.
    only_creator: Option<u32>,
    no_campaign: Option<u32>,
    no_line: Option<u32>,
    counts: Vec<(Measure, usize)>,
    money: Vec<MoneyColumn>,
    /// What cells of the row being read say that were looked at closely, by column.
    seen: Vec<(usize, Sign)>,
}

/// Different rates remembered; no programme has so many.
const RATES_MAX: usize = 1 << 14;

/// A rate as it was read, and what it says.
#[derive(Clone, Copy)]
struct RateCell {
    rate: Rate,
    /// What it says about the column's mark and form.
    signs: [Option<Sign>; 2],
    /// Parts per million in either form; without a percent sign only.
    percent: Option<u32>,
    fraction: Option<u32>,
}

/// A text that has a code, or is yet to get one.
#[derive(Clone, Copy)]
enum Key<'a> {
    Known(u32),
    New { cell: &'a [u8], text: &'a [u8] },
}

/// What was read of the figures of a row.
struct Figures {
    values: [i64; Measure::COUNT],
    supplied: Supplied,
}

impl Quick {
    pub(super) fn new(plan: &Plan) -> Quick {
        let columns = || Measure::ALL.into_iter().zip(plan.positions.measures).filter_map(|(measure, at)| Some((measure, at?)));
        let money = |(measure, at): (Measure, usize)| MoneyColumn::new(measure, at, plan.dialect(at).decimal);
        Quick {
            dates: Recall::new(),
            asins: Recall::new(),
            creators: Recall::new(),
            named: Recall::new(),
            campaigns: Recall::new(),
            lines: Recall::new(),
            currencies: Recall::new(),
            rates: Recall::new(),
            rate_cells: Vec::new(),
            names: Beside::default(),
            titles: Beside::default(),
            only_creator: None,
            no_campaign: None,
            no_line: None,
            counts: columns().filter(|(measure, _)| !measure.is_money()).collect(),
            money: columns().filter(|(measure, _)| measure.is_money()).map(money).collect(),
            seen: Vec::new(),
        }
    }
}

/// A cell that is its own text: nothing to be trimmed or resolved in it.
fn new_text(cell: &[u8]) -> Option<Key<'_>> {
    let text = plain(cell)?;
    let is_bare =
        text.first().is_some_and(|first| first.is_ascii_graphic() && *first != b'=') && text.last()?.is_ascii_graphic() && str::from_utf8(text).is_ok();
    is_bare.then_some(Key::New { cell, text })
}

/// Whether a text that is no creator's id yet may be one.
fn is_new_id(text: &[u8]) -> bool {
    !values::is_missing(text) && !is_spreadsheet_damage(text)
}

/// Notes the name or the title in a cell without a fault beside its key; false where it is no text.
#[inline(never)]
fn note_label(beside: &mut Beside, labels: &mut Labels, code: u32, cell: &[u8], is_name: bool) -> bool {
    let text = cell_text(cell);
    if str::from_utf8(&text).is_err() {
        return false;
    }
    let label = trim(&text);
    // What protects a text from spreadsheets is taken off by the close look.
    if label.first() == Some(&b'=') {
        return false;
    }
    labels.note(code, if is_name && values::is_missing(label) { b"" } else { label });
    beside.set(code, cell);
    true
}

/// Without quotes around it; `None` where there are more.
fn plain(cell: &[u8]) -> Option<&[u8]> {
    match cell {
        [b'"', inner @ .., b'"'] => (!inner.contains(&b'"')).then_some(inner),
        [b'"', ..] => None,
        cell => Some(cell),
    }
}

impl Quick {
    /// The fact of a row in which every cell is as usual; `None` leaves it to a close look, and nothing of it is kept but
    /// keys that its fact has as well. The record has as many fields as the header; `currency` is the file's so far.
    #[inline]
    pub(super) fn read(&mut self, plan: &Plan, currency: Option<Currency>, said: &mut [Signs], record: &Record<'_>, segment: &mut Segment) -> Option<Fact> {
        let positions = &plan.positions;
        let date_cell = self.dates.get(record.cell(positions.date))?;
        let asin = self.asin(record.cell(positions.asin))?;
        let (creator, is_id) = self.creator(plan, record)?;
        let campaign = text_key(&self.campaigns, positions.campaign, self.no_campaign, record)?;
        let line = text_key(&self.lines, positions.line, self.no_line, record)?;
        if let Some(cell) = positions.currency.map(|at| record.cell(at)).filter(|cell| !cell.is_empty())
            && (currency.is_none() || self.currencies.get(cell) != currency.map(packed))
        {
            return None;
        }
        self.seen.clear();
        let figures = self.figures(plan, currency, record)?;
        let rate = match positions.rate {
            Some(at) if !record.cell(at).is_empty() => Some(self.rate(plan.dialect(at), at, record)?),
            _ => None,
        };
        let fact = Fact {
            date: Date::from_days(u16::try_from(date_cell >> 8).unwrap_or(u16::MAX)),
            asin: code_of(asin, &mut self.asins, &mut segment.asins)?,
            creator: code_of(creator, if is_id { &mut self.creators } else { &mut self.named }, &mut segment.creators)?,
            campaign: code_of(campaign, &mut self.campaigns, &mut segment.campaigns)?,
            line: code_of(line, &mut self.lines, &mut segment.lines)?,
            rate: rate.map(|rate| rate.rate),
            values: figures.values,
            supplied: figures.supplied,
        };
        self.labels(plan, record, &fact, segment)?;
        self.take_in(plan, said, record, date_cell, rate.as_ref(), &figures);
        Some(fact)
    }

    #[inline]
    fn asin<'a>(&self, cell: &'a [u8]) -> Option<Key<'a>> {
        let is_asin = |key: &Key<'_>| matches!(key, Key::New { text, .. } if check_asin(text).is_ok() && !text.iter().any(u8::is_ascii_lowercase));
        self.asins.get(cell).map(Key::Known).or_else(|| new_text(cell).filter(is_asin))
    }

    /// Key of the creator, and whether it is an id.
    #[inline]
    fn creator<'a>(&self, plan: &Plan, record: &Record<'a>) -> Option<(Key<'a>, bool)> {
        if plan.only_creator.is_some() {
            return self.only_creator.map(|code| (Key::Known(code), true));
        }
        if let Some(cell) = plan.positions.creator_id.map(|at| record.cell(at)).filter(|cell| !cell.is_empty()) {
            let is_id = |key: &Key<'_>| matches!(key, Key::New { text, .. } if is_new_id(text));
            let key = self.creators.get(cell).map(Key::Known).or_else(|| new_text(cell).filter(is_id));
            return key.map(|key| (key, true));
        }
        let cell = record.cell(plan.positions.creator?);
        let is_name = |key: &Key<'_>| matches!(key, Key::New { text, .. } if !values::is_missing(text));
        let key = self.named.get(cell).map(Key::Known).or_else(|| new_text(cell).filter(is_name));
        key.map(|key| (key, false))
    }

    #[inline]
    fn figures(&mut self, plan: &Plan, currency: Option<Currency>, record: &Record<'_>) -> Option<Figures> {
        let Quick { counts, money, seen, .. } = self;
        let mut figures = Figures { values: [0; Measure::COUNT], supplied: Supplied::NONE };
        for &(measure, at) in counts.iter() {
            let (start, end) = record.span(at)?;
            let read = match numbers::count(record.buffer(), start, end) {
                Some(read) => read,
                None => close_count(measure, record.field(at), plan.dialect(at).decimal, at, seen)?,
            };
            figures.add(measure, read);
        }
        for column in money {
            let (start, end) = record.span(column.at)?;
            let (read, written) = match column.read(record.buffer(), start, end) {
                Some(read) => read,
                None => column.read_closely(record.field(column.at), seen)?,
            };
            if written.is_some() && written != currency {
                return None;
            }
            column.has_mark = matches!(read, numbers::Quick::Value { has_mark: true, .. });
            figures.add(column.measure, read);
        }
        (figures.supplied != Supplied::NONE).then_some(figures)
    }

    /// The rate of a cell that is not empty; `None` where it is none.
    #[inline]
    fn rate(&mut self, dialect: Dialect, at: usize, record: &Record<'_>) -> Option<RateCell> {
        let cell = record.cell(at);
        match self.rates.get(cell).and_then(|number| self.rate_cells.get(number as usize)) {
            Some(known) => Some(*known),
            None => self.new_rate(dialect, at, record),
        }
    }

    #[inline(never)]
    fn new_rate(&mut self, dialect: Dialect, at: usize, record: &Record<'_>) -> Option<RateCell> {
        let known = RateCell::of(record.field(at), dialect)?;
        if self.rate_cells.len() >= RATES_MAX {
            (self.rates, self.rate_cells) = (Recall::new(), Vec::new());
        }
        self.rates.put(record.cell(at), u32::try_from(self.rate_cells.len()).unwrap_or(u32::MAX));
        self.rate_cells.push(known);
        // What it says is taken in with its line, as it may be the first of its kind.
        self.seen.extend(known.signs.into_iter().flatten().map(|sign| (at, sign)));
        Some(RateCell { signs: [None; 2], ..known })
    }

    /// Names and titles beside their keys; nearly always they are what they were.
    #[inline]
    fn labels(&mut self, plan: &Plan, record: &Record<'_>, fact: &Fact, segment: &mut Segment) -> Option<()> {
        let Quick { titles, names, .. } = self;
        let note = |beside: &mut Beside, labels: &mut Labels, code: u32, cell: &[u8], is_name: bool| {
            (beside.is_same(code, cell) || note_label(beside, labels, code, cell, is_name)).then_some(())
        };
        if let Some(at) = plan.positions.title {
            note(titles, &mut segment.titles, fact.asin, record.cell(at), false)?;
        }
        if let Some(at) = plan.positions.creator.filter(|_| plan.only_creator.is_none()) {
            note(names, &mut segment.creator_names, fact.creator, record.cell(at), true)?;
        }
        Some(())
    }

    /// What the cells of an accepted row say about how their columns are written.
    #[inline]
    fn take_in(&self, plan: &Plan, said: &mut [Signs], record: &Record<'_>, date_cell: u32, rate: Option<&RateCell>, figures: &Figures) {
        let mut add = |at: usize, sign: Sign| said.get_mut(at).into_iter().for_each(|said| said.add(sign));
        add(plan.positions.date, date_sign(date_cell));
        if date_cell & DOTTED != 0 {
            add(plan.positions.date, Sign::Dotted);
        }
        for column in self.money.iter().filter(|column| column.has_mark) {
            add(column.at, column.mark);
        }
        if let (Some(rate), Some(at)) = (rate, plan.positions.rate) {
            let money = |measure: Measure| figures.supplied.has(measure).then(|| figures.values.get(measure.index()).copied()).flatten();
            let fit = money(Measure::Revenue).zip(money(Measure::Commission)).and_then(|(revenue, paid)| fit_of(rate.percent, rate.fraction, revenue, paid));
            rate.signs.into_iter().chain([fit]).flatten().for_each(|sign| add(at, sign));
        }
        for &(at, sign) in &self.seen {
            said.get_mut(at).into_iter().for_each(|said| said.add_seen(sign, record.field(at), record.line));
        }
    }

    /// Remembers the cells of a row that was looked at closely and accepted.
    pub(super) fn learn(&mut self, plan: &Plan, currency: Option<Currency>, record: &Record<'_>, fact: &Fact) {
        if record.fault.is_some() {
            return;
        }
        let positions = &plan.positions;
        if let Some((class, is_dotted)) = dates::class(record.field(positions.date)) {
            let dotted = if is_dotted { DOTTED } else { 0 };
            self.dates.put(record.cell(positions.date), u32::from(fact.date.days()) << 8 | class_code(class) | dotted);
        }
        self.asins.put(record.cell(positions.asin), fact.asin);
        self.learn_creator(plan, record, fact.creator);
        match positions.campaign {
            Some(at) => self.campaigns.put(record.cell(at), fact.campaign),
            None => self.no_campaign = Some(fact.campaign),
        }
        match positions.line {
            Some(at) => self.lines.put(record.cell(at), fact.line),
            None => self.no_line = Some(fact.line),
        }
        if let (Some(at), Some(currency)) = (positions.currency, currency)
            && !values::is_missing(trim(&record.text(at)))
        {
            self.currencies.put(record.cell(at), packed(currency));
        }
    }

    /// A row without any creator counts only where it has a campaign: that is left to the close look each time.
    fn learn_creator(&mut self, plan: &Plan, record: &Record<'_>, code: u32) {
        let positions = &plan.positions;
        let is_written = |at: usize| !values::is_missing(trim(&record.text(at)));
        match (&plan.only_creator, positions.creator_id, positions.creator) {
            (Some(name), ..) => self.only_creator = Some(code).filter(|_| !name.is_empty()),
            (None, Some(at), _) if is_written(at) => self.creators.put(record.cell(at), code),
            (None, id, Some(at)) if is_written(at) && id.is_none_or(|id| record.cell(id).is_empty()) => self.named.put(record.cell(at), code),
            _ => {}
        }
    }
}

impl Figures {
    #[inline]
    fn add(&mut self, measure: Measure, read: numbers::Quick) {
        if let (numbers::Quick::Value { number, .. }, Some(value)) = (read, self.values.get_mut(measure.index())) {
            *value = number;
            self.supplied = self.supplied.with(measure);
        }
    }
}

/// A count in an unusual spelling; `None` where it is none, or one that clicks cannot be.
#[inline(never)]
fn close_count(measure: Measure, bytes: &[u8], decimal: DecimalMark, at: usize, seen: &mut Vec<(usize, Sign)>) -> Option<numbers::Quick> {
    let [point, comma] = DecimalMark::ALL.map(|mark| values::count(bytes, mark));
    seen.extend(number_sign(point, comma).map(|sign| (at, sign)));
    match if decimal == DecimalMark::Point { point } else { comma } {
        Cell::Missing => Some(numbers::Quick::Missing),
        Cell::Value(number) if number >= 0 || measure != Measure::Clicks => Some(numbers::Quick::Value { number, has_mark: false }),
        Cell::Value(_) | Cell::Unreadable => None,
    }
}

impl RateCell {
    /// `None` where the cell is no rate as the column writes them.
    fn of(bytes: &[u8], dialect: Dialect) -> Option<RateCell> {
        let Cell::Value(rate) = values::rate(bytes, dialect.decimal, dialect.rates) else { return None };
        let ppm = |form| match values::rate(bytes, dialect.decimal, form) {
            Cell::Value(rate) => Some(rate.ppm()),
            Cell::Missing | Cell::Unreadable => None,
        };
        let is_bare = !trim(bytes).ends_with(b"%");
        let (percent, fraction) = if is_bare { (ppm(RateForm::Percent), ppm(RateForm::Fraction)) } else { (None, None) };
        Some(RateCell { rate, signs: rate_signs(bytes), percent, fraction })
    }
}

/// The code of a key; a new one is given its code and remembered.
#[inline]
fn code_of(key: Key<'_>, recall: &mut Recall, dictionary: &mut Dictionary) -> Option<u32> {
    match key {
        Key::Known(code) => Some(code),
        Key::New { cell, text } => {
            let code = dictionary.intern(text).ok()?;
            recall.put(cell, code);
            Some(code)
        }
    }
}

/// The key of a text column; of one the file lacks the code that all its rows have.
#[inline]
fn text_key<'a>(recall: &Recall, at: Option<usize>, none: Option<u32>, record: &Record<'a>) -> Option<Key<'a>> {
    let Some(at) = at else { return none.map(Key::Known) };
    let cell = record.cell(at);
    recall.get(cell).map(Key::Known).or_else(|| new_text(cell))
}

/// Marks a remembered date that is written with dots.
const DOTTED: u32 = 0x80;

fn class_code(class: DateClass) -> u32 {
    match class {
        DateClass::Plain => 0,
        DateClass::MonthFirst => 1,
        DateClass::DayFirst => 2,
        DateClass::Either => 3,
        DateClass::Serial => 4,
    }
}

#[inline]
fn date_sign(date_cell: u32) -> Sign {
    Sign::Date(match date_cell & 0x7f {
        0 => DateClass::Plain,
        1 => DateClass::MonthFirst,
        2 => DateClass::DayFirst,
        3 => DateClass::Either,
        _ => DateClass::Serial,
    })
}

/// A currency as a number.
fn packed(currency: Currency) -> u32 {
    currency.code().bytes().fold(0, |number, byte| number << 8 | u32::from(byte))
}
