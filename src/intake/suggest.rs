//! What each column of a file most likely is, from its name and its values. Every suggestion says why; which one is taken
//! is for the reader to say.

use super::columns::{Column, SPELLINGS, normalise};
use super::dates::{self, DateClass};
use super::sniff::Sniffed;
use super::values::{self, Cell, DecimalMark, RateForm};
use super::words::{DERIVED, RATE_ENDS, words_of};
use crate::units::Currency;
use crate::units::identifier::check_asin;

/// What a suggestion rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The name is one we know.
    Known,
    /// A word in the name, and the values agree.
    Word,
    /// Only the values, and no other column has such.
    Values,
    /// Two columns of this name: one of them has to be chosen.
    Twice,
    /// The name speaks for it, the values against it.
    ValuesDisagree,
    /// Nothing speaks for any column.
    Nothing,
}

/// What one column most likely is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Chosen until the reader says otherwise.
    pub column: Option<Column>,
    pub because: Because,
    /// Everything it may be, the likeliest first.
    pub likely: Vec<Column>,
    pub values: Values,
}

/// What the first values of a column look like, the narrowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    None,
    Dates,
    Asins,
    Currencies,
    Rates,
    Counts,
    Amounts,
    /// Texts that occur again and again, as names do.
    Names,
    Texts,
}

/// Of a column's values this many in a hundred must look alike: total rows and notes are among them.
const ALIKE_PERCENT: usize = 90;

const KNOWN: u32 = 1_000;
const WHOLE_NAME: u32 = 300;
const PHRASE: u32 = 200;
/// In a compound the last part says what it is: `Umsatzprovision` is a commission.
const LAST_PART: u32 = 120;
const FIRST_PART: u32 = 100;
const BY_VALUES: u32 = 10;

/// One suggestion a header, in file order.
pub fn suggest(sniffed: &Sniffed) -> Vec<Suggestion> {
    let names: Vec<String> = sniffed.headers.iter().map(|header| normalise(header)).collect();
    let texts: Vec<Vec<&str>> = (0..names.len()).map(|at| texts_of(sniffed, at)).collect();
    let values: Vec<Values> = texts.iter().map(|texts| values_of(texts)).collect();
    let conflicts = &sniffed.assignment.conflicts;
    let mut claims = Vec::new();
    for (at, ((name, values), texts)) in names.iter().zip(&values).zip(&texts).enumerate() {
        let known = sniffed.assignment.columns.get(at).copied().flatten();
        for spelling in SPELLINGS {
            let column = spelling.column;
            let by_name = if known == Some(column) { KNOWN } else { score(name, column) };
            let by_value = if sole_kind(column) == Some(*values) { BY_VALUES } else { 0 };
            if by_name + by_value > 0 {
                // 20260104 and 46026 are whole numbers, and days where the name says so.
                let fits = fits(column, *values) || (column == Column::Date && by_name > 0 && are_alike(texts, is_date));
                claims.push(Claim { at, column, by_name, fits, score: by_name + by_value });
            }
        }
    }
    claims.sort_by_key(|claim| std::cmp::Reverse((claim.fits, claim.score)));
    let mut taken: Vec<Option<(Column, Because)>> = vec![None; names.len()];
    for claim in claims.iter().filter(|claim| claim.fits && !conflicts.contains(&claim.column)) {
        let rivals = claims.iter().filter(|other| other.column == claim.column && other.fits && other.score == claim.score);
        let is_free = taken.iter().flatten().all(|(column, _)| *column != claim.column);
        if is_free
            && rivals.filter(|other| taken.get(other.at).is_some_and(Option::is_none)).count() == 1
            && let Some(slot @ None) = taken.get_mut(claim.at)
        {
            *slot = Some((claim.column, because(claim)));
        }
    }
    (0..names.len()).map(|at| suggestion(at, &claims, taken.get(at).copied().flatten(), values.get(at).copied().unwrap_or(Values::None), conflicts)).collect()
}

