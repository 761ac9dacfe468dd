//! The rules that test something: each on a client that fires it, and on one just short of it. Clients are made by rule, without chance,
//! so that what differs between the two is what the rule asks for.

use std::fmt::Write as _;

use creator_audit::ledger::Slice;
use creator_audit::session::Session;
use serde_json::Value;

mod support;
use support::read_into;

const FACTS: &str =
    "Date,Creator ID,Campaign,ASIN,Product Line,Clicks,Orders,Units,Revenue,Commission,New-to-brand Orders,Repeat Orders,Subscribe & Save Orders\n";
const WEEKS: u64 = 28;
const CREATORS: u64 = 8;
const PRODUCTS: u64 = 3;

/// One row before it is written.
#[derive(Clone, Copy)]
struct Row {
    week: u64,
    /// Days after the week's first.
    offset: u64,
    creator: u64,
    product: u64,
    clicks: u64,
    orders: u64,
    new: u64,
    repeat: u64,
}

fn day(days: u64) -> String {
    let (mut year, mut left) = (2025, 4 + days); // 2025-01-05 was a Sunday
    loop {
        for (month, length) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate() {
            if left < length {
                return format!("{year}-{:02}-{:02}", month + 1, left + 1);
            }
            left -= length;
        }
        year += 1;
    }
}

fn asin(product: u64) -> String {
    format!("B0STATS{product:03}")
}

/// Every creator sells every product once a week, on changing days: 200 clicks, 20 orders more or less, 12 of them new, 6 repeat.
fn facts(change: impl Fn(&mut Row)) -> String {
    let mut out = FACTS.to_owned();
    for week in 0..WEEKS {
        for creator in 0..CREATORS {
            for product in 0..PRODUCTS {
                // Sums of small coprime steps: as restless as sales are, and the same every time.
                let wave = (week * 5 + creator * 3 + product * 2) % 7;
                let mut row = Row {
                    week,
                    offset: (creator + product + week) % 7,
                    creator,
                    product,
                    clicks: 200,
                    orders: 17 + wave,
                    new: 10 + wave * 3 / 5,
                    repeat: 5 + wave / 3,
                };
                change(&mut row);
                let _ = writeln!(
                    out,
                    "{},cr-{creator},Core,{},Line {product},{},{},{},{}.00,{}.00,{},{},0",
                    day(row.week * 7 + row.offset),
                    asin(product),
                    row.clicks,
                    row.orders,
                    row.orders,
                    row.orders * 20,
                    row.orders * 2,
                    row.new.min(row.orders),
                    row.repeat.min(row.orders)
                );
            }
        }
    }
    out
}

fn findings(files: &[(&str, &str)]) -> Value {
    let mut session = Session::with_seed(7);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let cards = read_into(&mut session, &files, 1 << 16);
    assert!(cards.iter().all(|card| card.rejected == 0), "{cards:?}");
    serde_json::to_value(session.findings_report(&Slice::ALL)).expect("JSON")
}

/// The findings of a rule.
fn found<'a>(report: &'a Value, rule: &str) -> Vec<&'a Value> {
    report["findings"].as_array().expect("a list").iter().filter(|finding| finding["rule"] == rule).collect()
}

/// `clear` or `unknown`: the rule's sentence there.
fn said<'a>(report: &'a Value, kind: &str, rule: &str) -> Option<&'a str> {
    report[kind].as_array().expect("a list").iter().find(|entry| entry["rule"] == rule).map(|entry| entry["sentence"].as_str().expect("text"))
}

fn verdict(report: &Value, rule: &str) -> Option<String> {
    found(report, rule).first().map(|finding| finding["verdict"].as_str().expect("text").to_owned())
}

/// Found with this verdict, in the words of its place on the ladder.
fn assert_found(report: &Value, rule: &str, expected: &str, ladder: &str) {
    let all = found(report, rule);
    let context = format!("{} {:?} {:?}", report["findings"], said(report, "clear", rule), said(report, "unknown", rule));
    assert_eq!(all.len(), 1, "{rule}: {context}");
    assert_eq!((all[0]["verdict"].as_str(), all[0]["ladder"].as_str()), (Some(expected), Some(ladder)));
}

fn assert_clear(report: &Value, rule: &str) {
    assert!(said(report, "clear", rule).is_some(), "{rule}: {:?} {:?}", found(report, rule), said(report, "unknown", rule));
}

