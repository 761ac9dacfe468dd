//! Sheets in the workspace: kept with it, known again under another name, taken out and brought back, asked for what they
//! do not say.

mod support;

use creator_audit::intake::reports;
use creator_audit::present::model::{FileCard, FileState, MappingModel, WorkspaceModel};
use creator_audit::protocol::messages::{Answer, Ask};
use creator_audit::session::{Closed, Session};
use creator_audit::units::Date;

const BUSINESS: &str = "(Parent) ASIN,(Child) ASIN,Title,Sessions - Total,Page Views - Total,Featured Offer (Buy Box) Percentage,Units Ordered,Unit Session Percentage,Ordered Product Sales,Total Order Items\n\
    B0PARENT01,B0SUNNY001,Oat Bar,100,150,99.00%,10,10.00%,$39.90,9\n\
    B0PARENT02,B0SUNNY001,Oat Bar,20,30,100.00%,1,5.00%,$3.99,1\n\
    B0PARENT01,B0SUNNY002,Oat Milk,50,60,90.00%,2,4.00%,$10.50,2\n";

fn import(session: &mut Session, files: &[(&str, &str)]) -> Vec<FileCard> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    support::read_into(session, &files, usize::MAX)
}

fn workspace(answer: Answer) -> WorkspaceModel {
    match answer {
        Answer::Workspace { workspace, .. } => workspace,
        other => panic!("{other:?}"),
    }
}

fn mapping(card: &FileCard) -> (u32, MappingModel) {
    match &card.outcome {
        FileState::NeedsMapping { waiting, mapping } => (*waiting, (**mapping).clone()),
        other => panic!("{other:?}"),
    }
}

fn kinds(session: &Session) -> Vec<&str> {
    session.sheets().map(|(_, sheet)| sheet.kind.as_str()).collect()
}

#[test]
fn a_workspace_with_sheets_is_the_same_after_a_reload() {
    let mut session = Session::new();
    import(&mut session, &[("a.csv", BUSINESS), ("rank.csv", "Date,ASIN,Keyword,Rank\n2026-01-04,B0SUNNY001,oat bar,18\n2026-01-11,B0SUNNY001,oat bar,-\n")]);
    let (packed, _) = session.snapshot();
    let mut again = Session::with_seed(99);
    let restored = workspace(again.restore(&packed));
    let mut before = session.workspace();
    // All but the files themselves, which no reload gives back.
    before.files.iter_mut().filter_map(|card| card.formats.as_mut()).for_each(|formats| formats.at_hand = false);
    assert_eq!(restored, before);
    assert_eq!(kinds(&again), ["business-report-asin", "rank"]);
    for ((_, sheet), (_, before)) in again.sheets().zip(session.sheets()) {
        for row in 0..before.rows() {
            assert_eq!(sheet.line(row), before.line(row));
            let cells = |sheet: &creator_audit::ledger::Sheet| sheet.columns.iter().map(|column| format!("{:?}", column.value(row))).collect::<Vec<_>>();
            assert_eq!(cells(sheet), cells(before));
        }
    }
    let (_, business) = again.sheets().next().expect("a sheet");
    let sold = business.totals_by("asin", "ordered_units");
    assert_eq!(sold.get("B0SUNNY001"), Some(&11), "one child under two parents is one child");
}

#[test]
fn the_same_report_in_another_order_under_another_name_adds_nothing() {
    let mut session = Session::new();
    let mut lines: Vec<&str> = BUSINESS.trim_end().split('\n').collect();
    lines[1..].reverse();
    let cards = import(&mut session, &[("a.csv", BUSINESS), ("copy.csv", &lines.join("\n"))]);
    assert_eq!(cards[1].outcome, FileState::AlreadyHere { name: "a.csv".into() });
    assert_eq!(kinds(&session).len(), 1);
    // One more unit is another report.
    let other = import(&mut session, &[("b.csv", &BUSINESS.replace(",9\n", ",8\n"))]);
    assert_eq!(other[0].outcome, FileState::Read);
}

