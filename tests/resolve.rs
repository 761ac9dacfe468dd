//! Several files that speak of the same sales: which rows count. Every expected figure is worked out by hand beside it.

use creator_audit::intake::FileReader;
use creator_audit::intake::result::FileResult;
use creator_audit::ledger::grain::Grain;
use creator_audit::ledger::resolve::{Claim, Resolution, resolve};
use creator_audit::ledger::{Ledger, Measure};

const HEADER: &str = "Date,Creator,Campaign,ASIN,Clicks,Units,Revenue,Commission,Commission Rate\n";

fn read(name: &str, text: &str) -> FileResult {
    let mut reader = FileReader::new(name, 3, None);
    reader.feed(text.as_bytes(), &|_| None);
    let result = reader.finish(&|_| None);
    assert_eq!(result.rejected, 0, "{:?}", result.issues.kept());
    result
}

/// Files in a ledger, numbered from 1, with their modification times.
fn ledger_of(files: &[(&str, u64)]) -> (Ledger, Vec<Claim>) {
    let (mut ledger, mut claims) = (Ledger::new(5), Vec::new());
    for (source, (text, modified_ms)) in (1_u32..).zip(files) {
        let result = read("a.csv", text);
        ledger.append(source, result.currency, result.segment).expect("it fits");
        let declared = text.split(',').next().and_then(Grain::of_header);
        claims.push(Claim { source, origin: source, modified_ms: *modified_ms, fingerprint: result.fingerprint, declared });
    }
    (ledger, claims)
}

fn resolved(files: &[(&str, u64)]) -> (Ledger, Resolution) {
    let (ledger, claims) = ledger_of(files);
    let resolution = resolve(&ledger, &claims, &[]);
    (ledger, resolution)
}

fn counted(ledger: &Ledger, resolution: &Resolution, measure: Measure) -> i64 {
    let counts = |row: &usize| !resolution.excluded.contains(*row);
    let rows = (0..ledger.rows()).filter(counts).map(|row| ledger.columns().fact(row).expect("a row"));
    rows.chain(resolution.completed.iter().map(|completed| completed.fact)).map(|fact| fact.values[measure.index()]).sum()
}

