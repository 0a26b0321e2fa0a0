//! Statements become documents and come back, and what is no statement is named.

use super::*;
use crate::engine::check_document;
use crate::model::random_records;
use crate::present::statement_value;
use serde_json::{Value, json};

#[test]
fn any_record_comes_back_from_its_document_and_from_its_line() {
    let mut n_records = 0;
    for seed in 0..60 {
        for record in random_records(seed) {
            check_document(&record);
            let line = statement_value(&record).to_string();
            let read = read_statement(line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert!((f64::from(read.confidence) - record.certainty()).abs() < 1e-6, "{line}");
            assert_eq!(Record { confidence: record.confidence, ..read }, record);
            n_records += 1;
        }
    }
    println!("{n_records} records");
    assert!(n_records > 500);
}

#[test]
fn a_line_that_is_no_statement_is_named() {
    type Case = (&'static str, Value, &'static str);
    let huge = usize::MAX;
    let cases: [Case; 26] = [
        ("/id", json!("1"), "`id` is not 16 hexadecimal digits"),
        ("/id", json!("é".repeat(8)), "`id` is not 16 hexadecimal digits"),
        ("/id", json!(1), "invalid type: integer `1`, expected a string"),
        ("/schema", json!(2), "`schema` is that of a newer dixit"),
        ("/spans", json!([]), "`spans` is empty"),
        ("/spans", json!([[5, 9]]), "`spans` lies outside of the context, or cuts a letter"),
        ("/spans", json!([[10, 99]]), "`spans` lies outside of the context, or cuts a letter"),
        ("/spans", json!([[10, 13]]), "`spans` lies outside of the context, or cuts a letter"),
        ("/spans", json!([[12, 11]]), "`spans` ends before it begins"),
        ("/spans", json!([[huge, huge]]), "`spans` lies outside of the context, or cuts a letter"),
        ("/spans", json!([[-1, 3]]), "invalid value: integer `-1`, expected usize"),
        ("/spans", json!([[1.5, 3]]), "invalid type: floating point `1.5`, expected usize"),
        ("/spans", json!([[1, 2, 3]]), "trailing characters"),
        ("/spans", json!([[1]]), "invalid length 1, expected an array of length 2"),
        ("/spans", json!("10-12"), "invalid type: string \"10-12\", expected a sequence"),
        ("/context/start", json!(huge), "`spans` lies outside of the context, or cuts a letter"),
        ("/context/start", json!(1e30), "invalid type: floating point `1e+30`, expected usize"),
        ("/kind", json!("whispered"), "`kind` is none that is known"),
        ("/speaker/type", json!("crowd"), "`speaker.type` is none that is known"),
        ("/speaker/span", json!([9, 1]), "`speaker.span` ends before it begins"),
        ("/cue_span", json!([9, 1]), "`cue_span` ends before it begins"),
        ("/date", json!("2024-02-31"), "`date` is no date"),
        ("/date_source", json!("hearsay"), "`date_source` is none that is known"),
        ("/confidence", json!(1e308), "`confidence` is not between 0 and 1"),
        ("/confidence", json!(-0.1), "`confidence` is not between 0 and 1"),
        ("/article", json!(null), "invalid type: null, expected struct Article"),
    ];
    let good = statement_value(&Record {
        speaker: crate::statement::SpeakerRecord {
            mention: Some(("she".to_owned(), crate::text::Span::new(1, 4))),
            ..said(1, "a.txt", "Ann Berg", "x").speaker
        },
        ..said(1, "a.txt", "Ann Berg", "Ёлка")
    });
    assert!(read_statement(good.to_string().as_bytes()).is_ok());
    for (place, value, expected) in cases {
        let mut line = good.clone();
        *line.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
        let told = read_statement(line.to_string().as_bytes()).unwrap_err().to_string();
        assert!(told.starts_with(expected), "{line}\n{told}\n{expected}");
    }
    for (line, expected) in [
        ("", "EOF while parsing a value"),
        ("null", "invalid type: null"),
        ("{}", "missing field `id`"),
        ("[[[[", "invalid type: "),
        ("{\"id\":\"\u{0}\"}", "control character"),
    ] {
        let told = read_statement(line.as_bytes()).unwrap_err().to_string();
        assert!(told.starts_with(expected), "{line}: {told}");
    }
    assert!(read_statement("[".repeat(100_000).as_bytes()).is_err());
    assert!(read_statement(b"{\"id\":\"\xFF\"}").is_err());
}
