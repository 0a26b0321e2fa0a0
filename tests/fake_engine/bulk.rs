//! Many documents in one request.

use serde_json::{Value, json};

use super::documents::{Action, Index};
use super::refusal::{Members, Refusal};

/// What a line says is to be done.
fn action(line: &str, number: usize) -> Result<(Action, String), Refusal> {
    let malformed = |what: String| {
        let reason = format!("Malformed action/metadata line [{number}], {what}");
        Refusal::new(400, "illegal_argument_exception", reason)
    };
    let line: Value = serde_json::from_str(line).map_err(|error| malformed(error.to_string()))?;
    let (name, about) = Members::of(&line, "action")?.only()?;
    let action = match name {
        "create" => Action::Create,
        "index" => Action::Index,
        other => return Err(malformed(format!("expected one of [create, delete, index, update] but found [{other}]"))),
    };
    let mut about = Members::of(about, "action")?;
    let id = about.text("_id")?.to_owned();
    about.done()?;
    if id.len() > 512 {
        let reason = format!("id [{id}] is too long, must be no longer than 512 bytes");
        return Err(Refusal::new(400, "action_request_validation_exception", reason));
    }
    Ok((action, id))
}

/// What the lines of `body` say: what is to be done, with which id and which document.
fn read(body: &str) -> Result<Vec<(Action, String, &str)>, Refusal> {
    let request = |reason: &str| Refusal::new(400, "illegal_argument_exception", reason);
    if !body.ends_with('\n') {
        return Err(request("The bulk request must be terminated by a newline [\\n]"));
    }
    let mut lines = body.lines().enumerate();
    let mut all = Vec::new();
    // One line that is wrong, and nothing is done.
    while let Some((number, line)) = lines.next() {
        let (action, id) = action(line, number + 1)?;
        let (_, document) = lines.next().ok_or_else(|| request("an action lacks its document"))?;
        all.push((action, id, document));
    }
    Ok(all)
}

/// Does what the lines of `body` say; `is_busy` names the items that are refused for now.
pub(super) fn bulk(
    name: &str,
    index: &mut Index,
    body: &str,
    is_busy: &dyn Fn(usize) -> bool,
) -> Result<Value, Refusal> {
    Ok(told(name, &read(body)?, |number, action, id, document| {
        if is_busy(number) {
            return Err(Refusal::new(429, "rejected_execution_exception", "the queue of writers is full"));
        }
        index.write(action, id, document)
    }))
}

/// What is said where `name` stands for no index, and it was asked that it does.
pub(super) fn refused(name: &str, body: &str) -> Result<Value, Refusal> {
    let reason =
        format!("no such index [{name}] and [require_alias] request flag is [true] and [{name}] is not an alias");
    Ok(told(name, &read(body)?, |_, _, _, _| Err(Refusal::new(404, "index_not_found_exception", &*reason))))
}

/// An answer that tells of each what became of it.
fn told(
    name: &str,
    all: &[(Action, String, &str)],
    mut done: impl FnMut(usize, Action, &str, &str) -> Result<(u16, &'static str), Refusal>,
) -> Value {
    let (mut items, mut errors) = (Vec::new(), false);
    for (number, (action, id, document)) in all.iter().enumerate() {
        let done = done(number, *action, id, document);
        errors |= done.is_err();
        let item = match done {
            Ok((status, result)) => json!({"_index": name, "_id": id, "result": result, "status": status}),
            Err(refusal) => {
                json!({"_index": name, "_id": id, "status": refusal.status, "error": refusal.error()})
            }
        };
        items.push(json!({if *action == Action::Create { "create" } else { "index" }: item}));
    }
    json!({"took": 1, "errors": errors, "items": items})
}
