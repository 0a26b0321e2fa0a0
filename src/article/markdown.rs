//! Markdown articles: front matter as a record of facts, the rest as text without its markup.

use std::fmt::Write;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::draft::Draft;
use super::{ReadOptions, plain, record};

/// The article that a Markdown file is. Its first heading is the title where the front matter has none.
pub(super) fn read(text: &str, options: &ReadOptions) -> Draft {
    let text = plain::with_plain_line_ends(text);
    let (facts, body) = front_matter(&text);
    let (plain_text, heading) = without_markup(body);
    let mut draft = record::facts(&facts, options);
    draft.title = draft.title.or(heading);
    draft.is_agency_text = true;
    draft.text = plain_text;
    draft
}

/// The facts between the fences at the top (`---` YAML, `+++` TOML) and what follows them.
fn front_matter(text: &str) -> (Map<String, Value>, &str) {
    for (fence, parse) in [("---", yaml as fn(&str) -> Map<String, Value>), ("+++", toml)] {
        let Some(rest) = text.strip_prefix(fence).and_then(|rest| rest.trim_start_matches(' ').strip_prefix('\n'))
        else {
            continue;
        };
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == fence {
                return (parse(&rest[..at]), &rest[at + line.len()..]);
            }
            at += line.len();
        }
    }
    (Map::new(), text)
}

fn yaml(source: &str) -> Map<String, Value> {
    serde_saphyr::from_str(source).unwrap_or_else(|_| simple_pairs(source))
}

fn toml(source: &str) -> Map<String, Value> {
    let Ok(table) = source.parse::<toml::Table>() else { return simple_pairs(&source.replace('=', ":")) };
    table.into_iter().map(|(key, value)| (key, from_toml(value))).collect()
}

/// TOML's own dates have no counterpart in JSON: they become text.
fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::Array(items) => items.into_iter().map(from_toml).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect())
        }
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::String(text) => Value::String(text),
        other => Value::String(other.to_string()),
    }
}

/// Front matter that breaks its format's rules, mostly by an unquoted colon in a title, is still read
/// line by line.
fn simple_pairs(source: &str) -> Map<String, Value> {
    let pairs = source.lines().filter_map(|line| line.split_once(':'));
    let unquoted = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
    pairs.map(|(key, value)| (key.trim().to_owned(), Value::String(unquoted(value)))).collect()
}

/// The text of `body`, a blank line between blocks, and its first heading of the first level.
fn without_markup(body: &str) -> (String, Option<String>) {
    let mut text = String::with_capacity(body.len());
    let mut heading = None;
    let mut heading_start = None;
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(body, options) {
        match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::InlineHtml(tag) if tag.starts_with("<br") => text.push('\n'),
            Event::FootnoteReference(name) => drop(write!(text, "[{name}]")),
            Event::Start(tag) => {
                if starts_block(&tag) {
                    end_block(&mut text);
                }
                if matches!(tag, Tag::Heading { level: pulldown_cmark::HeadingLevel::H1, .. }) && heading.is_none() {
                    heading_start = Some(text.len());
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(start) = heading_start.take() {
                    heading = text.get(start..).map(str::to_owned);
                }
                end_block(&mut text);
            }
            Event::End(TagEnd::TableCell) => text.push('\t'),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow | TagEnd::TableHead) => {
                end_block(&mut text);
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    (text, heading)
}

fn starts_block(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::CodeBlock(_) | Tag::BlockQuote(_))
}

fn end_block(text: &mut String) {
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push_str("\n\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, title: Option<&str>, text: &str) -> Draft {
        let draft = read(markdown, &ReadOptions::default());
        assert_eq!((draft.title.as_deref(), draft.text.as_str()), (title, text), "{markdown}");
        draft
    }

    #[test]
    fn markup_goes_and_blocks_stay_apart() {
        check(
            "# Grain *deal*\n\nThe [minister](https://example.org) said:\n“It **holds**.”\n\n> Quoted.\n\n- one\n- two",
            Some("Grain deal"),
            "Grain deal\n\nThe minister said: “It holds.”\n\nQuoted.\n\none\n\ntwo",
        );
    }

    #[test]
    fn yaml_front_matter_tells_facts() {
        let draft = check(
            "---\ntitle: \"A: b\"\ndate: 2024-02-08\nsource: Weekly\nauthors: [Ann, Bob]\n---\n\nText.",
            Some("A: b"),
            "Text.",
        );
        assert_eq!((draft.publisher.as_deref(), draft.author.as_deref()), (Some("Weekly"), Some("Ann, Bob")));
        assert_eq!(draft.dates, ["2024-02-08"]);
    }

    #[test]
    fn toml_front_matter_tells_facts() {
        let draft = check("+++\ntitle = \"A\"\ndate = 2024-02-08T10:00:00Z\n+++\nText.", Some("A"), "Text.");
        assert_eq!(draft.dates, ["2024-02-08T10:00:00Z"]);
    }

    #[test]
    fn broken_front_matter_is_read_line_by_line() {
        let draft = check("---\ntitle: Talks: the end\ndate:\n---\nText.", Some("Talks: the end"), "Text.");
        assert!(draft.dates.is_empty());
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        check("---\n\nText without a second fence.", None, "Text without a second fence.");
    }
}
