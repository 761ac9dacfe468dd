//! What tables say of proportions: how sure they are, who is ranked, by what, and who is not.

mod support;

use creator_audit::present::model::{RowModel, TableModel};
use creator_audit::protocol::messages::{Answer, Ask};
use creator_audit::protocol::route::{Grouping, View};
use creator_audit::session::Session;
use support::read_into;

const HEADER: &str = "Date,Creator ID,Creator,ASIN,Clicks,Orders,Units,Revenue,Commission,New-to-brand Orders\n";

/// A session with these files under these settings.
fn session(settings: &str, files: &[(&str, String)]) -> Session {
    let mut session = Session::new();
    session.configure(settings, Vec::new()).expect("the settings can be used");
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    read_into(&mut session, &files, 4_096);
    session
}

fn row(day: &str, creator: &str, clicks: u32, orders: u32) -> String {
    format!("{day},{creator},{creator},B0EXAMPLE1,{clicks},{orders},{orders},{orders}.00,0.10,0\n")
}

fn table(session: &mut Session, column: &str, descending: bool) -> TableModel {
    let view = View { by: Grouping::Creator, sort: Some((column.into(), descending)), ..View::default() };
    match session.answer(Ask::Table { view, offset: 0, limit: 100 }) {
        Answer::Table { model } => model,
        other => panic!("{other:?}"),
    }
}

fn ranks(model: &TableModel) -> Vec<(&str, &str)> {
    model.rows.iter().map(|row| (row.key.as_str(), row.rank.as_ref().map_or("none", |rank| rank.text.as_str()))).collect()
}

fn why<'a>(model: &'a TableModel, key: &str) -> &'a str {
    let row: &RowModel = model.rows.iter().find(|row| row.key == key).expect("the creator has a row");
    row.rank.as_ref().map_or("", |rank| rank.why.as_str())
}

/// Six creators in January, whose days are final as of 30 June.
fn january() -> String {
    [("lucky", 99, 20), ("few", 12, 3), ("steady", 2_000, 240), ("small", 150, 21), ("poor", 900, 18), ("none", 0, 0)]
        .map(|(creator, clicks, orders)| row("2026-01-05", creator, clicks, orders))
        .concat()
}

const JUNE: &str = r#"{"as_of": "2026-06-30"}"#;

#[test]
fn a_proportion_is_ranked_by_its_lower_bound_and_not_below_a_hundred_clicks() {
    let mut session = session(JUNE, &[("a.csv", HEADER.to_owned() + &january())]);
    let model = table(&mut session, "conversion-rate", true);
    // Small has 14 % of 150 clicks, steady 12 % of 2,000: the latter is surely above 10 %, the former is not.
    assert_eq!(ranks(&model), [("steady", "1"), ("small", "2"), ("poor", "3"), ("lucky", "–"), ("few", "–"), ("none", "–")]);
    assert_eq!(why(&model, "lucky"), "Not ranked: 99 clicks prove too little; 100 are asked for.");
    assert_eq!(why(&model, "none"), "Not ranked: it has no such figure.");
    assert!(why(&model, "steady").starts_with("Ranked by 10."), "{}", why(&model, "steady"));
    // The worst first: whoever has no rank still comes last.
    let worst = table(&mut session, "conversion-rate", false);
    assert_eq!(ranks(&worst), [("poor", "3"), ("small", "2"), ("steady", "1"), ("lucky", "–"), ("few", "–"), ("none", "–")]);
    // A sum is sorted by itself and ranks nobody.
    let sums = table(&mut session, "orders", true);
    assert!(ranks(&sums).iter().all(|(_, rank)| *rank == "none") && sums.ranking.is_empty());
}

