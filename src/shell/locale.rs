//! The clock, and how the reader's own browser writes times and sizes.

use wasm_bindgen::prelude::*;

/// Milliseconds since 1970, from the device.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// `14:02`, as this browser writes it.
pub fn time_of_day(at_ms: f64) -> String {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"timeStyle".into(), &"short".into());
    written(&js_sys::Date::new(&at_ms.into()), &options)
}

/// `4 Jul 2026, 14:02`, as this browser writes it.
pub fn day_and_time(at_ms: f64) -> String {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"dateStyle".into(), &"medium".into());
    let _ = js_sys::Reflect::set(&options, &"timeStyle".into(), &"short".into());
    written(&js_sys::Date::new(&at_ms.into()), &options)
}

fn written(date: &js_sys::Date, options: &js_sys::Object) -> String {
    // The page is in English; only the order and the separators follow it.
    String::from(date.to_locale_string("en-GB", options))
}

/// `1.4 MB`, in steps of a thousand, as this browser writes it.
fn size(bytes: u64) -> String {
    let (unit, scale) = match bytes {
        0..1_000 => ("byte", 1.0),
        1_000..1_000_000 => ("kilobyte", 1e3),
        1_000_000..1_000_000_000 => ("megabyte", 1e6),
        _ => ("gigabyte", 1e9),
    };
    let options = js_sys::Object::new();
    for (name, value) in [("style", "unit"), ("unit", unit), ("unitDisplay", "short")] {
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    let _ = js_sys::Reflect::set(&options, &"maximumSignificantDigits".into(), &JsValue::from(3));
    number(bytes as f64 / scale, &options)
}

/// The size of a saved text: browsers keep two bytes a unit.
pub fn size_of_text(units: u32) -> String {
    size(u64::from(units) * 2)
}

/// `12,480`.
pub fn count(number_of: u64) -> String {
    number(number_of as f64, &js_sys::Object::new())
}

fn number(value: f64, options: &js_sys::Object) -> String {
    let written = js_sys::Intl::NumberFormat::new(&js_sys::Array::of1(&"en-US".into()), options).format().call1(&JsValue::NULL, &value.into());
    written.ok().and_then(|text| text.as_string()).unwrap_or_default()
}
