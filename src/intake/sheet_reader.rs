//! One record to one row of a sheet, with the same care as a fact: a row is accepted, rejected or skipped, and says why.

use super::complaint::{GUARD_TAKEN_OFF, Reject, check_shape, inside_guard, issue_of, quoted, repeats_header, says_total};
use super::dates::{self, DateForm};
use super::dialect::Signs;
use super::issue::{IssueCode, Issues, Severity};
use super::period;
use super::reports::Need;
use super::row::Outcome;
use super::scan::{Fault, Record};
use super::sheet_plan::{ColumnPlan, SheetPlan};
use super::values::{self, Cell, DecimalMark, trim};
use crate::ledger::dictionary::InternError;
use crate::ledger::{CellKind, CellValue, Period, Sheet};
use crate::units::identifier::{AsinFault, check_asin, is_spreadsheet_damage};
use crate::units::{Currency, Date};

/// A cell that was read; texts stay in the record until the whole row is known to be good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parsed {
    Missing,
    Text,
    Number(i64),
    Day(Date),
    Range(Period),
}

/// Turns records into rows of one sheet.
pub struct SheetReader {
    plan: SheetPlan,
    currency: Option<Currency>,
    /// The currency written in the row being read; it counts only once the row is accepted.
    row_currency: Option<Currency>,
    cells: Vec<Parsed>,
    /// What the values of each column say about how it is written.
    signs: Vec<Signs>,
    /// What to say of cells that cost no row, once the row is accepted.
    soft: Vec<Reject>,
}

impl SheetReader {
    /// `stated` is the currency the lines before the header name.
    pub fn new(plan: SheetPlan, stated: Option<Currency>) -> SheetReader {
        let money = plan.columns.iter().filter(|column| column.field.kind == CellKind::Money);
        let currency = stated.or_else(|| money.filter_map(|column| plan.headers.get(column.at)).find_map(|header| Currency::of_header(header)));
        SheetReader { signs: vec![Signs::default(); plan.columns.len()], plan, currency, row_currency: None, cells: Vec::new(), soft: Vec::new() }
    }

    pub fn plan(&self) -> &SheetPlan {
        &self.plan
    }

    /// What the rows read so far say about how each column is written.
    pub fn signs(&self) -> &[Signs] {
        &self.signs
    }

    /// The currency written in the file; `None` while none was.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Reads one record; what it has to complain about goes to `issues`.
    pub fn read(&mut self, record: &Record<'_>, sheet: &mut Sheet, issues: &mut Issues) -> Outcome {
        if let Some(code) = self.skip_reason(record) {
            issues.push(self.issue(record, Severity::Info, code, None, format!("Skipped: {}.", code.title())));
            return Outcome::Skipped;
        }
        self.row_currency = None;
        match self.row(record, sheet) {
            Ok(()) => {
                self.currency = self.currency.or(self.row_currency);
                self.remark(record, issues);
                Outcome::Accepted
            }
            Err(reject) => {
                let sentence = || format!("{} The row is left out of all totals.", reject.sentence(record, self.plan.headers.len()));
                issues.push_with(Severity::Error, reject.code, || self.issue(record, Severity::Error, reject.code, reject.at, sentence()));
                Outcome::Rejected
            }
        }
    }

    /// Blank rows, totals and repeated headers are no data.
    fn skip_reason(&self, record: &Record<'_>) -> Option<IssueCode> {
        if matches!(record.fault, Some(Fault::UnclosedQuote | Fault::TooLong)) {
            return None;
        }
        if record.is_blank() {
            return Some(IssueCode::BlankRow);
        }
        if self.is_total(record) {
            return Some(IssueCode::TotalRow);
        }
        repeats_header(record, &self.plan.headers).then_some(IssueCode::RepeatedHeader)
    }

