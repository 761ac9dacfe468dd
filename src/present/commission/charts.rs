//! The charts of the Commission page: corridors of rates (CHT-1), and revenue by the rate of its links (CHT-2). Floats are for
//! drawing only.

use crate::commission::Commission;
use crate::commission::forecast::ForecastMonth;
use crate::commission::judge::Judged;
use crate::commission::rate_ledger::MonthMix;
use crate::present::chart::ticks;
use crate::present::format;
use crate::present::model::{Axis, ChartModel, ChartPoint, Mark, Series, Tick};
use crate::units::{Currency, Date, Ratio};

use super::words;

fn drawn(value: &Ratio) -> Option<f64> {
    value.to_places(6).parse().ok()
}

/// The corridors of some products, or of one under several scenarios, by name. `None` where none is known.
pub fn corridors(id: &str, finding: String, caption: String, x_name: &str, judged: &[(String, &Judged)]) -> Option<ChartModel> {
    let known = |judged: &Judged| judged.corridor.bonus_min.zip(judged.corridor.bonus_max);
    judged.iter().find(|(_, judged)| known(judged).is_some())?;
    let (mut points, mut open, mut closed, mut today) = (Vec::new(), (Vec::new(), Vec::new()), (Vec::new(), Vec::new()), Vec::new());
    for (name, judged) in judged {
        let bounds = known(judged);
        let floats = bounds.and_then(|(least, most)| drawn(&least).zip(drawn(&most)));
        let is_open = judged.corridor.is_feasible == Some(true);
        let span = |wanted: bool, spans: &mut (Vec<Option<f64>>, Vec<f64>)| {
            let here = floats.filter(|_| is_open == wanted);
            spans.0.push(here.map(|(least, most)| if wanted { most } else { least }));
            spans.1.push(here.map_or(0.0, |(least, most)| if wanted { least } else { most }));
        };
        span(true, &mut open);
        span(false, &mut closed);
        let bonus = judged.product.brand_rate.map(|rate| rate.value);
        today.push(bonus.as_ref().and_then(drawn));
        let range = bounds.map(|(least, most)| format!("{} to {}", words::least(&Some(least)), words::most(&Some(most))));
        let gap = bounds.map(|(least, most)| format!("seen from {}, affordable to {}", words::least(&Some(least)), words::most(&Some(most))));
        let none = || "–".to_owned();
        points.push(ChartPoint {
            label: name.clone(),
            texts: vec![
                range.filter(|_| is_open).unwrap_or_else(none),
                gap.filter(|_| judged.corridor.is_feasible == Some(false)).unwrap_or_else(none),
                bonus.map_or_else(|| "not known".to_owned(), |bonus| format::rate(&bonus)),
            ],
            immature: false,
        });
    }
    let all = || open.0.iter().chain(&closed.0).chain(&today).flatten().chain(&open.1).chain(&closed.1);
    let (low, high) = all().fold((0.0, 0.0), |(low, high), &value| (f64::min(low, value), f64::max(high, value)));
    // A floor far above the whole price says no more than that there is none.
    let (left_ticks, left_range) = ticks(low.max(-0.5), high.min(1.0), format::axis_percent);
    let clamp = |values: Vec<Option<f64>>| values.into_iter().map(|value| value.map(|value| value.clamp(left_range.0, left_range.1))).collect();
    let base = |values: Vec<f64>| values.into_iter().map(|value| value.clamp(left_range.0, left_range.1)).collect();
    let x_ticks = (0_u32..).zip(&points).map(|(at, point)| Tick { at: f64::from(at), label: point.label.clone() }).collect();
    Some(ChartModel {
        id: id.into(),
        finding,
        caption,
        x_name: x_name.into(),
        points,
        series: vec![
            Series { name: "Seen and affordable".into(), mark: Mark::Span, axis: Axis::Left, values: clamp(open.0), bases: base(open.1) },
            Series { name: "No rate works: floor above ceiling".into(), mark: Mark::Span, axis: Axis::Left, values: clamp(closed.0), bases: base(closed.1) },
            Series { name: "Your bonus".into(), mark: Mark::Dot, axis: Axis::Left, values: clamp(today), bases: Vec::new() },
        ],
        x_ticks,
        left_ticks,
        left_range,
        right_ticks: Vec::new(),
        right_range: (0.0, 1.0),
    })
}

