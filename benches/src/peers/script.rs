//! A peer that is a script: asked line by line, it answers line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use crate::Outcome;

/// A script that runs.
pub struct Script {
    child: Child,
    asks: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Script {
    /// Starts it.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let asks = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().ok_or("a script without output")?);
        Ok(Self { child, asks, answers })
    }

    /// Waits until it says that it is ready.
    pub fn ready(&mut self) -> Outcome<()> {
        match self.line()?.as_str() {
            "ready" => Ok(()),
            other => Err(format!("a script said {other:?} instead of being ready").into()),
        }
    }

    /// Tells it something.
    pub fn tell(&mut self, line: &str) -> Outcome<()> {
        let asks = self.asks.as_mut().ok_or("a script without input")?;
        asks.write_all(line.as_bytes())?;
        Ok(asks.write_all(b"\n")?)
    }

    /// Asks it; it answers with a number and the seconds it took.
    pub fn ask(&mut self, line: &str) -> Outcome<(u64, Duration)> {
        self.tell(line)?;
        let answer = self.line()?;
        let (number, seconds) = answer.split_once(' ').ok_or_else(|| format!("a script answered {answer:?}"))?;
        Ok((number.parse()?, Duration::from_secs_f64(seconds.parse()?)))
    }

    fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // It ends when there is nothing more to read.
        drop(self.asks.take());
        let _ = self.child.wait();
    }
}
