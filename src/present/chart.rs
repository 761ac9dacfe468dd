//! Charts as models: points, ticks, and the finding in words. Floats appear here for drawing only; every text is made
//! from the exact value.

use crate::analysis::Analysis;
use crate::kpi::{self, Kpi, Outcome, Value};
use crate::ledger::rollup::week_of_code;
use crate::ledger::{Dimension, Ledger};
use crate::present::format;
use crate::present::model::{Axis, ChartModel, ChartPoint, Mark, Series, Tick};
use crate::present::table::label_of;
use crate::units::{Currency, Ratio, Weekday};

/// Creators drawn one by one in the Pareto chart; the rest stay in the table of the Performance page.
const PARETO_CREATORS_MAX: usize = 40;
/// Ticks aimed at along an axis.
const TICKS_WANTED: f64 = 4.0;
/// Labels along x, at most.
const X_LABELS_MAX: usize = 8;
/// Weeks compared with the weeks before them.
const COMPARED_WEEKS: usize = 4;

/// A value as a float, for drawing.
fn drawn(value: &Value) -> Option<f64> {
    value.ratio()?.to_places(9).parse().ok()
}

/// Steps of 1, 2 or 5 times a power of ten that cover `0..=max` (and down to `min` where it is negative).
pub(super) fn ticks(min: f64, max: f64, label: impl Fn(f64) -> String) -> (Vec<Tick>, (f64, f64)) {
    let span = (max.max(0.0) - min.min(0.0)).max(f64::MIN_POSITIVE);
    let rough = span / TICKS_WANTED;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough).unwrap_or(power * 10.0);
    let low = (min.min(0.0) / step).floor() * step;
    let high = (max.max(0.0) / step).ceil().max(1.0) * step;
    let mut ticks = Vec::new();
    let mut at = low;
    while at <= high + step / 2.0 {
        ticks.push(Tick { at, label: label(at) });
        at += step;
    }
    (ticks, (low, high))
}

fn bounds<'a>(values: impl Iterator<Item = &'a Option<f64>>) -> (f64, f64) {
    values.flatten().fold((0.0, 0.0), |(low, high), &value| (f64::min(low, value), f64::max(high, value)))
}

/// A value drawn, with its text.
struct Plotted {
    value: Option<f64>,
    text: String,
}

fn plot(kpi: &Kpi, outcome: Option<Outcome>, currency: Currency) -> Plotted {
    match outcome {
        Some(Outcome::Value(value)) => Plotted { value: drawn(&value), text: format::value(kpi, &value, currency) },
        Some(Outcome::NotApplicable(_)) => Plotted { value: None, text: "n/a".into() },
        _ => Plotted { value: None, text: "not in files".into() },
    }
}

