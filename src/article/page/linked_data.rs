//! What a page's JSON-LD says of the article on it.

use serde_json::{Map, Value};
use trafilatura::dom::Document;

/// The facts of the article, as JSON-LD words them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct LinkedData {
    /// Dates of publication, the most trusted first.
    pub(super) published: Vec<String>,
    /// Dates of later changes.
    pub(super) modified: Vec<String>,
    /// The headline.
    pub(super) headline: Option<String>,
    /// Names of the authors.
    pub(super) authors: Vec<String>,
    /// The names of the publisher.
    pub(super) publisher: Option<String>,
    /// The name of the site.
    pub(super) site: Option<String>,
    /// The language.
    pub(super) lang: Option<String>,
    /// The article's address.
    pub(super) url: Option<String>,
}

/// No page has more objects that matter; references between them are looked up one by one.
const MAX_OBJECTS: usize = 500;

/// Nor has an article more authors.
const MAX_NAMES: usize = 100;

/// Objects inside objects are looked at to this depth.
const MAX_DEPTH: usize = 6;

/// Types of what may name the site, the best first.
const SITES: [&str; 3] = ["WebSite", "NewsMediaOrganization", "Organization"];

/// Reads the JSON-LD of `document`.
pub(super) fn linked_data(document: &Document) -> LinkedData {
    let mut values = Vec::new();
    for script in document.scripts_with_type(&["application/ld+json"]) {
        parse(&document.text_content(script), &mut values);
    }
    let graph = Graph::of(&values);
    let mut data = LinkedData::default();
    for article in graph.articles() {
        data.add(article, &graph);
    }
    data.site = graph.site();
    data
}

/// The values in `script`, up to what is broken. Sites wrap them into comments and CDATA, forget to escape line ends and
/// leave semicolons and brackets behind.
fn parse(script: &str, values: &mut Vec<Value>) {
    let script = script.split_once("[CDATA[").map_or(script, |(_, inner)| inner);
    let Some(start) = script.find(['{', '[']) else { return };
    let cleaned: String =
        script[start..].chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let read = serde_json::Deserializer::from_str(&cleaned).into_iter::<Value>();
    values.extend(read.map_while(Result::ok));
}

/// All objects of a page by their identity and type.
struct Graph<'v> {
    objects: Vec<&'v Map<String, Value>>,
}

impl<'v> Graph<'v> {
    fn of(values: &'v [Value]) -> Self {
        let mut graph = Self { objects: Vec::new() };
        for value in values {
            graph.collect(value, 0);
        }
        graph
    }

