//! A chart as a picture that stands alone: paper, finding, caption, drawing.

use wasm_bindgen::JsCast;
use web_sys::CanvasRenderingContext2d;

use super::canvas::SharpCanvas;
use super::chart_draw;
use super::chart_theme::Theme;
use crate::present::model::ChartModel;
use crate::shell::picture;

/// CSS pixels: the width of a slide's half, drawn at twice that.
const WIDTH: u32 = 960;
const HEIGHT: u32 = 420;
const RATIO: f64 = 2.0;
const MARGIN: f64 = 24.0;
const TITLE_LINE: f64 = 26.0;
const SMALL_LINE: f64 = 20.0;

/// Downloads the chart as `<id>.png`. `None` where the browser has no memory for it.
pub fn save(model: &ChartModel, theme: &Theme) -> Option<()> {
    let (chart, sheet) = (picture::canvas()?, picture::canvas()?);
    chart_draw::draw(SharpCanvas::new(&chart, (WIDTH, HEIGHT), RATIO)?, model, theme).ok()?;
    let context: CanvasRenderingContext2d = sheet.get_context("2d").ok()??.dyn_into().ok()?;
    context.set_font(&title_font(theme));
    let title = lines(&context, &model.finding, f64::from(WIDTH));
    let head = title.len() as f64 * TITLE_LINE + 2.0 * SMALL_LINE;
    sheet.set_width(((f64::from(WIDTH) + 2.0 * MARGIN) * RATIO) as u32);
    sheet.set_height(((f64::from(HEIGHT) + head + 2.0 * MARGIN) * RATIO) as u32);
    context.scale(RATIO, RATIO).ok()?;
    write_head(&context, model, theme, &title)?;
    let (width, height) = (f64::from(WIDTH), f64::from(HEIGHT));
    context.draw_image_with_html_canvas_element_and_dw_and_dh(&chart, MARGIN, MARGIN + head, width, height).ok()?;
    picture::save_png(&sheet, &format!("{}.png", model.id))
}

fn title_font(theme: &Theme) -> String {
    format!("600 20px {}", theme.family)
}

fn write_head(context: &CanvasRenderingContext2d, model: &ChartModel, theme: &Theme, title: &[String]) -> Option<()> {
    let css = |colour: plotters::style::RGBColor| format!("rgb({},{},{})", colour.0, colour.1, colour.2);
    context.set_fill_style_str(&css(theme.paper));
    context.fill_rect(0.0, 0.0, f64::from(WIDTH) * RATIO, f64::from(HEIGHT) * RATIO * 2.0);
    context.set_text_baseline("top");
    context.set_font(&title_font(theme));
    context.set_fill_style_str(&css(theme.title));
    let mut y = MARGIN;
    for line in title {
        context.fill_text(line, MARGIN, y).ok()?;
        y += TITLE_LINE;
    }
    context.set_font(&format!("13px {}", theme.family));
    context.set_fill_style_str(&css(theme.text));
    context.fill_text(&model.caption, MARGIN, y).ok()?;
    let mut x = MARGIN;
    for (series, colour) in model.series.iter().zip(theme.series.iter().cycle()) {
        context.set_fill_style_str(&css(*colour));
        context.fill_text(&format!("■ {}", series.name), x, y + SMALL_LINE).ok()?;
        x += context.measure_text(&format!("■ {}", series.name)).ok()?.width() + MARGIN;
    }
    Some(())
}

/// Words side by side as far as they fit.
fn lines(context: &CanvasRenderingContext2d, text: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        let fits = |line: &String| context.measure_text(line).is_ok_and(|measured| measured.width() <= width);
        match (longer.filter(fits), lines.last_mut()) {
            (Some(longer), Some(last)) => *last = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
