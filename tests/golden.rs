//! Golden cases: `tests/golden/<case>/in/*` and what the command line must say of them, worked out by hand in
//! `expected.json`. A new case is a new folder.
//!
//! `files`: by file name `status` (exit code of `check` on that file) and any of the fields of `check`; `issues` as
//! `[line, code]` in file order, `places` as `[line, byte, code, column]`, `members` of an archive. `kpis`: figures of all
//! files together, as decimal or state, of a proportion also `[value, low, high]`, and where they are
//! compared also `{compare: {…}}` with the fields that are stated; `by` the same by grouping and key; `programmes` in order; `arguments` for `kpis`;
//! `status` its exit code. `commission`: what `commission` says of all files, `asins` by ASIN and `ledger`, each field that is
//! stated, in lists one by one; `arithmetic` shows how such figures were worked out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn run(arguments: &[String]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_creator-audit")).args(arguments).output().expect("the program runs")
}

fn inputs(case: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(case.join("in")).expect("in/").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.into_iter().map(|path| path.to_string_lossy().into_owned()).collect()
}

fn check_files(case: &Path, expected: &Value, wrong: &mut Vec<String>) {
    for (name, fields) in expected["files"].as_object().into_iter().flatten() {
        // `book.xlsx/Sheet1` is found in what is said of `book.xlsx`.
        let path = case.join("in").join(name);
        let file = path.ancestors().find(|path| path.is_file()).unwrap_or(&path);
        let output = run(&["check".into(), file.to_string_lossy().into_owned()]);
        let all: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let all = all.as_array().cloned().unwrap_or_default();
        let found = all.iter().find(|entry| entry["file"] == *path.to_string_lossy()).or(all.first()).cloned().unwrap_or_default();
        if file != path && found["file"] != *path.to_string_lossy() {
            wrong.push(format!("{name} was not found"));
        }
        for (field, wanted) in fields.as_object().into_iter().flatten() {
            let actual = match field.as_str() {
                "status" => Value::from(output.status.code()),
                "members" => all.iter().filter_map(|entry| Path::new(entry["file"].as_str()?).strip_prefix(file).ok()?.to_str().map(Value::from)).collect(),
                "issues" => {
                    found["issues"].as_array().into_iter().flatten().map(|issue| Value::from(vec![issue["line"].clone(), issue["code"].clone()])).collect()
                }
                "places" => {
                    let place = |issue: &Value| Value::from(["line", "byte", "code", "column"].map(|part| issue[part].clone()).to_vec());
                    found["issues"].as_array().into_iter().flatten().map(place).collect()
                }
                field => found[field].clone(),
            };
            if &actual != wanted {
                wrong.push(format!("{name}: {field} is {actual}, expected {wanted}"));
            }
        }
        let sum = ["accepted", "rejected", "skipped"].iter().map(|part| found[part].as_u64().unwrap_or(0)).sum::<u64>();
        if found["records"] != sum {
            wrong.push(format!("{name}: accepted + rejected + skipped is {sum}, records {}", found["records"]));
        }
    }
}

fn check_kpis(entries: &Value, wanted: &Value, place: &str, wrong: &mut Vec<String>) {
    for (id, value) in wanted.as_object().into_iter().flatten() {
        let entry = entries.as_array().into_iter().flatten().find(|entry| entry["id"] == **id);
        let stated = |found: &Value, wanted: &Value| {
            let fields = wanted.as_object().into_iter().flatten().map(|(name, _)| (name.clone(), found[name].clone())).collect();
            Value::Object([("compare".to_owned(), Value::Object(fields))].into_iter().collect())
        };
        let within = |entry: &Value| Value::from(["value", "low", "high"].map(|part| entry[part].clone()).to_vec());
        let actual = entry.map(|entry| match () {
            () if entry["state"] != "value" => entry["state"].clone(),
            () if value.is_array() => within(entry),
            () if value.is_object() => stated(&entry["compare"], &value["compare"]),
            () => entry["value"].clone(),
        });
        if actual.as_ref() != Some(value) {
            wrong.push(format!("{place}: {id} is {actual:?}, expected {value}"));
        }
    }
}

/// Every field that is stated of each programme, in order, where any is.
fn check_programmes(found: &Value, wanted: &Value, wrong: &mut Vec<String>) {
    let Some(wanted) = wanted.as_array() else { return };
    let found = found.as_array().cloned().unwrap_or_default();
    if found.len() != wanted.len() {
        wrong.push(format!("{} programmes, expected {}", found.len(), wanted.len()));
    }
    for (found, wanted) in found.iter().zip(wanted) {
        for (field, value) in wanted.as_object().into_iter().flatten() {
            if &found[field] != value {
                wrong.push(format!("programme {}: {field} is {}, expected {value}", wanted["programme"], found[field]));
            }
        }
    }
}

/// Every field that is stated, at any depth; lists must be as long as stated.
fn check_stated(found: &Value, wanted: &Value, place: &str, wrong: &mut Vec<String>) {
    match wanted {
        Value::Object(fields) => fields.iter().for_each(|(name, wanted)| check_stated(&found[name], wanted, &format!("{place}, {name}"), wrong)),
        Value::Array(wanted) if found.as_array().is_some_and(|found| found.len() == wanted.len()) => {
            wanted.iter().enumerate().for_each(|(at, wanted)| check_stated(&found[at], wanted, &format!("{place}[{at}]"), wrong));
        }
        wanted if found == wanted => {}
        wanted => wrong.push(format!("{place} is {found}, expected {wanted}")),
    }
}

