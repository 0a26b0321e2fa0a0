//! What an index knows of a folder, as `docs/folder.md` has it: the files as they were when they were read, and which of
//! their articles are copies of others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::notation::{articles, records};
use crate::article::Article;
use crate::index::{ArticleEntry, BuildReport, Index, contents_of};
use crate::statement::Record;
use crate::text::words;

/// Contents by path.
pub(super) type Files = BTreeMap<String, String>;

/// Words from which on a text tells an article by itself.
const ENOUGH_WORDS: usize = 20;

/// The files of an index.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(BTreeMap<String, File>);

#[derive(Debug, Clone)]
struct File {
    content: String,
    articles: Vec<HeldArticle>,
}

#[derive(Debug, Clone)]
struct HeldArticle {
    article: Article,
    /// The path of the article that holds the statements of both.
    copy_of: Option<String>,
}

impl File {
    fn new(path: &str, content: &str) -> Self {
        let held = |article| HeldArticle { article, copy_of: None };
        Self { content: content.to_owned(), articles: articles(path, content).into_iter().map(held).collect() }
    }
}

impl Held {
    /// What the index holds after a whole run over what lies below `roots`, and what the run says it did.
    pub(super) fn after_run(&self, disk: &Files, roots: &[PathBuf], keep_missing: bool) -> (Self, BuildReport) {
        let mut after = self.clone();
        let mut report = BuildReport::default();
        let missing = roots.iter().filter(|root| !root.exists()).count() as u64;
        (report.files, report.skipped) = (missing, missing);
        let is_below = |path: &str| roots.iter().any(|root| root.exists() && Path::new(path).starts_with(root));
        // How many files came in with each content.
        let mut arrived: BTreeMap<&str, u64> = BTreeMap::new();
        let mut read: Vec<&str> = Vec::new();
        for (path, content) in disk.iter().filter(|(path, _)| is_below(path)) {
            report.files += 1;
            let file = File::new(path, content);
            let has_articles = !file.articles.is_empty();
            let known = self.0.get(path);
            if known.is_some_and(|known| known.content == *content) {
                report.unchanged += u64::from(has_articles);
            } else {
                report.indexed += u64::from(has_articles);
                report.articles += file.articles.len() as u64;
                if known.is_none() && has_articles {
                    *arrived.entry(content).or_default() += 1;
                }
                read.push(path);
                after.0.insert(path.clone(), file);
            }
            report.skipped += u64::from(!has_articles);
        }
        if !keep_missing {
            for (path, file) in &self.0 {
                let is_gone = is_below(path) || arrived.contains_key(&*file.content);
                if disk.contains_key(path) || !is_gone {
                    continue;
                }
                after.0.remove(path);
                match arrived.get_mut(&*file.content).filter(|n| **n > 0) {
                    Some(n) => {
                        *n -= 1;
                        report.moved += 1;
                    }
                    None => report.removed += 1,
                }
            }
        }
        report.duplicates = after.settle(disk);
        let of_file = |path: &&str| after.0[*path].indexed().map(|article| records(article).len() as u64).sum::<u64>();
        report.statements = read.iter().map(of_file).sum();
        (after, report)
    }

    /// Tells copies from originals, and says how many there are. A copy whose original has gone takes its place when its
    /// file is there to be read, as it was; else it waits.
    fn settle(&mut self, disk: &Files) -> u64 {
        let paths = self.copies();
        let n_copies = paths.len() as u64;
        for (path, file) in &mut self.0 {
            let now = disk.get(path).map(|content| articles(path, content)).unwrap_or_default();
            for held in &mut file.articles {
                let original = paths.get(&held.article.path);
                if original.is_some() || now.contains(&held.article) {
                    held.copy_of = original.cloned();
                }
            }
        }
        n_copies
    }

    /// Which articles are copies, and of which.
    fn copies(&self) -> BTreeMap<String, String> {
        let mut by_words: BTreeMap<String, Vec<&Article>> = BTreeMap::new();
        for held in self.0.values().flat_map(|file| &file.articles) {
            by_words.entry(identity(&held.article)).or_default().push(&held.article);
        }
        let mut copies = BTreeMap::new();
        for same in by_words.values() {
            let first = same.iter().filter_map(|article| article.publisher.as_deref()).min();
            let mut by_publisher: BTreeMap<Option<&str>, Vec<&Article>> = BTreeMap::new();
            for article in same {
                // Those of nobody go to the first publisher by name.
                by_publisher.entry(article.publisher.as_deref().or(first)).or_default().push(article);
            }
            for same in by_publisher.into_values() {
                let Some(kept) = same.iter().min_by_key(|article| rank(article)) else { continue };
                let others = same.iter().filter(|article| article.path != kept.path);
                copies.extend(others.map(|article| (article.path.clone(), kept.path.clone())));
            }
        }
        copies
    }