/// One month, past or to come.
struct Mix {
    month: u16,
    legacy: Ratio,
    current: Ratio,
    unknown: Ratio,
    blended: Option<Ratio>,
    is_forecast: bool,
}

/// Whole months, then those forecast. The forecast begins behind the latest whole month, so that one that is not over is not
/// taken for a whole one.
fn months(commission: &Commission) -> Option<Vec<Mix>> {
    let past = |month: &MonthMix| Mix {
        month: month.month,
        legacy: Ratio::millionths(month.legacy_revenue),
        current: Ratio::millionths(month.current_revenue),
        unknown: Ratio::millionths(month.unknown_revenue),
        blended: month.blended(),
        is_forecast: false,
    };
    let coming = |month: &ForecastMonth| Mix {
        month: month.month,
        legacy: month.legacy_revenue,
        current: month.current_revenue,
        unknown: Ratio::whole(0),
        blended: month.blended,
        is_forecast: true,
    };
    let start = commission.start.as_ref()?;
    let whole = commission.ledger.months.iter().filter(|month| month.month <= start.month).map(past);
    Some(whole.chain(commission.forecast.iter().map(coming)).collect())
}

/// Revenue by month, stacked by the rate of its links, with the blended rate; months to come hatched. `None` without months.
pub fn cohort_stack(commission: &Commission, finding: String, currency: Currency) -> Option<ChartModel> {
    let months = months(commission)?;
    let float = |value: &Ratio| drawn(value).unwrap_or(0.0);
    let (mut points, mut blended) = (Vec::new(), Vec::new());
    let mut stacks: [(Vec<Option<f64>>, Vec<f64>); 3] = Default::default();
    for month in &months {
        let mut top = 0.0;
        for (stack, value) in stacks.iter_mut().zip([&month.current, &month.legacy, &month.unknown]) {
            let height = float(value).max(0.0);
            stack.0.push((height > 0.0).then_some(top + height));
            stack.1.push(top);
            top += height;
        }
        blended.push(month.blended.as_ref().and_then(drawn));
        let money = |value: &Ratio| format::money_of(value, currency);
        points.push(ChartPoint {
            label: format!("{}{}", format::month(month.month), if month.is_forecast { " (forecast)" } else { "" }),
            texts: vec![
                money(&month.current),
                money(&month.legacy),
                money(&month.unknown),
                month.blended.map_or_else(|| "n/a".to_owned(), |rate| format::rate(&rate)),
            ],
            immature: month.is_forecast,
        });
    }
    let top = |stack: &(Vec<Option<f64>>, Vec<f64>)| stack.0.iter().flatten().fold(0.0, |most, &value| f64::max(most, value));
    let (left_ticks, left_range) = ticks(0.0, stacks.iter().map(top).fold(0.0, f64::max), |value| format::axis_money(value, currency));
    let most = blended.iter().flatten().fold(0.0, |most, &value| f64::max(most, value));
    let (right_ticks, right_range) = ticks(0.0, most, format::axis_percent);
    let has_unknown = months.iter().any(|month| month.unknown.is_positive());
    let [current, legacy, unknown] = stacks;
    let span = |name: &str, (values, bases)| Series { name: name.into(), mark: Mark::Span, axis: Axis::Left, values, bases };
    let mut series = vec![span("At today's rate", current), span("At an older rate", legacy)];
    if has_unknown {
        series.push(span("Rate not known", unknown));
    } else {
        points.iter_mut().for_each(|point| drop(point.texts.remove(2)));
    }
    series.push(Series { name: "Blended rate".into(), mark: Mark::DashedLine, axis: Axis::Right, values: blended, bases: Vec::new() });
    Some(ChartModel {
        id: "rate-cohorts".into(),
        finding,
        caption: format!(
            "Revenue by month and rate of its links · {} months observed, {} forecast",
            months.len() - commission.forecast.len(),
            commission.forecast.len()
        ),
        x_name: "Month".into(),
        x_ticks: (0_u32..).zip(&months).map(|(at, month)| Tick { at: f64::from(at), label: month_label(month.month) }).collect(),
        points,
        series,
        left_ticks,
        left_range,
        right_ticks,
        right_range,
    })
}

fn month_label(month: u16) -> String {
    let key = Date::month_key(month);
    format::month(month).split(' ').next().map(str::to_owned).unwrap_or(key)
}
