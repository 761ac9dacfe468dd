//! The commission engine as a whole: laws over generated files, and the borders where a verdict turns.

use std::fmt::Write as _;

use creator_audit::commission::economics::{corridor, offer};
use creator_audit::present::model::{FileCard, FileState};
use creator_audit::present::render::commission::commission_report;
use creator_audit::protocol::messages::{Answer, Ask};
use creator_audit::session::Session;
use creator_audit::units::Ratio;
use proptest::prelude::*;
use serde_json::Value;

mod support;
use support::read_into;

const FACTS: &str = "Date,Creator ID,ASIN,Clicks,Orders,Units,Revenue,Commission,Commission Rate\n";
const CATALOGUE: &str = "ASIN,Title,Category,Price,Cost of Goods,Referral Fee,Fulfilment Fee\n";
const RATES: &str = "ASIN,Campaign,Brand Rate,Standard Rate,Valid From\n";
const CREATORS: &str = "Creator ID,Creator,Opt-in Date,Opt-in Rate\n";

/// What the command line prints of these files, and their cards.
fn answered(files: &[(&str, &str)], settings: &str) -> (Value, Vec<FileCard>) {
    let mut session = Session::with_seed(7);
    session.configure(settings, Vec::new()).expect("settings that can be read");
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let cards = read_into(&mut session, &files, 1 << 16);
    let currency = session.currency();
    (serde_json::to_value(commission_report(&session.commission(), currency)).expect("JSON"), cards)
}

fn report(files: &[(&str, &str)]) -> Value {
    let (report, cards) = answered(files, "{}");
    for card in &cards {
        assert!(matches!(card.outcome, FileState::Read), "{}: {:?}", card.name, card.outcome);
    }
    report
}

/// A decimal with six places in millionths.
fn micros(value: &Value) -> i128 {
    let text = value.as_str().expect("a decimal");
    text.replace('.', "").parse().unwrap_or_else(|_| panic!("{text}"))
}

fn sum(parts: &Value, field: &str) -> i128 {
    parts.as_array().expect("a list").iter().map(|part| micros(&part[field])).sum()
}

/// Cohorts as rate, revenue and source.
fn cohorts(report: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    let cohorts = report["ledger"]["cohorts"].as_array().expect("cohorts");
    cohorts.iter().map(|cohort| (text(&cohort["rate"]), text(&cohort["revenue"]), text(&cohort["source"]))).collect()
}

fn cohort(rate: &str, revenue: &str, source: &str) -> (String, String, String) {
    (rate.to_owned(), revenue.to_owned(), source.to_owned())
}

/// One generated sale, or what came back of one.
#[derive(Clone, Debug)]
struct Sale {
    month: u8,
    day: u8,
    creator: u8,
    asin: u8,
    units: i16,
    /// `None` where the file does not say.
    revenue: Option<i64>,
    /// In parts per million of the revenue; `None` for an empty cell.
    paid: Option<u32>,
    is_written: bool,
}

/// Rates further apart than any tolerance.
const PAID: [u32; 5] = [0, 50_000, 80_000, 125_000, 1_000_000];

fn sale() -> impl Strategy<Value = Sale> {
    let when = (1_u8..=6, 1_u8..=28);
    let amounts = (-20_i16..200, prop::option::weighted(0.95, -50_000_i64..500_000), prop::option::weighted(0.95, prop::sample::select(PAID.to_vec())));
    (when, 0_u8..6, 0_u8..5, amounts, prop::bool::weighted(0.2)).prop_map(|((month, day), creator, asin, (units, revenue, paid), is_written)| Sale {
        month,
        day,
        creator,
        asin,
        units,
        revenue,
        paid,
        is_written,
    })
}

fn money(micros: i128) -> String {
    format!("{}{}.{:06}", if micros < 0 { "-" } else { "" }, micros.abs() / 1_000_000, micros.abs() % 1_000_000)
}

/// Revenue in whole units of the currency, so that commission at a rate in parts per million has no more than six decimals.
fn facts<'a>(sales: impl IntoIterator<Item = &'a Sale>) -> String {
    let mut text = FACTS.to_owned();
    for sale in sales {
        let whole = |value: Option<i128>| value.map(money).unwrap_or_default();
        let revenue = sale.revenue.map(i128::from);
        let commission = sale.paid.map(|ppm| revenue.unwrap_or(100) * i128::from(ppm));
        let _ = writeln!(
            text,
            "2026-{:02}-{:02},c{},B00000000{},{},{},{},{},{},{}",
            sale.month,
            sale.day,
            sale.creator,
            sale.asin,
            i32::from(sale.units.max(0)) * 9,
            sale.units,
            sale.units,
            whole(revenue.map(|revenue| revenue * 1_000_000)),
            whole(commission),
            sale.paid.filter(|_| sale.is_written).map(|ppm| format!("{}.{:04}%", ppm / 10_000, ppm % 10_000)).unwrap_or_default()
        );
    }
    text
}

/// Rows of the other tables: price and costs, versions, opt-ins.
fn table_rows() -> impl Strategy<Value = (Vec<String>, Vec<String>, Vec<String>)> {
    let percent = || prop::sample::select(vec!["0%", "5%", "8%", "12.5%", "100%"]);
    let day = || (1_u8..=7, 1_u8..=28).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}"));
    let listed = (0_u8..6, 0_i64..4_000, 0_i64..900, prop::sample::select(vec!["Grocery", "Baby", "Carpets", ""]))
        .prop_map(|(asin, price, cost, category)| format!("B00000000{asin},T,{category},{}.{:02},{cost}.50,1.20,2.30", price / 100, price % 100));
    // Few days, so that a product often has two campaigns from one day on.
    let first_day = prop::sample::select(vec!["", "2026-01-01", "2026-03-15", "2026-06-01"]);
    let version = (0_u8..4, 0_u8..3, percent(), percent(), first_day)
        .prop_map(|(asin, campaign, brand, standard, from)| format!("B00000000{asin},Campaign {campaign},{brand},{standard},{from}"));
    let opt_in = (0_u8..6, day(), prop::option::of(percent())).prop_map(|(who, day, rate)| format!("c{who},C {who},{day},{}", rate.unwrap_or_default()));
    (prop::collection::vec(listed, 1..5), prop::collection::vec(version, 1..8), prop::collection::vec(opt_in, 1..8))
}

