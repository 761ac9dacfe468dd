//! One record to one fact with a close look at every cell, and why it is none.

use std::borrow::Cow;

use memchr::memchr;

use super::complaint::{Reject, inside_guard, repeats_header, says_total};
use super::dates::{self, DateForm};
use super::issue::IssueCode;
use super::row::RowReader;
use super::scan::{Fault, Record};
use super::values::{self, Cell, trim};
use crate::ledger::dictionary::{Dictionary, InternError};
use crate::ledger::{Fact, Measure, Segment, Supplied};
use crate::units::identifier::{AsinFault, check_asin, is_spreadsheet_damage};
use crate::units::{Currency, Date, Rate};

/// A cell's text, copied only where quotes had to be resolved.
type Text<'a> = Cow<'a, [u8]>;

impl RowReader {
    /// Blank rows, totals and repeated headers are no data.
    pub(super) fn skip_reason(&self, record: &Record<'_>) -> Option<IssueCode> {
        let date = self.plan.positions.date;
        if matches!(record.fault, Some(Fault::UnclosedQuote | Fault::TooLong)) || trim(record.field(date)).first().is_some_and(u8::is_ascii_digit) {
            return None;
        }
        if record.is_blank() {
            return Some(IssueCode::BlankRow);
        }
        if dates::class(&record.text(date)).is_some() {
            return None;
        }
        if says_total(record) && check_asin(trim(record.field(self.plan.positions.asin))).is_err() {
            return Some(IssueCode::TotalRow);
        }
        repeats_header(record, &self.plan.headers).then_some(IssueCode::RepeatedHeader)
    }

    /// Everything is read before anything is written: a rejected row leaves no trace in dictionaries or currency.
    pub(super) fn fact(&mut self, record: &Record<'_>, segment: &mut Segment) -> Result<Fact, Reject> {
        let (date, asin) = (self.date(record)?, self.asin(record)?);
        let (creator, name) = self.creator(record)?;
        let (campaign, line) = (bare(text_at(self.plan.positions.campaign, record)), bare(text_at(self.plan.positions.line, record)));
        if creator.is_empty() && campaign.is_empty() {
            return Err(Reject::plain(IssueCode::NoCreatorOrCampaign, None, "The row names neither a creator nor a campaign."));
        }
        self.check_currency_cell(record)?;
        let (values, supplied) = self.measures(record)?;
        if supplied == Supplied::NONE {
            return Err(Reject::plain(IssueCode::NoMeasure, None, "The row has no figure."));
        }
        let rate = self.rate(record).unwrap_or_default();
        let positions = &self.plan.positions;
        let keys = [(positions.creator_id.or(positions.creator), &creator), (positions.campaign, &campaign), (positions.line, &line)];
        if let Some((at, _)) = keys.into_iter().find(|(_, text)| str::from_utf8(text).is_err()) {
            return Err(Reject::plain(IssueCode::NotUtf8, at, "The text is not UTF-8."));
        }
        let asin = intern(positions.asin, &asin, &mut segment.asins)?;
        if let Some(title) = positions.title {
            segment.titles.note(asin, &bare(record.text(title)));
        }
        let creator = intern(positions.creator_id.or(positions.creator).unwrap_or(0), &creator, &mut segment.creators)?;
        segment.creator_names.note(creator, trim(&name));
        let campaign = intern(positions.campaign.unwrap_or(0), &campaign, &mut segment.campaigns)?;
        let line = intern(positions.line.unwrap_or(0), &line, &mut segment.lines)?;
        Ok(Fact { date, creator, asin, line, campaign, rate, values, supplied })
    }

    fn date(&self, record: &Record<'_>) -> Result<Date, Reject> {
        let at = self.plan.positions.date;
        let form = self.plan.dialect(at).dates;
        match dates::date(record.field(at), form) {
            Cell::Value(date) => Ok(date),
            Cell::Missing => Err(Reject::plain(IssueCode::MissingDate, Some(at), "The row has no date.")),
            Cell::Unreadable => {
                let what = match form {
                    DateForm::MonthFirst => "is not a date (read as YYYY-MM-DD, DD-Mon-YYYY or month/day/year, from 2000 on)",
                    DateForm::DayFirst => "is not a date (read as YYYY-MM-DD, DD-Mon-YYYY or day/month/year, from 2000 on)",
                    DateForm::Serial => "is not a date (read as a spreadsheet's day number, from 2000 on)",
                };
                Err(Reject::cell(IssueCode::BadDate, at, what))
            }
        }
    }

