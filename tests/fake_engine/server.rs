//! Requests over a socket: one thread a connection, which stays open.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::script::Fault;
use super::{Heard, Shared};

/// What is sent back.
struct Reply {
    status: u16,
    headers: &'static str,
    body: Vec<u8>,
}

/// Serves until the engine is over.
pub(super) fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.is_over.load(Ordering::Relaxed) {
            return;
        }
        let shared = Arc::clone(shared);
        // A client that goes away ends its connection.
        std::thread::spawn(move || drop(stream.and_then(|stream| converse(stream, &shared))));
    }
}

fn converse(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some((heard, content_type)) = hear(&mut reader)? {
        let Some(Reply { status, headers, body }) = reply(&heard, &content_type, shared) else { return Ok(()) };
        let head = format!("HTTP/1.1 {status} Told\r\n{headers}content-length: {}\r\n\r\n", body.len());
        // In one piece: what is sent behind it would wait for the client to say that the first has come.
        stream.write_all(&[head.as_bytes(), &body].concat())?;
    }
    Ok(())
}

/// The next request and the type of its body; nothing at the end of the connection.
fn hear(reader: &mut impl BufRead) -> std::io::Result<Option<(Heard, String)>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut head)? == 0 {
            return Ok(None);
        }
    }
    let mut room = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut room);
    request.parse(&head).unwrap();
    let header = |name: &str| {
        let header = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8(header.value.to_vec()).unwrap())
    };
    let length = header("content-length").map_or(0, |length| length.parse().unwrap());
    assert_eq!(header("transfer-encoding"), None, "some proxies refuse a body in pieces");
    let content_type = header("content-type").unwrap_or_default();
    let (method, target) = (request.method.unwrap().to_owned(), request.path.unwrap().to_owned());
    let authorization = header("authorization");
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body).unwrap();
    Ok(Some((Heard { method, target, authorization, body }, content_type)))
}

/// What is answered; nothing where the connection ends.
fn reply(heard: &Heard, content_type: &str, shared: &Shared) -> Option<Reply> {
    const JSON: &str = "content-type: application/json\r\n";

    shared.heard.lock().unwrap().push(heard.clone());
    let (fault, is_too_large) = {
        let mut script = shared.script.lock().unwrap();
        let is_too_large = script.most_bytes.is_some_and(|most| heard.body.len() > most);
        (script.next(&heard.target), is_too_large)
    };
    if is_too_large {
        return Some(Reply { status: 413, headers: "", body: Vec::new() });
    }
    if !heard.body.is_empty() && !matches!(content_type, "application/json" | "application/x-ndjson") {
        return Some(Reply {
            status: 406,
            headers: JSON,
            body: b"{\"error\":\"Content-Type is not supported\"}".to_vec(),
        });
    }
    let mut state = shared.state.lock().unwrap();
    match &fault {
        Some(Fault::HangUp) => return None,
        Some(Fault::Instead(status, body)) => {
            return Some(Reply { status: *status, headers: JSON, body: body.as_bytes().to_vec() });
        }
        Some(Fault::Before(steps)) => {
            for (method, target, body) in &**steps {
                state.answer(method, target, body.as_bytes(), &|_| false);
            }
        }
        _ => {}
    }
    let is_busy = |number| matches!(&fault, Some(Fault::Busy(is_busy)) if is_busy(number));
    let mut answer = state.answer(&heard.method, &heard.target, heard.body.as_bytes(), &is_busy);
    match fault {
        Some(Fault::DoneAndHangUp) => return None,
        Some(Fault::Edited(edit)) => edit(&mut answer.body),
        _ => {}
    }
    Some(Reply { status: answer.status, headers: JSON, body: answer.body.to_string().into_bytes() })
}
