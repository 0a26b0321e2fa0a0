//! `/api/v1/openapi.json`: the table of routes as OpenAPI 3.1. What answers look like is said by the JSON schema of the
//! command line, which is taken over as it is.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::reply::media_type;
use super::{ROUTES, Route};
use crate::serve::params::{Parameter, Takes};

/// What every JSON that dixit prints looks like.
const SCHEMA: &str = include_str!("../../../docs/schema/dixit-1.json");

/// Where definitions stand in the schema, and where in this document.
const DEFINITIONS: (&str, &str) = ("#/$defs/", "#/components/schemas/");

/// Problems that any question may meet: status, and when.
const PROBLEMS: [(&str, &str); 8] = [
    ("400", "The query or a parameter cannot be understood; `error` says where and what would be"),
    ("401", "A token is needed"),
    ("403", "The token is not good for this"),
    ("413", "The request has a body"),
    ("414", "The address is too long"),
    ("421", "The server does not go by the name in `Host`"),
    ("429", "Too many requests from one client; `Retry-After` says when to come again"),
    ("503", "Too much to do, or the index cannot be read; `Retry-After` says when to come again"),
];

/// Problems with names in addresses.
const NAME_PROBLEMS: [(&str, &str); 3] = [
    ("404", "Nothing has this id"),
    ("409", "Several things have this id"),
    ("410", "The article's file is gone or has changed"),
];

static DOCUMENT: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", document()));

/// The document.
pub(super) async fn openapi() -> Response {
    let media_type = HeaderValue::from_static("application/openapi+json; version=3.1");
    ([(header::CONTENT_TYPE, media_type)], DOCUMENT.as_str()).into_response()
}

fn document() -> Value {
    let paths: Map<String, Value> =
        ROUTES.iter().map(|route| (route.path.to_owned(), json!({"get": operation(route)}))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "dixit",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Statements in news articles: who said what, when, and which outlet carried it",
            "description": "The questions of the command line, with the same parameters and the same answers. \
                            Offsets are UTF-8 bytes. Reading only.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": env!("CARGO_PKG_LICENSE")},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"bearer": []}, {"password": []}],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic", "description": "Any name, the token as password"},
            },
        },
    })
}

fn operation(route: &Route) -> Value {
    let id = route.path.contains("{id}").then(|| {
        json!({"name": "id", "in": "path", "required": true, "description": "What it is called",
            "schema": {"type": "string", "minLength": 1}})
    });
    let parameters: Vec<Value> = id.into_iter().chain(route.parameters.iter().map(parameter)).collect();
    let mut content = Map::new();
    for (format, definitions) in route.formats {
        let defined = |name: &&str| json!({"$ref": format!("{}{name}", DEFINITIONS.1)});
        let schema = match definitions {
            [] => json!({"type": "string"}),
            [name] => defined(name),
            names => json!({"anyOf": names.iter().map(defined).collect::<Vec<Value>>()}),
        };
        content.insert(media_type(*format).to_owned(), json!({"schema": schema}));
    }
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({
            "description": route.what,
            "headers": {"ETag": {"description": "Another one when the answer may be", "schema": {"type": "string"}}},
            "content": content,
        }),
    );
    responses.insert("304".to_owned(), json!({"description": "As `If-None-Match` has it"}));
    let named = if route.path.contains("{id}") { &NAME_PROBLEMS[..] } else { &[] };
    for (status, when) in PROBLEMS.iter().chain(named) {
        let schema = json!({"$ref": format!("{}problem", DEFINITIONS.1)});
        let content = json!({"application/problem+json": {"schema": schema}});
        responses.insert((*status).to_owned(), json!({"description": when, "content": content}));
    }
    json!({
        "operationId": route.name,
        "summary": route.what,
        "parameters": parameters,
        "responses": responses,
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let schema = match parameter.takes {
        Takes::Text => json!({"type": "string"}),
        Takes::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Takes::Whole(usual) => json!({"type": "integer", "minimum": 0, "default": usual}),
        Takes::Fraction => json!({"type": "number", "minimum": 0, "maximum": 1}),
        Takes::Flag => json!({"type": "boolean", "default": false}),
        Takes::OneOf(names) => json!({"type": "string", "enum": names, "default": names.first()}),
    };
    let example = match parameter.takes {
        Takes::Texts => json!([parameter.example]),
        Takes::Text | Takes::OneOf(_) => json!(parameter.example),
        // Numbers and truths are written as JSON writes them.
        Takes::Whole(_) | Takes::Fraction | Takes::Flag => parameter.example.parse().unwrap_or_default(),
    };
    json!({
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_needed,
        "description": parameter.what,
        "schema": schema,
        "example": example,
    })
}

/// The definitions of the schema, with a problem beside them.
fn schemas() -> Value {
    let text = SCHEMA.replace(DEFINITIONS.0, DEFINITIONS.1);
    // It is part of the program, and a test reads it.
    let document: Value = serde_json::from_str(&text).unwrap_or_default();
    let mut definitions = document.get("$defs").cloned().unwrap_or_default();
    definitions["problem"] = json!({
        "description": "What went wrong (RFC 9457), and the same error as the command line prints it.",
        "allOf": [{"$ref": format!("{}error", DEFINITIONS.1)}],
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "caret": {
                "description": "The query and carets under the place, to be shown in letters of one width",
                "type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2,
            },
        },
        "required": ["type", "title", "status", "detail"],
    });
    definitions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_to_a_definition() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(fields) => {
                    found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    fields.values().for_each(|value| references(value, found));
                }
                Value::Array(values) => values.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > ROUTES.len());
        for reference in found {
            assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
        }
    }

    #[test]
    fn answers_are_as_the_schema_of_the_command_line_says() {
        let schema: Value = serde_json::from_str(&SCHEMA.replace(DEFINITIONS.0, DEFINITIONS.1)).unwrap();
        let Value::Object(definitions) = &schema["$defs"] else { panic!("no definitions") };
        for (name, definition) in definitions {
            assert_eq!(&document()["components"]["schemas"][name], definition, "{name}");
        }
    }

    #[test]
    fn examples_are_what_the_parameter_takes() {
        for parameter in ROUTES.iter().flat_map(|route| route.parameters) {
            let example = &self::parameter(parameter)["example"];
            let fits = match parameter.takes {
                Takes::Text => example.is_string(),
                Takes::Texts => example.is_array(),
                Takes::Whole(_) => example.is_u64(),
                Takes::Fraction => example.is_f64(),
                Takes::Flag => example.is_boolean(),
                Takes::OneOf(names) => example.as_str().is_some_and(|example| names.contains(&example)),
            };
            assert!(fits, "{}: {example}", parameter.name);
        }
    }
}
