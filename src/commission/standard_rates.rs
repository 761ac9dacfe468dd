//! Amazon's standard affiliate rates: a dated table, apart from the code that uses it.

/// One category of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandardRate {
    /// Stable id, as typed and saved.
    pub id: &'static str,
    pub label: &'static str,
    pub ppm: u32,
    /// Lower-case words; a category text that holds all words of one entry belongs here.
    pub words: &'static [&'static str],
}

/// The day from which the table is used. It is Amazon's public table for the United States as several copies of it agree on.
pub const VALID_FROM: &str = "2026-01-01";
pub const SOURCE: &str = "Amazon Associates, standard commission income, United States; public table, several agreeing copies";
/// What counts where a category is named that the table does not have.
pub const OTHER: &str = "other";

const fn rate(id: &'static str, label: &'static str, ppm: u32, words: &'static [&'static str]) -> StandardRate {
    StandardRate { id, label, ppm, words }
}

/// The more particular entry comes first: the first whose words all occur is taken.
pub const TABLE: &[StandardRate] = &[
    rate("gift-cards", "Gift cards", 0, &["gift card"]),
    rate("alcohol", "Alcoholic drinks", 0, &["alcohol", "wine", "beer", "spirits"]),
    rate("luxury-beauty", "Luxury beauty", 100_000, &["luxury beauty", "premium beauty", "luxury stores beauty"]),
    rate("digital-music", "Music", 50_000, &["digital music", "physical music", "music cd", "vinyl"]),
    rate("musical-instruments", "Musical instruments", 30_000, &["musical instrument"]),
    rate("handmade", "Handmade", 50_000, &["handmade"]),
    rate("digital-video", "Digital video", 50_000, &["digital video", "prime video"]),
    rate("digital-games", "Digital video games", 20_000, &["digital video game", "digital game"]),
    rate("physical-games", "Physical video games and consoles", 10_000, &["video game", "game console"]),
    rate("pc-parts", "PC and components", 25_000, &["pc part", "pc component", "computer component", "computers", "pc"]),
    rate("dvd", "DVD and Blu-ray", 25_000, &["dvd", "blu-ray", "blu ray"]),
    rate("televisions", "Televisions", 20_000, &["television", "tv"]),
    rate("headphones", "Headphones", 30_000, &["headphone", "earbud"]),
    rate("devices", "Amazon devices", 40_000, &["amazon device", "fire tablet", "echo", "kindle device"]),
    rate("books", "Physical books", 45_000, &["book"]),
    rate("kitchen", "Kitchen", 45_000, &["kitchen"]),
    rate("automotive", "Automotive", 45_000, &["automotive", "car care"]),
    rate("pets", "Pets", 30_000, &["pet"]),
    rate("baby", "Baby", 30_000, &["baby"]),
    rate("grocery", "Grocery, fresh included", 10_000, &["grocery", "gourmet", "food", "snack", "beverage", "fresh", "whole foods"]),
    rate("beauty", "Beauty", 30_000, &["beauty", "cosmetic", "skin care", "skincare", "hair care"]),
    rate("health", "Health and personal care", 10_000, &["health", "personal care", "household", "supplement", "vitamin", "cleaning"]),
    rate("toys", "Toys", 30_000, &["toy"]),
    rate("furniture", "Furniture", 30_000, &["furniture"]),
    rate("home-improvement", "Home improvement", 30_000, &["home improvement"]),
    rate("tools", "Tools", 30_000, &["tool"]),
    rate("lawn-and-garden", "Lawn and garden", 30_000, &["lawn", "garden"]),
    rate("business", "Business and industrial supplies", 30_000, &["business", "industrial"]),
    rate("outdoors", "Outdoors", 30_000, &["outdoor"]),
    rate("sports", "Sports", 30_000, &["sport", "fitness"]),
    rate("home", "Home", 30_000, &["home"]),
    rate("apparel", "Apparel", 40_000, &["apparel", "clothing", "fashion"]),
    rate("jewellery", "Jewellery and watches", 40_000, &["jewelry", "jewellery", "watch", "luggage"]),
    rate("shoes", "Shoes", 40_000, &["shoe", "footwear"]),
    rate(OTHER, "All other categories", 40_000, &[]),
];

/// A category by its id.
pub fn by_id(id: &str) -> Option<&'static StandardRate> {
    TABLE.iter().find(|rate| rate.id == id)
}

/// The category a text of the catalogue belongs to; `None` for an empty one, [`OTHER`] where no entry's words occur.
pub fn of_category(text: &str) -> Option<&'static StandardRate> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.is_empty() {
        return None;
    }
    let has = |phrase: &str| {
        let wanted: Vec<&str> = phrase.split(' ').collect();
        words.windows(wanted.len()).any(|window| window.iter().zip(&wanted).all(|(word, wanted)| is_form_of(word, wanted)))
    };
    TABLE.iter().find(|rate| rate.words.iter().any(|phrase| has(phrase))).or_else(|| by_id(OTHER))
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
        ] {
            assert_eq!(of_category(text).map(|rate| rate.id), Some(id), "{text}");
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
            assert_eq!(by_id(id).map(|rate| rate.ppm), Some(ppm), "{id}");
        }
    }
}
