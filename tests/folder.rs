//! A folder that changes: what is moved, what is interrupted, who waits for whom, and a folder that is followed.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::env::Env;

/// Longer than anything here takes, on a machine that does much else.
const PATIENCE: Duration = Duration::from_mins(1);

/// A run that goes on while the test does something else.
struct Running {
    child: Child,
}

impl Running {
    fn start(env: &Env, arguments: &[&str]) -> Self {
        let child = env.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Self { child }
    }

    fn stderr(&mut self) -> Lines<ChildStderr> {
        Lines::of(self.child.stderr.take().unwrap())
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn end(mut self) -> ExitStatus {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().unwrap();
        panic!("it did not end");
    }
}

/// What a run prints, line by line as it comes.
struct Lines<R> {
    lines: std::sync::mpsc::Receiver<String>,
    _reads: std::marker::PhantomData<R>,
}

impl<R: std::io::Read + Send + 'static> Lines<R> {
    fn of(stream: R) -> Self {
        let (sender, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines() {
                let Ok(line) = line else { break };
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { lines, _reads: std::marker::PhantomData }
    }

    /// The next line that holds `words`.
    fn until(&self, words: &str) -> String {
        let begun = Instant::now();
        let mut before = Vec::new();
        while let Some(left) = PATIENCE.checked_sub(begun.elapsed()) {
            match self.lines.recv_timeout(left) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => before.push(line),
                Err(_) => break,
            }
        }
        panic!("no line with `{words}` behind {before:?}");
    }
}

/// All statements of an index, one a line, sorted.
fn statements(env: &Env, place: &str) -> Vec<String> {
    let run = env.run(&["search", "*", "-n", "0", "--format", "jsonl", "--index", place]);
    let mut lines: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// How many more articles it takes to keep a program busy for some seconds that was built to be fast.
const BUSY: usize = if cfg!(debug_assertions) { 1 } else { 15 };

/// A folder that takes some seconds to index.
fn with_many(n_articles: usize) -> Env {
    let env = Env::new();
    for number in 0..n_articles {
        let sentence =
            format!("\"We counted {number} of them,\" said Ada Stone{number}, the mayor of Town{number}.\n\n");
        env.write(
            &format!("many/{:02}/{number}.txt", number % 20),
            &format!("Count {number}\n\n{}", sentence.repeat(4)),
        );
    }
    env
}

/// Waits until there is an index at `place`, so that a run over its files has begun.
fn wait_for_index(env: &Env, place: &str) {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE && !env.path().join(place).join("meta.json").is_file() {
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_moved_folder_is_told_and_found_at_its_new_place() {
    let env = Env::with_news();
    std::fs::rename(env.path().join("news"), env.path().join("old")).unwrap();
    std::fs::create_dir(env.path().join("news")).unwrap();
    std::fs::rename(env.path().join("old"), env.path().join("news/2024")).unwrap();
    insta::assert_snapshot!(env.transcript(&["index", "news"]), @"
    $ dixit index news
    4  indexed (4 moved)
    0  unchanged
    0  skipped
    ───
    4  files found

    5  articles read: 5 statements in 717 bytes of text
    --- stderr
    done in 0.0 s, index at `index`
    --- exit 0
    ");
    let found = env.run(&["search", "--files", "multipolar"]).stdout;
    assert_eq!(found, "news/2024/call.txt\n");
}

#[test]
fn a_second_writer_waits_and_says_for_whom() {
    let env = Env::with_news();
    let lock = std::fs::File::options().write(true).open(env.path().join("index/.tantivy-writer.lock")).unwrap();
    lock.lock().unwrap();
    env.write("index/.dixit-writer.json", r#"{"pid": 77, "host": "ada", "since": "2024-02-08T10:00:00Z"}"#);
    insta::assert_snapshot!(env.transcript(&["index", "news", "--no-wait"]), @"
    $ dixit index news --no-wait
    --- stderr
    error: another dixit is writing the index at `index` (process 77 on ada since 2024-02-08T10:00:00Z)
    help: wait until it has finished; searching goes on meanwhile
    --- exit 2
    ");
    let mut waiting = Running::start(&env, &["index", "news"]);
    let said = waiting.stderr().until("waiting");
    assert!(said.contains("process 77 on ada since 2024-02-08T10:00:00Z"), "{said}");
    lock.unlock().unwrap();
    assert_eq!(waiting.end().code(), Some(0));
}

#[test]
fn a_note_that_was_left_behind_stops_nobody() {
    let env = Env::with_news();
    env.write("index/.dixit-writer.json", r#"{"pid": 77, "host": "ada", "since": "2024-02-08T10:00:00Z"}"#);
    assert_eq!(env.run(&["index", "news", "--no-wait"]).code, 0);
    assert!(!env.path().join("index/.dixit-writer.json").exists());
}

/// Runs `dixit index many` and sends it `signals` in its midst. A run that was done before they came goes back to where
/// `restart` leaves the index, and they come sooner.
#[cfg(unix)]
fn stopped_midway(env: &Env, signals: &[&str], restart: impl Fn()) -> (ExitStatus, Lines<ChildStderr>) {
    for wait in [400, 200, 100, 50, 25].map(Duration::from_millis) {
        let mut running = Running::start(env, &["index", "many"]);
        let stderr = running.stderr();
        wait_for_index(env, "index");
        std::thread::sleep(wait);
        for signal in signals {
            running.signal(signal);
        }
        let status = running.end();
        if !status.success() {
            return (status, stderr);
        }
        std::fs::remove_dir_all(env.path().join("index")).unwrap();
        restart();
    }
    panic!("{signals:?} came too late each time");
}

#[cfg(unix)]
#[test]
fn the_first_ctrl_c_keeps_what_is_done_and_the_next_run_does_the_rest() {
    let n_files = 400 * BUSY;
    let env = with_many(n_files);
    for signal in ["INT", "TERM"] {
        let (status, stderr) = stopped_midway(&env, &[signal], || {});
        stderr.until("goes on from there");
        assert_eq!(status.code(), Some(130), "{signal}");
    }
    let run = env.run(&["index", "many", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &report["stopped"], &report["files"]), (0, &false.into(), &n_files.into()));
    assert_eq!(env.run(&["index", "many", "--index", "fresh"]).code, 0);
    assert_eq!(statements(&env, "index"), statements(&env, "fresh"));
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_and_a_kill_leave_an_index_that_the_next_run_completes() {
    let env = with_many(200 * BUSY);
    let index_some = || assert_eq!(env.run(&["index", "many/00"]).code, 0);
    index_some();
    let before = statements(&env, "index");
    for signals in [&["INT", "INT"][..], &["KILL"]] {
        stopped_midway(&env, signals, index_some);
        assert!(statements(&env, "index").len() >= before.len(), "{signals:?}");
    }
    assert_eq!(env.run(&["index", "many"]).code, 0);
    assert_eq!(env.run(&["index", "many", "--index", "fresh"]).code, 0);
    assert_eq!(statements(&env, "index"), statements(&env, "fresh"));
}

#[cfg(unix)]
#[test]
fn a_followed_folder_is_in_the_index_seconds_later() {
    let env = Env::new();
    env.write("news/call.txt", "A call\n\n\"We spoke,\" said Ada Stone, the mayor.\n");
    // The index lies in the folder, and must not wake the program up by being written.
    let mut running = Running::start(&env, &["index", "--watch", "."]);
    let (stdout, stderr) = (Lines::of(running.child.stdout.take().unwrap()), running.stderr());
    stderr.until("watching");
    env.write("news/deep/er/new.txt", "New\n\n\"This is new,\" said Ada Stone.\n");
    assert!(stdout.until(" removed").starts_with("1 indexed, 0 removed: 1 article, 1 statement in "));
    env.remove("news/call.txt");
    assert!(stdout.until(" removed").starts_with("0 indexed, 1 removed"));
    std::fs::rename(env.path().join("news/deep"), env.path().join("news/deeper")).unwrap();
    assert!(stdout.until(" removed").starts_with("1 indexed (1 moved), 0 removed"));
    env.write("news/broken.json", "{\"text\": ");
    assert!(stderr.until("skipped").contains("news/broken.json"));
    running.signal("INT");
    stderr.until("no longer watching");
    assert_eq!(running.end().code(), Some(0));
    assert_eq!(stdout.lines.iter().filter(|line| line.contains(" removed")).count(), 1, "the batch of the broken file");
    assert_eq!(env.run(&["search", "--files", "new"]).stdout, "news/deeper/er/new.txt\n");
}

#[cfg(unix)]
#[test]
fn a_followed_folder_that_vanishes_keeps_its_articles_and_is_followed_again() {
    let env = Env::with_news();
    let mut running = Running::start(&env, &["index", "--watch", "news"]);
    let (stdout, stderr) = (Lines::of(running.child.stdout.take().unwrap()), running.stderr());
    stderr.until("watching");
    let before = statements(&env, "index");
    std::fs::rename(env.path().join("news"), env.path().join("away")).unwrap();
    stderr.until("is gone");
    assert_eq!(statements(&env, "index"), before);
    std::fs::rename(env.path().join("away"), env.path().join("news")).unwrap();
    stderr.until("is back");
    env.write("news/new.txt", "New\n\n\"This is new,\" said Ada Stone.\n");
    stdout.until("1 indexed");
    running.signal("TERM");
    assert_eq!(running.end().code(), Some(0));
}

/// On a disk of a few megabytes, which only root may make; elsewhere this says that it tests nothing.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_leaves_the_old_index() {
    let env = with_many(60);
    let disk = env.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(&disk).output();
    if !mount.is_ok_and(|done| done.status.success()) {
        eprintln!("NOT TESTED: a full disk; only root can mount a small one");
        return;
    }
    let first = env.run(&["index", "many/00", "--index", "disk/index"]);
    let before = statements(&env, "disk/index");
    let _until_it_is_full = std::fs::write(disk.join("filler"), vec![0; 8 << 20]);
    let full = env.run(&["index", "many", "--index", "disk/index", "--quiet"]);
    let after = statements(&env, "disk/index");
    std::fs::remove_file(disk.join("filler")).unwrap();
    let again = env.run(&["index", "many", "--index", "disk/index"]);
    let unmounted = Command::new("umount").arg(&disk).status().unwrap();
    assert!(unmounted.success());
    assert_eq!((first.code, before.is_empty()), (0, false), "{}", first.stderr);
    assert_eq!(full.code, 2);
    insta::assert_snapshot!(full.stderr, @"
    error: no space left for the index at `disk/index`
    help: it is as it was after its last commit; make room, and the same command goes on from there
    ");
    assert_eq!(after, before);
    assert_eq!(again.code, 0, "with room, it goes on: {}", again.stderr);
}

/// A record of an article as a crawler leaves it.
fn record(publisher: &str, path: &str, before: &str) -> String {
    let text = "The river rose by two metres overnight and flooded the lower streets of the old town. \"Nobody was hurt, and \
                the bridge will be open again by Sunday,\" said Ada Stone, the mayor. Volunteers had filled four thousand \
                sandbags since Tuesday, and the school served as a shelter for ninety families.";
    serde_json::json!({
        "title": "River floods old town", "date": "2024-02-08", "publisher": publisher,
        "url": format!("https://{path}.example/"), "text": format!("{before}{text}"),
    })
    .to_string()
}

#[test]
fn copies_and_carriers_are_told_with_a_statement() {
    let env = Env::new();
    env.write("news/gazette.json", &record("Gazette", "gazette", ""));
    env.write("news/amp/gazette.json", &record("Gazette", "amp", "").replace("River floods", "The river floods"));
    env.write("news/herald.json", &record("Herald", "herald", "By our own reporter in the old town. "));
    let indexed = env.run(&["index", "news", "--quiet"]).stdout;
    insta::assert_snapshot!(indexed, @"
    3  indexed
    0  unchanged
    0  skipped
    ───
    3  files found

    1  article in the index is a copy of another
    3  articles read: 2 statements in 913 bytes of text
    ");
    assert!(env.run(&["stats"]).stdout.contains("3 (1 a copy of another; 1 story in several)"));
    let found = env.run(&["search", "bridge publisher:Gazette", "--format", "jsonl"]).stdout;
    let hit: serde_json::Value = serde_json::from_str(found.trim()).unwrap();
    assert_eq!(hit["article"]["copies"], serde_json::json!(["news/amp/gazette.json"]));
    let id = hit["id"].as_str().unwrap();
    let told = env.run(&["show", id]).stdout;
    assert!(told.contains("  copy   news/amp/gazette.json\n"), "{told}");
    assert!(told.ends_with("\nalso in\n  2024-02-08  Herald  news/herald.json\n"), "{told}");
    let shown: serde_json::Value = serde_json::from_str(&env.run(&["show", id, "--format", "json"]).stdout).unwrap();
    let members = shown["cluster"]["members"].as_array().unwrap();
    assert_eq!((members.len(), shown["cluster"]["id"].as_str().unwrap().len()), (2, 16));
    assert!(env.run(&["show", "--text", "news/amp/gazette.json"]).stdout.starts_with("The river rose"));
    env.remove("news/gazette.json");
    assert_eq!(env.run(&["index", "news", "--quiet"]).code, 0);
    assert_eq!(env.run(&["search", "--files", "publisher:Gazette"]).stdout, "news/amp/gazette.json\n");
}

/// In a namespace of its own that grants three watches; where there are none, this says that it tests nothing.
#[cfg(target_os = "linux")]
#[test]
fn where_the_system_cannot_watch_all_folders_it_is_told_and_all_are_looked_at() {
    let env = Env::with_news();
    for number in 0..8 {
        std::fs::create_dir(env.path().join(format!("news/{number}"))).unwrap();
    }
    let script = format!(
        "echo 3 > /proc/sys/user/max_inotify_watches && exec '{}' index --watch news",
        env!("CARGO_BIN_EXE_dixit")
    );
    let child = Command::new("unshare")
        .args(["-Ur", "sh", "-c", &script])
        .current_dir(env.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(child) = child else {
        eprintln!("NOT TESTED: too few watches; there is no `unshare`");
        return;
    };
    let mut running = Running { child };
    let said = running.stderr();
    match said.lines.recv_timeout(PATIENCE) {
        Ok(line) if line.contains("fs.inotify.max_user_watches") => {}
        other => {
            eprintln!("NOT TESTED: too few watches; this system does not grant few: {other:?}");
            let _is_gone = running.child.kill();
            return;
        }
    }
    said.until("watching; Ctrl-C ends it");
    running.signal("INT");
    assert_eq!(running.end().code(), Some(0));
}
