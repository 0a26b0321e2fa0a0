//! The server over a real socket: what it answers is what the command line prints.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::env::{Env, project};
use crate::server::{Response, Server, hear};

/// What a route answers and the command that prints the same.
fn check_same(server: &Server, env: &Env, target: &str, arguments: &[&str]) {
    let answer = server.get(target);
    assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    assert_eq!(answer.stable(env), env.run(arguments).stdout, "{target}");
}

#[test]
fn every_route_answers_what_the_command_line_prints() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let id = env.run(&["search", "rules", "-n1", "--fields", "id", "--format", "tsv"]).stdout;
    let id = id.lines().nth(1).unwrap();
    let same = |target: &str, arguments: &[&str]| check_same(&server, &env, target, arguments);
    for format in ["json", "jsonl", "csv", "tsv"] {
        let of = |route: &str| format!("/api/v1/{route}format={format}");
        same(&of("search?q=*&n=0&"), &["search", "*", "-n0", "--format", format]);
        same(
            &of("facets?field=speaker:1&field=date:month&"),
            &["facets", "speaker:1", "date:month", "--format", format],
        );
        same(&of("facets?field=kind&q=trade&unique&"), &["facets", "kind", "trade", "--unique", "--format", format]);
        same(&of(&format!("statements/{id}?")), &["show", id, "--format", format]);
        same(&of(&format!("statements/{}?", &id[..6])), &["show", &id[..6], "--format", format]);
        same(&of(&format!("trace?q={id}&")), &["trace", id, "--format", format]);
        same(
            &of("trace?q=rules&n=0&silent&against=longest&"),
            &["trace", "rules", "-n0", "--silent", "--against", "longest", "--format", format],
        );
    }
    same("/api/v1/who?name=Li&n=1", &["who", "Li", "-n1", "--format", "json"]);
    same("/api/v1/who?name=Nobody&q=trade", &["who", "Nobody", "trade", "--format", "json"]);
    same("/api/v1/compare?a=Xinhua&b=AFP&q=rules", &["compare", "Xinhua", "AFP", "rules", "--format", "json"]);
    same("/api/v1/stats", &["stats", "--format", "json"]);
    same("/api/v1/articles/d1?format=text", &["show", "--text", "d1"]);
    same("/api/v1/articles/news%2Fcall.txt?format=text", &["show", "--text", "news/call.txt"]);
    let article = server.get("/api/v1/articles/news%2Fprices.md");
    assert_eq!(article.stable(&env), env.run(&["extract", "--articles", "news/prices.md", "--format", "jsonl"]).stdout);
}

#[test]
fn parameters_are_the_options_of_the_command_line() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let cases: [(&str, &[&str]); 11] = [
        ("q=trade", &["trade"]),
        ("q=*&n=2&offset=1&sort=-date", &["*", "-n2", "--offset", "1", "--sort", "-date"]),
        (
            "q=trade+OR+rules&facet=speaker:1&facet=outlet&by=date:month&unique",
            &["trade OR rules", "--facet", "speaker:1", "--facet", "outlet", "--by", "date:month", "--unique"],
        ),
        (
            "n=0&fields=id,speaker.name&explain&collapse",
            &["*", "-n0", "--fields", "id,speaker.name", "--explain", "--collapse"],
        ),
        ("q=zebra&min-confidence=0.5", &["zebra", "--min-confidence", "0.5"]),
        ("q=speaker:%E7%8E%8B%E6%98%8E&recent=30d", &["speaker:王明", "--recent", "30d"]),
        ("q=rules+and+trade", &["rules and trade"]),
        ("q=trade&count", &["trade", "--count"]),
        ("q=*&count&unique&collapse&n=1&offset=1", &["*", "--count", "--unique", "--collapse"]),
        ("q=*&files&n=1&offset=1", &["*", "--files"]),
        ("q=zebra&files=true", &["zebra", "--files"]),
    ];
    for (query, arguments) in cases {
        let arguments = [&["search", "--format", "json"], arguments].concat();
        check_same(&server, &env, &format!("/api/v1/search?{query}"), &arguments);
    }
}

#[test]
fn a_wrong_query_is_a_problem_with_its_place() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let answer = server.get("/api/v1/search?q=outlte:TASS");
    assert_eq!((answer.status, answer.header("content-type")), (400, Some("application/problem+json")));
    let printed = env.run(&["search", "outlte:TASS", "--format", "json"]).stderr;
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let problem = answer.json();
    assert_eq!(problem["error"], printed["error"]);
    assert_eq!(problem["caret"], json!(["outlte:TASS", "^^^^^^"]));
    assert_eq!((&problem["status"], &problem["title"]), (&json!(400), &json!("Bad Request")));
    // What only shows when the query is run has its place, too.
    let problem = server.get("/api/v1/search?q=trade+like:0000").json();
    assert_eq!(problem["error"]["query"], "trade like:0000");
}