fn assert_unknown(report: &Value, rule: &str) {
    assert!(said(report, "unknown", rule).is_some(), "{rule}: {:?} {:?}", found(report, rule), said(report, "clear", rule));
}

fn text(finding: &Value) -> String {
    format!("{} {}", finding["title"], finding["says"]).to_lowercase()
}

#[test]
fn capture_needs_two_signs() {
    let fast = |row: &mut Row| {
        if row.creator == 2 {
            row.orders *= 2
        }
    };
    let known_buyers = |row: &mut Row| {
        if row.creator == 2 {
            row.new /= 3
        }
    };
    let both = findings(&[(
        "facts.csv",
        &facts(|row| {
            fast(row);
            known_buyers(row)
        }),
    )]);
    assert_found(&both, "DIA-13", "capture", "correlated");
    let says = text(found(&both, "DIA-13")[0]);
    assert!(says.contains("cr-2") && !says.contains("fraud"), "{says}");
    // A high conversion alone may be good content: as many new buyers as others have.
    let alone = findings(&[(
        "facts.csv",
        &facts(|row| {
            fast(row);
            row.new = row.orders * 3 / 5
        }),
    )]);
    assert_clear(&alone, "DIA-13");
    // Without any other signal it is not even asked.
    let blind = facts(fast).lines().map(|line| line.split(',').take(10).collect::<Vec<_>>().join(",") + "\n").collect::<String>();
    assert_unknown(&findings(&[("facts.csv", &blind)]), "DIA-13");
}

#[test]
fn a_coupon_channel_with_nothing_published_is_named_and_a_table_that_names_few_says_nothing() {
    let creators = "Creator ID,Creator,Followers,Channel\ncr-2,Saver,9000,coupon site\ncr-3,Cook,4000,short video\n";
    let content = |named: u64| {
        (0..CREATORS)
            .filter(|creator| *creator != 2 && *creator < named)
            .fold("Asset,Creator ID,Published\n".to_owned(), |text, creator| text + &format!("post-{creator},cr-{creator},2025-02-02\n"))
    };
    let facts = facts(|row| row.new = row.orders * 3 / 5);
    // Four signals read: channel and content point, conversion and new buyers do not: half, under the 60 % asked for.
    let quiet = findings(&[("facts.csv", &facts), ("creators.csv", creators), ("content.csv", &content(8))]);
    assert_clear(&quiet, "DIA-13");
    let without_new = facts.lines().map(|line| line.split(',').take(10).collect::<Vec<_>>().join(",") + "\n").collect::<String>();
    let told = findings(&[("facts.csv", &without_new), ("creators.csv", creators), ("content.csv", &content(8))]);
    assert_found(&told, "DIA-13", "capture", "correlated");
    // Two creators of eight in the list of content: that the third is not in it says nothing.
    let few = findings(&[("facts.csv", &without_new), ("creators.csv", creators), ("content.csv", &content(2))]);
    assert!(found(&few, "DIA-13").is_empty());
}

#[test]
fn new_buyers_are_compared_with_the_brand_s_own_ads() {
    let facts = facts(|row| row.new = row.orders * 3 / 10);
    let ads = |new: u64| {
        let header = "Start Date,End Date,Campaign Name,Impressions,Viewable Impressions,Clicks,Spend,14 Day Total Sales,14 Day Total Orders (#),14 Day New-to-brand Orders (#)\n";
        (0..24).fold(header.to_owned(), |text, week| text + &format!("{},{},Brand,9000,8000,400,120.00,2000.00,100,{new}\n", day(week * 7), day(week * 7 + 6)))
    };
    let told = findings(&[("facts.csv", &facts), ("ads.csv", &ads(60))]);
    assert_found(&told, "DIA-7", "recirculating", "attributed");
    let told = findings(&[("facts.csv", &facts), ("ads.csv", &ads(10))]);
    assert_found(&told, "DIA-7", "growing", "attributed");
    assert_eq!(found(&told, "DIA-7")[0]["severity"], "note");
    // 27 to 28 % against 28 %: under two points.
    assert_clear(&findings(&[("facts.csv", &facts), ("ads.csv", &ads(28))]), "DIA-7");
    assert_unknown(&findings(&[("facts.csv", &facts)]), "DIA-7");
}

