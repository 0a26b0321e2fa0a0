//! Properties of extraction that hold for any text.

use proptest::prelude::*;

use super::{Kind, Record, extract};
use crate::article::{Article, ArticleId};

/// Pieces that articles are made of, awkward ones among them.
const PIECES: &[&str] = &[
    "“",
    "”",
    "\"",
    "'",
    "’",
    "‘",
    "«",
    "»",
    "„",
    "「",
    "」",
    "``",
    "''",
    " said ",
    " told ",
    "according to ",
    " quoted ",
    " as saying ",
    "Anna Kovač",
    "Mr. Öz",
    "the ministry",
    "he ",
    "She ",
    "they ",
    "сказал",
    " Иван Петров ",
    "说",
    "：",
    "表示",
    "李明",
    "قال",
    "TASS",
    "ТАСС",
    " and ",
    " or ",
    "who ",
    "not ",
    "of ",
    "in ",
    "has ",
    "called for ",
    "urged ",
    "called ",
    "-",
    "[",
    "]",
    "/",
    "May 5",
    "(Reuters)",
    "that ",
    ", ",
    ". ",
    "! ",
    "? ",
    "\n",
    "\n\n",
    " — ",
    " - ",
    ":",
    "(",
    ")",
    "adding ",
    "wrote:",
    "…",
    "u\u{301}",
    "\u{feff}",
    "\u{a0}",
    "🙂",
    "e\u{301}",
    "U.S.",
    "3.5 ",
    "the bridge ",
    "would rise",
    "É",
    "ß",
    "\u{200f}",
    "👩‍👩‍👧",
    "a",
    "dit-elle",
    "a-t-il ajouté",
    "По словам ",
    "selon ",
];

fn article_of(text: String, lang: &str) -> Article {
    Article {
        id: ArticleId::of_content(None, &text),
        path: "x".to_owned(),
        title: None,
        author: None,
        url: None,
        lang: Some(lang.to_owned()),
        publisher: None,
        date: None,
        warnings: Vec::new(),
        text,
        outlets: None,
    }
}

fn check(article: &Article) {
    for statement in extract(article) {
        assert!(!statement.spans.is_empty());
        let mut last = 0;
        for span in &statement.spans {
            let piece = span.of(&article.text).expect("a span fits the text");
            assert!(piece.chars().any(char::is_alphanumeric), "{piece:?} says nothing");
            assert!(span.start >= last, "spans overlap or run backwards");
            assert!(statement.context.covers(*span), "the context covers the quote");
            last = span.end;
        }
        for span in [statement.cue, statement.speaker.mention].into_iter().flatten() {
            assert!(span.of(&article.text).is_some_and(|piece| !piece.is_empty()));
        }
        assert!((0.0..=1.0).contains(&statement.confidence));
        let record = Record::new(article, &statement);
        let pieces: Vec<&str> = statement.spans.iter().filter_map(|span| span.of(&article.text)).collect();
        assert_eq!(record.quote(), pieces.join(" … "));
        if statement.kind == Kind::Indirect {
            assert_eq!(statement.spans.len(), statement.spans.iter().filter(|span| !span.is_empty()).count());
        }
    }
}

fn lang() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["en", "ru", "zh", "fr", "de", "es", "ar", "ja", "xx"])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn quotes_are_verbatim_in_texts_of_awkward_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60), lang in lang()) {
        check(&article_of(pieces.concat(), lang));
    }

    #[test]
    fn quotes_are_verbatim_in_arbitrary_text(text in "\\PC{0,200}", lang in lang()) {
        check(&article_of(text, lang));
    }

    #[test]
    fn extraction_depends_on_the_article_alone(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let article = article_of(pieces.concat(), "en");
        prop_assert_eq!(extract(&article), extract(&article));
    }
}
