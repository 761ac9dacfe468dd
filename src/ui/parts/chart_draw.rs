//! Draws a chart with plotters. Every number that is written comes as text from the model; here are only positions.

use plotters::chart::DualCoordChartContext;
use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontFamily, FontStyle};

use super::canvas::UNIT;
use super::chart_theme::Theme;
use crate::present::model::{Axis, ChartModel, Mark, Series, Tick};

/// All lengths are in units of the canvas.
const PIXEL: i32 = UNIT as i32;
const FONT: f64 = 12.0 * UNIT as f64;
/// Between a label and what it belongs to, and between two labels.
const GAP: i32 = 8 * PIXEL;
/// Room above the plot for half a label.
const TOP: i32 = 10 * PIXEL;
const BOTTOM: i32 = 26 * PIXEL;
/// A name under the x axis is cut after this; it is whole in tooltip and table.
const X_LABEL_MAX: i32 = 96 * PIXEL;
const HAIRLINE: u32 = UNIT;
const STROKE: u32 = 2 * UNIT;
const DOT: u32 = 3 * UNIT;
const DASH: u32 = 5 * UNIT;
const HATCH_STEP: usize = 7 * UNIT as usize;
/// Radius of a mark that stands alone.
const MARK: u32 = 5 * UNIT;
/// Part of a point's width its spans fill, and at most for each point there is.
const SPAN_PART: f64 = 0.72;
const SPAN_POINTS: f64 = 0.12;
/// Part of a point's width its bars fill.
const BAR_PART: f64 = 0.72;

type Failed<B> = DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>;
type Area<B> = DrawingArea<B, Shift>;
type Chart<'a, B> = DualCoordChartContext<'a, B, Cartesian2d<Float, Float>, Cartesian2d<Float, Float>>;
type Float = plotters::coord::types::RangedCoordf64;

/// Where the points lie on the canvas; in CSS pixels once it leaves this module.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Plot {
    pub left: f64,
    pub width: f64,
    pub top: f64,
    pub height: f64,
    pub points: usize,
}

impl Plot {
    fn in_css_pixels(self) -> Plot {
        let css = |units: f64| units / f64::from(UNIT);
        Plot { left: css(self.left), width: css(self.width), top: css(self.top), height: css(self.height), points: self.points }
    }

    /// Middle of a point.
    pub fn x_of(&self, point: usize) -> f64 {
        self.left + (point as f64 + 0.5) / self.points.max(1) as f64 * self.width
    }

    /// The point at `x`, the nearest where there is none. `None` in an empty chart.
    pub fn point_at(&self, x: f64) -> Option<usize> {
        let last = self.points.checked_sub(1)?;
        let at = (x - self.left) / self.width.max(1.0) * self.points as f64;
        Some((at.max(0.0) as usize).min(last))
    }
}

/// Draws over the whole of `backend`; fails as its calls fail.
pub fn draw<B: DrawingBackend>(backend: B, model: &ChartModel, theme: &Theme) -> Result<Plot, Failed<B>> {
    let area = backend.into_drawing_area();
    let painter = Painter { theme, area: &area };
    let points = model.points.len();
    let x_range = || -0.5..(points.max(1) as f64 - 0.5);
    let mut chart = ChartBuilder::on(&area)
        .margin_top(TOP)
        .x_label_area_size(BOTTOM)
        .y_label_area_size(painter.room_for(&model.left_ticks)?)
        .right_y_label_area_size(painter.room_for(&model.right_ticks)?.max(GAP))
        .build_cartesian_2d(x_range(), range(model.left_range))?
        .set_secondary_coord(x_range(), range(model.right_range));
    let (x, y) = chart.plotting_area().get_pixel_range();
    let plot = Plot { left: x.start.into(), width: (x.end - x.start).into(), top: y.start.into(), height: (y.end - y.start).into(), points };
    painter.immature(model, &plot)?;
    painter.axes(model, &chart, &plot)?;
    painter.series(model, &mut chart)?;
    area.present()?;
    Ok(plot.in_css_pixels())
}

/// A range with room in it, so that positions stay finite.
fn range((from, to): (f64, f64)) -> std::ops::Range<f64> {
    if to > from { from..to } else { from..from + 1.0 }
}

struct Painter<'a, B: DrawingBackend> {
    theme: &'a Theme,
    area: &'a Area<B>,
}