    /// The first column of texts whose cell is protected from spreadsheets ([`inside_guard`]).
    pub(super) fn guarded(&self, record: &Record<'_>) -> Option<usize> {
        let positions = &self.plan.positions;
        let texts = [Some(positions.asin), positions.creator_id, positions.creator, positions.campaign, positions.line, positions.title];
        texts.into_iter().flatten().find(|at| memchr(b'=', record.field(*at)).is_some() && inside_guard(trim(&record.text(*at))).is_some())
    }

    /// A checked ASIN, in capitals.
    fn asin<'a>(&self, record: &Record<'a>) -> Result<Text<'a>, Reject> {
        let at = self.plan.positions.asin;
        let text = bare(record.text(at));
        if values::is_missing(&text) {
            return Err(Reject::plain(IssueCode::MissingAsin, Some(at), "The row has no ASIN."));
        }
        check_asin(&text).map_err(|fault| {
            let (code, what) = match fault {
                AsinFault::SpreadsheetDamage => (IssueCode::DamagedId, "is an ASIN that a spreadsheet has damaged"),
                AsinFault::LostLeadingZero => (IssueCode::DamagedId, "is a book's ASIN whose leading zero a spreadsheet has dropped"),
                AsinFault::Malformed => (IssueCode::BadAsin, "is not an ASIN (B0 and eight letters or digits, or an ISBN-10)"),
            };
            Reject::cell(code, at, what)
        })?;
        Ok(if text.iter().any(u8::is_ascii_lowercase) { text.to_ascii_uppercase().into() } else { text })
    }

    /// Key and name of the creator: the id where there is one, else the name; both empty where neither is written.
    fn creator<'a>(&self, record: &Record<'a>) -> Result<(Text<'a>, Text<'a>), Reject> {
        if let Some(name) = &self.plan.only_creator {
            return Ok((name.clone().into_bytes().into(), Cow::default()));
        }
        let present = |at: Option<usize>| Some(bare(text_at(at, record))).filter(|text| !values::is_missing(text)).unwrap_or_default();
        let (id_at, name_at) = (self.plan.positions.creator_id, self.plan.positions.creator);
        let (id, name) = (present(id_at), present(name_at));
        match id_at {
            Some(at) if is_spreadsheet_damage(&id) => {
                Err(Reject::cell(IssueCode::DamagedId, at, "is a creator id that a spreadsheet has damaged: several creators would become one"))
            }
            _ => Ok(if id.is_empty() { (name.clone(), name) } else { (id, name) }),
        }
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
            None => Err(Reject::cell(IssueCode::BadCurrency, at, "is not a currency code such as USD")),
        }
    }

    fn agree(&mut self, row: Currency, at: usize) -> Result<(), Reject> {
        let file = *self.currency.as_ref().unwrap_or(self.row_currency.get_or_insert(row));
        if file == row { Ok(()) } else { Err(Reject::currencies(at, row, file)) }
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
        let decimal = self.plan.dialect(at).decimal;
        match values::amount(bytes, decimal) {
            Cell::Missing => Ok(None),
            Cell::Value((amount, currency)) => {
                if let Some(currency) = currency {
                    self.agree(currency, at)?;
                }
                Ok(Some(amount.micros()))
            }
            Cell::Unreadable => Err(Reject::cell(
                IssueCode::BadAmount,
                at,
                match decimal {
                    values::DecimalMark::Point => "is not an amount in the form 1,234.56 (at most a hundred billion)",
                    values::DecimalMark::Comma => "is not an amount in the form 1.234,56 (at most a hundred billion)",
                },
            )),
        }
    }

    fn count(&self, measure: Measure, bytes: &[u8], at: usize) -> Result<Option<i64>, Reject> {
        match values::count(bytes, self.plan.dialect(at).decimal) {
            Cell::Missing => Ok(None),
            // Orders and units may be netted with returns; a click cannot be returned.
            Cell::Value(value) if value < 0 && measure == Measure::Clicks => {
                Err(Reject::cell(IssueCode::BadCount, at, "is not a number of clicks: it is negative"))
            }
            Cell::Value(value) => Ok(Some(value)),
            Cell::Unreadable => Err(Reject::cell(IssueCode::BadCount, at, "is not a whole number")),
        }
    }

    /// The row's rate; `Err` when something is written that is none. No KPI is made from it, so the row counts all the same.
    pub(super) fn rate(&self, record: &Record<'_>) -> Result<Option<Rate>, usize> {
        let Some(at) = self.plan.positions.rate else { return Ok(None) };
        let dialect = self.plan.dialect(at);
        match values::rate(record.field(at), dialect.decimal, dialect.rates) {
            Cell::Missing => Ok(None),
            Cell::Value(rate) => Ok(Some(rate)),
            Cell::Unreadable => Err(at),
        }
    }
}