    /// A row is a total where it says so and lacks what every row needs, or where it has figures but nothing that says
    /// what they are of. Where rows need only a name, a total is a row of exactly that name.
    fn is_total(&self, record: &Record<'_>) -> bool {
        let names = |column: &&ColumnPlan| column.field.is_key || column.field.need == Need::Cell || column.field.kind.holds_text();
        let is_empty = |column: &ColumnPlan| values::is_missing(trim(record.field(column.at)));
        if self.plan.columns.iter().filter(names).all(is_empty) {
            return !record.is_blank();
        }
        if !says_total(record) {
            return false;
        }
        let columns = &self.plan.columns;
        let is_known = |column: &ColumnPlan| match column.field.kind {
            CellKind::Asin => check_asin(trim(record.field(column.at))).is_ok(),
            CellKind::Date => dates::class(&record.text(column.at)).is_some(),
            CellKind::Range => period::range(&record.text(column.at), column.dialect.dates).is_some(),
            _ => !is_empty(column),
        };
        let identifies = |group: &&&[&str]| group.iter().any(|name| self.plan.schema.field(name).is_some_and(|field| field.is_key));
        let lacks_group = |group: &[&str]| !columns.iter().filter(|column| group.contains(&column.field.name)).any(is_known);
        let needed = || columns.iter().filter(|column| column.field.need == Need::Cell);
        needed().any(|column| !is_known(column))
            || self.plan.schema.any_of.iter().filter(identifies).any(|group| lacks_group(group))
            || (self.plan.schema.has_total_row && needed().all(|column| column.field.kind == CellKind::Text))
    }

    /// Everything is read before anything is written: a rejected row leaves no trace in the sheet or the currency.
    fn row(&mut self, record: &Record<'_>, sheet: &mut Sheet) -> Result<(), Reject> {
        check_shape(record, self.plan.headers.len())?;
        for (column, signs) in self.plan.columns.iter().zip(&mut self.signs) {
            signs.observe(column.field.kind, record.field(column.at), record.line);
        }
        self.cells.clear();
        self.soft.clear();
        for index in 0..self.plan.columns.len() {
            let Some(column) = self.plan.columns.get(index) else { break };
            let is_hard = column.is_hard;
            let parsed = match self.cell(record, index) {
                Ok(parsed) => parsed,
                Err(reject) if is_hard => return Err(reject),
                Err(reject) => {
                    self.soft.push(reject);
                    Parsed::Missing
                }
            };
            self.cells.push(parsed);
        }
        self.check_needs()?;
        let columns = &self.plan.columns;
        // A text whose quotes had to be resolved is a copy, which must live until the row is written.
        let texts: Vec<_> = columns.iter().zip(&self.cells).map(|(column, cell)| (*cell == Parsed::Text).then(|| record.text(column.at))).collect();
        let capitals: Vec<_> = columns.iter().zip(&texts).map(|(column, text)| text.as_ref().and_then(|text| raised(column.field.kind, text))).collect();
        let values = self.cells.iter().zip(texts.iter().zip(&capitals)).map(|(cell, (text, raised))| match cell {
            Parsed::Missing => CellValue::Missing,
            Parsed::Text => CellValue::Text(raised.as_deref().unwrap_or_else(|| unguarded(trim(text.as_deref().unwrap_or_default())))),
            Parsed::Number(number) => CellValue::Number(*number),
            Parsed::Day(day) => CellValue::Day(*day),
            Parsed::Range(period) => CellValue::Range(*period),
        });
        sheet.push(record.line, values).map_err(|error| match error {
            InternError::NotUtf8 => Reject::plain(IssueCode::NotUtf8, None, "A text of the row is not UTF-8."),
            InternError::Full => Reject::plain(IssueCode::Limit, None, "There are more different texts than can be held."),
        })
    }

    /// Every row has what it needs, and one of each group.
    fn check_needs(&self) -> Result<(), Reject> {
        let cells = || self.plan.columns.iter().zip(&self.cells);
        let mut missing = cells().filter(|(column, cell)| column.field.need == Need::Cell && **cell == Parsed::Missing);
        if let Some((column, _)) = missing.next() {
            let code = match column.field.name {
                "date" => IssueCode::MissingDate,
                "asin" => IssueCode::MissingAsin,
                _ => IssueCode::MissingCell,
            };
            let message = format!("The row has nothing in “{}”.", self.header(column.at));
            return Err(Reject::said(code, Some(column.at), message));
        }
        for group in self.plan.schema.any_of {
            let mut of_group = cells().filter(|(column, _)| group.contains(&column.field.name));
            if of_group.all(|(_, cell)| *cell == Parsed::Missing) {
                let names = cells().filter(|(column, _)| group.contains(&column.field.name)).map(|(column, _)| format!("“{}”", self.header(column.at)));
                let names = names.collect::<Vec<_>>().join(", ");
                return Err(Reject::said(IssueCode::MissingCell, None, format!("The row has nothing in any of {names}.")));
            }
        }
        Ok(())
    }

