//! What the fuzzer reaches in the index beside the public API: behind the feature `fuzzing`, no part of what users run.

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::saved::{self, MAGIC};
use super::stored::{decode_article, decode_record, decode_skips, encode_article, encode_record, encode_skips};
use super::{SavedQuery, Seen};
use crate::read::{READING, Skip};
use crate::statement::Record;

/// `record` comes back from the store as it went in.
pub(crate) fn check_kept(record: &Record) {
    let kept = encode_record(record).and_then(|bytes| decode_record(&bytes));
    assert_eq!(kept.ok().as_ref(), Some(record), "not kept as it is");
}

/// What `bytes` give as any of the things that are stored is stored as it is, once more.
pub(crate) fn check_decoding(bytes: &[u8]) {
    if let Ok(record) = decode_record(bytes) {
        let _shown = (record.quote(), record.certainty(), record.carriers().len());
        let again = encode_record(&record).and_then(|bytes| decode_record(&bytes)).map(|mut again| {
            // Not a number is not equal to itself.
            again.confidence = record.confidence;
            format!("{again:?}")
        });
        assert_eq!(again.ok(), Some(format!("{record:?}")));
    }
    if let Ok(article) = decode_article(bytes) {
        let again = encode_article(&article).and_then(|bytes| decode_article(&bytes));
        assert_eq!(again.ok().map(|again| format!("{again:?}")), Some(format!("{article:?}")));
    }
    if let Ok(skips) = decode_skips(bytes) {
        let again = encode_skips(&skips).and_then(|bytes| decode_skips(&bytes));
        assert_eq!(again.ok(), Some(skips));
    }
    let sealed = [MAGIC, &xxh3_64(bytes).to_le_bytes(), bytes].concat();
    for file in [bytes, &sealed] {
        if let Some(query) = saved::decode("a".to_owned(), file) {
            assert_eq!(saved::decode("a".to_owned(), &saved::encode(&query)), Some(query));
        }
    }
}

/// One of each thing that is stored, as it is stored; the saved query without its seal.
pub(crate) fn stored_samples() -> Vec<Vec<u8>> {
    let query = SavedQuery {
        name: "a".to_owned(),
        query: "grain".to_owned(),
        added: Timestamp::UNIX_EPOCH,
        last_run: Some(Timestamp::UNIX_EPOCH),
        seen: Seen::default(),
    };
    let sealed = saved::encode(&query);
    let bare = sealed[sealed.len().min(MAGIC.len() + size_of::<u64>())..].to_vec();
    let skips = encode_skips(&[Skip::fault("a.txt", READING)]).unwrap_or_default();
    let mut samples = vec![bare, sealed, skips];
    let article = crate::article::Article {
        id: crate::article::ArticleId::given("1"),
        path: "a.txt".to_owned(),
        title: Some("Grain".to_owned()),
        author: Some("Ann Lee".to_owned()),
        url: Some("https://a.example/".to_owned()),
        lang: Some("en".to_owned()),
        publisher: Some("TASS".to_owned()),
        date: None,
        warnings: Vec::new(),
        text: "“It will grow,” the minister, Ann Lee, told Reuters on Thursday.".to_owned(),
        outlets: None,
    };
    let records = crate::statement::records(&article).unwrap_or_default();
    samples.extend(records.iter().filter_map(|record| encode_record(record).ok()));
    samples
}
