//! The built-in synthetic client: a made-up granola brand, the same bytes every time. Nothing in it comes from a real
//! account; no figure in it is a benchmark.

mod tables;

use std::fmt::Write as _;

use crate::intake::reports::TEMPLATE_HEADER;
use crate::units::Date;
use crate::units::decimal::scaled_text;

/// File name of the attribution rows on their card.
pub const FILE_NAME: &str = "sample-oat-and-ember.csv";
/// First day of its first week.
const FIRST_DAY: &str = "2026-01-04";
const SEED: u64 = 0x0a7a_e3be_5eed;
const WEEKS: u16 = 26;
const CREATORS: u64 = 44;
/// Products on sale from this week on are launches.
const LAUNCH_FROM: u16 = 10;

struct Product {
    asin: &'static str,
    title: &'static str,
    line: &'static str,
    cents: u64,
    /// Orders in a thousand clicks.
    conversion: u64,
    /// First week on sale.
    from_week: u16,
    /// How often a creator picks it, against the others.
    weight: u64,
}

/// Hero granola (under 15 dollars, and its three-pack), bars as a launch in week 14, and a quiet porridge line.
const PRODUCTS: [Product; 9] = [
    Product { asin: "B0OATEMB01", title: "Oat & Ember Granola, Maple Pecan, 12.5 oz", line: "Granola", cents: 1_299, conversion: 92, from_week: 0, weight: 30 },
    Product {
        asin: "B0OATEMB02",
        title: "Oat & Ember Granola, Cacao Hazelnut, 12.5 oz",
        line: "Granola",
        cents: 1_349,
        conversion: 84,
        from_week: 0,
        weight: 18,
    },
    Product { asin: "B0OATEMB03", title: "Oat & Ember Granola, three-pack", line: "Granola", cents: 3_499, conversion: 66, from_week: 0, weight: 16 },
    Product { asin: "B0OATEMB04", title: "Oat & Ember Granola, \"Family\" bag, 32 oz", line: "Granola", cents: 2_199, conversion: 70, from_week: 0, weight: 9 },
    Product { asin: "B0OATEMB05", title: "Oat & Ember Porridge Pots, 8 count", line: "Porridge", cents: 1_899, conversion: 58, from_week: 0, weight: 8 },
    Product { asin: "B0OATEMB06", title: "Oat & Ember Porridge, steel cut, 24 oz", line: "Porridge", cents: 1_649, conversion: 51, from_week: 0, weight: 6 },
    Product { asin: "B0OATEMB07", title: "Oat & Ember Oat Bars, 12 count", line: "Oat Bars (launch)", cents: 2_249, conversion: 66, from_week: 13, weight: 16 },
    Product {
        asin: "B0OATEMB08",
        title: "Oat & Ember Oat Bars, variety, 24 count",
        line: "Oat Bars (launch)",
        cents: 3_999,
        conversion: 54,
        from_week: 13,
        weight: 9,
    },
    Product { asin: "B0OATEMB09", title: "Oat & Ember Starter Box", line: "Gift", cents: 4_899, conversion: 31, from_week: 4, weight: 4 },
];

const FIRST: [&str; 11] = ["Maya", "Jonas", "Priya", "Elena", "Tom", "Aiko", "Nora", "Luis", "Hana", "Owen", "Zoë"];
const SECOND: [&str; 4] = ["Cooks", "Runs", "at Home", "Outdoors"];

/// xorshift64*, Vigna 2016: small, seeded, the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// From 0 to `bound - 1`.
    fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64).try_into().unwrap_or(0)
    }

    /// How many of `tries` succeed with `per_thousand` each.
    fn successes(&mut self, tries: u64, per_thousand: u64) -> u64 {
        (0..tries).filter(|_| self.below(1000) < per_thousand).count() as u64
    }
}

/// A creator's habits: the first ones bring most clicks, and keep the old high rate.
struct Habits {
    id: String,
    name: String,
    clicks: u64,
    first_week: u16,
    last_week: u16,
    rate_percent: u64,
    campaign: &'static str,
    ntb_percent: u64,
}

