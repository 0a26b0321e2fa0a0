//! Corpora of any size out of some thousand real articles.
//!
//! An article is put together from runs of paragraphs of several real ones. In each run the people have other names, the
//! same ones throughout the run, the numbers are others, and some of the rarer words stand for others of their kind. So
//! sentences are real in form and length, words and names as frequent as in the news, vocabulary and cast grow with the
//! corpus, and no two articles are the same, but for one in twenty, which another publisher carries in nearly the same
//! words, as happens in the news. Article `n` of a seed is the same in every size.

mod article;
mod people;
mod source;
mod vocabulary;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::Outcome;
use article::Writer;
use source::Sources;

/// Articles in one file: some megabytes.
const IN_ONE_FILE: u64 = 500;

/// Files in one folder.
const FILES_IN_A_FOLDER: u64 = 200;

/// Raised when the same seed gives other articles.
const VERSION: u32 = 2;

/// A corpus on disk.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// The folder of its files.
    pub folder: PathBuf,
    /// What was written.
    pub facts: Facts,
}

/// What a corpus holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    version: u32,
    seed: u64,
    from: Vec<PathBuf>,
    /// Number of articles.
    pub articles: u64,
    /// Bytes of their texts.
    pub text_bytes: u64,
}

/// What corpora are made of.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Files and folders of real articles, in any format that dixit reads.
    pub from: Vec<PathBuf>,
    /// Another seed gives other articles.
    pub seed: u64,
}

impl Recipe {
    /// The corpus of that many articles below `work`, made unless it is there.
    pub fn corpus(&self, work: &Path, articles: u64) -> Outcome<Corpus> {
        let folder = work.join(format!("articles-{articles}-{}", self.seed));
        let noted = folder.with_extension("json");
        let from = self.from.iter().map(fs::canonicalize).collect::<Result<Vec<_>, _>>()?;
        if let Ok(text) = fs::read(&noted)
            && let Ok(facts) = serde_json::from_slice::<Facts>(&text)
            && (facts.version, facts.seed, &facts.from) == (VERSION, self.seed, &from)
        {
            return Ok(Corpus { folder, facts });
        }
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let sources = Sources::read(&from)?;
        let text_bytes = write(&sources, &folder, self.seed, articles)?;
        let facts = Facts { version: VERSION, seed: self.seed, from, articles, text_bytes };
        fs::write(&noted, serde_json::to_vec(&facts)?)?;
        Ok(Corpus { folder, facts })
    }
}

/// Writes the articles as JSON Lines; says how many bytes of text they have.
fn write(sources: &Sources, folder: &Path, seed: u64, articles: u64) -> Outcome<u64> {
    let writer = Writer::new(sources, seed);
    let n_files = articles.div_ceil(IN_ONE_FILE);
    let next = AtomicU64::new(0);
    let text_bytes = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let write_files = || -> Outcome<()> {
            loop {
                let file = next.fetch_add(1, Ordering::Relaxed);
                if file >= n_files {
                    return Ok(());
                }
                let folder = folder.join(format!("{:03}", file / FILES_IN_A_FOLDER));
                fs::create_dir_all(&folder)?;
                let mut out = BufWriter::new(fs::File::create(folder.join(format!("{file:06}.jsonl")))?);
                for number in file * IN_ONE_FILE..articles.min((file + 1) * IN_ONE_FILE) {
                    let article = writer.article(number);
                    text_bytes.fetch_add(article.text.len() as u64, Ordering::Relaxed);
                    serde_json::to_writer(&mut out, &article)?;
                    out.write_all(b"\n")?;
                }
                out.flush()?;
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(write_files)).collect();
        running.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread of the generator panicked")?)
    })?;
    Ok(text_bytes.into_inner())
}
