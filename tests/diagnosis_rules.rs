//! Rules of diagnosis, each at its border: one client for whom it speaks, one just short of it, and one whose files cannot tell.

use std::fmt::Write as _;

use creator_audit::ledger::Slice;
use creator_audit::present::model::FileState;
use creator_audit::session::Session;
use serde_json::Value;

mod support;
use support::read_into;

const FACTS: &str = "Date,Creator ID,Creator,ASIN,Product Line,Clicks,Orders,Units,Revenue,Commission\n";
const LOG: &str = "Date,Kind,Creator ID,ASIN,Item,Closed,Note\n";
const RATES: &str = "ASIN,Campaign,Brand Rate,Standard Rate,Valid From,Offer Live,Offered,Accepted,Budget Remaining,Ends On\n";
const CATALOGUE: &str = "ASIN,Parent ASIN,Title,Category,Price,Reviews,Rating,Stock Units,Launch Date\n";

/// What one creator sells of one product every Monday from 2 March to 13 July 2026: twenty weeks.
struct Weekly {
    creator: &'static str,
    asin: &'static str,
    line: &'static str,
    clicks: u32,
    orders: u32,
    revenue: &'static str,
    commission: &'static str,
}

const fn weekly(creator: &'static str, asin: &'static str, clicks: u32, orders: u32, revenue: &'static str, commission: &'static str) -> Weekly {
    Weekly { creator, asin, line: "", clicks, orders, revenue, commission }
}

const MONDAYS: [&str; 20] = [
    "2026-03-02",
    "2026-03-09",
    "2026-03-16",
    "2026-03-23",
    "2026-03-30",
    "2026-04-06",
    "2026-04-13",
    "2026-04-20",
    "2026-04-27",
    "2026-05-04",
    "2026-05-11",
    "2026-05-18",
    "2026-05-25",
    "2026-06-01",
    "2026-06-08",
    "2026-06-15",
    "2026-06-22",
    "2026-06-29",
    "2026-07-06",
    "2026-07-13",
];

fn facts(sales: &[Weekly]) -> String {
    let mut text = FACTS.to_owned();
    for (day, sale) in MONDAYS.iter().flat_map(|day| sales.iter().map(move |sale| (day, sale))) {
        let Weekly { creator, asin, line, clicks, orders, revenue, commission } = sale;
        let _ = writeln!(text, "{day},{creator},{creator},{asin},{line},{clicks},{orders},{orders},{revenue},{commission}");
    }
    text
}

/// A table of rows under a header.
fn table(header: &str, rows: &[&str]) -> String {
    rows.iter().fold(header.to_owned(), |text, row| text + row + "\n")
}

/// A weekly pull every Monday, and more.
fn log(more: &[&str]) -> String {
    MONDAYS.iter().fold(table(LOG, more), |text, day| text + day + ",weekly pull,,,,,\n")
}

/// What `findings` prints of these files.
fn report(files: &[(&str, &str)], settings: &str) -> Value {
    let mut session = Session::with_seed(7);
    session.configure(settings, Vec::new()).expect("settings that can be read");
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    for card in read_into(&mut session, &files, 1 << 16) {
        assert!(matches!(card.outcome, FileState::Read), "{}: {:?}", card.name, card.outcome);
    }
    serde_json::to_value(session.findings_report(&Slice::ALL)).expect("JSON")
}

/// What one rule answered: `found`, `clear` or `unknown`, and each finding or the sentence.
fn answer(report: &Value, rule: &str) -> (&'static str, Vec<Value>) {
    for (state, list) in [("found", "findings"), ("clear", "clear"), ("unknown", "unknown")] {
        let of_rule: Vec<Value> = report[list].as_array().expect("a list").iter().filter(|entry| entry["rule"] == rule).cloned().collect();
        if !of_rule.is_empty() {
            return (state, of_rule);
        }
    }
    panic!("{rule} did not answer: {report:#}");
}

fn state(files: &[(&str, &str)], rule: &str) -> &'static str {
    answer(&report(files, "{}"), rule).0
}

/// The one finding of a rule.
fn finding(files: &[(&str, &str)], rule: &str) -> Value {
    let (state, mut findings) = answer(&report(files, "{}"), rule);
    assert_eq!((state, findings.len()), ("found", 1), "{rule}: {findings:#?}");
    findings.remove(0)
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} of {value:#}"))
}

/// The first piece of evidence of a label.
fn evidence<'a>(finding: &'a Value, label: &str) -> &'a Value {
    finding["evidence"].as_array().expect("a list").iter().find(|fact| fact["label"] == label).unwrap_or_else(|| panic!("{label} in {finding:#}"))
}

const GRANOLA: &str = "B000000001";
const OATS: &str = "B000000002";

/// Ten units of 12.99 a week.
const CHEAP: [Weekly; 1] = [weekly("maya", GRANOLA, 100, 10, "129.90", "6.495")];

