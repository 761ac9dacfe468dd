//! The synthetic client's own tables: catalogue, rates, creators, costs, competing offers. Made up like its attribution rows.

use std::fmt::Write as _;

use super::{CREATORS, FIRST_DAY, Habits, PRODUCTS, Random, SEED, first_day, habits};
use crate::units::decimal::scaled_text;

/// Category, then cost of goods, referral, fulfilment, returns allowance and other cost in cents, reviews, rating in tenths.
struct Shelf {
    category: &'static str,
    cents: [u64; 5],
    reviews: u64,
    rating: u64,
    sns: &'static str,
}

/// One row a product, in the order of `PRODUCTS`.
const SHELVES: [Shelf; 9] = [
    Shelf { category: "Grocery & Gourmet Food", cents: [310, 195, 322, 20, 42], reviews: 1_840, rating: 44, sns: "yes" },
    Shelf { category: "Grocery & Gourmet Food", cents: [470, 202, 322, 20, 42], reviews: 912, rating: 43, sns: "yes" },
    Shelf { category: "Grocery & Gourmet Food", cents: [930, 525, 460, 50, 90], reviews: 640, rating: 46, sns: "yes" },
    Shelf { category: "Grocery & Gourmet Food", cents: [620, 330, 420, 30, 50], reviews: 388, rating: 45, sns: "yes" },
    Shelf { category: "Grocery & Gourmet Food", cents: [690, 285, 490, 30, 50], reviews: 205, rating: 42, sns: "yes" },
    Shelf { category: "Grocery & Gourmet Food", cents: [410, 247, 430, 20, 40], reviews: 171, rating: 41, sns: "no" },
    Shelf { category: "Grocery & Gourmet Food", cents: [740, 337, 440, 40, 60], reviews: 22, rating: 43, sns: "no" },
    Shelf { category: "Grocery & Gourmet Food", cents: [1_500, 600, 610, 80, 100], reviews: 9, rating: 44, sns: "no" },
    Shelf { category: "Grocery & Gourmet Food", cents: [2_700, 735, 820, 150, 150], reviews: 54, rating: 47, sns: "no" },
];

/// Bonus offered now in per cent, creators offered and accepted, budget left in cents (0: none noted), last day of the offer.
const OFFERS: [(u64, u64, u64, u64, &str); 9] = [
    (8, 240, 17, 620_000, "2026-12-31"),
    (8, 240, 18, 390_000, "2026-12-31"),
    (8, 180, 30, 950_000, "2026-12-31"),
    (8, 160, 17, 24_000, "2026-12-31"),
    (8, 150, 13, 0, ""),
    (8, 150, 11, 0, ""),
    (8, 120, 14, 260_000, "2026-07-12"),
    (8, 120, 21, 290_000, "2026-12-31"),
    (8, 60, 13, 0, ""),
];

fn money(cents: u64) -> String {
    scaled_text(i128::from(cents), 2)
}

/// What each product is, costs and has.
pub fn catalogue() -> String {
    let mut out = String::from(
        "ASIN,Title,Product Line,Category,Price,Cost of Goods,Referral Fee,Fulfilment Fee,Returns Allowance,Other Cost,Reviews,Rating,Subscribe & Save Eligible\r\n",
    );
    for (product, shelf) in PRODUCTS.iter().zip(&SHELVES) {
        let costs: Vec<String> = shelf.cents.iter().map(|cents| money(*cents)).collect();
        let _ = write!(
            out,
            "{},\"{}\",{},{},{},{},{},{},{}\r\n",
            product.asin,
            product.title.replace('"', "\"\""),
            product.line,
            shelf.category,
            money(product.cents),
            costs.join(","),
            shelf.reviews,
            scaled_text(i128::from(shelf.rating), 1),
            shelf.sns
        );
    }
    out
}

