//! Other programs: a pager for the text of an article, a browser for its page, the clipboard of the terminal.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crossbeam_channel::Sender;
use dixit::present::{clean, file_of};
use dixit::statement::Record;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::execute;

use super::model::Message;

/// Browsers that want the terminal for themselves.
const IN_TERMINAL: [&str; 7] = ["w3m", "lynx", "links", "links2", "elinks", "browsh", "www-browser"];

/// Bytes that terminals take into their clipboard: xterm's limit after base64, the lowest one.
const CLIPBOARD_BYTES: usize = 74_000;

/// Shows `text` in the user's pager, which has the terminal until it ends.
pub(crate) fn page(text: &[u8]) -> Result<(), String> {
    let pager = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let pager = pager.unwrap_or_else(|| "less".to_owned());
    let mut command = if cfg!(unix) {
        // The variable holds a command line, as other programs read it.
        let mut shell = Command::new("sh");
        shell.args(["-c", &pager]);
        shell
    } else {
        Command::new(&pager)
    };
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "-R");
    }
    let failed = |error: io::Error| format!("cannot run the pager `{}`: {error}", clean(&pager));
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // A pager that was left early has seen enough.
        let _left_early = input.write_all(text);
    }
    let status = child.wait().map_err(failed)?;
    match status.code() {
        Some(127) => Err(format!("there is no pager `{}`; PAGER names another", clean(&pager))),
        _ => Ok(()),
    }
}

/// A browser and what it is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    program: String,
    arguments: Vec<String>,
    /// Whether it needs the terminal while it runs.
    pub(crate) is_in_terminal: bool,
    /// What it shows.
    target: String,
}

impl Opening {
    /// How the article of `record` is opened: its page, else its file. `browser` is what the user's `BROWSER` says.
    pub(crate) fn of(record: &Record, browser: Option<&str>) -> Self {
        let article = &record.article;
        let is_page = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
        let target =
            article.url.as_ref().filter(is_page).map_or_else(|| file_of(&article.path).to_owned(), String::clone);
        // A list of browsers by the rules of other programs: the first one counts.
        let wanted = browser.and_then(|list| list.split(':').find(|one| !one.trim().is_empty()));
        let mut words = wanted.unwrap_or(SYSTEM).split_whitespace().map(str::to_owned);
        let program = words.next().unwrap_or_default();
        let mut arguments: Vec<String> = words.collect();
        if arguments.iter().any(|argument| argument.contains("%s")) {
            for argument in &mut arguments {
                *argument = argument.replace("%s", &target);
            }
        } else {
            arguments.push(target.clone());
        }
        let name = Path::new(&program).file_name().and_then(|name| name.to_str()).unwrap_or_default();
        Self { is_in_terminal: IN_TERMINAL.contains(&name), program, arguments, target }
    }

    /// Runs it and says what became of it.
    fn run(&self, mut command: Command) -> String {
        let target = clean(&self.target);
        match command.status() {
            Ok(status) if status.success() => format!("opened {target}"),
            Ok(_) => format!("{} could not open {target}", clean(&self.program)),
            Err(_) => format!("no browser `{}`; BROWSER names another. It is {target}", clean(&self.program)),
        }
    }

    /// Runs it on the terminal.
    pub(crate) fn run_here(&self) -> String {
        self.run(self.command())
    }

    /// Runs it beside the view, silently, and tells `teller` what became of it.
    pub(crate) fn run_beside(self, teller: Sender<Message>) -> String {
        let told = format!("opening {} …", clean(&self.target));
        std::thread::spawn(move || {
            let mut command = self.command();
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let _nobody_listens = teller.send(Message::Told(self.run(command)));
        });
        told
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command
    }
}

/// The program that opens things on this system.
const SYSTEM: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};

/// What the user's `BROWSER` says.
pub(crate) fn browser() -> Option<String> {
    std::env::var("BROWSER").ok()
}

/// Asks the terminal to put `text` into its clipboard; whether it does is the terminal's choice.
pub(crate) fn copy(text: &str) -> Result<(), String> {
    if text.len() > CLIPBOARD_BYTES {
        return Err("too long for the clipboard: `e` writes it to a file".to_owned());
    }
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text)).map_err(|error| format!("cannot copy: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn opening(url: Option<&str>, browser: Option<&str>) -> (String, Vec<String>, bool) {
        let mut record = samples::hit("a", "one").record;
        record.article.url = url.map(str::to_owned);
        record.article.path = "/news/all.zip!b.txt".to_owned();
        let opening = Opening::of(&record, browser);
        (opening.program, opening.arguments, opening.is_in_terminal)
    }

    #[test]
    fn the_page_is_opened_and_where_there_is_none_the_file() {
        let page = Some("https://example.org/a?b=c d;e");
        let some = |program: &str, arguments: &[&str], here| {
            (program.to_owned(), arguments.iter().map(|argument| (*argument).to_owned()).collect::<Vec<_>>(), here)
        };
        assert_eq!(opening(page, None), some(SYSTEM, &["https://example.org/a?b=c d;e"], false));
        assert_eq!(opening(None, None), some(SYSTEM, &["/news/all.zip"], false));
        assert_eq!(
            opening(page, Some(":/usr/bin/w3m -N:firefox")),
            some("/usr/bin/w3m", &["-N", "https://example.org/a?b=c d;e"], true)
        );
        assert_eq!(
            opening(page, Some("firefox --new-tab=%s -x")),
            some("firefox", &["--new-tab=https://example.org/a?b=c d;e", "-x"], false)
        );
    }

    #[test]
    fn an_address_that_is_no_page_is_never_handed_on() {
        for url in ["javascript:alert(1)", "file:///etc/passwd", "-x", "ftp://a"] {
            assert_eq!(opening(Some(url), None).1, ["/news/all.zip"], "{url}");
        }
    }

    #[test]
    fn what_is_too_long_for_a_clipboard_is_said() {
        assert!(copy(&"a".repeat(CLIPBOARD_BYTES + 1)).is_err());
    }
}