#[test]
fn a_sheet_goes_with_its_file_and_comes_back_with_it() {
    let mut session = Session::new();
    let cards = import(&mut session, &[("a.csv", BUSINESS)]);
    session.answer(Ask::RemoveFile { source: cards[0].source });
    assert!(kinds(&session).is_empty());
    session.answer(Ask::Undo);
    assert_eq!(kinds(&session), ["business-report-asin"]);
    session.answer(Ask::Undo);
    assert!(kinds(&session).is_empty(), "the import itself was taken back");
}

#[test]
fn a_report_without_dates_asks_for_its_days_and_keeps_them() {
    let mut session = Session::new();
    let card = import(&mut session, &[("a.csv", BUSINESS)]).remove(0);
    let field = card.period_field.expect("it is asked");
    assert!(field.is_needed && field.first.is_empty());
    assert_eq!(card.period, "");
    let say = |session: &mut Session, first: &str, last: &str| session.answer(Ask::SetPeriod { source: card.source, first: first.into(), last: last.into() });
    for (first, last) in [("2026-02-01", "2026-01-31"), ("soon", "2026-01-31"), ("", "")] {
        assert!(matches!(say(&mut session, first, last), Answer::Refused { .. }), "{first} to {last}");
    }
    let after = workspace(say(&mut session, "2026-01-01", "2026-01-31"));
    assert!(after.files[0].period_field.as_ref().is_some_and(|field| !field.is_needed && field.note == "As you said."));
    let (_, sheet) = session.sheets().next().expect("a sheet");
    assert_eq!(sheet.span(0).map(|span| (span.first, span.last)), Date::from_iso("2026-01-01").zip(Date::from_iso("2026-01-31")));
    let (packed, _) = session.snapshot();
    let mut again = Session::new();
    assert_eq!(workspace(again.restore(&packed)).files[0].period_field, after.files[0].period_field);
}

#[test]
fn what_two_reports_explain_alike_is_read_with_one_click_as_either() {
    let text = "Date,Kind,ASIN\n2026-01-04,deal,B0SUNNY001\n2026-01-05,stockout,\n";
    let mut session = Session::new();
    let card = import(&mut session, &[("log.csv", text)]).remove(0);
    let (waiting, model) = mapping(&card);
    let likely: Vec<&str> = model.kinds.iter().filter(|kind| kind.is_likely).map(|kind| kind.id.as_str()).collect();
    assert_eq!((likely.len(), likely.contains(&"events"), likely.contains(&"operations")), (2, true, true));
    assert!(model.reason.contains("Events") && model.reason.contains("Operations log"), "{}", model.reason);
    let Answer::Mapping { mapping } = session.answer(Ask::Retarget { waiting, kind: "events".into() }) else { panic!("a mapping") };
    assert_eq!((mapping.one_click.as_str(), mapping.preview.problems.len(), mapping.preview.rows.len()), ("Read as Events", 0, 2));
    let mut import = session.begin_import();
    import.open_mapped(waiting, mapping.choice.clone());
    import.feed(text.as_bytes());
    assert_eq!(import.close(), Closed::Done);
    let Answer::Imported { files, remember, .. } = session.commit(import) else { panic!("an import") };
    assert_eq!((files[0].outcome.clone(), files[0].kind.as_str(), files[0].accepted), (FileState::Read, reports::label("events"), 2));
    // The next file with this header is read without asking.
    let mut next = Session::new();
    next.configure("", remember.into_iter().collect()).expect("settings");
    let card = self::import(&mut next, &[("log-2.csv", &text.replace("2026-01-04", "2026-02-04"))]).remove(0);
    assert_eq!((card.outcome, card.kind.as_str()), (FileState::Read, reports::label("events")));
}

