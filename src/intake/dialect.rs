//! How each column of a file writes its values, decided from all of them.
//!
//! Every value that only one form can make sense of is a sign; the majority decides, whatever the order of rows. A first
//! guess comes from the first rows by the same rules. Where all rows say otherwise, the file is read again.

use super::dates::{DateClass, DateForm, class};
use super::values::{self, Cell, DecimalMark, RateForm};
use crate::ledger::CellKind;

/// How the cells of one column are written. A column uses what its kind needs of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    pub decimal: DecimalMark,
    pub dates: DateForm,
    pub rates: RateForm,
}

/// What the user has said about one column; the rest is decided from its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    pub decimal: Option<DecimalMark>,
    pub dates: Option<DateForm>,
    pub rates: Option<RateForm>,
}

/// A value as an example, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub line: u64,
    pub text: String,
}

/// What one cell says about its column, for [`Signs::add`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A number only a decimal point makes sense of; only a comma; one that means different things with each.
    Point,
    Comma,
    EitherMark,
    Date(DateClass),
    /// A date with dots between its numbers.
    Dotted,
    /// A rate without a percent sign, from one up; below one.
    Hundreds,
    Fraction,
    /// Rate × revenue is the commission, with the rate read as per cent; as a fraction.
    PercentFits,
    FractionFits,
}

const SIGNS: usize = 13;

impl Sign {
    const fn index(self) -> usize {
        match self {
            Sign::Point => 0,
            Sign::Comma => 1,
            Sign::EitherMark => 2,
            Sign::Date(DateClass::Plain) => 3,
            Sign::Date(DateClass::MonthFirst) => 4,
            Sign::Date(DateClass::DayFirst) => 5,
            Sign::Date(DateClass::Either) => 6,
            Sign::Date(DateClass::Serial) => 7,
            Sign::Dotted => 8,
            Sign::Hundreds => 9,
            Sign::Fraction => 10,
            Sign::PercentFits => 11,
            Sign::FractionFits => 12,
        }
    }
}

/// What the values of one column say about how it is written. Independent of the order of rows; the signs of two ranges
/// of a file joins to that of both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    counts: [u64; SIGNS],
    /// The first value that means different things by the mark or the order.
    either: Option<Example>,
    /// The first rate below one without a percent sign; the first spreadsheet day number.
    small: Option<Example>,
}

impl Signs {
    #[inline]
    pub fn add(&mut self, sign: Sign) {
        self.add_many(sign, 1);
    }

    #[inline]
    pub fn add_many(&mut self, sign: Sign, times: u64) {
        if let Some(count) = self.counts.get_mut(sign.index()) {
            *count += times;
        }
    }

    pub fn count(&self, sign: Sign) -> u64 {
        self.counts.get(sign.index()).copied().unwrap_or(0)
    }

    /// Takes in one cell of a column of this kind.
    pub fn observe(&mut self, kind: CellKind, bytes: &[u8], line: u64) {
        match kind {
            CellKind::Date | CellKind::Range => self.observe_date(bytes, line),
            CellKind::Money | CellKind::Decimal => {
                let [point, comma] = values::amount_both(bytes);
                self.observe_number(point, comma, bytes, line);
            }
            CellKind::Count => {
                let [point, comma] = DecimalMark::ALL.map(|mark| values::count(bytes, mark));
                self.observe_number(point, comma, bytes, line);
            }
            CellKind::Percent => {
                let [point, comma] = DecimalMark::ALL.map(|mark| values::share(bytes, mark, RateForm::Percent));
                self.observe_number(point, comma, bytes, line);
            }
            CellKind::Rate => self.observe_rate(bytes, line),
            CellKind::Text | CellKind::List | CellKind::Asin | CellKind::Flag => {}
        }
    }

    /// Takes in one number as either mark reads it.
    fn observe_number<T: PartialEq>(&mut self, point: Cell<T>, comma: Cell<T>, bytes: &[u8], line: u64) {
        if let Some(sign) = number_sign(point, comma) {
            self.add_seen(sign, bytes, line);
        }
    }

