//! Amazon's standard affiliate rates: a dated table, apart from the code that uses it, and what the reader says instead.

use std::collections::BTreeMap;

use crate::units::Date;

/// One category of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Category {
    /// Stable id, as typed and saved.
    pub id: &'static str,
    pub label: &'static str,
    /// Lower-case words; a category text that holds all words of one entry belongs here. One that ends in `$` counts only where it
    /// ends a part of the text: a wine glass is no wine.
    pub words: &'static [&'static str],
}

/// The rate of one category from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedRate {
    /// Id of the category.
    pub category: &'static str,
    pub ppm: u32,
    /// `YYYY-MM-DD`.
    pub valid_from: &'static str,
    pub source: &'static str,
}

/// What counts where a category is named that the table does not have.
pub const OTHER: &str = "other";
/// Sales over videos on Amazon itself are paid at rates that Amazon does not publish: the reader's own, or none.
pub const ONSITE: &str = "onsite";

const fn category(id: &'static str, label: &'static str, words: &'static [&'static str]) -> Category {
    Category { id, label, words }
}

/// The more particular entry comes first: the first whose words all occur is taken.
pub const CATEGORIES: &[Category] = &[
    category("gift-cards", "Gift cards", &["gift card"]),
    category("alcohol", "Alcoholic drinks", &["alcohol", "alcoholic", "wine$", "beer$", "spirits$"]),
    category("luxury-beauty", "Luxury beauty", &["luxury beauty", "premium beauty", "luxury stores beauty"]),
    category("digital-music", "Music", &["digital music", "physical music", "music cd", "vinyl"]),
    category("musical-instruments", "Musical instruments", &["musical instrument"]),
    category("handmade", "Handmade", &["handmade"]),
    category("digital-video", "Digital video", &["digital video", "prime video"]),
    category("digital-games", "Digital video games", &["digital video game", "digital game"]),
    category("physical-games", "Physical video games and consoles", &["video game", "game console"]),
    category("pc-parts", "PC and components", &["pc part", "pc component", "computer component", "computers", "pc"]),
    category("dvd", "DVD and Blu-ray", &["dvd", "blu-ray", "blu ray"]),
    category("televisions", "Televisions", &["television", "tv"]),
    category("headphones", "Headphones", &["headphone", "earbud"]),
    category("devices", "Amazon devices", &["amazon device", "fire tablet", "echo", "kindle device"]),
    category("books", "Physical books", &["book"]),
    category("kitchen", "Kitchen", &["kitchen"]),
    category("automotive", "Automotive", &["automotive", "car care"]),
    category("pets", "Pets", &["pet"]),
    category("baby", "Baby", &["baby"]),
    category("grocery", "Grocery, fresh included", &["grocery", "gourmet", "food", "snack", "beverage", "fresh", "whole foods"]),
    category("beauty", "Beauty", &["beauty", "cosmetic", "skin care", "skincare", "hair care"]),
    category("health", "Health and personal care", &["health", "personal care", "household", "supplement", "vitamin", "cleaning"]),
    category("toys", "Toys", &["toy"]),
    category("furniture", "Furniture", &["furniture"]),
    category("home-improvement", "Home improvement", &["home improvement"]),
    category("tools", "Tools", &["tool"]),
    category("lawn-and-garden", "Lawn and garden", &["lawn", "garden"]),
    category("business", "Business and industrial supplies", &["business", "industrial"]),
    category("outdoors", "Outdoors", &["outdoor"]),
    category("sports", "Sports", &["sport", "fitness"]),
    category("home", "Home", &["home"]),
    category("apparel", "Apparel", &["apparel", "clothing", "fashion"]),
    category("jewellery", "Jewellery and watches", &["jewelry", "jewellery", "watch", "luggage"]),
    category("shoes", "Shoes", &["shoe", "footwear"]),
    category(OTHER, "All other categories", &[]),
    category(ONSITE, "Onsite, shoppable videos", &[]),
];

