//! A canvas for plotters that is sharp at every device pixel ratio.
//!
//! plotters counts in whole units, `UNIT` to a CSS pixel, and the context is scaled. A horizontal or vertical line or an edge
//! that would fall between two device pixels is moved to one, and text is measured by the canvas, not through a styled
//! element, which the content security policy forbids.

use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

type Drawn = Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

/// Units a CSS pixel. With one, a nearly flat line would jitter and the dashes of one would lie at different heights.
pub const UNIT: u32 = 4;

/// A drawing backend; every length is in units.
pub struct SharpCanvas {
    inner: CanvasBackend,
    context: CanvasRenderingContext2d,
    /// Units.
    size: (u32, u32),
    /// Device pixels a unit.
    ratio: f64,
}

impl SharpCanvas {
    /// Clears the canvas and gives it `size` CSS pixels at this ratio of device pixels. `None` where the browser has no
    /// memory for it.
    pub fn new(canvas: &HtmlCanvasElement, size: (u32, u32), ratio: f64) -> Option<SharpCanvas> {
        let device = |css: u32| (f64::from(css) * ratio).round();
        canvas.set_width(device(size.0) as u32);
        canvas.set_height(device(size.1) as u32);
        // What is shown must be as large as what is drawn, or the browser stretches it by part of a pixel.
        let style = web_sys::HtmlElement::style(canvas);
        style.set_property("width", &format!("{}px", device(size.0) / ratio)).ok()?;
        style.set_property("height", &format!("{}px", device(size.1) / ratio)).ok()?;
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let (size, ratio) = ((size.0 * UNIT, size.1 * UNIT), ratio / f64::from(UNIT));
        context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
        context.set_line_join("round");
        let inner = CanvasBackend::with_canvas_object(canvas.clone())?;
        Some(SharpCanvas { inner, context, size, ratio })
    }

    /// Draws in device pixels.
    fn in_device_pixels(&self, draw: impl FnOnce(&CanvasRenderingContext2d)) -> Drawn {
        self.context.save();
        let reset = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        debug_assert!(reset.is_ok(), "the identity is a valid transformation");
        draw(&self.context);
        self.context.restore();
        Ok(())
    }

    /// A horizontal or vertical line on whole device pixels.
    fn straight<S: BackendStyle>(&self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        let width = (f64::from(style.stroke_width()) * self.ratio).round().max(1.0);
        let shift = if width % 2.0 == 1.0 { 0.5 } else { 0.0 };
        let device = |unit: i32| (f64::from(unit) * self.ratio).round() + shift;
        self.in_device_pixels(|context| {
            context.set_stroke_style_str(&colour(style.color()));
            context.set_line_width(width);
            context.begin_path();
            context.move_to(device(from.0), device(from.1));
            context.line_to(device(to.0), device(to.1));
            context.stroke();
        })
    }
}

fn colour(BackendColor { rgb: (r, g, b), alpha }: BackendColor) -> String {
    format!("rgba({r},{g},{b},{alpha})")
}

fn is_straight(from: BackendCoord, to: BackendCoord) -> bool {
    from.0 == to.0 || from.1 == to.1
}

impl DrawingBackend for SharpCanvas {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Drawn {
        self.inner.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Drawn {
        self.inner.draw_pixel(point, colour)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        if is_straight(from, to) { self.straight(from, to, style) } else { self.inner.draw_line(from, to, style) }
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        if !fill {
            let path = [from, (to.0, from.1), to, (from.0, to.1), from];
            return path.array_windows().try_for_each(|[from, to]| self.straight(*from, *to, style));
        }
        let device = |unit: i32| (f64::from(unit) * self.ratio).round();
        let ((left, top), (right, bottom)) = ((device(from.0), device(from.1)), (device(to.0), device(to.1)));
        self.in_device_pixels(|context| {
            context.set_fill_style_str(&colour(style.color()));
            context.fill_rect(left, top, right - left, bottom - top);
        })
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        match points.as_slice() {
            [from, to] => self.draw_line(*from, *to, style),
            _ => self.inner.draw_path(points, style),
        }
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.inner.draw_circle(centre, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.inner.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        self.inner.draw_text(text, style, at)
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        self.context.set_font(&format!("{} {}px {}", style.style().as_str(), style.size(), style.family().as_str()));
        let width = self.context.measure_text(text).map_or(0.0, |measured| measured.width());
        Ok((width.ceil() as u32, (style.size() * LINE_HEIGHT).ceil() as u32))
    }
}

/// Height of a line of text by its font size, with room for accents and descenders.
const LINE_HEIGHT: f64 = 1.25;