#[test]
fn what_cannot_be_answered_is_told_with_a_code() {
    let env = Env::with_news();
    env.write("secret.txt", "not to be read");
    let server = Server::start(&env, &[]);
    let long = format!("/api/v1/search?q={}", "a".repeat(40_000));
    for (target, status, code) in [
        ("/nothing", 404, "not-found"),
        ("/api/v1/statements/0000000000000000", 404, "not-found"),
        ("/api/v1/statements/xyz", 404, "not-found"),
        ("/api/v1/articles/nowhere.txt", 404, "not-found"),
        ("/api/v1/articles/..%2Fsecret.txt", 404, "not-found"),
        ("/api/v1/articles/%2Fetc%2Fpasswd", 404, "not-found"),
        ("/../../etc/passwd", 404, "not-found"),
        ("/api/v1/articles/../../secret.txt", 404, "not-found"),
        ("/api/v1/search?query=x", 400, "unknown-parameter"),
        ("/api/v1/search?n=-1", 400, "bad-parameter"),
        ("/api/v1/search?n=1&n=2", 400, "bad-parameter"),
        ("/api/v1/search?format=xml", 400, "bad-parameter"),
        ("/api/v1/search?sort=date&recent=30", 400, "bad-parameter"),
        ("/api/v1/search?facet=outlte", 400, "bad-parameter"),
        ("/api/v1/search?facet=outlet&format=csv", 400, "usage"),
        ("/api/v1/search?fields=qoute", 400, "bad-parameter"),
        ("/api/v1/search?count&fields=quote", 400, "bad-parameter"),
        ("/api/v1/search?files&by=kind", 400, "bad-parameter"),
        ("/api/v1/search?files&count", 400, "bad-parameter"),
        ("/api/v1/search?q=%FF", 400, "not-utf-8"),
        ("/api/v1/search?q=", 400, "empty-query"),
        ("/api/v1/facets", 400, "bad-parameter"),
        ("/api/v1/who?name=-", 400, "bad-parameter"),
        ("/api/v1/compare?a=AFP&b=afp", 400, "usage"),
        ("/api/v1/compare?a=AFP&b=Li&by=both", 400, "bad-parameter"),
        (&long, 414, "address-too-long"),
    ] {
        let answer = server.get(target);
        let shown = &target[..target.len().min(60)];
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{shown}");
        let problem = answer.json();
        assert_eq!((answer.status, &problem["error"]["code"]), (status, &json!(code)), "{shown}");
        assert_eq!(problem["type"], format!("/api#problem-{code}"), "{shown}");
    }
    let host = format!("host: {}\r\nconnection: close\r\n", server.address);
    assert_eq!(server.say(&format!("POST /api/v1/search HTTP/1.1\r\n{host}\r\n")).status, 405);
    assert_eq!(server.say(&format!("GET / HTTP/1.1\r\n{host}content-length: 9\r\n\r\n123456789")).status, 413);
    assert_eq!(server.say(&format!("GET / HTTP/1.1\r\n{host}x: {}\r\n\r\n", "y".repeat(100_000))).status, 431);
    let head = server.say(&format!("HEAD /api/v1/search HTTP/1.1\r\n{host}\r\n"));
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn an_answer_that_is_known_is_not_sent_again_until_the_index_changes() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let target = "/api/v1/search?q=trade";
    let tag = server.get(target).header("etag").unwrap().to_owned();
    let again = server.get_with(target, &[("if-none-match", &format!("\"other\", {tag}"))]);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag.as_str())));
    assert_ne!(server.get("/api/v1/search?q=rules").header("etag"), Some(tag.as_str()));

    env.write("news/new.txt", "Trade\n\nMarch 9, 2024\n\n\"Trade is back,\" said Ada Stone, the mayor.\n");
    assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0);
    let changed = server.get_with(target, &[("if-none-match", &tag)]);
    assert_eq!(changed.status, 200);
    assert_eq!(changed.stable(&env), env.run(&["search", "trade", "--format", "json"]).stdout);
}

