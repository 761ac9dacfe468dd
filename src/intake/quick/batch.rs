//! Usual rows by the hundred, column by column: the same steps for all cells of a column follow each other without a
//! decision in between. What is read here is what [`Quick::read`] would read; a row that is not certain to be usual is
//! left to it, in its turn.

use super::super::money_column::MoneyColumn;
use super::super::numbers;
use super::super::plan::Plan;
use super::super::recall::Recall;
use super::super::scan::Run;
use super::super::values;
use super::{DOTTED, Key, Quick, date_sign, is_new_id, new_text, note_label, packed};
use crate::intake::dialect::{Sign, Signs, fit_of};
use crate::ledger::block::{Key as Column, Wide};
use crate::ledger::{Dictionary, Fact, Measure, NO_RATE, Segment, Supplied};
use crate::units::Currency;

/// Rows read at once: their cells and what is read of them stay in the nearest caches.
pub(in super::super) const BATCH_ROWS: usize = 256;

/// What was read of some rows.
pub(in super::super) struct Batch {
    rows: Box<Wide>,
    /// Rows that were read; the others are left to a closer look.
    is_usual: [bool; BATCH_ROWS],
    /// Amounts that a decimal mark was seen in: one bit a column of amounts.
    marks: [u8; BATCH_ROWS],
    /// Places in the rates remembered; none where the row has no rate.
    rates: [u32; BATCH_ROWS],
    supplied: [u8; BATCH_ROWS],
}

const NO_PLACE: u32 = u32::MAX;

impl Batch {
    pub(in super::super) fn new() -> Batch {
        Batch { rows: Wide::boxed(), is_usual: [false; BATCH_ROWS], marks: [0; BATCH_ROWS], rates: [NO_PLACE; BATCH_ROWS], supplied: [0; BATCH_ROWS] }
    }

    /// All rows; right where all were read.
    pub(in super::super) fn rows(&self) -> &Wide {
        &self.rows
    }

    /// What was read of a row, if it is a usual one.
    pub(in super::super) fn usual(&self, row: usize) -> Option<Fact> {
        self.is_usual.get(row).filter(|is_usual| **is_usual).and_then(|_| self.rows.fact(row))
    }
}

impl Quick {
    /// Reads at most [`BATCH_ROWS`] records of as many fields as the header, and takes in what usual ones say. False where some
    /// are not.
    pub(in super::super) fn read_batch(
        &mut self,
        plan: &Plan,
        currency: Option<Currency>,
        said: &mut [Signs],
        run: Run<'_>,
        segment: &mut Segment,
        batch: &mut Batch,
    ) -> bool {
        batch.rows.set_rows(run.len());
        batch.is_usual.fill(true);
        self.keys(plan, currency, run, segment, batch);
        self.figures_of(plan, currency, run, batch);
        self.rates_of(plan, run, batch);
        self.labels_of(plan, run, segment, batch);
        self.take_in_batch(plan, said, batch);
        batch.is_usual.iter().take(run.len()).all(|is_usual| *is_usual)
    }

    #[inline(never)]
    fn keys(&mut self, plan: &Plan, currency: Option<Currency>, run: Run<'_>, segment: &Segment, batch: &mut Batch) {
        let Batch { rows, is_usual, .. } = batch;
        let positions = &plan.positions;
        for ((cell, slot), is_usual) in run.cells(positions.date).zip(rows.key_mut(Column::Date)).zip(is_usual.iter_mut()) {
            match self.dates.get(cell) {
                Some(date) => *slot = date,
                None => *is_usual = false,
            }
        }
        codes(&mut self.asins, &segment.asins, run.cells(positions.asin), rows.key_mut(Column::Asin), is_usual, |_| true);
        let creators = rows.key_mut(Column::Creator);
        match (&plan.only_creator, positions.creator_id, positions.creator) {
            (Some(_), ..) => constant(self.only_creator, creators, is_usual),
            (None, Some(at), _) => {
                codes(&mut self.creators, &segment.creators, run.cells(at), creators, is_usual, is_new_id);
                // Rows without an id are known by the name.
                run.cells(at).zip(is_usual.iter_mut()).for_each(|(cell, is_usual)| *is_usual &= !cell.is_empty());
            }
            (None, None, Some(at)) => codes(&mut self.named, &segment.creators, run.cells(at), creators, is_usual, |text| !values::is_missing(text)),
            (None, None, None) => constant(None, creators, is_usual),
        }
        match positions.campaign {
            Some(at) => codes(&mut self.campaigns, &segment.campaigns, run.cells(at), rows.key_mut(Column::Campaign), is_usual, |_| true),
            None => constant(self.no_campaign, rows.key_mut(Column::Campaign), is_usual),
        }
        match positions.line {
            Some(at) => codes(&mut self.lines, &segment.lines, run.cells(at), rows.key_mut(Column::Line), is_usual, |_| true),
            None => constant(self.no_line, rows.key_mut(Column::Line), is_usual),
        }
        if let Some(at) = positions.currency {
            for (cell, is_usual) in run.cells(at).zip(is_usual.iter_mut()) {
                *is_usual &= cell.is_empty() || currency.is_some() && self.currencies.get(cell) == currency.map(packed);
            }
        }
    }

