//! The rules of `docs/architecture.md`, held by reading the source: who uses whom, and what must not
//! be there.

use std::path::{Path, PathBuf};

use crate::env::project;

/// The stations in the order of the flow, and which of those before it each may use. `error` and
/// `present` stand above the answer, `mcp` and `serve` above them; `cli` is another crate and uses what the library shows.
const MAY_USE: [(&str, &[&str]); 17] = [
    ("crew", &[]),
    ("text", &[]),
    ("outlet", &["text"]),
    ("speaker", &["text"]),
    ("read", &["text"]),
    ("article", &["text", "outlet", "read"]),
    ("statement", &["text", "outlet", "speaker", "article"]),
    ("training", &["text", "read", "article", "statement"]),
    ("index", &["crew", "text", "outlet", "speaker", "read", "article", "statement"]),
    ("query", &["text", "outlet", "speaker", "index"]),
    ("answer", &["text", "outlet", "speaker", "read", "article", "statement", "index", "query"]),
    ("present", &["text", "read", "article", "statement", "index", "query", "answer"]),
    ("engine", &["text", "article", "statement", "index", "query", "answer", "present"]),
    ("error", &["index", "query", "answer", "engine"]),
    ("mcp", &["text", "article", "index", "query", "answer", "present", "error"]),
    ("serve", &["text", "article", "statement", "index", "query", "answer", "present", "error"]),
    (
        "fuzzing",
        &[
            "text",
            "outlet",
            "speaker",
            "read",
            "article",
            "statement",
            "index",
            "query",
            "answer",
            "engine",
            "error",
            "mcp",
            "serve",
        ],
    ),
];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Path below `src`, and the source without tests and comments, by line number.
fn sources() -> Vec<(String, Vec<(usize, String)>)> {
    let root = project().join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            let source = std::fs::read_to_string(&path).unwrap();
            let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
            let lines = code.lines().enumerate().map(|(number, line)| {
                let code = line.split_once("//").map_or(line, |(code, _)| code);
                (number + 1, code.to_owned())
            });
            (name, lines.collect())
        })
        .collect()
}

/// Whether the whole file is for tests: it, or a folder that holds it, is declared under `#[cfg(test)]`.
fn is_for_tests(name: &str) -> bool {
    let mut above = "lib.rs".to_owned();
    let mut folder = String::new();
    name.trim_end_matches(".rs").split('/').any(|module| {
        let source = std::fs::read_to_string(project().join("src").join(&above)).unwrap_or_default();
        folder = format!("{folder}{module}/");
        above = format!("{folder}mod.rs");
        is_declared_for_tests(&source, module)
    })
}

fn is_declared_for_tests(source: &str, module: &str) -> bool {
    let declared = format!("mod {module};");
    source.lines().zip(source.lines().skip(1)).any(|(attribute, line)| {
        attribute == "#[cfg(test)]" && line.strip_suffix(&declared).is_some_and(|start| !start.contains("//"))
    })
}

fn station(name: &str) -> &str {
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

/// The stations that a line names after `crate::`.
fn used(line: &str) -> Vec<String> {
    line.match_indices("crate::")
        .filter(|(at, _)| !line[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$'))
        .map(|(at, prefix)| {
            line[at + prefix.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
        })
        .filter(|name| MAY_USE.iter().any(|(station, _)| station == name))
        .collect()
}

#[test]
fn every_station_uses_only_those_before_it() {
    let mut broken = Vec::new();
    for (name, lines) in sources() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == station(&name)) else { continue };
        if is_for_tests(&name) {
            continue;
        }
        for (number, line) in lines {
            for other in used(&line) {
                if other != station(&name) && !allowed.contains(&other.as_str()) {
                    broken.push(format!("src/{name}:{number}: {} may not use {other}", station(&name)));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Where a query meets the words of an index.
const LOWERING: [&str; 2] = ["query/lower.rs", "query/meaning.rs"];

#[test]
fn queries_know_of_the_index_only_its_fields() {
    for (name, lines) in sources() {
        if station(&name) != "query" || LOWERING.contains(&name.as_str()) || is_for_tests(&name) {
            continue;
        }
        for (number, line) in lines {
            if let Some((_, path)) = line.split_once("crate::index::") {
                let only_fields = path
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .find(|word| !word.is_empty())
                    .is_some_and(|word| word == "Field" || word == "FieldType");
                assert!(only_fields, "src/{name}:{number}: {line}");
            }
        }
    }
}

/// Checks that `word` stands in no file but those that `may` names.
fn only_in(word: &str, may: impl Fn(&str) -> bool) {
    for (name, lines) in sources() {
        if may(&name) || is_for_tests(&name) {
            continue;
        }
        for (number, line) in lines {
            assert!(!line.contains(word), "src/{name}:{number}: `{word}` must not be here: {}", line.trim());
        }
    }
}

#[test]
fn tantivy_is_behind_the_index() {
    only_in("tantivy::", |name| name.starts_with("index/") || name == "query/lower.rs");
}

#[test]
fn only_the_command_line_touches_the_world() {
    let shells = ["cli/", "browse/", "bin/"];
    let is_shell = |name: &str| shells.iter().any(|shell| name.starts_with(shell)) || name == "main.rs";
    for word in ["println!", "eprintln!", "print!(", "std::process", "std::env", "current_dir"] {
        only_in(word, is_shell);
    }
    only_in("::now()", |name| is_shell(name) || matches!(name, "serve/clock.rs" | "engine/http.rs"));
}

/// What the view may use of the library. It gets the article's text and the query by way of those who call it.
const BROWSE_MAY_USE: [&str; 7] = ["text", "statement", "index", "query", "answer", "present", "error"];

#[test]
fn the_view_stands_between_the_library_and_the_command_line() {
    for (name, lines) in sources().into_iter().filter(|(name, _)| !is_for_tests(name)) {
        for (number, line) in lines {
            let place = || format!("src/{name}:{number}: {}", line.trim());
            if station(&name) == "browse" {
                assert!(!line.contains("crate::cli"), "{}", place());
                for (at, path) in line.match_indices("dixit::") {
                    let used: String = line[at + path.len()..].chars().take_while(|c| c.is_alphanumeric()).collect();
                    assert!(BROWSE_MAY_USE.contains(&used.as_str()), "{}", place());
                }
                assert!(!line.contains("::now()") || name == "browse/mod.rs", "{}", place());
            } else if name != "cli/browse.rs" {
                assert!(!line.contains("crate::browse"), "{}", place());
            }
        }
    }
}

#[test]
fn the_screen_is_behind_the_view() {
    for word in ["ratatui::", "crossterm::", "signal_hook::"] {
        only_in(word, |name| station(name) == "browse");
    }
}

#[test]
fn the_core_reads_no_files() {
    for word in ["std::fs", "std::io", "std::thread"] {
        let core = ["text", "outlet", "speaker", "statement", "query"];
        only_in(word, |name| !core.contains(&station(name)));
    }
}

#[test]
fn formats_live_in_presenters() {
    only_in("serde_json", |name| {
        matches!(station(name), "present" | "engine" | "mcp" | "cli" | "serve" | "bin" | "article" | "index")
    });
}

#[test]
fn every_file_begins_by_saying_what_it_answers() {
    let root = project().join("src");
    for (name, _) in sources() {
        let source = std::fs::read_to_string(root.join(&name)).unwrap();
        assert!(source.starts_with("//! "), "src/{name} has no module doc");
    }
}