    /// Takes in a sign with the cell that gave it.
    pub fn add_seen(&mut self, sign: Sign, bytes: &[u8], line: u64) {
        self.add(sign);
        match sign {
            Sign::EitherMark | Sign::Date(DateClass::Either) => note(&mut self.either, bytes, line),
            Sign::Fraction | Sign::Date(DateClass::Serial) => note(&mut self.small, bytes, line),
            _ => {}
        }
    }

    fn observe_date(&mut self, bytes: &[u8], line: u64) {
        let Some((class, is_dotted)) = class(bytes) else { return };
        self.add_seen(Sign::Date(class), bytes, line);
        if is_dotted {
            self.add(Sign::Dotted);
        }
    }

    fn observe_rate(&mut self, bytes: &[u8], line: u64) {
        rate_signs(bytes).into_iter().flatten().for_each(|sign| self.add_seen(sign, bytes, line));
    }

    /// Adds the signs of the next range of the file, whose lines count from behind `lines`.
    pub fn join(&mut self, next: Signs, lines: u64) {
        for (count, more) in self.counts.iter_mut().zip(next.counts) {
            *count += more;
        }
        let moved = |example: Option<Example>| example.map(|example| Example { line: example.line + lines, ..example });
        self.either = self.either.take().or(moved(next.either));
        self.small = self.small.take().or(moved(next.small));
    }

    /// Counts and examples, to be handed to another worker.
    pub fn parts(&self) -> (&[u64], [Option<&Example>; 2]) {
        (&self.counts, [self.either.as_ref(), self.small.as_ref()])
    }

    /// The signs [`Signs::parts`] spoke of; what is missing counts as never seen.
    pub fn from_parts(counts: &[u64], [either, small]: [Option<Example>; 2]) -> Signs {
        let mut all = Signs { either, small, ..Signs::default() };
        all.counts.iter_mut().zip(counts).for_each(|(mine, count)| *mine = *count);
        all
    }

    /// The majority of the signs `for_first` and `for_second`; `None` when there are as many of each.
    fn majority<T>(&self, (first, for_first): (T, Sign), (second, for_second): (T, Sign)) -> Option<T> {
        match self.count(for_first).cmp(&self.count(for_second)) {
            std::cmp::Ordering::Greater => Some(first),
            std::cmp::Ordering::Less => Some(second),
            std::cmp::Ordering::Equal => None,
        }
    }

    fn decimal(&self) -> Option<DecimalMark> {
        self.majority((DecimalMark::Point, Sign::Point), (DecimalMark::Comma, Sign::Comma))
    }

    fn date_order(&self) -> Option<DateForm> {
        self.majority((DateForm::MonthFirst, Sign::Date(DateClass::MonthFirst)), (DateForm::DayFirst, Sign::Date(DateClass::DayFirst)))
    }

    /// Whether there are dates and all of them are day numbers of a spreadsheet.
    fn is_serial(&self) -> bool {
        let others = [DateClass::Plain, DateClass::MonthFirst, DateClass::DayFirst, DateClass::Either];
        self.count(Sign::Date(DateClass::Serial)) > 0 && others.into_iter().all(|class| self.count(Sign::Date(class)) == 0)
    }

    fn rates_by_products(&self) -> Option<RateForm> {
        self.majority((RateForm::Percent, Sign::PercentFits), (RateForm::Fraction, Sign::FractionFits))
    }
}

/// What a number says about its column's mark, as either mark reads it.
pub(super) fn number_sign<T: PartialEq>(point: Cell<T>, comma: Cell<T>) -> Option<Sign> {
    match (point, comma) {
        (Cell::Value(point), Cell::Value(comma)) if point != comma => Some(Sign::EitherMark),
        (Cell::Value(_), Cell::Unreadable) => Some(Sign::Point),
        (Cell::Unreadable, Cell::Value(_)) => Some(Sign::Comma),
        _ => None,
    }
}

/// What a rate says about its column's mark and form.
pub(super) fn rate_signs(bytes: &[u8]) -> [Option<Sign>; 2] {
    let [point, comma] = DecimalMark::ALL.map(|mark| values::share(bytes, mark, RateForm::Percent));
    let size = match (point, comma) {
        _ if values::trim(bytes).ends_with(b"%") => None,
        (Cell::Value(0), _) | (_, Cell::Value(0)) => None,
        (Cell::Value(parts), _) | (_, Cell::Value(parts)) => Some(if parts.abs() < PERCENT_PPM { Sign::Fraction } else { Sign::Hundreds }),
        _ => None,
    };
    [number_sign(point, comma), size]
}