#[test]
fn any_file_can_be_read_as_any_report_once_its_columns_are_named() {
    let text = "Tag;Artikel;Begriff;Platz\n04.01.2026;B0SUNNY001;haferriegel;18\n";
    let mut session = Session::new();
    let (waiting, model) = mapping(&import(&mut session, &[("platz.csv", text)]).remove(0));
    assert_eq!(model.one_click, "", "nothing is known of it");
    let Answer::Mapping { mut mapping } = session.answer(Ask::Retarget { waiting, kind: "rank".into() }) else { panic!("a mapping") };
    assert!(!mapping.preview.problems.is_empty());
    mapping.choice.targets = ["date", "asin", "keyword", "rank"].map(String::from).to_vec();
    let Answer::Preview { preview } = session.answer(Ask::Preview { waiting, choice: mapping.choice.clone() }) else { panic!("a preview") };
    assert_eq!((preview.problems.len(), preview.rows[0].cells.join("|")), (0, "4 Jan 2026|B0SUNNY001|haferriegel|18".into()));
    let mut import = session.begin_import();
    import.open_mapped(waiting, mapping.choice);
    import.feed(text.as_bytes());
    assert_eq!(import.close(), Closed::Done);
    session.commit(import);
    assert_eq!(kinds(&session), ["rank"]);
}

#[test]
fn a_sheet_in_another_currency_than_the_workspace_is_refused_whichever_comes_first() {
    let facts = "Date,Creator,ASIN,Revenue\n2026-01-04,Ann,B0SUNNY001,€10.00\n";
    for files in [[("facts.csv", facts), ("sheet.csv", BUSINESS)], [("sheet.csv", BUSINESS), ("facts.csv", facts)]] {
        let mut session = Session::new();
        let cards = import(&mut session, &files);
        assert_eq!(cards[0].outcome, FileState::Read);
        assert!(matches!(&cards[1].outcome, FileState::Unusable { code, .. } if code == "other-currency"), "{:?}", cards[1].outcome);
    }
}

#[test]
fn next_week_s_report_replaces_what_it_restates_and_nothing_doubles() {
    let header = "Category,Name,ASIN,Seller,Tracking ID,Date Shipped,Price($),Items Shipped,Returns,Revenue($),Ad Fees($),Device Type Group\n";
    let row =
        |day: &str, units: u32, revenue: &str| format!("Grocery,Oat Bar,B0SUNNY001,Amazon.com,sunny-20,2026-01-{day},3.99,{units},0,{revenue},0.10,Phone\n");
    let first = [header, &row("04", 1, "3.99"), &row("05", 2, "7.98"), &row("05", 2, "7.98")].concat();
    let second = [header, &row("05", 2, "7.98"), &row("05", 1, "3.99"), &row("06", 1, "3.99")].concat();
    for order in [[("one.csv", &first), ("two.csv", &second)], [("two.csv", &second), ("one.csv", &first)]] {
        let mut session = Session::new();
        import(&mut session, &order.map(|(name, text)| (name, text.as_str())));
        // The 4th of the first file, the 5th (restated) and 6th of the second: 1 + 2 + 1 + 1 units.
        let units: i128 = session.sheets().map(|(_, sheet)| sheet.totals_by("asin", "units").get("B0SUNNY001").copied().unwrap_or(0)).sum();
        assert_eq!(units, 5);
        let overlaps = session.workspace().overlaps;
        let [overlap] = overlaps.as_slice() else { panic!("{overlaps:?}") };
        assert_eq!((overlap.newer_name.as_str(), overlap.restated_keys, overlap.duplicate_rows), ("two.csv", 1, 0));
        assert!(overlap.sentences[0].contains("revenue -$3.99"), "{:?}", overlap.sentences);
        let source = session.files().iter().find(|file| file.name == "two.csv").expect("the file").id;
        session.answer(Ask::RemoveFile { source });
        let left: i128 = session.sheets().map(|(_, sheet)| sheet.totals_by("asin", "units")["B0SUNNY001"]).sum();
        assert_eq!(left, 5, "the older rows come back by themselves: 1 + 2 + 2");
    }
}
