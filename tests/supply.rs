//! Where the code of others comes from, and under which licences.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The packages that are worked on here; all others come from the registry.
const OWN: [&str; 4] = ["dixit", "dixit-bench", "dixit-faults", "dixit-fuzz"];

fn toml(path: &str) -> toml::Table {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap().parse().unwrap()
}

#[test]
fn all_dependencies_come_from_the_registry_and_are_pinned_by_a_hash() {
    for lock in ["Cargo.lock", "benches/Cargo.lock", "faults/Cargo.lock", "fuzz/Cargo.lock"] {
        let packages = toml(lock)["package"].as_array().unwrap().clone();
        assert!(packages.len() > 10, "{lock}");
        for package in packages {
            let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
            let name = text("name").unwrap();
            if OWN.contains(&name) {
                assert_eq!(text("source"), None, "{lock}: {name}");
                continue;
            }
            assert_eq!(text("source"), Some(REGISTRY), "{lock}: {name}");
            assert!(text("checksum").is_some_and(|hash| hash.len() == 64), "{lock}: {name}");
        }
    }
}

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let allowed = toml("deny.toml")["licenses"]["allow"].as_array().unwrap().clone();
    let allowed: BTreeSet<String> = allowed.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    if !output.status.success() {
        eprintln!("SKIPPED: cargo cannot tell the licences: {}", String::from_utf8_lossy(&output.stderr));
        return;
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut used = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap_or_else(|| panic!("{} names no licence", package["name"]));
        let terms = spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{}: {error}", package["name"]));
        let is_allowed = terms.evaluate(|term| {
            let found = allowed.contains(&term.to_string());
            if found {
                used.insert(term.to_string());
            }
            found
        });
        assert!(is_allowed, "{} is under {licence}", package["name"]);
    }
    let unused: Vec<&String> = allowed.difference(&used).collect();
    assert!(unused.is_empty(), "no dependency is under {unused:?}");
}
