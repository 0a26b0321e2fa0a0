//! Extraction: any text gives statements whose places fit it, and records that the index keeps whole.

use super::{Target, kind_of};
use crate::article::{Article, ArticleId, Date, DateSource, Dated, Format, ReadOptions, read_unguarded};
use crate::index::fuzzing::check_kept;
use crate::outlet::Outlets;
use crate::read::Input;
use crate::statement::{Record, Statement, extract};
use crate::text::Span;

/// A text in one of the languages that are read differently, or in one that has to be guessed.
pub(super) const EXTRACT: Target = Target {
    name: "extract",
    run: |_, bytes| {
        let langs = [Some("en"), Some("ru"), Some("zh"), Some("de"), Some("ar"), None];
        if let Some((lang, rest)) = kind_of(&langs, bytes) {
            check(&article(&String::from_utf8_lossy(rest), lang));
        }
    },
    seeds: || {
        [
            "\0“It will grow,” the minister, Ann Lee, said on Thursday. “And soon.” She told Reuters that nobody knew.",
            "\0According to TASS, Kremlin aide Yury Ushakov denied \"all of it\": 'Never (as I said)' -- he added.",
            "\u{1}«Мы согласны, — заявил министр Сергей Лавров. — Но не сейчас». Об этом сообщает РИА Новости.",
            "\u{2}外交部发言人毛宁表示,“多极世界对各国有利”。新华社报道说,双方同意。",
            "\u{3}„Das wird wachsen“, sagte die Ministerin Ann Lee der dpa. Sie sei sicher, hieß es.",
            "\u{4}وقال الوزير \"سوف ينمو\"، بحسب وكالة رويترز.",
        ]
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect()
    },
    files: &[(".txt", b"\x00"), (".txt", b"\x01"), (".txt", b"\x05")],
};

/// A file as it is read, its statements, and what the index keeps of them.
pub(super) const OFFSETS: Target = Target {
    name: "offsets",
    run: |_, bytes| {
        let formats = [Format::Plain, Format::Markdown, Format::Json, Format::JsonLines, Format::Csv];
        let Some((format, rest)) = kind_of(&formats, bytes) else { return };
        let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
        read_unguarded("a", &mut Input::of(rest), &options, &mut |item| {
            if let Ok(article) = item {
                check(&article);
            }
        });
    },
    seeds: || {
        [
            "\0Grain\n\n“It will grow,” the minister, Ann Lee, said. She told Reuters\r\nthat nobody knew.\n",
            "\u{1}---\ntitle: Grain\n---\n“It will *grow*,” said Ann Lee.\n",
            "\u{2}{\"text\": \"\\u201cIt will grow,\\u201d said Ann Lee.\\nShe told TASS so.\", \"date\": \"2024-02-08\"}",
            "\u{3}{\"text\": \"According to Reuters, it will grow.\"}\n{\"text\": \"\\ud83c\\udf3e \\\"Yes,\\\" he said.\"}\n",
            "\u{4}title,text\nA,\"\"\"Yes,\"\" said Ann Lee.\"\n",
        ]
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect()
    },
    files: &[(".txt", b"\x00"), (".md", b"\x01"), (".json", b"\x02"), (".jsonl", b"\x03"), (".csv", b"\x04")],
};

pub(super) fn article(text: &str, lang: Option<&str>) -> Article {
    Article {
        id: ArticleId::of_content(None, text),
        path: "a.txt".to_owned(),
        title: None,
        author: None,
        url: None,
        lang: lang.map(str::to_owned),
        publisher: Some("TASS".to_owned()),
        date: Some(Dated { date: Date::of_day(super::TODAY), source: DateSource::Metadata }),
        warnings: Vec::new(),
        text: text.to_owned(),
        outlets: None,
    }
}

fn check(article: &Article) {
    let statements = Outlets::within(article.outlets, || extract(article));
    let starts: Vec<usize> = statements.iter().filter_map(|statement| Some(statement.spans.first()?.start)).collect();
    assert!(starts.is_sorted(), "not in the order of the text");
    for statement in &statements {
        check_places(article, statement);
        let record = Record::new(article, statement);
        let pieces = statement.spans.iter().filter_map(|span| span.of(&article.text)).collect::<Vec<_>>().join(" … ");
        assert_eq!(record.quote(), pieces, "not verbatim");
        check_kept(&record);
    }
}

fn check_places(article: &Article, statement: &Statement) {
    let text = &article.text;
    let fits = |span: &Span| span.start <= span.end && span.of(text).is_some();
    assert!(!statement.spans.is_empty(), "a statement without words");
    assert!(statement.spans.iter().all(|span| fits(span) && !span.is_empty()), "places of words: {statement:?}");
    assert!(statement.spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "words twice: {statement:?}");
    assert!(fits(&statement.context), "place of the context: {statement:?}");
    assert!(statement.spans.iter().all(|span| statement.context.covers(*span)), "words out of it: {statement:?}");
    let beside = statement.cue.iter().chain(&statement.speaker.mention);
    assert!(beside.clone().all(fits), "places of cue and speaker: {statement:?}");
    assert!((0.0..=1.0).contains(&statement.confidence), "likelihood: {statement:?}");
}