/// Weekly revenue and commission ÷ revenue of an analysis by week. `None` without weeks or revenue.
pub fn trend(analysis: &Analysis, currency: Currency, id: &str, subject: &str) -> Option<ChartModel> {
    let Dimension::Week(first) = analysis.dimension else { return None };
    let (revenue, ratio) = (kpi::by_id("revenue")?, kpi::by_id("contractual-ratio")?);
    let codes: Vec<u32> = analysis.codes().collect();
    let (start, end) = (*codes.first()?, *codes.last()?);
    let (mut points, mut revenues, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for code in start..=end {
        let at = codes.binary_search(&code).ok();
        let sales = plot(revenue, at.and_then(|at| analysis.figure(revenue, at)), currency);
        let share = plot(ratio, at.and_then(|at| analysis.figure(ratio, at)), currency);
        let texts = if at.is_some() { vec![sales.text, share.text] } else { vec!["no rows".into(), "no rows".into()] };
        let week = format!("Week of {}", format::date(week_of_code(code, first)));
        points.push(ChartPoint { label: week, texts, immature: analysis.is_immature(code) });
        revenues.push(sales.value);
        ratios.push(share.value);
    }
    let (low, high) = bounds(revenues.iter());
    let (left_ticks, left_range) = ticks(low, high, |value| format::axis_money(value, currency));
    let has_ratio = ratios.iter().any(Option::is_some);
    let (low, high) = bounds(ratios.iter());
    let (right_ticks, right_range) = if has_ratio { ticks(low, high, format::axis_percent) } else { (Vec::new(), (0.0, 1.0)) };
    let not_final = points.iter().filter(|point| point.immature).count() as u64;
    let mut series = vec![Series { name: revenue.label.into(), mark: Mark::Line, axis: Axis::Left, values: revenues, bases: Vec::new() }];
    if has_ratio {
        series.push(Series { name: ratio.label.into(), mark: Mark::DashedLine, axis: Axis::Right, values: ratios, bases: Vec::new() });
    } else {
        points.iter_mut().for_each(|point| point.texts.truncate(1));
    }
    Some(ChartModel {
        id: id.into(),
        finding: trend_finding(analysis, currency, subject),
        caption: trend_caption(points.len() as u64, not_final),
        x_name: "Week".into(),
        x_ticks: week_ticks(start, end, first),
        points,
        series,
        left_ticks,
        left_range,
        right_ticks,
        right_range,
    })
}

fn trend_caption(weeks: u64, not_final: u64) -> String {
    let weeks = format::counted(weeks, "week", "weeks");
    if not_final == 0 { format!("Weekly · {weeks}") } else { format!("Weekly · {weeks} · the last {not_final} not final") }
}

/// Compares the last four final weeks of the calendar with the four before; says so where there are fewer. A week without
/// rows counts as no revenue; a week cut short by the date filter does not count.
fn trend_finding(analysis: &Analysis, currency: Currency, subject: &str) -> String {
    let (Some(revenue), Dimension::Week(first)) = (kpi::by_id("revenue"), analysis.dimension) else { return String::new() };
    let codes: Vec<u32> = analysis.codes().collect();
    let (Some(&start), Some(&end)) = (codes.first(), codes.last()) else { return String::new() };
    let is_whole = |code: u32| {
        let (opens, closes) = (week_of_code(code, first), week_of_code(code, first).plus_days(6));
        analysis.slice.from.is_none_or(|from| opens >= from) && analysis.slice.to.is_none_or(|to| closes <= to)
    };
    let weeks: Vec<u32> = (start..=end).filter(|&code| is_whole(code) && !analysis.is_immature(code)).collect();
    let of_week = |code: u32| match codes.binary_search(&code).ok().and_then(|at| analysis.figure(revenue, at)) {
        Some(Outcome::Value(value)) => value.numerator.value,
        _ => 0,
    };
    let sum = |weeks: &[u32]| weeks.iter().map(|&code| of_week(code)).sum::<i128>();
    let latest = weeks.len().checked_sub(COMPARED_WEEKS).and_then(|from| weeks.get(from..)).map(sum);
    let earlier = weeks.len().checked_sub(2 * COMPARED_WEEKS).and_then(|from| weeks.get(from..from + COMPARED_WEEKS)).map(sum);
    let weekly = |sum: i128| format::money(sum / COMPARED_WEEKS as i128, currency);
    match (latest, earlier) {
        (Some(latest), Some(earlier)) if earlier > 0 => {
            let change = Ratio::new(latest - earlier, earlier).map(|ratio| format::percent(&ratio)).unwrap_or_default();
            let words = match latest.cmp(&earlier) {
                std::cmp::Ordering::Greater => format!("up {change} on"),
                std::cmp::Ordering::Less => format!("down {} on", change.trim_start_matches('-')),
                std::cmp::Ordering::Equal => "the same as".into(),
            };
            format!("{subject}: {} a week over the last four final weeks, {words} the four before", weekly(latest))
        }
        (Some(latest), _) => format!("{subject}: {} a week over the last four final weeks", weekly(latest)),
        _ => format!("{subject}, week by week: too few final weeks to compare"),
    }
}

/// A tick on the first week and then evenly, at most [`X_LABELS_MAX`].
fn week_ticks(start: u32, end: u32, first: Weekday) -> Vec<Tick> {
    let weeks = end - start + 1;
    let step = usize::try_from(weeks).unwrap_or(usize::MAX).div_ceil(X_LABELS_MAX).max(1);
    (start..=end).step_by(step).map(|code| Tick { at: f64::from(code - start), label: format::day_month(week_of_code(code, first)) }).collect()
}

/// Creators by revenue with their running share. `None` without creators or positive revenue.
pub fn pareto(ledger: &Ledger, analysis: &Analysis, currency: Currency) -> Option<ChartModel> {
    let (revenue, share, to_80) = (kpi::by_id("revenue")?, kpi::by_id("revenue-share")?, kpi::by_id("creators-to-80")?);
    let Outcome::Value(total) = analysis.total(revenue) else { return None };
    let mut creators: Vec<(i128, usize)> = Vec::new();
    for at in 0..analysis.len() {
        let is_named = analysis.code(at).is_some_and(|code| Some(code) != ledger.nameless_creator());
        if let (true, Some(Outcome::Value(value))) = (is_named, analysis.figure(revenue, at)) {
            creators.push((value.numerator.value, at));
        }
    }
    let name = |at: usize| analysis.code(at).map(|code| label_of(ledger, analysis.dimension, code)).unwrap_or_default();
    creators.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| name(a.1).0.cmp(&name(b.1).0)));
    if creators.is_empty() || total.numerator.value <= 0 {
        return None;
    }
    let all = creators.len() as u64;
    creators.truncate(PARETO_CREATORS_MAX);
    let (mut running, mut points, mut bars, mut line) = (0_i128, Vec::new(), Vec::new(), Vec::new());
    for &(amount, at) in &creators {
        running += amount;
        let so_far = Ratio::new(running, total.numerator.value)?;
        let own = plot(share, analysis.figure(share, at), currency);
        points.push(ChartPoint {
            label: name(at).1,
            texts: vec![format!("{} ({})", format::money(amount, currency), own.text), format::percent(&so_far)],
            immature: false,
        });
        bars.push(format::money(amount, Currency::USD).replace(['$', ','], "").parse().ok());
        line.push(so_far.to_places(6).parse().ok());
    }
    let (low, high) = bounds(bars.iter());
    let (left_ticks, left_range) = ticks(low, high, |value| format::axis_money(value, currency));
    let (right_ticks, right_range) = ticks(0.0, 1.0, format::axis_percent);
    let shown = points.len();
    let step = shown.div_ceil(X_LABELS_MAX).max(1);
    let x_ticks = (0_u32..).take(shown).step_by(step).map(|at| Tick { at: f64::from(at), label: (at + 1).to_string() }).collect();
    Some(ChartModel {
        id: "pareto".into(),
        finding: pareto_finding(&analysis.total(to_80), all),
        caption: if all > shown as u64 {
            format!("The {shown} largest of {} creators by revenue", format::count(all))
        } else {
            "Creators by revenue, largest first".into()
        },
        x_name: "Creator".into(),
        points,
        series: vec![
            Series { name: "Revenue".into(), mark: Mark::Bar, axis: Axis::Left, values: bars, bases: Vec::new() },
            Series { name: "Running share".into(), mark: Mark::Line, axis: Axis::Right, values: line, bases: Vec::new() },
        ],
        x_ticks,
        left_ticks,
        left_range,
        right_ticks,
        right_range,
    })
}

fn pareto_finding(to_80: &Outcome, all: u64) -> String {
    match to_80 {
        Outcome::Value(value) => {
            let holders = u64::try_from(value.numerator.value).unwrap_or_default();
            format!(
                "{} of {} {} 80% of revenue",
                format::count(holders),
                format::counted(all, "creator", "creators"),
                if holders == 1 { "holds" } else { "hold" }
            )
        }
        _ => "Revenue by creator".into(),
    }
}
