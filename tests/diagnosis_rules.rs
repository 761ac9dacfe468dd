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

    /// Buyers paid the price: ten units a week.
    fn files(price: &str, log_rows: &[&str], rating: &str, budget: &str) -> [String; 4] {
        let revenue = match price {
            "12.99" => "129.90",
            "33.33" => "333.30",
            _ => "349.90",
        };
        [
            facts(&[weekly("maya", GRANOLA, 100, 10, revenue, "6.495")]),
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

mod score {
    use super::*;

    fn with(rows: &[&str], rates: bool) -> (&'static str, Vec<Value>) {
        let (facts, log) = (facts(&CHEAP), log(rows));
        let rates =
            table(RATES, &[if rates { "B000000001,Spring,5%,1%,2026-01-01,yes,50,5,,2026-12-31" } else { "B000000001,Spring,5%,1%,2026-01-01,no,50,5,," }]);
        answer(&report(&[("facts.csv", &facts), ("rates.csv", &rates), ("log.csv", &log)], "{}"), "DIA-1")
    }

    #[test]
    fn a_quarter_of_the_points_is_publicity_and_a_half_is_not() {
        // Pulled every week; one rate for everybody, no brief, no review of content.
        let (state, found) = with(&[], true);
        assert_eq!((state, text(&found[0], "verdict")), ("found", "publicity"));
        assert!(text(&found[0], "title").contains("25 of the 100 points"), "{found:#?}");
        assert_eq!(with(&["2026-07-06,brief sent,maya,,,,"], true).0, "clear");
        // 90 days end with the log: a brief of 14 April is older, one of the 15th is not.
        assert_eq!(with(&["2026-04-14,brief sent,maya,,,,"], true).0, "found");
        assert_eq!(with(&["2026-04-15,brief sent,maya,,,,"], true).0, "clear");
    }

    #[test]
    fn what_is_unknown_gives_no_points_and_is_not_held_against_anybody() {
        let (_, found) = with(&[], false);
        assert!(text(&found[0], "title").contains("25 of the 75 points"), "{found:#?}");
        let facts = facts(&CHEAP);
        let (state, sentence) = answer(&report(&[("facts.csv", &facts)], "{}"), "DIA-1");
        assert_eq!(state, "unknown");
        assert!(text(&sentence[0], "sentence").starts_with("0 of 100 points"), "{sentence:#?}");
    }
}

mod hours {
    use super::*;

    fn with(settings: &str) -> (&'static str, Vec<Value>) {
        // A brief, two outreaches and two drafts in each of the thirteen weeks to 13 July.
        let mut rows = Vec::new();
        for day in &MONDAYS[7..] {
            rows.extend([format!("{day},brief sent,maya,,,,"), format!("{day},outreach,a,,,,"), format!("{day},outreach,b,,,,")]);
            rows.extend([format!("{day},draft,a,,,,"), format!("{day},draft,b,,,,")]);
        }
        let (facts, log) = (facts(&CHEAP), log(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
        answer(&report(&[("facts.csv", &facts), ("log.csv", &log)], settings), "DIA-15")
    }

    #[test]
    fn work_beyond_the_hours_there_are_is_a_question_of_people_with_what_fits() {
        // 0.5 + 2 × 0.2 + 2 × 0.25 + 0.5 for the pull: 1.9 hours.
        assert_eq!(with(r#"{"hours_available": 1.9}"#).0, "clear");
        let (state, found) = with(r#"{"hours_available": 1.8}"#);
        assert_eq!((state, text(&found[0], "verdict")), ("found", "resourcing"));
        assert_eq!(evidence(&found[0], "Hours a week asked for")["value"], "1.900000000");
        // After the pull 1.3: two reviews 0.8 left, one brief 0.3 left, one outreach.
        assert!(text(&found[0], "fix").contains("2 reviews, 1 briefs and 1 outreaches"), "{found:#?}");
        assert!(text(&with(r#"{"hours_available": 0.4}"#).1[0], "fix").starts_with("Not even the weekly pull"));
        assert_eq!(with("{}").0, "unknown");
    }

    #[test]
    fn a_pull_kept_in_less_than_half_of_thirteen_weeks_is_flagged() {
        let kept = |from: usize, settings: &str| {
            let pulls: Vec<String> = MONDAYS[from..].iter().map(|day| format!("{day},weekly pull,,,,,")).collect();
            let log = table(LOG, &std::iter::once("2026-03-02,outreach,maya,,,,").chain(pulls.iter().map(String::as_str)).collect::<Vec<_>>());
            answer(&report(&[("facts.csv", &facts(&CHEAP)), ("log.csv", &log)], settings), "DIA-16")
        };
        assert_eq!(kept(13, "{}").0, "clear");
        let (state, found) = kept(14, "{}");
        assert_eq!((state, text(&found[0], "verdict")), ("found", "no-cadence"));
        assert!(text(&found[0], "title").contains("6 of 13"), "{found:#?}");
        assert_eq!(text(&kept(14, r#"{"owner_duties": 4}"#).1[0], "verdict"), "fifth-priority");
        // Pulls that are kept count for more than duties.
        assert_eq!(kept(13, r#"{"owner_duties": 9}"#).0, "clear");
        let alone = |settings: &str| answer(&report(&[("facts.csv", &facts(&CHEAP))], settings), "DIA-16").0;
        assert_eq!((alone(r#"{"owner_duties": 4}"#), alone(r#"{"owner_duties": 3}"#)), ("found", "unknown"));
    }
}

mod audience {
    use super::*;

    const CREATORS: [&str; 10] = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"];

    /// Eight creators sell granola at ten per cent; those from `first` on sell oats.
    fn with(first: usize, oats_orders: u32) -> (&'static str, Vec<Value>) {
        let line = |creator, asin, line, orders| Weekly { line, ..weekly(creator, asin, 100, orders, "100", "10") };
        let granola = CREATORS[..8].iter().map(|creator| line(creator, GRANOLA, "Granola", 10));
        let oats = CREATORS[first..].iter().map(|creator| line(creator, OATS, "Oats", oats_orders));
        let facts = facts(&granola.chain(oats).collect::<Vec<_>>());
        answer(&report(&[("facts.csv", &facts)], "{}"), "DIA-14")
    }

    #[test]
    fn lines_that_share_most_creators_and_convert_far_apart_are_one_audience_for_two() {
        // Seven of ten sell both; ten and four per cent.
        let (state, found) = with(1, 4);
        assert_eq!((state, text(&found[0], "verdict")), ("found", "one-audience"));
        let cells = &evidence(&found[0], "Granola")["cells"];
        assert_eq!((cells[2][1].as_str(), cells[5][1].as_str()), (Some("0.700000000000"), Some("2.500000000")));
        // Six of ten are not more than six tenths, twice is not more than twice.
        assert_eq!(with(2, 4).0, "clear");
        assert_eq!(with(1, 5).0, "clear");
    }

    #[test]
    fn a_line_that_converted_alike_until_lately_is_no_audience_of_its_own() {
        // Seventeen weeks are mature: seven at ten per cent, then ten at one: 4.7 % in all, and apart only since.
        assert_eq!(with_fall(7), "clear");
        assert_eq!(with_fall(0), "found");
    }

    /// Oats convert like granola for so many weeks, and at one per cent since.
    fn with_fall(weeks: usize) -> &'static str {
        let line = |creator, asin, line, orders| Weekly { line, ..weekly(creator, asin, 100, orders, "100", "10") };
        let week =
            |orders| CREATORS.iter().flat_map(move |creator| [line(creator, GRANOLA, "Granola", 10), line(creator, OATS, "Oats", orders)]).collect::<Vec<_>>();
        let (before, after) = (facts(&week(10)), facts(&week(1)));
        let is_before = |text: &str| MONDAYS[..weeks].iter().any(|day| text.starts_with(day));
        let rows = before.lines().filter(|text| is_before(text)).chain(after.lines().skip(1).filter(|text| !is_before(text)));
        let text: String = FACTS.trim().lines().chain(rows).flat_map(|row| [row, "\n"]).collect();
        answer(&report(&[("facts.csv", &text)], "{}"), "DIA-14").0
    }

    #[test]
    fn lines_with_few_creators_or_without_names_tell_nothing() {
        assert_eq!(with(6, 4).0, "unknown");
        let nameless = facts(&CREATORS.map(|creator| weekly(creator, GRANOLA, 100, 10, "100", "10")));
        assert_eq!(state(&[("facts.csv", &nameless)], "DIA-14"), "unknown");
    }
}

const COSTS: &str = "Date,Model,Creator ID,ASIN,Amount,Programme\n";
const TAGGED: &str = "date,publisher,campaignName,Click-throughs,attributedPurchases14d,attributedSales14d,unitsSold14d\n";
const TAGGED_PRODUCTS: &str = "date,productAsin,publisher,campaignId,attributedPurchases14d,attributedSales14d,brandHaloAttributedSales14d\n";

mod money {
    use super::*;

    /// Creators earned 20 × 6.495 = 129.90.
    fn with(cost: &str, tagged: &str) -> (&'static str, Vec<Value>) {
        let (facts, costs) = (facts(&CHEAP), table(COSTS, &[cost]));
        let files = [("facts.csv", facts.as_str()), ("costs.csv", &costs), ("tagged.csv", tagged)];
        answer(&report(if tagged.is_empty() { &files[..2] } else { &files }, "{}"), "DIA-9")
    }

    #[test]
    fn storefronts_that_get_more_than_creator_connections_are_named_from_the_first_cent() {
        assert_eq!(with("2026-04-01,flat fee,zoe,,129.90,Influencer storefronts", "").0, "clear");
        let (state, found) = with("2026-04-01,flat fee,zoe,,129.91,Influencer storefronts", "");
        assert_eq!((state, text(&found[0], "verdict")), ("found", "storefronts"));
        // 129.91 in the 134 days from 2 March to 13 July, × 365 ÷ 134.
        assert_eq!(text(&found[0], "money"), "353.859328");
    }

    #[test]
    fn a_partner_without_sales_by_product_is_misallocated_only_where_reports_would_name_it() {
        let tagged = table(TAGGED, &["2026-04-01,Search ads,Spring,50,3,60.00,3"]);
        let cost = "2026-04-01,flat fee,zoe,,129.91,Acme Talent";
        let (state, found) = with(cost, &tagged);
        assert_eq!((state, text(&found[0], "verdict")), ("found", "misallocated"));
        assert_eq!(with("2026-04-01,flat fee,zoe,,129.90,Acme Talent", &tagged).0, "clear");
        assert_eq!(with(cost, "").0, "unknown");
    }

    #[test]
    fn fees_that_name_no_programme_accuse_nobody() {
        assert_eq!(with("2026-04-01,flat fee,,,9000.00,", "").0, "unknown");
        assert_eq!(with("2026-04-01,flat fee,maya,,9000.00,", "").0, "unknown");
        assert_eq!(with("2025-04-01,flat fee,zoe,,9000.00,Influencer storefronts", "").0, "unknown");
    }

    fn partners(by_product: &str, cost: &str) -> (&'static str, Vec<Value>) {
        let (facts, tagged) = (facts(&CHEAP), table(TAGGED, &["2026-04-01,Acme,Spring,50,3,100.00,3"]));
        let products = table(TAGGED_PRODUCTS, &[&format!("2026-04-01,{GRANOLA},Acme,1,2,{by_product},0")]);
        let costs = table(COSTS, &[cost]);
        let files = [("facts.csv", facts.as_str()), ("tagged.csv", &tagged), ("costs.csv", &costs), ("products.csv", &products)];
        answer(&report(if by_product.is_empty() { &files[..3] } else { &files }, "{}"), "DIA-17")
    }

    #[test]
    fn half_of_a_partner_s_sales_told_by_product_is_enough_and_less_is_not() {
        let cost = "2026-04-01,flat fee,zoe,,500.00,Acme";
        assert_eq!(partners("50.00", cost).0, "clear");
        let (state, found) = partners("49.99", cost);
        assert_eq!((state, text(&found[0], "verdict")), ("found", "unauditable"));
        assert_eq!(evidence(&found[0], "Acme")["cells"][1][1], "0.499900000000");
        assert_eq!(partners("", cost).0, "unknown");
    }

    #[test]
    fn a_creator_paid_by_a_partner_who_earns_commission_too_is_named() {
        let (state, found) = partners("100.00", "2026-04-01,flat fee,Maya,,500.00,Acme");
        assert_eq!((state, text(&found[0], "verdict")), ("found", "paid-twice"));
        // 500 × 365 ÷ 134.
        assert_eq!(text(&found[0], "money"), "1361.940299");
        assert_eq!(state_of_nobody(), "unknown");
    }

    fn state_of_nobody() -> &'static str {
        super::state(&[("facts.csv", &facts(&CHEAP))], "DIA-17")
    }
}

mod verdict {
    use super::*;

    fn with(cost_of_goods: &str, log_rows: &[&str]) -> (&'static str, Vec<Value>) {
        let facts = facts(&[weekly("maya", GRANOLA, 100, 10, "349.90", "17.495")]);
        let header = "ASIN,Title,Category,Price,Cost of Goods,Referral Fee,Fulfilment Fee,Reviews,Rating,Stock Units\n";
        let catalogue = table(header, &[&format!("{GRANOLA},Granola,Grocery,34.99,{cost_of_goods},5,5,900,4.5,50")]);
        let rates = table(RATES, &[&format!("{GRANOLA},Spring,5%,1%,2026-01-01,yes,50,5,900,2026-12-31")]);
        let log = log(log_rows);
        answer(&report(&[("facts.csv", &facts), ("catalogue.csv", &catalogue), ("rates.csv", &rates), ("log.csv", &log)], "{}"), "DIA-18")
    }

    const BRIEF: [&str; 1] = ["2026-07-06,brief sent,maya,,,,"];

    #[test]
    fn a_programme_that_earns_and_is_run_goes() {
        let (state, sentence) = with("8", &BRIEF);
        assert_eq!(state, "clear", "{sentence:#?}");
        assert!(text(&sentence[0], "sentence").starts_with("Go: for 100"), "{sentence:#?}");
    }

    #[test]
    fn what_another_rule_found_comes_first() {
        let (state, found) = with("8", &[]);
        assert_eq!((state, text(&found[0], "verdict"), text(&found[0], "severity")), ("found", "fix-first", "high"));
        assert!(text(&found[0], "title").contains("live but dormant"), "{found:#?}");
        assert!(text(&found[0], "would_change").starts_with("Two facts"), "{found:#?}");
    }

    #[test]
    fn products_that_lose_money_at_any_rate_are_not_run_for_sales() {
        // 34.99 − 30 − 5 − 5 = −5.01 a unit, in a pack too.
        let (state, found) = with("30", &BRIEF);
        assert_eq!((state, text(&found[0], "verdict")), ("found", "dont-run"));
        assert_eq!(with("", &BRIEF).0, "unknown");
    }
}

/// Rules that attribution rows alone must never make speak.
const SILENT: [&str; 11] = ["DIA-1", "DIA-2", "DIA-3", "DIA-9", "DIA-11", "DIA-12", "DIA-14", "DIA-15", "DIA-16", "DIA-17", "DIA-18"];

#[test]
fn attribution_rows_alone_leave_these_questions_unknown() {
    let facts = facts(&[weekly("maya", GRANOLA, 75, 5, "100", "10"), weekly("ben", OATS, 25, 5, "100", "10")]);
    let report = report(&[("facts.csv", &facts)], "{}");
    for rule in SILENT {
        assert_eq!(answer(&report, rule).0, "unknown", "{rule}");
    }
}
