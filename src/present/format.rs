//! Numbers to text. Nothing else in the project writes a number for a reader.

use crate::intake::values::DecimalMark;
use crate::kpi::{Kpi, Outcome, Unit, Value};
use crate::ledger::Measure;
use crate::present::model::{Figure, IntervalText, State};
use crate::stats::proportion::Interval;
use crate::units::decimal::scaled_text;
use crate::units::{Currency, Date, Rate, Ratio};

/// Decimals that the bounds of an interval are given with.
const INTERVAL_PLACES: u32 = 12;

/// `1,234,567`
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// An expected number of something: one decimal below a hundred, `1,083` beyond it.
pub fn quantity(value: &Ratio) -> String {
    grouped(&value.to_places(if *value < Ratio::whole(100) { 1 } else { 0 }))
}

/// `1 row`, `2 rows`
pub fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// A whole number, `-1,234`.
pub fn whole_of(value: &Ratio) -> String {
    grouped(&value.to_places(0))
}

/// A decimal text with its whole part in groups of three.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::from(sign);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// `-$1,234.56` from a decimal text already rounded.
fn money_text(rounded: &str, currency: Currency) -> String {
    let (sign, digits) = rounded.strip_prefix('-').map_or(("", rounded), |digits| ("-", digits));
    format!("{sign}{}{}", currency.prefix(), grouped(digits))
}

/// An amount in micros, rounded once to the minor unit.
pub fn money(micros: i128, currency: Currency) -> String {
    let ratio = Ratio::new(micros, i128::from(crate::units::amount::MICROS_PER_UNIT));
    ratio.map_or_else(String::new, |ratio| money_text(&ratio.to_places(currency.minor_places()), currency))
}

/// An exact amount, rounded once to the minor unit.
pub fn money_of(amount: &Ratio, currency: Currency) -> String {
    money_text(&amount.to_places(currency.minor_places()), currency)
}

/// A sum of one measure: money with its sign, or a count.
pub fn measure(measure: Measure, value: i128, currency: Currency) -> String {
    if measure.is_money() { money(value, currency) } else { grouped(&value.to_string()) }
}

/// A sum of one measure as its exact decimal: money with six places.
pub fn measure_exact(measure: Measure, value: i128) -> String {
    scaled_text(value, if measure.is_money() { crate::units::amount::AMOUNT_PLACES } else { 0 })
}

/// A sum as the reader's own sheet would show it: with the file's decimal mark, and a currency only where the file names one.
pub fn as_file_writes(value: i128, is_money: bool, stated: Option<Currency>, mark: DecimalMark) -> String {
    let text = match stated {
        _ if !is_money => grouped(&value.to_string()),
        Some(currency) => money(value, currency),
        None => money(value, Currency::USD).replacen('$', "", 1),
    };
    let swap = |c: char| match c {
        '.' => ',',
        ',' => '.',
        other => other,
    };
    if mark == DecimalMark::Comma { text.chars().map(swap).collect() } else { text }
}

/// An estimate of money, to three significant digits and whole units: `$193,000`, `$1,240`, `$86`.
pub fn about_money(amount: &Ratio, currency: Currency) -> String {
    let Some(whole) = amount.rounded_millionths().map(|micros| (micros.abs() + 500_000) / 1_000_000) else { return money_of(amount, currency) };
    let mut step = 1;
    while whole / step >= 1_000 {
        step *= 10;
    }
    let rounded = (whole + step / 2) / step * step;
    let signed = if amount.is_negative() { -rounded } else { rounded };
    let text = money(signed.saturating_mul(1_000_000), currency);
    text.strip_suffix(".00").map_or_else(|| text.clone(), str::to_owned)
}