/// One per cent in parts per million: where a bare `1` read as per cent stands.
const PERCENT_PPM: i64 = 10_000;

#[cold]
fn note(example: &mut Option<Example>, bytes: &[u8], line: u64) {
    example.get_or_insert_with(|| Example { line, text: String::from_utf8_lossy(values::trim(bytes)).into_owned() });
}

fn is_number(kind: CellKind) -> bool {
    matches!(kind, CellKind::Money | CellKind::Decimal | CellKind::Count | CellKind::Percent | CellKind::Rate)
}

fn is_date(kind: CellKind) -> bool {
    matches!(kind, CellKind::Date | CellKind::Range)
}

/// One column on the way to its dialect.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    pub kind: CellKind,
    pub signs: &'a Signs,
    pub chosen: Chosen,
}

/// The dialect of every column. A column that says nothing itself follows the others of the file: numbers those whose mark is
/// known, dates those whose order is. Where none says anything numbers have a decimal point; dates stand day first where they
/// are written with dots or numbers have a decimal comma, as in every country that does either, else month first.
pub fn decide(cases: &[Case<'_>]) -> Vec<Dialect> {
    let total = |of: fn(CellKind) -> bool| {
        let mut all = Signs::default();
        cases.iter().filter(|case| of(case.kind)).for_each(|case| all.join(case.signs.clone(), 0));
        all
    };
    // How counts group their thousands says nothing of amounts: German reports write `2,406` beside `5.255,61 €`.
    let (numbers, dates) = (total(|kind| is_number(kind) && kind != CellKind::Count), total(is_date));
    let usual_decimal = numbers.decimal().unwrap_or_default();
    let is_day_first = dates.count(Sign::Dotted) > 0 || usual_decimal == DecimalMark::Comma;
    let usual_dates = dates.date_order().unwrap_or(if is_day_first { DateForm::DayFirst } else { DateForm::MonthFirst });
    let decided = |case: &Case<'_>| {
        let Case { signs, chosen, .. } = *case;
        let by_values = if signs.is_serial() { DateForm::Serial } else { signs.date_order().unwrap_or(usual_dates) };
        let by_size = if signs.count(Sign::Fraction) > signs.count(Sign::Hundreds) { RateForm::Fraction } else { RateForm::Percent };
        Dialect {
            // A count of `10.000` is ten thousand: nobody writes ten with three decimals.
            decimal: match case.kind {
                CellKind::Count if signs.count(Sign::EitherMark) > 0 => chosen.decimal.or_else(|| signs.decimal()).unwrap_or(DecimalMark::Comma),
                _ => chosen.decimal.or_else(|| signs.decimal()).unwrap_or(usual_decimal),
            },
            dates: chosen.dates.unwrap_or(by_values),
            rates: chosen.rates.or_else(|| signs.rates_by_products()).unwrap_or(by_size),
        }
    };
    cases.iter().map(decided).collect()
}

/// Whether rate × revenue makes the commission, in micros, with a rate without percent sign read as per cent or as a fraction:
/// to two per cent and a cent, which tells the one from the other, a hundredth of it, for any but the smallest amounts.
pub fn rate_fit(rate: &[u8], decimal: DecimalMark, revenue: i64, commission: i64) -> Option<Sign> {
    if values::trim(rate).ends_with(b"%") {
        return None;
    }
    let ppm = |form| match values::rate(rate, decimal, form) {
        Cell::Value(rate) => Some(rate.ppm()),
        Cell::Missing | Cell::Unreadable => None,
    };
    fit_of(ppm(RateForm::Percent), ppm(RateForm::Fraction), revenue, commission)
}

