//! What is at which path.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Kind;
use super::bulk;
use super::documents::{Index, Moment, filtered};
use super::pages::search;
use super::refusal::{Members, Refusal};

/// All that the engine holds.
pub(super) struct State {
    kind: Kind,
    indexes: BTreeMap<String, Index>,
    /// Other names of indexes.
    names: BTreeMap<String, String>,
    moments: BTreeMap<String, Moment>,
    n_moments: usize,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// What stands behind the question mark of a path.
struct Parameters<'t>(Vec<(&'t str, &'t str)>);

impl<'t> Parameters<'t> {
    fn read(text: &'t str) -> Self {
        Self(
            text.split('&')
                .filter(|part| !part.is_empty())
                .map(|part| part.split_once('=').unwrap_or((part, "")))
                .collect(),
        )
    }

    fn take(&mut self, name: &str) -> Option<&'t str> {
        let at = self.0.iter().position(|(known, _)| *known == name)?;
        Some(self.0.remove(at).1)
    }

    fn done(self) -> Result<(), Refusal> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                let reason = format!("request contains unrecognized parameter: [{name}]");
                Err(Refusal::new(400, "illegal_argument_exception", reason))
            }
        }
    }
}

impl State {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, indexes: BTreeMap::new(), names: BTreeMap::new(), moments: BTreeMap::new(), n_moments: 0 }
    }

    /// Does what is asked; `is_busy` names the items of a bulk that are refused for now.
    pub(super) fn answer(
        &mut self,
        method: &str,
        target: &str,
        body: &[u8],
        is_busy: &dyn Fn(usize) -> bool,
    ) -> Answer {
        let (path, parameters) = target.split_once('?').unwrap_or((target, ""));
        let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let body = std::str::from_utf8(body).unwrap();
        match self.route(method, &path, Parameters::read(parameters), body, is_busy) {
            Ok(body) => Answer { status: 200, body },
            Err(refusal) => Answer { status: refusal.status, body: refusal.body() },
        }
    }

    fn route(
        &mut self,
        method: &str,
        path: &[&str],
        mut parameters: Parameters<'_>,
        body: &str,
        is_busy: &dyn Fn(usize) -> bool,
    ) -> Result<Value, Refusal> {
        let json = || {
            serde_json::from_str::<Value>(body)
                .map_err(|error| Refusal::new(400, "json_parse_exception", error.to_string()))
        };
        let is_opensearch = self.kind == Kind::OpenSearch;
        match (method, path) {
            ("GET", []) => {
                parameters.done()?;
                Ok(self.root())
            }
            ("POST", ["_search"]) => {
                let _rather_nothing = parameters.take("allow_partial_search_results");
                parameters.done()?;
                let body = json()?;
                let mut body = Members::of(&body, "search")?;
                let mut named = Members::of(body.need("pit")?, "pit")?;
                let id = named.text("id")?;
                let _kept = named.text("keep_alive")?;
                named.done()?;
                let moment = self.moments.get(id).ok_or_else(|| {
                    Refusal::new(404, "search_context_missing_exception", "No search context found for id [1]")
                })?;
                search(self.kind, moment, body)
            }
            ("DELETE", ["_search", "point_in_time"]) if is_opensearch => {
                parameters.done()?;
                let body = json()?;
                let mut body = Members::of(&body, "pit")?;
                for id in body.need("pit_id")?.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    self.moments.remove(id);
                }
                body.done()?;
                Ok(json!({"pits": []}))
            }
            ("DELETE", ["_pit"]) if !is_opensearch => {
                parameters.done()?;
                let body = json()?;
                let mut body = Members::of(&body, "pit")?;
                let is_gone = self.moments.remove(body.text("id")?).is_some();
                body.done()?;
                Ok(json!({"succeeded": is_gone, "num_freed": 1}))
            }
            ("PUT", [name]) => {
                parameters.done()?;
                if self.indexes.contains_key(*name) {
                    let reason = format!("index [{name}/x] already exists");
                    return Err(Refusal::new(400, "resource_already_exists_exception", reason));
                }
                self.indexes.insert((*name).to_owned(), Index::make(name, &json()?)?);
                Ok(json!({"acknowledged": true, "shards_acknowledged": true, "index": name}))
            }
            ("PUT", [name, "_alias", _]) if self.names.contains_key(*name) => {
                let reason = format!(
                    "The provided expression [{name}] matches an alias, specify the corresponding concrete indices instead."
                );
                Err(Refusal::new(400, "illegal_argument_exception", reason))
            }
            ("POST", [name, "_bulk"]) => {
                let _patience = parameters.take("timeout");
                let refresh = parameters.take("refresh");
                let is_strict = parameters.take("require_alias") == Some("true");
                parameters.done()?;
                let answer = self.bulk(name, is_strict, body, is_busy)?;
                if refresh == Some("true") {
                    self.indexes.values_mut().for_each(Index::refresh);
                }
                Ok(answer)
            }
            (_, [name, rest @ ..]) if self.named(name).is_some() => {
                let name = self.named(name).unwrap();
                self.of_index(method, &name, rest, parameters, body)
            }
            (_, [name, ..]) => Err(Refusal::new(404, "index_not_found_exception", format!("no such index [{name}]"))),
            _ => Err(Refusal::new(405, "method_not_allowed", "Incorrect HTTP method for uri")),
        }
    }

    /// The index that goes by that name.
    fn named(&self, name: &str) -> Option<String> {
        let index = self.names.get(name).map_or(name, String::as_str);
        self.indexes.contains_key(index).then(|| index.to_owned())
    }

    fn bulk(
        &mut self,
        name: &str,
        is_strict: bool,
        body: &str,
        is_busy: &dyn Fn(usize) -> bool,
    ) -> Result<Value, Refusal> {
        if is_strict && !self.names.contains_key(name) {
            return bulk::refused(name, body);
        }
        let index = self.named(name).unwrap_or_else(|| {
            // What nobody has made is made, and its mapping guessed.
            self.indexes.insert(name.to_owned(), Index::guessed(name));
            name.to_owned()
        });
        bulk::bulk(&index, self.indexes.get_mut(&index).unwrap(), body, is_busy)
    }

    fn of_index(
        &mut self,
        method: &str,
        name: &str,
        path: &[&str],
        mut parameters: Parameters<'_>,
        body: &str,
    ) -> Result<Value, Refusal> {
        let json = || {
            serde_json::from_str::<Value>(body)
                .map_err(|error| Refusal::new(400, "json_parse_exception", error.to_string()))
        };
        let moments = if self.kind == Kind::OpenSearch { &["_search", "point_in_time"][..] } else { &["_pit"] };
        let index = self.indexes.get_mut(name).unwrap();
        match (method, path) {
            ("PUT", ["_alias", other]) => {
                parameters.done()?;
                self.names.insert((*other).to_owned(), name.to_owned());
                Ok(json!({"acknowledged": true}))
            }
            ("DELETE", []) => {
                parameters.done()?;
                self.indexes.remove(name);
                self.names.retain(|_, index| index != name);
                Ok(json!({"acknowledged": true}))
            }
            ("GET", ["_mapping"]) => {
                // Who leads the others goes by another name in each of them.
                let _patience = parameters.take(self.kind.patience());
                parameters.done()?;
                Ok(json!({name: {"mappings": index.seen.mapping.body}}))
            }
            ("POST", ["_refresh"]) => {
                parameters.done()?;
                index.refresh();
                Ok(json!({"_shards": index.shards()}))
            }
            ("POST", ["_mget"]) => {
                let paths = parameters.take("_source_includes").map(|paths| paths.split(',').collect::<Vec<_>>());
                parameters.done()?;
                let body = json()?;
                let mut body = Members::of(&body, "mget")?;
                let ids = body.need("ids")?.as_array().ok_or_else(|| Refusal::parsing("[ids] expected an array"))?;
                let doc = |id: &str| match index.get(id) {
                    None => json!({"_index": name, "_id": id, "found": false}),
                    Some(document) => {
                        let source = match &paths {
                            None => document.source.clone(),
                            Some(paths) => filtered(&document.source, paths),
                        };
                        json!({"_index": name, "_id": id, "found": true, "_source": source})
                    }
                };
                let docs: Vec<Value> = ids.iter().filter_map(Value::as_str).map(doc).collect();
                body.done()?;
                Ok(json!({"docs": docs}))
            }
            ("POST", ["_search"]) => {
                let _rather_nothing = parameters.take("allow_partial_search_results");
                parameters.done()?;
                search(self.kind, &index.seen, Members::of(&json()?, "search")?)
            }
            ("POST", path) if path == moments => {
                let kept = parameters.take("keep_alive");
                parameters.done()?;
                if kept.is_none() {
                    return Err(Refusal::new(400, "action_request_validation_exception", "[keep_alive] is missing"));
                }
                self.n_moments += 1;
                let id = format!("moment-{}", self.n_moments);
                self.moments.insert(id.clone(), index.seen.clone());
                let named = if self.kind == Kind::OpenSearch { "pit_id" } else { "id" };
                Ok(json!({named: id, "_shards": index.seen.shards()}))
            }
            _ => Err(Refusal::new(405, "method_not_allowed", "Incorrect HTTP method for uri")),
        }
    }

    fn root(&self) -> Value {
        match self.kind {
            Kind::OpenSearch => json!({
                "name": "node-1", "cluster_name": "fake",
                "version": {"distribution": "opensearch", "number": "2.19.6", "lucene_version": "9.12.3"},
                "tagline": "The OpenSearch Project: https://opensearch.org/",
            }),
            Kind::Elasticsearch => json!({
                "name": "node-1", "cluster_name": "fake",
                "version": {"number": "7.17.29", "build_flavor": "default", "lucene_version": "8.11.3"},
                "tagline": "You Know, for Search",
            }),
        }
    }

    /// Forgets all moments, as it happens when nodes go that keep parts of them.
    pub(super) fn forget_moments(&mut self) {
        self.moments.clear();
    }
}