#[test]
fn orders_on_deal_days_are_told_where_deals_do_not_fill_the_calendar() {
    let deals = (0..WEEKS).fold("Date,Until,Kind,ASIN\n".to_owned(), |text, week| text + &format!("{},,deal,\n", day(week * 7 + 3)));
    let on_deals = |of: u64| facts(move |row| row.offset = if (row.creator * 3 + row.product + row.week) % 10 < of { 3 } else { (row.creator + row.week) % 3 });
    assert_found(&findings(&[("facts.csv", &on_deals(7)), ("events.csv", &deals)]), "DIA-6", "deal-days", "correlated");
    assert_clear(&findings(&[("facts.csv", &on_deals(5)), ("events.csv", &deals)]), "DIA-6");
    // Five days of seven on a deal: seven of ten orders there are no cluster.
    let many = (0..WEEKS).fold("Date,Until,Kind,ASIN\n".to_owned(), |text, week| text + &format!("{},{},deal,\n", day(week * 7 + 1), day(week * 7 + 5)));
    assert_clear(&findings(&[("facts.csv", &on_deals(7)), ("events.csv", &many)]), "DIA-6");
}

#[test]
fn buyers_who_do_not_come_back_are_told_by_creator() {
    let seldom = |of: u64| {
        facts(move |row| {
            if row.creator == 4 {
                row.repeat = row.repeat * of / 10
            }
        })
    };
    let told = findings(&[("facts.csv", &seldom(4))]);
    assert_found(&told, "DIA-6", "deal-seekers", "attributed");
    assert!(text(found(&told, "DIA-6")[0]).contains("cr-4"));
    assert_clear(&findings(&[("facts.csv", &seldom(9))]), "DIA-6");
}

#[test]
fn rising_sales_and_a_rank_that_stays_are_too_little_volume() {
    let facts = facts(|row| {
        if row.product == 0 {
            row.orders = 8 + row.week + row.creator % 2;
            row.new = row.orders * 3 / 5
        }
    });
    let ranks = |better: u64| {
        (0..WEEKS).fold("Date,ASIN,Keyword,Rank\n".to_owned(), |text, week| {
            let rank = 40 - if week > 16 { (week - 16) * better } else { 0 } + week % 3;
            text + &format!("{},{},granola,{rank}\n", day(week * 7 + 2), asin(0))
        })
    };
    let told = findings(&[("facts.csv", &facts), ("rank.csv", &ranks(0))]);
    assert_found(&told, "DIA-8", "volume-too-low", "correlated");
    assert!(text(found(&told, "DIA-8")[0]).contains("does not say that the channel fails"));
    assert_clear(&findings(&[("facts.csv", &facts), ("rank.csv", &ranks(3))]), "DIA-8");
    assert_unknown(&findings(&[("facts.csv", &facts)]), "DIA-8");
}

#[test]
fn searches_for_the_brand_that_follow_clicks_are_a_halo() {
    // Clicks go up and down over three to nine weeks; searches follow a week later.
    let level = |week: u64| 100 + [0, 90, 20, 150, 40, 10, 120, 200, 60, 30, 170, 80, 5][(week * 4 % 13) as usize];
    let facts = facts(|row| row.clicks = level(row.week) + row.product);
    let searches = |follows: bool| {
        let header = "\"Brand=[\"\"Planted\"\"]\",\"Reporting Range=[\"\"Weekly\"\"]\"\nSearch Query,Search Query Score,Search Query Volume,Impressions: Total Count,Impressions: Brand Count,Clicks: Total Count,Clicks: Brand Count,Purchases: Total Count,Purchases: Brand Count,Reporting Date\n";
        (1..WEEKS).fold(header.to_owned(), |text, week| {
            let volume = 900 + if follows { level(week - 1) * 3 } else { [70, 10, 340, 5, 220, 160, 90, 400, 30, 280, 120][(week * 7 % 11) as usize] };
            text + &format!("planted granola,1,{volume},900,300,90,30,9,3,{}\nother,2,5000,900,10,90,1,9,0,{}\n", day(week * 7 + 6), day(week * 7 + 6))
        })
    };
    assert_found(&findings(&[("facts.csv", &facts), ("searches.csv", &searches(true))]), "DIA-10", "halo", "correlated");
    assert_clear(&findings(&[("facts.csv", &facts), ("searches.csv", &searches(false))]), "DIA-10");
    assert_unknown(&findings(&[("facts.csv", &facts)]), "DIA-10");
}

