//! The command line: the same engine without a browser, for batch work and for checking.

mod inputs;
mod records;
mod threads;
mod trust;

use std::io::Write;
use std::process::ExitCode;

use creator_audit::analysis::Detail;
use creator_audit::intake::{IssueCode, Severity};
use creator_audit::kpi::{self, Kpi};
use creator_audit::ledger::{Dimension, Slice};
use creator_audit::present::model::{FileCard, FileState};
use creator_audit::present::programmes::{self, Days};
use creator_audit::present::render::{csv, json};
use creator_audit::protocol::route::against;
use creator_audit::session::Session;
use creator_audit::units::Date;
use creator_audit::workspace::settings::Settings;
use creator_audit::workspace::source::{SavedIssue, SourceFile};

use inputs::{Input, inputs, read_all, reason, report_problems};

const USAGE: &str = "\
creator-audit: exact figures of an Amazon Creator Connections programme

  creator-audit check FILE…                what each file, or each table in an archive or workbook, is, what was read of it and what
                                           was not, as JSON
  creator-audit kpis FILE… [--by creator|asin|line|week|month|campaign] [--from DATE] [--to DATE] [--settings F.json] [--kpi ID,…]
                            [--compare previous|DATE.DATE]
                                           every KPI, or those named, with numerator and denominator, as JSON; with --compare also what
                                           it was on as many days right before, or on those named, and how far it has moved
  creator-audit quality FILE… [--settings F.json]
                                           how far the files can be trusted together, and what can be told from them: grade, coverage,
                                           reconciliation, joins, restatements, creators under two names, as JSON
  creator-audit commission FILE… [--settings F.json]
                                           what creators see of each product, what it costs, which rates work, and what old links
                                           cost, as JSON
  creator-audit findings FILE… [--from DATE] [--to DATE] [--settings F.json]
                                           what is wrong, what is not and what cannot be told, each with its evidence, as JSON
  creator-audit records FILE [--delimiter C]
                                           how the file, or a table inside one (book.xlsx/Sheet1), is split: a line of JSON for each
                                           record, as it stands
  creator-audit template [KIND]            a table to fill in, as CSV with an example row; without KIND what there is
  creator-audit sample [KIND]              the built-in synthetic client as CSV: its attribution rows, or its catalogue, rates,
                                           creators, costs, operations or competitor-cards

Dates are YYYY-MM-DD, both inclusive. Exit status: 0 done, 1 the input cannot be used, 2 usage.
";

/// Bytes read at a time.
const BLOCK_BYTES: usize = 1 << 20;

/// Why the run ended early.
enum Stop {
    Usage(String),
    Input(String),
    /// The answer, and a message that part of the input cannot be used.
    Partly(String, String),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let (text, status) = match run(&arguments) {
        Ok(text) => (text, 0),
        Err(Stop::Input(message)) => (String::new(), complain(&message, 1)),
        Err(Stop::Partly(text, message)) => (text, complain(&message, 1)),
        Err(Stop::Usage(message)) => (String::new(), complain(&format!("{message}\n\n{USAGE}"), 2)),
    };
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // A reader that closes early, such as `head`, is no error of ours.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(complain("the result could not be written: is the disk full?", 1)),
        _ => ExitCode::from(status),
    }
}

/// Says it on standard error, where somebody listens, and gives the status back.
fn complain(message: &str, status: u8) -> u8 {
    let _ = writeln!(std::io::stderr(), "creator-audit: {message}");
    status
}

fn run(arguments: &[String]) -> Result<String, Stop> {
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return Ok(USAGE.to_owned());
    }
    match arguments.split_first() {
        Some((command, rest)) if command == "check" => check(&Options::parse(rest, &["--settings"])?),
        Some((command, rest)) if command == "kpis" => kpis(&Options::parse(rest, &["--by", "--from", "--to", "--settings", "--kpi", "--compare"])?),
        Some((command, rest)) if command == "quality" => trust::quality(&Options::parse(rest, &["--settings"])?),
        Some((command, rest)) if command == "commission" => trust::commission(&Options::parse(rest, &["--settings"])?),
        Some((command, rest)) if command == "findings" => trust::findings(&Options::parse(rest, &["--from", "--to", "--settings"])?),
        Some((command, rest)) if command == "records" => records::records(&Options::parse(rest, &["--delimiter"])?),
        Some((command, rest)) if command == "template" => template(rest),
        Some((command, rest)) if command == "sample" => sample(rest),
        Some((command, [])) if command == "help" => Ok(USAGE.to_owned()),
        Some((command, _)) if command == "help" => Err(Stop::Usage(format!("{command} takes nothing behind it."))),
        Some((command, _)) => Err(Stop::Usage(format!("“{command}” is not a command."))),
        None => Err(Stop::Usage("say what to do.".into())),
    }
}