    fn cell(&mut self, record: &Record<'_>, index: usize) -> Result<Parsed, Reject> {
        let Some(column) = self.plan.columns.get(index) else { return Ok(Parsed::Missing) };
        let (field, at, dialect) = (column.field, column.at, column.dialect);
        let bytes = trim(record.field(at));
        if values::is_missing(bytes) || bytes == b"*" {
            return Ok(Parsed::Missing);
        }
        let reject = |code, what: String| Err(Reject::said(code, Some(at), format!("{} {what}.", quoted(bytes))));
        match field.kind {
            CellKind::Text | CellKind::List => self.text(record, index),
            CellKind::Asin => asin(record, at),
            CellKind::Date => match dates::date(bytes, dialect.dates) {
                Cell::Value(day) => Ok(Parsed::Day(day)),
                Cell::Missing => Ok(Parsed::Missing),
                Cell::Unreadable => {
                    reject(IssueCode::BadDate, format!("is not a date (read as YYYY-MM-DD, DD-Mon-YYYY or {}, from 2000 on)", order_words(dialect.dates)))
                }
            },
            CellKind::Range => match period::range(bytes, dialect.dates) {
                Some(period) => Ok(Parsed::Range(period)),
                None => reject(IssueCode::BadDate, "is not a range of dates such as Jul 06, 2026 - Jul 29, 2026".into()),
            },
            CellKind::Count => match values::count(bytes, dialect.decimal) {
                Cell::Value(value) => Ok(Parsed::Number(value)),
                Cell::Missing => Ok(Parsed::Missing),
                Cell::Unreadable => reject(IssueCode::BadCount, "is not a whole number".into()),
            },
            CellKind::Money | CellKind::Decimal => self.amount(bytes, index),
            CellKind::Percent | CellKind::Rate => match values::share(bytes, dialect.decimal, dialect.rates) {
                Cell::Value(parts) => Ok(Parsed::Number(parts)),
                Cell::Missing => Ok(Parsed::Missing),
                Cell::Unreadable => reject(IssueCode::BadPercent, "is not a percentage such as 12.5%".into()),
            },
            CellKind::Flag => match flag(bytes) {
                Some(value) => Ok(Parsed::Number(i64::from(value))),
                None => reject(IssueCode::BadFlag, "is neither yes nor no".into()),
            },
        }
    }

    /// A text is UTF-8, one of the field's choices where it has some, and where it identifies something not damaged.
    fn text(&mut self, record: &Record<'_>, index: usize) -> Result<Parsed, Reject> {
        let Some(column) = self.plan.columns.get(index) else { return Ok(Parsed::Missing) };
        let (field, at) = (column.field, column.at);
        let whole = record.text(at);
        let bytes = trim(&whole);
        let inner = unguarded(bytes);
        let Ok(text) = str::from_utf8(inner) else {
            return Err(Reject::plain(IssueCode::NotUtf8, Some(at), "The text is not UTF-8."));
        };
        if field.is_key && is_spreadsheet_damage(inner) {
            let message = format!("{} is an identifier that a spreadsheet has damaged: several would become one.", quoted(inner));
            return Err(Reject::said(IssueCode::DamagedId, Some(at), message));
        }
        if !field.choices.is_empty() && !field.choices.iter().any(|choice| choice.eq_ignore_ascii_case(text)) {
            let message = format!("{} is none of: {}.", quoted(inner), field.choices.join(", "));
            return Err(Reject::said(IssueCode::UnknownChoice, Some(at), message));
        }
        if field.name == "currency" {
            let Some(currency) = Currency::from_text(text) else {
                return Err(Reject::said(IssueCode::BadCurrency, Some(at), format!("{} is not a currency code such as USD.", quoted(inner))));
            };
            self.agree(currency, at)?;
        }
        Ok(Parsed::Text)
    }

    fn amount(&mut self, bytes: &[u8], index: usize) -> Result<Parsed, Reject> {
        let Some(column) = self.plan.columns.get(index) else { return Ok(Parsed::Missing) };
        let (kind, at, mark) = (column.field.kind, column.at, column.dialect.decimal);
        match values::amount(bytes, mark) {
            Cell::Missing => Ok(Parsed::Missing),
            Cell::Value((amount, None)) => Ok(Parsed::Number(amount.micros())),
            Cell::Value((amount, Some(currency))) if kind == CellKind::Money => {
                self.agree(currency, at)?;
                Ok(Parsed::Number(amount.micros()))
            }
            Cell::Value(_) | Cell::Unreadable => {
                let form = if mark == DecimalMark::Point { "1,234.56" } else { "1.234,56" };
                let message = format!("{} is not an amount in the form {form} (below a billion).", quoted(bytes));
                Err(Reject::said(IssueCode::BadAmount, Some(at), message))
            }
        }
    }

