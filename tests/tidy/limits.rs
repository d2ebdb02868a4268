//! The page of limits is made from the limits.

use std::fmt::Write as _;
use std::fs;

use domain::limits::Limits;

#[test]
fn the_page_of_limits_is_that_of_the_code() {
    let mut page = String::from(
        "# Limits\n\nThe defaults of what one authority allows.\nThis page is made from `domain/src/limits.rs`; \
         a test compares them.\n\n| limit | default | meaning |\n|---|---:|---|\n",
    );
    for limit in Limits::TABLE {
        writeln!(page, "| `{}` | {} | {} |", limit.name, limit.default, limit.meaning.trim())
            .expect("writing into a string cannot fail");
    }
    let path = super::root().join("docs/limits.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &page).expect("the page is writable");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written.starts_with(&page), "docs/limits.md is out of date: run the tests with UPDATE_SNAPSHOTS=1");
}
