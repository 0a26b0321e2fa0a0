//! Facts of an article in a record of named values, under the names that newsrooms and crawlers use.

use serde_json::{Map, Value};

use super::draft::Draft;
use super::page::html_text;
use super::{ReadOptions, RecordField};

/// Names of fields, the best first, without regard to letter case, `_`, `-` and space.
const TEXT: [&str; 19] = [
    "contentoriginal",
    "articlebody",
    "text",
    "body",
    "content",
    "maintext",
    "fulltext",
    "articletext",
    "bodytext",
    "bodyparagraphs",
    "paragraphs",
    "contenttext",
    "article",
    "story",
    "bodyhtml",
    "contenthtml",
    "bodyxhtml",
    "texthtml",
    "html",
];
const TITLE: [&str; 7] = ["title", "headline", "headlines", "name", "webtitle", "ogtitle", "hl1"];
const DATE: [&str; 21] = [
    "date",
    "published",
    "publishedat",
    "datepublished",
    "publishdate",
    "publisheddate",
    "pubdate",
    "publicationdate",
    "publishedtime",
    "dateofpublication",
    "datecreated",
    "created",
    "createdat",
    "firstcreated",
    "webpublicationdate",
    "versioncreated",
    "timestamp",
    "time",
    "datetime",
    "issued",
    "day",
];
const PUBLISHER: [&str; 13] = [
    "publisher",
    "source",
    "outlet",
    "site",
    "sitename",
    "sourcename",
    "publication",
    "newspaper",
    "agency",
    "provider",
    "website",
    "media",
    "domain",
];
const AUTHOR: [&str; 7] = ["author", "authors", "byline", "creator", "writer", "journalist", "authorname"];
const URL: [&str; 10] =
    ["url", "link", "canonicalurl", "canonicallink", "permalink", "weburl", "sourcelink", "articleurl", "href", "uri"];
const ID: [&str; 6] = ["id", "guid", "uuid", "articleid", "docid", "identifier"];
const LANG: [&str; 5] = ["lang", "language", "inlanguage", "languagecode", "locale"];

/// Words by which people and programs say that a value is absent.
const ABSENT: [&str; 8] = ["na", "n/a", "nan", "none", "null", "nil", "-", "unknown"];

/// The article that `record` holds, text and facts.
pub(super) fn read(record: &Map<String, Value>, options: &ReadOptions) -> Draft {
    Draft { text: text(record, options).unwrap_or_default(), ..facts(record, options) }
}

/// Whether `record` holds an article's text.
pub(super) fn has_text(record: &Map<String, Value>, options: &ReadOptions) -> bool {
    text(record, options).is_some()
}

/// Everything but the text.
pub(super) fn facts(record: &Map<String, Value>, options: &ReadOptions) -> Draft {
    let keys = Keys::of(record);
    let values = |field, names: &'static [&'static str]| keys.values(record, field, names, options);
    let first = |field, names, read: fn(&Value) -> Option<String>| values(field, names).find_map(read);
    let url = first(RecordField::Url, &URL, address);
    Draft {
        // A record that lies on no site is its text and no more, as a plain file is.
        is_agency_text: url.is_none(),
        id: first(RecordField::Id, &ID, word),
        title: first(RecordField::Title, &TITLE, word),
        author: first(RecordField::Author, &AUTHOR, names),
        url,
        lang: first(RecordField::Lang, &LANG, name),
        publisher: first(RecordField::Publisher, &PUBLISHER, name)
            .filter(|name| !name.contains("://"))
            .or_else(|| site_name(record))
            .or_else(|| first(RecordField::Publisher, &PUBLISHER, name)),
        dates: values(RecordField::Date, &DATE).filter_map(date).collect(),
        ..Draft::default()
    }
}

fn text(record: &Map<String, Value>, options: &ReadOptions) -> Option<String> {
    let keys = Keys::of(record);
    keys.values(record, RecordField::Text, &TEXT, options)
        .find_map(|value| paragraphs(value).filter(|text| !text.trim().is_empty()))
        .map(|text| if html_text::is_html(&text) { html_text::of_html(&text) } else { text })
}

/// The record's keys in the form in which names are compared, with the keys as they stand.
struct Keys<'r>(Vec<(String, &'r str)>);