    fn agree(&mut self, currency: Currency, at: usize) -> Result<(), Reject> {
        let known = *self.currency.as_ref().unwrap_or(self.row_currency.get_or_insert(currency));
        if known == currency {
            return Ok(());
        }
        let message = format!("The row is in {}, the file in {}: two currencies are never added.", currency.code(), known.code());
        Err(Reject::said(IssueCode::MixedCurrency, Some(at), message))
    }

    /// What is worth a look in a row that counts.
    fn remark(&mut self, record: &Record<'_>, issues: &mut Issues) {
        if record.fault == Some(Fault::StrayQuote) {
            let message = "A quote inside a quoted text was kept as part of the text.".to_owned();
            issues.push(self.issue(record, Severity::Info, IssueCode::StrayQuote, None, message));
        }
        for reject in std::mem::take(&mut self.soft) {
            let sentence = || format!("{} The row is counted, this cell is unknown.", reject.sentence(record, self.plan.headers.len()));
            issues.push_with(Severity::Warning, reject.code, || self.issue(record, Severity::Warning, reject.code, reject.at, sentence()));
        }
        let guarded = |column: &&ColumnPlan| column.field.kind.holds_text() && trim(&record.text(column.at)).starts_with(b"=\"");
        if let Some(column) = self.plan.columns.iter().find(guarded) {
            issues.push(self.issue(record, Severity::Info, IssueCode::GuardedText, Some(column.at), GUARD_TAKEN_OFF.to_owned()));
        }
    }

    fn header(&self, at: usize) -> &str {
        self.plan.headers.get(at).map_or("", String::as_str)
    }

    fn issue(&self, record: &Record<'_>, severity: Severity, code: IssueCode, at: Option<usize>, message: String) -> super::issue::Issue {
        issue_of(record, severity, code, at, &self.plan.headers, message)
    }
}

/// A checked product identifier.
fn asin(record: &Record<'_>, at: usize) -> Result<Parsed, Reject> {
    let whole = record.text(at);
    let text = unguarded(trim(&whole));
    let (code, what) = match check_asin(text) {
        Ok(()) => return Ok(Parsed::Text),
        Err(AsinFault::SpreadsheetDamage) => (IssueCode::DamagedId, "is an ASIN that a spreadsheet has damaged"),
        Err(AsinFault::LostLeadingZero) => (IssueCode::DamagedId, "is a book's ASIN whose leading zero a spreadsheet has dropped"),
        Err(AsinFault::Malformed) => (IssueCode::BadAsin, "is not an ASIN (B0 and eight letters or digits, or an ISBN-10)"),
    };
    Err(Reject::said(code, Some(at), format!("{} {what}.", quoted(text))))
}

/// What stands inside `="…"`, which keeps a spreadsheet from reading an identifier as a number, or behind the apostrophe our
/// own downloads put before what a spreadsheet would run.
fn unguarded(text: &[u8]) -> &[u8] {
    if let Some(inner) = inside_guard(text) {
        return inner;
    }
    match text {
        [b'\'', rest @ ..] if rest.starts_with("＝".as_bytes()) => rest,
        [b'\'', rest @ ..] if matches!(rest, [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n', ..]) => rest,
        _ => text,
    }
}

/// ASINs are held in capitals.
fn raised(kind: CellKind, text: &[u8]) -> Option<Vec<u8>> {
    let text = unguarded(trim(text));
    (kind == CellKind::Asin && text.iter().any(u8::is_ascii_lowercase)).then(|| text.to_ascii_uppercase())
}

fn order_words(form: DateForm) -> &'static str {
    match form {
        DateForm::MonthFirst => "month/day/year",
        DateForm::DayFirst => "day/month/year",
        DateForm::Serial => "a spreadsheet's day number",
    }
}

fn flag(text: &[u8]) -> Option<bool> {
    let text = text.to_ascii_lowercase();
    match text.as_slice() {
        b"yes" | b"y" | b"true" | b"1" | b"x" | b"ja" | b"live" | b"active" => Some(true),
        b"no" | b"n" | b"false" | b"0" | b"nein" | b"inactive" => Some(false),
        _ => None,
    }
}
