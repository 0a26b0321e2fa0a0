//! What happens to a folder and its index, step by step, each step understood whatever came before it.

use std::path::{Path, PathBuf};

use super::articles::{article, copy, file};
use super::dice::Dice;

/// The files that there may be, in folders below folders.
pub(super) const FILES: [&str; 8] =
    ["a/1.txt", "a/2.txt", "a/c/1.txt", "b/1.txt", "b/3.txt", "b/c/d/e/long-name.txt", "4.txt", "c/ёлка.txt"];

/// The folders over which a run may go.
const FOLDERS: [&str; 6] = ["", "", "a", "a/c", "b", "c"];

#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A file is written, be it new or not.
    Write {
        file: usize,
        content: String,
    },
    /// A file gets articles like those of another one: the same, or with other facts, or spelt differently.
    Copy {
        from: usize,
        to: usize,
        seed: u64,
    },
    /// A file grows.
    Append {
        file: usize,
        article: String,
    },
    /// A file has another time and the same content.
    Touch {
        file: usize,
    },
    Remove {
        file: usize,
    },
    /// A file goes elsewhere, over what lies there.
    Move {
        from: usize,
        to: usize,
    },
    /// A run over some folders.
    Run {
        folders: Vec<&'static str>,
        keep_missing: bool,
        pace: Course,
    },
    /// The index is opened anew.
    Open,
    /// An open index takes up what was committed since.
    Refresh,
    /// An open index is asked.
    Search {
        seed: u64,
    },
}

/// How a run goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    /// Whether it commits as often as it can.
    pub commits: bool,
    pub end: End,
}

/// How a run ends; the numbers are those of its reports on the way.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    Whole,
    /// It is told to stop.
    Stopped {
        at: usize,
    },
    /// The machine goes down: the folder of the index is what it was at that moment.
    Killed {
        at: usize,
    },
}

/// A sequence of steps, which depends on `dice` alone.
pub(super) fn steps(dice: &mut Dice) -> Vec<Step> {
    let mut steps: Vec<Step> = (0..dice.between(1, 3)).map(|_| written(dice)).collect();
    for _ in 0..dice.between(3, 12) {
        steps.push(step(dice));
    }
    steps
}

fn step(dice: &mut Dice) -> Step {
    let (file, to, seed) = (dice.below(FILES.len()), dice.below(FILES.len()), dice.roll());
    match dice.below(16) {
        0 | 1 => written(dice),
        2..=4 => Step::Copy { from: file, to, seed },
        5 => Step::Append { file, article: article(dice) },
        6 => Step::Touch { file },
        7 => Step::Remove { file },
        8 => Step::Move { from: file, to },
        9..=12 => run(dice),
        13 => Step::Open,
        14 => Step::Refresh,
        _ => Step::Search { seed },
    }
}

fn written(dice: &mut Dice) -> Step {
    Step::Write { file: dice.below(FILES.len()), content: file(dice, 0, 4) }
}

fn run(dice: &mut Dice) -> Step {
    let folders = dice.several(&FOLDERS, 1, 2);
    // A run tells how far it is for each file, and a few times more.
    let at = dice.below(10);
    let end = match dice.below(5) {
        0 => End::Stopped { at },
        1 => End::Killed { at },
        _ => End::Whole,
    };
    Step::Run { folders, keep_missing: dice.one_in(4), pace: Course { commits: dice.one_in(2), end } }
}

/// Articles like those of `content`.
pub(super) fn copied(content: &str, seed: u64) -> String {
    let mut dice = Dice::new(seed);
    content.split('#').skip(1).map(|block| copy(&format!("#{block}"), &mut dice)).collect()
}

/// The folder of `name` below `root`.
pub(super) fn folder(root: &Path, name: &str) -> PathBuf {
    if name.is_empty() { root.to_owned() } else { root.join(name) }
}
