//! A reader that goes away ends the program quietly.

use std::io::Read;
use std::process::Stdio;

use crate::env::Env;

/// Runs the program, reads one byte of its output and closes the pipe.
fn close_early(env: &Env, arguments: &[&str]) -> (i32, String) {
    let mut child = env.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut byte = [0];
    let _first = child.stdout.take().unwrap().read(&mut byte).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn help_and_completions_end_quietly() {
    let env = Env::new();
    for arguments in [&["--help"][..], &["completions", "bash"], &["man"]] {
        assert_eq!(close_early(&env, arguments), (0, String::new()), "{arguments:?}");
    }
}

#[test]
fn results_end_quietly() {
    let env = Env::new();
    let line = |n| format!(r#"{{"id":"{n}","text":"\"This is number {n} of many,\" said Ada Stone, the mayor."}}"#);
    let many: Vec<String> = (0..3000).map(line).collect();
    env.write("many.jsonl", &many.join("\n"));
    assert_eq!(env.run(&["index", "many.jsonl", "--quiet"]).code, 0);
    for format in ["human", "jsonl", "json", "csv", "tsv"] {
        let search = ["search", "number", "-n0", "--format", format];
        assert_eq!(close_early(&env, &search), (0, String::new()), "{format}");
        let extract = ["extract", "many.jsonl", "--format", format];
        assert_eq!(close_early(&env, &extract), (0, String::new()), "{format}");
    }
}
