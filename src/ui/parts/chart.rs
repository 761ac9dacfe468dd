//! A chart: its finding in words, the drawing, a tooltip for pointer and keyboard, and the same data as a table.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;

use super::canvas::SharpCanvas;
use super::chart_draw::{self, Plot};
use super::chart_image;
use super::chart_theme::Theme;
use crate::present::model::{Axis, ChartModel, Mark, Series};
use crate::shell::changes::{Watch, in_one_frame, pixel_ratio};

const NOT_FINAL: &str = "not final yet";
/// From the point to the tooltip, in CSS pixels.
const TIP_GAP: f64 = 12.0;

/// Shows `model` and follows it. Draws in an animation frame: when the model, the size, the screen or the theme changes.
#[component]
pub fn ChartView(#[prop(into)] model: Signal<ChartModel>) -> impl IntoView {
    let is_empty = Memo::new(move |_| model.with(|model| model.points.is_empty()));
    let is_table = RwSignal::new(false);
    let table_id = move || model.with(|model| format!("{}-table", model.id));
    let figure = NodeRef::<html::Figure>::new();
    let download = move |_| {
        let theme = figure.get_untracked().and_then(|figure| Theme::read(&figure));
        if let Some(theme) = theme {
            model.with_untracked(|model| chart_image::save(model, &theme));
        }
    };
    view! {
        <figure class="chart" node_ref=figure>
            <figcaption class="chart-head">
                <h2>{move || model.with(|model| model.finding.clone())}</h2>
                <span>{move || model.with(|model| model.caption.clone())}</span>
            </figcaption>
            <Show when=move || !is_empty.get() fallback=Nothing>
                <Drawing model />
                <div class="chart-foot">
                    <Legend model />
                    <button type="button" class="chart-button" aria-expanded=move || is_table.get().to_string() aria-controls=table_id
                        on:click=move |_| is_table.update(|open| *open = !*open)>
                        "As a table"
                    </button>
                    <button type="button" class="chart-button" on:click=download>"PNG"</button>
                </div>
                <div class="chart-table-box" id=table_id hidden=move || !is_table.get()>
                    <Show when=move || is_table.get()><Table model /></Show>
                </div>
            </Show>
        </figure>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! { <p class="chart-empty">"There is nothing to draw in this view. Choose a longer period or remove a filter."</p> }
}

/// The point that is looked at, and whether it was reached by keyboard and must be said aloud.
#[derive(Clone, Copy, PartialEq)]
struct Looked {
    point: usize,
    is_said: bool,
}

#[component]
fn Drawing(model: Signal<ChartModel>) -> impl IntoView {
    let (frame, canvas) = (NodeRef::<html::Div>::new(), NodeRef::<html::Canvas>::new());
    let plot = RwSignal::new(Plot::default());
    let looked = RwSignal::new(None::<Looked>);
    let watch = StoredValue::new_local(None::<Watch>);
    let redraw = in_one_frame(move || {
        if let Some(drawn) = redraw_on(frame, canvas, model) {
            // Late frames may come after the chart has gone.
            plot.try_set(drawn);
        }
    });
    let redraw = StoredValue::new_local(redraw);
    Effect::new(move |_| {
        model.track();
        looked.set(None);
        redraw.with_value(|redraw| redraw());
    });
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            let again = move || {
                redraw.try_with_value(|redraw| redraw());
            };
            watch.set_value(Watch::start(&frame, again));
        }
    });
    let on_key = move |event: KeyboardEvent| press(&event, plot.get_untracked(), looked);
    let on_point = move |event: PointerEvent| {
        let point = frame.get_untracked().and_then(|frame| {
            let x = f64::from(event.client_x()) - frame.get_bounding_client_rect().left();
            plot.get_untracked().point_at(x)
        });
        looked.set(point.map(|point| Looked { point, is_said: false }));
    };
    let name = move || model.with(|model| format!("{} {}. Arrow keys read it point by point; it is also there as a table.", model.finding, model.caption));
    let said = move || match looked.get() {
        Some(Looked { point, is_said: true }) => model.with(|model| spoken(model, point)),
        _ => String::new(),
    };
    view! {
        <div class="chart-plot" node_ref=frame tabindex="0" role="group" aria-label="Points of the chart: arrow keys, Home, End"
            on:keydown=on_key on:pointermove=on_point on:pointerdown=on_point
            on:pointerleave=move |_| looked.set(None) on:blur=move |_| looked.set(None)>
            <canvas class="chart-canvas" node_ref=canvas role="img" aria-label=name></canvas>
            {move || looked.get().map(|looked| view! { <Tip model plot=plot.get() point=looked.point /> })}
        </div>
        <p class="visually-hidden" role="status" aria-live="polite">{said}</p>
    }
}

