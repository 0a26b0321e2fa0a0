//! A client of `dixit mcp`: the program started, and lines of JSON-RPC through its pipes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::env::Env;

/// A session with the program, from its greeting to its end.
pub(crate) struct Assistant {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    asked: u64,
    /// What the server said of itself.
    pub(crate) greeting: Value,
}

impl Assistant {
    /// Starts the program in the folder of `env` and greets it.
    pub(crate) fn new(env: &Env, options: &[&str]) -> Self {
        let mut command = env.command(&[&["mcp"], options].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut session = Self { child, input, output, asked: 0, greeting: Value::Null };
        let client = json!({"name": "test", "version": "1"});
        let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
        session.greeting = session.ask("initialize", &hello)["result"].take();
        session.tell("notifications/initialized", &json!({}));
        session
    }

    /// Sends a request and reads its answer.
    pub(crate) fn ask(&mut self, method: &str, parameters: &Value) -> Value {
        let id = self.send(method, parameters);
        let answer = self.hear();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// Sends a request and gives its number.
    pub(crate) fn send(&mut self, method: &str, parameters: &Value) -> u64 {
        self.asked += 1;
        self.write(&json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": parameters}));
        self.asked
    }

    /// Sends what has no answer.
    pub(crate) fn tell(&mut self, method: &str, parameters: &Value) {
        self.write(&json!({"jsonrpc": "2.0", "method": method, "params": parameters}));
    }

    fn write(&mut self, message: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{message}").unwrap();
    }

    /// Reads the next message.
    pub(crate) fn hear(&mut self) -> Value {
        let mut line = String::new();
        assert!(self.output.read_line(&mut line).unwrap() > 0, "the program ended");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Calls a tool.
    pub(crate) fn call(&mut self, tool: &str, arguments: &Value) -> Called {
        let mut answer = self.ask("tools/call", &json!({"name": tool, "arguments": arguments}));
        assert!(answer["error"].is_null(), "{answer}");
        let result = answer["result"].take();
        let content = result["content"].as_array().unwrap();
        assert_eq!((content.len(), &content[0]["type"]), (1, &json!("text")), "{result}");
        Called {
            text: content[0]["text"].as_str().unwrap().to_owned(),
            is_error: result["isError"] == json!(true),
            document: result["structuredContent"].clone(),
        }
    }

    /// Ends the input, and gives the exit code and what stands on standard error.
    pub(crate) fn end(mut self) -> (i32, String) {
        drop(self.input.take());
        let mut rest = String::new();
        while self.output.read_line(&mut rest).unwrap() > 0 {}
        assert_eq!(rest, "", "unasked");
        let mut told = String::new();
        std::io::Read::read_to_string(&mut self.child.stderr.take().unwrap(), &mut told).unwrap();
        (self.child.wait().unwrap().code().unwrap(), told)
    }
}

/// What a tool gave.
pub(crate) struct Called {
    pub(crate) text: String,
    pub(crate) is_error: bool,
    pub(crate) document: Value,
}