    fn collect(&mut self, value: &'v Value, depth: usize) {
        if depth == MAX_DEPTH || self.objects.len() == MAX_OBJECTS {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, depth + 1)),
            Value::Object(object) => {
                self.objects.push(object);
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "publisher", "isPartOf"] {
                    if let Some(inner) = object.get(key) {
                        self.collect(inner, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// The articles, without those that lists, breadcrumbs and related stories name.
    fn articles(&self) -> impl Iterator<Item = &'v Map<String, Value>> {
        let of_kind = |is: fn(&str) -> bool| self.objects.iter().copied().filter(move |object| has_type(object, is));
        of_kind(is_article).chain(of_kind(is_page))
    }

    /// The object itself, or the full one where it only refers to that by `@id`.
    fn resolve(&self, value: &'v Value) -> Option<&'v Map<String, Value>> {
        let object = value.as_object()?;
        if object.contains_key("name") {
            return Some(object);
        }
        let id = object.get("@id")?.as_str()?;
        let is_meant = |other: &&&Map<String, Value>| {
            other.contains_key("name") && other.get("@id").and_then(Value::as_str) == Some(id)
        };
        self.objects.iter().find(is_meant).copied()
    }

    /// The names of what a value is or refers to: a string, an object, a list of them.
    fn names(&self, value: &'v Value) -> Vec<String> {
        match value {
            Value::String(name) => vec![name.clone()],
            Value::Array(items) => items.iter().take(MAX_NAMES).flat_map(|item| self.names(item)).collect(),
            Value::Object(_) => self
                .resolve(value)
                .and_then(|object| object.get("name"))
                .map(|name| if name.is_object() { Vec::new() } else { self.names(name) })
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn site(&self) -> Option<String> {
        SITES.iter().find_map(|kind| {
            let site = self.objects.iter().find(|object| has_type(object, |known| known == *kind))?;
            text(site.get("name")?)
        })
    }
}

impl LinkedData {
    fn add<'v>(&mut self, article: &'v Map<String, Value>, graph: &Graph<'v>) {
        let texts = |key: &str| article.get(key).and_then(text);
        self.published.extend(texts("datePublished"));
        self.published.extend(texts("dateCreated"));
        self.modified.extend(texts("dateModified"));
        let is_page = !has_type(article, is_article);
        if is_page {
            return;
        }
        self.headline = self.headline.take().or_else(|| texts("headline")).or_else(|| texts("name"));
        if self.authors.is_empty() {
            self.authors = ["author", "creator"]
                .iter()
                .filter_map(|key| article.get(*key))
                .map(|value| graph.names(value))
                .find(|names| !names.is_empty())
                .unwrap_or_default();
        }
        let publisher = ["publisher", "sourceOrganization", "copyrightHolder"]
            .iter()
            .filter_map(|key| article.get(*key))
            .find_map(|value| graph.names(value).into_iter().next());
        self.publisher = self.publisher.take().or(publisher);
        self.lang = self.lang.take().or_else(|| texts("inLanguage"));
        let page = article.get("mainEntityOfPage");
        let address = texts("url").or_else(|| text(page?)).or_else(|| text(page?.get("@id")?));
        self.url = self.url.take().or(address);
    }
}

/// A text that is not empty; the first where several are given.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Array(items) => items.iter().find_map(text),
        Value::Object(object) => text(object.get("@value").or_else(|| object.get("name"))?),
        _ => None,
    }
}

fn has_type(object: &Map<String, Value>, is: impl Fn(&str) -> bool) -> bool {
    // `http://schema.org/NewsArticle` and `schema:NewsArticle` are the same type.
    let is = |kind: &str| is(kind.rsplit(['/', ':']).next().unwrap_or(kind));
    match object.get("@type") {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// `NewsArticle`, `BlogPosting`, `ReportageNewsArticle` …
fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") || matches!(kind, "Report" | "Review" | "Recipe")
}

/// A page with an article that has no object of its own.
fn is_page(kind: &str) -> bool {
    matches!(kind, "WebPage" | "ItemPage" | "VideoObject" | "AudioObject" | "PodcastEpisode")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(scripts: &[&str]) -> LinkedData {
        let scripts = scripts.iter().map(|script| format!(r#"<script type="application/ld+json">{script}</script>"#));
        linked_data(&Document::parse(&scripts.collect::<String>()))
    }

    #[test]
    fn an_article_in_a_graph_refers_to_its_publisher() {
        let data = read(&[r##"{"@graph": [
            {"@type": "WebPage", "datePublished": "2024-02-09"},
            {"@type": ["NewsArticle"], "headline": "Grain deal", "datePublished": "2024-02-08", "dateModified": "2024-02-10",
             "author": [{"@id": "#ann"}, {"name": "Bob Ray"}], "publisher": {"@id": "#us"}, "inLanguage": "en",
             "mainEntityOfPage": {"@id": "https://weekly.example/1"}},
            {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
            {"@type": "Organization", "@id": "#us", "name": "Weekly"}]}"##]);
        let expected = LinkedData {
            published: vec!["2024-02-08".to_owned(), "2024-02-09".to_owned()],
            modified: vec!["2024-02-10".to_owned()],
            headline: Some("Grain deal".to_owned()),
            authors: vec!["Ann Lee".to_owned(), "Bob Ray".to_owned()],
            publisher: Some("Weekly".to_owned()),
            site: Some("Weekly".to_owned()),
            lang: Some("en".to_owned()),
            url: Some("https://weekly.example/1".to_owned()),
        };
        assert_eq!(data, expected);
    }

    #[test]
    fn wrapped_and_sloppy_scripts_are_read() {
        for script in [
            "//<![CDATA[\n{\"@type\": \"Article\", \"headline\": \"A\"}\n//]]>",
            "<![CDATA[ {\"@type\": \"Article\", \"headline\": \"A\"} ]]>",
            "<!-- {} {\"@type\": \"Article\", \"headline\": \"A\"};",
            "{\"@type\": \"http://schema.org/Article\", \"headline\": \"A\", \"description\": \"two\nlines\"} }",
        ] {
            assert_eq!(read(&[script]).headline.as_deref(), Some("A"), "{script}");
        }
    }

    #[test]
    fn broken_scripts_do_not_hide_whole_ones() {
        assert_eq!(
            read(&["{\"@type\": ", "{\"@type\": \"Article\", \"name\": \"A\"}", "nothing"]).headline.as_deref(),
            Some("A")
        );
    }

    #[test]
    fn lists_of_other_stories_are_not_the_article() {
        let list = r#"{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Other"}]}"#;
        assert_eq!(read(&[list]), LinkedData::default());
    }
}
