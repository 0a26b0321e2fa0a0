//! Help is a result: it goes to standard output, fits a screen, and begins with examples.

use crate::env::Env;

#[test]
fn short_help_fits_a_screen_and_begins_with_examples() {
    let run = Env::new().run(&["-h"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(run.stdout, @r#"
    Search what people said in news articles: who said it, when, and which outlet
    carried it

    Examples:
      dixit search --articles news/ 'outlet:TASS AND "multipolar"'
      dixit search 'speaker:(Xi OR Putin) date:2024-02'
      dixit facets speaker date:month 'sanctions'
      dixit extract --format jsonl news/ | jq -r .quote

    Usage: dixit [OPTIONS] <COMMAND>

    Commands:
      index        Read articles and bring the index up to date with them
      search       Find statements
      facets       Count the values of fields, among all statements or those that
                   match
      show         Show one statement in its article, with the chain speaker ←
                   outlet ← publisher
      trace        Show one utterance wherever it was carried: who first, through
                   whom, and how the words differ
      who          Show a speaker's page: names, roles, outlets, dates, typical
                   words, latest statements
      compare      Show two speakers or two outlets side by side, on all statements
                   or those that match
      saved        Keep queries under a name, and show what is new since they were
                   last run
      browse       Browse statements in the terminal: live query, counts to narrow
                   by, the article beside
      extract      Print the statements of articles, without an index
      push         Send statements to OpenSearch, Elasticsearch or Quickwit, where
                   `--at` asks them
      stats        Show what the index holds: articles, statements, dates, size
      check        Check that the index is sound and says what its articles say
      serve        Show a page to search in a browser, and answer scripts and
                   notebooks over HTTP
      mcp          Give assistants quotes with their places: Model Context Protocol
                   over standard input and output
      completions  Print completions for a shell
      man          Print the manual page, or write one page a command into a folder
      help         Print this message or the help of the given subcommand(s)

    Options:
          --index <DIR>  Folder of the index [env: DIXIT_INDEX] [default: index]
      -q, --quiet        Say nothing but results and errors
      -h, --help         Print help (see more with '--help')
      -V, --version      Print version

    `dixit help query` has the query language on one page.
    "#);
}

#[test]
fn search_help_fits_a_screen() {
    let run = Env::new().run(&["search", "-h"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.lines().count() <= 53, "{}", run.stdout);
    insta::assert_snapshot!(run.stdout, @r#"
    Examples:
      dixit search --articles news/ 'outlet:TASS AND "multipolar"'
      dixit search 'speaker:Xi date:2024-02 -outlet:TASS' --sort -date
      dixit search sanctions --facet speaker --by date:month
      dixit search --files 'kind:direct ceasefire'

    Find statements

    Usage: dixit search [OPTIONS] [QUERY]...

    Arguments:
      [QUERY]...  What to look for

    Options:
          --index <DIR>         Folder of the index [env: DIXIT_INDEX] [default:
                                index]
          --queries <FILE>      Answer the queries of a CSV file with the columns
                                name,query; - reads standard input
          --articles <PATH>     Bring the index up to date with this file or folder
                                first (repeatable)
          --at <URL>            Ask OpenSearch, Elasticsearch or Quickwit at this
                                address: `http://HOST:9200/INDEX` (docs/scale.md)
                                [env: DIXIT_AT]
      -q, --quiet               Say nothing but results and errors
      -n, --limit <N>           Statements to show at most; 0 shows all [default:
                                10]
          --offset <N>          Statements to pass over [default: 0]
          --sort <ORDER>        Order: relevance, date, -date (newest first),
                                speaker, outlet [default: relevance]
          --recent <HALF_LIFE>  Let matches count half after each half-life: 30,
                                30d, 2w, 6m, 1y
          --collapse            Show one statement of each utterance, with all
                                outlets that carried it
          --unique              Count utterances, not how often they were carried
          --facet <FIELD[:N]>   Count the values of a field among all matches:
                                speaker, outlet:20 (repeatable)
          --by <FIELD>          Count all matches along a field: date:month,
                                date:year, kind …
          --count               Print the number of matches alone
          --files               Print the files of all matches alone, each once
          --fields <FIELDS>     Fields of each statement to give:
                                id,speaker.name,quote (names as in JSON)
      -C, --context <N>         Lines of context under each quote; 0 shows the quote
                                alone [default: 2]
          --explain             Tell on standard error how the query is understood
                                and what each part finds
          --min-confidence <X>  Leave out statements less certain than X (0 to 1)
          --format <FORMAT>     Format of the results [default: human] [possible
                                values: human, jsonl, json, csv, tsv]
      -h, --help                Print help (see more with '--help')

    Query: word "exact phrase" prefix* speaker:Xi outlet:TASS date:2024-02 -excluded
           a OR b, (groups), a NEAR/5 b; `dixit help query` has it on one page
    "#);
}

#[test]
fn every_command_has_examples_and_says_what_it_does() {
    let env = Env::new();
    for command in [
        "index",
        "search",
        "facets",
        "show",
        "trace",
        "who",
        "compare",
        "browse",
        "extract",
        "push",
        "stats",
        "check",
        "serve",
        "mcp",
        "completions",
        "man",
    ] {
        for help in ["-h", "--help"] {
            let run = env.run(&[command, help]);
            assert_eq!(run.code, 0, "{command} {help}");
            assert!(run.stdout.contains("Examples:"), "{command} {help} has no examples");
            assert!(run.stdout.lines().all(|line| line.chars().count() <= 100), "{command} {help} is too wide");
        }
    }
}

#[test]
fn long_help_tells_exit_codes() {
    let env = Env::new();
    for command in ["search", "facets", "show", "trace", "who", "compare", "extract"] {
        assert!(env.run(&[command, "--help"]).stdout.contains("1 nothing found"), "{command}");
    }
    assert!(env.run(&["push", "--help"]).stdout.contains("2 error or something was not taken"));
    assert!(env.run(&["--help"]).stdout.contains("Exit codes:"));
}

#[test]
fn a_command_that_is_not_there_is_an_error_with_a_hint() {
    let env = Env::new();
    insta::assert_snapshot!(env.transcript(&["serach", "x"]), @"
    $ dixit serach x
    --- stderr
    error: unrecognized subcommand 'serach'

      tip: some similar subcommands exist: 'trace', 'serve', 'extract', 'search'

    Usage: dixit [OPTIONS] <COMMAND>

    For more information, try '--help'.
    --- exit 2
    ");
    insta::assert_snapshot!(env.transcript(&["index"]), @"
    $ dixit index
    --- stderr
    error: no files or folders to read
    help: name them: `dixit index examples/articles`
    --- exit 2
    ");
    insta::assert_snapshot!(env.transcript(&["search", "x", "--sort", "age"]), @"
    $ dixit search x --sort age
    --- stderr
    error: invalid value 'age' for '--sort <ORDER>': expected one of relevance, date, -date, speaker, outlet

    For more information, try '--help'.
    --- exit 2
    ");
    insta::assert_snapshot!(env.transcript(&["facets", "outlte"]), @"
    $ dixit facets outlte
    --- stderr
    error: no field is called `outlte`, did you mean `outlet`?
    help: fields come first, then the query: `dixit facets speaker sanctions`
    --- exit 2
    ");
    insta::assert_snapshot!(env.transcript(&["search", "x", "--facet", "date:12"]), @"
    $ dixit search x --facet date:12
    --- stderr
    error: invalid value 'date:12' for '--facet <FIELD[:N]>': dates are counted by `date:year`, `date:month`, `date:week` or `date:day`

    For more information, try '--help'.
    --- exit 2
    ");
    insta::assert_snapshot!(env.transcript(&["show", "xyz"]), @"
    $ dixit show xyz
    --- stderr
    error: no index at `index`
    help: `dixit index PATH…` makes one; `--index DIR` or DIXIT_INDEX names another
    --- exit 2
    ");
    insta::assert_snapshot!(env.transcript(&["extract", "-", "a.txt"]), @"
    $ dixit extract - a.txt
    --- stderr
    error: `-` stands among other paths
    help: standard input is read alone: `dixit extract --input-format jsonl -`
    --- exit 2
    ");
}

#[test]
fn without_arguments_help_is_shown_as_an_error() {
    let run = Env::new().run(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("Examples:"));
}
