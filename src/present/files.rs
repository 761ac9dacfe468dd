//! Cards of the Data page and what the shell around every page says.

use crate::intake::period::PeriodSource;
use crate::intake::reports::Dates;
use crate::intake::{Encoding, IssueCode, reports};
use crate::ledger::{CellKind, Ledger, Measure};
use crate::present::format;
use crate::present::formats::separator;
use crate::present::model::{FileCard, FileState, IssueGroup, IssueModel, Level, LineModel, NamedText, OverlapModel, PeriodField, StepsModel, WorkspaceModel};
use crate::units::fingerprint::short_id;
use crate::units::{Currency, Date};
use crate::workspace::source::{SavedIssue, SourceFile};

/// Issues of one code shown on a card; the download has all that are kept.
const ISSUES_SHOWN: usize = 5;

/// One file's card; `assumed` is what amounts of a file without currency are taken for.
pub fn card(file: &SourceFile, assumed: Currency, outcome: FileState) -> FileCard {
    FileCard {
        source: file.id,
        name: file.name.clone(),
        is_sample: file.is_sample,
        kind: file.kind_label().into(),
        how: how(file),
        inside: inside(&file.name),
        period: match (date_of(&file.date_min), date_of(&file.date_max)) {
            (Some(first), Some(last)) => format::period(first, last),
            _ => String::new(),
        },
        records: file.records,
        accepted: file.accepted,
        rejected: file.rejected,
        skipped: file.skipped,
        counts: format!("{} read", format::counted(file.accepted, "row", "rows")),
        uncounted: uncounted(file),
        issues: issue_groups(file),
        facts: facts(file, assumed),
        columns: file.columns.iter().map(|(header, column)| NamedText { name: header.clone(), text: column_label(file, column) }).collect(),
        creator: file.creator.clone(),
        period_field: period_field(file),
        formats: None,
        place: file.place_or_id(),
        outcome,
    }
}

/// The days of a report whose rows have none; only the days it states of itself are not to be edited.
fn period_field(file: &SourceFile) -> Option<PeriodField> {
    let schema = file.schema().filter(|schema| schema.dates == Dates::File && file.accepted > 0)?;
    let in_rows = |name: &str| schema.field(name).is_some_and(|field| matches!(field.kind, CellKind::Date | CellKind::Range));
    let has_days = file.columns.iter().any(|(_, name)| in_rows(name));
    if file.period.is_none() && has_days || file.period_source == PeriodSource::File.name() {
        return None;
    }
    let (first, last) = file.period.clone().unwrap_or_default();
    let note = match file.period_source.as_str() {
        "file-name" => "Taken from the file's name: an assumption.",
        "reader" => "As you said.",
        _ => "The file does not say which days it speaks of.",
    };
    Some(PeriodField { first, last, note: note.into(), is_needed: file.period.is_none() })
}

fn date_of(text: &Option<String>) -> Option<Date> {
    text.as_deref().and_then(Date::from_iso)
}

fn column_label(file: &SourceFile, name: &str) -> String {
    let of_facts = || crate::intake::columns::Column::from_name(name).and_then(|column| column.spelling()).map(|spelling| spelling.label);
    let label = match file.schema() {
        Some(schema) => schema.field(name).map(|field| field.header),
        None => of_facts(),
    };
    label.unwrap_or_default().to_owned()
}

fn how(file: &SourceFile) -> String {
    match (file.is_mapped, file.kind.as_str()) {
        (true, _) => "columns chosen by you".into(),
        (false, reports::UNKNOWN) => String::new(),
        (false, _) => format!("{}% sure", file.confidence_percent),
    }
}

/// `exports.zip` of `exports.zip/march.csv`.
fn inside(name: &str) -> String {
    name.rsplit_once('/').map_or(String::new(), |(archive, _)| archive.into())
}

fn uncounted(file: &SourceFile) -> String {
    let parts = [(file.rejected, "left out"), (file.skipped, "skipped")];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{} {word}", format::count(number)));
    parts.collect::<Vec<_>>().join(", ")
}

fn facts(file: &SourceFile, assumed: Currency) -> Vec<NamedText> {
    let mut facts = vec![NamedText { name: "Size".into(), text: format::bytes(file.bytes) }];
    let mut add = |name: &str, text: String| {
        if !text.is_empty() {
            facts.push(NamedText { name: name.into(), text });
        }
    };
    let label = Encoding::from_name(&file.encoding).map_or("", Encoding::label);
    add("Encoding", if file.has_mark { format!("{label}, with byte-order mark") } else { label.into() });
    add("Separator", separator(&file.delimiter).into());
    add("About", file.about.clone());
    add("Header", if file.header_line > 0 { format!("line {}", file.header_line) } else { String::new() });
    add("Currency", file.currency.clone().unwrap_or_else(|| if file.accepted > 0 { "not stated in the file".into() } else { String::new() }));
    for (name, value) in &file.sums {
        let measure = Measure::ALL.into_iter().find(|measure| measure.name() == name).map(Measure::label);
        let header = file.columns.iter().find(|(_, column)| column == name).map(|(header, _)| header.as_str());
        let currency = file.currency.as_deref().and_then(Currency::from_code).unwrap_or(assumed);
        let text = match file.scale(name) {
            (_, true) => format::money(i128::from(*value), currency),
            _ => format!("{}{}", if *value < 0 { "-" } else { "" }, format::count(value.unsigned_abs())),
        };
        let label = if file.schema().is_some() { header } else { measure };
        add(&format!("Sum of {}", label.unwrap_or(name.as_str())), text);
    }
    facts
}