impl<'r> Keys<'r> {
    fn of(record: &'r Map<String, Value>) -> Self {
        Self(record.keys().map(|key| (normalised(key), key.as_str())).collect())
    }

    /// The values under the names that the user gave for `field`, or else under the usual ones.
    fn values(
        &self,
        record: &'r Map<String, Value>,
        field: RecordField,
        usual: &'static [&'static str],
        options: &'r ReadOptions,
    ) -> impl Iterator<Item = &'r Value> {
        let given = options.names_of(field);
        let usual = if given.is_empty() { usual } else { &[][..] };
        let by_user = given.into_iter().filter_map(move |name| at_path(record, name));
        let by_name = usual
            .iter()
            .flat_map(|name| self.0.iter().filter(move |(key, _)| key == name).filter_map(|(_, key)| record.get(*key)));
        by_user.chain(by_name).filter(|value| !value.is_null())
    }
}

fn normalised(key: &str) -> String {
    key.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The value under a name as it stands, in another letter case, or inside objects (`meta.text`).
fn at_path<'r>(record: &'r Map<String, Value>, name: &str) -> Option<&'r Value> {
    record
        .get(name)
        .or_else(|| record.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
        .or_else(|| {
            let (outer, inner) = name.split_once('.')?;
            at_path(record.get(outer)?.as_object()?, inner)
        })
}

/// A text as it stands; a list's elements are paragraphs (lines), an element's elements its sentences.
fn paragraphs(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let paragraphs: Vec<String> = items.iter().filter_map(paragraph).collect();
            (!paragraphs.is_empty()).then(|| paragraphs.join("\n"))
        }
        _ => None,
    }
}

fn paragraph(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(sentences) => {
            let sentences: Vec<&str> = sentences.iter().filter_map(Value::as_str).map(str::trim).collect();
            Some(sentences.join(" "))
        }
        Value::Object(block) => {
            ["text", "content", "value", "p"].iter().find_map(|key| block.get(*key)?.as_str().map(str::to_owned))
        }
        _ => None,
    }
}

/// A string, or a number as text.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| is_present(text)).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => {
            ["$oid", "main", "@value", "rendered"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_owned))
        }
        Value::Array(items) => items.iter().find_map(word),
        _ => None,
    }
}

/// The name of a person or a firm: a string, or an object with one.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => {
            ["name", "title", "legalName", "url"].iter().find_map(|key| object.get(*key).and_then(name))
        }
        Value::Array(items) => items.iter().find_map(name),
        Value::String(text) => Some(text.trim()).filter(|text| is_present(text)).map(str::to_owned),
        _ => None,
    }
}

/// The name of the site among the `meta` elements that a crawler kept.
fn site_name(record: &Map<String, Value>) -> Option<String> {
    ["og:site_name", "meta_data.og.site_name", "metadata.og.site_name", "meta.og.site_name"]
        .iter()
        .find_map(|path| at_path(record, path).and_then(name))
}

/// One name or several.
fn names(value: &Value) -> Option<String> {
    let Value::Array(items) = value else { return name(value) };
    let names: Vec<String> = items.iter().filter_map(name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(url) => Some(url.trim()).filter(|url| is_present(url)).map(str::to_owned),
        Value::Object(object) => {
            ["@id", "url", "href", "canonical"].iter().find_map(|key| object.get(*key).and_then(address))
        }
        Value::Array(items) => items.iter().find_map(address),
        _ => None,
    }
}

/// A date's text; a database's `{"$date": …}` and numbers since 1970 are passed on as digits.
fn date(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| is_present(text.trim())),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => {
            ["$date", "$numberLong", "@value", "date", "iso"].iter().find_map(|key| object.get(*key).and_then(date))
        }
        Value::Array(items) => items.iter().find_map(date),
        _ => None,
    }
}