    #[inline(never)]
    fn figures_of(&mut self, plan: &Plan, currency: Option<Currency>, run: Run<'_>, batch: &mut Batch) {
        let Batch { rows, is_usual, marks, supplied, .. } = batch;
        // Cells are taken for supplied, and amounts for such with a decimal mark, until one is found that is not: the usual ones then
        // have nothing to write but their number.
        let measures = self.counts.iter().map(|(measure, _)| *measure).chain(self.money.iter().map(|column| column.measure));
        supplied.fill(measures.fold(Supplied::NONE, Supplied::with).bits());
        marks.fill(u8::MAX);
        let absent = Measure::ALL.into_iter().zip(plan.positions.measures).filter(|(_, at)| at.is_none());
        absent.for_each(|(measure, _)| rows.measure_mut(measure).fill(0));
        for &(measure, at) in &self.counts {
            let bit = Supplied::NONE.with(measure).bits();
            counts(run, at, bit, rows.measure_mut(measure), supplied, is_usual);
        }
        for (column, mark) in self.money.iter().zip([1, 2]) {
            amounts(run, column, currency, mark, rows.measure_mut(column.measure), (supplied, marks, is_usual));
        }
        let (clicks, orders) = (rows.measure(Measure::Clicks), rows.measure(Measure::Orders));
        for (((clicks, orders), supplied), is_usual) in clicks.iter().zip(orders).zip(supplied.iter()).zip(is_usual.iter_mut()) {
            // More orders than clicks are worth a remark.
            *is_usual &= *supplied != 0 && orders <= clicks;
        }
        rows.key_mut(Column::Supplied).iter_mut().zip(supplied.iter()).for_each(|(slot, supplied)| *slot = u32::from(*supplied));
    }

    #[inline(never)]
    fn rates_of(&mut self, plan: &Plan, run: Run<'_>, batch: &mut Batch) {
        let slots = batch.rows.key_mut(Column::Rate);
        let Some(at) = plan.positions.rate else { return slots.fill(NO_RATE) };
        for (((cell, slot), place), is_usual) in run.cells(at).zip(slots).zip(&mut batch.rates).zip(&mut batch.is_usual) {
            (*slot, *place) = (NO_RATE, NO_PLACE);
            if cell.is_empty() {
                continue;
            }
            match self.rates.get(cell).and_then(|known| Some((known, self.rate_cells.get(known as usize)?))) {
                Some((known, rate)) => (*slot, *place) = (rate.rate.ppm(), known),
                None => *is_usual = false,
            }
        }
    }

    /// Names and titles beside the keys of usual rows; which of several a key has does not depend on their order.
    #[inline(never)]
    fn labels_of(&mut self, plan: &Plan, run: Run<'_>, segment: &mut Segment, batch: &mut Batch) {
        let Batch { rows, is_usual, .. } = batch;
        if let Some(at) = plan.positions.title {
            for ((cell, code), is_usual) in run.cells(at).zip(rows.key(Column::Asin)).zip(is_usual.iter_mut()) {
                *is_usual &= !*is_usual || self.titles.is_same(*code, cell) || note_label(&mut self.titles, &mut segment.titles, *code, cell, false);
            }
        }
        if let Some(at) = plan.positions.creator.filter(|_| plan.only_creator.is_none()) {
            for ((cell, code), is_usual) in run.cells(at).zip(rows.key(Column::Creator)).zip(is_usual.iter_mut()) {
                *is_usual &= !*is_usual || self.names.is_same(*code, cell) || note_label(&mut self.names, &mut segment.creator_names, *code, cell, true);
            }
        }
    }