/// Ranks of 14 products; the first four are activated in week 14.
fn ranks(weeks: u64, after: impl Fn(u64) -> u64) -> String {
    let mut out = "Date,ASIN,Keyword,Rank\n".to_owned();
    for week in 0..weeks {
        for product in 0..14 {
            let rank = 30 + product * 2 + (week * (product + 3) + product * product) % 9;
            let rank = if product < 4 && week >= 14 { after(rank) } else { rank };
            let _ = writeln!(out, "{},{},granola,{rank}", day(week * 7 + 1), asin(product));
        }
    }
    out
}

#[test]
fn a_lift_is_told_against_products_that_were_not_activated() {
    let facts = facts(|_| ());
    let events = (0..4).fold("Date,Until,Kind,ASIN\n".to_owned(), |text, product| text + &format!("{},,activation,{}\n", day(14 * 7), asin(product)));
    let told = |weeks: u64, after: fn(u64) -> u64| findings(&[("facts.csv", &facts), ("rank.csv", &ranks(weeks, after)), ("events.csv", &events)]);
    assert_found(&told(26, |rank| rank * 2 / 3), "STA-2", "lift", "quasi-experimental");
    assert_found(&told(26, |rank| rank * 3 / 2), "STA-2", "worse", "quasi-experimental");
    assert_found(&told(26, |rank| rank), "STA-2", "flat", "quasi-experimental");
    // Three weeks after the activation are one short of the four asked for.
    assert_unknown(&told(17, |rank| rank * 2 / 3), "STA-2");
    assert_unknown(&findings(&[("facts.csv", &facts), ("rank.csv", &ranks(26, |rank| rank))]), "STA-2");
}

#[test]
fn claims_beyond_what_was_ordered_are_told_and_others_give_a_floor() {
    let facts = facts(|_| ());
    // Of each product 8 × about 20 orders at 20.00 a week: about 3,200 through creators, of 4,000 ordered.
    let ordered = (0..24 * 7).fold(
        "Date,(Parent) ASIN,(Child) ASIN,Title,Sessions - Total,Units Ordered,Ordered Product Sales,Total Order Items\n".to_owned(),
        |mut text, at| {
            for product in 0..PRODUCTS {
                let _ = writeln!(text, "{},{},{},Oats,90,28,572.00,28", day(at), asin(9), asin(product));
            }
            text
        },
    );
    let ads = |sales: u64| {
        (0..24).fold(
            "Date,Campaign Name,Advertised SKU,Advertised ASIN,Impressions,Clicks,Spend,7 Day Total Sales,7 Day Advertised SKU Sales\n".to_owned(),
            |mut text, week| {
                for product in 0..PRODUCTS {
                    let _ = writeln!(text, "{},Ads,S{product},{},9000,90,40.00,9000.00,{sales}.00", day(week * 7 + 2), asin(product));
                }
                text
            },
        )
    };
    let told = findings(&[("facts.csv", &facts), ("business.csv", &ordered), ("ads.csv", &ads(1_500))]);
    assert_found(&told, "STA-6", "double-claim", "observed");
    // 3,200 and 900 are more than 4,004, by chance of weeks and clicks dated early: not for certain.
    assert_clear(&findings(&[("facts.csv", &facts), ("business.csv", &ordered), ("ads.csv", &ads(900))]), "STA-6");
    let floor = findings(&[("facts.csv", &facts), ("business.csv", &ordered), ("ads.csv", &ads(100))]);
    assert!(said(&floor, "clear", "STA-6").is_some_and(|sentence| sentence.contains("at least 1")), "{:?}", said(&floor, "clear", "STA-6"));
    assert_unknown(&findings(&[("facts.csv", &facts), ("business.csv", &ordered)]), "STA-6");
}

#[test]
fn creators_who_convert_better_beyond_chance_are_listed() {
    let better = |of: u64| {
        facts(move |row| {
            if row.creator == 5 {
                row.orders = row.orders * of / 10;
                row.new = row.orders * 3 / 5
            }
        })
    };
    let told = findings(&[("facts.csv", &better(16))]);
    assert_found(&told, "STA-7", "standouts", "attributed");
    assert!(text(found(&told, "STA-7")[0]).contains("cr-5"));
    assert_clear(&findings(&[("facts.csv", &better(12))]), "STA-7");
}

