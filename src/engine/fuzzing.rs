//! What the fuzzer and the model reach beside the public API.

use super::document::{Documents, Source, signed};
use super::fields;
use crate::statement::Record;

/// The document of `record` gives it back, with as many digits of certainty as are told, and tells its id as its order.
pub(crate) fn check_document(record: &Record) {
    let copies = ["copy.txt".to_owned()];
    let document = Documents::default().of(record, &copies);
    let kept = crate::index::kept(record);
    assert_eq!(document[fields::ORDER].as_i64(), Some(signed(kept.order)));
    // What engines send is read from bytes.
    let source: Source = serde_json::from_slice(document.to_string().as_bytes())
        .unwrap_or_else(|error| panic!("{document} cannot be read: {error}"));
    let Some((read, read_copies)) = source.record() else { panic!("{document} is no statement") };
    assert_eq!(read_copies, copies);
    assert!(
        (f64::from(read.confidence) - record.certainty()).abs() < 1e-6,
        "{} became {}",
        record.confidence,
        read.confidence
    );
    assert_eq!(Record { confidence: record.confidence, ..read }, *record);
}
