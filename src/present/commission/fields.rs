//! The fields of a product that can be typed, and what each rate would bring.

use crate::commission::inputs::{FieldKind, ProductField};
use crate::commission::judge::Judged;
use crate::commission::launch;
use crate::ledger::Measure;
use crate::present::format;
use crate::stats::logistic::{NoFit, POINTS_MIN};
use crate::units::Ratio;

use super::model::{FieldModel, LaunchRow};
use super::offer::{Parts, money};
use super::words;

/// One field with what is typed and what holds otherwise.
pub fn field_model(field: &ProductField, judged: &Judged, parts: &Parts<'_>) -> FieldModel {
    let product = &judged.product;
    let known = product.known(field.id);
    let text = |value: &Ratio| match field.kind {
        FieldKind::Money => format::money_of(value, parts.currency),
        FieldKind::Share => format::rate(value),
        _ => value.to_places(0),
    };
    let count = |value: Option<u64>| value.map(format::count).unwrap_or_default();
    let otherwise = match field.id {
        "category" => product.category.map(|category| category.label.to_owned()).unwrap_or_default(),
        "ends_on" => product.ends_on.map(format::date).unwrap_or_default(),
        "offered" => count(product.offered),
        "accepted" => count(product.accepted),
        _ => known.map(|known| text(&known.value)).unwrap_or_default(),
    };
    let kind = match field.kind {
        FieldKind::Money => "money",
        FieldKind::Share => "share",
        FieldKind::Count => "count",
        FieldKind::Date => "date",
        FieldKind::Category => "category",
    };
    FieldModel {
        id: field.id.to_owned(),
        label: field.label.to_owned(),
        kind: kind.to_owned(),
        typed: parts.typed.text(&product.asin, field.id).unwrap_or_default().to_owned(),
        source: known.map(|known| words::origin(known.origin).to_owned()).unwrap_or_default(),
        otherwise,
    }
}

/// The grid of rates, or why there is none.
pub fn launch_grid(judged: &Judged, parts: &Parts<'_>) -> (Vec<LaunchRow>, String) {
    let fit = match &parts.commission.acceptance {
        Ok(fit) => fit,
        Err(NoFit::TooFew(points)) => {
            let have = format::counted(*points as u64, "product has", "products have");
            return (
                Vec::new(),
                format!("{have} offered and accepted counts; with fewer than {POINTS_MIN} any forecast would be made up. Add them to your table of rates."),
            );
        }
        Err(NoFit::Separated) => {
            return (
                Vec::new(),
                "Your offers were all accepted or all refused, or split by payout alone: that tells nothing of what a rate in between does.".into(),
            );
        }
        Err(NoFit::Falling) => {
            return (Vec::new(), "Among your offers a higher payout went with less acceptance: something else decides, so no forecast is made from it.".into());
        }
    };
    let Some(offered) = judged.product.offered.filter(|offered| *offered > 0) else {
        return (Vec::new(), "Type how many creators it is offered to.".into());
    };
    let clicks = parts.commission.clicks_per_creator;
    let amount = |value: Option<Ratio>| money(value, parts.currency);
    let count = |value: Option<Ratio>| value.map_or_else(|| "not known".to_owned(), |value| format::quantity(&value));
    let every = |row: &launch::Expected| row.bonus.times(&Ratio::whole(50)).is_some_and(|half| half.denominator() == 1);
    let rows = launch::grid(judged, fit, offered, clicks).into_iter().filter(every).map(|row| LaunchRow {
        bonus: format::rate(&row.bonus),
        payout: amount(Some(row.payout)),
        legibility: row.legibility.name().to_owned(),
        accepts: count(Some(row.accepts)),
        clicks: count(row.clicks),
        orders: count(row.orders),
        cost: amount(row.cost),
        margin: amount(row.margin),
    });
    let note = format!(
        "Expected over 90 days, offered to {}: acceptance as in your own {} offers, {} as your links bring them today.",
        format::counted(offered, "creator", "creators"),
        fit.points,
        Measure::Clicks.label()
    );
    (rows.collect(), note)
}
