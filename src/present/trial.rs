//! What reading a file with a choice of columns would give, before it is read into the workspace.

use crate::intake::plan::Plan;
use crate::intake::result::{FileResult, Verdict};
use crate::intake::sheet_plan::SheetPlan;
use crate::intake::values::DecimalMark;
use crate::ledger::{CellKind, Measure};
use crate::present::model::{FileState, NamedText, TrialModel};
use crate::present::{files, format};
use crate::units::Currency;
use crate::workspace::source::SourceFile;

/// The whole file as this reading gave it.
pub fn model(result: &FileResult, assumed: Currency) -> TrialModel {
    let file = SourceFile::of(0, result, false);
    let outcome = match &result.verdict {
        Verdict::Unusable(unusable) => {
            FileState::Unusable { code: unusable.code.name().into(), message: unusable.message.clone(), next_step: unusable.code.next_step().into() }
        }
        Verdict::Reading | Verdict::NeedsMapping => FileState::Read,
    };
    let mark = mark_of(result);
    let has_money = file.sums.iter().any(|(name, _)| file.scale(name).1);
    TrialModel {
        card: files::card(&file, assumed, outcome),
        totals: totals(&file, mark),
        cautions: cautions(result, mark),
        assumed_currency: if has_money && file.currency.is_none() { assumed.code().to_owned() } else { String::new() },
    }
}

/// How the file writes its amounts.
fn mark_of(result: &FileResult) -> DecimalMark {
    let of_facts = result.plan.as_ref().map(Plan::money_decimal);
    let money = |plan: &SheetPlan| plan.columns.iter().find(|column| column.field.kind == CellKind::Money).map(|column| column.dialect.decimal);
    of_facts.or_else(|| result.sheet_plan.as_ref().and_then(money)).unwrap_or_default()
}

fn totals(file: &SourceFile, mark: DecimalMark) -> Vec<NamedText> {
    let stated = file.currency.as_deref().and_then(Currency::from_code);
    let total = |(name, value): &(String, i64)| {
        let measure = Measure::ALL.into_iter().find(|measure| measure.name() == name);
        let header = file.columns.iter().find(|(_, column)| column == name).map_or(name.as_str(), |(header, _)| header.as_str());
        let label = measure.map_or_else(|| header.to_owned(), |measure| format::capital(measure.label()));
        let (_, is_money) = file.scale(name);
        NamedText { name: label, text: format::as_file_writes(i128::from(*value), is_money, stated, mark) }
    };
    file.sums.iter().map(total).collect()
}

/// What sums say when two columns were taken for each other.
fn cautions(result: &FileResult, mark: DecimalMark) -> Vec<String> {
    let pairs = [
        (Measure::Clicks, Measure::Orders, "an order needs a click"),
        (Measure::Revenue, Measure::Commission, "a commission is a part of the sales"),
        (Measure::Units, Measure::Orders, "an order holds at least one unit"),
    ];
    let caution = |(more, less, why): (Measure, Measure, &str)| {
        let (larger, smaller) = (result.sum(more)?, result.sum(less)?);
        let text = |measure: Measure, value: i64| format::as_file_writes(i128::from(value), measure.is_money(), result.currency, mark);
        (larger < smaller).then(|| {
            format!(
                "{} add up to {}, {} only to {}: {why}, so the two columns may be swapped.",
                format::capital(less.label()),
                text(less, smaller),
                more.label(),
                text(more, larger)
            )
        })
    };
    pairs.into_iter().filter_map(caution).collect()
}
