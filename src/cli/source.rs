//! The article of a statement, read again from its source, and what else the index knows of it.

use std::path::Path;

use dixit::answer::{self, Hit, Request};
use dixit::article::{self, Article, Folders, ReadOptions};
use dixit::error::Error;
use dixit::index::{ArticleEntry, Field, Index};
use dixit::present::{Paths, clean};
use dixit::query::{Matcher, Query};
use dixit::read::Input;
use dixit::statement::Record;
use dixit::text::Span;

/// The statements whose `field` is like `matcher`.
pub(super) fn statements(
    index: &Index,
    field: Field,
    matcher: Matcher,
    limit: Option<usize>,
) -> Result<Vec<Hit>, Error> {
    let query = Query::Match { field, matcher, span: Span::new(0, 0) };
    Ok(answer::ask(index, &Request::new(query, limit))?.hits)
}

/// All other statements of the article of `record`, in the order of its text.
pub(super) fn others(index: &Index, record: &Record) -> Result<Vec<Record>, Error> {
    let all = statements(index, Field::Article, Matcher::Literal(record.article.id.clone()), None)?;
    let mut others: Vec<Record> = all.into_iter().map(|hit| hit.record).collect();
    // Two articles may claim one id, so the path decides.
    others.retain(|other| other.id != record.id && other.article.path == record.article.path);
    others.sort_by(|a, b| a.spans.cmp(&b.spans).then_with(|| a.id.cmp(&b.id)));
    Ok(others)
}

/// What the index knows of the article of `record`.
pub(super) fn entry_of(index: &Index, record: &Record) -> Result<Option<ArticleEntry>, Error> {
    let path = &record.article.path;
    Ok(index.articles(path)?.into_iter().find(|entry| entry.path == *path))
}

/// The text of the article of `entry`, when its source still holds it; else why not, for people.
pub(super) fn source_text(
    entry: Option<&ArticleEntry>,
    paths: &Paths,
    options: &ReadOptions,
) -> Result<String, String> {
    let Some(entry) = entry else {
        return Err("the index has lost the article; its sentences around the statement are shown".to_owned());
    };
    unchanged_article(entry, paths, options)
        .map(|article| article.text)
        .map_err(|why| format!("{why}; the sentences around the statement are shown as they were indexed"))
}

/// The article of `entry`, read again; else why it is not what was indexed.
pub(super) fn unchanged_article(entry: &ArticleEntry, paths: &Paths, options: &ReadOptions) -> Result<Article, String> {
    let shown = clean(paths.show(&entry.source));
    let mut input = Input::open(Path::new(&entry.source), &entry.source)
        .map_err(|skip| format!("`{shown}` {}", clean(&skip.reason.to_string())))?;
    let mut found = None;
    let mut is_there = false;
    let options = options.within(Folders::default().of(Path::new(&entry.source)));
    article::read_stream(&entry.source, &mut input, &options, &mut |article| {
        if let Ok(article) = article
            && article.path == entry.path
        {
            is_there = true;
            if article.text_hash() == entry.text_hash {
                found = Some(article);
            }
        }
    });
    found.ok_or_else(|| {
        let what = if is_there { "has changed since it was indexed" } else { "holds this article no longer" };
        format!("`{shown}` {what}")
    })
}
