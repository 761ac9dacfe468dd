//! CSV that a spreadsheet opens without running anything.

use crate::analysis::Analysis;
use crate::analysis::compare::{Comparison, change};
use crate::commission::Commission;
use crate::intake::reports;
use crate::kpi;
use crate::ledger::Ledger;
use crate::present::change;
use crate::present::format::{self, Toward};
use crate::present::model::{RestatementsModel, TemplateModel};
use crate::present::table::{column_kpis, label_of};
use crate::stats::proportion::Interval;
use crate::units::Ratio;
use crate::workspace::source::SourceFile;

/// One text cell: a leading `=`, `+`, `-`, `@`, tab, line end or full-width `＝` gets an apostrophe before it, so that a
/// spreadsheet shows it instead of running it.
pub fn text_cell(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']);
    quoted(if runs { format!("'{text}") } else { text.to_owned() })
}

fn quoted(text: String) -> String {
    if text.contains(['"', ',', '\n', '\r', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn line(cells: &[String]) -> String {
    format!("{}\r\n", cells.join(","))
}

/// A table of every KPI by group, exact decimals, with totals. `order` holds positions in the analysis.
pub fn table(ledger: &Ledger, analysis: &Analysis, order: &[usize], comparison: Option<&Comparison>) -> String {
    let mut header = vec!["Key".to_owned(), "Name".to_owned()];
    header.extend(column_kpis().flat_map(|kpi| headers(kpi, comparison.is_some())));
    let mut out = line(&header);
    for &at in order {
        let Some(group) = analysis.figures(at) else { continue };
        let (key, label, _) = label_of(ledger, analysis.dimension, group.code());
        let figures = column_kpis().flat_map(|kpi| {
            let (now, before) = (group.of(kpi), comparison.map(|comparison| comparison.of(analysis, kpi, group.code())));
            [cells(kpi, &now, analysis), changes(kpi, &now, before)].concat()
        });
        out.push_str(&line(&[text_cell(&key), text_cell(&label)].into_iter().chain(figures).collect::<Vec<_>>()));
    }
    let totals = column_kpis().flat_map(|kpi| {
        let now = analysis.total(kpi);
        let before = comparison.map(|comparison| Some(comparison.total(kpi)));
        [cells(kpi, &now, analysis), changes(kpi, &now, before)].concat()
    });
    out.push_str(&line(&["Total".to_owned(), String::new()].into_iter().chain(totals).collect::<Vec<_>>()));
    out
}

/// A KPI's columns: a proportion has its interval beside it, and a compared one what it was and how far it has moved.
fn headers(kpi: &kpi::Kpi, is_compared: bool) -> Vec<String> {
    let bounds = kpi.formula.counts().is_some().then(|| ["low", "high"].map(|bound| text_cell(&format!("{} ({bound}, 90%)", kpi.label))));
    let last = if kpi.unit == kpi::Unit::Share { "change in points" } else { "change as a part" };
    let changes = is_compared.then(|| ["before", "change", last].map(|name| text_cell(&format!("{} ({name})", kpi.label))));
    std::iter::once(text_cell(kpi.label)).chain(bounds.into_iter().flatten()).chain(changes.into_iter().flatten()).collect()
}

/// What a figure was, how far it has moved, and that as a part of what it was (of a share, in percentage points).
fn changes(kpi: &kpi::Kpi, now: &kpi::Outcome, before: Option<Option<kpi::Outcome>>) -> Vec<String> {
    let Some(before) = before else { return Vec::new() };
    let moved = before.as_ref().and_then(|before| change(now, before));
    let last = moved.and_then(|moved| if kpi.unit == kpi::Unit::Share { change::points(kpi, &moved) } else { moved.relative.map(|part| part.to_text()) });
    vec![
        before.map(|before| cell(kpi, &before)).unwrap_or_default(),
        moved.map(|moved| change::exact(kpi, &moved.absolute)).unwrap_or_default(),
        last.unwrap_or_default(),
    ]
}

/// The cells below them.
fn cells(kpi: &kpi::Kpi, outcome: &kpi::Outcome, analysis: &Analysis) -> Vec<String> {
    let bound = |bound: fn(&Interval) -> &Ratio| analysis.interval(kpi, outcome).map(|interval| format::bound_exact(bound(&interval))).unwrap_or_default();
    let bounds = kpi.formula.counts().is_some().then(|| [bound(|interval| &interval.low), bound(|interval| &interval.high)]);
    std::iter::once(cell(kpi, outcome)).chain(bounds.into_iter().flatten()).collect()
}

/// Numbers stay numbers, refunds too; what is not known is an empty cell, never 0.
fn cell(kpi: &kpi::Kpi, outcome: &kpi::Outcome) -> String {
    match outcome {
        kpi::Outcome::Value(value) => format::exact(kpi, value),
        kpi::Outcome::NotApplicable(_) | kpi::Outcome::NotComputable(_) => String::new(),
    }
}

/// Header and example row of a table of the reader's own; `None` for a kind that has no template. [`templates`] lists those
/// that have.
fn shape(kind: &str) -> Option<(Vec<&'static str>, Vec<&'static str>)> {
    if kind == reports::TEMPLATE_KIND {
        return Some((reports::TEMPLATE_HEADER.to_vec(), reports::TEMPLATE_EXAMPLE.to_vec()));
    }
    let schema = reports::OWN.iter().find(|schema| schema.kind == kind)?;
    Some(schema.fields.iter().filter(|field| !field.example.is_empty()).map(|field| (field.header, field.example)).unzip())
}

/// A template as CSV: its header and one example row.
pub fn template(kind: &str) -> Option<String> {
    let cells = |texts: &[&str]| line(&texts.iter().map(|text| text_cell(text)).collect::<Vec<_>>());
    shape(kind).map(|(header, example)| cells(&header) + &cells(&example))
}

/// Rows that were typed into a table's columns, as CSV with its header; rows without a text are left out. `None` for a kind
/// without a template, or no row.
pub fn typed(kind: &str, rows: &[Vec<String>]) -> Option<String> {
    let (header, _) = shape(kind)?;
    let mut out = line(&header.iter().map(|text| text_cell(text)).collect::<Vec<_>>());
    let mut rows = rows.iter().filter(|row| row.iter().any(|text| !text.trim().is_empty())).peekable();
    rows.peek()?;
    for row in rows {
        let cells = (0..header.len()).map(|at| quoted(row.get(at).map(|text| text.trim().to_owned()).unwrap_or_default()));
        out.push_str(&line(&cells.collect::<Vec<_>>()));
    }
    Some(out)
}

/// All templates: the attribution facts first, then the tables of one's own.
pub fn templates() -> Vec<TemplateModel> {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let model = |kind: &str, label: &str, found: &str| TemplateModel {
        kind: kind.into(),
        label: label.into(),
        found: found.into(),
        file_name: format!("creator-audit-{kind}.csv"),
        columns: shape(kind).map(|(header, _)| header.join(", ")).unwrap_or_default(),
        fields: shape(kind).map(|(header, _)| owned(&header)).unwrap_or_default(),
        example: shape(kind).map(|(_, example)| owned(&example)).unwrap_or_default(),
    };
    let facts = model(reports::TEMPLATE_KIND, "Creator attribution", "One row for each day or week, creator and ASIN.");
    [facts].into_iter().chain(reports::OWN.iter().map(|schema| model(schema.kind, schema.label, schema.found))).collect()
}

/// What a file restates of an older one: a line for each value that changed.
pub fn restatements(model: &RestatementsModel) -> String {
    let header = ["Date", "Creator", "ASIN", "Campaign", "Product line", "Figure", "Before", "Now", "Older file", "Line", "Newer file", "Line"];
    let mut out = line(&header.map(str::to_owned));
    let overlap = &model.overlap;
    for row in &model.rows {
        for change in &row.changes {
            let cells = [
                text_cell(&row.date),
                text_cell(&row.creator),
                text_cell(&row.asin),
                text_cell(&row.campaign),
                text_cell(&row.line),
                text_cell(&change.name),
                change.older_exact.clone(),
                change.newer_exact.clone(),
                text_cell(&overlap.older_name),
                row.older_line.to_string(),
                text_cell(&overlap.newer_name),
                row.newer_line.to_string(),
            ];
            out.push_str(&line(&cells));
        }
    }
    out
}

/// A rate that is a bound with six decimals, rounded so that what is written is still enough, or still allowed.
fn bound(rate: Option<Ratio>, toward: Toward) -> String {
    let millionths = rate.and_then(|rate| rate.times(&Ratio::whole(1_000_000)));
    let rounded = millionths.and_then(|millionths| match toward {
        Toward::Up => Some(millionths.ceiling()),
        Toward::Down => Ratio::whole(0).minus(&millionths).map(|negative| -negative.ceiling()),
        Toward::Nearest => rate.and_then(|rate| rate.rounded_millionths()),
    });
    rounded.map(|millionths| Ratio::millionths(millionths).to_places(6)).unwrap_or_default()
}

/// Every product with its offer, corridor and verdict; exact decimals, bounds rounded to the safe side, what is not known is an
/// empty cell.
pub fn offers(commission: &Commission) -> String {
    let header = [
        "ASIN",
        "Title",
        "Product Line",
        "Verdict",
        "Price",
        "Standard Rate",
        "Bonus",
        "Payout",
        "Brand Cost",
        "Conversion Rate",
        "EPC",
        "Legibility",
        "Contribution Margin",
        "Bonus Min",
        "Bonus Max",
        "Bonus Break-even",
        "Mode",
        "Missing",
    ];
    let mut out = line(&header.map(str::to_owned));
    for judged in &commission.judged {
        let product = &judged.product;
        let six = |value: Option<Ratio>| value.map(|value| value.to_places(6)).unwrap_or_default();
        let known = |known: Option<crate::commission::inputs::Known>| six(known.map(|known| known.value));
        out.push_str(&line(&[
            text_cell(&product.asin),
            text_cell(&product.title),
            text_cell(&product.line),
            judged.verdict.name().to_owned(),
            known(product.price),
            known(product.standard_rate),
            known(product.brand_rate),
            six(judged.offer.payout),
            six(judged.offer.brand_cost),
            known(product.conversion),
            six(judged.offer.epc),
            judged.legibility.map(|legibility| legibility.name().to_owned()).unwrap_or_default(),
            six(judged.contribution),
            bound(judged.corridor.bonus_min, Toward::Up),
            bound(judged.corridor.bonus_max, Toward::Down),
            bound(judged.corridor.break_even, Toward::Down),
            judged.mode.map(|mode| mode.name().to_owned()).unwrap_or_default(),
            text_cell(&judged.missing.join("; ")),
        ]));
    }
    out
}

/// Every rejected record: where it stands, why it was left out, and its text.
pub fn rejects<'a>(files: impl Iterator<Item = &'a SourceFile>) -> String {
    let mut out = line(&["File", "Line", "Byte", "Column", "Code", "Reason", "Raw text"].map(str::to_owned));
    for file in files {
        for issue in file.issues.iter().filter(|issue| issue.severity == "error") {
            let cells = [
                text_cell(&file.name),
                issue.line.to_string(),
                issue.byte.to_string(),
                text_cell(&issue.column),
                issue.code.clone(),
                text_cell(&issue.message),
                text_cell(&issue.raw),
            ];
            out.push_str(&line(&cells));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_would_run_is_shown_instead() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert!(text_cell(text).trim_start_matches('"').starts_with('\''), "{text}");
        }
        assert_eq!(text_cell("a,b"), "\"a,b\"");
        assert_eq!(text_cell("plain"), "plain");
    }

    #[test]
    fn typed_rows_are_a_table_with_its_header() {
        let rows = [vec!["Rival, 12 oz".to_owned(), "11.49".into(), " 12% ".into()], vec![String::new(), " ".into()]];
        let text = typed("competitor-cards", &rows).expect("one row");
        assert_eq!(text, "ASIN or Name,Price,Rate,EPC,Rating,Reviews\r\n\"Rival, 12 oz\",11.49,12%,,,\r\n");
        assert_eq!(typed("competitor-cards", &rows[1..]), None);
        assert_eq!(typed("no-such-table", &rows), None);
    }

    #[test]
    fn a_bound_that_is_written_can_be_used() {
        // 2 ÷ 12.99 − 1 % = 14.39645… %; (4.10 − 1.299) ÷ 12.99 = 21.56274… %; what is exact stays.
        let (floor, ceiling) = (Ratio::new(18_701, 129_900), Ratio::new(2_801, 12_990));
        assert_eq!(floor.map(|floor| floor.to_places(8)), Some("0.14396459".into()));
        assert_eq!(bound(floor, Toward::Up), "0.143965");
        assert_eq!(ceiling.map(|ceiling| ceiling.to_places(8)), Some("0.21562741".into()));
        assert_eq!(bound(ceiling, Toward::Down), "0.215627");
        // 1/3 up, 2/3 and −2/3 down.
        assert_eq!(
            [(1, Toward::Up), (2, Toward::Down), (-2, Toward::Down)].map(|(part, toward)| bound(Ratio::new(part, 3), toward)),
            ["0.333334", "0.666666", "-0.666667"]
        );
        assert_eq!((bound(Ratio::new(1, 8), Toward::Up), bound(None, Toward::Up)), ("0.125000".into(), String::new()));
    }
}
