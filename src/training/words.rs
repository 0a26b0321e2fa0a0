//! The table of words: `data/words.tsv`.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::PathBuf;

use super::cluster;
use super::sense::Senses;
use crate::article::{ReadOptions, read_stream};
use crate::read::{Input, walk};
use crate::statement::word_forms;
use crate::text::paragraphs;

/// The most frequent word forms are taken, so many of them.
const WORDS: usize = 30_000;
/// A form that is seen less often is none of them.
const LEAST_COUNT: u32 = 3;
const FINE: usize = 400;
const ROUGH: usize = 64;
/// Shorter texts are boilerplate more often than news.
const SHORTEST_BYTES: usize = 300;

const HEAD: &str = "# word, class among 400, class among 64, WordNet 3.1 lexicographer file of its first sense as noun and \
as verb, commonest part of speech; 0 is none. Made by `dixit-train words`.\n";

/// Nothing to make a table of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no English articles there")]
pub struct WordsError;

/// The table of the English articles below `roots`, each text once; `senses` is `WordNet`'s `index.sense`.
///
/// # Errors
///
/// [`WordsError`] when there are none. Files that cannot be read are passed over.
pub fn word_table(roots: &[PathBuf], senses: &str, report: &(dyn Fn(&str) + Sync)) -> Result<String, WordsError> {
    let sentences = sentences(roots);
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for word in sentences.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let mut words: Vec<(&str, u32)> = counts.into_iter().filter(|(_, count)| *count >= LEAST_COUNT).collect();
    words.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    words.truncate(WORDS);
    if words.is_empty() {
        return Err(WordsError);
    }
    report(&format!("{} paragraphs, {} words", sentences.len(), words.len()));
    let numbers: HashMap<&str, u32> = words.iter().map(|(word, _)| *word).zip(0..).collect();
    let number = |word: &String| numbers.get(word.as_str()).copied().unwrap_or(u32::MAX);
    let coded: Vec<Vec<u32>> = sentences.iter().map(|sentence| sentence.iter().map(number).collect()).collect();
    let (fine, rough) = std::thread::scope(|scope| {
        let fine = scope.spawn(|| cluster::classes(&coded, words.len(), FINE, &|line| report(line)));
        let rough = cluster::classes(&coded, words.len(), ROUGH, &|line| report(line));
        (fine.join().unwrap_or_default(), rough)
    });
    let senses = Senses::read(senses);
    let mut table = HEAD.to_owned();
    for (((word, _), fine), rough) in words.iter().zip(fine).zip(rough) {
        let (noun, verb, part) = senses.of(word);
        // Writing to a string does not fail.
        let _ = writeln!(table, "{word}\t{}\t{}\t{noun}\t{verb}\t{part}", fine + 1, rough + 1);
    }
    Ok(table)
}

/// The paragraphs of the articles below `roots`, word by word.
fn sentences(roots: &[PathBuf]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut seen: HashSet<u64> = HashSet::new();
    let mut files: Vec<_> = walk(roots).filter_map(Result::ok).collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    for file in files {
        let Ok(mut input) = Input::open(&file.path, &file.shown) else { continue };
        read_stream(&file.shown, &mut input, &ReadOptions::default(), &mut |article| {
            let Ok(article) = article else { return };
            let english = article.lang.as_deref() == Some("en") && article.text.len() >= SHORTEST_BYTES;
            if english && seen.insert(article.text_hash()) {
                found.extend(paragraphs(&article.text).map(|paragraph| word_forms(&article.text, paragraph)));
            }
        });
    }
    found
}
