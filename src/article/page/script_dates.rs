//! Dates of publication in the data that a page's own programs work with.

use std::sync::LazyLock;

use regex::Regex;
use trafilatura::dom::Document;

/// A name of a publication date and its value, in JSON, in JavaScript, or in JSON inside a string.
static PUBLISHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = "date_?published|published_?at|publish(?:ed|ing)?_?(?:date|time|on)(?:_?time)?|pub_?date|publication_?date|first_?published(?:_?(?:at|date|time))?|original_?publication_?date|article_?(?:publish|pub)_?(?:ed_?)?date";
    Regex::new(&format!(
        r#"(?i)\b(?:{names})\\?["']?\s*[:=]\s*\\?["']([^"'\\<>]{{8,40}})|\b(?:{names})\\?["']\s*:\s*(\d{{10,13}})\b"#
    ))
    .ok()
});

/// More are those of lists of stories.
const MAX_DATES: usize = 4;

/// The values in the order in which they stand.
pub(super) fn script_dates(document: &Document) -> Vec<String> {
    let Some(pattern) = PUBLISHED.as_ref() else { return Vec::new() };
    let scripts = document.get_elements_by_tag_name(document.root(), "script");
    let mut found = Vec::new();
    for script in scripts {
        let text = document.text_content(script);
        let values = pattern.captures_iter(&text).filter_map(|groups| groups.get(1).or(groups.get(2)));
        found.extend(values.take(MAX_DATES - found.len()).map(|value| value.as_str().to_owned()));
        if found.len() == MAX_DATES {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expected: &[&str]) {
        assert_eq!(script_dates(&Document::parse(&format!("<script>{script}</script>"))), expected, "{script}");
    }

    #[test]
    fn names_of_publication_dates_are_known() {
        check(
            r#"var page = {"datePublished": "2024-02-08T10:30:00Z", "dateModified": "2024-02-09"}"#,
            &["2024-02-08T10:30:00Z"],
        );
        check(r#"x = "{\"publishedAt\":\"2024-02-08\"}""#, &["2024-02-08"]);
        check(r#"pubDate = '08.02.2024'; "published_time": 1707388200000"#, &["08.02.2024", "1707388200000"]);
    }

    #[test]
    fn other_values_are_not() {
        check(r#"{"updatedAt": "2024-02-08", "published": true, "publishDate": "", "date": "2024-02-08"}"#, &[]);
    }
}