#[test]
fn answers_go_on_while_the_index_is_gone_and_with_the_one_that_comes() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let total = |server: &Server| server.get("/api/v1/search").json()["total"].as_u64().unwrap();
    let before = total(&server);
    assert_eq!(server.get("/readyz").status, 200);
    std::fs::rename(env.path().join("index"), env.path().join("aside")).unwrap();
    assert_eq!(total(&server), before);
    let ready = server.get("/readyz");
    assert_eq!((ready.status, &ready.json()["error"]["code"]), (503, &json!("index-missing")));
    assert!(!ready.text().contains(env.path().to_str().unwrap()), "{}", ready.text());
    env.write("other/one.txt", "Trade\n\nMarch 9, 2024\n\n\"Trade is back,\" said Ada Stone, the mayor.\n");
    assert_eq!(env.run(&["index", "other", "--quiet"]).code, 0);
    assert_eq!(total(&server), 1);
    assert_eq!(server.get("/readyz").status, 200);
}

#[test]
fn whoever_removes_the_index_of_a_running_server_stops_no_answer() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let id = server.get("/api/v1/search?q=rules").json()["hits"][0]["id"].as_str().unwrap().to_owned();
    let targets = [
        "/".to_owned(),
        "/?q=trade".to_owned(),
        format!("/statement/{id}"),
        format!("/api/v1/statements/{id}"),
        "/api/v1/facets?field=speaker&field=date:month".to_owned(),
        format!("/api/v1/trace?q={id}"),
        "/api/v1/who?name=Li".to_owned(),
        "/api/v1/compare?a=Xinhua&b=AFP".to_owned(),
        "/api/v1/articles/d1?format=text".to_owned(),
        "/api/v1/stats".to_owned(),
    ];
    let before: Vec<_> = targets.iter().map(|target| server.get(target)).collect();
    std::fs::remove_dir_all(env.path().join("index")).unwrap();
    for (target, before) in targets.iter().zip(&before) {
        let after = server.get(target);
        assert_eq!((before.status, after.status, after.is_whole), (200, 200, true), "{target}: {}", after.text());
        if target == "/api/v1/stats" {
            let (before, after) = (before.json(), after.json());
            assert_eq!((&after["statements"], &after["bytes"]), (&before["statements"], &json!(0)));
        } else {
            assert_eq!(before.stable(&env), after.stable(&env), "{target}");
        }
    }
    assert!(server.get("/api/v1/search?q=rule*").json()["total"].as_u64() > Some(0), "what was not asked before");
    let ready = server.get("/readyz");
    assert_eq!((ready.status, &ready.json()["error"]["code"]), (503, &json!("index-missing")));
    assert_eq!(server.get("/healthz").status, 200);

    assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0);
    assert_eq!(server.get("/readyz").status, 200);
    assert_eq!(server.get(&targets[3]).stable(&env), before[3].stable(&env), "the same articles, the same answer");
}

#[test]
fn answers_are_compressed_for_those_who_read_that() {
    let env = with_much();
    let server = Server::start(&env, &[]);
    let target = "/api/v1/search?n=0&format=jsonl";
    let plain = server.get(target);
    assert!(plain.is_whole && plain.header("content-encoding").is_none());
    let gzip = server.get_with(target, &[("accept-encoding", "gzip")]);
    assert_eq!((gzip.header("content-encoding"), gzip.header("vary")), (Some("gzip"), Some("accept-encoding")));
    let mut body = Vec::new();
    flate2::read::GzDecoder::new(gzip.body.as_slice()).read_to_end(&mut body).unwrap();
    assert_eq!(body, plain.body);
    let zstd = server.get_with(target, &[("accept-encoding", "zstd")]);
    assert_eq!(zstd::decode_all(zstd.body.as_slice()).unwrap(), plain.body);
    assert!(zstd.body.len() * 10 < plain.body.len());
    assert_eq!(String::from_utf8(body).unwrap(), env.run(&["search", "*", "-n0", "--format", "jsonl"]).stdout);
}

/// Much more of an answer than a socket holds by itself: each statement tells the long address of its article.
fn with_much() -> Env {
    let env = Env::new();
    let mut articles = String::new();
    for number in 0..20 {
        let quote = |place| format!("\"Report {number} of {place} will be read,\" said Ada Stone, the mayor.");
        let text = (0..20).map(quote).collect::<Vec<_>>().join(" ");
        let url = format!("https://example.org/{}", "more-".repeat(8_000));
        articles.push_str(&json!({"id": number.to_string(), "url": url, "text": text}).to_string());
        articles.push('\n');
    }
    env.write("much/all.jsonl", &articles);
    assert_eq!(env.run(&["index", "much", "--quiet"]).code, 0);
    env
}

