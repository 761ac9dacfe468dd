//! Files that speak of the same sales, in words.

use crate::ledger::grain::Clash;
use crate::ledger::resolve::{Overlap, RESTATEMENTS_LISTED_MAX, Resolution, Restatement};
use crate::ledger::supersede::SheetOverlap;
use crate::ledger::{Ledger, Measure};
use crate::present::format;
use crate::present::model::{ChangeModel, NamedText, OverlapModel, RestatementModel, RestatementsModel};
use crate::units::{Currency, Rate, Ratio};
use crate::workspace::source::SourceFile;

/// Every pair of files, as it is shown beside the files' cards.
pub fn models(resolution: &Resolution, files: &[SourceFile], currency: Currency) -> Vec<OverlapModel> {
    let clashes = resolution.clashes.iter().map(|clash| clash_model(clash, files));
    clashes.chain(resolution.overlaps.iter().map(|overlap| model(overlap, files, currency))).collect()
}

/// Pairs of reports that share keys, besides attribution facts.
pub fn sheet_models(overlaps: &[SheetOverlap], files: &[SourceFile], currency: Currency) -> Vec<OverlapModel> {
    overlaps.iter().map(|overlap| sheet_model(overlap, files, currency)).collect()
}

fn sheet_model(overlap: &SheetOverlap, files: &[SourceFile], currency: Currency) -> OverlapModel {
    let schema = files.iter().find(|file| file.id == overlap.newer).and_then(SourceFile::schema);
    let text = |name: &str, delta: i128| {
        let is_money = files.iter().find(|file| file.id == overlap.newer).is_some_and(|file| file.scale(name).1);
        let sign = if delta > 0 { "+" } else { "" };
        if is_money { format!("{sign}{}", format::money(delta, currency)) } else { format!("{sign}{delta}") }
    };
    let measure = |name: &str| Measure::ALL.into_iter().find(|measure| measure.name() == name).map(|measure| format::capital(measure.label()));
    let header = |name: &str| schema.and_then(|schema| schema.field(name)).map_or_else(|| format::capital(name), |field| field.header.to_owned());
    let label = |name: &str| measure(name).unwrap_or_else(|| header(name));
    let changed = overlap.deltas.iter().filter(|(_, delta)| *delta != 0);
    let deltas = changed.map(|(name, delta)| NamedText { name: label(name), text: text(name, *delta) }).collect();
    pair_model(overlap.newer, overlap.older, overlap.duplicate_rows, overlap.restated_keys, deltas, files)
}

/// All listed restatements of one pair.
pub fn restatements(overlap: &Overlap, ledger: &Ledger, files: &[SourceFile], currency: Currency) -> RestatementsModel {
    let beyond = if overlap.restated_keys > overlap.listed.len() as u64 {
        format!("first {} of {}", format::count(RESTATEMENTS_LISTED_MAX as u64), format::count(overlap.restated_keys))
    } else {
        String::new()
    };
    let rows = overlap.listed.iter().map(|restated| restatement(restated, ledger, currency)).collect();
    RestatementsModel { overlap: model(overlap, files, currency), beyond, rows }
}

fn name_of(files: &[SourceFile], source: u32) -> String {
    files.iter().find(|file| file.id == source).map_or_else(String::new, |file| file.name.clone())
}

fn model(overlap: &Overlap, files: &[SourceFile], currency: Currency) -> OverlapModel {
    let deltas: Vec<NamedText> = Measure::ALL
        .into_iter()
        .zip(overlap.deltas)
        .filter(|(_, delta)| *delta != 0)
        .map(|(measure, delta)| NamedText { name: format::capital(measure.label()), text: format::change(measure, delta, currency) })
        .collect();
    let mut model = pair_model(overlap.newer, overlap.older, overlap.duplicate_rows, overlap.restated_keys, deltas, files);
    model.sentences.extend(completed(overlap, &model.older_name, &model.newer_name));
    model
}

