//! Articles under `fixtures/extraction`, each named after a difficulty, with the statements they hold.
//!
//! A fixture is an article, a line `====`, and a line a statement. `DIXIT_UPDATE_FIXTURES=1` writes
//! what is found now, to be read before it is committed.

use std::path::Path;

use dixit::statement::{Record, extract};

use crate::env::article;

const RULE: &str = "\n====\n";

fn describe(record: &Record) -> String {
    let role = record.speaker.role.as_deref().map(|role| format!(" ({role})")).unwrap_or_default();
    let mention = record.speaker.mention.as_ref().map_or("-", |(mention, _)| mention);
    let cue = record.cue.as_ref().map_or("-", |(cue, _)| cue);
    let name = record.speaker.name.as_deref().unwrap_or("-");
    let outlets = if record.outlets.is_empty() { String::new() } else { format!(" via {}", record.outlets.join(", ")) };
    let kind = record.kind.name();
    let quote = record.quote().replace('\n', "⏎");
    format!("{kind} | {name}{role} | {mention} | {cue}{outlets} | {quote}")
}

#[test]
fn fixtures_hold_the_statements_listed_below_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/extraction");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 14, "fixtures are missing");
    for path in paths {
        let fixture = std::fs::read_to_string(&path).unwrap();
        let (text, expected) = fixture.split_once(RULE).unwrap_or((fixture.trim_end(), ""));
        let lang = path.file_stem().unwrap().to_str().unwrap().rsplit_once('.').map_or("en", |(_, lang)| lang);
        let article = article(text, lang);
        let found: Vec<String> =
            extract(&article).iter().map(|statement| describe(&Record::new(&article, statement))).collect();
        let found = found.join("\n");
        if std::env::var_os("DIXIT_UPDATE_FIXTURES").is_some() {
            std::fs::write(&path, format!("{text}{RULE}{found}\n")).unwrap();
        } else {
            assert_eq!(found, expected.trim_end(), "statements of {}", path.display());
        }
    }
}
