//! The article of a statement, read again from its source, and what else the index holds of it.

use std::path::Path;

use super::{Archive, AskError, Hit, Request, ask};
use crate::article::{self, Article, Folders, ReadOptions};
use crate::index::{ArticleEntry, Field};
use crate::query::{Matcher, Query};
use crate::read::{Input, SkipReason};
use crate::statement::Record;
use crate::text::Span;

/// Why the text of an article is not what was indexed. Said of its file: "`a.txt` has changed …".
#[derive(Debug, thiserror::Error)]
pub enum NoText {
    /// Its file cannot be read.
    #[error("{0}")]
    Unreadable(SkipReason),
    /// The article has other words now.
    #[error("has changed since it was indexed")]
    Changed,
    /// It is in its file no longer.
    #[error("holds this article no longer")]
    Gone,
}

/// The statements whose `field` is like `matcher`.
///
/// # Errors
///
/// [`AskError`] when the archive cannot be read.
pub fn statements(
    archive: &dyn Archive,
    field: Field,
    matcher: Matcher,
    limit: Option<usize>,
) -> Result<Vec<Hit>, AskError> {
    let query = Query::Match { field, matcher, span: Span::new(0, 0) };
    Ok(ask(archive, &Request::new(query, limit))?.hits)
}

/// All other statements of the article of `record`, in the order of its text.
///
/// # Errors
///
/// [`AskError`] when the archive cannot be read.
pub fn others(archive: &dyn Archive, record: &Record) -> Result<Vec<Record>, AskError> {
    let all = statements(archive, Field::Article, Matcher::Literal(record.article.id.clone()), None)?;
    let mut others: Vec<Record> = all.into_iter().map(|hit| hit.record).collect();
    // Two articles may claim one id, so the path decides.
    others.retain(|other| other.id != record.id && other.article.path == record.article.path);
    others.sort_by(|a, b| a.spans.cmp(&b.spans).then_with(|| a.id.cmp(&b.id)));
    Ok(others)
}

/// The article of `entry`, read again.
///
/// # Errors
///
/// Why it is not what was indexed.
pub fn unchanged_article(entry: &ArticleEntry, options: &ReadOptions) -> Result<Article, NoText> {
    let source = Path::new(&entry.source);
    // A pipe of that name would be waited for without end.
    if std::fs::metadata(source).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(NoText::Gone);
    }
    let mut input = Input::open(source, &entry.source).map_err(|skip| NoText::Unreadable(skip.reason))?;
    let options = options.within(Folders::default().of(source));
    let mut read_again = Err(NoText::Gone);
    article::read_stream(&entry.source, &mut input, &options, &mut |article| {
        if let Ok(article) = article
            && article.path == entry.path
        {
            let is_same = article.text_hash() == entry.text_hash;
            if is_same {
                read_again = Ok(article);
            } else if read_again.is_err() {
                read_again = Err(NoText::Changed);
            }
        }
    });
    read_again
}
