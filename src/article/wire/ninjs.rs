//! ninjs and its relatives: an agency's item as a JSON object.

use serde_json::{Map, Value};

use super::{body, byline, party};
use crate::article::draft::Draft;
use crate::article::{ReadOptions, RecordField, record};
use crate::read::ItemKind;

/// What `record` is, where it is an item that says that it is no text.
pub(in crate::article) fn not_an_article(record: &Map<String, Value>) -> Option<ItemKind> {
    if !is_item(record) {
        return None;
    }
    Some(match string(record, "type")? {
        "picture" | "photo" => ItemKind::Picture,
        "graphic" => ItemKind::Graphic,
        "audio" => ItemKind::Audio,
        "video" | "animation" => ItemKind::Video,
        "planning" => ItemKind::Planning,
        "event" => ItemKind::Event,
        "composite" | "package" if body(record).is_none() => ItemKind::Package,
        _ => return None,
    })
}

/// Whether `record` is an item with a text, under the names of any version of the format.
pub(in crate::article) fn has_text(record: &Map<String, Value>) -> bool {
    is_item(record) && body(record).is_some()
}

/// The article that `record` holds, where it is an item of an agency.
pub(in crate::article) fn draft(record: &Map<String, Value>, options: &ReadOptions) -> Option<Draft> {
    if !is_item(record) {
        return None;
    }
    let usual = record::read(record, options);
    let is_given = |field| options.fields.iter().any(|(named, _)| *named == field);
    let of = |name| string(record, name).map(str::to_owned);
    let or_usual = |field, own: Option<String>, usual: Option<String>| match own {
        Some(own) if !is_given(field) => Some(own),
        _ => usual,
    };
    let item_id = || record.get("altids")?.as_object().and_then(|ids| string(ids, "itemid")).map(str::to_owned);
    let id = of("guid").or_else(item_id).or_else(|| usual.id.clone()).or_else(|| of("uri"));
    // The source is whom the provider has it from.
    let provider = party::known_or_first([of("provider"), of("copyrightholder"), of("source")]);
    let dates = ["versioncreated", "firstcreated"].into_iter().filter_map(of).collect();
    Some(Draft {
        id: or_usual(RecordField::Id, id, usual.id),
        title: or_usual(RecordField::Title, listed(record, "headlines").map(str::to_owned), usual.title),
        author: usual.author.as_deref().and_then(byline),
        // What is no web address is an identifier.
        url: usual.url.filter(|url| is_given(RecordField::Url) || url.starts_with("http")),
        publisher: or_usual(RecordField::Publisher, provider, usual.publisher),
        dates: if is_given(RecordField::Date) { usual.dates } else { dates },
        text: or_usual(RecordField::Text, body(record), Some(usual.text)).unwrap_or_default(),
        ..usual
    })
}

/// Whether `record` has the names that items of agencies have and other records have not.
fn is_item(record: &Map<String, Value>) -> bool {
    const ALWAYS: [&str; 2] = ["versioncreated", "firstcreated"];
    const OFTEN: [&str; 8] =
        ["headline", "headlines", "pubstatus", "body_text", "body_html", "body_xhtml", "bodies", "renditions"];
    let has = |names: &[&str]| names.iter().any(|name| record.contains_key(*name));
    has(&ALWAYS) && has(&OFTEN)
}

/// The text with its paragraphs: marked up where that is given, since plain text may have lost them.
fn body(record: &Map<String, Value>) -> Option<String> {
    let named = || ["body_xhtml", "body_html", "body_text"].into_iter().find_map(|name| string(record, name));
    let body = listed(record, "bodies").or_else(named)?;
    Some(body::of_text(body)).filter(|text| !text.is_empty())
}

/// The value of the main one of several versions of a text, as version 2 lists them: the one that is marked up.
fn listed<'r>(record: &'r Map<String, Value>, name: &str) -> Option<&'r str> {
    let versions = || record.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let is_html = |version: &&Map<String, Value>| {
        string(version, "contenttype").is_some_and(|contenttype| contenttype.contains("html"))
    };
    let mut in_order = versions().filter(is_html).chain(versions());
    in_order.find_map(|version| string(version, "value"))
}

fn string<'r>(record: &'r Map<String, Value>, name: &str) -> Option<&'r str> {
    record.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(json: &str) -> Map<String, Value> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_item_gives_its_paragraphs_and_facts() {
        let json = r#"{"guid": "tag:x:1", "uri": "urn:x", "type": "text", "versioncreated": "2017-08-24T01:58:40+0000",
            "firstcreated": "2017-07-03T01:38:13+0000", "headline": "Ship found", "byline": "By Ann Lee", "source": "Reuters",
            "copyrightholder": "Australian Associated Press", "language": "en", "ednote": "Check.", "slugline": "SHIP",
            "body_text": "One. Two.", "body_html": "<p>One.</p><p>Two.</p>"}"#;
        let draft = draft(&record(json), &ReadOptions::default()).unwrap();
        assert_eq!((draft.text.as_str(), draft.id.as_deref(), draft.url), ("One.\n\nTwo.", Some("tag:x:1"), None));
        assert_eq!((draft.publisher.as_deref(), draft.author.as_deref()), (Some("AAP"), Some("Ann Lee")));
        assert_eq!(draft.dates, ["2017-08-24T01:58:40+0000", "2017-07-03T01:38:13+0000"]);
        assert_eq!((draft.title.as_deref(), draft.lang.as_deref()), (Some("Ship found"), Some("en")));
    }

    #[test]
    fn version_2_lists_headlines_and_bodies() {
        let json = r#"{"uri": "urn:x", "versioncreated": "2021-08-24", "headlines": [{"role": "main", "value": "Ship found"}],
            "bodies": [{"contenttype": "text/plain", "value": "One. Two."}, {"contenttype": "text/html", "value": "<p>One.</p><p>Two.</p>"}]}"#;
        assert!(has_text(&record(json)));
        let draft = draft(&record(json), &ReadOptions::default()).unwrap();
        assert_eq!((draft.text.as_str(), draft.title.as_deref()), ("One.\n\nTwo.", Some("Ship found")));
    }

    #[test]
    fn fields_that_the_user_names_go_before() {
        let json = r#"{"versioncreated": "2017-08-24", "headline": "H", "issued": "2018-01-01", "body_text": "A", "copy": "B"}"#;
        let fields = vec![(RecordField::Date, "issued".to_owned()), (RecordField::Text, "copy".to_owned())];
        let draft = draft(&record(json), &ReadOptions { fields, ..ReadOptions::default() }).unwrap();
        assert_eq!((draft.text.as_str(), draft.dates), ("B", vec!["2018-01-01".to_owned()]));
    }

    #[test]
    fn other_items_are_told_by_their_type_and_other_records_are_none() {
        for (json, expected) in [
            (
                r#"{"versioncreated": "x", "renditions": {}, "type": "picture", "body_text": "Caption"}"#,
                Some(ItemKind::Picture),
            ),
            (r#"{"firstcreated": "x", "headline": "H", "type": "composite"}"#, Some(ItemKind::Package)),
            (r#"{"firstcreated": "x", "headline": "H", "type": "composite", "body_html": "<p>A</p>"}"#, None),
            (r#"{"firstcreated": "x", "headline": "H", "type": "text"}"#, None),
            (r#"{"headline": "H", "type": "video", "text": "A"}"#, None),
        ] {
            assert_eq!(not_an_article(&record(json)), expected, "{json}");
        }
        assert!(draft(&record(r#"{"headline": "H", "text": "A"}"#), &ReadOptions::default()).is_none());
    }
}
