//! The number in a cell as text: exactly as it is stored, or as the day, time or percentage it means.

use super::format::Meaning;

/// Digits a number is written out with: a spreadsheet stores at most 17, and exponents up to 308.
const DIGITS_MAX: usize = 400;
/// 31 December 9999, the last day a spreadsheet knows.
const SERIAL_MAX: u64 = 2_958_465;
const SECONDS_A_DAY: u64 = 86_400;
/// Digits of a fraction of a day that matter: a second is about a hundred-thousandth.
const FRACTION_DIGITS: usize = 12;
const FRACTION_UNIT: u128 = 1_000_000_000_000;
/// Days from 1 March of the year 0 to the days that serial number 0 stands for: 30 December 1899 (the count takes 1900 for a leap year,
/// so this holds from March 1900 on) and 1 January 1904.
const DAYS_TO_1900: u64 = 693_899;
const DAYS_TO_1904: u64 = 695_361;

/// The text of a stored number, which may be anything; what is no number stays as it is.
pub(super) fn text(stored: &str, meaning: Meaning, is_1904: bool) -> String {
    let stored = stored.trim();
    let Some(decimal) = Decimal::read(stored) else { return stored.to_owned() };
    let meant = match meaning {
        Meaning::Number => None,
        Meaning::Percent => Some(Decimal { point: decimal.point + 2, ..decimal.clone() }.written() + "%"),
        Meaning::Date | Meaning::DateTime | Meaning::Time | Meaning::Duration => decimal.serial().and_then(|serial| moment(serial, meaning, is_1904)),
    };
    meant.unwrap_or_else(|| decimal.written())
}

/// Digits, and where the decimal point stands among them.
#[derive(Clone)]
struct Decimal {
    is_negative: bool,
    digits: String,
    point: i32,
}

impl Decimal {
    fn read(text: &str) -> Option<Decimal> {
        let (is_negative, text) = text.strip_prefix('-').map_or((false, text.strip_prefix('+').unwrap_or(text)), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) || mantissa.len() > DIGITS_MAX {
            return None;
        }
        let limit = i32::try_from(DIGITS_MAX).ok()?;
        let exponent: i32 = exponent.parse().ok().filter(|exponent| (-limit..=limit).contains(exponent))?;
        Some(Decimal { is_negative, digits: format!("{whole}{fraction}"), point: i32::try_from(whole.len()).ok()? + exponent })
    }