fn is_present(text: &str) -> bool {
    !text.is_empty() && !ABSENT.iter().any(|absent| text.eq_ignore_ascii_case(absent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_json(json: &str) -> Draft {
        read(&serde_json::from_str(json).unwrap(), &ReadOptions::default())
    }

    fn check_text(json: &str, expected: &str) {
        assert_eq!(read_json(json).text, expected, "{json}");
    }

    #[test]
    fn a_record_without_an_address_is_published_by_the_agency_of_its_dateline() {
        let publisher = |json: &str| {
            let article = read_json(json).finish("a.csv", "a.csv#1".to_owned(), &ReadOptions::default()).unwrap();
            article.publisher
        };
        let text = r#""text": "KIRUNA (Reuters) - The mine stays open, the owner said.""#;
        assert_eq!(publisher(&format!("{{{text}}}")).as_deref(), Some("Reuters"));
        assert_eq!(publisher(&format!(r#"{{{text}, "source": "AFP"}}"#)).as_deref(), Some("AFP"));
        assert_eq!(publisher(&format!(r#"{{{text}, "url": "https://paper.example/a"}}"#)), None);
        assert_eq!(publisher(r#"{"text": "The mine stays open, the owner told Reuters."}"#), None);
    }

    #[test]
    fn usual_names_are_known_in_any_case() {
        let draft = read_json(
            r#"{"Headline": "H", "BODY": " As it stands.\r\n", "Published Date": "2024-02-08", "source_name": "W",
                "Authors": ["Ann", {"name": "Bob"}], "canonical_url": "https://a.example/x", "ID": 7, "inLanguage": "en-US"}"#,
        );
        let expected = Draft {
            id: Some("7".to_owned()),
            title: Some("H".to_owned()),
            author: Some("Ann, Bob".to_owned()),
            url: Some("https://a.example/x".to_owned()),
            lang: Some("en-US".to_owned()),
            publisher: Some("W".to_owned()),
            dates: vec!["2024-02-08".to_owned()],
            text: " As it stands.\r\n".to_owned(),
            ..Draft::default()
        };
        assert_eq!(draft, expected);
    }

    #[test]
    fn the_original_text_goes_before_a_copy() {
        check_text(
            r#"{"content": "a tokenised copy .", "content_original": "A tokenised copy."}"#,
            "A tokenised copy.",
        );
        check_text(r#"{"text": "", "content": "B"}"#, "B");
    }

    #[test]
    fn lists_become_lines_of_sentences() {
        check_text(r#"{"body-paragraphs": [["One. ", "Two."], ["Three."], "Four."]}"#, "One. Two.\nThree.\nFour.");
    }

    #[test]
    fn markup_in_a_text_is_removed() {
        check_text(r#"{"content": "<p>“One” &amp; two.</p><p>Three.</p>"}"#, "“One” & two.\n\nThree.");
        check_text(r#"{"content": "a < b and c > d"}"#, "a < b and c > d");
    }

    #[test]
    fn the_name_of_a_site_goes_before_its_address() {
        let draft = read_json(r#"{"source": "http://port.example", "meta_data": {"og": {"site_name": "Port news"}}}"#);
        assert_eq!(draft.publisher.as_deref(), Some("Port news"));
        assert_eq!(read_json(r#"{"source": "http://port.example"}"#).publisher.as_deref(), Some("http://port.example"));
    }

    #[test]
    fn dates_and_ids_of_databases_are_read() {
        let draft = read_json(
            r#"{"_id": {"$oid": "5f"}, "publish_date": {"$date": 1474416521000}, "created": 1, "date": "NA"}"#,
        );
        assert_eq!((draft.id.as_deref(), draft.dates), (Some("5f"), vec!["1474416521000".to_owned(), "1".to_owned()]));
    }

    #[test]
    fn wrong_types_and_absent_values_do_no_harm() {
        let draft = read_json(
            r#"{"title": {"a": 1}, "text": 5, "author": null, "source": [], "url": true, "date": "None", "id": ""}"#,
        );
        assert_eq!(draft, Draft { is_agency_text: true, ..Draft::default() });
    }

    #[test]
    fn names_given_by_the_user_replace_the_usual_ones() {
        let record = serde_json::from_str(r#"{"text": "no", "Inhalt": "ja", "meta": {"tag": "2024"}}"#).unwrap();
        let fields = vec![(RecordField::Text, "inhalt".to_owned()), (RecordField::Date, "meta.tag".to_owned())];
        let draft = read(&record, &ReadOptions { fields, ..ReadOptions::default() });
        assert_eq!((draft.text.as_str(), draft.dates), ("ja", vec!["2024".to_owned()]));
    }
}
