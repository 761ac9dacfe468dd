//! One table for every grouping.

use std::cmp::Ordering;

use crate::analysis::compare::Comparison;
use crate::analysis::{Analysis, key_of};
use crate::kpi::{self, Kpi, Outcome};
use crate::ledger::rollup::week_of_code;
use crate::ledger::{Dimension, Ledger};
use crate::present::change::{self, change_text};
use crate::present::format;
use crate::present::model::{ColumnModel, Figure, RowModel, Sort, State, TableModel};
use crate::present::ranking::Ranking;
use crate::units::fingerprint::short_id;
use crate::units::{Currency, Ratio};

/// Column id of the first column.
pub const KEY_COLUMN: &str = "key";
/// Rows answered at once, at most: a page of rows, not a million.
pub const WINDOW_ROWS_MAX: u32 = 500;

/// What a reader compares groups by comes first; the rest follows in reading order.
const LEADING: [&str; 4] = ["revenue", "commission", "contractual-ratio", "conversion-rate"];

/// KPIs in the order of the table's columns.
pub fn column_kpis() -> impl Iterator<Item = &'static Kpi> {
    let is_leading = |kpi: &&Kpi| LEADING.contains(&kpi.id);
    LEADING.iter().filter_map(|id| kpi::by_id(id)).chain(kpi::all().filter(move |kpi| !is_leading(kpi)))
}

/// Key, label and softer second line of a group.
pub fn label_of(ledger: &Ledger, dimension: Dimension, code: u32) -> (String, String, String) {
    let key = key_of(ledger, dimension, code);
    let (label, sub) = match dimension {
        Dimension::Whole => ("Total".to_owned(), String::new()),
        Dimension::Creator if key.is_empty() => ("No creator given".to_owned(), String::new()),
        Dimension::Creator => {
            let name = ledger.creator_name(code).to_owned();
            let sub = if name == key { String::new() } else { key.clone() };
            (name, sub)
        }
        Dimension::Asin => match ledger.title(code) {
            "" => (key.clone(), String::new()),
            title => (title.to_owned(), key.clone()),
        },
        Dimension::Line if key.is_empty() => ("No product line given".to_owned(), String::new()),
        Dimension::Campaign if key.is_empty() => ("No campaign given".to_owned(), String::new()),
        Dimension::Line | Dimension::Campaign => (key.clone(), String::new()),
        Dimension::Week(first) => (format::period(week_of_code(code, first), week_of_code(code, first).plus_days(6)), String::new()),
        Dimension::Month => (format::month(u16::try_from(code).unwrap_or_default()), String::new()),
    };
    (key, label, sub)
}

/// What a row is sorted by beside its name: a value; of a proportion the bound it is ranked by, and where it has none, how many
/// clicks it has.
type Weight = (Option<Ratio>, i128);

/// Positions of the groups that match `search`, in order. Groups without a value or a rank come last whichever way is sorted;
/// equals are in key order.
pub fn order(ledger: &Ledger, analysis: &Analysis, search: &str, sort: &Sort, ranking: Option<&Ranking>) -> Vec<usize> {
    let needle = search.trim().to_lowercase();
    let mut rows: Vec<(usize, String, Weight)> = Vec::new();
    let kpi = kpi::by_id(&sort.column);
    let value = |at: usize| match kpi.and_then(|kpi| analysis.figure(kpi, at)) {
        Some(Outcome::Value(value)) => value.ratio(),
        _ => None,
    };
    for at in 0..analysis.len() {
        let Some(code) = analysis.code(at) else { continue };
        let (key, label, _) = label_of(ledger, analysis.dimension, code);
        let matches = needle.is_empty() || label.to_lowercase().contains(&needle) || key.to_lowercase().contains(&needle);
        if matches {
            let weight = ranking.map_or_else(|| (value(at), 0), |ranking| ranking.weight(at));
            let name = if kpi.is_none() && !matches!(analysis.dimension, Dimension::Week(_) | Dimension::Month) { label.to_lowercase() } else { key };
            rows.push((at, name, weight));
        }
    }
    rows.sort_by(|a, b| compare(a, b, kpi.is_some(), sort.descending));
    rows.into_iter().map(|(at, _, _)| at).collect()
}

fn compare(a: &(usize, String, Weight), b: &(usize, String, Weight), by_value: bool, descending: bool) -> Ordering {
    let turned = |order: Ordering| if descending { order.reverse() } else { order };
    if !by_value {
        return turned(a.1.cmp(&b.1));
    }
    let by_value = match (&a.2.0, &b.2.0) {
        (Some(x), Some(y)) => turned(x.cmp(y)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => b.2.1.cmp(&a.2.1),
    };
    by_value.then_with(|| a.1.cmp(&b.1))
}

/// The default order: newest first in time, else largest revenue first.
pub fn default_sort(dimension: Dimension) -> Sort {
    match dimension {
        Dimension::Week(_) | Dimension::Month => Sort { column: KEY_COLUMN.into(), descending: true },
        _ => Sort { column: "revenue".into(), descending: true },
    }
}

/// A request for a window of a table.
pub struct Window<'a> {
    pub search: &'a str,
    pub sort: Sort,
    pub offset: u32,
    pub limit: u32,
    /// Where the column sorted by is a proportion.
    pub ranking: Option<&'a Ranking>,
    /// Where the view is compared with other days.
    pub comparison: Option<&'a Comparison>,
}