/// `None` while the chart has no place on the page yet, or no longer.
fn redraw_on(frame: NodeRef<html::Div>, canvas: NodeRef<html::Canvas>, model: Signal<ChartModel>) -> Option<Plot> {
    let (frame, canvas) = (frame.try_get_untracked()??, canvas.try_get_untracked()??);
    let size = (u32::try_from(frame.client_width()).ok()?, u32::try_from(frame.client_height()).ok()?);
    let theme = Theme::read(&frame)?;
    let backend = SharpCanvas::new(&canvas, size, pixel_ratio())?;
    model.try_with_untracked(|model| chart_draw::draw(backend, model, &theme).ok())?
}

/// One step, an end, or away; other keys stay the page's.
fn press(event: &KeyboardEvent, plot: Plot, looked: RwSignal<Option<Looked>>) {
    let Some(last) = plot.points.checked_sub(1) else { return };
    let at = looked.get_untracked().map(|looked| looked.point);
    let point = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => Some(at.map_or(0, |at| (at + 1).min(last))),
        "ArrowLeft" | "ArrowUp" => Some(at.map_or(last, |at| at.saturating_sub(1))),
        "Home" => Some(0),
        "End" => Some(last),
        "Escape" if at.is_some() => None,
        _ => return,
    };
    event.prevent_default();
    looked.set(point.map(|point| Looked { point, is_said: true }));
}

fn spoken(model: &ChartModel, point: usize) -> String {
    let Some(point) = model.points.get(point) else { return String::new() };
    let values = model.series.iter().zip(&point.texts).map(|(series, text)| format!("{} {text}", series.name));
    let values: Vec<String> = values.chain(point.immature.then(|| NOT_FINAL.to_owned())).collect();
    format!("{}: {}", point.label, values.join(", "))
}

/// Beside the point, on the side with more room.
#[component]
fn Tip(model: Signal<ChartModel>, plot: Plot, point: usize) -> impl IntoView {
    let x = plot.x_of(point);
    let is_left_half = x < plot.left + plot.width / 2.0;
    let shift = if is_left_half { format!("translateX({TIP_GAP}px)") } else { format!("translateX(calc(-100% - {TIP_GAP}px))") };
    let rows = move || {
        model.with(|model| {
            let texts = model.points.get(point).map(|point| point.texts.clone()).unwrap_or_default();
            let rows = model.series.iter().enumerate().zip(texts);
            rows.map(|((at, series), text)| view! { <div class=key_class(at, series)><span>{series.name.clone()}</span>" "<b>{text}</b></div> }).collect_view()
        })
    };
    let label = model.with_untracked(|model| model.points.get(point).map(|point| (point.label.clone(), point.immature)));
    label.map(|(label, immature)| {
        view! {
            <div class="chart-cursor" aria-hidden="true" style:left=format!("{x}px") style:top=format!("{}px", plot.top) style:height=format!("{}px", plot.height)></div>
            <div class="chart-tip" aria-hidden="true" style:left=format!("{x}px") style:transform=shift>
                <strong>{label}</strong>
                {rows}
                {immature.then(|| view! { <em>{NOT_FINAL}</em> })}
            </div>
        }
    })
}

/// Mark and colour of a series, for legend and tooltip; `parts.css` draws them as the canvas does.
fn key_class(at: usize, series: &Series) -> String {
    let mark = match series.mark {
        Mark::Line => "legend-line",
        Mark::DashedLine => "legend-dash",
        Mark::Bar | Mark::Span => "legend-bar",
        Mark::Dot => "legend-dot",
    };
    format!("{mark} series-{}", at % 4)
}

#[component]
fn Legend(model: Signal<ChartModel>) -> impl IntoView {
    let items = move || {
        model.with(|model| {
            let has_right = model.series.iter().any(|series| series.axis == Axis::Right);
            let has_immature = model.points.iter().any(|point| point.immature);
            let series = model.series.iter().enumerate().map(|(at, series)| {
                let side = if has_right && series.axis == Axis::Right { " (right)" } else { "" };
                view! { <li class=key_class(at, series)>{series.name.clone()}{side}</li> }
            });
            (series.collect_view(), has_immature.then(|| view! { <li class="legend-hatch">{NOT_FINAL}</li> }))
        })
    };
    view! { <ul class="legend">{items}</ul> }
}

#[component]
fn Table(model: Signal<ChartModel>) -> impl IntoView {
    let head = move || model.with(|model| model.series.iter().map(|series| view! { <th scope="col">{series.name.clone()}</th> }).collect_view());
    let row = |point: &crate::present::model::ChartPoint| {
        let cells = point.texts.iter().map(|text| view! { <td>{text.clone()}</td> }).collect_view();
        let note = point.immature.then(|| format!(" ({NOT_FINAL})"));
        view! { <tr><th scope="row">{point.label.clone()}{note}</th>{cells}</tr> }
    };
    view! {
        <table class="chart-table">
            <caption>{move || model.with(|model| format!("{} {}", model.finding, model.caption))}</caption>
            <thead><tr><th scope="col">{move || model.with(|model| model.x_name.clone())}</th>{head}</tr></thead>
            <tbody>{move || model.with(|model| model.points.iter().map(row).collect_view())}</tbody>
        </table>
    }
}