mod dormant {
    use super::*;

    fn files(price: &str, log_rows: &[&str], rating: &str, budget: &str) -> [String; 4] {
        [
            facts(&CHEAP),
            table(CATALOGUE, &[&format!("{GRANOLA},,Granola,Grocery,{price},900,{rating},50,")]),
            table(RATES, &[&format!("{GRANOLA},Spring,5%,1%,2026-01-01,yes,50,5,{budget},2026-12-31")]),
            log(log_rows),
        ]
    }

    fn named(files: &[String; 4]) -> [(&str, &str); 4] {
        [("facts.csv", &files[0]), ("catalogue.csv", &files[1]), ("rates.csv", &files[2]), ("log.csv", &files[3])]
    }

    #[test]
    fn an_offer_nobody_was_briefed_for_names_the_payout_first_and_what_it_would_cost() {
        let files = files("12.99", &[], "4.5", "900");
        let found = finding(&named(&files), "DIA-2");
        assert_eq!((text(&found, "verdict"), text(&found, "severity")), ("dormant", "high"));
        assert!(text(&found, "title").contains("the payout"), "{found:#}");
        // 12.99 × 6 % pays 0.7794. Noticed at 2 ÷ 12.99 − 1 %; so much more than 5 % of the 13 Mondays' 1,688.70 since 15 April:
        // 1,688.70 × (2 ÷ 12.99 − 6 %) = 260 − 101.322 = 158.678, × 365 ÷ 90.
        assert_eq!(text(&found, "money"), "643.527444");
        assert_eq!(evidence(&found, "Briefs in the log")["rows_total"], 20);
        assert_eq!(evidence(&found, "the payout")["value"], "stands in the way first");
        assert_eq!(evidence(&found, "Granola")["cells"][2][1], "0.779400");
    }

    #[test]
    fn one_brief_ends_it_and_without_a_log_nobody_knows() {
        let briefed = files("12.99", &["2026-05-04,brief sent,maya,,,,"], "4.5", "900");
        assert_eq!(state(&named(&briefed), "DIA-2"), "clear");
        let files = files("12.99", &[], "4.5", "900");
        assert_eq!(state(&named(&files)[..3], "DIA-2"), "unknown");
        let paused = files[2].replace(",yes,", ",no,");
        assert_eq!(state(&[("facts.csv", &files[0]), ("rates.csv", &paused), ("log.csv", &files[3])], "DIA-2"), "clear");
    }

    #[test]
    fn causes_are_asked_for_in_their_order() {
        let first = |files: [String; 4]| text(&finding(&named(&files), "DIA-2"), "title").to_owned();
        // 34.99 × 6 % = 2.0994 is noticed.
        assert!(first(files("34.99", &[], "3.9", "0")).contains("budget"));
        assert!(first(files("34.99", &[], "3.9", "900")).contains("the listings"));
        assert!(first(files("34.99", &[], "4.5", "900")).ends_with("nobody was ever briefed"));
        // 33.33 × 6 % = 1.9998 is not.
        assert!(first(files("33.33", &[], "3.9", "0")).contains("the payout"));
        let approached = files("34.99", &["2026-05-04,outreach,maya,,,,"], "4.5", "900");
        assert_eq!(text(&finding(&named(&approached), "DIA-2"), "verdict"), "no-briefs");
    }

    #[test]
    fn without_a_table_of_rates_sales_that_earned_commission_show_a_live_offer() {
        let (facts, log) = (facts(&CHEAP), log(&[]));
        let found = finding(&[("facts.csv", &facts), ("log.csv", &log)], "DIA-2");
        assert_eq!((text(&found, "verdict"), evidence(&found, "Live offers")["value"].as_str()), ("dormant", Some("1")));
    }
}

mod passive {
    use super::*;

    fn answered(maya: &'static str, ben: &'static str, rows: &[&str]) -> (&'static str, Vec<Value>) {
        let facts = facts(&[weekly("maya", GRANOLA, 100, 10, maya, "7"), weekly("ben", GRANOLA, 100, 10, ben, "3")]);
        let log = log(rows);
        answer(&report(&[("facts.csv", &facts), ("log.csv", &log)], "{}"), "DIA-3")
    }

    #[test]
    fn three_tenths_of_revenue_from_creators_who_were_approached_is_an_active_programme() {
        let sample = ["2026-04-06,sample sent,Ben,,,,"];
        assert_eq!(answered("70", "30", &sample).0, "clear");
        let (state, found) = answered("71", "29", &sample);
        assert_eq!((state, text(&found[0], "verdict")), ("found", "mixed"));
        // 20 weeks of 29 of 100.
        assert_eq!(evidence(&found[0], "Revenue of creators you approached")["value"], "580.000000");
        assert_eq!(evidence(&found[0], "maya")["cells"][2][1], "0.710000000000");
    }