fn with_header(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

#[test]
fn the_newer_file_restates_and_the_delta_is_listed_with_both_lines() {
    let older = with_header("2026-03-01,Ann,Glow,B000000001,10,1,20.00,2.00,10%\n2026-03-02,Ann,Glow,B000000001,5,1,10.00,1.00,10%\n");
    // The 2nd is restated: 10.00 becomes 12.50, commission 1.00 becomes 1.25. The 1st is as it was. The 3rd is new.
    let newer = with_header(
        "2026-03-03,Ann,Glow,B000000001,1,0,0,0,10%\n2026-03-02,Ann,Glow,B000000001,5,1,12.50,1.25,10%\n2026-03-01,Ann,Glow,B000000001,10,1,20.00,2.00,10%\n",
    );
    for files in [[(older.as_str(), 9), (newer.as_str(), 1)], [(newer.as_str(), 1), (older.as_str(), 9)]] {
        let (ledger, resolution) = resolved(&files);
        assert_eq!(counted(&ledger, &resolution, Measure::Revenue), 32_500_000, "20.00 + 12.50: its last date makes it the newer");
        let [overlap] = resolution.overlaps.as_slice() else { panic!("one pair: {:?}", resolution.overlaps) };
        assert_eq!((overlap.duplicate_keys, overlap.duplicate_rows, overlap.restated_keys, overlap.restated_rows), (1, 1, 1, 1));
        assert_eq!((overlap.deltas[Measure::Revenue.index()], overlap.deltas[Measure::Commission.index()]), (2_500_000, 250_000));
        let [restated] = overlap.listed.as_slice() else { panic!("one key") };
        assert_eq!((restated.date.iso().as_str(), restated.older_line, restated.newer_line), ("2026-03-02", 3, 3));
        assert_eq!(restated.changes, [(Measure::Revenue, 10_000_000, 12_500_000), (Measure::Commission, 1_000_000, 1_250_000)]);
    }
}

#[test]
fn equal_rows_inside_one_file_are_all_real_and_restated_together() {
    let twice = with_header("2026-03-01,Ann,Glow,B000000001,1,1,5.00,0.50,10%\n2026-03-01,Ann,Glow,B000000001,1,1,5.00,0.50,10%\n");
    let (ledger, resolution) = resolved(&[(&twice, 1)]);
    assert_eq!((counted(&ledger, &resolution, Measure::Revenue), resolution), (10_000_000, Resolution::default()));
    let once = with_header("2026-03-01,Ann,Glow,B000000001,1,1,5.00,0.50,10%\n");
    let (ledger, resolution) = resolved(&[(&twice, 1), (&once, 2)]);
    assert_eq!(counted(&ledger, &resolution, Measure::Revenue), 5_000_000, "the later file says one sale");
    let overlap = &resolution.overlaps[0];
    assert_eq!((overlap.newer, overlap.older, overlap.restated_rows, overlap.deltas[Measure::Units.index()]), (2, 1, 2, -1));
}

#[test]
fn files_that_supply_different_measures_make_one_entry_together() {
    let clicks = "Date,Creator,ASIN,Clicks\n2026-03-01,Ann,B000000001,30\n2026-03-01,Ann,B000000001,10\n2026-03-02,Ann,B000000001,2\n";
    let sales = "Date,Creator,ASIN,Revenue\n2026-03-01,Ann,B000000001,12.00\n";
    let (ledger, resolution) = resolved(&[(clicks, 1), (sales, 2)]);
    assert_eq!((counted(&ledger, &resolution, Measure::Clicks), counted(&ledger, &resolution, Measure::Revenue)), (42, 12_000_000));
    let [completed] = resolution.completed.as_slice() else { panic!("one entry: {:?}", resolution.completed) };
    assert_eq!((completed.fact.values[Measure::Clicks.index()], completed.fact.values[Measure::Revenue.index()]), (40, 12_000_000));
    assert_eq!(resolution.excluded.count(), 3, "it stands for two rows of clicks and one of revenue");
    let overlap = &resolution.overlaps[0];
    assert_eq!((overlap.restated_keys, overlap.duplicate_keys), (0, 0));
    assert_eq!((overlap.newer, overlap.completed_keys[Measure::Revenue.index()], overlap.completed_keys[Measure::Clicks.index()]), (1, 1, 0));
}

#[test]
fn what_only_the_older_file_supplied_still_counts() {
    let older = "Date,Creator,ASIN,Clicks,Units\n2026-03-01,Ann,B000000001,40,2\n";
    let newer = "Date,Creator,ASIN,Units,Revenue\n2026-03-01,Ann,B000000001,3,12.00\n2026-03-02,Ann,B000000001,1,4.00\n";
    let (ledger, resolution) = resolved(&[(older, 1), (newer, 2)]);
    let sums = [Measure::Units, Measure::Clicks, Measure::Revenue].map(|measure| counted(&ledger, &resolution, measure));
    assert_eq!(sums, [4, 40, 16_000_000], "3 + 1 units, of the newer; 40 clicks, of the older");
    let overlap = &resolution.overlaps[0];
    assert_eq!((overlap.completed_keys[Measure::Clicks.index()], overlap.restated_keys), (1, 1));
    assert_eq!(overlap.deltas[Measure::Units.index()], 1, "2 became 3");
    assert_eq!(overlap.deltas[Measure::Clicks.index()], 0, "nothing is restated of clicks: unknown is not zero");
}

#[test]
fn a_rate_alone_can_be_restated() {
    let older = with_header("2026-03-01,Ann,Glow,B000000001,1,1,5.00,0.50,10%\n");
    let newer = with_header("2026-03-01,Ann,Glow,B000000001,1,1,5.00,0.50,12%\n");
    let (_, resolution) = resolved(&[(&older, 1), (&newer, 2)]);
    let restated = &resolution.overlaps[0].listed[0];
    assert_eq!(restated.rates.map(|(old, new)| (old.ppm(), new.ppm())), Some((100_000, 120_000)));
    assert!(restated.changes.is_empty());
}

#[test]
fn days_and_weeks_of_the_same_sales_are_both_counted_and_named() {
    let days = "Date,Creator,ASIN,Units\n2026-03-01,Ann,B000000001,1\n2026-03-02,Ann,B000000001,1\n2026-03-09,Ben,B000000001,1\n";
    // Sundays. Ann's first week has days in the other file; her second has none, nor has Cid.
    let weeks = "Date,Creator,ASIN,Units\n2026-03-01,Ann,B000000001,2\n2026-03-08,Ann,B000000001,2\n2026-03-15,Cid,B000000001,2\n";
    let (ledger, resolution) = resolved(&[(days, 1), (weeks, 1)]);
    assert_eq!(counted(&ledger, &resolution, Measure::Units), 9, "nothing is left out in silence");
    let [clash] = resolution.clashes.as_slice() else { panic!("one pair: {:?}", resolution.clashes) };
    assert_eq!((clash.coarse, clash.fine, clash.coarse_grain, clash.rows), (2, 1, Grain::Week, 1));
    // A single week says by its header what its date cannot.
    let week = "Week Start,Creator,ASIN,Units\n2026-03-01,Ann,B000000001,2\n";
    let (_, resolution) = resolved(&[(days, 1), (week, 1)]);
    assert_eq!(resolution.clashes.len(), 1);
    assert!(resolution.overlaps.is_empty(), "a week is no restatement of its first day");
}

#[test]
fn a_creator_under_two_names_overlaps_once_the_names_are_one() {
    let (ledger, claims) =
        ledger_of(&[("Date,Creator,ASIN,Units\n2026-03-01,maya,B000000001,1\n", 1), ("Date,Creator,ASIN,Units\n2026-03-01,Maya,B000000001,3\n", 2)]);
    assert_eq!(resolve(&ledger, &claims, &[]), Resolution::default());
    let resolution = resolve(&ledger, &claims, &[1, 1]);
    assert_eq!(counted(&ledger, &resolution, Measure::Units), 3);
}

#[test]
fn corrections_add_to_the_file_they_mend_and_share_its_age() {
    let file = with_header("2026-03-01,Ann,Glow,B000000001,1,1,5.00,0.50,10%\n");
    let mended = with_header("2026-03-01,Ann,Glow,B000000001,1,1,7.00,0.70,10%\n");
    let (ledger, mut claims) = ledger_of(&[(&file, 1), (&mended, 5)]);
    claims[1].origin = 1;
    let resolution = resolve(&ledger, &claims, &[]);
    assert_eq!((counted(&ledger, &resolution, Measure::Revenue), resolution), (12_000_000, Resolution::default()));
    // A later export of the same day has both rows: it restates the file and its corrections as one.
    let whole = with_header("2026-03-01,Ann,Glow,B000000001,2,2,12.00,1.20,10%\n");
    let (ledger, mut claims) = ledger_of(&[(&file, 1), (&mended, 5), (&whole, 3)]);
    claims[1].origin = 1;
    let resolution = resolve(&ledger, &claims, &[]);
    assert_eq!(counted(&ledger, &resolution, Measure::Revenue), 12_000_000);
    assert_eq!((resolution.overlaps[0].newer, resolution.overlaps[0].duplicate_keys, resolution.overlaps[0].duplicate_rows), (3, 1, 2));
}

#[test]
fn the_same_rows_have_the_same_fingerprint_in_any_order_and_no_other_rows_have() {
    let rows = ["2026-03-01,Ann,Glow,B000000001,1,1,5.00,0.50,10%\n", "2026-03-02,Ben,Glow,B000000002,2,1,6.00,0.60,10%\n"];
    let fingerprint = |text: String| read("a.csv", &text).fingerprint;
    let original = fingerprint(with_header(&rows.concat()));
    assert_eq!(fingerprint(with_header(&[rows[1], "\n,,,,,,,,\n", rows[0]].concat())), original, "another order, and blank rows");
    for other in [[rows[0], rows[0], rows[1]].concat(), rows[0].to_owned(), rows.concat().replace("Ben", "Bea"), rows.concat().replace("6.00", "6.000001")] {
        assert_ne!(fingerprint(with_header(&other)), original, "{other}");
    }
    // What two rows swap between them is no longer the same, though every column has the same sum.
    assert_ne!(fingerprint(with_header(&rows.concat().replace("5.00", "x").replace("6.00", "5.00").replace('x', "6.00"))), original);
}
