//! Training end to end, on articles of our own invention.

use super::gold::{Article, Statement};
use crate::statement::tag::Tagger;
use crate::statement::tag::label::{Label, Part};

/// An article of one sentence: `content, source cue.`
fn article(content: &str, source: &str, cue: &str) -> Article {
    let text = format!("{content}, {source} {cue}.");
    let source_at = content.len() + 2;
    let cue_at = source_at + source.len() + 1;
    let statement = Statement {
        quote: vec![[0, content.len()]],
        speaker: vec![[source_at, source_at + source.len()]],
        cue: vec![[cue_at, cue_at + cue.len()]],
        speech: true,
    };
    Article { text, statements: vec![statement] }
}

fn articles() -> Vec<Article> {
    let contents = [
        "The bridge will open in May",
        "Rents have doubled since spring",
        "The ferry was late again",
        "No one was hurt in the fire",
        "“We will rebuild the mill,”",
    ];
    let sources = ["Olga Brandt", "the mayor", "a neighbour", "the union"];
    let cues = ["said", "wrote", "added"];
    let mut found = Vec::new();
    for content in contents {
        for source in sources {
            found.extend(cues.map(|cue| article(content.trim_end_matches(','), source, cue)));
        }
    }
    found
}

#[test]
fn what_was_trained_labels_what_it_has_not_seen() {
    let bytes = super::train(&articles(), &|_| {});
    let tagger = Tagger::from_bytes(&bytes).expect("a model");
    let text = "The market will close in June, Karl Weber said.";
    let (paragraphs, rules) = crate::statement::draft_paragraphs(text);
    let rules: Vec<_> = rules[0].iter().collect();
    let reading = tagger.reader().read(text, &paragraphs[0], None, &rules);
    assert!(reading.sure.iter().all(|sure| *sure > 0.5));
    let of = |part: Part| {
        let tokens = paragraphs[0].tokens.iter().zip(&reading.labels).filter(|(_, label)| label.part() == Some(part));
        tokens.map(|(token, _)| token.lower.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of(Part::Content), "the market will close in june");
    assert_eq!(of(Part::Source), "karl weber");
    assert_eq!(of(Part::Cue), "said");
}

#[test]
fn the_same_articles_give_the_same_bytes() {
    let articles: Vec<Article> = articles().into_iter().step_by(4).collect();
    assert_eq!(super::train(&articles, &|_| {}), super::train(&articles, &|_| {}));
}

#[test]
fn annotations_in_code_points_become_labels_of_tokens() {
    let mut article = article("Ärger über die Fähre", "Jürgen Öz", "said");
    // As a file has them: code points.
    let (content, source) = ("Ärger über die Fähre".chars().count(), "Jürgen Öz".chars().count());
    article.statements[0].quote = vec![[0, content]];
    article.statements[0].speaker = vec![[content + 2, content + 2 + source]];
    article.statements[0].cue = vec![[content + 3 + source, content + 7 + source]];
    let article = article.in_bytes();
    let (paragraphs, _) = crate::statement::draft_paragraphs(&article.text);
    let labels = super::gold::labels(&article, &paragraphs[0]);
    assert_eq!(
        labels,
        [
            Label::ContentBegin,
            Label::ContentInside,
            Label::ContentInside,
            Label::ContentEnd,
            Label::Outside,
            Label::SourceBegin,
            Label::SourceInside,
            Label::CueBegin,
            Label::Outside
        ]
    );
}
