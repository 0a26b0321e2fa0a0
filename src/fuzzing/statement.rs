//! Lines of statements that are sent to an engine: each is a statement that says the same when it is written again, or an
//! error with a name.

use super::Target;
use crate::engine::{check_document, read_statement};

pub(super) const TARGET: Target = Target {
    name: "statement",
    run: |_, bytes| {
        for line in bytes.split(|byte| *byte == b'\n') {
            match read_statement(line) {
                Ok(record) => check_document(&record),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    },
    seeds: || {
        [
            r#"{"schema":1,"id":"9f2c41d07ab3e815","quote":"It will grow","spans":[[101,113]],"kind":"direct","speaker":{"name":"Ann Lee","mention":"she","span":[115,118],"role":"minister","type":"person"},"cue":"said","cue_span":[119,123],"outlets":["TASS"],"publisher":"ANI","date":"2024-02-08T10:00:00+03:00","date_source":"dateline","article":{"id":"4be1","path":"a.txt","title":"Grain","author":null,"url":"https://a.example/1","lang":"en"},"context":{"text":"“It will grow”, she said.","start":98,"spans":[[3,15]]},"confidence":0.934}"#,
            r#"{"id":"0000000000000001","spans":[[0,6],[7,13]],"kind":"indirect","speaker":{"name":null,"mention":null,"span":null,"role":null,"type":null},"cue":null,"cue_span":null,"outlets":[],"publisher":null,"date":"2024-02","date_source":"metadata","article":{"id":"1","path":"b#2","title":null,"author":null,"url":null,"lang":"zh"},"context":{"text":"世界\n多极","start":0},"confidence":1}"#,
        ]
        .iter()
        .map(|line| line.as_bytes().to_vec())
        .collect()
    },
    files: &[],
};
