//! A file read again in another way: what the reader says of its formats holds, everywhere, until it is taken back.

mod support;

use creator_audit::present::model::{FileCard, FileState, FormatPlace, FormatsModel, MappingChoice, WorkspaceModel};
use creator_audit::protocol::messages::{Answer, Ask, SavedMapping};
use creator_audit::protocol::route::View;
use creator_audit::session::{Closed, Feed, Held, Session};

/// Both dates exist in either order: 4 March and 6 May, or 3 April and 5 June.
const AMBIGUOUS: &str = "Date,Creator ID,Creator,ASIN,Clicks,Revenue\n03/04/2026,c1,Ann,B000000001,10,100.00\n05/06/2026,c2,Ben,B000000002,20,250.50\n";

fn card_of<'a>(workspace: &'a WorkspaceModel, name: &str) -> &'a FileCard {
    workspace.files.iter().find(|card| card.name == name).expect("a card of this name")
}

fn formats(session: &Session, name: &str) -> FormatsModel {
    card_of(&session.workspace(), name).formats.clone().expect("formats of a file that was read")
}

/// Reads bytes as the shell does when the reader has said something of a file that is here.
fn read_again(session: &mut Session, name: &str, bytes: &[u8], said: &[(FormatPlace, &str)]) -> Answer {
    let source = session.files().iter().find(|file| file.name == name).expect("a file of this name").id;
    assert!(session.holds(Held::Read(source)), "its bytes are at hand");
    let mut choice = formats(session, name).choice;
    said.iter().for_each(|(place, form)| place.set(&mut choice, (*form).to_owned()));
    let mut import = session.begin_import();
    import.open_again(source, choice);
    loop {
        for chunk in bytes.chunks(7) {
            if import.feed(chunk) == Feed::Enough {
                break;
            }
        }
        if import.close() == Closed::Done {
            return session.commit(import);
        }
    }
}

fn remembered(answer: Answer) -> SavedMapping {
    match answer {
        Answer::Imported { remember: Some(saved), .. } | Answer::Workspace { remember: Some(saved), .. } => saved,
        other => panic!("nothing is remembered: {other:?}"),
    }
}

fn read(session: &mut Session, name: &str, bytes: &[u8]) -> FileCard {
    support::read_into(session, &[(name, bytes)], 1 << 20).remove(0)
}

/// First and last day of all figures, and the revenue of all rows.
fn figures(session: &mut Session) -> (String, String, String) {
    let workspace = session.workspace();
    let Answer::Overview { model } = session.answer(Ask::Overview { view: View::default() }) else { panic!("an overview") };
    let revenue = model.tiles.iter().find(|tile| tile.figure.kpi == "revenue").expect("revenue").figure.exact.clone();
    (workspace.date_min, workspace.date_max, revenue)
}

fn of(first: &str, last: &str, revenue: &str) -> (String, String, String) {
    (first.into(), last.into(), revenue.into())
}

fn reopened(session: &Session) -> Session {
    let (packed, _) = session.snapshot();
    let mut opened = Session::with_seed(77);
    assert!(matches!(opened.restore(&packed), Answer::Workspace { .. }));
    opened
}

const DATES: FormatPlace = FormatPlace::Dates(0);

#[test]
fn the_other_order_of_dates_moves_the_figures_and_can_be_taken_back_after_a_reload_too() {
    let mut session = Session::with_seed(3);
    read(&mut session, "a.csv", AMBIGUOUS.as_bytes());
    assert!(formats(&session, "a.csv").assumed.contains("Date: month first"), "{:?}", formats(&session, "a.csv").assumed);
    let (month_first, day_first) = (of("2026-03-04", "2026-05-06", "350.500000"), of("2026-04-03", "2026-06-05", "350.500000"));
    assert_eq!(figures(&mut session), month_first);
    let Answer::Imported { workspace, .. } = read_again(&mut session, "a.csv", AMBIGUOUS.as_bytes(), &[(DATES, "day-first")]) else { panic!("an import") };
    assert_eq!((workspace.rows, workspace.files.len(), card_of(&workspace, "a.csv").accepted), (2, 1, 2));
    assert_eq!(workspace.steps.undo.as_deref(), Some("other formats of a.csv"));
    assert_eq!(figures(&mut session), day_first);
    assert_eq!(formats(&session, "a.csv").assumed, "", "the reader said it");
    assert!(card_of(&workspace, "a.csv").issues.iter().all(|issue| issue.code != "date-order-assumed"));
    // Each step in a session that was saved and opened again.
    for (step, expected) in [(Ask::Undo, &month_first), (Ask::Redo, &day_first), (Ask::Undo, &month_first)] {
        session = reopened(&session);
        session.answer(step);
        assert_eq!(&figures(&mut session), expected);
    }
    assert!(!formats(&session, "a.csv").at_hand, "a reload leaves no bytes behind");
}

