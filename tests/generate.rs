//! Completions and manual pages come from the same definitions as the help.

use crate::env::Env;

#[test]
fn completions_are_made_for_every_shell() {
    let env = Env::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = env.run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        assert!(run.stdout.contains("facets"), "{shell} does not know the commands");
        assert!(run.stdout.contains("min-confidence"), "{shell} does not know the options");
    }
    assert_eq!(env.run(&["completions", "cmd"]).code, 2);
}

#[test]
fn one_manual_page_a_command_is_written() {
    let env = Env::new();
    let run = env.run(&["man", "--dir", "man1"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let mut pages: Vec<String> = std::fs::read_dir(env.path().join("man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    insta::assert_snapshot!(pages.join(" "), @"dixit-browse.1 dixit-check.1 dixit-compare.1 dixit-completions.1 dixit-extract.1 dixit-facets.1 dixit-index.1 dixit-man.1 dixit-mcp.1 dixit-push.1 dixit-saved-add.1 dixit-saved-list.1 dixit-saved-remove.1 dixit-saved-reset.1 dixit-saved-run.1 dixit-saved.1 dixit-search.1 dixit-serve-token-list.1 dixit-serve-token-new.1 dixit-serve-token-revoke.1 dixit-serve-token.1 dixit-serve.1 dixit-show.1 dixit-stats.1 dixit-trace.1 dixit-who.1 dixit.1");
    let page = std::fs::read_to_string(env.path().join("man1/dixit-search.1")).unwrap();
    assert!(page.contains(".SH SYNOPSIS") && page.contains("outlet:TASS"), "{page}");
}

#[test]
fn the_main_page_is_printed() {
    let run = Env::new().run(&["man"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains(".TH dixit 1"), "{}", run.stdout);
}
