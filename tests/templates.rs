//! Each template, read back, is known for certain as what it is, and its example row is a good row.

use creator_audit::intake::reports::{self, OWN, SCHEMAS};
use creator_audit::intake::{FileReader, Severity, Verdict};
use creator_audit::present::render::csv;

#[test]
fn each_template_read_back_is_its_own_kind_and_its_example_row_counts() {
    let templates = csv::templates();
    assert_eq!(templates.len(), OWN.len() + 1);
    for template in templates {
        let text = csv::template(&template.kind).expect("a template");
        assert_eq!(text.lines().count(), 2, "{}: a header and a row", template.kind);
        let mut reader = FileReader::new(&template.file_name, 0, None);
        reader.feed(text.as_bytes(), &|_| None);
        let result = reader.finish(&|_| None);
        assert_eq!((result.kind, result.confidence_percent, &result.verdict), (template.kind.as_str(), 100, &Verdict::Reading));
        let complaints: Vec<&str> = result.issues.kept().iter().filter(|issue| issue.severity != Severity::Info).map(|issue| issue.message.as_str()).collect();
        assert_eq!((result.records, result.accepted, complaints), (1, 1, vec![]), "{}", template.kind);
        // Every column of the template is read, and no cell of the example is lost.
        let names = result.column_names();
        assert!(names.iter().all(|name| !name.is_empty()), "{}: {names:?}", template.kind);
        let Some(sheet) = result.sheet else { continue };
        for column in &sheet.columns {
            assert!(column.text(0).is_some() || column.number(0).is_some(), "{}: {} is lost", template.kind, column.name);
        }
    }
}

#[test]
fn every_table_of_one_s_own_has_a_template_and_no_other_report_does() {
    for schema in SCHEMAS {
        let has = csv::template(schema.kind).is_some();
        assert_eq!(has, schema.is_own(), "{}", schema.kind);
        assert_eq!(has, OWN.iter().any(|own| own.kind == schema.kind));
    }
    assert!(csv::template(reports::TEMPLATE_KIND).is_some() && csv::template("nothing").is_none());
}

#[test]
fn an_example_that_a_spreadsheet_would_run_comes_back_as_it_was() {
    let text = csv::template("creators").expect("a template");
    assert!(text.contains("'@example"), "it is written so that nothing runs: {text}");
    let mut reader = FileReader::new("creators.csv", 0, None);
    reader.feed(text.as_bytes(), &|_| None);
    let sheet = reader.finish(&|_| None).sheet.expect("a sheet");
    let aliases: Vec<&str> = sheet.column("aliases").expect("a column").list(0).collect();
    assert_eq!(aliases, ["@example", "Example Kitchen"]);
}