/// Without surrounding blanks, and without what protects it from spreadsheets.
fn bare(text: Text<'_>) -> Text<'_> {
    fn inside(bytes: &[u8]) -> &[u8] {
        let text = trim(bytes);
        inside_guard(text).map_or(text, trim)
    }
    match text {
        Cow::Borrowed(bytes) => inside(bytes).into(),
        Cow::Owned(bytes) => inside(&bytes).to_vec().into(),
    }
}

/// The text of a column; empty where the file lacks it.
fn text_at<'a>(at: Option<usize>, record: &Record<'a>) -> Text<'a> {
    at.map(|at| record.text(at)).unwrap_or_default()
}

fn intern(at: usize, text: &[u8], dictionary: &mut Dictionary) -> Result<u32, Reject> {
    dictionary.intern(text).map_err(|error| match error {
        InternError::NotUtf8 => Reject::plain(IssueCode::NotUtf8, Some(at), "The text is not UTF-8."),
        InternError::Full => Reject::plain(IssueCode::Limit, Some(at), "There are more different texts than can be held."),
    })
}

#[cfg(test)]
mod tests {
    use crate::intake::{FileReader, FileResult, IssueCode};

    fn read(text: &str) -> FileResult {
        let mut reader = FileReader::new("a.csv", 7, None);
        reader.feed(text.as_bytes(), &|_| None);
        reader.finish(&|_| None)
    }

    #[test]
    fn a_text_protected_from_spreadsheets_is_read_as_the_text_inside_and_said_every_time() {
        let header = "Date,Creator ID,Creator,ASIN,Product Line,Product Title,Campaign,Clicks\n";
        let plain = "2026-01-01,007,Ann,B000000002,Tea,Oats,Spring,1\n";
        let bare = "2026-01-01,=\"007\",=\"Ann\",=\"B000000002\",=\"Tea\",=\"Oats\",=\"Spring\",1\n";
        let quoted = "2026-01-01,\"=\"\"007\"\"\",Ann,\"=\"\"B000000002\"\"\",Tea,\"=\"\"Oats\"\"\",Spring,1\n";
        let protected = read(&[header, bare, quoted, plain, bare, quoted, plain].concat());
        let as_it_is = read(&[header, &plain.repeat(6)].concat());
        assert_eq!((protected.accepted, protected.rejected, protected.repairs), (6, 0, 4), "{:?}", protected.issues);
        assert!(protected.segment == as_it_is.segment, "the same rows, texts and labels");
        assert_eq!(protected.fingerprint, as_it_is.fingerprint);
        let said: Vec<(u64, &str)> =
            protected.issues.kept().iter().filter(|issue| issue.code == IssueCode::GuardedText).map(|issue| (issue.line, issue.column.as_str())).collect();
        assert_eq!(said, [(2, "ASIN"), (3, "ASIN"), (5, "ASIN"), (6, "ASIN")]);
    }

    #[test]
    fn a_new_creator_or_campaign_is_not_taken_with_its_protection() {
        let header = "Date,Creator ID,ASIN,Campaign,Clicks\n2026-01-01,a,B000000002,Spring,1\n2026-01-01,b,B000000002,Spring,1\n";
        let result = read(&[header, "2026-01-01,=\"001\",B000000002,=\"2\",1\n"].concat());
        assert_eq!((result.segment.creators.code("001"), result.segment.campaigns.code("2")), (Some(2), Some(1)));
        assert_eq!((result.segment.creators.len(), result.segment.campaigns.len()), (3, 2));
    }

    #[test]
    fn inside_the_protection_an_identifier_is_checked_as_anywhere() {
        let result = read("Date,Creator,ASIN,Clicks\n2026-01-01,Ann,=\"B0000\",1\n2026-01-01,Ann,=\"\",1\n");
        let codes: Vec<IssueCode> = result.issues.kept().iter().map(|issue| issue.code).collect();
        assert_eq!((result.accepted, codes), (0, vec![IssueCode::BadAsin, IssueCode::MissingAsin]));
    }
}
