//! A folder with articles, and `dixit` run in it with nothing else around: no variables, no colours,
//! a fixed width.

use dixit::article::{Article, ArticleId};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A temporary folder to run `dixit` in.
pub(crate) struct Env {
    folder: tempfile::TempDir,
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Env {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with a few articles in `news`, and an index of them.
    pub(crate) fn with_news() -> Self {
        let env = Self::new();
        for (name, text) in NEWS {
            env.write(&format!("news/{name}"), text);
        }
        assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0, "indexing failed");
        env
    }

    pub(crate) fn path(&self) -> PathBuf {
        // On some systems the temporary folder is a link; the program sees where it leads.
        self.folder.path().canonicalize().unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path().join(path)).unwrap();
    }

    /// The program, ready to be run in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dixit"));
        command.args(arguments).current_dir(self.path()).env_clear().env("COLUMNS", "80").stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"", &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &[u8], variables: &[(&str, &str)]) -> Run {
        let mut child = self
            .command(arguments)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read its input closes it early, which is its right.
        let _closed = child.stdin.take().unwrap().write_all(stdin);
        let output = child.wait_with_output().unwrap();
        Run {
            stdout: self.stable(&output.stdout),
            stderr: self.stable(&output.stderr),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// What was printed, as a transcript: the command, standard output, standard error, exit code.
    pub(crate) fn transcript(&self, arguments: &[&str]) -> String {
        self.run(arguments).transcript(arguments)
    }

    /// Text without what differs between runs: the folder's name and times.
    pub(crate) fn stable(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes).replace(&*self.path().to_string_lossy(), "[DIR]");
        let text = after_number(&text, "\"took_ms\":", "0");
        let text = after_number(&text, "done in ", "0.0");
        after_number(&text, "took ", "0.0")
    }
}

/// `text` with the number behind each `marker` replaced.
fn after_number(text: &str, marker: &str, replacement: &str) -> String {
    let mut stable = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(marker) {
        let end = at + marker.len();
        stable.push_str(&rest[..end]);
        rest = rest[end..].trim_start_matches(|character: char| character.is_ascii_digit() || character == '.');
        stable.push_str(replacement);
    }
    stable.push_str(rest);
    stable
}

impl Run {
    pub(crate) fn transcript(&self, arguments: &[&str]) -> String {
        let mut text = String::from("$ dixit");
        for argument in arguments {
            let plain = argument.chars().all(|c| c.is_alphanumeric() || "-_./:=,#".contains(c));
            if plain { write!(text, " {argument}").unwrap() } else { write!(text, " '{argument}'").unwrap() }
        }
        write!(text, "\n{}", self.stdout).unwrap();
        if !self.stderr.is_empty() {
            write!(text, "--- stderr\n{}", self.stderr).unwrap();
        }
        write!(text, "--- exit {}", self.code).unwrap();
        text
    }
}

/// What a command prints as one JSON document.
pub(crate) fn document(env: &Env, arguments: &[&str]) -> Value {
    let run = env.run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}{}", run.stdout, run.stderr))
}

/// The texts in `field` of each of `values`.
pub(crate) fn texts<'v>(values: &'v Value, field: &str) -> Vec<&'v str> {
    values.as_array().unwrap().iter().map(|value| value[field].as_str().unwrap_or_default()).collect()
}

/// The root of the project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Small articles with plain attributions, so that these tests stand however extraction improves.
const NEWS: [(&str, &str); 4] = [
    (
        "call.txt",
        "Leaders of two countries speak by phone\n\nFebruary 8, 2024\n\nBeijing [China], February 8 (ANI): The \
         presidents of the two countries spoke by phone on Thursday.\n\n\"The leaders confirmed the common course \
         towards a fair multipolar world,\" Kremlin aide Yury Ushakov told reporters, TASS reported.\n",
    ),
    (
        "prices.md",
        "---\ntitle: Prices rise again\ndate: 2024-03-01\npublisher: Reuters\n---\n\n\"Prices will rise further,\" \
         said Anna Berg, the bank's chief economist. \"Nobody should be surprised.\"\n\nThe minister of finance, \
         Jonas Lund, said that sanctions had nothing to do with it.\n",
    ),
    (
        "days.jsonl",
        "{\"id\":\"d1\",\"title\":\"On trade\",\"date\":\"2024-01-15\",\"publisher\":\"Xinhua\",\"text\":\"\\\"Trade \
         needs rules,\\\" said Li Wen, a spokesperson for the ministry.\"}\n\
         {\"id\":\"d2\",\"title\":\"On rules\",\"date\":\"2024-02-20\",\"publisher\":\"AFP\",\"text\":\"\\\"Rules need \
         trade,\\\" said Marie Noir, a trader in Lyon.\"}\n",
    ),
    ("zh.txt", "外交部谈多极化\n\n新华社北京2月9日电 外交部发言人王明说：“世界多极化是大势所趋。”\n"),
];

/// An article of nothing but its text.
pub(crate) fn article(text: &str, lang: &str) -> Article {
    Article {
        id: ArticleId::of_content(None, text),
        path: "fixture.txt".to_owned(),
        title: None,
        author: None,
        url: None,
        lang: Some(lang.to_owned()),
        publisher: None,
        date: None,
        warnings: Vec::new(),
        text: text.to_owned(),
        outlets: None,
    }
}
