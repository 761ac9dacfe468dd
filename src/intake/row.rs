//! One record to one fact.

use std::borrow::Cow;

use super::columns::Column;
use super::dates::{self, DateOrder};
use super::issue::{Issue, IssueCode, Issues, Severity, raw_text};
use super::plan::Plan;
use super::scan::{Fault, RECORD_BYTES_MAX, Record};
use super::values::{self, Cell, DecimalMark, RateForm, trim};
use crate::ledger::dictionary::{Dictionary, InternError};
use crate::ledger::{Fact, Measure, Segment, Supplied};
use crate::units::identifier::{AsinFault, check_asin, is_spreadsheet_damage};
use crate::units::{Currency, Rate};

/// A cell's text, copied only where quotes had to be resolved.
type Text<'a> = Cow<'a, [u8]>;

/// How a record ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Accepted,
    Rejected,
    Skipped,
}

/// What went wrong with a record: code, field it concerns, whole sentence.
struct Reject {
    code: IssueCode,
    at: Option<usize>,
    message: String,
}

/// Turns records into facts of one segment.
pub struct RowReader {
    plan: Plan,
    currency: Option<Currency>,
    /// The currency written in the row being read; it counts only once the row is accepted.
    row_currency: Option<Currency>,
}

impl RowReader {
    pub fn new(plan: Plan) -> RowReader {
        let money = [Some(Column::Revenue), Some(Column::Commission)];
        let named = plan.headers.iter().zip(&plan.columns).filter(|(_, column)| money.contains(column));
        let currency = named.filter_map(|(header, _)| Currency::of_header(header)).next();
        RowReader { plan, currency, row_currency: None }
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The currency written in the file; `None` while none was.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Other rows of the file are in this currency.
    pub fn assume_currency(&mut self, currency: Option<Currency>) {
        self.currency = self.currency.or(currency);
    }

    /// Reads one record; what it has to complain about goes to `issues`.
    pub fn read(&mut self, record: &Record<'_>, segment: &mut Segment, issues: &mut Issues) -> Outcome {
        if let Some(code) = self.skip_reason(record) {
            issues.push(self.issue(record, Severity::Info, code, None, sentence(code)));
            return Outcome::Skipped;
        }
        self.row_currency = None;
        match self.fact(record, segment) {
            Ok(fact) => {
                self.currency = self.currency.or(self.row_currency);
                self.remark(record, &fact, issues);
                let row = u32::try_from(segment.columns.rows()).unwrap_or(u32::MAX);
                segment.line_runs.push(row, record.line);
                segment.columns.push(&fact);
                Outcome::Accepted
            }
            Err(reject) => {
                let message = format!("{} The row is left out of all totals.", reject.message);
                issues.push(self.issue(record, Severity::Error, reject.code, reject.at, message));
                Outcome::Rejected
            }
        }
    }

    /// Blank rows, totals and repeated headers are no data.
    fn skip_reason(&self, record: &Record<'_>) -> Option<IssueCode> {
        let date = self.plan.positions.date;
        if matches!(record.fault, Some(Fault::UnclosedQuote | Fault::TooLong)) || trim(record.field(date)).first().is_some_and(u8::is_ascii_digit) {
            return None;
        }
        if record.is_blank() {
            return Some(IssueCode::BlankRow);
        }
        if matches!(dates::date(&record.text(date), self.plan.date_order), Cell::Value(_)) {
            return None;
        }
        if says_total(record) && check_asin(trim(record.field(self.plan.positions.asin))).is_err() {
            return Some(IssueCode::TotalRow);
        }
        let repeated = self.plan.headers.iter().enumerate().all(|(at, header)| trim(&record.text(at)) == trim(header.as_bytes()));
        repeated.then_some(IssueCode::RepeatedHeader)
    }

    /// Everything is read before anything is written: a rejected row leaves no trace in dictionaries or currency.
    fn fact(&mut self, record: &Record<'_>, segment: &mut Segment) -> Result<Fact, Reject> {
        self.check_shape(record)?;
        let (date, asin) = (self.date(record)?, self.asin(record)?);
        let (creator, name) = self.creator(record)?;
        let (campaign, line) = (text_at(self.plan.positions.campaign, record), text_at(self.plan.positions.line, record));
        if creator.is_empty() && trim(&campaign).is_empty() {
            return Err(Reject { code: IssueCode::NoCreatorOrCampaign, at: None, message: "The row names neither a creator nor a campaign.".into() });
        }
        self.check_currency_cell(record)?;
        let (values, supplied) = self.measures(record)?;
        if supplied == Supplied::NONE {
            return Err(Reject { code: IssueCode::NoMeasure, at: None, message: "The row has no figure.".into() });
        }
        let rate = self.rate(record).unwrap_or_default();
        let asin = intern(self.plan.positions.asin, &asin, &mut segment.asins)?;
        if let Some(title) = self.plan.positions.title {
            segment.titles.note(asin, trim(&record.text(title)));
        }
        let creator = intern(self.plan.positions.creator_id.or(self.plan.positions.creator).unwrap_or(0), &creator, &mut segment.creators)?;
        segment.creator_names.note(creator, trim(&name));
        let campaign = intern(self.plan.positions.campaign.unwrap_or(0), trim(&campaign), &mut segment.campaigns)?;
        let line = intern(self.plan.positions.line.unwrap_or(0), trim(&line), &mut segment.lines)?;
        Ok(Fact { date, creator, asin, line, campaign, rate, values, supplied })
    }

    fn check_shape(&self, record: &Record<'_>) -> Result<(), Reject> {
        let wanted = self.plan.headers.len();
        let reject = |code, message| Err(Reject { code, at: None, message });
        match record.fault {
            Some(Fault::UnclosedQuote) => return reject(IssueCode::UnclosedQuote, "A quote opens on this line and is never closed.".into()),
            Some(Fault::TooLong) => {
                return reject(IssueCode::Limit, format!("The line is longer than {} KB, more than any row of a report.", RECORD_BYTES_MAX / 1024));
            }
            Some(Fault::StrayQuote) | None => {}
        }
        if record.field_count < wanted {
            return reject(IssueCode::TooFewFields, format!("The row has {} fields, the header {wanted}.", record.field_count));
        }
        if record.field_count > wanted && record.fields().skip(wanted).any(|field| !trim(field).is_empty()) {
            return reject(IssueCode::TooManyFields, format!("The row has {} fields, the header {wanted}.", record.field_count));
        }
        Ok(())
    }

    fn date(&self, record: &Record<'_>) -> Result<crate::units::Date, Reject> {
        let at = self.plan.positions.date;
        match dates::date(record.field(at), self.plan.date_order) {
            Cell::Value(date) => Ok(date),
            Cell::Missing => Err(Reject { code: IssueCode::MissingDate, at: Some(at), message: "The row has no date.".into() }),
            Cell::Unreadable => {
                let order = if self.plan.date_order == DateOrder::MonthFirst { "month/day/year" } else { "day/month/year" };
                Err(Reject {
                    code: IssueCode::BadDate,
                    at: Some(at),
                    message: format!("{} is not a date (read as YYYY-MM-DD, DD-Mon-YYYY or {order}, from 2000 on).", quoted(record.field(at))),
                })
            }
        }
    }

    /// A checked ASIN, in capitals.
    fn asin<'a>(&self, record: &Record<'a>) -> Result<Text<'a>, Reject> {
        let at = self.plan.positions.asin;
        let text = trimmed(record.text(at));
        if values::is_missing(&text) {
            return Err(Reject { code: IssueCode::MissingAsin, at: Some(at), message: "The row has no ASIN.".into() });
        }
        check_asin(&text).map_err(|fault| {
            let (code, what) = match fault {
                AsinFault::SpreadsheetDamage => (IssueCode::DamagedId, "is an ASIN that a spreadsheet has damaged"),
                AsinFault::LostLeadingZero => (IssueCode::DamagedId, "is a book's ASIN whose leading zero a spreadsheet has dropped"),
                AsinFault::Malformed => (IssueCode::BadAsin, "is not an ASIN (B0 and eight letters or digits, or an ISBN-10)"),
            };
            Reject { code, at: Some(at), message: format!("{} {what}.", quoted(&text)) }
        })?;
        Ok(if text.iter().any(u8::is_ascii_lowercase) { text.to_ascii_uppercase().into() } else { text })
    }

    /// Key and name of the creator: the id where there is one, else the name; both empty where neither is written.
    fn creator<'a>(&self, record: &Record<'a>) -> Result<(Text<'a>, Text<'a>), Reject> {
        if let Some(name) = &self.plan.only_creator {
            return Ok((name.clone().into_bytes().into(), Cow::default()));
        }
        let present = |at: Option<usize>| Some(trimmed(text_at(at, record))).filter(|text| !values::is_missing(text)).unwrap_or_default();
        let (id, name) = (present(self.plan.positions.creator_id), present(self.plan.positions.creator));
        if is_spreadsheet_damage(&id) {
            let message = format!("{} is a creator id that a spreadsheet has damaged: several creators would become one.", quoted(&id));
            return Err(Reject { code: IssueCode::DamagedId, at: self.plan.positions.creator_id, message });
        }
        Ok(if id.is_empty() { (name.clone(), name) } else { (id, name) })
    }

    /// A currency column and the signs in amounts must all agree.
    fn check_currency_cell(&mut self, record: &Record<'_>) -> Result<(), Reject> {
        let Some(at) = self.plan.positions.currency else { return Ok(()) };
        let text = record.text(at);
        let text = trim(&text);
        if values::is_missing(text) {
            return Ok(());
        }
        match str::from_utf8(text).ok().and_then(Currency::from_text) {
            Some(currency) => self.agree(currency, at),
            None => Err(Reject { code: IssueCode::BadCurrency, at: Some(at), message: format!("{} is not a currency code such as USD.", quoted(text)) }),
        }
    }

    fn agree(&mut self, currency: Currency, at: usize) -> Result<(), Reject> {
        let known = *self.currency.as_ref().unwrap_or(self.row_currency.get_or_insert(currency));
        if known == currency {
            return Ok(());
        }
        let message = format!("The row is in {}, the file in {}: two currencies are never added.", currency.code(), known.code());
        Err(Reject { code: IssueCode::MixedCurrency, at: Some(at), message })
    }

    fn measures(&mut self, record: &Record<'_>) -> Result<([i64; Measure::COUNT], Supplied), Reject> {
        let (mut values, mut supplied) = ([0; Measure::COUNT], Supplied::NONE);
        let positions = self.plan.positions.measures;
        for ((measure, at), value) in Measure::ALL.into_iter().zip(positions).zip(&mut values) {
            let Some(at) = at else { continue };
            let bytes = record.field(at);
            let number = if measure.is_money() { self.money(bytes, at)? } else { self.count(measure, bytes, at)? };
            if let Some(number) = number {
                *value = number;
                supplied = supplied.with(measure);
            }
        }
        Ok((values, supplied))
    }

    fn money(&mut self, bytes: &[u8], at: usize) -> Result<Option<i64>, Reject> {
        match values::amount(bytes, self.plan.decimal) {
            Cell::Missing => Ok(None),
            Cell::Value((amount, currency)) => {
                if let Some(currency) = currency {
                    self.agree(currency, at)?;
                }
                Ok(Some(amount.micros()))
            }
            Cell::Unreadable => {
                let form = if self.plan.decimal == DecimalMark::Point { "1,234.56" } else { "1.234,56" };
                Err(Reject {
                    code: IssueCode::BadAmount,
                    at: Some(at),
                    message: format!("{} is not an amount in the form {form} (at most a hundred billion).", quoted(bytes)),
                })
            }
        }
    }

    fn count(&self, measure: Measure, bytes: &[u8], at: usize) -> Result<Option<i64>, Reject> {
        let reject = |what: &str| Err(Reject { code: IssueCode::BadCount, at: Some(at), message: format!("{} {what}.", quoted(bytes)) });
        match values::count(bytes, self.plan.decimal) {
            Cell::Missing => Ok(None),
            // Orders and units may be netted with returns; a click cannot be returned.
            Cell::Value(value) if value < 0 && measure == Measure::Clicks => reject("is not a number of clicks: it is negative"),
            Cell::Value(value) => Ok(Some(value)),
            Cell::Unreadable => reject("is not a whole number"),
        }
    }

    /// The row's rate; `Err` when something is written that is none. No KPI is made from it, so the row counts all the same.
    fn rate(&self, record: &Record<'_>) -> Result<Option<Rate>, usize> {
        let Some(at) = self.plan.positions.rate else { return Ok(None) };
        match values::rate(record.field(at), self.plan.decimal, self.plan.rate_form) {
            Cell::Missing => Ok(None),
            Cell::Value(rate) => Ok(Some(rate)),
            Cell::Unreadable => Err(at),
        }
    }

    /// What is worth a look in a row that counts.
    fn remark(&self, record: &Record<'_>, fact: &Fact, issues: &mut Issues) {
        if record.fault == Some(Fault::StrayQuote) {
            issues.push(self.issue(record, Severity::Info, IssueCode::StrayQuote, None, "A quote inside a quoted text was kept as part of the text.".into()));
        }
        if fact.rate.is_none()
            && let Err(at) = self.rate(record)
        {
            let form = if self.plan.rate_form == RateForm::Percent { "per cent (12.5% or 12.5)" } else { "a fraction (0.125)" };
            let message =
                format!("{} is not a commission rate; the column is read as {form}. The row is counted, its rate is unknown.", quoted(record.field(at)));
            issues.push(self.issue(record, Severity::Warning, IssueCode::BadRate, Some(at), message));
        }
        let [clicks, orders, ..] = fact.values;
        let both = Supplied::NONE.with(Measure::Clicks).with(Measure::Orders);
        if fact.supplied.covers(both) && orders > clicks {
            issues.push(self.issue(
                record,
                Severity::Warning,
                IssueCode::OrdersExceedClicks,
                None,
                format!("The row has {orders} orders but {clicks} clicks. It is counted."),
            ));
        }
    }

    fn issue(&self, record: &Record<'_>, severity: Severity, code: IssueCode, at: Option<usize>, message: String) -> Issue {
        let byte = at.map_or(record.byte, |at| record.field_byte(at));
        Issue { severity, code, line: record.line, byte, column: at.map_or_else(String::new, |at| self.plan.header(at)), message, raw: raw_text(record.raw()) }
    }
}

