//! When two names may be one: folding, copies of files, typing errors.

/// Letters and digits alone, without case: `@Maya_Cooks` and `maya cooks` are the same.
pub fn fold(name: &str) -> Vec<char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The digits of a folded name. Names that differ in a digit are numbered, not mistyped: `Creator 12` is not `Creator 13`.
pub fn digits(folded: &[char]) -> String {
    folded.iter().filter(|c| c.is_numeric()).collect()
}

/// A file's name without what copying, downloading again or dating a file adds: `maya (1)`, `Copy of maya`, `maya 2026-04`.
pub fn without_copy_marks(name: &str) -> &str {
    const AFTER: [&str; 6] = ["- copy", "copy", "- kopie", "kopie", "- copie", "- copia"];
    const BEFORE: [&str; 2] = ["copy of ", "kopie von "];
    let mut rest = name.trim();
    loop {
        let before = rest;
        rest = without_number_in_brackets(rest);
        rest = without_date(rest);
        for mark in AFTER {
            rest = strip_end(rest, mark).unwrap_or(rest);
        }
        for mark in BEFORE {
            rest = strip_start(rest, mark).unwrap_or(rest);
        }
        rest = rest.trim_matches([' ', '-', '_', '.']);
        if rest == before {
            return rest;
        }
    }
}

fn strip_end<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(mark.len())?)?;
    // A mark is a word of its own: `photocopy` is no copy.
    (end.eq_ignore_ascii_case(mark) && rest.ends_with([' ', '-', '_'])).then_some(rest)
}

fn strip_start<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(mark.len())?;
    start.eq_ignore_ascii_case(mark).then_some(rest)
}

fn without_number_in_brackets(text: &str) -> &str {
    let numbered = text.strip_suffix(')').and_then(|inner| inner.rsplit_once('('));
    match numbered {
        Some((rest, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && !rest.trim().is_empty() => rest.trim_end(),
        _ => text,
    }
}

/// Six digits and more at the end, with dashes, dots or blanks between them: a date, or two.
fn without_date(text: &str) -> &str {
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' '));
    let removed = text.get(rest.len()..).unwrap_or_default();
    let is_date = removed.bytes().filter(u8::is_ascii_digit).count() >= 6;
    if is_date && !rest.is_empty() { rest } else { text }
}

/// Insertions, deletions and replacements that lead from one to the other; `None` above `most`. Only the cells within `most`
/// of the diagonal are looked at.
pub fn edits(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, &from) in (1..).zip(a) {
        let mut current = vec![usize::MAX / 2; b.len() + 1];
        let mut best = usize::MAX;
        if let Some(first) = current.first_mut() {
            *first = row;
        }
        for (column, &to) in (1..).zip(b).skip(row.saturating_sub(most + 1)).take(2 * most + 1) {
            let cell = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let replaced = cell(&above, column - 1) + usize::from(from != to);
            let value = replaced.min(cell(&above, column) + 1).min(cell(&current, column - 1) + 1);
            best = best.min(value);
            if let Some(slot) = current.get_mut(column) {
                *slot = value;
            }
        }
        if best > most && row > most {
            return None;
        }
        above = current;
    }
    above.last().copied().filter(|&edits| edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_signs_and_blanks_do_not_make_another_name() {
        let folded: String = fold("  @Maya_Cooks!").into_iter().collect();
        assert_eq!(folded, "mayacooks");
        assert_eq!(fold("MAYA cooks"), fold("maya.cooks"));
        assert_ne!(fold("Zoë"), fold("Zoe"));
        assert_eq!(digits(&fold("Creator 12 b3")), "123");
    }

    #[test]
    fn copies_and_dates_of_a_file_name_are_left_off_and_nothing_else() {
        for (name, expected) in [
            ("maya (1)", "maya"),
            ("maya - Copy (2)", "maya"),
            ("Copy of maya", "maya"),
            ("maya_2026-04-01", "maya"),
            ("maya 20260401-20260430", "maya"),
            ("maya cooks", "maya cooks"),
            ("photocopy", "photocopy"),
            ("route 66", "route 66"),
            ("2026-04-01", "2026-04-01"),
            ("(1)", "(1)"),
            ("copy", "copy"),
        ] {
            assert_eq!(without_copy_marks(name), expected, "{name}");
        }
    }

    #[test]
    fn distances_are_those_of_the_whole_table() {
        let distance = |a: &str, b: &str, most| edits(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), most);
        assert_eq!(distance("kitten", "sitting", 3), Some(3));
        assert_eq!(distance("kitten", "sitting", 2), None);
        assert_eq!(distance("mayacooks", "mayacook", 2), Some(1));
        assert_eq!(distance("mayacooks", "amyacooks", 2), Some(2));
        assert_eq!(distance("mayacooks", "mayacooks", 2), Some(0));
        assert_eq!(distance("", "ab", 2), Some(2));
        assert_eq!(distance("abcdefgh", "cdefgh", 2), Some(2));
        assert_eq!(distance("abcdefgh", "efgh", 2), None);
    }
}
