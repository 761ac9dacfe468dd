//! How a file was read, as its card shows it: what could be read otherwise, what the reader said, what was assumed.

use serde::{Deserialize, Serialize};

use crate::intake::dates::DateForm;
use crate::intake::values::{DecimalMark, RateForm};
use crate::intake::{Encoding, IssueCode};
use crate::present::format;
use crate::present::model::{DialectChoice, MappingChoice};
use crate::workspace::dialects::Form;
use crate::workspace::source::SourceFile;

/// What can be switched on the card of a file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatsModel {
    /// What the reader has said so far: to be changed by [`FormatPlace::set`] and sent back.
    pub choice: MappingChoice,
    /// The file can be read again; after a reload its bytes are gone.
    pub at_hand: bool,
    /// Of the whole file: encoding and separator; nothing for a sheet of a workbook, which has neither.
    pub file: Vec<FormatField>,
    /// One entry a header; empty where its values mean the same in every form.
    pub columns: Vec<Vec<FormatField>>,
    /// `Assumed – Date: month first.`; empty where the file tells how all its columns are written.
    pub assumed: String,
}

/// One thing that can be read in several ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatField {
    pub place: FormatPlace,
    /// `Order of dates`
    pub label: String,
    /// How it was read: `month first`.
    pub read: String,
    /// Name and label; the first, without a name, leaves it to the file.
    pub options: Vec<(String, String)>,
    /// What was assumed and why, a whole sentence; empty where the file tells, or the reader did.
    pub assumed: String,
}

/// Where in a choice something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormatPlace {
    Encoding,
    Delimiter,
    /// Of the column of the header at this position.
    Dates(usize),
    Decimal(usize),
    Rates(usize),
}

impl FormatPlace {
    /// What a choice says here; empty where it says nothing.
    pub fn of(self, choice: &MappingChoice) -> &str {
        let column = |at: usize, side: fn(&DialectChoice) -> &String| choice.dialects.get(at).map_or("", |said| side(said).as_str());
        match self {
            FormatPlace::Encoding => &choice.encoding,
            FormatPlace::Delimiter => &choice.delimiter,
            FormatPlace::Dates(at) => column(at, |said| &said.dates),
            FormatPlace::Decimal(at) => column(at, |said| &said.decimal),
            FormatPlace::Rates(at) => column(at, |said| &said.rates),
        }
    }

    /// Says something here; nothing where the choice has no such column.
    pub fn set(self, choice: &mut MappingChoice, name: String) {
        let place = match self {
            FormatPlace::Encoding => Some(&mut choice.encoding),
            FormatPlace::Delimiter => Some(&mut choice.delimiter),
            FormatPlace::Dates(at) => choice.dialects.get_mut(at).map(|said| &mut said.dates),
            FormatPlace::Decimal(at) => choice.dialects.get_mut(at).map(|said| &mut said.decimal),
            FormatPlace::Rates(at) => choice.dialects.get_mut(at).map(|said| &mut said.rates),
        };
        if let Some(place) = place {
            *place = name;
        }
    }
}

/// What the reader has said of a file: reading it with this gives the same again.
pub fn choice_of(file: &SourceFile) -> MappingChoice {
    let said = |form: &Form| if form.is_chosen { form.name.clone() } else { String::new() };
    let dialects =
        file.dialects.iter().map(|dialect| DialectChoice { dates: said(&dialect.dates), decimal: said(&dialect.decimal), rates: said(&dialect.rates) });
    let open = MappingChoice {
        dialects: dialects.collect(),
        delimiter: file.chosen_delimiter.clone(),
        encoding: file.chosen_encoding.clone(),
        ..MappingChoice::default()
    };
    if !file.is_mapped {
        return open;
    }
    let kind = file.schema().map_or("", |schema| schema.kind);
    MappingChoice { kind: kind.into(), targets: file.columns.iter().map(|(_, name)| name.clone()).collect(), ..open }
}

/// What the card of a file that was read offers.
pub fn model(file: &SourceFile, at_hand: bool) -> FormatsModel {
    let choice = choice_of(file);
    let of_file = of_file(file);
    let columns: Vec<Vec<FormatField>> = (0..file.dialects.len()).map(|at| column(file, at)).collect();
    let of_column = |(fields, (header, _)): (&Vec<FormatField>, &(String, String))| {
        let read: Vec<&str> = fields.iter().filter(|field| !field.assumed.is_empty()).map(|field| field.read.as_str()).collect();
        (!read.is_empty()).then(|| format!("{header}: {}", read.join(", ")))
    };
    let assumed: Vec<String> = columns.iter().zip(&file.columns).filter_map(of_column).collect();
    let assumed = if assumed.is_empty() { String::new() } else { format!("Assumed – {}.", assumed.join("; ")) };
    FormatsModel { choice, at_hand, file: of_file, columns, assumed }
}

/// Encoding and separator; nothing for a sheet of a workbook, which has neither.
pub fn of_file(file: &SourceFile) -> Vec<FormatField> {
    if is_sheet(&file.name) { Vec::new() } else { vec![encoding(file), delimiter(file)] }
}

/// Whether a file is a sheet of a workbook: its text is ours.
fn is_sheet(name: &str) -> bool {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder).to_lowercase();
    [".xlsx", ".xlsm"].iter().any(|ending| folder.ends_with(ending))
}

