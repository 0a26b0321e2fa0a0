//! Folders of articles that this harness invents, before and after a change.

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A folder of articles: file names and what they hold.
pub(crate) type Folder = Vec<(String, String)>;

/// Who speaks.
const SPEAKERS: [(&str, &str); 6] = [
    ("Marta Oldenhall", "harbour master"),
    ("Ilya Brenkov", "union leader"),
    ("Dora Winfield", "mayor"),
    ("Samir Qadeeb", "engineer"),
    ("Lena Forsvik", "teacher"),
    ("Paul Okonda", "farmer"),
];

/// What about.
const TOPICS: [&str; 6] =
    ["the ferry", "the harvest", "the new bridge", "the school roof", "the fish market", "the dam"];

/// The outlets that carry it.
const OUTLETS: [&str; 3] = ["TASS", "Reuters", "Xinhua"];

/// An article that nobody else has: `seed` tells it from others.
fn article(seed: usize) -> String {
    let mut text = String::new();
    let pick = |from: usize| (seed * 7 + from * 3) % 6;
    for paragraph in 0..3 {
        let (speaker, role) = SPEAKERS[pick(paragraph)];
        let topic = TOPICS[pick(paragraph + 2)];
        let outlet = OUTLETS[(seed + paragraph) % 3];
        let number = seed * 10 + paragraph + 2;
        let _never_fails = write!(
            text,
            "{speaker}, {role} of the town, spoke about {topic} on day {number}.\n\n\"We waited {number} weeks for \
             {topic} and we will not wait a week more,\" {outlet} quoted {speaker} as saying. \"It costs {number} \
             crowns,\" the {role} added.\n\n"
        );
    }
    text
}

/// The folder before and after: articles come, change, move and go, one is a copy of another, and the one that a
/// third was a copy of goes.
pub(crate) fn before_and_after() -> (Folder, Folder) {
    let named = |name: &str, seed: usize| (name.to_owned(), article(seed));
    let line = |seed: usize| {
        let record =
            serde_json::json!({"title": format!("Day {seed}"), "text": article(seed), "publisher": "The Ferry Post"});
        format!("{record}\n")
    };
    let rows = |seeds: std::ops::Range<usize>| ("rows.jsonl".to_owned(), seeds.map(line).collect::<String>());
    let before = vec![
        named("stays.txt", 1),
        named("changes.txt", 2),
        named("goes.txt", 3),
        named("moves.txt", 4),
        named("original.txt", 5),
        named("was-a-copy.txt", 5),
        rows(20..26),
    ];
    let after = vec![
        named("stays.txt", 1),
        named("changes.txt", 12),
        named("comes.txt", 6),
        named("has-moved.txt", 4),
        named("was-a-copy.txt", 5),
        named("is-a-copy.txt", 1),
        rows(22..29),
    ];
    (before, after)
}

/// Lays `folder` at `place`, with fixed times so that each laying is the same; `age` tells two folders apart.
pub(crate) fn lay(folder: &Folder, place: &Path, age: Duration) -> io::Result<()> {
    if place.exists() {
        std::fs::remove_dir_all(place)?;
    }
    std::fs::create_dir_all(place)?;
    for (name, text) in folder {
        let path = place.join(name);
        std::fs::write(&path, text)?;
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000) + age;
        std::fs::File::options().write(true).open(path)?.set_modified(time)?;
    }
    Ok(())
}
