//! Files that are broken, wrong or meant to do harm: each is named with its reason, and costs nothing else.

use std::fs::File;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use crate::env::Env;

const GOOD: &str = "Good\n\n\"The tide is late,\" said Ada Voss, head of the harbour.\n";

/// Memory in KiB that a run may use at most, all of its address space.
const MEMORY_KIB: u64 = 2_000_000;

/// Indexes `news`, which holds one good article besides, in bounded memory; what was told, one line a skip.
fn told(env: &Env) -> Vec<String> {
    env.write("news/good.txt", GOOD);
    let run = bounded(env, &["index", "--verbose", "news"]);
    assert!(env.run(&["search", "tide", "--count"]).stdout.trim() == "1", "the good article is lost:\n{run}");
    run.lines().filter(|line| line.starts_with("skipped ")).map(str::to_owned).collect()
}

/// Runs dixit with no more than so much memory to have.
fn bounded(env: &Env, arguments: &[&str]) -> String {
    let line = format!("ulimit -v {MEMORY_KIB}; exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &line, env!("CARGO_BIN_EXE_dixit")])
        .args(arguments)
        .current_dir(env.path())
        .env_clear()
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{told}");
    told
}

fn check(env: &Env, expected: &[&[&str]]) {
    let told = told(env);
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for words in expected {
        assert!(told.iter().any(|line| words.iter().all(|word| line.contains(word))), "{words:?} in {told:#?}");
    }
}

fn write(env: &Env, name: &str, bytes: &[u8]) {
    let path = env.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn files_cut_in_half_are_named() {
    let env = Env::new();
    let page = gzip(GOOD.repeat(200).as_bytes());
    write(&env, "news/cut.txt.gz", &page[..page.len() / 2]);
    write(&env, "news/cut.json", b"[{\"text\": \"\\\"A is first,\\\" said Ada Voss.\"}, {\"text\": \"B");
    check(&env, &[&["cut.txt.gz", "malformed gzip"], &["cut.json:1:", "malformed JSON"]]);
}

#[test]
fn content_goes_before_a_wrong_name() {
    let env = Env::new();
    write(
        &env,
        "news/page.txt",
        format!("<!DOCTYPE html><html><body><article><p>{GOOD}</p></article></body></html>").as_bytes(),
    );
    write(&env, "news/picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    write(&env, "news/program.html", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
    env.write("news/good.txt", GOOD);
    let run = env.run(&["index", "--verbose", "news"]);
    assert!(run.stderr.contains("picture.txt") && run.stderr.contains("program.html"), "{}", run.stderr);
    assert!(!run.stderr.contains("page.txt"), "{}", run.stderr);
}

#[test]
fn bytes_win_over_wrongly_declared_encodings() {
    let env = Env::new();
    let text = "«Прилив запаздывает, и корабли ждут его в бухте с самого утра», — сказал Иван Петров, начальник порта.";
    let page = |charset: &str| {
        format!(
            "<!DOCTYPE html><html><head><meta charset=\"{charset}\"></head><body><article><p>{text}</p></article></body></html>"
        )
    };
    let declared_wrongly = page("utf-8");
    let (old, _, _) = encoding_rs::WINDOWS_1251.encode(&declared_wrongly);
    write(&env, "news/old.html", &old);
    write(&env, "news/new.html", page("windows-1251").as_bytes());
    for file in ["news/old.html", "news/new.html"] {
        let found = env.run(&["extract", "--articles", "--format", "jsonl", file]).stdout;
        assert!(found.contains("Прилив запаздывает"), "{file}: {found}");
    }
}

#[test]
fn a_gigabyte_on_one_line_is_passed_over() {
    let env = Env::new();
    for name in ["news/long.txt", "news/long.jsonl", "news/long.csv"] {
        let path = env.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = File::create(path).unwrap();
        file.write_all(if name.ends_with("jsonl") { b"{\"text\": \"" } else { b"title,text\n\"a" }).unwrap();
        let piece = vec![b'x'; 1 << 20];
        for _ in 0..1024 {
            file.write_all(&piece).unwrap();
        }
        if name.ends_with("jsonl") {
            file.write_all(b"\"}\n{\"text\": \"\\\"The last line counts,\\\" said Ada Voss.\"}\n").unwrap();
        }
    }
    let limit: &[&str] = &["more than the limit"];
    check(&env, &[&["long.txt", limit[0]], &["long.jsonl#1", limit[0]], &["long.csv#1", limit[0]]]);
    assert!(env.run(&["search", "\"last line\"", "--count"]).stdout.trim() == "1", "the line after it is lost");
}

#[test]
fn a_limit_is_set_for_a_run_and_the_next_one_without_it_reads_again() {
    let env = Env::new();
    env.write("news/good.txt", GOOD);
    let run = env.run(&["index", "--verbose", "--limit", "text-bytes=10", "news"]);
    assert!(run.stderr.contains("more than the limit of 10; `--limit text-bytes=N` sets it"), "{}", run.stderr);
    assert_eq!(env.run(&["search", "tide", "--count"]).stdout.trim(), "0");
    env.run(&["index", "--limit", "text-bytes=1k", "news"]);
    assert_eq!(env.run(&["search", "tide", "--count"]).stdout.trim(), "1");
}

#[test]
fn a_limit_that_is_none_is_an_error_that_names_all() {
    let env = Env::new();
    for (limit, told) in [
        ("patience=1", "document-bytes, text-bytes, inner-zip-bytes, unpacked-bytes, unpacked-times, pdf-pages"),
        ("text-bytes=1T", "`T` is none of K, M and G"),
        ("text-bytes=G", "expected a whole number"),
        ("text-bytes=99999999999G", "expected a whole number"),
        ("text-bytes", "expected NAME=N"),
    ] {
        let run = env.run(&["extract", "--limit", limit, "news"]);
        assert!(run.code == 2 && run.stderr.contains(told), "{limit}: {}", run.stderr);
    }
}

#[test]
fn more_sets_of_aliases_than_are_kept_are_named() {
    let env = Env::new();
    for number in 0..257 {
        env.write(&format!("news/{number}/dixit.toml"), &format!("[aliases]\nTASS = \"wire {number}\"\n"));
        env.write(&format!("news/{number}/a.txt"), &format!("Nobody said a word on day {number}.\n"));
    }
    let told = told(&env);
    assert!(told.len() == 1 && told[0].contains("more than 256 folders have aliases of their own"), "{told:#?}");
}

#[test]
fn a_mail_of_bombs_has_one_budget_for_all() {
    let env = Env::new();
    // Each unpacks to less than the limit, all together to more.
    let bomb = gzip(&b"word ".repeat(6 << 20));
    let attached = format!(
        "--b\nContent-Type: application/gzip\nContent-Disposition: attachment; filename=a.txt.gz\n\
         Content-Transfer-Encoding: base64\n\n{}\n",
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bomb)
    );
    let mail = format!(
        "From: A <a@harbour.example>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{}--b--\n",
        attached.repeat(5)
    );
    write(&env, "news/bombs.eml", mail.as_bytes());
    let told =
        bounded(&env, &["index", "--verbose", "--limit", "unpacked-bytes=100M", "--limit", "unpacked-times=1", "news"]);
    let spent = told.lines().filter(|line| line.contains("unpacked-times")).count();
    assert!((1..5).contains(&spent), "{told}");
}

#[test]
fn pages_and_records_that_cost_more_than_they_are_worth_are_named() {
    let env = Env::new();
    let attributes: Vec<String> = (0..100_000).map(|number| format!("a{number}=1 ")).collect();
    let attributes = attributes.concat();
    write(&env, "news/attributes.html", format!("<html><body><p {attributes}>{GOOD}</p></body></html>").as_bytes());
    write(&env, "news/values.jsonl", format!("{{\"text\": \"x\", \"a\": [{}0]}}", "0,".repeat(10_000_000)).as_bytes());
    write(&env, "news/columns.csv", format!("text{}\nx\n", ",a".repeat(2_000_000)).as_bytes());
    write(&env, "news/said.txt", "\"Yes,\" he said. ".repeat(150_000).as_bytes());
    check(
        &env,
        &[
            &["attributes.html", "a tag with more attributes"],
            &["values.jsonl#1", "document-bytes"],
            &["columns.csv", "more than 16384 columns"],
            &["said.txt", "more than 100000 statements"],
        ],
    );
}

#[test]
fn ten_gigabytes_in_a_small_archive_are_not_unpacked() {
    let env = Env::new();
    let hundred_megabytes = b"word ".repeat(20 << 20);
    let mut first = zip::ZipWriter::new(Cursor::new(Vec::new()));
    first.start_file("bomb.txt", zip::write::SimpleFileOptions::default()).unwrap();
    first.write_all(&hundred_megabytes).unwrap();
    let first = first.finish().unwrap().into_inner();
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..100 {
        let mut archive = zip::ZipArchive::new(Cursor::new(&first[..])).unwrap();
        bomb.raw_copy_file_rename(archive.by_index(0).unwrap(), format!("{number}.txt")).unwrap();
    }
    write(&env, "news/bomb.zip", &bomb.finish().unwrap().into_inner());
    write(&env, "news/bomb.txt.gz", &gzip(&hundred_megabytes).repeat(100));
    let told = told(&env);
    assert!(told.iter().all(|line| line.contains("more than the limit")), "{told:#?}");
    assert!(told.iter().any(|line| line.contains("bomb.txt.gz")), "{told:#?}");
    let members = told.iter().filter(|line| line.contains("bomb.zip!")).count();
    assert!(members > 0 && members < 100 && told.iter().any(|line| line.contains("bomb.zip:")), "{told:#?}");
}

#[test]
fn json_nested_ten_thousand_deep_is_refused() {
    let env = Env::new();
    write(&env, "news/deep.json", "[".repeat(10_000).as_bytes());
    write(&env, "news/deep.jsonl", format!("{{\"text\": {}", "{\"a\":".repeat(10_000)).as_bytes());
    write(&env, "news/deep.html", format!("<html><body>{}", "<div>".repeat(10_000)).as_bytes());
    check(&env, &[&["deep.json", "malformed"], &["deep.jsonl", "malformed"], &["deep.html", "malformed"]]);
}

#[cfg(unix)]
#[test]
fn links_in_circles_lead_nowhere() {
    let env = Env::new();
    env.write("news/in/good2.txt", &GOOD.replace("tide", "ferry"));
    for (target, link) in [("..", "news/in/up"), ("loop-b", "news/loop-a"), ("loop-a", "news/loop-b")] {
        std::os::unix::fs::symlink(target, env.path().join(link)).unwrap();
    }
    check(&env, &[]);
}

#[test]
fn what_cannot_be_read_is_named() {
    // Reading a process's memory from its beginning fails for everybody, root too.
    let memory = Path::new("/proc/self/mem");
    if !memory.exists() {
        eprintln!("SKIPPED: there is no /proc/self/mem here");
        return;
    }
    let env = Env::new();
    env.write("news/good.txt", GOOD);
    let run = env.run(&["index", "news", "/proc/self/mem"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("/mem: cannot be read"), "{}", run.stderr);
    assert!(env.run(&["search", "tide", "--count"]).stdout.trim() == "1");
}
