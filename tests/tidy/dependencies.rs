//! The map of the folders, held by `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Which of our packages each may name (docs/architecture.md).
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("vorgang-domain", &[]),
    ("vorgang-event-store", &[]),
    ("vorgang-projections", &["vorgang-domain", "vorgang-event-store"]),
    ("vorgang-worker", &["vorgang-domain", "vorgang-event-store"]),
    ("vorgang-register", &["vorgang-domain", "vorgang-event-store", "vorgang-worker"]),
    ("vorgang-payments", &["vorgang-domain", "vorgang-event-store", "vorgang-worker"]),
    ("vorgang-video-bridge", &["vorgang-domain", "vorgang-event-store", "vorgang-worker"]),
    ("vorgang-documents", &["vorgang-domain", "vorgang-event-store", "vorgang-worker"]),
    ("vorgang-renderer", &["vorgang-documents"]),
    ("vorgang-web", &[]),
    ("vorgang-notifications", &["vorgang-domain", "vorgang-event-store", "vorgang-worker"]),
    (
        "vorgang-api",
        &[
            "vorgang-domain",
            "vorgang-event-store",
            "vorgang-projections",
            "vorgang-worker",
            "vorgang-register",
            "vorgang-payments",
            "vorgang-video-bridge",
            "vorgang-documents",
            "vorgang-notifications",
        ],
    ),
];

/// Packages that may name everything.
const UNBOUND: &[&str] = &["vorgang-server", "vorgang-tests"];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(super::root().join("Cargo.toml"))
        // What other systems would need is not on this machine.
        .other_options(["--locked", "--offline", "--filter-platform", "x86_64-unknown-linux-gnu"].map(str::to_owned))
        .exec()
        .expect("cargo describes the workspace")
}

#[test]
fn folders_depend_only_on_those_below_them() {
    let rules: BTreeMap<_, BTreeSet<_>> =
        MAY_DEPEND_ON.iter().map(|(name, may)| (*name, may.iter().copied().collect())).collect();
    for package in metadata().workspace_packages() {
        let name = package.name.as_str();
        if UNBOUND.contains(&name) {
            continue;
        }
        let may = rules.get(name).unwrap_or_else(|| panic!("{name} is not in the map: add it on purpose"));
        for dependency in &package.dependencies {
            let ours = dependency.name.starts_with("vorgang-") && dependency.kind != DependencyKind::Development;
            assert!(!ours || may.contains(dependency.name.as_str()), "{name} must not depend on {}", dependency.name);
        }
    }
}

#[test]
fn the_domain_knows_no_database_no_network_and_no_clock() {
    let metadata = metadata();
    let domain = metadata
        .workspace_packages()
        .into_iter()
        .find(|package| package.name.as_str() == "vorgang-domain")
        .expect("the domain is a package");
    for dependency in domain.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal) {
        assert!(
            ["chrono", "chrono-tz", "cqrs-es", "serde", "serde_json", "thiserror", "uuid"]
                .contains(&dependency.name.as_str()),
            "the domain must not depend on {}",
            dependency.name
        );
        let features: BTreeSet<_> = dependency.features.iter().map(String::as_str).collect();
        assert!(!dependency.uses_default_features || !["chrono", "uuid"].contains(&dependency.name.as_str()));
        for forbidden in ["clock", "now", "v1", "v4", "v6", "v7", "fast-rng"] {
            assert!(!features.contains(forbidden), "the domain turns on {}/{forbidden}", dependency.name);
        }
    }
}

#[test]
fn one_graphql_one_sqlite_one_tls() {
    let metadata = metadata();
    let versions = |name: &str| -> Vec<String> {
        metadata
            .packages
            .iter()
            .filter(|package| package.name.as_str() == name)
            .map(|package| package.version.to_string())
            .collect()
    };
    for family in ["", "-axum", "-derive", "-parser", "-value"] {
        assert_eq!(versions(&format!("async-graphql{family}")), ["7.0.19"], "7.1.0 to 7.2.1 break null propagation");
    }
    assert_eq!(versions("sqlx"), ["0.8.6"]);
    assert_eq!(versions("libsqlite3-sys").len(), 1);
    for banned in ["openssl", "openssl-sys", "native-tls"] {
        assert!(versions(banned).is_empty(), "{banned} needs a system library");
    }
}

/// Licences whose code we may pass on with ours.
const ACCEPTED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "EUPL-1.2",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "CDLA-Permissive-2.0",
];

#[test]
fn every_licence_goes_together_with_ours() {
    for package in &metadata().packages {
        let expression = package.license.clone().unwrap_or_default();
        assert!(accepts(&expression), "{} has the licence {expression:?}", package.name);
    }
}

/// Whether an SPDX expression allows a choice of accepted licences only: `AND` binds closer than `OR`, and parentheses
/// closer than both. An exception (`WITH`) only ever allows more.
fn accepts(expression: &str) -> bool {
    // Before SPDX a stroke stood for a choice.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    any(&mut words) == Some(true) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>) -> Option<bool> {
    let mut accepted = all(words)?;
    while words.next_if_eq(&"OR").is_some() {
        accepted |= all(words)?;
    }
    Some(accepted)
}

fn all(words: &mut Words<'_>) -> Option<bool> {
    let mut accepted = one(words)?;
    while words.next_if_eq(&"AND").is_some() {
        accepted &= one(words)?;
    }
    Some(accepted)
}

fn one(words: &mut Words<'_>) -> Option<bool> {
    let accepted = match words.next()? {
        "(" => {
            let accepted = any(words)?;
            words.next_if_eq(&")")?;
            accepted
        }
        licence => ACCEPTED.contains(&licence),
    };
    if words.next_if_eq(&"WITH").is_some() {
        words.next()?;
    }
    Some(accepted)
}

#[test]
fn a_licence_that_is_demanded_beside_others_has_to_be_accepted() {
    for expression in
        ["MIT", "MIT/GPL-3.0", "GPL-3.0 OR MIT AND ISC", "(MIT OR GPL-3.0) AND Apache-2.0 WITH LLVM-exception"]
    {
        assert!(accepts(expression), "{expression}");
    }
    for expression in ["", "GPL-3.0", "MIT AND GPL-3.0", "MIT AND (GPL-3.0 OR AGPL-3.0)", "(MIT", "MIT ISC"] {
        assert!(!accepts(expression), "{expression}");
    }
}

#[test]
fn every_package_comes_from_the_registry_or_from_here() {
    for package in &metadata().packages {
        match &package.source {
            Some(source) => assert!(source.is_crates_io(), "{} comes from {source}", package.name),
            None => assert!(package.manifest_path.starts_with(super::root()), "{} lies elsewhere", package.name),
        }
    }
}

#[test]
fn every_dependency_of_the_workspace_says_what_it_is_for() {
    let manifest = std::fs::read_to_string(super::root().join("Cargo.toml")).expect("the manifest is readable");
    let dependencies = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .expect("the workspace lists its dependencies");
    for group in dependencies.split("\n\n").filter(|group| !group.trim().is_empty()) {
        assert!(group.trim_start().starts_with('#'), "say what this is for:\n{group}");
    }
}