/// The window of rows, with totals and everything the header needs.
pub fn table(ledger: &Ledger, analysis: &Analysis, order: &[usize], window: &Window<'_>, currency: Currency) -> TableModel {
    let offset = window.offset.min(u32::try_from(order.len()).unwrap_or(u32::MAX));
    let limit = window.limit.min(WINDOW_ROWS_MAX);
    let shown = order.iter().skip(offset as usize).take(limit as usize);
    let rows: Vec<RowModel> = shown.filter_map(|&at| row(ledger, analysis, at, window, currency)).collect();
    let totals = RowModel {
        key: String::new(),
        short_id: String::new(),
        label: "Total".into(),
        sub: String::new(),
        immature: false,
        rank: None,
        cells: column_kpis().map(|kpi| total_cell(kpi, analysis, window.comparison, currency)).collect(),
    };
    let noun = nouns(analysis.dimension);
    TableModel {
        title: format!("By {}", noun.0),
        columns: columns(analysis, noun.0, &totals),
        rows_total: u32::try_from(order.len()).unwrap_or(u32::MAX),
        rows_unfiltered: u32::try_from(analysis.len()).unwrap_or(u32::MAX),
        offset,
        rows,
        totals,
        sort: window.sort.clone(),
        status: status(order.len(), window.search, noun),
        maturity: maturity(analysis),
        compared: change::words(window.comparison, analysis),
        ranking: window.ranking.map(Ranking::words).unwrap_or_default(),
    }
}

fn shown_within(kpi: &Kpi, outcome: &Outcome, analysis: &Analysis, currency: Currency) -> Figure {
    format::figure_within(kpi, outcome, analysis.interval(kpi, outcome), currency)
}

/// One row; `None` past the last.
pub fn row(ledger: &Ledger, analysis: &Analysis, at: usize, window: &Window<'_>, currency: Currency) -> Option<RowModel> {
    let figures = analysis.figures(at)?;
    let code = figures.code();
    let (key, label, sub) = label_of(ledger, analysis.dimension, code);
    let cell = |kpi: &'static Kpi| {
        let outcome = figures.of(kpi);
        let before = window.comparison.map(|comparison| comparison.of(analysis, kpi, code));
        let change = before.and_then(|before| change_text(kpi, &outcome, before.as_ref(), currency));
        Figure { change, ..shown_within(kpi, &outcome, analysis, currency) }
    };
    let rank = window.ranking.map(|ranking| ranking.model(at));
    Some(RowModel { short_id: short_id(&key), key, label, sub, immature: analysis.is_immature(code), rank, cells: column_kpis().map(cell).collect() })
}

fn total_cell(kpi: &Kpi, analysis: &Analysis, comparison: Option<&Comparison>, currency: Currency) -> Figure {
    let outcome = analysis.total(kpi);
    let change = comparison.and_then(|comparison| change_text(kpi, &outcome, Some(&comparison.total(kpi)), currency));
    Figure { change, ..shown_within(kpi, &outcome, analysis, currency) }
}

fn columns(analysis: &Analysis, noun: &str, totals: &RowModel) -> Vec<ColumnModel> {
    let known = |kpi: &Kpi| match totals.cells.iter().find(|figure| figure.kpi == kpi.id) {
        Some(figure) if figure.state == State::NotComputable => {
            (0..analysis.len().min(50)).any(|at| matches!(analysis.figure(kpi, at), Some(Outcome::Value(_))))
        }
        _ => true,
    };
    let mut columns = vec![ColumnModel { id: KEY_COLUMN.into(), label: capitalised(noun), formula: String::new(), known: true }];
    columns.extend(column_kpis().map(|kpi| ColumnModel { id: kpi.id.into(), label: kpi.label.into(), formula: kpi.formula.text(), known: known(kpi) }));
    columns
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Singular and plural of what is grouped by.
pub fn nouns(dimension: Dimension) -> (&'static str, &'static str) {
    match dimension {
        Dimension::Whole => ("total", "totals"),
        Dimension::Creator => ("creator", "creators"),
        Dimension::Asin => ("ASIN", "ASINs"),
        Dimension::Line => ("product line", "product lines"),
        Dimension::Campaign => ("campaign", "campaigns"),
        Dimension::Week(_) => ("week", "weeks"),
        Dimension::Month => ("month", "months"),
    }
}

fn status(matching: usize, search: &str, noun: (&str, &str)) -> String {
    let counted = format::counted(matching as u64, noun.0, noun.1);
    if search.trim().is_empty() { counted } else { format!("{counted} {} “{}”", if matching == 1 { "matches" } else { "match" }, search.trim()) }
}

/// What totals count that may still change; empty when everything is final.
pub fn maturity(analysis: &Analysis) -> String {
    match (analysis.mature_until, analysis.as_of) {
        (Some(until), Some(as_of)) if until < as_of => {
            format!("Rows after {} may still be restated: they are counted in totals, hatched in charts, and left out of trends.", format::date(until))
        }
        _ => String::new(),
    }
}