fn encoding(file: &SourceFile) -> FormatField {
    let read = Encoding::from_name(&file.encoding).map_or("", Encoding::label);
    let options = Encoding::ALL.map(|encoding| (encoding.name(), encoding.label()));
    let assumed = assumption(file, "", &[IssueCode::EncodingAssumed]);
    field(FormatPlace::Encoding, "Encoding", read, !file.chosen_encoding.is_empty(), "as its bytes look", &options, assumed)
}

/// What a separator is called.
pub fn separator(delimiter: &str) -> &str {
    match delimiter {
        "," => "comma",
        ";" => "semicolon",
        "\t" => "tab",
        "|" => "vertical bar",
        other => other,
    }
}

fn delimiter(file: &SourceFile) -> FormatField {
    let options = [",", ";", "\t", "|"].map(|delimiter| (delimiter, separator(delimiter)));
    let is_chosen = !file.chosen_delimiter.is_empty();
    field(FormatPlace::Delimiter, "Separator", separator(&file.delimiter), is_chosen, "as its lines look", &options, String::new())
}

const BY_VALUES: &str = "as its values say";

fn column(file: &SourceFile, at: usize) -> Vec<FormatField> {
    let (Some(dialect), Some((header, _))) = (file.dialects.get(at), file.columns.get(at)) else { return Vec::new() };
    let form = |place: FormatPlace, label: &str, form: &Form, options: &[(&str, &str)], codes: &[IssueCode]| {
        // Only what has another meaning in another form is to be chosen.
        (!form.name.is_empty()).then(|| {
            let read = options.iter().find(|(name, _)| *name == form.name).map_or("", |(_, words)| words);
            let read = read.split(':').next().unwrap_or(read);
            field(place, label, read, form.is_chosen, BY_VALUES, options, if form.is_chosen { String::new() } else { assumption(file, header, codes) })
        })
    };
    let dates = [
        (DateForm::MonthFirst.name(), "month first: 03/04 is 4 March"),
        (DateForm::DayFirst.name(), "day first: 03/04 is 3 April"),
        (DateForm::Serial.name(), "day numbers: 45355 is 4 March 2024"),
    ];
    let decimal = [(DecimalMark::Point.name(), "decimal point: 1,234.56"), (DecimalMark::Comma.name(), "decimal comma: 1.234,56")];
    let rates = [(RateForm::Percent.name(), "per cent: 12.5 is 12.5%"), (RateForm::Fraction.name(), "part of one: 0.125 is 12.5%")];
    let fields = [
        form(FormatPlace::Dates(at), "Order of dates", &dialect.dates, &dates, &[IssueCode::DateOrderAssumed, IssueCode::SerialDateAssumed]),
        form(FormatPlace::Decimal(at), "Numbers", &dialect.decimal, &decimal, &[IssueCode::DecimalAssumed]),
        form(FormatPlace::Rates(at), "Shares without %", &dialect.rates, &rates, &[IssueCode::RateFormAssumed]),
    ];
    fields.into_iter().flatten().collect()
}

fn field(place: FormatPlace, label: &str, read: &str, is_chosen: bool, open: &str, options: &[(&str, &str)], assumed: String) -> FormatField {
    let open = match (is_chosen, assumed.is_empty()) {
        (true, _) => format::capital(open),
        (false, true) => format!("{}, {open}", format::capital(read)),
        (false, false) => format!("Assumed: {read}"),
    };
    let named = options.iter().map(|(name, label)| ((*name).to_owned(), format::capital(label)));
    FormatField { place, label: label.into(), read: read.into(), options: [(String::new(), open)].into_iter().chain(named).collect(), assumed }
}

/// What reading assumed of a column, or of the whole file (an empty header).
fn assumption(file: &SourceFile, header: &str, codes: &[IssueCode]) -> String {
    let is_meant = |code: &str| codes.iter().any(|known| known.name() == code);
    file.issues.iter().find(|issue| issue.column == header && is_meant(&issue.code)).map(|issue| issue.message.clone()).unwrap_or_default()
}

/// Whether a complaint only says what was assumed of how a column is written.
pub fn is_assumption(code: &str) -> bool {
    [IssueCode::DateOrderAssumed, IssueCode::SerialDateAssumed, IssueCode::DecimalAssumed, IssueCode::RateFormAssumed]
        .into_iter()
        .any(|known| known.name() == code)
}

/// An encoding that bytes never tell for certain; every other one is no matter of custom.
fn is_older(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::Windows1252 | Encoding::ShiftJis)
}

/// What is kept of a choice for other files with these headers.
pub fn lasting(choice: MappingChoice) -> MappingChoice {
    let encoding = Encoding::from_name(&choice.encoding).filter(|encoding| is_older(*encoding));
    MappingChoice { encoding: encoding.map_or("", Encoding::name).into(), ..choice }
}

/// Whether what is kept for these headers means another separator, or another of the older encodings, than was found.
pub fn is_found_otherwise(kept: &MappingChoice, delimiter: u8, encoding: Encoding) -> bool {
    let other_delimiter = kept.delimiter.bytes().next().is_some_and(|kept| kept != delimiter);
    let other_encoding = Encoding::from_name(&kept.encoding).is_some_and(|kept| kept != encoding && is_older(kept) && is_older(encoding));
    other_delimiter || other_encoding
}
