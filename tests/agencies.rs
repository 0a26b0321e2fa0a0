//! What agencies send: items of several formats in one folder, beside those that are no articles.

use serde_json::Value;

use crate::env::Env;

fn with_items() -> Env {
    let env = Env::new();
    env.write(
        "wire/ship.xml",
        "<nitf><head><docdata><doc-id id-string=\"n1\"/><date.issue norm=\"20240501T100000Z\"/>\
         <del-list><from-src src-name=\"PA\"/></del-list></docdata></head><body><body.head><hedline><hl1>Ship found</hl1></hedline>\
         </body.head><body.content><p>\"The ship is found,\" said Ada Stone, the mayor, on Monday.</p></body.content></body></nitf>",
    );
    let item = |class: &str, content: &str| {
        format!(
            "<newsItem guid=\"g-{class}\"><itemMeta><itemClass qcode=\"ninat:{class}\"/><provider literal=\"reuters.com\"/>\
             <versionCreated>2024-05-02T10:00:00Z</versionCreated></itemMeta><contentSet>{content}</contentSet></newsItem>"
        )
    };
    let text = "<inlineXML><html><body><p>\"The tide is late,\" said Ada Stone, the mayor, on Tuesday.</p></body></html></inlineXML>";
    let message = [item("picture", ""), item("text", text), "<packageItem/>".to_owned()].concat();
    env.write("wire/message.xml", &format!("<newsMessage><itemSet>{message}</itemSet></newsMessage>"));
    env.write("wire/picture.xml", &item("picture", ""));
    env.write("wire/plan.xml", "<planningItem/>");
    env
}

#[test]
fn items_are_indexed_and_what_is_no_article_is_counted_apart() {
    let env = with_items();
    insta::assert_snapshot!(env.transcript(&["index", "wire"]), @"
    $ dixit index wire
    2  indexed
    0  unchanged
    0  skipped
    2  of other kinds than articles (1 picture, 1 planning)
    ───
    4  files found

    2  of other kinds inside files (1 package, 1 picture)
    2  articles read: 2 statements in 116 bytes of text
    --- stderr
    skipped wire/message.xml#1: picture, not an article
    skipped wire/message.xml#3: package, not an article
    skipped wire/picture.xml: picture, not an article
    skipped wire/plan.xml: planning, not an article
    done in 0.0 s, index at `index`
    --- exit 0
    ");
    let found = env.run(&["search", "*", "--sort", "date", "--format", "jsonl"]).stdout;
    let found: Vec<Value> = found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let facts: Vec<[&str; 3]> = found
        .iter()
        .map(|statement| {
            ["/publisher", "/date", "/article/path"].map(|field| statement.pointer(field).unwrap().as_str().unwrap())
        })
        .collect();
    assert_eq!(
        facts,
        [
            ["PA Media", "2024-05-01T10:00:00Z", "wire/ship.xml"],
            ["Reuters", "2024-05-02T10:00:00Z", "wire/message.xml#2"]
        ]
    );
}

#[test]
fn an_item_is_shown_by_its_id() {
    let env = with_items();
    env.run(&["index", "wire"]);
    let shown = env.run(&["show", "--text", "g-text"]);
    assert_eq!(shown.stdout.trim(), "\"The tide is late,\" said Ada Stone, the mayor, on Tuesday.", "{}", shown.stderr);
}

#[test]
fn a_format_may_be_named() {
    let env = with_items();
    let item = std::fs::read(env.path().join("wire/ship.xml")).unwrap();
    for options in [&["extract", "-"][..], &["extract", "--input-format", "nitf", "-"]] {
        let piped = env.run_with(options, &item, &[]);
        assert!(piped.stdout.contains("The ship is found"), "{} {}", piped.stdout, piped.stderr);
    }
}
