//! How far files can be trusted: every expected figure is worked out by hand beside it.

mod support;

use creator_audit::present::model::{QualityModel, Verdict};
use creator_audit::protocol::messages::{Answer, Ask};
use creator_audit::quality::availability::State;
use creator_audit::quality::grade::Letter;
use creator_audit::quality::joins::JoinKey;
use creator_audit::quality::{Join, Report};
use creator_audit::session::Session;

const HEADER: &str = "Date,Creator ID,Creator,Campaign,ASIN,Clicks,Orders,Units,Revenue,Commission,Commission Rate\n";

fn session_of(files: &[(&str, &str)], settings: &str) -> Session {
    let mut session = Session::with_seed(4);
    session.configure(settings, Vec::new()).expect("settings");
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let cards = support::read_into(&mut session, &files, usize::MAX);
    assert!(cards.iter().all(|card| card.rejected == 0 && card.accepted > 0), "{cards:#?}");
    session
}

fn report(rows: &str, settings: &str) -> Report {
    session_of(&[("a.csv", &format!("{HEADER}{rows}"))], settings).quality()
}

fn text(ratio: Option<creator_audit::units::Ratio>) -> String {
    ratio.map(|ratio| ratio.to_text()).unwrap_or_default()
}

#[test]
fn coverage_counts_days_names_missing_weeks_and_partial_edges() {
    // Sunday 1 March to Saturday 28 March 2026, four weeks looked at as 28 days. Week 1: five days from Tuesday. Week 2: none.
    // Week 3: all seven. Week 4: only the last day.
    let days = ["03", "04", "05", "06", "07", "15", "16", "17", "18", "19", "20", "21", "28"];
    let rows: String = days.iter().map(|day| format!("2026-03-{day},c1,Ann,Glow,B000000001,1,0,0,0,0,\n")).collect();
    let found = report(&rows, r#"{"coverage_days": 28}"#).coverage.expect("rows");
    assert_eq!((found.from.iso(), found.to.iso()), ("2026-03-01".into(), "2026-03-28".into()));
    assert_eq!((found.days_present, found.days_expected, text(found.share()).as_str()), (13, 28, "0.464285714286"));
    assert_eq!(found.missing_weeks.iter().map(|week| week.iso()).collect::<Vec<_>>(), ["2026-03-08"]);
    let partial: Vec<_> = found.partial_weeks.iter().map(|(week, days)| (week.iso(), *days)).collect();
    assert_eq!(partial, [("2026-03-01".into(), 5), ("2026-03-22".into(), 1)]);
    assert_eq!(found.campaigns.iter().map(|span| (span.first.iso(), span.last.iso())).collect::<Vec<_>>(), [("2026-03-03".into(), "2026-03-28".into())]);
}

#[test]
fn a_row_by_week_covers_its_seven_days() {
    let weeks = ["2026-03-01", "2026-03-08", "2026-03-22"];
    let rows: String = weeks.iter().map(|week| format!("{week},Ann,B000000001,5\n")).collect();
    let session = session_of(&[("a.csv", &format!("Week Start,Creator,ASIN,Units\n{rows}"))], r#"{"coverage_days": 22}"#);
    // as_of is 22 March, the first day of the last week: 1 March to 22 March is 22 days, of which the week of the 15th is missing.
    let found = session.quality().coverage.expect("rows");
    assert_eq!((found.days_present, found.days_expected), (15, 22));
    assert_eq!(found.missing_weeks.iter().map(|week| week.iso()).collect::<Vec<_>>(), ["2026-03-15"]);
    assert!(found.partial_weeks.is_empty());
}

#[test]
fn commission_is_compared_with_revenue_times_rate_row_by_row_and_in_all() {
    // 10 % of 100.00 is 10.00, as paid. 10 % of 49.99 is 4.999, paid 5.00: a cent is rounding. 12.5 % of 80.00 is 10.00, paid 8.00.
    // The last row has no rate and cannot be checked.
    let rows = "2026-03-01,c1,Ann,Glow,B000000001,1,1,1,100.00,10.00,10%\n\
        2026-03-02,c1,Ann,Glow,B000000001,1,1,1,49.99,5.00,10%\n\
        2026-03-03,c2,Ben,Glow,B000000001,1,1,1,80.00,8.00,12.5%\n\
        2026-03-04,c2,Ben,Glow,B000000001,1,1,1,80.00,8.00,\n";
    let found = report(rows, "").reconciliation;
    assert_eq!((found.rows, found.rows_with_commission, found.commission), (3, 4, 23_000_000));
    assert_eq!(found.expected, 24_999_000_000_000, "10.00 + 4.999 + 10.00 in millionths of a micro");
    // |23.00 − 24.999| ÷ 23.00 = 1.999 ÷ 23
    assert_eq!((text(found.ratio()).as_str(), found.is_within), ("0.0869130434783", Some(false)));
    let [offender] = found.offenders.as_slice() else { panic!("one row: {:?}", found.offenders) };
    assert_eq!((offender.place.line, offender.difference, found.offenders_total), (4, -2_000_000_000_000, 1));
    assert_eq!(report(rows, r#"{"reconciliation_tolerance": "0.1"}"#).reconciliation.is_within, Some(true));
}

#[test]
fn typed_totals_are_compared_by_measure_period_and_file() {
    let a = format!("{HEADER}2026-03-01,c1,Ann,Glow,B000000001,10,1,1,100.00,10.00,\n2026-03-09,c1,Ann,Glow,B000000001,20,1,1,50.00,5.00,\n");
    let b = format!("{HEADER}2026-03-02,c1,Ann,Glow,B000000001,7,1,1,30.00,3.00,\n");
    let settings = r#"{"dashboard_totals": [
        {"measure": "revenue", "total": "181.50"},
        {"measure": "clicks", "total": 30, "file": "a.csv"},
        {"measure": "revenue", "total": 200, "from": "2026-03-01", "to": "2026-03-05"},
        {"measure": "ntb_orders", "total": 4}]}"#;
    let totals = session_of(&[("a.csv", &a), ("b.csv", &b)], settings).quality().totals;
    let of = |at: usize| (totals[at].ours, totals[at].difference(), totals[at].is_within);
    assert_eq!(of(0), (Some(180_000_000), Some(-1_500_000), true), "1.50 of 181.50 is 0.8 %");
    assert_eq!(of(1), (Some(30), Some(0), true));
    assert_eq!(of(2), (Some(130_000_000), Some(-70_000_000), false));
    assert_eq!(of(3), (None, None, false), "no file has it: unknown is not zero");
    let mut session = Session::new();
    for wrong in [r#"{"dashboard_totals": {"turnover": 5}}"#, r#"{"dashboard_totals": 5}"#, r#"{"grade_thresholds": {"a": 40}}"#, r#"{"alias_edits": 3}"#] {
        assert!(session.configure(wrong, Vec::new()).is_err(), "{wrong}");
    }
    session.configure(r#"{"dashboard_totals": {"revenue": "181.50", "units": 3}}"#, Vec::new()).expect("the short form");
}

#[test]
fn maturity_is_the_share_of_revenue_that_no_longer_changes() {
    // as_of 31 March, window 1, lag 14: mature until 16 March. Twice the window: until 15 March.
    let rows =
        "2026-03-10,c1,Ann,Glow,B000000001,1,1,1,30.00,,\n2026-03-16,c1,Ann,Glow,B000000001,1,1,1,20.00,,\n2026-03-31,c1,Ann,Glow,B000000001,1,1,1,50.00,,\n";
    let found = report(rows, "").maturity.expect("rows");
    assert_eq!((found.until.iso(), found.mature, found.whole, found.mature_at_twice), ("2026-03-16".into(), 50_000_000, 100_000_000, 30_000_000));
    assert_eq!(text(found.share()), "0.500000000000");
}

#[test]
fn figures_that_cannot_be_are_counted_and_returns_are_not_among_them() {
    let rows = format!(
        "{HEADER}2026-03-01,c1,Ann,Glow,B000000001,1,2,2,20.00,2.00,\n2026-03-02,c1,Ann,Glow,B000000001,5,1,1,31.00,3.10,\n\
        2026-03-03,c1,Ann,Glow,B000000002,5,1,1,2.99,0.30,\n2026-03-04,c1,Ann,Glow,B000000001,5,-1,-1,-10.00,-1.00,\n"
    );
    // Price 10.00: 20.00 for 2 is 10.00 each; 31.00 for 1 is more than 3 × 10.00. B000000002 at 10.00: 2.99 is below 0.3 × 10.00.
    let catalogue = "ASIN,Title,Product Line,Price,Cost of Goods\nB000000001,Oats,Granola,10.00,4.00\nB000000002,Bars,Granola,10.00,4.00\n";
    let found = session_of(&[("a.csv", &rows), ("catalogue.csv", catalogue)], "").quality().domain;
    assert_eq!((found.orders_exceed_clicks.rows, found.orders_exceed_clicks.places[0].line), (1, 2));
    let price = found.price.expect("a catalogue with prices");
    assert_eq!((price.compared, price.outside.rows), (3, 2));
    assert_eq!(price.asins.iter().map(|gap| (gap.asin.as_str(), gap.revenue)).collect::<Vec<_>>(), [("B000000001", 31_000_000), ("B000000002", 2_990_000)]);
    let returns: Vec<_> = found.returns.iter().map(|(measure, rows, sum)| (measure.name(), *rows, *sum)).collect();
    assert_eq!(returns, [("orders", 1, -1), ("units", 1, -1), ("revenue", 1, -10_000_000), ("commission", 1, -1_000_000)]);
}

#[test]
fn joins_say_what_found_its_match_by_revenue_and_what_did_not() {
    let rows = format!("{HEADER}2026-03-01,c1,Ann,Glow,B000000001,1,1,1,75.00,,\n2026-03-01,c2,Ben,Glow,B000000002,1,1,1,25.00,,\n");
    let catalogue = "ASIN,Title,Product Line,Price\nB000000001,Oats,Granola,10.00\nB000000009,Tea,Drinks,5.00\n";
    let creators = "Creator ID,Creator,Aliases,Followers,Opt-in Rate\nx-9,Anna,@ann; Ann K,40000,10%\nc2,Benjamin,,5000,10%\n";
    let report = session_of(&[("a.csv", &rows), ("catalogue.csv", catalogue), ("creators.csv", creators)], "").quality();
    let join = |on: JoinKey| -> &Join { report.joins.iter().find(|join| join.on == on).expect("a join") };
    let asin = join(JoinKey::Asin);
    assert_eq!((asin.keys, asin.matched, text(asin.share()).as_str()), (2, 1, "0.750000000000"));
    assert_eq!((asin.unmatched[0].key.as_str(), asin.unmatched[0].revenue), ("B000000002", 25_000_000));
    assert_eq!((asin.sheet_keys, &asin.sheet_unmatched), (2, &vec!["B000000009".to_owned()]));
    let creator = join(JoinKey::Creator);
    assert_eq!((creator.keys, creator.matched, creator.unmatched.len()), (2, 2, 0), "Ann by an alias, Ben by his id");
}

#[test]
fn the_grade_is_the_weighted_mean_of_what_is_known() {
    // Coverage 1 of 10 days; commission as it should be; all mature (as_of set to the 30th); no other files.
    let row = "2026-03-01,c1,Ann,Glow,B000000001,1,1,1,100.00,10.00,10%\n";
    let settings = r#"{"as_of": "2026-03-30", "coverage_days": 30}"#;
    let grade = report(row, settings).grade;
    // (30 × 1/30 + 30 × 1 + 20 × 1) ÷ 80 = 51 ÷ 80
    assert_eq!((grade.letter, text(grade.score).as_str()), (Letter::C, "0.637500000000"));
    assert_eq!(grade.parts.iter().filter(|part| part.share.is_none()).count(), 1, "joins are unknown and count nowhere");
    // 5.5 % apart is half way between the tolerance of 1 % and ten times that: commission 100.00 against 105.50.
    let apart = "2026-03-01,c1,Ann,Glow,B000000001,1,1,1,1055.00,100.00,10%\n";
    let grade = report(apart, settings).grade;
    assert_eq!(text(grade.parts[1].share), "0.500000000000");
    let weights = r#"{"as_of": "2026-03-30", "coverage_days": 30, "grade_weights": {"coverage": 0, "reconciliation": 1, "maturity": 1}}"#;
    assert_eq!((report(apart, weights).grade.letter, text(report(apart, weights).grade.score).as_str()), (Letter::B, "0.750000000000"));
    let empty = Session::new().quality().grade;
    assert_eq!((empty.letter, empty.score), (Letter::D, None));
    assert_eq!(empty.letter.caps(), "Cannot conclude from these files: every finding says so.");
}

#[test]
fn the_matrix_says_what_is_computed_what_stands_in_and_what_would_unlock_the_rest() {
    let state = |report: &Report, id: &str| report.availability.iter().find(|line| line.id == id).map(|line| line.state).expect("a line");
    let creator_side =
        "Date,Campaign Title,ASIN,Clicks,Shipped Items,Revenue,Commission Rate,Commission Income\n19-Apr-2026,Glow,B082P9Y919,120,6,149.94,10%,14.99\n";
    let report = session_of(&[("maya.csv", creator_side)], "").quality();
    assert_eq!(state(&report, "revenue"), State::Computed);
    assert_eq!(state(&report, "conversion-rate"), State::Proxied, "there are units and no orders");
    assert_eq!(state(&report, "repeat-share"), State::NotComputable);
    let repeat = report.availability.iter().find(|line| line.id == "repeat-share").expect("a line");
    assert!(repeat.unlocks.iter().any(|unlock| unlock.kind == "repeat-purchase" && unlock.found.contains("Brand Analytics")), "{repeat:?}");
    assert_eq!(state(&report, "RPT-2 inventory"), State::NotComputable);
    assert_eq!(state(&report, "COM-5"), State::NotComputable);
    let catalogue = "ASIN,Title,Product Line,Price,Cost of Goods,Stock Units\nB082P9Y919,Oats,Granola,24.99,4.00,100\n";
    let with_catalogue = session_of(&[("maya.csv", creator_side), ("catalogue.csv", catalogue)], "").quality();
    assert_eq!((state(&with_catalogue, "COM-5"), state(&with_catalogue, "RPT-2 inventory")), (State::Computed, State::Computed));
    assert_eq!(state(&with_catalogue, "DIA-12"), State::Proxied, "the business report is missing");
    let ids: std::collections::BTreeSet<_> = report.availability.iter().map(|line| line.id).collect();
    assert_eq!(ids.len(), report.availability.len(), "every line once");
    assert!(creator_audit::kpi::all().all(|kpi| ids.contains(kpi.id)));
}

#[test]
fn the_page_is_told_in_sentences() {
    let mut session = session_of(&[("a.csv", &format!("{HEADER}2026-03-01,c1,Ann,Glow,B000000001,1,2,1,100.00,20.00,10%\n"))], "");
    let Answer::Quality { model } = session.answer(Ask::Quality) else { panic!("a model") };
    let QualityModel { checks, grade, .. } = model;
    let check = |id: &str| checks.iter().find(|check| check.id == id).expect("a check");
    assert_eq!(check("DQ-6").sentences[0], "1 of the last 90 days has rows (2 Dec 2025 – 1 Mar 2026).");
    assert_eq!(check("DQ-4").verdict, Verdict::Look);
    assert_eq!(check("DQ-4").sentences[0], "Commission is $20.00, revenue × rate $10.00: 50.0% apart, which is more than the 1.0% allowed.");
    assert_eq!(check("DQ-4").rows[0], ["a.csv", "2", "Ann", "B000000001", "$100.00", "10.0%", "$20.00", "$10.00"]);
    assert_eq!(check("DQ-2").sentences[0], "1 row has more orders than clicks (a.csv line 2): possible when orders follow earlier clicks.");
    assert!(grade.formula.contains("Not counted, because unknown: joins."), "{}", grade.formula);
}