/// Asks for much and reads only the beginning of it.
fn ask_for_much(server: &Server) -> std::net::TcpStream {
    let mut stream = server.connect();
    let host = &server.address;
    let request = format!("GET /api/v1/search?n=0&format=jsonl HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    assert_eq!(stream.peek(&mut [0; 8]).unwrap(), 8);
    stream
}

#[test]
fn a_client_has_its_place_until_it_has_read_all_or_leaves() {
    let env = with_much();
    let server = Server::start(&env, &["--max-searches", "1", "--max-requests", "2"]);
    let slow = ask_for_much(&server);
    // It waits for its client, so another may search.
    assert_eq!(server.get("/api/v1/search").status, 200);
    let slower = ask_for_much(&server);
    let busy = server.get("/api/v1/search");
    assert_eq!((busy.status, busy.header("retry-after")), (503, Some("1")));
    assert_eq!(busy.json()["error"]["code"], "busy");
    assert_eq!(server.get("/healthz").status, 200);
    drop(slow);
    until(|| Some(server.get("/api/v1/search")).filter(|answer| answer.status == 200));
    drop(slower);
}

/// What `look` finds, soon.
fn until<T>(look: impl Fn() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_request_that_comes_too_slowly_is_not_waited_for() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let mut stream = server.connect();
    let begun = Instant::now();
    for byte in b"GET /healthz HTTP/1.1\r\nhost: loc" {
        if stream.write_all(&[*byte]).is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut rest = Vec::new();
    let _broken = stream.read_to_end(&mut rest);
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
}

#[test]
fn only_its_own_names_are_answered_to() {
    let env = Env::with_news();
    let server = Server::start(&env, &["--allow-host", "search.example"]);
    let status = |host: &str| server.get_with("/healthz", &[("host", host)]).status;
    assert_eq!(["localhost:80", "127.0.0.1", "[::1]:8600", "Search.Example"].map(status), [200; 4]);
    assert_eq!(["rebound.example", "localhost.rebound.example", ""].map(status), [421; 3]);
}

#[test]
fn whoever_has_no_token_is_not_let_in() {
    let env = Env::with_news();
    let token = |arguments: &[&str]| env.run(&[&["serve", "token", "--tokens", "t.toml"], arguments].concat());
    assert_eq!(token(&["list"]).code, 1);
    let run = token(&["new", "ada"]);
    let ada = run.stdout.trim().to_owned();
    let watcher = token(&["new", "watcher", "--scope", "metrics"]).stdout.trim().to_owned();
    assert!(run.code == 0 && ada.starts_with("dixit_"), "{}", run.stderr);
    assert!(!std::fs::read_to_string(env.path().join("t.toml")).unwrap().contains(&ada[6..]));
    assert_eq!(token(&["list"]).stdout.lines().count(), 2);

    let server = Server::start(&env, &["--tokens", "t.toml"]);
    let ask = |target: &str, shown: &str| server.get_with(target, &[("authorization", shown)]);
    let search = "/api/v1/search";
    assert_eq!(
        (server.get(search).status, server.get("/healthz").status, server.get("/readyz").status),
        (401, 200, 200)
    );
    assert!(server.get(search).header("www-authenticate").unwrap().starts_with("Bearer"));
    assert_eq!(ask(search, &format!("Bearer {ada}")).status, 200);
    assert_eq!(ask(search, &format!("Bearer {ada}x")).status, 401);
    assert_eq!(ask(search, &format!("Bearer {watcher}")).status, 403);
    assert_eq!(ask("/metrics", &format!("Bearer {watcher}")).status, 200);
    assert_eq!(ask("/metrics", &format!("Bearer {ada}")).status, 403);
    assert_eq!(token(&["revoke", "ada"]).code, 0);
    assert_eq!(ask(search, &format!("Bearer {ada}")).status, 401);
}

#[test]
fn it_does_not_open_itself_to_others_by_oversight() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["serve", "--listen", "0.0.0.0:0", "--tokens", "t.toml"]), @"
    $ dixit serve --listen 0.0.0.0:0 --tokens t.toml
    --- stderr
    error: there is no token in `t.toml`
    help: `dixit serve token new NAME` makes one
    --- exit 2
    ");
    let run = env.run_with(&["serve", "--listen", "0.0.0.0:0"], b"", &[("XDG_CONFIG_HOME", "/nowhere")]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("there is no token in"), "{}", run.stderr);
    insta::assert_snapshot!(env.transcript(&["serve", "--listen", "0", "--index", "none"]), @"
    $ dixit serve --listen 0 --index none
    --- stderr
    error: no index at `none`
    help: `dixit index PATH…` makes one; `--index DIR` or DIXIT_INDEX names another
    --- exit 2
    ");
}

#[test]
fn a_client_that_asks_too_often_is_told_to_wait() {
    let env = Env::with_news();
    let server = Server::start(&env, &["--rate", "1", "--behind-proxy"]);
    let ask = |client: &str| server.get_with("/api/v1/stats", &[("x-forwarded-for", client)]);
    let answers: Vec<Response> = (0..8).map(|_| ask("192.0.2.1")).collect();
    let refused = answers.iter().find(|answer| answer.status == 429).unwrap();
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(ask("192.0.2.2").status, 200);
}

#[test]
fn every_answer_keeps_browsers_from_trusting_it() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    for target in ["/healthz", "/api", "/api/v1/search", "/nothing", "/api/v1/search?q=(", "/metrics"] {
        let answer = server.get(target);
        assert!(answer.header("content-security-policy").unwrap().contains("default-src 'none'"), "{target}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{target}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{target}");
    }
}

