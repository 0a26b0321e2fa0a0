//! Statements in other languages than English, against the articles of `tests/gold`.

#![allow(clippy::print_stderr)] // What is wrong is shown where a floor is not reached.

use std::path::Path;

use dixit::article::Article;
use dixit::statement::{Kind, Statement, extract};
use dixit::text::{Span, fold};

use crate::env::article;

struct Expected {
    speaker: String,
    outlets: Vec<String>,
    spans: Vec<Span>,
}

/// Where the words of a line of gold stand: each piece is its first and its last words, or all of it.
fn spans(text: &str, words: &str) -> Vec<Span> {
    let mut ends: Vec<Span> = Vec::new();
    let mut at = 0;
    for piece in words.split(" … ") {
        let start = at + text[at..].find(piece).unwrap_or_else(|| panic!("`{piece}` does not stand in the text"));
        at = start + piece.len();
        ends.push(Span::new(start, at));
    }
    match ends.as_slice() {
        [whole] => vec![*whole],
        pairs => pairs.chunks(2).map(|pair| Span::new(pair[0].start, pair[pair.len() - 1].end)).collect(),
    }
}

fn read(lang: &str) -> Vec<(Article, Vec<Expected>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold").join(format!("{lang}.txt"));
    let file = std::fs::read_to_string(path).unwrap();
    file.split("\n== ")
        .map(|piece| {
            let (_name, rest) = piece.trim_start_matches("== ").split_once('\n').unwrap();
            let (text, lines) = rest.split_once("\n--\n").unwrap();
            let text = text.trim();
            let expected = lines.lines().filter(|line| !line.is_empty()).map(|line| {
                let cells: Vec<&str> = line.split('|').map(str::trim).collect();
                let outlets = cells[2].split(';').map(str::trim).filter(|outlet| !outlet.is_empty());
                Expected {
                    speaker: cells[1].to_owned(),
                    outlets: outlets.map(str::to_owned).collect(),
                    spans: spans(text, cells[3]),
                }
            });
            let expected = expected.collect();
            (article(text, lang), expected)
        })
        .collect()
}

/// Letters and figures at the places of both.
fn letters(text: &str, spans: &[Span], others: &[Span]) -> usize {
    let inside = |at: usize, spans: &[Span]| spans.iter().any(|span| span.start <= at && at < span.end);
    text.char_indices()
        .filter(|(at, letter)| letter.is_alphanumeric() && inside(*at, spans) && inside(*at, others))
        .count()
}

fn is_match(text: &str, expected: &Expected, found: &Statement) -> bool {
    let common = letters(text, &expected.spans, &found.spans) * 2;
    common >= letters(text, &expected.spans, &expected.spans) && common >= letters(text, &found.spans, &found.spans)
}

/// Recall and precision of direct and mixed statements, and of those found the right speakers and outlets, in percent.
fn figures(lang: &str) -> [usize; 4] {
    let (mut total, mut found, mut right, mut speakers, mut outlets) = (0, 0, 0, 0, 0);
    for (article, expected) in read(lang) {
        let mut statements = extract(&article);
        statements.retain(|statement| statement.kind != Kind::Indirect);
        total += expected.len();
        found += statements.len();
        for expected in &expected {
            let words = expected.spans[0].of(&article.text).unwrap();
            let Some(at) = statements.iter().position(|statement| is_match(&article.text, expected, statement)) else {
                eprintln!("{lang}: not found: {words}");
                continue;
            };
            let statement = statements.remove(at);
            right += 1;
            let name = statement.speaker.name.as_deref().unwrap_or_default();
            if fold(name) == fold(&expected.speaker) {
                speakers += 1;
            } else {
                eprintln!("{lang}: {words}: by `{name}`, not `{}`", expected.speaker);
            }
            let known = |name: &String| {
                dixit::outlet::Outlets::in_use()
                    .by_name(name)
                    .map_or_else(|| name.clone(), |outlet| outlet.name.clone())
            };
            if statement.outlets == expected.outlets.iter().map(known).collect::<Vec<_>>() {
                outlets += 1;
            } else {
                eprintln!("{lang}: {words}: via {:?}, not {:?}", statement.outlets, expected.outlets);
            }
        }
        for statement in statements {
            eprintln!("{lang}: too much: {}", statement.spans[0].of(&article.text).unwrap());
        }
    }
    let percent = |part: usize, whole: usize| part * 100 / whole.max(1);
    [percent(right, total), percent(right, found), percent(speakers, right), percent(outlets, right)]
}

/// The floors lie a little below what was reached when they were set.
#[test]
fn foreign_gold_is_found() {
    let floors: [(&str, [usize; 4]); 6] = [
        ("ru", [90, 95, 80, 90]),
        ("zh", [90, 95, 95, 95]),
        ("es", [95, 95, 95, 95]),
        ("fr", [95, 95, 90, 90]),
        ("de", [95, 95, 90, 90]),
        ("ar", [95, 95, 95, 95]),
    ];
    for (lang, floor) in floors {
        assert!(read(lang).len() >= 10, "{lang}");
        let reached = figures(lang);
        eprintln!("{lang}: recall, precision, speakers, outlets: {reached:?}");
        for (reached, floor) in reached.iter().zip(floor) {
            assert!(*reached >= floor, "{lang}: {reached} %, the floor is {floor} %");
        }
    }
}
