//! Words that must not stand in the tree: unfinished work, and long lines of thought.

use std::fs;

/// Unfinished work, in pieces so that this file does not find itself.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
];

#[test]
fn nothing_is_left_unfinished() {
    for path in super::tracked() {
        let Ok(text) = fs::read_to_string(super::root().join(&path)) else { continue };
        for word in UNFINISHED {
            assert!(!text.contains(word), "{} says {word}", path.display());
        }
    }
}

#[test]
fn rust_files_open_with_what_they_are_for() {
    for path in super::tracked() {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(super::root().join(&path)).expect("a source file is text");
            assert!(text.starts_with("//!"), "{} does not say what it is for", path.display());
        }
    }
}

#[test]
fn source_files_have_one_subject() {
    for path in super::tracked() {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let lines = fs::read_to_string(super::root().join(&path)).expect("a source file is text").lines().count();
            assert!(lines <= 900, "{} has {lines} lines: it is about more than one thing", path.display());
        }
    }
}

#[test]
fn migrations_exist_for_both_databases_and_say_what_they_are_for() {
    let folder = super::root().join("migrations/log");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the log has migrations")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    for pair in names.chunks(2) {
        let stem = |name: &str| name.replace(".postgres.sql", "").replace(".sqlite.sql", "");
        assert!(pair.len() == 2 && stem(&pair[0]) == stem(&pair[1]), "{pair:?} exists for one database only");
        for name in pair {
            let text = fs::read_to_string(super::root().join("migrations/log").join(name)).expect("readable");
            assert!(text.starts_with("--"), "{name} does not say what it is for");
        }
    }
}
