//! The program from outside: every test runs `dixit` in a folder of its own and reads what it says.
//!
//! One binary, one module a subject.

#![allow(clippy::unwrap_used)] // A test that cannot go on shall stop.

mod agencies;
mod archives;
#[cfg(feature = "mcp")]
mod assistant;
#[cfg(feature = "browse")]
mod browse;
mod cheat_sheet;
mod check;
mod completion;
#[cfg(feature = "engine")]
mod engine;
mod env;
mod examples;
mod extraction;
mod facets;
#[cfg(feature = "engine")]
mod fake_engine;
#[cfg(feature = "engine")]
mod fake_engine_facts;
mod folder;
mod folder_settings;
mod foreign_gold;
mod formats;
mod generate;
mod help;
mod hostile;
mod index;
mod layers;
#[cfg(feature = "mcp")]
mod mcp;
mod names;
mod pipes;
mod queries;
mod query_page;
mod readme;
mod saved;
mod schema;
mod scripts;
mod search;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
mod server;
mod show;
mod streams;
mod supply;
mod trace;
#[cfg(feature = "serve")]
mod web;
mod who;

/// A file that is not named above would never be run.
#[test]
fn every_file_in_tests_is_part_of_this_binary() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let listed = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") {
            assert!(listed.contains(&format!("mod {module};")), "tests/{name} is not listed in tests/main.rs");
        }
    }
}
