//! Pictures of findings as charts and shaded tables. Floats are for drawing only; every text is made from the exact value.

use crate::diagnosis::finding::{Band, Course, IntervalRow, Picture, Scale};
use crate::diagnosis::{Phrase, Value};
use crate::present::chart::ticks;
use crate::present::format;
use crate::present::model::{Axis, ChartModel, ChartPoint, Mark, Series, Tick};
use crate::units::{Date, Ratio};

use super::model::{HeatCell, HeatModel, HeatRow};
use super::words::Writer;

/// Labels along x, at most.
const X_LABELS_MAX: usize = 8;
/// Shades above the lightest.
const SHADES: i128 = 6;
const NO_VALUE: &str = "–";

/// Charts and shaded tables of one finding, in order.
pub fn pictures(id: &str, pictures: &[Picture], writer: &Writer) -> (Vec<ChartModel>, Vec<HeatModel>) {
    let (mut charts, mut heats) = (Vec::new(), Vec::new());
    let reaches = [Scale::Money, Scale::Share, Scale::Points, Scale::Number].map(|scale| (scale, reach(pictures, scale)));
    for (at, picture) in pictures.iter().enumerate() {
        let id = format!("{id}-{}", at + 1);
        match picture {
            Picture::Waterfall { title, start, parts, end, scale } => charts.push(waterfall(id, writer.phrase(title), start, parts, end, *scale, writer)),
            Picture::Weeks { title, weeks, courses, band, scale } => {
                let reach = reaches.iter().find(|(own, _)| own == scale).map_or((0.0, 0.0), |(_, reach)| *reach);
                charts.push(over_weeks(id, &Drawn { title, weeks, courses, band: band.as_ref(), scale: *scale, reach }, writer));
            }
            Picture::Intervals { title, x_name, rows, reference, scale } => {
                charts.push(intervals(id, writer.phrase(title), x_name, rows, reference.as_ref(), *scale, writer));
            }
            Picture::Heat { title, rows, columns, cells, scale } => heats.push(heat(writer.phrase(title), rows, columns, cells, *scale, writer)),
        }
    }
    (charts, heats)
}

fn drawn(value: &Ratio) -> f64 {
    value.to_places(9).parse().unwrap_or(0.0)
}

fn text(value: &Ratio, scale: Scale, writer: &Writer) -> String {
    match scale {
        Scale::Money => writer.value(&Value::Money(*value)),
        Scale::Share => writer.value(&Value::Share(*value)),
        Scale::Points => writer.value(&Value::Points(*value)),
        Scale::Number => format::short_decimal(value),
    }
}

/// Ticks of the left axis over all values.
fn axis(values: impl Iterator<Item = f64>, scale: Scale, writer: &Writer) -> (Vec<Tick>, (f64, f64)) {
    let (low, high) = values.fold((0.0, 0.0), |(low, high), value| (f64::min(low, value), f64::max(high, value)));
    match scale {
        Scale::Money => ticks(low, high, |value| format::axis_money(value, writer.currency)),
        Scale::Share | Scale::Points => ticks(low, high, format::axis_percent),
        Scale::Number => ticks(low, high, |value| format!("{value:.1}").trim_end_matches(".0").to_owned()),
    }
}

fn series(name: &str, mark: Mark, values: Vec<Option<f64>>, bases: Vec<f64>) -> Series {
    Series { name: name.into(), mark, axis: Axis::Left, values, bases }
}

/// Labels of the points, thinned out where there are many.
fn x_ticks(points: &[ChartPoint], short: impl Fn(usize) -> String) -> Vec<Tick> {
    let step = points.len().div_ceil(X_LABELS_MAX).max(1);
    (0_u32..).zip(points).step_by(step).map(|(at, _)| Tick { at: f64::from(at), label: short(at as usize) }).collect()
}