/// A number of two decimals at most, without those that say nothing: `3.5`, `25`.
pub fn short_decimal(value: &Ratio) -> String {
    let text = value.to_places(2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `Revenue` of `revenue`.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `+$2.50`, `-3`: how far a sum has moved.
pub fn change(of: Measure, delta: i128, currency: Currency) -> String {
    let text = measure(of, delta, currency);
    if delta > 0 { format!("+{text}") } else { text }
}

/// A commission rate as an exact fraction, `0.125000`.
pub fn rate_exact(rate: Rate) -> String {
    scaled_text(i128::from(rate.ppm()), 6)
}

/// A value as shown.
pub fn value(kpi: &Kpi, value: &Value, currency: Currency) -> String {
    let Some(ratio) = value.ratio() else { return String::new() };
    match kpi.unit {
        Unit::Count => grouped(&ratio.to_places(0)),
        Unit::Money => money_text(&ratio.to_places(currency.minor_places()), currency),
        Unit::Share => percent(&ratio),
        Unit::Index => ratio.to_places(4),
    }
}

/// `9.0%`, rounded half away from zero.
pub fn percent(ratio: &Ratio) -> String {
    let hundredfold = ratio.numerator().checked_mul(100).and_then(|numerator| Ratio::new(numerator, ratio.denominator()));
    let text = match hundredfold {
        Some(hundredfold) => hundredfold.to_places(1),
        // Too large to multiply: three decimals of the fraction say the same.
        None => shift_two(&ratio.to_places(3)),
    };
    format!("{}%", grouped(&text))
}

/// Percentage points without their name: `-1.50`, rounded half away from zero.
pub fn points(ratio: &Ratio) -> String {
    ratio.times(&Ratio::whole(100)).map_or_else(|| ratio.to_places(4), |hundredfold| hundredfold.to_places(2))
}

/// A whole number that may be negative: `-1,204`.
pub fn whole(value: i128) -> String {
    grouped(&value.to_string())
}

/// How a rate that lies between two shown ones is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    Nearest,
    /// For the least that is enough: what is shown is enough too.
    Up,
    /// For the most that is allowed: what is shown is allowed too.
    Down,
}

/// A rate: `10%`, `12.5%`, `0.25%` where two decimals say it exactly, else one decimal.
pub fn rate(ratio: &Ratio) -> String {
    rate_toward(ratio, Toward::Nearest)
}

/// A rate that is a bound.
pub fn rate_toward(ratio: &Ratio, toward: Toward) -> String {
    let Some(hundredths) = ratio.times(&Ratio::whole(10_000)) else { return percent(ratio) };
    if hundredths.denominator() == 1 {
        let text = scaled_text(hundredths.numerator(), 2);
        let text = text.strip_suffix('0').unwrap_or(&text);
        return format!("{}%", grouped(text.strip_suffix(".0").unwrap_or(text)));
    }
    let tenths = hundredths.over(&Ratio::whole(10));
    let down = |tenths: &Ratio| Ratio::new(-tenths.numerator(), tenths.denominator()).map(|negative| -negative.ceiling());
    match (toward, tenths) {
        (Toward::Nearest, _) | (_, None) => percent(ratio),
        (Toward::Up, Some(tenths)) => format!("{}%", grouped(&scaled_text(tenths.ceiling(), 1))),
        (Toward::Down, Some(tenths)) => down(&tenths).map_or_else(|| percent(ratio), |floor| format!("{}%", grouped(&scaled_text(floor, 1)))),
    }
}

/// Moves the decimal point of a text with three decimals two places to the right.
fn shift_two(text: &str) -> String {
    let digits = text.replace('.', "").parse::<i128>().unwrap_or(0);
    scaled_text(digits, 1)
}

/// The exact decimal of a value: money with six places, counts whole, ratios with at least twelve significant digits.
pub fn exact(kpi: &Kpi, value: &Value) -> String {
    let Some(ratio) = value.ratio() else { return String::new() };
    match kpi.unit {
        Unit::Count => ratio.to_places(0),
        Unit::Money => ratio.to_places(crate::units::amount::AMOUNT_PLACES),
        Unit::Share | Unit::Index => ratio.to_text(),
    }
}

/// Numerator and denominator of a value as exact decimals.
pub fn terms(value: &Value) -> (String, String) {
    (scaled_text(value.numerator.value, value.numerator.places()), scaled_text(value.denominator.value, value.denominator.places()))
}

/// `$37,161.54 ÷ $412,906.00`; empty for totals.
pub fn worked(value: &Value, currency: Currency) -> String {
    if !value.is_ratio {
        return String::new();
    }
    let part = |quantity: crate::kpi::evaluate::Quantity| match quantity.power {
        0 => grouped(&quantity.value.to_string()),
        1 => money(quantity.value, currency),
        _ => grouped(&crate::units::decimal::drop_places(quantity.value, quantity.places()).to_string()),
    };
    format!("{} ÷ {}", part(value.numerator), part(value.denominator))
}

/// One KPI's figure for the page.
pub fn figure(kpi: &Kpi, outcome: &Outcome, currency: Currency) -> Figure {
    let (state, text, exact_text, reason) = match outcome {
        Outcome::Value(found) => (State::Value, value(kpi, found, currency), exact(kpi, found), found.note.clone()),
        Outcome::NotApplicable(reason) => (State::NotApplicable, "n/a".to_owned(), String::new(), reason.clone()),
        Outcome::NotComputable(unlock) => (State::NotComputable, "not in files".to_owned(), String::new(), unlock.clone()),
    };
    Figure { kpi: kpi.id.into(), state, text, exact: exact_text, reason, interval: None, change: None }
}

/// The same with the interval of a proportion.
pub fn figure_within(kpi: &Kpi, outcome: &Outcome, interval: Option<Interval>, currency: Currency) -> Figure {
    Figure { interval: interval.map(|interval| interval_text(&interval)), ..figure(kpi, outcome, currency) }
}

/// Bounds are rounded outwards: what is shown holds as much as what was computed.
fn interval_text(interval: &Interval) -> IntervalText {
    let tenths = |ratio: &Ratio| ratio.times(&Ratio::whole(1_000));
    let up = |ratio: &Ratio| tenths(ratio).map(|tenths| tenths.ceiling()).unwrap_or(0);
    let down = |ratio: &Ratio| tenths(ratio).and_then(|tenths| Ratio::new(-tenths.numerator(), tenths.denominator())).map_or(0, |negative| -negative.ceiling());
    let (low, high) = (scaled_text(down(&interval.low), 1), scaled_text(up(&interval.high), 1));
    IntervalText {
        text: format!("{low}–{high}%"),
        spoken: format!("between {low}% and {high}%, with a certainty of 90%"),
        low: bound_exact(&interval.low),
        high: bound_exact(&interval.high),
    }
}

/// A bound of an interval as its exact decimal.
pub fn bound_exact(bound: &Ratio) -> String {
    bound.to_places(INTERVAL_PLACES)
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month_name(month: u32) -> &'static str {
    usize::try_from(month).ok().and_then(|month| month.checked_sub(1)).and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// `4 Jan 2026`
pub fn date(date: Date) -> String {
    let (year, month, day) = date.ymd();
    format!("{day} {} {year}", month_name(month))
}

/// `4 Jan`
pub fn day_month(date: Date) -> String {
    let (_, month, day) = date.ymd();
    format!("{day} {}", month_name(month))
}

/// `Jan 2026`
pub fn month(index: u16) -> String {
    format!("{} {}", month_name(u32::from(index) % 12 + 1), 2000 + u32::from(index) / 12)
}

/// `4 Jan – 4 Jul 2026`, the first year only where it differs.
pub fn period(first: Date, last: Date) -> String {
    if first == last {
        return date(first);
    }
    let same_year = first.ymd().0 == last.ymd().0;
    format!("{} – {}", if same_year { day_month(first) } else { date(first) }, date(last))
}

/// `1.4 MB`
pub fn bytes(value: u64) -> String {
    let tenths = |unit: u64| scaled_text(i128::from((value * 10 + unit / 2) / unit), 1);
    match value {
        0..1_000 => counted(value, "byte", "bytes"),
        1_000..1_000_000 => format!("{} KB", tenths(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

/// `$6k`, `$1.2M`: axis labels only, from the float that is drawn.
pub fn axis_money(value: f64, currency: Currency) -> String {
    let (scaled, suffix) = match value.abs() {
        size if size >= 1e9 => (value / 1e9, "bn"),
        size if size >= 1e6 => (value / 1e6, "M"),
        size if size >= 1e3 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}{}{suffix}", currency.prefix(), short(scaled.abs()))
}

/// `7.5%`: axis labels only.
pub fn axis_percent(value: f64) -> String {
    format!("{}%", short(value * 100.0))
}

fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_written_to_three_digits() {
        let about = |micros: i128| about_money(&Ratio::millionths(micros), Currency::USD);
        assert_eq!(about(-192_778_550_000), "-$193,000");
        assert_eq!([about(1_239_500_000), about(85_600_000), about(400_000)], ["$1,240", "$86", "$0"]);
        assert_eq!(about(999_600_000), "$1,000");
    }
}
