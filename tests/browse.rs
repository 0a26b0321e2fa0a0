//! `dixit browse` in a real terminal: tmux has the window, sends the keys and reads the screen.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::env::Env;

/// A loaded machine may take its time; a test that fails has waited this long.
const PATIENCE: Duration = Duration::from_mins(1);
const STEP: Duration = Duration::from_millis(20);

/// What the shell asks with.
const PROMPT: &str = "ready$";

/// A window of its own tmux, with a shell in it.
struct Window {
    env: Env,
    socket: tempfile::TempDir,
}

impl Window {
    /// A window of that size with a shell in the folder of some articles and their index; `None` without tmux.
    fn open(size: (u16, u16), variables: &[(&str, &str)]) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            // Past the test's own output, which nobody sees when it passes.
            let told = "SKIPPED: a test of `dixit browse`, for tmux is not there\n";
            std::io::stderr().write_all(told.as_bytes()).unwrap();
            return None;
        }
        let window = Self { env: Env::with_news(), socket: tempfile::tempdir().unwrap() };
        let path = std::env::var("PATH").unwrap_or_default();
        let home = window.env.path();
        let binary = PathBuf::from(env!("CARGO_BIN_EXE_dixit"));
        let mut shell = vec!["env".to_owned(), "-i".to_owned()];
        shell.push(format!("PATH={}:{path}", binary.parent().unwrap().display()));
        shell.push(format!("HOME={}", home.display()));
        for (name, value) in [("TERM", "screen-256color"), ("LC_ALL", "C.UTF-8"), ("PS1", PROMPT)] {
            shell.push(format!("{name}={value}"));
        }
        shell.extend(variables.iter().map(|(name, value)| format!("{name}={value}")));
        // Job control is wanted, a user's own settings are not.
        shell.extend(["bash", "--norc", "--noprofile", "-i"].map(str::to_owned));
        let (width, height) = (size.0.to_string(), size.1.to_string());
        let folder = home.display().to_string();
        let new = ["-u", "-f", "/dev/null", "new-session", "-d", "-x", &width, "-y", &height, "-c", &folder, "--"];
        let new: Vec<&str> = new.into_iter().chain(shell.iter().map(String::as_str)).collect();
        let output = window.tmux(&new);
        assert!(output.status.success(), "{output:?}");
        window.wait(PROMPT);
        Some(window)
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let socket = self.socket.path().join("tmux");
        Command::new("tmux").env("LC_ALL", "C.UTF-8").arg("-S").arg(socket).args(arguments).output().unwrap()
    }

    /// Types `text` as it is.
    fn write(&self, text: &str) -> &Self {
        assert!(self.tmux(&["send-keys", "-l", "--", text]).status.success());
        self
    }

    /// Presses the key of that name.
    fn press(&self, key: &str) -> &Self {
        assert!(self.tmux(&["send-keys", key]).status.success());
        self
    }

    fn resize(&self, width: u16, height: u16) -> &Self {
        let (width, height) = (width.to_string(), height.to_string());
        assert!(self.tmux(&["resize-window", "-x", &width, "-y", &height]).status.success());
        self
    }

    fn screen(&self) -> String {
        String::from_utf8(self.tmux(&["capture-pane", "-p"]).stdout).unwrap()
    }

    /// The screen with the sequences that colour it.
    fn coloured_screen(&self) -> String {
        String::from_utf8(self.tmux(&["capture-pane", "-p", "-e"]).stdout).unwrap()
    }

    fn wait_until(&self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            if is_there(&screen) {
                return screen;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}; the screen is\n{screen}");
            std::thread::sleep(STEP);
        }
    }

    /// Waits until `text` is seen, and gives the screen.
    fn wait(&self, text: &str) -> String {
        self.wait_until(text, |screen| screen.contains(text))
    }

    /// Starts the view and waits until its counts are there, too.
    fn browse(&self, arguments: &str) -> &Self {
        self.write(&format!("dixit browse {arguments}")).press("Enter");
        self.wait("Statements");
        self
    }

    /// Waits until the shell has the terminal as it was, and checks with which code the view ended.
    fn ended(&self, code: i32) {
        // What is typed before the shell listens may be lost.
        let is_back = |screen: &str| screen.trim_end().ends_with(PROMPT) && !screen.contains("Statements");
        self.wait_until("the shell", is_back);
        self.write("echo code=$?").press("Enter");
        self.wait(&format!("code={code}"));
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

#[test]
fn a_search_from_the_first_key_to_the_file_that_is_written() {
    let Some(window) = Window::open((120, 30), &[]) else { return };
    window.write("before=$(stty -g); echo kept on the screen").press("Enter").wait("\nkept on the screen");
    window.browse("");
    window.wait("Counts");
    window.write("rules OR prices");
    window.wait("3 statements");
    window.press("Enter").press("f");
    window.wait("Enter narrow");
    window.press("Enter");
    let screen = window.wait("+ speaker:=");
    assert!(screen.contains("Marie Noir"), "values of the field that narrows are still there:\n{screen}");
    window.wait("1 of 1 ");
    window.press("BSpace");
    window.wait_until("no narrowing", |screen| !screen.contains("+ speaker:=") && screen.contains("3 statements"));
    // Escape and a key that follow at once would be the key with Alt.
    window.press("Escape").wait("Space mark");
    window.press("j").press("Space");
    window.wait("1 marked");
    window.press("Enter");
    window.wait("n N statements");
    window.resize(60, 15);
    window.wait_until("one pane", |screen| screen.contains("Article") && !screen.contains("Counts"));
    window.resize(20, 5);
    window.wait("too small");
    window.resize(100, 24);
    window.wait("n N statements");
    window.write("e");
    window.wait("to the file");
    window.write("found.jsonl").press("Enter");
    window.wait("1 statement written to found.jsonl");
    window.write("q");
    window.ended(0);
    let screen = window.wait("kept on the screen");
    assert!(screen.contains("dixit browse"), "{screen}");
    window.write("[ \"$before\" = \"$(stty -g)\" ] && echo same modes").press("Enter").wait("\nsame modes");
    let written = std::fs::read_to_string(window.env.path().join("found.jsonl")).unwrap();
    let statement: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!((written.lines().count(), statement["schema"].as_u64()), (1, Some(1)));
}

/// Starts the view so that its process is known, and gives that.
fn browse_with_pid(window: &Window) -> String {
    window.write("sh -c 'echo $$ > pid; exec dixit browse trade'").press("Enter");
    window.wait("Statements");
    std::fs::read_to_string(window.env.path().join("pid")).unwrap().trim().to_owned()
}

fn signal(name: &str, pid: &str) {
    assert!(Command::new("kill").args(["-s", name, pid]).status().unwrap().success());
}

#[test]
fn the_terminal_comes_back_however_the_view_is_ended() {
    let Some(window) = Window::open((80, 24), &[]) else { return };
    window.write("before=$(stty -g)").press("Enter");
    for name in ["TERM", "HUP", "INT"] {
        window.write("clear").press("Enter");
        window.wait_until("an empty screen", |screen| screen.trim_end() == PROMPT);
        let pid = browse_with_pid(&window);
        signal(name, &pid);
        window.ended(130);
    }
    window.write("clear").press("Enter");
    window.wait_until("an empty screen", |screen| screen.trim_end() == PROMPT);
    window.browse("trade").press("C-c");
    window.ended(130);
    window.write("[ \"$before\" = \"$(stty -g)\" ] && echo same modes").press("Enter").wait("\nsame modes");
}

#[test]
fn the_view_ends_with_its_terminal() {
    let Some(window) = Window::open((80, 24), &[]) else { return };
    let pid = browse_with_pid(&window);
    window.tmux(&["kill-server"]);
    let lives = || Command::new("kill").args(["-s", "0", &pid]).output().unwrap().status.success();
    let begun = Instant::now();
    while lives() {
        assert!(begun.elapsed() < PATIENCE, "the view of a terminal that is gone is still there");
        std::thread::sleep(STEP);
    }
}

#[test]
fn the_view_stops_and_goes_on() {
    let Some(window) = Window::open((80, 24), &[]) else { return };
    let pid = browse_with_pid(&window);
    window.press("C-z");
    window.wait("Stopped");
    assert!(!window.screen().contains("Statements"), "{}", window.screen());
    window.write("fg").press("Enter");
    window.wait("Statements");
    // From outside, too.
    signal("TSTP", &pid);
    window.wait("Stopped");
    window.write("fg").press("Enter");
    window.wait("Statements");
    window.press("Down").write("q");
    window.ended(0);
}

#[test]
fn articles_are_opened_in_other_programs() {
    let Some(window) = Window::open((80, 24), &[("PAGER", "cat > paged.txt; sleep 0"), ("BROWSER", "./open.sh")])
    else {
        return;
    };
    window.env.write("open.sh", "#!/bin/sh\necho \"$1\" > opened.txt\n");
    assert!(Command::new("chmod").arg("+x").arg(window.env.path().join("open.sh")).status().unwrap().success());
    window.browse("surprised");
    window.wait("1 of 2 statements");
    window.write("o");
    window.wait("opened ");
    let opened = std::fs::read_to_string(window.env.path().join("opened.txt")).unwrap();
    assert!(opened.ends_with("news/prices.md\n"), "{opened}");
    window.write("p");
    window.wait_until("the pager's file", |_| window.env.path().join("paged.txt").exists());
    window.wait("Statements");
    window.write("q");
    window.ended(0);
    let paged = std::fs::read_to_string(window.env.path().join("paged.txt")).unwrap();
    assert!(paged.contains("Nobody should be surprised") && paged.contains("other statement"), "{paged}");
}

#[test]
fn colours_are_for_those_who_want_them() {
    let Some(window) = Window::open((80, 24), &[]) else { return };
    for (command, expected) in [
        ("dixit browse trade", true),
        ("NO_COLOR=1 dixit browse trade", false),
        ("dixit browse --color never trade", false),
        ("NO_COLOR=1 dixit browse --color always trade", true),
    ] {
        window.write(command).press("Enter");
        window.wait("▌ \"Rules need trade,\"");
        let screen = window.coloured_screen();
        assert_eq!(screen.contains("[38;5;"), expected, "{command}\n{screen}");
        assert!(screen.contains("\u{1b}[1m"), "bold is no colour: {command}\n{screen}");
        window.write("q");
        window.ended(0);
        window.write("clear").press("Enter");
    }
}

#[test]
fn what_is_indexed_meanwhile_is_found_by_the_next_search() {
    let Some(window) = Window::open((80, 24), &[]) else { return };
    window.browse("tulips");
    window.wait("Nothing found.");
    window.env.write("news/tulips.md", "---\ndate: 2024-04-01\n---\n\n\"Tulips will bloom,\" said Anna Berg.\n");
    assert_eq!(window.env.run(&["index", "news", "--quiet"]).code, 0);
    window.write("s");
    window.wait("1 of 1 ");
    window.write("q");
    window.ended(0);
}

#[test]
fn without_a_terminal_it_says_so() {
    let env = Env::with_news();
    insta::assert_snapshot!(env.transcript(&["browse", "trade"]), @"
    $ dixit browse trade
    --- stderr
    error: `dixit browse` needs a terminal
    help: `dixit search` prints what it finds anywhere
    --- exit 2
    ");
}

#[test]
fn without_an_index_the_terminal_is_left_alone() {
    let Some(window) = Window::open((80, 24), &[]) else { return };
    window.write("dixit browse --index nowhere; echo code=$?").press("Enter");
    let screen = window.wait("code=2");
    assert!(screen.contains("error: ") && screen.contains("dixit index PATH"), "{screen}");
}