    /// Without exponent, and without zeros that say nothing.
    fn written(&self) -> String {
        let (whole, fraction) = self.split();
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let sign = if self.is_negative && !(whole.is_empty() && fraction.is_empty()) { "-" } else { "" };
        let whole = if whole.is_empty() { "0" } else { whole };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Digits before and behind the point, filled up with zeros.
    fn split(&self) -> (String, String) {
        match usize::try_from(self.point) {
            Ok(point) => {
                let (whole, fraction) = self.digits.split_at_checked(point).unwrap_or((&self.digits, ""));
                (format!("{whole:0<point$}"), fraction.to_owned())
            }
            Err(_) => (String::new(), "0".repeat(usize::try_from(self.point.unsigned_abs()).unwrap_or(0)) + &self.digits),
        }
    }

    /// Days and seconds of a serial number; `None` where it is no day a spreadsheet knows.
    fn serial(&self) -> Option<(u64, u64)> {
        let (whole, fraction) = self.split();
        let days = whole.trim_start_matches('0');
        let days: u64 = if days.is_empty() { 0 } else { days.parse().ok()? };
        let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(FRACTION_DIGITS).collect();
        let part: u128 = digits.parse().ok()?;
        let seconds = u64::try_from((part * u128::from(SECONDS_A_DAY) + FRACTION_UNIT / 2) / FRACTION_UNIT).ok()?;
        (!self.is_negative && days <= SERIAL_MAX).then_some((days, seconds))
    }
}

/// A serial number as day, time or both.
fn moment((days, seconds): (u64, u64), meaning: Meaning, is_1904: bool) -> Option<String> {
    let day = |days: u64| if is_1904 { Some(civil(days + DAYS_TO_1904)) } else { since_1900(days) };
    // Half a second before midnight is midnight.
    let (next_days, seconds_of_day) = (days + seconds / SECONDS_A_DAY, seconds % SECONDS_A_DAY);
    match meaning {
        Meaning::Date => day(days),
        Meaning::DateTime => Some(format!("{} {}", day(next_days)?, clock(seconds_of_day))),
        Meaning::Time if days == 0 => Some(clock(seconds_of_day)),
        Meaning::Time => Some(format!("{} {}", day(next_days)?, clock(seconds_of_day))),
        Meaning::Duration => Some(clock(days * SECONDS_A_DAY + seconds)),
        Meaning::Number | Meaning::Percent => None,
    }
}

/// The day of a serial number that counts from 1900. Number 60 is 29 February 1900, which never was.
fn since_1900(days: u64) -> Option<String> {
    match days {
        0 | 60 => None,
        1..60 => Some(civil(days + DAYS_TO_1900 + 1)),
        _ => Some(civil(days + DAYS_TO_1900)),
    }
}

fn clock(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The day so many days after 1 March of the year 0, as `YYYY-MM-DD`. H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn civil(days: u64) -> String {
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_as_they_are_stored() {
        let number = |stored: &str| text(stored, Meaning::Number, false);
        assert_eq!(number("60.639999866485596"), "60.639999866485596");
        assert_eq!(["12", "12.0", "-0.0", "0.50", "+7", "007", ".5", "5."].map(number), ["12", "12", "0", "0.5", "7", "7", "0.5", "5"]);
        assert_eq!(["1.6719043411E10", "7.0000000000000007E-2", "-1.5e+2", "1E3"].map(number), ["16719043411", "0.070000000000000007", "-150", "1000"]);
        assert_eq!(["", "abc", "1e999", "1.2.3", "--1", "NaN", "1e"].map(number), ["", "abc", "1e999", "1.2.3", "--1", "NaN", "1e"]);
    }

    #[test]
    fn percentages_keep_every_digit() {
        let percent = |stored: &str| text(stored, Meaning::Percent, false);
        assert_eq!(["0.125", "1", "-0.05", "0", "5.0000000000000003E-2", "12.5"].map(percent), ["12.5%", "100%", "-5%", "0%", "5.0000000000000003%", "1250%"]);
    }

    #[test]
    fn serial_numbers_are_the_days_a_spreadsheet_shows() {
        let date = |stored: &str| text(stored, Meaning::Date, false);
        // As Excel shows them: 1 is 1 January 1900, 60 is a day that never was, 61 is 1 March 1900.
        assert_eq!(
            ["1", "59", "60", "61", "36526", "45355", "45351", "2958465"].map(date),
            ["1900-01-01", "1900-02-28", "60", "1900-03-01", "2000-01-01", "2024-03-04", "2024-02-29", "9999-12-31"]
        );
        assert_eq!(["0", "-1", "2958466"].map(date), ["0", "-1", "2958466"], "no day");
        assert_eq!(text("43893", Meaning::Date, true), "2024-03-04", "counted from 1904");
        assert_eq!(text("0", Meaning::Date, true), "1904-01-01");
        assert_eq!(text("45355.520833333336", Meaning::DateTime, false), "2024-03-04 12:30:00");
        assert_eq!(text("45355.999999999", Meaning::DateTime, false), "2024-03-05 00:00:00");
        assert_eq!(text("45355.75", Meaning::Date, false), "2024-03-04");
        assert_eq!(text("0.5", Meaning::Time, false), "12:00:00");
        assert_eq!(text("1.5", Meaning::Duration, false), "36:00:00");
    }
}
