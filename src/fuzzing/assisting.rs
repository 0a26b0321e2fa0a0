//! The tools for assistants: any arguments are answered or refused in words, never by a fault.

use super::{Ground, Target, query};
use crate::error::Error;

pub(super) const TARGET: Target = Target { name: "mcp", run: check, seeds, files: &[] };

/// Arguments that are right for one tool at least.
const ARGUMENTS: [&str; 18] = [
    "query=grain\nlimit=2\noffset=1\nsort=date\ncollapse=true",
    "query=speaker:Ushakov AND outlet:TASS\nlimit=50\nsort=-date",
    "query=(\nlimit=0",
    "offset=18446744073709551615",
    "fields=[\"speaker\",\"date:day\"]\nunique=true",
    "fields=[\"outlet:50\",\"date:week\",\"kind\",\"lang\",\"role:0\"]\nquery=*\nlimit=100",
    "fields=[]",
    "fields=[\"nothing\"]",
    "id=#0\narticle_text=true",
    "id=#2",
    "id=0123456789abcdef",
    "id=0123\narticle_text=null",
    "id=#1\nlimit=1\nsilent=true",
    "query=millions\nsilent=true\nlimit=50",
    "id=#3\nquery=deal",
    "name=Ushakov\nlatest=20",
    "name==Yury Ushakov\nquery=date:2024\nlatest=0",
    "name=...\nunknown={\"a\":[1.5e300,null]}",
];

/// Numbers of tools: one for each, and one more.
const TOOLS: u8 = 6;

fn seeds() -> Vec<Vec<u8>> {
    let queries =
        query::QUERIES.iter().step_by(4).map(|query| format!("query={query}\nname={query}\nfields=[\"cue\"]"));
    let all: Vec<String> = ARGUMENTS.iter().map(ToString::to_string).chain(queries).collect();
    (0..TOOLS).flat_map(|tool| all.iter().map(move |lines| [&[tool], lines.as_bytes()].concat())).collect()
}

/// The first byte is the tool, the rest its arguments.
fn check(ground: &Ground, bytes: &[u8]) {
    let Some((tool, rest)) = bytes.split_first() else { return };
    match ground.assistant.call(*tool, &String::from_utf8_lossy(rest)) {
        None | Some(Error::Usage { .. }) => {}
        Some(Error::Query(error)) => query::check_error(&error, &error.input),
        Some(other) => panic!("{other}"),
    }
}