fn issue_groups(file: &SourceFile) -> Vec<IssueGroup> {
    let known = |name: &str| IssueCode::ALL.into_iter().find(|code| code.name() == name);
    let group = |(severity, code, count): &(String, String, u64)| {
        let words = known(code);
        let of_code = file.issues.iter().filter(|issue| &issue.code == code && &issue.severity == severity);
        let rows = format::counted(*count, "row", "rows");
        let title = words.map_or(code.as_str(), |words| words.title());
        let level = level(severity);
        let about_file = words.is_some_and(IssueCode::concerns_file);
        IssueGroup {
            level,
            code: code.clone(),
            title: match level {
                _ if about_file => format::capital(title),
                Level::Error => format!("{rows} left out: {title}"),
                Level::Warning => format!("{rows} to look at: {title}"),
                Level::Info => format!("{rows}: {title}"),
            },
            next_step: words.map_or("", |words| words.next_step()).into(),
            count: *count,
            first: of_code.take(ISSUES_SHOWN).map(issue_model).collect(),
        }
    };
    let mut groups: Vec<IssueGroup> = file.issue_counts.iter().map(group).collect();
    groups.sort_by_key(|group| match group.level {
        Level::Error => 0,
        Level::Warning => 1,
        Level::Info => 2,
    });
    groups
}

fn level(severity: &str) -> Level {
    match severity {
        "error" => Level::Error,
        "warning" => Level::Warning,
        _ => Level::Info,
    }
}

fn issue_model(issue: &SavedIssue) -> IssueModel {
    IssueModel {
        level: level(&issue.severity),
        line: issue.line,
        byte: issue.byte,
        column: issue.column.clone(),
        code: issue.code.clone(),
        message: issue.message.clone(),
        raw: issue.raw.clone(),
    }
}

/// Campaigns that can be filtered by.
const CAMPAIGNS_LISTED_MAX: usize = 500;

/// The workspace as the shell shows it; `cards` are those of its files.
pub fn workspace(ledger: &Ledger, files: &[SourceFile], cards: Vec<FileCard>, overlaps: Vec<OverlapModel>, steps: StepsModel) -> WorkspaceModel {
    let rows = (ledger.rows() as u64).saturating_sub(ledger.excluded().count());
    let dates = ledger.dates();
    let mut lines: Vec<LineModel> = ledger
        .used_lines()
        .into_iter()
        .map(|code| ledger.lines().text(code))
        .map(|line| LineModel { short_id: short_id(line), label: if line.is_empty() { "No product line given".into() } else { line.into() } })
        .collect();
    lines.sort_by(|a, b| a.label.cmp(&b.label));
    let campaigns = ledger.used_campaigns().into_iter().map(|code| ledger.campaigns().text(code)).filter(|name| !name.is_empty());
    let mut campaigns: Vec<LineModel> = campaigns.map(|name| LineModel { short_id: short_id(name), label: name.into() }).collect();
    campaigns.sort_by(|a, b| a.label.cmp(&b.label));
    // A list of thousands is no filter.
    campaigns.truncate(CAMPAIGNS_LISTED_MAX);
    WorkspaceModel {
        empty: rows == 0,
        is_sample: files.iter().any(|file| file.is_sample),
        extent: extent(ledger, dates),
        date_min: dates.map(|(first, _)| first.iso()).unwrap_or_default(),
        date_max: dates.map(|(_, last)| last.iso()).unwrap_or_default(),
        rows,
        currency: ledger.currency().map(|currency| currency.code().to_owned()).unwrap_or_default(),
        lines,
        campaigns,
        files: cards,
        overlaps,
        steps,
    }
}

fn extent(ledger: &Ledger, dates: Option<(Date, Date)>) -> String {
    let Some((first, last)) = dates else { return String::new() };
    let weeks = u64::from(last.days() - first.days()) / 7 + 1;
    [
        format::period(first, last),
        format::counted(weeks, "week", "weeks"),
        format::counted(ledger.creators_used() as u64, "creator", "creators"),
        format::counted(ledger.asins_used() as u64, "ASIN", "ASINs"),
    ]
    .join(" · ")
}