fn sentence(code: IssueCode) -> String {
    format!("Skipped: {}.", code.title())
}

fn quoted(bytes: &[u8]) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    let cut: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if cut.len() < text.len() { format!("“{cut}…”") } else { format!("“{cut}”") }
}

/// Whether the row calls itself a total: its first text is one of these words, or starts with it and goes on otherwise
/// than with a name ("Totally Oats" is a product, "Total:" is not).
fn says_total(record: &Record<'_>) -> bool {
    let first = record.fields().map(trim).find(|field| !field.is_empty()).unwrap_or_default();
    let first = first.to_ascii_lowercase();
    ["total", "totals", "grand total", "subtotal", "sum", "summe", "gesamt", "gesamtsumme"].iter().any(|word| {
        let rest = first.strip_prefix(word.as_bytes());
        rest.is_some_and(|rest| rest.first().is_none_or(|next| !next.is_ascii_alphanumeric()))
    })
}

fn trimmed(text: Text<'_>) -> Text<'_> {
    match text {
        Cow::Borrowed(bytes) => trim(bytes).into(),
        Cow::Owned(bytes) => trim(&bytes).to_vec().into(),
    }
}

/// The text of a column; empty where the file lacks it.
fn text_at<'a>(at: Option<usize>, record: &Record<'a>) -> Text<'a> {
    at.map(|at| record.text(at)).unwrap_or_default()
}

fn intern(at: usize, text: &[u8], dictionary: &mut Dictionary) -> Result<u32, Reject> {
    dictionary.intern(text).map_err(|error| intern_reject(error, at))
}

fn intern_reject(error: InternError, at: usize) -> Reject {
    match error {
        InternError::NotUtf8 => Reject { code: IssueCode::NotUtf8, at: Some(at), message: "The text is not UTF-8.".into() },
        InternError::Full => Reject { code: IssueCode::Limit, at: Some(at), message: "There are more different texts than can be held.".into() },
    }
}