/// From a start over parts to an end: each part floats where the ones before it left off.
fn waterfall(id: String, finding: String, start: &(&str, Ratio), parts: &[(&'static str, Ratio)], end: &str, scale: Scale, writer: &Writer) -> ChartModel {
    let mut level = start.1;
    let (mut points, mut totals, mut rises, mut falls) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut rise_bases, mut fall_bases) = (Vec::new(), Vec::new());
    let mut push = |label: &str, value: &Ratio, from: Option<&Ratio>, texts: [String; 3]| {
        let (base, top) = (from.map_or(0.0, drawn), drawn(value));
        let is_rise = from.is_some() && top >= base;
        totals.push(from.is_none().then_some(top));
        rises.push((from.is_some() && is_rise).then_some(top));
        rise_bases.push(if from.is_some() && is_rise { base } else { 0.0 });
        falls.push((from.is_some() && !is_rise).then_some(base));
        fall_bases.push(if from.is_some() && !is_rise { top } else { 0.0 });
        points.push(ChartPoint { label: label.to_owned(), texts: texts.to_vec(), immature: false });
    };
    let none = || NO_VALUE.to_owned();
    push(start.0, &level, None, [text(&level, scale, writer), none(), none()]);
    for (label, part) in parts {
        let next = level.plus(part).unwrap_or(level);
        let change = writer.value(&Value::Points(*part));
        let texts = if part.is_negative() { [none(), none(), change] } else { [none(), change, none()] };
        push(label, &next, Some(&level), texts);
        level = next;
    }
    push(end, &level, None, [text(&level, scale, writer), none(), none()]);
    let zeros = vec![0.0; points.len()];
    let (left_ticks, left_range) = axis(totals.iter().chain(&rises).chain(&falls).flatten().copied().chain(fall_bases.iter().copied()), scale, writer);
    let labels: Vec<String> = points.iter().map(|point| point.label.clone()).collect();
    ChartModel {
        id,
        finding,
        caption: "Level before and after, and what each cause added or took, in percentage points".into(),
        x_name: "Cause".into(),
        x_ticks: (0_u32..).zip(&labels).map(|(at, label)| Tick { at: f64::from(at), label: label.clone() }).collect(),
        points,
        series: vec![
            series("Level", Mark::Span, totals, zeros),
            series("Added", Mark::Span, rises, rise_bases),
            series("Taken away", Mark::Span, falls, fall_bases),
        ],
        left_ticks,
        left_range,
        ..ChartModel::blank()
    }
}

struct Drawn<'a> {
    title: &'a Phrase,
    weeks: &'a [Date],
    courses: &'a [Course],
    band: Option<&'a Band>,
    scale: Scale,
    /// Least and most over all pictures beside it, so that they can be compared.
    reach: (f64, f64),
}

/// Least and most of all courses of a scale.
fn reach(pictures: &[Picture], wanted: Scale) -> (f64, f64) {
    let of = |picture: &Picture| match picture {
        Picture::Weeks { courses, scale, .. } if *scale == wanted => courses.iter().flat_map(|course| course.values.iter().flatten().map(drawn)).collect(),
        _ => Vec::new(),
    };
    pictures.iter().flat_map(of).fold((0.0, 0.0), |(low, high), value| (f64::min(low, value), f64::max(high, value)))
}

/// Courses over weeks, with what chance alone would give where that is known.
fn over_weeks(id: String, picture: &Drawn<'_>, writer: &Writer) -> ChartModel {
    let Drawn { title, weeks, courses, band, scale, reach } = *picture;
    let written = |value: Option<&Ratio>| value.map_or_else(|| NO_VALUE.to_owned(), |value| text(value, scale, writer));
    let at = |values: &[Option<Ratio>], week: usize| values.get(week).copied().flatten();
    let points = weeks.iter().enumerate().map(|(week, start)| {
        let mut texts = Vec::new();
        if let Some((low, high)) = band {
            let range = at(low, week).zip(at(high, week));
            texts.push(range.map_or_else(|| NO_VALUE.to_owned(), |(low, high)| format!("{} to {}", text(&low, scale, writer), text(&high, scale, writer))));
        }
        texts.extend(courses.iter().map(|course| written(at(&course.values, week).as_ref())));
        ChartPoint { label: format!("Week of {}", format::date(*start)), texts, immature: false }
    });
    let points: Vec<ChartPoint> = points.collect();
    let floats = |values: &[Option<Ratio>]| values.iter().map(|value| value.as_ref().map(drawn)).collect::<Vec<_>>();
    let mut all = Vec::new();
    if let Some((low, high)) = band {
        let bases = floats(low).into_iter().map(|low| low.unwrap_or(0.0)).collect();
        all.push(series("What chance alone gives", Mark::Span, floats(high), bases));
    }
    all.extend(
        courses.iter().map(|course| series(&course.name, if course.is_ghost { Mark::DashedLine } else { Mark::Line }, floats(&course.values), Vec::new())),
    );
    let values = all.iter().flat_map(|series| series.values.iter().flatten().copied().chain(series.bases.iter().copied()));
    let (left_ticks, left_range) = axis(values.chain([reach.0, reach.1]), scale, writer);
    ChartModel {
        id,
        finding: writer.phrase(title),
        caption: "Mature weeks of this selection".into(),
        x_name: "Week".into(),
        x_ticks: x_ticks(&points, |week| weeks.get(week).map(|start| format::day_month(*start)).unwrap_or_default()),
        points,
        series: all,
        left_ticks,
        left_range,
        ..ChartModel::blank()
    }
}

