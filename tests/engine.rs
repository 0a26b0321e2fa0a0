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

/// What both say.
fn same(env: &Env, url: &str, arguments: &[&str]) -> String {
    let here = env.run(arguments);
    let there = env.run(&[arguments, &["--at", url]].concat());
    assert_eq!((there.code, &there.stdout, &there.stderr), (here.code, &here.stdout, &here.stderr), "{arguments:?}");
    here.stdout
}

#[test]
fn what_many_carried_is_one_there_too() {
    for kind in [Kind::OpenSearch, Kind::Elasticsearch] {
        let env = crate::trace::harbour();
        let engine = FakeEngine::start(kind);
        let url = news(&engine);
        assert_eq!(env.run(&["push", &url]).code, 0);
        let collapsed = same(&env, &url, &["search", "*", "--collapse", "-n0", "--sort", "date", "--format", "jsonl"]);
        assert_eq!(collapsed.lines().count(), 3, "{collapsed}");
        let asked: [&[&str]; 9] = [
            &["search", "harbour", "--collapse", "--sort", "-date"],
            &["search", "*", "--collapse", "--sort", "date", "-n1", "--offset", "1", "--format", "csv"],
            &[
                "search", "*", "--unique", "--sort", "outlet", "--facet", "outlet", "--by", "date:day", "--format",
                "jsonl",
            ],
            &["search", "*", "--collapse", "--unique", "--count"],
            &["search", "ferries NEAR/9 winter", "--collapse", "--sort", "date"],
            &["search", "zebra", "--unique", "--facet", "outlet"],
            &["facets", "outlet", "speaker", "date:month", "publisher", "--unique"],
            &["facets", "date:day", "harbour", "--unique", "--format", "csv"],
            &["search", "*", "--recent", "30d", "--format", "csv", "--fields", "id,quote"],
        ];
        for arguments in asked {
            same(&env, &url, arguments);
        }
        same(&env, &url, &["search", "harbour", "--collapse", "--count"]);
    }
}

#[test]
fn what_is_like_a_statement_is_like_it_there_too() {
    let env = Env::new();
    for number in 0..30 {
        let others = ["the harbour pilots strike again", "nobody expects rain", "trains are late"][number % 3];
        let text = format!(
            "Talk {number}\n\nMarch 5, 2024\n\n\"Well, number {number}: {others},\" said Olaf Brandt, a pilot.\n"
        );
        env.write(&format!("news/{number}.txt"), &text);
    }
    assert_eq!(env.run(&["index", "news", "-q"]).code, 0);
    for kind in [Kind::OpenSearch, Kind::Elasticsearch] {
        let engine = FakeEngine::start(kind);
        let url = news(&engine);
        assert_eq!(env.run(&["push", &url]).code, 0);
        let id = document(&env, &["search", "pilots", "-n1"])["hits"][0]["id"].as_str().unwrap().to_owned();
        let like = format!("like:{id}");
        let found = same(
            &env,
            &url,
            &["search", &like, "--sort", "date", "-n0", "--format", "jsonl", "--fields", "id,highlights"],
        );
        assert_eq!(found.lines().count(), 9, "{found}");
        same(&env, &url, &["search", &format!("-{like} strike"), "--count"]);
        same(&env, &url, &["search", &format!("{like} \"pilots str\"*"), "--sort", "date", "--format", "csv"]);
        same(&env, &url, &["search", "like:ffffffffffffffff"]);
        assert_eq!(
            env.run(&["search", &like, "--explain", "--count", "--at", &url]).stderr,
            env.run(&["search", &like, "--explain", "--count"]).stderr
        );
    }
}

#[test]
fn a_saved_query_tells_an_utterance_once_there_too() {
    let env = crate::trace::harbour();
    let engine = FakeEngine::start(Kind::OpenSearch);
    let url = news(&engine);
    let configured = env.path().join("configured");
    let variables = [("XDG_CONFIG_HOME", configured.to_str().unwrap()), ("DIXIT_AT", &url)];
    let run = |arguments: &[&str]| env.run_with(arguments, b"", &variables);
    let lines = env.run(&["extract", "news", "--format", "jsonl"]).stdout;
    let (late, early): (Vec<&str>, Vec<&str>) = lines.lines().partition(|line| line.contains("\"ANI\""));
    assert!(!late.is_empty() && !early.is_empty());
    let push = |lines: &[&str]| {
        assert_eq!(env.run_with(&["push", &url, "-"], lines.join("\n").as_bytes(), &[]).code, 0);
    };
    push(&early);
    assert_eq!(run(&["saved", "add", "spoken", "harbour"]).code, 0);
    let first = run(&["saved", "run", "spoken", "--collapse", "--format", "jsonl"]);
    assert_eq!((first.code, first.stdout.lines().count()), (0, 1), "{}{}", first.stdout, first.stderr);
    push(&late);
    // Without that, two versions are: the one that came now, and the other one of before.
    assert_eq!(run(&["saved", "run", "spoken", "--peek", "--format", "jsonl"]).stdout.lines().count(), 2);
    let again = run(&["saved", "run", "spoken", "--collapse", "--format", "jsonl"]);
    assert_eq!(again.stdout, "", "another version of what was told is not new");
}

#[test]
fn a_page_has_what_statements_tell_and_says_what_it_lacks() {
    let env = crate::trace::harbour();
    let engine = FakeEngine::start(Kind::Elasticsearch);
    let url = news(&engine);
    assert_eq!(env.run(&["push", &url]).code, 0);
    for name in ["Berg", "lund", "=Jonas Lund"] {
        let mut here = document(&env, &["who", name]);
        let there = document(&env, &["who", name, "--at", &url]);
        assert!(here["speaker"]["stories"].is_u64() && here["speaker"]["typical"].is_array(), "{here}");
        for left_out in ["stories", "typical", "beside"] {
            here["speaker"][left_out] = json!(null);
        }
        here["speaker"]["more_beside"] = json!(0);
        assert_eq!(here, there);
    }
    same(&env, &url, &["who", "Brg"]);
    same(&env, &url, &["who", "zebra"]);
    same(&env, &url, &["who", "Berg", "zebra"]);
    insta::assert_snapshot!(transcript(&env, &engine, &["who", "Berg", "-n1", "--at", &url]), @"
    $ dixit who Berg -n1 --at http://NODE/news
    Anna Berg, person
      statements  2 in 2 articles, 1 utterance
      dates       2024-02-08 to 2024-02-10
      quoted      direct 50%, mixed 0%, indirect 50%
      called      Anna Berg (1), The minister of ports (1)

    role
        2  2024-02-08 to 2024-02-10  minister of ports

    outlet
        1  Example Gazette
        1  TASS

    publisher
        1  Example Gazette
        1  TASS

    date:month
        2  2024-02

    latest
    2024-02-10  Anna Berg, minister of ports  ← Example Gazette  (indirect)
      that they would not close the old harbour of Kiruna before every family there
      had found another house
      3 versions, 2024-02-08 to 2024-02-10: TASS, Example Gazette
      news/gazette.md  d17d8b75e4308081

    others than Anna Berg with that name
        1  Berg

    stories, typical words and who is quoted next to them: an index on this
      machine tells them
    --- exit 0
    ");
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