#[test]
fn a_week_that_stands_out_is_explained_by_the_calendar_first() {
    let odd = |times: u64| {
        facts(move |row| {
            if row.week == 12 {
                row.clicks = row.clicks * times / 10;
                row.orders = row.orders * times / 10;
                row.new = row.orders * 3 / 5
            }
        })
    };
    let deal = format!("Date,Until,Kind,ASIN\n{},{},sale event,\n", day(12 * 7 + 1), day(12 * 7 + 3));
    assert_found(&findings(&[("facts.csv", &odd(22))]), "STA-8", "anomaly", "observed");
    assert_found(&findings(&[("facts.csv", &odd(22)), ("events.csv", &deal)]), "STA-8", "explained", "observed");
    assert_clear(&findings(&[("facts.csv", &odd(12))]), "STA-8");
}

#[test]
fn repeat_buyers_that_go_with_creators_share_are_suggestive_only() {
    // Twelve products over six months: creators' part of orders differs by product and month.
    let orders = |product: u64, month: u64| 20 + (product * 5 + month * 7) % 11 * 8;
    let mut facts = FACTS.to_owned();
    for product in 0..12 {
        for month in 0..6 {
            let sold = orders(product, month);
            for (date, sold) in [("03", sold / 2), ("17", sold - sold / 2)] {
                let _ = writeln!(
                    facts,
                    "2025-{:02}-{date},cr-{},Core,{},Line,900,{sold},{sold},{}.00,{}.00,0,0,0",
                    month + 1,
                    product % 4,
                    asin(product),
                    sold * 20,
                    sold * 2
                );
            }
        }
    }
    let _ = writeln!(facts, "2025-07-31,cr-1,Core,{},Line,900,10,10,200.00,20.00,0,0,0", asin(0));
    let report = |goes_with: u64| {
        let mut text = "ASIN,Product Title,Orders,Unique Customers,Repeat Customers,Repeat Customers % of Total,startDate,endDate\n".to_owned();
        for product in 0..12 {
            for (month, last) in [31, 28, 31, 30, 31, 30].into_iter().enumerate() {
                let month = month as u64;
                let share = 1_000 + product * 40 + month * 25 + orders(product, month) * goes_with + (product * 5 + month * 3) % 8 * 12;
                let _ = writeln!(
                    text,
                    "{},Oats,400,380,100,{}.{:02}%,2025-{:02}-01,2025-{:02}-{last}",
                    asin(product),
                    share / 100,
                    share % 100,
                    month + 1,
                    month + 1
                );
            }
        }
        text
    };
    let told = findings(&[("facts.csv", &facts), ("repeat.csv", &report(4))]);
    assert_found(&told, "STA-9", "suggestive-more", "correlated");
    assert!(text(found(&told, "STA-9")[0]).contains("suggestive only"));
    assert_clear(&findings(&[("facts.csv", &facts), ("repeat.csv", &report(0))]), "STA-9");
    let few: String = report(4).lines().filter(|line| !line.starts_with(&asin(11))).flat_map(|line| [line, "\n"]).collect();
    assert_unknown(&findings(&[("facts.csv", &facts), ("repeat.csv", &few)]), "STA-9");
}

#[test]
fn a_rise_of_rates_carries_a_range_over_creators() {
    let facts = facts(|_| ());
    let dearer: String = facts
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            // From week 16 on each week costs more.
            let week = (at.saturating_sub(1) / 24) as u64;
            if at > 0 && week >= 16 {
                let revenue: u64 = cells[8].trim_end_matches(".00").parse().expect("whole dollars");
                cells[9] = format!("{}.{:02}", revenue * (10 + week - 15) / 100, revenue * (10 + week - 15) % 100);
            }
            cells.join(",") + "\n"
        })
        .collect();
    let report = findings(&[("facts.csv", &dearer)]);
    assert_eq!(verdict(&report, "DIA-4").as_deref(), Some("rate"));
    let drift = found(&report, "DIA-4")[0];
    let number = |name: &str| drift[name].as_str().and_then(|text| text.parse::<f64>().ok()).expect("a number");
    assert!(number("low") <= number("money") && number("money") <= number("high") && number("low") > 0.0, "{drift}");
}
