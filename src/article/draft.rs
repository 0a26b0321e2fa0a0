//! What a format's reader found, and how it becomes an article: the steps that all formats share.

use super::dates::dating::{self, PageDates};
use super::dates::parse::DayOrder;
use super::{Article, ArticleId, ReadOptions, lang, publisher};
use crate::outlet::Outlets;
use crate::read::{Skip, SkipReason};
use crate::text::one_line;

/// The facts of one article as its source words them. Empty strings count as absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) url: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) publisher: Option<String>,
    /// Values of date fields, the most trusted first.
    pub(super) dates: Vec<String>,
    /// Dates that stand elsewhere on a page.
    pub(super) page_dates: PageDates,
    /// Whether the text is laid out as agencies do, so that its dateline names its publisher. A page or a
    /// record of a site with an agency's dateline is published by whoever carries it.
    pub(super) is_agency_text: bool,
    pub(super) text: String,
}

impl Draft {
    /// The article; `path` is its place (`path#n` inside `file`).
    pub(super) fn finish(self, file: &str, path: String, options: &ReadOptions) -> Result<Article, Skip> {
        if self.text.trim().is_empty() {
            return Err(Skip { path, place: None, reason: SkipReason::NoText });
        }
        let (size, limit) = (self.text.len() as u64, options.limits.text_bytes);
        if size > limit.most {
            return Err(Skip { path, place: None, reason: SkipReason::TooLarge { size, limit } });
        }
        let title = self.title.as_deref().and_then(fact);
        let url = self.url.as_deref().and_then(fact);
        let outlets = Outlets::in_use();
        let folder = &options.folder;
        let of_folder = folder.publisher().and_then(|name| publisher::publisher(Some(name), None, outlets));
        let publisher = of_folder
            .or_else(|| publisher::publisher(self.publisher.as_deref(), url.as_deref(), outlets))
            .or_else(|| self.is_agency_text.then(|| publisher::agency(&self.text, outlets)).flatten())
            .or_else(|| Some(outlets.by_host(publisher::host_of_file_name(file)?)?.name.clone()));
        let lang = self.lang.as_deref().or(folder.lang()).and_then(lang::normalised);
        let lang = lang.or_else(|| lang::recognised(&self.text));
        let clues = dating::Clues {
            fields: &self.dates,
            page: self.page_dates,
            text: &self.text,
            url: url.as_deref(),
            file,
            order: day_order(lang.as_deref(), publisher.as_deref(), outlets),
            today: options.today,
        };
        let (found, warnings) = dating::date(&clues);
        // What the user says of the path goes before what the article says.
        let date = folder.date_in_path(file).or(found).map(|date| folder.in_time_zone(date));
        let id = match self.id.as_deref().and_then(fact) {
            Some(id) => ArticleId::given(id),
            None => ArticleId::of_content(title.as_deref(), &self.text),
        };
        let author = self.author.as_deref().and_then(fact);
        let outlets = folder.outlets();
        Ok(Article { id, path, title, author, url, lang, publisher, date, warnings, text: self.text, outlets })
    }
}

/// `text` without line ends, tabs and space around it; `None` when nothing is left.
fn fact(text: &str) -> Option<String> {
    let line = one_line(text);
    (!line.is_empty()).then_some(line)
}

/// Of English texts only American ones put the month first, unless nothing tells where they are from.
fn day_order(lang: Option<&str>, publisher: Option<&str>, outlets: &Outlets) -> DayOrder {
    let country = publisher.and_then(|name| outlets.by_name(name)).map(|outlet| outlet.country.as_str());
    match (lang, country) {
        (_, Some("US" | "PH")) => DayOrder::MonthFirst,
        (_, Some(_)) => DayOrder::DayFirst,
        (Some("en"), None) => DayOrder::MonthFirst,
        (Some(_), None) => DayOrder::DayFirst,
        (None, None) => DayOrder::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft { text: text.to_owned(), ..Draft::default() }
    }

    #[test]
    fn a_draft_without_text_is_skipped_by_name() {
        let skip = draft(" \n").finish("a.json", "a.json#3".to_owned(), &ReadOptions::default()).unwrap_err();
        assert_eq!((skip.path.as_str(), skip.reason), ("a.json#3", SkipReason::NoText));
    }

    #[test]
    fn a_text_beyond_the_limit_is_named_with_the_limit() {
        let mut options = ReadOptions::default();
        options.limits.text_bytes.most = 4;
        assert!(draft("Text").finish("a", "a".to_owned(), &options).is_ok());
        let skip = draft("Text.").finish("a", "a".to_owned(), &options).unwrap_err();
        assert_eq!(skip.reason.to_string(), "5 bytes, more than the limit of 4; `--limit text-bytes=N` sets it");
    }

    #[test]
    fn facts_are_tidied_and_the_text_is_not() {
        let draft = Draft { title: Some("A\n title ".to_owned()), author: Some(" ".to_owned()), ..draft(" Text.\r\n") };
        let article = draft.finish("a", "a".to_owned(), &ReadOptions::default()).unwrap();
        assert_eq!(
            (article.title.as_deref(), article.author, article.text.as_str()),
            (Some("A title"), None, " Text.\r\n")
        );
    }

    #[test]
    fn the_same_content_has_the_same_id_wherever_it_lies() {
        let id = |path: &str| draft("Text.").finish(path, path.to_owned(), &ReadOptions::default()).unwrap().id;
        assert_eq!(id("a.txt"), id("b/2020-01-01.txt"));
    }
}
