//! Month names of the languages Amazon writes its reports in.

/// Names by month: English, German, French, Spanish, Italian, Portuguese, and usual spellings of abbreviations that are not
/// the beginning of a name. Lower case, without accents.
const NAMES: [&[&str]; 12] = [
    &["january", "januar", "janner", "jaenner", "janvier", "enero", "gennaio", "janeiro"],
    &["february", "februar", "feber", "fevrier", "febrero", "febbraio", "fevereiro"],
    &["march", "marz", "maerz", "mrz", "mars", "marzo", "marco"],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio"],
    &["june", "juni", "juin", "junio", "giugno", "junho"],
    &["july", "juli", "juillet", "julio", "luglio", "julho"],
    &["august", "aout", "agosto"],
    &["september", "septembre", "septiembre", "setiembre", "settembre", "setembro"],
    &["october", "oktober", "octobre", "octubre", "ottobre", "outubro"],
    &["november", "novembre", "noviembre", "novembro"],
    &["december", "dezember", "decembre", "diciembre", "dicembre", "dezembro"],
];
/// Shorter beginnings are no abbreviation of a month.
const LETTERS_MIN: usize = 3;

/// The month a word names, in whole or by its first letters; `None` where those begin the names of two months (`jui`).
pub(super) fn month_of_name(word: &str) -> Option<u32> {
    let folded: String = word.chars().flat_map(char::to_lowercase).map(without_accent).collect();
    if folded.chars().count() < LETTERS_MIN {
        return None;
    }
    let mut months = (1..).zip(NAMES).filter(|(_, names)| names.iter().any(|name| name.starts_with(&folded))).map(|(month, _)| month);
    let first = months.next()?;
    months.next().is_none().then_some(first)
}

fn without_accent(c: char) -> char {
    match c {
        'ä' => 'a',
        'é' | 'è' => 'e',
        'û' => 'u',
        'ç' => 'c',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_by_name_and_by_their_first_letters() {
        for (month, words) in [
            (1, "January jan Jänner janv enero ENE gennaio gen"),
            (2, "Februar feb février fév"),
            (3, "März mär mrz mars mar março"),
            (4, "Apr avr abr aprile"),
            (5, "May Mai mayo mag maio"),
            (6, "June juin giu"),
            (7, "juillet juil lug julho"),
            (8, "Aug août aou ago"),
            (9, "Sept settembre set"),
            (10, "Okt oct out ott"),
            (11, "nov"),
            (12, "Dez déc dic December"),
        ] {
            for word in words.split(' ') {
                assert_eq!(month_of_name(word), Some(month), "{word}");
            }
        }
        for word in ["", "ja", "jui", "ma", "marchx", "Oats", "total"] {
            assert_eq!(month_of_name(word), None, "{word}");
        }
    }
}
