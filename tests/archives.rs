//! Articles in archives, compressed files, tables and feeds.

use std::io::Write;
use std::path::Path;

use crate::env::Env;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(members: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, Path::new(name), text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

const ONE: &str = "One\n\n\"One is first,\" said Ada Stone, the mayor, on Monday.\n";
const TWO: &str = "{\"title\": \"Two\", \"text\": \"\\\"Two is second,\\\" said Ada Stone, the mayor, on Tuesday.\"}\n";

fn with_archive() -> Env {
    let env = Env::new();
    std::fs::create_dir_all(env.path().join("news")).unwrap();
    let archive = gzip(&tar(&[("in/one.txt", ONE), ("in/two.json", TWO), ("in/logo.png", "\u{89}PNG")]));
    std::fs::write(env.path().join("news/old.tar.gz"), &archive).unwrap();
    std::fs::write(env.path().join("news/cut.tar.gz"), &archive[..archive.len() / 2]).unwrap();
    env
}

#[test]
fn members_of_archives_are_articles_with_a_place() {
    let env = with_archive();
    let run = env.run(&["index", "--verbose", "news"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(told.contains("cut.tar.gz") && told.contains("malformed"), "{told}");
    insta::assert_snapshot!(env.transcript(&["search", "speaker:Stone", "-C0", "--sort", "speaker"]), @"
    $ dixit search speaker:Stone -C0 --sort speaker
    undated  Ada Stone, mayor  (direct)
      “One is first”
      news/cut.tar.gz!in/one.txt  c73705bfdf7d6a89

    undated  Ada Stone, mayor  (direct)
      “Two is second”
      news/old.tar.gz!in/two.json  f335f7b6cbc41cbc

    2 statements
    --- exit 0
    ");
}

#[test]
fn show_finds_the_text_in_the_archive_again() {
    let env = with_archive();
    env.run(&["index", "news"]);
    let found = env.run(&["search", "second", "--format", "jsonl"]).stdout;
    let hit: serde_json::Value = serde_json::from_str(found.lines().next().unwrap()).unwrap();
    assert_eq!(hit["article"]["path"], "news/old.tar.gz!in/two.json");
    let text = env.run(&["show", "--text", hit["article"]["id"].as_str().unwrap()]);
    assert_eq!(text.stdout, "\"Two is second,\" said Ada Stone, the mayor, on Tuesday.", "{}", text.stderr);
    let shown = env.run(&["show", hit["id"].as_str().unwrap()]);
    assert!(shown.stdout.contains("Two is second") && shown.stderr.is_empty(), "{} {}", shown.stdout, shown.stderr);
}

#[test]
fn an_archive_that_did_not_change_is_not_read_again() {
    let env = with_archive();
    env.run(&["index", "news"]);
    let again = env.run(&["index", "--format", "json", "news"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!((report["indexed"].as_u64(), report["unchanged"].as_u64()), (Some(0), Some(2)), "{again}");
}

#[test]
fn packed_input_may_come_from_a_pipe() {
    let env = Env::new();
    for bytes in [gzip(ONE.as_bytes()), gzip(TWO.as_bytes()), gzip(&tar(&[("one.txt", ONE)]))] {
        let run = env.run_with(&["extract", "--format", "tsv", "-"], &bytes, &[]);
        assert!(run.stdout.contains("Ada Stone"), "{} {}", run.stdout, run.stderr);
    }
}

#[test]
fn tables_are_read_by_their_header() {
    let env = Env::new();
    let quote = "\"\"\"One is first,\"\" said Ada Stone, the mayor, on Monday.\"";
    env.write("a.csv", &format!("headline,text,date\nOne,{quote},2024-05-01\n"));
    env.write("b.csv", &format!("titel;inhalt\nOne;{quote}\n"));
    let run = env.run(&["extract", "--format", "jsonl", "a.csv"]);
    let statement: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(statement["article"]["path"], "a.csv#1");
    assert_eq!((statement["date"].as_str(), statement["article"]["title"].as_str()), (Some("2024-05-01"), Some("One")));
    assert_eq!(env.run(&["extract", "b.csv"]).code, 1, "no column is known to hold the text");
    let named = env.run(&["extract", "--field", "text=inhalt", "--field", "title=titel", "b.csv"]);
    assert!(named.stdout.contains("One is first"), "{} {}", named.stdout, named.stderr);
}

#[test]
fn entries_of_feeds_are_articles() {
    let env = Env::new();
    let entry = "<item><title>One</title><link>https://tass.ru/1</link><pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate>\
                 <description>&lt;p&gt;\"One is first,\" said Ada Stone, the mayor, on Monday.&lt;/p&gt;</description></item>";
    env.write(
        "news.xml",
        &format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>N</title>{entry}</channel></rss>"),
    );
    insta::assert_snapshot!(env.transcript(&["extract", "-C0", "news.xml"]), @"
    $ dixit extract -C0 news.xml
    2024-05-01  Ada Stone, mayor  ← TASS  (direct)
      “One is first”
      news.xml#1  ba822a9cfd7b17fa

    1 statement
    --- exit 0
    ");
    let feed = std::fs::read(env.path().join("news.xml")).unwrap();
    let piped = env.run_with(&["extract", "--format", "tsv", "-"], &feed, &[]);
    assert!(piped.stdout.contains("Ada Stone"), "{} {}", piped.stdout, piped.stderr);
}