struct Claim {
    at: usize,
    column: Column,
    by_name: u32,
    fits: bool,
    score: u32,
}

fn because(claim: &Claim) -> Because {
    match claim.by_name {
        0 => Because::Values,
        KNOWN => Because::Known,
        _ => Because::Word,
    }
}

fn suggestion(at: usize, claims: &[Claim], taken: Option<(Column, Because)>, values: Values, conflicts: &[Column]) -> Suggestion {
    let mut likely: Vec<Column> = taken.iter().map(|(column, _)| *column).collect();
    let own = || claims.iter().filter(|claim| claim.at == at);
    let more = own().filter(|claim| claim.fits).map(|claim| claim.column).chain(usual(values).iter().copied());
    for column in more {
        if !likely.contains(&column) {
            likely.push(column);
        }
    }
    let because = match taken {
        Some((_, because)) => because,
        None if own().any(|claim| claim.fits && claim.by_name > 0 && (conflicts.contains(&claim.column) || rivalled(claim, claims))) => Because::Twice,
        None if own().any(|claim| claim.by_name > 0 && !claim.fits) => Because::ValuesDisagree,
        None => Because::Nothing,
    };
    Suggestion { column: taken.map(|(column, _)| column), because, likely, values }
}

fn rivalled(claim: &Claim, claims: &[Claim]) -> bool {
    claims.iter().any(|other| other.at != claim.at && other.column == claim.column && other.fits && other.score == claim.score)
}

/// How strongly a name speaks for a column; longer words before shorter.
fn score(name: &str, column: Column) -> u32 {
    let tokens: Vec<&str> = name.split(' ').collect();
    let is_rate = tokens.iter().any(|token| RATE_ENDS.iter().any(|end| token.ends_with(end)));
    if tokens.iter().any(|token| DERIVED.contains(token)) || (is_rate && column != Column::Rate) {
        return 0;
    }
    words_of(column).map(|word| word_score(name, &tokens, word)).max().unwrap_or(0)
}

fn word_score(name: &str, tokens: &[&str], word: &str) -> u32 {
    let length = u32::try_from(word.chars().count()).unwrap_or(0).min(30);
    let is_long = length >= 4 || (length >= 2 && !word.is_ascii());
    let padded = format!(" {name} ");
    let base = if name == word {
        WHOLE_NAME
    } else if padded.contains(&format!(" {word} ")) {
        PHRASE
    } else if is_long && tokens.iter().any(|token| token.ends_with(word)) {
        LAST_PART
    } else if is_long && tokens.iter().any(|token| token.starts_with(word)) {
        FIRST_PART
    } else {
        return 0;
    };
    base + length
}

/// The values that alone say what a column is, where no other column has such.
fn sole_kind(column: Column) -> Option<Values> {
    match column {
        Column::Date => Some(Values::Dates),
        Column::Asin => Some(Values::Asins),
        Column::Creator => Some(Values::Names),
        Column::Currency => Some(Values::Currencies),
        _ => None,
    }
}

/// What columns with such values usually are. A number does not tell whether it is sales or cost, so it is only offered.
fn usual(values: Values) -> &'static [Column] {
    match values {
        Values::None => &[],
        Values::Dates => &[Column::Date],
        Values::Asins => &[Column::Asin],
        Values::Currencies => &[Column::Currency],
        Values::Rates => &[Column::Rate],
        Values::Counts => &[Column::Clicks, Column::Orders, Column::Units],
        Values::Amounts => &[Column::Revenue, Column::Commission],
        Values::Names => &[Column::Creator, Column::Campaign, Column::Line, Column::Title],
        Values::Texts => &[Column::Title, Column::Campaign, Column::Creator],
    }
}

