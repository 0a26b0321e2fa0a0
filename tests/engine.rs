//! Statements sent to an engine and asked there, as people see it: `dixit push` and `--at`.

use serde_json::json;

use crate::env::{Env, document};
use crate::fake_engine::{FakeEngine, Fault, Kind};

/// A folder with an index, and an engine.
fn both() -> (Env, FakeEngine) {
    (Env::with_news(), FakeEngine::start(Kind::OpenSearch))
}

/// The address of the index `news`.
fn news(engine: &FakeEngine) -> String {
    format!("{}/news", engine.node())
}

/// What a command says, without the port.
fn transcript(env: &Env, engine: &FakeEngine, arguments: &[&str]) -> String {
    env.transcript(arguments).replace(&engine.node(), "http://NODE")
}

#[test]
fn a_push_tells_what_it_did_and_the_second_sends_nothing() {
    let (env, engine) = both();
    let url = news(&engine);
    insta::assert_snapshot!(transcript(&env, &engine, &["push", &url]), @"
    $ dixit push http://NODE/news
    5  sent
    ───
    5  statements in the index `news` of OpenSearch 2.19.6, which was made
    --- stderr
    done in 0.0 s, statements at `http://NODE/news`
    --- exit 0
    ");
    insta::assert_snapshot!(transcript(&env, &engine, &["push", &url]), @"
    $ dixit push http://NODE/news
    0  sent
    5  there already
    ───
    5  statements in the index `news` of OpenSearch 2.19.6
    --- stderr
    done in 0.0 s, statements at `http://NODE/news`
    --- exit 0
    ");
    insta::assert_snapshot!(transcript(&env, &engine, &["push", &url, "--format", "json", "--quiet"]), @r#"
    $ dixit push http://NODE/news --format json --quiet
    {"schema":1,"engine":"OpenSearch","version":"2.19.6","index":"news","made":false,"created":0,"updated":0,"unchanged":5,"refused":0,"unread":0,"total":5,"stopped":false,"took_ms":0}
    --- exit 0
    "#);
}

#[test]
fn an_engine_answers_what_the_index_answers() {
    for kind in [Kind::OpenSearch, Kind::Elasticsearch] {
        let env = Env::with_news();
        let engine = FakeEngine::start(kind);
        let url = news(&engine);
        assert_eq!(env.run(&["push", &url]).code, 0);
        let id = document(&env, &["search", "trade", "-n1"])["hits"][0]["id"].as_str().unwrap().to_owned();
        for arguments in [
            &["search", "*", "--sort", "date", "--format", "jsonl"][..],
            &["search", "trade", "--sort", "-date"],
            &["search", "speaker:Berg OR outlet:TASS", "--sort", "speaker", "--format", "csv"],
            &["search", "rules NEAR/3 trade", "--sort", "outlet", "--facet", "speaker", "--by", "date:month"],
            &["search", "speaker:/^li/", "--count"],
            &["search", "*", "--files"],
            &["search", "*", "--sort", "date", "-n1", "--offset", "2"],
            &["search", "nothing like it"],
            &["search", "outlte:TASS"],
            &["facets", "speaker", "date:month", "trade"],
            &["facets", "outlet"],
            &["show", &id, "--format", "jsonl"],
        ] {
            let here = env.run(arguments);
            let there = env.run(&[arguments, &["--at", &url]].concat());
            assert_eq!((there.code, there.stdout), (here.code, here.stdout), "{kind:?} {arguments:?} {}", there.stderr);
        }
        // The variable says the same.
        let run = env.run_with(&["search", "trade", "--count", "--index", "nowhere"], b"", &[("DIXIT_AT", &url)]);
        assert_eq!((run.code, run.stdout.as_str()), (0, "2\n"), "{}", run.stderr);
    }
}

#[test]
fn articles_and_lines_are_sent_without_an_index() {
    let (env, engine) = both();
    let lines = env.run(&["extract", "news", "--format", "jsonl"]).stdout;
    let run = env.run(&["push", &format!("{}/files", engine.node()), "news", "--format", "json"]);
    let of_files: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &of_files["created"]), (0, &json!(lines.lines().count())), "{}", run.stderr);
    let run = env.run_with(&["push", &format!("{}/lines", engine.node()), "-"], lines.as_bytes(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let of = |index: &str| {
        let url = format!("{}/{index}", engine.node());
        env.run(&["search", "*", "--sort", "date", "-n0", "--fields", "id,quote", "--format", "tsv", "--at", &url])
            .stdout
    };
    assert_eq!(of("files"), of("lines"));
    assert_eq!(of("files").lines().count(), lines.lines().count() + 1);
}

#[test]
fn lines_that_are_no_statements_are_named_and_passed_over() {
    let (env, engine) = both();
    let good = env.run(&["search", "*", "-n1", "--format", "jsonl"]).stdout;
    let lines = format!("{{\n\n{good}{}\nnull\n", good.trim_end().replace("\"schema\":1", "\"schema\":2"));
    let url = news(&engine);
    let arguments = ["push", &url, "-"];
    let run = env.run_with(&arguments, lines.as_bytes(), &[]);
    insta::assert_snapshot!(run.transcript(&arguments).replace(&engine.node(), "http://NODE"), @"
    $ dixit push http://NODE/news -
    1  sent
    3  lines that are no statements
    ───
    1  statement in the index `news` of OpenSearch 2.19.6, which was made
    --- stderr
    hint: lines are those that `dixit extract --format jsonl` prints
    skipped -:1: no statement: EOF while parsing an object at line 1 column 1
    skipped -:4: no statement: `schema` is that of a newer dixit
    skipped -:5: no statement: invalid type: null, expected struct Statement at line 1 column 4
    done in 0.0 s, statements at `http://NODE/news`
    --- exit 2
    ");
}

#[test]
fn a_statement_that_is_not_taken_is_named() {
    let (env, engine) = both();
    engine.misbehave(
        "_bulk",
        1,
        Fault::Edited(|answer| {
            answer["items"][0]["create"] = json!({"status": 400, "error": {
                "type": "mapper_parsing_exception", "reason": "failed to parse field [moment] of type [long]",
            }});
        }),
    );
    insta::assert_snapshot!(transcript(&env, &engine, &["push", &news(&engine)]), @"
    $ dixit push http://NODE/news
    4  sent
    1  not taken by OpenSearch
    ───
    5  statements in the index `news` of OpenSearch 2.19.6, which was made
    --- stderr
    warning: statement 196ea65731b32100 of `news/prices.md` is not taken: failed to parse field [moment] of type [long]
    done in 0.0 s, statements at `http://NODE/news`
    --- exit 2
    ");
}

#[test]
fn what_goes_wrong_is_told_with_a_remedy() {
    const DENIED: &str = r#"{"error":{"type":"security_exception","reason":"missing authentication credentials for REST request [/]"},"status":401}"#;

    let (env, engine) = both();
    let url = news(&engine);
    let search = ["search", "trade", "--at", &url];
    insta::assert_snapshot!(transcript(&env, &engine, &search), @"
    $ dixit search trade --at http://NODE/news
    --- stderr
    error: OpenSearch at `http://NODE` has no index `news`
    help: `dixit push URL` makes it and sends the statements of an index there
    --- exit 2
    ");
    assert_eq!(env.run(&["push", &url]).code, 0);
    engine.misbehave("/", 1, Fault::Instead(401, DENIED));
    insta::assert_snapshot!(transcript(&env, &engine, &search), @"
    $ dixit search trade --at http://NODE/news
    --- stderr
    error: `http://NODE` refuses (status 401): missing authentication credentials for REST request [/]
    help: DIXIT_USER and DIXIT_PASSWORD, or DIXIT_API_KEY, say as whom it is asked
    --- exit 2
    ");
    engine.misbehave("/", 2, Fault::Instead(200, "<html>welcome</html>"));
    insta::assert_snapshot!(transcript(&env, &engine, &search), @"
    $ dixit search trade --at http://NODE/news
    --- stderr
    error: what answers at `http://NODE` is neither OpenSearch nor Elasticsearch nor Quickwit
    help: is the port right? OpenSearch and Elasticsearch have 9200, Quickwit 7280
    --- exit 2
    ");
    engine.misbehave("_mapping", 1, Fault::Instead(200, r#"{"news":{"mappings":{"_meta":{"dixit":{"format":999}}}}}"#));
    insta::assert_snapshot!(transcript(&env, &engine, &search), @"
    $ dixit search trade --at http://NODE/news
    --- stderr
    error: index `news` of OpenSearch has format 999, this dixit reads format 1
    help: push into an index of another name: http://HOST:9200/OTHER
    --- exit 2
    ");
    engine.misbehave("_mapping", 1, Fault::Instead(200, r#"{"news":{"mappings":{}}}"#));
    insta::assert_snapshot!(transcript(&env, &engine, &["push", &url]), @"
    $ dixit push http://NODE/news
    --- stderr
    error: index `news` of OpenSearch was not made by dixit
    help: push into an index of another name: http://HOST:9200/OTHER
    --- exit 2
    ");
    engine.misbehave("_search", 1, Fault::Edited(|answer| answer["_shards"]["successful"] = 0.into()));
    insta::assert_snapshot!(transcript(&env, &engine, &search), @"
    $ dixit search trade --at http://NODE/news
    --- stderr
    error: OpenSearch cannot ask all of its index at the moment: 0 of 1 parts have answered
    help: nothing is told rather than a part; ask again when the engine is whole
    --- exit 2
    ");
    engine.misbehave("_search", 1, Fault::Instead(200, "<html>"));
    insta::assert_snapshot!(transcript(&env, &engine, &search), @"
    $ dixit search trade --at http://NODE/news
    --- stderr
    error: `http://NODE` answers what cannot be understood: no JSON: expected value at line 1 column 1
    --- exit 2
    ");
    insta::assert_snapshot!(transcript(&env, &engine, &["search", "trade", "--collapse", "--at", &url]), @"
    $ dixit search trade --collapse --at http://NODE/news
    --- stderr
    error: OpenSearch cannot take versions of one utterance for one
    help: an index on this machine can: `dixit index`, and the same without `--at`
    --- exit 2
    ");
    insta::assert_snapshot!(transcript(&env, &engine, &["push", &url, "-", "news"]), @"
    $ dixit push http://NODE/news - news
    --- stderr
    error: `-` stands among other paths
    help: standard input is read alone: `dixit push URL -`
    --- exit 2
    ");
    insta::assert_snapshot!(transcript(&env, &engine, &["search", "trade", "--at", "https://me:secret@a.example/news"]), @"
    $ dixit search trade --at 'https://me:secret@a.example/news'
    --- stderr
    error: `https://…@a.example/news` is no address of an engine: a password in it would be kept in histories and lists of processes
    help: http://HOST:9200/INDEX; a password goes into DIXIT_USER and DIXIT_PASSWORD, a key into DIXIT_API_KEY
    --- exit 2
    ");
}

#[test]
fn nobody_answers() {
    let (env, engine) = both();
    let url = news(&engine);
    let port = engine.node();
    drop(engine);
    let run = env.run(&["search", "trade", "--at", &url]);
    assert_eq!(run.code, 2);
    let said = run.stderr.replace(&port, "http://NODE");
    assert!(said.starts_with("error: nobody answers at `http://NODE`"), "{said}");
    assert!(said.contains("help: several nodes can be named"), "{said}");
}

#[test]
fn who_asks_comes_from_the_environment() {
    let (env, engine) = both();
    let url = news(&engine);
    for (variables, expected) in [
        (&[("DIXIT_API_KEY", "abc")][..], Some("ApiKey abc")),
        (&[("DIXIT_USER", "ann"), ("DIXIT_PASSWORD", "se cret")], Some("Basic YW5uOnNlIGNyZXQ=")),
        (&[("DIXIT_API_KEY", "")], None),
    ] {
        let run = env.run_with(&["push", &url], b"", variables);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(engine.heard("/").iter().rev().take(3).all(|heard| heard.authorization.as_deref() == expected));
        assert!(!run.stderr.contains("se cret") && !run.stderr.contains("abc"), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_push_with_what_has_arrived_and_the_next_one_goes_on() {
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};

    // So many go at once.
    const BATCH: usize = 500;

    let (env, engine) = both();
    let url = news(&engine);
    let one = env.run(&["search", "*", "-n1", "--sort", "date", "--format", "jsonl"]).stdout;
    let id: serde_json::Value = serde_json::from_str::<serde_json::Value>(&one).unwrap()["id"].clone();
    let line = |number: usize| one.replace(id.as_str().unwrap(), &format!("{number:016x}"));
    let lines = |numbers: std::ops::Range<usize>| numbers.map(line).collect::<String>();
    let mut child = env
        .command(&["push", &url, "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever writes these lines has not come to the end.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines(0..BATCH + 100).as_bytes()).unwrap();
    stdin.flush().unwrap();
    while engine.ask("POST", "/news/_mget", "{\"ids\":[\"00000000000001f3\"]}").1["docs"][0]["found"] != json!(true) {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let code = child.wait().unwrap().code();
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let told: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    assert_eq!((code, &told["stopped"]), (Some(130), &json!(true)), "{err}");
    // The lines that were read by then were sent.
    let arrived = told["created"].as_u64().unwrap();
    assert!((BATCH as u64..=BATCH as u64 + 100).contains(&arrived), "{told}");
    assert_eq!(told["total"], told["created"]);
    assert!(err.contains("the same command goes on from there"), "{err}");
    drop(stdin);

    let all = lines(0..BATCH + 200);
    let again = env.run_with(&["push", &url, "-", "--format", "json"], all.as_bytes(), &[]);
    let told: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    let expected = json!([BATCH as u64 + 200 - arrived, arrived, BATCH + 200, false]);
    assert_eq!(
        (again.code, json!([told["created"], told["unchanged"], told["total"], told["stopped"]])),
        (0, expected)
    );
}
