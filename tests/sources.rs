//! From figures back to rows: which file, which line, worked out by hand; and that the rows named are those that were added up.

use creator_audit::ledger::trace::first_rows_by_asin;
use creator_audit::ledger::{Dimension, Measure, Selection, Slice, Supplied, roll_up, trace};
use creator_audit::present::sources::{SourcePart, SourcesModel};
use creator_audit::protocol::messages::{Answer, Ask, SourcesOf};
use creator_audit::protocol::route::View;
use creator_audit::session::Session;
use creator_audit::units::fingerprint::short_id;

mod support;
use support::read_into;

const FACTS: &str = "Date,Creator ID,Campaign,ASIN,Clicks,Orders,Units,Revenue,Commission\n";

fn session(files: &[(&str, &str)]) -> Session {
    let mut session = Session::with_seed(7);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    read_into(&mut session, &files, 1 << 16);
    session
}

fn sources(session: &mut Session, of: SourcesOf) -> SourcesModel {
    match session.answer(Ask::Sources { of }) {
        Answer::Sources { model } => *model,
        other => panic!("{other:?}"),
    }
}

fn offer(session: &mut Session, asin: &str, figure: &str) -> Vec<SourcePart> {
    sources(session, SourcesOf::Offer { row: short_id(asin), figure: figure.into() }).parts
}

/// File and line of every row of a part.
fn lines(part: &SourcePart) -> Vec<(String, String)> {
    part.rows.iter().flat_map(|rows| &rows.rows).map(|row| (row.file.clone(), row.line.clone())).collect()
}

fn at(file: &str, line: u64) -> (String, String) {
    (file.to_owned(), line.to_string())
}

#[test]
fn a_conversion_names_the_rows_with_clicks_and_orders_and_no_other() {
    // The campaign of the first record takes two lines; line 5 has no clicks, line 6 is another product.
    let facts = format!(
        "{FACTS}2026-01-04,c1,\"Win\nter\",B000000001,100,8,9,80.00,8.00\n2026-01-05,c1,W,B000000001,,1,1,10.00,1.00\n2026-01-05,c1,W,B000000002,50,1,1,10.00,1.00\n2026-01-06,c2,W,B000000001,50,4,4,40.125,4.00\n"
    );
    let mut session = session(&[("facts.csv", &facts)]);
    let parts = offer(&mut session, "B000000001", "conversion_rate");
    let [part] = parts.as_slice() else { panic!("{parts:?}") };
    // 12 orders ÷ 150 clicks.
    assert_eq!((part.value.as_str(), part.told.as_str()), ("8%", "orders ÷ clicks of these rows"));
    assert_eq!(lines(part), [at("facts.csv", 2), at("facts.csv", 6)]);
    assert_eq!(part.rows[0].columns, ["Date", "Creator", "ASIN", "Campaign", "Clicks", "Orders", "Units", "Revenue", "Commission"]);
    assert_eq!(part.rows[0].rows[1].cells, ["2026-01-06", "c2", "B000000001", "W", "50", "4", "4", "40.125", "4.00"]);
    assert_eq!((part.rows[0].total.as_str(), part.rows[0].files.as_slice()), ("2 rows", &[("facts.csv".to_owned(), "2 rows".to_owned())][..]));
    // Revenue ÷ units: line 4, the row without clicks, takes part.
    assert_eq!(lines(&offer(&mut session, "B000000001", "price")[0]), [at("facts.csv", 2), at("facts.csv", 4), at("facts.csv", 6)]);
}

#[test]
fn each_input_names_the_row_of_the_table_that_decides_it() {
    let facts = format!("{FACTS}2026-03-04,c1,W,B000000001,100,8,,,8.00\n");
    let older = "ASIN,Title,Category,Price,Cost of Goods\nB000000009,Other,Grocery,1.00,1.00\nB000000001,Bar,Grocery,12.99,3.10\n";
    let rates = "ASIN,Campaign,Brand Rate,Valid From\nB000000001,,5%,2026-01-01\nB000000001,,6%,2026-02-01\nB000000001,,9%,2026-12-01\n";
    let mut session = session(&[("facts.csv", &facts), ("catalogue.csv", older), ("rates.csv", rates)]);
    let parts = offer(&mut session, "B000000001", "payout");
    let told: Vec<_> = parts.iter().map(|part| (part.label.as_str(), part.value.as_str(), part.told.as_str(), lines(part))).collect();
    // The version of December has not begun on the 4th of March, the last day there is.
    assert_eq!(
        told,
        [
            ("Price", "$12.99", "your table", vec![at("catalogue.csv", 3)]),
            ("Standard rate", "1%", "Amazon's standard table, category Grocery, fresh included", vec![at("catalogue.csv", 3)]),
            ("Your bonus rate", "6%", "your table", vec![at("rates.csv", 3)]),
        ]
    );
    assert_eq!(parts[2].rows[0].columns, ["ASIN", "Brand Rate", "Valid From"]);
    assert_eq!(parts[2].rows[0].rows[0].cells, ["B000000001", "6%", "2026-02-01"]);
    // What was typed is said to be typed, and names no row.
    session.answer(Ask::Note { key: "product/B000000001/price".into(), value: Some("14.50".into()) });
    let typed = offer(&mut session, "B000000001", "price");
    assert_eq!((typed[0].value.as_str(), typed[0].told.as_str(), typed[0].rows.len()), ("$14.50", "you typed it", 0));
    // A bound names the number of Settings it rests on.
    let floor = offer(&mut session, "B000000001", "bonus_min");
    assert_eq!(floor.last().map(|part| (part.label.as_str(), part.value.as_str())), Some(("Payout a creator should see", "$2.00")));
}

