//! The README tells the truth: its first command is the one that `.ci/run` runs, and its links lead
//! somewhere.

use crate::env::project;

fn readme() -> String {
    std::fs::read_to_string(project().join("README.md")).unwrap()
}

#[test]
fn the_first_two_commands_build_and_test() {
    let readme = readme();
    let commands: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert!(commands[0].starts_with("cargo run --release -- search --articles examples/articles "), "{commands:?}");
    assert_eq!(commands[1], "cargo test --release");
}

#[test]
fn links_lead_to_files() {
    let text = readme();
    for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
        let file = link.split('#').next().unwrap_or_default();
        if !file.starts_with("http") && !file.is_empty() {
            assert!(project().join(file).exists(), "README.md links to {file}");
        }
    }
}
