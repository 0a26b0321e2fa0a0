//! `dixit help query`: one page, and each of its queries runs.

use crate::env::Env;

#[test]
fn the_cheat_sheet_fits_80_columns_and_its_queries_run() {
    let env = Env::with_news();
    let sheet = env.run(&["help", "query"]);
    assert_eq!((sheet.code, sheet.stderr.as_str()), (0, ""));
    assert_eq!(env.run(&["query"]).stdout, sheet.stdout, "`help` may be left out");
    assert!(sheet.stdout.lines().all(|line| line.chars().count() <= 80), "{}", sheet.stdout);
    let known = env.run(&["search", "*", "-n1", "--format", "tsv", "--fields", "id"]).stdout;
    let known = known.lines().last().unwrap();
    let mut count = 0;
    for line in sheet.stdout.lines() {
        let Some(query) = line.strip_prefix("  ").and_then(|rest| rest.split("  ").next()) else { continue };
        let query = query.replace("9f2c41d07ab3e815", known);
        let run = env.run(&["search", "--count", "--", &query]);
        assert!(run.code < 2, "{query}: {}", run.stderr);
        count += 1;
    }
    assert!(count > 35, "{count} queries found");
}