/// As [`rate_fit`], from parts per million in either form.
pub(super) fn fit_of(percent: Option<u32>, fraction: Option<u32>, revenue: i64, commission: i64) -> Option<Sign> {
    const CENT_MICROS: i128 = 10_000;
    if revenue == 0 || commission == 0 {
        return None;
    }
    let paid = i128::from(commission);
    let fits = |ppm: Option<u32>| ppm.is_some_and(|ppm| (i128::from(revenue) * i128::from(ppm) / 1_000_000 - paid).abs() <= CENT_MICROS + paid.abs() / 50);
    match (fits(percent), fits(fraction)) {
        (true, false) => Some(Sign::PercentFits),
        (false, true) => Some(Sign::FractionFits),
        _ => None,
    }
}

/// What was assumed about a column, with a value that could mean something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    Order(Example),
    Serial(Example),
    Decimal(Example),
    Rate(Example),
}

/// What [`decide`] had to assume about each column: nothing about what the user chose.
pub fn doubts(cases: &[Case<'_>], dialects: &[Dialect]) -> Vec<(usize, Doubt)> {
    let known = |of: fn(CellKind) -> bool, says: fn(&Signs) -> bool| cases.iter().any(|case| of(case.kind) && says(case.signs));
    let (is_order_known, is_mark_known) =
        (known(is_date, |signs| signs.date_order().is_some()), known(|kind| is_number(kind) && kind != CellKind::Count, |signs| signs.decimal().is_some()));
    let mut found = Vec::new();
    for (at, (case, dialect)) in cases.iter().zip(dialects).enumerate() {
        let Case { kind, signs, chosen } = *case;
        if is_date(kind) && chosen.dates.is_none() {
            let doubt = match dialect.dates {
                DateForm::Serial => signs.small.clone().map(Doubt::Serial),
                DateForm::MonthFirst | DateForm::DayFirst => signs.either.clone().filter(|_| !is_order_known).map(Doubt::Order),
            };
            found.extend(doubt.map(|doubt| (at, doubt)));
        }
        if is_number(kind) && chosen.decimal.is_none() && signs.decimal().is_none() && (!is_mark_known || kind == CellKind::Count) {
            found.extend(signs.either.clone().map(|example| (at, Doubt::Decimal(example))));
        }
        if kind == CellKind::Rate && chosen.rates.is_none() && signs.rates_by_products().is_none() {
            found.extend(signs.small.clone().map(|example| (at, Doubt::Rate(example))));
        }
    }
    found
}

/// Whether rows read with `used` would be read otherwise with `decided`: only values that depend on what differs count.
pub fn is_read_otherwise(cases: &[Case<'_>], used: &[Dialect], decided: &[Dialect]) -> bool {
    cases.iter().zip(used).zip(decided).any(|((case, used), decided)| {
        let has = |any: &[Sign]| any.iter().any(|&sign| case.signs.count(sign) > 0);
        let dates = [DateClass::MonthFirst, DateClass::DayFirst, DateClass::Either, DateClass::Serial].map(Sign::Date);
        is_date(case.kind) && used.dates != decided.dates && has(&dates)
            || is_number(case.kind) && used.decimal != decided.decimal && has(&[Sign::Point, Sign::Comma, Sign::EitherMark])
            || case.kind == CellKind::Rate && used.rates != decided.rates && has(&[Sign::Hundreds, Sign::Fraction])
    })
}

impl Dialect {
    /// How cells of this kind are read, in stable words; empty where there is only one way.
    pub fn words(self, kind: CellKind) -> &'static str {
        match (kind, self.dates, self.decimal, self.rates) {
            (CellKind::Date | CellKind::Range, dates, ..) => dates.name(),
            (CellKind::Rate, _, DecimalMark::Point, RateForm::Percent) => "percent 12.5",
            (CellKind::Rate, _, DecimalMark::Comma, RateForm::Percent) => "percent 12,5",
            (CellKind::Rate, _, DecimalMark::Point, RateForm::Fraction) => "fraction 0.125",
            (CellKind::Rate, _, DecimalMark::Comma, RateForm::Fraction) => "fraction 0,125",
            (CellKind::Money | CellKind::Decimal | CellKind::Count | CellKind::Percent, _, decimal, _) => decimal.example(),
            (CellKind::Text | CellKind::List | CellKind::Asin | CellKind::Flag, ..) => "",
        }
    }
}