/// What two files have in common: what is counted once and what the newer restates.
fn pair_model(newer: u32, older: u32, duplicate_rows: u64, restated_keys: u64, deltas: Vec<NamedText>, files: &[SourceFile]) -> OverlapModel {
    let (newer_name, older_name) = (name_of(files, newer), name_of(files, older));
    let mut sentences = Vec::new();
    if duplicate_rows > 0 {
        let rows = format::counted(duplicate_rows, "row", "rows");
        sentences.push(format!("{rows} of {older_name} {} in {newer_name} with the same values and counted once.", are(duplicate_rows)));
    }
    if restated_keys > 0 {
        let entries = format::counted(restated_keys, "entry", "entries");
        let effect = match deltas.as_slice() {
            [] => "the sums stay as they were".to_owned(),
            several => several.iter().map(|delta| format!("{} {}", delta.name.to_lowercase(), delta.text)).collect::<Vec<_>>().join(", "),
        };
        let have = if restated_keys == 1 { "has" } else { "have" };
        sentences.push(format!("{entries} of {older_name} {have} other values in {newer_name}, which is newer and counts: {effect}."));
    }
    OverlapModel { newer, older, is_warning: false, sentences, duplicate_rows, restated_keys, deltas, newer_name, older_name }
}

/// What is taken from the older file, because the newer has none of it.
fn completed(overlap: &Overlap, older_name: &str, newer_name: &str) -> Option<String> {
    let measures: Vec<&str> = Measure::ALL.into_iter().zip(overlap.completed_keys).filter(|(_, keys)| *keys > 0).map(|(measure, _)| measure.label()).collect();
    let keys = overlap.completed_keys.into_iter().max().filter(|keys| *keys > 0)?;
    let entries = format::counted(keys, "entry", "entries");
    Some(format!("The two files complete each other: {newer_name} has no {} for {entries}, so there {older_name} supplies it.", measures.join(" and no ")))
}

fn are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn clash_model(clash: &Clash, files: &[SourceFile]) -> OverlapModel {
    let (coarse_name, fine_name) = (name_of(files, clash.coarse), name_of(files, clash.fine));
    let rows = format::counted(clash.rows, "row", "rows");
    let sentence = format!(
        "{coarse_name} is by {}, {fine_name} by {}, and {rows} of the former cover{} periods, creators and products the latter has too: both count, so sales may be counted twice. Remove one of the two files if they hold the same sales.",
        clash.coarse_grain.name(),
        clash.fine_grain.name(),
        if clash.rows == 1 { "s" } else { "" },
    );
    OverlapModel {
        newer: clash.coarse,
        newer_name: coarse_name,
        older: clash.fine,
        older_name: fine_name,
        is_warning: true,
        sentences: vec![sentence],
        duplicate_rows: 0,
        restated_keys: 0,
        deltas: Vec::new(),
    }
}

fn restatement(restated: &Restatement, ledger: &Ledger, currency: Currency) -> RestatementModel {
    let mut changes: Vec<ChangeModel> = restated
        .changes
        .iter()
        .map(|&(measure, older, newer)| ChangeModel {
            name: format::capital(measure.label()),
            older: format::measure(measure, older, currency),
            newer: format::measure(measure, newer, currency),
            delta: format::change(measure, newer - older, currency),
            older_exact: format::measure_exact(measure, older),
            newer_exact: format::measure_exact(measure, newer),
        })
        .collect();
    if let Some((older, newer)) = restated.rates {
        let exact = |rate: Rate| format::rate_exact(rate);
        let shown = |rate: Rate| {
            Ratio::new(i128::from(rate.ppm()), i128::from(crate::units::rate::PARTS_PER_WHOLE)).map_or_else(String::new, |ratio| format::percent(&ratio))
        };
        changes.push(ChangeModel {
            name: "Commission rate".into(),
            older: shown(older),
            newer: shown(newer),
            delta: String::new(),
            older_exact: exact(older),
            newer_exact: exact(newer),
        });
    }
    RestatementModel {
        date: format::date(restated.date),
        creator: ledger.creator_name(restated.creator).to_owned(),
        asin: ledger.asins().text(restated.asin).to_owned(),
        campaign: ledger.campaigns().text(restated.campaign).to_owned(),
        line: ledger.lines().text(restated.line).to_owned(),
        older_line: restated.older_line,
        newer_line: restated.newer_line,
        changes,
    }
}
