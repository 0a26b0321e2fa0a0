//! What has no index of statements: ripgrep over the articles, and Xapian, whose index is made here at small sizes only.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Bench;
use crate::Outcome;
use crate::pairs::{Pairs, Rounds, quantile};
use crate::peers::dixit::Dixit;
use crate::peers::script::Script;
use crate::peers::tantivy::folded;
use crate::peers::{Chains, Peer, Stored, Want};
use crate::process;
use crate::question::{Clause, Question, questions};
use crate::table::{Bar, Row, Table};

/// Xapian takes minutes for more.
const MOST_FOR_XAPIAN: u64 = 500_000;

/// Debian's Python, for which Debian's bindings are.
const PYTHONS: [&str; 2] = ["/usr/bin/python3", "python3"];

pub(super) fn compare(bench: &Bench<'_>, table: &mut Table) -> Outcome<()> {
    let stored = Stored::open(&bench.index)?;
    let questions = questions(&stored, bench.options.recipe.seed)?;
    scan(bench, &questions, table)?;
    xapian(bench, &stored, &questions, table)
}

/// A word by the index, as a process, against a scan of all articles for it.
fn scan(bench: &Bench<'_>, questions: &[Question], table: &mut Table) -> Outcome<()> {
    let (id, what) = ("scan-ripgrep", "files that have a rare word, `dixit search --files` against `rg -l`");
    let rare = questions.iter().find(|question| question.sort == "rare word");
    let word = rare.ok_or("no rare word among the questions")?.typed();
    let scan = || {
        let mut command = Command::new("rg");
        command.args(["-l", "-i", "-w", &word]).arg(&bench.corpus.folder);
        command
    };
    let scanned = match process::output(&mut scan()) {
        Ok(printed) => String::from_utf8(printed)?,
        Err(error) => {
            table.add(bench.skipped(id, what, &format!("ripgrep: {error}")));
            return Ok(());
        }
    };
    let search = || {
        let mut command = bench.dixit();
        command.args(["search", "--files", "--index"]).arg(&bench.index).arg(&word);
        command
    };
    // ripgrep finds the word anywhere in an article; what dixit finds in statements in its very form is among that.
    let exact = process::output(
        bench.dixit().args(["search", "--files", "--index"]).arg(&bench.index).arg(format!("\"{word}\"")),
    )?;
    for file in String::from_utf8(exact)?.lines() {
        let name = file.rsplit('/').next().unwrap_or(file);
        if !scanned.lines().any(|line| line.ends_with(name)) {
            return Err(format!("ripgrep does not find `{word}` in {file}").into());
        }
    }
    let pairs =
        Pairs::run(bench.options.rounds, &mut || process::run(&mut search()), &mut || process::run(&mut scan()))?;
    table.add(Row {
        unit: "× as fast",
        figures: Some(pairs.times_as_fast()),
        bar: Bar::None,
        note: format!("{:.1} ms and {:.1} ms", pairs.seconds().median() * 1e3, pairs.other_seconds().median() * 1e3),
        ..bench.row(id, what)
    });
    Ok(())
}

fn xapian(bench: &Bench<'_>, stored: &Stored, questions: &[Question], table: &mut Table) -> Outcome<()> {
    let (id, what) = ("ask-xapian-hits", "number and top ten against Xapian, p50");
    if stored.statements > MOST_FOR_XAPIAN {
        table.add(bench.skipped(id, what, "it would take an hour to index this"));
        return Ok(());
    }
    let has_it = |python: &str| process::run(Command::new(python).args(["-c", "import xapian"])).is_ok();
    let Some(python) = PYTHONS.into_iter().find(|python| has_it(python)) else {
        table.add(bench.skipped(id, what, "python3-xapian is not installed"));
        return Ok(());
    };
    let folder: PathBuf = bench.work().join("xapian");
    let script = bench.options.scripts.join("xapian_peer.py");
    let mut peer = Script::start(Command::new(python).arg(script).arg(&folder))?;
    let mut chains = Chains::default();
    stored.records(&mut |record| peer.tell(&document(&record, &mut chains).to_string()))?;
    peer.tell("null")?;
    peer.ready()?;
    let languages = stored.languages()?;
    let mut asked = Vec::new();
    for question in questions {
        if let Some(tree) = tree(question, &mut chains, &languages) {
            asked.push((question, tree.to_string()));
        }
    }
    let mut dixit = Dixit::open(&bench.index)?;
    let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.options.rounds {
        (ours, theirs) = (Vec::new(), Vec::new());
        for (question, tree) in &asked {
            let begun = Instant::now();
            let found = dixit.ask(question, Want::Hits)?;
            ours.push(begun.elapsed());
            let (total, took) = peer.ask(tree)?;
            if total != found.total {
                return Err(format!("`{}`: Xapian has {total} hits, dixit {}", question.typed(), found.total).into());
            }
            theirs.push(took);
        }
        ratios.push(middle(&mut theirs) / middle(&mut ours));
    }
    drop(peer);
    std::fs::remove_dir_all(&folder)?;
    table.add(Row {
        unit: "× as fast",
        figures: Some(Rounds::new(ratios)),
        bar: Bar::None,
        note: format!(
            "{} questions, {:.3} ms and {:.3} ms",
            asked.len(),
            middle(&mut ours) * 1e3,
            middle(&mut theirs) * 1e3
        ),
        ..bench.row(id, what)
    });
    Ok(())
}

fn middle(times: &mut [Duration]) -> f64 {
    times.sort();
    let seconds: Vec<f64> = times.iter().map(Duration::as_secs_f64).collect();
    quantile(&seconds, 0.5)
}

fn document(record: &dixit::statement::Record, chains: &mut Chains) -> Value {
    let quote = crate::peers::tantivy::indexed_quote(record);
    let (mut words, mut stems): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let push = |list: &mut Vec<Value>, position: usize, token: &str| {
        list.resize(position, Value::Null);
        list.push(token.into());
    };
    chains.words(&quote, &mut |position, word| push(&mut words, position, word));
    chains.stems(record.article.lang.as_deref(), &quote, &mut |position, stem| push(&mut stems, position, stem));
    let outlets: Vec<String> = record.carriers().into_iter().map(folded).collect();
    json!([words, stems, outlets, record.speaker.name.as_deref().map(folded)])
}

/// The question as a tree; none where it asks what this peer was not given: days, and prefixes, which it expands otherwise.
fn tree(question: &Question, chains: &mut Chains, languages: &[String]) -> Option<Value> {
    let mut word = |word: &str| {
        let mut terms = vec![json!("or"), json!(["term", format!("W{word}")])];
        terms.extend(chains.stems_of(word, languages).iter().map(|stem| json!(["term", format!("S{stem}")])));
        Value::from(terms)
    };
    let (mut with, mut without) = (vec![json!("and")], None);
    for clause in &question.clauses {
        with.push(match clause {
            Clause::Word(one) => word(one),
            Clause::Either(one, other) => json!(["or", word(one), word(other)]),
            Clause::Phrase(words) => {
                let terms = words.iter().map(|word| json!(format!("W{word}")));
                std::iter::once(json!("phrase")).chain(terms).collect()
            }
            Clause::Outlet(name) => json!(["term", format!("O{}", folded(name))]),
            Clause::Speaker(name) => json!(["term", format!("P{}", folded(name))]),
            Clause::Without(one) => {
                without = Some(word(one));
                continue;
            }
            Clause::Days(..) | Clause::Prefix(_) => return None,
        });
    }
    let with = Value::from(with);
    Some(match without {
        Some(without) => json!(["not", with, without]),
        None => with,
    })
}