/// Whether a column with such values can be read as this. An empty column contradicts nothing.
fn fits(column: Column, values: Values) -> bool {
    match column {
        _ if values == Values::None => true,
        Column::Date => values == Values::Dates,
        Column::Asin => values == Values::Asins,
        Column::Clicks | Column::Orders | Column::Units | Column::NtbOrders | Column::RepeatOrders | Column::SnsOrders => values == Values::Counts,
        Column::Revenue | Column::Commission => matches!(values, Values::Amounts | Values::Counts),
        Column::Rate => matches!(values, Values::Rates | Values::Amounts | Values::Counts),
        Column::Currency => values == Values::Currencies,
        Column::CreatorId => !matches!(values, Values::Dates | Values::Asins | Values::Amounts | Values::Rates),
        Column::Creator | Column::Campaign | Column::Title | Column::Line => matches!(values, Values::Names | Values::Texts | Values::Currencies),
    }
}

/// The first values of a column that are not missing.
fn texts_of(sniffed: &Sniffed, at: usize) -> Vec<&str> {
    let texts = sniffed.sample.iter().filter_map(|row| row.fields.get(at)).map(|text| text.trim());
    texts.filter(|text| !values::is_missing(text.as_bytes())).collect()
}

fn are_alike(texts: &[&str], test: impl Fn(&str) -> bool) -> bool {
    texts.iter().filter(|text| test(text)).count() * 100 >= texts.len() * ALIKE_PERCENT
}

fn values_of(texts: &[&str]) -> Values {
    let by_either = |test: fn(&[u8], DecimalMark) -> bool| {
        [DecimalMark::Point, DecimalMark::Comma].into_iter().any(|mark| are_alike(texts, |text| test(text.as_bytes(), mark)))
    };
    if texts.is_empty() {
        Values::None
    } else if by_either(is_count) {
        Values::Counts
    } else if are_alike(texts, is_date) {
        Values::Dates
    } else if are_alike(texts, |text| check_asin(text.as_bytes()).is_ok()) {
        Values::Asins
    } else if are_alike(texts, |text| text.contains('%')) && by_either(is_rate) {
        Values::Rates
    } else if by_either(is_amount) {
        Values::Amounts
    } else if are_alike(texts, |text| Currency::from_code(text).is_some()) {
        Values::Currencies
    } else if occur_again(texts) {
        Values::Names
    } else {
        Values::Texts
    }
}

fn is_date(text: &str) -> bool {
    dates::class(text.as_bytes()).is_some_and(|(class, _)| class != DateClass::Serial)
}

fn is_count(text: &[u8], mark: DecimalMark) -> bool {
    matches!(values::count(text, mark), Cell::Value(_))
}

fn is_amount(text: &[u8], mark: DecimalMark) -> bool {
    matches!(values::amount(text, mark), Cell::Value(_))
}

fn is_rate(text: &[u8], mark: DecimalMark) -> bool {
    matches!(values::rate(text, mark, RateForm::Percent), Cell::Value(_))
}

