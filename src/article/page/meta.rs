//! The `meta` elements of a page, looked up by name, whatever marks part the words of the name.

use trafilatura::dom::Document;

/// Names and contents of a page's `meta` elements, in the order in which they stand.
#[derive(Debug, Default)]
pub(super) struct PageMeta(Vec<(String, String)>);

impl PageMeta {
    /// Reads the elements of `document` that have a name and a content.
    pub(super) fn of(document: &Document) -> Self {
        let mut found = Vec::new();
        for meta in document.get_elements_by_tag_name(document.root(), "meta") {
            let Some(content) = document.get_attribute(meta, "content") else { continue };
            if content.trim().is_empty() {
                continue;
            }
            // An element may be known by several names: `name="author" property="article:author"`.
            for attribute in ["property", "name", "itemprop"] {
                if let Some(name) = document.get_attribute(meta, attribute) {
                    found.push((key(&name), content.trim().to_owned()));
                }
            }
        }
        Self(found)
    }

    /// The contents under `names`, those of the first name first.
    pub(super) fn all<'m>(&'m self, names: &'m [&str]) -> impl Iterator<Item = &'m str> {
        names.iter().flat_map(|name| {
            let name = key(name);
            self.0.iter().filter(move |(known, _)| *known == name).map(|(_, content)| content.as_str())
        })
    }

    /// The content under the first of `names` that has one.
    pub(super) fn first<'m>(&'m self, names: &'m [&str]) -> Option<&'m str> {
        self.all(names).next()
    }
}

/// `DC.date.issued`, `dc:date:issued` and `dc-date-issued` are the same name.
fn key(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_found_by_any_of_their_names_in_the_order_asked_for() {
        let html = r#"<meta name="B" content="b"><meta property="OG.a" name="c" content=" a "><meta name="b" content=" ">
            <meta itemprop="b" content="b2"><meta name="d">"#;
        let meta = PageMeta::of(&Document::parse(html));
        assert_eq!(meta.all(&["og:a", "b"]).collect::<Vec<_>>(), ["a", "b", "b2"]);
        assert_eq!((meta.first(&["x", "c"]), meta.first(&["d"])), (Some("a"), None));
    }
}
