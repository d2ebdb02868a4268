//! The map of the folders, held by `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Which of our packages each may name (docs/architecture.md).
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("vorgang-domain", &[]),
    ("vorgang-event-store", &[]),
    ("vorgang-projections", &["vorgang-domain", "vorgang-event-store"]),
    ("vorgang-payments", &["vorgang-domain", "vorgang-event-store"]),
    ("vorgang-video-bridge", &["vorgang-domain", "vorgang-event-store"]),
    ("vorgang-documents", &["vorgang-domain", "vorgang-event-store"]),
    ("vorgang-notifications", &["vorgang-domain", "vorgang-event-store"]),
    (
        "vorgang-api",
        &[
            "vorgang-domain",
            "vorgang-event-store",
            "vorgang-projections",
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

#[test]
fn every_licence_goes_together_with_ours() {
    /// Alternatives in an expression are enough; each must have one that we accept.
    const ACCEPTED: &[&str] = &[
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
    for package in &metadata().packages {
        let expression = package.license.clone().unwrap_or_default();
        let accepted = expression.replace('/', " OR ").split(" OR ").any(|choice| {
            choice
                .split(" AND ")
                .map(|licence| licence.trim_matches(['(', ')', ' ']))
                .map(|licence| licence.split(" WITH ").next().expect("a split has a first part"))
                .all(|licence| ACCEPTED.contains(&licence))
        });
        assert!(accepted, "{} has the licence {expression:?}", package.name);
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