fn habits(number: u64, random: &mut Random) -> Habits {
    let first = usize::try_from(number).ok().and_then(|at| FIRST.get(at % FIRST.len())).copied().unwrap_or_default();
    let second = usize::try_from(number / 11).ok().and_then(|at| SECOND.get(at)).copied().unwrap_or_default();
    let joined_early = number < 14;
    let first_week = if joined_early { 0 } else { u16::try_from(random.below(u64::from(WEEKS) - 8)).unwrap_or(0) };
    let stays = random.below(10) < 7;
    Habits {
        id: format!("cr-{:03}", number + 1),
        name: format!("{first} {second}"),
        clicks: 24 + 5_200 / (number + 6),
        first_week,
        last_week: if stays { WEEKS } else { first_week + 5 + u16::try_from(random.below(6)).unwrap_or(0) },
        // Links opted in before the cut keep 16 %; later ones get 8 %.
        rate_percent: if joined_early || first_week < 6 { 16 } else { 8 },
        campaign: if joined_early || first_week < 6 { "Winter breakfast" } else { "Spring routine" },
        ntb_percent: 30 + random.below(45),
    }
}

fn first_day() -> Date {
    Date::from_iso(FIRST_DAY).unwrap_or(Date::MIN)
}

/// Every file of the client: name on its card, what it is called on the command line, and its text.
pub fn files() -> Vec<(&'static str, &'static str, String)> {
    vec![
        (FILE_NAME, "attribution", csv()),
        ("sample-catalogue.csv", "catalogue", tables::catalogue()),
        ("sample-rates.csv", "rates", tables::rates()),
        ("sample-creators.csv", "creators", tables::creators()),
        ("sample-costs.csv", "costs", tables::costs()),
        ("sample-operations.csv", "operations", tables::operations()),
        ("sample-competing-offers.csv", "competitor-cards", tables::CARDS.to_owned()),
    ]
}

/// The attribution rows, in our own template's columns.
pub fn csv() -> String {
    let mut random = Random(SEED);
    let creators: Vec<Habits> = (0..CREATORS).map(|number| habits(number, &mut random)).collect();
    let start = first_day();
    let mut out = TEMPLATE_HEADER.join(",");
    out.push_str("\r\n");
    for week in 0..WEEKS {
        for creator in creators.iter().filter(|creator| (creator.first_week..creator.last_week).contains(&week)) {
            for _ in 0..1 + random.below(4) {
                let date = start.plus_days(week * 7 + u16::try_from(random.below(7)).unwrap_or(0));
                write_row(&mut out, date, week, creator, &mut random);
            }
        }
    }
    out
}

fn pick(week: u16, random: &mut Random) -> Option<&'static Product> {
    let on_sale = || PRODUCTS.iter().filter(|product| product.from_week <= week);
    let mut at = random.below(on_sale().map(|product| product.weight).sum());
    on_sale().find(|product| {
        let found = at < product.weight;
        at = at.saturating_sub(product.weight);
        found
    })
}

/// Orders in a thousand clicks. A launch convinces the curious first: it loses 9 % of that a week, down to a quarter; the hero line wins
/// two thirds of a per cent a week, which hides it in the total.
fn conversion(product: &Product, week: u16) -> u64 {
    let on_sale = u64::from(week.saturating_sub(product.from_week));
    match product {
        _ if product.from_week >= LAUNCH_FROM => product.conversion * (100_u64.saturating_sub(9 * on_sale)).max(25) / 100,
        _ if product.line == "Granola" => product.conversion * (150 + u64::from(week)) / 150,
        _ => product.conversion,
    }
}

fn write_row(out: &mut String, date: Date, week: u16, creator: &Habits, random: &mut Random) {
    let Some(product) = pick(week, random) else { return };
    // The established creators grow a little week by week: the total hides what becomes of the launch.
    let clicks = random.below(creator.clicks * (100 + u64::from(week)) / 100) + 3;
    let orders = random.successes(clicks, conversion(product, week));
    let extra = random.successes(orders, 180);
    let units = orders + extra;
    let sales = units * product.cents;
    let commission = sales * creator.rate_percent;
    let ntb = random.successes(orders, creator.ntb_percent * 10);
    let repeat = random.successes(orders - ntb, 450);
    let subscribed = random.successes(orders, if product.line == "Granola" { 160 } else { 70 });
    let dollars = |hundredths: u64, places: u32| scaled_text(i128::from(hundredths), places);
    let title = if product.title.contains([',', '"']) { format!("\"{}\"", product.title.replace('"', "\"\"")) } else { product.title.to_owned() };
    let _ = write!(
        out,
        "{},{},{},{},{},{title},{},{clicks},{orders},{units},${},${},{}%,{ntb},{repeat},{subscribed}\r\n",
        date.iso(),
        creator.id,
        creator.name,
        creator.campaign,
        product.asin,
        product.line,
        dollars(sales, 2),
        // Amazon pays whole cents: half a cent away from zero.
        dollars((commission + 50) / 100, 2),
        creator.rate_percent,
    );
}
