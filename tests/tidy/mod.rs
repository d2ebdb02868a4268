//! What is absent: dependencies that must not exist, words that must not stand in the tree.

mod dependencies;
mod limits;
mod pages;
mod readme;
mod words;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace").to_owned()
}

/// Folders that hold nothing of ours.
const NOT_OURS: [&str; 3] = [".git", "node_modules", "target"];

/// The files of the project, as paths from the root: those that git would track or, without git, all.
fn tracked() -> Vec<PathBuf> {
    let listed = std::process::Command::new("git")
        // In a container the clone may belong to another user, whom git would not trust. It only lists here.
        .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output();
    let paths = match listed {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout)
            .expect("paths of the project are UTF-8")
            .split_terminator('\0')
            .map(PathBuf::from)
            .collect(),
        _ => below(Path::new("")),
    };
    let files: Vec<_> = paths.into_iter().filter(|path| root().join(path).is_file()).collect();
    assert!(files.contains(&PathBuf::from("Cargo.toml")), "the files of the project were not found");
    files
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut paths = vec![];
    for entry in std::fs::read_dir(root().join(folder)).expect("the project is readable") {
        let entry = entry.expect("the project is readable");
        let path = folder.join(entry.file_name());
        match entry.file_type().expect("the project is readable").is_dir() {
            true if NOT_OURS.iter().any(|name| entry.file_name() == *name) => {}
            true => paths.extend(below(&path)),
            false => paths.push(path),
        }
    }
    paths
}

#[test]
fn without_git_the_same_sources_are_found() {
    let sources = |paths: Vec<PathBuf>| -> BTreeSet<PathBuf> {
        paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
    };
    let (git, walk) = (sources(tracked()), sources(below(Path::new(""))));
    assert!(git.is_subset(&walk), "{:?}", git.difference(&walk).next());
}