#[test]
fn a_row_that_two_files_make_together_is_named_by_the_newer_and_says_so() {
    // The later dates make the second file the newer; it lacks clicks, which the first has for the 4th.
    let first = "Date,Creator ID,ASIN,Clicks,Revenue\n2026-01-04,c1,B000000001,100,80.00\n";
    let second = "Date,Creator ID,ASIN,Revenue\n2026-01-05,c1,B000000001,10.00\n2026-01-04,c1,B000000001,80.00\n";
    let mut session = session(&[("clicks.csv", first), ("revenue.csv", second)]);
    let kpi = |kpi: &str| SourcesOf::Kpi { view: View::default(), kpi: kpi.into() };
    let clicks = sources(&mut session, kpi("clicks"));
    assert_eq!(lines(&clicks.parts[0]), [at("revenue.csv (completed from an older file)", 3)]);
    let revenue = sources(&mut session, kpi("revenue"));
    assert_eq!(lines(&revenue.parts[0]), [at("revenue.csv", 2), at("revenue.csv (completed from an older file)", 3)]);
    assert_eq!(revenue.parts[0].rows[0].files, [("revenue.csv".to_owned(), "2 rows".to_owned())]);
}

#[test]
fn a_creator_s_costs_name_the_rows_of_both() {
    let facts = format!("{FACTS}2026-01-04,c1,W,B000000001,100,8,9,80.00,8.00\n2026-01-05,c2,W,B000000001,1,1,1,10.00,1.00\n");
    let costs = "Date,Creator ID,Model,Cost\n2026-01-04,C1,flat fee,50.00\n2026-01-04,,tool,9.00\n2026-01-04,c2,sample,5.00\n";
    let mut session = session(&[("facts.csv", &facts), ("costs.csv", costs)]);
    // By revenue: c1 is the first.
    let model = sources(&mut session, SourcesOf::Creator { at: 0 });
    assert_eq!(model.parts.iter().map(lines).collect::<Vec<_>>(), [[at("facts.csv", 2)], [at("costs.csv", 2)]]);
    let shared = sources(&mut session, SourcesOf::SharedCost { model: "shared-tool".into() });
    assert_eq!(lines(&shared.parts[0]), [at("costs.csv", 3)]);
    assert!(matches!(session.answer(Ask::Sources { of: SourcesOf::Creator { at: 9 } }), Answer::Refused { .. }));
}

#[test]
fn the_rows_named_are_those_that_were_added_up() {
    let mut session = Session::with_seed(3);
    let files = session.sample();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    read_into(&mut session, &files, 1 << 16);
    let ledger = session.ledger();
    let (first_day, last_day) = ledger.dates().expect("days");
    let middle = first_day.plus_days((last_day.days() - first_day.days()) / 2);
    let by_asin = first_rows_by_asin(ledger, 3);
    for from in [None, Some(middle)] {
        for group in roll_up(ledger, &Slice { from, ..Slice::ALL }, Dimension::Asin).groups() {
            for measure in [Measure::Revenue, Measure::Clicks, Measure::NtbOrders] {
                let needed = Supplied::NONE.with(measure);
                let selection = Selection { slice: Slice { from, asin: Some(group.code), ..Slice::ALL }, needed };
                let all = trace(ledger, &selection, 0..u64::MAX);
                let value = |row: &usize| i128::from(ledger.columns().fact(*row).expect("a row").values[measure.index()]);
                assert_eq!(all.rows.iter().map(value).sum::<i128>(), group.sum(measure, needed));
                assert_eq!((all.total, all.rows.len() as u64), (group.rows_with(needed), group.rows_with(needed)));
                assert_eq!(all.by_source.iter().map(|(_, rows)| rows).sum::<u64>(), all.total);
                let window = trace(ledger, &selection, 5..9);
                assert_eq!((window.total, window.rows.as_slice()), (all.total, all.rows.get(5..9.min(all.rows.len())).unwrap_or_default()));
            }
            if from.is_none() {
                let (rows, first) = &by_asin[&group.code];
                let all = trace(ledger, &Selection { slice: Slice { asin: Some(group.code), ..Slice::ALL }, needed: Supplied::NONE }, 0..3);
                assert_eq!((*rows, first), (all.total, &all.rows));
            }
        }
    }
}
