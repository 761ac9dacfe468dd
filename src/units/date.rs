//! Civil dates without time zone.

/// A day, counted from 2000-01-01. Covers 2000 to 2179: no creator programme is older, no plan reaches further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(u16);

/// Days from 1970-01-01 to 2000-01-01.
const EPOCH_DAYS: i64 = 10_957;

/// First day of the week, Sunday in Amazon's weekly reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weekday {
    #[default]
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl Weekday {
    pub const ALL: [Weekday; 7] =
        [Weekday::Sunday, Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday, Weekday::Saturday];

    /// Days after Sunday.
    pub fn days_after_sunday(self) -> u16 {
        match self {
            Weekday::Sunday => 0,
            Weekday::Monday => 1,
            Weekday::Tuesday => 2,
            Weekday::Wednesday => 3,
            Weekday::Thursday => 4,
            Weekday::Friday => 5,
            Weekday::Saturday => 6,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Weekday::Sunday => "sunday",
            Weekday::Monday => "monday",
            Weekday::Tuesday => "tuesday",
            Weekday::Wednesday => "wednesday",
            Weekday::Thursday => "thursday",
            Weekday::Friday => "friday",
            Weekday::Saturday => "saturday",
        }
    }
}

impl Date {
    pub const MIN: Date = Date(0);
    pub const MAX: Date = Date(u16::MAX);

    /// `None` when the day does not exist or lies outside 2000 to 2179.
    pub fn from_ymd(year: u32, month: u32, day: u32) -> Option<Date> {
        if !(2000..=2179).contains(&year) || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        // Days from civil, H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let year = i64::from(year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        u16::try_from(era * 146_097 + day_of_era - 719_468 - EPOCH_DAYS).ok().map(Date)
    }

    /// Days after 2000-01-01.
    pub const fn days(self) -> u16 {
        self.0
    }

    pub const fn from_days(days: u16) -> Date {
        Date(days)
    }

    /// Year, month and day.
    pub fn ymd(self) -> (u32, u32, u32) {
        let days = i64::from(self.0) + EPOCH_DAYS + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |value: i64| u32::try_from(value).unwrap_or_default();
        (small(year), small(month), small(day))
    }

    /// `2026-01-04`
    pub fn iso(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    pub fn from_iso(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        let number = |range: std::ops::Range<usize>| -> Option<u32> {
            let digits = text.get(range)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
        };
        Date::from_ymd(number(0..4)?, number(5..7)?, number(8..10)?)
    }

    /// First day of this date's week.
    pub fn week_start(self, first: Weekday) -> Date {
        // 2000-01-01 was a Saturday, six days after a Sunday.
        let after_sunday = (self.0 % 7 + 6) % 7;
        let back = (after_sunday + 7 - first.days_after_sunday()) % 7;
        Date(self.0.saturating_sub(back))
    }

    /// Months after January 2000.
    pub fn month_index(self) -> u16 {
        let (year, month, _) = self.ymd();
        u16::try_from((year - 2000) * 12 + month - 1).unwrap_or_default()
    }

    /// `2026-01`, for a month index.
    pub fn month_key(index: u16) -> String {
        format!("{:04}-{:02}", 2000 + u32::from(index) / 12, u32::from(index) % 12 + 1)
    }

    /// Later by `days`; stops at the last day covered.
    pub fn plus_days(self, days: u16) -> Date {
        Date(self.0.saturating_add(days))
    }

    /// Earlier by `days`; stops at the first day covered.
    pub fn minus_days(self, days: u16) -> Date {
        Date(self.0.saturating_sub(days))
    }
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_survives_there_and_back() {
        for days in 0..=Date::from_ymd(2179, 6, 6).map_or(0, Date::days) {
            let (year, month, day) = Date::from_days(days).ymd();
            assert_eq!(Date::from_ymd(year, month, day), Some(Date::from_days(days)));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for (year, month, day) in [(2026, 2, 29), (2024, 2, 30), (2024, 13, 1), (2024, 0, 1), (2024, 4, 31), (2100, 2, 29), (1999, 12, 31), (2024, 1, 0)] {
            assert_eq!(Date::from_ymd(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Date::from_ymd(2024, 2, 29).is_some() && Date::from_ymd(2000, 2, 29).is_some());
    }

    #[test]
    fn weeks_start_on_sunday_unless_told_otherwise() {
        // 2026-11-22 is a Sunday.
        let sunday = Date::from_iso("2026-11-22").expect("a date");
        assert_eq!(sunday.week_start(Weekday::Sunday).iso(), "2026-11-22");
        assert_eq!(sunday.plus_days(6).week_start(Weekday::Sunday).iso(), "2026-11-22");
        assert_eq!(sunday.week_start(Weekday::Monday).iso(), "2026-11-16");
        assert_eq!(sunday.week_start(Weekday::Saturday).iso(), "2026-11-21");
    }
}