#[test]
fn saying_what_was_assumed_anyway_ends_the_assumption_and_changes_no_figure() {
    let mut session = Session::new();
    read(&mut session, "a.csv", AMBIGUOUS.as_bytes());
    let before = figures(&mut session);
    let answer = read_again(&mut session, "a.csv", AMBIGUOUS.as_bytes(), &[(DATES, "month-first")]);
    assert!(matches!(answer, Answer::Imported { .. }), "{answer:?}");
    assert_eq!((figures(&mut session), formats(&session, "a.csv").assumed.as_str()), (before, ""));
    assert_eq!(DATES.of(&formats(&session, "a.csv").choice), "month-first");
}

#[test]
fn the_mark_of_amounts_and_the_form_of_rates_are_said_for_one_column_each() {
    let text = "Date,Creator,ASIN,Revenue,Commission Rate\n2026-01-04,Ann,B000000001,1.234,0.5\n";
    let mut session = Session::new();
    read(&mut session, "a.csv", text.as_bytes());
    assert_eq!(figures(&mut session).2, "1.234000");
    let columns =
        |session: &Session| formats(session, "a.csv").columns.into_iter().flatten().map(|field| (field.place, field.assumed.is_empty())).collect::<Vec<_>>();
    // The rate can only be written with a point; that tells the mark of the file, but not what a rate of 0.5 is.
    assert_eq!(columns(&session), [(FormatPlace::Decimal(3), true), (FormatPlace::Decimal(4), true), (FormatPlace::Rates(4), false)]);
    read_again(&mut session, "a.csv", text.as_bytes(), &[(FormatPlace::Decimal(3), "comma")]);
    assert_eq!(figures(&mut session).2, "1234.000000", "a point between thousands");
    let rate = |session: &Session| session.files()[0].dialects[4].rates.clone();
    assert_eq!((rate(&session).name.as_str(), rate(&session).is_chosen), ("fraction", false), "most rates are below one");
    read_again(&mut session, "a.csv", text.as_bytes(), &[(FormatPlace::Rates(4), "percent")]);
    assert_eq!((rate(&session).name.as_str(), rate(&session).is_chosen), ("percent", true));
    assert_eq!(figures(&mut session).2, "1234.000000", "what was said before still holds");
}

#[test]
fn a_choice_holds_for_the_next_file_with_the_same_headers_until_it_is_taken_back() {
    let mut session = Session::new();
    read(&mut session, "a.csv", AMBIGUOUS.as_bytes());
    let saved = remembered(read_again(&mut session, "a.csv", AMBIGUOUS.as_bytes(), &[(DATES, "day-first")]));
    let next = AMBIGUOUS.replace("03/04", "07/08");
    let in_a_new_session = |saved: SavedMapping| {
        let mut later = Session::new();
        later.configure("", vec![saved]).expect("settings");
        read(&mut later, "b.csv", next.as_bytes());
        figures(&mut later)
    };
    // Day first: 5 June and 7 August. Month first: 6 May and 8 July.
    assert_eq!(in_a_new_session(saved), of("2026-06-05", "2026-08-07", "350.500000"));
    let undone = session.answer(Ask::Undo);
    assert_eq!(in_a_new_session(remembered(undone)), of("2026-05-06", "2026-07-08", "350.500000"));
    let redone = session.answer(Ask::Redo);
    assert_eq!(in_a_new_session(remembered(redone)), of("2026-06-05", "2026-08-07", "350.500000"));
}