    /// What the cells of usual rows say about how their columns are written; their dates become days.
    #[inline(never)]
    fn take_in_batch(&self, plan: &Plan, said: &mut [Signs], batch: &mut Batch) {
        let positions = &plan.positions;
        let Batch { rows, is_usual, marks, rates, .. } = batch;
        let (mut class, mut times) = (0, 0);
        let mut add = |at: usize, sign: Sign, times: u64| said.get_mut(at).into_iter().for_each(|said| said.add_many(sign, times));
        let mut add_dates = |class: u32, times: u64| {
            add(positions.date, date_sign(class), times);
            add(positions.date, Sign::Dotted, if class & DOTTED == 0 { 0 } else { times });
        };
        for (date, _) in rows.key_mut(Column::Date).iter_mut().zip(is_usual.iter()).filter(|(_, is_usual)| **is_usual) {
            if *date & 0xff != class {
                add_dates(std::mem::replace(&mut class, *date & 0xff), std::mem::take(&mut times));
            }
            times += 1;
            *date >>= 8;
        }
        add_dates(class, times);
        for (column, mark) in self.money.iter().zip([1, 2]) {
            let times = marks.iter().zip(is_usual.iter()).take(rows.rows()).filter(|(marks, is_usual)| **is_usual && **marks & mark != 0).count();
            add(column.at, column.mark, times as u64);
        }
        let Some(at) = positions.rate else { return };
        let both = Supplied::NONE.with(Measure::Revenue).with(Measure::Commission).bits();
        let money = rows.measure(Measure::Revenue).iter().zip(rows.measure(Measure::Commission)).zip(batch.supplied);
        for ((place, ((revenue, paid), supplied)), _) in rates.iter().zip(money).zip(is_usual.iter()).filter(|(_, is_usual)| **is_usual) {
            let Some(rate) = self.rate_cells.get(*place as usize) else { continue };
            let fit = if supplied & both == both { fit_of(rate.percent, rate.fraction, *revenue, *paid) } else { None };
            rate.signs.into_iter().chain([fit]).flatten().for_each(|sign| add(at, sign, 1));
        }
    }
}

/// The counts of one column. Each column is a function call of its own: a browser makes better code of several small loops than
/// of one function with all of them.
#[inline(never)]
fn counts(run: Run<'_>, at: usize, bit: u8, values: &mut [i64], supplied: &mut [u8], is_usual: &mut [bool]) {
    let buffer = run.buffer();
    for ((((start, end), value), supplied), is_usual) in run.column(at).zip(values).zip(supplied).zip(is_usual) {
        if let Some(number) = numbers::digits(buffer, start, end) {
            *value = number;
            continue;
        }
        match numbers::count(buffer, start, end) {
            Some(numbers::Quick::Value { number, .. }) => *value = number,
            Some(numbers::Quick::Missing) => (*value, *supplied) = (0, *supplied & !bit),
            None => *is_usual = false,
        }
    }
}

/// The amounts of one column.
#[inline(never)]
fn amounts(
    run: Run<'_>,
    column: &MoneyColumn,
    currency: Option<Currency>,
    mark: u8,
    values: &mut [i64],
    (supplied, marks, is_usual): (&mut [u8], &mut [u8], &mut [bool]),
) {
    let (buffer, bit, usual) = (run.buffer(), Supplied::NONE.with(column.measure).bits(), column.usual(currency));
    for ((((start, end), value), (supplied, marks)), is_usual) in run.column(column.at).zip(values).zip(supplied.iter_mut().zip(marks)).zip(is_usual) {
        if let Some(micros) = usual.read(buffer, start, end) {
            *value = micros;
            continue;
        }
        match column.read(buffer, start, end) {
            Some((_, written)) if written.is_some() && written != currency => *is_usual = false,
            Some((numbers::Quick::Value { number, has_mark }, _)) => {
                *value = number;
                *marks &= if has_mark { u8::MAX } else { !mark };
            }
            Some((numbers::Quick::Missing, _)) => (*value, *supplied, *marks) = (0, *supplied & !bit, *marks & !mark),
            None => *is_usual = false,
        }
    }
}

/// The codes of cells seen before.
#[inline(never)]
fn codes<'a>(
    recall: &mut Recall,
    dictionary: &Dictionary,
    cells: impl Iterator<Item = &'a [u8]>,
    out: &mut [u32],
    is_usual: &mut [bool],
    is_key: impl Fn(&[u8]) -> bool,
) {
    for ((cell, slot), is_usual) in cells.zip(out).zip(is_usual) {
        match recall.get(cell).or_else(|| code_of_known(recall, dictionary, cell, &is_key)) {
            Some(code) => *slot = code,
            None => *is_usual = false,
        }
    }
}

/// The code of a cell that was forgotten, not of a new one: those get theirs in the order of rows.
#[inline(never)]
fn code_of_known(recall: &mut Recall, dictionary: &Dictionary, cell: &[u8], is_key: impl Fn(&[u8]) -> bool) -> Option<u32> {
    let Key::New { text, .. } = new_text(cell)? else { return None };
    let code = dictionary.known(text).filter(|_| is_key(text))?;
    recall.put_again(cell, code);
    Some(code)
}

fn constant(code: Option<u32>, out: &mut [u32], is_usual: &mut [bool]) {
    match code {
        Some(code) => out.fill(code),
        None => is_usual.fill(false),
    }
}