/// Amazon's public table for the United States as several copies of it agree on, and the day from which it is used here.
const fn public(category: &'static str, ppm: u32) -> DatedRate {
    DatedRate {
        category,
        ppm,
        valid_from: "2026-01-01",
        source: "Amazon Associates, standard commission income, United States; public table, several agreeing copies",
    }
}

/// Every rate of every category. A change of Amazon's table is a row more, with its own day and source.
pub const ROWS: &[DatedRate] = &[
    public("gift-cards", 0),
    public("alcohol", 0),
    public("luxury-beauty", 100_000),
    public("digital-music", 50_000),
    public("musical-instruments", 30_000),
    public("handmade", 50_000),
    public("digital-video", 50_000),
    public("digital-games", 20_000),
    public("physical-games", 10_000),
    public("pc-parts", 25_000),
    public("dvd", 25_000),
    public("televisions", 20_000),
    public("headphones", 30_000),
    public("devices", 40_000),
    public("books", 45_000),
    public("kitchen", 45_000),
    public("automotive", 45_000),
    public("pets", 30_000),
    public("baby", 30_000),
    public("grocery", 10_000),
    public("beauty", 30_000),
    public("health", 10_000),
    public("toys", 30_000),
    public("furniture", 30_000),
    public("home-improvement", 30_000),
    public("tools", 30_000),
    public("lawn-and-garden", 30_000),
    public("business", 30_000),
    public("outdoors", 30_000),
    public("sports", 30_000),
    public("home", 30_000),
    public("apparel", 40_000),
    public("jewellery", 40_000),
    public("shoes", 40_000),
    public(OTHER, 40_000),
];

/// A category by its id.
pub fn by_id(id: &str) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.id == id)
}

/// The row of a category in force on a day: the latest that has begun, before the first one that one. Without a day the latest.
pub fn row_on(category: &str, on: Option<Date>) -> Option<&'static DatedRate> {
    let rows = || ROWS.iter().filter(|row| row.category == category);
    let has_begun = |row: &&DatedRate| on.is_none_or(|on| row.valid_from <= on.iso().as_str());
    rows().filter(has_begun).max_by_key(|row| row.valid_from).or_else(|| rows().min_by_key(|row| row.valid_from))
}

/// The rate of one category that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    pub ppm: u32,
    /// The row of the table; `None` where the reader said the rate.
    pub row: Option<&'static DatedRate>,
}

/// The table, and the rates a reader put in place of some of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandardRates {
    own: BTreeMap<&'static str, u32>,
}

impl StandardRates {
    /// Puts a rate in parts per million in place of every row of a category.
    pub fn set(&mut self, category: &Category, ppm: u32) {
        self.own.insert(category.id, ppm);
    }

    /// Ids of the categories whose rate the reader said.
    pub fn own(&self) -> impl Iterator<Item = &'static str> {
        self.own.keys().copied()
    }

    /// What holds on a day.
    pub fn of(&self, category: &str, on: Option<Date>) -> Option<InForce> {
        let own = self.own.get(category).map(|ppm| InForce { ppm: *ppm, row: None });
        own.or_else(|| row_on(category, on).map(|row| InForce { ppm: row.ppm, row: Some(row) }))
    }
}

/// The category a text of the catalogue belongs to; `None` for an empty one, [`OTHER`] where no entry's words occur.
pub fn of_category(text: &str) -> Option<&'static Category> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '-';
    let words: Vec<String> = text.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.is_empty() {
        return None;
    }
    // Parts of the text: what stands between signs, and around “and”.
    let parts = text.split(|c: char| !is_of_word(c) && !c.is_whitespace());
    let parts = parts.map(|part| part.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>());
    let last_words: Vec<String> = parts.flat_map(|part| part.split(|word| word == "and").filter_map(|part| part.last().cloned()).collect::<Vec<_>>()).collect();
    let has = |phrase: &str| {
        if let Some(wanted) = phrase.strip_suffix('$') {
            return last_words.iter().any(|word| is_form_of(word, wanted));
        }
        let wanted: Vec<&str> = phrase.split(' ').collect();
        words.windows(wanted.len()).any(|window| window.iter().zip(&wanted).all(|(word, wanted)| is_form_of(word, wanted)))
    };
    CATEGORIES.iter().find(|category| category.words.iter().any(|phrase| has(phrase))).or_else(|| by_id(OTHER))
}

