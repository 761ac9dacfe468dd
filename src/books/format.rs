//! What a cell's number format makes of a number. After ECMA-376 Part 1, 18.8.30 and 18.8.31.

/// How a number is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Meaning {
    #[default]
    Number,
    Percent,
    Date,
    DateTime,
    Time,
    /// Hours may exceed a day.
    Duration,
}

/// The meaning of a format that every spreadsheet program knows by its number.
pub(super) fn built_in(id: u32) -> Meaning {
    match id {
        9 | 10 => Meaning::Percent,
        // 27 to 36 and 50 to 58 are dates of East Asian versions, but for four times.
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Meaning::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Meaning::Time,
        22 => Meaning::DateTime,
        46 => Meaning::Duration,
        _ => Meaning::Number,
    }
}

/// The meaning of a format by its text, such as `[$-409]d\-mmm\-yy;@` or `0.0%`.
pub(super) fn of_code(code: &str) -> Meaning {
    let mut seen = Seen::default();
    let mut rest = code.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            // The section for negative numbers and what follows it say nothing else.
            ';' => break,
            '"' => drop(rest.by_ref().find(|&next| next == '"')),
            '\\' | '_' | '*' => drop(rest.next()),
            '[' => {
                let inside: String = rest.by_ref().take_while(|&next| next != ']').collect();
                let inside = inside.to_ascii_lowercase();
                seen.elapsed |= !inside.is_empty() && ['h', 'm', 's'].into_iter().any(|unit| inside.chars().all(|letter| letter == unit));
            }
            // 1.5E+10 is a number; an e alone is a year.
            'E' | 'e' if matches!(rest.peek(), Some('+' | '-')) => return Meaning::Number,
            'G' | 'g' if starts_general(&mut rest) => {}
            'A' | 'a' if is_half_day(&mut rest) => seen.hours = true,
            '%' => seen.percent = true,
            'y' | 'Y' | 'd' | 'D' | 'e' | 'b' | 'B' => seen.days = true,
            'h' | 'H' | 's' | 'S' => seen.hours = true,
            'm' | 'M' => seen.months_or_minutes = true,
            _ => {}
        }
    }
    seen.meaning()
}

#[derive(Default)]
struct Seen {
    elapsed: bool,
    percent: bool,
    days: bool,
    hours: bool,
    months_or_minutes: bool,
}

impl Seen {
    fn meaning(&self) -> Meaning {
        match self {
            Seen { elapsed: true, .. } => Meaning::Duration,
            Seen { percent: true, .. } => Meaning::Percent,
            Seen { days: true, hours: true, .. } => Meaning::DateTime,
            Seen { days: true, .. } => Meaning::Date,
            Seen { hours: true, .. } => Meaning::Time,
            Seen { months_or_minutes: true, .. } => Meaning::Date,
            _ => Meaning::Number,
        }
    }
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Takes the rest of the word "General".
fn starts_general(rest: &mut Rest<'_>) -> bool {
    let mut ahead = rest.clone();
    let found = "eneral".chars().all(|letter| ahead.next().is_some_and(|next| next.eq_ignore_ascii_case(&letter)));
    if found {
        *rest = ahead;
    }
    found
}

/// Takes the rest of "AM/PM" or "A/P".
fn is_half_day(rest: &mut Rest<'_>) -> bool {
    for word in ["M/PM", "/P"] {
        let mut ahead = rest.clone();
        if word.chars().all(|letter| ahead.next().is_some_and(|next| next.eq_ignore_ascii_case(&letter))) {
            *rest = ahead;
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_mean_what_a_spreadsheet_shows() {
        let cases = [
            (
                Meaning::Number,
                &["General", "0.00", "#,##0.00 \"days\"", "0.00E+00", "[Red]-0", "\"d\"0", "$#,##0_);[Red]($#,##0)", "@", "# ?/?", "[$€-407] #,##0.00", ""][..],
            ),
            (Meaning::Percent, &["0%", "0.0%", "0.00%;[Red]-0.00%", "[>=1]0%;0.0%"][..]),
            (
                Meaning::Date,
                &["yyyy-mm-dd", "m/d/yy", "[$-409]d\\-mmm\\-yy;@", "mmmm", "dd.mm.yyyy", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "yyyy\"年\"m\"月\"d\"日\""][..],
            ),
            (Meaning::DateTime, &["yyyy-mm-dd hh:mm:ss", "m/d/yy h:mm", "dd/mm/yyyy h:mm AM/PM"][..]),
            (Meaning::Time, &["h:mm", "hh:mm:ss", "h:mm AM/PM", "mm:ss.0", "h \"o'clock\" A/P"][..]),
            (Meaning::Duration, &["[h]:mm:ss", "[mm]:ss", "[ss]"][..]),
        ];
        for (meaning, codes) in cases {
            for code in codes {
                assert_eq!(of_code(code), meaning, "{code}");
            }
        }
        assert_eq!(
            [0, 9, 14, 20, 22, 46, 49].map(built_in),
            [Meaning::Number, Meaning::Percent, Meaning::Date, Meaning::Time, Meaning::DateTime, Meaning::Duration, Meaning::Number]
        );
    }
}
