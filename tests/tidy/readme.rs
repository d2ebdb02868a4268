//! The README holds the operations of an errand as they are sent. They are made from `tests/conformance/ops.json`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use crate::harness::Ops;

const BEGIN: &str = "<!-- Made from tests/conformance/ops.json; a test compares them. -->\n";
const END: &str = "</details>\n";

#[test]
fn the_readme_has_every_operation_of_its_errand() {
    let path = super::root().join("README.md");
    let readme = fs::read_to_string(&path).expect("the README is readable");
    let (before, rest) = readme.split_once(BEGIN).expect("the README has a place for the operations");
    let (written, after) = rest.split_once(END).expect("the place has an end");
    let (_, steps) = before.split_once("## A change of residence in GraphQL").expect("the README has the errand");
    let made = operations(steps);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{made}{END}{after}")).expect("the README is writable");
    } else {
        assert!(written == made, "the README is out of date: run the tests with UPDATE_SNAPSHOTS=1");
    }
}

/// Every operation that the steps name, once, in their order.
fn operations(steps: &str) -> String {
    let known: BTreeSet<&str> = Ops::all().map(|(name, _)| name).collect();
    let mut told = BTreeSet::new();
    let mut text = String::from("<details>\n<summary>The operations themselves</summary>\n\n");
    // What stands between back-quotes are the odd parts.
    for name in steps.split('`').skip(1).step_by(2) {
        if !known.contains(name) || !told.insert(name) {
            continue;
        }
        let op = Ops::get(name);
        let variables = serde_json::to_string_pretty(&op.variables).expect("an example is JSON");
        write!(
            text,
            "`{name}`, {}:\n\n```graphql\n{}```\n\n```json\n{variables}\n```\n\n",
            op.role,
            laid_out(&op.document)
        )
        .expect("a string takes everything");
    }
    assert!(told.len() > 20, "the errand is longer than {told:?}");
    text
}

/// A document with a line for each level of its selections.
fn laid_out(document: &str) -> String {
    let (mut text, mut line) = (String::new(), String::new());
    let (mut depth, mut parentheses) = (0, 0);
    let mut end_line = |line: &mut String, depth: usize| {
        if !line.trim().is_empty() {
            writeln!(text, "{}{}", "  ".repeat(depth), line.trim()).expect("a string takes everything");
        }
        line.clear();
    };
    for sign in document.chars() {
        match sign {
            '{' if parentheses == 0 => {
                line.push('{');
                end_line(&mut line, depth);
                depth += 1;
            }
            '}' if parentheses == 0 => {
                end_line(&mut line, depth);
                depth -= 1;
                line.push('}');
                end_line(&mut line, depth);
            }
            _ => {
                parentheses += i32::from(sign == '(') - i32::from(sign == ')');
                line.push(sign);
            }
        }
    }
    end_line(&mut line, depth);
    text
}
