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
pub(super) use ninjs::{draft as ninjs_draft, has_text as ninjs_has_text, not_an_article as ninjs_kind};
pub(super) use nitf::read as read_nitf;
pub(super) use reuters_sgml::read as read_reuters_sgml;
pub(super) use wxr::{NAMESPACE as WXR_NAMESPACE, read as read_wxr};

use super::draft::Draft;
use super::reader::Sink;
use super::{ReadOptions, lang};
use crate::read::{ItemKind, Skip, SkipReason, decode};

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
            Item::Article(mut draft) => {
                if is_english(&draft.text) {
                    draft.lang = Some("en".to_owned());
                }
                draft.finish(file, path, options)
            }
            Item::Other(kind) => Err(Skip { path, place: None, reason: SkipReason::NotAnArticle(kind) }),
        });
    }
}

/// Whether a text of some length is plainly English. Agencies mark what their English service sends with the language
/// of the house.
fn is_english(text: &str) -> bool {
    const ENOUGH_BYTES: usize = 300;
    text.len() >= ENOUGH_BYTES && lang::recognised(text).as_deref() == Some("en")
}

/// The text in a piece of a message: thin spaces, tabs and other marks for the typesetter become spaces.
fn text_of(bytes: &[u8]) -> Result<String, SkipReason> {
    let as_space = |byte: &u8| if byte.is_ascii_control() && !b"\t\r\n".contains(byte) { b' ' } else { *byte };
    let spaced: Vec<u8> = bytes.iter().map(as_space).collect();
    Ok(decode(&spaced, None)?.text.into_owned())
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
    use crate::article::Article;

    /// Each article as it is, each skip as `path!code`.
    pub(super) fn read_with(read: impl FnOnce(&ReadOptions, &mut Sink<'_>)) -> Vec<Result<Article, String>> {
        let mut found = Vec::new();
        read(&ReadOptions::default(), &mut |item| {
            found.push(item.map_err(|skip| format!("{}!{}", skip.path, skip.reason.code())));
        });
        found
    }

    #[test]
    fn an_english_text_is_english_whatever_its_agency_says() {
        let english = "The mayor said on Monday that the ship had been found near the harbour after a week. ".repeat(4);
        let finnish = "Pormestari kertoi maanantaina, ett\u{e4} alus on l\u{f6}ytynyt viikon etsinn\u{f6}iss\u{e4} sataman luota. ".repeat(4);
        for (text, expected) in [(&*english, "en"), (&*finnish, "fi"), ("Ship found.", "fi")] {
            let draft = Draft { lang: Some("fi-FI".to_owned()), text: text.to_owned(), ..Draft::default() };
            let found = read_with(|options, sink| hand_on("f", vec![Item::Article(Box::new(draft))], options, sink));
            assert_eq!(found[0].as_ref().map(|article| article.lang.as_deref()), Ok(Some(expected)));
        }
    }

    #[test]
    fn items_that_were_cut_anywhere_give_something_and_no_fault() {
        let items = [
            "<?xml version='1.0'?><nitf><head><docdata><date.issue norm='20160908T132446+0100'/></docdata></head><body><body.content><p>\u{201c}A\u{201d} &amp; B</p></body.content></body></nitf>",
            "<newsMessage><header/><itemSet><newsItem guid='g'><itemMeta><itemClass qcode='n:text'/></itemMeta><contentSet><inlineXML><html><body><p>A</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>",
            "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>H</HeadLine></NewsLines><ContentItem><DataContent>A</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
            "\u{16}\u{16}\u{1}W1\r\nf l BC 11-13\r\n\u{2}^slug<\r\n^Title<\r\n^By ANN LEE=\r\n\t A\u{e9}.\r\n\u{3}AP-WF-11-13-13 1509GMT<\r\n\u{4}",
            "\u{1}eca0003 3 i 380  dpa 0045\r\n\nships/\r\n\u{2}Ship found\nBy Ann Lee =\r\n\nA.\r\n\u{3}101137 GMT Dez 18\r\n",
            "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS NEWID=\"7\">\n<DATE>26-FEB-1987</DATE>\n<TEXT>&#2;\n<TITLE>T</TITLE>\n<BODY>A & B &lt;\n&#3;</BODY></TEXT>\n</REUTERS>\n",
            "<rss xmlns:wp='http://wordpress.org/export/1.2/' xmlns:content='/content/'><channel><item><content:encoded>[a]A[/a]</content:encoded></item></channel></rss>",
            "{\"versioncreated\": \"2017-08-24\", \"headline\": \"H\", \"bodies\": [{\"value\": \"<p>A</p>\"}]}",
        ];
        for item in items {
            for end in 0..=item.len() {
                let mut codes = Vec::new();
                super::super::read_articles("f", &item.as_bytes()[..end], &ReadOptions::default(), &mut |found| {
                    codes.push(found.map_or_else(|skip| skip.reason.code(), |_| "article"));
                });
                assert!(
                    !codes.is_empty() && !codes.contains(&"fault"),
                    "{codes:?} {}",
                    &item[..item.floor_char_boundary(end)]
                );
                assert!(end < item.len() || codes == ["article"], "{codes:?} {item}");
            }
        }
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