/// A word, or its plural.
fn is_form_of(word: &str, wanted: &str) -> bool {
    let plural = word.strip_prefix(wanted);
    matches!(plural, Some("" | "s" | "es")) || (wanted.strip_suffix('y').zip(word.strip_suffix("ies"))).is_some_and(|(stem, plural)| stem == plural)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_as_catalogues_write_them_find_their_rate() {
        for (text, id) in [
            ("Grocery & Gourmet Food", "grocery"),
            ("Health & Household", "health"),
            ("Beauty & Personal Care", "beauty"),
            ("Luxury Beauty", "luxury-beauty"),
            ("Pet Supplies", "pets"),
            ("Home & Kitchen", "kitchen"),
            ("Tools & Home Improvement", "home-improvement"),
            ("Musical Instruments", "musical-instruments"),
            ("Toys & Games", "toys"),
            ("Carpets", "other"),
            ("Grocery", "grocery"),
            ("Wine Glasses", "other"),
            ("Beer Mugs & Wine Racks", "other"),
            ("Kitchen & Dining > Wine Glasses", "kitchen"),
            ("Red Wine", "alcohol"),
            ("Beer, Wine & Spirits", "alcohol"),
            ("Wine and Champagne", "alcohol"),
            ("Alcoholic Beverages", "alcohol"),
        ] {
            assert_eq!(of_category(text).map(|category| category.id), Some(id), "{text}");
        }
        assert_eq!(of_category("  "), None);
    }

    #[test]
    fn the_table_says_what_the_public_one_says() {
        for (id, ppm) in [
            ("luxury-beauty", 100_000),
            ("handmade", 50_000),
            ("kitchen", 45_000),
            ("other", 40_000),
            ("beauty", 30_000),
            ("baby", 30_000),
            ("pc-parts", 25_000),
            ("televisions", 20_000),
            ("grocery", 10_000),
            ("health", 10_000),
            ("physical-games", 10_000),
            ("gift-cards", 0),
        ] {
            assert_eq!(row_on(id, None).map(|row| row.ppm), Some(ppm), "{id}");
        }
    }

    #[test]
    fn every_category_has_dated_rates_and_every_rate_a_category() {
        assert!(CATEGORIES.iter().all(|category| row_on(category.id, None).is_some() == (category.id != ONSITE)));
        for row in ROWS {
            assert!(by_id(row.category).is_some() && Date::from_iso(row.valid_from).is_some() && !row.source.is_empty(), "{row:?}");
        }
        let before = Date::from_iso("2020-01-01");
        assert_eq!(row_on("grocery", before).map(|row| row.valid_from), Some("2026-01-01"), "before the first row that one");
    }

    #[test]
    fn a_rate_of_the_readers_own_takes_the_place_of_the_table() {
        let mut rates = StandardRates::default();
        // Onsite rates are not published: none holds until the reader gives one.
        assert_eq!(rates.of(ONSITE, None), None);
        let mut onsite = StandardRates::default();
        onsite.set(by_id(ONSITE).expect("a category"), 15_000);
        assert_eq!(onsite.of(ONSITE, None), Some(InForce { ppm: 15_000, row: None }));
        rates.set(by_id("grocery").expect("a category"), 12_500);
        assert_eq!(rates.of("grocery", None), Some(InForce { ppm: 12_500, row: None }));
        assert_eq!(rates.of("beauty", None).map(|rate| (rate.ppm, rate.row.is_some())), Some((30_000, true)));
        assert_eq!((rates.of("nothing", None), rates.own().collect::<Vec<_>>()), (None, vec!["grocery"]));
    }
}
