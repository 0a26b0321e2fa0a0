//! The server over a real socket: what it answers is what the command line prints.

use serde_json::json;

use crate::env::Env;
use crate::server::Server;

#[test]
fn search_answers_what_the_command_line_prints() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let cases: [(&str, &[&str]); 6] = [
        ("q=trade&format=json", &["trade"]),
        ("q=*&n=2&offset=1&sort=-date", &["*", "-n2", "--offset", "1", "--sort", "-date"]),
        (
            "q=trade+OR+rules&facet=speaker:1&by=date:month&unique",
            &["trade OR rules", "--facet", "speaker:1", "--by", "date:month", "--unique"],
        ),
        (
            "n=0&fields=id,speaker.name&explain&collapse",
            &["*", "-n0", "--fields", "id,speaker.name", "--explain", "--collapse"],
        ),
        ("q=zebra&min-confidence=0.5", &["zebra", "--min-confidence", "0.5"]),
        ("q=speaker:%E7%8E%8B%E6%98%8E", &["speaker:王明"]),
    ];
    for (query, arguments) in cases {
        let answer = server.get(&format!("/api/v1/search?{query}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{query}");
        let printed = env.run(&[&["search", "--format", "json"], arguments].concat()).stdout;
        assert_eq!(answer.stable(&env), printed, "{query}");
    }
    for format in ["jsonl", "csv", "tsv"] {
        let answer = server.get(&format!("/api/v1/search?n=0&format={format}"));
        assert_eq!(answer.text(), env.run(&["search", "*", "-n0", "--format", format]).stdout, "{format}");
    }
}

#[test]
fn a_wrong_query_is_a_problem_with_its_place() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    let answer = server.get("/api/v1/search?q=outlte:TASS");
    assert_eq!((answer.status, answer.header("content-type")), (400, Some("application/problem+json")));
    let printed = env.run(&["search", "outlte:TASS", "--format", "json"]).stderr;
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let problem = answer.json();
    assert_eq!(problem["error"], printed["error"]);
    assert_eq!(problem["caret"], json!(["outlte:TASS", "^^^^^^"]));
    assert_eq!((&problem["status"], &problem["title"]), (&json!(400), &json!("Bad Request")));
}

#[test]
fn the_server_ends_when_the_system_wants_it_to() {
    let env = Env::with_news();
    let server = Server::start(&env, &[]);
    assert_eq!(server.get("/healthz").text(), "alive\n");
    server.terminate();
    assert_eq!(server.wait(), (0, String::new()));
}
