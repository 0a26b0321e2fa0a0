//! Whatever is printed as JSON is as `docs/schema/dixit-1.json` says, and holds nothing that it does not tell of.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

use crate::env::{Env, project};

/// The schema, closed: that fields may be added is for programs to know, here each must be told of.
pub(crate) struct Contract {
    schemas: Schemas,
    compiler: Compiler,
}

impl Contract {
    pub(crate) fn new() -> Self {
        let text = std::fs::read_to_string(project().join("docs/schema/dixit-1.json")).unwrap();
        let mut document: Value = serde_json::from_str(&text).unwrap();
        close(&mut document);
        let mut compiler = Compiler::new();
        compiler.add_resource("dixit:schema", document).unwrap();
        Self { schemas: Schemas::new(), compiler }
    }

    fn definition(&mut self, name: &str) -> SchemaIndex {
        self.compiler.compile(&format!("dixit:schema#/$defs/{name}"), &mut self.schemas).unwrap()
    }

    pub(crate) fn check(&mut self, name: &str, value: &Value) {
        let definition = self.definition(name);
        if let Err(error) = self.schemas.validate(value, definition) {
            panic!("{name}: {error:#}\n{value:#}");
        }
    }

    /// Checks what a run gives, a document or lines.
    fn check_run(&mut self, env: &Env, name: &str, arguments: &[&str]) {
        let run = env.run(arguments);
        let mut values = serde_json::Deserializer::from_str(&run.stdout).into_iter::<Value>().peekable();
        assert!(values.peek().is_some(), "{arguments:?} gave nothing: {}", run.stderr);
        for value in values {
            self.check(name, &value.unwrap());
        }
    }
}

fn close(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.get("properties").is_some_and(Value::is_object) && fields.contains_key("type") {
                fields.entry("additionalProperties").or_insert(json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[test]
fn every_output_of_every_command_is_as_the_schema_says() {
    let env = Env::with_news();
    env.write("news/broken.json", "{");
    env.write("news/copy.txt", &std::fs::read_to_string(env.path().join("news/call.txt")).unwrap());
    env.write("news/again.txt", "Rules\n\nMarch 2, 2024\n\n\"Trade needs rules that all keep,\" said Li Wen, a spokesperson for the ministry.\n");
    env.write(
        "news/once.txt",
        "Rules\n\nMarch 3, 2024\n\n\"Trade needs rules that all keep,\" said Li Wen, the spokesperson.\n",
    );
    env.write("queries.csv", "name,query\na,trade\nb,zebra\n");
    let mut contract = Contract::new();
    let mut check = |name: &str, arguments: &[&str]| contract.check_run(&env, name, arguments);
    check("index", &["index", "news", "--format", "json"]);
    check("statement", &["search", "*", "-n0", "--format", "jsonl"]);
    check("statement", &["extract", "news", "--format", "jsonl"]);
    check("picked", &["search", "*", "--fields", "speaker,article.path,score", "--format", "jsonl"]);
    for query in ["*", "zebra", "rules and zebra"] {
        let facets = ["--facet", "speaker:1", "--by", "date:month", "--explain"];
        check("search", &[&["search", query, "--format", "json"], &facets[..]].concat());
        check("facets", &["facets", "speaker", "date:year", query, "--format", "json"]);
        check("files", &["search", query, "--files", "--format", "json"]);
        check("count", &["search", query, "--count", "--format", "jsonl"]);
    }
    check("queries", &["search", "--queries", "queries.csv", "--facet", "outlet", "--format", "json"]);
    check("queries", &["search", "--queries", "queries.csv", "--count", "--format", "json"]);
    check("search", &["search", "*", "--collapse", "--unique", "--format", "json"]);
    check("facets", &["facets", "speaker", "--unique", "--format", "json"]);
    check("count", &["search", "*", "--count", "--unique", "--format", "json"]);
    for query in ["*", "zebra"] {
        check("trace", &["trace", query, "-n0", "--silent", "--format", "json"]);
    }
    check("version", &["trace", "*", "-n0", "--format", "jsonl"]);
    for query in ["*", "zebra"] {
        check("who", &["who", "Li Wen", query, "--format", "json"]);
        check("compare", &["compare", "Li Wen", "Berg", query, "--format", "json"]);
        check("compare", &["compare", "Xinhua", "TASS", query, "--format", "json"]);
    }
    check("statement", &["search", "--queries", "queries.csv", "--format", "jsonl"]);
    env.run(&["saved", "add", "a", "trade"]);
    for peek in [&["--peek"][..], &["--count"], &[], &[]] {
        check("queries", &[&["saved", "run", "a", "--format", "json"], peek].concat());
    }
    check("saved", &["saved", "list", "--format", "json"]);
    check("saved_query", &["saved", "list", "--format", "jsonl"]);
    check("file", &["search", "*", "--files", "--format", "jsonl"]);
    check("value", &["facets", "speaker", "date:day", "--format", "jsonl"]);
    check("extract", &["extract", "news", "--format", "json"]);
    check("article", &["extract", "--articles", "news", "--format", "jsonl"]);
    check("articles", &["extract", "--articles", "news", "--format", "json"]);
    check("stats", &["stats", "--format", "json"]);
    check("check", &["check", "--format", "json"]);
    check("check", &["check", "--no-sources", "--format", "json"]);
    let ids = env.run(&["search", "*", "-n0", "--format", "tsv", "--fields", "id"]).stdout;
    for id in ids.lines().skip(1) {
        check("show", &["show", id, "--format", "json"]);
        check("statement", &["show", id, "--format", "jsonl"]);
    }
}

#[cfg(feature = "engine")]
#[test]
fn a_push_and_what_goes_wrong_there_are_as_the_schema_says() {
    let env = Env::with_news();
    let engine = crate::fake_engine::FakeEngine::start(crate::fake_engine::Kind::Elasticsearch);
    let mut contract = Contract::new();
    for _ in 0..2 {
        contract.check_run(&env, "push", &["push", &engine.node(), "--format", "json"]);
    }
    contract.check_run(&env, "who", &["who", "Li Wen", "--format", "json", "--at", &engine.node()]);
    for arguments in [&["search", "like:ffffffffffffffff"][..], &["search", "*"]] {
        let nowhere = format!("{}/nowhere", engine.node());
        let place = if arguments[1] == "*" { &nowhere } else { &engine.node() };
        let run = env.run(&[arguments, &["--format", "jsonl", "--at", place]].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        contract.check("error", &serde_json::from_str(run.stderr.trim()).unwrap());
    }
}

#[test]
fn errors_are_as_the_schema_says() {
    let env = Env::with_news();
    env.write("queries.csv", "name,query\n,trade\nb,outlte:x\n");
    let mut contract = Contract::new();
    for arguments in
        [&["search", "outlte:x ("][..], &["search", "x", "--index", "nowhere"], &["search", "--queries", "queries.csv"]]
    {
        let run = env.run(&[arguments, &["--format", "jsonl"]].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        for line in run.stderr.lines() {
            contract.check("error", &serde_json::from_str(line).unwrap());
        }
    }
}

#[test]
fn examples_of_the_page_are_as_the_schema_says() {
    let page = std::fs::read_to_string(project().join("docs/json.md")).unwrap();
    let names = ["statement", "article", "search", "error"];
    let mut contract = Contract::new();
    let blocks: Vec<&str> = page.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), names.len(), "a new example needs its definition here");
    for (name, block) in names.into_iter().zip(blocks) {
        contract.check(name, &serde_json::from_str(block).unwrap());
    }
}
