//! The text of the article that a page gives to machines, in JSON-LD.

use std::collections::HashSet;

use serde_json::Value;
use trafilatura::dom::Document;

use super::wording::{shingles, weight};
use crate::article::page::html_text;

/// The longest `articleBody` of `document`.
pub(super) fn text(document: &Document) -> Option<String> {
    let scripts = document.scripts_with_type(&["application/ld+json"]).into_iter();
    let sources =
        scripts.map(|script| document.text_content(script)).filter(|source| source.contains("\"articleBody\""));
    let mut longest: Option<String> = None;
    for source in sources {
        let Ok(data) = serde_json::from_str::<Value>(source.trim()) else { continue };
        let mut open = vec![&data];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(object) => {
                    let body = object.get("articleBody").and_then(Value::as_str);
                    if let Some(body) =
                        body.filter(|body| longest.as_ref().is_none_or(|longest| longest.len() < body.len()))
                    {
                        longest = Some(body.to_owned());
                    }
                    open.extend(object.values());
                }
                _ => {}
            }
        }
    }
    longest.map(|body| plain(&body))
}

/// `body` without markup; its lines are paragraphs.
fn plain(body: &str) -> String {
    if html_text::is_html(body) {
        return html_text::of_html(body);
    }
    let lines = body.lines().map(html_text::of_html).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n\n")
}

/// Whether `stated` is the article where `shown` is but its beginning, or something else on the page.
pub(super) fn is_better(stated: &str, shown: &str) -> bool {
    const MIN_WEIGHT: usize = 400;
    const MUCH_LONGER: usize = 2;
    const SAME: usize = 20;
    let weight_stated = weight(stated);
    if weight_stated < MIN_WEIGHT {
        return false;
    }
    let weight_shown = weight(shown);
    if weight_stated > weight_shown * MUCH_LONGER {
        return true;
    }
    if weight_stated < weight_shown {
        return false;
    }
    let known: HashSet<u64> = shingles(shown).into_iter().collect();
    let own = shingles(stated);
    own.iter().filter(|words| known.contains(words)).count() * 100 < own.len() * SAME
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(data: &str) -> Option<String> {
        text(&Document::parse(&format!(r#"<script type="application/ld+json">{data}</script><p>Shown</p>"#)))
    }

    #[test]
    fn the_longest_body_is_found_wherever_it_lies() {
        let data =
            r#"{"@graph": [{"articleBody": "Short"}, {"mainEntity": {"articleBody": "The deal holds.\nThey left."}}]}"#;
        assert_eq!(stated(data).as_deref(), Some("The deal holds.\n\nThey left."));
        assert_eq!(stated(r#"{"headline": "articleBody"}"#), None);
        assert_eq!(stated(r#"{"articleBody": "#), None);
    }

    #[test]
    fn markup_and_entities_are_resolved() {
        assert_eq!(stated(r#"{"articleBody": "<p>A &amp; B</p><p>C</p>"}"#).as_deref(), Some("A & B\n\nC"));
        assert_eq!(stated(r#"{"articleBody": "&quot;A&quot; B"}"#).as_deref(), Some("\"A\" B"));
    }

    #[test]
    fn the_shown_text_stays_unless_it_is_a_stub_or_another() {
        let article = "The ministers agreed to let grain pass after talks that took all night. ".repeat(10);
        let other = "Subscribe today and read as much as you like wherever you are. ".repeat(10);
        assert!(!is_better(&article, &article));
        assert!(!is_better(&article[..300], ""));
        assert!(is_better(&article, &article[..200]));
        assert!(is_better(&article, &other));
    }
}