#[test]
fn what_cannot_be_read_so_stays_as_it_was() {
    let mut session = Session::new();
    read(&mut session, "a.csv", AMBIGUOUS.as_bytes());
    read(&mut session, "b.csv", AMBIGUOUS.replace("2026", "2025").as_bytes());
    session.answer(Ask::RemoveFile { source: 2 });
    session.answer(Ask::Undo);
    let before = (figures(&mut session), session.workspace());
    for said in [(FormatPlace::Encoding, "utf-16le"), (FormatPlace::Delimiter, ";"), (FormatPlace::Delimiter, "|")] {
        let answer = read_again(&mut session, "a.csv", AMBIGUOUS.as_bytes(), &[said]);
        assert!(matches!(&answer, Answer::Refused { code, message } if code == "not-read-again" && message.contains("a.csv stays")), "{said:?}: {answer:?}");
        assert_eq!((figures(&mut session), session.workspace()), before, "what could be redone still can");
    }
}

/// Read by commas it says 5 February, Ben and 7.50; by semicolons 4 January, Ann and 1.25.
const TWO_IN_ONE: &str = "Date;ASIN;Creator;Revenue;Note,Date,ASIN,Creator,Clicks,Revenue\n2026-01-04;B000000001;Ann;1.25;x,2026-02-05,B000000002,Ben,7,7.50\n";

#[test]
fn another_separator_is_another_table_and_is_remembered_for_what_the_lines_look_like() {
    let mut session = Session::new();
    read(&mut session, "a.csv", TWO_IN_ONE.as_bytes());
    assert_eq!(figures(&mut session), of("2026-02-05", "2026-02-05", "7.500000"));
    let saved = remembered(read_again(&mut session, "a.csv", TWO_IN_ONE.as_bytes(), &[(FormatPlace::Delimiter, ";")]));
    assert_eq!(figures(&mut session), of("2026-01-04", "2026-01-04", "1.250000"));
    let mut later = Session::new();
    later.configure("", vec![saved]).expect("settings");
    read(&mut later, "b.csv", TWO_IN_ONE.replace("1.25", "2.50").as_bytes());
    assert_eq!(figures(&mut later), of("2026-01-04", "2026-01-04", "2.500000"));
    assert_eq!(FormatPlace::Delimiter.of(&formats(&later, "b.csv").choice), ";");
    // Back to what the lines look like.
    read_again(&mut session, "a.csv", TWO_IN_ONE.as_bytes(), &[(FormatPlace::Delimiter, "")]);
    assert_eq!(figures(&mut session), of("2026-02-05", "2026-02-05", "7.500000"));
}

/// A file of one row by the creator with this name.
fn western(name: &[u8]) -> Vec<u8> {
    [b"Date,Creator,ASIN,Revenue\n2026-01-04,".as_slice(), name, b",B000000001,5.00\n"].concat()
}

/// Names of creators of all rows held, those of earlier readings too, in the order they came in.
fn creators(session: &Session) -> Vec<String> {
    let ledger = session.ledger();
    (0_u32..).zip(ledger.creators().texts()).map(|(code, _)| ledger.creator_name(code).to_owned()).filter(|name| !name.is_empty()).collect()
}

#[test]
fn another_encoding_is_said_of_one_file_and_decides_for_others_only_between_the_older_ones() {
    // 0xC1 0xDD is `ÁÝ` in Windows-1252, `ﾁﾝ` (half-width kana) in Shift-JIS.
    let (file, next) = (western(b"\xc1\xdd"), western(b"\xc1\xde"));
    let mut session = Session::new();
    let card = read(&mut session, "a.csv", &file);
    assert_eq!(session.files()[0].encoding, "windows-1252");
    let encoding = |card: &FileCard| card.formats.as_ref().map(|formats| formats.file[0].options[0].1.clone()).expect("formats");
    assert_eq!(encoding(&card), "Assumed: Windows-1252 (Western European)");
    let saved = remembered(read_again(&mut session, "a.csv", &file, &[(FormatPlace::Encoding, "shift_jis")]));
    assert_eq!((session.files().len(), session.files()[0].encoding.as_str()), (1, "shift_jis"));
    assert_eq!((creators(&session), session.ledger().creators_used()), (["ÁÝ", "ﾁﾝ"].map(str::to_owned).to_vec(), 1));
    assert_eq!(encoding(card_of(&session.workspace(), "a.csv")), "As its bytes look", "the reader said otherwise");
    let mut later = Session::new();
    later.configure("", vec![saved]).expect("settings");
    read(&mut later, "b.csv", &next);
    assert_eq!((later.files()[0].encoding.as_str(), creators(&later)), ("shift_jis", vec!["ﾁﾞ".to_owned()]));
    read(&mut later, "c.csv", &western("Zoé".as_bytes()));
    assert_eq!((later.files()[1].encoding.as_str(), creators(&later)[1].as_str()), ("utf-8", "Zoé"), "bytes tell UTF-8 for certain");
}