/// Half as many texts as values, or fewer.
fn occur_again(texts: &[&str]) -> bool {
    let distinct: std::collections::BTreeSet<&str> = texts.iter().copied().collect();
    texts.len() > 1 && distinct.len() * 2 <= texts.len() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::sniff::sniff;

    /// What is suggested for each header of a file, `-` for nothing.
    fn suggested(file: &str) -> Vec<&'static str> {
        let sniffed = sniff(file.as_bytes(), true, None).expect("a table");
        suggest(&sniffed).iter().map(|suggestion| suggestion.column.map_or("-", Column::name)).collect()
    }

    #[test]
    fn headers_in_five_languages_suggest_what_they_mean() {
        for (file, expected) in [
            ("Week ending,Partner,Item,Turnover,Clicks made\n2026-01-04,Ana,B0OATEMB01,12.50,7\n", "date creator asin revenue clicks"),
            ("Woche;Person;Artikel;Umsatz;Klicks\n04.01.2026;Ana;B0OATEMB01;1.234,50;1.200\n", "date creator asin revenue clicks"),
            (
                "Semaine;Partenaire;Produit;Ventes;Commission versée;Clics\n2026-01-04;Ana;B0OATEMB01;12,50;1,25;7\n",
                "date creator asin revenue commission clicks",
            ),
            ("Fecha;Creador;Artículo;Ingresos;Comisión;Pedidos\n2026-01-04;Ana;B0OATEMB01;12,50;1,25;7\n", "date creator asin revenue commission orders"),
            ("日付,クリエイター,商品コード,売上金額,手数料,クリック数\n2026-01-04,Ana,B0OATEMB01,1250,125,7\n", "date creator asin revenue commission clicks"),
        ] {
            assert_eq!(suggested(file).join(" "), expected, "{file}");
        }
    }

    #[test]
    fn the_last_part_of_a_compound_says_what_it_is() {
        let file =
            "Wochenstart;Werbepartnerin;Artikelnummer;Gesamtumsatz;Umsatzprovision;Provisionssatz;Klickzahl\n04.01.2026;Ana;B0OATEMB01;12,50;1,25;10%;7\n";
        assert_eq!(suggested(file).join(" "), "date creator asin revenue commission rate clicks");
    }

    #[test]
    fn a_mean_or_a_rate_is_not_the_figure_it_is_made_of() {
        let file = "Woche;Person;Artikel;Umsatz pro Klick;Klickrate;Umsatzanteil am Rang\n04.01.2026;Ana;B0OATEMB01;1,50;7;8\n";
        assert_eq!(suggested(file)[3..], ["-", "-", "-"]);
    }

    #[test]
    fn values_against_the_name_are_not_overruled() {
        let sniffed = sniff("Woche;Person;Artikel;Umsatz\n04.01.2026;Ana;B0OATEMB01;gut\n".as_bytes(), true, None).expect("a table");
        let suggestion = &suggest(&sniffed)[3];
        assert_eq!((suggestion.column, suggestion.because), (None, Because::ValuesDisagree));
    }

    #[test]
    fn a_figure_without_a_name_is_offered_and_never_chosen() {
        let sniffed = sniff("X1;X2;X3;X4\n04.01.2026;B0OATEMB01;12,50;7\n".as_bytes(), true, None).expect("a table");
        let all = suggest(&sniffed);
        assert_eq!(all.iter().map(|suggestion| suggestion.column).collect::<Vec<_>>(), [Some(Column::Date), Some(Column::Asin), None, None]);
        assert_eq!(all[2].likely.first(), Some(&Column::Revenue));
        assert_eq!(all[3].likely.first(), Some(&Column::Clicks));
    }

    #[test]
    fn two_columns_of_one_meaning_are_left_to_the_reader() {
        let sniffed = sniff("Woche;Person;Artikel;Umsatz A;Umsatz B\n04.01.2026;Ana;B0OATEMB01;12,50;7,10\n".as_bytes(), true, None).expect("a table");
        let all = suggest(&sniffed);
        assert_eq!(all[3..].iter().map(|suggestion| (suggestion.column, suggestion.because)).collect::<Vec<_>>(), [(None, Because::Twice); 2]);
        assert_eq!(all[3].likely.first(), Some(&Column::Revenue));
    }

    #[test]
    fn days_written_as_whole_numbers_need_the_name() {
        assert_eq!(suggested("Datum;Person;Artikel;Umsatz\n20260104;Ana;B0OATEMB01;12,50\n")[0], "date");
        assert_eq!(suggested("X1;Person;Artikel;Umsatz\n20260104;Ana;B0OATEMB01;12,50\n")[0], "-");
    }

    #[test]
    fn words_are_written_as_normalised() {
        for word in SPELLINGS.iter().flat_map(|spelling| words_of(spelling.column)) {
            assert_eq!(normalise(word), word);
        }
    }
}