/// A template, or the list of them.
fn template(arguments: &[String]) -> Result<String, Stop> {
    match arguments {
        [] => Ok(csv::templates().iter().map(|template| format!("{:<18}{}: {}\n", template.kind, template.label, template.found)).collect()),
        [kind] => csv::template(kind).ok_or_else(|| Stop::Usage(format!("there is no template “{kind}”: creator-audit template lists them."))),
        _ => Err(Stop::Usage("template takes one kind.".into())),
    }
}

/// A file of the synthetic client.
fn sample(arguments: &[String]) -> Result<String, Stop> {
    let kind = match arguments {
        [] => "attribution",
        [kind] => kind,
        _ => return Err(Stop::Usage("sample takes one kind.".into())),
    };
    let file = creator_audit::sample::files().into_iter().find(|(_, known, _)| *known == kind);
    file.map(|(_, _, text)| text).ok_or_else(|| Stop::Usage(format!("the sample has no “{kind}”.")))
}

/// What stands behind the command.
#[derive(Default)]
struct Options {
    files: Vec<String>,
    by: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    settings: Option<String>,
    delimiter: Option<u8>,
    /// `previous`, or first and last day.
    compare: Option<String>,
    /// Empty for all.
    kpis: Vec<&'static Kpi>,
}

impl Options {
    /// `--name value` or `--name=value` for the options this command knows; everything else names a file.
    fn parse(arguments: &[String], known: &[&str]) -> Result<Options, Stop> {
        let mut options = Options::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if argument == "--" {
                options.files.extend(rest.by_ref().cloned());
            } else if argument.starts_with("--") {
                let (name, inline) = argument.split_once('=').map_or((argument.as_str(), None), |(name, value)| (name, Some(value.to_owned())));
                if !known.contains(&name) {
                    return Err(Stop::Usage(format!("{name} is not an option of this command.")));
                }
                let value = inline.or_else(|| rest.next().cloned()).ok_or_else(|| Stop::Usage(format!("{name} needs a value.")))?;
                options.set(name, value)?;
            } else {
                options.files.push(argument.clone());
            }
        }
        if options.files.is_empty() {
            return Err(Stop::Usage("name at least one file.".into()));
        }
        options.tell_unknown_settings();
        Ok(options)
    }

    /// A mistyped setting changes nothing: it is told, once, and the run goes on. A file that cannot be read is told where it is used.
    fn tell_unknown_settings(&self) {
        let Some((path, text)) = self.settings.as_ref().and_then(|path| Some((path, std::fs::read_to_string(path).ok()?))) else { return };
        for key in Settings::from_json(&text).iter().flat_map(|settings| settings.unknown_keys()) {
            complain(&format!("{path}: “{key}” is not a setting; it changes nothing."), 0);
        }
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), Stop> {
        match name {
            "--by" => self.by = Some(value),
            "--from" => self.from = Some(day(&value)?),
            "--to" => self.to = Some(day(&value)?),
            "--kpi" => self.kpis = value.split(',').map(known_kpi).collect::<Result<_, _>>()?,
            "--compare" => self.compare = Some(compared(value)?),
            "--delimiter" => self.delimiter = Some(delimiter(&value)?),
            _ => self.settings = Some(value),
        }
        Ok(())
    }
}

fn day(text: &str) -> Result<Date, Stop> {
    Date::from_iso(text).ok_or_else(|| Stop::Usage(format!("“{text}” is not a date such as 2026-07-04.")))
}

fn compared(text: String) -> Result<String, Stop> {
    let known = against(&text).is_some();
    if known { Ok(text) } else { Err(Stop::Usage(format!("“{text}” is nothing to compare with: use previous, or days such as 2026-01-01.2026-01-31."))) }
}

fn known_kpi(id: &str) -> Result<&'static Kpi, Stop> {
    let known = || kpi::all().map(|kpi| kpi.id).collect::<Vec<_>>().join(", ");
    kpi::by_id(id.trim()).ok_or_else(|| Stop::Usage(format!("“{id}” is not a KPI: use some of {}.", known())))
}

fn delimiter(text: &str) -> Result<u8, Stop> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err(Stop::Usage(format!("“{text}” separates no columns: name one character such as ; or the word tab."))),
    }
}