impl<B: DrawingBackend> Painter<'_, B> {
    fn label(&self, h: HPos, v: VPos) -> TextStyle<'_> {
        let font = FontDesc::new(FontFamily::Name(&self.theme.family), FONT, FontStyle::Normal);
        font.color(&self.theme.text).pos(Pos::new(h, v))
    }

    fn width_of(&self, text: &str) -> Result<i32, Failed<B>> {
        Ok(self.area.estimate_text_size(text, &self.label(HPos::Left, VPos::Top))?.0 as i32)
    }

    fn room_for(&self, ticks: &[Tick]) -> Result<i32, Failed<B>> {
        let mut widest = 0;
        for tick in ticks {
            widest = widest.max(self.width_of(&tick.label)? + GAP);
        }
        Ok(widest)
    }

    fn path(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> Result<(), Failed<B>> {
        self.area.draw(&PathElement::new([from, to], colour.stroke_width(HAIRLINE)))
    }

    /// Runs of points that are not final: sunk and hatched, over the whole height.
    fn immature(&self, model: &ChartModel, plot: &Plot) -> Result<(), Failed<B>> {
        let half = plot.width / plot.points.max(1) as f64 / 2.0;
        let (top, bottom) = (plot.top as i32, (plot.top + plot.height) as i32);
        let mut at = 0;
        for run in model.points.chunk_by(|a, b| a.immature == b.immature) {
            let (first, last) = (at, at + run.len() - 1);
            at += run.len();
            if run.first().is_some_and(|point| point.immature) {
                let (left, right) = ((plot.x_of(first) - half).round() as i32, (plot.x_of(last) + half).round() as i32);
                self.area.draw(&Rectangle::new([(left, top), (right, bottom)], self.theme.immature.filled()))?;
                self.hatch((left, top), (right, bottom))?;
            }
        }
        Ok(())
    }

    /// Diagonals from lower left to upper right, cut at the edges.
    fn hatch(&self, (left, top): (i32, i32), (right, bottom): (i32, i32)) -> Result<(), Failed<B>> {
        for sum in (left + top..right + bottom).step_by(HATCH_STEP) {
            let lower = (sum - bottom).max(left);
            let upper = (sum - top).min(right);
            self.path((lower, sum - lower), (upper, sum - upper), self.theme.grid)?;
        }
        Ok(())
    }

    fn axes(&self, model: &ChartModel, chart: &Chart<'_, B>, plot: &Plot) -> Result<(), Failed<B>> {
        let (left, right) = (plot.left as i32, (plot.left + plot.width) as i32);
        for tick in &model.left_ticks {
            let (_, y) = chart.plotting_area().map_coordinate(&(0.0, tick.at));
            // Zero stands out where values lie on both sides of it.
            let is_zero = tick.at == 0.0 && model.left_range.0 < 0.0;
            self.path((left, y), (right, y), if is_zero { self.theme.text } else { self.theme.grid })?;
            self.area.draw(&Text::new(tick.label.as_str(), (left - GAP, y), self.label(HPos::Right, VPos::Center)))?;
        }
        for tick in &model.right_ticks {
            let (_, y) = chart.secondary_plotting_area().map_coordinate(&(0.0, tick.at));
            self.area.draw(&Text::new(tick.label.as_str(), (right + GAP, y), self.label(HPos::Left, VPos::Center)))?;
        }
        self.x_labels(&model.x_ticks, plot)
    }

    /// Every label, or every second, third… one: as many as stand side by side.
    fn x_labels(&self, ticks: &[Tick], plot: &Plot) -> Result<(), Failed<B>> {
        let mut boxes = Vec::with_capacity(ticks.len());
        let canvas_width = self.area.dim_in_pixel().0 as i32;
        for tick in ticks {
            let text = self.shortened(&tick.label)?;
            let width = self.width_of(&text)?;
            let middle = plot.left + (tick.at + 0.5) / plot.points.max(1) as f64 * plot.width;
            let start = (middle.round() as i32 - width / 2).min(canvas_width - width).max(0);
            boxes.push((text, start, start + width));
        }
        let fits = |step: usize| {
            let kept: Vec<_> = boxes.iter().step_by(step).collect();
            kept.array_windows().all(|[(_, _, end), (_, next, _)]| end + GAP <= *next)
        };
        let step = (1..=boxes.len()).find(|step| fits(*step)).unwrap_or(1);
        let y = (plot.top + plot.height) as i32 + GAP;
        for (text, start, _) in boxes.iter().step_by(step) {
            self.area.draw(&Text::new(text.as_str(), (*start, y), self.label(HPos::Left, VPos::Top)))?;
        }
        Ok(())
    }

    fn shortened(&self, label: &str) -> Result<String, Failed<B>> {
        let mut text = label.to_owned();
        let mut chars = label.chars().count();
        while chars > 1 && self.width_of(&text)? > X_LABEL_MAX {
            chars -= 1;
            text = label.chars().take(chars).collect::<String>().trim_end().to_owned() + "…";
        }
        Ok(text)
    }

    /// Bars first, lines over them; colours by order in the model, as in the legend.
    fn series(&self, model: &ChartModel, chart: &mut Chart<'_, B>) -> Result<(), Failed<B>> {
        let coloured = || model.series.iter().zip(self.theme.series.iter().cycle());
        let bars: Vec<_> = coloured().filter(|(series, _)| series.mark == Mark::Bar).collect();
        for (at, (series, colour)) in bars.iter().enumerate() {
            self.bars(model, series, **colour, (at, bars.len()), chart)?;
        }
        for (series, colour) in coloured().filter(|(series, _)| series.mark == Mark::Span) {
            self.spans(model, series, *colour, chart)?;
        }
        for (series, colour) in coloured().filter(|(series, _)| series.mark == Mark::Dot) {
            for (at, value) in series.values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?))) {
                let middle = pixel(chart, series.axis, (at as f64, value));
                // A rim of paper keeps it apart from what is behind it.
                self.area.draw(&Circle::new(middle, MARK + PIXEL as u32 * 2, self.theme.paper.filled()))?;
                self.area.draw(&Circle::new(middle, MARK, colour.filled()))?;
            }
        }
        for (series, colour) in coloured().filter(|(series, _)| matches!(series.mark, Mark::Line | Mark::DashedLine)) {
            for run in runs(&series.values) {
                self.line(&run, series, *colour, chart)?;
            }
        }
        Ok(())
    }

    fn line(&self, run: &[(f64, f64)], series: &Series, colour: RGBColor, chart: &mut Chart<'_, B>) -> Result<(), Failed<B>> {
        let pixels: Vec<(i32, i32)> = run.iter().map(|point| pixel(chart, series.axis, *point)).collect();
        match (pixels.as_slice(), series.mark) {
            // A point between two gaps is no line, but it is there.
            ([only], _) => self.area.draw(&Circle::new(*only, DOT, colour.filled())),
            (_, Mark::DashedLine) => {
                let dashes = DashedPathElement::new(pixels, DASH, DASH, colour.stroke_width(STROKE));
                self.area.draw(&dashes)
            }
            _ => self.area.draw(&PathElement::new(pixels, colour.stroke_width(STROKE))),
        }
    }

    fn spans(&self, model: &ChartModel, series: &Series, colour: RGBColor, chart: &Chart<'_, B>) -> Result<(), Failed<B>> {
        // A point alone would be a wall.
        let half = SPAN_PART.min(SPAN_POINTS * model.points.len() as f64) / 2.0;
        for (at, (value, base)) in series.values.iter().zip(&series.bases).enumerate() {
            let Some(value) = value else { continue };
            let (left, top) = pixel(chart, series.axis, (at as f64 - half, value.max(*base)));
            let (right, bottom) = pixel(chart, series.axis, (at as f64 + half, value.min(*base)));
            let corners = [(left, top), (right.max(left + PIXEL), bottom)];
            let is_immature = model.points.get(at).is_some_and(|point| point.immature);
            let fill = if is_immature { colour.mix(0.35) } else { colour.mix(1.0) };
            self.area.draw(&Rectangle::new(corners, fill.filled()))?;
            self.area.draw(&Rectangle::new(corners, colour.stroke_width(HAIRLINE)))?;
        }
        Ok(())
    }

    fn bars(&self, model: &ChartModel, series: &Series, colour: RGBColor, (at, of): (usize, usize), chart: &Chart<'_, B>) -> Result<(), Failed<B>> {
        let (low, high) = match series.axis {
            Axis::Left => model.left_range,
            Axis::Right => model.right_range,
        };
        let width = BAR_PART / of as f64;
        let start = at as f64 * width - BAR_PART / 2.0;
        for (index, (value, point)) in series.values.iter().zip(&model.points).enumerate() {
            let Some(value) = value else { continue };
            let x = index as f64 + start;
            let (left, top) = pixel(chart, series.axis, (x, value.max(0.0).clamp(low, high)));
            let (right, bottom) = pixel(chart, series.axis, (x + width, value.min(0.0).clamp(low, high)));
            // However many there are, each can be seen.
            let right = right.max(left + PIXEL);
            let corners = [(left, top), (right, bottom)];
            if point.immature {
                self.area.draw(&Rectangle::new(corners, colour.mix(0.35).filled()))?;
                self.area.draw(&Rectangle::new(corners, colour.stroke_width(HAIRLINE)))?;
            } else {
                self.area.draw(&Rectangle::new(corners, colour.filled()))?;
            }
        }
        Ok(())
    }
}

fn pixel<B: DrawingBackend>(chart: &Chart<'_, B>, axis: Axis, point: (f64, f64)) -> (i32, i32) {
    match axis {
        Axis::Left => chart.plotting_area().map_coordinate(&point),
        Axis::Right => chart.secondary_plotting_area().map_coordinate(&point),
    }
}

/// Unbroken stretches, as positions in the axes' own units.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let indexed = values.iter().enumerate().map(|(at, value)| value.map(|value| (at as f64, value)));
    let all: Vec<Option<(f64, f64)>> = indexed.collect();
    all.split(Option::is_none).filter(|run| !run.is_empty()).map(|run| run.iter().copied().flatten().collect()).collect()
}