    #[test]
    fn nobody_approached_is_passive_and_entries_without_names_tell_nothing() {
        let (state, found) = answered("70", "30", &[]);
        assert_eq!((state, text(&found[0], "verdict"), text(&found[0], "ladder")), ("found", "passive", "attributed"));
        assert_eq!(answered("70", "30", &["2026-04-06,brief sent,,,,,"]).0, "unknown");
        let facts = facts(&CHEAP);
        assert_eq!(state_of(&facts), "unknown");
    }

    fn state_of(facts: &str) -> &'static str {
        super::state(&[("facts.csv", facts)], "DIA-3")
    }
}

mod listing {
    use super::*;

    const REPORT: &str =
        "(Parent) ASIN,(Child) ASIN,Title,Sessions - Total,Featured Offer (Buy Box) Percentage,Units Ordered,Unit Session Percentage,Ordered Product Sales\n";

    fn with(catalogue: &str, buy_box: &str) -> (&'static str, Vec<Value>) {
        let facts = facts(&CHEAP);
        let catalogue = table(CATALOGUE, &[&format!("{GRANOLA},,Granola,Grocery,12.99,{catalogue}")]);
        let business = table(REPORT, &[&format!("{GRANOLA},{GRANOLA},Granola,400,{buy_box},20,5%,259.80")]);
        answer(&report(&[("facts.csv", &facts), ("catalogue.csv", &catalogue), ("business.csv", &business)], "{}"), "DIA-12")
    }

    #[test]
    fn each_check_holds_at_its_border_and_fails_below() {
        assert_eq!(with("15,4.0,1,", "90%").0, "clear");
        for (catalogue, buy_box, words) in [
            ("14,4.0,1,", "90%", "few reviews"),
            ("15,3.9,1,", "90%", "low rating"),
            ("15,4.0,0,", "90%", "out of stock"),
            ("15,4.0,1,", "89%", "buy box often lost"),
        ] {
            let (state, found) = with(catalogue, buy_box);
            assert_eq!(state, "found", "{words}");
            assert!(text(&found[0], "title").ends_with(words), "{found:#?}");
            // 6.495 on each of the 13 Mondays of the 90 days, × 365 ÷ 90.
            assert_eq!(text(&found[0], "money"), "342.430833");
        }
    }

    #[test]
    fn a_launch_is_not_asked_for_reviews() {
        // 13 July is day 60 of a launch on 14 May; one day earlier it is over.
        assert_eq!(with("3,4.0,1,2026-05-14", "90%").0, "clear");
        assert_eq!(with("3,4.0,1,2026-05-13", "90%").0, "found");
    }

    #[test]
    fn what_no_table_says_is_not_tested() {
        assert_eq!(with(",,,", "").0, "unknown");
        assert_eq!(state(&[("facts.csv", &facts(&CHEAP))], "DIA-12"), "unknown");
    }

    #[test]
    fn a_listing_that_convinces_half_as_many_as_one_s_own_middle_one_fails_only_below_that() {
        let asins = ["B000000011", "B000000012", "B000000013", "B000000014", "B000000015"];
        let facts = facts(&asins.map(|asin| weekly("maya", asin, 100, 5, "50", "5")));
        let of = |worst: u32| {
            // Ten per cent of visitors buy in the middle.
            let units = [100, 100, 120, 90, worst];
            let rows: Vec<String> = asins.iter().zip(units).map(|(asin, units)| format!("{asin},{asin},T,1000,95%,{units},1%,10")).collect();
            let business = table(REPORT, &rows.iter().map(String::as_str).collect::<Vec<_>>());
            answer(&report(&[("facts.csv", &facts), ("business.csv", &business)], "{}"), "DIA-12").0
        };
        assert_eq!((of(50), of(49)), ("clear", "found"));
    }
}

mod signal {
    use super::*;

    const ADS: &str = "Start Date,End Date,Campaign Name,Advertised ASIN,Advertised SKU,Impressions,Clicks,Spend,7 Day Total Sales ,7 Day Total Orders (#)\n";
    const TERMS: &str =
        "Start Date,End Date,Campaign Name,Targeting,Match Type,Customer Search Term,Impressions,Clicks,Spend,7 Day Total Sales ,7 Day Total Orders (#)\n";
    const SQP: &str = "Search Query,Search Query Volume,Clicks: Brand Count,Purchases: Brand Count,Reporting Date\n";

    fn sales() -> String {
        facts(&[weekly("maya", GRANOLA, 75, 5, "100", "10"), weekly("ben", OATS, 25, 5, "100", "10")])
    }