/// Values with their 90 % intervals.
fn intervals(
    id: String,
    finding: String,
    x_name: &str,
    rows: &[IntervalRow],
    reference: Option<&(&'static str, Ratio)>,
    scale: Scale,
    writer: &Writer,
) -> ChartModel {
    let point = |row: &IntervalRow| {
        let range = format!("{} to {}", text(&row.low, scale, writer), text(&row.high, scale, writer));
        let mut texts = vec![range, text(&row.value, scale, writer)];
        texts.extend(reference.map(|(_, value)| text(value, scale, writer)));
        ChartPoint { label: row.name.clone(), texts, immature: false }
    };
    let points: Vec<ChartPoint> = rows.iter().map(point).collect();
    let of = |value: fn(&IntervalRow) -> &Ratio| rows.iter().map(|row| drawn(value(row))).collect::<Vec<f64>>();
    let (lows, values, highs) = (of(|row| &row.low), of(|row| &row.value), of(|row| &row.high));
    let reference_line = reference.map(|(name, value)| series(name, Mark::DashedLine, vec![Some(drawn(value)); rows.len()], Vec::new()));
    let (left_ticks, left_range) = axis(lows.iter().chain(&highs).copied().chain(reference.map(|(_, value)| drawn(value))), scale, writer);
    let some = |values: Vec<f64>| values.into_iter().map(Some).collect();
    let mut all = vec![series("90% interval", Mark::Span, some(highs), lows), series("Estimate", Mark::Dot, some(values), Vec::new())];
    all.extend(reference_line);
    let labels: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    ChartModel {
        id,
        finding,
        caption: "Estimates with their 90% intervals".into(),
        x_name: x_name.into(),
        x_ticks: x_ticks(&points, |at| labels.get(at).cloned().unwrap_or_default()),
        points,
        series: all,
        left_ticks,
        left_range,
        ..ChartModel::blank()
    }
}

/// A table whose cells are shaded in seven steps from the least to the most.
fn heat(finding: String, rows: &[String], columns: &[String], cells: &[Vec<Option<Ratio>>], scale: Scale, writer: &Writer) -> HeatModel {
    let known = || cells.iter().flatten().flatten();
    let (least, most) = (known().min().copied().unwrap_or_default(), known().max().copied().unwrap_or_default());
    let span = most.minus(&least).filter(Ratio::is_positive);
    let shade = |value: &Ratio| {
        let part = span.and_then(|span| value.minus(&least)?.over(&span)?.times(&Ratio::whole(SHADES * 1_000_000)));
        let step = part.and_then(|part| part.rounded_millionths()).map_or(0, |millionths| millionths / 1_000_000_000_000);
        u8::try_from(step.clamp(0, SHADES)).unwrap_or(0)
    };
    let cell = |value: &Option<Ratio>| HeatCell {
        text: value.as_ref().map_or_else(|| NO_VALUE.to_owned(), |value| text(value, scale, writer)),
        shade: value.as_ref().map(shade),
    };
    let row = |(label, cells): (&String, &Vec<Option<Ratio>>)| HeatRow { label: label.clone(), cells: cells.iter().map(cell).collect() };
    HeatModel { finding, columns: columns.to_vec(), rows: rows.iter().zip(cells).map(row).collect() }
}
