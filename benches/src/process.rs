//! The program as a process: how long it takes and how much memory it needs.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// How often a process is looked at for its memory.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a process needed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Needed {
    /// From its start to its end.
    pub time: Duration,
    /// Most bytes of memory of its own (no file behind it) at any look.
    pub anonymous: u64,
    /// Most bytes that were resident, pages of files that it had mapped among them.
    pub resident: u64,
}

/// Runs it to its end, its output thrown away.
pub fn run(command: &mut Command) -> Outcome<Duration> {
    let begun = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let took = begun.elapsed();
    if status.success() { Ok(took) } else { Err(format!("{command:?} ended with {status}").into()) }
}

/// Runs it to its end; what it printed.
pub fn output(command: &mut Command) -> Outcome<Vec<u8>> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("{command:?} ended with {}", output.status).into())
    }
}

/// Runs it to its end; how many bytes and lines it printed.
pub fn printed(command: &mut Command) -> Outcome<(u64, u64)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut out = BufReader::new(child.stdout.take().ok_or("a process without output")?);
    let (mut bytes, mut lines, mut line) = (0, 0, Vec::new());
    while out.read_until(b'\n', &mut line)? > 0 {
        bytes += line.len() as u64;
        lines += 1;
        line.clear();
    }
    let status = child.wait()?;
    if status.success() { Ok((bytes, lines)) } else { Err(format!("{command:?} ended with {status}").into()) }
}

/// As [`run`], with its memory looked at meanwhile.
pub fn watched(command: &mut Command) -> Outcome<Needed> {
    let begun = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut needed = Needed::default();
    loop {
        if let Some(status) = child.try_wait()? {
            needed.time = begun.elapsed();
            return if status.success() { Ok(needed) } else { Err(format!("{command:?} ended with {status}").into()) };
        }
        if let Ok(text) = fs::read_to_string(&status_file) {
            needed.anonymous = needed.anonymous.max(line(&text, "RssAnon:"));
            needed.resident = needed.resident.max(line(&text, "VmHWM:"));
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// The kilobytes behind a name, in bytes.
fn line(text: &str, name: &str) -> u64 {
    let value = text.lines().find_map(|line| line.strip_prefix(name));
    value
        .and_then(|value| value.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_bytes() {
        assert_eq!(line("VmHWM:\t    2048 kB\nRssAnon:\t  16 kB\n", "RssAnon:"), 16 << 10);
        assert_eq!(line("", "RssAnon:"), 0);
    }
}
