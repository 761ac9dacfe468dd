//! The command line reads a large file with several threads: what it says must be what one reading in one go says.

mod support;

use std::fmt::Write;
use std::fs;
use std::process::Command;

use creator_audit::present::render::json;
use creator_audit::session::Session;
use serde_json::Value;

/// Enough bytes to be shared out, several times over.
const BYTES: usize = 12 << 20;

/// Rows with what makes a place to split at doubtful: line ends inside quotes, complaints, names that come late.
fn rows() -> String {
    let mut text = "Date,Creator ID,Creator,Campaign,ASIN,Clicks,Orders,Revenue,Commission\n".to_owned();
    for row in 0.. {
        if text.len() > BYTES {
            break;
        }
        let campaign = if row % 5 == 0 { "\"Spring\n2026-01-01,no,row,\"" } else { "Spring" };
        let clicks = if row % 40_009 == 40_008 { "some".to_owned() } else { (row % 97 + 9).to_string() };
        let (day, creator) = (row % 28 + 1, row / 300);
        writeln!(text, "2026-03-{day:02},c{creator},Zoë {creator},{campaign},B00000000{},{clicks},{},${}.{:02},0.10", row % 10, row % 9, row % 7001, row % 100)
            .expect("text grows");
    }
    text
}

#[test]
fn a_file_read_by_several_threads_is_read_as_by_one() {
    let text = rows();
    let path = std::env::temp_dir().join(format!("creator-audit-threads-{}.csv", std::process::id()));
    fs::write(&path, &text).expect("a temporary file");
    let name = path.to_str().expect("a plain path");
    let output = Command::new(env!("CARGO_BIN_EXE_creator-audit")).args(["check", name]).output();
    fs::remove_file(&path).expect("it is there");
    let found: Value = serde_json::from_slice(&output.expect("the program runs").stdout).expect("JSON");

    let mut session = Session::with_seed(7);
    support::read_into(&mut session, &[(name, text.as_bytes())], usize::MAX);
    let file = session.files().first().expect("it was read");
    assert!(file.rejected >= 2 && file.accepted > 100_000, "{} accepted, {} rejected", file.accepted, file.rejected);
    assert_eq!(found[0], serde_json::to_value(json::checked(file, name)).expect("JSON"));
}