    /// Ads on the granola, and what is said of the oats; 28 days end on 13 July.
    fn with(from: &str, oats: &str, catalogue: &str) -> (&'static str, Vec<Value>) {
        let ads = table(ADS, &[&format!("{from},2026-07-13,Granola,{GRANOLA},G,900,20,12.00,60,3"), oats]);
        let facts = sales();
        answer(&report(&[("facts.csv", &facts), ("ads.csv", &ads), ("catalogue.csv", catalogue)], "{}"), "DIA-11")
    }

    #[test]
    fn clicks_on_a_product_without_ads_are_named_and_a_cent_of_spend_ends_it() {
        let catalogue = table(CATALOGUE, &[&format!("{OATS},,Oats,Grocery,20,,,,")]);
        let (state, found) = with("2026-06-16", "", &catalogue);
        assert_eq!((state, text(&found[0], "verdict"), text(&found[0], "severity")), ("found", "no-sponsored-products", "medium"));
        // Four Mondays of 25 clicks among 100.
        assert_eq!(evidence(&found[0], "Clicks on products without ads")["value"], "100");
        assert_eq!(evidence(&found[0], "Part of clicks without ads")["value"], "0.250000000000");
        let cent = format!("2026-06-20,2026-06-20,Oats,{OATS},O,5,1,0.01,0,0");
        assert_eq!(with("2026-06-16", &cent, &catalogue).0, "clear");
        let nothing = format!("2026-06-20,2026-06-20,Oats,{OATS},O,5,0,0.00,0,0");
        assert_eq!(with("2026-06-16", &nothing, &catalogue).0, "found");
    }

    #[test]
    fn an_ad_on_a_product_of_the_same_family_meets_the_demand() {
        let family = table(CATALOGUE, &[&format!("{OATS},B0000000FA,Oats,Grocery,20,,,,"), &format!("{GRANOLA},B0000000FA,Granola,Grocery,20,,,,")]);
        assert_eq!(with("2026-06-16", "", &family).0, "clear");
    }

    #[test]
    fn reports_with_fewer_days_in_common_tell_nothing() {
        let catalogue = table(CATALOGUE, &[&format!("{OATS},,Oats,Grocery,20,,,,")]);
        assert_eq!(with("2026-06-17", "", &catalogue).0, "unknown");
        assert_eq!(state(&[("facts.csv", &sales())], "DIA-11"), "unknown");
    }

    /// Six weeks before creators began on 2 March, six since; ads on the granola alone.
    fn searched(since: u32, oats_ads: bool) -> (&'static str, Vec<Value>) {
        let saturdays = [
            "2026-01-17",
            "2026-01-24",
            "2026-01-31",
            "2026-02-07",
            "2026-02-14",
            "2026-02-21",
            "2026-03-14",
            "2026-03-21",
            "2026-03-28",
            "2026-04-04",
            "2026-04-11",
            "2026-04-18",
        ];
        let wobble = [3, 0, 5, 1, 4, 2];
        let mut sqp = SQP.to_owned();
        for (at, day) in saturdays.iter().enumerate() {
            let oats = if at < 6 { 1_000 } else { since };
            let _ = writeln!(sqp, "oat bars,{},20,3,{day}", oats + wobble[at % 6]);
            let _ = writeln!(sqp, "granola,{},50,9,{day}", 4_000 + 10 * wobble[5 - at % 6]);
        }
        let oats = "2026-03-01,2026-04-30,Oats,oat bars,EXACT,oat bars,90,3,2.50,0,0";
        let terms = table(TERMS, &["2026-03-01,2026-04-30,Granola,granola,BROAD,granola,900,20,12.00,60,3", if oats_ads { oats } else { "" }]);
        let facts = sales();
        answer(&report(&[("facts.csv", &facts), ("sqp.csv", &sqp), ("terms.csv", &terms)], "{}"), "DIA-11")
    }

    #[test]
    fn a_search_that_rose_by_a_fifth_is_named_where_no_ad_meets_it() {
        // 1,202.5 and more against 1,002.5 on average: a fifth is 200.5.
        let (state, found) = searched(1_201, false);
        assert_eq!((state, text(&found[0], "verdict")), ("found", "unmet-searches"));
        assert_eq!(evidence(&found[0], "oat bars")["rows_total"], 12);
        assert_eq!(searched(1_200, false).0, "clear");
        assert_eq!(searched(1_300, true).0, "clear");
    }
}

/// Rules that attribution rows alone must never make speak.
const SILENT: [&str; 4] = ["DIA-2", "DIA-3", "DIA-11", "DIA-12"];

#[test]
fn attribution_rows_alone_leave_these_questions_unknown() {
    let facts = facts(&[weekly("maya", GRANOLA, 75, 5, "100", "10"), weekly("ben", OATS, 25, 5, "100", "10")]);
    let report = report(&[("facts.csv", &facts)], "{}");
    for rule in SILENT {
        assert_eq!(answer(&report, rule).0, "unknown", "{rule}");
    }
}