    /// The records of articles that are no copies.
    pub(super) fn records(&self) -> Vec<Record> {
        self.0.values().flat_map(File::indexed).flat_map(records).collect()
    }

    /// The paths of the copies of the article at `path`, sorted.
    pub(super) fn copies_of(&self, path: &str) -> Vec<String> {
        let all = self.0.values().flat_map(|file| &file.articles);
        let mut paths: Vec<String> =
            all.filter(|held| held.copy_of.as_deref() == Some(path)).map(|held| held.article.path.clone()).collect();
        paths.sort();
        paths
    }

    /// How many articles there are, and how many of them are copies.
    pub(super) fn n_articles(&self) -> (u64, u64) {
        let all = || self.0.values().flat_map(|file| &file.articles);
        (all().count() as u64, all().filter(|held| held.copy_of.is_some()).count() as u64)
    }

    /// The paths of files that are held, or lie on the disk, or both.
    pub(super) fn paths<'a>(&'a self, disk: &'a Files) -> impl Iterator<Item = &'a String> {
        let others = disk.keys().filter(|path| !self.0.contains_key(*path));
        self.0.keys().chain(others)
    }

    /// The files, with hashes of what is in them.
    pub(super) fn contents(&self) -> BTreeMap<String, u64> {
        self.0.iter().map(|(path, file)| (path.clone(), hash(&file.content))).collect()
    }

    /// What an index holds that a run has left half-way: each file as it was held before or as it lies on the disk now, but
    /// wholly; gone where it is gone or was not held.
    pub(super) fn observed(&self, disk: &Files, index: &Index) -> Result<Self, String> {
        let mut observed = Self::default();
        let contents = contents_of(index);
        for path in self.paths(disk) {
            let entries = entries(index, path)?;
            let candidates = [self.0.get(path).map(|file| &file.content), disk.get(path)];
            let Some(found) = contents.get(path) else {
                let may_be_gone = candidates.contains(&None) && entries.is_empty();
                may_be_gone.then_some(()).ok_or_else(|| format!("{path} is lost; there are {entries:?}"))?;
                continue;
            };
            let content = candidates.into_iter().flatten().find(|content| hash(content) == *found);
            let mut file = File::new(path, content.ok_or_else(|| format!("{path} holds what it never held"))?);
            if !file.is_told_by(&entries) {
                return Err(format!("{path} is held in part: {entries:?}"));
            }
            for (held, entry) in file.articles.iter_mut().zip(entries) {
                held.copy_of = entry.copy_of;
            }
            observed.0.insert(path.clone(), file);
        }
        Ok(observed)
    }
}

fn hash(content: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(content.as_bytes())
}

impl File {
    /// Its articles whose statements are indexed.
    fn indexed(&self) -> impl Iterator<Item = &Article> {
        self.articles.iter().filter(|held| held.copy_of.is_none()).map(|held| &held.article)
    }

    /// Whether `entries` are those of its articles.
    fn is_told_by(&self, entries: &[ArticleEntry]) -> bool {
        let is_told = |(HeldArticle { article, .. }, entry): (&HeldArticle, &ArticleEntry)| {
            let facts = (&article.title, &article.publisher, &article.url, &article.date);
            entry.path == article.path
                && entry.id == article.id.as_str()
                && entry.text_hash == article.text_hash()
                && (&entry.title, &entry.publisher, &entry.url, &entry.date) == facts
        };
        self.articles.len() == entries.len() && self.articles.iter().zip(entries).all(is_told)
    }
}

/// What the index says of the articles of the file at `path`, in their order.
pub(super) fn entries(index: &Index, path: &str) -> Result<Vec<ArticleEntry>, String> {
    let mut entries = index.articles(path).map_err(|error| error.to_string())?;
    entries.retain(|entry| entry.source == path);
    entries.sort_by_key(|entry| (entry.path.len(), entry.path.clone()));
    Ok(entries)
}

/// What articles that are one have in common: their words, or of few words the very text with its title or id.
fn identity(article: &Article) -> String {
    let folded: Vec<String> = words(&article.text).map(|word| word.folded(&article.text)).collect();
    if folded.len() >= ENOUGH_WORDS { folded.join(" ") } else { format!("{}\n{}", article.id, article.text) }
}

/// The best of articles that are one comes first: that with most facts, the shortest path, the first path.
fn rank(article: &Article) -> (usize, usize, String) {
    let known = [article.date.is_some(), article.url.is_some(), article.publisher.is_some(), article.title.is_some()];
    (known.into_iter().filter(|is_known| !is_known).count(), article.path.len(), article.path.clone())
}