/// Drops a file as a browser hands it over.
fn drop_file(session: &mut Session, name: &str, bytes: &[u8], modified_ms: u64) -> FileCard {
    let mut import = session.begin_import();
    import.open(name, false);
    import.modified(modified_ms);
    import.recognise(bytes.len() as u64);
    import.feed(bytes);
    assert_eq!(import.close(), Closed::Done);
    match session.commit(import) {
        Answer::Imported { mut files, .. } => files.remove(0),
        other => panic!("not an import: {other:?}"),
    }
}

#[test]
fn the_same_file_dropped_after_a_reload_is_recognised_with_its_choice_and_can_be_read_again() {
    let file = western(b"\xc1\xdd");
    let mut session = Session::new();
    drop_file(&mut session, "a.csv", &file, 1_000);
    read_again(&mut session, "a.csv", &file, &[(FormatPlace::Encoding, "shift_jis")]);
    // In another browser profile, say: nothing is remembered for its headers.
    let mut session = reopened(&session);
    assert!(!session.holds(Held::Read(session.files()[0].id)));
    let card = drop_file(&mut session, "a.csv", &file, 1_000);
    assert_eq!(card.outcome, FileState::AlreadyHere { name: "a.csv".into() });
    assert!(formats(&session, "a.csv").at_hand);
    let answer = read_again(&mut session, "a.csv", &file, &[(FormatPlace::Encoding, "")]);
    assert!(matches!(answer, Answer::Imported { .. }), "{answer:?}");
    assert_eq!((session.files().len(), session.files()[0].encoding.as_str()), (1, "windows-1252"));
}

#[test]
fn a_file_read_again_keeps_its_place_its_creator_and_its_days() {
    let report = "Date,Campaign Title,ASIN,Clicks,Shipped Items,Revenue,Commission Rate,Commission Income\n03/04/2026,Glow,B000000001,5,1,10.00,10%,1.00\n";
    let mut session = Session::new();
    for (name, text) in [("a.csv", AMBIGUOUS), ("ann.csv", report), ("c.csv", &AMBIGUOUS.replace("2026", "2025"))] {
        read(&mut session, name, text.as_bytes());
    }
    let source = session.files()[1].id;
    session.answer(Ask::NameCreator { source, name: "Ann Kay".into() });
    read_again(&mut session, "ann.csv", report.as_bytes(), &[(DATES, "day-first")]);
    let names = |session: &Session| session.workspace().files.iter().map(|card| card.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&session), ["a.csv", "ann.csv", "c.csv"]);
    assert_eq!(card_of(&session.workspace(), "ann.csv").creator.as_deref(), Some("Ann Kay"));
    let opened = reopened(&session);
    assert_eq!(names(&opened), ["a.csv", "ann.csv", "c.csv"]);
    session.answer(Ask::Undo);
    assert_eq!(names(&session), ["a.csv", "ann.csv", "c.csv"]);
    assert_eq!(card_of(&session.workspace(), "ann.csv").creator.as_deref(), Some("Ann Kay"));
}

/// Shares written as parts of one, in a report whose rows have no days.
const BUSINESS: &str = "(Parent) ASIN,(Child) ASIN,Title,Sessions - Total,Page Views - Total,Featured Offer (Buy Box) Percentage,Units Ordered,Unit Session Percentage,Ordered Product Sales,Total Order Items\n\
    B0PARENT01,B0SUNNY001,Oat Bar,100,150,0.99,10,10.00%,$39.90,9\n";

#[test]
fn a_percentage_written_as_a_part_of_one_is_said_to_be_and_the_days_of_the_file_stay_said() {
    let mut session = Session::new();
    let source = read(&mut session, "a.csv", BUSINESS.as_bytes()).source;
    session.answer(Ask::SetPeriod { source, first: "2026-01-01".into(), last: "2026-01-31".into() });
    // Parts per million of the share in the sixth column.
    let share = |session: &Session| {
        let name = session.files()[0].columns[5].1.clone();
        let (_, sheet) = session.sheets().next().expect("a sheet");
        sheet.columns.iter().find(|column| column.name == name).and_then(|column| column.number(0))
    };
    assert_eq!(share(&session), Some(9_900), "0.99%");
    let places: Vec<FormatPlace> = formats(&session, "a.csv").columns[7].iter().map(|field| field.place).collect();
    assert_eq!(places, [FormatPlace::Decimal(7)], "behind a percent sign only the mark is open");
    read_again(&mut session, "a.csv", BUSINESS.as_bytes(), &[(FormatPlace::Rates(5), "fraction")]);
    assert_eq!(share(&session), Some(990_000), "99%");
    let card = card_of(&session.workspace(), "a.csv").clone();
    assert_eq!(card.period_field.map(|field| (field.first, field.last)), Some(("2026-01-01".into(), "2026-01-31".into())));
}