fn table<'a>(header: &str, rows: impl IntoIterator<Item = &'a String>) -> String {
    let mut text = header.to_owned();
    for row in rows {
        text += row;
        text.push('\n');
    }
    text
}

/// Rows of one key in one table are two sayings about one thing; which holds is not asked here.
fn of_distinct_keys(rows: &[String], columns: &[usize]) -> bool {
    let key = |row: &String| -> Vec<String> { columns.iter().filter_map(|at| row.split(',').nth(*at).map(str::to_owned)).collect() };
    let mut keys: Vec<_> = rows.iter().map(key).collect();
    keys.sort();
    keys.windows(2).all(|pair| pair[0] != pair[1])
}

fn rate() -> impl Strategy<Value = Ratio> {
    prop_oneof![Just(0_i128), Just(1_000_000), 0_i128..=1_000_000].prop_map(Ratio::millionths)
}

/// Up to 100,000,000,000.000000.
fn amount() -> impl Strategy<Value = Ratio> {
    prop_oneof![Just(0_i128), Just(1), Just(10_i128.pow(17)), 0..10_i128.pow(17), 0_i128..100_000_000].prop_map(Ratio::millionths)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_creator_never_sees_less_than_the_brand_pays(price in amount(), standard in rate(), brand in rate()) {
        let offer = offer(Some(price), Some(standard), Some(brand), None);
        let (payout, cost) = (offer.payout.expect("no overflow"), offer.brand_cost.expect("no overflow"));
        prop_assert!(payout >= cost);
        prop_assert_eq!(payout.minus(&cost), price.times(&standard), "the difference is what Amazon pays");
    }

    #[test]
    fn a_higher_target_only_narrows_the_corridor(
        price in amount(), standard in rate(), contribution in amount(), is_loss in any::<bool>(), payouts in (amount(), amount()), margins in (rate(), rate())
    ) {
        let contribution = if is_loss { Ratio::whole(0).minus(&contribution).expect("small") } else { contribution };
        let of = |payout: &Ratio, margin: &Ratio| corridor(Some(price), Some(standard), Some(contribution), payout, margin);
        let (low, high) = (payouts.0.min(payouts.1), payouts.0.max(payouts.1));
        let (thin, thick) = (margins.0.min(margins.1), margins.0.max(margins.1));
        let (wide, narrow) = (of(&low, &thin), of(&high, &thick));
        prop_assert_eq!(wide.bonus_min.is_some(), price.is_positive(), "told of every price above nothing");
        prop_assert!(wide.bonus_min <= narrow.bonus_min && wide.bonus_max >= narrow.bonus_max);
        prop_assert!(wide.is_feasible != Some(false) || narrow.is_feasible == Some(false), "no rate comes back");
        prop_assert_eq!(of(&low, &thick).bonus_min, wide.bonus_min, "the floor asks nothing of the margin");
        prop_assert_eq!(wide.break_even, narrow.break_even);
        prop_assert!(wide.bonus_min.is_none_or(|floor| !floor.is_negative()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_ledger_adds_up_to_all_that_was_paid(sales in prop::collection::vec(sale(), 1..60), tables in table_rows()) {
        let (listed, versions, opt_ins) = (table(CATALOGUE, &tables.0), table(RATES, &tables.1), table(CREATORS, &tables.2));
        let text = facts(&sales);
        let mut session = Session::with_seed(7);
        let files = [("f.csv", text.as_str()), ("c.csv", &listed), ("r.csv", &versions), ("o.csv", &opt_ins)];
        read_into(&mut session, &files.map(|(name, text)| (name, text.as_bytes())), 1 << 16);
        let whole: Vec<&Sale> = sales.iter().filter(|sale| sale.revenue.is_some() && sale.paid.is_some()).collect();
        let revenue: i128 = whole.iter().filter_map(|sale| sale.revenue).map(|revenue| i128::from(revenue) * 1_000_000).sum();
        let commission: i128 = whole.iter().filter_map(|sale| Some(i128::from(sale.revenue?) * i128::from(sale.paid?))).sum();
        let engine = session.commission();
        let ledger = &engine.ledger;
        prop_assert_eq!(ledger.rows_without_amounts, (sales.len() - whole.len()) as u64);
        prop_assert_eq!((ledger.revenue, ledger.commission), (revenue, commission));
        prop_assert_eq!(ledger.cohorts.iter().map(|part| (part.revenue, part.commission)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)), (revenue, commission));
        prop_assert_eq!(ledger.links.iter().map(|part| (part.revenue, part.commission)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)), (revenue, commission));
        prop_assert_eq!(ledger.months.iter().map(|part| (part.revenue(), part.commission)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)), (revenue, commission));
        prop_assert_eq!(ledger.cohorts.iter().map(|part| part.legacy_revenue).sum::<i128>(), ledger.legacy_revenue);
        prop_assert_eq!(ledger.months.iter().map(|part| part.legacy_revenue).sum::<i128>(), ledger.legacy_revenue);
        prop_assert_eq!(ledger.months.iter().map(|part| part.current_revenue).sum::<i128>(), ledger.current_revenue);
    }

    #[test]
    fn the_blend_lies_between_the_smallest_and_the_largest_rate(mut sales in prop::collection::vec(sale(), 1..40), tables in table_rows()) {
        for sale in &mut sales {
            sale.revenue = sale.revenue.map(|revenue| revenue.abs() + 1);
        }
        // Whatever the tables say of other links.
        let (versions, opt_ins) = (table(RATES, &tables.1), table(CREATORS, &tables.2));
        let (report, _) = answered(&[("f.csv", &facts(&sales)), ("r.csv", &versions), ("o.csv", &opt_ins)], "{}");
        let ledger = &report["ledger"];
        let rates: Vec<i128> = ledger["cohorts"].as_array().expect("cohorts").iter().map(|cohort| micros(&cohort["rate"])).collect();
        prop_assert_eq!(ledger["blended_rate"].is_null(), rates.is_empty());
        if let (Some(least), Some(most)) = (rates.iter().min(), rates.iter().max()) {
            let blended = micros(&ledger["blended_rate"]);
            prop_assert!(*least <= blended && blended <= *most, "{least} {blended} {most}");
        }
        prop_assert!(rates.iter().all(|rate| PAID.iter().any(|paid| i128::from(*paid) == *rate)), "{:?}", rates);
    }

    #[test]
    fn neither_the_order_of_rows_nor_of_files_nor_their_number_changes_anything(
        sales in prop::collection::vec(sale(), 2..40), tables in table_rows(), cut in 1_u8..28
    ) {
        // Two rates of one product, campaign and day, or two of one opt-in, contradict each other.
        prop_assume!(of_distinct_keys(&tables.0, &[0]) && of_distinct_keys(&tables.1, &[0, 1, 4]) && of_distinct_keys(&tables.2, &[0, 2]));
        let of = |sales: &str, backwards: bool| {
            let rows = |header, rows: &[String]| if backwards { table(header, rows.iter().rev()) } else { table(header, rows) };
            let (listed, versions, opt_ins) = (rows(CATALOGUE, &tables.0), rows(RATES, &tables.1), rows(CREATORS, &tables.2));
            let mut files = vec![("f.csv", sales), ("c.csv", listed.as_str()), ("r.csv", &versions), ("o.csv", &opt_ins)];
            if backwards {
                files.reverse();
            }
            report(&files)
        };
        let whole = of(&facts(&sales), false);
        prop_assert_eq!(&whole, &of(&facts(sales.iter().rev()), true));
        // Each file holds whole days: rows of one key in two files would be two versions of it.
        let (first, second): (Vec<Sale>, Vec<Sale>) = sales.iter().cloned().partition(|sale| sale.day <= cut);
        prop_assume!(!first.is_empty() && !second.is_empty());
        let (listed, versions, opt_ins) = (table(CATALOGUE, &tables.0), table(RATES, &tables.1), table(CREATORS, &tables.2));
        let (first, second) = (facts(&first), facts(&second));
        let split = report(&[("2.csv", &second), ("c.csv", &listed), ("r.csv", &versions), ("o.csv", &opt_ins), ("1.csv", &first)]);
        prop_assert_eq!(whole, split);
    }

    #[test]
    fn no_amount_and_no_rate_ends_in_a_panic(
        sales in prop::collection::vec((0_u8..3, 0_u8..3, prop::sample::select(vec!["-100000000000", "100000000000", "0", "0.000001", "-0.01", "12.99", ""]),
            prop::sample::select(vec!["-100000000000", "100000000000", "0", "0.000001", "1", ""]), -9_i64..9_000_000_000), 1..12),
        listed in prop::collection::vec((0_u8..3, prop::sample::select(vec!["0", "0.000001", "100000000000", "99999999999.99", "12.99", ""]),
            prop::sample::select(vec!["0", "100000000000", "0.000001", "3.10"])), 1..4),
        versions in prop::collection::vec((0_u8..3, prop::sample::select(vec!["0%", "100%", "0.0001%", "33.3333%"]), prop::sample::select(vec!["0%", "100%", "99.9999%", ""])), 1..4),
        settings in prop::sample::select(vec!["{}", r#"{"target_payout": 100000000000, "target_margin": "100%"}"#, r#"{"target_payout": 0, "pack_discount": "100%"}"#,
            r#"{"target_payout": "0.000001", "subscribe_retention": "99.9999%", "trailing_days": 0, "as_of": "2026-01-05", "rate_tolerance": "100%"}"#])
    ) {
        let mut text = FACTS.to_owned();
        for (at, (creator, asin, revenue, commission, units)) in sales.iter().enumerate() {
            let _ = writeln!(text, "2026-0{}-11,c{creator},B00000000{asin},{units},{units},{units},{revenue},{commission},", at % 9 + 1);
        }
        let rows: Vec<String> = listed.iter().map(|(asin, price, cost)| format!("B00000000{asin},T,Grocery,{price},{cost},1.20,{cost}")).collect();
        let rates: Vec<String> = versions.iter().map(|(asin, brand, standard)| format!("B00000000{asin},C,{brand},{standard},2026-01-01")).collect();
        let (report, _) = answered(&[("f.csv", &text), ("c.csv", &table(CATALOGUE, &rows)), ("r.csv", &table(RATES, &rates))], settings);
        for part in ["cohorts", "months"] {
            prop_assert_eq!(sum(&report["ledger"][part], "commission"), micros(&report["ledger"]["commission"]));
        }
        for product in report["asins"].as_array().expect("products") {
            prop_assert!(product["routes"].as_array().expect("routes").iter().filter(|route| route["recommended"] == true).count() <= 1);
        }
    }
}

/// One product at a price and two rates, with costs that leave `contribution` in cents.
fn product(price: &str, standard: &str, brand: &str, cost_of_goods: &str) -> Value {
    let listed = format!("{CATALOGUE}B0EXAMPLE1,T,,{price},{cost_of_goods},0,0\n");
    let rates = format!("{RATES}B0EXAMPLE1,C,{brand},{standard},2026-01-01\n");
    let report = report(&[("c.csv", &listed), ("r.csv", &rates)]);
    report["asins"][0].clone()
}

#[test]
fn a_payout_of_exactly_the_target_is_legible_and_a_millionth_less_is_not() {
    // 40.00 × (1 % + 4 %) = 2.00
    assert_eq!((&product("40.00", "1%", "4%", "1")["payout"], &product("40.00", "1%", "4%", "1")["legibility"]), (&"2.000000".into(), &"legible".into()));
    // 39.99998 × 5 % = 1.999999
    assert_eq!(product("39.99998", "1%", "4%", "1")["legibility"], "marginal");
    // 20.00 × 5 % = 1.00; 19.99998 × 5 % = 0.999999
    assert_eq!(product("20.00", "1%", "4%", "1")["legibility"], "marginal");
    assert_eq!(product("19.99998", "1%", "4%", "1")["legibility"], "invisible");
}

#[test]
fn a_corridor_of_one_rate_works_and_one_a_cent_narrower_does_not() {
    // Floor 2 ÷ 20 = 10 %. Costs 16.00 leave 4.00: (4 − 2) ÷ 20 = 10 %; costs 16.01 leave 3.99: 9.95 %.
    let one = product("20.00", "0%", "10%", "16.00");
    assert_eq!(
        (&one["bonus_min"], &one["bonus_max"], &one["feasible"], &one["mode"]),
        (&"0.100000".into(), &"0.100000".into(), &true.into(), &"acquisition".into())
    );
    assert_eq!((&one["verdict"], one["routes"].as_array().map(Vec::len)), (&"works".into(), Some(0)));
    let none = product("20.00", "0%", "10%", "16.01");
    assert_eq!((&none["bonus_max"], &none["feasible"], &none["mode"]), (&"0.099500".into(), &false.into(), &"content".into()));
    assert_eq!((&none["verdict"], &none["routes"][2]["recommended"]), (&"no-rate-works".into(), &true.into()));
}

#[test]
fn fifteen_dollars_is_not_low_and_a_cent_less_is() {
    assert_eq!(product("15.00", "1%", "5%", "3.00")["routes"].as_array().map(Vec::len), Some(0));
    assert_eq!(product("14.99", "1%", "5%", "3.00")["routes"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_price_of_nothing_has_an_offer_of_nothing_and_no_corridor() {
    let free = product("0.00", "1%", "5%", "3.00");
    assert_eq!((&free["payout"], &free["brand_cost"], &free["legibility"]), (&"0.000000".into(), &"0.000000".into(), &"invisible".into()));
    assert_eq!(free["contribution_margin"], "-3.000000");
    for field in ["legible_at", "bonus_min", "bonus_max", "bonus_break_even", "feasible", "mode"] {
        assert!(free[field].is_null(), "{field}");
    }
    assert!(free["missing"].as_array().expect("names").contains(&"price".into()), "what cannot be computed is named");
}

#[test]
fn a_product_that_loses_money_before_commission_has_no_rate() {
    // 12.99 − 14.00 = −1.01; ÷ 12.99 = −7.7752 %
    let loss = product("12.99", "1%", "5%", "14.00");
    assert_eq!((&loss["contribution_margin"], &loss["bonus_break_even"], &loss["feasible"]), (&"-1.010000".into(), &"-0.077752".into(), &false.into()));
    assert_eq!(loss["verdict"], "loses-money");
    let routes: Vec<&Value> = loss["routes"].as_array().expect("routes").iter().filter(|route| route["recommended"] == true).collect();
    assert_eq!((routes.len(), &routes[0]["route"]), (1, &"reframe".into()));
}

#[test]
fn rates_of_nothing_and_of_the_whole_price_are_rates() {
    let none = product("12.99", "0%", "0%", "3.00");
    assert_eq!((&none["payout"], &none["combined_rate"], &none["legibility"]), (&"0.000000".into(), &"0.000000".into(), &"invisible".into()));
    assert!(none["routes"][1]["pack_units"].is_null(), "no pack of any size pays something");
    let whole = product("12.99", "100%", "100%", "3.00");
    assert_eq!((&whole["payout"], &whole["brand_cost"], &whole["bonus_min"]), (&"25.980000".into(), &"12.990000".into(), &"0.000000".into()));
    assert_eq!(whole["verdict"], "loses-money");
}

#[test]
fn more_coming_back_than_was_sold_leaves_no_rate_and_no_expectation() {
    let facts = format!("{FACTS}2026-03-02,c1,B0EXAMPLE1,50,2,2,20.00,2.00,\n2026-03-09,c1,B0EXAMPLE1,0,-5,-5,-50.00,-5.00,\n");
    let listed = format!("{CATALOGUE}B0EXAMPLE1,T,Grocery,10.00,3.00,1.00,1.00\n");
    let report = report(&[("f.csv", &facts), ("c.csv", &listed)]);
    let ledger = &report["ledger"];
    assert_eq!((&ledger["revenue"], &ledger["commission"], ledger["blended_rate"].is_null()), (&"-30.000000".into(), &"-3.000000".into(), true));
    assert_eq!(cohorts(&report), [cohort("0.100000", "-30.000000", "inferred")]);
    for route in report["asins"][0]["routes"].as_array().expect("routes") {
        assert!(route["expected_margin_90d"].is_null(), "less than nothing is expected of no route: {route}");
    }
}

#[test]
fn who_opts_in_on_the_day_of_a_change_has_the_new_rate_and_sells_at_it_from_that_day() {
    let rates = format!("{RATES}B0EXAMPLE1,C,10%,1%,2026-01-01\nB0EXAMPLE1,C,6%,1%,2026-04-01\n");
    let creators = format!("{CREATORS}c1,One,2026-03-31,\nc2,Two,2026-04-01,\n");
    let facts = format!("{FACTS}2026-04-01,c1,B0EXAMPLE1,9,1,1,100,10,\n2026-04-01,c2,B0EXAMPLE1,9,1,1,200,12,\n");
    let report = report(&[("f.csv", &facts), ("r.csv", &rates), ("o.csv", &creators)]);
    assert_eq!(cohorts(&report), [cohort("0.100000", "100.000000", "given"), cohort("0.060000", "200.000000", "given")]);
    assert_eq!(report["asins"][0]["brand_rate"], "0.060000", "in force on the day itself");
    // 10.00 less 100 × 6 %
    assert_eq!((&report["ledger"]["legacy_revenue"], &report["ledger"]["legacy_cost_over_current"]), (&"100.000000".into(), &"4.000000".into()));
}

#[test]
fn who_opted_in_twice_is_paid_the_second_rate_from_the_second_day() {
    let rates = format!("{RATES}B0EXAMPLE1,C,6%,1%,2026-01-01\n");
    let creators = format!("{CREATORS}c1,One,2026-05-01,6%\nc1,One,2026-01-10,10%\n");
    let facts = format!("{FACTS}2026-04-30,c1,B0EXAMPLE1,9,1,1,100,10,\n2026-05-01,c1,B0EXAMPLE1,9,1,1,300,18,\n2026-01-02,c1,B0EXAMPLE1,9,1,1,50,5,\n");
    let report = report(&[("f.csv", &facts), ("r.csv", &rates), ("o.csv", &creators)]);
    assert_eq!(cohorts(&report), [cohort("0.100000", "150.000000", "given"), cohort("0.060000", "300.000000", "given")]);
}

#[test]
fn what_was_paid_holds_against_a_table_of_another_link() {
    // One opted in at 10 %; of the second product every sale was paid at 6 %.
    let creators = format!("{CREATORS}c1,One,2026-01-05,10%\n");
    let facts = format!("{FACTS}2026-03-05,c1,B0EXAMPLE1,9,1,1,1000,100,\n2026-04-05,c1,B0EXAMPLE2,9,1,1,500,30,\n");
    let report = report(&[("f.csv", &facts), ("o.csv", &creators)]);
    assert_eq!(cohorts(&report), [cohort("0.100000", "1000.000000", "given"), cohort("0.060000", "500.000000", "inferred")]);
    assert_eq!(report["asins"][1]["brand_rate"], "0.060000");
}

#[test]
fn amounts_of_two_currencies_are_never_put_together() {
    let facts = "Date,Creator ID,ASIN,Clicks,Orders,Units,Revenue,Commission\n2026-03-02,c1,B0EXAMPLE1,50,2,2,$20.00,$2.00\n";
    let listed = format!("{CATALOGUE}B0EXAMPLE1,T,Grocery,€10.00,€3.00,€1.00,€1.00\n");
    for files in [[("f.csv", facts), ("c.csv", listed.as_str())], [("c.csv", listed.as_str()), ("f.csv", facts)]] {
        let (report, cards) = answered(&files, "{}");
        let refused: Vec<&FileCard> = cards.iter().filter(|card| matches!(card.outcome, FileState::Unusable { .. })).collect();
        assert_eq!((refused.len(), &refused[0].name), (1, &files[1].0.to_owned()), "the second is refused");
        let FileState::Unusable { message, .. } = &refused[0].outcome else { panic!("refused") };
        assert!(message.contains("EUR") && message.contains("USD"), "{message}");
        assert!(report["asins"][0]["payout"].is_null() && report["asins"][0]["brand_cost"].is_null() || files[1].0 == "c.csv", "nothing is made of both");
    }
}

#[test]
fn the_version_in_force_is_that_of_the_day_looked_at() {
    let rates = format!("{RATES}B0EXAMPLE1,C,10%,1%,2026-01-01\nB0EXAMPLE1,C,6%,2%,2026-04-01\nB0EXAMPLE1,C,20%,3%,2026-09-01\n");
    let facts = format!("{FACTS}2026-05-04,c1,B0EXAMPLE1,9,1,1,100,10,\n");
    let at = |settings: &str| {
        let (report, _) = answered(&[("f.csv", &facts), ("r.csv", &rates)], settings);
        [&report["asins"][0]["brand_rate"], &report["asins"][0]["standard_rate"], &report["as_of"]].map(|value| value.as_str().unwrap_or("none").to_owned())
    };
    assert_eq!(at("{}"), ["0.060000", "0.020000", "2026-05-04"]);
    assert_eq!(at(r#"{"as_of": "2026-03-31"}"#), ["0.100000", "0.010000", "2026-03-31"]);
    assert_eq!(at(r#"{"as_of": "2026-09-01"}"#), ["0.200000", "0.030000", "2026-09-01"]);
}

#[test]
fn a_price_is_what_a_unit_brought_in_rows_that_tell_both() {
    // 3 units for 30.00; another row brought 100.00 and does not say how many units that was.
    let facts = format!("{FACTS}2026-03-02,c1,B0EXAMPLE1,50,3,3,30.00,3.00,\n2026-03-09,c1,B0EXAMPLE1,50,,,100.00,10.00,\n");
    assert_eq!(report(&[("f.csv", &facts)])["asins"][0]["price"], "10.000000");
}

#[test]
fn what_is_expected_of_ninety_days_is_told_for_ninety_days() {
    // 6 units in the last 30 days, 18 in the 60 before: 6 × 3 looked back on 30 days, 24 on 90. 10.00 less 5.00 less 10 % = 4.00 a unit.
    let facts = format!("{FACTS}2026-01-01,c1,B0EXAMPLE1,50,18,18,180.00,18.00,\n2026-03-31,c1,B0EXAMPLE1,50,6,6,60.00,6.00,\n");
    let listed = format!("{CATALOGUE}B0EXAMPLE1,T,Luxury Beauty,10.00,3.00,1.00,1.00\n");
    let raise = |settings: &str| {
        let (report, _) = answered(&[("f.csv", &facts), ("c.csv", &listed)], settings);
        let route = &report["asins"][0]["routes"][0];
        [&route["margin_per_sale"], &route["expected_margin_90d"]].map(|value| value.as_str().unwrap_or("none").to_owned())
    };
    assert_eq!(raise("{}"), ["4.000000", "96.000000"]);
    assert_eq!(raise(r#"{"trailing_days": 30}"#), ["4.000000", "72.000000"]);
}

#[test]
fn products_that_differ_are_no_change_of_rate() {
    let mut creators = CREATORS.to_owned();
    for (week, count) in [9, 8, 8, 6, 5, 5, 3, 2].into_iter().enumerate() {
        for who in 0..count {
            let day = 4 + week * 7;
            let (month, day) = if day <= 31 { (1, day) } else { (2, day - 31) };
            let _ = writeln!(creators, "o{week}{who},O {week} {who},2026-{month:02}-{day:02},");
        }
    }
    let facts = format!("{FACTS}2026-03-01,c1,B0EXAMPLE1,9,1,1,100,10,\n2026-03-01,c1,B0EXAMPLE2,9,1,1,100,6,\n");
    let inertia = |rates: &str| {
        let report = report(&[("f.csv", &facts), ("r.csv", &format!("{RATES}{rates}")), ("o.csv", &creators)]);
        (report["review"]["inertia"].as_str().unwrap_or("none").to_owned(), report["review"]["inert"].as_bool())
    };
    let each = "B0EXAMPLE1,C,10%,1%,2026-01-01\nB0EXAMPLE2,C,6%,1%,2026-01-01\n";
    assert_eq!(inertia(each), ("unchanged".into(), Some(true)));
    assert_eq!(inertia(&format!("{each}B0EXAMPLE1,C,8%,1%,2026-02-01\n")), ("rate-changed".into(), Some(false)));
    assert_eq!(inertia(&format!("{each}B0EXAMPLE1,C,8%,1%,2026-09-01\n")), ("unchanged".into(), Some(true)), "not begun");
}

#[test]
fn clicks_are_counted_over_the_days_and_links_that_what_is_expected_is_told_from() {
    // In the last 30 days: c1 brought 60 + 30 clicks and sold, c2 30 and sold, c3 500 and sold nothing. A year earlier c1 brought 9,000.
    let facts = format!(
        "{FACTS}2025-06-01,c1,B0EXAMPLE1,9000,1,1,10,1,\n2026-06-02,c1,B0EXAMPLE1,60,1,1,10,1,\n2026-06-20,c1,B0EXAMPLE1,30,,,,,\n\
         2026-06-03,c2,B0EXAMPLE1,30,1,1,10,1,\n2026-06-30,c3,B0EXAMPLE1,500,0,0,0,0,\n2025-06-02,c4,B0EXAMPLE1,5,1,1,10,1,\n"
    );
    let clicks = |settings: &str| {
        let mut session = Session::with_seed(7);
        session.configure(settings, Vec::new()).expect("settings that can be read");
        read_into(&mut session, &[("f.csv", facts.as_bytes())], 1 << 16);
        session.commission().clicks_per_creator.map(|clicks| clicks.to_places(4))
    };
    // (60 + 30 + 30) ÷ 2 links = 60 in 30 days: 180 in 90. In 90 days the same clicks: 60.
    assert_eq!(clicks(r#"{"trailing_days": 30}"#), Some("180.0000".into()));
    assert_eq!(clicks("{}"), Some("60.0000".into()));
}

#[test]
fn a_rate_that_a_table_names_for_one_product_is_not_read_into_another() {
    let rates = format!("{RATES}B0EXAMPLE1,C,10.2%,1%,2026-01-01\n");
    let facts = format!("{FACTS}2026-03-05,c1,B0EXAMPLE1,9,1,1,1000,102,\n2026-03-05,c1,B0EXAMPLE2,9,1,1,1000,100,\n");
    let report = report(&[("f.csv", &facts), ("r.csv", &rates)]);
    assert_eq!(cohorts(&report), [cohort("0.102000", "1000.000000", "inferred"), cohort("0.100000", "1000.000000", "inferred")]);
    assert_eq!(report["asins"][1]["brand_rate"], "0.100000");
}

#[test]
fn what_works_is_not_told_to_change() {
    // 12.99 × (1 % + 15 %) = 2.0784 is seen; 12.99 − 3.00 = 9.99 left, 15 % is below 76.9 % − 10 %.
    let works = product("12.99", "1%", "15%", "3.00");
    assert_eq!((&works["verdict"], works["routes"].as_array().map(Vec::len)), (&"works".into(), Some(3)));
    for route in works["routes"].as_array().expect("routes") {
        assert_eq!(route["recommended"], false, "{route}");
        assert!(route["reason"].as_str().is_some_and(|reason| reason.contains("already works")), "{route}");
    }
    assert_eq!(works["routes"][0]["margin_per_sale"], "8.119900", "they are compared all the same: 9.99 − (2 − 0.1299)");
    // One point less is not seen (1.9485), and a route is recommended again.
    let unseen = product("12.99", "1%", "14%", "3.00");
    assert_eq!(unseen["routes"].as_array().expect("routes").iter().filter(|route| route["recommended"] == true).count(), 1);
}

#[test]
fn older_present_and_unknown_revenue_are_all_there_is() {
    // c1 at 10 % in January, at 6 % in March; of March's 50.00 without commission ÷ revenue between 0 and 100 % no rate is told.
    let facts = format!("{FACTS}2026-01-05,c1,B0EXAMPLE1,9,1,1,100,10,\n2026-03-05,c1,B0EXAMPLE1,9,1,1,200,12,\n2026-03-06,c2,B0EXAMPLE1,9,1,1,50,80,\n");
    let report = report(&[("f.csv", &facts)]);
    let parts = ["legacy_revenue", "current_revenue", "unknown_revenue"];
    let ledger = &report["ledger"];
    assert_eq!(parts.map(|part| micros(&ledger[part])), [100_000_000, 200_000_000, 50_000_000]);
    assert_eq!(parts.iter().map(|part| micros(&ledger[part])).sum::<i128>(), micros(&ledger["revenue"]));
    assert_eq!(parts.map(|part| micros(&ledger["months"][1][part])), [0, 200_000_000, 50_000_000]);
}

#[test]
fn without_a_whole_month_nothing_is_forecast() {
    let forecast = |facts: &str| {
        let report = report(&[("f.csv", &format!("{FACTS}{facts}"))]);
        (report["ledger"]["forecast"].as_array().map(Vec::len), report["ledger"]["legacy_cost_next_year"].is_null())
    };
    // Twenty days in June, not final; then from 8 May on, May being a part too; then from its first week on.
    assert_eq!(forecast("2026-06-01,c1,B0EXAMPLE1,9,1,1,100,10,\n2026-06-20,c1,B0EXAMPLE1,9,1,1,100,10,\n"), (Some(0), true));
    assert_eq!(forecast("2026-05-08,c1,B0EXAMPLE1,9,1,1,100,10,\n2026-06-20,c1,B0EXAMPLE1,9,1,1,100,10,\n"), (Some(0), true));
    assert_eq!(forecast("2026-05-03,c1,B0EXAMPLE1,9,1,1,100,10,\n2026-06-20,c1,B0EXAMPLE1,9,1,1,100,10,\n"), (Some(12), false));
}

#[test]
fn rates_of_a_campaign_stand_in_for_what_no_row_of_the_product_says() {
    let facts = "Date,Creator ID,Campaign,ASIN,Clicks,Orders,Units,Revenue,Commission\n2026-05-31,c1,Spring,B0EXAMPLE1,10,1,1,40.00,4.00\n\
                 2026-05-31,c1,Spring,B0EXAMPLE2,10,1,1,40.00,4.00\n";
    let rates = "ASIN,Campaign,Brand Rate,Standard Rate,Valid From,Budget Remaining,Ends On,Offered,Accepted,Reviewed On\n\
                 ,Spring,10%,3%,2026-01-01,80.00,2026-06-20,40,10,2026-05-01\nB0EXAMPLE2,,20%,,2026-06-10,,,,,\nB0EXAMPLE1,,,2%,2026-01-01,,,,,\n";
    let report = report(&[("f.csv", facts), ("r.csv", rates)]);
    let [one, two] = [&report["asins"][0], &report["asins"][1]];
    // The first has a standard rate of its own; the second's own bonus begins in the future, so the campaign's holds today.
    assert_eq!((&one["brand_rate"], &one["standard_rate"]), (&"0.100000".into(), &"0.020000".into()));
    assert_eq!((&two["brand_rate"], &two["standard_rate"]), (&"0.100000".into(), &"0.030000".into()));
    for product in [one, two] {
        assert_eq!(product["legibility_parts"]["days-left"], "legible", "20 days left");
        // The campaign's budget is used by both: 8.00 in the one day of the data.
        assert_eq!(product["runway_days"], "10.000000");
    }
    assert_eq!(report["review"]["last"], "2026-05-01");
    let mut session = Session::with_seed(7);
    read_into(&mut session, &[("f.csv", facts.as_bytes()), ("r.csv", rates.as_bytes())], 1 << 16);
    let made = session.commission();
    let offered: Vec<_> = made.judged.iter().map(|judged| (judged.product.offered, judged.product.accepted)).collect();
    assert_eq!(offered, [(Some(40), Some(10)); 2]);
}

#[test]
fn a_ratio_of_a_creator_is_told_from_rows_that_have_both_its_parts() {
    // 100.00 with 10.00 paid; 400.00 of which commission is not said; 5.00 paid of which neither revenue nor orders are said.
    let facts =
        format!("{FACTS}2026-03-02,c1,B0EXAMPLE1,50,2,2,100.00,10.00,\n2026-03-09,c1,B0EXAMPLE1,50,6,6,400.00,,\n2026-03-10,c1,B0EXAMPLE1,50,,,,5.00,\n");
    let costs = "Date,Cost Type,Amount,Creator ID\n2026-03-01,sample,20.00,c1\n";
    let (report, cards) = answered(&[("f.csv", &facts), ("k.csv", costs)], "{}");
    assert!(cards.iter().all(|card| matches!(card.outcome, FileState::Read)), "{cards:?}");
    let creator = &report["creators"][0];
    // (10 + 20) ÷ 100, and (10 + 20) ÷ 2 orders; all cost is 15 + 20.
    assert_eq!((&creator["effective_rate"], &creator["cost_per_order"]), (&"0.300000".into(), &"15.000000".into()));
    assert_eq!(creator["loaded_cost"], "35.000000");
}

#[test]
fn a_newer_file_of_opt_ins_adds_to_those_of_an_older_one() {
    let rates = format!("{RATES}B0EXAMPLE1,C,6%,1%,2026-01-01\n");
    let older = format!("{CREATORS}c1,One,2026-01-10,10%\n");
    let newer = format!("{CREATORS}c1,One,2026-05-01,6%\n");
    let facts = format!("{FACTS}2026-04-30,c1,B0EXAMPLE1,9,1,1,100,10,\n2026-05-01,c1,B0EXAMPLE1,9,1,1,300,18,\n");
    let expected = [cohort("0.100000", "100.000000", "given"), cohort("0.060000", "300.000000", "given")];
    for [first, second] in [[&older, &newer], [&newer, &older]] {
        let mut session = Session::with_seed(7);
        read_into(&mut session, &[("f.csv", facts.as_bytes()), ("r.csv", rates.as_bytes()), ("1.csv", first.as_bytes())], 1 << 16);
        read_into(&mut session, &[("2.csv", second.as_bytes())], 1 << 16);
        let made = session.commission();
        let report = serde_json::to_value(commission_report(&made, session.currency())).expect("JSON");
        assert_eq!(cohorts(&report), expected);
        assert_eq!(made.gathered.creators.opt_in_days.len(), 2);
    }
}

#[test]
fn the_same_opt_in_in_two_files_is_one_and_the_newer_says_its_rate() {
    let facts = format!("{FACTS}2026-04-30,c1,B0EXAMPLE1,9,1,1,100,10,\n");
    let older = format!("{CREATORS}c1,One,2026-01-10,6%\n");
    let newer = format!("{CREATORS}c1,One,2026-01-10,10%\nc2,Two,2026-06-01,10%\n");
    let mut session = Session::with_seed(7);
    let files = [("f.csv", facts.as_bytes()), ("a.csv", older.as_bytes()), ("b.csv", newer.as_bytes())];
    read_into(&mut session, &files[..2], 1 << 16);
    read_into(&mut session, &files[2..], 1 << 16);
    let made = session.commission();
    let counted = session.sheets().filter(|(_, sheet)| sheet.kind == "creators").map(|(_, sheet)| sheet.counting_rows().count()).sum::<usize>();
    assert_eq!((counted, made.gathered.creators.opt_in_days.len()), (2, 2), "the older row is superseded, and its day is not counted twice");
}

#[test]
fn a_standard_rate_of_ones_own_holds_and_is_named_as_such() {
    let listed = format!("{CATALOGUE}B0EXAMPLE1,T,Grocery & Gourmet Food,20.00,3.00,0,0\nB0EXAMPLE2,T,Wine Glasses,20.00,3.00,0,0\n");
    let of = |settings: &str| {
        let (report, _) = answered(&[("c.csv", &listed)], settings);
        let lines = report["assumptions"].as_array().expect("a register").iter().filter(|line| line["id"] == "standard_rates:grocery");
        let line: Vec<String> =
            lines.map(|line| format!("{} {}", line["value"].as_str().unwrap_or("none"), line["source"].as_str().unwrap_or("none"))).collect();
        (report["asins"][0]["standard_rate"].clone(), report["asins"][0]["sources"]["standard_rate"].clone(), line, report["asins"][1]["standard_rate"].clone())
    };
    let (rate, source, line, glasses) = of("{}");
    assert_eq!((rate, source, glasses), ("0.010000".into(), "standard-rates".into(), "0.040000".into()), "glasses are no wine");
    assert!(line.len() == 1 && line[0].starts_with("0.010000 Amazon Associates") && line[0].ends_with("from 2026-01-01 on"), "{line:?}");
    let (rate, source, line, _) = of(r#"{"standard_rates": {"grocery": "1.5%"}}"#);
    assert_eq!((rate, source, line), ("0.015000".into(), "own-standard-rates".into(), vec!["0.015000 yours".to_owned()]));
}

#[test]
fn a_payout_that_was_set_stays_and_it_is_said_which_one_holds() {
    let mut facts = FACTS.to_owned();
    let mut rates = "ASIN,Campaign,Brand Rate,Standard Rate,Valid From,Offered,Accepted\n".to_owned();
    for at in 1..=9 {
        let _ = writeln!(facts, "2026-03-01,c1,B00000000{at},10,1,1,{at}0.00,{at}.00,");
        let _ = writeln!(rates, "B00000000{at},C,10%,0%,2026-01-01,100,{}", at * at);
    }
    let told = |settings: &str| {
        let mut session = Session::with_seed(7);
        session.configure(settings, Vec::new()).expect("settings that can be read");
        read_into(&mut session, &[("f.csv", facts.as_bytes()), ("r.csv", rates.as_bytes())], 1 << 16);
        let bound = session.commission().judged[0].bounds.legible_from;
        let Answer::Offers { model } = session.answer(Ask::Offers { search: String::new(), verdict: String::new(), limit: 10 }) else { panic!("offers") };
        let Answer::Offer { model: offer } = session.answer(Ask::Offer { row: model.rows[0].id.clone(), tried: Default::default() }) else {
            panic!("an offer")
        };
        (bound, model.notes.join(" "), offer.card.parts[0].why.clone())
    };
    let (bound, notes, why) = told("{}");
    assert!(bound != Ratio::whole(2) && notes.contains("fitted to your own 9 offers") && why.contains("as your own creators accept"), "{notes} {why}");
    let (bound, notes, why) = told(r#"{"target_payout": 3}"#);
    assert!(bound == Ratio::whole(3) && notes.contains("the payout you set, $3.00") && why.contains("as you set it"), "{notes} {why}");
}