#[test]
fn what_is_under_way_is_finished_when_the_server_is_to_end() {
    let env = with_much();
    let server = Server::start(&env, &[]);
    assert_eq!(server.get("/healthz").text(), "alive\n");
    let mut stream = ask_for_much(&server);
    server.terminate();
    until(|| std::net::TcpStream::connect(&server.address).err());
    let answer = hear(&mut stream);
    assert!(answer.is_whole);
    assert_eq!(answer.text(), env.run(&["search", "*", "-n0", "--format", "jsonl"]).stdout);
    assert_eq!(server.wait(), (0, String::new()));
}

#[test]
fn requests_are_logged_and_counted_without_what_was_looked_for() {
    let env = Env::with_news();
    let server = Server::start_loud(&env, &["--log", "json"]);
    assert_eq!(server.get("/api/v1/search?q=zebra").status, 200);
    assert_eq!(server.get_with("/nothing", &[("authorization", "Bearer dixit_secret")]).status, 404);
    let metrics = server.get("/metrics").text();
    assert!(metrics.contains("dixit_requests_total{route=\"/api/v1/search\",status=\"200\"} 1"), "{metrics}");
    assert!(metrics.contains("dixit_requests_total{route=\"none\",status=\"404\"} 1"), "{metrics}");
    server.terminate();
    let (_, log) = server.wait();
    assert!(!log.contains("zebra") && !log.contains("dixit_secret"), "{log}");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let search = lines.iter().find(|line| line["path"] == "/api/v1/search").unwrap();
    assert_eq!(
        (&search["status"], &search["method"], &search["client"]),
        (&json!(200), &json!("GET"), &json!("127.0.0.1"))
    );
    assert!(search["bytes"].as_u64().unwrap() > 0 && search["ms"].is_number(), "{search}");
}

#[test]
fn the_api_describes_itself() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let document = server.get("/api/v1/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let page = server.get("/api").text();
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(page.contains(path.as_str()), "{path}");
        for parameter in item["get"]["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "query") {
            assert!(page.contains(parameter["name"].as_str().unwrap()), "{path}");
        }
    }
    for code in ["busy", "host", "unknown-parameter"] {
        assert!(page.contains(&format!("id=\"problem-{code}\"")), "{code}");
    }
}

/// The blocks of the page in `language`.
fn blocks(language: &str) -> Vec<String> {
    let page = std::fs::read_to_string(project().join("docs/serve.md")).unwrap();
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn addresses_of_the_page_are_answered() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let text = [blocks("sh"), blocks("r")].concat().join("\n");
    let addresses: Vec<&str> = text
        .split("http://127.0.0.1:8600")
        .skip(1)
        .filter_map(|rest| rest.split(['\'', '"']).next())
        .filter(|address| address.starts_with("/api/"))
        .collect();
    assert!(addresses.len() >= 5, "{addresses:?}");
    for address in addresses {
        assert_eq!(server.get(address).status, 200, "{address}");
    }
}

#[test]
fn the_problem_of_the_page_is_the_one_that_is_sent() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let shown: Value = serde_json::from_str(&blocks("json")[0]).unwrap();
    assert_eq!(server.get("/api/v1/search?q=outlte:TASS").json(), shown);
}

#[test]
fn the_notebook_of_the_page_runs() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let program = format!("SERVER = 'http://{}'\n{}", server.address, blocks("python")[0]);
    // Without Python there is no notebook.
    let Ok(output) = std::process::Command::new("python3").arg("-c").arg(program).output() else { return };
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("2024-01-15\tLi Wen\tTrade needs rules"), "{printed}{:?}", output.stderr);
    assert_eq!(printed.lines().count(), 2, "{printed}");
}
