//! A running `dixit serve`, and a client that speaks to it over a real socket, with no more between them than that.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::env::Env;

/// A server that ends with the test.
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:43701`
    pub(crate) address: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the answer came to its end.
    pub(crate) is_whole: bool,
}

impl Server {
    /// Serves the index of `env`.
    pub(crate) fn start(env: &Env, arguments: &[&str]) -> Self {
        Self::start_loud(env, &[&["--quiet"], arguments].concat())
    }

    /// As [`Server::start`], with a log.
    pub(crate) fn start_loud(env: &Env, arguments: &[&str]) -> Self {
        let mut child = env
            .command(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix('/')).map(str::to_owned);
        let Some(address) = address else {
            panic!("{}", std::io::read_to_string(child.stderr.take().unwrap()).unwrap());
        };
        Self { child, address }
    }

    /// A connection on which nothing was said yet.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// Asks for `target`.
    pub(crate) fn get(&self, target: &str) -> Response {
        self.get_with(target, &[])
    }

    /// Asks for `target` with headers of its own.
    pub(crate) fn get_with(&self, target: &str, headers: &[(&str, &str)]) -> Response {
        let mut head = format!("GET {target} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            write!(head, "host: {}\r\n", self.address).unwrap();
        }
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        self.say(&format!("{head}connection: close\r\n\r\n"))
    }

    /// Says just this on a new connection, and hears the answer.
    pub(crate) fn say(&self, words: &str) -> Response {
        let mut stream = self.connect();
        stream.write_all(words.as_bytes()).unwrap();
        hear(&mut stream)
    }

    /// Wants the server to end, as the system does.
    pub(crate) fn terminate(&self) {
        let killed = std::process::Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(killed.success());
    }

    /// Waits for its end: exit code and what it said on standard error.
    pub(crate) fn wait(mut self) -> (i32, String) {
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        (code, std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Reads one answer up to the end of the connection.
pub(crate) fn hear(stream: &mut TcpStream) -> Response {
    let mut bytes = Vec::new();
    // A connection that is broken off ends the answer as well.
    let _broken = stream.read_to_end(&mut bytes);
    Response::read(&bytes)
}

impl Response {
    fn read(bytes: &[u8]) -> Self {
        let mut room = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut room);
        let httparse::Status::Complete(length) = head.parse(bytes).unwrap() else {
            panic!("no answer: {:?}", String::from_utf8_lossy(bytes));
        };
        let headers: Vec<(String, String)> = head
            .headers
            .iter()
            .map(|header| (header.name.to_lowercase(), String::from_utf8(header.value.to_vec()).unwrap()))
            .collect();
        let mut response = Self { status: head.code.unwrap(), headers, body: bytes[length..].to_vec(), is_whole: true };
        if response.header("transfer-encoding") == Some("chunked") {
            let mut body = Vec::new();
            let read = chunked_transfer::Decoder::new(response.body.as_slice()).read_to_end(&mut body);
            (response.is_whole, response.body) = (read.is_ok(), body);
        } else if let Some(length) = response.header("content-length") {
            response.is_whole = response.body.len().to_string() == length;
        }
        response
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body as the folder of `env` would have it in a transcript.
    pub(crate) fn stable(&self, env: &Env) -> String {
        env.stable(&self.body)
    }
}