#[test]
fn what_only_a_late_row_can_tell_is_on_the_card_as_what_the_first_rows_tell() {
    // Nothing in the first 220 rows depends on an order or a mark; two late values would, and two more settle both without a doubt.
    let usual = "2026-01-02,Ann,B000000001,5,100\n".repeat(220);
    let late = "03/04/2026,Ann,B000000001,5,1.234\n25/04/2026,Ann,B000000001,5,\"1.234,56\"\n";
    let mut session = Session::with_seed(3);
    read(&mut session, "a.csv", format!("Date,Creator,ASIN,Clicks,Revenue\n{usual}{late}").as_bytes());
    let formats = formats(&session, "a.csv");
    let told: Vec<Vec<(&str, &str)>> =
        formats.columns.iter().map(|fields| fields.iter().map(|field| (field.label.as_str(), field.read.as_str())).collect()).collect();
    assert_eq!(told, [vec![("Order of dates", "day first")], vec![], vec![], vec![], vec![("Numbers", "decimal comma")]]);
}

#[test]
fn a_file_that_waits_is_looked_at_again_with_another_separator_or_encoding_and_the_next_one_like_it_is_read_so() {
    // In Windows-1252, a column in which bars stand as often as the semicolons that split the table.
    let text = "Tag;a|b|c;Prod;Geld|Sales|x;Kürzel\n2026-01-02;x|y|z;B000000001;5|0|0;Zoë\n2026-01-03;x|y|z;B000000002;6|0|0;Ann\n";
    let bytes: Vec<u8> = text.chars().map(|character| u8::try_from(character).expect("a Latin character")).collect();
    let mut session = Session::with_seed(3);
    let mut import = session.begin_import();
    import.open("a.csv", false);
    import.feed(&bytes);
    assert_eq!(import.close(), Closed::Done);
    let Answer::Imported { files, .. } = session.commit(import) else { panic!("an import") };
    let FileState::NeedsMapping { waiting, mapping } = files[0].outcome.clone() else { panic!("{:?}", files[0].outcome) };
    assert_eq!(mapping.file.iter().map(|field| field.label.as_str()).collect::<Vec<_>>(), ["Encoding", "Separator"]);
    let look = |session: &mut Session, delimiter: &str, encoding: &str| {
        let mut import = session.begin_import();
        import.look_at(waiting, MappingChoice { delimiter: delimiter.into(), encoding: encoding.into(), ..MappingChoice::default() });
        import.feed(&bytes);
        assert_eq!(import.close(), Closed::Done);
        session.look_again(import)
    };
    let headers = |answer: Answer| match answer {
        Answer::Mapping { mapping } => mapping.headers.iter().map(|header| header.text.clone()).collect::<Vec<_>>(),
        other => panic!("no mapping step: {other:?}"),
    };
    assert_eq!(headers(look(&mut session, "|", "")), ["Tag;a", "b", "c;Prod;Geld", "Sales", "x;Kürzel"]);
    let Answer::Refused { message, .. } = look(&mut session, "\t", "") else { panic!("no table by tabs") };
    assert!(message.contains("Choose another separator"), "{message}");
    assert_eq!(headers(look(&mut session, ";", "shift_jis")).len(), 5);
    let Answer::Mapping { mapping } = look(&mut session, ";", "windows-1252") else { panic!("a mapping step") };
    assert_eq!(mapping.headers.iter().map(|header| header.text.as_str()).collect::<Vec<_>>(), ["Tag", "a|b|c", "Prod", "Geld|Sales|x", "Kürzel"]);
    assert_eq!((mapping.choice.delimiter.as_str(), mapping.choice.encoding.as_str()), (";", "windows-1252"));
    assert_eq!(mapping.headers[4].samples, ["Zoë", "Ann"]);
}