fn check_commission(case: &Path, wanted: &Value, wrong: &mut Vec<String>) {
    if wanted.is_null() {
        return;
    }
    let output = run(&["commission".to_owned()].into_iter().chain(inputs(case)).collect::<Vec<_>>());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    for (asin, wanted) in wanted["asins"].as_object().into_iter().flatten() {
        let product = found["asins"].as_array().into_iter().flatten().find(|product| product["asin"] == **asin);
        check_stated(product.unwrap_or(&Value::Null), wanted, asin, wrong);
    }
    if let Some(wanted) = wanted.get("ledger") {
        check_stated(&found["ledger"], wanted, "ledger", wrong);
    }
}

fn check_case(case: &Path, wrong: &mut Vec<String>) {
    let text = fs::read_to_string(case.join("expected.json")).expect("expected.json");
    let expected: Value = serde_json::from_str(&text).expect("JSON");
    check_files(case, &expected, wrong);
    check_commission(case, &expected["commission"], wrong);
    let extra = || expected["arguments"].as_array().into_iter().flatten().filter_map(|argument| argument.as_str().map(str::to_owned));
    let status = expected["status"].as_i64().unwrap_or(0);
    let mut groupings: Vec<(String, Value)> = expected["by"].as_object().into_iter().flatten().map(|(by, keys)| (by.clone(), keys.clone())).collect();
    groupings.push((String::new(), Value::Null));
    for (by, keys) in groupings {
        let mut arguments: Vec<String> = ["kpis".to_owned()].into_iter().chain(inputs(case)).chain(extra()).collect();
        if !by.is_empty() {
            arguments.extend(["--by".to_owned(), by.clone()]);
        }
        let output = run(&arguments);
        if output.status.code().map(i64::from) != Some(status) {
            wrong.push(format!("kpis: exit status {:?}, expected {status}: {}", output.status.code(), String::from_utf8_lossy(&output.stderr)));
        }
        let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        check_kpis(&found["kpis"], &expected["kpis"], "total", wrong);
        check_programmes(&found["programmes"], &expected["programmes"], wrong);
        let wanted_keys: Vec<&String> = keys.as_object().into_iter().flatten().map(|(key, _)| key).collect();
        let found_keys: Vec<&str> = found["groups"].as_array().into_iter().flatten().filter_map(|group| group["key"].as_str()).collect();
        if !by.is_empty() && wanted_keys != found_keys {
            wrong.push(format!("by {by}: keys {found_keys:?}, expected {wanted_keys:?}"));
        }
        for (key, wanted) in keys.as_object().into_iter().flatten() {
            let group = found["groups"].as_array().into_iter().flatten().find(|group| group["key"] == **key);
            check_kpis(&group.map(|group| group["kpis"].clone()).unwrap_or_default(), wanted, &format!("by {by}, {key}"), wrong);
        }
    }
}

#[test]
fn every_case_says_what_was_worked_out_by_hand() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).expect("golden").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    assert!(cases.len() >= 12, "the cases were found");
    let mut all = Vec::new();
    for case in cases {
        let mut wrong = Vec::new();
        check_case(&case, &mut wrong);
        all.extend(wrong.into_iter().map(|line| format!("{}: {line}", case.file_name().unwrap_or_default().to_string_lossy())));
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn records_show_a_table_in_a_workbook_or_an_archive_by_its_whole_way() {
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/books/in");
    let records = |table: &str| run(&["records".into(), books.join(table).to_string_lossy().into_owned()]);
    let fields = |output: &Output| -> Vec<Value> {
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON")["fields"].clone()).collect()
    };
    for table in ["program.xlsx", "program.xlsx/Data"] {
        let rows = fields(&records(table));
        assert_eq!(rows[0], serde_json::json!(["Date", "Creator ID", "ASIN", "Units", "New"]), "{table}");
        assert_eq!((rows.len(), &rows[1][1]), (3, &Value::from("007")), "{table}");
    }
    assert_eq!(fields(&records("reports.zip/january/wide.csv"))[1][1], "Åse", "UTF-16 within an archive");
    for (table, said) in
        [("excel.xlsx", "excel.xlsx/Notes"), ("excel.xlsx/Nothing", "excel.xlsx/Notes"), ("none.xlsx", "no such file"), ("weekly.csv.gz/a/b", "Name one of")]
    {
        let output = records(table);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{table}");
        assert!(message.contains(said), "{table}: {message}");
    }
}

#[test]
fn a_setting_that_nobody_has_is_named_and_changes_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/commission-worked-figures");
    let commission = |name: &str, settings: &str| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, settings).expect("a settings file");
        let options = ["--settings".to_owned(), path.to_string_lossy().into_owned()];
        run(&["commission".to_owned()].into_iter().chain(inputs(&folder)).chain(options).collect::<Vec<_>>())
    };
    let plain = commission("known-settings.json", r#"{"theme": "dark", "target_payout": "2.00"}"#);
    assert_eq!((plain.status.code(), plain.stderr.len()), (Some(0), 0), "{}", String::from_utf8_lossy(&plain.stderr));
    let mistyped = commission("mistyped-settings.json", r#"{"theme": "dark", "target_payout": "2.00", "target_payuot": "9.00"}"#);
    assert_eq!((mistyped.status.code(), mistyped.stdout == plain.stdout), (Some(0), true));
    let said = String::from_utf8_lossy(&mistyped.stderr);
    assert!(said.contains("target_payuot") && !said.contains("theme") && said.lines().count() == 1, "{said}");
}
