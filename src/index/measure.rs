//! Speed and size over made-up statements. Not part of the tests:
//! `cargo test --release --lib measure -- --ignored --nocapture`, `DIXIT_MEASURE=n` for n statements.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures are rounded anyway"
)]

use std::time::Instant;

use super::{Corpus, Field, Index};
use crate::answer::{FacetSpec, Period, Request, ask};
use crate::query::{Matcher, Query};
use crate::text::Span;

/// Words by Zipf's law, speakers and outlets too: 8 to 45 words a statement.
fn lines(n: usize) -> Vec<String> {
    let mut state = 11u64;
    let mut roll = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut zipf = move |n: usize| ((n as f64).powf(roll()) - 1.0) as usize;
    (0..n)
        .map(|_| {
            let length = 8 + zipf(38);
            let words: Vec<String> = (0..length).map(|_| format!("w{}", zipf(50_000))).collect();
            let (speaker, outlet, day) = (zipf(5_000), zipf(300), zipf(1_000));
            let date = jiff::civil::date(2021, 1, 1) + jiff::Span::new().days(i64::try_from(day).unwrap());
            format!("Speaker S{speaker} | Outlet {outlet} | Pub {} | {date} | en | {}", outlet / 2, words.join(" "))
        })
        .collect()
}

#[test]
#[ignore = "measures, tests nothing"]
fn measure() {
    let n: usize = std::env::var("DIXIT_MEASURE").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let lines = lines(n);
    let corpus = Corpus::new(&[]);
    for (number, chunk) in lines.chunks(20).enumerate() {
        corpus.write(&format!("{}/{number}.txt", number / 500), &chunk.join("\n"));
    }
    let bytes: usize = lines.iter().map(|line| line.rsplit('|').next().unwrap().len()).sum();
    let megabytes = bytes as f64 / 1e6;

    let began = Instant::now();
    let report = corpus.build();
    let took = began.elapsed().as_secs_f64();
    println!(
        "index: {} statements, {megabytes:.1} MB of text in {took:.2} s, {:.1} MB/s",
        report.statements,
        megabytes / took
    );
    let began = Instant::now();
    corpus.build();
    println!("again, nothing changed: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);
    corpus.write("0/1.txt", &lines[0]);
    let began = Instant::now();
    corpus.build();
    println!("again, one file changed: {:.1} ms", began.elapsed().as_secs_f64() * 1e3);

    let mut opened = f64::MAX;
    for _ in 0..20 {
        let began = Instant::now();
        drop(corpus.open());
        opened = opened.min(began.elapsed().as_secs_f64());
    }
    let index = corpus.open();
    let stats = index.stats().unwrap();
    println!("open: {:.2} ms; {} segments, {:.1} MB on disk", opened * 1e3, stats.segments, stats.bytes as f64 / 1e6);

    let word = |text: &str| Matcher::Word(text.to_owned());
    let leaf = |field, matcher| Query::Match { field, matcher, span: Span::new(0, 0) };
    let phrase = |text: &str| Matcher::Phrase { text: text.to_owned(), slop: 0, prefix: false };
    let rare = || leaf(Field::Quote, word("w30000"));
    let common = || leaf(Field::Quote, word("w1"));
    let speakers = FacetSpec { field: Field::Speaker, period: Period::Month, limit: Some(10) };
    let months = FacetSpec { field: Field::Date, ..speakers };
    let near = Matcher::Near { left: Box::new(word("w1")), right: Box::new(word("w2")), distance: 3, ordered: false };
    time(&index, "rare word", rare(), &[]);
    time(&index, "common word", common(), &[]);
    time(&index, "phrase", leaf(Field::Quote, phrase("w1 w2")), &[]);
    time(&index, "near", leaf(Field::Quote, near), &[]);
    time(&index, "outlet AND word", Query::And(vec![leaf(Field::Outlet, word("Outlet 7")), common()]), &[]);
    time(&index, "prefix", leaf(Field::Quote, Matcher::Prefix("w300".to_owned())), &[]);
    time(&index, "common, speakers", common(), &[speakers]);
    time(&index, "common, months", common(), &[months]);
    time(&index, "all, speakers", Query::All, &[speakers]);
}

fn time(index: &Index, name: &str, query: Query, facets: &[FacetSpec]) {
    let mut request = Request { facets: facets.to_vec(), ..Request::new(query, Some(10)) };
    let mut best = |limit| {
        request.limit = Some(limit);
        let mut best = f64::MAX;
        let mut total = 0;
        for _ in 0..30 {
            let began = Instant::now();
            total = ask(index, &request).unwrap().total;
            best = best.min(began.elapsed().as_secs_f64());
        }
        (best * 1e3, total)
    };
    let (top, total) = best(10);
    let (count, _) = best(0);
    println!("{name}: {total} hits, top ten {top:.3} ms, count {count:.3} ms");
}
