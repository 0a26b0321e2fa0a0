//! Counting values, among all statements or those of a query.

use crate::env::{Env, project};

/// The example of `docs/counting.md` is what the program prints.
#[test]
fn the_page_shows_what_is_printed() {
    let page = std::fs::read_to_string(project().join("docs/counting.md")).unwrap();
    let example = page.split("```console\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (command, expected) = example.split_once('\n').unwrap();
    assert_eq!(command, "$ dixit facets outlet date:month 'date:2024 -outlet:TASS'");
    let run = Env::with_news().run(&["facets", "outlet", "date:month", "date:2024 -outlet:TASS"]);
    assert_eq!(run.stdout, expected, "docs/counting.md shows\n{expected}\nbut the program prints\n{}", run.stdout);
}

#[test]
fn values_are_counted_among_the_matches() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["facets", "outlet", "date:month"]), @"
    $ dixit facets outlet date:month
    outlet
        2  Reuters
        1  AFP
        1  TASS
        1  Xinhua

    date:month
        1  2024-01
        2  2024-02
        2  2024-03
    --- exit 0
    ");
    insta::assert_snapshot!(env.transcript(&["facets", "speaker", "outlet:AFP"]), @"
    $ dixit facets speaker outlet:AFP
    speaker
        1  Marie Noir
    --- exit 0
    ");
}

#[test]
fn counts_have_every_format() {
    let env = Env::with_news();
    for format in ["json", "jsonl", "csv", "tsv"] {
        let run = env.run(&["facets", "outlet", "trade", "--format", format]);
        assert_eq!(run.code, 0, "{format}: {}", run.stderr);
        assert!(run.stdout.contains("Xinhua"), "{format}: {}", run.stdout);
    }
    insta::assert_snapshot!(env.run(&["facets", "outlet", "trade", "--format", "csv"]).stdout, @"
    field,value,count
    outlet,AFP,1
    outlet,Xinhua,1
    ");
    insta::assert_snapshot!(env.run(&["facets", "outlet", "trade", "--format", "json"]).stdout, @r#"{"schema":1,"query":"trade","total":2,"facets":{"outlet":[{"value":"AFP","count":1},{"value":"Xinhua","count":1}]},"took_ms":0}"#);
}

#[test]
fn nothing_to_count_exits_with_1() {
    assert_eq!(Env::with_news().run(&["facets", "speaker", "zebra"]).code, 1);
}