#[test]
fn how_many_clicks_a_rank_asks_for_is_a_setting() {
    let mut session = session(r#"{"as_of": "2026-06-30", "rank_clicks_min": 10}"#, &[("a.csv", HEADER.to_owned() + &january())]);
    let ranked = table(&mut session, "conversion-rate", true).rows.iter().filter(|row| row.rank.as_ref().is_some_and(|rank| rank.text != "–")).count();
    assert_eq!(ranked, 5);
}

#[test]
fn rows_that_may_still_change_rank_nobody() {
    // As of 20 January, days after the 5th may still be restated.
    let late = row("2026-01-19", "poor", 100, 100) + &row("2026-01-06", "late", 500, 100);
    let mut session = session(r#"{"as_of": "2026-01-20"}"#, &[("a.csv", HEADER.to_owned() + &january() + &late)]);
    let model = table(&mut session, "conversion-rate", true);
    assert_eq!(ranks(&model), [("steady", "1"), ("small", "2"), ("poor", "3"), ("lucky", "–"), ("few", "–"), ("late", "–"), ("none", "–")]);
    assert_eq!(why(&model, "late"), "Not ranked: its rows may still be restated.");
    assert_eq!(why(&model, "lucky"), "Not ranked: 99 clicks until 5 Jan 2026 prove too little; 100 are asked for.");
    assert!(model.ranking.contains("until 5 Jan 2026"), "{}", model.ranking);
    // What is shown still counts them: 118 of 1,000.
    let poor = model.rows.iter().find(|row| row.key == "poor").expect("a row");
    assert!(poor.cells.iter().any(|cell| cell.kpi == "conversion-rate" && cell.exact == "0.118000000000"));
}

#[test]
fn rows_that_name_no_creator_are_no_competitor() {
    let header = HEADER.replace("Commission,", "Commission,Campaign,");
    let rows = january() + "2026-01-05,,,B0EXAMPLE1,5000,2500,2500,1.00,0.10,0\n";
    let mut session = session(JUNE, &[("a.csv", header + &rows.replace(",0.10,", ",0.10,Spring,"))]);
    let model = table(&mut session, "conversion-rate", true);
    let ranked = ranks(&model);
    assert_eq!(ranked.first(), Some(&("steady", "1")));
    assert!(ranked.contains(&("", "–")), "{ranked:?}");
}

#[test]
fn intervals_are_rounded_outwards_and_only_proportions_have_them() {
    let mut session = session(JUNE, &[("a.csv", HEADER.to_owned() + &january())]);
    let model = table(&mut session, "revenue", true);
    let with: Vec<&str> = model.totals.cells.iter().filter(|cell| cell.interval.is_some()).map(|cell| cell.kpi.as_str()).collect();
    assert_eq!(with, ["conversion-rate", "unit-conversion-rate", "ntb-share"]);
    for cell in model.rows.iter().flat_map(|row| &row.cells) {
        let Some(interval) = &cell.interval else { continue };
        let (low, high) = interval.text.trim_end_matches('%').split_once('–').expect("two bounds");
        let number = |text: &str| text.parse::<f64>().expect("a number");
        assert!(number(low) / 100.0 <= number(&interval.low) && number(high) / 100.0 >= number(&interval.high), "{interval:?}");
        assert!(number(&interval.low) < number(&interval.high));
    }
}

#[test]
fn the_order_of_files_changes_no_bound() {
    let (first, second) = (HEADER.to_owned() + &january(), HEADER.to_owned() + &row("2026-01-06", "steady", 77, 5) + &row("2026-01-06", "new", 310, 40));
    let texts = |files: &[(&str, String)]| match session(JUNE, files).answer(Ask::TableCsv { view: View::default() }) {
        Answer::Text { text } => text,
        other => panic!("{other:?}"),
    };
    let forward = texts(&[("a.csv", first.clone()), ("b.csv", second.clone())]);
    assert_eq!(forward, texts(&[("b.csv", second), ("a.csv", first)]));
    assert!(forward.starts_with("Key,Name,Revenue,Commission,Commission ÷ revenue,Conversion,\"Conversion (low, 90%)\",\"Conversion (high, 90%)\","));
}

#[test]
fn a_line_laid_over_rows_is_filtered_like_their_own() {
    let settings = r#"{"product_lines": {"B0EXAMPLE1": "Bars"}}"#;
    let text = HEADER.to_owned() + &january() + "2026-01-07,new,New,B0EXAMPLE2,40,4,4,44.00,4.00,0\n";
    let mut session = session(settings, &[("a.csv", text)]);
    let by = |session: &mut Session, view: View| match session.answer(Ask::Table { view, offset: 0, limit: 10 }) {
        Answer::Table { model } => model,
        other => panic!("{other:?}"),
    };
    let lines = by(&mut session, View { by: Grouping::Line, ..View::default() });
    assert_eq!(lines.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["Bars", ""]);
    let clicks = |row: &RowModel| row.cells.iter().find(|cell| cell.kpi == "clicks").map(|cell| cell.exact.clone());
    for row in &lines.rows {
        let inside = by(&mut session, View { by: Grouping::Asin, line: Some(row.short_id.clone()), ..View::default() });
        assert_eq!((clicks(&inside.totals), inside.rows.len()), (clicks(row), 1), "{}", row.label);
    }
    // 99 + 12 + 2,000 + 150 + 900, and 40.
    assert_eq!(lines.rows.iter().map(clicks).collect::<Vec<_>>(), [Some("3161".into()), Some("40".into())]);
    // Without the map no row has a line.
    session.configure("", Vec::new()).expect("settings");
    assert_eq!(by(&mut session, View { by: Grouping::Line, ..View::default() }).rows.len(), 1);
}

#[test]
fn a_table_beside_other_days_says_how_far_each_figure_has_moved() {
    let text = HEADER.to_owned() + &row("2026-01-04", "steady", 200, 8) + &row("2026-01-11", "steady", 100, 6) + &row("2026-01-12", "new", 50, 1);
    let mut session = session(JUNE, &[("a.csv", text)]);
    let week = |compare: &str| View { from: Some("2026-01-11".into()), to: Some("2026-01-17".into()), compare: Some(compare.into()), ..View::default() };
    let table = |session: &mut Session, view: View| match session.answer(Ask::Table { view, offset: 0, limit: 10 }) {
        Answer::Table { model } => model,
        other => panic!("{other:?}"),
    };
    let change = |row: &RowModel, kpi: &str| row.cells.iter().find(|cell| cell.kpi == kpi).and_then(|cell| cell.change.clone()).map(|change| change.text);
    let model = table(&mut session, week("previous"));
    assert_eq!(model.compared, "Compared with 4 Jan – 10 Jan 2026.");
    let [steady, new] = [0, 1].map(|at| &model.rows[at]);
    assert_eq!(change(steady, "conversion-rate"), Some("+2.0 pp".into()));
    assert_eq!(change(steady, "revenue"), Some("-$2.00 (-25.0%)".into()));
    assert_eq!(change(new, "revenue"), Some("no value before".into()));
    assert_eq!(change(&model.totals, "orders"), Some("-1 (-12.5%)".into()));
    // Days that somebody names, and days without a row.
    assert_eq!(table(&mut session, week("2026-01-04.2026-01-04")).compared, "Compared with 4 Jan 2026.");
    assert_eq!(table(&mut session, week("2025-01-04.2025-01-05")).compared, "Compared with 4 Jan – 5 Jan 2025. No row falls into them.");
    let plain = table(&mut session, View { compare: None, ..week("") });
    assert!(plain.compared.is_empty() && plain.rows.iter().flat_map(|row| &row.cells).all(|cell| cell.change.is_none()));
    let Answer::Text { text } = session.answer(Ask::TableCsv { view: week("previous") }) else { panic!("text") };
    assert!(text.starts_with("Key,Name,Revenue,Revenue (before),Revenue (change),Revenue (change as a part),Commission,"), "{text}");
    assert!(text.contains("steady,steady,6.000000,8.000000,-2.000000,-0.250000000000,"), "{text}");
}
