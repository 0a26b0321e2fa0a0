//! What scripts rely on: many queries as one stream, chosen fields, rows for `xargs -0`, an order that stays.

use crate::env::Env;

const QUERIES: &str =
    "name,query\ntrade,trade\n\nwrong,outlte:TASS\nwire,\"outlet:TASS AND \"\"multipolar\"\"\"\n,x\nnobody,zebra\n";

#[test]
fn many_queries_give_one_stream_and_wrong_ones_are_told_with_their_line() {
    let env = Env::with_news();
    env.write("queries.csv", QUERIES);
    insta::assert_snapshot!(env.transcript(&["search", "--queries", "queries.csv", "-C0", "-n1", "--facet", "outlet:1"]), @r#"
    $ dixit search --queries queries.csv -C0 -n1 --facet outlet:1
    trade: trade  (2 statements)

    2024-02-20  Marie Noir  ← AFP  (direct)
      “Rules need trade”
      news/days.jsonl#2  540ddf6feb7fd70d

    2 statements, showing 1

    outlet
        1  AFP
        …  1 more value

    wire: outlet:TASS AND "multipolar"  (1 statement)

    2024-02-08  Yury Ushakov, Kremlin aide  ← TASS, published by ANI  (direct)
      “The leaders confirmed the common course towards a fair multipolar world”
      news/call.txt  fc903493770baa14

    1 statement

    outlet
        1  TASS

    nobody: zebra  (0 statements)
    --- stderr
    queries.csv:4 (wrong):
    error: unknown field `outlte`
      outlte:TASS
      ^^^^^^
    help: did you mean `outlet:`?
    queries.csv:6:
    error: no name in this row
    --- exit 2
    "#);
    let lines =
        env.run(&["search", "--queries", "queries.csv", "--format", "jsonl", "--fields", "id", "--facet", "outlet:1"]);
    insta::assert_snapshot!(lines.stdout, @r#"
    {"schema":1,"name":"trade","id":"540ddf6feb7fd70d"}
    {"schema":1,"name":"trade","id":"23e3c03b1d2c9062"}
    {"schema":1,"name":"trade","field":"outlet","value":"AFP","count":1}
    {"schema":1,"name":"wire","id":"fc903493770baa14"}
    {"schema":1,"name":"wire","field":"outlet","value":"TASS","count":1}
    "#);
    assert_eq!(lines.code, 2);
    assert!(lines.stderr.lines().next().unwrap().contains(r#""line":4,"name":"wrong""#), "{}", lines.stderr);
}

#[test]
fn many_queries_can_be_counted_and_read_from_standard_input() {
    let env = Env::with_news();
    let count = |table: &str, format| {
        let arguments = ["search", "--queries", "-", "--count", "--format", format];
        let run = env.run_with(&arguments, table.as_bytes(), &[]);
        (run.stdout, run.code)
    };
    let good = "Query,Name\ntrade,a\nzebra,b\n";
    assert_eq!(count(good, "csv"), ("name,query,total\na,trade,2\nb,zebra,0\n".to_owned(), 0));
    assert_eq!(count(good, "human"), ("       2  a\n       0  b\n".to_owned(), 0));
    assert_eq!(count("name,query\nb,zebra\n", "human").1, 1, "nothing found");
    assert_eq!(count("what,who\nb,zebra\n", "human"), (String::new(), 2));
    assert_eq!(count("", "human"), (String::new(), 2));
}

#[test]
fn fields_are_chosen_by_their_names_in_json() {
    let env = Env::with_news();
    let fields = |list, format| env.run(&["search", "outlet:TASS", "--fields", list, "--format", format]);
    let line = r#"{"schema":1,"speaker":{"name":"Yury Ushakov"},"outlets":["TASS"]}"#;
    assert_eq!(fields("speaker.name,outlets", "jsonl").stdout.trim_end(), line);
    assert!(fields("speaker.name,outlets", "json").stdout.contains(line));
    assert_eq!(fields("speaker.name,outlets", "csv").stdout, "speaker.name,outlets\nYury Ushakov,TASS\n");
    let wrong = fields("speaker.nmae", "jsonl");
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.stderr.contains("no field is called `speaker.nmae`, did you mean `speaker.name`?"),
        "{}",
        wrong.stderr
    );
    assert_eq!(fields("id", "human").code, 2);
    let extracted = env.run(&["extract", "news/call.txt", "--fields", "article.title", "--format", "tsv"]);
    assert_eq!(extracted.stdout, "article.title\nLeaders of two countries speak by phone\n");
}

#[test]
fn rows_and_file_names_can_end_with_a_zero_byte() {
    let env = Env::with_news();
    let run = env.run(&["search", "trade", "--fields", "quote", "--format", "tsv", "-0", "--sort", "date"]);
    assert_eq!(run.stdout, "quote\0Trade needs rules\0Rules need trade\0");
    assert_eq!(env.run(&["search", "--files", "-0", "trade"]).stdout, "news/days.jsonl\0");
    for refused in [&["--format", "jsonl"][..], &["--count"], &["--files", "--format", "csv"]] {
        assert_eq!(env.run(&[&["search", "trade", "-0"], refused].concat()).code, 2, "{refused:?}");
    }
}

#[test]
fn two_runs_and_two_ways_to_an_index_give_the_same_bytes() {
    let env = Env::with_news();
    for name in ["call.txt", "prices.md", "days.jsonl", "zh.txt"] {
        let file = format!("news/{name}");
        let steps = ["index", "--index", "steps", "--quiet", "--keep-missing", file.as_str()];
        assert_eq!(env.run(&steps).code, 0);
    }
    for sort in ["relevance", "date", "-date", "speaker", "outlet"] {
        let search = ["search", "*", "-n0", "--format", "jsonl", "--sort", sort];
        let first = env.run(&search).stdout;
        assert_eq!(env.run(&search).stdout, first, "{sort}");
        assert_eq!(env.run(&[&search[..], &["--index", "steps"]].concat()).stdout, first, "{sort}, in steps");
    }
}

#[test]
fn old_matches_count_less_when_asked_for() {
    let env = Env::with_news();
    let score = |arguments: &[&str]| -> f64 {
        let search = ["search", "rules", "-n1", "--format", "tsv", "--fields", "score"];
        env.run(&[&search, arguments].concat()).stdout.lines().last().unwrap().parse().unwrap()
    };
    // The articles are years old, whenever this runs.
    assert!(score(&["--recent", "1y"]) < score(&[]) / 2.0);
    assert!(score(&["--recent", "26w"]) < score(&["--recent", "365"]));
    for wrong in [&["--recent", "soon"][..], &["--recent", "0"], &["--recent", "1m", "--sort", "date"]] {
        assert_eq!(env.run(&[&["search", "rules"], wrong].concat()).code, 2, "{wrong:?}");
    }
}

#[test]
fn synonyms_come_from_a_file_and_show_in_the_explanation() {
    let env = Env::with_news();
    env.write("mine.txt", "# the desk\ncommerce, trade\n");
    env.write("config/dixit/synonyms.txt", "commerce => rules");
    let count = |arguments: &[&str], variables: &[(&str, &str)]| {
        env.run_with(&[&["search", "--count"], arguments].concat(), b"", variables).stdout.trim().to_owned()
    };
    assert_eq!(count(&["commerce"], &[]), "0");
    assert_eq!(count(&["commerce", "--synonyms", "mine.txt"], &[]), "2");
    assert_eq!(count(&["\"commerce\"", "--synonyms", "mine.txt"], &[]), "0");
    let home = env.path().join("config").to_string_lossy().into_owned();
    assert_eq!(count(&["commerce"], &[("XDG_CONFIG_HOME", &home)]), "2");
    let explained = env.run(&["search", "--explain", "--count", "commerce", "--synonyms", "mine.txt"]).stderr;
    assert!(explained.contains("OR") && explained.contains("trade  → en:trade"), "{explained}");
    env.write("mine.txt", "a, b\n\nalone\n");
    let wrong = env.run(&["search", "commerce", "--synonyms", "mine.txt"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("mine.txt:3: one word alone"), "{}", wrong.stderr);
}

#[test]
fn the_like_of_a_statement_is_found_by_its_id() {
    let env = Env::with_news();
    let ids = |query: &str| -> Vec<String> {
        let run = env.run(&["search", query, "--format", "tsv", "--fields", "id"]);
        run.stdout.lines().skip(1).map(str::to_owned).collect()
    };
    let (wen, noir) = (&ids("speaker:Wen")[0], &ids("speaker:Noir")[0]);
    assert_eq!(ids(&format!("like:{wen}")), [noir.as_str()]);
    let run = env.run(&["search", "like:00000000000000ff", "--format", "json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no-such-statement"), "{}", run.stderr);
}