fn configured(options: &Options) -> Result<Session, Stop> {
    let mut session = Session::new();
    if let Some(path) = &options.settings {
        let text = std::fs::read_to_string(path).map_err(|error| Stop::Input(format!("{path}: {}.", reason(&error))))?;
        session.configure(&text, Vec::new()).map_err(|message| Stop::Input(format!("{path}: {message}")))?;
    }
    Ok(session)
}

fn check(options: &Options) -> Result<String, Stop> {
    let mut out = Vec::new();
    let mut unusable = false;
    for path in &options.files {
        let inputs = match inputs(path) {
            Ok(inputs) => inputs,
            Err(Stop::Input(message)) => {
                unusable = true;
                out.push(json::checked(&unreadable(path, message), path));
                continue;
            }
            Err(stop) => return Err(stop),
        };
        for input in inputs {
            let (file, is_unusable) = check_one(options, input)?;
            unusable |= is_unusable;
            out.push(json::checked(&file, &file.name));
        }
    }
    if out.len() > 1 {
        trust::add_relations(options, &mut out);
    }
    let text = print_json(&out)?;
    if unusable { Err(Stop::Partly(text, "at least one file cannot be used: its issues say why and what to do.".into())) } else { Ok(text) }
}

/// One file for itself: what it is does not depend on the others, nor on whether another can be read.
fn check_one(options: &Options, input: Input) -> Result<(SourceFile, bool), Stop> {
    let name = input.name().to_owned();
    let mut session = configured(options)?;
    let cards = match read_all(&mut session, &[input]) {
        Ok(cards) => cards,
        Err(Stop::Input(message)) => return Ok((unreadable(&name, message), true)),
        Err(stop) => return Err(stop),
    };
    let Some(card) = cards.first() else { return Ok((unreadable(&name, "The table is no longer there.".into()), true)) };
    let file = match session.files().first() {
        Some(file) => file.clone(),
        None => session.waiting_files().next().cloned().unwrap_or_else(|| of_card(card)),
    };
    Ok((file, matches!(card.outcome, FileState::Unusable { .. })))
}

fn unreadable(path: &str, message: String) -> SourceFile {
    let mut file = SourceFile { name: path.to_owned(), kind: "unknown".into(), ..SourceFile::default() };
    file.note(Severity::Error, IssueCode::FileUnreadable, message);
    file
}

/// What is known of a file that could not be used.
fn of_card(card: &FileCard) -> SourceFile {
    let issues = card.issues.iter().flat_map(|group| &group.first);
    let issues = issues.map(|issue| SavedIssue {
        severity: "error".into(),
        code: issue.code.clone(),
        line: issue.line,
        byte: issue.byte,
        column: issue.column.clone(),
        message: issue.message.clone(),
        raw: issue.raw.clone(),
    });
    SourceFile { name: card.name.clone(), kind: "unknown".into(), issues: issues.collect(), ..SourceFile::default() }
}

fn kpis(options: &Options) -> Result<String, Stop> {
    let mut session = configured(options)?;
    let by = match options.by.as_deref() {
        None => Dimension::Whole,
        Some("creator") => Dimension::Creator,
        Some("asin") => Dimension::Asin,
        Some("line") => Dimension::Line,
        Some("campaign") => Dimension::Campaign,
        Some("week") => Dimension::Week(session.rules().week_start),
        Some("month") => Dimension::Month,
        Some(other) => return Err(Stop::Usage(format!("“{other}” is not a grouping: use creator, asin, line, campaign, week or month."))),
    };
    let mut all = Vec::new();
    for path in &options.files {
        all.extend(inputs(path)?);
    }
    let cards = read_all(&mut session, &all)?;
    report_problems(&cards, &all)?;
    trust::report_overlaps(&session);
    let slice = Slice { from: options.from, to: options.to, ..Slice::ALL };
    let analysis = session.analysed(&slice, by, Detail::Creators);
    let shown: Vec<&Kpi> = if options.kpis.is_empty() { kpi::all().collect() } else { options.kpis.clone() };
    let days = Days { from: options.from, to: options.to };
    let sums = programmes::programmes(analysis.whole(), session.sheets().map(|(_, sheet)| sheet), days);
    let comparison = session.comparison(options.compare.as_deref(), &slice, by);
    let mut report = json::kpi_report_compared(session.ledger(), &analysis, comparison.as_ref(), session.currency(), &shown);
    report.programmes = programmes::models(&sums, session.currency());
    print_json(&report)
}

fn print_json(value: &impl serde::Serialize) -> Result<String, Stop> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|_| Stop::Input("the result could not be written.".into()))
}
