//! What the pages name exists: tests that show a scenario or hold a guarantee, refusals with their words, operations.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::harness::Ops;

#[test]
fn every_scenario_names_a_test_that_exists_or_says_what_is_missing() {
    let page = read("docs/scenarios.md");
    let mut numbers = vec![];
    for row in page.lines() {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let [_, number, _, shown_by, missing, _] = cells[..] else { continue };
        let Ok(number) = number.parse::<u32>() else { continue };
        numbers.push(number);
        for named in quoted(shown_by) {
            let (path, name) = named.split_once("::").unwrap_or_else(|| panic!("{named} is no test"));
            assert!(read(path).contains(&format!("fn {name}(")), "scenario {number}: {path} has no {name}");
        }
        assert!(shown_by.contains('`') || missing != "–", "scenario {number} is neither shown nor said to be open");
    }
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

#[test]
fn every_guarantee_names_tests_that_exist() {
    let files = super::tracked();
    for line in read("docs/guarantees.md").lines().filter(|line| line.starts_with("- `")) {
        let mut named = quoted(line);
        let path = named.next().expect("something stands between back-quotes");
        // Some tests are named with their folder.
        let sources = files.iter().filter(|file| file.starts_with(path)).filter_map(|file| file.to_str());
        let source: String = sources.map(read).collect();
        for name in named {
            // Tests of pages are named in words.
            let is_there = source.contains(&format!("fn {name}(")) || source.contains(&format!("\"{name}\""));
            assert!(is_there, "{path} has no {name}");
        }
    }
}

#[test]
fn german_pages_name_refusals_with_their_words_and_operations_that_exist() {
    let (table, schema, procedures) =
        (read("api/refusals.tsv"), read("api/schema.graphql"), read("domain/src/case/procedure/mod.rs"));
    let refusals = german(&table);
    let mut known = declared(&schema);
    known.extend(Ops::all().map(|(name, _)| name));
    known.extend(refusals.keys().copied());

    let pages: Vec<_> = super::tracked().into_iter().filter(|path| path.starts_with("docs/de")).collect();
    assert!(pages.len() > 8, "there are more pages than {pages:?}");
    for page in pages {
        let text = read(page.to_str().expect("paths of pages are UTF-8"));
        for name in quoted(&text).filter(|quoted| quoted.chars().all(is_of_a_name)) {
            let exists = known.contains(name) || procedures.contains(&format!("=> \"{name}\""));
            assert!(exists, "{} names {name}, which does not exist", page.display());
        }
        for row in text.lines() {
            let cells: Vec<_> = row.split('|').map(str::trim).collect();
            let [_, code, words, ..] = cells[..] else { continue };
            if let Some(told) = refusals.get(code.trim_matches('`')) {
                assert_eq!(words, *told, "{} has other words for {code}", page.display());
            }
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(super::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between back-quotes are the odd parts.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_of_a_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_'
}

/// The German words of each refusal.
fn german(table: &str) -> BTreeMap<&str, &str> {
    let mut words = BTreeMap::new();
    for row in table.lines() {
        let columns: Vec<_> = row.split('\t').collect();
        let [code, _law, german, _english] = columns[..] else { panic!("{row} is no refusal") };
        words.insert(code, german);
    }
    words
}

/// The names of the fields and values that the schema declares.
fn declared(schema: &str) -> BTreeSet<&str> {
    let mut described = false;
    let declares = |line: &&str| {
        let is_mark = line.trim() == "\"\"\"";
        described ^= is_mark;
        !is_mark && !described && line.starts_with('\t')
    };
    schema.lines().filter(declares).filter_map(|line| line.trim().split(|sign| !is_of_a_name(sign)).next()).collect()
}
