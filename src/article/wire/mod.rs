//! The formats in which news agencies send their items, one file each.
//!
//! They share the XML tree (`xml`), its text (`body`), the layout of text in lines of fixed width (`layout`) and the
//! names of parties (`party`). What is no article, such as a picture or a plan, is told by its kind.

mod anpa;
mod body;
mod iptc7901;
mod layout;
mod newsml;
mod newsml_g2;
mod ninjs;
mod nitf;
mod party;
mod reuters_sgml;
mod wxr;
mod xml;

pub(super) use anpa::{is_anpa, read as read_anpa};
pub(super) use iptc7901::{is_iptc7901, read as read_iptc7901};
pub(super) use newsml::read as read_newsml;
pub(super) use newsml_g2::{ROOTS as NEWSML_G2_ROOTS, read as read_newsml_g2};
pub(super) use ninjs::{draft as ninjs_draft, not_an_article as ninjs_kind};
pub(super) use nitf::read as read_nitf;
pub(super) use reuters_sgml::read as read_reuters_sgml;
pub(super) use wxr::{NAMESPACE as WXR_NAMESPACE, read as read_wxr};

use super::draft::Draft;
use super::{Article, ReadOptions};
use crate::read::{ItemKind, Skip, SkipReason};

/// Where the articles of a file go.
type Sink<'s> = dyn FnMut(Result<Article, Skip>) + 's;

/// What one item turned out to be.
#[derive(Debug, PartialEq)]
enum Item {
    /// An article, or something without text.
    Article(Box<Draft>),
    /// Something else.
    Other(ItemKind),
}

/// Hands on the items of `file`: a single one goes by the file's path, several are numbered.
fn hand_on(file: &str, items: Vec<Item>, options: &ReadOptions, sink: &mut Sink<'_>) {
    let single = items.len() == 1;
    if items.is_empty() {
        sink(Err(Skip { path: file.to_owned(), place: None, reason: SkipReason::NoText }));
    }
    for (number, item) in (1..).zip(items) {
        let path = if single { file.to_owned() } else { format!("{file}#{number}") };
        sink(match item {
            Item::Article(draft) => draft.finish(file, path, options),
            Item::Other(kind) => Err(Skip { path, place: None, reason: SkipReason::NotAnArticle(kind) }),
        });
    }
}

/// A byline without the word that only says that it is one.
fn byline(text: &str) -> Option<String> {
    let mut words = text.split_whitespace().peekable();
    words.next_if(|first| first.eq_ignore_ascii_case("by"));
    let name = words.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// Items as the tests of the formats look at them.
#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Each article as it is, each skip as `path!code`.
    pub(super) fn read_with(read: impl FnOnce(&ReadOptions, &mut Sink<'_>)) -> Vec<Result<Article, String>> {
        let mut found = Vec::new();
        read(&ReadOptions::default(), &mut |item| {
            found.push(item.map_err(|skip| format!("{}!{}", skip.path, skip.reason.code())));
        });
        found
    }

    #[test]
    fn a_byline_loses_the_word_by_and_nothing_else() {
        for (given, expected) in [
            ("By Ann Lee", Some("Ann Lee")),
            ("BY ANN LEE", Some("ANN LEE")),
            ("Byron", Some("Byron")),
            ("by ", None),
            ("Élu", Some("Élu")),
        ] {
            assert_eq!(byline(given).as_deref(), expected, "{given}");
        }
    }
}