/// The first rate, and the one after the cut.
pub fn rates() -> String {
    let mut out = String::from("ASIN,Campaign,Brand Rate,Standard Rate,Valid From,Offer Live,Offered,Accepted,Reviewed On,Budget Remaining,Ends On\r\n");
    for (product, (percent, offered, accepted, budget, ends)) in PRODUCTS.iter().zip(OFFERS) {
        if product.from_week == 0 {
            let _ = write!(out, "{},Winter breakfast,16%,1%,{FIRST_DAY},no,,,,,\r\n", product.asin);
        }
        let budget = if budget == 0 { String::new() } else { money(budget) };
        let _ = write!(out, "{},Spring routine,{percent}%,1%,2026-02-15,yes,{offered},{accepted},2026-02-15,{budget},{ends}\r\n", product.asin);
    }
    out
}

/// When each creator opted in, and at which rate.
pub fn creators() -> String {
    let mut out = String::from("Creator ID,Creator,Followers,Opt-in Date,Opt-in Rate\r\n");
    for creator in all_creators() {
        let day = first_day().plus_days(creator.first_week * 7);
        let _ = write!(out, "{},{},{},{},{}%\r\n", creator.id, creator.name, 4_000 + creator.clicks * 90, day.iso(), creator.rate_percent);
    }
    out
}

fn all_creators() -> Vec<Habits> {
    let mut random = Random(SEED);
    (0..CREATORS).map(|number| habits(number, &mut random)).collect()
}

/// What was paid beside the bonus.
pub fn costs() -> String {
    let mut out = String::from("Date,Model,Creator ID,ASIN,Amount\r\n");
    for (number, creator) in all_creators().iter().enumerate().take(18) {
        let day = first_day().plus_days(creator.first_week * 7 + 3);
        let _ = write!(out, "{},sample,{},{},{}\r\n", day.iso(), creator.id, PRODUCTS[number % 3].asin, money(1_850 + 220 * (number as u64 % 4)));
        if number < 4 {
            let _ = write!(out, "{},flat fee,{},,{}\r\n", day.plus_days(20).iso(), creator.id, money(35_000 - 5_000 * number as u64));
        }
        if number == 6 {
            let _ = write!(out, "{},click,{},,{}\r\n", day.plus_days(30).iso(), creator.id, money(12_400));
        }
    }
    let _ = write!(out, "{FIRST_DAY},tool,,,{}\r\n", money(59_400));
    out
}

/// What was done with whom: briefs, samples, drafts and reviews of the first weeks, and a weekly pull that stopped with them.
pub fn operations() -> String {
    let mut out = String::from("Date,Kind,Creator ID,ASIN,Item,Closed\r\n");
    for (number, creator) in all_creators().iter().enumerate().take(12) {
        let day = first_day().plus_days(creator.first_week * 7 + 2 + number as u16);
        let asin = PRODUCTS[number % 3].asin;
        let mut line = |kind: &str, item: &str, from: u16, days: u16| {
            let _ = write!(out, "{},{kind},{},{asin},{item},{}\r\n", day.plus_days(from).iso(), creator.id, day.plus_days(from + days).iso());
        };
        line("brief sent", "Winter brief", 0, 0);
        line("sample sent", "Sample box", 1, 3);
        line("content submitted", "First post", 12, 0);
        line("content reviewed", "First post", 12, 1 + number as u16 % 4);
    }
    for week in 0..7 {
        let day = first_day().plus_days(week * 7 + 1).iso();
        let _ = write!(out, "{day},weekly pull,,,Weekly pull,{day}\r\n");
    }
    let _ = write!(out, "2026-02-15,rate review,,,Rate review,2026-02-15\r\n");
    out
}

/// What creators see of competing offers.
pub const CARDS: &str = "ASIN or Name,Price,Rate,EPC,Rating,Reviews\r\n\
    Rival granola 12 oz,11.49,12%,0.11,4.2,960\r\n\
    Rival granola value pack,27.90,10%,0.19,4.4,1210\r\n\
    Muesli house blend,14.25,15%,0.16,4.1,430\r\n\
    Porridge club 10 count,19.99,9%,0.10,4.3,780\r\n\
    Oat bar box 18 count,24.50,14%,0.21,4.0,152\r\n\
    Breakfast gift crate,54.00,8%,0.13,4.6,88\r\n";
